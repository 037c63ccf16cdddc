//! The arguments of `submit` and `verify`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::args::Format;
use super::args_of_register::ActArgs;

/// `submit`.
#[derive(Debug, Clone, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["scans", "status", "signature", "state_files", "answer"])))]
pub struct SubmitArgs {
    /// Folder of the scans: match them, look at them, pack what is whole, enter it as sent
    #[arg(long, value_name = "DIR")]
    pub scans: Option<PathBuf>,
    /// What a person decided about doubts, the filled-in decisions.csv [default: the one beside the scans]
    #[arg(long, value_name = "FILE", requires = "scans")]
    pub decisions: Option<PathBuf>,
    /// Send papers that were sent before once more, and why
    #[arg(long, value_name = "REASON", requires = "scans")]
    pub again: Option<String>,
    /// Say what would be sent; write and enter nothing
    #[arg(long, requires = "scans")]
    pub dry_run: bool,
    /// File with the passphrase that enciphers the archives (its first line)
    #[arg(long, value_name = "FILE", requires = "scans")]
    pub passphrase: Option<PathBuf>,
    /// What is sent in which archive, what waits and since when, what is overdue
    #[arg(long)]
    pub status: bool,
    /// Take in the detached signature (.p7s) of a batch's list of archives
    #[arg(long, value_name = "FILE")]
    pub signature: Option<PathBuf>,
    /// Write the files of the state register: persons, semesters, list of work
    #[arg(long)]
    pub state_files: bool,
    /// Take in the state register's answer, a workbook
    #[arg(long, value_name = "FILE")]
    pub answer: Option<PathBuf>,
    /// Folder to write to [default: `submissions` of pipeline.toml; for the state register the run's, with `-state`]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Words or JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// When, and who
    #[command(flatten)]
    pub act: ActArgs,
}

/// `verify`.
#[derive(Debug, Clone, Args)]
#[command(group(ArgGroup::new("shown").required(true).args(["path", "code"])))]
pub struct VerifyArgs {
    /// A paper (PDF, scan or photograph), an archive, the folder of a batch or an unpacked archive
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Code of a paper: the whole text of its square, or its number and the eight characters at the square
    #[arg(long, value_name = "TEXT")]
    pub code: Option<String>,
    /// Ask the published list of this folder; needs no configuration and no register
    #[arg(long, value_name = "DIR", conflicts_with = "passphrase")]
    pub list: Option<PathBuf>,
    /// File with the passphrase of an enciphered archive (its first line)
    #[arg(long, value_name = "FILE", conflicts_with = "code")]
    pub passphrase: Option<PathBuf>,
    /// Words or JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}
