//! The conductor: the only file that names all stages, in order.
//!
//! ```text
//! check : ingest → check → weigh
//! draft : … → plan → render (ЧЕРНОВА) → output
//! issue : … → plan → register.reserve → render → output + register.commit, in plan order → lists, report, manifest
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::check::{self, Context};
use crate::config::{Complaint, Complaints, Config};
use crate::diag::{Code, Finding, Lang, Subject};
use crate::event::{Event, Listener, Stage};
use crate::ingest;
use crate::kind::{self, Audience, Kinds};
use crate::model::{Document, Field, Numbering, Record, Rendered, Season};
use crate::output::{OutputError, PaperLine, PaperState, RunFolder, documents_csv, findings_jsonl, plan_json};
use crate::plan::{self, Held, PaperMaker, Plan};
use crate::register::{BookFormat, Entry, Issued, Register, RegisterError, State, Wanted};
use crate::render::{Fault, Paper, Templates, TemplatesError, render, render_all};
use crate::report::{self, Summary};

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
    /// The register cannot be used.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The output folder cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The templates cannot be read.
    #[error(transparent)]
    Templates(#[from] TemplatesError),
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
    let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution).map_err(Error::Config)?;
    let wanted = wanted_kinds(config, options, &kinds)?;
    let date = options.date.or(config.pipeline.date).ok_or(Error::NoDate)?;
    listener.on(Event::Started(Stage::Read, 0));
    let (season, mut findings) =
        ingest::ingest(&config.pipeline.inputs, &config.institution).map_err(|error| Error::Other(error.to_string()))?;
    listener.on(Event::Finished(Stage::Read));
    listener.on(Event::Started(Stage::Check, 0));
    findings.extend(check::check(&Context {
        season: &season,
        institution: &config.institution,
        issue_date: date,
        photos: config.pipeline.inputs.photos.as_deref(),
        photo_needed: &|record| needs_photo(&kinds, &wanted, record),
        kinds: &kinds.keys().cloned().collect(),
    }));
    listener.on(Event::Finished(Stage::Check));
    let findings = config.pipeline.strictness.apply(findings);
    if let Some(unknown) = options.students.iter().find(|number| !season.records.iter().any(|r| r.faculty_number() == *number)) {
        return Err(Error::UnknownStudent(unknown.clone()));
    }
    let run = run_name(config, options, date);
    Ok(Checked { held: Held::by(&findings), season, findings, kinds, wanted, date, run })
}

/// Plans the papers of checked inputs.
#[must_use]
pub fn plan(config: &Config, options: &Options, checked: &mut Checked) -> Plan {
    let request = plan::Request {
        config,
        kinds: &checked.kinds,
        wanted: &checked.wanted,
        students: &options.students,
        issue_date: checked.date,
    };
    let (plan, findings) = plan::make(&request, &checked.season, &checked.held);
    checked.findings.extend(config.pipeline.strictness.apply(findings));
    plan
}

/// Makes drafts of every paper: watermark, no numbers, nothing in the register.
///
/// # Errors
/// The configuration is wrong, or the output folder cannot be written.
pub fn draft(config: &Config, options: &Options, listener: &dyn Listener) -> Result<Outcome, Error> {
    let mut checked = check(config, options, listener)?;
    checked.run.push_str("-draft");
    if checked.held.is_batch() {
        return Ok(stopped(config, &checked, options.lang));
    }
    let plan = plan(config, options, &mut checked);
    signatories_hold(config, &checked, &plan)?;
    let templates = Templates::load(&config.pipeline.paths.templates)?;
    let folder = RunFolder::open(&config.pipeline.paths.output.join(&checked.run))?;
    Run { config, options, checked, plan, templates, register: None, folder, listener, is_draft: true }.make()
}

/// Issues the papers: numbers, PDFs, register, lists and report.
///
/// # Errors
/// The configuration is wrong, or the register or the output folder cannot be used. Nothing is lost: the next run goes on
/// where this one stopped.
pub fn issue(config: &Config, options: &Options, listener: &dyn Listener) -> Result<Outcome, Error> {
    let mut checked = check(config, options, listener)?;
    if checked.held.is_batch() {
        return Ok(stopped(config, &checked, options.lang));
    }
    listener.on(Event::Started(Stage::Plan, 0));
    let mut plan = plan(config, options, &mut checked);
    signatories_hold(config, &checked, &plan)?;
    let templates = Templates::load(&config.pipeline.paths.templates)?;
    let folder = RunFolder::open(&config.pipeline.paths.output.join(&checked.run))?;
    let _lock = lock(&config.pipeline.paths.register)?;
    let mut register = Register::open(&config.pipeline.paths.register)?;
    number(config, &mut checked, &mut plan, &mut register)?;
    listener.on(Event::Finished(Stage::Plan));
    Run { config, options, checked, plan, templates, register: Some(register), folder, listener, is_draft: false }.make()
}

