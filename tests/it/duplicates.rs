//! `laurea duplicate`: requests are granted or refused for the right reason, nothing is issued twice, nothing is lost.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::house::{House, assert_same_files, has_tool, lines, pipe, text};
use crate::sheets::{Cell, change, column, rows, said};

/// A kind that stands in for the duplicate of a diploma where it is not installed.
const STAND_IN: [(&str, &str); 3] = [
    (
        "kind.toml",
        r#"title = { bg = "Дубликат на диплома", en = "Duplicate of a diploma" }
audience = "duplicate"
file_name = "{{ fields.request_number }}.pdf"
needs = ["full_name", "degree", "speciality"]
optional = ["egn", "birth_date", "study_form", "overall", "overall_word", "qualification"]
pages = { min = 1, max = 1 }
[numbering]
when = "before-print"
book = "diplomas"
[signatories]
roles = ["head", "rector"]
"#,
    ),
    (
        "texts.bg.toml",
        "[title]\ntext = \"Дубликат\"\nsource = \"–\"\n[invalid]\ntext = \"Дипломата е дубликат на невалидна диплома серия \
         {{ original.series }}, регистрационен номер {{ original.register_number }}\"\nsource = \"чл. 5, ал. 1\"\n",
    ),
    (
        "main.typ",
        r#"#import "/shared/style.typ": *
#let data = json(sys.inputs.at("data", default: "data.json"))
#set document(title: data.texts.title)
#show: base
= #data.texts.title
#data.fields.full_name, #data.fields.speciality, #value(data.fields.overall). #data.texts.invalid. #data.document.register_number
"#,
    ),
];

/// How a request should end, the code that says why, the line it is about, and what it says instead.
type Case<'a> = (&'static str, &'static str, &'a [Cell], &'a [(&'a str, Cell)]);

/// An invented season that may issue duplicates, with one more request for each way to end.
struct Office {
    house: House,
    /// How each added request should end, by its number: the decision, and the code that says why.
    expected: BTreeMap<String, (&'static str, &'static str)>,
}

impl Office {
    fn new() -> Self {
        let house = House::invented(60, "clean").with_own_templates();
        let kind = house.at("templates/duplicate-diploma");
        if !kind.exists() {
            fs::create_dir(&kind).unwrap();
            STAND_IN.iter().for_each(|(name, text)| fs::write(kind.join(name), text).unwrap());
        }
        Self { house, expected: BTreeMap::new() }
    }

    /// With requests about lines of the earlier register that nobody has asked for yet.
    fn with_requests(mut self) -> Self {
        let register = rows(&self.house.at("season/previous_register.xlsx"), "Регистър");
        let path = self.house.at("season/requests.xlsx");
        let asked = rows(&path, "Заявления");
        let number = column(&register, "Рег. №");
        let is_asked = |row: &&Vec<Cell>| asked.iter().any(|request| request[column(&asked, "Рег. №")] == row[number]);
        let is_valid = |row: &&Vec<Cell>| row[column(&register, "Статус")] == "валидна";
        let free: Vec<&Vec<Cell>> = register[1..].iter().filter(is_valid).filter(|row| !is_asked(row)).collect();
        let annulled = register[1..].iter().find(|row| !is_valid(row)).unwrap();
        let granted = register[1..].iter().find(is_asked).unwrap();
        let other = said("6101047500");
        let unknown = said("9000/2016");
        let cases: [Case; 9] = [
            ("granted", "duplicate-faculty-today", free[0], &[]),
            ("refused", "original-unknown", free[1], &[("Рег. №", unknown)]),
            ("refused", "original-of-another", free[1], &[("ЕГН/ЛНЧ", other)]),
            ("refused", "original-annulled", annulled, &[]),
            ("refused", "announcement-missing", free[2], &[("Обява (вестник)", Cell::Empty)]),
            ("refused", "request-unpaid", free[3], &[("Платена", said("не"))]),
            ("refused", "duplicate-reason-missing", free[4], &[("Причина", Cell::Empty)]),
            ("refused", "original-duplicated", granted, &[]),
            ("undecided", "duplicate-reason-unknown", free[5], &[("Причина", said("по молба на работодател"))]),
        ];
        let mut added = Vec::new();
        for (at, (decision, code, line, changes)) in cases.into_iter().enumerate() {
            let incoming = format!("{}/01.09.2025", 9001 + at);
            added.push(request(&asked, &register, line, &incoming, changes));
            self.expected.insert(incoming, (decision, code));
        }
        change(&path, "Заявления", |rows| rows.extend(added));
        self
    }

