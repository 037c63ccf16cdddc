//! `laurea verify`: an archive, a batch or an issued PDF against itself and the register.

use serde_json::{Value, json};

use super::args::Format;
use super::args_of_submit::VerifyArgs;
use super::submit::passphrase;
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::pipeline::{self, Agreement, PaperSeen, Seen};
use crate::submit::{Told as _, Verdict};

/// Runs the command.
pub fn run(config: &Config, args: &VerifyArgs, lang: Lang) -> Result<Exit, Failure> {
    let passphrase = args.passphrase.as_deref().map(passphrase).transpose()?;
    let seen = pipeline::verify(config, &args.path, passphrase.as_deref())?;
    match args.format {
        Format::Json => say(&(serde_json::to_string_pretty(&as_json(&seen, lang)).unwrap_or_default() + "\n")),
        Format::Human => say(&words(&seen, lang)),
    }
    Ok(if seen.is_sound() { Exit::Done } else { Exit::Unverified })
}

fn words(seen: &Seen, lang: Lang) -> String {
    match seen {
        Seen::Archive { verdict, agreement, papers } => archive_words(verdict, agreement, *papers, lang),
        Seen::Pdf { sha256, papers } if papers.is_empty() => ui(lang, "verify-pdf-unknown", &[("sha256", sha256)]) + "\n",
        Seen::Pdf { papers, .. } => papers.iter().map(|paper| pdf_words(paper, lang) + "\n").collect(),
    }
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

fn pdf_words(paper: &PaperSeen, lang: Lang) -> String {
    let entry = &paper.entry;
    let number = entry.number.as_deref().unwrap_or("–");
    let key = match (paper.holds, paper.is_replaced) {
        (true, _) => "verify-pdf-holds",
        (false, true) => "verify-pdf-replaced",
        (false, false) => "verify-pdf-annulled",
    };
    let args = [("number", number), ("document", &entry.document), ("date", &entry.date), ("name", &entry.person_name)];
    ui(lang, key, &args)
}

fn as_json(seen: &Seen, lang: Lang) -> Value {
    match seen {
        Seen::Archive { verdict, agreement, papers } => json!({
            "sound": seen.is_sound(),
            "papers": papers,
            "bags": verdict.bags.iter().map(|bag| json!({"name": bag.name, "sha256": bag.sha256})).collect::<Vec<_>>(),
            "faults": verdict
                .faults
                .iter()
                .map(|fault| json!({"bag": fault.bag, "code": fault.wrong.key(), "message": fault.wrong.told(lang)}))
                .collect::<Vec<_>>(),
            "register": agreement,
        }),
        Seen::Pdf { sha256, papers } => json!({ "sound": seen.is_sound(), "sha256": sha256, "papers": papers }),
    }
}
