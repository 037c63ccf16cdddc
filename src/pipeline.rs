//! The conductor: the only file that names all stages, in order.
//!
//! ```text
//! check : ingest → check → weigh
//! draft : … → plan → measure → render (ЧЕРНОВА) → output
//! issue : … → plan → measure → register.reserve → render → output + register.commit, in plan order → lists, report, manifest
//! plan  : issue up to the numbers → shard (PLAN); render : shard → render → shard; merge : issue, given the papers of the shards
//! duplicate : … check → decide → register.reserve → render → output + register.replace, request by request
//! register … : lists → papers found → register.advance, number, annul, explain; import : earlier book → register.import
//! blank spoil : frozen data → render → output + register.reissue; reissue : check → plan of one → … + register.supersede
//! submit: scans → scan → the register's papers awaited → submit (bags in zips, read back) → register.send; verify: submit → register
//! publish : register → publish; verify PAPER : scan → register or publish
//! state : check → rdpzsd (judged, written) → output; answer : ingest → rdpzsd → findings, list of ЕАН
//! book  : register + consents → publish (ordered, counted, suppressed) → render (PDF), pages, tables → output
//! consent : ingest, commands → consent; export alumni : consent, register → list
//! elmo  : register (papers that hold, frozen data) → publish::elmo → output
//! mark  : check → amend → output; apply : list of repairs → amend → output
//! ```

pub mod alumni;
mod boxes;
mod chosen;
pub mod consents;
mod duplicate;
mod earlier;
mod elmo;
mod files;
mod forms;
mod graduates_book;
mod grant;
mod handed;
mod import;
mod keyed;
mod life;
mod lists;
mod made_with;
mod making;
mod numbers;
mod papers;
mod press;
mod protocol;
mod publish;
mod register_book;
mod repairs;
mod replace;
mod requests;
mod shards;
mod shelf;
mod shown;
mod signing;
mod state;
mod state_work;
mod storeroom;
mod submit;
mod sum;
mod take_over;

use std::path::PathBuf;

use jiff::civil::Date;

use crate::check::{self, Context};
use crate::config::{Complaint, Complaints, Config};
use crate::diag::{Finding, Lang, sort_findings};
use crate::event::{Event, Listener, Stage};
use crate::ingest::{self, Isolation};
use crate::kind::{self, Audience, DocumentKind, Kinds};
use crate::model::{Record, Season};
use crate::output::{CopyError, OutputError, RunFolder};
use crate::plan::{self, Held, Plan};
use crate::publish::list::ListError;
use crate::register::RegisterError;
use crate::render::{Recruit, Templates, TemplatesError};
use crate::report::{self, Summary};
use crate::shard::ShardError;
use forms::Blanks;
use numbers::{Before, Numbered};
use papers::Run;
use press::{press_with, recruit};
use signing::signatories_hold;
use sum::{Mode, summarise};

pub use chosen::{Line, Name, Target, Unfound};
pub use consents::ConsentsError;
pub use elmo::{ElmoBar, ElmoExport, ElmoFile, ElmoOptions, Pdfs, export_elmo};
pub use forms::{Forms, FormsError, shift as printer_shift};
pub use graduates_book::{BookError, BookOptions, GraduatesBookMade, graduates_book, granted_for_book};
pub use grant::{Decided, DuplicateLine, Duplicates, duplicate};
pub use handed::{Handed, Refusal, mark};
pub use import::{BookLine, Import, Imported, Wrong, import};
pub use keyed::{hold_register, open_register, open_register_to_read};
pub use life::{Companions, Done, Life, Why, steps_of};
pub use lists::planned_lists;
pub use numbers::lock;
pub use protocol::{Protocol, ProtocolOf};
pub use publish::{Published, publish};
pub use register_book::{BookMade, register_book};
pub use repairs::{Applied, Skip, apply, fixes, write_list};
pub use replace::{ReplaceBar, ReplaceOptions, Replaced, replace};
pub use requests::{Asking, Desk, RequestsError, Taken, quote as quote_request};
pub use shards::{Laid, Part, PartDone, Planned, merge_shards, plan_shards, set_shard};
pub use shown::{Against, Answer, Because, PaperShown, Shown, is_shown_as_paper, show_code, show_file};
pub use state::{StateAnswer, StateFiles, Told, state_answer, state_files};
pub use storeroom::{Remade, SpoilBar, SpoilOptions, Spoiled, Storeroom};
pub use submit::{
    Agreement, Fate, Lack, Pages, Seen, Sent, SentArchive, SentBatch, SetLine, Status, SubmitError, SubmitOptions, Waiting,
    status as submission_status, submit, take_signature, verify,
};
pub use take_over::{Came, ImportLine, LeftOut};

