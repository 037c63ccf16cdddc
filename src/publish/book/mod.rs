//! The graduates' book of an academic year: who agreed to stand in it by name, everybody else in counts that tell of nobody.
//!
//! ```text
//! graduates → Edition (ordered, counted, suppressed) → the data of the PDF · pages of the site · tables
//! ```
//!
//! Whoever did not agree comes into this folder without a name, so that none can leave it.

mod counts;
mod edition;
mod photo;
mod site;
mod tables;

pub use counts::{Counts, Range};
pub use edition::{Bar, Edition, Entry, Graduate, Letter, Listed, Person, Section, Title, Who};
pub use photo::{PhotoError, small_photo};
pub use site::{SiteError, site};
pub use tables::{book_csv, counts_csv};

use std::collections::BTreeMap;

use crate::diag::{Lang, ui};

/// Words of the book, in the catalogues under `book-NAME`; a page or a template knows them by NAME with underscores.
const WORDS: [&str; 41] = [
    "title",
    "of-year",
    "named",
    "all",
    "not-told",
    "none-named",
    "no-faculty",
    "no-degree",
    "no-speciality",
    "contents",
    "faculties",
    "names",
    "names-about",
    "statistics",
    "statistics-about",
    "by-faculty",
    "by-degree",
    "by-speciality",
    "col-unit",
    "total",
    "bar-named",
    "bar-other",
    "bar-alt",
    "bar-line",
    "bar-line-hidden",
    "about",
    "about-consent",
    "about-counts",
    "about-data",
    "about-contact",
    "search",
    "search-hint",
    "search-found",
    "search-none",
    "search-plain",
    "photo-of",
    "to-start",
    "other-language",
    "skip",
    "letters",
    "page",
];

/// The words of the book in a language.
#[must_use]
pub fn words(lang: Lang) -> BTreeMap<String, String> {
    let said = |name: &&str| (name.replace('-', "_"), ui(lang, &format!("book-{name}"), &[]));
    WORDS.iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_in_the_catalogues() {
        for (lang, name) in [Lang::Bg, Lang::En].into_iter().flat_map(|lang| WORDS.map(|name| (lang, name))) {
            let key = format!("book-{name}");
            assert_ne!(ui(lang, &key, &[]), key, "{lang:?}");
        }
    }
}
