//! Reading the register: entries, and how each paper stands.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::Row;
use serde::Serialize;

use super::{Register, RegisterError, schema};
use crate::model::{Blank, Registration};

/// What an entry records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// A number was given to a paper that is to be made.
    Reserved,
    /// The paper was made; its PDF has the hash of the entry.
    Issued,
    /// The paper no longer holds.
    Annulled,
}

impl Action {
    /// The name in the register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Issued => "issued",
            Self::Annulled => "annulled",
        }
    }

    fn parse(name: &str) -> Self {
        match name {
            "issued" => Self::Issued,
            "annulled" => Self::Annulled,
            _ => Self::Reserved,
        }
    }
}

/// How a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It has a number and is not made yet.
    Reserved,
    /// It is made and waits for the number it gets after signature.
    AwaitingNumber,
    /// It is made.
    Issued,
    /// It no longer holds.
    Annulled,
}

/// A line of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// What it records.
    pub action: Action,
    /// The paper's key.
    pub document: String,
    /// The kind of paper.
    pub kind: String,
    /// Faculty number of the person.
    pub faculty_number: String,
    /// The person's name, as it was printed.
    pub person_name: String,
    /// The register book; `None` for papers without a number.
    pub book: Option<String>,
    /// Year of the number.
    pub year: Option<i64>,
    /// Running number of the book.
    pub total: Option<i64>,
    /// Running number within the year.
    pub in_year: Option<i64>,
    /// The number as printed.
    pub number: Option<String>,
    /// Date of the number, or of issue, `YYYY-MM-DD`.
    pub date: String,
    /// Pages of the PDF.
    pub pages: Option<i64>,
    /// SHA-256 of the PDF.
    pub pdf_sha256: Option<String>,
    /// SHA-256 of the data and photo it was made from.
    pub data_sha256: Option<String>,
    /// The data it was made from, frozen: a duplicate prints from here. Listings leave it out.
    #[serde(skip)]
    pub data: Option<String>,
    /// The paper it is a duplicate of, or speaks of: its key, or `earlier/` and its number in the register before laurea.
    pub original: Option<String>,
    /// Of an annulled paper: the number of the one that holds in its place.
    pub replaced_by: Option<String>,
    /// Hash of the entry before.
    pub previous: String,
    /// Hash of this entry.
    pub hash: String,
}

impl Entry {
    /// The number of the entry, where it has one.
    #[must_use]
    pub fn registration(&self) -> Option<Registration> {
        Some(Registration {
            book: self.book.clone()?,
            year: i16::try_from(self.year?).ok()?,
            total: self.total?.unsigned_abs(),
            in_year: self.in_year?.unsigned_abs(),
            number: self.number.clone()?,
            date: self.day()?,
        })
    }

    /// The date of the entry.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.date.parse().ok()
    }

    /// How the paper stands if this is its last entry.
    #[must_use]
    pub fn state(&self) -> State {
        match self.action {
            Action::Reserved => State::Reserved,
            Action::Issued if self.book.is_some() && self.number.is_none() => State::AwaitingNumber,
            Action::Issued => State::Issued,
            Action::Annulled => State::Annulled,
        }
    }
}

/// Columns of `entry`, in the order [`entry_of`] reads them.
pub(super) const COLUMNS: &str = "seq, action, document, kind, faculty_number, person_name, book, year, total, in_year, \
     number, date, pages, pdf_sha256, data_sha256, data, original, replaced_by, previous, hash";

pub(super) fn entry_of(row: &Row) -> rusqlite::Result<Entry> {
    let action: String = row.get(1)?;
    Ok(Entry {
        seq: row.get(0)?,
        action: Action::parse(&action),
        document: row.get(2)?,
        kind: row.get(3)?,
        faculty_number: row.get(4)?,
        person_name: row.get(5)?,
        book: row.get(6)?,
        year: row.get(7)?,
        total: row.get(8)?,
        in_year: row.get(9)?,
        number: row.get(10)?,
        date: row.get(11)?,
        pages: row.get(12)?,
        pdf_sha256: row.get(13)?,
        data_sha256: row.get(14)?,
        data: row.get(15)?,
        original: row.get(16)?,
        replaced_by: row.get(17)?,
        previous: row.get(18)?,
        hash: row.get(19)?,
    })
}

impl Register {
    /// All entries, in the order of the chain, without their data.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn entries(&self) -> Result<Vec<Entry>, RegisterError> {
        self.select("ORDER BY seq", &[])
    }

    /// The last entry of every paper, in the order of their first.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn papers(&self) -> Result<Vec<Entry>, RegisterError> {
        let last = "WHERE seq IN (SELECT max(seq) FROM entry GROUP BY document)
                    ORDER BY (SELECT min(first.seq) FROM entry AS first WHERE first.document = entry.document)";
        self.select(last, &[])
    }

    /// The last entry of a paper.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn last_of(&self, document: &str) -> Result<Option<Entry>, RegisterError> {
        Ok(self.select("WHERE document = ?1 ORDER BY seq DESC LIMIT 1", &[&document])?.pop())
    }

    /// Keys of the papers that carry a check value in their machine-readable code.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn papers_of_code(&self, check: &str) -> Result<Vec<String>, RegisterError> {
        let found = self.select("WHERE json_extract(data, '$.document.check') = ?1 ORDER BY seq", &[&check])?;
        Ok(found.into_iter().map(|entry| entry.document).collect())
    }

    /// Whether a paper was issued, now or earlier.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn is_issued(&self, document: &str) -> Result<bool, RegisterError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM entry WHERE document = ?1 AND action = 'issued')";
        self.connection.query_row(sql, [document], |row| row.get(0)).map_err(|error| self.failed(error))
    }

    /// The numbered form of every paper that was printed on one, from the data it was made from.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn blanks(&self) -> Result<BTreeMap<String, Blank>, RegisterError> {
        let sql = "SELECT document, data ->> '$.document.series', data ->> '$.document.blank_number' FROM entry
                   WHERE action = 'issued' AND data ->> '$.document.blank_number' IS NOT NULL ORDER BY seq";
        let read = || -> rusqlite::Result<BTreeMap<String, Blank>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let blank = |row: &Row| {
                let (series, number): (Option<String>, String) = (row.get(1)?, row.get(2)?);
                Ok((row.get(0)?, Blank { series: series.unwrap_or_default(), number }))
            };
            statement.query_map([], blank)?.collect()
        };
        read().map_err(|error| self.failed(error))
    }

    /// Columns of `entry` in this register: one that is only read may be of an earlier version.
    pub(super) fn columns(&self) -> String {
        if self.version < schema::LINKS { COLUMNS.replace("original, replaced_by", "NULL, NULL") } else { COLUMNS.to_owned() }
    }

    fn select(&self, rest: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Entry>, RegisterError> {
        // A listing does not need the frozen data.
        let columns = self.columns().replace(" data,", " NULL,");
        let sql = format!("SELECT {columns} FROM entry {rest}");
        let mut statement = self.connection.prepare_cached(&sql).map_err(|error| self.failed(error))?;
        let entries = statement.query_map(params, entry_of).map_err(|error| self.failed(error))?;
        entries.collect::<Result<_, _>>().map_err(|error| self.failed(error))
    }
}
