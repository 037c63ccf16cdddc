//! The arguments of `publish`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::args::Format;

/// `publish`.
#[derive(Debug, Clone, Args)]
pub struct PublishArgs {
    /// Folder of the list; a list that is there is replaced, anything else is left alone
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Day that stands on the page as that of the list [default: none]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// Words or JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}
