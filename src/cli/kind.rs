//! `laurea kind`: the installed kinds of paper.

use std::path::Path;

use jiff::civil::Date;

use super::args_of_kinds::{KindArgs, KindCommand};
use super::calibrate::{self, Calibrated};
use super::issue::today;
use super::{Exit, Failure, making, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::kind::{Audience, DocumentKind, Texts, load_all};
use crate::model::{Field, plain_date};
use crate::pipeline::Error;

/// Runs the command.
pub fn run(path: &Path, args: &KindArgs, lang: Lang) -> Result<Exit, Failure> {
    match &args.command {
        KindCommand::List | KindCommand::Show { .. } | KindCommand::Calibrate { .. } => {
            known(&Config::load(path)?, &args.command, lang)
        }
        command => making::run(path, command, lang),
    }
}

fn known(config: &Config, command: &KindCommand, lang: Lang) -> Result<Exit, Failure> {
    let kinds =
        load_all(&config.pipeline.paths.templates, &config.institution, config.pipeline.kinds.as_deref().unwrap_or_default())?;
    match command {
        KindCommand::List => kinds.values().for_each(|kind| say(&format!("{:<26} {}\n", kind.name, kind.title(lang)))),
        KindCommand::Show { name } => {
            let known = || kinds.keys().cloned().collect::<Vec<_>>().join(", ");
            let kind = kinds.get(name).ok_or_else(|| Failure::UnknownKind(name.clone(), known()))?;
            let Some(day) = config.pipeline.date.or_else(today) else { return Err(Error::NoDate.into()) };
            say(&description(kind, day, lang));
        }
        KindCommand::Calibrate { name, printer, tray, out } => {
            let known = || kinds.keys().cloned().collect::<Vec<_>>().join(", ");
            let kind = kinds.get(name).ok_or_else(|| Failure::UnknownKind(name.clone(), known()))?;
            let printer = Calibrated { printer: printer.as_deref(), tray: tray.as_deref() };
            calibrate::run(config, kind, &printer, out.as_deref(), lang)?;
        }
        _ => {}
    }
    Ok(Exit::Done)
}

fn description(kind: &DocumentKind, day: Date, lang: Lang) -> String {
    let audience = match kind.audience {
        Audience::Graduates => ui(lang, "kind-audience-graduates", &[]),
        Audience::Request => ui(lang, "kind-audience-request", &[]),
        Audience::List => ui(lang, "kind-audience-list", &[]),
        Audience::Duplicate => ui(lang, "kind-audience-duplicate", &[]),
    };
    let fields = |fields: &[Field]| {
        fields.iter().map(|field| format!("  {:<26} {}\n", field.name(), field.label(lang))).collect::<String>()
    };
    let most = if kind.pages.1 == usize::MAX { "∞".to_owned() } else { kind.pages.1.to_string() };
    let texts = kind.texts.iter().map(|(of, texts)| sentences(texts, *of, day, lang)).collect::<String>();
    format!(
        "{} – {}\n{audience}\n{}: {} {}\n{}: {}–{most}\n\n{}:\n{}\n{}:\n{}\n{texts}",
        kind.name,
        kind.title(lang),
        ui(lang, "kind-numbering", &[]),
        kind.numbering.name(),
        kind.book.as_deref().or(kind.companion_of.as_deref()).unwrap_or_default(),
        ui(lang, "kind-pages", &[]),
        kind.pages.0,
        ui(lang, "kind-needs", &[]),
        fields(&kind.needs),
        ui(lang, "kind-optional", &[]),
        fields(&kind.optional),
    )
}

/// Every sentence: which wording is used on a day, and why that one.
fn sentences(texts: &Texts, of: Lang, day: Date, lang: Lang) -> String {
    let mut lines = format!("{} ({}):\n", ui(lang, "kind-texts", &[]), of.code());
    for name in texts.names() {
        let versions = texts.versions(name);
        let used = texts.in_force(name, day);
        let Some(version) = used.or(versions.last()) else { continue };
        let mut why = Vec::new();
        if used.is_none() {
            why.push(ui(lang, "kind-text-not-in-force", &[("date", &plain_date(day))]));
        } else if version.is_own {
            why.push(ui(lang, "kind-text-own", &[]));
        }
        why.extend(version.from.map(|from| ui(lang, "kind-text-from", &[("date", &plain_date(from))])));
        why.extend(version.until.map(|until| ui(lang, "kind-text-until", &[("date", &plain_date(until))])));
        if versions.len() > 1 {
            why.push(ui(lang, "kind-text-of", &[("count", &versions.len().to_string())]));
        }
        let source = if version.is_own { String::new() } else { version.source.clone() };
        why.extend((!source.is_empty()).then_some(source));
        lines.push_str(&format!("  {name}\n    {}\n    [{}]\n", version.text.replace('\n', "\n    "), why.join("; ")));
    }
    lines
}
