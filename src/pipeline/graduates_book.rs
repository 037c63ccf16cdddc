//! The graduates' book of an academic year: who graduated, by the register; who stands in it by name, by what they agreed to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::Error;
use super::consents::consents;
use super::keyed::hold_register;
use crate::config::Config;
use crate::diag::Lang;
use crate::kind::{self, Audience, DocumentKind, Kinds};
use crate::model::{AcademicYear, Degree, Egn, Granted, Lnch, Whose, read_date, transliterate};
use crate::output::RunFolder;
use crate::plan;
use crate::publish::book::{Edition, Graduate, Person, Title, Who, book_csv, counts_csv, site, small_photo, words};
use crate::register::{Access, EARLIER_KIND, Entry, Part, Register, State};
use crate::render::{Templates, bind_book};

/// Folder of the book's template.
const TEMPLATE: &str = "book";

/// What a book is to be.
pub struct BookOptions<'a> {
    /// The academic year.
    pub year: AcademicYear,
    /// Its folder; else one beside the runs.
    pub out: Option<PathBuf>,
    /// The day on which it is entered that names were handed out.
    pub date: Date,
    /// In whose name.
    pub by: Option<String>,
    /// What somebody agreed to.
    pub granted: &'a dyn Fn(&Whose<'_>) -> Granted,
}

/// A book that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraduatesBookMade {
    /// Its folder.
    pub folder: PathBuf,
    /// Pages of the PDF.
    pub pages: usize,
    /// People in it by name.
    pub named: u64,
    /// People in it with a photo.
    pub photos: u64,
    /// Graduates who are only counted.
    pub unnamed: u64,
    /// Diplomas whose data is no longer kept, or does not say when somebody graduated: nobody knows of which year they are.
    pub undated: u64,
    /// People who agreed to a photo that is no longer in its folder, by name.
    pub lost_photos: Vec<String>,
}

/// A book that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// There is no register yet.
    #[error("no register")]
    NoRegister(PathBuf),
    /// Nobody graduated in that year.
    #[error("nobody graduated in {year}")]
    Nobody {
        /// The year.
        year: String,
        /// The years in which somebody did.
        known: String,
    },
}

/// What people agreed to, asked by whoever they are.
pub type Granting = Box<dyn Fn(&Whose<'_>) -> Granted>;

/// What the people of a configuration agreed to.
///
/// # Errors
/// What is kept of it cannot be read.
pub fn granted_for_book(config: &Config) -> Result<Granting, Error> {
    let consents = consents(config)?;
    Ok(Box::new(move |whose| consents.granted(whose)))
}

/// Makes the book of a year: PDF, site, tables and the manifest over them.
///
/// # Errors
/// There is no register or nobody in that year, the register cannot be used, the template cannot be set, the folder not be written.
pub fn graduates_book(config: &Config, options: &BookOptions) -> Result<GraduatesBookMade, Error> {
    if !config.pipeline.paths.register.exists() {
        return Err(BookError::NoRegister(config.pipeline.paths.register.clone()).into());
    }
    let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[]).map_err(Error::Config)?;
    let templates = Templates::load(&config.pipeline.paths.templates)?;
    let (_lock, mut register) = hold_register(config, options.by.as_deref())?;
    let gathered = Gathering { config, kinds: &kinds, register: &register, options }.gather()?;
    let edition = gathered.edition;
    let begins = config.institution.graduates_book.year_begins;
    let key = format!("{TEMPLATE}/{}", file_name(options.year));
    let data = json!({ "texts": words(Lang::Bg), "texts_en": words(Lang::En), "book": edition }).to_string();
    // The day is that of the year, not that on which it was made: the same graduates give the same bytes.
    let day = options.year.last_day(begins).ok_or(Error::NoDate)?;
    let photos = edition.photos.iter().map(|(name, bytes)| (format!("photos/{name}"), bytes.clone())).collect();
    let pdf = bind_book(&templates, TEMPLATE, &key, data, photos, day)
        .map_err(|fault| Error::Other(format!("{} {}", fault.place, fault.message)))?;
    let pages = site(&edition).map_err(|error| Error::Other(error.to_string()))?;
    let out = options.out.clone();
    let path = out.unwrap_or_else(|| config.pipeline.paths.output.join(format!("{TEMPLATE}-{}", file_name(options.year))));
    let mut folder = RunFolder::open(&path)?;
    let access = Access {
        what: "graduates-book",
        format: "pdf, html, csv",
        purpose: Some(options.year.to_string()),
        part: Part::default(),
        lines: Some(edition.listed),
        ..Access::default()
    };
    register.enter_access(&access, options.date)?;
    folder.write("book.pdf", &pdf.pdf)?;
    folder.write("book.csv", &book_csv(&edition))?;
    folder.write("counts.csv", &counts_csv(&edition))?;
    for (name, bytes) in &pages {
        folder.write(&format!("site/{name}"), bytes)?;
    }
    let folder = folder.close(&[], &|_| false)?;
    Ok(GraduatesBookMade {
        folder,
        pages: pdf.pages,
        named: edition.listed,
        photos: edition.people().filter(|(.., person)| person.photo.is_some()).count() as u64,
        unnamed: gathered.unnamed,
        undated: gathered.undated,
        lost_photos: gathered.lost_photos,
    })
}

