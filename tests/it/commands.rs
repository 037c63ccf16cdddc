//! The commands that look and explain.

use serde_json::Value;

use crate::house::{House, LAUREA, files_under, finish, issued_small, lines};
use crate::sheets;

#[test]
fn an_invented_season_is_the_same_bytes_for_the_same_seed_and_others_for_another() {
    let season = |seed: &str| {
        let folder = tempfile::tempdir().unwrap();
        let mut command = std::process::Command::new(LAUREA);
        command.args(["demo", "--students", "8", "--seed", seed, "--out"]).arg(folder.path());
        finish(command).expect(0);
        files_under(folder.path())
    };
    let first = season("7");
    assert!(first.len() >= 6 + 8, "six workbooks and the photos");
    assert!(first == season("7"));
    assert!(first["students.xlsx"] != season("8")["students.xlsx"]);
}

#[test]
fn records_are_a_table_lines_or_a_workbook_of_the_same_students() {
    let house = House::small();
    let records = house.records();
    let table = house.run(&["records"]).expect(0).out;
    house.run(&["records", "--format", "xlsx", "--out", "records.xlsx"]).expect(0);
    let rows = sheets::rows(&house.at("records.xlsx"), "records");
    assert_eq!((rows.len(), table.lines().count()), (records.len() + 1, records.len() + 1));
    let column = sheets::column(&rows, "faculty_number");
    for (record, row) in records.iter().zip(&rows[1..]) {
        assert_eq!(row[column].to_string(), record["faculty_number"].as_str().unwrap());
        assert!(table.contains(record["faculty_number"].as_str().unwrap()));
    }
    let one = records[0]["faculty_number"].as_str().unwrap();
    let narrowed = lines(&house.run(&["records", "--format", "jsonl", "--student", one]).expect(0).out);
    assert_eq!(narrowed, records[..1]);
}

#[test]
fn every_code_is_listed_and_one_is_explained() {
    let house = House::small();
    let list = house.run(&["explain"]).expect(0).out;
    for code in laurea::diag::Code::ALL {
        assert!(list.lines().any(|line| line.split_whitespace().next() == Some(code.name())), "{code} is not listed");
    }
    let explained = house.run(&["explain", "egn-checksum-wrong"]).expect(0).out;
    for words in ["egn-checksum-wrong – ", "Level by default: error", "Why it matters", "Example", "Source", "check 5"] {
        assert!(explained.contains(words), "{words} is not in:\n{explained}");
    }
    let unsourced = house.run(&["explain", "row-twice"]).expect(0).out;
    assert!(unsourced.contains("Example") && !unsourced.contains("Source"), "{unsourced}");
    assert_ne!(explained, house.run(&["explain", "egn-checksum-wrong", "--lang", "bg"]).expect(0).out);
}

#[test]
fn kinds_are_listed_and_shown_with_what_they_need() {
    let house = House::small();
    let list = house.run(&["kind", "list"]).expect(0).out;
    for kind in ["diploma", "appendix", "transcript", "attestation"] {
        assert!(list.contains(kind), "{kind} is not listed");
    }
    let shown = house.run(&["kind", "show", "diploma"]).expect(0).out;
    for words in ["full_name", "overall_word", "diplomas", "before-print"] {
        assert!(shown.contains(words), "{words} is not shown:\n{shown}");
    }
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let script = House::small().run(&["completions", shell]).expect(0).out;
        assert!(script.contains("laurea") && script.contains("issue"), "{shell}");
    }
}

#[test]
fn check_writes_only_its_memory_and_says_what_issue_will_say() {
    let house = House::small();
    let findings = house.check();
    assert_eq!(house.files().keys().collect::<Vec<_>>(), [".laurea/check-pipeline.json"]);
    assert!(!house.at("register.sqlite").exists());
    let issued = lines(std::str::from_utf8(issued_small().file("findings.jsonl")).unwrap());
    assert_eq!(findings, issued);
    assert_eq!(findings.len(), 2, "the two habits of every invented season");
}

#[test]
fn the_summary_of_a_run_is_for_people_or_for_programs() {
    let out = &issued_small().ran.out;
    for words in ["Issued – Diploma", "6001-1/2025", "report.html", "register.sqlite", "papers a second"] {
        assert!(out.contains(words), "{words} is not in the summary:\n{out}");
    }
    let house = House::small();
    let student = house.graduates()[0].clone();
    let ran = house.run(&["issue", "--kind", "diploma", "--student", &student, "--format", "json"]).expect(0);
    let summary: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(summary.is_object());
}
