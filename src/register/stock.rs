//! The stock of numbered forms and of stickers: what was received, and what became of each.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{Connection, params};

use super::range::{Range, of_range};
use super::read::{paper, select};
use super::steps::details;
use super::{Action, Entry, Register, RegisterError, State};
use crate::model::Blank;

/// What became of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// A paper was printed on it: its key.
    Printed(String),
    /// It was spoiled.
    Spoiled,
    /// It was annulled.
    Annulled,
    /// It was destroyed.
    Destroyed,
    /// It was lost.
    Lost,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What was received.
    pub range: Range,
    /// For which kind of paper; `None` for any.
    pub kind: Option<String>,
    /// The day.
    pub date: String,
}

/// The forms of a series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stock {
    /// The series.
    pub series: String,
    /// What was received, in the order of the chain; empty for a series whose stock nobody keeps.
    pub receipts: Vec<Receipt>,
    /// What became of those that are not free.
    pub fates: BTreeMap<u64, Fate>,
}

impl Stock {
    /// Whether the stock of the series is kept.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        !self.receipts.is_empty()
    }

    /// Whether a number was received.
    #[must_use]
    pub fn has(&self, number: u64) -> bool {
        self.receipts.iter().any(|receipt| receipt.range.has(number))
    }

    /// Whether a form can be printed on: received, and nothing became of it. Where no stock is kept, whatever is not used can.
    #[must_use]
    pub fn is_free(&self, number: u64) -> bool {
        (!self.is_kept() || self.has(number)) && !self.fates.contains_key(&number)
    }

    /// The free numbers of a kept stock, in their order.
    #[must_use]
    pub fn free(&self) -> Vec<u64> {
        let mut free: Vec<u64> = self.receipts.iter().flat_map(|receipt| receipt.range.first..=receipt.range.last).collect();
        free.retain(|number| !self.fates.contains_key(number));
        free.sort_unstable();
        free.dedup();
        free
    }

    /// The first form from a number on that can be printed on; where no stock is kept, it is written as `like`.
    #[must_use]
    pub fn next(&self, from: u64, like: usize) -> Option<Blank> {
        if !self.is_kept() {
            let number = (from..).find(|number| self.is_free(*number))?;
            return Some(Range { series: self.series.clone(), first: number, last: number, digits: like }.blank(number));
        }
        let in_range = |range: &Range| (from.max(range.first)..=range.last).find(|number| !self.fates.contains_key(number));
        self.receipts.iter().filter_map(|receipt| in_range(&receipt.range)).min().and_then(|number| self.written(number))
    }

    /// A form of a kept stock, as its delivery writes it.
    #[must_use]
    pub fn written(&self, number: u64) -> Option<Blank> {
        self.receipts.iter().find(|receipt| receipt.range.has(number)).map(|receipt| receipt.range.blank(number))
    }

    /// The kind of paper a form was received for.
    #[must_use]
    pub fn kind_of(&self, number: u64) -> Option<&str> {
        self.receipts.iter().find(|receipt| receipt.range.has(number))?.kind.as_deref()
    }
}

/// Why a form or a delivery was not entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormBar {
    /// Some of the delivery were received before.
    Received(Range),
    /// It was never received.
    NotInStock,
    /// Something became of it already.
    Is(Fate),
    /// A paper that holds stands on it: its key and number.
    Paper(String, Option<String>),
    /// No free form of the series is left.
    NoneLeft,
}

/// Actions that say what became of a form, in SQL.
const FATES: &str = "'issued', 'reissued', 'imported', 'form-spoiled', 'form-annulled', 'form-destroyed', 'form-lost'";

