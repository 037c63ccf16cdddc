//! `laurea register …`: the book of papers; one file a group of commands.

mod access;
mod anonymise;
mod expire;
mod export;
mod extract;
mod list;
mod rows;
mod show;

use std::fs::File;

use jiff::civil::Date;

use super::args_of_register::{ActArgs, RegisterArgs, RegisterCommand};
use super::issue::today;
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::pipeline::{self, Error};
use crate::register::Register;

pub use rows::{workbook, write_out};

/// Runs the command.
pub fn run(config: &Config, args: &RegisterArgs, lang: Lang) -> Result<Exit, Failure> {
    match &args.command {
        RegisterCommand::List { book } => reading(config, lang, |register| list::list(register, book.as_deref(), lang)),
        RegisterCommand::Show { number } => reading(config, lang, |register| show::show(register, number, lang)),
        RegisterCommand::Export(args) => export::export(config, args, lang),
        RegisterCommand::Log => reading(config, lang, |register| access::log(register, lang)),
        RegisterCommand::Extract(args) => extract::extract(config, args, lang),
        RegisterCommand::Key { out } => access::make_key(out, lang),
        RegisterCommand::Expire { dry_run, act } => expire::expire(config, *dry_run, act, lang),
        RegisterCommand::Anonymise { copy, purpose, act } => anonymise::anonymise(config, copy, purpose.as_deref(), act, lang),
    }
}

/// Does something with the register as it is; without one there is nothing to do.
fn reading(config: &Config, lang: Lang, work: impl FnOnce(&Register) -> Result<Exit, Failure>) -> Result<Exit, Failure> {
    match pipeline::open_register_to_read(config)? {
        Some(register) => work(&register),
        None => Ok(empty(lang)),
    }
}

/// The register to write in, held for this process; `None` where there is none yet.
fn writing(config: &Config, act: &ActArgs) -> Result<Option<(Register, File)>, Failure> {
    if !config.pipeline.paths.register.exists() {
        return Ok(None);
    }
    let lock = pipeline::lock(&config.pipeline.paths.register)?;
    let mut register = pipeline::open_register(config)?;
    if let Some(by) = &act.by {
        register.sign_as(by);
    }
    Ok(Some((register, lock)))
}

fn empty(lang: Lang) -> Exit {
    say(&(ui(lang, "register-empty", &[]) + "\n"));
    Exit::Done
}

fn day(act: &ActArgs) -> Result<Date, Failure> {
    act.date.or_else(today).ok_or(Failure::Pipeline(Error::NoDate))
}
