//! `laurea completions`: a completion script for a shell.

use clap::Command;

use super::args::CompletionsArgs;
use super::{Exit, say};

/// Runs the command.
pub fn run(args: &CompletionsArgs, command: &mut Command) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "laurea", &mut script);
    say(&String::from_utf8_lossy(&script));
    Exit::Done
}
