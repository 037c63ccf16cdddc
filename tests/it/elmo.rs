//! `laurea export elmo`: valid by the schema, equal to the record, and silent about what may not go out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use laurea::model::transliterate;
use serde_json::Value;

use crate::duplicates::request;
use crate::elmo_reader::{Elmo, Studied, section};
use crate::house::{
    DATE, Files, House, REPOSITORY, Undisturbed, files_under, has_tool, issued_small, issued_tidy, loudly, text, write_files,
};
use crate::sheets::{Cell, change, rows, said};

/// The schema of ELMO 1.7 with all it imports, where it lies beside the checkout.
fn schema() -> Option<PathBuf> {
    let folder = Path::new(REPOSITORY).join("../shared/schemas/elmo");
    if !folder.join("schema.xsd").is_file() {
        loudly(&format!("NOT TESTED: the schema of ELMO is not at {}", folder.display()));
        return None;
    }
    has_tool("xmllint", "--version").then(|| folder.canonicalize().unwrap())
}

/// What xmllint has against files of a folder; nothing where they are valid.
fn faults(schema: &Path, folder: &Path) -> String {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "xml"));
    files.sort();
    assert!(!files.is_empty(), "no file to look at");
    let mut told = String::new();
    for some in files.chunks(50) {
        let mut command = Command::new("xmllint");
        command.args(["--nonet", "--noout", "--schema", "schema.xsd"]).args(some);
        let output = command.current_dir(schema).env("XML_CATALOG_FILES", "catalog.xml").output().unwrap();
        if !output.status.success() {
            told += &String::from_utf8_lossy(&output.stderr);
        }
    }
    told
}

fn twins(files: &Files) -> Vec<(&str, Elmo)> {
    let xml = files.iter().filter(|(name, _)| name.ends_with(".xml"));
    xml.map(|(name, bytes)| (name.as_str(), Elmo::read(bytes))).collect()
}

fn export(house: &House, more: &[&str]) -> Files {
    house.run(&[&["export", "elmo", "--out", "elmo", "--date", DATE], more].concat()).expect(0);
    files_under(&house.at("elmo"))
}

#[test]
fn every_file_of_the_seasons_is_valid_and_a_bad_one_is_not() {
    let Some(schema) = schema() else { return };
    for issued in [Some(issued_small()), issued_tidy()].into_iter().flatten() {
        let folder = tempfile::tempdir().unwrap();
        write_files(folder.path(), &issued.twins);
        assert_eq!(faults(&schema, folder.path()), "");
        let (name, bytes) = issued.twins.iter().find(|(name, _)| name.ends_with(".xml")).unwrap();
        let bad = String::from_utf8(bytes.clone()).unwrap().replacen("<status>passed</status>", "<status>done</status>", 1);
        fs::write(folder.path().join(name), bad).unwrap();
        assert!(faults(&schema, folder.path()).contains("'done' is not an element of the set"), "a bad file is valid");
    }
}

#[test]
fn there_is_a_file_for_every_diploma_and_transcript_with_the_papers_themselves() {
    for issued in [Some(issued_small()), issued_tidy()].into_iter().flatten() {
        let papers = issued.documents();
        let expected: BTreeSet<String> = papers
            .iter()
            .filter(|paper| paper.state == "issued" && ["diploma", "transcript"].contains(&paper.kind.as_str()))
            .map(|paper| paper.register_number.clone())
            .collect();
        let told = issued.entries.iter().filter(|entry| entry["action"] == "issued");
        let keys: Vec<&Value> = told.filter(|entry| expected.contains(entry["number"].as_str().unwrap_or_default())).collect();
        let files: Vec<(&str, Elmo)> = twins(&issued.twins);
        assert_eq!(files.len(), expected.len());
        for entry in keys.iter().filter(|entry| entry["kind"] == "diploma" || entry["kind"] == "transcript") {
            let name = format!("{}.xml", text(&entry["document"]).replace('/', "-"));
            let (_, elmo) = files.iter().find(|(file, _)| *file == name).unwrap_or_else(|| panic!("no {name}"));
            let of_set = |paper: &&crate::house::Paper| {
                paper.register_number == entry["number"] && paper.faculty_number == entry["faculty_number"]
            };
            let attached: BTreeSet<&[u8]> = elmo.attachments.iter().map(|(_, bytes)| bytes.as_slice()).collect();
            let issued: BTreeSet<&[u8]> = papers.iter().filter(of_set).map(|paper| issued.file(&paper.file)).collect();
            assert_eq!(attached.len(), if entry["kind"] == "diploma" { 2 } else { 1 }, "{name}");
            assert!(attached == issued, "{name} has other papers");
        }
    }
}

