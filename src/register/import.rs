//! Taking over the books that were kept before laurea.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::Connection;

use super::read::{paper, select};
use super::reserve::NUMBERS;
use super::steps::{Bar, Entered, details};
use super::{Action, EARLIER, Entry, Register, RegisterError, earlier_id};
use crate::model::Blank;

/// The kind of a paper that was numbered before laurea, as the register calls it.
pub const EARLIER_KIND: &str = "earlier";

/// A line of an earlier book, as it is taken over.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The number as it was printed.
    pub number: String,
    /// Its running number in the book, where the number shows it.
    pub total: Option<u64>,
    /// The year of its number.
    pub year: i16,
    /// Its running number within the year, where that is known.
    pub in_year: Option<u64>,
    /// Its day.
    pub date: Date,
    /// The holder's faculty number, where the line has it.
    pub faculty_number: String,
    /// The holder.
    pub person_name: String,
    /// The form.
    pub form: Option<Blank>,
    /// All that the line says, as JSON: a duplicate is printed from it.
    pub data: String,
    /// Of a paper that no longer holds: what the book says of that.
    pub annulled: Option<String>,
    /// What somebody noted there.
    pub remark: Option<String>,
    /// Whether its day must fit the numbers around it.
    pub has_order: bool,
}

/// A number that the book leaves out, to be explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hole {
    /// Its running number.
    pub total: u64,
    /// The day of the number after it.
    pub date: Date,
}

impl Register {
    /// Takes over lines of an earlier book with the explanations of its holes, in one transaction. What was taken over before
    /// and what cannot be is left out with the reason.
    ///
    /// # Errors
    /// The register cannot be written: then nothing is entered.
    pub fn import(&mut self, book: &str, lines: &[Earlier], holes: &[Hole], reason: &str) -> Result<Entered, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let mut taken: BTreeMap<u64, String> = BTreeMap::new();
            let mut of_year: BTreeMap<(i16, u64), String> = BTreeMap::new();
            let (mut entered, mut entries): (Entered, Vec<Entry>) = (Vec::new(), Vec::new());
            for line in lines {
                let place = line.in_year.map(|in_year| (line.year, in_year));
                let result = match place.and_then(|place| of_year.get(&place)) {
                    Some(other) => Err(Bar::Taken(other.clone())),
                    None => imported(writing.transaction, book, line, &taken).map_err(failed)?,
                };
                if let Ok(entry) = &result {
                    of_year.extend(place.map(|place| (place, line.number.clone())));
                    taken.extend(line.total.map(|total| (total, line.number.clone())));
                    entries.push(entry.clone());
                    entries.extend(annulled(entry, line));
                }
                entered.push(result);
            }
            for hole in holes.iter().filter(|hole| !taken.contains_key(&hole.total)) {
                if holder(writing.transaction, book, hole.total).map_err(failed)?.is_none() {
                    entries.push(gap(book, *hole, reason));
                }
            }
            writing.append(entries).map_err(failed)?;
            Ok(entered)
        })
    }

    /// Whether a running number of a book is given or explained.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn has_total(&self, book: &str, total: u64) -> Result<bool, RegisterError> {
        Ok(holder(&self.connection, book, total).map_err(|error| self.failed(error))?.is_some())
    }

    /// The numbers of a book, or their explanations, below and above a running number.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn around(&self, book: &str, total: u64) -> Result<(Option<Entry>, Option<Entry>), RegisterError> {
        neighbours(&self.connection, book, total).map_err(|error| self.failed(error))
    }
}

