//! `laurea explain CODE`: what a finding means and how it is cured.

use super::args::ExplainArgs;
use super::{Exit, Failure, say};
use crate::diag::{Catalogue, Code, Lang, ui};

/// Runs the command.
pub fn run(args: &ExplainArgs, lang: Lang) -> Result<Exit, Failure> {
    match &args.code {
        Some(name) => {
            let code = Code::parse(name).ok_or_else(|| Failure::UnknownCode(name.clone()))?;
            say(&explanation(code, lang));
        }
        None => Code::ALL.iter().for_each(|code| say(&line(*code, lang))),
    }
    Ok(Exit::Done)
}

fn explanation(code: Code, lang: Lang) -> String {
    let catalogue = Catalogue::of(lang);
    let level = ui(lang, &format!("level-{}", code.default_level().name()), &[]);
    let level = ui(lang, "explain-level", &[("level", &level)]);
    let mut out = format!("{code} – {}\n{level}\n", catalogue.title(code));
    out.extend(catalogue.entry(code).map(|entry| format!("\n{}\n", entry.explain.trim())));
    if let Some(explanation) = catalogue.explanation(code) {
        for (key, text) in [
            ("explain-why", &explanation.why),
            ("explain-example", &explanation.example),
            ("explain-source", &explanation.source),
        ] {
            if !text.is_empty() {
                out.push_str(&format!("\n{}\n  {text}\n", ui(lang, key, &[])));
            }
        }
    }
    out
}

fn line(code: Code, lang: Lang) -> String {
    let title = Catalogue::of(lang).title(code);
    format!("{:<26} {:<8} {title}\n", code.name(), code.default_level().name())
}
