//! `laurea check`: what is wrong in the workbooks.

use super::args::{CheckArgs, Format};
use super::issue::{options_of, today};
use super::{Exit, Failure, handed, say};
use crate::amend::fixes_csv;
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::output::findings_jsonl;
use crate::pipeline::{self, Checked, Options};
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
    let is_handed_back = hand_back(config, args, &checked, lang)?;
    if checked.held.is_batch() {
        eprintln!("{}\n  {}", ui(lang, "error-batch", &[]), ui(lang, "error-batch-hint", &[]));
        return Ok(Exit::Usage);
    }
    Ok(match (is_handed_back, summary.errors) {
        (false, _) => Exit::Unexpected,
        (true, 0) => Exit::Done,
        _ => Exit::Held,
    })
}

/// Writes what `--mark` and `--fixes` ask for; whether all of it could be written.
fn hand_back(config: &Config, args: &CheckArgs, checked: &Checked, lang: Lang) -> Result<bool, Failure> {
    // Where the findings are for a program, words are not among them.
    let tell = |text: &str| if args.format == Format::Json { eprint!("{text}") } else { say(text) };
    let mut is_whole = true;
    if let Some(out) = &args.mark {
        let files = pipeline::mark(config, checked, out, lang)?;
        tell(&format!("{}\n", ui(lang, "mark-done", &[("path", &out.display().to_string())])));
        for file in &files {
            tell(&handed::line(file, "mark-file", "hand-twin", lang));
            is_whole &= file.result.is_ok();
        }
    }
    if let Some(path) = &args.fixes {
        let fixes = pipeline::fixes(config, checked);
        pipeline::write_list(config, path, &fixes_csv(&fixes, lang))?;
        let key = if fixes.is_empty() { "fixes-none" } else { "fixes-done" };
        let (count, path) = (fixes.len().to_string(), path.display().to_string());
        tell(&format!("{}\n", ui(lang, key, &[("count", &count), ("path", &path)])));
    }
    Ok(is_whole)
}
