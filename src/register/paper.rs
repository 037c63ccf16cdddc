//! How a paper stands, told from all of its entries.

use jiff::civil::Date;
use serde::Serialize;

use super::{Action, Entry, Register, RegisterError, State};
use crate::model::{Blank, Registration, Step};

/// A paper's whole life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Its entries, in order; never empty.
    pub entries: Vec<Entry>,
}

impl Paper {
    /// A paper by its entries, in the order of the chain; `None` where there are none.
    #[must_use]
    pub fn of(entries: Vec<Entry>) -> Option<Self> {
        (!entries.is_empty()).then_some(Self { entries })
    }

    /// Its last entry.
    ///
    /// # Panics
    /// Never: a paper has entries.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a paper has entries")]
    pub fn last(&self) -> &Entry {
        self.entries.last().expect("a paper has entries")
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
        let entries = self.select("WHERE document = ?1 ORDER BY seq", &[&document])?;
        Ok(Paper::of(entries.into_iter().filter(|entry| entry.action.is_of_paper()).collect()))
    }

    /// The papers that carry a number, in whatever book.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn numbered(&self, number: &str) -> Result<Vec<Paper>, RegisterError> {
        let entries = self.select("WHERE number = ?1 ORDER BY seq", &[&number])?;
        self.papers_of(entries)
    }
}