/// A day of a record as the file has it.
fn day(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// What a reader should get of a course of the record.
fn expected_course(course: &Value) -> (String, String, Option<String>, Option<String>, Option<f64>) {
    let result = course["result"].as_str().map(str::to_owned);
    let is_passed = result
        .as_deref()
        .is_some_and(|result| result.parse::<f64>().is_ok_and(|grade| grade >= 3.0) || result.parse::<f64>().is_err());
    let credits = course["credits"].as_f64().filter(|_| is_passed);
    (text(&course["code"]), text(&course["name"]), result, day(&course["date"]), credits)
}

fn read_course(course: &Studied) -> (String, String, Option<String>, Option<String>, Option<f64>) {
    let credits = course.credit.as_ref().map(|(_, value)| *value);
    (course.code.clone(), course.title.clone(), course.result.clone(), course.date.clone(), credits)
}

/// The names as the file should have them: those of the identity document, else by the Act.
fn expected_names(fields: &Value) -> (String, String) {
    let part = |name: &str| {
        let latin = fields[format!("{name}_latin")].as_str().unwrap_or_default().trim().to_owned();
        if latin.is_empty() { transliterate(fields[name].as_str().unwrap_or_default()) } else { latin }
    };
    let (given, family) = (format!("{} {}", part("first_name"), part("middle_name")).trim().to_owned(), part("last_name"));
    // A single name is the family name.
    if family.is_empty() { (family, given) } else { (given, family) }
}

fn assert_equals_record(issued: &Undisturbed, name: &str, elmo: &Elmo) {
    let stem = name.trim_end_matches(".xml");
    let (key, data) = issued.frozen.iter().find(|(key, _)| key.replace('/', "-") == stem).unwrap_or_else(|| panic!("no {name}"));
    let record = issued.record(key.split('/').nth(1).unwrap());
    assert_eq!((elmo.given_names.clone(), elmo.family_name.clone()), expected_names(&data["fields"]), "{name}");
    assert_eq!(elmo.birth_date, day(&record["birth_date"]), "{name}");
    assert_eq!(elmo.programme.title, text(&record["speciality"]), "{name}");
    let (courses, exams): (Vec<&Value>, Vec<&Value>) =
        (record["courses"].as_array().unwrap().iter().collect(), record["state_exams"].as_array().unwrap().iter().collect());
    assert_eq!(elmo.courses.len(), courses.len() + exams.len(), "{name}");
    let mut expected: Vec<_> = courses.iter().map(|course| expected_course(course)).collect();
    let mut read: Vec<_> = elmo.courses[..courses.len()].iter().map(read_course).collect();
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    read.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(read, expected, "{name}");
    for (exam, read) in exams.iter().zip(&elmo.courses[courses.len()..]) {
        let told = (read.title.clone(), read.result.clone(), read.date.clone());
        assert_eq!(told, (text(&exam["kind"]), day(&exam["grade"]), day(&exam["date"])), "{name}");
    }
    if stem.starts_with("diploma") {
        assert_eq!(elmo.programme.result, day(&record["overall"]), "{name}");
        let last = exams.iter().filter_map(|exam| exam["date"].as_str()).max().map(str::to_owned);
        assert_eq!((elmo.programme.status.as_str(), &elmo.programme.date), ("passed", &last), "{name}");
        let total: f64 = elmo
            .courses
            .iter()
            .filter_map(|part| part.credit.as_ref())
            .filter(|(scheme, _)| scheme == "ects")
            .map(|(_, value)| value)
            .sum();
        assert!((total - record["credits_total"].as_f64().unwrap()).abs() < 0.01, "{name}: {total} credits");
    }
}

#[test]
fn what_a_reader_gets_equals_the_record() {
    for issued in [Some(issued_small()), issued_tidy()].into_iter().flatten() {
        for (name, elmo) in twins(&issued.twins) {
            assert_equals_record(issued, name, &elmo);
        }
    }
}

#[test]
fn foreign_students_recognised_courses_and_unfinished_studies_are_among_them() {
    let Some(issued) = issued_tidy() else { return };
    let all = twins(&issued.twins);
    let foreign = all.iter().filter(|(_, elmo)| elmo.citizenship.as_deref().is_some_and(|code| code != "BG")).count();
    let recognised = |course: &Studied| course.description_en.contains("Recognised result of: ");
    let exchanged = all.iter().filter(|(_, elmo)| elmo.courses.iter().any(recognised)).count();
    let unfinished: Vec<_> = all.iter().filter(|(_, elmo)| elmo.programme.status == "in-progress").collect();
    assert!(foreign > 0 && exchanged > 0 && !unfinished.is_empty(), "{foreign} {exchanged} {}", unfinished.len());
    for (name, elmo) in unfinished {
        assert!(name.starts_with("transcript-") && elmo.programme.date.is_none() && elmo.supplements().0.is_none(), "{name}");
        assert!(elmo.courses.iter().any(|course| course.status == "passed"), "{name}");
    }
    let is_in_words = |course: &Studied| course.scheme.as_deref() == Some("bg-words");
    assert!(all.iter().any(|(_, elmo)| elmo.courses.iter().any(is_in_words)), "nobody has a result in words");
}

#[test]
fn a_supplement_that_was_not_issued_is_made_of_diploma_and_appendix_and_says_so() {
    let issued = issued_small();
    let all = twins(&issued.twins);
    let (_, elmo) = all.iter().find(|(name, _)| name.starts_with("diploma-")).unwrap();
    let (Some(en), Some(bg)) = elmo.supplements() else { panic!("a supplement in two languages") };
    assert_eq!((en.attributes["xml:lang"].as_str(), bg.attributes["xml:lang"].as_str()), ("en", "bg"));
    assert_eq!((en.attributes.get("xmlns"), bg.attributes["xmlns"].as_str()), (None, "urn:x-laurea:elmo:1"));
    for supplement in [en, bg] {
        let numbers: Vec<&str> = supplement.all("section").map(|section| section.attributes["number"].as_str()).collect();
        assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7", "8"]);
        assert!(!supplement.said("introduction").unwrap().is_empty());
        assert!(section(supplement, "4.3").said("content").unwrap().matches("<tr>").count() > elmo.courses.len());
        for number in ["1.1", "2.1", "2.3", "3.1", "4.2", "4.4", "5.1", "6.2", "7.1", "8"] {
            assert!(section(supplement, number).said("content").is_some_and(|text| !text.is_empty()), "{number} says nothing");
        }
    }
    assert!(section(en, "7.2").said("content").unwrap().starts_with("Not issued on paper."));
    assert!(section(bg, "7.2").said("content").unwrap().starts_with("Не е издадено на хартия."));
    assert_eq!(section(en, "1.1").said("content"), Some(elmo.family_name.as_str()));
    let title = section(en, "4.5").said("title").unwrap();
    assert!(title.starts_with("Overall classification"), "{title}");
}

/// The little season with issued supplements, for a few students.
fn with_supplements() -> House {
    let house = House::small();
    house.edit("pipeline.toml", "kinds = [\"diploma\", \"appendix\", ", "kinds = [\"diploma\", \"appendix\", \"supplement\", ");
    house
}

#[test]
fn an_issued_supplement_speaks_for_itself_and_nothing_but_the_faculty_number_goes_out() {
    let house = with_supplements();
    let number = house.graduates().remove(0);
    house.run(&["issue", "--student", &number]).expect(0);
    let files = export(&house, &["--kind", "diploma"]);
    let name = format!("diploma-{number}.xml");
    let elmo = Elmo::read(&files[&name]);
    let (Some(en), Some(bg)) = elmo.supplements() else { panic!("a supplement in two languages") };
    assert_eq!(section(en, "7.1").said("content"), Some("30.09.2025"));
    assert!(section(en, "7.2").said("content").unwrap().contains("Prof. "), "who signs");
    assert!(section(bg, "7.3").said("content").unwrap().contains("Ректор"), "as what");
    assert_eq!(section(en, "1.4").said("content"), Some(number.as_str()));
    let kinds: Vec<&str> = elmo.attachments.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["Diploma", "Diploma Supplement", "Diploma Supplement", "Transcript of Records"]);
    assert_eq!(elmo.identifiers, [("studentNumber".to_owned(), number.clone())]);
    let record = house.records().into_iter().find(|record| record["faculty_number"] == number).unwrap();
    let told: String = elmo.root.every().iter().filter(|node| node.name != "content").map(|node| node.text.as_str()).collect();
    for identifier in ["egn", "lnch"].map(|name| text(&record[name])) {
        assert!(identifier.is_empty() || !told.contains(&identifier), "an identifier that may not go out");
    }
    if let Some(schema) = schema() {
        assert_eq!(faults(&schema, &house.at("elmo")), "");
    }
    // The same again is the same to the byte; another day is told.
    assert_eq!(export(&house, &["--kind", "diploma"]), files);
    let later = export(&house, &["--kind", "diploma", "--generated", "2025-12-01"]);
    assert_eq!(Elmo::read(&later[&name]).root.said("generatedDate"), Some("2025-12-01T12:00:00Z"));
    assert_eq!(elmo.root.said("generatedDate"), Some("2025-09-30T12:00:00Z"));
}

