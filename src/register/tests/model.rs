//! Any sequence of acts on one register, through two handles, with crashes between: compared with a model after each.

use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;

use jiff::ToSpan;
use proptest::prelude::*;

use super::*;
use crate::model::Step;

const BOOKS: [&str; 2] = ["diplomas", "attestations"];

/// What is done; papers, books and days by their place.
#[derive(Debug, Clone)]
enum Act {
    /// Numbers for some papers; those whose pages then fail stay reserved.
    Reserve { first: usize, count: usize, book: usize, day: i64 },
    /// The paper was made.
    Commit { paper: usize },
    /// The paper, or its number, no longer holds.
    Annul { paper: usize },
    /// A duplicate takes its place.
    Duplicate { paper: usize, day: i64 },
    /// A paper from before, with numbers between that nobody has.
    Import { paper: usize, book: usize, skipped: i64, day: i64 },
    /// A paper is made without a number, or one that was gets its number after signature.
    Late { paper: usize, book: usize, day: i64 },
    /// The program dies before the transaction is committed.
    Crash { paper: usize },
    /// It dies after that, with the journal not written or cut off.
    Torn { bytes: usize },
    /// Everything that has a number is asked for again, on a later day.
    Rerun { day: i64 },
    /// The program ends and begins again.
    Reopen,
}

fn act() -> impl Strategy<Value = Act> {
    let (paper, book, day) = (0..8_usize, 0..2_usize, 0..6_i64);
    prop_oneof![
        4 => (paper.clone(), 1..4_usize, book.clone(), day.clone())
            .prop_map(|(first, count, book, day)| Act::Reserve { first, count, book, day }),
        5 => paper.clone().prop_map(|paper| Act::Commit { paper }),
        2 => paper.clone().prop_map(|paper| Act::Annul { paper }),
        2 => (paper.clone(), day.clone()).prop_map(|(paper, day)| Act::Duplicate { paper, day }),
        1 => (paper.clone(), book, 0..3_i64, day.clone())
            .prop_map(|(paper, book, skipped, day)| Act::Import { paper, book, skipped, day }),
        2 => (paper.clone(), 0..2_usize, day.clone()).prop_map(|(paper, book, day)| Act::Late { paper, book, day }),
        1 => paper.prop_map(|paper| Act::Crash { paper }),
        1 => (0..4_000_usize).prop_map(|bytes| Act::Torn { bytes }),
        1 => day.prop_map(|day| Act::Rerun { day }),
        1 => Just(Act::Reopen),
    ]
}

/// What the register should say.
#[derive(Debug, Default)]
struct Model {
    /// State, book and number of each paper; 0 while it waits for one.
    papers: BTreeMap<String, (State, &'static str, i64)>,
    /// The last number of each book and its day.
    books: BTreeMap<&'static str, (i64, Date)>,
    entries: i64,
    duplicates: usize,
}

fn key(paper: usize) -> String {
    format!("diploma/13000{paper}")
}

fn date_of(day: i64) -> Date {
    DAY.saturating_add(day.days())
}

impl Model {
    fn act(&mut self, register: &mut Register, act: &Act) {
        match *act {
            Act::Reserve { first, count, book, day } => {
                let papers: Vec<String> = (first..first + count).map(|paper| key(paper % 8)).collect();
                self.reserve(register, &papers, BOOKS[book], date_of(day));
            }
            Act::Rerun { day } => {
                let numbered = self.papers.iter().filter(|(_, (.., total))| *total > 0);
                let papers: Vec<String> = numbered.map(|(key, _)| key.clone()).collect();
                self.reserve(register, &papers, BOOKS[0], date_of(day));
            }
            Act::Commit { paper } => self.commit(register, &key(paper)),
            Act::Annul { paper } => self.annul(register, &key(paper)),
            Act::Duplicate { paper, day } => self.duplicate(register, &key(paper), date_of(day)),
            Act::Import { paper, book, skipped, day } => self.import(register, &key(paper), BOOKS[book], skipped, date_of(day)),
            Act::Late { paper, book, day } => self.late(register, paper, BOOKS[book], date_of(day)),
            Act::Crash { paper } => crash(register, &key(paper)),
            Act::Torn { .. } | Act::Reopen => {}
        }
    }

