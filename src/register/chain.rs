//! The chain of hashes that proves that nobody changed an entry.

use rusqlite::{Transaction, params};
use sha2::{Digest, Sha256};

use super::read::{COLUMNS, entry_of};
use super::{Entry, Register, RegisterError};

/// The hash before the first entry.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Where a chain stops holding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// The first entry that does not fit.
    pub seq: i64,
}

impl Register {
    /// Walks the whole chain; the number of entries, or the first that does not fit.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn walk_chain(&self) -> Result<Result<u64, Break>, RegisterError> {
        let sql = format!("SELECT {} FROM entry ORDER BY seq", self.columns());
        let mut statement = self.connection.prepare(&sql).map_err(|error| self.failed(error))?;
        let entries = statement.query_map([], entry_of).map_err(|error| self.failed(error))?;
        let (mut previous, mut count) = (BEGINNING.to_owned(), 0);
        for entry in entries {
            let entry = entry.map_err(|error| self.failed(error))?;
            let in_order = entry.seq == count + 1;
            if !in_order || entry.previous != previous || entry.hash != hash(&entry) {
                return Ok(Err(Break { seq: entry.seq }));
            }
            previous.clone_from(&entry.hash);
            count += 1;
        }
        Ok(Ok(count.unsigned_abs()))
    }

    pub(super) fn check_chain(&self) -> Result<(), RegisterError> {
        match self.walk_chain()? {
            Ok(_) => Ok(()),
            Err(Break { seq }) => Err(RegisterError::Broken { path: self.path.clone(), seq }),
        }
    }
}

/// Appends entries to the chain within a transaction; `seq`, `previous` and `hash` are set here.
pub(super) fn append(transaction: &Transaction, entries: Vec<Entry>) -> rusqlite::Result<()> {
    let last =
        transaction.query_row("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)));
    let (mut seq, mut previous): (i64, String) = match last {
        Ok(last) => last,
        Err(rusqlite::Error::QueryReturnedNoRows) => (0, BEGINNING.to_owned()),
        Err(error) => return Err(error),
    };
    let sql =
        format!("INSERT INTO entry ({COLUMNS}) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20)");
    let mut insert = transaction.prepare_cached(&sql)?;
    for mut entry in entries {
        seq += 1;
        entry.seq = seq;
        entry.previous = previous;
        entry.hash = hash(&entry);
        insert.execute(params![
            entry.seq,
            entry.action.name(),
            entry.document,
            entry.kind,
            entry.faculty_number,
            entry.person_name,
            entry.book,
            entry.year,
            entry.total,
            entry.in_year,
            entry.number,
            entry.date,
            entry.pages,
            entry.pdf_sha256,
            entry.data_sha256,
            entry.data,
            entry.original,
            entry.replaced_by,
            entry.previous,
            entry.hash,
        ])?;
        previous = entry.hash;
    }
    Ok(())
}

/// SHA-256 over the previous hash and every value of the entry, each with its length before it. What an entry links to
/// comes last, after its name, and only where there is a link: entries from before there were links keep their hash.
fn hash(entry: &Entry) -> String {
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
        text(&entry.data),
    ] {
        add(&mut digest, &value);
    }
    for (name, link) in [("original", &entry.original), ("replaced_by", &entry.replaced_by)] {
        if let Some(link) = link {
            add(&mut digest, name);
            add(&mut digest, link);
        }
    }
    crate::model::hex(&digest.finalize())
}

fn add(digest: &mut Sha256, value: &str) {
    digest.update((value.len() as u64).to_be_bytes());
    digest.update(value.as_bytes());
}
