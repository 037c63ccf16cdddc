//! Reading the register: entries, and how each paper stands.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::entry::{COLUMNS, entry_of};
use super::{Action, Entry, Paper, Register, RegisterError};

impl Register {
    /// All entries, in the order of the chain, without their data.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn entries(&self) -> Result<Vec<Entry>, RegisterError> {
        self.select("ORDER BY seq", &[])
    }

    /// The last entry of every paper that says how it stands, in the order of their first.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn papers(&self) -> Result<Vec<Entry>, RegisterError> {
        let (mut places, mut papers): (BTreeMap<String, usize>, Vec<Entry>) = (BTreeMap::new(), Vec::new());
        let tells = |entry: &Entry| entry.action.is_of_paper() && entry.action != Action::Expired;
        for entry in self.entries()?.into_iter().filter(tells) {
            match places.get(&entry.document) {
                Some(at) => papers[*at] = entry,
                None => {
                    places.insert(entry.document.clone(), papers.len());
                    papers.push(entry);
                }
            }
        }
        Ok(papers)
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
        let of_old = "WHERE at IS NULL AND data IS NOT NULL AND data ->> '$.document.check' = ?1 ORDER BY seq";
        let mut found = self.select(of_old, &[&check])?;
        found.extend(self.select("WHERE check_value = ?1 ORDER BY seq", &[&check])?);
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

    pub(super) fn select(&self, rest: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Entry>, RegisterError> {
        select(&self.connection, rest, params).map_err(|error| self.failed(error))
    }
}

/// Entries of a register, also within a transaction, without their data: a listing does not need it.
pub(super) fn select(connection: &Connection, rest: &str, params: &[&dyn rusqlite::ToSql]) -> rusqlite::Result<Vec<Entry>> {
    let [columns @ .., _data] = COLUMNS;
    let sql = format!("SELECT {}, NULL FROM entry {rest}", columns.join(", "));
    let mut statement = connection.prepare_cached(&sql)?;
    let entries = statement.query_map(params, entry_of)?;
    entries.collect()
}

/// A paper by its key, also within a transaction.
pub(super) fn paper(connection: &Connection, document: &str) -> rusqlite::Result<Option<Paper>> {
    let entries = select(connection, "WHERE document = ?1 ORDER BY seq", &[&document])?;
    Ok(Paper::of(entries.into_iter().filter(|entry| entry.action.is_of_paper()).collect()))
}
