//! The arguments of `export`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::args::{EXIT_CODES, Format};
use super::args_of_register::ActArgs;

/// `export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// What to hand out
    #[command(subcommand)]
    pub command: ExportCommand,
}

/// What is handed out.
#[derive(Debug, Clone, Subcommand)]
pub enum ExportCommand {
    /// Issued diplomas and transcripts as EMREX ELMO 1.7 files, with the papers attached
    #[command(after_help = EXIT_CODES)]
    Elmo(ElmoArgs),
}

/// `export elmo`.
#[derive(Debug, Clone, Args)]
pub struct ElmoArgs {
    /// Only this student, by faculty number (may be repeated)
    #[arg(long, value_name = "NUMBER")]
    pub student: Vec<String>,
    /// Only this kind of paper, a diploma or a transcript (may be repeated)
    #[arg(long, value_name = "KIND")]
    pub kind: Vec<String>,
    /// Folder to write to [default: `elmo` in the folder of the outputs]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The day the files say they were made [default: that of the newest paper in each]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub generated: Option<Date>,
    /// Without the issued papers
    #[arg(long)]
    pub without_pdfs: bool,
    /// Why it is needed; stands in the log of the register
    #[arg(long, value_name = "TEXT")]
    pub purpose: Option<String>,
    /// Words or JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// When, and who
    #[command(flatten)]
    pub act: ActArgs,
}
