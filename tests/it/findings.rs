//! Personal numbers: a lost zero proven back, and never a whole ЕГН where it has no business.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::house::{House, issued_small};
use crate::sheets::{self, Cell};

/// The row whose ЕГН is a number, with its leading zero lost: a habit of every invented season.
fn lost_zero(rows: &[Vec<Cell>]) -> (usize, usize, u64) {
    let column = sheets::column(rows, "ЕГН");
    let found = rows.iter().enumerate().find_map(|(row, cells)| match cells[column] {
        Cell::Float(number) => Some((row, number as u64)),
        Cell::Int(number) => Some((row, number as u64)),
        _ => None,
    });
    let (row, number) = found.expect("an invented season has a numeric ЕГН");
    (row, column, number)
}

fn students(house: &House) -> Vec<Vec<Cell>> {
    sheets::rows(&house.at("season/students.xlsx"), "Студенти")
}

#[test]
fn a_leading_zero_lost_in_a_numeric_cell_is_restored_and_said_at_its_cell() {
    let house = House::small();
    let rows = students(&house);
    let (row, column, number) = lost_zero(&rows);
    assert!(number < 1_000_000_000, "nine digits");
    let finding = house.check().into_iter().find(|finding| finding["code"] == "egn-zero-restored").unwrap();
    assert_eq!(finding["cell"], sheets::cell_name(row, column));
    assert_eq!(finding["level"], "note");
    let faculty_number = rows[row][sheets::column(&rows, "Факултетен номер")].to_string();
    let record = issued_small().record(&faculty_number);
    assert_eq!(record["egn"], format!("{number:010}"));
    assert_eq!(record["eligible"], true);
}

#[test]
fn a_leading_zero_is_not_invented_where_the_checksum_does_not_prove_it() {
    let house = House::small();
    let rows = students(&house);
    let (row, column, number) = lost_zero(&rows);
    // The next last digit breaks the checksum (the check digit is a function of the others).
    let broken = number - number % 10 + (number + 1) % 10;
    sheets::change(&house.at("season/students.xlsx"), "Студенти", |rows| rows[row][column] = Cell::Float(broken as f64));
    let findings = house.check();
    assert!(!findings.iter().any(|finding| finding["code"] == "egn-zero-restored"), "a zero was invented");
    let cell = sheets::cell_name(row, column);
    let at_cell = findings.iter().find(|finding| finding["cell"] == cell.as_str() && finding["level"] == "error");
    assert!(at_cell.is_some(), "nobody says that {cell} is wrong");
    let faculty_number = rows[row][sheets::column(&rows, "Факултетен номер")].to_string();
    let record = house.records().into_iter().find(|record| record["faculty_number"] == faculty_number.as_str()).unwrap();
    assert_ne!(record["egn"], format!("{broken:010}"));
    assert_eq!(record["eligible"], false);
}

/// Every personal number of a house's workbooks, as it stands there and with its zero.
fn personal_numbers(house: &House) -> BTreeSet<String> {
    let tables = [
        ("students.xlsx", "Студенти", &["ЕГН", "ЛНЧ"][..]),
        ("requests.xlsx", "Заявления", &["ЕГН/ЛНЧ"]),
        ("previous_register.xlsx", "Регистър", &["ЕГН"]),
    ];
    let mut numbers = BTreeSet::new();
    for (file, sheet, headers) in tables {
        let rows = sheets::rows(&house.at("season").join(file), sheet);
        for header in headers {
            let column = sheets::column(&rows, header);
            for number in rows[1..].iter().map(|row| row[column].to_string()).filter(|number| number.len() >= 9) {
                numbers.insert(format!("{number:0>10}"));
                numbers.insert(number);
            }
        }
    }
    assert!(numbers.len() > 20, "the workbooks have too few personal numbers to prove anything");
    numbers
}

