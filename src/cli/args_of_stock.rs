//! The arguments of the commands about numbered forms and stickers.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::args::EXIT_CODES;
use super::args_of_register::ActArgs;
use crate::register::Range;

/// Commands about numbered forms.
#[derive(Debug, Clone, Subcommand)]
pub enum BlankCommand {
    /// Enter that forms were received
    #[command(after_help = EXIT_CODES)]
    Receive {
        /// The forms, in the order they lie in: А-25:000001-000500 (may be repeated)
        #[arg(value_name = "SERIES:FIRST-LAST", required = true, value_parser = range)]
        ranges: Vec<Range>,
        /// The kind of paper they are for [default: any]
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
        /// When and who
        #[command(flatten)]
        act: ActArgs,
    },
    /// List the stock of each series: received, printed, spoiled, annulled, destroyed, lost, free
    List {
        /// Only this series
        #[arg(long)]
        series: Option<String>,
    },
    /// Enter that forms were spoiled; a paper on one is made again on the next
    #[command(after_help = EXIT_CODES)]
    Spoil {
        /// Which, and why
        #[command(flatten)]
        forms: FormArgs,
        /// How the new paper is printed
        #[command(flatten)]
        printing: PrintingArgs,
    },
    /// Enter that forms were annulled
    #[command(after_help = EXIT_CODES)]
    Annul(FormArgs),
    /// Enter that forms were destroyed
    #[command(after_help = EXIT_CODES)]
    Destroy(FormArgs),
    /// Enter that forms were lost
    #[command(after_help = EXIT_CODES)]
    Lose(FormArgs),
    /// Make the protocol of spoiled or destroyed forms
    #[command(after_help = EXIT_CODES)]
    Protocol(ProtocolArgs),
}

/// Forms that are named.
#[derive(Debug, Clone, Args)]
pub struct FormArgs {
    /// Numbers of forms, one or from-to: 000124 or 000124-000130
    #[arg(value_name = "N[-M]", required = true)]
    pub forms: Vec<String>,
    /// Their series
    #[arg(long)]
    pub series: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// When and who
    #[command(flatten)]
    pub act: ActArgs,
}

/// How a paper is printed that is made again.
#[derive(Debug, Clone, Args)]
pub struct PrintingArgs {
    /// Print only the variable text, onto a numbered form, too: a file for the printer beside each paper
    #[arg(long)]
    pub on_form: bool,
    /// Printer of [[printers]] in pipeline.toml whose offset is applied
    #[arg(long, value_name = "NAME", requires = "on_form")]
    pub printer: Option<String>,
    /// Tray of the printer
    #[arg(long, value_name = "NAME", requires = "printer")]
    pub tray: Option<String>,
    /// Folder for the new papers [default: beside the run, <run>-reissued]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `register blank protocol`.
#[derive(Debug, Clone, Args)]
pub struct ProtocolArgs {
    /// Which forms: spoiled or destroyed
    #[arg(long, value_enum)]
    pub what: ProtocolWhat,
    /// From this day on
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<Date>,
    /// Until this day, itself included
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<Date>,
    /// Day of the protocol [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// Folder for the protocol [default: under the folder of the outputs]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Forms of a protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProtocolWhat {
    /// Spoiled ones
    Spoiled,
    /// Destroyed ones
    Destroyed,
}

/// Commands about the stock of stickers.
#[derive(Debug, Clone, Subcommand)]
pub enum StickerCommand {
    /// Enter that stickers were received
    #[command(after_help = EXIT_CODES)]
    Receive {
        /// The stickers: С:000001-000500 (may be repeated)
        #[arg(value_name = "SERIES:FIRST-LAST", required = true, value_parser = range)]
        ranges: Vec<Range>,
        /// When and who
        #[command(flatten)]
        act: ActArgs,
    },
    /// List the stock of stickers: received, on papers, free
    List,
}

/// `register reissue`.
#[derive(Debug, Clone, Args)]
pub struct ReissueArgs {
    /// Registration number of the wrong paper; also its faculty number, form or key
    #[arg(value_name = "NUMBER")]
    pub number: String,
    /// What is wrong with it
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The act by which it was decided, as of a court about a name
    #[arg(long, value_name = "TEXT")]
    pub decision: Option<String>,
    /// The kind of paper, where a number alone does not say which
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// When and who
    #[command(flatten)]
    pub act: ActArgs,
    /// How the new paper is printed
    #[command(flatten)]
    pub printing: PrintingArgs,
}

fn range(text: &str) -> Result<Range, String> {
    Range::parse(text).ok_or_else(|| format!("{text:?} is not SERIES:FIRST-LAST"))
}
