//! Answer keys: whether the program understood the workbooks of an office as the key says, and found what is wrong in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::house::{loudly, text};

/// Kind of defect in a key → the codes that name it.
const FITTING: [(&str, &[&str]); 27] = [
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
    ("grade_turned_into_date", &["grade-was-date"]),
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
pub const ONLY_WARNED: [&str; 4] = ["unknown_course_code", "grade_for_unknown_student", "photo_wrong_size", "very_long_name"];

/// The items of a JSON list.
#[track_caller]
pub fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

/// How an office is compared with a key.
#[derive(Debug, Default)]
pub struct Reading {
    /// Which overall result of the key holds under the configuration: `overall` or `overall_exact`.
    pub overall: &'static str,
    /// Faculty numbers and codes of the results whose protocols the workbooks say; `None` where they say all.
    pub protocols: Option<BTreeSet<(String, String)>>,
    /// Whether the plans have no codes: then a record may lack them, but it may not have others than the books.
    pub lacks_codes: bool,
}

impl Reading {
    /// Of an office that writes everything down that is in the key.
    pub fn whole(overall: &'static str) -> Self {
        Self { overall, ..Self::default() }
    }
}

/// What was compared, and where the program and the key say different things.
#[derive(Default)]
pub struct Differences {
    pub students: usize,
    pub courses: usize,
    pub exams: usize,
    pub values: usize,
    /// Protocols of the key that stand nowhere in the workbooks.
    pub lost: usize,
    pub found: Vec<String>,
}

impl Differences {
    /// Compares the record of every student that no defect touches.
    pub fn between(records: &[Value], truth: &Value, reading: &Reading) -> Self {
        let mut mine: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        for record in records {
            mine.entry(text(&record["faculty_number"])).or_default().push(record);
        }
        let mut differences = Self::default();
        for student in untouched(truth) {
            let number = text(&student["fac_no"]);
            match mine.get(&number).map_or(&[][..], Vec::as_slice) {
                [record] => differences.student(record, student, reading),
                others => differences.found.push(format!("{number}: {} records", others.len())),
            }
        }
        differences
    }

    /// Says the counts, and asserts that enough was compared and nothing differs.
    #[track_caller]
    pub fn are_none(&self, courses: usize) {
        loudly(&format!(
            "{} students, {} course results, {} state exams, {} values compared, {} protocols lost, {} differences",
            self.students,
            self.courses,
            self.exams,
            self.values,
            self.lost,
            self.found.len()
        ));
        let first = &self.found[..self.found.len().min(60)];
        assert!(self.found.is_empty(), "{} differences, the first:\n{}", self.found.len(), first.join("\n"));
        assert!(self.students > 140 && self.courses > courses, "the key has too few students to prove anything");
    }

    fn student(&mut self, record: &Value, student: &Value, reading: &Reading) {
        let overall = reading.overall;
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
            self.course(&who, course, grade, reading);
        }
        let (exams, expected) = (array(&record["state_exams"]), array(&student["state_exams"]));
        self.same(&who, "number of state exams", &json!(exams.len()), &json!(expected.len()));
        for (exam, expected) in exams.iter().zip(expected) {
            self.exam(&who, exam, expected);
        }
    }

    fn course(&mut self, who: &str, course: &Value, grade: &Value, reading: &Reading) {
        self.courses += 1;
        let what = format!("course {} {}", course["code"], course["name"]);
        let counts = if course["counts_in_total"] == true { "yes" } else { "no" };
        if !(reading.lacks_codes && course["code"] == "") {
            self.same(who, &what, &course["code"], &grade[0]);
        }
        for (ours, theirs) in ["name", "semester", "kind"].iter().zip(1..) {
            self.same(who, &what, &course[ours], &grade[theirs as usize]);
        }
        self.same_number(who, &what, &course["credits"], &grade[4]);
        self.same(who, &what, &json!(counts), &grade[5]);
        for (ours, theirs) in ["result", "word", "ects", "date"].iter().zip(6..) {
            self.same(who, &what, &course[ours], &grade[theirs as usize]);
        }
        self.same(who, &what, &course["lecturer"], &grade[11]);
        let result = || (who.to_owned(), text(&grade[0]));
        if course["protocol"] == "" && reading.protocols.as_ref().is_some_and(|said| !said.contains(&result())) {
            self.lost += 1;
        } else {
            self.same(who, &what, &course["protocol"], &grade[10]);
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

/// Students of a key that no defect touches.
pub fn untouched(truth: &Value) -> impl Iterator<Item = &Value> {
    array(&truth["students"]).iter().filter(|student| array(&student["defects"]).is_empty())
}

/// Asserts that every defect of a key is found at each of its places, those in the earlier register apart: they say why.
#[track_caller]
pub fn every_defect_is_found(findings: &[Value], errors: &Value) {
    let mut places = 0;
    let mut missed = Vec::new();
    for error in array(errors) {
        let level = match error["expect"].as_str().unwrap() {
            "block_student" | "refuse_request" => "error",
            "warn" | "reject_row" => "warning",
            other => panic!("the key expects {other:?}"),
        };
        for location in array(&error["locations"]).iter().filter(|location| !is_in_register(location)) {
            places += 1;
            if !is_found(findings, error, location, &error["fac_no"], level) {
                missed.push(format!("{} {} {level} at {location}", error["id"], error["kind"]));
            }
        }
    }
    loudly(&format!("{} defects at {places} places, {} missed", array(errors).len(), missed.len()));
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(places > 20, "the key has too few defects to prove anything");
}

fn is_in_register(location: &Value) -> bool {
    ["previous_register.xlsx", "Регистрационна книга.ods"].iter().any(|register| location["workbook"] == *register)
}

/// Whether a finding of a fitting code and level stands at a cell, or at a person where the cell is null.
pub fn is_found(findings: &[Value], defect: &Value, location: &Value, person: &Value, level: &str) -> bool {
    let kind = defect["kind"].as_str().unwrap();
    let (_, codes) = FITTING.iter().find(|(name, _)| *name == kind).unwrap_or_else(|| panic!("no code for {kind}"));
    findings.iter().any(|finding| {
        let is_there = if location["cell"].is_null() {
            finding["faculty_number"] == *person
        } else {
            finding["file"] == location["workbook"]
                // A CSV file is a workbook without sheets.
                && finding["sheet"] == location["sheet"].as_str().unwrap_or_default()
                && finding["cell"] == location["cell"]
        };
        is_there && finding["level"] == level && codes.contains(&finding["code"].as_str().unwrap())
    })
}
