//! Whatever is changed, cut off or overwritten is found and named, and a backup with the journal gives the register back.

use std::fs;

use rusqlite::types::Value;

use super::*;

/// Takes away what keeps entries from being changed.
fn without_guards(connection: &Connection) {
    let names = "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL";
    let mut statement = connection.prepare(names).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let parts: Vec<(String, String)> = rows.map(Result::unwrap).collect();
    for (kind, name) in parts {
        connection.execute_batch(&format!("DROP {kind} {name}")).unwrap();
    }
}

/// Every value that differs from one in a single bit of a single byte; text stays text, also where it is none any more.
fn flips(value: &Value, bit: u8) -> Vec<Vec<u8>> {
    let flipped = |bytes: &[u8]| {
        let at = |at: usize| {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= 1 << bit;
            bytes
        };
        (0..bytes.len()).map(at).collect()
    };
    match value {
        Value::Integer(number) => flipped(&number.to_le_bytes()),
        Value::Text(text) => flipped(text.as_bytes()),
        _ => Vec::new(),
    }
}

#[test]
fn any_byte_changed_in_any_column_is_found_and_the_entry_named() {
    for has_journal in [true, false] {
        let desk = Desk::filled();
        if !has_journal {
            fs::remove_file(desk.journal()).unwrap();
        }
        let named = |desk: &Desk| named(desk, has_journal);
        let connection = Connection::open(desk.path()).unwrap();
        connection.execute_batch("PRAGMA synchronous = off").unwrap();
        without_guards(&connection);
        let mut count = 0;
        for seq in 1..=10_i64 {
            for (place, column) in COLUMNS.iter().enumerate() {
                let read = format!("SELECT {column} FROM entry WHERE seq = ?1");
                let value: Value = connection.query_row(&read, [seq], |row| row.get(0)).unwrap();
                // A bit for each column, so that all of them are tried.
                for bytes in flips(&value, (place % 7) as u8) {
                    let changed = match &value {
                        Value::Integer(_) => Value::Integer(i64::from_le_bytes(bytes.clone().try_into().unwrap())),
                        _ => Value::Blob(bytes.clone()),
                    };
                    let is_text = matches!(value, Value::Text(_));
                    let cast = if is_text { "CAST(?1 AS TEXT)" } else { "?1" };
                    let set = format!("UPDATE entry SET {column} = {cast} WHERE seq = ?2");
                    if connection.execute(&set, (&changed, seq)).is_err() {
                        // The key is taken by another entry, or the column takes no such value.
                        continue;
                    }
                    count += 1;
                    let faults = named(&desk);
                    assert_eq!(faults.first(), Some(&seq), "{column} of entry {seq} as {changed:?}: {faults:?}");
                    let key = if *column == "seq" { changed.clone() } else { Value::Integer(seq) };
                    connection.execute(&format!("UPDATE entry SET {column} = ?1 WHERE seq = ?2"), (&value, &key)).unwrap();
                }
            }
        }
        assert!(count > 2_500, "{count}");
        assert_eq!(named(&desk), [0; 0], "all is as it was");
    }
}

/// The entries that the walk over the chain and the journal names.
fn named(desk: &Desk, has_journal: bool) -> Vec<i64> {
    let register = Register::open_database(&desk.path()).unwrap();
    assert_eq!(desk.journal().exists(), has_journal);
    register.walked(&desk.path()).unwrap().0.into_iter().filter_map(|fault| fault.seq).collect()
}

#[test]
fn a_fault_names_the_person_the_number_and_the_kind_from_before_the_change() {
    let desk = Desk::filled();
    let connection = Connection::open(desk.path()).unwrap();
    without_guards(&connection);
    connection.execute("UPDATE entry SET person_name = 'Някой Друг', number = '99/2025' WHERE seq = 4", []).unwrap();
    let faults = desk.verify().faults;
    assert_eq!(
        faults[0],
        Fault {
            seq: Some(4),
            number: "2/2025".to_owned(),
            person: "Елица Вълчева".to_owned(),
            kind: "appendix".to_owned(),
            what: Wrong::Altered
        }
    );
    assert!(faults.iter().any(|fault| fault.what == Wrong::Schema("entry_as_is".to_owned())), "{faults:?}");
}

