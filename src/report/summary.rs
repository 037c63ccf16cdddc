//! A run in figures and lists: what the terminal, the report page and `--format json` tell.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::lines::{FindingGroup, HeldLine, groups, held_people};
use crate::diag::{Finding, Lang, Level, Subject, visible};
use crate::model::{Document, Record, Season};

/// A run that is over.
#[derive(Debug)]
pub struct Run<'a> {
    /// Name of the run.
    pub name: String,
    /// Name of the institution.
    pub institution: String,
    /// Date of issue, `YYYY-MM-DD`.
    pub date: String,
    /// The season.
    pub season: &'a Season,
    /// The findings, weighed.
    pub findings: &'a [Finding],
    /// Every paper: the document, its title, its state (`issued`, `held`, `draft`, `list`), pages, and whether it was issued
    /// by an earlier run and is unchanged.
    pub papers: Vec<(&'a Document, String, &'static str, usize, bool)>,
    /// Titles of the register books by name.
    pub books: BTreeMap<String, String>,
    /// Whether the papers are drafts.
    pub is_draft: bool,
    /// How many findings of a code are told one by one; `None` for all of them.
    pub shown: Option<usize>,
}

/// A run in figures and lists.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// Name of the run.
    pub run: String,
    /// Name of the institution.
    pub institution: String,
    /// Date of issue, `YYYY-MM-DD`.
    pub date: String,
    /// Version of laurea.
    pub version: &'static str,
    /// Whether the papers are drafts.
    pub draft: bool,
    /// Records read.
    pub records: usize,
    /// Records held.
    pub records_held: usize,
    /// Papers made.
    pub issued: usize,
    /// Of them, made by an earlier run and unchanged. Said in the terminal only: the report of a run is the same however
    /// often it is run.
    pub unchanged: usize,
    /// Papers held.
    pub held: usize,
    /// Lists made.
    pub lists: usize,
    /// Findings by level.
    pub errors: usize,
    /// Findings of level warning.
    pub warnings: usize,
    /// Findings of level note.
    pub notes: usize,
    /// By kind of paper.
    pub kinds: Vec<KindLine>,
    /// By programme.
    pub programmes: Vec<ProgrammeLine>,
    /// Numbers given.
    pub numbers: Vec<NumberLine>,
    /// People held, and people with a request or a single paper held.
    pub held_people: Vec<HeldLine>,
    /// Findings by code, errors first.
    pub findings: Vec<FindingGroup>,
    /// All papers.
    pub papers: Vec<PaperRow>,
}

/// Papers of a kind.
#[derive(Debug, Serialize)]
pub struct KindLine {
    /// The kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Made.
    pub issued: usize,
    /// Held.
    pub held: usize,
}

/// Students of a programme.
#[derive(Debug, Serialize)]
pub struct ProgrammeLine {
    /// Faculty.
    pub faculty: String,
    /// Degree.
    pub degree: String,
    /// Speciality.
    pub speciality: String,
    /// Students read.
    pub records: usize,
    /// Of them held.
    pub held: usize,
    /// Papers made.
    pub issued: usize,
}

/// Numbers given in a book.
#[derive(Debug, Serialize)]
pub struct NumberLine {
    /// Title of the book.
    pub book: String,
    /// First number.
    pub first: String,
    /// Last number.
    pub last: String,
    /// How many.
    pub count: usize,
}

/// A paper.
#[derive(Debug, Serialize)]
pub struct PaperRow {
    /// The kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Faculty number.
    pub faculty_number: String,
    /// Name of the person.
    pub name: String,
    /// Registration number; empty for none.
    pub number: String,
    /// Date of the paper, `YYYY-MM-DD`.
    pub date: String,
    /// The file; empty for a held paper.
    pub file: String,
    /// Pages; 0 for a held paper.
    pub pages: usize,
    /// `issued`, `held`, `draft` or `list`.
    pub state: &'static str,
}

