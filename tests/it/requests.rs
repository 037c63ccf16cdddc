//! `laurea request`: what a request costs and why, when it is due, what it lacks, and how it goes on from there.

use serde_json::Value;

use crate::house::{House, Ran, lines, text};
use crate::sheets::{Cell, change, column, rows, said};

const TRANSCRIPT: &str = "академична справка";

fn request(house: &House, arguments: &[&str]) -> Ran {
    house.run(&[&["request"], arguments].concat())
}

/// Adds a request and gives it as JSON.
fn added(house: &House, arguments: &[&str]) -> Value {
    let ran = request(house, &[&["add", "--format", "json"], arguments].concat()).expect(0);
    serde_json::from_str(&ran.out).unwrap()
}

/// A transcript for somebody who is in no student list.
fn transcript(house: &House, student: &str, status: &str, date: &str) -> Value {
    let person = ["--name", "Боян Стоев Кръстев", "--student", student, "--status", status];
    added(house, &[&["--paper", TRANSCRIPT, "--date", date, "--brought", "all"][..], &person].concat())
}

fn listed(house: &House, arguments: &[&str]) -> Vec<Value> {
    let out = request(house, &[&["list", "--format", "json"], arguments].concat()).expect(0).out;
    serde_json::from_str(&out).unwrap()
}

fn set(house: &House, state: &str, number: &str, more: &[&str]) -> Ran {
    request(house, &[&["set", state, number], more].concat())
}

#[test]
fn terms_end_on_the_working_day_the_law_says() {
    let house = House::empty_office();
    let seven = (TRANSCRIPT, 7);
    let ten = ("свидетелство за професионална квалификация", 10);
    let thirty = ("дубликат на диплома", 30);
    let known = [
        ("2025-04-14", seven, "2025-04-25"),
        ("2025-04-30", seven, "2025-05-13"),
        ("2025-04-30", ten, "2025-05-16"),
        ("2025-05-02", thirty, "2025-06-17"),
        ("2025-12-22", seven, "2026-01-08"),
        ("2026-04-07", seven, "2026-04-20"),
        ("2026-05-20", seven, "2026-06-01"),
        ("2026-12-18", seven, "2027-01-04"),
        ("2027-04-28", seven, "2027-05-13"),
        ("2026-08-31", thirty, "2026-10-14"),
        ("2024-10-28", seven, "2024-11-07"),
        ("2027-10-27", seven, "2027-11-08"),
        ("2027-10-27", ten, "2027-11-11"),
        ("2028-10-27", seven, "2028-11-08"),
    ];
    for (filed, (paper, days), due) in known {
        let asked = added(&house, &["--paper", paper, "--name", "Боян Стоев", "--date", filed, "--dry-run"]);
        assert_eq!((text(&asked["term"]), text(&asked["due"])), (format!("{days} working days"), due.to_owned()), "{filed}");
    }
    assert!(listed(&house, &[]).is_empty(), "a dry run enters nothing");
    // An office that is no university works on 1 November.
    let house = house.with("institution.toml", "# non_attendance = [\"11-01\"]", "non_attendance = []");
    for (filed, due) in [("2024-10-28", "2024-11-06"), ("2027-10-27", "2027-11-05"), ("2028-10-27", "2028-11-07")] {
        assert_eq!(added(&house, &["--paper", TRANSCRIPT, "--name", "Боян", "--date", filed, "--dry-run"])["due"], due);
    }
    // Without stickers a duplicate takes seven working days.
    let house = house.with("institution.toml", "# until = \"2026-12-31\"", "until = \"2025-12-31\"");
    let duplicate = |date| added(&house, &["--paper", thirty.0, "--name", "Боян", "--date", date, "--dry-run"]);
    assert_eq!(
        (duplicate("2025-12-22")["term"].as_str(), duplicate("2026-01-05")["term"].as_str()),
        (Some("30 working days"), Some("7 working days"))
    );
}