    fn reserve(&mut self, register: &mut Register, papers: &[String], book: &'static str, date: Date) -> bool {
        let wanted: Vec<Wanted> = papers.iter().map(|paper| wanted(paper, book)).collect();
        let given = register.reserve(&wanted, &BTreeMap::new(), date);
        let (mut total, last) = self.books.get(book).copied().unwrap_or((0, date));
        if papers.iter().any(|paper| !self.papers.contains_key(paper)) && date < last {
            assert!(matches!(given, Err(RegisterError::Chronology { .. })), "{given:?}");
            return false;
        }
        for (paper, number) in papers.iter().zip(given.unwrap()) {
            let (_, of, expected) = *self.papers.entry(paper.clone()).or_insert_with(|| {
                total += 1;
                self.entries += 1;
                self.books.insert(book, (total, date));
                (State::Reserved, book, total)
            });
            assert_eq!((number.book.as_str(), number.total), (of, expected.unsigned_abs()), "{paper}");
        }
        true
    }

    fn commit(&mut self, register: &mut Register, key: &str) {
        let Some((state, ..)) = self.papers.get_mut(key).filter(|(state, ..)| *state != State::Annulled) else { return };
        let number = register.last_of(key).unwrap().unwrap().registration();
        let done = register.commit(vec![paper(key, number)]);
        assert_eq!(done.is_ok(), *state == State::Reserved, "{done:?}");
        self.entries += i64::from(done.is_ok());
        *state = State::Issued;
    }

    fn annul(&mut self, register: &mut Register, key: &str) {
        let Some((state, ..)) = self.papers.get_mut(key).filter(|(state, ..)| *state != State::Annulled) else { return };
        let date = register.last_of(key).unwrap().unwrap().day().unwrap();
        let annulment = Annulment {
            document: key.to_owned(),
            companions: Vec::new(),
            date,
            reason: "дадена по грешка".to_owned(),
            decision: None,
        };
        assert!(register.annul(&[annulment]).unwrap()[0].is_ok());
        self.entries += 1;
        *state = State::Annulled;
    }

    fn duplicate(&mut self, register: &mut Register, key: &str, date: Date) {
        let Some((State::Issued, book, _)) = self.papers.get(key).copied() else { return };
        self.duplicates += 1;
        let own = format!("duplicate-diploma/{}", self.duplicates);
        if !self.reserve(register, std::slice::from_ref(&own), book, date) {
            return;
        }
        let old = register.last_of(key).unwrap().unwrap();
        let number = register.last_of(&own).unwrap().unwrap().registration();
        let duplicate = Issued { original: Some(key.to_owned()), ..paper(&own, number) };
        register.replace(vec![duplicate], &[old], "–", date).unwrap();
        self.entries += 2;
        for (key, new) in [(key, State::Annulled), (own.as_str(), State::Issued)] {
            self.papers.get_mut(key).unwrap().0 = new;
        }
        assert_eq!(register.duplicates_of(key).unwrap().len(), 1);
    }

    fn late(&mut self, register: &mut Register, at: usize, book: &'static str, date: Date) {
        let key = format!("late/13000{at}");
        let Some((state, book, total)) = self.papers.get_mut(&key) else {
            register.commit(vec![Issued { book: Some(book.to_owned()), ..paper(&key, None) }]).unwrap();
            self.entries += 1;
            self.papers.insert(key, (State::AwaitingNumber, book, 0));
            return;
        };
        let last = self.books.get(book).copied();
        let wanted = Unnumbered { document: key, date, written: None, companions: Vec::new() };
        let given = register.number(&[wanted], &BTreeMap::new(), &|_| vec![Step::Numbered]).unwrap().pop().unwrap();
        if *total == 0 && last.is_none_or(|(_, last)| date >= last) {
            let expected = last.map_or(1, |(total, _)| total + 1);
            assert_eq!(given.unwrap().total, Some(expected));
            (*state, *total) = (State::Issued, expected);
            self.entries += 1;
            self.books.insert(book, (expected, date));
        } else {
            assert!(given.is_err(), "{given:?}");
        }
    }

