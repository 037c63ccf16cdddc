//! What happens to papers after printing: steps in their order, numbers after signature, gaps, annulments.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use crate::house::{Files, House, Ran, files_under, text, write_files};

/// A house that numbers its diplomas after signature.
fn numbering_later() -> House {
    House::small().with("institution.toml", "# diploma = \"after-print\"", "diploma = \"after-print\"").with(
        "pipeline.toml",
        "kinds = [\"diploma\", \"appendix\", \"transcript\", \"attestation\"]",
        "kinds = [\"diploma\", \"appendix\"]",
    )
}

/// A house whose run is over: its papers and its register; made once for each way of numbering.
fn issued(is_later: bool) -> House {
    static LATER: OnceLock<Files> = OnceLock::new();
    static BEFORE: OnceLock<Files> = OnceLock::new();
    let house = || if is_later { numbering_later() } else { House::small() };
    let made = if is_later { &LATER } else { &BEFORE }.get_or_init(|| {
        let house = house();
        house.run(&["issue"]).expect(0);
        files_under(&house.at(""))
            .into_iter()
            .filter(|(name, _)| name.starts_with("register") || name.starts_with("output"))
            .collect()
    });
    let house = house();
    write_files(&house.at(""), made);
    house
}

/// Runs words, separated by spaces.
pub fn run(house: &House, words: &str) -> Ran {
    house.run(&words.split(' ').collect::<Vec<_>>())
}

/// The entries of a kind with an action, by faculty number.
pub fn with(house: &House, kind: &str, action: &str) -> BTreeMap<String, Value> {
    let entries = house.entries().into_iter().filter(|entry| entry["kind"] == kind && entry["action"] == action);
    entries.map(|entry| (text(&entry["faculty_number"]), entry)).collect()
}

/// Asserts that a command said something.
#[track_caller]
pub fn has(ran: &Ran, words: &[&str]) {
    for words in words {
        assert!(ran.out.contains(words), "the output does not say {words:?}:\n{}\n{}", ran.out, ran.err);
    }
}

