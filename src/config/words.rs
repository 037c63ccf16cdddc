//! The words the sheets use, by what they mean.

use std::collections::BTreeMap;

use super::raw::RawWords;
use super::{Complaints, Reader, SourceFile, fold, matches_pattern, nearest};
use crate::model::{CourseKind, Degree, Field, Sex, Status};

/// The institution's vocabulary; words are compared folded (see [`fold`]).
#[derive(Debug, Clone, Default)]
pub struct Words {
    status: BTreeMap<String, Status>,
    degree: BTreeMap<String, Degree>,
    course_kind: BTreeMap<String, CourseKind>,
    sex: BTreeMap<String, Sex>,
    credited: Vec<String>,
    exempt: Vec<String>,
    recognised: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    annulled: Vec<String>,
    lost: Vec<String>,
}

impl Words {
    /// The status a word means.
    #[must_use]
    pub fn status(&self, word: &str) -> Option<Status> {
        self.status.get(&fold(word)).copied()
    }

    /// The degree a word means.
    #[must_use]
    pub fn degree(&self, word: &str) -> Option<Degree> {
        self.degree.get(&fold(word)).copied()
    }

    /// The kind of course a word means.
    #[must_use]
    pub fn course_kind(&self, word: &str) -> Option<CourseKind> {
        self.course_kind.get(&fold(word)).copied()
    }

    /// The sex a word means.
    #[must_use]
    pub fn sex(&self, word: &str) -> Option<Sex> {
        self.sex.get(&fold(word)).copied()
    }

    /// What a word means as yes or no.
    #[must_use]
    pub fn yes_or_no(&self, word: &str) -> Option<bool> {
        let word = fold(word);
        if self.yes.contains(&word) { Some(true) } else { self.no.contains(&word).then_some(false) }
    }

    /// The spellings of a field with a closed vocabulary, for a message.
    #[must_use]
    pub fn spellings(&self, field: Field) -> String {
        self.known(field).join(", ")
    }

    fn known(&self, field: Field) -> Vec<&str> {
        match field {
            Field::Status => self.status.keys().map(String::as_str).collect(),
            Field::Degree => self.degree.keys().map(String::as_str).collect(),
            Field::CourseKind => self.course_kind.keys().map(String::as_str).collect(),
            Field::Sex => self.sex.keys().map(String::as_str).collect(),
            _ => self.yes.iter().chain(&self.no).map(String::as_str).collect(),
        }
    }

    /// The known spelling nearest to a word of a field with a closed vocabulary, and its distance (see [`nearest`]).
    #[must_use]
    pub fn nearest(&self, field: Field, word: &str) -> Option<(&str, usize)> {
        nearest(word, self.known(field))
    }

    /// Whether a result means „passed without a grade“.
    #[must_use]
    pub fn is_credited(&self, word: &str) -> bool {
        self.credited.contains(&fold(word))
    }

    /// Whether a result means „exempt“.
    #[must_use]
    pub fn is_exempt(&self, word: &str) -> bool {
        self.exempt.contains(&fold(word))
    }

    /// Whether a kind of sitting means a result recognised from elsewhere.
    #[must_use]
    pub fn is_recognised(&self, word: &str) -> bool {
        self.recognised.iter().any(|pattern| matches_pattern(pattern, word))
    }

    /// Whether a status of the earlier register means that the paper no longer holds.
    #[must_use]
    pub fn is_annulled(&self, word: &str) -> bool {
        self.annulled.contains(&fold(word))
    }

    /// Whether the reason of a request means a lost original.
    #[must_use]
    pub fn is_lost(&self, word: &str) -> bool {
        self.lost.iter().any(|pattern| matches_pattern(pattern, word))
    }

    pub(super) fn meant(raw: &RawWords, source: &SourceFile, complaints: &mut Complaints) -> Self {
        let folded = |words: &[String]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
        let mut reader = Reader { source, complaints };
        Self {
            status: reader.bind("status", &raw.status, &Status::ALL, Status::name),
            degree: reader.bind("degree", &raw.degree, &Degree::ALL, Degree::name),
            course_kind: reader.bind("course_kind", &raw.course_kind, &CourseKind::ALL, CourseKind::name),
            sex: reader.bind("sex", &raw.sex, &[Sex::Male, Sex::Female], |sex| match sex {
                Sex::Male => "male",
                Sex::Female => "female",
            }),
            credited: folded(&raw.credited),
            exempt: folded(&raw.exempt),
            recognised: folded(&raw.recognised),
            yes: folded(&raw.yes),
            no: folded(&raw.no),
            annulled: folded(&raw.annulled),
            lost: folded(&raw.lost),
        }
    }
}

impl Reader<'_> {
    /// Words to meanings; a meaning nobody knows, and a word with two meanings, are complained of.
    fn bind<T: Copy + PartialEq>(
        &mut self,
        table: &str,
        raw: &BTreeMap<String, Vec<String>>,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> BTreeMap<String, T> {
        let mut words = BTreeMap::new();
        for (meaning, spellings) in raw {
            let key = format!("words.{table}.{meaning}");
            let Some(value) = self.word(&key, meaning, all, name) else { continue };
            for word in spellings {
                if words.insert(fold(word), value).is_some_and(|before| before != value) {
                    self.complain(&key, "config-word-twice", &[("found", word)]);
                }
            }
        }
        words
    }
}
