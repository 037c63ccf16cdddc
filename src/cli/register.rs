//! `laurea register …`: the book of papers; one file a group of commands.

mod access;
mod anonymise;
mod blank;
mod expire;
mod export;
mod extract;
mod import;
mod list;
mod open;
mod reissue;
mod rows;
mod safety;
mod show;
mod steps;
mod stock_words;
mod words;

use std::fs::File;

use jiff::civil::Date;

use super::args_of_register::{ActArgs, RegisterArgs, RegisterCommand};
use super::issue::today;
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::kind::{self, Kinds};
use crate::pipeline::{self, Error};
use crate::register::{Action, Register};

pub use rows::{BYTE_ORDER_MARK, workbook, write_out};
pub use stock_words::fate;
pub use words::{bar, day as act_day, label, moment, title, waits};

/// Runs the command.
pub fn run(config: &Config, args: &RegisterArgs, lang: Lang) -> Result<Exit, Failure> {
    use RegisterCommand as C;
    match &args.command {
        C::List(args) => reading(config, lang, |register| list::list(register, &kinds(config)?, args, lang)),
        C::Open(args) => reading(config, lang, |register| open::open(config, register, &kinds(config)?, args, lang)),
        C::Show { number } => reading(config, lang, |register| show::show(config, register, &kinds(config)?, number, lang)),
        C::Sign(papers) => steps::step(config, papers, Action::Signed, &[], lang),
        C::Number(papers) => steps::number(config, papers, lang),
        C::Seal(papers) => steps::step(config, papers, Action::Sealed, &[], lang),
        C::Sticker { stock: Some(command), .. } => blank::sticker(config, command, lang),
        C::Sticker { stock: None, papers, number } => {
            steps::step(config, papers, Action::Stickered, &[(steps::Fact::Sticker, number.as_ref())], lang)
        }
        C::Verify { head } => safety::verify(config, head.as_deref(), lang),
        C::Head { out } => reading(config, lang, |register| safety::head(register, out.as_deref())),
        C::Backup { file } => reading(config, lang, |register| safety::backup(register, file, lang)),
        C::Restore(args) => safety::restore(config, args, lang),
        C::Scan(papers) => steps::step(config, papers, Action::Scanned, &[], lang),
        C::Submit(papers) => steps::step(config, papers, Action::Submitted, &[], lang),
        C::HandOver { papers, to, authority } => {
            let facts = [(steps::Fact::To, to.as_ref()), (steps::Fact::Authority, authority.as_ref())];
            steps::step(config, papers, Action::HandedOver, &facts, lang)
        }
        C::Post { papers, to, tracking } => {
            let facts = [(steps::Fact::Address, to.as_ref()), (steps::Fact::Tracking, tracking.as_ref())];
            steps::step(config, papers, Action::Posted, &facts, lang)
        }
        C::Annul { papers, reason, decision } => steps::annul(config, papers, reason, decision.as_deref(), lang),
        C::Reissue(args) => reissue::run(config, &kinds(config)?, args, lang),
        C::Blank { command } => blank::blank(config, command, lang),
        C::Gap { book, numbers, reason, act } => steps::gap(config, book, *numbers, reason, act, lang),
        C::Import(args) => import::import(config, args, lang),
        C::Export(args) => export::export(config, args, lang),
        C::Log => reading(config, lang, |register| access::log(register, lang)),
        C::Extract(args) => extract::extract(config, args, lang),
        C::Key { out } => access::make_key(out, lang),
        C::Expire { dry_run, act } => expire::expire(config, *dry_run, act, lang),
        C::Anonymise { copy, purpose, act } => anonymise::anonymise(config, copy, purpose.as_deref(), act, lang),
    }
}

/// Does something with the register as it is; without one there is nothing to do.
fn reading(config: &Config, lang: Lang, work: impl FnOnce(&Register) -> Result<Exit, Failure>) -> Result<Exit, Failure> {
    match pipeline::open_register_to_read(config)? {
        Some(register) => work(&register),
        None => Ok(empty(lang)),
    }
}

/// The installed kinds: what they are called, and their steps.
fn kinds(config: &Config) -> Result<Kinds, Failure> {
    Ok(kind::load_all(&config.pipeline.paths.templates, &config.institution, &[])?)
}

/// The register to write in, held for this process; `None` where there is none yet.
fn writing(config: &Config, act: &ActArgs) -> Result<Option<(File, Register)>, Failure> {
    if !config.pipeline.paths.register.exists() {
        return Ok(None);
    }
    Ok(Some(pipeline::hold_register(config, act.by.as_deref())?))
}

fn empty(lang: Lang) -> Exit {
    say(&(ui(lang, "register-empty", &[]) + "\n"));
    Exit::Done
}

fn day(act: &ActArgs) -> Result<Date, Failure> {
    act.date.or_else(today).ok_or(Failure::Pipeline(Error::NoDate))
}
