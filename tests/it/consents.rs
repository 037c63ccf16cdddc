//! Consents: taken from the sheet, given, withdrawn, kept out, extracted, and the list of those who agree to notices.

use std::fs;

use serde_json::Value;

use crate::house::{House, Ran, files_under, text};
use crate::register_rights::{holds, issued};
use crate::sheets::{Cell, change, column, rows, said};

const CONSENT: &str = "Съгласие за алумни";

/// What a command prints.
trait Tells {
    fn tells(self, words: &str) -> Self;
}

impl Tells for Ran {
    #[track_caller]
    fn tells(self, words: &str) -> Self {
        assert!(self.out.contains(words), "{words:?} is not in\n{}", self.out);
        self
    }
}

/// The rows of the students' sheet, under its header.
fn students(house: &House) -> Vec<Vec<Cell>> {
    rows(&house.at("season/students.xlsx"), "Студенти")
}

fn edit(house: &House, work: impl FnOnce(&mut Vec<Vec<Cell>>)) {
    change(&house.at("season/students.xlsx"), "Студенти", work);
}

/// Faculty numbers of those whose cell says something, in the order of the sheet.
fn who_say(house: &House, word: &str) -> Vec<String> {
    let rows = students(house);
    let (number, consent) = (column(&rows, "Факултетен номер"), column(&rows, CONSENT));
    rows[1..].iter().filter(|row| row[consent] == *word).map(|row| row[number].to_string()).collect()
}

fn consent(house: &House, arguments: &[&str]) -> Ran {
    house.run(&[&["consent"], arguments].concat())
}

/// How a student stands: book, photo, mail.
fn stands(house: &House, number: &str) -> [bool; 3] {
    let ran = consent(house, &["list", "--student", number, "--format", "json"]).expect(0);
    let line: Value = serde_json::from_str(&ran.out).unwrap();
    ["book", "photo", "mail"].map(|purpose| line[0]["granted"][purpose].as_bool().unwrap())
}

fn withdraw(house: &House, number: &str, date: &str) {
    consent(house, &["withdraw", "--student", number, "--channel", "email", "--date", date]).expect(0);
}

/// Whether a file of the house's data folder holds a text.
fn is_kept(house: &House, words: &str) -> bool {
    files_under(&house.at("data")).values().any(|bytes| holds(bytes, words))
}

#[test]
fn the_sheet_is_entered_once_and_says_what_it_says() {
    let house = House::small();
    let (yes, no) = (who_say(&house, "да"), who_say(&house, "не"));
    assert!(yes.len() > 2 && !no.is_empty(), "the season has both answers");
    let counts = format!("Consents entered: book {0}, photo {0}, notices {0}", yes.len());
    consent(&house, &["import"]).expect(0).tells(&counts);
    assert_eq!(stands(&house, &yes[0]), [true; 3]);
    assert_eq!(stands(&house, &no[0]), [false; 3]);
    let again = consent(&house, &["import"]).expect(0).tells(&format!("As before: {}", 3 * (yes.len() + no.len())));
    assert!(!again.out.contains("entered"), "{}", again.out);
    let log: Value = serde_json::from_str(&consent(&house, &["list", "--format", "json"]).expect(0).out).unwrap();
    let lines: Vec<&Value> = log.as_array().unwrap().iter().flat_map(|line| line["lines"].as_array().unwrap()).collect();
    assert_eq!(lines.len(), 3 * yes.len());
    assert!(lines.iter().all(|line| line["text_version"] == "2020-1" && line["channel"] == "workbook"));
    assert!(text(&lines[0]["source"]).starts_with("students.xlsx › Студенти › AI"), "{}", lines[0]["source"]);
    assert_eq!(text(&lines[0]["by"]), "Мария Илиева");
    assert_eq!(text(&lines[0]["at"]), "2025-09-30T08:00:00Z");
}

