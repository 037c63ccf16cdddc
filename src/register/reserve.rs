//! Giving numbers: all of a run in one transaction, before the first page is set.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction, params};
use tera::{Context, Tera};

use super::entry::{COLUMNS, entry_of};
use super::{Action, Entry, Register, RegisterError};
use crate::model::Registration;

/// The most characters of a registration number that the state register takes.
pub const MAX_NUMBER: usize = 25;

/// Actions that give a number.
pub(super) const NUMBERS: &str = "'reserved', 'numbered', 'imported'";

/// How a book numbers.
#[derive(Debug, Clone)]
pub struct BookFormat {
    /// A Tera string over `total`, `in_year` and `year`.
    pub number: String,
    /// First running number.
    pub first_total: u64,
    /// First number within the year in which the book begins here.
    pub first_in_year: u64,
}

/// A paper that wants a number.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The paper's key.
    pub document: String,
    /// The kind of paper.
    pub kind: String,
    /// Faculty number of the person.
    pub faculty_number: String,
    /// The person's name.
    pub person_name: String,
    /// The register book.
    pub book: String,
    /// The paper it is a duplicate of; see [`super::earlier_id`].
    pub original: Option<String>,
}

impl Register {
    /// Gives each paper its number, in order. A paper that has one keeps it; new ones are chronological, follow each
    /// other without a gap, and are given in one transaction: all or none.
    ///
    /// # Errors
    /// The register cannot be written, the date is earlier than a book's last number, or a number comes out too long.
    pub fn reserve(
        &mut self,
        wanted: &[Wanted],
        books: &BTreeMap<String, BookFormat>,
        date: Date,
    ) -> Result<Vec<Registration>, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let mut counters = BTreeMap::new();
            let (mut numbers, mut entries) = (Vec::new(), Vec::new());
            for paper in wanted {
                if let Some(kept) = reserved(writing.transaction, &paper.document).map_err(failed)? {
                    numbers.push(kept);
                    continue;
                }
                if !counters.contains_key(&paper.book) {
                    let counter = Counter::open(writing.transaction, &paper.book, books, date).map_err(failed)?;
                    counters.insert(paper.book.clone(), counter.check(date)?);
                }
                let Some(counter) = counters.get_mut(&paper.book) else { continue };
                let number = counter.next(date)?;
                entries.push(entry(paper, &number));
                numbers.push(number);
            }
            writing.append(entries).map_err(failed)?;
            Ok(numbers)
        })
    }
}

fn reserved(transaction: &Transaction, document: &str) -> rusqlite::Result<Option<Registration>> {
    let sql = format!("SELECT {} FROM entry WHERE document = ?1 AND action IN ({NUMBERS})", COLUMNS.join(", "));
    let entry = transaction.prepare_cached(&sql)?.query_row([document], entry_of).optional()?;
    Ok(entry.and_then(|entry| entry.registration()))
}

/// Where a book stands.
pub(super) struct Counter {
    book: String,
    tera: Tera,
    format_error: Option<String>,
    year: i16,
    total: u64,
    in_year: u64,
    last: Option<Date>,
}