#[test]
fn fees_are_told_in_the_money_of_the_day_to_the_cent() {
    let house = House::empty_office();
    let known = [
        ("1.70", 87),
        ("1.95", 100),
        ("5", 256),
        ("50", 2556),
        ("60", 3068),
        ("65", 3323),
        ("70", 3579),
        ("75", 3835),
        ("100", 5113),
        ("150", 7669),
        ("200", 10226),
    ];
    let mut before = "70.00".to_owned();
    for (leva, cents) in known {
        let line = |sum: &str| format!("fee_leva = \"{sum}\"\nfirst_free");
        house.edit("institution.toml", &line(&before), &line(leva));
        leva.clone_into(&mut before);
        let asked = added(&house, &["--paper", TRANSCRIPT, "--name", "Боян", "--date", "2026-03-02", "--dry-run"]);
        assert_eq!(asked["fee_cents"], cents, "{leva}");
    }
    let told = |date: &str, lang: &str| {
        let arguments = ["add", "--paper", "преместване", "--name", "Боян", "--date", date, "--dry-run", "--lang", lang];
        request(&house, &arguments).expect(0).out
    };
    assert!(told("2025-12-31", "bg").contains("такса: 60,00 лв. (30,68 €) – цена на услугата"));
    assert!(told("2026-01-01", "bg").contains("такса: 30,68 € (60,00 лв.)"));
    assert!(told("2026-01-01", "en").contains("fee: EUR 30.68 (BGN 60.00) – the price of the service"));
    // A tariff set anew in euro holds from the first day of the euro.
    let house = house.with("institution.toml", "fee_leva = \"60.00\"", "fee_leva = \"60.00\"\nfee_euro = \"31.00\"");
    let cents = |date: &str| {
        added(&house, &["--paper", "преместване", "--name", "Боян", "--date", date, "--dry-run"])["fee_cents"].clone()
    };
    assert_eq!([cents("2025-12-31"), cents("2026-01-01")], [3068, 3100]);
    let house = house.with("institution.toml", "fee_leva = \"60.00\"", "fee_leva = 60.0");
    request(&house, &["list"]).expect(2).says("fee_leva");
}

#[test]
fn the_first_transcript_of_a_semester_is_free_for_an_active_student_only() {
    let house = House::empty_office();
    let first = transcript(&house, "99", "active", "2025-09-25");
    assert_eq!((first["fee_cents"].as_u64(), text(&first["fee_reason"])), (Some(0), "first-in-semester".to_owned()));
    assert_eq!(first["state"], "received");
    let second = transcript(&house, "99", "active", "2026-01-12");
    assert_eq!((second["fee_cents"].as_u64(), text(&second["fee_because"])), (Some(3579), text(&first["number"])));
    assert_eq!(
        (text(&second["fee_reason"]), text(&second["state"])),
        ("used-this-semester".into(), "waiting-for-payment".into())
    );
    let next = transcript(&house, "99", "active", "2026-02-16");
    assert_eq!(next["fee_reason"], "first-in-semester", "another semester");
    assert_eq!(transcript(&house, "98", "active", "2026-02-16")["fee_cents"], 0, "another student");
    for status in ["graduated", "semesters-completed", "interrupted", "removed"] {
        let asked = transcript(&house, "97", status, "2026-02-16");
        assert_eq!((asked["fee_cents"].as_u64(), asked["fee_because"].as_str()), (Some(3579), Some(status)));
    }
    // A withdrawn request has not used it up.
    set(&house, "withdrawn", &text(&next["number"]), &["--date", "2026-02-17"]).expect(0);
    assert_eq!(transcript(&house, "99", "active", "2026-02-18")["fee_reason"], "first-in-semester");
    let unknown = added(&house, &["--paper", TRANSCRIPT, "--name", "Боян", "--date", "2026-02-16"]);
    assert_eq!((text(&unknown["fee_reason"]), unknown["fee_cents"].as_u64()), ("status-unknown".to_owned(), Some(3579)));
}