/// An academic year as part of a file's name.
fn file_name(year: AcademicYear) -> String {
    year.to_string().replace('/', "-")
}

struct Gathering<'a> {
    config: &'a Config,
    kinds: &'a Kinds,
    register: &'a Register,
    options: &'a BookOptions<'a>,
}

struct Gathered {
    edition: Edition,
    unnamed: u64,
    undated: u64,
    lost_photos: Vec<String>,
}

/// Where the photo of a graduate can be found again.
struct PhotoOf {
    graduate: usize,
    json: String,
    sha256: String,
    faculty_number: String,
}

impl Gathering<'_> {
    fn gather(&self) -> Result<Gathered, Error> {
        let begins = self.config.institution.graduates_book.year_begins;
        let (mut graduates, mut photos): (Vec<Graduate>, Vec<PhotoOf>) = (Vec::new(), Vec::new());
        let (mut years, mut undated) = (BTreeSet::new(), 0);
        for entry in self.diplomas()? {
            let frozen = self.register.data_of(&entry.document)?;
            let said = frozen.as_deref().and_then(|data| Said::of(&entry, data));
            let Some((said, day)) = said.and_then(|said| said.graduated().map(|day| (said, day))) else {
                undated += 1;
                continue;
            };
            let year = AcademicYear::of(day, begins);
            years.insert(year);
            if year != self.options.year {
                continue;
            }
            let granted = (self.options.granted)(&said.whose());
            if granted.book && granted.photo {
                photos.extend(self.photo_of(graduates.len(), &entry, frozen.as_deref().unwrap_or_default())?);
            }
            graduates.push(said.graduate(self.kinds.get(&entry.kind), granted));
        }
        if graduates.is_empty() {
            let known = years.iter().map(AcademicYear::to_string).collect::<Vec<_>>().join(", ");
            return Err(BookError::Nobody { year: self.options.year.to_string(), known }.into());
        }
        let unnamed = graduates.iter().filter(|graduate| matches!(graduate.who, Who::Unnamed)).count() as u64;
        let lost_photos = self.add_photos(&mut graduates, &photos);
        let faculties: Vec<Title> =
            self.config.institution.faculties.iter().map(|known| title(&known.name, &known.name_en)).collect();
        Ok(Gathered { edition: Edition::of(self.head(), graduates, &faculties), unnamed, undated, lost_photos })
    }

    /// What the book says of itself.
    fn head(&self) -> Edition {
        let institution = &self.config.institution;
        let settings = &institution.graduates_book;
        Edition {
            year: self.options.year.to_string(),
            institution: title(&institution.name, &institution.name_en),
            seat: title(&institution.seat, &institution.seat_en),
            contact: title(&settings.contact, &settings.contact_en),
            threshold: settings.threshold,
            ..Edition::default()
        }
    }

    /// The diplomas that hold, a graduate's once: a duplicate stands for its original where that no longer holds.
    fn diplomas(&self) -> Result<Vec<Entry>, Error> {
        let books: BTreeSet<&str> =
            self.kinds.values().filter(|kind| is_diploma(kind)).filter_map(DocumentKind::own_book).collect();
        let is_of_degree = |entry: &Entry| match self.kinds.get(&entry.kind) {
            Some(kind) => is_diploma(kind),
            None => entry.kind == EARLIER_KIND && entry.book.as_deref().is_some_and(|book| books.contains(book)),
        };
        let holds = |entry: &Entry| matches!(entry.state(), State::Issued | State::AwaitingNumber);
        let mut papers = self.register.papers()?;
        papers.retain(|entry| is_of_degree(entry) && holds(entry));
        let keys: BTreeMap<String, Option<String>> =
            papers.iter().map(|entry| (entry.document.clone(), entry.number.clone())).collect();
        let numbers: BTreeSet<&String> = keys.values().flatten().collect();
        let stands_beside = |entry: &Entry| {
            let original = entry.original.as_ref().filter(|original| **original != entry.document);
            original.is_some_and(|original| keys.contains_key(original) || numbers.contains(original))
        };
        papers.retain(|entry| !stands_beside(entry));
        Ok(papers)
    }

    /// Where the photo of a diploma was found when it was issued.
    fn photo_of(&self, graduate: usize, entry: &Entry, frozen: &str) -> Result<Option<PhotoOf>, Error> {
        let paper = self.register.paper(&entry.document)?;
        let sha256 = paper.as_ref().and_then(|paper| paper.made()?.data_sha256.clone());
        let (Some(sha256), Ok(json)) = (sha256, plan::thaw(frozen)) else { return Ok(None) };
        Ok(Some(PhotoOf { graduate, json, sha256, faculty_number: entry.faculty_number.clone() }))
    }

    /// Looks up the photos and makes them small; the names of those whose photo is not there any more.
    fn add_photos(&self, graduates: &mut [Graduate], photos: &[PhotoOf]) -> Vec<String> {
        let folder: Option<&Path> = self.config.pipeline.inputs.photos.as_deref();
        let found = |wanted: &PhotoOf| {
            let photo = plan::kept_photo(folder, &wanted.json, &wanted.sha256, &wanted.faculty_number).map_err(drop)?;
            photo.map(|photo| small_photo(&photo.bytes).map_err(drop)).transpose()
        };
        let made: Vec<Result<Option<Vec<u8>>, ()>> = photos.par_iter().map(found).collect();
        let mut lost = Vec::new();
        for (wanted, photo) in photos.iter().zip(made) {
            let Who::Named(person) = &mut graduates[wanted.graduate].who else { continue };
            match photo {
                Ok(photo) => person.photo = photo,
                Err(()) => lost.push(person.name.clone()),
            }
        }
        lost
    }
}