/// What a command asks of the pipeline.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// Only these kinds.
    pub kinds: Vec<String>,
    /// Only these faculty numbers.
    pub students: Vec<String>,
    /// Threads that set pages.
    pub threads: Option<usize>,
    /// Date of issue; else the configuration's.
    pub date: Option<Date>,
    /// Language of messages.
    pub lang: Lang,
    /// Pre-printed forms.
    pub forms: Forms,
    /// Where workbooks are read and papers set; a library has no program to call, so the default is here.
    pub isolation: Isolation,
}

/// The world is broken, or the configuration is. Bad data is never an error here: it is a finding.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration is wrong.
    #[error("configuration")]
    Config(Complaints),
    /// Neither the configuration nor the command names a date of issue.
    #[error("no date")]
    NoDate,
    /// `--kind` names no kind that is installed and configured.
    #[error("kind {found}")]
    UnknownKind {
        /// The name.
        found: String,
        /// The known ones.
        known: String,
    },
    /// `--student` names nobody.
    #[error("student {0}")]
    UnknownStudent(String),
    /// Forms cannot be used as asked.
    #[error(transparent)]
    Forms(#[from] FormsError),
    /// `--request` names no request.
    #[error("request {0}")]
    UnknownRequest(String),
    /// `institution.toml` does not say how machine-readable files name the institution.
    #[error("no [elmo] in {0}")]
    NoElmo(PathBuf),
    /// A book that the institution does not keep, and those it keeps.
    #[error("book {found}")]
    UnknownBook {
        /// The name.
        found: String,
        /// The known ones.
        known: String,
    },
    /// The graduates' book cannot be made.
    #[error(transparent)]
    Book(#[from] BookError),
    /// A request cannot be taken in.
    #[error(transparent)]
    Requests(#[from] RequestsError),
    /// The register cannot be used.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The log of consents cannot do what is asked.
    #[error(transparent)]
    Consents(#[from] ConsentsError),
    /// What was scanned cannot be sent.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// A published list cannot be made or read.
    #[error(transparent)]
    List(#[from] ListError),
    /// The output folder cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A folder for copies cannot be used.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The templates cannot be read.
    #[error(transparent)]
    Templates(#[from] TemplatesError),
    /// A plan for shards, a shard or their merging cannot go on.
    #[error(transparent)]
    Shard(#[from] ShardError),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// The inputs as they were understood, with everything that is wrong in them.
#[derive(Debug)]
pub struct Checked {
    /// The records.
    pub season: Season,
    /// The findings, weighed by the run's profile.
    pub findings: Vec<Finding>,
    /// Whom they hold.
    pub held: Held,
    /// The installed kinds.
    pub kinds: Kinds,
    /// The kinds of this run, in order.
    pub wanted: Vec<String>,
    /// The date of issue.
    pub date: Date,
    /// Name of the run.
    pub run: String,
}

/// A run that is over.
#[derive(Debug)]
pub struct Outcome {
    /// The run in figures and lists.
    pub summary: Summary,
    /// Its folder; `None` where nothing was written.
    pub folder: Option<PathBuf>,
    /// Whether errors in the inputs as a whole stopped it before anything was numbered.
    pub is_stopped: bool,
    /// Whether a paper came out other than the register says.
    pub is_unverified: bool,
}

/// Reads and checks the inputs.
///
/// # Errors
/// The configuration is wrong, or the join engine failed.
pub fn check(config: &Config, options: &Options, listener: &dyn Listener) -> Result<Checked, Error> {
    let asked: Vec<String> = config.pipeline.kinds.iter().flatten().chain(&options.kinds).cloned().collect();
    let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &asked).map_err(Error::Config)?;
    let wanted = wanted_kinds(config, options, &kinds)?;
    let date = options.date.or(config.pipeline.date).ok_or(Error::NoDate)?;
    listener.on(Event::Started(Stage::Read, 0));
    let (mut season, mut findings) = ingest::ingest(&config.pipeline.inputs, &config.institution, &options.isolation)
        .map_err(|error| Error::Other(error.to_string()))?;
    earlier::add_known(config, &mut season);
    listener.on(Event::Finished(Stage::Read));
    listener.on(Event::Started(Stage::Check, 0));
    findings.extend(check::check(&Context {
        season: &season,
        institution: &config.institution,
        issue_date: date,
        photos: config.pipeline.inputs.photos.as_deref(),
        photo_needed: &|record| needs_photo(&kinds, &wanted, record, config.pipeline.inputs.photos.is_some()),
        kinds: &kinds.keys().cloned().collect(),
    }));
    listener.on(Event::Finished(Stage::Check));
    let mut findings = config.pipeline.strictness.apply(findings);
    sort_findings(&mut findings);
    if let Some(unknown) = options.students.iter().find(|number| !season.records.iter().any(|r| r.faculty_number() == *number)) {
        return Err(Error::UnknownStudent(unknown.clone()));
    }
    let run = run_name(config, options, date);
    let mut checked = Checked { held: Held::by(&findings), season, findings, kinds, wanted, date, run };
    duplicate::forget_known(config, &mut checked);
    Ok(checked)
}

/// Plans the papers of checked inputs.
///
/// # Errors
/// The templates cannot be read, or their boxes cannot be measured.
pub fn plan(config: &Config, options: &Options, checked: &mut Checked) -> Result<Plan, Error> {
    planned(config, options, checked).map(|(plan, _)| plan)
}

/// The plan, with every text that has a box measured in it.
fn planned(config: &Config, options: &Options, checked: &mut Checked) -> Result<(Plan, Templates), Error> {
    let request = plan::Request {
        config,
        kinds: &checked.kinds,
        wanted: &checked.wanted,
        students: &options.students,
        issue_date: checked.date,
    };
    let (mut plan, findings) = plan::make(&request, &checked.season, &checked.held);
    checked.findings.extend(config.pipeline.strictness.apply(findings));
    sort_findings(&mut checked.findings);
    let templates = Templates::load(&config.pipeline.paths.templates)?;
    boxes::check(config, options, checked, &mut plan, &templates)?;
    Ok((plan, templates))
}

/// Makes drafts of every paper: watermark, no numbers, nothing in the register.
///
/// # Errors
/// The configuration is wrong, or the output folder cannot be written.
pub fn draft(config: &Config, options: &Options, listener: &dyn Listener) -> Result<Outcome, Error> {
    let recruit = recruit(config, options);
    let mut checked = check(config, options, listener)?;
    checked.run.push_str("-draft");
    if checked.held.is_batch() {
        return Ok(stopped(config, &checked, options.lang));
    }
    let on_form = forms::on_form(config, &options.forms, &checked)?;
    let (plan, templates) = planned(config, options, &mut checked)?;
    signatories_hold(config, &checked, &plan)?;
    let folder = RunFolder::open(&config.pipeline.paths.output.join(&checked.run))?;
    let mode = Mode::Draft;
    let press = press_with(config, options, &templates, recruit);
    let (press, templates) = (&*press, &templates);
    Run { config, options, checked, plan, press, templates, register: None, folder, listener, mode, on_form }.make()
}

/// Issues the papers: numbers, PDFs, register, lists and report.
///
/// # Errors
/// The configuration is wrong, or the register or the output folder cannot be used. Nothing is lost: the next run goes on
/// where this one stopped.
pub fn issue(config: &Config, options: &Options, listener: &dyn Listener) -> Result<Outcome, Error> {
    let recruit = recruit(config, options);
    match numbered(config, options, listener, recruit, &|_, _, _| Ok(()), |run| run.make())? {
        Numbered::Stopped(outcome) => Ok(*outcome),
        Numbered::Done(outcome) => Ok(outcome),
    }
}

/// All of a run before its first page is set; then, while the register is still held, whatever is to be done.
fn numbered<T>(
    config: &Config,
    options: &Options,
    listener: &dyn Listener,
    recruit: Option<Recruit>,
    before: Before,
    then: impl FnOnce(Run) -> Result<T, Error>,
) -> Result<Numbered<T>, Error> {
    let mut checked = check(config, options, listener)?;
    if checked.held.is_batch() {
        return Ok(Numbered::Stopped(Box::new(stopped(config, &checked, options.lang))));
    }
    listener.on(Event::Started(Stage::Plan, 0));
    let on_form = forms::on_form(config, &options.forms, &checked)?;
    let (mut plan, templates) = planned(config, options, &mut checked)?;
    signatories_hold(config, &checked, &plan)?;
    let folder = RunFolder::open(&config.pipeline.paths.output.join(&checked.run))?;
    let (_lock, mut register) = hold_register(config, None)?;
    let blanks = Blanks::look(&options.forms, &checked, &plan, &register)?;
    before(&checked, &plan, &register)?;
    numbers::number(config, &mut checked, &mut plan, &mut register)?;
    blanks.assign(&mut plan, &register)?;
    listener.on(Event::Finished(Stage::Plan));
    let (register, mode) = (Some(register), Mode::Issue);
    let press = press_with(config, options, &templates, recruit);
    let (press, templates) = (&*press, &templates);
    then(Run { config, options, checked, plan, press, templates, register, folder, listener, mode, on_form }).map(Numbered::Done)
}

fn wanted_kinds(config: &Config, options: &Options, kinds: &Kinds) -> Result<Vec<String>, Error> {
    let known = || kinds.keys().cloned().collect::<Vec<_>>().join(", ");
    // Without a list, every kind whose register book is kept here.
    let is_kept = |kind: &&DocumentKind| kind.own_book().is_none_or(|book| config.institution.books.contains_key(book));
    let every = || kinds.values().filter(is_kept).map(|kind| kind.name.clone()).collect();
    let configured = config.pipeline.kinds.clone().unwrap_or_else(every);
    if let Some(found) = configured.iter().find(|name| !kinds.contains_key(*name)) {
        let path = &config.pipeline.paths.templates;
        return Err(Error::Config(vec![Complaint::file(path, "config-kind-unknown", &[("found", found), ("known", &known())])]));
    }
    if let Some(found) = options.kinds.iter().find(|name| !kinds.contains_key(*name)) {
        return Err(Error::UnknownKind { found: found.clone(), known: known() });
    }
    Ok(if options.kinds.is_empty() { configured } else { options.kinds.clone() })
}

/// The run's own name or its date; a run of some kinds or some people has a folder of its own.
fn run_name(config: &Config, options: &Options, date: Date) -> String {
    let name = config.pipeline.name.clone().unwrap_or_else(|| date.to_string());
    let parts = std::iter::once(name).chain(options.kinds.iter().cloned()).chain(options.students.iter().cloned());
    plan::legal_file_name(&parts.collect::<Vec<_>>().join("-"))
}

fn needs_photo(kinds: &Kinds, wanted: &[String], record: &Record, has_folder: bool) -> bool {
    // A photo that may be glued by hand is looked at where the list names one and there is a folder of photos.
    let prints_photo =
        |kind: &&DocumentKind| kind.needs_photo || (kind.has_photo && has_folder && !record.person.photo.is_empty());
    let mut with_photo = wanted.iter().filter_map(|name| kinds.get(name)).filter(prints_photo);
    with_photo.any(|kind| kind.audience == Audience::Graduates && kind.serves(record))
}

fn stopped(config: &Config, checked: &Checked, lang: Lang) -> Outcome {
    let summary = summarise(config, checked, &[], lang, Mode::Issue, None);
    Outcome { summary, folder: None, is_stopped: true, is_unverified: false }
}

/// The figures of checked inputs, without any paper, and the first findings of each code, as many as a terminal shows.
#[must_use]
pub fn summary_of(config: &Config, checked: &Checked, lang: Lang) -> Summary {
    summarise(config, checked, &[], lang, Mode::Issue, Some(report::SHOWN))
}