impl Counter {
    pub(super) fn open(
        transaction: &Transaction,
        book: &str,
        books: &BTreeMap<String, BookFormat>,
        date: Date,
    ) -> rusqlite::Result<Self> {
        // Numbers follow the dates: the highest has the latest.
        let last = transaction
            .prepare_cached(&format!(
                "SELECT total, date FROM entry WHERE book = ?1 AND action IN ({NUMBERS}, 'gap') AND total IS NOT NULL
                 ORDER BY total DESC LIMIT 1"
            ))?
            .query_row([book], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
            .optional()?;
        let in_year: Option<i64> = transaction.query_row(
            &format!(
                "SELECT max(in_year) FROM entry WHERE book = ?1 AND year = ?2 AND action IN ({NUMBERS}, 'gap')
                 AND in_year IS NOT NULL"
            ),
            params![book, date.year()],
            |row| row.get(0),
        )?;
        let format = books.get(book).cloned().unwrap_or(BookFormat {
            number: "{{ total }}/{{ year }}".to_owned(),
            first_total: 1,
            first_in_year: 1,
        });
        let mut tera = Tera::default();
        let format_error = tera.add_raw_template("number", &format.number).err().map(|error| error.to_string());
        // The first number within the year is the configured one only in the year the book begins here.
        let first_in_year = if last.is_none() { format.first_in_year } else { 1 };
        Ok(Self {
            book: book.to_owned(),
            tera,
            format_error,
            year: date.year(),
            total: last.as_ref().map_or(format.first_total, |(total, _)| total.unsigned_abs() + 1),
            in_year: in_year.map_or(first_in_year, |number| number.unsigned_abs() + 1),
            last: last.and_then(|(_, text)| text.parse().ok()),
        })
    }

    /// Where a book stands on a day; where it has gone past the day, where it stands now.
    pub(super) fn at_end(
        transaction: &Transaction,
        book: &str,
        books: &BTreeMap<String, BookFormat>,
        date: Date,
        failed: &dyn Fn(rusqlite::Error) -> RegisterError,
    ) -> Result<Self, RegisterError> {
        let counter = Self::open(transaction, book, books, date).map_err(failed)?;
        match counter.last.filter(|last| date < *last) {
            Some(last) => Self::open(transaction, book, books, last).map_err(failed)?.check(last),
            None => counter.check(date),
        }
    }

    /// Refuses a date before the book's last number.
    pub(super) fn check(self, date: Date) -> Result<Self, RegisterError> {
        if let Some(error) = self.format_error {
            return Err(RegisterError::Format { book: self.book, error });
        }
        match self.last {
            Some(last) if date < last => Err(RegisterError::Chronology { book: self.book, date, last }),
            _ => Ok(self),
        }
    }

    /// The day of the book's last number.
    pub(super) fn last(&self) -> Option<Date> {
        self.last
    }

    /// The next running number.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Goes on to a later day: with a year begins its own count.
    pub(super) fn turn(&mut self, date: Date) {
        if date.year() > self.year {
            (self.year, self.in_year) = (date.year(), 1);
        }
    }

    fn render(&self, year: i16, in_year: u64) -> Result<String, RegisterError> {
        let mut context = Context::new();
        context.insert("total", &self.total);
        context.insert("in_year", &in_year);
        context.insert("year", &year);
        let number = self
            .tera
            .render("number", &context)
            .map_err(|error| RegisterError::Format { book: self.book.clone(), error: error.to_string() })?;
        if number.chars().count() > MAX_NUMBER {
            return Err(RegisterError::NumberTooLong { book: self.book.clone(), number });
        }
        Ok(number)
    }

    /// The number that would be given next on a day, as it is written.
    pub(super) fn would_be(&self, date: Date) -> Result<String, RegisterError> {
        let is_new_year = date.year() > self.year;
        let (year, in_year) = if is_new_year { (date.year(), 1) } else { (self.year, self.in_year) };
        self.render(year, in_year)
    }

    /// Gives the next number.
    pub(super) fn next(&mut self, date: Date) -> Result<Registration, RegisterError> {
        let number = self.render(self.year, self.in_year)?;
        let registration =
            Registration { book: self.book.clone(), year: self.year, total: self.total, in_year: self.in_year, number, date };
        self.total += 1;
        self.in_year += 1;
        self.last = Some(date);
        Ok(registration)
    }
}

fn entry(paper: &Wanted, number: &Registration) -> Entry {
    Entry {
        action: Action::Reserved,
        document: paper.document.clone(),
        kind: paper.kind.clone(),
        faculty_number: paper.faculty_number.clone(),
        person_name: paper.person_name.clone(),
        book: Some(number.book.clone()),
        year: Some(i64::from(number.year)),
        total: i64::try_from(number.total).ok(),
        in_year: i64::try_from(number.in_year).ok(),
        number: Some(number.number.clone()),
        date: number.date.to_string(),
        original: paper.original.clone(),
        ..Entry::default()
    }
}
