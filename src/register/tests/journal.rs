//! The journal says what the database says, whatever happens between the two.

use std::fs;

use super::super::journal::{line, parse};
use super::*;

#[test]
fn every_entry_stands_in_the_journal_with_its_data() {
    let desk = Desk::filled();
    let text = fs::read_to_string(desk.journal()).unwrap();
    let entries = whole(&desk.open().unwrap());
    assert_eq!(text.lines().count(), entries.len());
    for (said, entry) in text.lines().zip(&entries) {
        assert_eq!(parse(said).as_ref(), Some(entry));
        assert_eq!(said, line(entry));
    }
    assert!(text.contains("отличен"), "the data is there");
    desk.holds();
}

#[test]
fn a_journal_that_a_crash_left_behind_is_brought_up_by_whoever_writes_next() {
    let desk = Desk::filled();
    let text = fs::read(desk.journal()).unwrap();
    for cut in (0..text.len()).step_by(97).chain([text.len() - 1]) {
        fs::write(desk.journal(), &text[..cut]).unwrap();
        let lines = text[..cut].iter().filter(|byte| **byte == b'\n').count() as i64;
        let found = desk.verify();
        assert_eq!((found.faults, found.behind), (Vec::new(), 10 - lines), "cut at {cut}");
        drop(desk.open().unwrap());
        assert_eq!(fs::read(desk.journal()).unwrap(), text, "cut at {cut}");
    }
    fs::remove_file(desk.journal()).unwrap();
    assert!(!desk.verify().has_journal);
    drop(desk.open().unwrap());
    assert_eq!(fs::read(desk.journal()).unwrap(), text, "an old register gets its journal whole");
}

#[test]
fn a_line_longer_than_what_is_read_at_once_is_found_from_the_end() {
    let desk = Desk::new();
    let mut register = desk.open().unwrap();
    for document in ["diploma/1", "diploma/2"] {
        let mut paper = reserved(&mut register, document, "diplomas", DAY);
        paper.data = format!("\"{}\"", "я".repeat(200_000));
        register.commit(vec![paper]).unwrap();
    }
    drop(register);
    let found = super::super::journal::Found::of(&desk.path()).unwrap();
    assert_eq!(found.last.map(|last| last.seq), Some(4));
    desk.holds();
}

#[test]
fn a_database_that_ends_before_its_journal_is_refused_for_writing_and_reading() {
    let desk = Desk::filled();
    let whole_file = fs::read(desk.path()).unwrap();
    let earlier = Desk::filled();
    let text = fs::read_to_string(desk.journal()).unwrap();
    // A register of which somebody brought back an old copy: here, one entry shorter.
    let mut register = earlier.open().unwrap();
    issue(&mut register, "diploma/130004", "diplomas", DAY);
    drop(register);
    fs::copy(earlier.journal(), desk.journal()).unwrap();
    for opened in [desk.open().map(drop), Register::open_to_read(&desk.path()).map(drop)] {
        assert!(matches!(opened, Err(RegisterError::Behind { journal: 12, .. })), "{opened:?}");
    }
    let fault = desk.verify().faults.remove(0);
    assert_eq!((fault.seq, &*fault.kind, fault.what), (Some(11), "diploma", Wrong::Behind(12)));
    fs::remove_file(desk.path()).unwrap();
    let lost = desk.open().map(drop);
    assert!(matches!(lost, Err(RegisterError::Behind { journal: 12, .. })), "{lost:?}");
    assert!(!desk.path().exists(), "a lost register is not begun anew");
    // Another register's journal.
    fs::write(desk.path(), whole_file).unwrap();
    fs::write(desk.journal(), text.replace("Елица", "Милица")).unwrap();
    let other = desk.open().map(drop);
    assert!(matches!(other, Err(RegisterError::JournalDiffers { seq: 10, .. })), "{other:?}");
    assert_eq!(desk.verify().faults[0].what, Wrong::Journal);
}

#[test]
fn removed_data_leaves_the_journal_too_and_must_be_explained() {
    let desk = Desk::filled();
    let mut register = desk.open().unwrap();
    let path = desk.path();
    let remove = "UPDATE entry SET data = NULL WHERE document = 'diploma/130002'";
    let old = register.last_of("diploma/130002").unwrap().unwrap();
    register
        .write(|writing| {
            let sql = |error| RegisterError::sql(&path, error);
            writing.transaction.execute(remove, []).map_err(sql)?;
            writing.append(vec![old.then(Action::Expired, DAY)]).map_err(sql)
        })
        .unwrap();
    let text = fs::read_to_string(desk.journal()).unwrap();
    assert!(!text.contains(r#"kind\":\"diploma/130002"#), "the data is gone from the journal");
    assert!(text.contains(r#"kind\":\"diploma/130001"#));
    desk.holds();
    register.connection.execute("UPDATE entry SET data = NULL WHERE document = 'diploma/130001'", []).unwrap();
    drop(register);
    let faults = desk.verify().faults;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!((faults[0].seq, &*faults[0].number, &faults[0].what), (Some(2), "1/2025", &Wrong::DataRemoved));
}

#[test]
fn handles_on_one_file_write_one_after_the_other() {
    let desk = Desk::new();
    drop(desk.open().unwrap());
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let path = desk.path();
            scope.spawn(move || {
                let mut register = opened(&path).unwrap();
                for at in 0..25 {
                    issue(&mut register, &format!("diploma/{thread}{at:03}"), "diplomas", DAY);
                }
            });
        }
    });
    desk.holds();
    let register = desk.open().unwrap();
    let mut totals: Vec<i64> = register.papers().unwrap().into_iter().filter_map(|entry| entry.total).collect();
    totals.sort_unstable();
    assert_eq!(totals, (1..=100).collect::<Vec<_>>());
    assert_eq!(fs::read_to_string(desk.journal()).unwrap().lines().count(), 200);
}