#[test]
fn whoever_withdraws_stays_out_until_they_agree_again_later() {
    let house = House::small();
    let number = who_say(&house, "да").swap_remove(0);
    consent(&house, &["import", "--date", "2025-09-01"]).expect(0);
    withdraw(&house, &number, "2025-09-10");
    assert_eq!(stands(&house, &number), [false; 3]);
    // The sheet is imported again, and says yes as before.
    let again = consent(&house, &["import", "--date", "2025-09-20"]).expect(0);
    let again = again.tells("Withdrawn, and not brought back by the sheet: 3").tells("has withdrawn (2025-09-10) and stays out");
    assert!(again.out.contains("consent-suppressed"), "{}", again.out);
    assert_eq!(stands(&house, &number), [false; 3]);
    // An earlier paper does not undo the withdrawal; one of the same day only with its hour.
    let give =
        |date: &str| consent(&house, &["give", "--student", &number, "--for", "book", "--channel", "paper", "--date", date]);
    give("2025-09-05").expect(2);
    give("2025-09-10").expect(2);
    give("2025-09-10T15:00").expect(2);
    assert_eq!(stands(&house, &number), [false; 3]);
    give("2025-09-11").expect(0).tells("entered: agrees to the graduates' book");
    assert_eq!(stands(&house, &number), [true, false, false]);
    consent(&house, &["import"]).expect(0).tells("Withdrawn, and not brought back by the sheet: 2");
    assert_eq!(stands(&house, &number), [true, false, false]);
}

#[test]
fn the_same_day_is_told_apart_by_the_hour() {
    let house = House::small();
    let number = who_say(&house, "не").swap_remove(0);
    let at = |deed: &str, hour: &str| {
        let date = format!("2025-09-10T{hour}");
        consent(&house, &[deed, "--student", &number, "--for", "book", "--channel", "counter", "--date", &date])
    };
    at("withdraw", "10:00").expect(0);
    at("give", "09:59").expect(2);
    at("give", "10:01").expect(0);
    assert_eq!(stands(&house, &number), [true, false, false]);
    at("withdraw", "10:00:30").expect(0).tells("has agreed again after it");
    at("withdraw", "10:02").expect(0);
    assert_eq!(stands(&house, &number), [false; 3]);
}

#[test]
fn a_withdrawal_is_entered_for_whoever_is_known_and_leaves_nothing_but_hashes() {
    let house = House::small();
    let number = who_say(&house, "да").swap_remove(0);
    consent(&house, &["import"]).expect(0);
    let rows = students(&house);
    let place = |header: &str| column(&rows, header);
    let row = rows.iter().find(|row| row[place("Факултетен номер")] == *number.as_str()).unwrap();
    let email = row[place("E-mail")].to_string();
    let family = row[place("Фамилия")].to_string();
    assert!(is_kept(&house, &email) && is_kept(&house, &family));
    // The person has left the sheets since.
    edit(&house, |rows| rows.retain(|row| row[0] != *number.as_str()));
    withdraw(&house, &number, "2025-09-30");
    for words in [&email, &family, &number] {
        assert!(!is_kept(&house, words), "{words} is still kept");
    }
    assert_eq!(stands(&house, &number), [false; 3]);
    consent(&house, &["list"]).expect(0).tells("who is not in the sheets").tells("have withdrawn: 1");
    // Twice is once.
    let log = || consent(&house, &["list", "--log"]).expect(0).out;
    let before = log();
    consent(&house, &["withdraw", "--student", &number, "--channel", "email", "--date", "2025-09-30"])
        .expect(0)
        .tells("has withdrawn from the graduates' book already");
    assert_eq!(log(), before);
}

#[test]
fn cells_say_more_than_yes_and_no_and_what_is_not_clear_is_told_with_its_cell() {
    let house = House::small();
    edit(&house, |rows| {
        let consent = column(rows, CONSENT);
        let words =
            ["книга, без снимка", "може би", "да, 12.05.2025 г.", "снимка и поща", "да, 12.05.2031", "всичко", "да/не", "–"];
        (1..).zip(words).for_each(|(row, words)| rows[row][consent] = said(words));
    });
    let numbers: Vec<String> = students(&house)[1..].iter().map(|row| row[0].to_string()).collect();
    let ran = consent(&house, &["import", "--date", "2025-09-30"]).expect(0);
    let granted: Vec<[bool; 3]> = numbers[..8].iter().map(|number| stands(&house, number)).collect();
    let nothing = [false; 3];
    let expected = [[true, false, false], nothing, [true; 3], [false, true, true], nothing, [true; 3], nothing, nothing];
    assert_eq!(granted, expected);
    for cell in ["AI3", "AI6", "AI8"] {
        assert!(ran.out.contains(cell), "{cell} is not named in\n{}", ran.out);
    }
    assert_eq!(ran.out.matches("what is agreed to cannot be told").count(), 3, "{}", ran.out);
    let line = consent(&house, &["list", "--student", &numbers[2], "--format", "json"]).expect(0);
    let line: Value = serde_json::from_str(&line.out).unwrap();
    assert_eq!(line[0]["lines"][0]["date"], "2025-05-12");
    // The papers are none of this column's business.
    let found = house.check();
    assert!(found.iter().all(|finding| finding["field"] != "alumni_consent"), "{found:?}");
}

