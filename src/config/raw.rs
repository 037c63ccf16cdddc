//! `pipeline.toml` and `institution.toml` as written: every key optional, every unknown key refused.
//!
//! What a key means, its default and its limits stand in the commented files that ship with laurea; the JSON schemas
//! under `data/schemas/` are made from these types.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::consent::RawConsent;
use super::elmo::RawElmo;
use super::graduates_book::RawGraduatesBook;
use super::printer::RawPrinter;
use super::raw_desk::{RawCalendar, RawRequests, RawService};
pub use super::raw_inputs::{RawInputs, RawPaperLimits, RawRdpzsd, RawStatePaths};
pub use super::raw_tables::{RawShape, RawTable, RawTables};
use super::submission::RawSubmission;

/// What run? The file `pipeline.toml`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPipeline {
    /// Path of `institution.toml`, relative to this file.
    pub institution: Option<String>,
    /// Folder of the document kinds, relative to this file. Default: `templates`.
    pub templates: Option<String>,
    /// Folder of the outputs, relative to this file. Default: `output`.
    pub output: Option<String>,
    /// The register's database, relative to this file. Default: `data/register.sqlite`.
    pub register: Option<String>,
    /// File of the key that enciphers the data in the register, relative to this file. Default: nothing is enciphered.
    pub register_key: Option<String>,
    /// Folder of the archives for the ministry, relative to this file; they are kept. Default: `submissions`.
    pub submissions: Option<String>,
    /// The log of consents, relative to this file. Default: `data/consents.sqlite`.
    pub consents: Option<String>,
    /// File of the key of the log of consents, relative to this file. Default: `data/consents.key`.
    pub consents_key: Option<String>,
    /// The run.
    #[serde(default)]
    pub run: RawRun,
    /// What setting a paper may take.
    #[serde(default)]
    pub limits: RawPaperLimits,
    /// The workbooks.
    #[serde(default)]
    pub inputs: RawInputs,
    /// Level by code: `error`, `warning`, `note` or `off`.
    #[serde(default)]
    pub strictness: BTreeMap<String, RawLevel>,
    /// The state register of students.
    #[serde(default)]
    pub rdpzsd: RawStatePaths,
    /// Printers and how far each of them prints beside the place it should.
    #[serde(default)]
    pub printers: Vec<RawPrinter>,
}

/// `[run]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRun {
    /// Name of the run; its folder under `output`. Default: the date.
    pub name: Option<String>,
    /// Date of issue as `YYYY-MM-DD`. Default: today.
    pub date: Option<String>,
    /// The kinds of paper to issue. Default: every kind under `templates` whose register book is kept.
    pub kinds: Option<Vec<String>>,
    /// Threads that set pages. Default: as many as the machine has cores.
    pub threads: Option<u32>,
}

/// A level in `[strictness]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawLevel {
    /// Holds the subject.
    Error,
    /// A person should look.
    Warning,
    /// Worth knowing.
    Note,
    /// Not reported.
    Off,
}

/// A name in Bulgarian and English.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawBilingual {
    /// Bulgarian.
    pub bg: Option<String>,
    /// English.
    pub en: Option<String>,
}

