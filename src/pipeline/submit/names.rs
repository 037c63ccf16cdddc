//! Names of files in an archive, and the batches they are sent in.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::super::Error;
use crate::config::{NameFacts, Submission};
use crate::kind::Kinds;
use crate::model::Step;
use crate::plan::legal_file_name;
use crate::register::{Entry, Paper, Register};

/// Longest name of a file without its ending, in characters.
const LONGEST: usize = 112;

/// The name of a page of a paper, from 1, or of its PDF, without the ending.
pub fn name_of(submission: &Submission, kinds: &Kinds, paper: &Paper, page: Option<u32>) -> Result<String, Error> {
    let name = submission.name_of(&facts(kinds, paper), page).map_err(Error::Other)?;
    let name = legal_file_name(&name.replace('%', "-"));
    if name.chars().count() > LONGEST { Err(Error::Submit(super::SubmitError::LongName(name))) } else { Ok(name) }
}

fn facts(kinds: &Kinds, paper: &Paper) -> NameFacts {
    let last = paper.last();
    let text = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    // A companion's running numbers are its principal's, of whose book it has none.
    let year = last.year.or_else(|| paper.registration().map(|number| i64::from(number.year)));
    let issued = paper.issued().map(|day| i64::from(day.year()));
    NameFacts {
        kind: last.kind.clone(),
        language: language(kinds, last),
        year: text(year.or(issued)),
        number: last.number.clone().or_else(|| last.check_value.clone()).unwrap_or_default(),
        total: text(last.total),
        in_year: text(last.in_year),
        pages: paper.made().and_then(|made| u32::try_from(made.pages?).ok()).unwrap_or(0),
        faculty_number: last.faculty_number.clone(),
    }
}

/// The language that tells a paper from its twin in the first language of the kind.
fn language(kinds: &Kinds, entry: &Entry) -> String {
    let suffix = entry.document.rsplit('/').next().unwrap_or_default();
    let others = kinds.get(&entry.kind).into_iter().flat_map(|kind| kind.languages.iter().skip(1));
    others.map(|lang| lang.code()).find(|code| *code == suffix).unwrap_or_default().to_owned()
}

/// The name of the next batch of a day: the institution, the day, and how many batches it had before.
pub fn batch_name(submission: &Submission, register: &Register, date: Date) -> Result<String, Error> {
    let of_day: BTreeSet<String> = register.sent()?.iter().filter(|entry| entry.day() == Some(date)).filter_map(batch).collect();
    let prefix = legal_file_name(&format!("{}_{date}", submission.institution)).replace('%', "-");
    Ok(format!("{prefix}_{}", of_day.len() + 1))
}

fn batch(entry: &Entry) -> Option<String> {
    debug_assert_eq!(entry.action.step(), Some(Step::Submitted));
    entry.detail("batch")
}
