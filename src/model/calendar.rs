//! Working days, terms and semesters: which days a Bulgarian university works, and when an answer is due.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A day of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    /// Month, 1–12.
    pub month: i8,
    /// Day, 1–31.
    pub day: i8,
}

impl MonthDay {
    /// Reads `MM-DD`; `None` where no year has such a day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2)?;
        let read = Self { month: month.parse().ok()?, day: day.parse().ok()? };
        // A year with 29 February.
        read.in_year(2000).map(|_| read)
    }

    /// The day in a year; `None` for 29 February of a common year.
    #[must_use]
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

/// How long an answer may take. The day of filing is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// „веднага“: on the day of filing.
    AtOnce,
    /// Calendar days; a term that ends on a holiday ends on the next working day.
    Days(u16),
    /// Working days.
    WorkingDays(u16),
    /// Months: the same day of the month, else its last; a term that ends on a holiday ends on the next working day.
    Months(u16),
}

impl Term {
    /// Reads `at once`, `7 days`, `7 working days`, `2 months`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == "at once" {
            return Some(Self::AtOnce);
        }
        let (count, unit) = text.split_once(' ')?;
        let count: u16 = count.parse().ok().filter(|count| (1..=3650).contains(count))?;
        match unit.trim() {
            "day" | "days" => Some(Self::Days(count)),
            "working day" | "working days" => Some(Self::WorkingDays(count)),
            "month" | "months" => Some(Self::Months(count)),
            _ => None,
        }
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counted = |f: &mut std::fmt::Formatter<'_>, count: u16, unit: &str| {
            write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
        };
        match self {
            Self::AtOnce => f.write_str("at once"),
            Self::Days(count) => counted(f, *count, "day"),
            Self::WorkingDays(count) => counted(f, *count, "working day"),
            Self::Months(count) => counted(f, *count, "month"),
        }
    }
}

/// Whether a day that falls on a weekend is made up for on the working days that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnWeekend {
    /// It is: „първият или първите два работни дни след тях са неприсъствени“ (КТ, чл. 154, ал. 2).
    Moves,
    /// It is lost.
    Stays,
}

/// Which days are worked. Everything in it is data: parliament and government change it every year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Official holidays of fixed date (КТ, чл. 154, ал. 1).
    pub holidays: Vec<MonthDay>,
    /// Whether they move from a weekend.
    pub holidays_on_weekend: OnWeekend,
    /// Official holidays by their distance in days from the Orthodox Easter Sunday; they never move.
    pub easter: Vec<i32>,
    /// Days on which only educational institutions do not work.
    pub non_attendance: Vec<MonthDay>,
    /// Whether those move from a weekend.
    pub non_attendance_on_weekend: OnWeekend,
    /// Further days off by decision.
    pub closed: BTreeSet<Date>,
    /// Saturdays and Sundays that are worked by decision.
    pub open: BTreeSet<Date>,
    /// First days of the semesters.
    pub semesters: Vec<MonthDay>,
}

impl Default for Calendar {
    /// The holidays of Bulgaria and its universities; no decision of any one year.
    fn default() -> Self {
        let day = |(month, day)| MonthDay { month, day };
        let holidays = [(1, 1), (3, 3), (5, 1), (5, 6), (5, 24), (9, 6), (9, 22), (12, 24), (12, 25), (12, 26)];
        Self {
            holidays: holidays.map(day).to_vec(),
            holidays_on_weekend: OnWeekend::Moves,
            easter: vec![-2, -1, 0, 1],
            non_attendance: vec![day((11, 1))],
            non_attendance_on_weekend: OnWeekend::Stays,
            closed: BTreeSet::new(),
            open: BTreeSet::new(),
            semesters: [(2, 15), (9, 15)].map(day).to_vec(),
        }
    }
}

impl Calendar {
    /// Whether the university works on a day.
    #[must_use]
    pub fn is_working(&self, day: Date) -> bool {
        let is_off = || self.closed.contains(&day) || self.off(day.year()).contains(&day);
        self.open.contains(&day) || (!is_weekend(day) && !is_off())
    }

    /// The day itself where it is worked, else the next one that is.
    #[must_use]
    pub fn working_from(&self, day: Date) -> Date {
        let mut day = day;
        while !self.is_working(day) {
            let Ok(next) = day.tomorrow() else { return day };
            day = next;
        }
        day
    }

    /// The last day of a term that begins to run on a day, which is not counted.
    #[must_use]
    pub fn due(&self, from: Date, term: Term) -> Date {
        match term {
            Term::AtOnce => from,
            Term::Days(count) => self.working_from(from.saturating_add(i64::from(count).days())),
            Term::Months(count) => self.working_from(from.saturating_add(i64::from(count).months())),
            Term::WorkingDays(count) => self.after(from, count),
        }
    }

    /// Working days after one day up to another; 0 where the other is not later.
    #[must_use]
    pub fn working_days_between(&self, after: Date, until: Date) -> usize {
        let days = std::iter::successors(after.tomorrow().ok(), |day| day.tomorrow().ok());
        days.take_while(|day| *day <= until).filter(|day| self.is_working(*day)).count()
    }

