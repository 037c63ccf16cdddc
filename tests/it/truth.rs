//! The program against answer keys: the example season of 200, and invented seasons with planted defects.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::house::{House, Paper, issued_tidy, loudly, text, tidy_season};

/// Kind of defect in a key → the codes that name it.
const FITTING: [(&str, &[&str]); 26] = [
    ("bad_egn_checksum", &["egn-checksum-wrong"]),
    ("egn_birth_date_mismatch", &["egn-birth-date-mismatch"]),
    ("egn_sex_mismatch", &["egn-sex-mismatch"]),
    ("bad_lnch_checksum", &["lnch-checksum-wrong"]),
    ("duplicate_student", &["person-twice"]),
    ("duplicate_faculty_number", &["faculty-number-twice"]),
    ("path_characters_faculty_number", &["faculty-number-unsafe"]),
    ("missing_grade_compulsory", &["course-missing"]),
    ("credits_short", &["credits-short"]),
    ("grade_out_of_range", &["grade-out-of-range"]),
    ("failing_grade_graduate", &["course-failed"]),
    ("conflicting_grades", &["results-conflict"]),
    ("unknown_course_code", &["course-unknown"]),
    ("grade_for_unknown_student", &["student-unknown"]),
    ("date_before_birth", &["date-before-birth"]),
    ("date_after_issue", &["date-after-issue"]),
    ("missing_photo", &["photo-missing"]),
    ("photo_corrupt", &["photo-unreadable"]),
    ("photo_wrong_size", &["photo-size"]),
    ("mixed_alphabet_name", &["name-mixed-alphabet"]),
    ("formula_injection", &["formula-in-text", "request-formula-in-text"]),
    ("very_long_name", &["name-too-long"]),
    ("control_characters", &["name-control-character"]),
    ("duplicate_not_in_register", &["original-unknown"]),
    ("duplicate_of_annulled", &["original-annulled"]),
    ("duplicate_lost_without_announcement", &["announcement-missing"]),
];

/// Kinds of an invented season's key that hold nobody.
const ONLY_WARNED: [&str; 4] = ["unknown_course_code", "grade_for_unknown_student", "photo_wrong_size", "very_long_name"];

