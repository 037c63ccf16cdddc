//! The stock of numbered forms and stickers, and papers that are made again: on another form, or anew.

use std::fs;
use std::time::Duration;

use laurea::register::Register;
use serde_json::Value;

use crate::house::{House, Paper, documents, has_tool, pipe, text};
use crate::sheets::{change, column, said};

const DIPLOMA: [&str; 3] = ["issue", "--kind", "diploma"];

fn diplomas(house: &House) -> Vec<Paper> {
    documents(&fs::read(house.at("output/small-diploma/documents.csv")).unwrap())
}

/// Issues the diplomas on forms of a stock of twenty.
fn issued() -> House {
    let house = House::small();
    house.run(&["register", "blank", "receive", "А-25:000098-000117", "--kind", "diploma", "--date", "2025-09-01"]).expect(0);
    house.run(&[&DIPLOMA[..], &["--blanks", "А-25:000098"]].concat()).expect(0);
    house
}

fn blank(house: &House, words: &[&str]) -> crate::house::Ran {
    house.run(&[&["register", "blank"], words, &["--date", "2025-10-01"]].concat())
}

fn spoil(house: &House, number: &str) -> crate::house::Ran {
    blank(house, &["spoil", number, "--series", "А-25", "--reason", "скъсана от принтера"])
}

/// The entries with an action.
fn acts(house: &House, action: &str) -> Vec<Value> {
    house.entries().into_iter().filter(|entry| entry["action"] == action).collect()
}

fn words_of(pdf: &[u8]) -> String {
    let mut command = std::process::Command::new("pdftotext");
    command.args(["-raw", "-enc", "UTF-8", "-", "-"]);
    String::from_utf8(pipe(command, pdf)).unwrap()
}

#[test]
fn a_stock_gives_its_free_forms_in_the_order_of_the_tray() {
    let house = House::small();
    let receive = |range: &str| blank(&house, &["receive", range, "--kind", "diploma"]);
    receive("А-25:000098-000103").expect(0);
    let again = receive("А-25:000103-000110").expect(3);
    assert!(again.out.contains("received before: А-25 000098–000103"), "{}", again.out);
    receive("А-25:000110-000130").expect(0);
    blank(&house, &["lose", "99", "--series", "А-25", "--reason", "изчезнала"]).expect(0);
    blank(&house, &["annul", "101-102", "--series", "А-25", "--reason", "друг образец"]).expect(0);
    let outside = blank(&house, &["lose", "000104", "--series", "А-25", "--reason", "няма я"]).expect(3);
    assert!(outside.out.contains("never received"), "{}", outside.out);
    let twice = blank(&house, &["annul", "99", "--series", "А-25", "--reason", "пак"]).expect(3);
    assert!(twice.out.contains("it is lost"), "{}", twice.out);

    let before = house.entries().len();
    let issue = |blanks: &str| house.run(&[&DIPLOMA[..], &["--blanks", blanks]].concat());
    issue("А-25:000104").expect(2).says("never received");
    issue("А-25:000099").expect(2).says("it is lost");
    issue("А-25:000128").expect(2).says("3 free forms");
    house.run(&["issue", "--kind", "appendix", "--blanks", "А-25:000098"]).expect(2).says("was received for diploma");
    assert_eq!(house.entries().len(), before, "nothing was numbered");

    issue("А-25:98").expect(0);
    let papers = diplomas(&house);
    let numbers: Vec<&str> = papers.iter().map(|paper| paper.blank_number.as_str()).collect();
    assert_eq!(numbers[..4], ["000098", "000100", "000103", "000110"], "gaps, lost and annulled ones are passed over");
    let entries = house.entries();
    issue("А-25:98").expect(0);
    assert_eq!((diplomas(&house), house.entries()), (papers.clone(), entries), "the second run changes nothing");

    let list = house.run(&["register", "blank", "list"]).expect(0).out;
    let printed = format!("printed: {}", papers.len());
    for words in ["received: 6 (000098–000103)", &printed, "annulled: 2  (000101–000102)", "lost: 1  (000099)"] {
        assert!(list.contains(words), "{words} in {list}");
    }
    let free = 27 - papers.len() - 3;
    assert!(list.contains(&format!("free: {free}  (")), "{list}");
}

