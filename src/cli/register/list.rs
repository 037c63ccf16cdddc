//! `laurea register list`: the papers, a line each.

use super::super::args_of_register::ListArgs;
use super::super::{Exit, Failure, say};
use super::words::state;
use crate::diag::{Lang, ui};
use crate::kind::Kinds;
use crate::register::{Action, Entry, Register, State};

/// Lists the papers.
pub fn list(register: &Register, kinds: &Kinds, args: &ListArgs, lang: Lang) -> Result<Exit, Failure> {
    known_kind(kinds, args)?;
    let papers = register.papers()?;
    let wanted: Vec<&Entry> = papers.iter().filter(|entry| is_meant(entry, args)).collect();
    for entry in &wanted {
        say(&line(entry, lang));
    }
    say(&(ui(lang, "register-count", &[("count", &wanted.len().to_string())]) + "\n"));
    Ok(Exit::Done)
}

/// Whether a paper is of the book and the kind that are asked for.
pub fn is_meant(entry: &Entry, args: &ListArgs) -> bool {
    let is_of = |own: Option<&str>, asked: &Option<String>| asked.is_none() || own == asked.as_deref();
    is_of(entry.book.as_deref(), &args.book) && is_of(Some(&entry.kind), &args.kind)
}

/// A kind that is installed, or what papers from before laurea are called.
pub fn known_kind(kinds: &Kinds, args: &ListArgs) -> Result<(), Failure> {
    match &args.kind {
        Some(kind) if !kinds.contains_key(kind) && kind != crate::register::EARLIER_KIND => {
            Err(Failure::UnknownKind(kind.clone(), kinds.keys().cloned().collect::<Vec<_>>().join(", ")))
        }
        _ => Ok(()),
    }
}

/// A paper in a line: its number, the day of its last entry, and what that was.
pub fn line(entry: &Entry, lang: Lang) -> String {
    let number = entry.number.as_deref().unwrap_or("–");
    let state = match entry.state() {
        State::Issued if entry.action != Action::Issued => ui(lang, &format!("action-{}", entry.action.name()), &[]),
        other => state(other, lang),
    };
    format!("{number:<16} {}  {:<14} {:<14} {state:<12} {}\n", entry.date, entry.kind, entry.faculty_number, entry.person_name)
}
