//! Lists: made after the papers have their numbers, by groups and in Bulgarian order, and no papers of the register.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::house::{House, Paper, files_under, finish, has_tool, text};

const KINDS: &str = r#"kinds = ["diploma", "appendix", "transcript", "attestation"]"#;

/// The little season, with a list of the papers handed over and a list by groups.
fn house() -> House {
    House::small().with("pipeline.toml", KINDS, r#"kinds = ["diploma", "appendix", "group-list", "handover-list"]"#)
}

/// The lines of `documents.csv` in a run's folder.
fn documents(folder: &Path) -> Vec<Paper> {
    let text = fs::read(folder.join("documents.csv")).unwrap();
    crate::house::documents(&text)
}

fn lists(folder: &Path) -> Vec<Paper> {
    documents(folder).into_iter().filter(|line| line.state == "list").collect()
}

/// What a PDF says, by the words of a reader.
fn words_of(path: PathBuf) -> String {
    let mut command = Command::new("pdftotext");
    command.arg("-layout").arg(path).arg("-");
    finish(command).expect(0).out
}

#[test]
fn lists_carry_the_numbers_of_their_papers_and_take_none() {
    let house = house();
    house.run(&["issue"]).expect(0);
    let output = house.output();
    let lists = lists(&output);
    let folders: BTreeSet<&str> = lists.iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(folders, BTreeSet::from(["group-list", "handover-list"]));
    let manifest = fs::read_to_string(output.join("manifest-sha256.txt")).unwrap();
    for list in &lists {
        assert!(manifest.contains(&format!("{}  {}\n", list.sha256, list.file)), "{} is not in the manifest", list.file);
        assert!(list.register_number.is_empty() && list.faculty_number.is_empty(), "{list:?}");
    }
    let of_lists = |entry: &&Value| text(&entry["kind"]).ends_with("-list");
    assert_eq!(house.entries().iter().filter(of_lists).count(), 0, "a list stands in the register");

    // The little season has every programme, so several faculties hand papers over, each with a list of its own.
    let handed: Vec<&Paper> = lists.iter().filter(|list| list.kind == "handover-list").collect();
    assert!(handed.len() > 1, "{handed:?}");
    if has_tool("pdftotext", "-v") {
        let said: String = handed.iter().map(|list| words_of(output.join(&list.file))).collect();
        let diplomas: Vec<Paper> = documents(&output).into_iter().filter(|line| line.kind == "diploma").collect();
        assert!(!diplomas.is_empty());
        for paper in diplomas {
            assert!(said.contains(&paper.register_number), "{} is in no list:\n{said}", paper.register_number);
        }
    }

    // The second run writes the same lists and keeps the papers.
    let before = files_under(&output);
    house.run(&["issue"]).expect(0);
    crate::house::assert_same_files(&files_under(&output), &before);
}

#[test]
fn a_list_can_be_asked_for_alone() {
    let house = house();
    house.run(&["issue", "--kind", "group-list"]).expect(0);
    assert!(house.entries().is_empty(), "a list alone has touched the register");
    let folder = house.at("output/small-group-list");
    let alone = lists(&folder);
    assert!(!alone.is_empty() && alone.iter().all(|list| folder.join(&list.file).is_file()), "{alone:?}");

    // Of papers: those that the register knows; before any is issued there is nothing to hand over, and no empty list.
    house.run(&["issue", "--kind", "handover-list"]).expect(0);
    assert_eq!(lists(&house.at("output/small-handover-list")), []);
    house.run(&["issue"]).expect(0);
    house.run(&["issue", "--kind", "handover-list"]).expect(0);
    let of = |folder: PathBuf| -> Vec<(String, String)> {
        let handed = lists(&folder).into_iter().filter(|list| list.kind == "handover-list");
        handed.map(|list| (list.file, list.sha256)).collect()
    };
    assert_eq!(of(house.at("output/small-handover-list")), of(house.output()));
}

#[test]
fn only_drafts_have_a_sign_off_list_and_it_names_every_draft() {
    let house = House::small().with("pipeline.toml", KINDS, r#"kinds = ["diploma", "appendix", "signoff-list"]"#);
    house.run(&["draft"]).expect(0);
    let folder = house.at("output/small-draft");
    let drafts: Vec<Paper> = documents(&folder).into_iter().filter(|line| line.state == "draft").collect();
    let signed = lists(&folder);
    assert!(!signed.is_empty() && !drafts.is_empty());
    if has_tool("pdftotext", "-v") {
        let said: String = signed.iter().map(|list| words_of(folder.join(&list.file))).collect();
        for draft in drafts {
            assert!(said.contains(&draft.faculty_number), "{} is in no list", draft.faculty_number);
        }
        assert!(!said.contains("ЧЕРНОВА"), "the list that is signed is no draft");
    }
    house.run(&["issue"]).expect(0);
    assert_eq!(lists(&house.output()), [], "issuing makes no sign-off list");
}
