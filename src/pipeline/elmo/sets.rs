//! Which papers of the register belong to one study: a diploma with its companions, or a transcript alone.

use std::collections::BTreeMap;

use super::base;
use crate::kind::{Audience, DocumentKind, Kinds};
use crate::model::Field;
use crate::publish::elmo::Finished;
use crate::register::{Paper, State};

/// The papers of a study.
#[derive(Debug)]
pub struct Set<'a> {
    /// The diploma or transcript that holds.
    pub principal: &'a Paper,
    /// What was issued with it and holds.
    pub companions: Vec<&'a Paper>,
    /// Of a duplicate: the original and what was issued with it. They no longer hold, but what they said is true.
    pub older: Vec<&'a Paper>,
    /// Whether the principal says that the study is finished.
    pub finished: Finished,
}

/// Every study of the register, in its order.
pub fn sets<'a>(lives: &'a [Paper], kinds: &Kinds) -> Vec<Set<'a>> {
    let mut of_person: BTreeMap<&str, Vec<&Paper>> = BTreeMap::new();
    let mut by_key: BTreeMap<&str, &Paper> = BTreeMap::new();
    for paper in lives {
        of_person.entry(&paper.last().faculty_number).or_default().push(paper);
        by_key.insert(&paper.last().document, paper);
    }
    let companions = |of: &'a Paper| -> Vec<&'a Paper> {
        let all = of_person.get(of.last().faculty_number.as_str()).into_iter().flatten();
        all.copied().filter(|paper| goes_with(of, paper, kinds)).collect()
    };
    let set = |paper: &'a Paper| {
        let finished = finished(&paper.last().kind, kinds)?;
        if !holds(paper) {
            return None;
        }
        let mut set = Set { principal: paper, companions: Vec::new(), older: Vec::new(), finished };
        if finished == Finished::AsThePaperSays {
            return Some(set);
        }
        let original = paper.last().original.as_deref().and_then(|key| by_key.get(key).copied());
        // What was issued anew because it was wrong says nothing any more; a duplicate says what its original said.
        let original = original.filter(|original| original.last().kind != paper.last().kind);
        for with in [Some(paper), original].into_iter().flatten().flat_map(&companions) {
            if holds(with) { set.companions.push(with) } else { set.older.push(with) }
        }
        set.older.extend(original);
        Some(set)
    };
    lives.iter().filter_map(set).collect()
}

fn holds(paper: &Paper) -> bool {
    matches!(paper.state(), State::Issued | State::AwaitingNumber)
}

/// What a kind of paper says of a study; `None` for one that is neither diploma nor transcript.
fn finished(kind: &str, kinds: &Kinds) -> Option<Finished> {
    if kinds.get(base(kind)).is_some_and(is_diploma) {
        return Some(Finished::ByDiploma);
    }
    let is_transcript = |kind: &DocumentKind| kind.audience == Audience::Request && has_courses(kind);
    kinds.get(kind).filter(|kind| is_transcript(kind)).map(|_| Finished::AsThePaperSays)
}

/// Whether everybody who graduates gets one, with a number of its own.
pub fn is_diploma(kind: &DocumentKind) -> bool {
    kind.audience == Audience::Graduates && kind.companion_of.is_none()
}

/// Whether it tells the results of each course.
pub fn has_courses(kind: &DocumentKind) -> bool {
    kind.fields().contains(&Field::Courses)
}

/// Whether a paper was issued with another: its kind goes along, it is about the same, and it carries the number.
fn goes_with(principal: &Paper, companion: &Paper, kinds: &Kinds) -> bool {
    let (own, other) = (principal.last(), companion.last());
    let goes = kinds.get(&other.kind).is_some_and(|kind| kind.companion_of.as_deref() == Some(own.kind.as_str()));
    let about = |key: &'_ str| key.split_once('/').map(|(_, about)| about.to_owned()).unwrap_or_default();
    let (about, of) = (about(&own.document), about(&other.document));
    let is_under = of == about || of.strip_prefix(about.as_str()).is_some_and(|rest| rest.starts_with('/'));
    goes && is_under && own.number == other.number
}
