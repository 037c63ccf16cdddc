//! `register verify`: everything that can be proved about the register, entry by entry.

use std::path::Path;

use jiff::civil::Date;
use rusqlite::Row;

use super::chain::{BEGINNING, follows};
use super::entry::{COLUMNS, entry_of};
use super::journal::{self, is_same, journal_of};
use super::{Action, Entry, Head, Register, RegisterError, schema};

mod book;

use book::Book;

/// Faults that are named; of a register that is wholly broken, more would say nothing.
const NAMED: usize = 100;

/// What was found.
#[derive(Debug)]
pub struct Verified {
    /// Entries that were read.
    pub entries: i64,
    /// Where the register stands.
    pub head: Head,
    /// Entries that the journal does not have yet; whoever writes next makes up for them.
    pub behind: i64,
    /// Whether there is a journal.
    pub has_journal: bool,
    /// What is wrong; first what was altered, in the order of the chain.
    pub faults: Vec<Fault>,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The entry; `None` where it is about no single one.
    pub seq: Option<i64>,
    /// The entry's registration number, else its key.
    pub number: String,
    /// The person.
    pub person: String,
    /// The kind of paper.
    pub kind: String,
    /// What.
    pub what: Wrong,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A page or an index of the database, in the database's words.
    Pages(String),
    /// A table, index or trigger is not as laurea makes it.
    Schema(String),
    /// The entry is not there.
    Missing,
    /// The entry is not as it was made, or does not follow the one before it.
    Altered,
    /// The journal says something else than the entry, which is as it was made.
    Journal,
    /// The journal goes on to this entry, the database does not.
    Behind(i64),
    /// The register does not go on from the head of a file.
    Head,
    /// The number's date is before that of the number before it.
    Order {
        /// The entry's date.
        date: Date,
        /// The date of the number before it.
        last: Date,
    },
    /// The number was given twice.
    Twice,
    /// Numbers of the book before this one are missing, and no entry says why.
    Gap {
        /// The book.
        book: String,
        /// The first that is missing.
        first: i64,
        /// The last.
        last: i64,
    },
    /// The act cannot follow what the paper went through before.
    Sequence(Action),
    /// The data it was made from was removed, and no entry says that its time was over.
    DataRemoved,
}

impl Register {
    /// Looks at everything: pages and indexes, every entry of the chain with its data and its line of the journal, dates,
    /// numbers and the order of acts, and whether the register goes on from a head.
    ///
    /// # Errors
    /// The register or its journal cannot be read at all.
    pub fn verify(path: &Path, head: Option<&Head>) -> Result<Option<Verified>, RegisterError> {
        let Some(register) = Self::open_unchecked(path)? else { return Ok(None) };
        let (walk, has_journal) = register.walk_with_journal(path)?;
        let Walk { at, mut faults, book, behind, .. } = walk;
        faults.extend(book.faults());
        faults.extend(register.faults_of_the_file(head)?);
        faults.truncate(NAMED);
        let head = register.head().unwrap_or_else(|_| Head { seq: at, hash: String::new(), moment: register.actor.moment() });
        Ok(Some(Verified { entries: at, head, behind, has_journal, faults }))
    }

    /// Walks the chain and, where there is one, the journal beside it.
    fn walk_with_journal(&self, path: &Path) -> Result<(Walk, bool), RegisterError> {
        // The journal's end is looked at before the database, which others may write meanwhile.
        let journal = journal_of(path);
        let whole = if journal.exists() { Some(journal::Found::whole_of(&journal)?) } else { None };
        self.connection.execute_batch("BEGIN").map_err(|error| self.failed(error))?;
        let mut walk = Walk { at: 0, previous: BEGINNING.to_owned(), faults: Vec::new(), book: Book::default(), behind: 0 };
        walk.entries(self, whole.map(|whole| (journal.as_path(), whole)))?;
        Ok((walk, whole.is_some()))
    }

    /// What the walk finds, and how many entries the journal lacks.
    #[cfg(test)]
    pub(super) fn walked(&self, path: &Path) -> Result<(Vec<Fault>, i64), RegisterError> {
        let Walk { mut faults, book, behind, .. } = self.walk_with_journal(path)?.0;
        self.connection.execute_batch("ROLLBACK").map_err(|error| self.failed(error))?;
        faults.extend(book.faults());
        Ok((faults, behind))
    }

