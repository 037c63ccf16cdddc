//! `laurea export elmo`: the machine-readable twins of papers.

use serde_json::{Value, json};

use super::super::args::Format;
use super::super::args_of_export::ElmoArgs;
use super::super::issue::today;
use super::super::register::{label, title};
use super::super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::kind::{self, Kinds};
use crate::pipeline::{self, ElmoBar, ElmoExport, ElmoOptions, Error, Pdfs};

/// Writes the files and says which.
pub fn run(config: &Config, args: &ElmoArgs, lang: Lang) -> Result<Exit, Failure> {
    let register = &config.pipeline.paths.register;
    if !register.exists() {
        return Err(Failure::NoRegister(register.clone()));
    }
    let options = ElmoOptions {
        kinds: args.kind.clone(),
        students: args.student.clone(),
        out: args.out.clone(),
        generated: args.generated,
        pdfs: if args.without_pdfs { Pdfs::LeftOut } else { Pdfs::Attached },
        date: args.act.date.or_else(today).ok_or(Error::NoDate)?,
        by: args.act.by.clone(),
        purpose: args.purpose.clone(),
    };
    let export = pipeline::export_elmo(config, &options)?;
    let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[])?;
    match args.format {
        Format::Json => say(&(serde_json::to_string_pretty(&as_json(&export, &kinds, lang)).unwrap_or_default() + "\n")),
        Format::Human => say(&words(&export, &kinds, lang)),
    }
    Ok(if export.held.is_empty() { Exit::Done } else { Exit::Held })
}

fn words(export: &ElmoExport, kinds: &Kinds, lang: Lang) -> String {
    let said = |key: &str, args: &[(&str, &str)]| ui(lang, key, args) + "\n";
    if export.files.is_empty() && export.held.is_empty() {
        return said("elmo-nothing", &[]);
    }
    let mut out = String::new();
    for (entry, bar) in &export.held {
        out += &format!("  {}: {}\n", label(kinds, entry, lang), bar_words(bar, kinds, lang));
    }
    for name in &export.removed {
        out += &said("elmo-removed", &[("file", name)]);
    }
    if export.withheld > 0 {
        out += &said("elmo-withheld", &[("count", &export.withheld.to_string())]);
    }
    let (files, held) = (export.files.len().to_string(), export.held.len().to_string());
    let attached = export.files.iter().map(|file| file.attached).sum::<usize>().to_string();
    let folder = export.folder.display().to_string();
    out + &said("elmo-done", &[("files", &files), ("attached", &attached), ("held", &held), ("folder", &folder)])
}

fn bar_words(bar: &ElmoBar, kinds: &Kinds, lang: Lang) -> String {
    match bar {
        ElmoBar::NoData => ui(lang, "elmo-no-data", &[]),
        ElmoBar::NoPdf(kind) => ui(lang, "elmo-no-pdf", &[("kind", &title(kinds, kind, lang))]),
        ElmoBar::NoNumber => ui(lang, "elmo-no-number", &[]),
    }
}

fn as_json(export: &ElmoExport, kinds: &Kinds, lang: Lang) -> Value {
    json!({
        "folder": export.folder.display().to_string(),
        "files": export.files.iter().map(|file| json!({
            "file": file.name,
            "sha256": file.sha256,
            "document": file.entry.document,
            "faculty_number": file.entry.faculty_number,
            "attached": file.attached,
        })).collect::<Vec<_>>(),
        "held": export.held.iter().map(|(entry, bar)| json!({
            "document": entry.document,
            "faculty_number": entry.faculty_number,
            "why": match bar {
                ElmoBar::NoData => "no-data",
                ElmoBar::NoPdf(_) => "no-pdf",
                ElmoBar::NoNumber => "no-number",
            },
            "message": bar_words(bar, kinds, lang),
        })).collect::<Vec<_>>(),
        "withheld": export.withheld,
        "removed": export.removed,
    })
}
