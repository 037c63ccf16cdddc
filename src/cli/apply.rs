//! `laurea apply`: corrected copies from a list of provable repairs.

use std::fs;

use super::args::ApplyArgs;
use super::{Exit, Failure, handed, say};
use crate::amend::{Fix, read_fixes};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::pipeline::{self, Skip};

/// Runs the command.
pub fn run(config: &Config, args: &ApplyArgs, lang: Lang) -> Result<Exit, Failure> {
    let bytes = fs::read(&args.list).map_err(|error| Failure::ListUnreadable(args.list.clone(), error))?;
    let lines = read_fixes(&bytes).ok_or_else(|| Failure::ListColumns(args.list.clone()))?;
    let applied = pipeline::apply(config, lines, &args.out)?;
    for (line, fix, skip) in &applied.skipped {
        say(&skipped(*line, fix, *skip, lang));
    }
    for file in &applied.files {
        say(&handed::line(file, "apply-file", "hand-twin-corrected", lang));
    }
    let count: usize = applied.files.iter().map(|file| file.changed).sum();
    let (count_text, path) = (count.to_string(), args.out.display().to_string());
    let key = if count > 0 { "apply-done" } else { "apply-none" };
    say(&format!("{}\n", ui(lang, key, &[("count", &count_text), ("path", &path)])));
    Ok(match (applied.files.iter().all(|file| file.result.is_ok()), applied.skipped.is_empty()) {
        (false, _) => Exit::Unexpected,
        (true, false) => Exit::Held,
        (true, true) => Exit::Done,
    })
}

/// A line of the list that was not carried out; what the cell holds is not repeated, it may be a personal number.
fn skipped(line: usize, fix: &Result<Fix, String>, skip: Skip, lang: Lang) -> String {
    let place = fix.as_ref().map_or_else(
        |_| "…".to_owned(),
        |fix| {
            let parts = [fix.file.clone(), fix.sheet.clone(), fix.cell()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" › ")
        },
    );
    let why = match skip {
        Skip::Unreadable => "apply-skipped-unreadable",
        Skip::NoFile => "apply-skipped-no-file",
        Skip::NoCell => "apply-skipped-no-cell",
        Skip::Differs => "apply-skipped-differs",
        Skip::Twice => "apply-skipped-twice",
        Skip::NotWritten => "apply-skipped-not-written",
    };
    let args = [("line", line.to_string()), ("place", place), ("why", ui(lang, why, &[]))];
    let args = [0, 1, 2].map(|at: usize| (args[at].0, args[at].1.as_str()));
    format!("{}\n", ui(lang, "apply-skipped", &args))
}
