//! A command that could not do its work: what to say, and with which exit code.

use std::path::Path;

use annotate_snippets::Renderer;

use super::{Exit, consent_words, list_words, shard_words};
use crate::amend::fix_columns;
use crate::config::Complaints;
use crate::demo::DemoError;
use crate::diag::{Catalogue, Lang, ui};
use crate::output::CopyError;
use crate::pipeline::{self, BookError, FormsError, RequestsError, SubmitError};
use crate::register::{RegisterError, journal_of};
use crate::report;
use crate::shard::ShardError;
use crate::workshop::WorkshopError;

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The pipeline could not run.
    Pipeline(pipeline::Error),
    /// A file could not be written.
    Write(std::path::PathBuf, std::io::Error),
    /// A code nobody knows.
    UnknownCode(String),
    /// A kind nobody knows.
    UnknownKind(String, String),
    /// A case of the sample season nobody knows.
    UnknownCase(String, String),
    /// A new kind whose name is no name, or is taken.
    KindName(String),
    /// A command about papers where there is no register yet.
    NoRegister(std::path::PathBuf),
    /// A command about papers that names none.
    NothingNamed,
    /// A list of papers that cannot be read, and why.
    PaperList(std::path::PathBuf, String),
    /// A file with a passphrase cannot be read, or its first line is empty.
    Passphrase(std::path::PathBuf, String),
    /// The list of repairs cannot be read.
    ListUnreadable(std::path::PathBuf, std::io::Error),
    /// The list of repairs has not its columns.
    ListColumns(std::path::PathBuf),
    /// The data of papers is asked for in a form that has no room for it.
    NoRoomForData,
    /// A book nobody keeps, and those that are kept.
    UnknownBook(String, String),
    /// A printed book is asked for, and there are several.
    WhichBook(String),
    /// A new file is there already.
    IsThere(std::path::PathBuf),
    /// A number that papers of several people carry.
    SeveralPeople(String),
    /// Nobody the register knows.
    UnknownPerson,
    /// A plan for shards, or a shard, cannot be used.
    Shard(ShardError),
    /// `--shard` names no shard.
    ShardName(String),
    /// Forms are asked for in a plan for shards.
    FormsOverShards,
    /// The ending of a file says no form of a list of graduates.
    AlumniFormat(std::path::PathBuf),
    /// No academic year.
    AcademicYear(String),
    /// `--code` is no code of a paper.
    NoCode(String),
    /// An archive is to be compared with a published list.
    ArchiveAgainstList(std::path::PathBuf),
    /// Anything else, in words.
    Other(String),
}

impl From<pipeline::Error> for Failure {
    fn from(error: pipeline::Error) -> Self {
        Self::Pipeline(error)
    }
}

impl From<Complaints> for Failure {
    fn from(complaints: Complaints) -> Self {
        Self::Pipeline(pipeline::Error::Config(complaints))
    }
}

impl From<RegisterError> for Failure {
    fn from(error: RegisterError) -> Self {
        Self::Pipeline(error.into())
    }
}

impl From<WorkshopError> for Failure {
    fn from(error: WorkshopError) -> Self {
        match error {
            WorkshopError::Config(complaints) => complaints.into(),
            WorkshopError::Templates(error) => Self::Pipeline(error.into()),
            WorkshopError::UnknownKind { found, known } => Self::UnknownKind(found, known),
            WorkshopError::UnknownCase { found, known } => Self::UnknownCase(found, known),
            WorkshopError::Write { path, error } => Self::Write(path, error),
            WorkshopError::Season(error) => Self::Other(error),
        }
    }
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        Self::Other(error.to_string())
    }
}