/// The entry of a line.
fn imported(
    connection: &Connection,
    book: &str,
    line: &Earlier,
    taken: &BTreeMap<u64, String>,
) -> rusqlite::Result<Result<Entry, Bar>> {
    // Two books may have the same number: the second one's says of which book it is.
    let mut document = earlier_id(&line.number);
    if let Some(other) = paper(connection, &document)? {
        if is_same(&other.entries, book, line) {
            return Ok(Err(Bar::Known));
        }
        if other.last().book.as_deref() == Some(book) {
            return Ok(Err(Bar::Taken(line.number.clone())));
        }
        document = format!("{EARLIER}{book}/{}", line.number);
        if let Some(own) = paper(connection, &document)? {
            let is_known = is_same(&own.entries, book, line);
            return Ok(Err(if is_known { Bar::Known } else { Bar::Taken(line.number.clone()) }));
        }
    }
    let of_book = "WHERE number = ?1 AND book = ?2 LIMIT 1";
    if !select(connection, of_book, &[&line.number, &book])?.is_empty() {
        return Ok(Err(Bar::Taken(line.number.clone())));
    }
    if let Some(total) = line.total {
        let other = match taken.get(&total) {
            Some(number) => Some(number.clone()),
            None => holder(connection, book, total)?.map(|entry| entry.number.unwrap_or(entry.document)),
        };
        if let Some(other) = other {
            return Ok(Err(Bar::Taken(other)));
        }
    }
    let in_year = line.in_year.and_then(|number| i64::try_from(number).ok());
    if let Some(bar) = out_of_place(connection, book, line)? {
        return Ok(Err(bar));
    }
    Ok(Ok(Entry {
        action: Action::Imported,
        document,
        kind: EARLIER_KIND.to_owned(),
        faculty_number: line.faculty_number.clone(),
        person_name: line.person_name.clone(),
        book: Some(book.to_owned()),
        year: Some(i64::from(line.year)),
        total: line.total.and_then(|total| i64::try_from(total).ok()),
        in_year,
        number: Some(line.number.clone()),
        date: line.date.to_string(),
        series: line.form.as_ref().map(|form| form.series.clone()),
        blank: line.form.as_ref().map(|form| form.number.clone()),
        details: line.remark.clone().and_then(|remark| details(&BTreeMap::from([("remark", remark)]))),
        data: Some(line.data.clone()),
        ..Entry::default()
    }))
}

fn is_same(entries: &[Entry], book: &str, line: &Earlier) -> bool {
    let date = line.date.to_string();
    let is = |entry: &Entry| entry.date == date && entry.person_name == line.person_name && entry.book.as_deref() == Some(book);
    entries.iter().any(|entry| entry.action == Action::Imported && is(entry))
}

/// What of the register stands in the way of a line: its number within the year, or the days of the numbers around it.
fn out_of_place(connection: &Connection, book: &str, line: &Earlier) -> rusqlite::Result<Option<Bar>> {
    if let Some(in_year) = line.in_year.and_then(|number| i64::try_from(number).ok()) {
        let rest = format!("WHERE book = ?1 AND year = ?2 AND in_year = ?3 AND action IN ({NUMBERS}, 'gap')");
        if let Some(other) = select(connection, &rest, &[&book, &line.year, &in_year])?.pop() {
            return Ok(Some(Bar::Taken(other.number.unwrap_or(other.document))));
        }
    }
    let Some(total) = line.total.filter(|_| line.has_order) else { return Ok(None) };
    let (below, above) = neighbours(connection, book, total)?;
    let day = |entry: Option<Entry>| entry.and_then(|entry| entry.day());
    let (below, above) = (day(below), day(above));
    let late = above.filter(|above| line.date > *above);
    Ok(below.filter(|below| line.date < *below).or(late).map(Bar::Chronology))
}

/// The numbers below and above a running number of a book.
fn neighbours(connection: &Connection, book: &str, total: u64) -> rusqlite::Result<(Option<Entry>, Option<Entry>)> {
    let total = i64::try_from(total).unwrap_or(i64::MAX);
    let of = |rest: &str| -> rusqlite::Result<Option<Entry>> {
        let rest = format!("WHERE book = ?1 AND action IN ({NUMBERS}, 'gap') AND {rest} LIMIT 1");
        Ok(select(connection, &rest, &[&book, &total])?.pop())
    };
    Ok((of("total < ?2 ORDER BY total DESC")?, of("total > ?2 ORDER BY total")?))
}

/// Who has a running number of a book.
fn holder(connection: &Connection, book: &str, total: u64) -> rusqlite::Result<Option<Entry>> {
    let rest = format!("WHERE book = ?1 AND total = ?2 AND action IN ({NUMBERS}, 'gap')");
    Ok(select(connection, &rest, &[&book, &i64::try_from(total).unwrap_or(i64::MAX)])?.pop())
}

fn annulled(entry: &Entry, line: &Earlier) -> Option<Entry> {
    let said = BTreeMap::from([("reason", line.annulled.clone()?)]);
    Some(Entry { details: details(&said), ..entry.then(Action::Annulled, line.date) })
}

fn gap(book: &str, hole: Hole, reason: &str) -> Entry {
    Entry {
        action: Action::Gap,
        document: format!("gap/{book}/{}", hole.total),
        book: Some(book.to_owned()),
        total: i64::try_from(hole.total).ok(),
        date: hole.date.to_string(),
        details: details(&BTreeMap::from([("reason", reason.to_owned())])),
        ..Entry::default()
    }
}