#[test]
fn a_paper_on_a_spoiled_form_is_made_again_on_the_next_and_says_nothing_else() {
    let house = issued();
    let papers = diplomas(&house);
    let second = papers.iter().find(|paper| paper.blank_number == "000099").unwrap().clone();
    let next = format!("{:06}", 98 + papers.len());
    let old = fs::read(house.at("output/small-diploma").join(&second.file)).unwrap();
    // The office has corrected the records since; the paper says what was issued.
    let students = house.at("season/students.xlsx");
    let kept = fs::read(&students).unwrap();
    fs::write(&students, b"not a workbook").unwrap();
    let ran = spoil(&house, "000099").expect(0);
    fs::write(&students, kept).unwrap();
    assert!(ran.out.contains(&format!("made again on form series А-25 No. {next}")), "{}", ran.out);
    assert!(!ran.out.contains("Warning"), "the templates are the same: {}", ran.out);

    let folder = house.at("output/small-reissued");
    let new = fs::read(folder.join("diploma").join(format!("{}.pdf", second.faculty_number))).unwrap();
    let manifest = fs::read_to_string(folder.join("manifest-sha256.txt")).unwrap();
    let again = acts(&house, "reissued").pop().unwrap();
    assert!(manifest.contains(&text(&again["pdf_sha256"])), "{manifest}");
    assert_eq!((text(&again["series"]), text(&again["blank"])), ("А-25".to_owned(), next.clone()));
    assert_eq!(text(&again["number"]), second.register_number, "the number stays");
    let first = acts(&house, "issued").into_iter().find(|entry| entry["document"] == again["document"]).unwrap();
    for (key, what) in [("check_value", "code"), ("pdf_sha256", "file"), ("data_sha256", "data")] {
        assert_ne!(first[key], again[key], "the {what} is another");
    }
    let spoiled = acts(&house, "form-spoiled").pop().unwrap();
    assert_eq!((text(&spoiled["document"]), text(&spoiled["blank"])), ("form/А-25/000099".to_owned(), "000099".to_owned()));
    if has_tool("pdftotext", "-v") {
        let (old, new) = (words_of(&old), words_of(&new));
        assert!(old.contains("000099") && new.contains(&next) && !new.contains("000099"), "{new}");
        let check = |entry: &Value| text(&entry["check_value"]);
        let alike = old.replace("000099", &next).replace(&check(&first), &check(&again));
        assert_eq!(alike, new, "nothing else changed");
    }

    // The next run of the papers finds it as it stands now, and changes nothing.
    let entries = house.entries();
    house.run(&DIPLOMA).expect(0);
    assert_eq!(house.entries(), entries);
    let now = diplomas(&house).into_iter().find(|paper| paper.faculty_number == second.faculty_number).unwrap();
    assert_eq!(
        (now.state.as_str(), now.blank_number.as_str(), now.sha256.as_str()),
        ("issued", next.as_str(), text(&again["pdf_sha256"]).as_str())
    );
    assert_eq!(fs::read(house.at("output/small-diploma").join(&now.file)).unwrap(), new, "set again from the register");
    let show = house.run(&["register", "show", &second.register_number]).expect(0).out;
    assert!(show.contains("instead of form А-25 000099") && show.contains(&next), "{show}");
}

