//! The arguments, as clap reads them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::args_of_book::BookArgs;
use super::args_of_consent::ConsentArgs;
use super::args_of_export::ExportArgs;
use super::args_of_kinds::{KindArgs, WatchArgs};
use super::args_of_publish::PublishArgs;
use super::args_of_register::RegisterArgs;
use super::args_of_requests::RequestArgs;
use super::args_of_shards::{MergeArgs, PlanArgs, RenderArgs};
use super::args_of_submit::{SubmitArgs, VerifyArgs};
use crate::diag::Lang;

/// From a registrar's spreadsheets to the papers a university owes its graduates.
///
/// Without a command: `issue` on ./pipeline.toml.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Arguments {
    /// Configuration of the run
    #[arg(long, short, global = true, default_value = "pipeline.toml", value_name = "FILE")]
    pub config: PathBuf,
    /// Language of messages [default: from the locale]
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Language>,
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
}

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  something unexpected (disk full, register locked, …); run again, nothing is lost
  2  usage, configuration or inputs are wrong; nothing was numbered
  3  done, but some records are held
  4  verification failed
  75 `render`: not now (disk full, file unreadable, another process at work); start it again
  143 `render`: asked to end by SIGTERM; what is done is kept, start it again";

/// Language of messages.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Language {
    /// Bulgarian
    Bg,
    /// English
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Bg => Self::Bg,
            Language::En => Self::En,
        }
    }
}

/// The commands.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Propose pipeline.toml and institution.toml for a folder of workbooks
    Init(InitArgs),
    /// Read and check the workbooks; print what is wrong and what changed since the last check
    #[command(after_help = EXIT_CODES)]
    Check(CheckArgs),
    /// Make corrected copies of the workbooks from a list of provable repairs
    #[command(after_help = EXIT_CODES)]
    Apply(ApplyArgs),
    /// Make drafts of all papers, with a watermark and without numbers
    #[command(after_help = EXIT_CODES)]
    Draft(RunArgs),
    /// Number and make the papers, enter them into the register
    #[command(after_help = EXIT_CODES)]
    Issue(IssueArgs),
    /// Issue duplicates of earlier papers on request, or refuse them with a letter
    #[command(after_help = EXIT_CODES)]
    Duplicate(DuplicateArgs),
    /// Number the papers and write what is to be set into a folder, for `render` on other machines
    #[command(after_help = EXIT_CODES)]
    Plan(PlanArgs),
    /// Set a part of a plan; needs nothing but the plan's folder
    #[command(after_help = EXIT_CODES)]
    Render(RenderArgs),
    /// Check the parts of a plan and make the run of them: register, papers, lists, report
    #[command(after_help = EXIT_CODES)]
    Merge(MergeArgs),
    /// Show what the program understood: every record with its means, words, letters and credits
    Records(RecordsArgs),
    /// The register of papers
    Register(RegisterArgs),
    /// The help desk: requests for papers, their fees and terms
    Request(RequestArgs),
    /// The ministry: scans matched, checked, packed and entered as sent; the state register's files
    #[command(after_help = EXIT_CODES)]
    Submit(SubmitArgs),
    /// Whether a paper is genuine, by its file or its code; whether an archive is whole
    #[command(after_help = EXIT_CODES)]
    Verify(VerifyArgs),
    /// The graduates' book of an academic year: PDF, web site and tables of those who agreed, everybody else in counts
    #[command(after_help = EXIT_CODES)]
    Book(BookArgs),
    /// Consents to the graduates' book, to the photo in it and to notices by e-mail
    Consent(ConsentArgs),
    /// Hand out to others what is meant for them
    Export(ExportArgs),
    /// Publish the list by which anybody finds whether a paper holds: a page and files without personal data
    #[command(after_help = EXIT_CODES)]
    Publish(PublishArgs),
    /// The kinds of paper
    Kind(KindArgs),
    /// Show a kind of paper on a sample anew whenever one of its files is saved
    Watch(WatchArgs),
    /// Explain a code of a finding
    Explain(ExplainArgs),
    /// Write a whole invented season as workbooks
    Demo(DemoArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}

impl Default for Command {
    fn default() -> Self {
        Self::Issue(IssueArgs::default())
    }
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// Words
    #[default]
    Human,
    /// JSON
    Json,
}

/// `init`.
#[derive(Debug, Clone, Args)]
pub struct InitArgs {
    /// Folder with the workbooks and photos of an office
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// Folder to write to; files that are there are never overwritten
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub out: PathBuf,
}