#[test]
fn numbers_are_the_office_s_or_the_next_of_the_year_and_never_twice() {
    let house = House::empty_office();
    let add = |date: &str, number: &[&str]| {
        request(
            &house,
            &[&["add", "--paper", "преместване", "--name", "Боян", "--date", date, "--format", "json"], number].concat(),
        )
    };
    let number = |ran: Ran| text(&serde_json::from_str::<Value>(&ran.expect(0).out).unwrap()["number"]);
    assert_eq!(number(add("2026-03-02", &[])), "1/02.03.2026");
    assert_eq!(number(add("2026-03-02", &["--number", "41/02.03.2026"])), "41/02.03.2026");
    assert_eq!(number(add("2026-03-03", &[])), "42/03.03.2026");
    add("2026-03-03", &["--number", "41/02.03.2026"]).expect(2).says("41/02.03.2026");
    assert_eq!(number(add("2027-01-04", &[])), "1/04.01.2027");
    assert_eq!(listed(&house, &[]).len(), 4);
    request(&house, &["add", "--paper", "преместванне", "--name", "Боян"]).expect(2).says("Perhaps: преместване");
    request(&house, &["add", "--paper", "преместване"]).expect(2).says("--student");
    request(&house, &["add", "--paper", "преместване", "--name", "Боян", "--as", "parent"]).expect(2).says("--asker-name");
    let house = house.with_more("institution.toml", "").with(
        "institution.toml",
        "# number = \"{{ in_year }}/{{ date }}\"",
        "number = \"ВХ-{{ in_year }}-{{ yaer }}\"",
    );
    request(&house, &["list"]).expect(2).says("yaer");
}

#[test]
fn somebody_else_needs_an_authority_and_brings_what_is_missing() {
    let house = House::empty_office();
    let asked = added(
        &house,
        &[
            "--paper",
            "дубликат на диплома",
            "--name",
            "Елица Вълчева",
            "--as",
            "parent",
            "--asker-name",
            "Мария Вълчева",
            "--original",
            "12/2010",
            "--date",
            "2026-01-15",
            "--brought",
            "документ за самоличност",
        ],
    );
    let number = text(&asked["number"]);
    assert_eq!((asked["lacks_authority"].as_bool(), asked["missing"].as_array().unwrap().len()), (Some(true), 2));
    let on = ["--date", "2026-01-20"];
    set(&house, "in-work", &number, &on).expect(3);
    request(&house, &[&["pay", &number, "--receipt", "17"][..], &on].concat()).expect(0);
    request(&house, &[&["pay", &number][..], &on].concat()).expect(3);
    assert!(set(&house, "in-work", &number, &on).expect(3).out.contains("missing заявление с причината"));
    request(&house, &[&["bring", &number, "--paper", "2", "--paper", "обява"][..], &on].concat()).expect(0);
    let refused = set(&house, "in-work", &number, &on).expect(3).out;
    assert!(refused.contains("документ за гражданско състояние или нотариално заверено пълномощно"), "{refused}");
    request(&house, &[&["bring", &number, "--authority", "удостоверение за раждане № 7"][..], &on].concat()).expect(0);
    // The archive answers six weeks later: the thirty working days begin with its answer.
    set(&house, "waiting-for-check", &number, &["--reason", "архив", "--date", "2026-01-21"]).expect(0);
    assert_eq!(listed(&house, &[])[0]["due"], Value::Null);
    set(&house, "in-work", &number, &["--date", "2026-08-31"]).expect(0);
    assert_eq!(listed(&house, &[])[0]["due"], "2026-10-14");
    // Only from where it is allowed, never backwards in time, and by nobody who has no paper for it.
    set(&house, "handed-over", &number, &["--date", "2026-09-01"]).expect(3);
    set(&house, "ready", &number, &["--date", "2026-08-30"]).expect(3);
    set(&house, "ready", &number, &["--date", "2026-09-01"]).expect(0);
    set(&house, "handed-over", &number, &["--date", "2026-09-02", "--to", "Боян Стоев"]).expect(3);
    set(&house, "handed-over", &number, &["--date", "2026-09-02"]).expect(0);
    assert_eq!(listed(&house, &["--state", "handed-over"])[0]["handed_to"], "Мария Вълчева");
    set(&house, "ready", &number, &["--date", "2026-09-03"]).expect(3);
    let shown = request(&house, &["show", &number]).expect(0).out;
    for words in ["fee paid 17", "shown: удостоверение за раждане № 7", "waiting for a check (архив)", "handed over: Мария"]
    {
        assert!(shown.contains(words), "{words}:\n{shown}");
    }
    request(&house, &["show", "7"]).expect(2);
}

