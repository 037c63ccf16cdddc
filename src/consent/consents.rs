//! How everybody stands, read from the log once.
//!
//! A consent counts only for whom it surely is; a withdrawal counts for whomever it could be. Where identifiers and faculty
//! numbers say different things, somebody is therefore left out rather than shown.

use std::collections::{BTreeMap, BTreeSet};

use super::key::{Hashes, Key};
use super::line::{Channel, Deed, Line};
use crate::model::{Granted, Moment, Purpose, Whose};

/// How everybody stands. Nobody has agreed to anything where there is no log.
#[derive(Debug, Default)]
pub struct Consents {
    key: Option<Key>,
    /// Lines about consents, in order.
    lines: Vec<Line>,
    by_person: BTreeMap<String, Vec<usize>>,
    by_number: BTreeMap<String, Vec<usize>>,
}

/// How somebody stands on one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Has never agreed, nor withdrawn.
    Never,
    /// Has agreed.
    Given {
        /// When.
        on: Moment,
        /// By which channel; `None` for a word this version does not know.
        channel: Option<Channel>,
        /// To which version of the text.
        version: String,
    },
    /// Has withdrawn, and not agreed again since.
    Withdrawn {
        /// When, last.
        on: Moment,
    },
}

/// Lines about somebody.
struct About<'a> {
    /// Those that surely are.
    surely: Vec<&'a Line>,
    /// Those that could be.
    perhaps: Vec<&'a Line>,
}

impl Consents {
    pub(super) fn of(key: Key, lines: &[Line]) -> Self {
        let lines: Vec<Line> = lines.iter().filter(|line| line.is_about().is_some()).cloned().collect();
        let mut consents = Self { key: Some(key), ..Self::default() };
        for (at, line) in lines.iter().enumerate() {
            consents.by_person.entry(line.person.clone()).or_default().push(at);
            if !line.number.is_empty() {
                consents.by_number.entry(line.number.clone()).or_default().push(at);
            }
        }
        Self { lines, ..consents }
    }

    /// What somebody has agreed to.
    #[must_use]
    pub fn granted(&self, whose: &Whose<'_>) -> Granted {
        let is = |purpose| matches!(self.standing(whose, purpose), Standing::Given { .. });
        Granted { book: is(Purpose::Book), photo: is(Purpose::Photo), mail: is(Purpose::Mail) }
    }

    /// How somebody stands on a purpose.
    #[must_use]
    pub fn standing(&self, whose: &Whose<'_>, purpose: Purpose) -> Standing {
        self.key.as_ref().map_or(Standing::Never, |key| self.standing_of(&key.hashes(whose), purpose))
    }

    /// Every line that could be about somebody, in order.
    #[must_use]
    pub fn lines_of(&self, whose: &Whose<'_>) -> Vec<&Line> {
        let Some(key) = &self.key else { return Vec::new() };
        self.about(&key.hashes(whose)).perhaps
    }

    /// Every line about consents, in order.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The person and the number as the log knows them.
    #[must_use]
    pub fn known_as(&self, whose: &Whose<'_>) -> [String; 2] {
        let hashes = self.key.as_ref().map(|key| key.hashes(whose)).unwrap_or_default();
        [hashes.person().to_owned(), hashes.number]
    }

    /// How the person of some lines stands, whom nobody but the log knows: what is agreed to, what is withdrawn.
    #[must_use]
    pub fn stands_as(&self, lines: &[Line]) -> [Vec<Purpose>; 2] {
        let Some(last) = lines.last() else { return Default::default() };
        let identifier = if last.has_identifier() { last.person.clone() } else { String::new() };
        let hashes = Hashes { identifier, number: last.number.clone() };
        let standing = |purpose: &Purpose| self.standing_of(&hashes, *purpose);
        [
            Purpose::ALL.into_iter().filter(|purpose| matches!(standing(purpose), Standing::Given { .. })).collect(),
            Purpose::ALL.into_iter().filter(|purpose| matches!(standing(purpose), Standing::Withdrawn { .. })).collect(),
        ]
    }

    fn standing_of(&self, hashes: &Hashes, purpose: Purpose) -> Standing {
        let about = self.about(hashes);
        let is = |line: &&&Line, deed: Deed| line.deed == deed && line.is_about() == Some(purpose);
        let withdrawn: Vec<Moment> =
            about.perhaps.iter().filter(|line| is(line, Deed::Withdrawn)).filter_map(|line| line.moment()).collect();
        // A workbook goes on saying what it said before a withdrawal: it never brings anybody back.
        let counts = |line: &&&Line| match line.moment() {
            Some(on) => {
                let is_own_word = Channel::parse(&line.channel) != Some(Channel::Workbook);
                withdrawn.iter().all(|before| is_own_word && on.is_surely_after(*before))
            }
            None => false,
        };
        let given = about.surely.iter().filter(|line| is(line, Deed::Given)).rfind(counts);
        match (given.and_then(|line| Some((line, line.moment()?))), latest(&withdrawn)) {
            (Some((line, on)), _) => {
                Standing::Given { on, channel: Channel::parse(&line.channel), version: line.text_version.clone() }
            }
            (None, Some(on)) => Standing::Withdrawn { on },
            (None, None) => Standing::Never,
        }
    }

    fn about(&self, hashes: &Hashes) -> About<'_> {
        let lines = |index: &BTreeMap<String, Vec<usize>>, hash: &str| index.get(hash).cloned().unwrap_or_default();
        // Whoever is named by a faculty number alone is the person of that number, where there is but one.
        let known: BTreeSet<&str> = lines(&self.by_number, &hashes.number)
            .into_iter()
            .map(|at| &self.lines[at])
            .filter(|line| line.has_identifier())
            .map(|line| line.person.as_str())
            .collect();
        let own = match (hashes.identifier.as_str(), known.len()) {
            ("", 1) => known.first().copied(),
            ("", _) => None,
            (identifier, _) => Some(identifier),
        };
        let is_ambiguous = hashes.identifier.is_empty() && known.len() > 1;
        let of_person = own.map(|own| lines(&self.by_person, own)).unwrap_or_default();
        let mut numbers: BTreeSet<&str> = of_person.iter().map(|at| self.lines[*at].number.as_str()).collect();
        numbers.insert(&hashes.number);
        numbers.remove("");
        let mut perhaps: BTreeSet<usize> = of_person.iter().copied().collect();
        perhaps.extend(numbers.iter().flat_map(|number| lines(&self.by_number, number)));
        let is_sure = |line: &&Line| Some(line.person.as_str()) == own || (!line.has_identifier() && !is_ambiguous);
        let perhaps: Vec<&Line> = perhaps.into_iter().map(|at| &self.lines[at]).collect();
        About { surely: perhaps.iter().copied().filter(|line| is_sure(line)).collect(), perhaps }
    }
}

fn latest(moments: &[Moment]) -> Option<Moment> {
    moments.iter().copied().max_by_key(|moment| (moment.day, moment.time))
}
