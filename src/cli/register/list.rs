//! `laurea register list`: the papers, a line each.

use super::super::{Exit, Failure, say};
use crate::diag::{Lang, ui};
use crate::register::{Entry, Register, State};

/// Lists the papers.
pub fn list(register: &Register, book: Option<&str>, lang: Lang) -> Result<Exit, Failure> {
    let papers = register.papers()?;
    let wanted: Vec<&Entry> = papers.iter().filter(|entry| book.is_none_or(|book| entry.book.as_deref() == Some(book))).collect();
    for entry in &wanted {
        say(&line(entry, lang));
    }
    say(&(ui(lang, "register-count", &[("count", &wanted.len().to_string())]) + "\n"));
    Ok(Exit::Done)
}

/// A paper in a line.
pub(super) fn line(entry: &Entry, lang: Lang) -> String {
    let state = match entry.state() {
        State::Reserved => "state-reserved",
        State::AwaitingNumber => "state-awaiting-number",
        State::Issued => "state-issued",
        State::Annulled => "state-annulled",
    };
    let number = entry.number.as_deref().unwrap_or("–");
    format!(
        "{number:<16} {}  {:<14} {:<14} {:<12} {}\n",
        entry.date,
        entry.kind,
        entry.faculty_number,
        ui(lang, state, &[]),
        entry.person_name
    )
}