impl Failure {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        use pipeline::Error;
        match self {
            Self::Pipeline(
                Error::Config(_)
                | Error::NoElmo(_)
                | Error::NoDate
                | Error::UnknownKind { .. }
                | Error::UnknownStudent(_)
                | Error::UnknownRequest(_)
                | Error::UnknownBook { .. }
                | Error::Templates(_)
                | Error::Forms(_)
                | Error::Requests(_)
                | Error::Submit(
                    SubmitError::NoRegister(_)
                    | SubmitError::LongName(_)
                    | SubmitError::Plan(_)
                    | SubmitError::Scan(_)
                    | SubmitError::Signature(_)
                    | SubmitError::Verify(_)
                    | SubmitError::Stranded { .. },
                )
                | Error::Copy(CopyError::IsInput(_))
                | Error::Register(
                    RegisterError::Chronology { .. }
                    | RegisterError::NumberTooLong { .. }
                    | RegisterError::Format { .. }
                    | RegisterError::NoJournal { .. }
                    | RegisterError::IsRegister { .. }
                    | RegisterError::NoHead { .. }
                    | RegisterError::KeyNeeded { .. }
                    | RegisterError::KeyWrong { .. }
                    | RegisterError::KeyUnreadable { .. }
                    | RegisterError::KeyMalformed { .. },
                ),
            )
            | Self::UnknownCode(_)
            | Self::UnknownKind(..)
            | Self::UnknownCase(..)
            | Self::KindName(..)
            | Self::NoRegister(..)
            | Self::NothingNamed
            | Self::PaperList(..)
            | Self::Passphrase(..)
            | Self::ListUnreadable(..)
            | Self::NoRoomForData
            | Self::UnknownBook(..)
            | Self::WhichBook(_)
            | Self::IsThere(_)
            | Self::SeveralPeople(_)
            | Self::UnknownPerson
            | Self::ListColumns(_) => Exit::Usage,
            Self::Pipeline(Error::Book(_)) => Exit::Usage,
            Self::ShardName(_) | Self::FormsOverShards | Self::NoCode(_) | Self::ArchiveAgainstList(_) => Exit::Usage,
            Self::Pipeline(Error::List(error)) => list_words::exit_of(error),
            Self::Shard(error) => shard_words::exit_of(error),
            Self::AlumniFormat(_) | Self::AcademicYear(_) => Exit::Usage,
            Self::Pipeline(Error::Consents(error)) => consent_words::exit_of(error),
            // Beside the register a full disk is what it is for `issue`.
            Self::Pipeline(Error::Shard(ShardError::Io { .. })) => Exit::Unexpected,
            Self::Pipeline(Error::Shard(error)) => shard_words::exit_of(error),
            Self::Pipeline(Error::Submit(SubmitError::Spoiled(_))) => Exit::Unverified,
            Self::Pipeline(Error::Register(
                RegisterError::Broken { .. }
                | RegisterError::Damaged { .. }
                | RegisterError::Behind { .. }
                | RegisterError::JournalDiffers { .. }
                | RegisterError::JournalUnreadable { .. },
            )) => Exit::Unverified,
            Self::Pipeline(_) | Self::Write(..) | Self::Other(_) => Exit::Unexpected,
        }
    }

    /// What to say.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Self::Pipeline(pipeline::Error::Config(complaints)) => report::complaints(complaints, lang, &renderer()),
            Self::Pipeline(error) => pipeline_words(error, lang),
            Self::Write(path, error) => write_words(path, error, lang),
            Self::UnknownCode(found) => {
                let near = nearest_code(found);
                said(lang, "error-code-unknown", &[("found", found), ("near", near)])
            }
            Self::UnknownKind(found, known) => said(lang, "error-kind-unknown", &[("found", found), ("known", known)]),
            Self::UnknownCase(found, known) => said(lang, "error-case-unknown", &[("found", found), ("known", known)]),
            Self::KindName(found) => said(lang, "error-kind-name", &[("found", found)]),
            Self::NoRegister(path) => said(lang, "error-register-none", &[("path", &path.display().to_string())]),
            Self::NothingNamed => said(lang, "error-nothing-named", &[]),
            Self::PaperList(path, findings) => {
                findings.clone() + &said(lang, "error-paper-list", &[("path", &path.display().to_string())])
            }
            Self::Passphrase(path, error) => {
                said(lang, "error-passphrase", &[("path", &path.display().to_string()), ("error", error)])
            }
            Self::ListUnreadable(path, error) => {
                let (path, error) = (path.display().to_string(), error.to_string());
                said(lang, "error-list-unreadable", &[("path", &path), ("error", &error)])
            }
            Self::ListColumns(path) => {
                let columns = fix_columns(lang).join("; ");
                said(lang, "error-list-columns", &[("path", &path.display().to_string()), ("columns", &columns)])
            }
            Self::NoRoomForData => said(lang, "error-no-room-for-data", &[]),
            Self::UnknownBook(found, known) => said(lang, "error-book-unknown", &[("found", found), ("known", known)]),
            Self::WhichBook(known) => said(lang, "error-book-which", &[("known", known)]),
            Self::IsThere(path) => said(lang, "error-is-there", &[("path", &path.display().to_string())]),
            Self::SeveralPeople(found) => said(lang, "error-several-people", &[("found", found)]),
            Self::UnknownPerson => said(lang, "error-person-unknown", &[]),
            Self::Shard(error) => shard_words::error_words(error, lang),
            Self::ShardName(found) => said(lang, "error-shard-name", &[("found", found)]),
            Self::FormsOverShards => said(lang, "error-shard-forms", &[]),
            Self::AlumniFormat(path) => said(lang, "error-alumni-format", &[("path", &path.display().to_string())]),
            Self::AcademicYear(found) => said(lang, "error-academic-year", &[("found", found)]),
            Self::NoCode(found) => said(lang, "error-no-code", &[("found", found)]),
            Self::ArchiveAgainstList(path) => said(lang, "error-archive-list", &[("path", &path.display().to_string())]),
            Self::Other(error) => said(lang, "error-other", &[("error", error)]),
        }
    }
}

