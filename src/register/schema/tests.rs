//! Registers of earlier versions: read as they are, and brought up to date when they are written.

use super::*;
use crate::register::State;

/// Hash of the one entry below: SHA-256 over its values, each with its length before it, as version 1 made it.
const HASH: &str = "11a0fd243b4a6ec4f8453e3ef8636dd04c0a93b2bfb69a61cd5a2c7c44f89f29";

/// A register as version 1 left it, with one number reserved.
fn of_version_1(folder: &std::path::Path) -> std::path::PathBuf {
    let path = folder.join("register.sqlite");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(STEPS[0]).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    let zeros = "0".repeat(64);
    connection
        .execute(
            "INSERT INTO entry (seq, action, document, kind, faculty_number, person_name, book, year, total, in_year, number,
                date, previous, hash)
             VALUES (1, 'reserved', 'diploma/130001', 'diploma', '130001', 'Елица Вълчева', 'diplomas', 2024, 1, 1, '1/2024',
                '2024-09-30', ?1, ?2)",
            [zeros.as_str(), HASH],
        )
        .unwrap();
    path
}

#[test]
fn a_register_of_version_1_is_read_as_it_is_and_brought_up_to_date_when_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = of_version_1(folder.path());
    let before = std::fs::read(&path).unwrap();
    let read = Register::open_to_read(&path).unwrap().unwrap();
    assert_eq!(read.walk_chain().unwrap(), Ok(1));
    assert_eq!(read.entries().unwrap()[0].original, None);
    drop(read);
    assert_eq!(std::fs::read(&path).unwrap(), before, "reading changes nothing");
    let written = Register::open(&path).unwrap();
    assert_eq!((known_version(&written).unwrap(), written.walk_chain().unwrap()), (VERSION, Ok(1)));
    assert_eq!(written.papers().unwrap()[0].state(), State::Reserved);
}

/// A value of an entry: absent values are written as nothing.
fn hash_of(version: u32, values: &[(&str, &str)]) -> String {
    let value = |name: &str| values.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
    let mut bytes: Vec<u8> = Vec::new();
    let mut add = |text: &str| {
        bytes.extend((text.len() as u64).to_be_bytes());
        bytes.extend(text.as_bytes());
    };
    for name in [
        "previous",
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
        "data",
    ] {
        add(value(name).unwrap_or_default());
    }
    if version >= 2 {
        for name in ["original", "replaced_by"] {
            if let Some(said) = value(name) {
                add(name);
                add(said);
            }
        }
    }
    crate::model::sha256(&bytes)
}

const DATA: &str = r#"{"document":{"series":"А-25","blank_number":"000123","check":"7K2M"},"fields":{"egn":"0241062386"}}"#;

/// A register as an earlier version left it: a diploma issued on a form, an appendix with its number, an attestation without
/// one, and a reserved number; since version 2 also a duplicate, and its original annulled.
fn as_left_by(version: u32, folder: &std::path::Path) -> std::path::PathBuf {
    let path = folder.join("register.sqlite");
    let connection = Connection::open(&path).unwrap();
    for step in &STEPS[..version as usize] {
        connection.execute_batch(step).unwrap();
    }
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    connection.pragma_update(None, "user_version", version).unwrap();
    let diploma = [("document", "diploma/130001"), ("kind", "diploma"), ("faculty_number", "130001")];
    let number = [("book", "diplomas"), ("year", "2024"), ("total", "1"), ("in_year", "1"), ("number", "1/2024")];
    let second = [("book", "diplomas"), ("year", "2024"), ("total", "2"), ("in_year", "2"), ("number", "2/2024")];
    let made = [("pages", "1"), ("pdf_sha256", "aa"), ("data_sha256", "bb"), ("data", DATA)];
    let appendix = [("document", "appendix/130001"), ("kind", "appendix"), ("faculty_number", "130001")];
    let attestation = [("document", "attestation/130002"), ("kind", "attestation"), ("faculty_number", "130002")];
    let duplicate = [("document", "duplicate-diploma/7/3001"), ("kind", "duplicate-diploma"), ("faculty_number", "130001")];
    let mut entries: Vec<(&str, Vec<(&str, &str)>)> = vec![
        ("reserved", [&diploma[..], &number].concat()),
        ("issued", [&diploma[..], &number, &made].concat()),
        ("issued", [&appendix[..], &number, &made[..3]].concat()),
        ("issued", [&attestation[..], &made[..3], &[("data", "{}")]].concat()),
    ];
    if version >= 2 {
        let of = [("original", "diploma/130001")];
        entries.push(("reserved", [&duplicate[..], &second, &of].concat()));
        entries.push(("issued", [&duplicate[..], &second, &made[..3], &of].concat()));
        entries.push(("annulled", [&diploma[..], &number, &[("replaced_by", "2/2024")]].concat()));
    }
    let mut previous = "0".repeat(64);
    for (at, (action, values)) in entries.into_iter().enumerate() {
        let seq = (at + 1).to_string();
        let mut values = values;
        values.extend([("seq", seq.as_str()), ("action", action), ("person_name", "Елица Вълчева"), ("date", "2024-09-30")]);
        values.push(("previous", &previous));
        let hash = hash_of(version, &values);
        values.push(("hash", &hash));
        let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
        let places: Vec<String> = (1..=values.len()).map(|at| format!("?{at}")).collect();
        let sql = format!("INSERT INTO entry ({}) VALUES ({})", names.join(", "), places.join(", "));
        connection.execute(&sql, rusqlite::params_from_iter(values.iter().map(|(_, value)| *value))).unwrap();
        previous = hash;
    }
    path
}

