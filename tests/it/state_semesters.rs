//! Rows of semesters for the state register of students: history, refusals, doctoral students.

use crate::house::{House, has_tool};
use crate::state_files::{book, entered, folder, make, office, reader, rows, texts};

/// The sheet of semesters of one student, with further columns than the sample has.
fn semesters_of(house: &House, number: &str, header: &[&str], lines: &[&str]) {
    let mut sheet = vec![texts(&[&["Факултетен номер"], header].concat())];
    for line in lines {
        let mut row = vec![number.to_owned()];
        row.extend(line.split('|').map(str::to_owned));
        sheet.push(row);
    }
    book(&house.at("season/own.xlsx"), &[("Лист1", sheet)]);
}

/// An office whose people have their numbers, and whose semesters stand in a sheet of its own.
fn office_with_numbers() -> (House, String) {
    let house = office();
    make(&house).expect(0);
    let list = entered(&house, &rows(&folder(&house).join("persons-1.txt")), 10_000);
    house.run(&["submit", "--answer", list.to_str().unwrap()]).expect(0);
    house.edit("pipeline.toml", "semesters = [\"semesters.xlsx\"]", "semesters = [\"own.xlsx\"]");
    let number = house.text("data/people-ean.csv").lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    (house, number)
}

#[test]
fn what_the_register_has_is_history_and_after_a_refusal_nothing_of_the_student_is_sent() {
    let (house, number) = office_with_numbers();
    let header = [
        "academic_year",
        "semester",
        "state_event",
        "study_year",
        "student_semester",
        "fee_kind",
        "admission_reason",
        "prior_level",
        "scholarship",
        "dormitory",
        "holiday_base",
        "international_programme",
        "Вписан в РДПЗСД",
    ];
    let first = "2022/2023|зимен|100|1|1|1|1|средно|не|не|не|не|да";
    let second = "2022/2023|летен|101|1|2|Субсидирано от държавата обучение|||да|не|не|не|не";
    let third = "2023/2024|зимен|101|2|1|1|||не|не|не|не|";
    semesters_of(&house, &number, &header, &[first, second, third]);
    make(&house).expect(0);
    let sent = [1, 2].map(|wave| rows(&folder(&house).join(format!("semesters-{wave}-1.txt"))));
    assert_eq!(sent.each_ref().map(Vec::len), [1, 1]);
    assert_eq!(sent[0][0][3..9], ["2022", "2", "101", "1", "2", "1"]);
    assert_eq!(sent[1][0][3..9], ["2023", "1", "101", "2", "1", "1"]);
    // One semester is left out: the one after it does not follow, and is told at its cells.
    semesters_of(&house, &number, &header, &[first, third, second]);
    let ran = make(&house).expect(3);
    for words in ["error 63:", "own.xlsx › Лист1 › B3", "error 65:", "own.xlsx › Лист1 › E3", "0 in the files, 2 refused"]
    {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
    assert!(!folder(&house).join("semesters-1-1.txt").exists(), "what was sent before is kept aside");
}

#[test]
fn doctoral_students_have_rows_of_their_own() {
    let (house, number) = office_with_numbers();
    let header = [
        "state_speciality",
        "state_order",
        "state_order_date",
        "state_event",
        "study_year",
        "attestation",
        "fee_kind",
        "admission_reason",
        "doctoral_from",
        "doctoral_to",
        "prior_where",
        "prior_field_code",
        "scholarship",
        "dormitory",
        "holiday_base",
        "international_programme",
    ];
    let enrolled = "90017|РД-1|01.10.2023|100|1||1|1|01.10.2023|01.10.2026|в България|3.8|не|не|не|не";
    let marked = "90017|РД-2|2024-06-30|102|1|положителна|||||||не|не|не|не";
    semesters_of(&house, &number, &header, &[enrolled, marked]);
    make(&house).expect(0);
    let sent = [1, 2].map(|wave| rows(&folder(&house).join(format!("semesters-{wave}-1.txt"))));
    assert_eq!(
        sent[0][0][2..14],
        ["90017", "РД-1", "01.10.2023", "100", "1", "", "1", "1", "01.10.2023", "01.10.2026", "1", "0308"]
    );
    assert_eq!(sent[1][0][2..14], ["90017", "РД-2", "30.06.2024", "102", "1", "1", "", "", "", "", "", ""]);
    if has_tool("python3", "--version") {
        for wave in [1, 2] {
            reader("semesters", &folder(&house).join(format!("semesters-{wave}-1.txt"))).expect(0);
        }
    }
}
