//! What the entries say together: dates and numbers of each book, the acts of each paper, data that was removed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Fault, Wrong};
use crate::register::law::Stage;
use crate::register::{Action, Entry};

/// Everything that is kept of the entries while they are walked.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Of each book: number, its date (`None` of a gap) and its entry.
    numbers: BTreeMap<String, Vec<(i64, Option<Date>, i64)>>,
    papers: BTreeMap<String, Life>,
    /// Entries whose data is gone, with their papers.
    removed: Vec<(String, i64)>,
    faults: Vec<Fault>,
    /// How the entries with faults are called; the others are looked up by nobody.
    first: BTreeMap<i64, Fault>,
}

/// What a paper went through so far.
#[derive(Debug, Clone, Copy)]
struct Life {
    stage: Stage,
    total: Option<i64>,
    /// Its last entry that says that its data was removed.
    expired: i64,
}

impl Book {
    pub fn take(&mut self, entry: &Entry) {
        let is_number = matches!(entry.action, Action::Reserved | Action::Numbered | Action::Imported);
        if let (Some(book), Some(total), true) = (&entry.book, entry.total, is_number || entry.action == Action::Gap) {
            let numbers = self.numbers.entry(book.clone()).or_default();
            // A book from before is taken over as it was kept.
            let date = entry.day().filter(|_| is_number && entry.action != Action::Imported);
            // Nearly always the numbers come in order; only where something is wrong does the name of an entry matter.
            if numbers.last().is_some_and(|(last, before, _)| total != last + 1 || (date.is_some() && date < *before)) {
                self.first.insert(entry.seq, Fault::of(entry, Wrong::Twice));
            }
            numbers.push((total, date, entry.seq));
        }
        if !entry.action.is_of_paper() {
            return;
        }
        self.act(entry);
        if entry.frozen.is_some() && entry.data.is_none() {
            self.removed.push((entry.document.clone(), entry.seq));
            self.first.insert(entry.seq, Fault::of(entry, Wrong::DataRemoved));
        }
    }

    /// Whether the act can follow what the paper went through.
    fn act(&mut self, entry: &Entry) {
        let before = self.papers.get(&entry.document).copied();
        let stage = Stage::after(before.map(|life| life.stage), entry.action);
        let is_new_number = entry.action == Action::Numbered;
        let keeps_number = before.is_none_or(|life| life.total == entry.total || (life.total.is_none() && is_new_number));
        if stage.is_none() || !keeps_number {
            self.faults.push(Fault::of(entry, Wrong::Sequence(entry.action)));
        }
        let expired = if entry.action == Action::Expired { entry.seq } else { before.map_or(0, |life| life.expired) };
        let stage = stage.or(before.map(|life| life.stage)).unwrap_or(Stage::Made);
        self.papers.insert(entry.document.clone(), Life { stage, total: entry.total, expired });
    }

    /// What is wrong with all of it together.
    pub fn faults(mut self) -> Vec<Fault> {
        let named = |seq: i64, what: Wrong| match self.first.get(&seq) {
            Some(fault) => Fault { what, ..fault.clone() },
            None => Fault { seq: Some(seq), ..Fault::of_file(what) },
        };
        let mut faults = std::mem::take(&mut self.faults);
        for (book, numbers) in &mut self.numbers {
            numbers.sort_unstable();
            let mut last_date: Option<Date> = None;
            for at in 0..numbers.len() {
                let (total, date, seq) = numbers[at];
                let before = at.checked_sub(1).map(|before| numbers[before].0);
                match before.map(|before| total.saturating_sub(before)) {
                    Some(0) => faults.push(named(seq, Wrong::Twice)),
                    Some(step) if step > 1 => {
                        let (first, last) = (total - step + 1, total - 1);
                        faults.push(named(seq, Wrong::Gap { book: book.clone(), first, last }));
                    }
                    _ => {}
                }
                if let (Some(date), Some(last)) = (date, last_date)
                    && date < last
                {
                    faults.push(named(seq, Wrong::Order { date, last }));
                }
                last_date = date.or(last_date);
            }
        }
        let is_explained = |document: &str, seq: i64| self.papers.get(document).is_some_and(|life| life.expired > seq);
        faults.extend(
            self.removed
                .iter()
                .filter(|(document, seq)| !is_explained(document, *seq))
                .map(|(_, seq)| named(*seq, Wrong::DataRemoved)),
        );
        faults.sort_by_key(|fault| fault.seq);
        faults
    }
}
