//! Bulgarian order of names.

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;

/// The order of the Bulgarian alphabet: Cyrillic before Latin, numbers by their size, capitals as small letters.
pub struct Alphabet(Option<CollatorBorrowed<'static>>);

impl Alphabet {
    pub fn new() -> Self {
        let mut preferences = CollatorPreferences::from(locale!("bg"));
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        // The data of Bulgarian is compiled in; without it letters would stand by their code.
        Self(Collator::try_new(preferences, CollatorOptions::default()).ok())
    }

    /// Compares two rows of words, word by word.
    pub fn compare(&self, one: &[String], other: &[String]) -> Ordering {
        let text = |one: &String, other: &String| self.0.as_ref().map_or_else(|| one.cmp(other), |by| by.compare(one, other));
        let parts = one.iter().zip(other).map(|(one, other)| text(one, other));
        parts.fold(Ordering::Equal, Ordering::then)
    }
}
