//! `laurea register verify`, `head`, `backup` and `restore`, and several programs on one register.

use std::fs;
use std::process::Stdio;

use rusqlite::Connection;
use serde_json::Value;

use crate::house::{House, Ran, finish, issued_small, lines};

/// The little season with its attestations issued.
fn with_attestations() -> House {
    let house = House::small();
    house.run(&["issue", "--kind", "attestation"]).expect(0);
    house
}

/// Changes a register from outside, past its guards.
fn forge(house: &House, sql: &str) {
    let connection = Connection::open(house.at("register.sqlite")).unwrap();
    connection.execute_batch("DROP TRIGGER entry_as_is; DROP TRIGGER entry_stays; DROP TRIGGER data_as_is").unwrap();
    connection.execute_batch(sql).unwrap();
}

/// The entries with everything, as the journal has them.
fn journal(house: &House) -> Vec<Value> {
    lines(&house.text("register.journal.jsonl"))
}

#[test]
fn a_whole_register_is_said_to_hold_and_its_journal_has_every_entry() {
    let house = House::small();
    let empty = house.run(&["register", "verify"]).expect(0);
    assert!(empty.out.contains("no entries"), "{}", empty.out);
    house.run(&["issue", "--kind", "attestation"]).expect(0);
    let entries = house.entries();
    let verified = house.run(&["register", "verify"]).expect(0);
    let last = entries.last().unwrap()["hash"].as_str().unwrap();
    assert!(verified.out.contains(&format!("{} entries", entries.len())) && verified.out.contains(last), "{}", verified.out);
    let mut journal = journal(&house);
    assert!(journal.iter().any(|entry| entry["data"].is_string()), "the data, too");
    for entry in &mut journal {
        entry.as_object_mut().unwrap().remove("data");
    }
    assert_eq!(journal, entries);
    let bulgarian = house.run(&["register", "verify", "--lang", "bg"]).expect(0);
    assert!(bulgarian.out.contains("Регистърът е цял"), "{}", bulgarian.out);
}

#[test]
fn a_change_from_outside_is_named_with_number_person_and_kind_and_restored_from_backup_and_journal() {
    let house = with_attestations();
    house.run(&["register", "backup", "backup.sqlite"]).expect(0);
    let student = house.graduates()[0].clone();
    house.run(&["issue", "--kind", "diploma", "--student", &student]).expect(0);
    let (before, entries) = (journal(&house), house.entries());
    let second = &entries[1];
    forge(&house, "UPDATE entry SET person_name = 'Някой Друг', number = '1' WHERE seq = 2");
    let found = house.run(&["register", "verify"]).expect(4);
    let first = found.out.lines().next().unwrap();
    for part in ["Entry 2 ", second["number"].as_str().unwrap_or_default(), "attestation", "is not as it was made"] {
        assert!(first.contains(part), "no {part:?} in {first}");
    }
    assert!(first.contains(second["person_name"].as_str().unwrap()), "the true name: {first}");
    assert!(found.out.contains("register restore"), "what to do: {}", found.out);
    house.run(&["issue", "--kind", "diploma"]).expect(4).says("register restore");
    let restored = house.run(&["register", "restore", "backup.sqlite"]).expect(0);
    assert!(restored.out.contains("register.sqlite.broken-1"), "{}", restored.out);
    assert!(house.at("register.sqlite.broken-1").exists(), "the changed file is kept");
    house.run(&["register", "verify"]).expect(0);
    assert_eq!((journal(&house), house.entries()), (before, entries));
    house.run(&["issue"]).expect(0);
    assert_eq!(house.run(&["register", "verify"]).expect(0).code, Some(0));
}

#[test]
fn a_register_that_was_deleted_is_not_begun_anew_and_comes_back_from_its_journal() {
    let house = with_attestations();
    let entries = house.entries();
    fs::remove_file(house.at("register.sqlite")).unwrap();
    house.run(&["issue", "--kind", "diploma"]).expect(4).says("register restore").says("register.journal.jsonl");
    house.run(&["register", "list"]).expect(4).says("register restore");
    assert!(!house.at("register.sqlite").exists());
    house.run(&["register", "restore"]).expect(0);
    assert_eq!(house.entries(), entries);
    fs::remove_file(house.at("register.journal.jsonl")).unwrap();
    fs::write(house.at("register.sqlite"), "no database").unwrap();
    house.run(&["register", "restore"]).expect(2).says("no journal");
    house.run(&["register", "restore", "nowhere.sqlite"]).expect(1).says("nowhere.sqlite");
}