/// Who issues? The file `institution.toml`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawInstitution {
    /// Name.
    #[serde(default)]
    pub name: RawBilingual,
    /// Town of the seat.
    #[serde(default)]
    pub seat: RawBilingual,
    /// Postal address.
    pub address: Option<String>,
    /// Postal address in English.
    pub address_en: Option<String>,
    /// Short code that stands in the machine-readable code of each paper. Default: `LAUREA`.
    pub code: Option<String>,
    /// Faculties and colleges.
    #[serde(default)]
    pub faculties: Vec<RawFaculty>,
    /// Who signs, and since when.
    #[serde(default)]
    pub signatories: Vec<RawSignatory>,
    /// Register books by name.
    #[serde(default)]
    pub books: BTreeMap<String, RawBook>,
    /// When a kind of paper is numbered here, if not as the kind says: `before-print`, `after-print` or `none`.
    #[serde(default)]
    pub numbering: BTreeMap<String, String>,
    /// What happens to a kind of paper after printing, if not as the kind says, in order: `signed`, `numbered`, `sealed`,
    /// `stickered`, `scanned`, `submitted`, `delivered`.
    #[serde(default)]
    pub steps: BTreeMap<String, Vec<String>>,
    /// Years for which the register keeps the data of a kind of paper. Default: for ever.
    #[serde(default)]
    pub retention: BTreeMap<String, u32>,
    /// The holographic stickers of the ministry.
    #[serde(default)]
    pub stickers: RawStickers,
    /// Grades, their letters, rounding.
    #[serde(default)]
    pub grading: RawGrading,
    /// Limits of names and photos.
    #[serde(default)]
    pub limits: RawLimits,
    /// The sheets and their columns, by table: `students`, `personal_data`, `programmes`, `courses`, `grades`, `state_exams`,
    /// `requests`, `earlier_register`, `state`, `semesters`.
    #[serde(default)]
    pub tables: BTreeMap<String, RawTables>,
    /// The words the sheets use, by meaning.
    #[serde(default)]
    pub words: RawWords,
    /// What may be requested, by the office's words.
    #[serde(default)]
    pub services: BTreeMap<String, RawService>,
    /// What somebody must show who asks for another's paper: `parent`, `lawyer`, `citizen`, `organisation`.
    #[serde(default)]
    pub authorities: BTreeMap<String, String>,
    /// The help desk's book of requests.
    #[serde(default)]
    pub requests: RawRequests,
    /// Holidays, days off, semesters.
    #[serde(default)]
    pub calendar: RawCalendar,
    /// What goes to the ministry.
    #[serde(default)]
    pub submission: RawSubmission,
    /// What graduates are asked for the graduates' book and the mailing.
    #[serde(default)]
    pub consent: RawConsent,
    /// The state register of students.
    #[serde(default)]
    pub rdpzsd: RawRdpzsd,
    /// The yearly book of graduates.
    #[serde(default)]
    pub graduates_book: RawGraduatesBook,
    /// Machine-readable twins of papers (EMREX ELMO).
    pub elmo: Option<RawElmo>,
    /// Own sentences instead of a kind's: kind, then name of the text.
    #[serde(default)]
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
    /// The same for papers in English.
    #[serde(default)]
    pub texts_en: BTreeMap<String, BTreeMap<String, String>>,
}

/// `[stickers]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawStickers {
    /// First day of issue from which a paper needs one. Default: `2009-06-01`.
    pub from: Option<String>,
    /// Last day of issue on which a paper needs one. Default: none.
    pub until: Option<String>,
}

/// `[[faculties]]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawFaculty {
    /// Name as the curricula have it.
    pub name: Option<String>,
    /// Name in English.
    pub name_en: Option<String>,
    /// Town; default the institution's.
    pub seat: Option<String>,
    /// Title of its head: „Декан“ (default), „Директор“.
    pub head_title: Option<String>,
}

/// `[[signatories]]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSignatory {
    /// `rector`, `head` (of a faculty), `office` or `vice-rector`.
    pub role: Option<String>,
    /// The faculty, for a `head`.
    pub faculty: Option<String>,
    /// Title under the line; default by role.
    pub title: Option<String>,
    /// Name with academic titles.
    pub name: Option<String>,
    /// Title in English papers; default by role.
    pub title_en: Option<String>,
    /// Name in English papers; default the titles in English and the name by the Transliteration Act.
    pub name_en: Option<String>,
    /// First day in office, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last day in office, `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// `[books.NAME]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawBook {
    /// Title of the book.
    #[serde(default)]
    pub title: RawBilingual,
    /// Format of the number, a Tera string over `total`, `in_year`, `year`. At most 25 characters come out.
    pub number: Option<String>,
    /// First running number, where a book on paper is continued. Default: 1.
    pub first_total: Option<u64>,
    /// First number within the year in which laurea starts. Default: 1.
    pub first_in_year: Option<u64>,
    /// Whether the printed book shows ЕГН or ЛНЧ. Default: no.
    pub identifiers: Option<bool>,
}

