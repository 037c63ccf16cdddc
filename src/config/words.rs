//! The words the sheets use, by what they mean.

use std::collections::BTreeMap;

use super::raw::RawWords;
use super::tables::fits_folded;
use super::{Complaints, Reader, SourceFile, fold, nearest};
use crate::model::{CourseKind, Degree, Field, Sex, Status};

/// The institution's vocabulary; words are compared folded (see [`fold`]).
#[derive(Debug, Clone, Default)]
pub struct Words {
    status: Meanings<Status>,
    degree: Meanings<Degree>,
    course_kind: Meanings<CourseKind>,
    sex: Meanings<Sex>,
    spellings: BTreeMap<Field, Meanings<String>>,
    credited_printed: String,
    exempt_printed: String,
    absent: Vec<String>,
    total: Vec<String>,
    credited: Vec<String>,
    exempt: Vec<String>,
    recognised: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    bilingual: Vec<String>,
    annulled: Vec<String>,
    lost: Vec<String>,
    unusable: Vec<String>,
}

/// Reasons that mean an unusable original, where the institution names none.
const UNUSABLE: [&str; 3] = ["негодн*", "повреден*", "нечетлив*"];

impl Words {
    /// The status a word means.
    #[must_use]
    pub fn status(&self, word: &str) -> Option<Status> {
        self.status.of(word).copied()
    }

    /// The degree a word means.
    #[must_use]
    pub fn degree(&self, word: &str) -> Option<Degree> {
        self.degree.of(word).copied()
    }

    /// The kind of course a word means.
    #[must_use]
    pub fn course_kind(&self, word: &str) -> Option<CourseKind> {
        self.course_kind.of(word).copied()
    }

    /// The sex a word means.
    #[must_use]
    pub fn sex(&self, word: &str) -> Option<Sex> {
        self.sex.of(word).copied()
    }

    /// What a word means as yes or no.
    #[must_use]
    pub fn yes_or_no(&self, word: &str) -> Option<bool> {
        if has(&self.yes, word) { Some(true) } else { has(&self.no, word).then_some(false) }
    }

    /// The spellings of a field with a closed vocabulary, for a message.
    #[must_use]
    pub fn spellings(&self, field: Field) -> String {
        self.known(field).join(", ")
    }

    fn known(&self, field: Field) -> Vec<&str> {
        match field {
            Field::Status => self.status.spellings().collect(),
            Field::Degree => self.degree.spellings().collect(),
            Field::CourseKind => self.course_kind.spellings().collect(),
            Field::Sex => self.sex.spellings().collect(),
            _ => self.yes.iter().chain(&self.no).map(String::as_str).collect(),
        }
    }

    /// The known spelling nearest to a word of a field with a closed vocabulary, and its distance (see [`nearest`]).
    #[must_use]
    pub fn nearest(&self, field: Field, word: &str) -> Option<(&str, usize)> {
        nearest(word, self.known(field))
    }

    /// How a result „passed without a grade“ is printed (the institution's first word for it), where a word means that.
    #[must_use]
    pub fn credited(&self, word: &str) -> Option<&str> {
        has(&self.credited, word).then_some(self.credited_printed.as_str())
    }

    /// How a result „exempt“ is printed (the institution's first word for it), where a word means that.
    #[must_use]
    pub fn exempt(&self, word: &str) -> Option<&str> {
        has(&self.exempt, word).then_some(self.exempt_printed.as_str())
    }

    /// Whether what stands in a result's cell means that nobody sat the exam.
    #[must_use]
    pub fn is_absent(&self, word: &str) -> bool {
        has(&self.absent, word)
    }

    /// Whether a text begins a row that sums up the table.
    #[must_use]
    pub fn is_total(&self, text: &str) -> bool {
        has(&self.total, text)
    }

    /// How a text of a field is printed: the institution's spelling of it, else as it stands.
    #[must_use]
    pub fn spelled(&self, field: Field, text: String) -> String {
        self.spellings.get(&field).and_then(|words| words.of(&text)).cloned().unwrap_or(text)
    }

    /// Whether a kind of sitting means a result recognised from elsewhere.
    #[must_use]
    pub fn is_recognised(&self, word: &str) -> bool {
        has(&self.recognised, word)
    }

    /// Whether the language asked for means a paper in Bulgarian and English.
    #[must_use]
    pub fn is_bilingual(&self, word: &str) -> bool {
        has(&self.bilingual, word)
    }

    /// Whether a status of the earlier register means that the paper no longer holds.
    #[must_use]
    pub fn is_annulled(&self, word: &str) -> bool {
        has(&self.annulled, word)
    }

    /// Whether the reason of a request means a lost original.
    #[must_use]
    pub fn is_lost(&self, word: &str) -> bool {
        has(&self.lost, word)
    }