#[test]
fn a_register_of_an_earlier_version_keeps_every_entry_when_it_is_read_and_when_it_is_written() {
    for version in [1, 2] {
        let folder = tempfile::tempdir().unwrap();
        let path = as_left_by(version, folder.path());
        let before = std::fs::read(&path).unwrap();
        let count = if version == 1 { 4 } else { 7 };

        let read = Register::open_to_read(&path).unwrap().unwrap();
        assert_eq!(read.walk_chain().unwrap(), Ok(count), "version {version}");
        let entries = read.entries().unwrap();
        let diploma = if version == 1 { State::Issued } else { State::Annulled };
        assert_eq!(read.last_of("diploma/130001").unwrap().unwrap().state(), diploma);
        assert_eq!(read.papers_of_code("7K2M").unwrap(), ["diploma/130001"]);
        drop(read);
        assert_eq!(std::fs::read(&path).unwrap(), before, "reading changes nothing");
        assert!(!crate::register::journal_of(&path).exists(), "nor makes a journal");
        let verified = Register::verify(&path, None).unwrap().unwrap();
        assert_eq!((verified.faults, verified.has_journal), (Vec::new(), false));

        let mut written = Register::open(&path).unwrap();
        assert_eq!((known_version(&written).unwrap(), written.walk_chain().unwrap()), (VERSION, Ok(count)));
        assert_eq!(written.entries().unwrap(), entries, "the same entries with the same hashes");
        assert_eq!(written.data_of("diploma/130001").unwrap().as_deref(), Some(DATA));
        let form = written.form_of("diploma/130001").unwrap().unwrap();
        assert_eq!((form.series.as_str(), form.number.as_str()), ("А-25", "000123"));
        let bare = crate::model::Blank { number: "123".to_owned(), ..form };
        assert_eq!(written.papers_on_form(&bare).unwrap(), ["diploma/130001"]);
        let wanted = crate::register::Wanted {
            document: "diploma/130009".to_owned(),
            kind: "diploma".to_owned(),
            faculty_number: "130009".to_owned(),
            person_name: "Петър Колев".to_owned(),
            book: "diplomas".to_owned(),
            original: None,
        };
        let numbers = written.reserve(&[wanted], &BTreeMap::new(), jiff::civil::date(2025, 9, 30)).unwrap();
        assert_eq!((numbers[0].total, numbers[0].in_year), (if version == 1 { 2 } else { 3 }, 1), "the book goes on");
        drop(written);
        let verified = Register::verify(&path, None).unwrap().unwrap();
        assert_eq!((verified.faults, verified.has_journal, verified.behind), (Vec::new(), true, 0));
        let journal = std::fs::read_to_string(crate::register::journal_of(&path)).unwrap();
        assert_eq!(journal.lines().count() as u64, count + 1, "the journal has the old entries, too");

        // The data of an old entry is covered by its hash: changed or removed, it is found.
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("DROP TRIGGER data_as_is; UPDATE entry SET data = NULL WHERE seq = 2").unwrap();
        let faults = Register::verify(&path, None).unwrap().unwrap().faults;
        assert_eq!((faults[0].seq, &faults[0].what), (Some(2), &crate::register::Wrong::Altered));
    }
}

#[test]
fn what_a_migration_could_not_finish_is_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = as_left_by(2, folder.path());
    let connection = Connection::open(&path).unwrap();
    // Something stands in the way of the second half of the step.
    connection.execute_batch("CREATE TABLE of_person (x)").unwrap();
    assert!(Register::open(&path).is_err());
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 2);
    connection.execute_batch("DROP TABLE of_person").unwrap();
    drop(connection);
    assert_eq!(Register::open(&path).unwrap().walk_chain().unwrap(), Ok(7));
}