#[test]
fn a_form_is_spoiled_once_and_never_comes_back() {
    let house = issued();
    let count = diplomas(&house).len();
    spoil(&house, "000100").expect(0);
    let entries = house.entries();
    let again = spoil(&house, "100").expect(3);
    assert!(again.out.contains("it is spoiled"), "{}", again.out);
    let outside = spoil(&house, "000300").expect(3);
    assert!(outside.out.contains("never received"), "{}", outside.out);
    assert_eq!(house.entries(), entries);
    // The form it went onto is spoiled in turn; the paper moves on, and an empty form is only marked.
    let onto = format!("{:06}", 98 + count);
    spoil(&house, &onto).expect(0);
    let last = acts(&house, "reissued").pop().unwrap();
    assert_eq!(text(&last["blank"]), format!("{:06}", 99 + count));
    let empty = spoil(&house, "000117").expect(0);
    assert!(empty.out.contains("form spoiled") && acts(&house, "reissued").len() == 2, "{}", empty.out);
    // The spoiled ones are destroyed in the end; one that a paper stands on is not.
    let destroy = |number: &str| blank(&house, &["destroy", number, "--series", "А-25", "--reason", "протокол 1"]);
    destroy("000100").expect(0);
    let held = destroy("000098").expect(3);
    assert!(held.out.contains("stands on it and holds"), "{}", held.out);
    assert_eq!(house.run(&["register", "blank", "list"]).expect(0).out.matches("destroyed: 1  (000100)").count(), 1);
}

#[test]
fn a_paper_whose_photo_or_template_changed_is_not_made_again_unseen() {
    let house = House::small().with_own_templates();
    blank(&house, &["receive", "А-25:000098-000117"]).expect(0);
    house.run(&[&DIPLOMA[..], &["--blanks", "А-25:000098"]].concat()).expect(0);
    let person = diplomas(&house).iter().find(|paper| paper.blank_number == "000098").unwrap().faculty_number.clone();
    let photo = house.at(&format!("season/photos/{person}.jpg"));
    let kept = fs::read(&photo).unwrap();
    fs::remove_file(&photo).unwrap();
    let refused = spoil(&house, "000098").expect(3);
    assert!(refused.out.contains("is not in the folder of photos"), "{}", refused.out);
    assert!(acts(&house, "form-spoiled").is_empty());
    // Under another name it is the same photo.
    fs::write(house.at("season/photos/renamed.jpg"), kept).unwrap();
    house.edit("templates/shared/diploma.typ", "//", "// Changed.\n//");
    let done = spoil(&house, "000098").expect(0);
    assert!(done.out.contains("Warning: the templates of diploma/"), "{}", done.out);
}

#[test]
fn a_killed_spoiling_leaves_nothing_half_done() {
    let undisturbed = issued();
    spoil(&undisturbed, "000101").expect(0);
    let last = acts(&undisturbed, "reissued").pop().unwrap();
    let house = issued();
    for pause in [20, 60, 120, 250, 500] {
        let words = [
            "register",
            "blank",
            "spoil",
            "000101",
            "--series",
            "А-25",
            "--reason",
            "скъсана от принтера",
            "--date",
            "2025-10-01",
        ];
        house.kill_after(&words, Duration::from_millis(pause));
    }
    if acts(&house, "form-spoiled").is_empty() {
        spoil(&house, "000101").expect(0);
    }
    let again = acts(&house, "reissued");
    assert_eq!((again.len(), acts(&house, "form-spoiled").len()), (1, 1));
    for key in ["document", "pdf_sha256", "data_sha256", "blank", "number", "check_value"] {
        assert_eq!(again[0][key], last[key], "{key}");
    }
    let person = text(&again[0]["faculty_number"]);
    let pdf = |house: &House| fs::read(house.at(&format!("output/small-reissued/diploma/{person}.pdf"))).unwrap();
    assert!(pdf(&house) == pdf(&undisturbed), "the same bytes");
}