#[test]
fn a_no_in_the_sheet_ends_what_the_sheet_began_and_nothing_else() {
    let house = House::small();
    let numbers = who_say(&house, "да");
    consent(&house, &["import", "--date", "2025-09-01"]).expect(0);
    let refusing = who_say(&house, "не").swap_remove(0);
    consent(&house, &["give", "--student", &refusing, "--for", "book", "--channel", "paper", "--date", "2025-09-02"]).expect(0);
    edit(&house, |rows| {
        let consent = column(rows, CONSENT);
        let row = rows.iter_mut().find(|row| row[0] == *numbers[0].as_str()).unwrap();
        row[consent] = said("не");
    });
    let ran = consent(&house, &["import", "--date", "2025-09-03"]).expect(0);
    let ran = ran.tells("Withdrawals entered: book 1, photo 1, notices 1").tells("the person agrees since 2025-09-02 (paper)");
    assert!(ran.out.contains("consent-kept"), "{}", ran.out);
    assert_eq!(stands(&house, &numbers[0]), [false; 3]);
    assert_eq!(stands(&house, &refusing), [true, false, false]);
}

#[test]
fn a_person_gets_everything_that_is_held_about_them() {
    let house = House::small();
    let number = who_say(&house, "да").swap_remove(0);
    consent(&house, &["import"]).expect(0);
    let extract = consent(&house, &["extract", "--student", &number, "--format", "json"]).expect(0).out;
    let extract: Value = serde_json::from_str(&extract).unwrap();
    assert_eq!(extract["granted"], serde_json::json!({ "book": true, "photo": true, "mail": true }));
    assert_eq!(extract["lines"].as_array().unwrap().len(), 4, "three consents, and this extract itself");
    assert_eq!(extract["lines"][3]["deed"], "handed-out");
    assert!(text(&extract["contact"]["email"]).contains('@'));
    assert!(text(&extract["texts"][0]["bg"]).contains("книгата на завършилите"));
    let path = house.at("extract.txt");
    let words = ["extract", "--student", &number, "--lang", "bg", "--out", path.to_str().unwrap()];
    consent(&house, &words).expect(0);
    let told = fs::read_to_string(&path).unwrap();
    for words in ["чл. 15", "съгласие: книгата на завършилите, снимката в нея", "students.xlsx › Студенти › AI", "Текст 2020-1"]
    {
        assert!(told.contains(words), "{words} is not in\n{told}");
    }
    assert_private(&path);
    withdraw(&house, &number, "2025-09-30");
    consent(&house, &["extract", "--student", &number]).expect(0).tells("Neither a name nor an address is kept");
}

#[cfg(unix)]
fn assert_private(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
}

#[cfg(not(unix))]
fn assert_private(_: &std::path::Path) {}

#[test]
fn what_cannot_be_done_is_said_with_what_to_do() {
    let house = House::small();
    let number = who_say(&house, "да").swap_remove(0);
    consent(&house, &["list"]).expect(2).says("There is no log of consents yet");
    consent(&house, &["extract", "--student", &number]).expect(2).says("There is no log of consents yet");
    house.run(&["export", "alumni", "--out", "a.csv"]).expect(2).says("There is no log of consents yet");
    consent(&house, &["import"]).expect(0);
    let give = |more: &[&str]| {
        let given = ["give", "--student", &number, "--for", "book", "--channel", "paper"];
        consent(&house, &[&given, more].concat())
    };
    give(&["--date", "2031-01-01"]).expect(2).says("yet to come");
    give(&["--date", "2019-01-01"]).expect(2).says("no text to agree to on 2019-01-01");
    give(&["--text", "1999-9"]).expect(2).says("There is no text “1999-9”").says("2020-1");
    give(&["--date", "31.01.2025"]).expect(2);
    consent(&house, &["give", "--student", &number, "--for", "mail", "--channel", "web", "--email", "a@b"])
        .expect(2)
        .says("“a@b”");
    consent(&house, &["withdraw", "--student", "999", "--channel", "web"]).expect(2).says("Faculty number “999” is neither");
    house.run(&["export", "alumni", "--out", "a.txt"]).expect(2).says("does not say the form");
    house.run(&["export", "alumni", "--out", "a.csv", "--year", "2025"]).expect(2).says("“2025” is no academic year");
    // Another text under the same version is not what people agreed to.
    house.edit("institution.toml", "Съгласието е доброволно", "Съгласието е задължително");
    let no = who_say(&house, "не").swap_remove(0);
    let ran = consent(&house, &["give", "--student", &no, "--for", "book", "--channel", "paper"]);
    ran.expect(2).says("is no longer the one that people agreed to");
    let key = house.at("data/consents.key");
    let kept = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    consent(&house, &["import"]).expect(2).says("nobody who has withdrawn can be known again");
    assert!(!key.exists(), "no new key is made for an old log");
    fs::write(&key, &kept).unwrap();
    assert_eq!(stands(&house, &number), [true; 3]);
}