impl Register {
    /// The forms of a series.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn stock(&self, series: &str) -> Result<Stock, RegisterError> {
        stock(&self.connection, series).map_err(|error| self.failed(error))
    }

    /// Every series of which forms were received or used, by name.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn stocks(&self) -> Result<Vec<Stock>, RegisterError> {
        let sql = format!(
            "SELECT DISTINCT series FROM entry WHERE series IS NOT NULL AND (blank IS NOT NULL AND action IN ({FATES}) OR action = 'forms-received')
             UNION
             SELECT DISTINCT coalesce(data ->> '$.document.series', '') FROM entry
             WHERE at IS NULL AND data IS NOT NULL AND data ->> '$.document.blank_number' IS NOT NULL ORDER BY 1"
        );
        let read =
            || -> rusqlite::Result<Vec<String>> { self.connection.prepare(&sql)?.query_map([], |row| row.get(0))?.collect() };
        let series = read().map_err(|error| self.failed(error))?;
        series.iter().map(|series| self.stock(series)).collect()
    }

    /// Enters that forms were received, where none of them was before.
    ///
    /// # Errors
    /// The register cannot be written.
    pub fn receive_forms(
        &mut self,
        range: &Range,
        kind: Option<&str>,
        date: Date,
    ) -> Result<Result<Entry, FormBar>, RegisterError> {
        self.receive(Action::FormsReceived, range, kind, date)
    }

    /// Enters that stickers were received, where none of them was before.
    ///
    /// # Errors
    /// The register cannot be written.
    pub fn receive_stickers(&mut self, range: &Range, date: Date) -> Result<Result<Entry, FormBar>, RegisterError> {
        self.receive(Action::StickersReceived, range, None, date)
    }

    fn receive(
        &mut self,
        action: Action,
        range: &Range,
        kind: Option<&str>,
        date: Date,
    ) -> Result<Result<Entry, FormBar>, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let known = receipts(writing.transaction, action, &range.series).map_err(failed)?;
            let overlaps = |receipt: &&Receipt| receipt.range.first <= range.last && range.first <= receipt.range.last;
            if let Some(receipt) = known.iter().find(overlaps) {
                return Ok(Err(FormBar::Received(receipt.range.clone())));
            }
            let what = if action == Action::FormsReceived { "forms" } else { "stickers" };
            let numbers = range.blank(range.first).number + "-" + &range.blank(range.last).number;
            let mut said = BTreeMap::from([("numbers", numbers)]);
            said.extend(kind.map(|kind| ("kind", kind.to_owned())));
            let entry = Entry {
                action,
                document: range.key(what),
                series: Some(range.series.clone()),
                date: date.to_string(),
                details: details(&said),
                ..Entry::default()
            };
            writing.append(vec![entry.clone()]).map_err(failed)?;
            Ok(Ok(entry))
        })
    }

    /// Enters what became of forms that no paper stands on, each for itself.
    ///
    /// # Errors
    /// The register cannot be written: then nothing is entered.
    pub fn mark_forms(
        &mut self,
        action: Action,
        forms: &[Blank],
        reason: &str,
        date: Date,
    ) -> Result<Vec<Result<Entry, FormBar>>, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let mut stocks: BTreeMap<String, Stock> = BTreeMap::new();
            let (mut results, mut entries) = (Vec::new(), Vec::new());
            for form in forms {
                if !stocks.contains_key(&form.series) {
                    stocks.insert(form.series.clone(), stock(writing.transaction, &form.series).map_err(failed)?);
                }
                let Some(stock) = stocks.get_mut(&form.series) else { continue };
                let result = match bar(writing.transaction, stock, action, form).map_err(failed)? {
                    Some(bar) => Err(bar),
                    None => {
                        stock.fates.extend(form.number.parse().ok().zip(fate(action, "")));
                        let written = form.number.parse().ok().and_then(|number| stock.written(number));
                        Ok(marked(action, &written.unwrap_or_else(|| form.clone()), reason, None, date))
                    }
                };
                entries.extend(result.clone().ok());
                results.push(result);
            }
            writing.append(entries).map_err(failed)?;
            Ok(results)
        })
    }

    /// The entries by which forms were spoiled, annulled, destroyed or lost.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn forms_marked(&self, action: Action) -> Result<Vec<Entry>, RegisterError> {
        self.select("WHERE action = ?1 AND blank IS NOT NULL ORDER BY seq", &[&action.name()])
    }

    /// Whether a sticker may be put on a paper: it was received, or nobody keeps a stock of stickers.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn sticker_is_free(&self, sticker: &str) -> Result<bool, RegisterError> {
        is_sticker(&self.connection, sticker).map_err(|error| self.failed(error))
    }

    /// The deliveries of stickers, and the numbers of those that were put on papers.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn stickers(&self) -> Result<(Vec<Receipt>, Vec<String>), RegisterError> {
        let received = all_receipts(&self.connection, Action::StickersReceived).map_err(|error| self.failed(error))?;
        let used = self.select("WHERE action = 'stickered' ORDER BY seq", &[])?;
        Ok((received, used.iter().filter_map(|entry| entry.detail("sticker")).collect()))
    }
}