#[track_caller]
fn assert_masked(what: &str, text: &str, numbers: &BTreeSet<String>) {
    let shown: Vec<&String> = numbers.iter().filter(|number| text.contains(number.as_str())).collect();
    assert!(shown.is_empty(), "{what} shows {} whole personal numbers", shown.len());
}

#[test]
fn no_personal_number_stands_whole_in_findings_report_lists_terminal_or_file_names() {
    let house = House::defective(40);
    let numbers = personal_numbers(&house);
    let runs: [&[&str]; 7] = [
        &["check"],
        &["check", "--format", "json"],
        &["check", "--lang", "bg"],
        &["issue", "--dry-run"],
        &["issue"],
        &["issue", "--format", "json"],
        &["register", "list"],
    ];
    for arguments in runs {
        let ran = house.run(arguments);
        assert!(matches!(ran.code, Some(0 | 3)), "{arguments:?}: {}", ran.err);
        assert_masked(&format!("{arguments:?}"), &(ran.out + &ran.err), &numbers);
    }
    let mut looked_at = 0;
    for (name, bytes) in house.files() {
        assert_masked("a file name", &name, &numbers);
        if !name.ends_with(".pdf") {
            looked_at += 1;
            assert_masked(&name, &String::from_utf8(bytes).unwrap(), &numbers);
        }
    }
    assert!(looked_at >= 5, "lists, report, plan and manifest");
    let masked =
        house.findings().into_iter().filter(|finding| finding["found"].as_str().unwrap_or_default().contains('•')).count();
    assert!(masked >= 1, "the wrong numbers are shown covered");
}

#[test]
fn every_finding_says_what_where_and_what_to_do() {
    let house = House::defective(40);
    let codes: BTreeSet<&str> = laurea::diag::Code::ALL.iter().map(|code| code.name()).collect();
    let findings = house.check();
    assert!(findings.len() > 20);
    for finding in findings {
        let keys: Vec<&String> = finding.as_object().unwrap().keys().collect();
        for key in [
            "code",
            "level",
            "message",
            "hint",
            "file",
            "sheet",
            "cell",
            "faculty_number",
            "field",
            "found",
            "expected",
            "suggestion",
            "also",
            "pattern",
            "since",
        ] {
            assert!(keys.iter().any(|found| *found == key), "{finding} has no {key}");
        }
        assert!(codes.contains(finding["code"].as_str().unwrap()), "{finding}");
        for key in ["message", "hint", "file"] {
            assert!(!finding[key].as_str().unwrap().is_empty(), "{finding} has an empty {key}");
        }
        for key in ["message", "hint"] {
            let words = finding[key].as_str().unwrap();
            assert!(!words.contains(['{', '}']), "a placeholder was not filled: {words}");
        }
    }
}

#[test]
fn findings_are_the_same_in_both_languages_but_for_their_words() {
    let house = House::defective(40);
    let without_words = |lang: &str| -> Vec<Value> {
        let mut findings = crate::house::lines(&house.run(&["check", "--format", "json", "--no-memory", "--lang", lang]).out);
        for finding in &mut findings {
            for key in ["message", "hint"] {
                finding.as_object_mut().unwrap().shift_remove(key);
            }
        }
        findings
    };
    assert_eq!(without_words("bg"), without_words("en"));
}

/// A season whose grades have text for dates in the first rows.
fn with_dates_as_text(count: usize) -> House {
    let house = House::small();
    sheets::change(&house.at("season/grades.xlsx"), "Оценки", |rows| {
        let column = sheets::column(rows, "Дата");
        for row in &mut rows[1..=count] {
            let Cell::DateTime(moment) = &row[column] else { panic!("a date cell: {:?}", row[column]) };
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            row[column] = sheets::said(&format!("{day:02}.{month:02}.{year} г."));
        }
    });
    house
}