    /// The first day of the semester a day lies in; `None` where no semesters are known.
    #[must_use]
    pub fn semester(&self, day: Date) -> Option<Date> {
        let years = [day.year().saturating_sub(1), day.year()];
        let begins = years.into_iter().flat_map(|year| self.semesters.iter().filter_map(move |begin| begin.in_year(year)));
        begins.filter(|begin| *begin <= day).max()
    }

    /// The working day so many working days after another.
    fn after(&self, from: Date, count: u16) -> Date {
        let mut day = from;
        for _ in 0..count {
            let Ok(next) = day.tomorrow() else { return day };
            day = self.working_from(next);
        }
        day
    }

    /// Days off of a year that are no weekends by themselves: holidays, moved holidays, days of non-attendance.
    fn off(&self, year: i16) -> BTreeSet<Date> {
        let mut off = BTreeSet::new();
        // A holiday at the end of December moves into the next year.
        for year in [year.saturating_sub(1), year] {
            let easter = orthodox_easter(year);
            off.extend(easter.iter().flat_map(|sunday| self.easter.iter().map(|days| sunday.saturating_add(days.days()))));
            place(&self.holidays, self.holidays_on_weekend, year, &mut off);
        }
        // All days of non-attendance come after all official ones, which oblige everybody.
        for year in [year.saturating_sub(1), year] {
            place(&self.non_attendance, self.non_attendance_on_weekend, year, &mut off);
        }
        off
    }
}