#[test]
fn identifiers_and_papers_that_print_them_go_out_only_where_the_configuration_says_so() {
    let house = with_supplements();
    let number = house.graduates().remove(0);
    house.run(&["issue", "--student", &number]).expect(0);
    let attach = house.text("institution.toml").lines().find(|line| line.starts_with("attach = ")).unwrap().to_owned();
    house.edit("institution.toml", &attach, "");
    house.edit("institution.toml", "identifiers = [\"faculty-number\"]", "");
    let ran = house.run(&["export", "elmo", "--out", "elmo", "--kind", "diploma", "--date", DATE]).expect(0);
    assert!(ran.out.contains("Not attached, because they print an ЕГН, ЛНЧ or other identifier: 2."), "{}", ran.out);
    let name = format!("elmo/diploma-{number}.xml");
    let silent = Elmo::read(&fs::read(house.at(&name)).unwrap());
    assert!(silent.identifiers.is_empty());
    assert_eq!(silent.attachments.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(), ["Diploma Supplement"; 2]);
    assert_eq!(section(silent.supplements().0.unwrap(), "1.4").said("content"), Some("–"));
    house.edit("institution.toml", "[elmo]\n", "[elmo]\nidentifiers = [\"national\", \"esi\"]\n");
    house.run(&["export", "elmo", "--out", "elmo", "--kind", "diploma", "--date", DATE]).expect(0);
    let open = Elmo::read(&fs::read(house.at(&name)).unwrap());
    let record = house.records().into_iter().find(|record| record["faculty_number"] == number).unwrap();
    let national = ["egn", "lnch"].map(|name| text(&record[name])).into_iter().find(|text| !text.is_empty()).unwrap();
    let esi = format!("urn:schac:personalUniqueCode:int:esi:dus.example:{number}");
    assert_eq!(open.identifiers, [("esi".to_owned(), esi), ("nationalIdentifier".to_owned(), national)]);
    assert_eq!(open.attachments.len(), 4);
}