    fn import(&mut self, register: &mut Register, key: &str, book: &'static str, skipped: i64, date: Date) {
        let (last, day) = self.books.get(book).copied().unwrap_or((0, date));
        if self.papers.contains_key(key) || date < day {
            return;
        }
        let total = last + skipped + 1;
        let entry = |action: Action, document: String, total: i64| Entry {
            action,
            document,
            book: Some(book.to_owned()),
            year: Some(2025),
            total: Some(total),
            in_year: Some(total),
            number: Some(format!("{total}/2025")),
            date: date.to_string(),
            ..Entry::default()
        };
        let mut entries: Vec<Entry> =
            (last + 1..total).map(|total| entry(Action::Gap, format!("gap/{book}/{total}"), total)).collect();
        entries.push(entry(Action::Imported, key.to_owned(), total));
        append(register, entries).unwrap();
        self.entries += skipped + 1;
        self.books.insert(book, (total, date));
        self.papers.insert(key.to_owned(), (State::Issued, book, total));
    }

    fn compare(&self, register: &Register, after: &Act) {
        let found: BTreeMap<String, (State, String, i64)> = register
            .papers()
            .unwrap()
            .into_iter()
            .map(|entry| (entry.document.clone(), (entry.state(), entry.book.clone().unwrap(), entry.total.unwrap_or(0))))
            .collect();
        let expected: BTreeMap<String, (State, String, i64)> =
            self.papers.iter().map(|(key, (state, book, total))| (key.clone(), (*state, (*book).to_owned(), *total))).collect();
        assert_eq!(found, expected, "after {after:?}");
        assert_eq!(register.head().unwrap().seq, self.entries, "after {after:?}");
        let walked = register.walked(&register.path).unwrap();
        assert_eq!(walked, (Vec::new(), 0), "after {after:?}");
    }
}

fn append(register: &mut Register, entries: Vec<Entry>) -> Result<(), RegisterError> {
    let path = register.path.clone();
    register.write(|writing| writing.append(entries).map_err(|error| RegisterError::sql(&path, error)))
}

/// A transaction that does not come to its end.
fn crash(register: &mut Register, key: &str) {
    let path = register.path.clone();
    let died = || RegisterError::Unusable { path: path.clone(), error: "died".to_owned() };
    let ended: Result<(), RegisterError> = register.write(|writing| {
        let entry = Entry { document: key.to_owned(), date: DAY.to_string(), ..Entry::default() };
        // The number may be taken: then it dies of that.
        writing.append(vec![entry]).map_err(|_| died())?;
        Err(died())
    });
    assert!(ended.is_err());
}

/// A new register, made once and copied for each sequence.
fn fresh(desk: &Desk) {
    static FRESH: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = FRESH.get_or_init(|| {
        let desk = Desk::new();
        drop(desk.open().unwrap());
        fs::read(desk.path()).unwrap()
    });
    fs::write(desk.path(), bytes).unwrap();
}

fn play(acts: &[(usize, Act)]) {
    let desk = Desk::new();
    fresh(&desk);
    let mut handles = [desk.open().unwrap(), desk.open().unwrap()];
    let mut model = Model::default();
    for (handle, act) in acts {
        match act {
            Act::Torn { bytes } => {
                drop(handles);
                let journal = fs::read(desk.journal()).unwrap_or_default();
                fs::write(desk.journal(), &journal[..journal.len().saturating_sub(*bytes)]).unwrap();
                handles = [desk.open().unwrap(), desk.open().unwrap()];
            }
            Act::Reopen => handles[*handle] = desk.open().unwrap(),
            act => model.act(&mut handles[*handle], act),
        }
        model.compare(&handles[1 - handle], act);
    }
    drop(handles);
    desk.holds();
}

#[test]
fn whatever_is_done_in_whatever_order_no_number_is_given_twice_or_lost() {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = ProptestConfig { cases: asked.unwrap_or(1_000), failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(acts in prop::collection::vec((0..2_usize, act()), 1..16))| play(&acts));
}
