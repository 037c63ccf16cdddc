//! Who was given what of the register: every export, extract and book is an entry.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction};
use serde_json::{Map, Value, json};

use super::{Action, Entry, Part, Register, RegisterError};

/// What is handed out.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// What: `export`, `book`, `extract` or `copy`.
    pub what: &'static str,
    /// In which form.
    pub format: &'static str,
    /// Why, in the words of who asks.
    pub purpose: Option<String>,
    /// Which part of the register.
    pub part: Part,
    /// Of an extract: the person's faculty number.
    pub faculty_number: String,
    /// Lines that are handed out; `None` to count the entries of the part.
    pub lines: Option<u64>,
    /// Whether the data that papers were made from goes with it.
    pub has_data: bool,
}

/// What was entered of something handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The entry's own key, `export/N`.
    pub document: String,
    /// Its place in the chain: what is handed out lies before it.
    pub seq: i64,
    /// Lines that are handed out.
    pub lines: u64,
}

impl Register {
    /// Enters that a part of the register is handed out, before it is.
    ///
    /// # Errors
    /// The register cannot be written: then nothing may be handed out.
    pub fn enter_access(&mut self, access: &Access, date: Date) -> Result<Handed, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let lines = match access.lines {
                Some(lines) => lines,
                None => count(writing.transaction, &access.part).map_err(failed)?,
            };
            let document = next_key(writing.transaction).map_err(failed)?;
            let entry = Entry {
                action: Action::Exported,
                document: document.clone(),
                faculty_number: access.faculty_number.clone(),
                date: date.to_string(),
                details: Some(said(access, lines)),
                ..Entry::default()
            };
            writing.append(vec![entry]).map_err(failed)?;
            let last = "SELECT max(seq) FROM entry";
            let seq = writing.transaction.query_row(last, [], |row| row.get(0)).map_err(failed)?;
            Ok(Handed { document, seq, lines })
        })
    }

    /// Everything that was handed out, in order.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn accesses(&self) -> Result<Vec<Entry>, RegisterError> {
        self.select("WHERE action = 'exported' ORDER BY seq", &[])
    }
}

fn said(access: &Access, lines: u64) -> String {
    let mut said = Map::new();
    said.insert("what".to_owned(), json!(access.what));
    said.insert("format".to_owned(), json!(access.format));
    said.insert("lines".to_owned(), json!(lines));
    let optional = [
        ("book", access.part.book.as_ref().map(|book| json!(book))),
        ("year", access.part.year.map(|year| json!(year))),
        ("data", access.has_data.then_some(Value::Bool(true))),
        ("purpose", access.purpose.as_ref().map(|purpose| json!(purpose))),
    ];
    said.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Value::Object(said).to_string()
}

fn next_key(transaction: &Transaction) -> rusqlite::Result<String> {
    let sql = "SELECT document FROM entry WHERE action = 'exported' ORDER BY seq DESC LIMIT 1";
    let last: Option<String> = transaction.query_row(sql, [], |row| row.get(0)).optional()?;
    let last = last.and_then(|key| key.rsplit('/').next()?.parse::<u64>().ok()).unwrap_or(0);
    Ok(format!("export/{}", last + 1))
}

fn count(transaction: &Transaction, part: &Part) -> rusqlite::Result<u64> {
    let sql = format!("SELECT count(*) FROM entry WHERE {}", super::stream::IS_OF_PART);
    let lines: i64 = transaction.query_row(&sql, (&part.book, &part.year, i64::MAX), |row| row.get(0))?;
    Ok(lines.unsigned_abs())
}
