//! The program against answer keys: the example season of 200, and invented seasons with planted defects.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::house::{House, Paper, issued_tidy, loudly, text, tidy_season};
use crate::key::{Differences, ONLY_WARNED, Reading, array, every_defect_is_found, is_found};

fn key(name: &str) -> Option<Value> {
    let path = tidy_season()?.join("key").join(name);
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

#[test]
fn every_untouched_record_of_the_tidy_season_is_understood_as_the_key_says_with_rounded_means() {
    if let Some(house) = House::tidy() {
        compare_with_key(&house, "overall");
    }
}

#[test]
fn every_untouched_record_of_the_tidy_season_is_understood_as_the_key_says_with_exact_means() {
    if let Some(house) = House::tidy() {
        house.edit("institution.toml", "overall = \"rounded-means\"", "overall = \"exact-means\"");
        compare_with_key(&house, "overall_exact");
    }
}

/// Compares every student that no defect touches; says how many, and every difference.
fn compare_with_key(house: &House, overall: &'static str) {
    let differences = Differences::between(&house.records(), &key("truth.json").unwrap(), &Reading::whole(overall));
    differences.are_none(4000);
}

#[test]
fn every_defect_of_the_tidy_season_is_found_at_its_cell_with_a_fitting_code_and_level() {
    let (Some(house), Some(errors)) = (House::tidy(), key("errors.json")) else { return };
    every_defect_is_found(&house.check(), &errors);
}

#[test]
fn every_planted_defect_of_an_invented_season_is_found_at_its_cell_with_a_fitting_code_and_level() {
    let house = House::defective(120);
    let planted: Value = serde_json::from_str(&house.text("season/key/defects.json")).unwrap();
    let findings = house.check();
    let mut missed = Vec::new();
    for defect in array(&planted) {
        let level = if ONLY_WARNED.contains(&defect["kind"].as_str().unwrap()) { "warning" } else { "error" };
        if !is_found(&findings, defect, defect, &defect["faculty_number"], level) {
            missed.push(format!("{level} {defect}"));
        }
    }
    loudly(&format!("{} planted defects, {} missed", array(&planted).len(), missed.len()));
    assert!(array(&planted).len() >= 24, "too few defects were planted to prove anything");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    only_the_defective_are_held(&house, array(&planted));
}

fn only_the_defective_are_held(house: &House, planted: &[Value]) {
    let holding = planted.iter().filter(|defect| !ONLY_WARNED.contains(&defect["kind"].as_str().unwrap()));
    let guilty: BTreeSet<String> = holding.filter_map(|defect| defect["faculty_number"].as_str()).map(str::to_owned).collect();
    let records = house.records();
    // Whoever stands twice is held under both numbers; whose number was damaged, under the damaged one.
    let is_twin =
        |number: &str| guilty.iter().any(|other| number == format!("{}9999", &other[..4]) || number.ends_with(other.as_str()));
    let held_clean: Vec<String> = records
        .iter()
        .filter(|record| record["eligible"] == false)
        .map(|record| text(&record["faculty_number"]))
        .filter(|number| !guilty.contains(number) && !is_twin(number))
        .collect();
    assert!(held_clean.is_empty(), "clean, but held: {held_clean:?}");
    let released: Vec<&Value> = records
        .iter()
        .filter(|record| record["eligible"] == true)
        .map(|record| &record["faculty_number"])
        .filter(|number| guilty.contains(number.as_str().unwrap()))
        .collect();
    assert!(released.is_empty(), "defective, but not held: {released:?}");
}

#[test]
fn nobody_clean_and_eligible_of_the_tidy_season_is_held_and_nobody_blocked_is_issued() {
    let (Some(issued), Some(truth), Some(errors)) = (issued_tidy(), key("truth.json"), key("errors.json")) else { return };
    let blocked: BTreeSet<String> =
        array(&errors).iter().filter(|error| error["expect"] == "block_student").map(|error| text(&error["fac_no"])).collect();
    let papers = issued.documents();
    let has = |kind: &str, number: &str| {
        papers.iter().any(|paper| paper.state == "issued" && paper.kind == kind && paper.faculty_number == number)
    };
    let (mut clean, mut wrongly_held) = (0, Vec::new());
    for student in array(&truth["students"]) {
        let number = text(&student["fac_no"]);
        let is_blocked = blocked.contains(&number);
        if student["eligible_for_diploma"] == true && !is_blocked {
            clean += 1;
            wrongly_held
                .extend(["diploma", "appendix"].iter().filter(|kind| !has(kind, &number)).map(|kind| format!("{kind} {number}")));
        }
    }
    loudly(&format!("{clean} eligible and not blocked, {} of their papers held; {} blocked", wrongly_held.len(), blocked.len()));
    assert!(clean > 120 && blocked.len() > 30, "the key has too few students to prove anything");
    assert!(wrongly_held.is_empty(), "held: {wrongly_held:?}");
    for number in &blocked {
        assert_nothing_issued(issued.files.keys(), &papers, &issued.entries, number);
    }
    requests_are_served_as_the_key_says(&truth, &blocked, &papers);
}

fn assert_nothing_issued<'a>(files: impl Iterator<Item = &'a String>, papers: &[Paper], entries: &[Value], number: &str) {
    let mine = |name: &str| name.contains(number.trim_start_matches("../"));
    let file = files.into_iter().find(|file| file.ends_with(".pdf") && mine(file));
    assert_eq!(file, None, "a paper of the blocked {number}");
    let paper = papers.iter().find(|paper| paper.state != "held" && mine(&paper.faculty_number));
    assert_eq!(paper, None, "the blocked {number} in documents.csv");
    let entry = entries.iter().find(|entry| mine(entry["faculty_number"].as_str().unwrap()));
    assert_eq!(entry, None, "the blocked {number} in the register");
}

/// Transcripts and attestations: one for each well-founded request of somebody not blocked.
fn requests_are_served_as_the_key_says(truth: &Value, blocked: &BTreeSet<String>, papers: &[Paper]) {
    let mut wanted: BTreeMap<(String, String), usize> = BTreeMap::new();
    for request in array(&truth["requests"]) {
        let kind = match request["doc"].as_str().unwrap() {
            "академична справка" => "transcript",
            doc if doc.starts_with("уверение") => "attestation",
            _ => continue,
        };
        let number = text(&request["fac"]);
        if request["expect"] == "issue" && !blocked.contains(&number) {
            *wanted.entry((kind.to_owned(), number)).or_default() += 1;
        }
    }
    let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
    for paper in
        papers.iter().filter(|paper| paper.state == "issued" && ["transcript", "attestation"].contains(&paper.kind.as_str()))
    {
        *found.entry((paper.kind.clone(), paper.faculty_number.clone())).or_default() += 1;
    }
    assert!(wanted.len() > 10, "the key has too few requests to prove anything");
    assert_eq!(found, wanted, "papers on request");
}
