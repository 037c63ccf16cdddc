//! The state register of students: every rule by its number, with a case that breaks it and a near miss.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use laurea::rdpzsd::{
    About, FileKind, Nomenclatures, Past, Resolved, SeenPersons, SeenSemesters, Verdict, Written, code, codes, judge_person,
    judge_semester,
};

use crate::house::{REPOSITORY, files_under, loudly, write_files};

const TODAY: Date = date(2025, 9, 30);

/// A line of a table of cases: number, mark, base, what stands before, what differs.
type Case<'a> = (u16, &'a str, &'a str, &'a str, &'a str);

fn cases(text: &str) -> Vec<Case<'_>> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let case = |line| {
        let mut parts = str::splitn(line, 5, '|');
        let mut next = || parts.next().unwrap_or_else(|| panic!("{line}"));
        (next().parse().unwrap(), next(), next(), next(), next())
    };
    lines.map(case).collect()
}

/// The sample nomenclatures with some specialities that the sample season does not need.
fn nomenclatures() -> (tempfile::TempDir, Nomenclatures) {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), &files_under(&Path::new(REPOSITORY).join("data/nomenclatures")));
    let path = folder.path().join("specialities.csv");
    let more = "90101;Медицина;магистър;редовна;masterSecondary;6;1\n90102;Пробна;бакалавър;редовна;bachelor;3,5;0\n\
                90103;Без срок;бакалавър;редовна;bachelor;;0\n90104;Без срок;доктор;редовна;doctor;;0\n";
    fs::write(&path, fs::read_to_string(&path).unwrap() + more).unwrap();
    let known = Nomenclatures::load(folder.path()).unwrap();
    (folder, known)
}

fn base_person(name: &str) -> Vec<String> {
    let bg = "|9401125277|||12.01.1994|Цветелина|Ивайлова|Калпакчиева||Tsvetelina|Ivaylova|Kalpakchieva||2|tsvetelina@example.com|\
              +359 800 424 026|BG|66425|SLS|SLS31||BG|63427|RSE|RSE27|7000|ул. \"Речна\" № 7||BG|";
    let tr = "||7111042925||01.03.1990|Кемал||Челик||Kemal||Celik||1|kemal@example.com|+90 800 424 026|TR||||Одрин|TR||||||\
              Riverside Street 7|TR|";
    let idn = "|||AB 12345|01.03.1990|Кемал||Челик||Kemal||Celik||1|kemal@example.com|+90 800 424 026|TR||||Одрин|TR||||||\
               Riverside Street 7|TR|";
    let line = match name {
        "bg" => bg,
        "tr" => tr,
        _ => idn,
    };
    line.split('|').map(str::to_owned).collect()
}

/// `@` stands for shorthands; everything else is a field's place and its text.
fn assign(cells: &mut [String], text: &str) -> BTreeMap<String, String> {
    let mut further = BTreeMap::new();
    for part in text.split(';').map(|part| part.trim_start()).filter(|part| !part.is_empty()) {
        if let Some(short) = part.strip_prefix('@') {
            shorthand(cells, short);
            continue;
        }
        let (key, value) = part.split_once('=').unwrap_or_else(|| panic!("{part}"));
        let value = value.strip_prefix('%').map_or(value.to_owned(), |count| "а".repeat(count.parse().unwrap()));
        match key.parse::<usize>() {
            Ok(column) => cells[column] = value,
            Err(_) => drop(further.insert(key.to_owned(), value)),
        }
    }
    further
}

/// `2024.1 100 1.1` of a student, `1/01.10.2024 100 1` of a doctoral student.
fn shorthand(cells: &mut [String], text: &str) {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let (first, second) = parts[0].split_once('/').or_else(|| parts[0].split_once('.')).unwrap();
    (cells[3], cells[4], cells[5]) = (first.to_owned(), second.to_owned(), parts[1].to_owned());
    match parts[2].split_once('.') {
        Some((course, semester)) => (cells[6], cells[7]) = (course.to_owned(), semester.to_owned()),
        None => cells[6] = parts[2].to_owned(),
    }
}

fn borrowed(cells: &[String]) -> Vec<&str> {
    cells.iter().map(String::as_str).collect()
}

#[track_caller]
fn holds(case: &Case, faults: &[u16]) {
    let (number, mark, ..) = case;
    match *mark {
        "!" => assert!(faults.contains(number), "{case:?} breaks {faults:?}"),
        "." => assert!(faults.is_empty(), "{case:?} breaks {faults:?}"),
        "~" => assert!(!faults.contains(number), "{case:?} breaks {faults:?}"),
        _ => panic!("{case:?}"),
    }
}

#[test]
fn every_rule_of_persons_is_broken_by_its_case_and_kept_by_a_near_miss() {
    let (_folder, known) = nomenclatures();
    for case in cases(include_str!("../rdpzsd/persons.cases")) {
        let (_, _, base, before, differs) = case;
        let mut seen = SeenPersons::default();
        for before in before.split(" & ").filter(|before| *before != "-") {
            let mut cells = base_person(base);
            assign(&mut cells, before);
            let faults = judge_person(&borrowed(&cells), &known, TODAY, &mut seen);
            assert!(faults.is_empty(), "{case:?}: the row before breaks {faults:?}");
        }
        let mut cells = base_person(base);
        assign(&mut cells, differs);
        let mut faults = judge_person(&borrowed(&cells), &known, TODAY, &mut seen);
        // A row that comes apart says nothing else.
        faults.dedup();
        holds(&case, &faults);
    }
}

