//! The arguments of the commands about the register.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::args::EXIT_CODES;
use super::args_of_stock::{BlankCommand, ReissueArgs, StickerCommand};

/// `register`.
#[derive(Debug, Clone, Args)]
pub struct RegisterArgs {
    /// What to do
    #[command(subcommand)]
    pub command: RegisterCommand,
}

/// Commands of the register.
#[derive(Debug, Clone, Subcommand)]
pub enum RegisterCommand {
    /// List the papers with their numbers and states
    List(ListArgs),
    /// List what waits for which step, and since when
    Open(ListArgs),
    /// Show a paper's whole life, by registration number, faculty number, key or scanned code
    Show {
        /// Registration number, faculty number, key, scanned code or its check value
        number: String,
    },
    /// Enter that papers were signed by everybody who signs
    #[command(after_help = EXIT_CODES)]
    Sign(StepArgs),
    /// Give papers their registration numbers after signature
    #[command(after_help = EXIT_CODES)]
    Number(StepArgs),
    /// Enter that papers were sealed
    #[command(after_help = EXIT_CODES)]
    Seal(StepArgs),
    /// Enter that the stickers of the ministry are on papers, or were received
    #[command(after_help = EXIT_CODES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Sticker {
        /// The stock of stickers
        #[command(subcommand)]
        stock: Option<StickerCommand>,
        /// Which
        #[command(flatten)]
        papers: StepArgs,
        /// Number of the sticker
        #[arg(long, value_name = "STICKER")]
        number: Option<String>,
    },
    /// Enter that papers were scanned
    #[command(after_help = EXIT_CODES)]
    Scan(StepArgs),
    /// Enter that the scans of papers were sent to the ministry
    #[command(after_help = EXIT_CODES)]
    Submit(StepArgs),
    /// Enter that papers were handed over, to the person or to somebody with an authority
    #[command(after_help = EXIT_CODES)]
    HandOver {
        /// Which
        #[command(flatten)]
        papers: StepArgs,
        /// Who received them [default: the person]
        #[arg(long, value_name = "NAME")]
        to: Option<String>,
        /// As whom: parent, lawyer, authorised person with the power of attorney
        #[arg(long, value_name = "TEXT")]
        authority: Option<String>,
    },
    /// Enter that papers were posted
    #[command(after_help = EXIT_CODES)]
    Post {
        /// Which
        #[command(flatten)]
        papers: StepArgs,
        /// The address
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
        /// Number of the registered letter
        #[arg(long, value_name = "NUMBER")]
        tracking: Option<String>,
    },
    /// Annul papers or reserved numbers; the numbers are never given again
    #[command(after_help = EXIT_CODES)]
    Annul {
        /// Which
        #[command(flatten)]
        papers: NamedArgs,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// The act by which it was decided
        #[arg(long, value_name = "TEXT")]
        decision: Option<String>,
    },
    /// Issue a paper anew because it was wrong, or a name has changed: the old one is annulled and its form destroyed
    #[command(after_help = EXIT_CODES)]
    Reissue(ReissueArgs),
    /// The stock of numbered forms
    Blank {
        /// What to do
        #[command(subcommand)]
        command: BlankCommand,
    },
    /// Explain numbers of a book that nobody has
    #[command(after_help = EXIT_CODES)]
    Gap {
        /// The register book
        book: String,
        /// The running number, or a range: 105 or 105-108
        #[arg(value_name = "N[-M]", value_parser = range)]
        numbers: (u64, u64),
        /// Why nobody has them
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// When and who
        #[command(flatten)]
        act: ActArgs,
    },
    /// Take over the book that was kept before laurea
    #[command(after_help = EXIT_CODES)]
    Import(ImportArgs),
    /// Export the entries for other programs, or a book as it would stand on paper
    Export(ExportArgs),
    /// Show what was handed out of the register: to whom, when, why
    Log,
    /// Everything the register holds of one person
    Extract(ExtractArgs),
    /// Make a key that enciphers the data in the register
    Key {
        /// The new file; one that is there is not touched
        #[arg(long, short, value_name = "FILE")]
        out: PathBuf,
    },
    /// Prove that nothing was changed or removed: every entry, number, date and line of the journal
    #[command(after_help = EXIT_CODES)]
    Verify {
        /// A head that was kept earlier; the register must go on from it
        #[arg(long, value_name = "FILE")]
        head: Option<PathBuf>,
    },
    /// Print where the register stands, to be kept or signed: the last entry and its hash
    Head {
        /// Write to a file
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Copy the register into a file, also while others write, and read the copy back
    Backup {
        /// The file; one of that name is replaced
        file: PathBuf,
    },
    /// Give the register back from a backup and the journal beside it
    #[command(after_help = EXIT_CODES)]
    Restore(RestoreArgs),
    /// Remove the data of papers whose time is over, as [retention] of institution.toml says
    Expire {
        /// Only show what would be removed
        #[arg(long)]
        dry_run: bool,
        /// When, and who
        #[command(flatten)]
        act: ActArgs,
    },
    /// Write a copy for tests in which every person is invented
    Anonymise {
        /// The new file; one that is there is not touched
        copy: PathBuf,
        /// Why it is needed; stands in the log
        #[arg(long, value_name = "TEXT")]
        purpose: Option<String>,
        /// When, and who
        #[command(flatten)]
        act: ActArgs,
    },
}

