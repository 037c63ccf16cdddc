//! `laurea export …`: what is handed out besides paper; one file a form of it.

mod alumni;
mod elmo;

use super::args_of_export::{ExportArgs, ExportCommand};
use super::{Exit, Failure};
use crate::config::Config;
use crate::diag::Lang;

/// Runs the command.
pub fn run(config: &Config, args: &ExportArgs, lang: Lang) -> Result<Exit, Failure> {
    match &args.command {
        ExportCommand::Alumni(args) => alumni::run(config, args, lang),
        ExportCommand::Elmo(args) => elmo::run(config, args, lang),
    }
}
