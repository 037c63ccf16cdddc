//! The sittings of a course, put together from books and from lists.

use std::collections::BTreeMap;

use crate::model::{Attempt, CourseResult, Outcome, Record};

/// What was read of each course of each student.
#[derive(Default)]
pub struct Sittings {
    read: BTreeMap<(usize, usize), Vec<(bool, Attempt)>>,
}

impl Sittings {
    /// Adds a result; `is_book` where it stands in a book, which has one cell a course.
    pub fn add(&mut self, student: usize, course: usize, is_book: bool, attempt: Attempt) {
        self.read.entry((student, course)).or_default().push((is_book, attempt));
    }

    /// Gives every record its results, sittings in order of date.
    ///
    /// A book states what came of a course in the end, a list states its sittings. Where a list has the result of the book as
    /// its last one, the book adds nothing. Where they differ, the book's result stands as a sitting of its own, so that a
    /// first failure counts as one and a contradiction is seen by the rules.
    pub fn settle(self, records: &mut [Record]) {
        for ((student, course), read) in self.read {
            let (books, mut attempts): (Vec<_>, Vec<_>) = read.into_iter().partition(|(is_book, _)| *is_book);
            let last = attempts.iter().max_by_key(|(_, attempt)| attempt.date).map(|(_, attempt)| attempt.clone());
            for (is_book, mut book) in books {
                match &last {
                    Some(last) if said(&last.outcome) == said(&book.outcome) => continue,
                    Some(last) if is_passed(&book) && is_passed(last) && !is_before(&book, last) => {
                        // Two results of which neither is the earlier: the rules compare those of one day.
                        book.date = last.date;
                    }
                    Some(_) if !is_passed(&book) && attempts.iter().any(|(_, other)| is_same_failure(&book, other)) => continue,
                    _ => {}
                }
                attempts.push((is_book, book));
            }
            attempts.sort_by_key(|(_, attempt)| (attempt.date, attempt.place.row()));
            let attempts = attempts.into_iter().map(|(_, attempt)| attempt).collect();
            records[student].courses.push(CourseResult { course, attempts });
        }
    }
}

/// An outcome as it is compared.
fn said(outcome: &Option<Outcome>) -> Option<String> {
    outcome.as_ref().map(Outcome::text)
}

fn is_passed(attempt: &Attempt) -> bool {
    attempt.outcome.as_ref().is_some_and(Outcome::passes)
}

/// A failure that a list tells too: of the same day, or of a day that the book does not give.
fn is_same_failure(book: &Attempt, other: &Attempt) -> bool {
    !is_passed(other) && (book.date.is_none() || book.date == other.date)
}

fn is_before(one: &Attempt, two: &Attempt) -> bool {
    one.date.zip(two.date).is_some_and(|(one, two)| one < two)
}