#[test]
fn a_wrong_diploma_is_issued_anew_under_the_next_number_and_both_name_each_other() {
    let house = House::small();
    blank(&house, &["receive", "А-25:000098-000117", "--kind", "diploma"]).expect(0);
    let kinds = ["issue", "--kind", "diploma", "--kind", "appendix", "--blanks", "diploma=А-25:000098"];
    house.run(&kinds).expect(0);
    let issued = acts(&house, "issued");
    let old = issued.iter().find(|entry| entry["blank"] == "000099").unwrap().clone();
    let (number, person) = (text(&old["number"]), text(&old["faculty_number"]));
    let count = issued.iter().filter(|entry| entry["kind"] == "diploma").count();
    let reissue = |number: &str| {
        let words =
            ["register", "reissue", number, "--reason", "сгрешено име", "--decision", "решение 17/2025", "--date", "2025-10-02"];
        house.run(&words)
    };
    let ran = reissue(&number).expect(0);
    assert!(ran.out.contains("form destroyed") && ran.out.contains("small-reissued"), "{}", ran.out);
    let entries = house.entries();
    let of = |key: String| entries.iter().rfind(|entry| entry["document"] == key.as_str()).unwrap();
    let (was, is) = (of(format!("diploma/{person}")), of(format!("diploma/{person}/2")));
    assert_eq!((&was["action"], &was["replaced_by"]), (&Value::from("annulled"), &is["number"]));
    assert_eq!((&is["action"], &is["original"]), (&Value::from("issued"), &was["document"]));
    assert_eq!((text(&is["date"]), text(&is["blank"])), ("2025-10-02".to_owned(), format!("{:06}", 98 + count)));
    assert_ne!(is["number"], was["number"]);
    let (with_was, with_is) = (of(format!("appendix/{person}")), of(format!("appendix/{person}/2")));
    assert_eq!((&with_was["action"], &with_is["number"]), (&Value::from("annulled"), &is["number"]));
    assert_eq!(of("form/А-25/000099".to_owned())["action"], "form-destroyed");
    let details: Value = serde_json::from_str(&text(&was["details"])).unwrap();
    assert_eq!((details["reason"].as_str(), details["decision"].as_str()), (Some("сгрешено име"), Some("решение 17/2025")));

    let twice = reissue(&number).expect(3);
    assert!(twice.out.contains(&format!("{} holds in its place", text(&is["number"]))), "{}", twice.out);
    // A run does not issue it a third time.
    let before = house.entries();
    house.run(&kinds);
    assert_eq!(house.entries(), before);
    // The new one may be wrong, too.
    reissue(&text(&is["number"])).expect(0);
    let third = house.entries().into_iter().rfind(|entry| entry["document"] == format!("diploma/{person}/3").as_str()).unwrap();
    assert_eq!(third["original"], format!("diploma/{person}/2").as_str());
    let unknown = reissue("no such number").expect(3);
    assert!(unknown.out.contains("no such paper"), "{}", unknown.out);
}

#[test]
fn a_diploma_issued_anew_says_what_the_corrected_workbook_says_and_the_old_ones_data_stay() {
    let house = House::small();
    let kinds = ["issue", "--kind", "diploma", "--kind", "appendix"];
    house.run(&kinds).expect(0);
    let old = acts(&house, "issued").into_iter().find(|entry| entry["kind"] == "diploma").unwrap();
    let (number, person, name) = (text(&old["number"]), text(&old["faculty_number"]), text(&old["person_name"]));
    change(&house.at("season/students.xlsx"), "Студенти", |rows| {
        let (key, family) = (column(rows, "Факултетен номер"), column(rows, "Фамилия"));
        let row = rows.iter_mut().find(|row| row[key].to_string() == person).unwrap();
        row[family] = said("Чавдарска");
    });
    house.run(&["register", "reissue", &number, "--reason", "сгрешена фамилия", "--date", "2025-10-02"]).expect(0);
    let entries = house.entries();
    let of = |key: String| entries.iter().rfind(|entry| entry["document"] == key.as_str()).unwrap();
    let (was, is) = (of(format!("diploma/{person}")), of(format!("diploma/{person}/2")));
    assert_eq!((text(&was["person_name"]), text(&is["person_name"]).ends_with("Чавдарска")), (name.clone(), true));
    let register = Register::open_to_read(&house.at("register.sqlite")).unwrap().unwrap();
    let data = |key: &str| register.data_of(key).unwrap().unwrap();
    assert!(data(&text(&was["document"])).contains(&name) && !data(&text(&was["document"])).contains("Чавдарска"));
    for kind in ["diploma", "appendix"] {
        let data = data(&format!("{kind}/{person}/2"));
        assert!(data.contains("Чавдарска") && !data.contains(&name), "{kind}");
    }
}