/// The entry about a form; of one that a paper was printed on, with the paper's key.
pub(super) fn marked(action: Action, form: &Blank, reason: &str, paper: Option<&str>, date: Date) -> Entry {
    let mut said = BTreeMap::from([("reason", reason.to_owned())]);
    said.extend(paper.map(|paper| ("paper", paper.to_owned())));
    Entry {
        action,
        document: format!("form/{}/{}", form.series, form.number),
        series: Some(form.series.clone()),
        blank: Some(form.number.clone()),
        date: date.to_string(),
        details: details(&said),
        ..Entry::default()
    }
}

/// What stands in the way of marking a form.
fn bar(connection: &Connection, stock: &Stock, action: Action, form: &Blank) -> rusqlite::Result<Option<FormBar>> {
    let Ok(number) = form.number.parse::<u64>() else { return Ok(Some(FormBar::NotInStock)) };
    Ok(match stock.fates.get(&number) {
        None if stock.is_kept() && !stock.has(number) => Some(FormBar::NotInStock),
        None => None,
        Some(Fate::Printed(document)) => {
            let standing = paper(connection, document)?.filter(|paper| {
                let is_on_it = paper.form().is_none_or(|own| own.number.parse() == Ok(number));
                is_on_it && paper.state() != State::Annulled
            });
            standing.map(|paper| FormBar::Paper(document.clone(), paper.last().number.clone()))
        }
        // What can no longer be used is destroyed in the end, or gets lost before.
        Some(Fate::Spoiled | Fate::Annulled) if matches!(action, Action::FormDestroyed | Action::FormLost) => None,
        // What was lost may be found, and is then of no use.
        Some(Fate::Lost) if action == Action::FormDestroyed => None,
        Some(fate) => Some(FormBar::Is(fate.clone())),
    })
}

fn fate(action: Action, document: &str) -> Option<Fate> {
    match action {
        Action::Issued | Action::Reissued | Action::Imported => Some(Fate::Printed(document.to_owned())),
        Action::FormSpoiled => Some(Fate::Spoiled),
        Action::FormAnnulled => Some(Fate::Annulled),
        Action::FormDestroyed => Some(Fate::Destroyed),
        Action::FormLost => Some(Fate::Lost),
        _ => None,
    }
}

fn stock(connection: &Connection, series: &str) -> rusqlite::Result<Stock> {
    let sql = format!(
        "SELECT seq, action, document, blank FROM entry WHERE series = ?1 AND blank IS NOT NULL AND action IN ({FATES})
         UNION ALL
         SELECT seq, action, document, data ->> '$.document.blank_number' FROM entry
         WHERE at IS NULL AND data IS NOT NULL AND data ->> '$.document.blank_number' IS NOT NULL
             AND coalesce(data ->> '$.document.series', '') = ?1
         ORDER BY 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![series])?;
    let mut fates = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (action, document, blank): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let fate = Action::ALL.into_iter().find(|known| known.name() == action).and_then(|action| fate(action, &document));
        fates.extend(blank.parse::<u64>().ok().zip(fate));
    }
    Ok(Stock { series: series.to_owned(), receipts: receipts(connection, Action::FormsReceived, series)?, fates })
}

fn receipts(connection: &Connection, action: Action, series: &str) -> rusqlite::Result<Vec<Receipt>> {
    let mut receipts = all_receipts(connection, action)?;
    receipts.retain(|receipt| receipt.range.series == series);
    Ok(receipts)
}

fn all_receipts(connection: &Connection, action: Action) -> rusqlite::Result<Vec<Receipt>> {
    let entries = select(connection, &format!("WHERE action = '{}' ORDER BY seq", action.name()), &[])?;
    let receipt = |entry: Entry| {
        let range = Range::of(entry.series.as_deref()?, &entry.detail("numbers")?)?;
        Some(Receipt { range, kind: entry.detail("kind"), date: entry.date })
    };
    Ok(entries.into_iter().filter_map(receipt).collect())
}

/// Whether a sticker is of the stock, also within a transaction; without any stock, every one is.
pub(super) fn is_sticker(connection: &Connection, sticker: &str) -> rusqlite::Result<bool> {
    let received = all_receipts(connection, Action::StickersReceived)?;
    Ok(received.is_empty() || received.iter().any(|receipt| of_range(&receipt.range, sticker).is_some()))
}
