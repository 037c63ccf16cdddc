//! The arguments of the commands about the register.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

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
