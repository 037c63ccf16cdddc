//! `laurea register show`: one paper's life.

use super::super::{Exit, Failure, say};
use super::list::line;
use crate::diag::{Lang, ui};
use crate::register::{Entry, Register};

/// Shows the papers that a number, a key or a code names.
pub fn show(register: &Register, number: &str, lang: Lang) -> Result<Exit, Failure> {
    let papers = register.find(number)?;
    let mut entries: Vec<&Entry> = papers.iter().flat_map(|paper| &paper.entries).collect();
    entries.sort_by_key(|entry| entry.seq);
    for entry in entries.iter().copied() {
        say(&line(entry, lang));
        say(&format!("    {}  #{}  {}\n", entry.action.name(), entry.seq, entry.hash));
        for (key, link) in [("register-original", &entry.original), ("register-replaced", &entry.replaced_by)] {
            if let Some(link) = link {
                say(&format!("    {}\n", ui(lang, key, &[("found", link)])));
            }
        }
    }
    if entries.is_empty() {
        say(&(ui(lang, "register-count", &[("count", "0")]) + "\n"));
    }
    Ok(Exit::Done)
}
