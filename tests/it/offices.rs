//! Offices whose habits nobody described to the program: `init` proposes, and what is read under the proposal is true.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use calamine::{Data, Reader, open_workbook_auto};
use serde_json::Value;

use crate::house::{House, example, files_under, lines, text};
use crate::key::{Differences, Reading, array, every_defect_is_found, untouched};
use crate::sheets::{change, column, said};

/// An office read under the configuration that `init` proposed, and the answer key of its season.
struct Office {
    records: Vec<Value>,
    /// How reading them ended.
    ended: Option<i32>,
    findings: Vec<Value>,
    truth: Value,
    errors: Value,
}

impl Office {
    /// Proposes a configuration for a season, once, and reads under it as it is.
    fn of(season: &Path) -> Self {
        let house = House::empty();
        house.run(&["init", "--out", ".", "--from", season.to_str().unwrap()]).expect(0);
        let key = |name: &str| serde_json::from_slice(&std::fs::read(season.join("key").join(name)).unwrap()).unwrap();
        let read = house.run(&["records", "--format", "jsonl"]);
        Self {
            records: lines(&read.out),
            ended: read.code,
            findings: house.check(),
            truth: key("truth.json"),
            errors: key("errors.json"),
        }
    }

    /// What is read under the proposal is what the key says.
    #[track_caller]
    fn is_understood(&self, reading: &Reading) {
        Differences::between(&self.records, &self.truth, reading).are_none(4000);
        assert_eq!(self.ended, Some(0), "records are told without an error");
    }

    /// Whoever no defect touches, and may have a diploma, is held by nothing.
    #[track_caller]
    fn holds_nobody_clean(&self) {
        let clean = untouched(&self.truth).filter(|student| student["eligible_for_diploma"] == true);
        let clean: BTreeSet<String> = clean.map(|student| text(&student["fac_no"])).collect();
        let held = self.records.iter().filter(|record| record["eligible"] == false);
        let held: BTreeSet<String> = held.map(|record| text(&record["faculty_number"])).collect();
        let both: Vec<&String> = clean.intersection(&held).collect();
        assert!(both.is_empty(), "{} of {} are clean, but held: {both:?}", both.len(), clean.len());
        assert!(clean.len() > 100, "the key has too few clean students to prove anything");
    }
}

/// The office of many workbooks, each with a habit of its own; `None` where it is not beside the checkout.
fn messy() -> Option<&'static Office> {
    static MESSY: OnceLock<Option<Office>> = OnceLock::new();
    MESSY.get_or_init(|| example("A-messy-200").map(|season| Office::of(&season))).as_ref()
}

/// The office of a table each; `None` where it is not beside the checkout.
fn tidy() -> Option<&'static Office> {
    static TIDY: OnceLock<Option<Office>> = OnceLock::new();
    TIDY.get_or_init(|| example("A-tidy-200").map(|season| Office::of(&season))).as_ref()
}

#[test]
fn the_messy_office_is_understood_as_its_key_says() {
    let (Some(office), Some(season)) = (messy(), example("A-messy-200")) else { return };
    // Its books have no place for protocols: those of results that stand nowhere else are lost, and nothing besides.
    let reading = Reading { overall: "overall", protocols: Some(in_long_lists(&season)), lacks_codes: false };
    office.is_understood(&reading);
}

/// Faculty numbers and codes of the results that stand in the messy office's lists of a result each.
fn in_long_lists(season: &Path) -> BTreeSet<(String, String)> {
    let mut book = open_workbook_auto(season.join("data/Поправки, индивидуални и признати изпити.xlsx")).unwrap();
    let mut results = BTreeSet::new();
    for (_, sheet) in book.worksheets() {
        let whole = |cell: &Data| cell.to_string().trim().to_owned();
        // Faculty numbers stand in the first column, here and there without their leading zero; codes in the third.
        results.extend(sheet.rows().map(|row| (format!("{:0>6}", whole(&row[0])), whole(&row[2]))));
    }
    assert!(results.len() > 400, "the lists are not where they should be");
    results
}

#[test]
fn every_defect_of_the_messy_office_is_found_at_its_cell() {
    if let Some(office) = messy() {
        every_defect_is_found(&office.findings, &office.errors);
    }
}

#[test]
fn nobody_clean_of_the_messy_office_is_held() {
    if let Some(office) = messy() {
        office.holds_nobody_clean();
    }
}

#[test]
fn the_tidy_office_is_understood_as_its_key_says_under_the_proposal() {
    if let Some(office) = tidy() {
        office.is_understood(&Reading::whole("overall"));
    }
}

#[test]
fn every_defect_of_the_tidy_office_is_found_at_its_cell_under_the_proposal() {
    if let Some(office) = tidy() {
        every_defect_is_found(&office.findings, &office.errors);
    }
}

#[test]
fn nobody_clean_of_the_tidy_office_is_held_under_the_proposal() {
    if let Some(office) = tidy() {
        office.holds_nobody_clean();
    }
}

