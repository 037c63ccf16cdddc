//! `laurea publish`: the list says what it must and nothing else, to the program and to the page in a browser.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use laurea::publish::list::{fold, read_code};
use serde_json::{Value, json};

use crate::house::{Files, House, REPOSITORY, assert_same_files, files_under, has_tool, pipe, text};
use crate::verified::Office;
use crate::web::web;

/// The published files.
fn published(house: &House) -> Files {
    files_under(&house.at("list"))
}

#[test]
fn the_list_holds_nothing_of_a_paper_and_is_the_same_each_time() {
    let office = Office::new();
    let (house, first) = (&office.house, published(&office.house));
    let register: BTreeSet<String> =
        files_under(&house.at(".")).into_keys().filter(|name| name.starts_with("register.list-")).collect();
    assert_eq!(register.into_iter().collect::<Vec<_>>(), ["register.list-cache", "register.list-key"]);
    let mut said: BTreeSet<String> = BTreeSet::new();
    for entry in house.entries() {
        for name in ["document", "faculty_number", "person_name", "number", "check_value", "pdf_sha256", "kind", "hash"] {
            said.extend(entry[name].as_str().filter(|value| value.chars().count() > 5).map(str::to_owned));
        }
    }
    for (name, bytes) in &first {
        let written = String::from_utf8(bytes.clone()).unwrap();
        let found: Vec<&String> = said.iter().filter(|value| written.contains(*value)).collect();
        assert!(found.is_empty(), "{name} says {found:?}");
    }
    assert_eq!(first.len(), 18, "a page, the parameters and sixteen files of records");

    // Three diplomas, the duplicate and the letter that it is ready.
    let again: Value = serde_json::from_str(&house.run(&["publish", "--out", "list", "--format", "json"]).expect(0).out).unwrap();
    assert_eq!((&again["papers"], &again["stretched"], &again["entries"]), (&json!(5), &json!(0), &json!(1024)));
    assert_eq!((&again["annulled"], &again["replaced"]), (&json!(1), &json!(1)));
    assert_same_files(&published(house), &first);
    fs::remove_file(house.at("register.list-cache")).unwrap();
    house.run(&["publish", "--out", "list"]).expect(0);
    assert_same_files(&published(house), &first);

    house.run(&["register", "annul", "--reason", "wrong", "--date", "2025-10-07", &document(&office)]).expect(0);
    let told = house.run(&["publish", "--out", "list", "--date", "2025-10-07"]).expect(0).out;
    assert!(told.contains("papers 5, of them annulled 2, replaced 1"), "{told}");
    office.says(&["--code", &office.genuine.code], ["annulled", "annulled"], ["annulled", "annulled"]);
    let now = published(house);
    assert_eq!(now.len(), first.len());
    assert!(
        now.iter().filter(|(name, _)| name.starts_with("list/")).all(|(name, _)| !first.contains_key(name)),
        "records of both"
    );
    is_readable_by_all(&house.at("list"));
}

fn document(office: &Office) -> String {
    let entries = office.house.entries();
    text(&entries.iter().find(|entry| entry["number"] == office.genuine.number.as_str()).unwrap()["document"])
}

#[cfg(unix)]
fn is_readable_by_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(folder), mode(&folder.join("list.js")), mode(&folder.join("index.html"))), (0o755, 0o644, 0o644));
    assert_eq!(mode(&folder.with_file_name("register.list-key")), 0o600);
}

#[cfg(not(unix))]
fn is_readable_by_all(_: &Path) {}

#[test]
fn what_cannot_be_published_says_why() {
    let house = House::empty_office();
    house.run(&["publish", "--out", "list"]).expect(2).says("no register yet");
    let office = Office::new();
    let house = &office.house;
    house.run(&["publish", "--out", "season"]).expect(2).says("other files");
    house.run(&["publish", "--out", "pipeline.toml"]).expect(1).says("pipeline.toml");
    fs::write(house.at("register.list-key"), "nothing").unwrap();
    house.run(&["publish", "--out", "list"]).expect(2).says("register.list-key");
    house.run(&["publish"]).expect(2).says("--out");
}

/// Texts that people type, and what stands on papers.
const TYPED: [&str; 16] = [
    "laurea:2:DUS:diploma:6001-1/2025:7KXM20QA",
    " LAUREA:2:DUS:Appendix:6001-1/2025:7kxm20qa:p12\n",
    "https://example.org/#laurea:2:DUS:transcript:-:7KXM20QA",
    "laurea:2:DUS:diploma:Д:12:7KXM20QA",
    "laurea:2:DUS::6001-1/2025:7KXM20QA",
    "laurea:2:DUS:diploma:6001-1/2025:7KXM20Q",
    "7kxm-20 qa",
    "7КХМ2OQА",
    "\u{a0}7KXM\u{200b}20QA\u{feff}",
    "№ 6001–1 / 2025: 7KXM 20QA",
    "7KXM20QA 6001-1/2025",
    "д-4512, 7kxm20qa",
    "І2З4567l",
    "7KXM20QU",
    "Straße ǆ ŉ ﬁ ΰ",
    "",
];

