//! Data whose time is over: removed, while the entry and the hash of the data stay.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::Transaction;

use super::entry::{COLUMNS, WAS_ANNULLED, entry_of};
use super::{Action, Entry, Register, RegisterError, State};

/// How long the data of a kind of paper is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The kind of paper.
    pub kind: String,
    /// Papers that were made before this day lose their data.
    pub before: Date,
}

/// What was removed.
#[derive(Debug, Clone, Default)]
pub struct Expired {
    /// The last entries of the papers whose data was removed, or would be.
    pub papers: Vec<Entry>,
    /// Papers of the first two versions of the register, whose hash covers their data: it cannot be removed.
    pub bound: Vec<Entry>,
}

impl Register {
    /// Papers whose time is over, without removing anything.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn expiring(&self, terms: &[Term]) -> Result<Expired, RegisterError> {
        over(&self.connection, terms).map_err(|error| self.failed(error))
    }

    /// Removes the data of papers whose time is over, and enters that, in one transaction. The removed bytes are overwritten.
    ///
    /// # Errors
    /// The register cannot be written: then nothing is removed.
    pub fn expire(&mut self, terms: &[Term], date: Date) -> Result<Expired, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.connection.pragma_update(None, "secure_delete", true).map_err(failed)?;
        let expired = self.write(|writing| {
            let expired = over(writing.transaction, terms).map_err(failed)?;
            for paper in &expired.papers {
                remove(writing.transaction, &paper.document).map_err(failed)?;
            }
            let entries = expired.papers.iter().map(|paper| entry(paper, date));
            writing.append(entries.collect()).map_err(failed)?;
            Ok(expired)
        })?;
        // What was removed still stands in the side file until it is taken over and cut off.
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)?;
        Ok(expired)
    }

    /// Whether a paper was issued and its data was removed when its time was over.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn is_expired(&self, document: &str) -> Result<bool, RegisterError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM entry WHERE document = ?1 AND action = 'expired')";
        let is_removed: bool =
            self.connection.query_row(sql, [document], |row| row.get(0)).map_err(|error| self.failed(error))?;
        Ok(is_removed && self.data_of(document)?.is_none())
    }
}

/// The papers of the terms that still have data; a paper is as old as the last time it was made.
fn over(connection: &rusqlite::Connection, terms: &[Term]) -> rusqlite::Result<Expired> {
    let made: Vec<String> =
        COLUMNS.iter().map(|column| if *column == "data" { "NULL".to_owned() } else { (*column).to_owned() }).collect();
    let sql = format!("SELECT {} FROM entry WHERE kind = ?1 AND data IS NOT NULL ORDER BY seq", made.join(", "));
    let mut statement = connection.prepare(&sql)?;
    let mut expired = Expired::default();
    for term in terms {
        let mut papers: BTreeMap<String, Entry> = BTreeMap::new();
        let mut order = Vec::new();
        for entry in statement.query_map([&term.kind], entry_of)? {
            let entry = entry?;
            if papers.insert(entry.document.clone(), entry.clone()).is_none() {
                order.push(entry.document);
            }
        }
        for document in order {
            let made = &papers[&document];
            if made.day().is_none_or(|day| day >= term.before) {
                continue;
            }
            let last = last_of(connection, &document)?.unwrap_or_else(|| made.clone());
            if made.at.is_none() { expired.bound.push(last) } else { expired.papers.push(last) }
        }
    }
    Ok(expired)
}

fn last_of(connection: &rusqlite::Connection, document: &str) -> rusqlite::Result<Option<Entry>> {
    let [columns @ .., _data] = COLUMNS;
    let sql = format!("SELECT {}, NULL FROM entry WHERE document = ?1 ORDER BY seq", columns.join(", "));
    let mut statement = connection.prepare_cached(&sql)?;
    let entries: Vec<Entry> = statement.query_map([document], entry_of)?.collect::<Result<_, _>>()?;
    Ok(entries.into_iter().rfind(|entry| entry.action.is_of_paper()))
}

fn remove(transaction: &Transaction, document: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE entry SET data = NULL WHERE document = ?1 AND data IS NOT NULL AND at IS NOT NULL";
    transaction.prepare_cached(sql)?.execute([document]).map(drop)
}

fn entry(paper: &Entry, date: Date) -> Entry {
    let was_annulled = (paper.state() == State::Annulled).then(|| serde_json::json!({ WAS_ANNULLED: true }).to_string());
    Entry { details: was_annulled, ..paper.then(Action::Expired, date) }
}
