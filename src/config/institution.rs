//! `institution.toml` as meant: who issues, who signs, which books, which words.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::consent::Consent;
use super::elmo::Elmo;
use super::graduates_book::GraduatesBook;
use super::pipeline::date;
use super::raw::{RawBook, RawFaculty, RawGrading, RawInstitution, RawLimits, RawOverall, RawRdpzsd, RawStickers};
use super::service::Service;
use super::signatory::Signatory;
use super::submission::Submission;
use super::{Complaints, Reader, Role, SourceFile, Tables, Words, fold};
use crate::diag::Lang;
use crate::model::{Calendar, EctsMap, GradeWord, Numbering, OverallRule, Step};

/// Who issues.
#[derive(Debug, Default)]
pub struct Institution {
    /// Name in Bulgarian.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// Town of the seat in Bulgarian, with its type („гр. …“).
    pub seat: String,
    /// Town of the seat in English.
    pub seat_en: String,
    /// Postal address.
    pub address: String,
    /// Postal address in English.
    pub address_en: String,
    /// Short code in the machine-readable code of each paper.
    pub code: String,
    /// Faculties and colleges.
    pub faculties: Vec<Faculty>,
    /// Who signs.
    pub signatories: Vec<Signatory>,
    /// Register books by name.
    pub books: BTreeMap<String, Book>,
    /// When a kind is numbered here, if not as the kind says.
    pub numbering: BTreeMap<String, Numbering>,
    /// What happens to a kind after printing here, if not as the kind says.
    pub steps: BTreeMap<String, Vec<Step>>,
    /// Years for which the register keeps the data of a kind; others are kept for ever.
    pub retention: BTreeMap<String, u32>,
    /// Which papers need the ministry's sticker, by day of issue.
    pub stickers: Stickers,
    /// From what the overall result is taken.
    pub overall_rule: OverallRule,
    /// Mark between whole and hundredths of a printed grade.
    pub decimal_mark: char,
    /// ECTS letters.
    pub ects: EctsMap,
    /// Limits of names and photos.
    pub limits: Limits,
    /// Layout of the sheets.
    pub tables: Tables,
    /// Vocabulary of the sheets.
    pub words: Words,
    /// What may be requested, by the office's words (folded).
    pub services: BTreeMap<String, Service>,
    /// Format of the incoming number of a request.
    pub request_number: String,
    /// Which days are worked.
    pub calendar: Calendar,
    /// What goes to the ministry.
    pub submission: Submission,
    /// What graduates are asked.
    pub consent: Consent,
    /// The state register of students.
    pub rdpzsd: Rdpzsd,
    /// The yearly book of graduates.
    pub graduates_book: GraduatesBook,
    /// Machine-readable twins of papers; `None` where nothing is said of them.
    pub elmo: Option<Elmo>,
    /// Own sentences by language: kind, then name of the text.
    pub texts: BTreeMap<Lang, BTreeMap<String, BTreeMap<String, String>>>,
    /// The file, for complaints that only a kind can raise.
    pub source: Option<SourceFile>,
}

/// The state register of students (РДПЗСД).
#[derive(Debug, Clone, Default)]
pub struct Rdpzsd {
    /// Folder of the nomenclatures.
    pub nomenclatures: PathBuf,
    /// Whether those are sent, too, whom the register knows.
    pub has_known: bool,
}

/// Which papers need the ministry's holographic sticker, by day of issue.
///
/// Source: diplomas and duplicates issued after 1 June 2009; the government has decided to abolish it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stickers {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl Default for Stickers {
    fn default() -> Self {
        Self { from: Some(Date::constant(2009, 6, 1)), until: None }
    }
}

impl Stickers {
    /// Whether a paper of that day needs one.
    #[must_use]
    pub fn are_needed(&self, issued: Date) -> bool {
        self.from.is_none_or(|from| from <= issued) && self.until.is_none_or(|until| issued <= until)
    }
}

/// A faculty or college.
#[derive(Debug, Clone)]
pub struct Faculty {
    /// Name as the curricula have it.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// Town, with its type.
    pub seat: String,
    /// Title of its head.
    pub head_title: String,
}

/// A register book.
#[derive(Debug, Clone)]
pub struct Book {
    /// Title in Bulgarian.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// Format of the number: a Tera string over `total`, `in_year` and `year`.
    pub number: String,
    /// First running number.
    pub first_total: u64,
    /// First number within the year in which laurea starts.
    pub first_in_year: u64,
    /// Whether the printed book shows ЕГН or ЛНЧ.
    pub has_identifiers: bool,
}

