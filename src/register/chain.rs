//! The chain of hashes that proves that nobody changed an entry.

use std::sync::LazyLock;

use rusqlite::types::Value;
use rusqlite::{Row, Transaction, params_from_iter};
use sha2::{Digest, Sha256};

use super::entry::{COLUMNS, entry_of};
use super::{Actor, Entry, Register, RegisterError, law};
use crate::model::sha256;

/// The hash before the first entry.
pub(super) const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Entries that are looked at whenever the register is opened; `register verify` looks at all of them.
const AT_OPENING: i64 = 1_000;

/// Where a chain stops holding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// The first entry that does not fit.
    pub seq: i64,
}

impl Register {
    /// Walks the whole chain, frozen data included; the number of entries, or the first that does not fit.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn walk_chain(&self) -> Result<Result<u64, Break>, RegisterError> {
        self.walk(0)
    }

    /// Walks the end of the chain.
    pub(super) fn check_chain(&self) -> Result<(), RegisterError> {
        let last: Option<i64> =
            self.connection.query_row("SELECT max(seq) FROM entry", [], |row| row.get(0)).map_err(|error| self.failed(error))?;
        match self.walk((last.unwrap_or(0) - AT_OPENING).max(0))? {
            Ok(_) => Ok(()),
            Err(Break { seq }) => Err(RegisterError::Broken { path: self.path.clone(), seq }),
        }
    }

    /// Walks the entries after one.
    fn walk(&self, after: i64) -> Result<Result<u64, Break>, RegisterError> {
        let failed = |error| self.failed(error);
        let mut previous = if after == 0 {
            BEGINNING.to_owned()
        } else {
            let before = "SELECT hash FROM entry WHERE seq = ?1";
            match self.connection.query_row(before, [after], |row| row.get(0)) {
                Ok(hash) => hash,
                Err(rusqlite::Error::QueryReturnedNoRows) => return Ok(Err(Break { seq: after })),
                Err(error) => return Err(failed(error)),
            }
        };
        let sql = format!("SELECT {} FROM entry WHERE seq > ?1 ORDER BY seq", COLUMNS.join(", "));
        let mut statement = self.connection.prepare(&sql).map_err(failed)?;
        let mut rows = statement.query([after]).map_err(failed)?;
        let mut at = after;
        while let Some(row) = rows.next().map_err(failed)? {
            at += 1;
            match fits(row, at, &previous) {
                Some(entry) => previous = entry.hash,
                None => return Ok(Err(Break { seq: at })),
            }
        }
        Ok(Ok(at.unsigned_abs()))
    }
}

/// The entry of a row, if it is the one that follows; a value that is not even of its type does not fit.
fn fits(row: &Row, seq: i64, previous: &str) -> Option<Entry> {
    entry_of(row).ok().filter(|entry| follows(entry, seq, previous))
}

/// Whether an entry is the one that follows, and as it was made.
pub(super) fn follows(entry: &Entry, seq: i64, previous: &str) -> bool {
    entry.seq == seq && entry.previous == previous && is_as_made(entry)
}

/// Whether an entry says what its hash was made of.
fn is_as_made(entry: &Entry) -> bool {
    let is_frozen_as_it_was = match (&entry.at, &entry.frozen, &entry.data) {
        (None, frozen, _) => frozen.is_none(),
        (Some(_), Some(frozen), Some(data)) => *frozen == sha256(data.as_bytes()),
        (Some(_), None, data) => data.is_none(),
        // Data may be removed when its time is over.
        (Some(_), Some(_), None) => true,
    };
    is_frozen_as_it_was && entry.hash == hash(entry)
}