#[test]
fn a_chain_made_anew_after_a_change_is_found_by_the_journal_and_by_a_head() {
    let desk = Desk::filled();
    let register = desk.open().unwrap();
    let head = register.head().unwrap();
    let mut entries = whole(&register);
    without_guards(&register.connection);
    let mut previous = chain::BEGINNING.to_owned();
    entries[2].person_name = "Някой Друг".to_owned();
    for entry in &mut entries {
        entry.previous = previous;
        entry.hash = chain::hash(entry);
        previous = entry.hash.clone();
        let set = "UPDATE entry SET person_name = ?1, previous = ?2, hash = ?3 WHERE seq = ?4";
        register.connection.execute(set, (&entry.person_name, &entry.previous, &entry.hash, entry.seq)).unwrap();
    }
    drop(register);
    let fault = &desk.verify().faults[0];
    assert_eq!((fault.seq, &fault.what), (Some(3), &Wrong::Journal));
    fs::remove_file(desk.journal()).unwrap();
    let faults = Register::verify(&desk.path(), Some(&head)).unwrap().unwrap().faults;
    assert_eq!((faults[0].seq, &faults[0].what), (Some(10), &Wrong::Head));
}

#[test]
fn a_later_register_goes_on_from_an_earlier_head() {
    let desk = Desk::filled();
    let mut register = desk.open().unwrap();
    let head = Head::parse(&register.head().unwrap().text()).unwrap();
    issue(&mut register, "diploma/130005", "diplomas", DAY);
    assert_eq!(Register::verify(&desk.path(), Some(&head)).unwrap().unwrap().faults, []);
    let other = Head { hash: "0a".repeat(32), ..head };
    assert_eq!(Register::verify(&desk.path(), Some(&other)).unwrap().unwrap().faults[0].what, Wrong::Head);
    let later = Head { seq: 99, ..other };
    assert_eq!(Register::verify(&desk.path(), Some(&later)).unwrap().unwrap().faults[0].what, Wrong::Head);
}

#[test]
fn dates_that_go_back_numbers_that_are_missing_and_acts_out_of_order_are_found() {
    let desk = Desk::new();
    let mut register = desk.open().unwrap();
    let path = desk.path();
    let entry = |action, document: &str, total: i64, day: Date| Entry {
        action,
        document: document.to_owned(),
        kind: "diploma".to_owned(),
        book: Some("diplomas".to_owned()),
        year: Some(2025),
        total: Some(total),
        in_year: Some(total),
        number: Some(format!("{total}/2025")),
        date: day.to_string(),
        ..Entry::default()
    };
    let entries = vec![
        entry(Action::Reserved, "diploma/1", 1, DAY),
        entry(Action::Reserved, "diploma/2", 2, date(2025, 9, 1)),
        entry(Action::Reserved, "diploma/5", 5, DAY),
        entry(Action::Gap, "gap/diplomas/4", 4, date(2025, 12, 1)),
        entry(Action::Sealed, "diploma/5", 5, DAY),
        entry(Action::Annulled, "diploma/5", 5, DAY),
        entry(Action::Issued, "diploma/5", 5, DAY),
        entry(Action::Issued, "diploma/1", 9, DAY),
        entry(Action::Reserved, "diploma/6", 6, DAY),
    ];
    for entry in entries {
        let done = register.write(|writing| {
            let made = made(writing.transaction, entry);
            chain::insert(writing.transaction, &made).map_err(|error| RegisterError::sql(&path, error))
        });
        done.unwrap();
    }
    drop(register);
    let found: Vec<(Option<i64>, Wrong)> = desk.verify().faults.into_iter().map(|fault| (fault.seq, fault.what)).collect();
    let expected = [
        (Some(2), Wrong::Order { date: date(2025, 9, 1), last: DAY }),
        (Some(4), Wrong::Gap { book: "diplomas".to_owned(), first: 3, last: 3 }),
        (Some(5), Wrong::Sequence(Action::Sealed)),
        (Some(7), Wrong::Sequence(Action::Issued)),
        (Some(8), Wrong::Sequence(Action::Issued)),
    ];
    assert_eq!(found, expected);
}

