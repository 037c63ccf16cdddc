//! The papers whose scans are awaited, from the register: each that goes to the ministry, with what goes along.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::{Error, steps_of};
use crate::config::Config;
use crate::kind::{DocumentKind, Kinds};
use crate::model::Step;
use crate::register::{Entry, Paper, Register, State};
use crate::scan::Expected;

/// A paper that goes to the ministry, with those that go along: all of them or none.
#[derive(Debug, Clone)]
pub struct Set {
    /// The paper whose steps are entered.
    pub principal: Paper,
    /// Those that carry its number: an appendix.
    pub companions: Vec<Paper>,
    /// Whether it is to be sent.
    pub standing: Standing,
}

/// Whether a paper is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is, since this day: of its scan, or of the step before.
    Due {
        /// The step that it waits for: `scanned` or `submitted`.
        step: Step,
        /// Since when.
        since: Option<Date>,
    },
    /// Another step comes first.
    First(Step),
    /// It was sent.
    Sent {
        /// In which archive, where that was entered.
        archive: Option<String>,
        /// When.
        date: Option<Date>,
    },
    /// It no longer holds.
    Annulled,
    /// Its PDF is not made yet, or it waits for nothing.
    Not,
}

impl Set {
    /// All papers of the set.
    pub fn papers(&self) -> impl Iterator<Item = &Paper> {
        std::iter::once(&self.principal).chain(&self.companions)
    }
}

/// Every paper of the register that goes to the ministry, in the order of the register.
pub fn sets(config: &Config, kinds: &Kinds, register: &Register) -> Result<Vec<Set>, Error> {
    let lives = register.lives()?;
    let goes = |kind: &str| config.institution.submission.kinds.as_ref().is_none_or(|all| all.iter().any(|own| own == kind));
    let mut companions: BTreeMap<(&str, &str), Vec<&Paper>> = BTreeMap::new();
    for paper in lives.iter().filter(|paper| paper.state() != State::Annulled && goes(&paper.last().kind)) {
        if let Some(principal) = kinds.get(&paper.last().kind).and_then(|kind| kind.companion_of.as_deref()) {
            companions.entry((principal, &paper.last().faculty_number)).or_default().push(paper);
        }
    }
    let mut sets = Vec::new();
    for paper in lives.iter().filter(|paper| goes(&paper.last().kind)) {
        let steps = steps_of(kinds, &config.institution, paper);
        if !steps.contains(&Step::Submitted) {
            continue;
        }
        let last = paper.last();
        let of_person = companions.get(&(last.kind.as_str(), last.faculty_number.as_str()));
        let own = of_person.into_iter().flatten().filter(|companion| go_together(last, companion.last()));
        sets.push(Set {
            companions: own.map(|paper| (*paper).clone()).collect(),
            standing: standing(paper, &steps),
            principal: paper.clone(),
        });
    }
    Ok(sets)
}

/// Whether a companion carries the number of a paper and is about the same.
fn go_together(principal: &Entry, companion: &Entry) -> bool {
    let about = |entry: &Entry| entry.document.split_once('/').map(|(_, about)| about.to_owned()).unwrap_or_default();
    let (own, other) = (about(principal), about(companion));
    let is_under = other == own || other.strip_prefix(own.as_str()).is_some_and(|rest| rest.starts_with('/'));
    is_under && principal.number == companion.number
}

fn standing(paper: &Paper, steps: &[Step]) -> Standing {
    match paper.state() {
        State::Annulled => return Standing::Annulled,
        State::Reserved => return Standing::Not,
        State::Issued | State::AwaitingNumber => {}
    }
    if let Some((_, date)) = paper.steps().filter(|(step, _)| *step == Step::Submitted).last() {
        let sent = paper.entries().iter().rev().find(|entry| entry.action.step() == Some(Step::Submitted));
        return Standing::Sent { archive: sent.and_then(|entry| entry.detail("archive")), date: Some(date) };
    }
    match paper.next(steps) {
        Some(step @ (Step::Scanned | Step::Submitted)) => Standing::Due { step, since: paper.since() },
        Some(step) => Standing::First(step),
        None => Standing::Not,
    }
}

/// What is looked for on scanned pages: the papers of some sets.
pub fn expected(register: &Register, kinds: &Kinds, sets: &[Set]) -> Result<Vec<Expected>, Error> {
    let mut expected = Vec::new();
    for set in sets {
        for paper in set.papers() {
            let (last, Some(made)) = (paper.last(), paper.made()) else { continue };
            let Some(check) = check_value(register, paper)? else { continue };
            let kind = kinds.get(&last.kind);
            expected.push(Expected {
                document: last.document.clone(),
                kind: last.kind.clone(),
                title: kind.map(|kind| kind.title.clone()).unwrap_or_default(),
                number: last.number.clone().unwrap_or_default(),
                blank: blank(last),
                check,
                pages: made.pages.and_then(|pages| u32::try_from(pages).ok()).unwrap_or(1),
                person: last.faculty_number.clone(),
                name: last.person_name.clone(),
                landscape: kind.is_some_and(is_landscape),
            });
        }
    }
    Ok(expected)
}

/// Series and number of the form, „А-25 004512“.
fn blank(entry: &Entry) -> String {
    let parts = [entry.series.as_deref(), entry.blank.as_deref()];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The check value of the code on a paper; entries of the first two versions have it in their data alone.
fn check_value(register: &Register, paper: &Paper) -> Result<Option<String>, Error> {
    if let Some(check) = paper.last().check_value.clone() {
        return Ok(Some(check));
    }
    let data = register.data_of(&paper.last().document)?;
    let data: Option<serde_json::Value> = data.and_then(|data| serde_json::from_str(&data).ok());
    Ok(data.and_then(|data| data["document"]["check"].as_str().map(str::to_owned)))
}

/// Whether the pages of a kind lie: what a person has accepted of it says so.
fn is_landscape(kind: &DocumentKind) -> bool {
    let expected = std::fs::read_dir(kind.folder.join("expected")).into_iter().flatten().flatten();
    let mut paths: Vec<_> = expected.map(|entry| entry.path()).collect();
    paths.sort();
    let first = paths.iter().find_map(|path| std::fs::read_to_string(path).ok());
    let size =
        first.as_deref().and_then(|text| text.lines().next()?.rsplit_once(", ")).map(|(_, size)| size.trim_end_matches(" mm"));
    let sides = size
        .and_then(|size| size.split_once(" × "))
        .and_then(|(width, height)| Some((width.parse::<f64>().ok()?, height.parse::<f64>().ok()?)));
    sides.is_some_and(|(width, height)| width > height)
}