/// `register restore`.
#[derive(Debug, Clone, Args)]
pub struct RestoreArgs {
    /// The backup; without one the register is built from the journal alone
    pub backup: Option<PathBuf>,
    /// Take the backup as it is, because the journal is lost or damaged: what came after the backup is lost
    #[arg(long, requires = "backup")]
    pub without_journal: bool,
}

/// `register list` and `register open`.
#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// Only this register book
    #[arg(long)]
    pub book: Option<String>,
    /// Only this kind of paper
    #[arg(long)]
    pub kind: Option<String>,
}

/// When, and who.
#[derive(Debug, Clone, Args)]
pub struct ActArgs {
    /// The day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// In whose name it is entered [default: the account's]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Papers that are named.
#[derive(Debug, Clone, Args)]
pub struct NamedArgs {
    /// Registration numbers; also faculty numbers, numbers of forms or keys
    #[arg(value_name = "NUMBER")]
    pub numbers: Vec<String>,
    /// A list of papers: xlsx, ods or csv
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// The kind of paper, where a number alone does not say which
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// When and who
    #[command(flatten)]
    pub act: ActArgs,
}

/// `register export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// Form of the export
    #[arg(long, value_enum, default_value_t)]
    pub format: ExportFormat,
    /// Only this register book; the printed one is always of one book
    #[arg(long)]
    pub book: Option<String>,
    /// Only this year
    #[arg(long)]
    pub year: Option<i64>,
    /// With the data that papers were made from; not in a workbook
    #[arg(long)]
    pub with_data: bool,
    /// Write to a file [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Why it is needed; stands in the log
    #[arg(long, value_name = "TEXT")]
    pub purpose: Option<String>,
    /// When, and who
    #[command(flatten)]
    pub act: ActArgs,
}

/// Papers of which a step is entered.
#[derive(Debug, Clone, Args)]
pub struct StepArgs {
    /// Which
    #[command(flatten)]
    pub named: NamedArgs,
    /// Every paper of this kind that waits for the step
    #[arg(long, value_name = "KIND")]
    pub all_of: Option<String>,
    /// Every paper of this register book that waits for the step
    #[arg(long)]
    pub book: Option<String>,
    /// Without the papers that go along with them, as an appendix does
    #[arg(long)]
    pub alone: bool,
}

/// `register import`.
#[derive(Debug, Clone, Args)]
pub struct ImportArgs {
    /// The workbook (may be repeated) [default: inputs.earlier_register]
    #[arg(long, value_name = "FILE")]
    pub from: Vec<PathBuf>,
    /// The register book; needed where there is more than one
    #[arg(long)]
    pub book: Option<String>,
    /// Why numbers are missing from it
    #[arg(long, value_name = "TEXT")]
    pub gaps_reason: Option<String>,
    /// Take over lines as they stand whose day or identifier cannot be right
    #[arg(long)]
    pub as_it_stands: bool,
    /// Look at everything, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// In whose name it is entered [default: the account's]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// A number, or two with a dash between them.
fn range(text: &str) -> Result<(u64, u64), String> {
    let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<u64>().map_err(|_| format!("{text:?} is no number"));
    match (number(first)?, number(last)?) {
        (first, last) if first == 0 || last < first || last - first >= 100_000 => Err(format!("{text:?} is no range")),
        range => Ok(range),
    }
}

/// `register extract`.
#[derive(Debug, Clone, Args)]
pub struct ExtractArgs {
    /// Faculty number, ЕГН, ЛНЧ or registration number
    pub person: String,
    /// Form of the extract
    #[arg(long, value_enum, default_value_t)]
    pub format: ExtractFormat,
    /// Write to a file [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Why it is needed; stands in the log
    #[arg(long, value_name = "TEXT")]
    pub purpose: Option<String>,
    /// When, and who
    #[command(flatten)]
    pub act: ActArgs,
}

/// Form of `register extract`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ExtractFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Form of `register export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ExportFormat {
    /// Comma-separated
    #[default]
    Csv,
    /// A JSON object a line
    Jsonl,
    /// A JSON list
    Json,
    /// Workbook
    Xlsx,
    /// The printable register book
    Pdf,
}
