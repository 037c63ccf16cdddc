//! Bulgarian order of names.

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;

/// The order of the Bulgarian alphabet: Cyrillic before Latin, numbers by their size, capitals as small letters.
pub struct Alphabet(Option<CollatorBorrowed<'static>>);

impl std::fmt::Debug for Alphabet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Alphabet").field(&self.0.is_some()).finish()
    }
}

impl Default for Alphabet {
    fn default() -> Self {
        Self::new()
    }
}

impl Alphabet {
    /// The order, from data that is part of the program.
    #[must_use]
    pub fn new() -> Self {
        let mut preferences = CollatorPreferences::from(locale!("bg"));
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        // The data of Bulgarian is compiled in; without it letters would stand by their code.
        Self(Collator::try_new(preferences, CollatorOptions::default()).ok())
    }

    /// Compares two rows of words, word by word.
    #[must_use]
    pub fn compare(&self, one: &[String], other: &[String]) -> Ordering {
        let parts = one.iter().zip(other).map(|(one, other)| self.compare_words(one, other));
        parts.fold(Ordering::Equal, Ordering::then)
    }

    /// Compares two texts.
    #[must_use]
    pub fn compare_words(&self, one: &str, other: &str) -> Ordering {
        self.0.as_ref().map_or_else(|| one.cmp(other), |by| by.compare(one, other))
    }
}
