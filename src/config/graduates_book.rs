//! `[graduates_book]`: the yearly book of graduates, raw → meant.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Reader;
use super::raw::RawBilingual;
use crate::model::{AcademicYear, MonthDay};

/// `[graduates_book]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawGraduatesBook {
    /// Counts of graduates from 1 up to one less are not told, nor what they could be worked out from. At least 2. Default: 5.
    pub threshold: Option<u64>,
    /// First day of the academic year by which graduates are counted, `MM-DD`: whoever graduates before it belongs to the year that
    /// ends. Default: `10-01`, as September sittings close the old year.
    pub year_begins: Option<String>,
    /// Whom to write to about the book, and to withdraw consent.
    #[serde(default)]
    pub contact: RawBilingual,
}

/// The yearly book of graduates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraduatesBook {
    /// Counts below it are not told.
    pub threshold: u64,
    /// First day of the academic year.
    pub year_begins: MonthDay,
    /// Whom to write to, in Bulgarian.
    pub contact: String,
    /// The same in English.
    pub contact_en: String,
}

impl Default for GraduatesBook {
    fn default() -> Self {
        Self { threshold: 5, year_begins: AcademicYear::BEGINS, contact: String::new(), contact_en: String::new() }
    }
}

impl Reader<'_> {
    pub(super) fn graduates_book(&mut self, raw: &RawGraduatesBook) -> GraduatesBook {
        let default = GraduatesBook::default();
        let year_begins = raw.year_begins.as_deref().and_then(|text| {
            let day = MonthDay::parse(text).filter(|day| day.in_year(2001).is_some());
            if day.is_none() {
                self.complain("graduates_book.year_begins", "config-month-day", &[("found", text)]);
            }
            day
        });
        if let Some(threshold) = raw.threshold.filter(|threshold| *threshold < 2) {
            self.complain("graduates_book.threshold", "config-book-threshold", &[("found", &threshold.to_string())]);
        }
        GraduatesBook {
            threshold: raw.threshold.unwrap_or(default.threshold).max(2),
            year_begins: year_begins.unwrap_or(default.year_begins),
            contact: raw.contact.bg.clone().unwrap_or_default(),
            contact_en: raw.contact.en.clone().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Complaints, Institution};

    fn read(lines: &str) -> (GraduatesBook, Vec<String>) {
        let mut complaints = Complaints::new();
        let text = format!("name = {{ bg = \"У\" }}\nseat = {{ bg = \"гр. Русе\" }}\n[graduates_book]\n{lines}\n");
        let institution = Institution::parse(Path::new("institution.toml"), text, &mut complaints);
        // Of the sheets it says nothing, which is complained of too.
        let own = complaints.iter().filter(|complaint| complaint.message != "config-missing");
        (institution.graduates_book, own.map(|complaint| complaint.message.to_owned()).collect())
    }

    #[test]
    fn what_is_written_is_meant_and_the_rest_is_usual() {
        assert_eq!(read(""), (GraduatesBook::default(), Vec::new()));
        let (meant, complaints) = read("threshold = 10\nyear_begins = \"09-15\"\ncontact.bg = \"сектор „Студенти“\"");
        assert!(complaints.is_empty(), "{complaints:?}");
        assert_eq!((meant.threshold, meant.year_begins), (10, MonthDay { month: 9, day: 15 }));
        assert_eq!(meant.contact, "сектор „Студенти“");
    }

    #[test]
    fn a_threshold_that_hides_nobody_and_a_day_that_is_none_are_complained_of() {
        for (line, message) in [
            ("threshold = 1", "config-book-threshold"),
            ("threshold = 0", "config-book-threshold"),
            ("year_begins = \"31-12\"", "config-month-day"),
            ("year_begins = \"02-29\"", "config-month-day"),
        ] {
            let (meant, complaints) = read(line);
            assert_eq!(complaints, [message], "{line}");
            assert!(meant.threshold >= 2);
        }
    }
}
