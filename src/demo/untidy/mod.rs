//! The same season as another office keeps it: many workbooks, each laid out for people's eyes, and nothing said twice.
//!
//! ```text
//! season + sheets (+ defects) ─▶ people, plans, books, finals, desk ─▶ workbooks, CSV files
//!                                         └─ spots: where a cell of the plain sheets went ─▶ key
//! ```
//! The plain sheets say what is true and what is wrong; this room only says where and how the office writes it.

mod books;
mod desk;
mod finals;
mod hand;
mod key;
mod page;
mod people;
mod plans;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    DemoError, Season,
    key::{Book, Planted},
    students::Status,
    workbooks::Sheets,
};
use hand::text;
use page::Page;

/// Where the photos lie.
pub(in crate::demo) const PHOTOS: &str = "Снимки";

/// A file of the office.
struct File {
    name: String,
    body: Body,
}

enum Body {
    Pages(Vec<Page>),
    Bytes(Vec<u8>),
}

impl File {
    fn book(name: impl Into<String>, pages: Vec<Page>) -> Self {
        Self { name: name.into(), body: Body::Pages(pages) }
    }
}

/// A cell of the office's files; a CSV file has no sheets.
#[derive(Debug, Clone)]
struct Spot {
    workbook: String,
    sheet: Option<String>,
    cell: String,
}

impl Spot {
    /// Of a row and column counted from 0.
    fn new(workbook: &str, sheet: Option<&str>, row: u32, column: u16) -> Self {
        let cell = rust_xlsxwriter::utility::row_col_to_cell(row, column);
        Self { workbook: workbook.to_owned(), sheet: sheet.map(str::to_owned), cell }
    }
}

/// Where the cells of the plain sheets went, by workbook, row and column.
type Spots = BTreeMap<(Book, usize, usize), Spot>;

/// The season as it is to be laid out.
struct Office<'a> {
    season: &'a Season,
    sheets: &'a Sheets,
    /// Students by the faculty number that the sheets give them.
    by_number: BTreeMap<String, usize>,
}

impl<'a> Office<'a> {
    fn new(season: &'a Season, sheets: &'a Sheets) -> Self {
        let numbers = sheets.students.rows.iter().take(season.students.len()).map(|row| text(&row[0]).to_owned());
        Self { season, sheets, by_number: numbers.zip(0..).collect() }
    }

    /// A student's name in the order in which it is spoken, as the secretaries know it.
    fn name(&self, student: usize) -> String {
        self.season.students[student].person.name.full()
    }

    /// A student's faculty number as the sheets give it.
    fn number(&self, student: usize) -> &str {
        text(&self.sheets.students.rows[student][0])
    }
}

/// Gives the masters' students numbers with a letter, as this office does.
pub(in crate::demo) fn letter_masters(season: &mut Season) {
    for student in &mut season.students {
        if season.programmes[student.programme].is_master() {
            student.faculty_number = Arc::from(format!("М{}", student.faculty_number));
        }
    }
}

/// Writes the office's files and their key; returns how many.
pub(in crate::demo) fn write(season: &Season, sheets: &Sheets, planted: &Planted, out: &Path) -> Result<usize, DemoError> {
    let office = Office::new(season, sheets);
    let mut spots = Spots::new();
    let mut files = people::files(&office, &mut spots);
    files.extend(plans::files(season));
    let (books, blanks) = books::files(&office, &mut spots);
    files.extend(books);
    files.extend(finals::files(&office, &mut spots));
    files.extend(desk::files(&office, &mut spots));
    files.par_iter().try_for_each(|file| {
        let path = out.join(&file.name);
        match &file.body {
            Body::Pages(pages) => page::write(&path, pages),
            Body::Bytes(bytes) => save(path, bytes),
        }
    })?;
    save(out.join("key/truth.json"), &key::truth(season, planted))?;
    save(out.join("key/errors.json"), &key::errors(&office, planted, &spots, &blanks))?;
    Ok(files.len() + 2)
}

fn save(path: PathBuf, bytes: &[u8]) -> Result<(), DemoError> {
    fs::write(&path, bytes).map_err(|source| DemoError::Write { path, source })
}

/// Rows of a CSV file, its fields divided by some byte.
fn csv_text(divider: u8, rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(divider).flexible(true).from_writer(Vec::new());
    for row in rows {
        // Writing into memory cannot fail.
        let _ = writer.write_record(row);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// „Счетоводство и контрол“, ОКС „бакалавър“, редовна форма.
fn full_title(programme: &super::programmes::Programme) -> String {
    format!("„{}“, ОКС „{}“, {} форма на обучение", programme.speciality(), programme.degree(), programme.form())
}

/// Whether a student is still studying.
fn is_active(season: &Season, student: usize) -> bool {
    season.students[student].status == Status::Active
}