/// The office whose habits are neither's: its season is invented, so it is always there.
fn untidy() -> &'static Office {
    static UNTIDY: OnceLock<Office> = OnceLock::new();
    UNTIDY.get_or_init(|| {
        let house = House::empty();
        house.run(&["demo", "--untidy", "--defects", "--students", "200", "--seed", "1", "--out", "season"]).expect(0);
        Office::of(&house.at("season"))
    })
}

#[test]
fn the_untidy_office_is_understood_as_its_key_says() {
    let reading = Reading { lacks_codes: true, ..Reading::whole("overall") };
    untidy().is_understood(&reading);
}

#[test]
fn every_defect_of_the_untidy_office_is_found_at_its_cell() {
    every_defect_is_found(&untidy().findings, &untidy().errors);
}

#[test]
fn nobody_clean_of_the_untidy_office_is_held() {
    untidy().holds_nobody_clean();
}

#[test]
fn two_offices_tell_one_truth_about_whoever_is_untouched_in_both() {
    let (Some(messy), Some(tidy)) = (messy(), tidy()) else { return };
    let clean = |office: &Office| untouched(&office.truth).map(|student| text(&student["fac_no"])).collect::<BTreeSet<_>>();
    let (of_messy, of_tidy) = (by_number(messy), by_number(tidy));
    let both: Vec<String> = clean(messy).intersection(&clean(tidy)).cloned().collect();
    assert!(both.len() > 140, "too few to prove anything");
    for number in both {
        let [one, other] = [of_messy[&number], of_tidy[&number]].map(without_protocols);
        assert_eq!(one, other, "{number}");
    }
}

fn by_number(office: &Office) -> BTreeMap<String, &Value> {
    office.records.iter().map(|record| (text(&record["faculty_number"]), record)).collect()
}

/// A record without the protocols of its courses, which the messy office's books do not have.
fn without_protocols(record: &Value) -> Value {
    let mut record = record.clone();
    for course in record["courses"].as_array_mut().unwrap() {
        course["protocol"].take();
    }
    record
}

#[test]
fn init_writes_over_nothing() {
    for there in ["pipeline.toml", "institution.toml"] {
        let house = House::empty();
        house.write(there, "# mine\n");
        house.run(&["init", "--from", ".", "--out", "."]).expect(2).says(there);
        assert_eq!(house.text(there), "# mine\n");
        assert_eq!(files_under(&house.at("")).into_keys().collect::<Vec<_>>(), [there], "and nothing besides is written");
    }
    let house = House::small();
    let before = files_under(&house.at(""));
    house.run(&["init", "--from", "season", "--out", "."]).expect(2).says("pipeline.toml");
    assert_eq!(files_under(&house.at("")), before);
}

#[test]
fn init_on_an_empty_folder_says_that_there_are_no_students() {
    let house = House::empty();
    std::fs::create_dir(house.at("nothing")).unwrap();
    let ran = house.run(&["init", "--from", "nothing", "--out", "."]).expect(2).says("nothing");
    assert!(ran.err.contains("student list"), "{}", ran.err);
}

#[test]
fn init_on_a_folder_that_is_not_there_says_so() {
    let house = House::empty();
    let ran = house.run(&["init", "--from", "nowhere", "--out", "proposed"]).says("nowhere");
    assert_ne!(ran.code, Some(0));
}

/// The little season under the configuration that `init` proposes for it.
fn small() -> House {
    let house = House::small();
    for written in ["pipeline.toml", "institution.toml"] {
        std::fs::remove_file(house.at(written)).unwrap();
    }
    house.run(&["init", "--from", "season", "--out", "."]).expect(0);
    house
}

#[test]
fn a_header_that_is_gone_since_the_proposal_is_an_error_that_names_it() {
    let house = small();
    assert!(house.records().len() > 10);
    for (book, sheet, header) in [("students", "Студенти", "ЕГН"), ("grades", "Оценки", "Оценка")] {
        let path = house.at(&format!("season/{book}.xlsx"));
        let before = std::fs::read(&path).unwrap();
        change(&path, sheet, |rows| {
            let column = column(rows, header);
            rows[0][column] = said("Друго");
        });
        let findings = house.check();
        let named = findings.iter().filter(|finding| finding["level"] == "error" && finding["sheet"] == sheet);
        // Headers are compared without regard to capitals, and said as they are compared.
        let names = |finding: &Value| text(&finding["message"]).contains(&header.to_lowercase());
        let named: Vec<&Value> = named.filter(|finding| names(finding)).collect();
        assert_eq!(named.len(), 1, "{header}: {findings:?}");
        assert_eq!(named[0]["code"], "column-missing");
        std::fs::write(&path, before).unwrap();
    }
}

#[test]
fn a_column_that_moved_since_the_proposal_is_read_as_before() {
    let house = small();
    let before = house.records();
    assert!(before.len() > 10 && array(&before[0]["courses"]).len() > 3);
    for (book, sheet) in [("students", "Студенти"), ("grades", "Оценки"), ("state_exams", "Държавни изпити")]
    {
        change(&house.at(&format!("season/{book}.xlsx")), sheet, |rows| rows.iter_mut().for_each(|row| row.rotate_left(3)));
    }
    assert_eq!(house.records(), before);
}
