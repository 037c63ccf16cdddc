//! How a submission is told: what was found, what is sent, what is held and why, what waits.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::failure::said;
use super::register::{act_day, bar, label, title, waits};
use crate::diag::{Lang, ui};
use crate::kind::Kinds;
use crate::model::Step;
use crate::pipeline::{Fate, Lack, Pages, Sent, SentBatch, Status, SubmitError};
use crate::submit::Told as _;

/// What came of `submit --scans`.
pub fn sent_words(kinds: &Kinds, sent: &Sent, is_dry_run: bool, lang: Lang) -> String {
    let mut out = String::new();
    if let Some(batch) = &sent.completed {
        out += &batch_words("submit-completed", batch, lang);
    }
    out += &pages_words(sent.pages, lang);
    for line in &sent.papers {
        out += &format!("  {}: {}\n", label(kinds, &line.entry, lang), fate_words(kinds, &line.fate, lang));
    }
    if sent.unscanned > 0 {
        out += &(ui(lang, "submit-unscanned", &[("count", &sent.unscanned.to_string())]) + "\n");
    }
    for told in &sent.told {
        let (line, key) = told.key();
        out += &(ui(lang, "submit-told", &[("line", &line.to_string()), ("why", &ui(lang, key, &[]))]) + "\n");
    }
    if let Some((sheet, list)) = &sent.sheet {
        let (sheet, list) = (sheet.display().to_string(), list.display().to_string());
        out += &(ui(lang, "submit-sheet", &[("sheet", &sheet), ("list", &list)]) + "\n");
    }
    match &sent.batch {
        Some(batch) => out += &batch_words("submit-batch", batch, lang),
        None if is_dry_run => out += &(ui(lang, "submit-dry-run", &[]) + "\n"),
        None => out += &(ui(lang, "submit-nothing", &[]) + "\n"),
    }
    out
}

fn pages_words(pages: Pages, lang: Lang) -> String {
    let numbers = [pages.read, pages.placed, pages.doubtful, pages.left_over, pages.twice, pages.skipped, pages.broken];
    let numbers = numbers.map(|number| number.to_string());
    let names = ["read", "placed", "doubtful", "left", "twice", "skipped", "broken"];
    let args: Vec<(&str, &str)> = names.into_iter().zip(numbers.iter().map(String::as_str)).collect();
    ui(lang, "submit-pages", &args) + "\n"
}

fn batch_words(key: &str, batch: &SentBatch, lang: Lang) -> String {
    let mut out = ui(lang, key, &[("batch", &batch.name), ("folder", &batch.folder.display().to_string())]) + "\n";
    for archive in &batch.archives {
        let (papers, bytes) = (archive.documents.len().to_string(), archive.size.to_string());
        let args = [("archive", archive.name.as_str()), ("papers", &papers), ("bytes", &bytes), ("sha256", &archive.sha256)];
        out += &format!("  {}\n", ui(lang, "submit-archive", &args));
    }
    out
}

fn fate_words(kinds: &Kinds, fate: &Fate, lang: Lang) -> String {
    match fate {
        Fate::Packed(name) if name.is_empty() => ui(lang, "submit-whole", &[]),
        Fate::Packed(name) => ui(lang, "submit-packed", &[("archive", name)]),
        Fate::SentBefore { archive, date } => {
            let archive = archive.as_deref().unwrap_or("–");
            ui(lang, "submit-sent-before", &[("archive", archive), ("date", &act_day(*date, lang))])
        }
        Fate::Held(lacks) => {
            let why: Vec<String> = lacks.iter().map(|lack| lack_words(kinds, lack, lang)).collect();
            ui(lang, "submit-held", &[("why", &why.join("; "))])
        }
    }
}