/// An entry as it would be made, whether it may be or not.
fn made(connection: &Connection, entry: Entry) -> Entry {
    let last = "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1";
    let last = connection.query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?)));
    let (seq, previous): (i64, String) = last.unwrap_or_else(|_| (0, chain::BEGINNING.to_owned()));
    let mut entry = Entry { seq: seq + 1, previous, at: Some("2025-09-30T08:00:00Z".to_owned()), ..entry };
    entry.hash = chain::hash(&entry);
    entry
}

/// The register's files as they are now.
fn copy(desk: &Desk) -> Desk {
    let copy = Desk::new();
    fs::copy(desk.path(), copy.path()).unwrap();
    fs::copy(desk.journal(), copy.journal()).unwrap();
    copy
}

/// A register whose backup is older than its end.
fn backed_up() -> (Desk, PathBuf) {
    let desk = Desk::filled();
    let backup = desk.folder.path().join("backup.sqlite");
    let mut register = desk.open().unwrap();
    assert_eq!(register.backup(&backup).unwrap().seq, 10);
    issue(&mut register, "diploma/130009", "diplomas", DAY);
    register.connection.pragma_update(None, "wal_checkpoint", "truncate").unwrap();
    (desk, backup)
}

#[test]
fn whatever_byte_of_the_file_is_changed_is_found_or_stands_outside_of_the_entries() {
    let desk = Desk::filled();
    let before = whole(&desk.open().unwrap());
    let bytes = fs::read(desk.path()).unwrap();
    let copy = copy(&desk);
    let mut dice = fastrand::Rng::with_seed(5);
    let (mut found, mut outside) = (0, 0);
    for _ in 0..1_500 {
        let mut changed = bytes.clone();
        changed[dice.usize(..bytes.len())] ^= 1 << dice.u8(..8);
        fs::write(copy.path(), &changed).unwrap();
        match Register::verify(&copy.path(), None) {
            Ok(Some(verified)) if verified.faults.is_empty() => {
                assert_eq!(whole(&Register::open_database(&copy.path()).unwrap()), before);
                outside += 1;
            }
            _ => found += 1,
        }
    }
    assert!(found > 100 && outside > 0, "{found} found, {outside} outside");
}

#[test]
fn a_torn_register_is_recognised_and_comes_back_with_the_same_entries() {
    let (desk, backup) = backed_up();
    let before = whole(&desk.open().unwrap());
    let bytes = fs::read(desk.path()).unwrap();
    let journal = fs::read(desk.journal()).unwrap();
    let mut dice = fastrand::Rng::with_seed(7);
    let pages = bytes.len() / 4096;
    let cut = |at: usize| bytes[..at].to_vec();
    let zeroed = |page: usize| {
        let mut bytes = bytes.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0);
        bytes
    };
    let mut torn: Vec<Vec<u8>> = (0..10).map(|_| cut(dice.usize(1..bytes.len()))).collect();
    torn.extend([cut(0), cut(50), b"a text that somebody saved here, long enough to be no empty file at all".to_vec()]);
    torn.extend((0..pages).map(zeroed));
    for (at, bytes) in torn.into_iter().enumerate() {
        let copy = copy(&desk);
        fs::write(copy.path(), bytes).unwrap();
        let verified = Register::verify(&copy.path(), None);
        match &verified {
            // A page that is free holds nothing.
            Ok(Some(verified)) if verified.faults.is_empty() => {
                assert_eq!(whole(&Register::open_database(&copy.path()).unwrap()), before, "case {at} is not found");
                continue;
            }
            Ok(Some(_)) => {}
            Ok(None) => panic!("case {at} is no register at all"),
            Err(RegisterError::Damaged { .. } | RegisterError::Behind { .. }) => {}
            Err(error) => panic!("case {at}: {error}"),
        }
        let source = if at % 3 == 0 { Source::Journal } else { Source::BackupAndJournal(&backup) };
        let restored = restore(&copy.path(), source).unwrap();
        assert_eq!(restored.head.seq, 12);
        assert_eq!(restored.from_backup, if at % 3 == 0 { 0 } else { 10 });
        assert!(!restored.aside.is_empty() && restored.aside[0].exists(), "the damaged file is kept");
        assert_eq!(whole(&copy.open().unwrap()), before, "case {at}");
        copy.holds();
        assert_eq!(fs::read(copy.journal()).unwrap(), journal);
    }
}