#[test]
fn what_is_annulled_has_no_file_any_more_and_other_files_stay() {
    let house = House::small();
    let numbers = house.graduates();
    house
        .run(&["issue", "--kind", "diploma", "--kind", "appendix", "--student", &numbers[0], "--student", &numbers[1]])
        .expect(0);
    let files = export(&house, &[]);
    assert_eq!(files.keys().filter(|name| name.ends_with(".xml")).count(), 2);
    fs::write(house.at("elmo/notes.txt"), "mine").unwrap();
    house.run(&["register", "annul", &numbers[0], "--kind", "diploma", "--reason", "wrong", "--date", DATE]).expect(0);
    let ran = house.run(&["export", "elmo", "--out", "elmo", "--date", DATE, "--student", &numbers[1]]).expect(0);
    assert!(ran.out.contains(&format!("Removed, because the paper no longer holds: diploma-{}.xml", numbers[0])), "{}", ran.out);
    let left = files_under(&house.at("elmo"));
    let names: Vec<&str> = left.keys().map(String::as_str).collect();
    assert_eq!(names, [format!("diploma-{}.xml", numbers[1]).as_str(), "manifest-sha256.txt", "notes.txt"]);
    // Whoever asks for the annulled one alone gets none.
    let ran = house.run(&["export", "elmo", "--out", "elmo", "--date", DATE, "--student", &numbers[0]]).expect(0);
    assert!(ran.out.contains("nothing was written"), "{}", ran.out);
    let log = house.run(&["register", "log"]).expect(0).out;
    assert!(log.contains("ELMO files") && log.matches("export/").count() == 2, "{log}");
}

