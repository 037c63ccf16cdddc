//! The arguments of the commands about the register.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

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
    List {
        /// Only this register book
        #[arg(long)]
        book: Option<String>,
    },
    /// Show every entry of a paper, by registration number, faculty number, key or scanned code
    Show {
        /// Registration number, faculty number, key, scanned code or its check value
        number: String,
    },
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
