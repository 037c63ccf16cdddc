//! The arguments of the commands about requests.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::args::{EXIT_CODES, Format};
use crate::model::{Asker, RequestState, Status};

/// `request`.
#[derive(Debug, Clone, Args)]
pub struct RequestArgs {
    /// What to do
    #[command(subcommand)]
    pub command: RequestCommand,
}

/// Commands of the help desk.
#[derive(Debug, Clone, Subcommand)]
pub enum RequestCommand {
    /// Take a request in: say its fee and why, when an answer is due, and what is missing
    #[command(after_help = EXIT_CODES)]
    Add(Box<AddArgs>),
    /// List the requests
    List(ListArgs),
    /// List what is due: overdue first, then what waits for whom; exit code 3 when something is overdue
    #[command(after_help = EXIT_CODES)]
    Due(DueArgs),
    /// Show a request with everything that was done about it
    Show {
        /// Incoming number
        number: String,
        /// `json` prints it as JSON
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Enter that the fee was paid
    #[command(after_help = EXIT_CODES)]
    Pay {
        /// Incoming numbers
        #[arg(required = true)]
        numbers: Vec<String>,
        /// Number of the receipt
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        receipt: String,
        /// When, and by whom it is entered
        #[command(flatten)]
        entered: EnteredArgs,
    },
    /// Enter that missing papers were brought, or an authority was shown
    #[command(after_help = EXIT_CODES)]
    Bring {
        /// Incoming number
        number: String,
        /// A needed paper, by its first words or its place in the list (may be repeated) [default: all]
        #[arg(long, value_name = "TEXT")]
        paper: Vec<String>,
        /// By which authority somebody else asks
        #[arg(long, value_name = "TEXT")]
        authority: Option<String>,
        /// When, and by whom it is entered
        #[command(flatten)]
        entered: EnteredArgs,
    },
    /// Extend the term of an answer, once
    #[command(after_help = EXIT_CODES)]
    Extend {
        /// Incoming numbers
        #[arg(required = true)]
        numbers: Vec<String>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// When, and by whom it is entered
        #[command(flatten)]
        entered: EnteredArgs,
    },
    /// Set requests to another state, where there is a way to it
    #[command(after_help = EXIT_CODES)]
    Set(SetArgs),
    /// Take over the requests of the workbooks of [inputs] that the register does not have
    #[command(after_help = EXIT_CODES)]
    Import {
        /// By whom it is entered [default: the name of the account]
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// `json` prints the outcome as JSON
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// When something was done, and who enters it.
#[derive(Debug, Clone, Args)]
pub struct EnteredArgs {
    /// Day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// By whom it is entered [default: the name of the account]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// `request add`.
#[derive(Debug, Clone, Args)]
pub struct AddArgs {
    /// The paper, in the words of [services] in institution.toml
    #[arg(long, value_name = "TEXT")]
    pub paper: String,
    /// Incoming number [default: the next one of the year]
    #[arg(long, value_name = "NUMBER")]
    pub number: Option<String>,
    /// Faculty number of the person it is about
    #[arg(long, value_name = "NUMBER", default_value = "", hide_default_value = true)]
    pub student: String,
    /// Their name [default: that of the student list]
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub name: String,
    /// Their status [default: that of the student list]
    #[arg(long, value_name = "STATUS", value_parser = statuses())]
    pub status: Option<Status>,
    /// Who asks
    #[arg(long = "as", value_name = "WHO", value_parser = askers(), default_value = "person")]
    pub asker: Asker,
    /// Name of whoever asks, if it is somebody else
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub asker_name: String,
    /// By which authority somebody else asks
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub authority: String,
    /// What the paper is for, or why a duplicate is asked for
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub purpose: String,
    /// Whom the paper is addressed to
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub recipient: String,
    /// Registration number of the original, for a duplicate
    #[arg(long, value_name = "NUMBER", default_value = "", hide_default_value = true)]
    pub original: String,
    /// Newspaper and date of the announcement of a lost original
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub announcement: String,
    /// Copies
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=99))]
    pub copies: u32,
    /// A needed paper that was brought, by its first words or its place in the list; `all` for all (may be repeated)
    #[arg(long, value_name = "TEXT")]
    pub brought: Vec<String>,
    /// The fee is paid
    #[arg(long)]
    pub paid: bool,
    /// Number of the receipt
    #[arg(long, value_name = "TEXT", requires = "paid", default_value = "", hide_default_value = true)]
    pub receipt: String,
    /// What has to be checked before the work can begin
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub check: String,
    /// Say what it would be; enter nothing
    #[arg(long)]
    pub dry_run: bool,
    /// When, and by whom it is entered
    #[command(flatten)]
    pub entered: EnteredArgs,
    /// `json` prints the request as JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `request list`.
#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// Only in this state (may be repeated)
    #[arg(long, value_name = "STATE", value_parser = states())]
    pub state: Vec<RequestState>,
    /// Only for this paper
    #[arg(long, value_name = "TEXT")]
    pub paper: Option<String>,
    /// Only about this person: faculty number or part of the name
    #[arg(long, value_name = "TEXT")]
    pub person: Option<String>,
    /// Form of the list
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

/// Form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ListFormat {
    /// Words
    #[default]
    Human,
    /// JSON
    Json,
    /// Comma-separated
    Csv,
}

/// `request due`.
#[derive(Debug, Clone, Args)]
pub struct DueArgs {
    /// As of this day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// Due by this day [default: five working days ahead]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<Date>,
    /// `json` prints the list as JSON
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// `request set`.
#[derive(Debug, Clone, Args)]
pub struct SetArgs {
    /// The state
    #[arg(value_parser = states())]
    pub state: RequestState,
    /// Incoming numbers
    #[arg(required = true)]
    pub numbers: Vec<String>,
    /// Why it is refused, or taken up again; what is waited for
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub reason: String,
    /// To whom the paper was handed over [default: whoever asked]
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub to: String,
    /// By which authority, if it is neither the person nor whoever asked
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub authority: String,
    /// When, and by whom it is entered
    #[command(flatten)]
    pub entered: EnteredArgs,
}

fn askers() -> impl TypedValueParser<Value = Asker> {
    named(&Asker::ALL, Asker::name)
}

fn states() -> impl TypedValueParser<Value = RequestState> {
    named(&RequestState::ALL, RequestState::name)
}

fn statuses() -> impl TypedValueParser<Value = Status> {
    named(&Status::ALL, Status::name)
}

/// One of several values, by its name.
fn named<T: Copy + Send + Sync + 'static>(all: &'static [T], name: fn(T) -> &'static str) -> impl TypedValueParser<Value = T> {
    let names: Vec<&'static str> = all.iter().map(|value| name(*value)).collect();
    let value = move |found: String| all.iter().copied().find(|value| name(*value) == found).ok_or("unknown");
    PossibleValuesParser::new(names).try_map(value)
}