    /// `decisions.csv` by request.
    fn decisions(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let path = self.house.at("output/small-duplicates/decisions.csv");
        let mut reader = csv::Reader::from_path(path).unwrap();
        let header = reader.headers().unwrap().clone();
        let row =
            |row: csv::StringRecord| header.iter().zip(&row).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect();
        reader.records().map(|record| row(record.unwrap())).map(|row: BTreeMap<_, _>| (row["request"].clone(), row)).collect()
    }

    fn words(&self, file: &str) -> String {
        let mut command = Command::new("pdftotext");
        command.arg(self.house.at("output/small-duplicates").join(file)).arg("-");
        let words = String::from_utf8(pipe(command, b"")).unwrap();
        // A word that is divided at the end of a line is one word.
        words.split_whitespace().collect::<Vec<_>>().join(" ").replace("\u{ad} ", "")
    }
}

/// A request about a line of the earlier register: lost and announced, unless cells are changed.
pub fn request(asked: &[Vec<Cell>], register: &[Vec<Cell>], line: &[Cell], number: &str, changes: &[(&str, Cell)]) -> Vec<Cell> {
    let of_line = |name: &str| line[column(register, name)].clone();
    let name: Vec<String> = ["Име", "Презиме", "Фамилия"].map(|part| of_line(part).to_string()).to_vec();
    let mut cells: BTreeMap<&str, Cell> = BTreeMap::from([
        ("Вх. №", said(number)),
        ("Вид документ", said("дубликат на диплома")),
        ("ЕГН/ЛНЧ", of_line("ЕГН")),
        ("Име", said(&name.join(" "))),
        ("Причина", said("изгубена")),
        ("Обява (вестник)", said("в. „Добруджанско ехо“, рубрика „Невалидни“")),
        ("Серия на дипломата", of_line("Серия")),
        ("Рег. №", of_line("Рег. №")),
        ("Платена", said("да")),
    ]);
    cells.extend(changes.iter().cloned());
    asked[0].iter().map(|header| cells.get(header.to_string().as_str()).cloned().unwrap_or(Cell::Empty)).collect()
}

fn of_kind<'a>(entries: &'a [Value], kind: &str, action: &str) -> Vec<&'a Value> {
    entries.iter().filter(|entry| entry["kind"] == kind && entry["action"] == action).collect()
}

#[test]
fn each_request_is_granted_or_refused_for_its_reason_and_gets_its_letter() {
    let office = Office::new().with_requests();
    let ran = office.house.run(&["duplicate"]).expect(3);
    let decisions = office.decisions();
    for (request, (decision, code)) in &office.expected {
        let found = &decisions[request];
        assert_eq!(found["decision"], *decision, "{request}: {found:?}");
        if *decision != "granted" {
            assert_eq!(found["reasons"], *code, "{request}");
        }
        assert!(ran.out.contains(code), "{code} is not told:\n{}", ran.out);
        let files: Vec<&str> = found["files"].split_whitespace().collect();
        let kinds: Vec<&str> = files.iter().map(|file| file.split('/').next().unwrap()).collect();
        match *decision {
            "granted" => assert!(kinds.contains(&"duplicate-diploma") && kinds.contains(&"duplicate-notice"), "{kinds:?}"),
            "refused" => assert_eq!(kinds, ["refusal"], "{request}"),
            _ => assert!(kinds.is_empty(), "{request}: {kinds:?}"),
        }
        assert!(files.iter().all(|file| office.house.at("output/small-duplicates").join(file).is_file()), "{files:?}");
    }
    let barring = &decisions["9008/01.09.2025"]["number"];
    assert!(decisions.values().any(|row| row["decision"] == "granted" && row["number"] == *barring), "{barring}");
}

