//! `laurea register …`: the book of papers; one file a group of commands.

mod export;
mod list;
mod safety;
mod show;

use super::args_of_register::{RegisterArgs, RegisterCommand};
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::register::Register;

pub use export::{workbook, write_out};

/// Runs the command.
pub fn run(config: &Config, args: &RegisterArgs, lang: Lang) -> Result<Exit, Failure> {
    match &args.command {
        RegisterCommand::List { book } => reading(config, lang, |register| list::list(register, book.as_deref(), lang)),
        RegisterCommand::Show { number } => reading(config, lang, |register| show::show(register, number, lang)),
        RegisterCommand::Export { format, out } => {
            reading(config, lang, |register| export::export(register, *format, out.as_deref()))
        }
        RegisterCommand::Verify { head } => safety::verify(config, head.as_deref(), lang),
        RegisterCommand::Head { out } => reading(config, lang, |register| safety::head(register, out.as_deref())),
        RegisterCommand::Backup { file } => reading(config, lang, |register| safety::backup(register, file, lang)),
        RegisterCommand::Restore(args) => safety::restore(config, args, lang),
    }
}

/// Does something with the register as it is; without one there is nothing to do.
fn reading(config: &Config, lang: Lang, work: impl FnOnce(&Register) -> Result<Exit, Failure>) -> Result<Exit, Failure> {
    match Register::open_to_read(&config.pipeline.paths.register)? {
        Some(register) => work(&register),
        None => {
            say(&(ui(lang, "register-empty", &[]) + "\n"));
            Ok(Exit::Done)
        }
    }
}
