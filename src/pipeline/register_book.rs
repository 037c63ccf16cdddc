//! A register book printed: its lines told by the register, set as the kind `register-book`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use super::Error;
use super::papers::set;
use crate::config::Config;
use crate::diag::Lang;
use crate::kind::{self, DocumentKind, Kinds, ListOf};
use crate::model::{Degree, Document, Field, Registration, Season, bulgarian_date};
use crate::plan::{BookRow, PaperMaker, Receipt, Remark};
use crate::register::{Action, BookLine, EARLIER, Entry, Paper, Part, Register, State};
use crate::render::Templates;

/// The kind that prints books.
const KIND: &str = "register-book";

/// Fields of the identifier, which a book shows only where the institution says so.
const IDENTIFIERS: [Field; 3] = [Field::Egn, Field::Lnch, Field::Idn];

/// A book as it was set.
#[derive(Debug)]
pub struct BookMade {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Its lines.
    pub lines: usize,
}

/// Sets a book, or a year of it; `None` where it has no line.
///
/// # Errors
/// The kind is not installed or cannot be set; the register cannot be read.
pub fn register_book(config: &Config, register: &Register, part: &Part, date: Date) -> Result<Option<BookMade>, Error> {
    let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[]).map_err(Error::Config)?;
    let of_register = |kind: &&DocumentKind| kind.list.as_ref().is_some_and(|list| list.of == ListOf::Register);
    let Some(kind) = kinds.get(KIND).filter(of_register) else {
        return Err(Error::UnknownKind { found: KIND.to_owned(), known: kinds.keys().cloned().collect::<Vec<_>>().join(", ") });
    };
    let name = part.book.clone().unwrap_or_default();
    let book = config.institution.books.get(&name);
    let reading = Reading { register, kinds: &kinds, has_identifiers: book.is_some_and(|book| book.has_identifiers) };
    let rows = register.book_lines(part)?.into_iter().map(|line| reading.row(line)).collect::<Result<Vec<_>, _>>()?;
    if rows.is_empty() {
        return Ok(None);
    }
    let document = Document {
        key: format!("{KIND}/{name}"),
        kind: KIND.to_owned(),
        record: None,
        request: None,
        faculty_number: String::new(),
        person_name: kind.title.clone(),
        file: format!("{name}.pdf"),
        lang: Lang::Bg,
        date,
        registration: None,
        blank: None,
    };
    let season = Season::default();
    let maker = PaperMaker { season: &season, institution: &config.institution, kinds: &kinds, photos: None, is_draft: false };
    let title = book.map(|book| book.title.clone()).filter(|title| !title.is_empty()).unwrap_or(name);
    let data = maker.make_book(&document, &title, &rows).map_err(Error::Other)?;
    let templates = Templates::load(&config.pipeline.paths.templates)?;
    let rendered =
        set(&templates, kind, &document, &data).map_err(|fault| Error::Other(format!("{} {}", fault.place, fault.message)))?;
    Ok(Some(BookMade { pdf: rendered.pdf, lines: rows.len() }))
}

struct Reading<'a> {
    register: &'a Register,
    kinds: &'a Kinds,
    has_identifiers: bool,
}

