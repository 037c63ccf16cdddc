//! The arguments of the commands about the register.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::args::EXIT_CODES;

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
    /// Export all entries
    Export {
        /// Form of the export
        #[arg(long, value_enum, default_value_t)]
        format: ExportFormat,
        /// Write to a file; a workbook needs one
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
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

/// Form of `register export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ExportFormat {
    /// Comma-separated
    #[default]
    Csv,
    /// A JSON object a line
    Jsonl,
    /// Workbook
    Xlsx,
}
