//! What is said of files that were handed back, or could not be.

use crate::amend::AmendError;
use crate::diag::{Lang, ui};
use crate::output::CopyError;
use crate::pipeline::{Handed, Refusal};

/// A line about a file: `done` says it of a file that was written, `twin` of one that became a new workbook.
pub fn line(handed: &Handed, done: &str, twin: &str, lang: Lang) -> String {
    let path = match &handed.result {
        Ok(path) => path.display().to_string(),
        Err(refusal) => {
            return format!("  {}\n", ui(lang, "hand-failed", &[("file", &handed.file), ("why", &why(refusal, lang))]));
        }
    };
    let [errors, warnings, notes] = handed.levels.map(|count| count.to_string());
    let count = handed.changed.to_string();
    let args = [
        ("file", handed.file.as_str()),
        ("copy", &path),
        ("errors", &errors),
        ("warnings", &warnings),
        ("notes", &notes),
        ("count", &count),
    ];
    let remark = if handed.is_twin { format!("  ({})", ui(lang, twin, &[])) } else { String::new() };
    format!("  {}{remark}\n", ui(lang, done, &args))
}

fn why(refusal: &Refusal, lang: Lang) -> String {
    match refusal {
        Refusal::Unreadable => ui(lang, "hand-unreadable", &[]),
        Refusal::Copy(CopyError::IsInput(_)) => ui(lang, "hand-is-input", &[]),
        Refusal::Copy(CopyError::NotOurs(path)) => ui(lang, "hand-not-ours", &[("path", &path.display().to_string())]),
        Refusal::Copy(CopyError::Output(error)) => error.to_string(),
        Refusal::Amend(error) => amend_words(error, lang),
    }
}

fn amend_words(error: &AmendError, lang: Lang) -> String {
    match error {
        AmendError::NotAWorkbook(error) => ui(lang, "amend-not-a-workbook", &[("error", error)]),
        AmendError::Signed => ui(lang, "amend-signed", &[]),
        AmendError::DuplicateParts => ui(lang, "amend-duplicate-parts", &[]),
        AmendError::TooLarge(part) => ui(lang, "amend-too-large", &[("part", part)]),
        AmendError::Malformed { part, why } => ui(lang, "amend-malformed", &[("part", part), ("error", why)]),
        AmendError::NoSuchSheet(sheet) => ui(lang, "amend-no-such-sheet", &[("sheet", sheet)]),
        AmendError::Impossible { place, value } => ui(lang, "amend-impossible", &[("cell", place), ("value", value)]),
    }
}