/// Whether a paper of a kind says that somebody has a degree, and is numbered on its own.
fn is_diploma(kind: &DocumentKind) -> bool {
    let is_issued = matches!(kind.audience, Audience::Graduates | Audience::Duplicate);
    is_issued && kind.own_book().is_some() && !kind.degrees.is_empty()
}

fn title(bg: &str, en: &str) -> Title {
    Title { bg: bg.trim().to_owned(), en: en.trim().to_owned() }
}

/// What the data of a diploma says, whichever way it is kept.
struct Said<'a> {
    entry: &'a Entry,
    data: Value,
}

impl<'a> Said<'a> {
    fn of(entry: &'a Entry, data: &str) -> Option<Self> {
        Some(Self { entry, data: serde_json::from_str(data).ok()? })
    }

    /// A field as a paper printed it, or as a line of an earlier book has it.
    fn text(&self, field: &str) -> &str {
        let part = if self.is_paper() { "fields" } else { "texts" };
        self.data[part][field].as_str().unwrap_or_default().trim()
    }

    /// Whether it is a paper of laurea, whose `texts` are sentences.
    fn is_paper(&self) -> bool {
        self.data["fields"].is_object()
    }

    fn graduated(&self) -> Option<Date> {
        if self.is_paper() {
            return ["graduation_date", "award_date", "defence_date"].into_iter().find_map(|field| read_date(self.text(field)));
        }
        let named = self.data["dates"]["graduation_date"].as_str().and_then(|day| day.parse().ok());
        // An earlier book often names only the day of its number.
        named.or_else(|| self.entry.day())
    }

    fn whose(&self) -> Whose<'_> {
        let number = self.entry.faculty_number.as_str();
        if self.is_paper() {
            return Whose::of(self.text("egn"), self.text("lnch"), self.text("idn"), number);
        }
        let identifier = self.data["person_id"].as_str().unwrap_or_default().trim();
        match (Egn::parse(identifier).is_ok(), Lnch::parse(identifier).is_ok()) {
            (true, _) => Whose::of(identifier, "", "", number),
            (_, true) => Whose::of("", identifier, "", number),
            _ => Whose::of("", "", identifier, number),
        }
    }

    fn degree(&self, kind: Option<&DocumentKind>) -> Option<Degree> {
        let printed = self.text("degree").to_lowercase();
        let kept = self.data["degree"].as_str().unwrap_or_default();
        let only =
            kind.map(|kind| kind.degrees.as_slice()).and_then(|degrees| if let [one] = degrees { Some(*one) } else { None });
        Degree::ALL.into_iter().find(|degree| degree.bulgarian() == printed || degree.name() == kept).or(only)
    }

    fn graduate(&self, kind: Option<&DocumentKind>, granted: Granted) -> Graduate {
        let named = |part: &str| self.data["faculty"][part].as_str().unwrap_or_default();
        let faculty = if named("name").is_empty() { self.text("faculty") } else { named("name") };
        let who = if granted.book { Who::Named(self.person()) } else { Who::Unnamed };
        Graduate {
            faculty: title(faculty, named("name_en")),
            degree: self.degree(kind),
            degree_en: self.text("degree_en").to_owned(),
            speciality: title(self.text("speciality"), self.text("speciality_en")),
            who,
        }
    }

    fn person(&self) -> Person {
        let printed = self.text("full_name");
        let name = if printed.is_empty() { self.entry.person_name.trim() } else { printed };
        let latin = self.text("full_name_latin");
        let name_latin = if latin.is_empty() { transliterate(name) } else { latin.to_owned() };
        Person { name: name.to_owned(), name_latin, photo: None }
    }
}