#[test]
fn every_rule_of_semesters_is_broken_by_its_case_and_kept_by_a_near_miss() {
    let (_folder, known) = nomenclatures();
    for case in cases(include_str!("../rdpzsd/semesters.cases")) {
        let (_, _, base, past, differs) = case;
        let is_doctor = base == "d";
        let line = match (is_doctor, past) {
            (false, "-") => "AB12345|12.01.2003|90011|2024|1|100|1|1|1|1|11210001|1|||||||0|0|0|0|1",
            (false, _) => "AB12345|12.01.2003|90011|2024|2|101|1|2|1||||||||||0|0|0|0|1",
            (true, "-") => "AB12345|12.01.1994|90017|РД-1|01.10.2024|100|1||1|1|01.10.2024|01.10.2027|1|0308|||||0|0|0|0|1",
            (true, _) => "AB12345|12.01.1994|90017|РД-2|01.03.2025|109|1||||||||||||0|0|0|0|1",
        };
        let fresh = || line.split('|').map(str::to_owned).collect::<Vec<_>>();
        let mut history: Vec<Past> = Vec::new();
        for row in past.split(" & ").filter(|row| *row != "-") {
            let mut cells = fresh();
            shorthand(&mut cells, row);
            history.push(Past::of(&borrowed(&cells), is_doctor, &history));
        }
        let mut cells = fresh();
        let further = assign(&mut cells, differs);
        let said = |key: &str, default: &str| further.get(key).map_or(default, String::as_str).to_owned();
        let citizenships = said("cit", "BG");
        let mut citizenships = citizenships.split(',').map(str::to_owned);
        let left: Vec<String> = said("left", "").split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let about = About {
            known: &known,
            today: TODAY,
            citizenships: [citizenships.next().unwrap_or_default(), citizenships.next().unwrap_or_default()],
            history: &history,
            left: &left,
        };
        let mut seen = SeenSemesters::new();
        if said("twice", "") == "1" {
            let _ = judge_semester(&borrowed(&cells), &about, &mut seen);
        }
        holds(&case, &judge_semester(&borrowed(&cells), &about, &mut seen));
    }
}

#[test]
fn every_code_of_the_register_is_covered_or_said_to_need_its_database() {
    let mut figures = Vec::new();
    for (kind, text, count) in [
        (FileKind::Persons, include_str!("../rdpzsd/persons.cases"), 97),
        (FileKind::Semesters, include_str!("../rdpzsd/semesters.cases"), 99),
    ] {
        assert_eq!(codes(kind).len(), count);
        let cases = cases(text);
        let marks = |number: u16| cases.iter().filter(|case| case.0 == number).map(|case| case.1).collect::<Vec<_>>();
        let (mut covered, mut left) = (Vec::new(), Vec::new());
        for code in codes(kind) {
            let marks = marks(code.number);
            assert!(!code.text.is_empty() && !code.reason.is_empty() && !code.name.is_empty(), "{}", code.number);
            match code.verdict {
                Verdict::Judged => {
                    assert!(marks.contains(&"!"), "{} {} has no case that triggers it", kind.name(), code.number);
                    assert!(marks.contains(&".") || marks.contains(&"~"), "{} {} has no near miss", kind.name(), code.number);
                    covered.push(code.number);
                }
                Verdict::NeedsDatabase => {
                    assert!(marks.is_empty(), "{} {} is said to need the database, and has cases", kind.name(), code.number);
                    left.push(code.number);
                }
            }
        }
        let strange = cases.iter().find(|case| code(kind, case.0).is_none());
        assert!(strange.is_none(), "no such code: {strange:?}");
        assert_eq!(covered.len() + left.len(), count);
        figures.push(format!("{}: {} of {count} judged; only the register can know {left:?}", kind.name(), covered.len()));
    }
    loudly(&figures.join("; "));
}

#[test]
fn a_settlement_is_one_or_it_is_told() {
    let (_folder, known) = nomenclatures();
    let at = |kind, name, municipality, province| known.settlement(&Written { kind, name, municipality, province });
    let one = |code: &str, province: &str, municipality: &str| Resolved::One([code, province, municipality].map(str::to_owned));
    assert_eq!(at("гр.", "Бяла", "Бяла", "Русе"), one("07603", "RSE", "RSE04"));
    assert_eq!(at("", "гр. Бяла", "", "обл. Варна"), one("07598", "VAR", "VAR05"));
    assert_eq!(at("с.", "Бяла", "", ""), one("07613", "SLV", "SLV20"));
    assert_eq!(at("гр.", "СОФИЯ", "Столична", "София-град"), one("68134", "SOF", "SOF46"));
    assert_eq!(at("", "07603", "", ""), one("07603", "RSE", "RSE04"));
    let Resolved::Several(candidates) = at("гр.", "Бяла", "Бяла", "") else { panic!("two towns are called so") };
    assert_eq!(candidates, ["гр. Бяла, общ. Бяла, обл. Варна (07598)", "гр. Бяла, общ. Бяла, обл. Русе (07603)"]);
    assert!(matches!(at("гр.", "Бяла", "Русе", "Русе"), Resolved::Unknown(candidates) if candidates.len() == 3));
    assert!(matches!(at("гр.", "Силистро", "", ""), Resolved::Unknown(candidates) if candidates[0].contains("Силистра")));
    assert_eq!(at("гр.", "Нямаград", "", ""), Resolved::Unknown(Vec::new()));
}
