//! `laurea register sign`, `number`, `seal`, … `annul` and `gap`: what happens to papers is entered.

use super::super::args_of_register::{ActArgs, NamedArgs, StepArgs};
use super::super::issue::{isolation, today};
use super::super::{Exit, Failure, say};
use super::words::{bar, day as written_day, done};
use crate::config::Config;
use crate::diag::{Catalogue, Lang, Level, Sources, ui};
use crate::ingest::read_papers;
use crate::model::Step;
use crate::pipeline::{Companions, Done, Error, Life, Line};
use crate::register::{Action, Gap};

/// What the command line says of every paper.
#[derive(Debug, Clone, Copy)]
pub enum Fact {
    /// The sticker.
    Sticker,
    /// Who received it.
    To,
    /// With which authority.
    Authority,
    /// Where it was posted to.
    Address,
    /// The number of the posting.
    Tracking,
}

/// Enters a step.
pub fn step(
    config: &Config,
    papers: &StepArgs,
    action: Action,
    facts: &[(Fact, Option<&String>)],
    lang: Lang,
) -> Result<Exit, Failure> {
    let date = day(&papers.named.act)?;
    let lines = lines(config, papers, lang)?;
    let mut life = opened(config, &papers.named.act)?;
    let targets = life.chosen(lines, action.step(), papers.all_of.as_deref(), papers.book.as_deref())?;
    let targets = targets.into_iter().map(|mut target| {
        for (fact, said) in facts {
            let Some(said) = said else { continue };
            let place = match fact {
                Fact::Sticker => &mut target.line.sticker,
                Fact::To => &mut target.line.to,
                Fact::Authority => &mut target.line.authority,
                Fact::Address => &mut target.line.address,
                Fact::Tracking => &mut target.line.tracking,
            };
            // What a list says of a paper goes before what is said of all.
            if place.is_empty() {
                said.trim().clone_into(place);
            }
        }
        target
    });
    let along = if papers.alone { Companions::Alone } else { Companions::Along };
    let entered = life.advance(targets.collect(), action, date, along)?;
    Ok(close(&life, &entered, lang))
}

/// Gives numbers after signature.
pub fn number(config: &Config, papers: &StepArgs, lang: Lang) -> Result<Exit, Failure> {
    let date = day(&papers.named.act)?;
    let lines = lines(config, papers, lang)?;
    let mut life = opened(config, &papers.named.act)?;
    let targets = life.chosen(lines, Some(Step::Numbered), papers.all_of.as_deref(), papers.book.as_deref())?;
    let entered = life.number(targets, date)?;
    Ok(close(&life, &entered, lang))
}

/// Annuls papers and reserved numbers.
pub fn annul(config: &Config, papers: &NamedArgs, reason: &str, decision: Option<&str>, lang: Lang) -> Result<Exit, Failure> {
    let date = day(&papers.act)?;
    let lines = named(config, papers, lang)?;
    if lines.is_empty() {
        return Err(Failure::NothingNamed);
    }
    let mut life = opened(config, &papers.act)?;
    let targets = life.chosen(lines, None, None, None)?;
    let entered = life.annul(targets, date, reason, decision)?;
    Ok(close(&life, &entered, lang))
}

/// Explains numbers that nobody has.
pub fn gap(
    config: &Config,
    book: &str,
    (first, last): (u64, u64),
    reason: &str,
    act: &ActArgs,
    lang: Lang,
) -> Result<Exit, Failure> {
    let date = day(act)?;
    let mut life = Life::open(config, act.by.as_deref())?;
    let gap = Gap { book: book.to_owned(), first, last, reason: reason.to_owned(), date };
    let entered = life.explain(&gap)?;
    let mut refused = 0;
    for (total, result) in (first..=last).zip(&entered) {
        let what = match result {
            Ok(_) => ui(lang, "life-explained", &[]),
            Err(why) => {
                refused += 1;
                ui(lang, "life-refused", &[("why", &bar(why, lang))])
            }
        };
        say(&format!("  {book} {total}: {what}\n"));
    }
    Ok(counted(entered.len() - refused, refused, lang))
}

/// The register that is there, open for entering.
fn opened<'a>(config: &'a Config, act: &ActArgs) -> Result<Life<'a>, Failure> {
    let path = &config.pipeline.paths.register;
    if !path.exists() {
        return Err(Failure::NoRegister(path.clone()));
    }
    Ok(Life::open(config, act.by.as_deref())?)
}

/// The day of an act: the one that is named, else today.
pub(super) fn day(act: &ActArgs) -> Result<jiff::civil::Date, Failure> {
    act.date.or_else(today).ok_or(Failure::Pipeline(Error::NoDate))
}

/// What a command names one by one; it may name all of a kind or a book instead.
fn lines(config: &Config, papers: &StepArgs, lang: Lang) -> Result<Vec<Line>, Failure> {
    let lines = named(config, &papers.named, lang)?;
    let is_asked = papers.named.from.is_some() || papers.all_of.is_some() || papers.book.is_some();
    if lines.is_empty() && !is_asked { Err(Failure::NothingNamed) } else { Ok(lines) }
}

/// What a command names: its numbers, and the lines of its list.
fn named(config: &Config, named: &NamedArgs, lang: Lang) -> Result<Vec<Line>, Failure> {
    let mut lines: Vec<Line> = named.numbers.iter().map(|number| Line::named(number, named.kind.as_deref())).collect();
    let Some(path) = &named.from else { return Ok(lines) };
    let list = read_papers(path, &config.institution, &isolation());
    let findings = config.pipeline.strictness.apply(list.findings);
    let (catalogue, mut bad) = (Catalogue::of(lang), String::new());
    for finding in &findings {
        let place = finding.origin.and_then(Sources::cell).unwrap_or_default();
        let words = format!("  {place} [{}] {}\n", finding.code.name(), catalogue.message(finding));
        if finding.level == Level::Error && finding.subject == crate::diag::Subject::Batch {
            bad += &words;
        } else if finding.level >= Level::Warning {
            say(&words);
        }
    }
    if !bad.is_empty() {
        return Err(Failure::PaperList(path.clone(), bad));
    }
    if !list.is_dated {
        say(&(ui(lang, "life-undated", &[("day", &written_day(Some(day(&named.act)?), lang))]) + "\n"));
    }
    lines.extend(list.lines.iter().map(|line| Line::of(line, named.kind.as_deref())));
    Ok(lines)
}

fn close(life: &Life, entered: &[Done], lang: Lang) -> Exit {
    for line in entered {
        say(&done(life.kinds(), line, lang));
    }
    let refused = entered.iter().filter(|line| line.result.is_err()).count();
    counted(entered.len() - refused, refused, lang)
}

/// Says how much was entered and refused.
pub(super) fn counted(entered: usize, refused: usize, lang: Lang) -> Exit {
    let (entered, refused_text) = (entered.to_string(), refused.to_string());
    say(&(ui(lang, "life-count", &[("entered", &entered), ("refused", &refused_text)]) + "\n"));
    if refused > 0 { Exit::Held } else { Exit::Done }
}
