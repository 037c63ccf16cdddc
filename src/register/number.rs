//! Numbers that a book gives after signature, numbers that nobody has, and papers that no longer hold.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::reserve::{Counter, NUMBERS};
use super::steps::{Bar, Entered, Lives, StepsOf, bar, details, too_early};
use super::write::Writing;
use super::{Action, BookFormat, Entry, Paper, Register, RegisterError, State};
use crate::model::Step;

/// A paper that gets its number after signature.
#[derive(Debug, Clone)]
pub struct Unnumbered {
    /// The paper's key.
    pub document: String,
    /// The day of the number.
    pub date: Date,
    /// The number as somebody wrote it already; it must be the next one.
    pub written: Option<String>,
    /// Keys of the papers that carry the same number.
    pub companions: Vec<String>,
}

/// Numbers of a book that nobody has.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The book.
    pub book: String,
    /// The first running number.
    pub first: u64,
    /// The last one.
    pub last: u64,
    /// Why nobody has them.
    pub reason: String,
    /// The day on which that was found.
    pub date: Date,
}

/// Why a paper no longer holds.
#[derive(Debug, Clone)]
pub struct Annulment {
    /// The paper's key.
    pub document: String,
    /// Keys of the papers that do not hold without it.
    pub companions: Vec<String>,
    /// The day.
    pub date: Date,
    /// The reason.
    pub reason: String,
    /// The act by which it was decided.
    pub decision: Option<String>,
}

impl Register {
    /// Gives papers their numbers after signature, in one transaction: in the order of the list, or those that somebody wrote
    /// where they are the next ones of the book. What is not allowed is left out with the reason.
    ///
    /// # Errors
    /// The register cannot be written, or a number comes out too long: then nothing is entered.
    pub fn number(
        &mut self,
        papers: &[Unnumbered],
        books: &BTreeMap<String, BookFormat>,
        steps: StepsOf,
    ) -> Result<Entered, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let mut lives = Lives::of(writing.transaction);
            let mut entered: Vec<Option<Result<Entry, Bar>>> = vec![None; papers.len()];
            // Papers that may be numbered, by book, in the order of the list.
            let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (at, wanted) in papers.iter().enumerate() {
                match lives.book(wanted, steps).map_err(failed)? {
                    Ok(book) => open.entry(book).or_default().push(at),
                    Err(bar) => entered[at] = Some(Err(bar)),
                }
            }
            let mut entries = Vec::new();
            for (book, mut places) in open {
                let days: Vec<Date> = places.iter().map(|at| papers[*at].date).collect();
                let Some(first) = days.iter().min() else { continue };
                let mut counter = Counter::at_end(writing.transaction, &book, books, *first, &failed)?;
                while let Some(place) = next_of(&places, papers, &counter)? {
                    let at = places.remove(place);
                    let wanted = &papers[at];
                    let result = match lives.paper(&wanted.document).map_err(failed)? {
                        Some(paper) => give(paper, wanted.date, &mut counter)?,
                        None => Err(Bar::Unknown),
                    };
                    if let Ok(entry) = &result {
                        lives.add(entry);
                        entries.push(entry.clone());
                        entries.extend(lives.companions(wanted, entry).map_err(failed)?);
                    }
                    entered[at] = Some(result);
                }
                for at in places {
                    entered[at] = Some(Err(Bar::Expected(counter.would_be(papers[at].date)?)));
                }
            }
            writing.append(entries).map_err(failed)?;
            Ok(entered.into_iter().map(|result| result.unwrap_or(Err(Bar::Unknown))).collect())
        })
    }

    /// Explains numbers of a book that nobody has: past ones that were left out, or the next ones, which nobody will get.
    ///
    /// # Errors
    /// The register cannot be written: then nothing is entered.
    pub fn explain(&mut self, gap: &Gap, books: &BTreeMap<String, BookFormat>) -> Result<Entered, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let mut counter = Counter::at_end(writing.transaction, &gap.book, books, gap.date, &failed)?;
            let mut entered: Entered = Vec::new();
            for total in gap.first..=gap.last {
                entered.push(explained(writing, gap, total, &mut counter, &failed)?);
            }
            let entries = entered.iter().filter_map(|result| result.as_ref().ok()).cloned().collect();
            writing.append(entries).map_err(failed)?;
            Ok(entered)
        })
    }

    /// Annuls papers and reserved numbers with what does not hold without them; the numbers are never given again.
    ///
    /// # Errors
    /// The register cannot be written: then nothing is entered.
    pub fn annul(&mut self, annulments: &[Annulment]) -> Result<Entered, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let mut lives = Lives::of(writing.transaction);
            let (mut entered, mut entries): (Entered, Vec<Entry>) = (Vec::new(), Vec::new());
            for annulment in annulments {
                let result = lives.annulled(annulment, &annulment.document).map_err(failed)?;
                if let Ok(entry) = &result {
                    lives.add(entry);
                    entries.push(entry.clone());
                    for companion in &annulment.companions {
                        if let Ok(entry) = lives.annulled_with(annulment, companion).map_err(failed)? {
                            lives.add(&entry);
                            entries.push(entry);
                        }
                    }
                }
                entered.push(result);
            }
            writing.append(entries).map_err(failed)?;
            Ok(entered)
        })
    }
}