/// Sums a run up, in the words of a language.
#[must_use]
pub fn summarise(run: &Run, lang: Lang) -> Summary {
    let count = |level: Level| run.findings.iter().filter(|finding| finding.level == level).count();
    let made = |paper: &&(&Document, String, &'static str, usize, bool)| !matches!(paper.2, "held" | "list");
    let held = held_records(run);
    Summary {
        run: run.name.clone(),
        institution: run.institution.clone(),
        date: run.date.clone(),
        version: env!("CARGO_PKG_VERSION"),
        draft: run.is_draft,
        records: run.season.records.len(),
        records_held: held.len(),
        issued: run.papers.iter().filter(made).count(),
        unchanged: run.papers.iter().filter(|paper| paper.4).count(),
        held: run.papers.iter().filter(|paper| paper.2 == "held").count(),
        lists: run.papers.iter().filter(|paper| paper.2 == "list").count(),
        errors: count(Level::Error),
        warnings: count(Level::Warning),
        notes: count(Level::Note),
        kinds: kinds(run),
        programmes: programmes(run, &held),
        numbers: numbers(run),
        held_people: held_people(run, lang),
        findings: groups(run, lang),
        papers: run.papers.iter().map(paper_row).collect(),
    }
}

fn held_records(run: &Run) -> BTreeSet<usize> {
    let errors = run.findings.iter().filter(|finding| finding.level == Level::Error);
    errors.filter_map(|finding| if let Subject::Record(at) = finding.subject { Some(at) } else { None }).collect()
}

fn kinds(run: &Run) -> Vec<KindLine> {
    let mut lines: Vec<KindLine> = Vec::new();
    for (document, title, state, ..) in run.papers.iter().filter(|paper| paper.2 != "list") {
        let at = lines.iter().position(|line| line.kind == document.kind).unwrap_or_else(|| {
            lines.push(KindLine { kind: document.kind.clone(), title: title.clone(), issued: 0, held: 0 });
            lines.len() - 1
        });
        let line = &mut lines[at];
        line.held += usize::from(*state == "held");
        line.issued += usize::from(*state != "held");
    }
    lines
}

fn programmes(run: &Run, held: &BTreeSet<usize>) -> Vec<ProgrammeLine> {
    let mut lines: BTreeMap<(String, String, String), ProgrammeLine> = BTreeMap::new();
    for (at, record) in run.season.records.iter().enumerate() {
        let line = lines.entry(programme_key(record)).or_insert_with_key(|(faculty, degree, speciality)| ProgrammeLine {
            faculty: faculty.clone(),
            degree: degree.clone(),
            speciality: speciality.clone(),
            records: 0,
            held: 0,
            issued: 0,
        });
        line.records += 1;
        line.held += usize::from(held.contains(&at));
    }
    for (document, _, state, ..) in &run.papers {
        let record = run.season.record_of(document).filter(|_| !matches!(*state, "held" | "list"));
        if let Some(line) = record.and_then(|record| lines.get_mut(&programme_key(record))) {
            line.issued += 1;
        }
    }
    lines.into_values().collect()
}

fn programme_key(record: &Record) -> (String, String, String) {
    let faculty = record.curriculum.as_ref().map_or_else(String::new, |curriculum| curriculum.faculty.clone());
    (faculty, record.study.degree_text.clone(), record.study.speciality.clone())
}

fn numbers(run: &Run) -> Vec<NumberLine> {
    let mut by_book: BTreeMap<&str, Vec<(u64, &str)>> = BTreeMap::new();
    for (document, _, state, ..) in &run.papers {
        // A companion carries its principal's number; it takes none of its own.
        if let Some(registration) = document.registration.as_ref().filter(|_| *state != "held") {
            by_book.entry(&registration.book).or_default().push((registration.total, &registration.number));
        }
    }
    by_book
        .into_iter()
        .filter_map(|(book, mut given)| {
            given.sort_unstable();
            given.dedup();
            let (first, last) = (given.first()?.1.to_owned(), given.last()?.1.to_owned());
            let book = run.books.get(book).cloned().unwrap_or_else(|| book.to_owned());
            Some(NumberLine { book, first, last, count: given.len() })
        })
        .collect()
}

fn paper_row((document, title, state, pages, _): &(&Document, String, &'static str, usize, bool)) -> PaperRow {
    PaperRow {
        kind: document.kind.clone(),
        title: title.clone(),
        faculty_number: visible(&document.faculty_number),
        name: visible(&document.person_name),
        number: document.registration.as_ref().map_or_else(String::new, |registration| registration.number.clone()),
        date: document.date.to_string(),
        file: if *state == "held" { String::new() } else { document.file.clone() },
        pages: *pages,
        state,
    }
}
