//! `laurea submit`: scans in, archives out, and what is known of both.

use std::path::Path;

use super::args::Format;
use super::args_of_submit::SubmitArgs;
use super::issue::today;
use super::submit_words::{sent_json, sent_words, status_words};
use super::{Exit, Failure, say, state};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::kind;
use crate::pipeline::{self, Error, Fate, SubmitOptions};
use crate::report::Bars;
use crate::submit::passphrase_in;

/// Runs the command.
pub fn run(config: &Config, args: &SubmitArgs, lang: Lang) -> Result<Exit, Failure> {
    let out = args.out.as_deref();
    match (&args.scans, &args.signature, &args.answer) {
        (Some(scans), ..) => send(config, args, scans, lang),
        (_, Some(file), _) => signature(config, out, file, lang),
        (_, _, Some(file)) => state::answer(config, file, out, lang),
        _ if args.state_files => state::files(config, out, lang),
        _ => status(config, args, lang),
    }
}

fn send(config: &Config, args: &SubmitArgs, scans: &Path, lang: Lang) -> Result<Exit, Failure> {
    let options = SubmitOptions {
        scans: scans.to_owned(),
        decisions: args.decisions.clone(),
        out: args.out.clone(),
        passphrase: args.passphrase.as_deref().map(passphrase).transpose()?,
        date: args.act.date.or_else(today).ok_or(Error::NoDate)?,
        by: args.act.by.clone(),
        again: args.again.clone(),
        is_dry_run: args.dry_run,
        lang,
    };
    let sent = pipeline::submit(config, &options, &Bars::new(lang))?;
    match args.format {
        Format::Json => say(&(serde_json::to_string_pretty(&sent_json(&sent)).unwrap_or_default() + "\n")),
        Format::Human => {
            let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[])?;
            say(&sent_words(&kinds, &sent, args.dry_run, lang));
        }
    }
    let is_held = sent.papers.iter().any(|line| matches!(line.fate, Fate::Held(_)));
    let is_open = is_held || sent.pages.doubtful + sent.pages.left_over + sent.pages.broken > 0;
    Ok(if is_open { Exit::Held } else { Exit::Done })
}

fn signature(config: &Config, out: Option<&Path>, file: &Path, lang: Lang) -> Result<Exit, Failure> {
    let taken = pipeline::take_signature(config, out, file)?;
    say(&(ui(lang, "submit-signed", &[("batch", &taken.batch), ("file", &taken.file)]) + "\n"));
    if !taken.names_the_list {
        say(&(ui(lang, "submit-signed-unsure", &[]) + "\n"));
    }
    Ok(Exit::Done)
}

fn status(config: &Config, args: &SubmitArgs, lang: Lang) -> Result<Exit, Failure> {
    let day = args.act.date.or_else(today).ok_or(Error::NoDate)?;
    let status = pipeline::submission_status(config, day)?;
    match args.format {
        Format::Json => say(&(serde_json::to_string_pretty(&status).unwrap_or_default() + "\n")),
        Format::Human => {
            let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[])?;
            say(&status_words(&kinds, &status, day, lang));
        }
    }
    Ok(Exit::Done)
}

/// The passphrase: the first line of a file.
pub(super) fn passphrase(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::Passphrase(path.to_owned(), error.to_string()))?;
    passphrase_in(&bytes).ok_or_else(|| Failure::Passphrase(path.to_owned(), String::new()))
}
