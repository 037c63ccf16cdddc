//! What changed since the last check: a memory beside the outputs that compares, never harms and can be left out.

use std::collections::BTreeMap;
use std::fs;

use crate::house::{House, files_under, lines};
use crate::sheets::{self, Cell};

const MEMORY: &str = "output/.laurea/check-pipeline.json";
const STUDENTS: &str = "season/students.xlsx";

/// Spoils or cures the citizenship of the first student: text with a tabulation is an error of its own cell.
fn citizenship(house: &House, text: &str) {
    sheets::change(&house.at(STUDENTS), "Студенти", |rows| {
        let column = sheets::column(rows, "Гражданство");
        rows[1][column] = sheets::said(text);
    });
}

/// How often `since` says what.
fn ages(house: &House, arguments: &[&str]) -> BTreeMap<String, usize> {
    let arguments: Vec<&str> = ["check", "--format", "json"].iter().chain(arguments).copied().collect();
    let mut ages = BTreeMap::new();
    for finding in lines(&house.run(&arguments).out) {
        *ages.entry(finding["since"].to_string()).or_default() += 1;
    }
    ages
}

fn counts(pairs: &[(&str, usize)]) -> BTreeMap<String, usize> {
    pairs.iter().map(|(age, count)| (format!("{age:?}"), *count)).collect()
}

#[test]
fn a_check_says_what_was_resolved_what_is_new_and_what_remains() {
    let house = House::small();
    let first = house.run(&["check"]).expect(0);
    assert!(!first.out.contains("Since the last check"), "{}", first.out);
    citizenship(&house, "българско\tи друго");
    let second = house.run(&["check", "--lang", "bg"]).expect(3);
    assert!(second.out.contains("От миналата проверка: 0 оправени, 1 нови, 2 остават"), "{}", second.out);
    assert_eq!(second.out.matches("(ново)").count(), 1, "{}", second.out);
    citizenship(&house, "българско");
    let third = house.run(&["check"]).expect(0);
    assert!(third.out.contains("Since the last check: 1 resolved, 0 new, 2 remain\n  Resolved: text-control-character × 1"));
    assert!(!third.out.contains("(new)"), "{}", third.out);
}

#[test]
fn each_line_of_json_says_whether_the_last_check_had_it_whatever_the_date_and_the_levels() {
    let house = House::small();
    assert_eq!(ages(&house, &[]), BTreeMap::from([("null".to_owned(), 2)]));
    assert_eq!(ages(&house, &[]), counts(&[("known", 2)]));
    citizenship(&house, "българско\tи друго");
    house.edit("pipeline.toml", "[strictness]", "[strictness]\nname-too-long = \"note\"\ndate-was-text = \"warning\"");
    assert_eq!(ages(&house, &["--date", "2025-10-01"]), counts(&[("known", 2), ("new", 1)]));
}

#[test]
fn the_memory_is_one_private_file_of_the_outputs_and_names_nobody() {
    let house = House::defective(40);
    let inputs = files_under(&house.at("season"));
    house.run(&["check"]).expect(3);
    assert!(files_under(&house.at("season")) == inputs, "the inputs' folder was written to");
    assert_eq!(house.files().keys().collect::<Vec<_>>(), [".laurea/check-pipeline.json"]);
    let text = house.text(MEMORY);
    for row in &sheets::rows(&house.at(STUDENTS), "Студенти")[1..] {
        for cell in row.iter().take(7).map(Cell::to_string).filter(|text| text.chars().count() > 3) {
            assert!(!text.contains(&cell), "{cell}");
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(house.at(MEMORY)).unwrap().permissions().mode() & 0o077, 0);
    }
    assert!(house.unfinished().is_empty());
}

#[test]
fn without_memory_nothing_is_written_and_nothing_compared() {
    let house = House::small();
    house.run(&["check", "--no-memory"]).expect(0);
    assert!(!house.at("output").exists());
    house.run(&["check"]).expect(0);
    let before = house.text(MEMORY);
    citizenship(&house, "българско\tи друго");
    assert_eq!(ages(&house, &["--no-memory"]), BTreeMap::from([("null".to_owned(), 3)]));
    assert_eq!(house.text(MEMORY), before);
}

#[test]
fn a_broken_or_foreign_memory_is_ignored_with_a_note_and_written_anew() {
    let house = House::small();
    house.run(&["check"]).expect(0);
    let sound = house.text(MEMORY);
    let half = &sound[..sound.len() / 2];
    for text in ["", half, "[1, 2]", "{\"format\":\"something else\",\"version\":1,\"findings\":{}}"] {
        house.write(MEMORY, text);
        let ran = house.run(&["check"]).expect(0).says("cannot be used").says("check-pipeline.json");
        assert!(!ran.out.contains("Since the last check"), "{text:?}: {}", ran.out);
        assert_eq!(house.text(MEMORY), sound);
    }
    house.run(&["check"]).expect(0).out.find("2 remain").expect("compared again");
}

#[test]
fn a_memory_that_cannot_be_written_is_said_and_the_check_goes_on() {
    let house = House::small();
    house.write("output", "a file where the folder should be");
    let ran = house.run(&["check"]).expect(0).says("cannot be");
    assert!(ran.out.contains("notes: 2"), "{}", ran.out);
}

#[test]
fn inputs_that_cannot_be_read_as_a_whole_resolve_nothing() {
    let house = House::small();
    house.run(&["check"]).expect(0);
    let before = house.text(MEMORY);
    let grades = fs::read(house.at("season/grades.xlsx")).unwrap();
    fs::remove_file(house.at("season/grades.xlsx")).unwrap();
    let ran = house.run(&["check"]).expect(2);
    assert!(!ran.out.contains("Since the last check"), "{}", ran.out);
    assert_eq!(house.text(MEMORY), before);
    fs::write(house.at("season/grades.xlsx"), grades).unwrap();
    assert!(house.run(&["check"]).expect(0).out.contains("0 resolved, 0 new, 2 remain"));
}
