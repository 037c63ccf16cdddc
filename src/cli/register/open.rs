//! `laurea register open`: what waits for which step, and since when.

use jiff::civil::Date;

use super::super::args_of_register::ListArgs;
use super::super::issue::today;
use super::super::{Exit, Failure, say};
use super::list::{is_meant, known_kind};
use super::words::{day, label, waits};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::kind::Kinds;
use crate::model::Step;
use crate::pipeline::steps_of;
use crate::register::{Paper, Register, State};

/// Lists what is open, by step; who waits longest first.
pub fn open(config: &Config, register: &Register, kinds: &Kinds, args: &ListArgs, lang: Lang) -> Result<Exit, Failure> {
    known_kind(kinds, args)?;
    let papers: Vec<Paper> = register.lives()?.into_iter().filter(|paper| is_meant(paper.last(), args)).collect();
    let reserved = papers.iter().filter(|paper| paper.state() == State::Reserved);
    let mut count = group(&ui(lang, "waits-printing", &[]), reserved.collect(), kinds, lang);
    for step in Step::ALL {
        let waiting = papers.iter().filter(|paper| paper.next(&steps_of(kinds, &config.institution, paper)) == Some(step));
        count += group(&waits(step, lang), waiting.collect(), kinds, lang);
    }
    say(&(ui(lang, "open-count", &[("count", &count.to_string())]) + "\n"));
    Ok(Exit::Done)
}

fn group(title: &str, mut waiting: Vec<&Paper>, kinds: &Kinds, lang: Lang) -> usize {
    if waiting.is_empty() {
        return 0;
    }
    waiting.sort_by_key(|paper| paper.since());
    say(&format!("{title} – {}\n", waiting.len()));
    for paper in &waiting {
        say(&format!("  {}: {}\n", label(kinds, paper.last(), lang), since(paper.since(), lang)));
    }
    waiting.len()
}

fn since(date: Option<Date>, lang: Lang) -> String {
    let days = date.zip(today()).and_then(|(date, today)| date.until(today).ok()).map_or(0, |span| span.get_days());
    ui(lang, "open-since", &[("date", &day(date, lang)), ("days", &days.max(0).to_string())])
}
