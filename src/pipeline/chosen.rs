//! The papers that a command names: by number, by person, by form, from a list, or all that wait.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Error;
use super::life::Life;
use crate::config::fold;
use crate::ingest::PaperLine;
use crate::model::{Field, Step};
use crate::register::{Paper, State};

/// What names a paper; empty where it is not said.
#[derive(Debug, Clone, Default)]
pub struct Name {
    /// A registration number, a faculty number, the number of a form, or a key.
    pub any: String,
    /// A registration number.
    pub number: String,
    /// A faculty number.
    pub faculty_number: String,
    /// The number of a form.
    pub uin: String,
    /// The kind of paper, in the office's words or by its name.
    pub kind: String,
}

/// A line of what a command is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Its row in the list; `None` where it stands on the command line.
    pub row: Option<u32>,
    /// What names the paper.
    pub name: Name,
    /// Its own day; what stands there where that is no day.
    pub date: Option<Result<Date, String>>,
    /// The number of the sticker.
    pub sticker: String,
    /// To whom it goes.
    pub to: String,
    /// With which authority somebody else receives it.
    pub authority: String,
    /// Where it is posted to.
    pub address: String,
    /// The number of the posting.
    pub tracking: String,
}

/// Why no paper was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfound {
    /// Nothing in the register is named so.
    Unknown,
    /// Several papers are: their keys.
    Several(Vec<String>),
    /// The kind is none that is installed.
    Kind(String),
    /// The line's day is none.
    Day(String),
}

/// A paper that is meant, or why none is.
#[derive(Debug, Clone)]
pub struct Target {
    /// The line.
    pub line: Line,
    /// The paper's key.
    pub document: Result<String, Unfound>,
}

impl Line {
    /// A paper named on the command line.
    #[must_use]
    pub fn named(any: &str, kind: Option<&str>) -> Self {
        let name = Name { any: any.trim().to_owned(), kind: kind.unwrap_or_default().to_owned(), ..Name::default() };
        Self { name, ..Self::default() }
    }

    /// A line of a list; `kind` is meant where the line says none.
    #[must_use]
    pub fn of(line: &PaperLine, kind: Option<&str>) -> Self {
        let text = |field: Field| line.texts.get(&field).cloned().unwrap_or_default();
        let own = text(Field::RequestedPaper);
        let name = Name {
            any: String::new(),
            number: text(Field::RegisterNumber),
            faculty_number: text(Field::FacultyNumber),
            uin: text(Field::Uin),
            kind: if own.is_empty() { kind.unwrap_or_default().to_owned() } else { own },
        };
        Self {
            row: Some(line.row),
            name,
            date: line.date.clone().transpose(),
            sticker: text(Field::Sticker),
            to: text(Field::Recipient),
            authority: text(Field::Authority),
            address: text(Field::RecipientAddress),
            tracking: text(Field::Tracking),
        }
    }

    /// What the line calls its paper.
    #[must_use]
    pub fn says(&self) -> String {
        let Name { any, number, faculty_number, uin, .. } = &self.name;
        [any, number, faculty_number, uin].into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default()
    }
}