/// Limits of names and photos.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Letters of a full name beyond which a person should look.
    pub name_letters: u32,
    /// Least width of a photo in pixels.
    pub photo_width: u32,
    /// Least height of a photo in pixels.
    pub photo_height: u32,
    /// Limits of each input workbook.
    pub workbook: WorkbookLimits,
}

/// What reading one input workbook may take; more is that file's finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkbookLimits {
    /// Size of the file in MiB.
    pub mib: u32,
    /// Filled cells.
    pub cells: u32,
    /// Memory in MiB; also what its parts may come to when unpacked.
    pub memory_mib: u32,
    /// Time in seconds.
    pub seconds: u32,
}

impl Default for WorkbookLimits {
    fn default() -> Self {
        Self { mib: 64, cells: 20_000_000, memory_mib: 1024, seconds: 60 }
    }
}

impl WorkbookLimits {
    /// No bounds, for what was read within bounds before.
    pub const NONE: Self = Self { mib: u32::MAX, cells: u32::MAX, memory_mib: u32::MAX, seconds: u32::MAX };

    fn meant(raw: &RawLimits) -> Self {
        let default = Self::default();
        Self {
            mib: raw.workbook_mib.unwrap_or(default.mib),
            cells: raw.workbook_cells.unwrap_or(default.cells),
            memory_mib: raw.workbook_memory_mib.unwrap_or(default.memory_mib),
            seconds: raw.workbook_seconds.unwrap_or(default.seconds),
        }
    }
}

impl Institution {
    /// Reads the file; whatever is wrong goes to the complaints.
    pub fn load(path: &Path, complaints: &mut Complaints) -> Self {
        let before = complaints.len();
        let (source, raw): (SourceFile, RawInstitution) = SourceFile::read(path, complaints);
        if source.text.is_empty() && complaints.len() > before {
            return Self::default();
        }
        Self::meant(source, &raw, complaints)
    }

    /// The meaning of a text that is not yet a file.
    pub fn parse(path: &Path, text: String, complaints: &mut Complaints) -> Self {
        let (source, raw): (SourceFile, RawInstitution) = SourceFile::parse(path, text, complaints);
        Self::meant(source, &raw, complaints)
    }

    fn meant(source: SourceFile, raw: &RawInstitution, complaints: &mut Complaints) -> Self {
        let mut reader = Reader { source: &source, complaints };
        Self {
            name: reader.required("name.bg", raw.name.bg.as_ref()),
            name_en: raw.name.en.clone().unwrap_or_default(),
            seat: reader.required("seat.bg", raw.seat.bg.as_ref()),
            seat_en: raw.seat.en.clone().unwrap_or_default(),
            address: raw.address.clone().unwrap_or_default(),
            address_en: raw.address_en.clone().unwrap_or_default(),
            code: raw.code.clone().unwrap_or_else(|| "LAUREA".to_owned()),
            faculties: reader.faculties(&raw.faculties, raw.seat.bg.as_deref().unwrap_or_default()),
            signatories: reader.signatories(&raw.signatories, &raw.faculties),
            books: reader.books(&raw.books),
            numbering: reader.numbering(&raw.numbering),
            steps: reader.steps(&raw.steps),
            retention: raw.retention.clone(),
            stickers: reader.stickers(&raw.stickers),
            overall_rule: match raw.grading.overall {
                Some(RawOverall::ExactMeans) => OverallRule::ExactMeans,
                Some(RawOverall::RoundedMeans) | None => OverallRule::RoundedMeans,
            },
            decimal_mark: reader.decimal_mark(&raw.grading),
            ects: reader.ects(&raw.grading),
            limits: Limits {
                name_letters: raw.limits.name_letters.unwrap_or(60),
                photo_width: raw.limits.photo_width.unwrap_or(413),
                photo_height: raw.limits.photo_height.unwrap_or(531),
                workbook: WorkbookLimits::meant(&raw.limits),
            },
            services: reader.services(&raw.services, &raw.authorities),
            request_number: reader.request_number(&raw.requests),
            calendar: reader.calendar(&raw.calendar),
            submission: reader.submission(&raw.submission, raw.code.as_ref()),
            consent: reader.consent(&raw.consent),
            rdpzsd: reader.rdpzsd(&raw.rdpzsd),
            graduates_book: reader.graduates_book(&raw.graduates_book),
            elmo: reader.elmo(raw.elmo.as_ref()),
            texts: BTreeMap::from([(Lang::Bg, raw.texts.clone()), (Lang::En, raw.texts_en.clone())]),
            tables: Tables::meant(&raw.tables, &source, complaints),
            words: Words::meant(&raw.words, &source, complaints),
            source: Some(source),
        }
    }

    /// The faculty of a name, compared folded.
    #[must_use]
    pub fn faculty(&self, name: &str) -> Option<&Faculty> {
        self.faculties.iter().find(|faculty| fold(&faculty.name) == fold(name))
    }

