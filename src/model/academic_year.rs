//! The academic year somebody graduates in.

use jiff::civil::Date;

use super::MonthDay;

/// An academic year by the calendar year it begins in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AcademicYear(i16);

impl AcademicYear {
    /// The day from which a graduation belongs to the new year where nobody says otherwise: sittings of September close the old one.
    pub const BEGINS: MonthDay = MonthDay { month: 10, day: 1 };

    /// The academic year of a day, for an institution whose years begin on a day.
    #[must_use]
    pub fn of(day: Date, begins: MonthDay) -> Self {
        let is_new = (day.month(), day.day()) >= (begins.month, begins.day);
        Self(if is_new { day.year() } else { day.year() - 1 })
    }

    /// Reads `2024/2025`; also `2024/25`, `2024-2025` and with spaces. The years must follow one another.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (first, second) = text.split_once(['/', '-', '–'])?;
        let (first, second) = (first.trim(), second.trim());
        let is_year = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if first.len() != 4 || !is_year(first) || !is_year(second) || ![2, 4].contains(&second.len()) {
            return None;
        }
        let year: i16 = first.parse().ok().filter(|year| (1000..9999).contains(year))?;
        (year + 1).to_string().ends_with(second).then_some(Self(year))
    }

    /// Its last day; the day before it begins again.
    #[must_use]
    pub fn last_day(self, begins: MonthDay) -> Option<Date> {
        begins.in_year(self.0 + 1)?.yesterday().ok()
    }
}

impl std::fmt::Display for AcademicYear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.0, self.0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_belongs_to_the_year_its_boundary_says() {
        let of = |day| AcademicYear::of(day, AcademicYear::BEGINS).to_string();
        assert_eq!((of(date(2025, 9, 30)), of(date(2025, 10, 1))), ("2024/2025".to_owned(), "2025/2026".to_owned()));
        let begins = MonthDay { month: 9, day: 15 };
        assert_eq!(AcademicYear::of(date(2025, 9, 15), begins).to_string(), "2025/2026");
        assert_eq!(AcademicYear::of(date(2025, 9, 14), begins).last_day(begins), Some(date(2025, 9, 14)));
        assert_eq!(AcademicYear::of(date(2025, 7, 14), MonthDay { month: 1, day: 1 }).to_string(), "2025/2026");
    }

    #[test]
    fn it_is_read_as_people_write_it() {
        for text in ["2024/2025", "2024/25", "2024-2025", " 2024 / 2025 ", "2024–2025"] {
            assert_eq!(AcademicYear::parse(text).map(|year| year.to_string()).as_deref(), Some("2024/2025"), "{text}");
        }
        for text in ["2024", "2024/2026", "2025/2024", "24/25", "2024/", "2024/5", "2024/+25", "година", "", "99999/00"] {
            assert_eq!(AcademicYear::parse(text), None, "{text}");
        }
    }
}
