//! The registrar's own files handed back: marked with their findings, or with the provable repairs made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use laurea::ingest::{Cell, Grid, grids};
use serde_json::Value;

use crate::house::{Files, House, assert_same_files, files_under, finish, has_tool, tidy_season};
use crate::sheets;

/// The inputs of a season, by the name of the file.
const INPUTS: [&str; 6] =
    ["students.xlsx", "curricula.xlsx", "grades.xlsx", "state_exams.xlsx", "requests.xlsx", "previous_register.xlsx"];

/// The sheet that is added.
const OVERVIEW: &str = "Check";

/// Converts files with LibreOffice; where they are then.
fn converted(files: &[PathBuf], to: &str, folder: &Path) -> Vec<PathBuf> {
    let profile = tempfile::tempdir().unwrap();
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", profile.path().display()));
    command.args(["--headless", "--norestore", "--convert-to", to, "--outdir"]).arg(folder).args(files);
    finish(command).expect(0);
    let ending = to.split(':').next().unwrap();
    let made: Vec<PathBuf> = files.iter().map(|file| folder.join(file.file_name().unwrap()).with_extension(ending)).collect();
    for path in &made {
        // It says nothing where it cannot open a file.
        assert!(path.is_file(), "LibreOffice did not open what was to become {}", path.display());
    }
    made
}

/// The sheets of a file by name, each without empty rows and cells at its end.
fn cells(path: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    let shown = |grid: Grid| {
        let mut rows: Vec<Vec<String>> =
            grid.rows().map(|row| row.into_iter().map(|cell| format!("{cell:?}")).collect()).collect();
        rows.iter_mut().for_each(|row| {
            while row.last().is_some_and(|cell| cell == "Empty") {
                row.pop();
            }
        });
        while rows.last().is_some_and(Vec::is_empty) {
            rows.pop();
        }
        (grid.sheet, rows)
    };
    grids(path).unwrap().into_iter().map(shown).collect()
}

/// All cells but those of the added sheet, which must be there and first.
fn cells_without_overview(path: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    let first = &grids(path).unwrap()[0];
    assert_eq!(first.sheet, OVERVIEW, "first sheet of {}", path.display());
    let mut sheets = cells(path);
    sheets.remove(OVERVIEW);
    sheets
}

/// The parts of a zipped file, in their order.
fn parts(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let part = |at: usize, archive: &mut zip::ZipArchive<_>| {
        let mut part = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (part.name().unwrap().into_owned(), bytes)
    };
    (0..archive.len()).map(|at| part(at, &mut archive)).collect()
}

/// How many notes a file has.
fn note_count(path: &Path) -> usize {
    let is_notes = |name: &str| name == "content.xml" || (name.contains("comments") && name.ends_with(".xml"));
    let texts = parts(path).into_iter().filter(|(name, _)| is_notes(name)).map(|(_, bytes)| String::from_utf8(bytes).unwrap());
    texts.map(|text| text.matches("<office:annotation>").count() + text.matches("<comment ").count()).sum()
}

/// How many different rows or cells of a file have findings.
fn marked_count(findings: &[Value], file: &str) -> usize {
    let of_file = findings.iter().filter(|finding| finding["file"] == file && !finding["row"].is_null());
    of_file
        .map(|finding| (finding["sheet"].to_string(), finding["row"].to_string(), finding["cell"].to_string()))
        .collect::<BTreeSet<_>>()
        .len()
}

/// The tidy season with its data in the house.
fn own_season() -> Option<House> {
    let (house, season) = (House::tidy()?, tidy_season()?);
    fs::create_dir(house.at("data")).unwrap();
    for name in INPUTS {
        fs::copy(season.join("data").join(name), house.at("data").join(name)).unwrap();
    }
    for name in INPUTS {
        house.edit(
            "pipeline.toml",
            &format!("\"data/{name}\""),
            &format!("{:?}", house.at("data").join(name).display().to_string()),
        );
    }
    Some(house)
}

