//! `laurea register log` and `register key`: who was given what, and the key of the register.

use std::path::Path;

use super::super::{Exit, Failure, say};
use super::words::{day, moment};
use crate::diag::{Lang, ui};
use crate::disk::write_whole;
use crate::register::{Key, Register};

/// Shows what was handed out.
pub fn log(register: &Register, lang: Lang) -> Result<Exit, Failure> {
    let accesses = register.accesses()?;
    for entry in &accesses {
        let said = |name: &str| entry.detail(name).unwrap_or_default();
        let what = ui(lang, &format!("access-{}", said("what")), &[]);
        let about = [said("book"), said("year"), entry.faculty_number.clone()];
        let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty()).collect();
        let lines = ui(lang, "access-lines", &[("count", &said("lines"))]);
        let data = entry.detail("data").map(|_| ui(lang, "access-data", &[])).unwrap_or_default();
        let purpose = Some(said("purpose")).filter(|purpose| !purpose.is_empty());
        let purpose = purpose.unwrap_or_else(|| ui(lang, "access-no-purpose", &[]));
        say(&format!(
            "{:<10} {}  {}  {}\n",
            entry.document,
            entry.at.as_deref().map_or_else(|| day(entry.day(), lang), |at| moment(at, lang)),
            entry.by.as_deref().unwrap_or("–"),
            [vec![what, said("format")], about, vec![lines, data, purpose]]
                .concat()
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        ));
    }
    say(&(ui(lang, "access-count", &[("count", &accesses.len().to_string())]) + "\n"));
    Ok(Exit::Done)
}

/// Makes a key.
pub fn make_key(out: &Path, lang: Lang) -> Result<Exit, Failure> {
    if out.exists() {
        return Err(Failure::IsThere(out.to_owned()));
    }
    let key = Key::invent().map_err(Failure::Other)?;
    write_whole(out, key.as_bytes()).map_err(|error| Failure::Write(out.to_owned(), error))?;
    say(&(ui(lang, "key-made", &[("path", &out.display().to_string())]) + "\n"));
    Ok(Exit::Done)
}