impl Reading<'_> {
    fn row(&self, line: BookLine) -> Result<BookRow, Error> {
        Ok(match line {
            BookLine::Paper(paper) => self.paper(&paper)?,
            BookLine::Gap(entry) => {
                let remark = Remark {
                    what: "gap",
                    date: day(&entry),
                    text: entry.detail("reason").unwrap_or_default(),
                    number: String::new(),
                };
                let total = entry.total.map(|total| total.to_string()).unwrap_or_default();
                BookRow { year: year(&entry), total, remarks: vec![remark], ..BookRow::default() }
            }
            BookLine::Missing { from, to, year } => {
                let total = if from == to { from.to_string() } else { format!("{from}–{to}") };
                let remark = Remark { what: "missing", ..Remark::default() };
                BookRow { year: i16::try_from(year).unwrap_or_default(), total, remarks: vec![remark], ..BookRow::default() }
            }
        })
    }

    fn paper(&self, paper: &Paper) -> Result<BookRow, Error> {
        let last = paper.last();
        let data = self.register.data_of(&last.document)?.and_then(|data| serde_json::from_str::<Value>(&data).ok());
        let total = last.total.map(|total| total.to_string()).unwrap_or_default();
        Ok(BookRow {
            year: year(last),
            total,
            registration: paper.registration().or_else(|| unnumbered(paper)),
            title: self.kinds.get(&last.kind).map(|kind| kind.title.clone()).unwrap_or_default(),
            fields: self.fields(last, data.as_ref()),
            blank: paper.form(),
            receipt: paper.entries().iter().rev().find_map(receipt),
            remarks: self.remarks(paper)?,
            holds: paper.state() != State::Annulled,
        })
    }

    /// What the data of the paper says, as it was printed; the name and the faculty number always.
    fn fields(&self, entry: &Entry, data: Option<&Value>) -> BTreeMap<Field, String> {
        let mut fields = BTreeMap::new();
        let parts = ["fields", "texts"].into_iter().filter_map(|part| data?[part].as_object());
        for (name, value) in parts.flatten() {
            if let (Some(field), Some(text)) = (Field::parse(name), value.as_str()) {
                fields.entry(field).or_insert_with(|| text.to_owned());
            }
        }
        // What was taken over from an earlier book says these in its own words.
        let said = |name: &str| data.and_then(|data| data[name].as_str()).filter(|text| !text.is_empty());
        if let Some(degree) = said("degree").and_then(|name| Degree::ALL.into_iter().find(|known| known.name() == name)) {
            fields.entry(Field::Degree).or_insert_with(|| degree.bulgarian().to_owned());
        }
        if let Some(identifier) = said("person_id") {
            fields.entry(Field::Idn).or_insert_with(|| identifier.to_owned());
        }
        fields.insert(Field::FullName, entry.person_name.clone());
        fields.insert(Field::FacultyNumber, entry.faculty_number.clone());
        fields.retain(|field, text| !text.is_empty() && (self.has_identifiers || !IDENTIFIERS.contains(field)));
        fields
    }

    fn remarks(&self, paper: &Paper) -> Result<Vec<Remark>, Error> {
        let mut remarks = Vec::new();
        let of = |what, entry: &Entry, text: Option<String>| {
            let text = text.unwrap_or_default();
            Remark { what, date: day(entry), text, number: String::new() }
        };
        if let Some(original) = &paper.last().original {
            let old = self.register.last_of(original)?;
            // What is of the same kind was issued anew, because the old one was wrong.
            let is_anew = old.as_ref().is_some_and(|old| old.kind == paper.last().kind);
            let number = match original.strip_prefix(EARLIER) {
                Some(number) => number.to_owned(),
                None => old.and_then(|old| old.number).unwrap_or_default(),
            };
            remarks.push(Remark { what: if is_anew { "instead" } else { "duplicate" }, number, ..Remark::default() });
        }
        for entry in paper.entries() {
            match entry.action {
                Action::Imported => {
                    remarks.push(Remark { date: String::new(), ..of("imported", entry, entry.detail("remark")) });
                }
                Action::Reissued => remarks.push(of("reissued", entry, entry.detail("reason"))),
                Action::Annulled => {
                    let why = [entry.detail("reason"), entry.detail("decision")];
                    let why = why.into_iter().flatten().collect::<Vec<_>>().join(", ");
                    remarks.push(of("annulled", entry, Some(why)));
                    if let Some(by) = &entry.replaced_by {
                        let number = self.register.number_of(by)?;
                        remarks.push(Remark { what: "replaced", number, ..Remark::default() });
                    }
                }
                _ => {}
            }
        }
        Ok(remarks)
    }
}

/// A number that was taken over without its place in the year.
fn unnumbered(paper: &Paper) -> Option<Registration> {
    let entry = paper.entries().iter().find(|entry| entry.number.is_some())?;
    Some(Registration {
        book: entry.book.clone()?,
        year: year(entry),
        total: entry.total.unwrap_or_default().unsigned_abs(),
        in_year: entry.in_year.unwrap_or_default().unsigned_abs(),
        number: entry.number.clone()?,
        date: entry.day()?,
    })
}

fn receipt(entry: &Entry) -> Option<Receipt> {
    let how = match entry.action {
        Action::HandedOver => "handed-over",
        Action::Posted => "posted",
        _ => return None,
    };
    let to = entry.detail("to").or_else(|| entry.detail("address")).unwrap_or_default();
    Some(Receipt { how, date: day(entry), to, authority: entry.detail("authority").unwrap_or_default() })
}

fn day(entry: &Entry) -> String {
    entry.day().map(bulgarian_date).unwrap_or_default()
}

fn year(entry: &Entry) -> i16 {
    let of_number = entry.year.and_then(|year| i16::try_from(year).ok());
    of_number.or_else(|| entry.day().map(Date::year)).unwrap_or_default()
}
