//! `laurea check`: what is wrong in the workbooks.

use super::args::{CheckArgs, Format};
use super::issue::{options_of, today};
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::output::findings_jsonl;
use crate::pipeline::{self, Options};
use crate::report::{self, Bars};

/// Runs the command.
pub fn run(config: &Config, args: &CheckArgs, lang: Lang) -> Result<Exit, Failure> {
    let options =
        Options { date: args.date.or(config.pipeline.date).or_else(today), lang, ..options_of(&Default::default(), lang) };
    let mut checked = pipeline::check(config, &options, &Bars::new(lang))?;
    // Fields a kind needs are part of what is wrong; nothing is numbered.
    drop(pipeline::plan(config, &options, &mut checked));
    let summary = pipeline::summary_of(config, &checked, lang);
    match args.format {
        Format::Json => say(&findings_jsonl(&checked.findings, &checked.season.sources, lang)),
        Format::Human => {
            say(&report::findings(&summary, lang));
            say(&report::check_text(&summary, lang));
        }
    }
    if checked.held.is_batch() {
        eprintln!("{}\n  {}", ui(lang, "error-batch", &[]), ui(lang, "error-batch-hint", &[]));
        return Ok(Exit::Usage);
    }
    Ok(if summary.errors > 0 { Exit::Held } else { Exit::Done })
}
