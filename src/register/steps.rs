//! The steps of a paper after printing, entered one after the other in the order of its kind.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::Connection;

use super::read::paper;
use super::{Action, Entry, Paper, Register, RegisterError, State};
use crate::model::Step;

/// A step that is to be entered.
#[derive(Debug, Clone)]
pub struct Deed {
    /// The paper's key.
    pub document: String,
    /// The step.
    pub action: Action,
    /// Its day.
    pub date: Date,
    /// What only this step has to say, by name.
    pub details: BTreeMap<&'static str, String>,
    /// Of a companion: the place of its principal among the deeds; it goes along only where that one went.
    pub with: Option<usize>,
}

/// Why something was not entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bar {
    /// There is no such paper.
    Unknown,
    /// The paper is not made yet.
    Reserved,
    /// The paper no longer holds.
    Annulled,
    /// The step is none of its kind, or not needed on its day.
    NotOfKind(Step),
    /// The step was done.
    Done(Step, Date),
    /// Another step comes first.
    First(Step),
    /// The paper has an entry of a later day.
    Before(Date),
    /// The book has a number of a later day.
    Chronology(Date),
    /// The number that is asked for is not the next one, which is this.
    Expected(String),
    /// The number is another paper's.
    Taken(String),
    /// The sticker is on another paper.
    StickerTaken(String),
    /// The number was explained.
    Explained,
    /// The paper is no companion's principal, or is not numbered after signature.
    NotNumberedLater,
    /// The principal did not go.
    Principal,
    /// It was taken over before.
    Known,
}

/// What came of each thing that was to be entered: its entry, or why there is none.
pub type Entered = Vec<Result<Entry, Bar>>;

/// The steps of a paper, in order.
pub type StepsOf<'a> = &'a dyn Fn(&Paper) -> Vec<Step>;

/// Papers of a transaction, with what it has entered so far.
pub(super) struct Lives<'a> {
    connection: &'a Connection,
    read: BTreeMap<String, Option<Paper>>,
}

impl<'a> Lives<'a> {
    pub fn of(connection: &'a Connection) -> Self {
        Self { connection, read: BTreeMap::new() }
    }

    /// A paper by its key.
    pub fn paper(&mut self, document: &str) -> rusqlite::Result<Option<&Paper>> {
        if !self.read.contains_key(document) {
            self.read.insert(document.to_owned(), paper(self.connection, document)?);
        }
        Ok(self.read.get(document).and_then(Option::as_ref))
    }

    /// Adds an entry to its paper.
    pub fn add(&mut self, entry: &Entry) {
        if let Some(Some(paper)) = self.read.get_mut(&entry.document) {
            paper.entries.push(entry.clone());
        }
    }
}

impl Register {
    /// Enters steps, in one transaction. Those that are not allowed are left out with the reason; the others go on.
    ///
    /// # Errors
    /// The register cannot be written: then nothing is entered.
    pub fn advance(&mut self, deeds: &[Deed], steps: StepsOf) -> Result<Entered, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let mut lives = Lives::of(writing.transaction);
            let mut entered: Entered = Vec::new();
            for deed in deeds {
                let is_left = deed.with.and_then(|at| entered.get(at)).is_some_and(Result::is_err);
                let result = if is_left { Err(Bar::Principal) } else { lives.step(deed, steps).map_err(failed)? };
                if let Ok(entry) = &result {
                    lives.add(entry);
                }
                entered.push(result);
            }
            let entries = entered.iter().filter_map(|result| result.as_ref().ok()).cloned().collect();
            writing.append(entries).map_err(failed)?;
            Ok(entered)
        })
    }
}

impl Lives<'_> {
    /// The entry of a step, where it is allowed now.
    fn step(&mut self, deed: &Deed, steps: StepsOf) -> rusqlite::Result<Result<Entry, Bar>> {
        let Some(paper) = self.paper(&deed.document)? else { return Ok(Err(Bar::Unknown)) };
        if let Some(bar) = deed.action.step().and_then(|step| bar(paper, step, deed.date, &steps(paper))) {
            return Ok(Err(bar));
        }
        let mut entry = paper.last().then(deed.action, deed.date);
        entry.details = details(&deed.details);
        if let Some(sticker) = deed.details.get("sticker")
            && let Some(other) = self.with_sticker(sticker, &deed.document)?
        {
            return Ok(Err(Bar::StickerTaken(other)));
        }
        Ok(Ok(entry))
    }

    /// The paper that a sticker is on.
    fn with_sticker(&self, sticker: &str, own: &str) -> rusqlite::Result<Option<String>> {
        let has = |entry: &Entry| entry.action == Action::Stickered && entry.detail("sticker").as_deref() == Some(sticker);
        let of_call = self.read.values().flatten().flat_map(|paper| &paper.entries).find(|entry| has(entry));
        if let Some(entry) = of_call {
            return Ok(Some(entry.number.clone().unwrap_or_else(|| entry.document.clone())));
        }
        let rest = "WHERE action = 'stickered' AND details ->> '$.sticker' = ?1 AND document <> ?2 LIMIT 1";
        let found = super::read::select(self.connection, rest, &[&sticker, &own])?;
        Ok(found.into_iter().next().map(|entry| entry.number.unwrap_or(entry.document)))
    }
}

/// What stands in the way of a step.
pub(super) fn bar(paper: &Paper, step: Step, date: Date, steps: &[Step]) -> Option<Bar> {
    match paper.state() {
        State::Annulled => return Some(Bar::Annulled),
        State::Reserved => return Some(Bar::Reserved),
        State::Issued | State::AwaitingNumber => {}
    }
    if let Some((_, day)) = paper.steps().find(|(done, _)| *done == step) {
        return Some(Bar::Done(step, day));
    }
    if !steps.contains(&step) {
        return Some(Bar::NotOfKind(step));
    }
    let first = paper.next(steps).filter(|next| *next != step);
    first.map(Bar::First).or_else(|| too_early(paper, date))
}

/// A paper's entries follow the days.
pub(super) fn too_early(paper: &Paper, date: Date) -> Option<Bar> {
    paper.since().filter(|last| date < *last).map(Bar::Before)
}

/// What only one action has to say, as the register keeps it.
pub(super) fn details(said: &BTreeMap<&'static str, String>) -> Option<String> {
    (!said.is_empty()).then(|| serde_json::to_string(said).unwrap_or_default())
}
