//! `laurea issue` and `laurea draft`: the papers.

use std::time::Instant;

use jiff::civil::Date;

use super::args::{Format, IssueArgs, RunArgs};
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::ingest::Isolation;
use crate::output::plan_json;
use crate::pipeline::{self, Forms, Options, Outcome};
use crate::report::{self, Bars};

/// Runs `issue`.
pub fn issue(config: &Config, args: &IssueArgs, lang: Lang) -> Result<Exit, Failure> {
    let mut options = options(config, &args.run, lang);
    options.forms.blanks.clone_from(&args.blanks);
    options.forms.spoiled.clone_from(&args.spoiled);
    if args.dry_run {
        return dry_run(config, &options, args.run.format);
    }
    let start = Instant::now();
    let outcome = pipeline::issue(config, &options, &Bars::new(lang))?;
    Ok(close(&outcome, args.run.format, Some(&config.pipeline.paths.register), start, lang))
}

/// Runs `draft`.
pub fn draft(config: &Config, args: &RunArgs, lang: Lang) -> Result<Exit, Failure> {
    let start = Instant::now();
    let outcome = pipeline::draft(config, &options(config, args, lang), &Bars::new(lang))?;
    Ok(close(&outcome, args.format, None, start, lang))
}

/// The pipeline's options from a command's arguments, without a date.
pub(super) fn options_of(args: &RunArgs, lang: Lang) -> Options {
    Options {
        kinds: args.kind.clone(),
        students: args.student.clone(),
        threads: args.threads.map(|threads| threads as usize),
        date: args.date,
        lang,
        forms: Forms { on_form: args.on_form, printer: args.printer.clone(), tray: args.tray.clone(), ..Forms::default() },
        isolation: isolation(),
    }
}

/// Workbooks are read and papers set by this program itself, in processes of their own.
pub(super) fn isolation() -> Isolation {
    std::env::current_exe().map_or_else(|_| Isolation::default(), Isolation::Process)
}

/// Today, as the machine has it: the only clock of the program.
#[expect(clippy::disallowed_methods, reason = "a run without a configured date is dated today")]
pub(super) fn today() -> Option<Date> {
    Some(jiff::Zoned::now().date())
}

fn options(config: &Config, args: &RunArgs, lang: Lang) -> Options {
    let mut options = options_of(args, lang);
    options.date = args.date.or(config.pipeline.date).or_else(today);
    options
}

fn dry_run(config: &Config, options: &Options, format: Format) -> Result<Exit, Failure> {
    let lang = options.lang;
    let mut checked = pipeline::check(config, options, &Bars::new(lang))?;
    let mut plan = pipeline::plan(config, options, &mut checked)?;
    plan.documents.extend(pipeline::planned_lists(config, options, &checked, &plan));
    match format {
        Format::Json => say(&plan_json(&checked.run, &plan.documents, &plan.held)),
        Format::Human => {
            for document in &plan.documents {
                say(&format!(
                    "{:<14} {:<14} {}  →  {}\n",
                    document.kind, document.faculty_number, document.person_name, document.file
                ));
            }
            say(&format!("{}\n", ui(lang, "summary-dry-run", &[])));
        }
    }
    Ok(exit_of(checked.held.is_batch(), false, checked.held.record_count() + plan.held.len()))
}

/// Tells of a run that is over, and how it ended.
pub(super) fn close(outcome: &Outcome, format: Format, register: Option<&std::path::Path>, start: Instant, lang: Lang) -> Exit {
    let seconds = start.elapsed().as_secs_f64();
    let summary = &outcome.summary;
    match format {
        Format::Json => say(&(serde_json::to_string_pretty(summary).unwrap_or_default() + "\n")),
        Format::Human if outcome.is_stopped => return stopped(outcome, lang),
        Format::Human => say(&report::summary_text(summary, outcome.folder.as_deref(), register, seconds, lang)),
    }
    if outcome.is_stopped {
        say_stopped(lang);
    }
    exit_of(outcome.is_stopped, outcome.is_unverified, summary.records_held + summary.held)
}

/// Tells of a run that the errors in its inputs stopped.
pub(super) fn stopped(outcome: &Outcome, lang: Lang) -> Exit {
    say(&report::findings(&outcome.summary, lang));
    say_stopped(lang);
    Exit::Usage
}

fn say_stopped(lang: Lang) {
    eprintln!("{}\n  {}", ui(lang, "error-batch", &[]), ui(lang, "error-batch-hint", &[]));
}

fn exit_of(is_stopped: bool, is_unverified: bool, held: usize) -> Exit {
    match (is_stopped, is_unverified, held) {
        (true, ..) => Exit::Usage,
        (_, true, _) => Exit::Unverified,
        (.., 0) => Exit::Done,
        _ => Exit::Held,
    }
}