fn wanted_kinds(config: &Config, options: &Options, kinds: &Kinds) -> Result<Vec<String>, Error> {
    let known = || kinds.keys().cloned().collect::<Vec<_>>().join(", ");
    let configured = config.pipeline.kinds.clone().unwrap_or_else(|| kinds.keys().cloned().collect());
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
    parts.collect::<Vec<_>>().join("-").replace(['/', '\\', ':'], "-")
}

fn needs_photo(kinds: &Kinds, wanted: &[String], record: &Record) -> bool {
    let with_photo = wanted.iter().filter_map(|name| kinds.get(name)).filter(|kind| kind.has_photo);
    with_photo.into_iter().any(|kind| kind.audience == Audience::Graduates && kind.serves(record.study.status))
}

/// Every role that a planned paper's kind asks for is held by somebody on the day of issue.
fn signatories_hold(config: &Config, checked: &Checked, plan: &Plan) -> Result<(), Error> {
    let mut missing = BTreeSet::new();
    for document in &plan.documents {
        let Some(kind) = checked.kinds.get(&document.kind) else { continue };
        let record = &checked.season.records[document.record];
        let faculty = record.curriculum.as_ref().map_or("", |curriculum| curriculum.faculty.as_str());
        for role in &kind.roles {
            if config.institution.signatory(*role, faculty, document.date).is_none() {
                missing.insert(format!("{} ({faculty})", role.name()));
            }
        }
    }
    let path = &config.pipeline.paths.institution;
    let complaint = |role: &String| Complaint::file(path, "config-kind-signatory", &[("found", role)]);
    let complaints: Complaints = missing.iter().map(complaint).collect();
    if complaints.is_empty() { Ok(()) } else { Err(Error::Config(complaints)) }
}

/// Holds the register for this process; the system lets go of it when the process ends, however it ends.
fn lock(register: &Path) -> Result<File, Error> {
    let path = register.with_extension("lock");
    let failed = |error: std::io::Error| RegisterError::Unusable { path: register.to_owned(), error: error.to_string() };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let file = File::create(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(RegisterError::Locked { path: register.to_owned() }.into()),
        Err(std::fs::TryLockError::Error(error)) => Err(failed(error).into()),
    }
}

/// Gives every paper its number and date: kept, new, its principal's, or none.
fn number(config: &Config, checked: &mut Checked, plan: &mut Plan, register: &mut Register) -> Result<(), Error> {
    let numbered = |document: &&mut Document| {
        checked.kinds.get(&document.kind).is_some_and(|kind| kind.numbering == Numbering::BeforePrint && kind.companion_of.is_none())
    };
    let mut papers: Vec<&mut Document> = plan.documents.iter_mut().filter(numbered).collect();
    let wanted: Vec<Wanted> = papers
        .iter()
        .map(|document| Wanted {
            document: document.key.clone(),
            kind: document.kind.clone(),
            faculty_number: document.faculty_number.clone(),
            person_name: document.person_name.clone(),
            book: checked.kinds[&document.kind].book.clone().unwrap_or_default(),
        })
        .collect();
    let numbers = register.reserve(&wanted, &books(config), checked.date)?;
    for (document, registration) in papers.iter_mut().zip(numbers) {
        document.date = registration.date;
        document.registration = Some(registration);
    }
    companions(checked, plan, register)?;
    for document in &mut plan.documents {
        if document.registration.is_none()
            && let Some(day) = register.last_of(&document.key)?.and_then(|entry| entry.day())
        {
            document.date = day;
        }
    }
    Ok(())
}