#[test]
fn the_register_links_duplicates_with_their_originals_and_knows_nothing_of_refusals() {
    let office = Office::new().with_requests();
    office.house.run(&["duplicate"]).expect(3);
    let (decisions, entries) = (office.decisions(), office.house.entries());
    let granted: Vec<_> = decisions.values().filter(|row| row["decision"] == "granted").collect();
    let issued = of_kind(&entries, "duplicate-diploma", "issued");
    assert!(granted.len() > 1 && issued.len() == granted.len(), "{} of {}", issued.len(), granted.len());
    for row in granted {
        let entry = issued.iter().find(|entry| entry["number"] == row["number"].as_str()).unwrap();
        assert_eq!(text(&entry["original"]), format!("earlier/{}", row["original"]));
        let marks = row["files"].split_whitespace().filter(|file| file.starts_with("overprint/")).count();
        let request = rows(&office.house.at("season/requests.xlsx"), "Заявления");
        let asked = request.iter().find(|cells| cells[0] == row["request"].as_str()).unwrap();
        let is_unusable = asked[column(&request, "Причина")] == "негодна за ползване";
        assert_eq!(marks, usize::from(is_unusable), "only a returned original is marked: {row:?}");
    }
    assert!(entries.iter().all(|entry| entry["kind"] != "refusal"));
}

#[test]
fn letters_say_why_and_which_paper_no_longer_holds() {
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let office = Office::new().with_requests();
    office.house.run(&["duplicate"]).expect(3);
    for (request, row) in office.decisions() {
        for file in row["files"].split_whitespace() {
            let words = office.words(file);
            let expected: Vec<String> = match file.split('/').next().unwrap() {
                "refusal" => vec![
                    row["original"].clone(),
                    "чл. 5, ал. 1".to_owned(),
                    "14-дневен срок".to_owned(),
                    reason(&row["reasons"]).to_owned(),
                ],
                "duplicate-notice" => vec![row["original"].clone(), row["number"].clone(), "вече е невалидна".to_owned()],
                "overprint" => vec!["невалидна – издаден дубликат".to_owned()],
                _ => vec!["дубликат на невалидна диплома".to_owned(), row["original"].clone(), row["number"].clone()],
            };
            for words_of in expected {
                assert!(words.contains(&words_of), "{request}, {file} does not say {words_of:?}:\n{words}");
            }
        }
    }
}

/// Words of the sentence that gives a reason.
fn reason(code: &str) -> &'static str {
    match code {
        "original-unknown" => "няма диплома с регистрационен № 9000/2016",
        "original-of-another" => "не е издадена на лицето",
        "original-annulled" => "отбелязана в книгата за регистриране като анулирана",
        "original-duplicated" => "вече е издаден дубликат с регистрационен №",
        "duplicate-reason-missing" => "не е посочена причина",
        "announcement-missing" => "обява в местен ежедневник, рубрика „Невалидни“",
        "request-unpaid" => "не е платена",
        other => panic!("{other} refuses nothing"),
    }
}

#[test]
fn a_second_run_changes_nothing_even_after_the_office_has_marked_its_book() {
    let office = Office::new().with_requests();
    office.house.run(&["duplicate"]).expect(3);
    let (files, export) = (office.house.files(), office.house.register_export());
    let granted = office.decisions().into_values().find(|row| row["decision"] == "granted").unwrap();
    change(&office.house.at("season/previous_register.xlsx"), "Регистър", |rows| {
        let (number, status) = (column(rows, "Рег. №"), column(rows, "Статус"));
        let line = rows.iter_mut().find(|row| row[number] == granted["original"].as_str()).unwrap();
        line[status] = said("анулирана");
    });
    let ran = office.house.run(&["duplicate"]).expect(3);
    assert!(ran.out.contains(&format!("issued before, {}", granted["number"])), "{}", ran.out);
    assert_eq!(office.house.register_export(), export);
    assert_same_files(&office.house.files(), &files);
    fs::remove_dir_all(office.house.at("output")).unwrap();
    office.house.run(&["duplicate"]).expect(3);
    assert_same_files(&office.house.files(), &files);
}

#[test]
fn a_killed_run_is_finished_by_the_next() {
    let undisturbed = Office::new().with_requests().house;
    let seconds = undisturbed.run(&["duplicate"]).expect(3).seconds;
    let (files, export) = (undisturbed.files(), undisturbed.register_export());
    for share in [0.55, 0.75, 0.9] {
        let house = Office::new().with_requests().house;
        house.kill_after(&["duplicate"], Duration::from_secs_f64(seconds * share));
        house.run(&["duplicate"]).expect(3);
        assert_same_files(&house.files(), &files);
        assert_eq!(house.register_export(), export, "killed after {share} of the run");
        assert_eq!(house.unfinished(), Vec::<String>::new());
    }
}