#[test]
fn what_cannot_go_out_is_said_with_what_to_do() {
    let house = House::small();
    let ask = |more: &[&str]| house.run(&[&["export", "elmo", "--out", "elmo", "--date", DATE], more].concat());
    ask(&[]).expect(2).says("There is no register yet");
    let number = house.graduates().remove(0);
    house.run(&["issue", "--kind", "diploma", "--kind", "appendix", "--student", &number]).expect(0);
    ask(&["--student", "000"]).expect(2).says("000");
    ask(&["--kind", "diplome"]).expect(2).says("diplome");
    let wanted = format!("appendix/{number}.pdf");
    let name = house.files().into_keys().find(|name| name.ends_with(&wanted)).expect("an appendix");
    let appendix = house.at("output").join(name);
    let bytes = fs::read(&appendix).unwrap();
    fs::write(&appendix, &bytes[..bytes.len() - 1]).unwrap();
    let ran = ask(&[]).expect(3);
    assert!(ran.out.contains("Appendix to the diploma") && ran.out.contains("not in the folder of the outputs"), "{}", ran.out);
    assert!(!house.at(&format!("elmo/diploma-{number}.xml")).exists(), "half a file went out");
    let json: Value = serde_json::from_str(&ask(&["--format", "json"]).expect(3).out).unwrap();
    assert_eq!((&json["held"][0]["why"], json["files"].as_array().unwrap().len()), (&Value::from("no-pdf"), 0));
    ask(&["--without-pdfs"]).expect(0);
    let bare = Elmo::read(&fs::read(house.at(&format!("elmo/diploma-{number}.xml"))).unwrap());
    assert!(bare.attachments.is_empty() && !bare.courses.is_empty());
    let text = house.text("institution.toml");
    let (before, rest) = text.split_once("\n[elmo]\n").unwrap();
    let (_, after) = rest.split_once("\n[calendar]\n").unwrap();
    house.write("institution.toml", &format!("{before}\n[calendar]\n{after}"));
    ask(&[]).expect(2).says("does not say how machine-readable files name the institution");
}

#[test]
fn the_twin_of_a_duplicate_holds_what_the_original_said_and_the_papers_that_hold_now() {
    let house = House::small();
    let number = house.graduates().remove(0);
    house.run(&["issue", "--kind", "diploma", "--kind", "appendix", "--student", &number]).expect(0);
    let before = Elmo::read(&export(&house, &[])[&format!("diploma-{number}.xml")]);
    let diploma = house.entries().into_iter().find(|entry| entry["kind"] == "diploma" && entry["action"] == "issued").unwrap();
    let (register, path) = (rows(&house.at("season/previous_register.xlsx"), "Регистър"), house.at("season/requests.xlsx"));
    let own = [
        ("Рег. №", said(&text(&diploma["number"]))),
        ("ЕГН/ЛНЧ", Cell::Empty),
        ("Име", said(&text(&diploma["person_name"]))),
        ("Серия на дипломата", Cell::Empty),
    ];
    let asked = request(&rows(&path, "Заявления"), &register, &register[1], "9100/01.10.2025", &own);
    change(&path, "Заявления", |rows| rows.push(asked));
    house.run(&["duplicate", "--request", "9100/01.10.2025"]).expect(0);
    let files = export(&house, &[]);
    let names: Vec<&String> = files.keys().filter(|name| name.ends_with(".xml")).collect();
    assert!(names.len() == 1 && names[0].starts_with("duplicate-diploma-"), "{names:?}");
    let after = Elmo::read(&files[names[0]]);
    assert_eq!((&after.given_names, &after.family_name), (&before.given_names, &before.family_name));
    assert_eq!((&after.programme.title_en, &after.programme.result), (&before.programme.title_en, &before.programme.result));
    assert_eq!(after.courses, before.courses);
    let kinds: Vec<&str> = after.attachments.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["Diploma", "Transcript of Records"]);
    assert!(after.attachments.iter().all(|paper| !before.attachments.contains(paper)), "a paper that no longer holds goes along");
}
