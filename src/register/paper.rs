//! How a paper stands, told from all of its entries.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::read::paper;
use super::{Action, Entry, Register, RegisterError, State};
use crate::model::{Blank, Registration, Step};

/// A paper's whole life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Its entries, in order; never empty, as only [`Paper::of`] makes one and none is ever taken away.
    pub(super) entries: Vec<Entry>,
}

impl Paper {
    /// A paper by its entries, in the order of the chain; `None` where there are none.
    #[must_use]
    pub fn of(entries: Vec<Entry>) -> Option<Self> {
        (!entries.is_empty()).then_some(Self { entries })
    }

    /// Its entries, in the order of the chain.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Its last entry.
    ///
    /// # Panics
    /// Never: only [`Paper::of`] makes a paper, and not of nothing.
    #[must_use]
    #[expect(clippy::expect_used, reason = "only `of` makes a paper, and not of nothing; entries are only added")]
    pub fn last(&self) -> &Entry {
        self.entries.last().expect("not made of nothing")
    }

    /// How it stands.
    #[must_use]
    pub fn state(&self) -> State {
        self.last().state()
    }

    /// Its number with the day it was given.
    #[must_use]
    pub fn registration(&self) -> Option<Registration> {
        let numbered = |entry: &&Entry| matches!(entry.action, Action::Reserved | Action::Numbered | Action::Imported);
        self.entries.iter().find(numbered).or_else(|| self.entries.first()).and_then(Entry::registration)
    }

    /// The day it was issued; `None` while it is only reserved.
    #[must_use]
    pub fn issued(&self) -> Option<Date> {
        self.entries.iter().find(|entry| matches!(entry.action, Action::Issued | Action::Imported)).and_then(Entry::day)
    }

    /// The entry by which it was made, or made again: with the hashes of its data and its PDF.
    #[must_use]
    pub fn made(&self) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| matches!(entry.action, Action::Issued | Action::Reissued))
    }

    /// The entry by which it was made for the first time.
    #[must_use]
    pub fn first_made(&self) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.action == Action::Issued)
    }

    /// The form it is on now.
    #[must_use]
    pub fn form(&self) -> Option<Blank> {
        self.last().form()
    }

    /// The day of each step that was done. A paper that was made again begins anew.
    pub fn steps(&self) -> impl Iterator<Item = (Step, Date)> {
        let from = self.entries.iter().rposition(|entry| entry.action == Action::Reissued).unwrap_or(0);
        let numbered = self.entries[..from].iter().filter(|entry| entry.action == Action::Numbered);
        let since = self.entries[from..].iter();
        numbered.chain(since).filter_map(|entry| Some((entry.action.step()?, entry.day()?)))
    }

    /// Whether a step was done.
    #[must_use]
    pub fn has(&self, step: Step) -> bool {
        self.steps().any(|(done, _)| done == step)
    }

    /// The first step of its kind that was not done; `None` where nothing is open.
    #[must_use]
    pub fn next(&self, steps: &[Step]) -> Option<Step> {
        match self.state() {
            State::Issued | State::AwaitingNumber => steps.iter().copied().find(|step| !self.has(*step)),
            State::Reserved | State::Annulled => None,
        }
    }

    /// Since when it waits: the day of its last entry.
    #[must_use]
    pub fn since(&self) -> Option<Date> {
        self.last().day()
    }
}

impl Register {
    /// A paper by its key.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn paper(&self, document: &str) -> Result<Option<Paper>, RegisterError> {
        paper(&self.connection, document).map_err(|error| self.failed(error))
    }

    /// The number of a paper that is named by its key or by its number; a dash while it has none.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn number_of(&self, named: &str) -> Result<String, RegisterError> {
        let entry = self.last_of(named)?;
        Ok(entry.map_or_else(|| named.to_owned(), |entry| entry.number.unwrap_or_else(|| "–".to_owned())))
    }

    /// The papers that carry a number, in whatever book.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn numbered(&self, number: &str) -> Result<Vec<Paper>, RegisterError> {
        self.papers_where("WHERE number = ?1 ORDER BY seq", number)
    }

    /// The papers of a person, by faculty number.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn papers_of(&self, faculty_number: &str) -> Result<Vec<Paper>, RegisterError> {
        self.papers_where("WHERE faculty_number = ?1 AND faculty_number <> '' ORDER BY seq", faculty_number)
    }

    /// The papers that are or were on a form of this number, of whatever series.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn papers_on(&self, blank: &str) -> Result<Vec<Paper>, RegisterError> {
        let mut papers = self.papers_where("WHERE blank = ?1 AND blank IS NOT NULL ORDER BY seq", blank)?;
        let of_old = "WHERE at IS NULL AND data IS NOT NULL AND data ->> '$.document.blank_number' = ?1 ORDER BY seq";
        papers.extend(self.papers_where(of_old, blank)?);
        Ok(papers)
    }

    /// Keys of the papers that begin with a key: itself, and its other languages.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn keys_under(&self, key: &str) -> Result<Vec<String>, RegisterError> {
        let (from, until) = (format!("{key}/"), format!("{key}0"));
        let found = self.select("WHERE document = ?1 OR (document > ?2 AND document < ?3)", &[&key, &from, &until])?;
        Ok(distinct(found))
    }

    /// Every paper with its whole life, in the order of their first entries.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn lives(&self) -> Result<Vec<Paper>, RegisterError> {
        let (mut places, mut lives): (BTreeMap<String, usize>, Vec<Vec<Entry>>) = (BTreeMap::new(), Vec::new());
        for entry in self.entries()?.into_iter().filter(|entry| entry.action.is_of_paper()) {
            let at = *places.entry(entry.document.clone()).or_insert(lives.len());
            match lives.get_mut(at) {
                Some(life) => life.push(entry),
                None => lives.push(vec![entry]),
            }
        }
        Ok(lives.into_iter().filter_map(Paper::of).collect())
    }

    pub(super) fn papers_where(&self, rest: &str, value: &str) -> Result<Vec<Paper>, RegisterError> {
        let documents = distinct(self.select(rest, &[&value])?);
        documents.iter().filter_map(|document| self.paper(document).transpose()).collect()
    }
}

/// What entries are about, each once, in their order.
fn distinct(entries: Vec<Entry>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    entries.into_iter().map(|entry| entry.document).filter(|document| seen.insert(document.clone())).collect()
}
