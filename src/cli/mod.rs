//! The command line: one file a command.

mod apply;
mod args;
mod args_of_book;
mod args_of_consent;
mod args_of_export;
mod args_of_kinds;
mod args_of_publish;
mod args_of_register;
mod args_of_requests;
mod args_of_shards;
mod args_of_stock;
mod args_of_submit;
mod book;
mod calibrate;
mod check;
mod completions;
mod consent;
mod consent_words;
mod demo;
mod duplicate;
mod explain;
mod export;
mod failure;
mod handed;
mod help;
mod init;
mod issue;
mod kind;
mod list_words;
mod making;
mod merge;
mod plan;
mod publish;
mod records;
mod register;
mod render;
mod request;
mod request_lists;
mod shard_words;
mod state;
mod submit;
mod submit_words;
mod verify;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::config::Config;
use crate::diag::Lang;
use crate::ingest::{READ_WORKBOOK, read_for_another};
use crate::render::{SET_PAPERS, set_for_another};
use args::{Arguments, Command};
use failure::Failure;

/// How a command ended, as scripts see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything done.
    Done,
    /// Something nobody expected.
    Unexpected,
    /// Wrong usage, configuration or inputs.
    Usage,
    /// Done, but some records are held.
    Held,
    /// A verification failed.
    Unverified,
    /// Not now: a full disk, a file that cannot be read; whoever started it may start it again.
    Temporary,
    /// Asked to end (SIGTERM); what is done is kept.
    Ended,
}

impl Exit {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::Held => 3,
            Self::Unverified => 4,
            // As `sysexits.h` has it, and as a shell says of SIGTERM.
            Self::Temporary => 75,
            Self::Ended => 143,
        }
    }
}

/// Runs the program with some arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = arguments.into_iter().collect();
    // The program calls itself so; a person never does, and no help names it.
    if words.get(1).is_some_and(|word| word == READ_WORKBOOK) {
        let exit = if read_for_another(&words[2..]) { Exit::Done } else { Exit::Usage };
        return ExitCode::from(exit.code());
    }
    if words.get(1).is_some_and(|word| word == SET_PAPERS) {
        let exit = if set_for_another(&words[2..]) { Exit::Done } else { Exit::Usage };
        return ExitCode::from(exit.code());
    }
    let lang = help::asked_language(&words).unwrap_or_else(locale);
    let command = help::in_language(Arguments::command(), lang);
    let arguments = match command.try_get_matches_from(words).and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // What cannot be printed cannot be helped.
            let _ = error.print();
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            return ExitCode::from(exit.code());
        }
    };
    let lang = arguments.lang.map_or(lang, Lang::from);
    let exit = execute(&arguments, lang).unwrap_or_else(|failure| {
        eprint!("{}", failure.words(lang));
        failure.exit()
    });
    ExitCode::from(exit.code())
}

fn execute(arguments: &Arguments, lang: Lang) -> Result<Exit, Failure> {
    let config = || Config::load(&arguments.config).map_err(Failure::from);
    match arguments.command.clone().unwrap_or_default() {
        Command::Init(args) => init::run(&args, lang),
        Command::Check(args) => check::run(&config()?, &arguments.config, &args, lang),
        Command::Apply(args) => apply::run(&config()?, &args, lang),
        Command::Draft(args) => issue::draft(&config()?, &args, lang),
        Command::Issue(args) => issue::issue(&config()?, &args, lang),
        Command::Duplicate(args) => duplicate::run(&config()?, &args, lang),
        Command::Plan(args) => plan::run(&config()?, &args, lang),
        Command::Render(args) => render::run(&args, lang),
        Command::Merge(args) => merge::run(&config()?, &args, lang),
        Command::Records(args) if args.schema => records::print_schema(&args),
        Command::Records(args) => records::run(&config()?, &args, lang),
        Command::Register(args) => register::run(&config()?, &args, lang),
        Command::Request(args) => request::run(&config()?, &args, lang),
        Command::Submit(args) => submit::run(&config()?, &args, lang),
        Command::Book(args) => book::run(&config()?, &args, lang),
        Command::Consent(args) => consent::run(&config()?, &args, lang),
        Command::Export(args) => export::run(&config()?, &args, lang),
        Command::Verify(args) => verify::run(config, &args, lang),
        Command::Publish(args) => publish::run(&config()?, &args, lang),
        Command::Kind(args) => kind::run(&arguments.config, &args, lang),
        Command::Watch(args) => watch::run(&arguments.config, &args, lang),
        Command::Explain(args) => explain::run(&args, lang),
        Command::Demo(args) => demo::run(&args, lang),
        Command::Completions(args) => Ok(completions::run(&args, &mut Arguments::command())),
    }
}

/// The language of the person's system.
fn locale() -> Lang {
    let from_environment = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    let named = from_environment.into_iter().find(|locale| !locale.is_empty()).or_else(sys_locale::get_locale);
    named.map_or(Lang::En, |locale| Lang::from_locale(&locale))
}

/// Writes to standard output; a reader that went away is no failure.
fn say(text: &str) {
    use std::io::Write;
    // A closed pipe (`| head`) ends the listing, nothing more.
    let _ = std::io::stdout().write_all(text.as_bytes());
}
