//! `laurea verify`: a paper, by its file or its code, against the register or a published list; an archive against itself and the
//! register.

use std::path::Path;

use serde_json::{Value, json};

use super::args::Format;
use super::args_of_submit::VerifyArgs;
use super::list_words::{shown_json, shown_words};
use super::submit::passphrase;
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::pipeline::{self, Against, Agreement, Error, Seen, SubmitError};
use crate::publish::list::List;
use crate::submit::{Told as _, Verdict};

/// Runs the command; the configuration is read only where the register is asked.
pub fn run(config: impl FnOnce() -> Result<Config, Failure>, args: &VerifyArgs, lang: Lang) -> Result<Exit, Failure> {
    let is_archive = |path: &&Path| !pipeline::is_shown_as_paper(path);
    match (&args.list, args.path.as_deref().filter(is_archive)) {
        (Some(_), Some(path)) if path.exists() => Err(Failure::ArchiveAgainstList(path.to_owned())),
        (Some(folder), _) => {
            let list = List::open(folder).map_err(Error::List)?;
            paper(Against::List(&list), args, lang)
        }
        (None, Some(path)) => archive(&config()?, path, args, lang),
        (None, None) => {
            let config = config()?;
            let none = || SubmitError::NoRegister(config.pipeline.paths.register.clone());
            let register = pipeline::open_register_to_read(&config)?.ok_or_else(none).map_err(Error::Submit)?;
            paper(Against::Register(&register, &config.institution.code), args, lang)
        }
    }
}

fn paper(against: Against, args: &VerifyArgs, lang: Lang) -> Result<Exit, Failure> {
    let shown = match (&args.code, &args.path) {
        (Some(code), _) => pipeline::show_code(against, code)?.ok_or_else(|| Failure::NoCode(code.clone()))?,
        (None, Some(path)) => pipeline::show_file(against, path)?,
        (None, None) => return Err(Failure::NothingNamed),
    };
    match args.format {
        Format::Json => print_json(&shown_json(against, &shown)),
        Format::Human => say(&shown_words(against, &shown, lang)),
    }
    Ok(if shown.is_sound() { Exit::Done } else { Exit::Unverified })
}

fn archive(config: &Config, path: &Path, args: &VerifyArgs, lang: Lang) -> Result<Exit, Failure> {
    let passphrase = args.passphrase.as_deref().map(passphrase).transpose()?;
    let seen = pipeline::verify(config, path, passphrase.as_deref())?;
    match args.format {
        Format::Json => print_json(&as_json(&seen, lang)),
        Format::Human => say(&archive_words(&seen.verdict, &seen.agreement, seen.papers, lang)),
    }
    Ok(if seen.is_sound() { Exit::Done } else { Exit::Unverified })
}

fn print_json(value: &Value) {
    say(&(serde_json::to_string_pretty(value).unwrap_or_default() + "\n"));
}

fn archive_words(verdict: &Verdict, agreement: &[Agreement], papers: usize, lang: Lang) -> String {
    let mut out = String::new();
    for bag in &verdict.bags {
        let (files, papers) = (bag.payload.len().to_string(), bag.papers.len().to_string());
        out += &(ui(lang, "verify-bag", &[("name", &bag.name), ("files", &files), ("papers", &papers)]) + "\n");
    }
    for fault in &verdict.faults {
        out += &format!("  {}: {}\n", fault.bag, fault.wrong.told(lang));
    }
    for against in agreement {
        out += &format!("  {}\n", agreement_words(against, lang));
    }
    let count = (verdict.faults.len() + agreement.len()).to_string();
    let key = if count == "0" { "verify-sound" } else { "verify-unsound" };
    out + &ui(lang, key, &[("count", &count), ("papers", &papers.to_string())]) + "\n"
}

fn agreement_words(against: &Agreement, lang: Lang) -> String {
    match against {
        Agreement::NoRegister => ui(lang, "agree-no-register", &[]),
        Agreement::Unknown { document } => ui(lang, "agree-unknown", &[("document", document)]),
        Agreement::Annulled { document, number, date } => {
            ui(lang, "agree-annulled", &[("document", document), ("number", number), ("date", date)])
        }
        Agreement::OtherPdf { document, number } => ui(lang, "agree-pdf", &[("document", document), ("number", number)]),
        Agreement::OtherNumber { document, said, number } => {
            ui(lang, "agree-number", &[("document", document), ("said", said), ("number", number)])
        }
        Agreement::UnknownPdf { file } => ui(lang, "agree-pdf-unknown", &[("file", file)]),
        Agreement::OtherArchive { archive } => ui(lang, "agree-archive", &[("archive", archive)]),
        Agreement::NotEntered { archive } => ui(lang, "agree-not-entered", &[("archive", archive)]),
    }
}

fn as_json(seen: &Seen, lang: Lang) -> Value {
    let bags = seen.verdict.bags.iter().map(|bag| json!({"name": bag.name, "sha256": bag.sha256}));
    let faults = seen.verdict.faults.iter();
    let faults = faults.map(|fault| json!({"bag": fault.bag, "code": fault.wrong.key(), "message": fault.wrong.told(lang)}));
    json!({
        "sound": seen.is_sound(),
        "papers": seen.papers,
        "bags": bags.collect::<Vec<_>>(),
        "faults": faults.collect::<Vec<_>>(),
        "register": seen.agreement,
    })
}
