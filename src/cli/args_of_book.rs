//! The arguments of `book`.

use std::path::PathBuf;

use clap::Args;

use super::args::Format;
use super::args_of_register::ActArgs;

/// `book`.
#[derive(Debug, Clone, Args)]
pub struct BookArgs {
    /// Academic year, by the day of graduation: 2024/2025
    #[arg(long, value_name = "YEAR/YEAR")]
    pub year: String,
    /// Folder to write to [default: `book-YEAR-YEAR` among the outputs]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Words or JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// When, and who
    #[command(flatten)]
    pub act: ActArgs,
}