/// Adds days of a year, and for each on a weekend the first day after it that is neither weekend nor off already.
fn place(days: &[MonthDay], on_weekend: OnWeekend, year: i16, off: &mut BTreeSet<Date>) {
    let mut days: Vec<Date> = days.iter().filter_map(|day| day.in_year(year)).collect();
    days.sort_unstable();
    off.extend(&days);
    if on_weekend == OnWeekend::Stays {
        return;
    }
    for day in days.into_iter().filter(|day| is_weekend(*day)) {
        let mut later = std::iter::successors(day.tomorrow().ok(), |day| day.tomorrow().ok());
        let moved = later.find(|day| !is_weekend(*day) && !off.contains(day));
        off.extend(moved);
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Easter Sunday of the Orthodox Church in the Gregorian calendar, for the years 1900–2099; `None` for others.
///
/// Source: Jean Meeus, *Astronomical Algorithms*, the Julian Easter, and 13 days.
#[must_use]
pub fn orthodox_easter(year: i16) -> Option<Date> {
    if !(1900..=2099).contains(&year) {
        return None;
    }
    let (a, b, c) = (year % 4, year % 7, year % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let sum = d + e + 114;
    let (month, day) = (i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?);
    Some(Date::new(year, month, day).ok()?.saturating_add(13.days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// The decisions of the Council of Ministers that the lists below hold.
    fn calendar() -> Calendar {
        Calendar { closed: [day("2025-12-31"), day("2026-01-02")].into(), ..Calendar::default() }
    }

    fn office() -> Calendar {
        Calendar { non_attendance: Vec::new(), ..calendar() }
    }

    #[test]
    fn the_orthodox_easter() {
        let known = "2016-05-01 2024-05-05 2025-04-20 2026-04-12 2027-05-02 2028-04-16 2029-04-08 2030-04-28 2031-04-13 \
                     2032-05-02 2033-04-24 2034-04-09 2035-04-29";
        for sunday in known.split(' ').map(day) {
            assert_eq!(orthodox_easter(sunday.year()), Some(sunday));
        }
        assert_eq!((orthodox_easter(1899), orthodox_easter(2100)), (None, None));
        for year in 1900..=2099 {
            assert_eq!(orthodox_easter(year).unwrap().weekday(), Weekday::Sunday, "{year}");
        }
    }

    #[test]
    fn weekdays_that_are_not_worked() {
        let known = [
            (2024, "01-01 03-04 05-01 05-03 05-06 05-24 09-06 09-23 12-24 12-25 12-26"),
            (2025, "01-01 03-03 04-18 04-21 05-01 05-06 05-26 09-08 09-22 12-24 12-25 12-26 12-31"),
            (2026, "01-01 01-02 03-03 04-10 04-13 05-01 05-06 05-25 09-07 09-22 12-24 12-25 12-28"),
            (2027, "01-01 03-03 04-30 05-03 05-04 05-06 05-24 09-06 09-22 12-24 12-27 12-28"),
            (2028, "01-03 03-03 04-14 04-17 05-01 05-08 05-24 09-06 09-22 12-25 12-26 12-27"),
        ];
        for (year, expected) in known {
            assert_eq!(weekdays_off(&office(), year), expected, "{year}");
        }
        let with_november = |year| weekdays_off(&calendar(), year).contains("11-01");
        assert_eq!([2024, 2025, 2026, 2027, 2028].map(with_november), [true, false, false, true, true]);
    }

    fn weekdays_off(calendar: &Calendar, year: i16) -> String {
        let days = std::iter::successors(Date::new(year, 1, 1).ok(), |day| day.tomorrow().ok());
        let off = days.take_while(|day| day.year() == year).filter(|day| !is_weekend(*day) && !calendar.is_working(*day));
        off.map(|day| day.strftime("%m-%d").to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_day_of_the_awakeners_moves_only_where_it_is_told_to() {
        // 1.XI.2026 is a Sunday.
        assert!(calendar().is_working(day("2026-11-02")));
        let moving = Calendar { non_attendance_on_weekend: OnWeekend::Moves, ..calendar() };
        assert!(!moving.is_working(day("2026-11-02")) && moving.is_working(day("2026-11-03")));
        let lost = Calendar { holidays_on_weekend: OnWeekend::Stays, ..calendar() };
        assert!(lost.is_working(day("2025-05-26")) && !calendar().is_working(day("2025-05-26")));
    }

    #[test]
    fn a_holiday_moves_into_the_next_year() {
        let silvester = Calendar { holidays: [MonthDay::parse("12-31").unwrap()].into(), ..Calendar::default() };
        // 31.XII.2028 is a Sunday.
        assert!(!silvester.is_working(day("2029-01-01")) && silvester.is_working(day("2029-01-02")));
    }

    #[test]
    fn a_working_saturday() {
        let saturday = day("2026-10-03");
        assert!(!calendar().is_working(saturday));
        let open = Calendar { open: [saturday].into(), ..calendar() };
        assert_eq!(open.due(day("2026-10-01"), Term::WorkingDays(2)), saturday);
    }

    #[test]
    fn terms_in_working_days() {
        let known = [
            ("2025-04-14", 7, "2025-04-25"),
            ("2025-04-30", 7, "2025-05-13"),
            ("2025-04-30", 10, "2025-05-16"),
            ("2025-05-02", 30, "2025-06-17"),
            ("2025-12-22", 7, "2026-01-08"),
            ("2026-04-07", 7, "2026-04-20"),
            ("2026-05-20", 7, "2026-06-01"),
            ("2026-12-18", 7, "2027-01-04"),
            ("2027-04-28", 7, "2027-05-13"),
            ("2026-08-31", 30, "2026-10-14"),
        ];
        for (filed, count, due) in known {
            for calendar in [office(), calendar()] {
                assert_eq!(calendar.due(day(filed), Term::WorkingDays(count)), day(due), "{filed} + {count}");
            }
        }
    }

    #[test]
    fn terms_over_the_first_of_november() {
        let known = [
            ("2024-10-28", 7, "2024-11-06", "2024-11-07"),
            ("2027-10-27", 7, "2027-11-05", "2027-11-08"),
            ("2027-10-27", 10, "2027-11-10", "2027-11-11"),
            ("2028-10-27", 7, "2028-11-07", "2028-11-08"),
        ];
        for (filed, count, elsewhere, at_a_university) in known {
            let due = [office(), calendar()].map(|calendar| calendar.due(day(filed), Term::WorkingDays(count)));
            assert_eq!(due, [day(elsewhere), day(at_a_university)], "{filed} + {count}");
        }
    }

    #[test]
    fn other_terms() {
        let due = |filed: &str, term: &str| calendar().due(day(filed), Term::parse(term).unwrap()).to_string();
        assert_eq!(due("2026-03-02", "at once"), "2026-03-02");
        assert_eq!(due("2026-03-02", "7 days"), "2026-03-09");
        // The seventh day is 6 May, a holiday; the fourteenth of the other one Easter Sunday.
        assert_eq!(due("2026-04-29", "7 days"), "2026-05-07");
        assert_eq!(due("2026-03-29", "14 days"), "2026-04-14");
        assert_eq!(due("2026-01-30", "1 month"), "2026-03-02");
        assert_eq!(due("2026-03-31", "2 months"), "2026-06-01");
        for wrong in ["", "days", "0 days", "7 weeks", "-1 days", "7.5 days"] {
            assert_eq!(Term::parse(wrong), None, "{wrong}");
        }
        for text in ["at once", "7 days", "1 working day", "30 working days", "2 months"] {
            assert_eq!(Term::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(calendar().due(Date::MAX, Term::Months(2)), Date::MAX);
        assert_eq!(calendar().working_days_between(day("2026-04-09"), day("2026-04-15")), 2);
    }

    #[test]
    fn semesters() {
        let begins = |text: &str| calendar().semester(day(text)).unwrap().to_string();
        assert_eq!(begins("2026-01-20"), "2025-09-15");
        assert_eq!(begins("2026-02-15"), "2026-02-15");
        assert_eq!(begins("2026-09-14"), "2026-02-15");
        assert_eq!(Calendar { semesters: Vec::new(), ..calendar() }.semester(day("2026-01-20")), None);
        assert_eq!((MonthDay::parse("02-30"), MonthDay::parse("1-1"), MonthDay::parse("13-01")), (None, None, None));
    }
}
