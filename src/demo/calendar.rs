//! The academic calendar: working days, sessions, and the days of this season.

use fastrand::Rng;
use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};

/// The day the season's papers bear.
pub const ISSUE_DATE: Date = date(2025, 9, 30);

/// No result, protocol or request is later.
pub(super) const LAST_DAY: Date = date(2025, 9, 26);

/// The year in whose summer everyone graduates.
pub(super) const SEASON_YEAR: i16 = 2025;

/// Which sitting of an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sitting {
    Regular,
    Resit,
    Liquidation,
}

impl Sitting {
    /// As the grades workbook names it.
    pub(super) fn bulgarian(self) -> &'static str {
        match self {
            Self::Regular => "редовен",
            Self::Resit => "поправителен",
            Self::Liquidation => "ликвидационен",
        }
    }
}

/// Half of an academic year; the last one before the state exam is shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    Winter,
    Summer,
    FinalSummer,
}

/// A working day of the sitting of a term, in an academic year starting in autumn `autumn`.
pub(super) fn exam_day(rng: &mut Rng, autumn: i16, term: Term, sitting: Sitting) -> Date {
    let spring = autumn + 1;
    let (first, last) = match (term, sitting) {
        (Term::Winter, Sitting::Regular) => ((1, 12), (2, 13)),
        (Term::Winter, Sitting::Resit) => ((2, 16), (2, 28)),
        (Term::Summer, Sitting::Regular) => ((5, 27), (7, 3)),
        (Term::Summer, Sitting::Resit) => ((8, 25), (9, 4)),
        (Term::FinalSummer, Sitting::Regular) => ((5, 13), (6, 18)),
        (Term::FinalSummer, Sitting::Resit) => ((6, 20), (7, 3)),
        (_, Sitting::Liquidation) => ((9, 5), (9, 12)),
    };
    working_day_between(rng, date(spring, first.0, first.1), date(spring, last.0, last.1))
}

/// A random working day, both ends included (if there is any between them).
pub(super) fn working_day_between(rng: &mut Rng, first: Date, last: Date) -> Date {
    let days = days_between(first, last).max(0);
    let day = working_day_from(first.saturating_add(rng.i32(0..=days).days()));
    if day <= last { day } else { working_day_before(last) }
}

/// The day itself if people work on it, otherwise the last one before on which they do.
fn working_day_before(day: Date) -> Date {
    let mut day = day;
    while !is_working_day(day) {
        day = day.saturating_sub(1.day());
    }
    day
}

/// The day itself if people work on it, otherwise the next one on which they do.
pub(super) fn working_day_from(day: Date) -> Date {
    let mut day = day;
    while !is_working_day(day) {
        day = day.saturating_add(1.day());
    }
    day
}

/// Whole days from one date to another.
pub(super) fn days_between(first: Date, last: Date) -> i32 {
    first.until(last).map_or(0, |span| span.get_days())
}

/// No weekend and no official holiday with a fixed date (КТ чл. 154; Easter is in no session).
pub(super) fn is_working_day(day: Date) -> bool {
    let weekend = |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let observed = day.weekday() == Weekday::Monday && (1..=2_i32).any(|back| is_holiday(day.saturating_sub(back.days())));
    !weekend(day) && !is_holiday(day) && !observed
}

fn is_holiday(day: Date) -> bool {
    matches!((day.month(), day.day()), (1, 1) | (3, 3) | (5, 1) | (5, 6) | (5, 24) | (9, 6) | (9, 22) | (11, 1) | (12, 24..=26))
}