#[test]
fn the_script_of_the_page_reads_and_reckons_as_the_program_does() {
    if !has_tool("node", "--version") {
        return;
    }
    let read = TYPED.map(|typed| json!({ "read": typed }));
    let folded = TYPED.map(|typed| json!({ "fold": typed }));
    // RFC 7914, section 11; FIPS 180-4's "abc", and messages about the length of a block.
    let known = [
        (
            json!({ "stretch": "passwd", "salt": "salt", "rounds": 1 }),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc",
        ),
        (
            json!({ "stretch": "Password", "salt": "NaCl", "rounds": 80_000 }),
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56",
        ),
        (json!({ "sha256": "abc" }), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ];
    let lengths = [0, 55, 56, 63, 64, 65, 119, 120, 1_000].map(|length| "ж".repeat(length / 2) + &"x".repeat(length % 2));
    let hashed = lengths.each_ref().map(|message| json!({ "sha256": message }));
    let questions: Vec<&Value> =
        read.iter().chain(&folded).chain(known.iter().map(|(question, _)| question)).chain(&hashed).collect();
    let mut command = Command::new("node");
    let repository = Path::new(REPOSITORY);
    command.arg(repository.join("tests/web/list_rules.mjs")).arg(repository.join("src/publish/list/page.js"));
    let answers: Vec<Value> = serde_json::from_slice(&pipe(command, &serde_json::to_vec(&questions).unwrap())).unwrap();
    let expected = TYPED
        .iter()
        .map(|typed| read_code(typed).map_or(Value::Null, |code| Value::from(code.shown())))
        .chain(TYPED.iter().map(|typed| Value::from(fold(typed))))
        .chain(known.iter().map(|(_, expected)| Value::from(*expected)))
        .chain(lengths.iter().map(|message| Value::from(laurea::model::sha256(message.as_bytes()))));
    for ((question, answer), expected) in questions.iter().zip(&answers).zip(expected) {
        assert_eq!(*answer, expected, "{question}");
    }
    assert_eq!(answers.len(), questions.len());
}

#[test]
fn the_page_answers_in_a_browser_from_a_disk_and_from_a_server() {
    let Some(web) = web() else { return };
    let office = Office::new();
    office.house.run(&["publish", "--out", "list", "--date", "2025-10-07"]).expect(0);
    let page = office.house.at("list/index.html");
    let short = |paper: &crate::verified::Paper| paper.check.to_lowercase();
    let last = office.genuine.code.chars().last().unwrap();
    let changed = format!("{}{}", &office.genuine.code[..office.genuine.code.len() - 1], if last == 'A' { 'B' } else { 'A' });
    let cases = [
        (json!({ "code": office.genuine.code }), "holds"),
        (json!({ "code": short(&office.genuine), "number": office.genuine.number }), "holds"),
        (json!({ "code": format!("{} {}", office.genuine.number, short(&office.genuine)) }), "holds"),
        (json!({ "code": short(&office.genuine) }), "number"),
        (json!({ "code": office.annulled.code }), "annulled"),
        (json!({ "code": office.original.code }), "replaced"),
        (json!({ "code": office.duplicate.code }), "holds"),
        (json!({ "code": changed }), "unknown"),
        (json!({ "code": office.genuine.code.replace(":diploma:", ":appendix:") }), "altered"),
        (json!({ "code": office.genuine.code.replace(":DUS:", ":OTHER:") }), "institution"),
        (json!({ "code": "a degree paper" }), "malformed"),
    ];
    let questions: Vec<&Value> = cases.iter().map(|(question, _)| question).collect();
    office.house.write("cases.json", &serde_json::to_string(&questions).unwrap());
    let ran = web.run("type_code.mjs", &[&page, &office.house.at("cases.json")]).expect(0);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    for ((question, expected), answer) in cases.iter().zip(told["answers"].as_array().unwrap()) {
        assert_eq!(answer["state"], *expected, "{question}: {answer}");
        let said = text(&answer["said"]);
        let people = [&office.genuine, &office.annulled, &office.original];
        assert!(people.iter().all(|paper| !said.contains(&paper.name) && !said.contains(&paper.number)), "nothing more: {said}");
    }
    assert_eq!(told["answers"].as_array().unwrap().len(), cases.len());
    assert_eq!(told["faults"], json!([]));
    assert_eq!(told["complaints"], json!([]));
    assert_eq!(
        (&told["linked"], &told["served"], &told["pictures"]),
        (&json!("holds"), &json!("holds"), &json!(["picture", "holds"]))
    );
    assert_eq!(told["switched"]["lang"], "bg");
    assert!(text(&told["switched"]["said"]).contains("Документът е в сила"), "{told}");
    assert_eq!(told["switched"]["title"], "Проверка на документ – Дунавски университет – Силистра");
    assert!(text(&told["without"]).contains("JavaScript"), "{told}");
    assert_eq!(web.faults(&[page]), None);
}
