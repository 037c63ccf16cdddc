//! `laurea register show`: one paper's whole life.

use super::super::{Exit, Failure, say};
use super::words::{act, day, label, moment, stands};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::kind::Kinds;
use crate::pipeline::steps_of;
use crate::register::{Entry, Paper, Register};

/// Shows the papers that a number, a key or a code names.
pub fn show(config: &Config, register: &Register, kinds: &Kinds, number: &str, lang: Lang) -> Result<Exit, Failure> {
    let papers = register.find(number)?;
    for paper in &papers {
        say(&life(config, kinds, paper, lang));
    }
    if papers.is_empty() {
        say(&(ui(lang, "register-count", &[("count", "0")]) + "\n"));
    }
    Ok(Exit::Done)
}

fn life(config: &Config, kinds: &Kinds, paper: &Paper, lang: Lang) -> String {
    let last = paper.last();
    let steps = steps_of(kinds, &config.institution, paper);
    let mut out = format!("{}\n", label(kinds, last, lang));
    out += &format!("  {}\n", ui(lang, "show-stands", &[("state", &stands(paper, &steps, lang))]));
    if let Some(form) = paper.form() {
        out += &format!("  {}\n", ui(lang, "show-form", &[("series", &form.series), ("number", &form.number)]));
    }
    // A paper that was issued anew stands in the place of one of its own kind.
    let is_anew = last.original.as_ref().is_some_and(|old| old.split('/').next() == Some(last.kind.as_str()));
    let original = if is_anew { "register-instead" } else { "register-original" };
    for (key, link) in [(original, &last.original), ("register-replaced", &last.replaced_by)] {
        if let Some(link) = link {
            out += &format!("  {}\n", ui(lang, key, &[("found", link)]));
        }
    }
    for entry in paper.entries() {
        out += &format!("    {}  {}{}\n", day(entry.day(), lang), act(entry, lang), entered(entry, lang));
    }
    out
}

/// Who entered it, and when, and the hash that proves it.
fn entered(entry: &Entry, lang: Lang) -> String {
    let who = match (&entry.by, &entry.at) {
        (Some(by), Some(at)) => ui(lang, "show-entered", &[("by", by), ("at", &moment(at, lang))]),
        _ => String::new(),
    };
    let gap = if who.is_empty() { "" } else { "  " };
    format!("{gap}{who}  #{}  {}", entry.seq, &entry.hash[..12.min(entry.hash.len())])
}