#[test]
fn equal_faults_of_a_column_are_told_once_as_a_pattern_too() {
    let house = with_dates_as_text(24);
    let rows = sheets::rows(&house.at("season/grades.xlsx"), "Оценки");
    let column = laurea::diag::column_letters(u32::try_from(sheets::column(&rows, "Дата") + 1).unwrap());
    let told = |lang: &str| house.run(&["check", "--no-memory", "--lang", lang]).expect(0).out;
    let line = format!("24 реда: колона {column} „Дата“ в grades.xlsx › Оценки – дата, записана като текст");
    assert_eq!(told("bg").matches(&line).count(), 1, "{line}\n{}", told("bg"));
    assert!(told("en").contains(&format!("24 rows: column {column}")), "{}", told("en"));
    let findings = house.check();
    let members: Vec<&Value> = findings.iter().filter(|finding| !finding["pattern"].is_null()).collect();
    assert_eq!(members.len(), 24);
    for finding in members {
        assert_eq!((finding["code"].as_str(), finding["sheet"].as_str()), (Some("date-was-text"), Some("Оценки")));
        let pattern = &finding["pattern"];
        assert_eq!(pattern, &serde_json::json!({ "column": column, "rows": 24, "first_row": 2, "last_row": 25 }));
    }
    house.run(&["issue", "--kind", "diploma", "--lang", "bg"]).expect(0);
    let pages: Vec<_> = house.files().into_iter().filter(|(name, _)| name.ends_with("report.html")).collect();
    assert_eq!(pages.len(), 1);
    assert_eq!(String::from_utf8_lossy(&pages[0].1).matches(&line).count(), 1);
}

#[test]
fn four_cells_are_no_pattern() {
    let house = with_dates_as_text(4);
    assert!(house.check().iter().all(|finding| finding["pattern"].is_null()));
}

#[test]
fn the_screen_shows_ten_findings_of_a_code_and_the_files_all() {
    let house = with_dates_as_text(24);
    let ran = house.run(&["check"]).expect(0);
    let group = ran.out.split("\n\n").find(|group| group.contains("[date-was-text]")).unwrap();
    assert!(group.contains("[date-was-text] × 25"), "one more is a habit of every invented season: {group}");
    assert_eq!(group.matches("Place: ").count(), 10);
    assert!(group.contains("… and 15 more of the same code"), "{group}");
    assert_eq!(house.check().iter().filter(|finding| finding["code"] == "date-was-text").count(), 25);
}

#[test]
fn a_second_place_is_shown_on_screen() {
    let ran = House::defective(40).run(&["check", "--no-memory"]).expect(3);
    let group = ran.out.split("\n\n").find(|group| group.contains("[faculty-number-twice]")).unwrap();
    assert!(group.contains("see also: students.xlsx › Студенти › A"), "{group}");
}

#[test]
fn findings_come_in_order_of_level_code_and_place() {
    let house = House::defective(40);
    let findings = house.check();
    let level = |finding: &Value| ["error", "warning", "note"].iter().position(|level| finding["level"] == *level).unwrap();
    let code = |finding: &Value| laurea::diag::Code::ALL.iter().position(|code| finding["code"] == code.name()).unwrap();
    let levels: Vec<_> = findings.iter().map(|finding| (level(finding), code(finding))).collect();
    assert!(levels.is_sorted(), "{levels:?}");
    house.run(&["issue"]).expect(3);
    let issued = house.findings();
    let levels: Vec<_> = issued.iter().map(|finding| (level(finding), code(finding))).collect();
    assert!(levels.is_sorted(), "{levels:?}");
    let rows = |sheet: &str, code: &str| -> Vec<u64> {
        let here = issued.iter().filter(|finding| finding["sheet"] == sheet && finding["code"] == code);
        here.filter_map(|finding| finding["row"].as_u64()).collect()
    };
    assert!(issued.iter().all(|finding| rows(finding["sheet"].as_str().unwrap(), finding["code"].as_str().unwrap()).is_sorted()));
}
