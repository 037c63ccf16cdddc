//! What of the register is handed out, to whom, and what of people is kept, hidden, forgotten or invented.

use std::fs;
use std::path::Path;
use std::process::Command;

use laurea::register::Register;
use serde_json::Value;

use crate::house::{House, REPOSITORY, files_under, finish, has_tool, lines, text};
use crate::sheets::{column, rows};

const KINDS: &str = r#"kinds = ["diploma", "appendix", "transcript", "attestation"]"#;

/// The little season with its diplomas and certificates issued.
pub fn issued() -> House {
    let house = House::small().with("pipeline.toml", KINDS, r#"kinds = ["diploma", "attestation"]"#);
    house.run(&["issue"]).expect(0);
    house
}

pub fn register(house: &House) -> Register {
    Register::open_to_read(&house.at("register.sqlite")).unwrap().unwrap()
}

pub fn papers(house: &House, kind: &str) -> Vec<Value> {
    let is_meant = |entry: &Value| entry["kind"] == kind && entry["action"] == "issued";
    house.entries().into_iter().filter(is_meant).collect()
}

/// What the data of a paper says.
pub fn data(register: &Register, document: &Value) -> Value {
    serde_json::from_str(&register.data_of(document.as_str().unwrap()).unwrap().unwrap()).unwrap()
}

/// Whether the register's files hold some text.
pub fn stands_in(house: &House, text: &str) -> bool {
    let files = files_under(&house.at(""));
    let own = files.iter().filter(|(name, _)| name.starts_with("register."));
    own.into_iter().any(|(_, bytes)| holds(bytes, text))
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn every_form_holds_every_column_and_each_export_is_entered() {
    let house = issued();
    let entries = house.entries();
    let columns = [
        "seq",
        "action",
        "document",
        "kind",
        "faculty_number",
        "person_name",
        "book",
        "year",
        "total",
        "in_year",
        "number",
        "date",
        "pages",
        "pdf_sha256",
        "data_sha256",
        "original",
        "replaced_by",
        "at",
        "by",
        "series",
        "blank",
        "check_value",
        "details",
        "frozen",
        "previous",
        "hash",
    ];
    assert_eq!(entries[0].as_object().unwrap().keys().collect::<Vec<_>>(), columns, "a new column is not exported");

    house.run(&["register", "export", "--out", "all.csv", "--purpose", "за архива", "--by", "Дарина Колева"]).expect(0);
    let csv = fs::read(house.at("all.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(csv.strip_prefix(b"\xef\xbb\xbf").expect("Excel takes it for UTF-8"));
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), columns);
    let of_csv: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(of_csv.len(), entries.len());

    house.run(&["register", "export", "--format", "xlsx", "--out", "all.xlsx"]).expect(0);
    let of_book = rows(&house.at("all.xlsx"), "register");
    assert_eq!(of_book.len(), entries.len() + 2, "the header, and the export before it");
    assert_eq!(of_book[1][column(&of_book, "person_name")], text(&entries[0]["person_name"]).as_str());

    let of_lines = lines(&house.run(&["register", "export", "--format", "jsonl"]).expect(0).out);
    let of_list: Vec<Value> =
        serde_json::from_str(&house.run(&["register", "export", "--format", "json", "--with-data"]).expect(0).out).unwrap();
    assert_eq!((of_lines.len(), of_list.len()), (entries.len() + 2, entries.len() + 3));
    for ((entry, line), row) in entries.iter().zip(&of_lines).zip(&of_csv) {
        assert_eq!(entry, line);
        for (name, cell) in columns.iter().zip(row) {
            let told = entry[*name].as_str().map_or_else(|| entry[*name].to_string().replace("null", ""), str::to_owned);
            assert_eq!(told, cell.trim_start_matches('\''), "{name}");
        }
    }
    assert_eq!(
        of_list.iter().filter(|entry| entry["data"]["fields"]["full_name"].is_string()).count(),
        papers(&house, "diploma").len() + papers(&house, "attestation").len()
    );

    let of_year =
        lines(&house.run(&["register", "export", "--format", "jsonl", "--book", "diplomas", "--year", "2025"]).expect(0).out);
    assert!(!of_year.is_empty() && of_year.iter().all(|entry| entry["book"] == "diplomas" && entry["year"] == 2025));
    assert!(house.run(&["register", "export", "--format", "jsonl", "--year", "1999"]).expect(0).out.is_empty());
    house.run(&["register", "export", "--book", "nothing"]).expect(2).says("diplomas");
    house.run(&["register", "export", "--format", "xlsx", "--with-data"]).expect(2);

    let log = house.run(&["register", "log"]).expect(0).out;
    let told: Vec<&str> = log.lines().collect();
    assert_eq!(told.len(), 7, "{log}");
    assert!(told[0].starts_with("export/1 ") && told[5].starts_with("export/6 "), "{log}");
    for words in ["Дарина Колева", "за архива", "csv", &format!("{} lines", entries.len())] {
        assert!(told[0].contains(words), "{words}: {log}");
    }
    assert!(told[3].contains("with the data"), "{log}");
    assert!(told[4].contains("diplomas") && told[4].contains("2025"), "{log}");
    assert!(register(&house).walk_chain().unwrap().is_ok());
}

#[test]
fn a_printed_book_has_a_line_for_every_number_and_no_identifiers_unless_asked() {
    let house = issued();
    let diplomas = papers(&house, "diploma");
    house.run(&["register", "export", "--format", "pdf"]).expect(2).says("--book");
    let book = ["register", "export", "--format", "pdf", "--book", "diplomas", "--out", "book.pdf", "--date", "2025-10-01"];
    house.run(&book).expect(0);
    assert!(house.run(&["register", "log"]).expect(0).out.contains("book printed"));
    assert!(fs::read(house.at("book.pdf")).unwrap().starts_with(b"%PDF"));
    if !has_tool("pdftotext", "-v") {
        return;
    }
    let words = |house: &House| {
        let mut command = Command::new("pdftotext");
        command.arg(house.at("book.pdf")).arg("-");
        finish(command).expect(0).out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (said, register) = (words(&house), register(&house));
    let egn = text(&data(&register, &diplomas[0]["document"])["fields"]["egn"]);
    assert_eq!(egn.len(), 10);
    for paper in &diplomas {
        assert!(said.contains(&text(&paper["number"])) && said.contains(&text(&paper["faculty_number"])), "{paper}\n{said}");
    }
    assert!(said.contains(&format!("Приключена с {}", diplomas.len())), "{said}");
    assert!(!said.contains(&egn), "nobody asked for it");
    house.edit("institution.toml", "first_total = 6001\n", "first_total = 6001\nidentifiers = true\n");
    house.run(&book).expect(0);
    assert!(words(&house).contains(&egn));
}

#[test]
fn a_person_gets_everything_that_is_held_of_them_and_nothing_of_others() {
    let house = issued();
    let diploma = papers(&house, "diploma")[0].clone();
    let (person, number) = (text(&diploma["faculty_number"]), text(&diploma["number"]));
    let egn = text(&data(&register(&house), &diploma["document"])["fields"]["egn"]);
    let own: Vec<Value> = house.entries().into_iter().filter(|entry| entry["faculty_number"] == person.as_str()).collect();
    // Each extract is itself something the register holds of them.
    for (known, name) in (own.len()..).zip([&person, &egn, &number]) {
        let out = house.run(&["register", "extract", name, "--format", "json", "--purpose", "чл. 15"]).expect(0).out;
        let extract: Value = serde_json::from_str(&out).unwrap();
        let entries = extract["entries"].as_array().unwrap();
        assert_eq!(entries.len(), known, "{name}");
        assert!(entries.iter().all(|entry| entry["faculty_number"] == person.as_str()));
        assert_eq!(extract["identifiers"], serde_json::json!([egn]));
        assert!(entries.iter().any(|entry| entry["data"]["fields"]["full_name"] == diploma["person_name"]));
    }
    let told = house.run(&["register", "extract", &person, "--lang", "bg", "--out", "person.txt"]).expect(0);
    assert_eq!(told.out, "");
    let told = house.text("person.txt");
    for words in [&text(&diploma["person_name"]), &egn, &number, "чл. 15", "Специалност"] {
        assert!(told.contains(words), "{words}:\n{told}");
    }
    for other in papers(&house, "diploma").iter().skip(1) {
        assert!(!told.contains(&text(&other["person_name"])), "{other}");
    }
    assert_eq!(house.run(&["register", "log"]).expect(0).out.matches(&person).count(), 4);
    let before = house.entries().len();
    house.run(&["register", "extract", "1"]).expect(2);
    house.run(&["register", "extract", "0000000000"]).expect(2);
    assert_eq!(house.entries().len(), before, "nothing was handed out");
}

#[test]
fn data_is_enciphered_with_a_key_and_the_chain_holds_without_it() {
    let house = House::small().with("pipeline.toml", KINDS, r#"kinds = ["diploma"]"#);
    house.run(&["issue", "--student", &house.graduates()[0]]).expect(0);
    house.run(&["register", "key", "--out", "register.key"]).expect(0);
    house.run(&["register", "key", "--out", "register.key"]).expect(2);
    house.run(&["register", "key", "--out", "other.key"]).expect(0);
    let key = house.text("register.key");
    assert_eq!(key.trim().len(), 64);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(house.at("register.key")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let plain = papers(&house, "diploma")[0].clone();
    house.edit(
        "pipeline.toml",
        "register = \"register.sqlite\"",
        "register = \"register.sqlite\"\nregister_key = \"register.key\"",
    );
    house.run(&["issue"]).expect(0);
    let sealed = papers(&house, "diploma").pop().unwrap();
    assert_ne!(plain["document"], sealed["document"]);

    let extract = |paper: &Value| house.run(&["register", "extract", &text(&paper["faculty_number"]), "--format", "json"]);
    let read: Value = serde_json::from_str(&extract(&sealed).expect(0).out).unwrap();
    let fields =
        read["entries"].as_array().unwrap().iter().find_map(|entry| entry["data"]["fields"].as_object()).unwrap().clone();
    let egn = text(&fields["egn"]);
    assert!(!stands_in(&house, &egn) && stands_in(&house, "enc1:"), "the file must not say it");
    let read: Value = serde_json::from_str(&extract(&plain).expect(0).out).unwrap();
    assert!(
        read["entries"].as_array().unwrap().iter().any(|entry| entry["data"]["fields"].is_object()),
        "plain data stays readable"
    );

    house.edit("pipeline.toml", "\"register.key\"", "\"other.key\"");
    extract(&sealed).expect(2).says("not the one");
    house.run(&["issue"]).expect(2).says("not the one");
    house.run(&["register", "list"]).expect(0);
    house.write("junk.key", "0123");
    house.edit("pipeline.toml", "\"other.key\"", "\"junk.key\"");
    house.run(&["register", "list"]).expect(2).says("holds no key");
    house.edit("pipeline.toml", "\"junk.key\"", "\"nowhere.key\"");
    house.run(&["issue"]).expect(2).says("nowhere.key");
    house.edit("pipeline.toml", "register_key = \"nowhere.key\"", "");
    extract(&sealed).expect(2).says("enciphered");
    let register = register(&house);
    assert!(register.walk_chain().unwrap().is_ok());
    assert!(register.data_of(&text(&sealed["document"])).is_err());
    assert!(register.data_of(&text(&plain["document"])).unwrap().is_some());
}

#[test]
fn the_same_run_with_the_same_key_makes_the_same_register() {
    let made = || {
        let house = House::small().with("pipeline.toml", KINDS, r#"kinds = ["diploma"]"#);
        house.write("register.key", &"0123456789abcdef".repeat(4));
        house.edit(
            "pipeline.toml",
            "register = \"register.sqlite\"",
            "register = \"register.sqlite\"\nregister_key = \"register.key\"",
        );
        finish({
            let mut command = house.command(&["issue"]);
            command.env("SOURCE_DATE_EPOCH", "1759190400").env("LAUREA_BY", "Дарина Колева");
            command
        })
        .expect(0);
        house.entries()
    };
    let entries = made();
    assert!(entries.iter().any(|entry| entry["frozen"].is_string()));
    assert_eq!(made(), entries);
}

#[test]
fn only_one_place_opens_the_register_so_that_nobody_forgets_its_key() {
    let sources = files_under(&Path::new(REPOSITORY).join("src"));
    let is_own = |name: &str| name.starts_with("register") || name.ends_with("pipeline/keyed.rs") || !name.ends_with(".rs");
    let opening: Vec<String> = sources
        .into_iter()
        .filter(|(name, bytes)| !is_own(name) && holds(bytes, "Register::open"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(opening, Vec::<String>::new(), "pipeline::open_register knows the key");
}