#[test]
fn what_a_paper_was_made_with_is_entered_and_its_code_is_not_drawn_into_the_register() {
    let house = issued();
    for entry in acts(&house, "issued") {
        let details: Value = serde_json::from_str(&text(&entry["details"])).unwrap();
        assert_eq!((text(&details["kind_sha256"]).len(), details["laurea"].as_str()), (64, Some(env!("CARGO_PKG_VERSION"))));
    }
    let register = fs::read(house.at("register.sqlite")).unwrap();
    let wal = fs::read(house.at("register.sqlite-wal")).unwrap_or_default();
    for bytes in [register, wal] {
        assert!(!bytes.windows(4).any(|found| found == b"<svg"), "no drawing in the register");
    }
}

#[test]
fn protocols_list_the_spoiled_and_the_destroyed_forms_of_a_time() {
    let house = issued();
    let out = house.at("protocol").display().to_string();
    let protocol = |words: &[&str]| {
        let head = ["register", "blank", "protocol", "--date", "2025-10-31", "--out", out.as_str()];
        house.run(&[&head[..], words].concat())
    };
    let none = protocol(&["--what", "spoiled"]).expect(0);
    assert!(none.out.contains("no protocol was made") && !house.at("protocol").exists(), "{}", none.out);
    spoil(&house, "000099").expect(0);
    spoil(&house, "000116-000117").expect(0);
    blank(&house, &["destroy", "000117", "--series", "А-25", "--reason", "нарязана"]).expect(0);
    let early = protocol(&["--what", "spoiled", "--until", "2025-09-30"]).expect(0);
    assert!(early.out.contains("no protocol was made"), "{}", early.out);
    let made = protocol(&["--what", "spoiled", "--from", "2025-10-01"]).expect(0);
    assert!(made.out.contains("forms: 3"), "{}", made.out);
    assert!(protocol(&["--what", "destroyed"]).expect(0).out.contains("forms: 1"));
    let pdf = fs::read(house.at("protocol/spoiled-forms-protocol/2025-10-31.pdf")).unwrap();
    assert!(house.at("protocol/destroyed-forms-protocol/2025-10-31.pdf").is_file());
    if has_tool("pdftotext", "-v") {
        let words = words_of(&pdf).replace('\u{a0}', " ");
        let onto = text(&acts(&house, "reissued")[0]["blank"]);
        for said in ["000099", &onto, "000116", "скъсана от принтера", "3 бланки са", "31.10.2025"] {
            assert!(words.contains(said), "{said} in {words}");
        }
    }
}

#[test]
fn a_sticker_must_be_of_the_stock_where_there_is_one() {
    let house = issued();
    let number = diplomas(&house)[0].register_number.clone();
    let other = diplomas(&house)[1].register_number.clone();
    for step in ["sign", "seal"] {
        house.run(&["register", step, &number, &other, "--date", "2025-10-01"]).expect(0);
    }
    house.run(&["register", "sticker", "receive", "С:000001-000010", "--date", "2025-10-01"]).expect(0);
    let put =
        |paper: &str, sticker: &str| house.run(&["register", "sticker", paper, "--number", sticker, "--date", "2025-10-02"]);
    let unknown = put(&number, "С 000011").expect(3);
    assert!(unknown.out.contains("was never received"), "{}", unknown.out);
    put(&number, "С 000004").expect(0);
    put(&other, "000005").expect(0);
    let list = house.run(&["register", "sticker", "list"]).expect(0).out;
    assert!(list.contains("on papers: 2  (000004–000005)") && list.contains("free: 8"), "{list}");
}

#[test]
fn a_scan_of_either_sheet_leads_to_the_paper() {
    let house = issued();
    let paper = diplomas(&house)[0].clone();
    spoil(&house, &paper.blank_number).expect(0);
    let again = acts(&house, "reissued").pop().unwrap();
    let show = house.run(&["register", "show", &text(&again["check_value"])]).expect(0).out;
    assert!(show.contains(&paper.register_number), "the new code finds it: {show}");
    let first = acts(&house, "issued").into_iter().find(|entry| entry["document"] == again["document"]).unwrap();
    let show = house.run(&["register", "show", &text(&first["check_value"])]).expect(0).out;
    assert!(show.contains(&paper.register_number), "so does the code of the spoiled sheet: {show}");
}