fn pipeline_words(error: &pipeline::Error, lang: Lang) -> String {
    use pipeline::Error;
    match error {
        Error::UnknownKind { found, known } => said(lang, "error-kind-unknown", &[("found", found), ("known", known)]),
        Error::UnknownBook { found, known } => said(lang, "error-book-unknown", &[("found", found), ("known", known)]),
        Error::NoElmo(path) => said(lang, "error-elmo-none", &[("path", &path.display().to_string())]),
        Error::UnknownStudent(found) => said(lang, "error-student-unknown", &[("found", found)]),
        Error::Forms(error) => form_words(error, lang),
        Error::Requests(error) => desk_words(error, lang),
        Error::Consents(error) => consent_words::error_words(error, lang),
        Error::Submit(error) => super::submit_words::error_words(error, lang),
        Error::List(error) => list_words::error_words(error, lang),
        Error::UnknownRequest(found) => said(lang, "error-request-unknown", &[("found", found)]),
        Error::Register(error) => register_words(error, lang),
        Error::Shard(error) => shard_words::error_words(error, lang),
        Error::Book(error) => book_words(error, lang),
        Error::Output(error) => write_words(&error.path, &error.error, lang),
        Error::Copy(CopyError::Output(error)) => write_words(&error.path, &error.error, lang),
        Error::Copy(CopyError::IsInput(path) | CopyError::NotOurs(path)) => {
            said(lang, "error-copy-input", &[("path", &path.display().to_string())])
        }
        Error::Templates(error) => {
            said(lang, "error-templates", &[("path", &error.path.display().to_string()), ("error", &error.error)])
        }
        other => said(lang, "error-other", &[("error", &other.to_string())]),
    }
}

fn book_words(error: &BookError, lang: Lang) -> String {
    match error {
        BookError::NoRegister(path) => said(lang, "error-register-none", &[("path", &path.display().to_string())]),
        BookError::Nobody { year, known } if known.is_empty() => said(lang, "error-book-nobody", &[("year", year)]),
        BookError::Nobody { year, known } => said(lang, "error-book-nobody-then", &[("year", year), ("known", known)]),
    }
}

fn form_words(error: &FormsError, lang: Lang) -> String {
    match error {
        FormsError::None(found) => said(lang, "error-form-none", &[("found", found)]),
        FormsError::UnknownPrinter { found, known } => said(lang, "error-printer-unknown", &[("found", found), ("known", known)]),
        FormsError::Format(found) => said(lang, "error-blanks-format", &[("found", found)]),
        FormsError::Kind { found, known } => said(lang, "error-blanks-kind", &[("found", found), ("known", known)]),
        FormsError::Numbers(found) => said(lang, "error-form-numbers", &[("found", found)]),
        FormsError::NotFree { blank, fate } => {
            let state =
                fate.as_ref().map_or_else(|| ui(lang, "stock-bar-unknown", &[]), |fate| super::register::fate(fate, lang));
            said(lang, "error-form-not-free", &[("series", &blank.series), ("number", &blank.number), ("state", &state)])
        }
        FormsError::OtherKind { blank, own } => {
            said(lang, "error-form-kind", &[("series", &blank.series), ("number", &blank.number), ("kind", own)])
        }
        FormsError::TooFew { series, free, wanted } => {
            let (free, wanted) = (free.to_string(), wanted.to_string());
            said(lang, "error-form-few", &[("series", series), ("free", &free), ("wanted", &wanted)])
        }
        FormsError::Taken { blank, document } => {
            let args = [("series", blank.series.as_str()), ("number", &blank.number), ("document", document)];
            said(lang, "error-blank-taken", &args)
        }
    }
}