#[test]
fn marked_copies_say_what_is_wrong_and_leave_the_inputs_as_they_were() {
    let Some(house) = own_season() else { return };
    let before = files_under(&house.at("data"));
    let ran = house.run(&["check", "--mark", "marked"]).expect(3);
    for name in INPUTS {
        assert!(ran.out.contains(&format!("{name} → ")), "nothing is said of {name}:\n{}", ran.out);
    }
    assert_same_files(&files_under(&house.at("data")), &before);
    let findings = house.check();
    for name in INPUTS {
        let marked = house.at("marked").join(name);
        assert_eq!(cells_without_overview(&marked), cells(&house.at("data").join(name)), "{name}");
        assert_eq!(note_count(&marked), marked_count(&findings, name), "notes in {name}");
    }
    assert!(marked_count(&findings, "students.xlsx") > 30);
    if !has_tool("soffice", "--version") {
        return;
    }
    // What LibreOffice makes of the copies is what it makes of the inputs, the added sheet apart.
    let folders = ["from-inputs", "from-copies"].map(|name| house.at(name));
    let of = |folder: &str| INPUTS.map(|name| house.at(folder).join(name));
    let inputs = converted(&of("data"), "ods", &folders[0]);
    let copies = converted(&of("marked"), "ods", &folders[1]);
    for (input, copy) in inputs.iter().zip(&copies) {
        assert_eq!(cells_without_overview(copy), cells(input), "{}", copy.display());
    }
}

#[test]
fn the_first_sheet_lists_every_finding_of_the_file_and_covers_personal_numbers() {
    let Some(house) = own_season() else { return };
    house.run(&["check", "--mark", "marked"]).expect(3);
    let findings: Vec<Value> = house.check().into_iter().filter(|finding| finding["file"] == "students.xlsx").collect();
    let marked = grids(&house.at("marked/students.xlsx")).unwrap();
    let rows: Vec<Vec<&Cell>> = marked[0].rows().collect();
    let text: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cell.text()).collect()).collect();
    let head = text.iter().position(|row| row.iter().any(|cell| cell == "Suggestion")).unwrap();
    let listed = &text[head + 1..];
    assert_eq!(listed.len(), findings.len());
    let codes = |of: &dyn Fn(usize) -> String| (0..findings.len()).map(of).collect::<BTreeSet<_>>();
    assert_eq!(codes(&|at| listed[at][9].clone()), codes(&|at| findings[at]["code"].as_str().unwrap().to_owned()));
    let students = &grids(&house.at("data/students.xlsx")).unwrap()[0];
    let rows: Vec<Vec<&Cell>> = students.rows().collect();
    let header: Vec<String> = rows[0].iter().map(|cell| cell.text()).collect();
    let column = header.iter().position(|title| title == "ЕГН").unwrap();
    let all = text.concat().join("\n");
    for row in &rows[1..] {
        let number = row[column].text();
        assert!(number.len() < 10 || !all.contains(&number), "a personal number is shown");
    }
}

#[test]
fn copies_are_written_again_only_while_nobody_has_changed_them_and_never_over_an_input() {
    let house = House::small();
    let before = files_under(&house.at("season"));
    house.run(&["check", "--mark", "season"]).expect(2).says("never writes over inputs");
    house.run(&["check", "--mark", "marked"]).expect(0);
    let first = files_under(&house.at("marked"));
    house.run(&["check", "--mark", "marked"]).expect(0);
    assert_same_files(&files_under(&house.at("marked")), &first);
    // A run in another language writes other copies over its own.
    house.run(&["check", "--mark", "marked", "--lang", "bg"]).expect(0);
    assert_ne!(files_under(&house.at("marked")), first);
    fs::write(house.at("marked/students.xlsx"), b"a registrar's afternoon").unwrap();
    let ran = house.run(&["check", "--mark", "marked"]).expect(1);
    assert!(ran.out.contains("was changed since the last run"), "{}", ran.out);
    assert_eq!(fs::read(house.at("marked/students.xlsx")).unwrap(), b"a registrar's afternoon");
    assert_eq!(fs::read(house.at("marked/grades.xlsx")).unwrap(), first["grades.xlsx"], "the others go on");
    assert_same_files(&files_under(&house.at("season")), &before);
}

#[test]
fn inputs_of_one_name_in_two_folders_get_two_copies() {
    let house = House::small();
    fs::create_dir(house.at("season/later")).unwrap();
    fs::copy(house.at("season/state_exams.xlsx"), house.at("season/later/grades.xlsx")).unwrap();
    house.edit("pipeline.toml", "\"state_exams.xlsx\"", "\"later/grades.xlsx\"");
    house.run(&["check", "--mark", "marked"]).expect(0);
    let names: Vec<String> = files_under(&house.at("marked")).into_keys().collect();
    assert!(names.contains(&"grades.xlsx".to_owned()) && names.contains(&"later/grades.xlsx".to_owned()), "{names:?}");
    let exams = cells_without_overview(&house.at("marked/later/grades.xlsx"));
    assert_eq!(exams, cells(&house.at("season/state_exams.xlsx")));
}

