//! The arguments of `laurea consent`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::args::{EXIT_CODES, Format};
use crate::consent::Channel;
use crate::model::{Moment, Purpose};

/// `consent`.
#[derive(Debug, Clone, Args)]
pub struct ConsentArgs {
    /// What to do
    #[command(subcommand)]
    pub command: ConsentCommand,
}

/// Commands of the log of consents.
#[derive(Debug, Clone, Subcommand)]
pub enum ConsentCommand {
    /// Enter what the sheets say of consent; nobody who has withdrawn is brought back
    #[command(after_help = EXIT_CODES)]
    Import(SaidArgs),
    /// Enter that somebody agrees
    #[command(after_help = EXIT_CODES)]
    Give(GiveArgs),
    /// Enter that somebody agrees no longer: they leave the next book, and no sheet brings them back
    #[command(after_help = EXIT_CODES)]
    Withdraw(WithdrawArgs),
    /// Who has agreed to what
    List(ListArgs),
    /// Everything that is held about a person for the graduates' book and the mailing
    #[command(after_help = EXIT_CODES)]
    Extract(ExtractArgs),
}

/// When, and in whose name.
#[derive(Debug, Clone, Args)]
pub struct SaidArgs {
    /// When they said so; with the hour where the day alone is not enough: 2026-03-05T14:30 [default: now]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Moment>,
    /// In whose name it is entered [default: the account's]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// `consent give`.
#[derive(Debug, Clone, Args)]
pub struct GiveArgs {
    /// Faculty number
    #[arg(long, value_name = "NUMBER")]
    pub student: String,
    /// What for: book, photo, mail
    #[arg(long = "for", value_name = "PURPOSE,…", value_enum, value_delimiter = ',', required = true)]
    pub purposes: Vec<PurposeArg>,
    /// How they said so
    #[arg(long, value_enum)]
    pub channel: ChannelArg,
    /// Version of the text they agreed to [default: the one in force on that day]
    #[arg(long, value_name = "VERSION")]
    pub text: Option<String>,
    /// The name in notices, as the person wants it [default: as in the sheets]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The e-mail for notices [default: as in the sheets]
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// When, and in whose name
    #[command(flatten)]
    pub said: SaidArgs,
}

/// `consent withdraw`.
#[derive(Debug, Clone, Args)]
pub struct WithdrawArgs {
    /// Faculty number
    #[arg(long, value_name = "NUMBER")]
    pub student: String,
    /// What for: book, photo, mail [default: all of them]
    #[arg(long = "for", value_name = "PURPOSE,…", value_enum, value_delimiter = ',')]
    pub purposes: Vec<PurposeArg>,
    /// How they said so
    #[arg(long, value_enum)]
    pub channel: ChannelArg,
    /// When, and in whose name
    #[command(flatten)]
    pub said: SaidArgs,
}

/// `consent list`.
#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// Only this student, by faculty number (may be repeated)
    #[arg(long, value_name = "NUMBER")]
    pub student: Vec<String>,
    /// With every line of the log
    #[arg(long)]
    pub log: bool,
    /// Words or JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `consent extract`.
#[derive(Debug, Clone, Args)]
pub struct ExtractArgs {
    /// Faculty number
    #[arg(long, value_name = "NUMBER")]
    pub student: String,
    /// Words or JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Write to a file [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// In whose name it is entered [default: the account's]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// What a consent is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PurposeArg {
    /// The name in the graduates' book
    Book,
    /// The photo in the graduates' book
    Photo,
    /// Notices by e-mail
    Mail,
}

impl From<PurposeArg> for Purpose {
    fn from(purpose: PurposeArg) -> Self {
        match purpose {
            PurposeArg::Book => Self::Book,
            PurposeArg::Photo => Self::Photo,
            PurposeArg::Mail => Self::Mail,
        }
    }
}

/// How somebody said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChannelArg {
    /// A signed paper
    Paper,
    /// An e-mail
    Email,
    /// In person
    Counter,
    /// A form on a web page
    Web,
    /// By telephone
    Phone,
    /// Some other way
    Other,
}

impl From<ChannelArg> for Channel {
    fn from(channel: ChannelArg) -> Self {
        match channel {
            ChannelArg::Paper => Self::Paper,
            ChannelArg::Email => Self::Email,
            ChannelArg::Counter => Self::Counter,
            ChannelArg::Web => Self::Web,
            ChannelArg::Phone => Self::Phone,
            ChannelArg::Other => Self::Other,
        }
    }
}