#[test]
fn a_diploma_numbered_after_signature_goes_from_printing_to_its_holder() {
    let house = issued(true);
    let students = house.graduates();
    has(&run(&house, "register open").expect(0), &["waits for signatures – 22", "since 2025-09-30"]);
    run(&house, "register number --from nothing.xlsx --date 2025-10-01").expect(2).says("nothing.xlsx");
    // Nothing is numbered before it is signed.
    has(
        &run(&house, &format!("register number {} --date 2025-10-01", students[0])).expect(3),
        &["before that it waits for signatures"],
    );

    let signed = run(&house, "register sign --all-of diploma --date 2025-10-02 --by Секретар").expect(0);
    has(&signed, &["Entered: 22, refused: 0", "signed, 2025-10-02"]);
    let diplomas = with(&house, "diploma", "signed");
    assert_eq!(diplomas.len(), 11);
    assert!(diplomas.values().all(|entry| entry["by"] == "Секретар" && entry["at"].is_string()));
    assert_eq!(with(&house, "appendix", "signed").len(), 11, "an appendix goes along");

    // The list of what was signed gives the order of the numbers.
    let order: Vec<&String> = students.iter().rev().collect();
    let list: String =
        order.iter().map(|student| format!("{student};Диплома за завършена образователно-квалификационна степен;\n")).collect();
    house.write("signed.csv", &format!("Фак. №;Вид документ;Рег. №\n{list}"));
    has(
        &run(&house, "register number --from signed.csv --date 2025-10-03").expect(0),
        &["Entered: 11, refused: 0", "got its number 6001-1/2025"],
    );
    let numbered = with(&house, "diploma", "numbered");
    for (place, student) in order.iter().enumerate() {
        let entry = &numbered[*student];
        assert_eq!(entry["number"], format!("{}-{}/2025", 6001 + place, place + 1));
        assert_eq!((&entry["date"], &entry["total"]), (&Value::from("2025-10-03"), &Value::from(6001 + place)));
    }
    assert_eq!(with(&house, "appendix", "numbered")[&students[0]]["number"], numbered[&students[0]]["number"]);
    has(
        &run(&house, "register number --from signed.csv --date 2025-10-03").expect(3),
        &["Entered: 0, refused: 11", "it is “got its number” since 2025-10-03"],
    );

    // A run in between makes nothing anew.
    has(&run(&house, "issue").expect(0), &["Issued earlier and unchanged: 22"]);

    let number = text(&numbered[&students[0]]["number"]);
    has(
        &run(&house, &format!("register hand-over {number} --date 2025-10-03")).expect(3),
        &["before that it waits for the seals"],
    );
    run(&house, "register seal --book diplomas --date 2025-10-04").expect(0);
    has(&run(&house, &format!("register scan {number}")).expect(3), &["before that it waits for the sticker"]);
    has(&run(&house, &format!("register sticker {number} --number S-1 --date 2025-10-05")).expect(0), &["sticker S-1"]);
    let other = text(&numbered[&students[1]]["number"]);
    has(
        &run(&house, &format!("register sticker {other} --number S-1 --date 2025-10-05")).expect(3),
        &["the sticker is on another paper"],
    );
    has(&run(&house, &format!("register scan {number} --date 2025-10-04")).expect(3), &["entry of a later date, 2025-10-05"]);
    run(&house, &format!("register scan {number} --date 2025-10-06")).expect(0);
    run(&house, &format!("register submit {number} --date 2025-10-07")).expect(0);
    let words = ["register", "hand-over", &number, "--to", "Рада Колева", "--date", "2025-10-08"];
    has(&house.run(&words).expect(3), &["Рада Колева receives it; say with which authority"]);
    let authority = ["--authority", "пълномощно рег. № 12/2025"];
    let over = house.run(&[&words[..], &authority[..]].concat()).expect(0);
    has(&over, &["handed over, to Рада Колева, authority: пълномощно рег. № 12/2025, 2025-10-08", "Entered: 2, refused: 0"]);

    let shown = run(&house, &format!("register show {number}")).expect(0);
    has(
        &shown,
        &[
            "State: issued",
            "signed",
            "got its number",
            "sealed",
            "sticker put on, sticker S-1",
            "scanned",
            "sent to the ministry",
            "entered by Секретар",
        ],
    );
    let bg = run(&house, &format!("register show {number} --lang bg")).expect(0);
    has(&bg, &["подпечатан", "стикер № S-1", "03.10.2025", "връчен, на Рада Колева"]);
    has(&run(&house, "register list --kind diploma").expect(0), &["handed over", "sealed", "Papers in the register: 11"]);
    let open = run(&house, "register open --kind diploma").expect(0);
    has(&open, &["waits for the sticker – 10", "Waiting: 10"]);
    assert!(!open.out.contains(&number));
}

#[test]
fn numbers_that_were_written_must_be_the_next_ones() {
    let house = issued(true);
    let students = house.graduates();
    run(&house, "register sign --all-of diploma --date 2025-10-02").expect(0);
    let list = |numbers: &[(usize, &str)]| {
        let lines: String = numbers.iter().map(|(at, number)| format!("{};diploma;{number}\n", students[*at])).collect();
        house.write("signed.csv", &format!("Факултетен номер;Вид документ;Рег. №\n{lines}"));
        run(&house, "register number --from signed.csv --date 2025-10-03")
    };
    // In whatever order they stand in the list; a hole is none of the book's numbers.
    has(
        &list(&[(3, "6002-2/2025"), (4, "6001-1/2025"), (5, "6004-4/2025")]).expect(3),
        &["Entered: 2, refused: 1", "the next number is 6003-3/2025"],
    );
    let numbered = with(&house, "diploma", "numbered");
    assert_eq!(numbered[&students[3]]["number"], "6002-2/2025");
    assert_eq!(numbered[&students[4]]["number"], "6001-1/2025");
    assert!(!numbered.contains_key(&students[5]));
    // Numbers follow the days.
    let earlier = run(&house, &format!("register number {} --date 2025-10-02 --kind diploma", students[5])).expect(3);
    has(&earlier, &["the book has a number of 2025-10-03"]);
    // With a new year the count within the year begins again.
    has(&run(&house, &format!("register number {} --date 2026-01-08 --kind diploma", students[5])).expect(0), &["6003-1/2026"]);
    assert!(house.run(&["register", "number", &students[6], "--date", "2026-01-08"]).expect(0).out.contains("6004-2/2026"));
}