#[test]
fn opendocument_is_marked_in_place_and_text_and_xls_get_a_twin() {
    let Some(house) = own_season() else { return };
    if !has_tool("soffice", "--version") {
        return;
    }
    let data = house.at("data");
    converted(&[data.join("students.xlsx")], "ods", &data);
    converted(&[data.join("state_exams.xlsx")], "xls", &data);
    // Separated by semicolons, in quotes where needed, as windows-1251.
    converted(&[data.join("requests.xlsx")], "csv:Text - txt - csv (StarCalc):59,34,34", &data);
    for (from, to) in
        [("students.xlsx", "students.ods"), ("state_exams.xlsx", "state_exams.xls"), ("requests.xlsx", "requests.csv")]
    {
        house.edit("pipeline.toml", from, to);
    }
    let before = files_under(&data);
    let findings = house.check();
    let ran = house.run(&["check", "--mark", "marked"]).expect(3);
    assert_eq!(ran.out.matches("a new workbook").count(), 2, "{}", ran.out);
    assert_same_files(&files_under(&data), &before);
    for (input, copy) in
        [("students.ods", "students.ods"), ("state_exams.xls", "state_exams.xlsx"), ("requests.csv", "requests.xlsx")]
    {
        let (input_path, copy_path) = (data.join(input), house.at("marked").join(copy));
        let mut expected = cells(&input_path);
        if let Some(only) = expected.remove("") {
            expected.insert("requests".to_owned(), only);
        }
        assert_eq!(cells_without_overview(&copy_path), expected, "{input}");
        assert!(marked_count(&findings, input) > 0, "nothing is wrong in {input}");
        assert_eq!(note_count(&copy_path), marked_count(&findings, input), "notes in {copy}");
    }
    let (original, marked) = (parts(&data.join("students.ods")), parts(&house.at("marked/students.ods")));
    assert_eq!(marked[0], ("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec()));
    let but_content =
        |parts: &[(String, Vec<u8>)]| parts.iter().filter(|(name, _)| name != "content.xml").cloned().collect::<Vec<_>>();
    assert!(but_content(&original) == but_content(&marked), "another part than content.xml was touched");
    let copies = ["students.ods", "state_exams.xlsx", "requests.xlsx"].map(|name| house.at("marked").join(name));
    let opened = converted(&copies, "xlsx:Calc MS Excel 2007 XML", &house.at("opened"));
    assert_eq!(note_count(&opened[0]), marked_count(&findings, "students.ods"), "notes that LibreOffice sees");
    for (copy, opened) in copies.iter().zip(&opened) {
        assert_eq!(cells_without_overview(opened), cells_without_overview(copy), "{}", copy.display());
    }
}

/// Runs `check --fixes` and gives the lines of the list.
fn fixes(house: &House) -> Vec<String> {
    house.run(&["check", "--fixes", "fixes.csv"]);
    let text = house.text("fixes.csv");
    assert!(text.starts_with('\u{feff}'), "spreadsheet programs want a mark");
    text.lines().skip(1).map(str::to_owned).collect()
}

fn codes(house: &House) -> Vec<String> {
    house.check().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn provable_repairs_are_listed_applied_to_copies_and_then_no_longer_found() {
    let house = House::small();
    assert_eq!(codes(&house), ["date-was-text", "egn-zero-restored"]);
    let before = files_under(&house.at("season"));
    let list = fixes(&house);
    assert_eq!(list.len(), 2, "{list:?}");
    let number = list.iter().find(|line| line.contains("egn-zero-restored")).unwrap();
    let cells: Vec<&str> = number.split(';').collect();
    assert_eq!((cells[0], cells[1], cells[5]), ("students.xlsx", "Студенти", "text"));
    assert_eq!(cells[4], format!("'0{}", cells[3].trim_start_matches('\'')), "uncovered, and safe from spreadsheet programs");
    let ran = house.run(&["apply", "fixes.csv", "--out", "corrected"]).expect(0);
    assert!(ran.out.contains("cells corrected: 1") || ran.out.contains("cells corrected: 2"), "{}", ran.out);
    assert_same_files(&files_under(&house.at("season")), &before);
    for name in files_under(&house.at("corrected")).into_keys().filter(|name| name.ends_with(".xlsx")) {
        house.edit(
            "pipeline.toml",
            &format!("\"{name}\""),
            &format!("{:?}", house.at("corrected").join(&name).display().to_string()),
        );
    }
    assert_eq!(codes(&house), [""; 0]);
}

#[test]
fn a_line_that_was_deleted_is_not_applied_and_one_whose_cell_has_changed_is_refused() {
    let house = House::small();
    let list = fixes(&house);
    let kept = list.iter().find(|line| line.contains("egn-zero-restored")).unwrap();
    let header = house.text("fixes.csv").lines().next().unwrap().to_owned();
    house.write("fixes.csv", &format!("{header}\n{kept}\n"));
    house.run(&["apply", "fixes.csv", "--out", "corrected"]).expect(0);
    house.edit("pipeline.toml", "\"students.xlsx\"", &format!("{:?}", house.at("corrected/students.xlsx").display().to_string()));
    assert_eq!(codes(&house), ["date-was-text"]);
    // The list is of the first file; the corrected one holds something else in that cell.
    let strange = format!("{header}\n{kept}\n{}\nnonsense\n", kept.replacen("students.xlsx", "other.xlsx", 1));
    house.write("fixes.csv", &strange);
    let ran = house.run(&["apply", "fixes.csv", "--out", "again"]).expect(3);
    for words in
        ["Line 2", "something else by now", "Line 3", "no such input", "Line 4", "cannot be read", "Nothing was corrected"]
    {
        assert!(ran.out.contains(words), "{words} is not said:\n{}", ran.out);
    }
    assert_eq!(files_under(&house.at("again")), Files::new());
    house.run(&["apply", "fixes.csv", "--out", "corrected"]).expect(2).says("never writes over inputs");
    house.run(&["apply", "missing.csv", "--out", "x"]).expect(2).says("missing.csv");
    house.run(&["apply", "pipeline.toml", "--out", "x"]).expect(2).says("columns");
}

#[test]
fn opendocument_is_corrected_in_place() {
    let house = House::small();
    if !has_tool("soffice", "--version") {
        return;
    }
    converted(&[house.at("season/students.xlsx")], "ods", &house.at("season"));
    house.edit("pipeline.toml", "\"students.xlsx\"", "\"students.ods\"");
    let found = codes(&house);
    assert!(found.contains(&"egn-zero-restored".to_owned()), "{found:?}");
    fixes(&house);
    house.run(&["apply", "fixes.csv", "--out", "corrected"]).expect(0);
    house.edit("pipeline.toml", "\"students.ods\"", &format!("{:?}", house.at("corrected/students.ods").display().to_string()));
    assert!(!codes(&house).contains(&"egn-zero-restored".to_owned()));
    let opened = converted(&[house.at("corrected/students.ods")], "xlsx:Calc MS Excel 2007 XML", &house.at("opened"));
    assert_eq!(cells(&opened[0]), cells(&house.at("corrected/students.ods")));
}

#[test]
fn a_corrected_text_file_differs_in_the_corrected_cell_only() {
    let house = House::small();
    let rows = sheets::rows(&house.at("season/requests.xlsx"), "Заявления");
    let text: String =
        rows.iter().map(|row| row.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(";") + "\r\n").collect();
    let (bytes, _, strange) = encoding_rs::WINDOWS_1251.encode(&text);
    assert!(!strange);
    fs::write(house.at("season/requests.csv"), &bytes).unwrap();
    house.edit("pipeline.toml", "\"requests.xlsx\"", "\"requests.csv\"");
    let column = sheets::column(&rows, "Име");
    let (cell, old) = (sheets::cell_name(1, column), rows[1][column].to_string());
    house.write(
        "fixes.csv",
        &format!("Файл;Лист;Клетка;Сега;Ново;Вид;Правило;Студент\nrequests.csv;;{cell};{old};Нов Човек;text;r;\n"),
    );
    house.run(&["apply", "fixes.csv", "--out", "corrected"]).expect(0);
    let corrected = fs::read(house.at("corrected/requests.csv")).unwrap();
    let expected = text.replacen(&format!("\"{old}\""), "\"Нов Човек\"", 1);
    assert_eq!(corrected, encoding_rs::WINDOWS_1251.encode(&expected).0.into_owned());
}