    /// What is about no single entry.
    fn faults_of_the_file(&self, head: Option<&Head>) -> Result<Vec<Fault>, RegisterError> {
        let mut faults = Vec::new();
        if let Some(head) = head
            && !self.continues(head).unwrap_or(false)
        {
            faults.push(Fault { seq: Some(head.seq), ..Fault::of_file(Wrong::Head) });
        }
        match self.page_faults() {
            Ok(pages) => faults.extend(pages.into_iter().map(|page| Fault::of_file(Wrong::Pages(page)))),
            Err(error) => faults.push(Fault::of_file(Wrong::Pages(error.to_string()))),
        }
        let expected = schema::expected_parts();
        let own = schema::parts(&self.connection).unwrap_or_default();
        let names = expected.keys().chain(own.keys().filter(|name| !expected.contains_key(*name)));
        let differing = names.filter(|name| expected.get(*name) != own.get(*name));
        faults.extend(differing.map(|name| Fault::of_file(Wrong::Schema(name.clone()))));
        Ok(faults)
    }
}

/// A walk over the chain.
struct Walk {
    at: i64,
    previous: String,
    faults: Vec<Fault>,
    book: Book,
    behind: i64,
}

impl Walk {
    fn entries(&mut self, register: &Register, journal: Option<(&Path, u64)>) -> Result<(), RegisterError> {
        let mut lines = journal
            .map(|(path, whole)| journal::lines(path, whole).map_err(|error| RegisterError::open(path, error)))
            .transpose()?
            .into_iter()
            .flatten()
            .map_while(Result::ok)
            .map(|line| String::from_utf8_lossy(&line).into_owned());
        let sql = format!("SELECT {} FROM entry ORDER BY seq", COLUMNS.join(", "));
        let mut statement = register.connection.prepare(&sql).map_err(|error| register.failed(error))?;
        let mut rows = statement.query([]).map_err(|error| register.failed(error))?;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                // What cannot even be read is altered; nothing can be said of what comes after.
                Err(_) => {
                    self.at += 1;
                    let line = lines.next();
                    self.named(None, line.as_deref(), Wrong::Altered);
                    return Ok(());
                }
            };
            let seq: i64 = row.get(0).unwrap_or(self.at + 1);
            self.at += 1;
            if seq < self.at {
                // Before the first entry there is none.
                self.named(entry_of(row).ok().as_ref(), None, Wrong::Altered);
                self.at -= 1;
                continue;
            }
            let mut line = lines.next();
            if seq != self.at {
                self.named(None, line.as_deref(), Wrong::Missing);
                // As far as the journal goes, its lines are matched with their entries again.
                while self.at < seq && line.is_some() {
                    self.at += 1;
                    line = lines.next();
                }
                self.at = seq;
            }
            self.entry(row, line.as_deref(), journal.is_some());
        }
        if let Some(line) = lines.next() {
            let last = lines.last().unwrap_or_else(|| line.clone());
            let end = journal::parse(&last).map_or(self.at + 1, |entry| entry.seq);
            self.at += 1;
            self.named(None, Some(&line), Wrong::Behind(end));
            self.at -= 1;
        }
        Ok(())
    }

    fn entry(&mut self, row: &Row, line: Option<&str>, has_journal: bool) {
        let entry = entry_of(row).ok();
        let is_whole = entry.as_ref().is_some_and(|entry| follows(entry, self.at, &self.previous));
        if !is_whole {
            self.named(entry.as_ref(), line, Wrong::Altered);
        }
        let Some(entry) = entry else { return };
        match line {
            Some(line) if line == journal::line(&entry) => {}
            // Data that was removed may stand in the line until the journal is written anew.
            Some(line) if journal::parse(line).is_some_and(|line| is_same(&entry, &line)) => {}
            Some(_) if is_whole => self.named(Some(&entry), None, Wrong::Journal),
            Some(_) => {}
            None if has_journal => self.behind += 1,
            None => {}
        }
        self.previous.clone_from(&entry.hash);
        self.book.take(&entry);
    }

    /// Notes a fault of the entry at hand, under the name the journal has for it, else its own.
    fn named(&mut self, entry: Option<&Entry>, line: Option<&str>, what: Wrong) {
        if self.faults.len() < NAMED {
            let of_line = line.and_then(journal::parse);
            let fault = of_line.as_ref().or(entry).map(|entry| Fault::of(entry, what.clone()));
            let fault = fault.unwrap_or_else(|| Fault::of_file(what));
            self.faults.push(Fault { seq: Some(self.at), ..fault });
        }
    }
}

impl Fault {
    fn of(entry: &Entry, what: Wrong) -> Self {
        Self {
            seq: Some(entry.seq),
            number: entry.number.clone().unwrap_or_else(|| entry.document.clone()),
            person: entry.person_name.clone(),
            kind: entry.kind.clone(),
            what,
        }
    }

    fn of_file(what: Wrong) -> Self {
        Self { seq: None, number: String::new(), person: String::new(), kind: String::new(), what }
    }
}
