//! What a graduate has agreed to, and by what a graduate is known where consents are kept.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Time};

/// Whose consent: by what the papers and the sheets know a person. The same person may be known by either, or by both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Whose<'a> {
    /// What the identifier is: `egn`, `lnch` or `idn`, the names of the fields; empty where there is none.
    pub identifier_kind: &'a str,
    /// ЕГН, ЛНЧ or another identifier; empty where there is none, as in papers taken over from a book.
    pub identifier: &'a str,
    /// Faculty number; empty where there is none.
    pub faculty_number: &'a str,
}

impl<'a> Whose<'a> {
    /// Of the identifiers a sheet or a paper holds, in the order in which they count: the first that is there, with the faculty number.
    #[must_use]
    pub fn of(egn: &'a str, lnch: &'a str, idn: &'a str, faculty_number: &'a str) -> Self {
        let known = [("egn", egn.trim()), ("lnch", lnch.trim()), ("idn", idn.trim())];
        let (identifier_kind, identifier) = known.into_iter().find(|(_, text)| !text.is_empty()).unwrap_or_default();
        Self { identifier_kind, identifier, faculty_number: faculty_number.trim() }
    }
}

/// What somebody has agreed to; whoever has said nothing has agreed to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Granted {
    /// The name in the graduates' book.
    pub book: bool,
    /// The photo beside it; it says nothing without `book`.
    pub photo: bool,
    /// Notices by e-mail.
    pub mail: bool,
}

/// What a consent is for; each is given and withdrawn by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The name in the graduates' book.
    Book,
    /// The photo in the graduates' book.
    Photo,
    /// Notices by e-mail.
    Mail,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 3] = [Self::Book, Self::Photo, Self::Mail];

    /// The word in configuration, arguments and the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Photo => "photo",
            Self::Mail => "mail",
        }
    }

    /// The purpose of a word.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Agreed.
    Yes,
    /// Not agreed.
    No,
}

/// What a cell says of consent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// A yes or no that names no purpose: what the column is about.
    pub general: Option<Answer>,
    /// What is said of purposes by name.
    pub named: BTreeMap<Purpose, Answer>,
    /// The day on which it was said.
    pub date: Option<Date>,
}

/// When something was said: a day, and the hour where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// The hour, by the clock of the office.
    pub time: Option<Time>,
}

impl Moment {
    /// Some time on a day.
    #[must_use]
    pub fn on(day: Date) -> Self {
        Self { day, time: None }
    }

    /// Whether this was surely after another: on a later day, or later on the same day where both hours are known.
    #[must_use]
    pub fn is_surely_after(self, other: Self) -> bool {
        match self.day.cmp(&other.day) {
            std::cmp::Ordering::Equal => matches!((self.time, other.time), (Some(own), Some(other)) if own > other),
            order => order.is_gt(),
        }
    }
}

impl fmt::Display for Moment {
    /// `2026-03-05`, or `2026-03-05T14:30:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            Some(time) => write!(f, "{}T{}", self.day, time.strftime("%H:%M:%S")),
            None => write!(f, "{}", self.day),
        }
    }
}

impl std::str::FromStr for Moment {
    type Err = jiff::Error;

    /// A day, or a day and an hour: `2026-03-05`, `2026-03-05T14:30`, `2026-03-05 14:30:00`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(['T', ' ']) {
            Some((day, time)) => Ok(Self { day: day.parse()?, time: Some(time.parse()?) }),
            None => Ok(Self::on(text.parse()?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_identifier_that_is_there_counts() {
        let whose = Whose::of(" 0041010001 ", "", "", "130001");
        assert_eq!((whose.identifier_kind, whose.identifier, whose.faculty_number), ("egn", "0041010001", "130001"));
        assert_eq!(Whose::of("", "7110120012", "P-1", "130001").identifier_kind, "lnch");
        assert_eq!(Whose::of("", " ", "P-1", "").identifier_kind, "idn");
        assert_eq!(Whose::of("", "", "", "130001"), Whose { faculty_number: "130001", ..Whose::default() });
    }

    #[test]
    fn of_two_hours_of_one_day_only_known_ones_can_be_told_apart() {
        let moment = |text: &str| text.parse::<Moment>().unwrap();
        assert!(moment("2026-03-06").is_surely_after(moment("2026-03-05T23:00")));
        assert!(moment("2026-03-05T14:30").is_surely_after(moment("2026-03-05 14:29:59")));
        for (own, other) in [
            ("2026-03-05", "2026-03-05"),
            ("2026-03-05T14:30", "2026-03-05"),
            ("2026-03-05", "2026-03-05T09:00"),
            ("2026-03-05T09:00", "2026-03-05T09:00"),
            ("2026-03-04T23:00", "2026-03-05"),
        ] {
            assert!(!moment(own).is_surely_after(moment(other)), "{own} {other}");
        }
        for text in ["2026-03-05", "2026-03-05T14:30:00"] {
            assert_eq!(moment(text).to_string(), text);
        }
        for text in ["", "05.03.2026", "2026-02-30", "2026-03-05T", "2026-03-05T25:00"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }
}
