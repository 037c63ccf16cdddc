//! The arguments of `plan`, `render` and `merge`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::args::Format;

/// `plan`.
#[derive(Debug, Clone, Args)]
pub struct PlanArgs {
    /// Folder to write the plan to; it is not there yet, or holds this very plan
    #[arg(long, value_name = "PLAN")]
    pub to: PathBuf,
    /// Only this kind of paper (may be repeated)
    #[arg(long, value_name = "KIND")]
    pub kind: Vec<String>,
    /// Only this student, by faculty number (may be repeated)
    #[arg(long, value_name = "NUMBER")]
    pub student: Vec<String>,
    /// Threads that prepare the papers [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub threads: Option<u32>,
    /// Date of issue [default: the configuration's, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// Not possible over several machines: forms are printed where the register is
    #[arg(long, hide = true)]
    pub on_form: bool,
    /// Not possible over several machines: forms are given out where the register is
    #[arg(long, hide = true)]
    pub blanks: Vec<String>,
}

/// `render`.
#[derive(Debug, Clone, Args)]
pub struct RenderArgs {
    /// Folder of the plan
    #[arg(long, value_name = "PLAN")]
    pub plan: PathBuf,
    /// Which part: the second of seven is 2/7; `auto` asks the engine that started this (Slurm, Kubernetes, AWS Batch, GNU
    /// parallel, Nomad, Cloud Run)
    #[arg(long, value_name = "I/N|auto")]
    pub shard: String,
    /// How many shards there are, for engines that do not say
    #[arg(long, value_name = "N")]
    pub of: Option<u32>,
    /// Folder in which the shard's folder is made [default: PLAN/shards]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Threads that set pages [default: one per core that this process may use]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub threads: Option<u32>,
}

/// `merge`.
#[derive(Debug, Clone, Args)]
pub struct MergeArgs {
    /// Folder of the plan
    #[arg(long, value_name = "PLAN")]
    pub plan: PathBuf,
    /// Folder of the shards [default: PLAN/shards]
    #[arg(long, value_name = "DIR")]
    pub shards: Option<PathBuf>,
    /// Take the shards of this number, where a plan was cut several times
    #[arg(long, value_name = "N")]
    pub of: Option<u32>,
    /// Threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub threads: Option<u32>,
    /// `json` prints the summary as JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}