fn key(name: &str) -> Option<Value> {
    let path = tidy_season()?.join("key").join(name);
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
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
fn compare_with_key(house: &House, overall: &str) {
    let truth = key("truth.json").unwrap();
    let mut records: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for record in house.records() {
        records.entry(text(&record["faculty_number"])).or_default().push(record);
    }
    let mut differences = Differences::default();
    for student in array(&truth["students"]).iter().filter(|student| array(&student["defects"]).is_empty()) {
        let number = text(&student["fac_no"]);
        let found = records.get(&number).map_or(&[][..], Vec::as_slice);
        assert_eq!(found.len(), 1, "records of {number}");
        differences.student(&found[0], student, overall);
    }
    loudly(&format!(
        "{overall}: {} students, {} course results, {} state exams, {} values compared, {} differences",
        differences.students,
        differences.courses,
        differences.exams,
        differences.values,
        differences.found.len()
    ));
    assert!(differences.students > 140 && differences.courses > 4000, "the key has too few students to prove anything");
    assert!(differences.found.is_empty(), "{}", differences.found.join("\n"));
}

#[derive(Default)]
struct Differences {
    students: usize,
    courses: usize,
    exams: usize,
    values: usize,
    found: Vec<String>,
}

impl Differences {
    fn student(&mut self, record: &Value, student: &Value, overall: &str) {
        self.students += 1;
        let who = text(&student["fac_no"]);
        let names = [
            ("egn", "egn"),
            ("lnch", "lnch"),
            ("first_name", "first"),
            ("middle_name", "middle"),
            ("last_name", "last"),
            ("birth_date", "birth_date"),
            ("speciality", "speciality"),
            ("degree", "okc"),
            ("study_form", "form"),
            ("status", "status"),
            ("mean_subjects", "mean_subjects"),
            ("mean_state_exams", "mean_state_exam"),
            ("overall", overall),
        ];
        for (ours, theirs) in names {
            self.same(&who, ours, &record[ours], &student[theirs]);
        }
        self.same(&who, "graded_subjects", &record["graded_subjects"], &student["graded_subjects"]);
        self.same_number(&who, "credits_total", &record["credits_total"], &student["total_ects"]);
        // The key has the word of the result from rounded means only; it holds for the other where the two agree.
        if student["overall"] == student[overall] {
            self.same(&who, "overall_word", &record["overall_word"], &student["overall_word"]);
        }
        let (courses, grades) = (array(&record["courses"]), array(&student["grades"]));
        self.same(&who, "number of courses", &json!(courses.len()), &json!(grades.len()));
        for (course, grade) in courses.iter().zip(grades) {
            self.course(&who, course, grade);
        }
        let (exams, expected) = (array(&record["state_exams"]), array(&student["state_exams"]));
        self.same(&who, "number of state exams", &json!(exams.len()), &json!(expected.len()));
        for (exam, expected) in exams.iter().zip(expected) {
            self.exam(&who, exam, expected);
        }
    }

    fn course(&mut self, who: &str, course: &Value, grade: &Value) {
        self.courses += 1;
        let what = format!("course {}", course["code"]);
        let counts = if course["counts_in_total"] == true { "yes" } else { "no" };
        for (ours, theirs) in ["code", "name", "semester", "kind"].iter().zip(0..) {
            self.same(who, &what, &course[ours], &grade[theirs as usize]);
        }
        self.same_number(who, &what, &course["credits"], &grade[4]);
        self.same(who, &what, &json!(counts), &grade[5]);
        for (ours, theirs) in ["result", "word", "ects", "date", "protocol", "lecturer"].iter().zip(6..) {
            self.same(who, &what, &course[ours], &grade[theirs as usize]);
        }
        let earlier: Vec<Value> =
            array(&course["earlier"]).iter().map(|sitting| json!([sitting["date"], sitting["protocol"]])).collect();
        self.same(who, &what, &Value::from(earlier), &grade[12]);
        self.same(who, &what, &course["recognised"], &grade[13]);
    }

    fn exam(&mut self, who: &str, exam: &Value, expected: &Value) {
        self.exams += 1;
        let topic = expected["topic"].as_str().unwrap_or_default();
        self.same(who, "topic", &exam["topic"], &json!(topic));
        for (ours, theirs) in [
            ("kind", "kind"),
            ("grade", "grade"),
            ("word", "word"),
            ("ects", "ects_letter"),
            ("date", "date"),
            ("protocol", "protocol"),
            ("chair", "chair"),
            ("members", "members"),
        ] {
            self.same(who, &format!("state exam {ours}"), &exam[ours], &expected[theirs]);
        }
    }

    fn same(&mut self, who: &str, what: &str, found: &Value, expected: &Value) {
        self.values += 1;
        if found != expected {
            self.found.push(format!("{who} {what}: {found}, the key says {expected}"));
        }
    }

    fn same_number(&mut self, who: &str, what: &str, found: &Value, expected: &Value) {
        self.same(who, what, &json!(found.as_f64()), &json!(expected.as_f64()));
    }
}

#[test]
fn every_defect_of_the_tidy_season_is_found_at_its_cell_with_a_fitting_code_and_level() {
    let (Some(house), Some(errors)) = (House::tidy(), key("errors.json")) else { return };
    let findings = house.check();
    let mut places = 0;
    let mut missed = Vec::new();
    for error in array(&errors) {
        let level = match error["expect"].as_str().unwrap() {
            "block_student" | "refuse_request" => "error",
            "warn" | "reject_row" => "warning",
            other => panic!("the key expects {other:?}"),
        };
        let locations = array(&error["locations"]).iter().filter(|location| location["workbook"] != "previous_register.xlsx");
        for location in locations {
            places += 1;
            if !is_found(&findings, error, location, &error["fac_no"], level) {
                missed.push(format!("{} {} {level} at {}", error["id"], error["kind"], location));
            }
        }
    }
    loudly(&format!("{} defects at {places} places, {} missed", array(&errors).len(), missed.len()));
    assert!(places > 50, "the key has too few defects to prove anything");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
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

/// Whether a finding of a fitting code and level stands at a cell, or at a person where the cell is null.
fn is_found(findings: &[Value], defect: &Value, location: &Value, person: &Value, level: &str) -> bool {
    let kind = defect["kind"].as_str().unwrap();
    let (_, codes) = FITTING.iter().find(|(name, _)| *name == kind).unwrap_or_else(|| panic!("no code for {kind}"));
    findings.iter().any(|finding| {
        let is_there = if location["cell"].is_null() {
            finding["faculty_number"] == *person
        } else {
            finding["file"] == location["workbook"]
                && finding["sheet"] == location["sheet"]
                && finding["cell"] == location["cell"]
        };
        is_there && finding["level"] == level && codes.contains(&finding["code"].as_str().unwrap())
    })
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
