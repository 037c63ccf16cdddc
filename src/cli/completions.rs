//! `laurea completions`: a completion script for a shell.

use clap::Command;

use super::Exit;
use super::args::CompletionsArgs;

/// Runs the command.
pub fn run(args: &CompletionsArgs, command: &mut Command) -> Exit {
    clap_complete::generate(args.shell, command, "laurea", &mut std::io::stdout());
    Exit::Done
}
