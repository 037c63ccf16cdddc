//! What is said of plans and shards that cannot be used, and with which exit code.

use std::path::Path;

use super::Exit;
use super::failure::{said, write_words};
use crate::diag::{Lang, ui};
use crate::shard::{Change, EngineError, Flaw, ShardError};

/// Flaws and changes that are told one by one.
const TOLD: usize = 20;

/// The exit code of a command about shards: what cannot be read or written now may be later.
pub fn exit_of(error: &ShardError) -> Exit {
    match error {
        ShardError::Ended => Exit::Ended,
        ShardError::Io { .. } | ShardError::Busy(_) => Exit::Temporary,
        ShardError::Flawed(flaws) if flaws.iter().any(|flaw| matches!(flaw, Flaw::Altered(_))) => Exit::Unverified,
        _ => Exit::Usage,
    }
}

/// What to say.
pub fn error_words(error: &ShardError, lang: Lang) -> String {
    let about = |key: &str, path: &Path| said(lang, key, &[("path", &path.display().to_string())]);
    match error {
        ShardError::NoPlan(path) => about("error-shard-no-plan", path),
        ShardError::Taken(path) => about("error-shard-taken", path),
        ShardError::Version { path, found, own } => {
            let path = path.display().to_string();
            said(lang, "error-shard-version", &[("path", &path), ("found", found), ("own", own)])
        }
        ShardError::Altered(path) => about("error-shard-altered", path),
        ShardError::Foreign(path) => about("error-shard-foreign", path),
        ShardError::Busy(path) => about("error-shard-busy", path),
        ShardError::Engine(EngineError::None) => said(lang, "error-shard-engine", &[]),
        ShardError::Engine(EngineError::NoCount { engine }) => said(lang, "error-shard-count", &[("engine", engine)]),
        ShardError::Engine(EngineError::Contradiction(found)) => said(lang, "error-shard-contradiction", &[("found", found)]),
        ShardError::Engine(EngineError::Unreadable(found)) => said(lang, "error-shard-unreadable", &[("found", found)]),
        ShardError::Flawed(flaws) => {
            listed(flaws.iter().map(|flaw| flaw_words(flaw, lang)), lang) + &said(lang, "error-shard-flawed", &[])
        }
        ShardError::Changed(changes) => {
            listed(changes.iter().map(|change| change_words(change, lang)), lang) + &said(lang, "error-shard-changed", &[])
        }
        ShardError::Io { path, error } => write_words(path, error, lang),
        ShardError::Ended => said(lang, "error-shard-ended", &[]),
    }
}

/// The first lines, and how many more there are.
fn listed(lines: impl ExactSizeIterator<Item = String>, lang: Lang) -> String {
    let more = lines.len().saturating_sub(TOLD);
    let mut text: String = lines.take(TOLD).map(|line| format!("  {line}\n")).collect();
    if more > 0 {
        text += &format!("  {}\n", ui(lang, "shard-more", &[("count", &more.to_string())]));
    }
    text
}

fn flaw_words(flaw: &Flaw, lang: Lang) -> String {
    let about = |key: &str, path: &Path| ui(lang, key, &[("path", &path.display().to_string())]);
    match flaw {
        Flaw::Missing(shard) => ui(lang, "shard-flaw-missing", &[("shard", &shard.to_string())]),
        Flaw::Unfinished(path) => about("shard-flaw-unfinished", path),
        Flaw::Doubled(shard, one, other) => {
            let (shard, one, other) = (shard.to_string(), one.display().to_string(), other.display().to_string());
            ui(lang, "shard-flaw-doubled", &[("shard", &shard), ("one", &one), ("other", &other)])
        }
        Flaw::Foreign(path) => about("shard-flaw-foreign", path),
        Flaw::Mixed(one, other) => ui(lang, "shard-flaw-mixed", &[("one", &one.to_string()), ("other", &other.to_string())]),
        Flaw::Altered(path) => about("shard-flaw-altered", path),
        Flaw::Untold(path, key) => ui(lang, "shard-flaw-untold", &[("path", &path.display().to_string()), ("document", key)]),
        Flaw::None(path) => about("shard-flaw-none", path),
    }
}

fn change_words(change: &Change, lang: Lang) -> String {
    match change {
        Change::Templates => ui(lang, "shard-change-templates", &[]),
        Change::New(key) => ui(lang, "shard-change-new", &[("document", key)]),
        Change::Gone(key) => ui(lang, "shard-change-gone", &[("document", key)]),
        Change::Differs(key) => ui(lang, "shard-change-differs", &[("document", key)]),
    }
}