    /// Who signs in a role on a day; for a head, of the faculty.
    #[must_use]
    pub fn signatory(&self, role: Role, faculty: &str, day: Date) -> Option<&Signatory> {
        self.signatories.iter().find(|signatory| {
            signatory.role == role
                && signatory.faculty.as_deref().is_none_or(|name| fold(name) == fold(faculty))
                && signatory.from.is_none_or(|from| from <= day)
                && signatory.until.is_none_or(|until| day <= until)
        })
    }

    /// What a request's words bring.
    #[must_use]
    pub fn service(&self, paper: &str) -> Option<&Service> {
        self.services.get(&fold(paper))
    }
}

impl Reader<'_> {
    fn faculties(&mut self, raw: &[RawFaculty], seat: &str) -> Vec<Faculty> {
        let read = |(at, faculty): (usize, &RawFaculty)| Faculty {
            name: self.required(&format!("faculties[{at}].name"), faculty.name.as_ref()),
            name_en: faculty.name_en.clone().unwrap_or_default(),
            seat: faculty.seat.clone().unwrap_or_else(|| seat.to_owned()),
            head_title: faculty.head_title.clone().unwrap_or_else(|| "Декан".to_owned()),
        };
        raw.iter().enumerate().map(read).collect()
    }

    fn books(&mut self, raw: &BTreeMap<String, RawBook>) -> BTreeMap<String, Book> {
        raw.iter().map(|(name, book)| (name.clone(), self.book(name, book))).collect()
    }

    fn book(&mut self, name: &str, raw: &RawBook) -> Book {
        let key = format!("books.{name}.number");
        let number = self.required(&key, raw.number.as_ref());
        self.number_format(&key, &number, &["total", "in_year", "year"]);
        Book {
            title: raw.title.bg.clone().unwrap_or_default(),
            title_en: raw.title.en.clone().unwrap_or_default(),
            number,
            first_total: raw.first_total.unwrap_or(1),
            first_in_year: raw.first_in_year.unwrap_or(1),
            has_identifiers: raw.identifiers.unwrap_or(false),
        }
    }

    fn numbering(&mut self, raw: &BTreeMap<String, String>) -> BTreeMap<String, Numbering> {
        let meant = |(kind, word): (&String, &String)| {
            let numbering = self.word(&format!("numbering.{kind}"), word, &Numbering::ALL, Numbering::name)?;
            Some((kind.clone(), numbering))
        };
        raw.iter().filter_map(meant).collect()
    }

    fn steps(&mut self, raw: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<Step>> {
        raw.iter()
            .map(|(kind, words)| (kind.clone(), self.words(&format!("steps.{kind}"), words, &Step::ALL, Step::name)))
            .collect()
    }

    fn rdpzsd(&mut self, raw: &RawRdpzsd) -> Rdpzsd {
        let base = self.source.path.parent().unwrap_or(Path::new(""));
        let word = raw.persons.as_deref().unwrap_or("new");
        if !["new", "all"].contains(&word) {
            self.complain("rdpzsd.persons", "config-unknown-word", &[("found", word), ("known", "new, all")]);
        }
        let folder = base.join(raw.nomenclatures.as_deref().unwrap_or("nomenclatures"));
        Rdpzsd { nomenclatures: folder, has_known: word == "all" }
    }

    fn stickers(&mut self, raw: &RawStickers) -> Stickers {
        let mut day = |key: &str, text: Option<&String>| text.and_then(|text| date(text, key, self.source, self.complaints));
        let (from, until) = (day("stickers.from", raw.from.as_ref()), day("stickers.until", raw.until.as_ref()));
        Stickers { from: from.or(Stickers::default().from), until }
    }

    fn decimal_mark(&mut self, raw: &RawGrading) -> char {
        match raw.decimal_mark.as_deref() {
            None | Some(".") => '.',
            Some(",") => ',',
            Some(other) => {
                self.complain("grading.decimal_mark", "config-unknown-word", &[("found", other), ("known", ". ,")]);
                '.'
            }
        }
    }

    fn ects(&mut self, raw: &RawGrading) -> EctsMap {
        let default = EctsMap::default();
        if raw.ects.is_empty() {
            return default;
        }
        for word in raw.ects.keys() {
            self.word(&format!("grading.ects.{word}"), word, &GradeWord::ALL, GradeWord::name);
        }
        let letter = |word: GradeWord| raw.ects.get(word.name()).and_then(|text| text.chars().next()).unwrap_or('?');
        EctsMap::new(GradeWord::ALL.map(letter)).unwrap_or_else(|| {
            self.complain("grading.ects", "config-ects", &[]);
            default
        })
    }
}