#[test]
fn a_journal_that_does_not_continue_the_backup_restores_nothing() {
    let (desk, backup) = backed_up();
    let before = fs::read(desk.path()).unwrap();
    let text = fs::read_to_string(desk.journal()).unwrap();
    let second = text.lines().nth(1).unwrap();
    let cases = [
        (text.replace("130009", "130008"), "an entry after the backup"),
        (text.replacen("Елица", "Милица", 1), "an entry of the backup"),
        (text.replacen(&format!("{second}\n"), "", 1), "a line is missing"),
        (text.replacen("{\"seq\":3,", "{\"seq\":3", 1), "a line is none"),
    ];
    for (changed, what) in cases {
        fs::write(desk.journal(), &changed).unwrap();
        let refused = restore(&desk.path(), Source::BackupAndJournal(&backup)).unwrap_err();
        assert!(matches!(refused, RegisterError::JournalUnreadable { .. }), "{what}: {refused}");
        assert_eq!(fs::read(desk.path()).unwrap(), before, "{what}: nothing was touched");
        assert!(!crate::disk::temporary_of(&desk.path()).exists(), "{what}");
    }
    // A whole journal, of another register.
    let other = Desk::new();
    issue(&mut other.open().unwrap(), "diploma/9", "diplomas", DAY);
    fs::copy(other.journal(), desk.journal()).unwrap();
    let refused = restore(&desk.path(), Source::BackupAndJournal(&backup)).unwrap_err();
    assert!(matches!(refused, RegisterError::JournalDiffers { seq: 1, .. }), "{refused}");
    fs::remove_file(desk.journal()).unwrap();
    // A register that is whole writes its journal anew; only a broken one is without.
    fs::write(desk.path(), &before[..5_000]).unwrap();
    let refused = restore(&desk.path(), Source::BackupAndJournal(&backup)).unwrap_err();
    assert!(matches!(refused, RegisterError::NoJournal { .. }), "{refused}");
    assert_eq!(restore(&desk.path(), Source::Backup(&backup)).unwrap().head.seq, 10);
    desk.holds();
}

#[test]
fn a_backup_is_whole_while_another_handle_writes_and_never_takes_the_registers_place() {
    let desk = Desk::filled();
    let register = Register::open_to_read(&desk.path()).unwrap().unwrap();
    for path in [desk.path(), desk.journal()] {
        assert!(matches!(register.backup(&path), Err(RegisterError::IsRegister { .. })));
    }
    let backup = desk.folder.path().join("copies/backup.sqlite");
    std::thread::scope(|scope| {
        let path = desk.path();
        let writer = scope.spawn(move || {
            let mut register = opened(&path).unwrap();
            for at in 0..60 {
                issue(&mut register, &format!("diploma/7{at:03}"), "diplomas", DAY);
            }
        });
        while !writer.is_finished() {
            let head = register.backup(&backup).unwrap();
            let copy = Register::open_database(&backup).unwrap();
            assert_eq!((copy.head().unwrap().hash, register.continues(&head).unwrap()), (head.hash, true));
        }
    });
    let names: Vec<_> = fs::read_dir(backup.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["backup.sqlite"], "one file");
    // A broken register makes no backup, and does not spoil an earlier one.
    let before = fs::read(&backup).unwrap();
    let connection = Connection::open(desk.path()).unwrap();
    without_guards(&connection);
    connection.execute("UPDATE entry SET kind = 'x' WHERE seq = 2", []).unwrap();
    assert!(matches!(register.backup(&backup), Err(RegisterError::Broken { seq: 2, .. })));
    assert_eq!(fs::read(&backup).unwrap(), before);
}