#[test]
fn a_register_goes_on_from_a_head_that_was_kept_and_another_does_not() {
    let house = with_attestations();
    house.run(&["register", "head", "--out", "head.txt"]).expect(0);
    let student = house.graduates()[0].clone();
    house.run(&["issue", "--kind", "diploma", "--student", &student]).expect(0);
    let verified = house.run(&["register", "verify", "--head", "head.txt"]).expect(0);
    assert!(verified.out.contains("goes on from entry"), "{}", verified.out);
    // Somebody begins the register anew, without its journal, with the same numbers on another day.
    for name in ["register.sqlite", "register.journal.jsonl"] {
        fs::remove_file(house.at(name)).unwrap();
    }
    house.run(&["issue", "--kind", "attestation", "--date", "2025-10-01"]).expect(0);
    let verified = house.run(&["register", "verify", "--head", "head.txt"]).expect(4);
    assert!(verified.out.contains("does not go on from this head"), "{}", verified.out);
    house.write("head.txt", "nothing");
    house.run(&["register", "verify", "--head", "head.txt"]).expect(2).says("head.txt");
    house.run(&["register", "backup", "register.sqlite"]).expect(2).says("register itself");
}

#[test]
fn two_programs_at_once_number_one_after_the_other_or_say_that_the_other_is_at_work() {
    let house = House::small();
    let kinds = ["attestation", "transcript", "diploma"];
    let start = |kind: &str| {
        let mut command = house.command(&["issue", "--kind", kind]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let running: Vec<_> = kinds.iter().map(|kind| start(kind)).collect();
    // Meanwhile the register is copied and looked at.
    let mut looks = 0;
    while looks < 4 {
        let looked = house.run(&["register", "verify"]);
        assert_eq!(looked.code, Some(0), "{}{}", looked.out, looked.err);
        let copied = house.run(&["register", "backup", "backup.sqlite"]);
        assert_eq!(copied.code, Some(0), "{}{}", copied.out, copied.err);
        looks += 1;
    }
    for (kind, child) in kinds.iter().zip(running) {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => {}
            Some(1) => {
                assert!(said.contains("in use by another run"), "{kind}: {said}");
                house.run(&["issue", "--kind", kind]).expect(0);
            }
            other => panic!("{kind}: {other:?} {said}"),
        }
    }
    house.run(&["register", "verify"]).expect(0);
    let entries = house.entries();
    let numbers = |entries: &[Value]| {
        let mut numbers: Vec<String> = entries
            .iter()
            .filter(|entry| entry["action"] == "reserved")
            .map(|entry| format!("{}/{}", entry["book"], entry["total"]))
            .collect();
        numbers.sort();
        numbers
    };
    let expected: Vec<Value> =
        issued_small().entries.iter().filter(|entry| kinds.iter().any(|kind| entry["kind"] == *kind)).cloned().collect();
    assert_eq!(numbers(&entries), numbers(&expected), "each number once, none left out");
    assert_eq!(entries.len(), expected.len());
}

#[test]
fn a_register_held_for_a_while_is_waited_for() {
    let house = House::small();
    let lock = fs::File::create(house.at("register.lock")).unwrap();
    lock.lock().unwrap();
    let mut command = house.command(&["issue", "--kind", "attestation"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It reads and checks first; then it waits up to five seconds.
    std::thread::sleep(std::time::Duration::from_secs(3));
    lock.unlock().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_commands_say_what_they_need() {
    let house = House::small();
    let asked: [(&[&str], i32); 3] = [
        (&["register", "backup"], 2),
        (&["register", "restore", "--without-journal"], 2),
        (&["register", "verify", "--head", "nowhere.txt"], 1),
    ];
    for (arguments, code) in asked {
        let ran: Ran = finish(house.command(arguments));
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}", ran.err);
    }
}
