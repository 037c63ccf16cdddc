//! `laurea kind`: the installed kinds of paper.

use super::args::{KindArgs, KindCommand};
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::kind::{Audience, DocumentKind, load_all};
use crate::model::Field;

/// Runs the command.
pub fn run(config: &Config, args: &KindArgs, lang: Lang) -> Result<Exit, Failure> {
    let kinds = load_all(&config.pipeline.paths.templates, &config.institution)?;
    match &args.command {
        KindCommand::List => kinds.values().for_each(|kind| say(&format!("{:<16} {}\n", kind.name, title(kind, lang)))),
        KindCommand::Show { name } => {
            let known = || kinds.keys().cloned().collect::<Vec<_>>().join(", ");
            let kind = kinds.get(name).ok_or_else(|| Failure::UnknownKind(name.clone(), known()))?;
            say(&description(kind, lang));
        }
    }
    Ok(Exit::Done)
}

fn title(kind: &DocumentKind, lang: Lang) -> &str {
    match lang {
        Lang::Bg => &kind.title,
        Lang::En => &kind.title_en,
    }
}

fn description(kind: &DocumentKind, lang: Lang) -> String {
    let audience = match kind.audience {
        Audience::Graduates => ui(lang, "kind-audience-graduates", &[]),
        Audience::Request => ui(lang, "kind-audience-request", &[]),
        Audience::Duplicate => ui(lang, "kind-audience-duplicate", &[]),
    };
    let fields = |fields: &[Field]| {
        fields.iter().map(|field| format!("  {:<26} {}\n", field.name(), field.label(lang))).collect::<String>()
    };
    let most = if kind.pages.1 == usize::MAX { "∞".to_owned() } else { kind.pages.1.to_string() };
    let texts = kind.texts.names().map(|name| format!("  {name}\n")).collect::<String>();
    format!(
        "{} – {}\n{audience}\n{}: {} {}\n{}: {}–{most}\n\n{}:\n{}\n{}:\n{}\n{}:\n{texts}",
        kind.name,
        title(kind, lang),
        ui(lang, "kind-numbering", &[]),
        kind.numbering.name(),
        kind.book.as_deref().or(kind.companion_of.as_deref()).unwrap_or_default(),
        ui(lang, "kind-pages", &[]),
        kind.pages.0,
        ui(lang, "kind-needs", &[]),
        fields(&kind.needs),
        ui(lang, "kind-optional", &[]),
        fields(&kind.optional),
        ui(lang, "kind-texts", &[]),
    )
}
