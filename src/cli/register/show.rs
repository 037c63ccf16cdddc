//! `laurea register show`: one paper's life.

use super::super::{Exit, Failure, say};
use super::list::line;
use crate::diag::{Lang, ui};
use crate::register::{Entry, Register};

/// Shows the papers that a number, a key or a code names.
pub fn show(register: &Register, number: &str, lang: Lang) -> Result<Exit, Failure> {
    // A scanned code, whole or only its check value.
    let check = number.rsplit(':').next().unwrap_or(number).to_uppercase();
    let of_code = register.papers_of_code(&check)?;
    let fits = |entry: &Entry| {
        let is_named = entry.number.as_deref() == Some(number) || entry.faculty_number == number || entry.document == number;
        is_named || of_code.contains(&entry.document)
    };
    let entries: Vec<Entry> = register.entries()?.into_iter().filter(fits).collect();
    for entry in &entries {
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