    /// Whether the reason of a request means an original that is there and can no longer be used.
    #[must_use]
    pub fn is_unusable(&self, word: &str) -> bool {
        has(&self.unusable, word)
    }

    pub(super) fn meant(raw: &RawWords, source: &SourceFile, complaints: &mut Complaints) -> Self {
        let folded = |words: &[String]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
        let first = |words: &[String]| words.first().cloned().unwrap_or_default();
        let mut reader = Reader { source, complaints };
        Self {
            status: reader.bind("status", &raw.status, &Status::ALL, Status::name),
            degree: reader.bind("degree", &raw.degree, &Degree::ALL, Degree::name),
            course_kind: reader.bind("course_kind", &raw.course_kind, &CourseKind::ALL, CourseKind::name),
            sex: reader.bind("sex", &raw.sex, &[Sex::Male, Sex::Female], |sex| match sex {
                Sex::Male => "male",
                Sex::Female => "female",
            }),
            credited_printed: first(&raw.credited),
            exempt_printed: first(&raw.exempt),
            spellings: reader.spellings(&raw.spellings),
            absent: folded(&raw.absent),
            total: folded(&raw.total),
            credited: folded(&raw.credited),
            exempt: folded(&raw.exempt),
            recognised: folded(&raw.recognised),
            yes: folded(&raw.yes),
            no: folded(&raw.no),
            bilingual: folded(&raw.bilingual),
            annulled: folded(&raw.annulled),
            lost: folded(&raw.lost),
            unusable: match &raw.unusable {
                Some(words) => folded(words),
                None => UNUSABLE.map(str::to_owned).to_vec(),
            },
        }
    }
}

/// Whether a word is among some, which are folded and may be patterns.
fn has(words: &[String], word: &str) -> bool {
    let word = fold(word);
    let one = |word: &str| words.iter().any(|pattern| fits_folded(pattern, word));
    // A word in two languages: „Pass / зачита се“.
    one(&word) || (word.contains(" / ") && word.split(" / ").any(one))
}

/// Words and what each means.
#[derive(Debug, Clone)]
struct Meanings<T> {
    exact: BTreeMap<String, T>,
    patterns: Vec<(String, T)>,
}

impl<T> Default for Meanings<T> {
    fn default() -> Self {
        Self { exact: BTreeMap::new(), patterns: Vec::new() }
    }
}

impl<T> Meanings<T> {
    fn insert(&mut self, word: &str, value: T) -> Option<T> {
        if word.contains('*') {
            self.patterns.push((fold(word), value));
            return None;
        }
        self.exact.insert(fold(word), value)
    }

    /// What a word means: as it is spelled, else by the first pattern that fits.
    fn of(&self, word: &str) -> Option<&T> {
        let word = fold(word);
        let one = |word: &str| {
            let by_pattern = || self.patterns.iter().find(|(pattern, _)| fits_folded(pattern, word)).map(|(_, value)| value);
            self.exact.get(word).or_else(by_pattern)
        };
        // A word in two languages: „Graduated / Завършил“.
        one(&word).or_else(|| word.contains(" / ").then(|| word.split(" / ").find_map(one)).flatten())
    }

    fn spellings(&self) -> impl Iterator<Item = &str> {
        self.exact.keys().chain(self.patterns.iter().map(|(pattern, _)| pattern)).map(String::as_str)
    }
}

impl Reader<'_> {
    fn spellings(&mut self, raw: &BTreeMap<String, BTreeMap<String, Vec<String>>>) -> BTreeMap<Field, Meanings<String>> {
        let mut fields = BTreeMap::new();
        for (name, texts) in raw {
            let Some(field) = Field::parse(name) else {
                self.complain(&format!("words.spellings.{name}"), "config-unknown-field", &[("found", name)]);
                continue;
            };
            let mut words = Meanings::default();
            for (printed, spellings) in texts {
                for word in spellings {
                    if words.insert(word, printed.clone()).is_some_and(|before| before != *printed) {
                        self.complain(&format!("words.spellings.{name}.{printed}"), "config-word-twice", &[("found", word)]);
                    }
                }
            }
            fields.insert(field, words);
        }
        fields
    }

    /// Words to meanings; a meaning nobody knows, and a word with two meanings, are complained of.
    fn bind<T: Copy + PartialEq>(
        &mut self,
        table: &str,
        raw: &BTreeMap<String, Vec<String>>,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Meanings<T> {
        let mut words = Meanings::default();
        for (meaning, spellings) in raw {
            let key = format!("words.{table}.{meaning}");
            let Some(value) = self.word(&key, meaning, all, name) else { continue };
            for word in spellings {
                if words.insert(word, value).is_some_and(|before| before != value) {
                    self.complain(&key, "config-word-twice", &[("found", word)]);
                }
            }
        }
        words
    }
}