fn desk_words(error: &RequestsError, lang: Lang) -> String {
    match error {
        RequestsError::UnknownPaper { found, known } => {
            said(lang, "error-service-unknown", &[("found", found), ("known", known)])
        }
        RequestsError::Taken(found) => said(lang, "error-request-taken", &[("found", found)]),
        RequestsError::NoName => said(lang, "error-request-name", &[]),
        RequestsError::NoAsker => said(lang, "error-request-asker", &[]),
        RequestsError::NotNeeded { found, known } => said(lang, "error-request-need", &[("found", found), ("known", known)]),
        RequestsError::NoWorkbook => said(lang, "error-request-workbook", &[]),
        RequestsError::Unread(finding) => {
            let catalogue = Catalogue::of(lang);
            format!("{}\n  {}\n", catalogue.message(finding), catalogue.hint(finding))
        }
    }
}

fn register_words(error: &RegisterError, lang: Lang) -> String {
    let shown = |path: &Path| path.display().to_string();
    match error {
        RegisterError::Locked { path } => said(lang, "error-register-locked", &[("path", &shown(path))]),
        RegisterError::Unusable { path, error } => said(lang, "error-register-open", &[("path", &shown(path)), ("error", error)]),
        RegisterError::DiskFull { path } => said(lang, "error-disk-full", &[("path", &shown(path))]),
        RegisterError::Newer { path } => said(lang, "error-register-newer", &[("path", &shown(path))]),
        RegisterError::Broken { path, seq } => {
            said(lang, "error-register-broken", &[("path", &shown(path)), ("seq", &seq.to_string())])
        }
        RegisterError::Damaged { path, error } => {
            said(lang, "error-register-damaged", &[("path", &shown(path)), ("error", error)])
        }
        RegisterError::Behind { path, journal } => {
            let (journal, name) = (journal.to_string(), shown(&journal_of(path)));
            said(lang, "error-register-behind", &[("path", &shown(path)), ("seq", &journal), ("journal", &name)])
        }
        RegisterError::JournalDiffers { path, seq } => {
            let (seq, name) = (seq.to_string(), shown(&journal_of(path)));
            said(lang, "error-journal-differs", &[("path", &shown(path)), ("seq", &seq), ("journal", &name)])
        }
        RegisterError::JournalUnreadable { path, line } => {
            let line = line.map_or_else(|| ui(lang, "journal-last-line", &[]), |line| line.to_string());
            said(lang, "error-journal-unreadable", &[("path", &shown(path)), ("line", &line)])
        }
        RegisterError::NoJournal { path } => said(lang, "error-no-journal", &[("path", &shown(path))]),
        RegisterError::IsRegister { path } => said(lang, "error-backup-register", &[("path", &shown(path))]),
        RegisterError::NoHead { path } => said(lang, "error-no-head", &[("path", &shown(path))]),
        RegisterError::Chronology { book, date, last } => {
            said(lang, "error-chronology", &[("book", book), ("date", &date.to_string()), ("last", &last.to_string())])
        }
        RegisterError::KeyNeeded { path } => said(lang, "error-register-key-needed", &[("path", &shown(path))]),
        RegisterError::KeyWrong { path } => said(lang, "error-register-key-wrong", &[("path", &shown(path))]),
        RegisterError::KeyUnreadable { path, error } => {
            said(lang, "error-register-key-unreadable", &[("path", &shown(path)), ("error", error)])
        }
        RegisterError::KeyMalformed { path } => said(lang, "error-register-key-malformed", &[("path", &shown(path))]),
        RegisterError::NumberTooLong { number, .. } => said(lang, "config-number-long", &[("found", number)]),
        RegisterError::Format { error, .. } => said(lang, "config-number-format", &[("error", error)]),
    }
}

pub(super) fn write_words(path: &Path, error: &std::io::Error, lang: Lang) -> String {
    let path = path.display().to_string();
    match error.kind() {
        std::io::ErrorKind::StorageFull => said(lang, "error-disk-full", &[("path", &path)]),
        _ => said(lang, "error-output", &[("path", &path), ("error", &error.to_string())]),
    }
}

pub(super) fn said(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    let hint = ui(lang, &format!("{key}-hint"), args);
    format!("{}\n  {hint}\n", ui(lang, key, args))
}

/// Colours only where a person looks.
fn renderer() -> Renderer {
    use std::io::IsTerminal;
    if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() }
}

fn nearest_code(found: &str) -> &'static str {
    let near = crate::diag::Code::ALL.iter().max_by_key(|code| {
        let parts: Vec<&str> = found.split('-').collect();
        code.name().split('-').filter(|part| parts.contains(part)).count()
    });
    near.map_or("", |code| code.name())
}
