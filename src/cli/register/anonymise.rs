//! `laurea register anonymise`: a copy for tests.

use std::path::Path;

use super::super::args_of_register::ActArgs;
use super::super::{Exit, Failure, say};
use super::{day, empty, writing};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::register::Access;

/// Writes the copy.
pub fn anonymise(config: &Config, copy: &Path, purpose: Option<&str>, act: &ActArgs, lang: Lang) -> Result<Exit, Failure> {
    if copy.exists() {
        return Err(Failure::IsThere(copy.to_owned()));
    }
    let date = day(act)?;
    let Some((_lock, mut register)) = writing(config, act)? else { return Ok(empty(lang)) };
    let purpose = purpose.map(str::to_owned);
    register.enter_access(&Access { what: "copy", format: "sqlite", purpose, ..Access::default() }, date)?;
    let count = register.anonymise(copy)?;
    let args = [("count", count.to_string()), ("path", copy.display().to_string())];
    say(&(ui(lang, "anonymise-done", &args.each_ref().map(|(name, text)| (*name, text.as_str()))) + "\n"));
    Ok(Exit::Done)
}