impl Lives<'_> {
    /// The book that a paper may get its number from now.
    fn book(&mut self, wanted: &Unnumbered, steps: StepsOf) -> rusqlite::Result<Result<String, Bar>> {
        let Some(paper) = self.paper(&wanted.document)? else { return Ok(Err(Bar::Unknown)) };
        if let Some(bar) = bar(paper, Step::Numbered, wanted.date, &steps(paper)) {
            return Ok(Err(bar));
        }
        Ok(paper.last().book.clone().ok_or(Bar::NotNumberedLater))
    }

    /// The entries by which companions learn their principal's number; they take none of the book.
    fn companions(&mut self, wanted: &Unnumbered, of: &Entry) -> rusqlite::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for companion in &wanted.companions {
            let Some(paper) = self.paper(companion)? else { continue };
            if paper.state() == State::Issued && paper.last().number.is_none() {
                let day = paper.since().map_or(wanted.date, |since| since.max(wanted.date));
                entries.push(Entry { number: of.number.clone(), ..paper.last().then(Action::Numbered, day) });
            }
        }
        entries.iter().for_each(|entry| self.add(entry));
        Ok(entries)
    }

    /// A companion no longer holds from the same day on, or from its own last one.
    fn annulled_with(&mut self, annulment: &Annulment, companion: &str) -> rusqlite::Result<Result<Entry, Bar>> {
        let since = self.paper(companion)?.and_then(Paper::since);
        let date = since.map_or(annulment.date, |since| since.max(annulment.date));
        self.annulled(&Annulment { date, ..annulment.clone() }, companion)
    }

    fn annulled(&mut self, annulment: &Annulment, document: &str) -> rusqlite::Result<Result<Entry, Bar>> {
        let Some(paper) = self.paper(document)? else { return Ok(Err(Bar::Unknown)) };
        if paper.state() == State::Annulled {
            return Ok(Err(Bar::Annulled));
        }
        if let Some(bar) = too_early(paper, annulment.date) {
            return Ok(Err(bar));
        }
        let mut said = BTreeMap::from([("reason", annulment.reason.clone())]);
        said.extend(annulment.decision.clone().map(|decision| ("decision", decision)));
        Ok(Ok(Entry { details: details(&said), ..paper.last().then(Action::Annulled, annulment.date) }))
    }
}

/// The entry of a paper that gets the next number of its book.
fn give(paper: &Paper, date: Date, counter: &mut Counter) -> Result<Result<Entry, Bar>, RegisterError> {
    // A list may name a paper twice.
    if let Some((step, day)) = paper.steps().find(|(step, _)| *step == Step::Numbered) {
        return Ok(Err(Bar::Done(step, day)));
    }
    if let Some(last) = counter.last().filter(|last| date < *last) {
        return Ok(Err(Bar::Chronology(last)));
    }
    counter.turn(date);
    let given = counter.next(date)?;
    Ok(Ok(Entry {
        book: Some(given.book),
        year: Some(i64::from(given.year)),
        total: i64::try_from(given.total).ok(),
        in_year: i64::try_from(given.in_year).ok(),
        number: Some(given.number),
        ..paper.last().then(Action::Numbered, date)
    }))
}

/// Of the papers that are left, the place of the one that comes next: the one on which the next number was written, else the
/// first without one.
fn next_of(places: &[usize], papers: &[Unnumbered], counter: &Counter) -> Result<Option<usize>, RegisterError> {
    let mut expected: BTreeMap<i16, String> = BTreeMap::new();
    for (place, at) in places.iter().enumerate() {
        let Some(written) = &papers[*at].written else { continue };
        let date = papers[*at].date;
        if let std::collections::btree_map::Entry::Vacant(place) = expected.entry(date.year()) {
            place.insert(counter.would_be(date)?);
        }
        if expected.get(&date.year()) == Some(written) {
            return Ok(Some(place));
        }
    }
    Ok(places.iter().position(|at| papers[*at].written.is_none()))
}

/// The entry that explains one number.
fn explained(
    writing: &Writing,
    gap: &Gap,
    total: u64,
    counter: &mut Counter,
    failed: &dyn Fn(rusqlite::Error) -> RegisterError,
) -> Result<Result<Entry, Bar>, RegisterError> {
    let number = i64::try_from(total).unwrap_or(i64::MAX);
    let rest = format!("WHERE book = ?1 AND total = ?2 AND action IN ({NUMBERS}, 'gap')");
    let held = super::read::select(writing.transaction, &rest, &[&gap.book, &number]).map_err(failed)?;
    if let Some(holder) = held.into_iter().next() {
        let is_gap = holder.action == Action::Gap;
        return Ok(Err(if is_gap { Bar::Explained } else { Bar::Taken(holder.number.unwrap_or(holder.document)) }));
    }
    let mut entry = Entry {
        action: Action::Gap,
        document: format!("gap/{}/{total}", gap.book),
        book: Some(gap.book.clone()),
        total: Some(number),
        date: gap.date.to_string(),
        details: details(&BTreeMap::from([("reason", gap.reason.clone())])),
        ..Entry::default()
    };
    if total > counter.total() {
        return Ok(Err(Bar::Expected(counter.total().to_string())));
    }
    if total == counter.total() {
        if let Some(last) = counter.last().filter(|last| gap.date < *last) {
            return Ok(Err(Bar::Chronology(last)));
        }
        counter.turn(gap.date);
        let burnt = counter.next(gap.date)?;
        entry.year = Some(i64::from(burnt.year));
        entry.in_year = i64::try_from(burnt.in_year).ok();
        entry.number = Some(burnt.number);
    }
    Ok(Ok(entry))
}