#[test]
fn a_step_is_refused_where_the_paper_is_not_there_yet_and_the_others_go_on() {
    let house = issued(false);
    let list = run(&house, "register sign 6001-1/2025 6002-2/2025 9999-9/2025 --date 2025-10-01").expect(3);
    has(&list, &["Entered: 4, refused: 1", "9999-9/2025: not entered – there is no such paper"]);
    has(&run(&house, "register sign 6001-1/2025 --date 2025-10-01").expect(3), &["it is “signed” since 2025-10-01"]);
    has(&run(&house, "register sign 6003-3/2025 --date 2025-09-01").expect(3), &["entry of a later date, 2025-09-30"]);
    has(&run(&house, "register sign 6003-3/2025 --alone --date 2025-10-01").expect(0), &["Entered: 1, refused: 0"]);
    has(&run(&house, "register number 6003-3/2025").expect(3), &["this paper has no step “got its number”"]);
    has(&run(&house, "register sign 6003-3/2025 --kind appendix --date 2025-10-01").expect(0), &["Appendix", "Entered: 1"]);
    let empty = House::small();
    run(&empty, "register sign 1").expect(2).says("There is no register yet");
    assert!(!empty.at("register.sqlite").exists());
    run(&house, "register sign").expect(2).says("No paper is named");
    run(&house, "register sign --all-of passport").expect(2).says("passport");
    run(&house, "register gap passports 1 --reason x").expect(2).says("passports");
    // A transcript has two steps, and is posted to an address.
    has(&run(&house, "register sign --all-of transcript --date 2025-10-01").expect(0), &["refused: 0"]);
    let open = run(&house, "register open --kind transcript").expect(0);
    has(&open, &["waits to be handed over"]);
    let transcript = text(&with(&house, "transcript", "signed").values().next().unwrap()["number"]);
    has(
        &house.run(&["register", "post", &transcript, "--to", "гр. Варна, ул. Дунав 1"]).expect(3),
        &["no tracking number is named"],
    );
    let posted =
        house.run(&["register", "post", &transcript, "--to", "гр. Варна, ул. Дунав 1", "--tracking", "RR 1 BG"]).expect(0);
    has(&posted, &["posted, address: гр. Варна, ул. Дунав 1, tracking number RR 1 BG"]);
}

#[test]
fn no_sticker_is_waited_for_where_the_day_of_issue_needs_none() {
    let house = issued(false).with("institution.toml", "# until = \"2026-12-31\"", "until = \"2025-01-01\"");
    for step in ["sign", "seal", "scan"] {
        run(&house, &format!("register {step} 6001-1/2025 --date 2025-10-01")).expect(0);
    }
    has(&run(&house, "register sticker 6001-1/2025 --date 2025-10-01").expect(3), &["this paper has no step “sticker put on”"]);
}

#[test]
fn a_lists_lines_say_what_is_special_of_each_paper() {
    let house = issued(false);
    for step in ["sign", "seal", "sticker", "scan", "submit"] {
        run(&house, &format!("register {step} --all-of diploma --date 2025-10-01")).expect(0);
    }
    house.write(
        "handed.csv",
        "Опис на връчените\n\nРег. №,Предадена на,Основание,Дата\n6001-1/2025,,,02.10.2025\n6002-2/2025,Рада Колева,майка,02.10.2025\n\
         6003-3/2025,Рада Колева,,02.10.2025\n6004-4/2025,,,32.10.2025\n",
    );
    let over = run(&house, "register hand-over --from handed.csv --date 2025-10-09").expect(3);
    has(&over, &["to Рада Колева, authority: майка, 2025-10-02", "“32.10.2025” is no date", "Entered: 4, refused: 2", "row 6"]);
    let over = with(&house, "diploma", "handed-over");
    assert!(over.values().all(|entry| entry["date"] == "2025-10-02"));
}

