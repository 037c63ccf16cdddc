//! The arguments of `export`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
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
    /// The graduates who agree to notices by e-mail, for the careers centre's mailings
    #[command(after_help = EXIT_CODES)]
    Alumni(AlumniArgs),
    /// Issued diplomas and transcripts as EMREX ELMO 1.7 files, with the papers attached
    #[command(after_help = EXIT_CODES)]
    Elmo(ElmoArgs),
}

/// `export alumni`.
#[derive(Debug, Clone, Args)]
pub struct AlumniArgs {
    /// The file
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// Form of the list [default: by the ending of the file]
    #[arg(long, value_enum)]
    pub format: Option<AlumniFormat>,
    /// The columns, in this order: no more of anybody is handed out
    #[arg(long, value_name = "FIELD,…", value_enum, value_delimiter = ',', default_value = "name,email,programme,degree,year")]
    pub fields: Vec<AlumniField>,
    /// Only those who graduated in this academic year: 2024/2025
    #[arg(long, value_name = "YYYY/YYYY")]
    pub year: Option<String>,
    /// What it is needed for; stands in the log
    #[arg(long, value_name = "TEXT")]
    pub purpose: Option<String>,
    /// In whose name it is entered [default: the account's]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Form of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AlumniFormat {
    /// Workbook
    Xlsx,
    /// Comma-separated
    Csv,
}

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AlumniField {
    /// The name as the person wants it
    Name,
    /// The e-mail
    Email,
    /// Faculty
    Faculty,
    /// Speciality
    Programme,
    /// Degree
    Degree,
    /// Form of study
    Form,
    /// Academic year of graduation
    Year,
    /// Day of graduation
    Graduated,
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