fn lack_words(kinds: &Kinds, lack: &Lack, lang: Lang) -> String {
    match lack {
        Lack::Pages { kind, missing, of } => {
            let pages = missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let args = [("kind", title(kinds, kind, lang)), ("pages", pages), ("of", of.to_string())];
            ui(lang, "submit-lacks-pages", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
        }
        Lack::First(step) => ui(lang, "submit-lacks-step", &[("step", &waits(*step, lang))]),
        Lack::Annulled => ui(lang, "submit-lacks-annulled", &[]),
        Lack::Not => ui(lang, "submit-lacks-issue", &[]),
        Lack::Before(day) => ui(lang, "submit-lacks-day", &[("date", &act_day(Some(*day), lang))]),
        Lack::Pdf(kind) => ui(lang, "submit-lacks-pdf", &[("kind", &title(kinds, kind, lang))]),
    }
}

/// The same for programs.
pub fn sent_json(sent: &Sent) -> Value {
    let batch = |batch: &Option<SentBatch>| {
        batch.as_ref().map(|batch| {
            let archives = batch.archives.iter().map(|archive| {
                json!({"archive": archive.name, "sha256": archive.sha256, "bytes": archive.size, "documents": archive.documents})
            });
            json!({"batch": batch.name, "folder": batch.folder, "archives": archives.collect::<Vec<_>>()})
        })
    };
    let papers = sent.papers.iter().map(|line| {
        let fate = match &line.fate {
            Fate::Packed(archive) => json!({"packed": archive}),
            Fate::SentBefore { archive, date } => json!({"sent_before": archive, "date": date}),
            Fate::Held(lacks) => json!({"held": lacks.iter().map(lack_json).collect::<Vec<_>>()}),
        };
        json!({"document": line.entry.document, "number": line.entry.number, "fate": fate})
    });
    let pages = sent.pages;
    json!({
        "pages": {
            "read": pages.read, "placed": pages.placed, "doubtful": pages.doubtful, "left_over": pages.left_over,
            "twice": pages.twice, "skipped": pages.skipped, "broken": pages.broken,
        },
        "papers": papers.collect::<Vec<_>>(),
        "unscanned": sent.unscanned,
        "sheet": sent.sheet.as_ref().map(|(sheet, _)| sheet),
        "decisions": sent.sheet.as_ref().map(|(_, list)| list),
        "completed": batch(&sent.completed),
        "sent": batch(&sent.batch),
    })
}

fn lack_json(lack: &Lack) -> Value {
    match lack {
        Lack::Pages { kind, missing, .. } => json!({"pages": missing, "kind": kind}),
        Lack::First(step) => json!({"first": step.name()}),
        Lack::Annulled => json!("annulled"),
        Lack::Not => json!("not-issued"),
        Lack::Before(day) => json!({"before": day}),
        Lack::Pdf(kind) => json!({"pdf": kind}),
    }
}

/// What `submit --status` says.
pub fn status_words(kinds: &Kinds, status: &Status, today: Date, lang: Lang) -> String {
    let mut out = ui(lang, "status-archives", &[("count", &status.archives.len().to_string())]) + "\n";
    for archive in &status.archives {
        let (papers, annulled) = (archive.papers.to_string(), archive.annulled.to_string());
        let day = act_day(archive.date.parse().ok(), lang);
        let args = [("archive", archive.archive.as_str()), ("papers", &papers), ("date", &day), ("sha256", &archive.sha256)];
        out += &format!("  {}\n", ui(lang, "status-archive", &args));
        if archive.annulled > 0 {
            out += &format!("    {}\n", ui(lang, "status-annulled", &[("count", &annulled)]));
        }
    }
    if status.without_archive > 0 {
        out += &(ui(lang, "status-without-archive", &[("count", &status.without_archive.to_string())]) + "\n");
    }
    if let Some(batch) = &status.unfinished {
        out += &(ui(lang, "status-unfinished", &[("batch", batch)]) + "\n");
    }
    for step in [Step::Submitted, Step::Scanned] {
        let own: Vec<_> = status.waiting.iter().filter(|waiting| waiting.step == step).collect();
        out += &format!("{} – {}\n", waits(step, lang), own.len());
        for waiting in own {
            let days = waiting.since.and_then(|since| since.until(today).ok()).map_or(0, |span| span.get_days()).max(0);
            let since = ui(lang, "open-since", &[("date", &act_day(waiting.since, lang)), ("days", &days.to_string())]);
            let due = waiting
                .due
                .filter(|_| waiting.is_overdue)
                .map(|due| format!(" – {}", ui(lang, "status-overdue", &[("date", &act_day(Some(due), lang))])));
            out += &format!("  {}: {since}{}\n", label(kinds, &waiting.entry, lang), due.unwrap_or_default());
        }
    }
    let overdue = status.waiting.iter().filter(|waiting| waiting.is_overdue).count().to_string();
    out + &ui(lang, "status-count", &[("waiting", &status.waiting.len().to_string()), ("overdue", &overdue)]) + "\n"
}

/// Why a submission could not go on.
pub fn error_words(error: &SubmitError, lang: Lang) -> String {
    match error {
        SubmitError::Scan(error) => said(lang, "error-scans", &[("error", &error.to_string())]),
        SubmitError::NoRegister(path) => said(lang, "error-register-none", &[("path", &path.display().to_string())]),
        SubmitError::LongName(name) => said(lang, "error-long-name", &[("name", name)]),
        SubmitError::Plan(faults) => {
            let mut words: String = faults.iter().take(SHOWN).map(|fault| format!("  {}\n", fault.told(lang))).collect();
            if faults.len() > SHOWN {
                words += &format!("  … +{}\n", faults.len() - SHOWN);
            }
            said(lang, "error-plan", &[]) + &words
        }
        SubmitError::Pack(error) => error.told(lang) + "\n",
        SubmitError::Stranded { batch, document, bar: why } => {
            said(lang, "error-stranded", &[("batch", batch), ("document", document), ("why", &bar(why, lang))])
        }
        SubmitError::Spoiled(path) => said(lang, "error-spoiled", &[("path", &path.display().to_string())]),
        SubmitError::Signature(error) => error.told(lang) + "\n",
        SubmitError::Verify(error) => error.told(lang) + "\n",
    }
}

/// Faults that are shown.
const SHOWN: usize = 20;