impl Life<'_> {
    /// The paper of each line. Where a name fits several, the one is meant that waits for the step; a companion only where its
    /// kind is named. A list for numbering names no paper by the number it is to get.
    pub(super) fn targets(&self, lines: Vec<Line>, step: Option<Step>) -> Result<Vec<Target>, Error> {
        let target = |mut line: Line| {
            if let Some(Err(day)) = &line.date {
                let document = Err(Unfound::Day(day.clone()));
                return Ok(Target { line, document });
            }
            let written = std::mem::take(&mut line.name.number);
            if step != Some(Step::Numbered) {
                line.name.number.clone_from(&written);
            }
            let document = self.find(&line.name, step)?;
            line.name.number = written;
            Ok(Target { line, document })
        };
        lines.into_iter().map(target).collect()
    }

    /// Every paper that waits for a step, of a kind or a book or both; each with its companions, which are not named again.
    pub(super) fn waiting_for(&self, step: Step, kind: Option<&str>, book: Option<&str>) -> Result<Vec<Target>, Error> {
        let is_meant = |paper: &Paper| {
            let last = paper.last();
            kind.is_none_or(|kind| last.kind == kind)
                && book.is_none_or(|book| last.book.as_deref() == Some(book))
                && paper.next(&self.steps(paper)) == Some(step)
        };
        let papers = self.register().lives()?.into_iter().filter(is_meant);
        Ok(papers
            .map(|paper| {
                let key = paper.last().document.clone();
                Target { line: Line::named(&key, None), document: Ok(key) }
            })
            .collect())
    }

    fn find(&self, name: &Name, step: Option<Step>) -> Result<Result<String, Unfound>, Error> {
        let kind = match self.kind(&name.kind) {
            Ok(kind) => kind,
            Err(unknown) => return Ok(Err(Unfound::Kind(unknown))),
        };
        let mut papers: Option<Vec<Paper>> = None;
        for found in self.candidates(name)? {
            let keys: BTreeSet<String> = found.iter().map(|paper| paper.last().document.clone()).collect();
            papers = Some(match papers {
                None => found,
                Some(papers) => papers.into_iter().filter(|paper| keys.contains(&paper.last().document)).collect(),
            });
        }
        let mut papers = papers.unwrap_or_default();
        if let Some(kind) = &kind {
            papers.retain(|paper| paper.last().kind == *kind);
        } else {
            prefer(&mut papers, |paper| paper.last().document == name.any);
            prefer(&mut papers, |paper| self.kinds().get(&paper.last().kind).is_none_or(|kind| kind.companion_of.is_none()));
        }
        prefer(&mut papers, |paper| paper.state() != State::Annulled);
        if let Some(step) = step.filter(|_| papers.len() > 1) {
            prefer(&mut papers, |paper| paper.next(&self.steps(paper)) == Some(step));
        }
        let mut keys: Vec<String> = papers.iter().map(|paper| paper.last().document.clone()).collect();
        Ok(match (keys.pop(), keys.is_empty()) {
            (None, _) => Err(Unfound::Unknown),
            (Some(key), true) => Ok(key),
            (Some(key), false) => {
                keys.push(key);
                Err(Unfound::Several(keys))
            }
        })
    }

    /// The papers that each part of a name fits.
    fn candidates(&self, name: &Name) -> Result<Vec<Vec<Paper>>, Error> {
        let register = self.register();
        let mut found = Vec::new();
        if !name.any.is_empty() {
            let mut papers = register.numbered(&name.any)?;
            papers.extend(register.paper(&name.any)?);
            papers.extend(register.papers_of(&name.any)?);
            papers.extend(register.papers_on(&name.any)?);
            let mut seen = BTreeSet::new();
            papers.retain(|paper| seen.insert(paper.last().document.clone()));
            found.push(papers);
        }
        if !name.number.is_empty() {
            found.push(register.numbered(&name.number)?);
        }
        if !name.faculty_number.is_empty() {
            found.push(register.papers_of(&name.faculty_number)?);
        }
        if !name.uin.is_empty() {
            found.push(register.papers_on(&name.uin)?);
        }
        Ok(found)
    }

    /// The kind that a word means: its name, one of its titles, or what the office calls a paper that is asked for.
    fn kind(&self, word: &str) -> Result<Option<String>, String> {
        if word.is_empty() {
            return Ok(None);
        }
        let folded = fold(word);
        let is_it = |names: [&str; 3]| names.into_iter().any(|name| fold(name) == folded);
        let named = self.kinds().values().find(|kind| is_it([&kind.name, &kind.title, &kind.title_en]));
        let asked = || self.institution().service(word).map(|service| service.kind.clone());
        named.map(|kind| kind.name.clone()).or_else(asked).map(Some).ok_or_else(|| word.to_owned())
    }
}

/// Keeps those that fit, where some do.
fn prefer(papers: &mut Vec<Paper>, fits: impl Fn(&Paper) -> bool) {
    if papers.iter().any(&fits) {
        papers.retain(fits);
    }
}
