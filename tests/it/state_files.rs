//! The files for the state register of students, an independent reader of them, the answers, and the list of ЕАН.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_xlsxwriter::Workbook;

use crate::house::{House, REPOSITORY, Ran, assert_same_files, files_under, finish, has_tool, write_files};
use crate::sheets;

/// The little season with the sheets for the state register.
pub fn office() -> House {
    let house = House::small();
    house.edit(
        "pipeline.toml",
        "photos = \"photos\"",
        "photos = \"photos\"\nstate = [\"state.xlsx\"]\nsemesters = [\"semesters.xlsx\"]",
    );
    write_files(&house.at("nomenclatures"), &files_under(&Path::new(REPOSITORY).join("data/nomenclatures")));
    house
}

/// Makes the files.
pub fn make(house: &House) -> Ran {
    house.run(&["submit", "--state-files"])
}

/// The rows of a file that was made.
pub fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.split_terminator("\r\n").map(|line| line.split('|').map(str::to_owned).collect()).collect()
}

/// Their folder.
pub fn folder(house: &House) -> PathBuf {
    house.at("output/small-state")
}

/// A workbook of sheets of texts.
pub fn book(path: &Path, sheets: &[(&str, Vec<Vec<String>>)]) {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (line, row) in (0..).zip(rows) {
            for (column, text) in (0..).zip(row).filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(line, column, text).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

/// A row of texts.
pub fn texts(row: &[&str]) -> Vec<String> {
    row.iter().map(|text| (*text).to_owned()).collect()
}

/// The register's list of the persons it has entered.
pub fn entered(house: &House, people: &[Vec<String>], first: usize) -> PathBuf {
    let mut sheet = vec![texts(&["ЕАН", "ЕГН", "ЛНЧ", "ИДН", "Първо име"])];
    for (at, row) in people.iter().enumerate() {
        sheet.push(vec![format!("AB{:05}", first + at), row[1].clone(), row[2].clone(), row[3].clone(), row[5].clone()]);
    }
    let path = house.at("people.xlsx");
    book(&path, &[("Основни данни", sheet)]);
    path
}

/// What the independent reader says of a file.
pub fn reader(kind: &str, path: &Path) -> Ran {
    let mut command = Command::new("python3");
    command.arg(Path::new(REPOSITORY).join("tests/rdpzsd/reader.py")).arg(kind).arg(path);
    command.arg("--nomenclatures").arg(Path::new(REPOSITORY).join("data/nomenclatures")).args(["--date", "2025-09-30"]);
    finish(command)
}

#[test]
fn the_sample_season_passes_an_independent_reader_and_broken_files_do_not() {
    if !has_tool("python3", "--version") {
        return;
    }
    let house = office();
    make(&house).expect(0);
    let persons = folder(&house).join("persons-1.txt");
    let people = rows(&persons);
    assert_eq!(people.len(), 12);
    reader("persons", &persons).expect(0);
    let text = fs::read_to_string(&persons).unwrap();
    for (from, to) in [("|BG|", "|QQ|"), ("\r\n", "|\r\n"), ("@", ""), ("19", "91"), ("а", "a")] {
        let broken = house.at("broken.txt");
        fs::write(&broken, text.replacen(from, to, 1)).unwrap();
        reader("persons", &broken).expect(1);
    }
    fs::write(house.at("broken.txt"), &text.as_bytes()[..text.find('а').unwrap() + 1]).unwrap();
    reader("persons", &house.at("broken.txt")).expect(1);
    let list = entered(&house, &people, 10_000);
    house.run(&["submit", "--answer", list.to_str().unwrap()]).expect(0);
    let ran = make(&house).expect(0);
    assert!(ran.out.contains("Persons: 0 in the file, 0 refused."), "{}", ran.out);
    let mut count = 0;
    for (name, _) in
        files_under(&folder(&house)).iter().filter(|(name, _)| name.starts_with("semesters-") && name.ends_with(".txt"))
    {
        reader("semesters", &folder(&house).join(name)).expect(0);
        count += rows(&folder(&house).join(name)).len();
    }
    assert!(count > 60, "{count} rows of semesters");
    let first = folder(&house).join("semesters-1-1.txt");
    let text = fs::read_to_string(&first).unwrap();
    for (from, to) in [("|100|", "|999|"), ("AB1", "A1"), ("|1\r\n", "|7\r\n"), ("|90011|", "|1|")] {
        fs::write(house.at("broken.txt"), text.replacen(from, to, 1)).unwrap();
        reader("semesters", &house.at("broken.txt")).expect(1);
    }
}

#[test]
fn the_same_records_give_the_same_bytes_and_what_was_sent_is_kept() {
    let (one, two) = (office(), office());
    make(&one).expect(0);
    make(&two).expect(0);
    assert_same_files(&files_under(&folder(&one)), &files_under(&folder(&two)));
    let before = files_under(&folder(&one));
    make(&one).expect(0);
    assert_same_files(&files_under(&folder(&one)), &before);
    // Another file of the same name does not take away the one an answer may still come to.
    let list = entered(&one, &rows(&folder(&one).join("persons-1.txt"))[..3], 10_000);
    one.run(&["submit", "--answer", list.to_str().unwrap()]).expect(0);
    make(&one).expect(0);
    assert_eq!(rows(&folder(&one).join("persons-1.txt")).len(), 9);
    let kept: Vec<String> = files_under(&folder(&one).join("earlier")).into_keys().collect();
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(kept[0].starts_with("persons-1-") && kept[0].ends_with(".rows.jsonl"), "{kept:?}");
    assert!(one.unfinished().is_empty());
}

const ERRORS: [&str; 8] = ["Ред в .txt файл", "Номер на грешка", "ЕАН", "ЕГН", "ЛНЧ", "ИДН", "Дата на раждане", "Първо име"];

/// An answer with errors to some rows, from 1.
fn errors(house: &House, people: &[Vec<String>], rows: &[(usize, &str)]) -> PathBuf {
    let mut sheet = vec![texts(&ERRORS)];
    for (row, numbers) in rows {
        let person = people.get(row - 1).unwrap_or(&people[0]);
        let mut line = vec![row.to_string(), (*numbers).to_owned()];
        line.extend(person[..6].iter().cloned());
        sheet.push(line);
    }
    let path = house.at("errors.xlsx");
    let codes = vec![texts(&["Код", "Описание на грешката"]), texts(&["42", "EmailNotUnique"])];
    book(&path, &[("Открити грешки", sheet), ("Кодове на грешки", codes)]);
    path
}

#[test]
fn an_answer_comes_back_to_the_registrars_cells() {
    let house = office();
    make(&house).expect(0);
    let people = rows(&folder(&house).join("persons-1.txt"));
    let path = errors(&house, &people, &[(2, "42; 77"), (3, "1"), (99, "42"), (4, "98; абв")]);
    let ran = house.run(&["submit", "--answer", path.to_str().unwrap()]).expect(3);
    // Row 2 is the second student: the e-mail stands in column AE of the list, the postal code in the office's own sheet.
    for words in [
        "Answer to persons-1.txt: 4 rows with errors.",
        "students.xlsx › Студенти › AE3",
        "state.xlsx › Данни за РДПЗСД › I3",
        "students.xlsx › Студенти › 4:4",
        "error 42: “В базата данни съществува лице",
        "row “99”",
        "error “98”",
        "error “абв”",
    ] {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
    assert!(!ran.out.contains(&people[1][1]), "an ЕГН stands uncovered");
}

#[test]
fn an_answer_to_semesters_comes_back_too() {
    let house = office();
    make(&house).expect(0);
    let list = entered(&house, &rows(&folder(&house).join("persons-1.txt")), 10_000);
    house.run(&["submit", "--answer", list.to_str().unwrap()]).expect(0);
    make(&house).expect(0);
    let sent = rows(&folder(&house).join("semesters-2-1.txt"));
    let mut sheet = vec![texts(&["Ред в .txt файл", "Номер на грешка", "ЕАН", "Дата на раждане", "СИ - Учебна година"])];
    sheet.push(vec!["1".to_owned(), "63; 65".to_owned(), sent[0][0].clone(), sent[0][1].clone(), sent[0][3].clone()]);
    let path = house.at("errors.xlsx");
    book(&path, &[("Открити грешки - студенти", sheet)]);
    let ran = house.run(&["submit", "--answer", path.to_str().unwrap()]).expect(3);
    for words in ["Answer to semesters-", "semesters.xlsx › Семестри › B3", "semesters.xlsx › Семестри › E3"]
    {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
}

#[test]
fn a_workbook_that_is_no_answer_to_these_files_is_told() {
    let house = office();
    make(&house).expect(0);
    let mut people = rows(&folder(&house).join("persons-1.txt"));
    people[0][1] = "7501020018".to_owned();
    people[0][5] = "Друга".to_owned();
    let foreign = errors(&house, &people, &[(1, "42")]);
    let nothing = house.at("nothing.xlsx");
    book(&nothing, &[("Лист 1", vec![texts(&["Съвсем", "друго"])])]);
    let empty = house.at("empty.xlsx");
    book(&empty, &[("Открити грешки", Vec::new())]);
    for path in [&foreign, &nothing, &empty, &house.at("season/grades.xlsx")] {
        let ran = house.run(&["submit", "--answer", path.to_str().unwrap()]).expect(2);
        assert!(ran.out.contains("state-answer-foreign"), "{}\n{}", path.display(), ran.out);
    }
    let whole = fs::read(&foreign).unwrap();
    for (name, bytes) in [("cut.xlsx", &whole[..whole.len() / 2]), ("none.xlsx", &[][..])] {
        fs::write(house.at(name), bytes).unwrap();
        let ran = house.run(&["submit", "--answer", house.at(name).to_str().unwrap()]).expect(2);
        assert!(ran.out.contains("file-"), "{name}\n{}", ran.out);
    }
    house.run(&["submit", "--answer", house.at("missing.xlsx").to_str().unwrap()]).expect(2);
    // Merged cells: a title above the table.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Открити грешки").unwrap();
    sheet.merge_range(0, 0, 0, 5, "Отговор", &rust_xlsxwriter::Format::new()).unwrap();
    for (line, row) in (1..).zip([texts(&ERRORS), texts(&["1", "42"])]) {
        sheet.write_row(line, 0, row).unwrap();
    }
    book.save(house.at("merged.xlsx")).unwrap();
    // The row repeats empty fields, which the row of the file does not have: it is not the same row.
    house.run(&["submit", "--answer", house.at("merged.xlsx").to_str().unwrap()]).expect(2);
}

#[test]
fn academic_numbers_are_kept_once_and_conflicts_are_told() {
    let house = office();
    make(&house).expect(0);
    let people = rows(&folder(&house).join("persons-1.txt"));
    let list = entered(&house, &people, 10_000);
    let ran = house.run(&["submit", "--answer", list.to_str().unwrap()]).expect(0);
    assert!(ran.out.contains("Persons entered: 12; new ЕАН: 12; known ones: 0."), "{}", ran.out);
    let kept = house.text("data/people-ean.csv");
    assert_eq!(kept.lines().count(), 13);
    let ran = house.run(&["submit", "--answer", list.to_str().unwrap()]).expect(0);
    assert!(ran.out.contains("new ЕАН: 0; known ones: 12."), "{}", ran.out);
    let ran = house.run(&["submit", "--answer", entered(&house, &people[..1], 77_000).to_str().unwrap()]).expect(3);
    assert!(ran.out.contains("“AB77000”, but “AB10000” is on record"), "{}", ran.out);
    let mut stranger = people[..1].to_vec();
    stranger[0][1] = "7501020018".to_owned();
    stranger[0][2].clear();
    let ran = house.run(&["submit", "--answer", entered(&house, &stranger, 5).to_str().unwrap()]).expect(0);
    assert!(ran.out.contains("state-ean-unknown"), "{}", ran.out);
    assert_eq!(house.text("data/people-ean.csv"), kept, "nothing was overwritten");
    // A list somebody has spoiled is refused, not read in part.
    house.write("data/people-ean.csv", &kept.replacen("AB1", "A1", 1));
    make(&house).expect(2).says("people-ean.csv");
    house.write("data/people-ean.csv", &kept);
    // Everybody is sent again where the office wants it, now with the numbers.
    house.edit("institution.toml", "# persons = \"new\"", "persons = \"all\"");
    make(&house).expect(0);
    assert!(rows(&folder(&house).join("persons-1.txt")).iter().all(|row| row[0].starts_with("AB1")));
}

#[test]
fn a_person_with_an_error_is_left_out_and_told_at_the_cell() {
    let house = office();
    make(&house).expect(0);
    let all = rows(&folder(&house).join("persons-1.txt"));
    let number = house.records()[4]["faculty_number"].as_str().unwrap().to_owned();
    let header =
        ["Факултетен номер", "Residence: country", "Residence: settlement", "Residence: postal code", "residence_address"];
    let row = |place: &str, post: &str| vec![texts(&header), texts(&[&number, "България", place, post, "ул. Речна № 7"])];
    house.edit("pipeline.toml", "[\"state.xlsx\"]", "[\"state.xlsx\", \"more.xlsx\"]");
    let more = house.at("season/more.xlsx");
    book(&more, &[("Лист1", row("гр. Силистра", "750"))]);
    let ran = make(&house).expect(3);
    for words in ["error 77: “Стойността в полето „Постоянно местоживеене - п.к.“", "more.xlsx › Лист1 › D2", "holds “750”"]
    {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
    assert_eq!(rows(&folder(&house).join("persons-1.txt")).len(), all.len() - 1);
    book(&more, &[("Лист1", row("гр. Бяла", "7100"))]);
    let ran = make(&house).expect(3);
    assert!(ran.out.contains("state-place-ambiguous") && ran.out.contains("more.xlsx › Лист1 › C2"), "{}", ran.out);
    assert!(ran.out.contains("обл. Варна (07598)") && !ran.out.contains("state-person-refused"), "{}", ran.out);
    // The office may send it all the same.
    book(&more, &[("Лист1", row("гр. Силистра", "750"))]);
    house.edit("pipeline.toml", "[strictness]", "[strictness]\nstate-person-refused = \"warning\"");
    make(&house).expect(0);
    assert_eq!(rows(&folder(&house).join("persons-1.txt")).len(), all.len());
}

#[test]
fn a_nomenclature_that_cannot_be_used_is_a_complaint() {
    let house = office();
    house.edit("nomenclatures/fees.csv", "id;name", "number;name");
    fs::remove_file(house.at("nomenclatures/periods.csv")).unwrap();
    make(&house).expect(2).says("The nomenclature lacks the column “id”").says("periods.csv");
    assert!(!folder(&house).exists());
}

#[test]
fn the_work_list_has_the_columns_of_the_forms() {
    let house = office();
    house.run(&["issue", "--kind", "diploma"]).expect(0);
    make(&house).expect(0);
    let sheet = |name: &str| -> Vec<Vec<String>> {
        let rows = sheets::rows(&folder(&house).join("work-list.xlsx"), name);
        rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    };
    let header = &sheet("Заявки за стикери")[0];
    let columns =
        "Година на стикера, Статус, ЕАН, ВУ, Име, Презиме, Фамилия, Други имена, ЕГН, ЛНЧ, ИДН, Факултетен номер, За оригинал";
    assert_eq!(header.join(", "), columns);
    let forms = sheet("Протоколи и дипломи");
    assert_eq!(forms.len(), house.graduates().len() + 1);
    let row = &forms[1];
    assert!(row[10].starts_with("600") && row[11] == "30.09.2025", "{row:?}");
    assert!(["1", "2", "3"].contains(&row[6].as_str()) && !row[7].is_empty(), "{row:?}");
    let missing = sheet("Липсващо за заявката");
    assert!(missing.iter().skip(1).all(|row| row[2] == "ЕАН"), "{missing:?}");
}
