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
    let Some(entry) = Catalogue::of(lang).entry(code) else { return code.to_string() };
    let level = ui(lang, &format!("level-{}", code.default_level().name()), &[]);
    let level = ui(lang, "explain-level", &[("level", &level)]);
    format!("{code}\n{level}\n\n{}\n", entry.explain.trim())
}

fn line(code: Code, lang: Lang) -> String {
    let hint = Catalogue::of(lang).entry(code).map_or("", |entry| entry.hint.as_str());
    format!("{:<26} {:<8} {hint}\n", code.name(), code.default_level().name())
}
