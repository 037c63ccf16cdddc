//! `laurea register expire`: the data of papers whose time is over.

use jiff::Span;

use super::super::args_of_register::ActArgs;
use super::super::{Exit, Failure, say};
use super::list::line;
use super::{day, empty, writing};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::pipeline;
use crate::register::{Expired, Term};

/// Removes the data, or shows which would be removed.
pub fn expire(config: &Config, is_dry_run: bool, act: &ActArgs, lang: Lang) -> Result<Exit, Failure> {
    let date = day(act)?;
    let term = |(kind, years): (&String, &u32)| {
        let span = Span::new().try_years(*years).ok()?;
        Some(Term { kind: kind.clone(), before: date.checked_sub(span).ok()? })
    };
    let terms: Vec<Term> = config.institution.retention.iter().filter_map(term).collect();
    if terms.is_empty() {
        say(&(ui(lang, "expire-no-term", &[]) + "\n"));
        return Ok(Exit::Done);
    }
    if is_dry_run {
        let Some(register) = pipeline::open_register_to_read(config)? else { return Ok(empty(lang)) };
        return Ok(told(&register.expiring(&terms)?, "expire-would", lang));
    }
    let Some((_lock, mut register)) = writing(config, act)? else { return Ok(empty(lang)) };
    Ok(told(&register.expire(&terms, date)?, "expire-done", lang))
}

fn told(expired: &Expired, key: &str, lang: Lang) -> Exit {
    expired.papers.iter().for_each(|paper| say(&line(paper, lang)));
    say(&(ui(lang, key, &[("count", &expired.papers.len().to_string())]) + "\n"));
    if expired.bound.is_empty() {
        return Exit::Done;
    }
    say(&(ui(lang, "expire-bound", &[("count", &expired.bound.len().to_string())]) + "\n"));
    Exit::Held
}
