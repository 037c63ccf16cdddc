//! `laurea register verify`, `head`, `backup` and `restore`: that the register holds, and that it comes back.

use std::path::Path;

use super::super::args_of_register::RestoreArgs;
use super::super::{Exit, Failure, say};
use super::write_out;
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::pipeline;
use crate::register::{Fault, Head, Register, Source, Verified, Wrong, journal_of, restore as restore_register};

/// Looks at everything that can be proved about the register.
pub fn verify(config: &Config, head: Option<&Path>, lang: Lang) -> Result<Exit, Failure> {
    let path = &config.pipeline.paths.register;
    let head = head.map(Head::read).transpose()?;
    let Some(found) = Register::verify(path, head.as_ref())? else {
        let is_empty = head.is_none_or(|head| head.seq == 0);
        say(&(ui(lang, "register-empty", &[]) + "\n"));
        return Ok(if is_empty { Exit::Done } else { Exit::Unverified });
    };
    for fault in &found.faults {
        say(&format!("{}\n", fault_words(fault, lang)));
    }
    say(&summary(&found, path, head.as_ref(), lang));
    Ok(if found.faults.is_empty() { Exit::Done } else { Exit::Unverified })
}

fn summary(found: &Verified, path: &Path, head: Option<&Head>, lang: Lang) -> String {
    let (entries, seq) = (found.entries.to_string(), found.head.seq.to_string());
    let mut text = String::new();
    let mut told = |key: &str, args: &[(&str, &str)]| text.push_str(&(ui(lang, key, args) + "\n"));
    if found.faults.is_empty() {
        told("verify-whole", &[("entries", &entries), ("hash", &found.head.hash)]);
        if let Some(head) = head {
            told("verify-continues", &[("seq", &head.seq.to_string()), ("moment", &head.moment)]);
        }
    } else {
        let (count, path) = (found.faults.len().to_string(), path.display().to_string());
        told("verify-broken", &[("count", &count), ("entries", &entries), ("path", &path)]);
        told("verify-broken-hint", &[("path", &path)]);
    }
    let journal = journal_of(path).display().to_string();
    match (found.has_journal, found.behind) {
        (false, _) if found.head.seq > 0 => told("verify-no-journal", &[("path", &journal)]),
        (true, behind) if behind > 0 => told("verify-journal-behind", &[("count", &behind.to_string()), ("seq", &seq)]),
        _ => {}
    }
    text
}

/// A fault in words: the entry, whose it is, and what.
fn fault_words(fault: &Fault, lang: Lang) -> String {
    let what = match &fault.what {
        Wrong::Pages(error) => ui(lang, "verify-pages", &[("error", error)]),
        Wrong::Schema(name) => ui(lang, "verify-schema", &[("found", name)]),
        Wrong::Missing => ui(lang, "verify-missing", &[]),
        Wrong::Altered => ui(lang, "verify-altered", &[]),
        Wrong::Journal => ui(lang, "verify-journal", &[]),
        Wrong::Behind(last) => ui(lang, "verify-behind", &[("last", &last.to_string())]),
        Wrong::Head => ui(lang, "verify-head", &[]),
        Wrong::Order { date, last } => ui(lang, "verify-order", &[("date", &date.to_string()), ("last", &last.to_string())]),
        Wrong::Twice => ui(lang, "verify-twice", &[]),
        Wrong::Gap { book, first, last } => {
            ui(lang, "verify-gap", &[("book", book), ("first", &first.to_string()), ("last", &last.to_string())])
        }
        Wrong::Sequence(action) => ui(lang, "verify-sequence", &[("action", action.name())]),
        Wrong::DataRemoved => ui(lang, "verify-data-removed", &[]),
    };
    let Some(seq) = fault.seq else { return what };
    let of = [&fault.number, &fault.person, &fault.kind].into_iter().filter(|part| !part.is_empty());
    let of: Vec<&str> = of.map(String::as_str).collect();
    let entry = ui(lang, "verify-entry", &[("seq", &seq.to_string())]);
    if of.is_empty() { format!("{entry}: {what}") } else { format!("{entry} ({}): {what}", of.join(", ")) }
}

/// Prints or writes where the register stands.
pub fn head(register: &Register, out: Option<&Path>) -> Result<Exit, Failure> {
    write_out(register.head()?.text().as_bytes(), out)
}

/// Copies the register into a file.
pub fn backup(register: &Register, to: &Path, lang: Lang) -> Result<Exit, Failure> {
    let head = register.backup(to)?;
    let (path, seq) = (to.display().to_string(), head.seq.to_string());
    say(&(ui(lang, "backup-done", &[("path", &path), ("seq", &seq), ("hash", &head.hash)]) + "\n"));
    Ok(Exit::Done)
}

/// Gives the register back.
pub fn restore(config: &Config, args: &RestoreArgs, lang: Lang) -> Result<Exit, Failure> {
    let path = &config.pipeline.paths.register;
    let source = match (&args.backup, args.without_journal) {
        (Some(backup), false) => Source::BackupAndJournal(backup),
        (Some(backup), true) => Source::Backup(backup),
        (None, _) => Source::Journal,
    };
    let _lock = pipeline::lock(path)?;
    let restored = restore_register(path, source)?;
    let (seq, from_backup) = (restored.head.seq, restored.from_backup);
    let (entries, of_backup, of_journal) = (seq.to_string(), from_backup.to_string(), (seq - from_backup).to_string());
    let args = [("entries", entries.as_str()), ("backup", &of_backup), ("journal", &of_journal), ("hash", &restored.head.hash)];
    say(&(ui(lang, "restore-done", &args) + "\n"));
    for aside in &restored.aside {
        say(&(ui(lang, "restore-aside", &[("path", &aside.display().to_string())]) + "\n"));
    }
    Ok(Exit::Done)
}
