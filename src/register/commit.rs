//! Recording that papers exist: their PDF is on the disk and its hash is known.

use jiff::civil::Date;
use serde::Deserialize;

use super::{Action, Entry, Register, RegisterError};
use crate::model::{Blank, Document, Registration, Rendered};

/// A paper that was made.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The paper's key.
    pub document: String,
    /// The kind of paper.
    pub kind: String,
    /// Faculty number of the person.
    pub faculty_number: String,
    /// The person's name.
    pub person_name: String,
    /// The register book it is, or will be, numbered in.
    pub book: Option<String>,
    /// The number it carries.
    pub registration: Option<Registration>,
    /// Date of issue.
    pub date: Date,
    /// Pages of the PDF.
    pub pages: usize,
    /// SHA-256 of the PDF.
    pub pdf_sha256: String,
    /// SHA-256 of the data and photo it was made from.
    pub data_sha256: String,
    /// The data it was made from, as JSON.
    pub data: String,
    /// The paper it is a duplicate of, or speaks of; see [`super::earlier_id`].
    pub original: Option<String>,
    /// The numbered form it is printed on.
    pub form: Option<Blank>,
    /// Check value of its machine-readable code.
    pub check_value: Option<String>,
    /// What it was made with, as the register keeps details: a JSON object.
    pub details: Option<String>,
}

impl Issued {
    /// A paper as it was made: its PDF, and the data it was made from with their hash.
    #[must_use]
    pub fn of(document: &Document, rendered: &Rendered, data: String, data_sha256: String) -> Self {
        Self {
            document: document.key.clone(),
            kind: document.kind.clone(),
            faculty_number: document.faculty_number.clone(),
            person_name: document.person_name.clone(),
            book: None,
            registration: document.registration.clone(),
            date: document.date,
            pages: rendered.pages,
            pdf_sha256: rendered.sha256.clone(),
            data_sha256,
            check_value: check_value(&data),
            data,
            original: None,
            form: document.blank.clone(),
            details: None,
        }
    }
}

impl Register {
    /// Records papers as issued, in one transaction.
    ///
    /// # Errors
    /// The register cannot be written, or one of the papers is recorded already.
    pub fn commit(&mut self, papers: Vec<Issued>) -> Result<(), RegisterError> {
        let path = self.path.clone();
        self.write(|writing| {
            writing.append(papers.into_iter().map(entry).collect()).map_err(|error| RegisterError::sql(&path, error))
        })
    }
}

pub(super) fn entry(paper: Issued) -> Entry {
    let number = paper.registration;
    Entry {
        action: Action::Issued,
        document: paper.document,
        kind: paper.kind,
        faculty_number: paper.faculty_number,
        person_name: paper.person_name,
        book: number.as_ref().map(|number| number.book.clone()).or(paper.book),
        year: number.as_ref().map(|number| i64::from(number.year)),
        total: number.as_ref().and_then(|number| i64::try_from(number.total).ok()),
        in_year: number.as_ref().and_then(|number| i64::try_from(number.in_year).ok()),
        number: number.map(|number| number.number),
        date: paper.date.to_string(),
        pages: i64::try_from(paper.pages).ok(),
        pdf_sha256: Some(paper.pdf_sha256),
        data_sha256: Some(paper.data_sha256),
        data: Some(paper.data),
        original: paper.original,
        series: paper.form.as_ref().map(|form| form.series.clone()),
        blank: paper.form.map(|form| form.number),
        check_value: paper.check_value,
        details: paper.details,
        ..Entry::default()
    }
}

/// The check value that the data of a paper prints.
pub(super) fn check_value(data: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Data {
        document: Printed,
    }
    #[derive(Deserialize)]
    struct Printed {
        check: Option<String>,
    }
    serde_json::from_str::<Data>(data).ok()?.document.check
}
