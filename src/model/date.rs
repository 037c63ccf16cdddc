//! How dates are written in Bulgarian papers.

use jiff::civil::Date;

/// `30.09.2025 г.`, with a no-break space before the abbreviation.
#[must_use]
pub fn bulgarian_date(date: Date) -> String {
    format!("{}\u{a0}г.", plain_date(date))
}

/// `30.09.2025`.
#[must_use]
pub fn plain_date(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}