#[test]
fn a_list_names_days_by_laureas_own_word_too_and_one_without_days_is_told_which_day_goes() {
    let house = issued(false);
    house.write("signed.csv", "Рег. №,Дата на действието\n6001-1/2025,01.10.2025\n6002-2/2025,31.02.2025\n");
    let ran = run(&house, "register sign --from signed.csv --date 2025-10-09").expect(3);
    has(&ran, &["signed, 2025-10-01", "“31.02.2025” is no date", "Entered: 2, refused: 1"]);
    assert!(!ran.out.contains("2025-10-09"), "{}", ran.out);
    house.write("undated.csv", "Рег. №,Кога\n6003-3/2025,01.10.2025\n");
    let ran = run(&house, "register sign --from undated.csv --date 2025-10-09").expect(0);
    has(&ran, &["no column of days that is known; 2025-10-09 goes for all", "signed, 2025-10-09"]);
}

#[test]
fn an_annulled_paper_takes_its_companions_with_it_and_its_number_is_never_given_again() {
    let house = issued(false);
    let students = house.graduates();
    let annul = [
        "register",
        "annul",
        "6001-1/2025",
        "--reason",
        "техническа грешка",
        "--decision",
        "Заповед РД-16-7",
        "--date",
        "2025-10-01",
    ];
    has(&house.run(&annul).expect(0), &["annulled, reason: техническа грешка, decision: Заповед РД-16-7"]);
    has(&house.run(&annul).expect(3), &["the paper is annulled"]);
    let first = text(&with(&house, "diploma", "annulled").values().next().unwrap()["faculty_number"]);
    assert!(with(&house, "appendix", "annulled").contains_key(&first));
    has(&run(&house, "register sign 6001-1/2025 --date 2025-10-02").expect(3), &["the paper is annulled"]);
    // The next run gives neither the paper nor its number again, and says so.
    let again = run(&house, "issue");
    assert!(house.findings().iter().any(|finding| finding["code"] == "paper-annulled"), "{}", again.out);
    let reserved = house.entries().into_iter().filter(|entry| entry["action"] == "reserved" && entry["book"] == "diplomas");
    assert_eq!(reserved.count(), students.len().max(11));
}

#[test]
fn a_reserved_number_that_is_annulled_stays_an_explained_gap() {
    // The paper cannot be set, so its number stays reserved.
    let house = House::small().with_own_templates();
    house.edit("templates/diploma/main.typ", "#let", "#panic(\"paper jam\")\n#let");
    let student = house.graduates()[0].clone();
    house.run(&["issue", "--kind", "diploma", "--student", &student]).expect(3);
    assert_eq!(with(&house, "diploma", "reserved").len(), 1);
    has(&run(&house, "register list").expect(0), &["number reserved"]);
    has(&run(&house, "register sign 6001-1/2025 --date 2025-10-01").expect(3), &["the paper is not made yet"]);
    let words = ["register", "annul", "6001-1/2025", "--reason", "не се издава", "--date", "2025-10-01"];
    house.run(&words).expect(0);
    house.edit("templates/diploma/main.typ", "#panic(\"paper jam\")\n", "");
    house.run(&["issue", "--kind", "diploma", "--student", &student]).expect(0);
    let findings = house.text(&format!("output/small-diploma-{student}/findings.jsonl"));
    assert!(findings.contains("paper-annulled") && findings.contains("6001-1/2025"), "{findings}");
    assert_eq!(with(&house, "diploma", "reserved").len(), 1, "no second number is taken silently");
    assert!(with(&house, "diploma", "issued").is_empty());
}

#[test]
fn a_gap_is_explained_and_the_book_goes_on_after_it() {
    let house = issued(true);
    let students = house.graduates();
    run(&house, "register sign --all-of diploma --date 2025-10-02").expect(0);
    let gap = |numbers: &str| {
        house.run(&["register", "gap", "diplomas", numbers, "--reason", "сгрешен ред в книгата", "--date", "2025-10-03"])
    };
    has(&gap("6003").expect(3), &["the next number is 6001"]);
    has(&gap("6001-6002").expect(0), &["diplomas 6001: explained", "Entered: 2, refused: 0"]);
    has(&gap("6002").expect(3), &["the number is explained already"]);
    has(&run(&house, &format!("register number {} --date 2025-10-03", students[0])).expect(0), &["6003-3/2025"]);
    has(&gap("6003").expect(3), &["the number is given already: 6003-3/2025"]);
}