/// `check`.
#[derive(Debug, Clone, Args)]
pub struct CheckArgs {
    /// Date of issue to check against [default: the configuration's, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// `json` prints a finding a line, `sarif` a SARIF 2.1.0 log
    #[arg(long, value_enum, default_value_t)]
    pub format: CheckFormat,
    /// Compare with no earlier check and write nothing, not even the memory in the folder of the outputs
    #[arg(long)]
    pub no_memory: bool,
    /// Write each input into this folder with its bad cells coloured and explained
    #[arg(long, value_name = "DIR")]
    pub mark: Option<PathBuf>,
    /// Write the provable repairs to this file (CSV), for `apply`
    #[arg(long, value_name = "FILE")]
    pub fixes: Option<PathBuf>,
}

/// For people, for programs, or for the tools that show results of checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CheckFormat {
    /// Words
    #[default]
    Human,
    /// JSON
    Json,
    /// SARIF 2.1.0
    Sarif,
}

/// `apply`.
#[derive(Debug, Clone, Args)]
pub struct ApplyArgs {
    /// The list that `check --fixes` wrote; lines may have been deleted from it
    #[arg(value_name = "FILE")]
    pub list: PathBuf,
    /// Folder for the corrected copies
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// What `draft` and `issue` share.
#[derive(Debug, Clone, Args, Default)]
pub struct RunArgs {
    /// Only this kind of paper (may be repeated)
    #[arg(long, value_name = "KIND")]
    pub kind: Vec<String>,
    /// Only this student, by faculty number (may be repeated)
    #[arg(long, value_name = "NUMBER")]
    pub student: Vec<String>,
    /// Threads that set pages [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub threads: Option<u32>,
    /// Date of issue [default: the configuration's, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// Print the variable text alone, onto a numbered form; a file for the printer is written beside each paper
    #[arg(long)]
    pub on_form: bool,
    /// Printer of [[printers]] in pipeline.toml whose offset is applied
    #[arg(long, value_name = "NAME", requires = "on_form")]
    pub printer: Option<String>,
    /// Tray of the printer
    #[arg(long, value_name = "TRAY", requires = "printer")]
    pub tray: Option<String>,
    /// `json` prints the summary as JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `issue`.
#[derive(Debug, Clone, Args, Default)]
pub struct IssueArgs {
    /// What both runs share
    #[command(flatten)]
    pub run: RunArgs,
    /// Print the plan; number, make and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Give the papers the numbers of forms, one after the other: [KIND=]SERIES:FIRST-NUMBER (may be repeated)
    #[arg(long, value_name = "SERIES:FIRST")]
    pub blanks: Vec<String>,
    /// Spoiled forms, whose numbers are passed over: 124,131
    #[arg(long, value_name = "N,N", value_delimiter = ',', requires = "blanks")]
    pub spoiled: Vec<u64>,
}

/// `duplicate`.
#[derive(Debug, Clone, Args)]
pub struct DuplicateArgs {
    /// Only this request, by its incoming number (may be repeated) [default: every request for a duplicate]
    #[arg(long, value_name = "NUMBER")]
    pub request: Vec<String>,
    /// Print what would be decided; number, make and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Date of issue [default: the configuration's, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// `json` prints the decisions as JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `records`.
#[derive(Debug, Clone, Args)]
pub struct RecordsArgs {
    /// Form of the list
    #[arg(long, value_enum, default_value_t)]
    pub format: RecordsFormat,
    /// Write to a file; a workbook needs one
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only this student, by faculty number (may be repeated)
    #[arg(long, value_name = "NUMBER")]
    pub student: Vec<String>,
    /// Print the JSON schema of `--format jsonl`
    #[arg(long)]
    pub schema: bool,
}

/// Form of `records`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum RecordsFormat {
    /// Table
    #[default]
    Table,
    /// A JSON object a line
    Jsonl,
    /// Workbook
    Xlsx,
}

/// `explain`.
#[derive(Debug, Clone, Args)]
pub struct ExplainArgs {
    /// Code of a finding; without one all are listed
    pub code: Option<String>,
}

/// `demo`.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// Number of students
    #[arg(long, default_value_t = 200)]
    pub students: u32,
    /// Everything depends on it and on the number of students
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Folder to write to
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Plant one defect of each kind and write the list of them
    #[arg(long)]
    pub defects: bool,
    /// Write the season as an untidy office keeps it, and what its files mean
    #[arg(long)]
    pub untidy: bool,
}

/// `completions`.
#[derive(Debug, Clone, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}
