//! The arguments of the commands about kinds of paper.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::EXIT_CODES;

/// `kind`.
#[derive(Debug, Clone, Args)]
pub struct KindArgs {
    /// What to do
    #[command(subcommand)]
    pub command: KindCommand,
}

/// Commands of the kinds.
#[derive(Debug, Clone, Subcommand)]
pub enum KindCommand {
    /// List the installed kinds
    List,
    /// Show a kind: who gets one, what it needs, how it is numbered
    Show {
        /// The kind
        name: String,
    },
    /// Set the samples of a kind and write them as PDF and PNG
    Preview {
        /// The kind; without one all kinds
        name: Option<String>,
        /// Only this case of the sample season
        #[arg(long, value_name = "NAME")]
        case: Option<String>,
        /// Where
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Check a kind on all samples: its files, pages, requisites, and whether it is as it was accepted
    #[command(after_help = EXIT_CODES)]
    Check {
        /// The kind; without one all kinds
        name: Option<String>,
        /// Where
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Keep what the pages of a kind say now as accepted (its folder expected/)
    Accept {
        /// The kind; without one all kinds
        name: Option<String>,
        /// Where
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Begin a new kind as a copy of another
    New {
        /// Name of the new kind: small Latin letters, digits and hyphens
        name: String,
        /// The kind to copy
        #[arg(long, value_name = "KIND")]
        from: String,
        /// Title of the new kind [default: its name]
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        /// Where
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Make a page by which to measure where a printer really prints
    Calibrate {
        /// The kind whose form will be printed on
        name: String,
        /// Printer of [[printers]] in pipeline.toml whose offset is applied
        #[arg(long, value_name = "NAME")]
        printer: Option<String>,
        /// Tray of the printer
        #[arg(long, value_name = "TRAY", requires = "printer")]
        tray: Option<String>,
        /// Write to this file [default: KIND-calibration.pdf]
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// Where kinds are, and where they are shown.
#[derive(Debug, Clone, Args)]
pub struct PlaceArgs {
    /// Folder of the templates [default: the configuration's, else ./templates]
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
}

/// `watch`.
#[derive(Debug, Clone, Args)]
pub struct WatchArgs {
    /// The kind
    pub kind: String,
    /// The case of the sample season [default: the first]
    #[arg(long, value_name = "NAME")]
    pub case: Option<String>,
    /// Where
    #[command(flatten)]
    pub place: PlaceArgs,
}