/// `[grading]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawGrading {
    /// From what the overall result is taken. Default: `rounded-means`.
    pub overall: Option<RawOverall>,
    /// Mark between whole and hundredths of a grade: `.` (default) or `,`.
    pub decimal_mark: Option<String>,
    /// ECTS letter by word: `excellent`, `very-good`, `good`, `average`, `poor`.
    #[serde(default)]
    pub ects: BTreeMap<String, String>,
}

/// `grading.overall`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawOverall {
    /// Mean of the two means rounded to hundredths.
    RoundedMeans,
    /// Mean of the two exact means, rounded once.
    ExactMeans,
}

/// `[limits]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawLimits {
    /// Letters of a full name beyond which a person should look. Default: 60.
    pub name_letters: Option<u32>,
    /// Least width of a photo in pixels. Default: 413 (35 mm at 300 dpi).
    pub photo_width: Option<u32>,
    /// Least height of a photo in pixels. Default: 531 (45 mm at 300 dpi).
    pub photo_height: Option<u32>,
    /// Greatest size of an input workbook in MiB. Default: 64.
    pub workbook_mib: Option<u32>,
    /// Most filled cells in an input workbook. Default: 20000000.
    pub workbook_cells: Option<u32>,
    /// Most memory in MiB that reading an input workbook may take. Default: 1024.
    pub workbook_memory_mib: Option<u32>,
    /// Longest time in seconds that reading an input workbook may take. Default: 60.
    pub workbook_seconds: Option<u32>,
}

/// `[words]`: what the sheets write, by what it means. Lower and upper case, outer and repeated spaces do not matter; `*`
/// stands for any letters.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawWords {
    /// `graduated`, `semesters-completed`, `active`, `interrupted`, `removed`.
    #[serde(default)]
    pub status: BTreeMap<String, Vec<String>>,
    /// `professional-bachelor`, `bachelor`, `master`, `doctor`.
    #[serde(default)]
    pub degree: BTreeMap<String, Vec<String>>,
    /// `compulsory`, `elective`, `practice`, `facultative`, `state-exam`, `thesis`.
    #[serde(default)]
    pub course_kind: BTreeMap<String, Vec<String>>,
    /// `male`, `female`.
    #[serde(default)]
    pub sex: BTreeMap<String, Vec<String>>,
    /// Results passed without a grade.
    #[serde(default)]
    pub credited: Vec<String>,
    /// Results of those exempt.
    #[serde(default)]
    pub exempt: Vec<String>,
    /// Kinds of sitting that mean a result recognised from elsewhere.
    #[serde(default)]
    pub recognised: Vec<String>,
    /// What stands instead of a result where nobody sat the exam („н.я.“).
    #[serde(default)]
    pub absent: Vec<String>,
    /// How rows begin that sum up a table and hold no record („Общо*“).
    #[serde(default)]
    pub total: Vec<String>,
    /// How texts are printed, by field: the printed text, then the spellings of the sheets.
    #[serde(default)]
    pub spellings: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Yes.
    #[serde(default)]
    pub yes: Vec<String>,
    /// No.
    #[serde(default)]
    pub no: Vec<String>,
    /// Languages of a paper that mean it is printed in Bulgarian and English.
    #[serde(default)]
    pub bilingual: Vec<String>,
    /// Papers of the earlier register that no longer hold.
    #[serde(default)]
    pub annulled: Vec<String>,
    /// Reasons of a request that mean a lost original.
    #[serde(default)]
    pub lost: Vec<String>,
    /// Reasons of a request that mean an original that is there and can no longer be used; it is returned and marked.
    /// Default: `["негодн*", "повреден*", "нечетлив*"]`.
    pub unusable: Option<Vec<String>>,
}