/// Appends entries to the chain within a transaction; place, moment, person and hashes are set here.
pub(super) fn append(transaction: &Transaction, actor: &Actor, entries: Vec<Entry>) -> rusqlite::Result<()> {
    let last =
        transaction.query_row("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)));
    let (mut seq, mut previous): (i64, String) = match last {
        Ok(last) => last,
        Err(rusqlite::Error::QueryReturnedNoRows) => (0, BEGINNING.to_owned()),
        Err(error) => return Err(error),
    };
    let at = actor.moment();
    for mut entry in entries {
        law::check(transaction, &entry)?;
        seq += 1;
        entry.seq = seq;
        entry.at = Some(at.clone());
        entry.by = Some(actor.by.clone());
        entry.frozen = entry.data.as_ref().map(|data| sha256(data.as_bytes())).or(entry.frozen);
        entry.previous = previous;
        entry.hash = hash(&entry);
        insert(transaction, &entry)?;
        previous = entry.hash;
    }
    Ok(())
}

/// Inserts an entry as it is.
pub(super) fn insert(transaction: &Transaction, entry: &Entry) -> rusqlite::Result<()> {
    static INSERT: LazyLock<String> = LazyLock::new(|| {
        let places: Vec<String> = (1..=COLUMNS.len()).map(|at| format!("?{at}")).collect();
        format!("INSERT INTO entry ({}) VALUES ({})", COLUMNS.join(", "), places.join(", "))
    });
    transaction.prepare_cached(&INSERT)?.execute(params_from_iter(values(entry))).map(drop)
}

/// The values of an entry, in the order of [`COLUMNS`].
pub(super) fn values(entry: &Entry) -> [Value; COLUMNS.len()] {
    let text = |text: &String| Value::Text(text.clone());
    let maybe = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
    let number = |number: Option<i64>| number.map_or(Value::Null, Value::Integer);
    [
        Value::Integer(entry.seq),
        Value::Text(entry.action.name().to_owned()),
        text(&entry.document),
        text(&entry.kind),
        text(&entry.faculty_number),
        text(&entry.person_name),
        maybe(&entry.book),
        number(entry.year),
        number(entry.total),
        number(entry.in_year),
        maybe(&entry.number),
        text(&entry.date),
        number(entry.pages),
        maybe(&entry.pdf_sha256),
        maybe(&entry.data_sha256),
        maybe(&entry.original),
        maybe(&entry.replaced_by),
        maybe(&entry.at),
        maybe(&entry.by),
        maybe(&entry.series),
        maybe(&entry.blank),
        maybe(&entry.check_value),
        maybe(&entry.details),
        maybe(&entry.frozen),
        text(&entry.previous),
        text(&entry.hash),
        maybe(&entry.data),
    ]
}

impl Entry {
    /// What its values are called, in the order of [`Entry::texts`].
    pub const NAMES: [&str; COLUMNS.len() - 1] = {
        let [names @ .., _data] = COLUMNS;
        names
    };

    /// Its values as texts, without the frozen data; empty where nothing is said.
    #[must_use]
    pub fn texts(&self) -> [String; Self::NAMES.len()] {
        let [values @ .., _data] = values(self);
        values.map(|value| match value {
            Value::Text(text) => text,
            Value::Integer(number) => number.to_string(),
            _ => String::new(),
        })
    }
}

/// SHA-256 over the previous hash and every value of the entry, each with its length before it. What came with later versions
/// comes last, after its name, and only where it is said: entries from before keep their hash. Since entries say when they
/// were made, the hash covers the hash of the frozen data instead of the data, so that the data can be removed when its time
/// is over and the chain still holds.
pub(super) fn hash(entry: &Entry) -> String {
    let number = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut digest = Sha256::new();
    for value in [
        entry.previous.clone(),
        entry.seq.to_string(),
        entry.action.name().to_owned(),
        entry.document.clone(),
        entry.kind.clone(),
        entry.faculty_number.clone(),
        entry.person_name.clone(),
        text(&entry.book),
        number(entry.year),
        number(entry.total),
        number(entry.in_year),
        text(&entry.number),
        entry.date.clone(),
        number(entry.pages),
        text(&entry.pdf_sha256),
        text(&entry.data_sha256),
        text(if entry.at.is_some() { &entry.frozen } else { &entry.data }),
    ] {
        add(&mut digest, &value);
    }
    for (name, said) in [
        ("original", &entry.original),
        ("replaced_by", &entry.replaced_by),
        ("at", &entry.at),
        ("by", &entry.by),
        ("series", &entry.series),
        ("blank", &entry.blank),
        ("check_value", &entry.check_value),
        ("details", &entry.details),
    ] {
        if let Some(said) = said {
            add(&mut digest, name);
            add(&mut digest, said);
        }
    }
    crate::model::hex(&digest.finalize())
}

fn add(digest: &mut Sha256, value: &str) {
    digest.update((value.len() as u64).to_be_bytes());
    digest.update(value.as_bytes());
}
