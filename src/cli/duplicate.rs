//! `laurea duplicate`: requests for duplicates, granted or refused.

use std::path::Path;

use super::args::{DuplicateArgs, Format};
use super::issue::{isolation, today};
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Catalogue, Code, Lang, Level, Subject, ui};
use crate::pipeline::{self, Decided, DuplicateLine, Duplicates, Options};
use crate::report::{self, Bars};

/// Runs the command.
pub fn run(config: &Config, args: &DuplicateArgs, lang: Lang) -> Result<Exit, Failure> {
    let date = args.date.or(config.pipeline.date).or_else(today);
    let options = Options { date, lang, isolation: isolation(), ..Options::default() };
    let done = pipeline::duplicate(config, &options, &args.request, args.dry_run, &Bars::new(lang))?;
    if done.is_stopped {
        say(&report::findings(&pipeline::summary_of(config, &done.checked, lang), lang));
        eprintln!("{}\n  {}", ui(lang, "error-batch", &[]), ui(lang, "error-batch-hint", &[]));
        return Ok(Exit::Usage);
    }
    match args.format {
        Format::Json => say(&(serde_json::to_string_pretty(&done).unwrap_or_default() + "\n")),
        Format::Human => say(&words(&done, args.dry_run, &config.pipeline.paths.register, lang)),
    }
    let is_unverified = done.checked.findings.iter().any(|finding| finding.code == Code::OutputDiffers);
    let is_undecided = done.requests.iter().any(|line| line.decision == Decided::Undecided);
    Ok(match (is_unverified, is_undecided) {
        (true, _) => Exit::Unverified,
        (false, true) => Exit::Held,
        (false, false) => Exit::Done,
    })
}

fn words(done: &Duplicates, is_dry_run: bool, register: &Path, lang: Lang) -> String {
    let say = |key: &str, args: &[(&str, &str)]| ui(lang, key, args);
    if done.requests.is_empty() {
        return say("duplicates-none", &[]) + "\n";
    }
    let mut out = say("duplicates-title", &[("count", &done.requests.len().to_string())]) + "\n";
    for line in &done.requests {
        out += &format!("  {}\n", request(line, lang));
        for reason in reasons(done, line, lang) {
            out += &format!("      {reason}\n");
        }
        for file in &line.files {
            out += &format!("      {file}\n");
        }
    }
    let count = |wanted: &[Decided]| done.requests.iter().filter(|line| wanted.contains(&line.decision)).count().to_string();
    out += &format!("  {}\n", say("duplicates-granted", &[("count", &count(&[Decided::Granted, Decided::GrantedBefore]))]));
    out += &format!("  {}\n", say("duplicates-refused", &[("count", &count(&[Decided::Refused]))]));
    out += &format!("  {}\n", say("duplicates-undecided", &[("count", &count(&[Decided::Undecided]))]));
    if let Some(folder) = &done.folder {
        out += &format!("  {}\n", say("summary-where", &[("path", &folder.display().to_string())]));
        out += &format!("  {}\n", say("summary-register", &[("path", &register.display().to_string())]));
    }
    if is_dry_run {
        out += &format!("{}\n", say("summary-dry-run", &[]));
    }
    out
}

fn request(line: &DuplicateLine, lang: Lang) -> String {
    let number = line.number.as_deref();
    let key = match line.decision {
        Decided::Granted if number.is_some() => "duplicate-granted-number",
        Decided::Granted => "duplicate-granted",
        Decided::GrantedBefore => "duplicate-granted-before",
        Decided::Refused => "duplicate-refused",
        Decided::Undecided => "duplicate-undecided",
    };
    let decision = ui(lang, key, &[("number", number.unwrap_or("–"))]);
    let args = [("request", line.request.as_str()), ("name", &line.person_name), ("original", &line.original)];
    ui(lang, "duplicate-line", &[args[0], args[1], args[2], ("decision", &decision)])
}

/// Why a request is not granted, and what to do where a person has to; what a person should look at in one that is.
fn reasons(done: &Duplicates, line: &DuplicateLine, lang: Lang) -> Vec<String> {
    let catalogue = Catalogue::of(lang);
    let is_undecided = line.decision == Decided::Undecided;
    let is_own = |subject: &Subject| match subject {
        Subject::Request(at) => *at == line.at,
        // A paper that could not be set is known by the last part of its key.
        Subject::Document(key) => is_undecided && key.ends_with(&format!("/{}", crate::plan::legal_file_name(&line.request))),
        _ => false,
    };
    let own = done.checked.findings.iter().filter(|finding| is_own(&finding.subject) && finding.level >= Level::Warning);
    let told = own.map(|finding| {
        let hint = if is_undecided { format!(" {}", catalogue.hint(finding)) } else { String::new() };
        format!("[{}] {}{hint}", finding.code.name(), catalogue.message(finding))
    });
    told.collect()
}