#[test]
fn a_dry_run_decides_and_writes_nothing_and_one_request_may_be_named() {
    let office = Office::new().with_requests();
    let ran = office.house.run(&["duplicate", "--dry-run", "--format", "json", "--request", "9004/01.09.2025"]).expect(0);
    let done: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(done["requests"].as_array().unwrap().len(), 1);
    assert_eq!(done["requests"][0]["decision"], "refused");
    assert_eq!(done["requests"][0]["reasons"], serde_json::json!(["original-annulled"]));
    assert!(office.house.files().is_empty() && !office.house.at("register.sqlite").exists());
    office.house.run(&["duplicate", "--request", "1/1999"]).expect(2).says("1/1999");
}

#[test]
fn without_a_degree_the_request_is_undecided_and_no_number_is_given() {
    let office = Office::new().with_requests();
    office.house.edit("institution.toml", "degree = [\"ОКС\"]\nstudy_form = [\"Форма\", \"Форма на обучение\"]\nmean", "mean");
    let ran = office.house.run(&["duplicate", "--request", "9001/01.09.2025"]).expect(3);
    assert!(ran.out.contains("duplicate-incomplete") && ran.out.contains("“Degree”"), "{}", ran.out);
    assert_eq!(office.house.entries(), Vec::<Value>::new());
}