/// A companion carries its principal's number and date; without them it is held.
fn companions(checked: &mut Checked, plan: &mut Plan, register: &Register) -> Result<(), Error> {
    let by_key: BTreeMap<String, Document> =
        plan.documents.iter().map(|document| (document.key.clone(), document.clone())).collect();
    let mut kept = Vec::new();
    for mut document in std::mem::take(&mut plan.documents) {
        let Some(principal) = checked.kinds.get(&document.kind).and_then(|kind| kind.companion_of.clone()) else {
            kept.push(document);
            continue;
        };
        let key = format!("{principal}/{}", document.faculty_number);
        let entry = register.last_of(&key)?;
        document.registration = by_key
            .get(&key)
            .and_then(|principal| principal.registration.clone())
            .or_else(|| entry.as_ref().and_then(Entry::registration));
        if let Some(registration) = &document.registration {
            document.date = registration.date;
        }
        let is_numbered_first = checked.kinds.get(&principal).is_some_and(|kind| kind.numbering == Numbering::BeforePrint);
        if document.registration.is_none() && is_numbered_first {
            let label = Field::RegisterNumber.label(Lang::Bg);
            checked.findings.push(
                Finding::new(Code::FieldMissing, Subject::Document(document.key.clone()))
                    .of(&document.faculty_number)
                    .field(Field::RegisterNumber.name())
                    .arg("field_label", label)
                    .arg("kind", checked.kinds[&document.kind].title.clone()),
            );
            plan.held.push(document);
        } else {
            kept.push(document);
        }
    }
    plan.documents = kept;
    Ok(())
}

fn books(config: &Config) -> BTreeMap<String, BookFormat> {
    let format = |book: &crate::config::Book| BookFormat {
        number: book.number.clone(),
        first_total: book.first_total,
        first_in_year: book.first_in_year,
    };
    config.institution.books.iter().map(|(name, book)| (name.clone(), format(book))).collect()
}

fn stopped(config: &Config, checked: &Checked, lang: Lang) -> Outcome {
    let summary = summarise(config, checked, &[], lang, Mode::Issue);
    Outcome { summary, folder: None, is_stopped: true, is_unverified: false }
}

/// The findings and figures of checked inputs, without any paper.
#[must_use]
pub fn summary_of(config: &Config, checked: &Checked, lang: Lang) -> Summary {
    summarise(config, checked, &[], lang, Mode::Issue)
}

/// Whether the papers of a run count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Issue,
    Draft,
}

fn summarise(config: &Config, checked: &Checked, lines: &[(PaperLine, bool)], lang: Lang, mode: Mode) -> Summary {
    let title = |name: &str| checked.kinds.get(name).map_or_else(String::new, |kind| match lang {
        Lang::Bg => kind.title.clone(),
        Lang::En => kind.title_en.clone(),
    });
    let books = config.institution.books.iter().map(|(name, book)| {
        (name.clone(), if lang == Lang::Bg { book.title.clone() } else { book.title_en.clone() })
    });
    let run = report::Run {
        name: checked.run.clone(),
        institution: if lang == Lang::Bg { config.institution.name.clone() } else { config.institution.name_en.clone() },
        date: checked.date.to_string(),
        season: &checked.season,
        findings: &checked.findings,
        papers: lines
            .iter()
            .map(|(line, is_unchanged)| (&line.document, title(&line.document.kind), line.state.name(), line.pages, *is_unchanged))
            .collect(),
        books: books.collect(),
        is_draft: mode == Mode::Draft,
    };
    report::summarise(&run, lang)
}

/// How a paper came out of its worker.
enum Made {
    /// Set for the first time.
    New { rendered: Rendered, issued: Box<Issued> },
    /// Issued by an earlier run; set again because its file is gone.
    Again { rendered: Rendered, expected: String },
    /// Issued by an earlier run; its file is there and has the hash of the register.
    Kept { pages: usize, sha256: String },
    /// Issued by an earlier run from other data.
    Differs { number: String },
}

/// Papers committed to the register in one transaction; between two of them a killed run loses no more than this.
const COMMIT_EVERY: usize = 64;

/// A run whose papers are being made.
struct Run<'a> {
    config: &'a Config,
    options: &'a Options,
    checked: Checked,
    plan: Plan,
    templates: Templates,
    register: Option<Register>,
    folder: RunFolder,
    listener: &'a dyn Listener,
    is_draft: bool,
}