#[test]
fn what_is_overdue_comes_first_and_is_an_exit_code() {
    let house = House::empty_office();
    let first = text(&transcript(&house, "99", "active", "2026-03-04")["number"]);
    let second = text(&transcript(&house, "98", "active", "2026-03-02")["number"]);
    let unpaid = text(&transcript(&house, "97", "graduated", "2026-03-10")["number"]);
    let due = |date: &str| request(&house, &["due", "--date", date, "--format", "json"]);
    let numbers = |value: &Value| value.as_array().unwrap().iter().map(|asked| text(&asked["number"])).collect::<Vec<_>>();
    let soon: Value = serde_json::from_str(&due("2026-03-12").expect(0).out).unwrap();
    assert_eq!(
        (numbers(&soon["overdue"]).len(), numbers(&soon["due"])),
        (0, vec![second.clone(), first.clone(), unpaid.clone()])
    );
    assert_eq!((text(&soon["until"]), numbers(&soon["reminders"])), ("2026-03-19".to_owned(), vec![unpaid.clone()]));
    let late: Value = serde_json::from_str(&due("2026-03-17").expect(3).out).unwrap();
    assert_eq!((numbers(&late["overdue"]), numbers(&late["due"])), (vec![second.clone(), first.clone()], vec![unpaid.clone()]));
    assert_eq!(late["overdue"][0]["working_days_overdue"], 3);
    let told = request(&house, &["due", "--date", "2026-03-17", "--lang", "bg"]).expect(3).out;
    let place = |words: &str| told.find(words).unwrap_or_else(|| panic!("{words}:\n{told}"));
    assert!(place("Просрочени:") < place(&second) && place(&second) < place(&first) && place(&first) < place("Напомняния:"));
    assert!(told.contains("не е платена таксата 35,79 € (70,00 лв.), от 10.03.2026"), "{told}");
    // An answer ends the term; a ready paper is a reminder only.
    for number in [&first, &second] {
        set(&house, "in-work", number, &["--date", "2026-03-17"]).expect(0);
        set(&house, "ready", number, &["--date", "2026-03-17"]).expect(0);
    }
    let answered: Value = serde_json::from_str(&due("2026-03-17").expect(0).out).unwrap();
    assert_eq!(numbers(&answered["reminders"]), [unpaid, first, second]);
    request(&House::empty_office(), &["due", "--date", "2026-03-17"]).expect(0);
}

#[test]
fn one_call_moves_several_and_names_each_it_cannot() {
    let house = House::empty_office();
    let numbers = ["2026-03-02", "2026-03-03"].map(|date| text(&transcript(&house, date, "active", date)["number"]));
    let ran =
        request(&house, &["set", "in-work", &numbers[0], "7/7", &numbers[1], "--date", "2026-03-04", "--by", "Т. Архивова"])
            .expect(3);
    assert_eq!(ran.out.lines().filter(|line| line.contains(": in work")).count(), 2, "{}", ran.out);
    assert!(ran.out.contains("7/7: there is no such request"), "{}", ran.out);
    let entries = house.entries();
    assert_eq!((entries.len(), entries[3]["by"].as_str()), (4, Some("Т. Архивова")));
    set(&house, "refused", &numbers[0], &["--date", "2026-03-05"]).expect(3);
    set(&house, "refused", &numbers[0], &["--date", "2026-03-05", "--reason", "чл. 5"]).expect(0);
    assert_eq!(listed(&house, &["--state", "refused"])[0]["reason"], "чл. 5");
    let csv = request(&house, &["list", "--format", "csv", "--paper", "АКАДЕМИЧНА справка", "--person", "стоев"]).expect(0).out;
    assert_eq!(csv.lines().count(), 3, "{csv}");
    let recognition =
        added(&house, &["--paper", "признаване на висше образование", "--name", "Боян", "--date", "2026-03-02", "--paid"]);
    let extend =
        |date: &str| request(&house, &["extend", &text(&recognition["number"]), "--reason", "комисията", "--date", date]);
    assert!(extend("2026-03-20").expect(0).out.contains("due 04.05.2026"));
    extend("2026-03-21").expect(3);
}