#[test]
fn the_careers_centre_gets_those_who_agree_and_the_columns_it_asked_for() {
    let house = issued();
    consent(&house, &["import", "--date", "2025-09-01"]).expect(0);
    let graduates = house.graduates();
    let agree = who_say(&house, "да");
    let members: Vec<&String> = agree.iter().filter(|number| graduates.contains(number)).collect();
    assert!(members.len() > 1, "graduates of the season agree");
    let export = |name: &str, more: &[&str]| {
        let path = house.at(name);
        let words = [&["export", "alumni", "--out", path.to_str().unwrap()], more].concat();
        house.run(&words)
    };
    export("a.csv", &[]).expect(0).tells(&format!("{} people written", members.len()));
    let written = fs::read_to_string(house.at("a.csv")).unwrap();
    let lines: Vec<&str> = written.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "name,email,programme,degree,year");
    assert_eq!(lines.len(), members.len() + 1);
    assert!(lines[1..].iter().all(|line| line.contains("@example.com") && line.contains("2024/2025")), "{written}");
    assert_private(&house.at("a.csv"));
    // Nobody else's address or name, and no number of anybody.
    let rows = students(&house);
    let (number, email) = (column(&rows, "Факултетен номер"), column(&rows, "E-mail"));
    for row in &rows[1..] {
        let is_member = members.iter().any(|member| row[number] == *member.as_str());
        assert_eq!(written.contains(&row[email].to_string()), is_member, "{}", row[email]);
        assert!(!written.contains(&row[number].to_string()));
    }
    export("a.xlsx", &["--fields", "email,faculty"]).expect(0);
    let book = crate::sheets::rows(&house.at("a.xlsx"), "alumni");
    assert_eq!(book.len(), members.len() + 1);
    assert_eq!(book[0], [said("email"), said("faculty")]);
    // The same list, the same bytes.
    export("b.csv", &[]).expect(0);
    assert_eq!(fs::read(house.at("a.csv")).unwrap(), fs::read(house.at("b.csv")).unwrap());
    export("c.csv", &["--year", "2010/2011"]).expect(0).tells("no file was written");
    assert!(!house.at("c.csv").exists());
    withdraw(&house, members[0], "2025-09-10");
    export("d.csv", &[]).expect(0).tells(&format!("{} people written", members.len() - 1));
    consent(&house, &["import"]).expect(0);
    export("e.csv", &[]).expect(0);
    assert_eq!(fs::read(house.at("d.csv")).unwrap(), fs::read(house.at("e.csv")).unwrap(), "the sheet brings nobody back");
}

#[test]
fn the_name_and_address_are_those_the_person_wants() {
    let house = issued();
    let number = house.graduates().into_iter().find(|number| who_say(&house, "не").contains(number)).unwrap();
    let give = ["give", "--student", &number, "--for", "mail", "--channel", "web", "--date", "2025-09-02"];
    let wish = ["--name", "=Ели К.", "--email", "eli@example.org"];
    consent(&house, &[&give[..], &wish].concat()).expect(0).tells("notices go to eli@example.org");
    consent(&house, &["import", "--date", "2025-09-03"]).expect(0).tells("the person agrees since");
    let path = house.at("a.csv");
    house.run(&["export", "alumni", "--fields", "name,email", "--out", path.to_str().unwrap()]).expect(0);
    let written = fs::read_to_string(path).unwrap();
    assert!(written.lines().any(|line| line == "'=Ели К.,eli@example.org"), "{written}");
}