impl Run<'_> {
    fn make(mut self) -> Result<Outcome, Error> {
        let documents = std::mem::take(&mut self.plan.documents);
        let earlier = self.earlier()?;
        let mut lines: Vec<(PaperLine, bool)> = Vec::new();
        let mut pending: Vec<Issued> = Vec::new();
        self.listener.on(Event::Started(Stage::Render, documents.len() as u64));
        let threads = self.options.threads.or(self.config.pipeline.threads).unwrap_or_else(cores);
        let season = std::mem::take(&mut self.checked.season);
        {
            let Self { config, checked, templates, register, folder, listener, is_draft, .. } = &mut self;
            let maker = PaperMaker {
                season: &season,
                institution: &config.institution,
                kinds: &checked.kinds,
                photos: config.pipeline.inputs.photos.as_deref(),
                is_draft: *is_draft,
            };
            let files = FilesOnDisk { folder: folder.path().to_owned() };
            let findings = &mut checked.findings;
            let kinds = &checked.kinds;
            let job = |at: usize| make_paper(&maker, templates, kinds, &documents[at], earlier.get(&documents[at].key), &files);
            render_all(documents.len(), threads, &job, |at, made| {
                let document = &documents[at];
                let line = deliver(document, made, *is_draft, folder, findings, &mut pending)?;
                lines.push(line);
                listener.on(Event::Advanced(Stage::Render));
                if pending.len() >= COMMIT_EVERY {
                    commit(register.as_mut(), &mut pending)?;
                }
                Ok::<(), Error>(())
            })?;
            commit(register.as_mut(), &mut pending)?;
        }
        self.checked.season = season;
        self.listener.on(Event::Finished(Stage::Render));
        self.close(lines)
    }

    /// The last entry of every paper that was issued before.
    fn earlier(&self) -> Result<BTreeMap<String, Entry>, Error> {
        let Some(register) = &self.register else { return Ok(BTreeMap::new()) };
        let issued = register.papers()?.into_iter().filter(|entry| matches!(entry.state(), State::Issued | State::AwaitingNumber));
        Ok(issued.map(|entry| (entry.document.clone(), entry)).collect())
    }

    /// Writes the lists, the report and the manifest.
    fn close(mut self, mut lines: Vec<(PaperLine, bool)>) -> Result<Outcome, Error> {
        self.checked.findings = self.config.pipeline.strictness.apply(std::mem::take(&mut self.checked.findings));
        for document in std::mem::take(&mut self.plan.held) {
            lines.push((PaperLine { document, state: PaperState::Held, pages: 0, sha256: String::new() }, false));
        }
        self.report_issued_but_held(&lines)?;
        let (checked, lang) = (&self.checked, self.options.lang);
        let mode = if self.is_draft { Mode::Draft } else { Mode::Issue };
        let summary = summarise(self.config, checked, &lines, lang, mode);
        let made: Vec<PaperLine> = lines.into_iter().map(|(line, _)| line).collect();
        let (held, planned): (Vec<&PaperLine>, Vec<&PaperLine>) = made.iter().partition(|line| line.state == PaperState::Held);
        let documents = |lines: &[&PaperLine]| lines.iter().map(|line| line.document.clone()).collect::<Vec<_>>();
        let page = report::page(&summary, lang).map_err(|error| Error::Other(error.to_string()))?;
        self.folder.write("documents.csv", &documents_csv(&made))?;
        self.folder.write("findings.jsonl", findings_jsonl(&checked.findings, &checked.season.sources, lang).as_bytes())?;
        self.folder.write("plan.json", plan_json(&checked.run, &documents(&planned), &documents(&held)).as_bytes())?;
        self.folder.write("report.html", page.as_bytes())?;
        let is_unverified = checked.findings.iter().any(|finding| finding.code == Code::OutputDiffers);
        let kinds: Vec<String> = checked.kinds.keys().cloned().collect();
        let folder = self.folder.close(&kinds)?;
        Ok(Outcome { summary, folder: Some(folder), is_stopped: false, is_unverified })
    }

    /// A paper that is out in the world while its record is held now is worth a warning.
    fn report_issued_but_held(&mut self, lines: &[(PaperLine, bool)]) -> Result<(), Error> {
        let earlier = self.earlier()?;
        let mut findings = Vec::new();
        for (line, _) in lines.iter().filter(|(line, _)| line.state == PaperState::Held) {
            let known = self.checked.findings.iter().any(|finding| {
                finding.subject == Subject::Document(line.document.key.clone())
                    && matches!(finding.code, Code::AlreadyIssuedDiffers | Code::OutputDiffers)
            });
            if let Some(entry) = earlier.get(&line.document.key).filter(|_| !known) {
                let number = entry.number.clone().unwrap_or_default();
                findings.push(finding_on(Code::IssuedButHeld, &line.document).found(number).arg("kind", line.document.kind.clone()));
            }
        }
        self.checked.findings.extend(self.config.pipeline.strictness.apply(findings));
        Ok(())
    }
}

struct FilesOnDisk {
    folder: PathBuf,
}

impl FilesOnDisk {
    fn has(&self, name: &str, hash: &str) -> bool {
        std::fs::read(self.folder.join(name)).is_ok_and(|bytes| crate::model::sha256(&bytes) == hash)
    }
}

