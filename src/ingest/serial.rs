//! Days as spreadsheets count them.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::cell::DateSystem;

/// The day of a serial number, its time of day dropped; `None` where there is no such day.
///
/// Counting from 1900 has a 29 February 1900 that never was: it is no day, and those before it are one further.
pub fn day(serial: f64, dates: DateSystem) -> Option<Date> {
    const MILLISECONDS: f64 = 86_400_000.0;
    if !serial.is_finite() || !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    // A moment a hair before midnight is midnight.
    let days = ((serial * MILLISECONDS).round() / MILLISECONDS).floor() as i64;
    match (dates, days) {
        (DateSystem::From1904, _) => after(jiff::civil::date(1904, 1, 1), days.days()),
        (DateSystem::From1900, 0 | 60) => None,
        (DateSystem::From1900, ..60) => after(jiff::civil::date(1899, 12, 31), days.days()),
        (DateSystem::From1900, _) => after(jiff::civil::date(1899, 12, 30), days.days()),
    }
}

fn after(first: Date, span: Span) -> Option<Date> {
    first.checked_add(span).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_of_both_systems() {
        for (serial, expected) in [
            (1.0, Some(date(1900, 1, 1))),
            (59.0, Some(date(1900, 2, 28))),
            (60.0, None),
            (61.0, Some(date(1900, 3, 1))),
            (45943.0, Some(date(2025, 10, 13))),
            (45943.75, Some(date(2025, 10, 13))),
            (45_942.999_999_999_9, Some(date(2025, 10, 13))),
            (2_958_465.0, Some(date(9999, 12, 31))),
            (2_958_466.0, None),
            (0.5, None),
            (-1.0, None),
            (f64::NAN, None),
        ] {
            assert_eq!(day(serial, DateSystem::From1900), expected, "{serial}");
        }
        assert_eq!(day(44481.0, DateSystem::From1904), Some(date(2025, 10, 13)));
        assert_eq!(day(0.0, DateSystem::From1904), Some(date(1904, 1, 1)));
    }
}
