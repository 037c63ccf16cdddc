//! Whatever a run asks of the register is found by an index: a season's work does not grow with the years before it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::*;

/// The statements that some work on the register runs.
fn statements(register: &mut Register, work: impl FnOnce(&mut Register)) -> BTreeSet<String> {
    let said: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let listener = Arc::clone(&said);
    let listen = move |event: TraceEvent| {
        if let TraceEvent::Stmt(statement, _) = event {
            listener.lock().unwrap().insert(statement.sql().into_owned());
        }
    };
    register.connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(listen)).unwrap();
    work(register);
    register.connection.trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent)>).unwrap();
    let said = said.lock().unwrap();
    said.iter().filter(|sql| sql.trim_start().starts_with("SELECT") && sql.contains("entry")).cloned().collect()
}

/// Steps of a plan that read every entry.
fn scans(register: &Register, sql: &str) -> Vec<String> {
    let mut statement = register.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let rows = statement.raw_query();
    let steps: Vec<String> = rows.mapped(|row| row.get(3)).map(Result::unwrap).collect();
    let is_first_or_last = sql.contains("ORDER BY seq DESC LIMIT 1") && !sql.contains("WHERE");
    // A search without an index is one for the least or greatest, which only the key knows without looking at all.
    let is_whole = |step: &String| step.contains("SCAN entry") || step == "SEARCH entry";
    let is_of_key = sql == "SELECT max(seq) FROM entry";
    steps.into_iter().filter(|step| is_whole(step) && !is_first_or_last && !is_of_key).collect()
}

#[test]
fn everything_a_run_asks_is_found_by_an_index() {
    let desk = Desk::filled();
    let mut register = desk.open().unwrap();
    let asked = statements(&mut register, |register| {
        register.check_chain().unwrap();
        register.catch_up().unwrap();
        issue(register, "diploma/130010", "diplomas", DAY);
        let duplicate =
            Issued { original: Some("diploma/130010".to_owned()), ..reserved(register, "duplicate/2/1", "diplomas", DAY) };
        let old = register.last_of("diploma/130010").unwrap().unwrap();
        register.replace(vec![duplicate], &[old], "7/2025", DAY).unwrap();
        assert_eq!(register.duplicates_of("diploma/130010").unwrap().len(), 1);
        assert_eq!(register.find("2/2025").unwrap()[0].entries[0].document, "appendix/130001");
        assert_eq!(register.find("130002").unwrap().len(), 1);
        assert_eq!(register.find("diploma/130002").unwrap().len(), 1);
        assert_eq!(register.find("LAUREA:7k2m").unwrap().len(), 6);
        assert_eq!(register.find("").unwrap(), []);
        assert!(register.is_issued("diploma/130002").unwrap());
        assert!(register.data_of("diploma/130002").unwrap().is_some());
        let form = register.form_of("diploma/130002").unwrap().unwrap();
        let bare = crate::model::Blank { number: form.number.trim_start_matches('0').to_owned(), ..form };
        assert!(register.papers_on_form(&bare).unwrap().contains(&"diploma/130002".to_owned()));
        assert!(register.knows_pdf(&crate::model::sha256(b"diploma/130002")).unwrap());
        assert_eq!(register.head().unwrap().seq, 15);
    });
    assert!(asked.len() > 15, "{asked:#?}");
    let slow: Vec<(&String, Vec<String>)> = asked.iter().map(|sql| (sql, scans(&register, sql))).collect();
    let slow: Vec<_> = slow.into_iter().filter(|(_, scans)| !scans.is_empty()).collect();
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn a_search_that_reads_everything_is_told_apart() {
    let desk = Desk::filled();
    let register = desk.open().unwrap();
    assert_eq!(scans(&register, "SELECT max(date) FROM entry WHERE book = ?1").len(), 1);
    assert_eq!(scans(&register, "SELECT seq FROM entry WHERE person_name = ?1").len(), 1);
}