/// Makes one paper, on a worker thread.
fn make_paper(
    maker: &PaperMaker,
    templates: &Templates,
    kinds: &Kinds,
    document: &Document,
    earlier: Option<&Entry>,
    files: &FilesOnDisk,
) -> Result<Made, Fault> {
    let data = maker.make(document).map_err(|error| Fault::plain(&error))?;
    let expected = earlier.and_then(|entry| entry.pdf_sha256.clone());
    if let Some(entry) = earlier {
        if entry.data_sha256.as_ref() != Some(&data.sha256) {
            return Ok(Made::Differs { number: entry.number.clone().unwrap_or_default() });
        }
        if let Some(hash) = expected.as_ref().filter(|hash| files.has(&document.file, hash)) {
            let pages = entry.pages.and_then(|pages| usize::try_from(pages).ok()).unwrap_or(0);
            return Ok(Made::Kept { pages, sha256: hash.clone() });
        }
    }
    let kind = &kinds[&document.kind];
    let paper = Paper {
        key: &document.key,
        kind: &document.kind,
        json: data.json.clone(),
        photo: data.photo.map(|photo| (photo.name, photo.bytes)),
        standards: &kind.pdf,
        date: document.date,
    };
    let rendered = render(templates, paper)?;
    if !(kind.pages.0..=kind.pages.1).contains(&rendered.pages) {
        let limits = if kind.pages.0 == kind.pages.1 { kind.pages.0.to_string() } else { format!("{}–{}", kind.pages.0, kind.pages.1) };
        return Err(Fault::pages(rendered.pages, &limits));
    }
    if let Some(expected) = expected {
        return Ok(Made::Again { rendered, expected });
    }
    let issued = Box::new(Issued {
        document: document.key.clone(),
        kind: document.kind.clone(),
        faculty_number: document.faculty_number.clone(),
        person_name: document.person_name.clone(),
        book: kind.book.clone(),
        registration: document.registration.clone(),
        date: document.date,
        pages: rendered.pages,
        pdf_sha256: rendered.sha256.clone(),
        data_sha256: data.sha256,
        data: data.json,
    });
    Ok(Made::New { rendered, issued })
}

/// Takes a paper from its worker: file first, then the register.
fn deliver(
    document: &Document,
    made: Result<Made, Fault>,
    is_draft: bool,
    folder: &mut RunFolder,
    findings: &mut Vec<Finding>,
    pending: &mut Vec<Issued>,
) -> Result<(PaperLine, bool), Error> {
    let state = if is_draft { PaperState::Draft } else { PaperState::Issued };
    let line = |pages: usize, sha256: String| PaperLine { document: document.clone(), state, pages, sha256 };
    let held = || PaperLine { document: document.clone(), state: PaperState::Held, pages: 0, sha256: String::new() };
    Ok(match made {
        Ok(Made::New { rendered, issued }) => {
            folder.write(&document.file, &rendered.pdf)?;
            if !is_draft {
                pending.push(*issued);
            }
            (line(rendered.pages, rendered.sha256), false)
        }
        Ok(Made::Kept { pages, sha256 }) => {
            folder.note(&document.file, sha256.clone());
            (line(pages, sha256), true)
        }
        Ok(Made::Again { rendered, expected }) if rendered.sha256 == expected => {
            folder.write(&document.file, &rendered.pdf)?;
            (line(rendered.pages, rendered.sha256), true)
        }
        Ok(Made::Again { rendered, expected }) => {
            findings.push(finding_on(Code::OutputDiffers, document).found(rendered.sha256).expected(expected));
            (held(), false)
        }
        Ok(Made::Differs { number }) => {
            findings.push(finding_on(Code::AlreadyIssuedDiffers, document).found(number).arg("kind", document.kind.clone()));
            (held(), false)
        }
        Err(fault) => {
            findings.push(fault_finding(document, fault));
            (held(), false)
        }
    })
}

fn commit(register: Option<&mut Register>, pending: &mut Vec<Issued>) -> Result<(), Error> {
    let papers = std::mem::take(pending);
    match register {
        Some(register) if !papers.is_empty() => Ok(register.commit(papers)?),
        _ => Ok(()),
    }
}

fn finding_on(code: Code, document: &Document) -> Finding {
    Finding::new(code, Subject::Document(document.key.clone())).of(&document.faculty_number)
}

fn fault_finding(document: &Document, fault: Fault) -> Finding {
    match fault.pages {
        Some((found, limits)) => finding_on(Code::PageCountUnexpected, document).found(found.to_string()).expected(limits),
        None if fault.is_missing_glyph => finding_on(Code::GlyphMissing, document).arg("error", fault.message).arg("line", fault.place),
        None => finding_on(Code::TemplateFailed, document).arg("error", fault.message).arg("line", fault.place),
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