#[test]
fn the_workbook_is_taken_over_once_and_differences_are_told() {
    let house = House::small();
    let path = house.at("season/requests.xlsx");
    let asked = rows(&path, "Заявления");
    let count = asked.len() - 1;
    let import = |house: &House| request(house, &["import"]);
    assert!(import(&house).expect(0).out.contains(&format!("New: {count}; there before: 0")));
    let export = house.register_export();
    assert!(import(&house).expect(0).out.contains(&format!("New: 0; there before: {count}")));
    assert_eq!(house.register_export(), export, "the same workbook again changes nothing");
    let paid = listed(&house, &["--paper", TRANSCRIPT]);
    assert!(paid.iter().all(|asked| asked["owes"] == false && asked["missing"] == serde_json::json!([])));
    // A changed name, a row of a strange service, one without a number.
    let (name, paper, number) = (column(&asked, "Име"), column(&asked, "Вид документ"), column(&asked, "Вх. №"));
    change(&path, "Заявления", |rows| {
        let mut strange = rows[1].clone();
        let mut nameless = rows[1].clone();
        rows[1][name] = said("Боян Стоев Кръстев");
        (strange[paper], strange[number]) = (said("препис"), said("9001/01.09.2025"));
        nameless[number] = Cell::Empty;
        rows.extend([strange, nameless]);
    });
    let ran = import(&house).expect(3);
    for words in ["Боян Стоев Кръстев", "no service “препис”", "no incoming number", "with differences: 1; left out: 2"]
    {
        assert!(ran.out.contains(words), "{words}:\n{}", ran.out);
    }
    assert_eq!(house.register_export(), export);
    let came: Value = serde_json::from_str(&request(&house, &["import", "--format", "json"]).expect(3).out).unwrap();
    assert_eq!(came[0]["came"]["differs"][0][0], "full_name");
}

#[test]
fn an_issued_paper_makes_its_request_ready() {
    let house = House::small();
    request(&house, &["import"]).expect(0);
    let other = text(&added(&house, &["--paper", "преместване", "--name", "Боян", "--date", "2025-09-29"])["number"]);
    assert!(matches!(house.run(&["issue"]).code, Some(0 | 3)));
    let issued: Vec<String> =
        house.entries().iter().filter(|entry| entry["action"] == "issued").map(|entry| text(&entry["document"])).collect();
    let ready = listed(&house, &["--state", "ready"]);
    assert!(!ready.is_empty());
    for asked in &ready {
        assert!(issued.contains(&text(&asked["issued"])), "{asked}");
        assert_eq!(asked["since"], "2025-09-30");
    }
    assert_eq!(listed(&house, &["--state", "waiting-for-payment"])[0]["number"], other.as_str());
    let export = house.register_export();
    assert!(matches!(house.run(&["issue"]).code, Some(0 | 3)));
    assert_eq!(house.register_export(), export, "a second run says nothing new");
    let shown = request(&house, &["show", &text(&ready[0]["number"]), "--format", "json"]).expect(0).out;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["entries"].as_array().unwrap().len(), 2);
    assert_eq!(lines(&house.run(&["register", "export", "--format", "jsonl"]).expect(0).out).len(), export.lines().count());
}

#[test]
fn a_duplicate_that_was_granted_makes_its_request_ready() {
    let house = House::invented(60, "clean");
    request(&house, &["import"]).expect(0);
    assert!(matches!(house.run(&["duplicate"]).code, Some(0 | 3)));
    let duplicates = listed(&house, &["--paper", "дубликат на диплома"]);
    let entries = house.entries();
    let is_issued =
        |asked: &Value| entries.iter().any(|entry| entry["action"] == "issued" && entry["document"] == asked["issued"]);
    let ready: Vec<&Value> = duplicates.iter().filter(|asked| asked["state"] == "ready").collect();
    assert!(!ready.is_empty() && ready.iter().all(|asked| is_issued(asked)), "{duplicates:?}");
}

#[test]
fn the_name_and_the_status_are_those_of_the_student_list() {
    let house = House::small();
    let student = house.graduates().swap_remove(0);
    let asked = added(&house, &["--paper", TRANSCRIPT, "--student", &student, "--date", "2025-09-25"]);
    assert_eq!((text(&asked["fee_reason"]), text(&asked["fee_because"])), ("status".to_owned(), "graduated".to_owned()));
    assert!(text(&asked["person_name"]).contains(' '));
    let unfit =
        request(&house, &["add", "--paper", "уверение за студентско положение", "--student", &student, "--date", "2025-09-25"]);
    assert!(unfit.expect(0).out.contains("note: the service is for active, semesters completed"));
    request(&house, &["add", "--paper", TRANSCRIPT, "--student", "000", "--date", "2025-09-25"]).expect(2).says("000");
}