#[test]
fn a_diploma_of_this_register_is_annulled_replaced_and_not_issued_again() {
    let office = Office::new();
    let house = &office.house;
    house.run(&["issue"]).expect(0);
    let before = house.files();
    let diploma = of_kind(&house.entries(), "diploma", "issued")[0].clone();
    let (asked, path) = (rows(&house.at("season/requests.xlsx"), "Заявления"), house.at("season/requests.xlsx"));
    let register = rows(&house.at("season/previous_register.xlsx"), "Регистър");
    let own = [
        ("Рег. №", said(&text(&diploma["number"]))),
        ("ЕГН/ЛНЧ", Cell::Empty),
        ("Име", said(&text(&diploma["person_name"]))),
        ("Серия на дипломата", Cell::Empty),
    ];
    let added = [
        request(&asked, &register, &register[1], "9100/01.10.2025", &own),
        request(&asked, &register, &register[1], "9101/02.10.2025", &own),
    ];
    change(&path, "Заявления", |rows| rows.extend(added));
    let codes: Vec<Value> = house.check().into_iter().map(|finding| finding["code"].clone()).collect();
    assert!(!codes.contains(&Value::from("original-unknown")), "the register knows it: {codes:?}");

    house.run(&["duplicate"]).expect(0);
    let decisions = office.decisions();
    assert_eq!(decisions["9100/01.10.2025"]["decision"], "granted");
    assert_eq!(decisions["9101/02.10.2025"]["reasons"], "original-duplicated");
    let entries = house.entries();
    let annulled = of_kind(&entries, "diploma", "annulled");
    assert_eq!(annulled.len(), 1);
    assert_eq!((&annulled[0]["document"], &annulled[0]["number"]), (&diploma["document"], &diploma["number"]));
    assert_eq!(text(&annulled[0]["replaced_by"]), decisions["9100/01.10.2025"]["number"]);
    let duplicate =
        of_kind(&entries, "duplicate-diploma", "issued").into_iter().find(|entry| entry["original"] == diploma["document"]);
    assert_eq!(text(&duplicate.unwrap()["faculty_number"]), text(&diploma["faculty_number"]));
    let shown = house.run(&["register", "show", &text(&diploma["number"])]).expect(0).out;
    assert!(shown.contains("annulled") && shown.contains("replaced by"), "{shown}");

    house.run(&["issue"]).expect(0);
    assert_eq!(house.entries().len(), entries.len(), "nothing is issued again");
    let findings = lines(&fs::read_to_string(house.output().join("findings.jsonl")).unwrap());
    assert!(findings.iter().any(|finding| finding["code"] == "paper-annulled"), "{findings:?}");
    let papers = |files: &crate::house::Files| {
        files.keys().filter(|name| name.starts_with("small/") && name.ends_with(".pdf")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(papers(&house.files()), papers(&before), "no paper is removed");
}

#[test]
fn a_duplicate_is_of_the_diploma_that_holds_and_names_the_form_it_stands_on() {
    let office = Office::new();
    let house = &office.house;
    house.run(&["issue", "--kind", "diploma", "--blanks", "А-25:000098"]).expect(0);
    let issued = house.entries().into_iter().filter(|entry| entry["action"] == "issued").collect::<Vec<_>>();
    let (again, anew) = (issued[0].clone(), issued[1].clone());
    let spoiled = ["register", "blank", "spoil", "000098", "--series", "А-25", "--reason", "скъсана", "--date", "2025-10-01"];
    house.run(&spoiled).expect(0);
    let reissue = ["register", "reissue", &text(&anew["number"]), "--reason", "сгрешено име", "--date", "2025-10-01"];
    house.run(&reissue).expect(0);
    let new = house.entries().into_iter().rfind(|entry| entry["original"] == anew["document"]).unwrap();
    let (asked, path) = (rows(&house.at("season/requests.xlsx"), "Заявления"), house.at("season/requests.xlsx"));
    let register = rows(&house.at("season/previous_register.xlsx"), "Регистър");
    let of = |number: &str, entry: &Value| {
        let own = [
            ("Рег. №", said(&text(&entry["number"]))),
            ("ЕГН/ЛНЧ", Cell::Empty),
            ("Име", said(&text(&entry["person_name"]))),
            ("Серия на дипломата", Cell::Empty),
        ];
        request(&asked, &register, &register[1], number, &own)
    };
    let added = [of("9100/02.10.2025", &again), of("9101/02.10.2025", &anew), of("9102/02.10.2025", &new)];
    change(&path, "Заявления", |rows| rows.extend(added));
    house.run(&["duplicate", "--date", "2025-10-02"]);
    let decisions = office.decisions();
    assert_eq!(decisions["9101/02.10.2025"]["reasons"], "original-annulled", "the wrong one holds no more");
    for granted in ["9100/02.10.2025", "9102/02.10.2025"] {
        assert_eq!(decisions[granted]["decision"], "granted", "{:?}", decisions[granted]);
    }
    let entries = house.entries();
    let spoiled = entries.iter().find(|entry| entry["action"] == "reissued").unwrap();
    let duplicate = |original: &Value| {
        let file = entries.iter().rfind(|entry| entry["original"] == *original && entry["kind"] == "duplicate-diploma").unwrap();
        let hash = text(&file["pdf_sha256"]);
        house.files().into_values().find(|bytes| laurea::model::sha256(bytes) == hash).unwrap()
    };
    if has_tool("pdftotext", "-v") {
        for (original, form) in [(&again["document"], &spoiled["blank"]), (&new["document"], &new["blank"])] {
            let mut command = Command::new("pdftotext");
            command.args(["-enc", "UTF-8", "-", "-"]);
            let words = String::from_utf8(pipe(command, &duplicate(original))).unwrap();
            assert!(words.contains(&text(form)), "{form} in {words}");
        }
    }
}

#[test]
fn a_name_that_leaves_its_box_leaves_the_request_undecided_and_without_a_number() {
    let office = Office::new().with_requests();
    let kind = "templates/duplicate-notice/kind.toml";
    let narrow = "[boxes.full_name]\ntext = \"fields.full_name\"\nwidth = 5\nheight = 5\nsize = 28\nleast = 20\nfont = \"Vollkorn\"\nwrap = false\n";
    office.house.write(kind, &format!("{}\n{narrow}", office.house.text(kind)));
    let ran = office.house.run(&["duplicate"]).expect(3);
    assert!(ran.out.contains("text-overflows"), "{}", ran.out);
    let decisions = office.decisions();
    assert!(decisions.values().all(|row| row["decision"] != "granted"), "{decisions:?}");
    assert_eq!(
        decisions["9008/01.09.2025"]["decision"], "undecided",
        "the first request for the same original is undecided, too"
    );
    assert_eq!(decisions["9004/01.09.2025"]["decision"], "refused");
    assert_eq!(office.house.entries(), Vec::<Value>::new());
}
