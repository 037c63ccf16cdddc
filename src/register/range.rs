//! Numbers of a series that lie one after the other: a delivery of forms or stickers.

use crate::model::Blank;

/// The most forms of one delivery.
const MOST: u64 = 1_000_000;

/// Forms or stickers of a series that lie one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The series.
    pub series: String,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// Digits of a number, with its leading zeros.
    pub digits: usize,
}

impl Range {
    /// `SERIES:FIRST-LAST`, or `SERIES:NUMBER` for one alone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (series, numbers) = text.rsplit_once(':')?;
        Self::of(series.trim(), numbers)
    }

    /// The numbers of a series, `FIRST-LAST` or one alone.
    #[must_use]
    pub fn of(series: &str, numbers: &str) -> Option<Self> {
        let (first, last) = numbers.split_once(['-', '–']).unwrap_or((numbers, numbers));
        let (first, last) = (first.trim(), last.trim());
        let is_number = |text: &str| (1..=15).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
        let number = |text: &str| is_number(text).then(|| text.parse::<u64>().ok()).flatten();
        let (from, until) = (number(first)?, number(last)?);
        let fits = !series.is_empty() && from <= until && until - from < MOST;
        fits.then(|| Self { series: series.to_owned(), first: from, last: until, digits: first.len() })
    }

    /// A form of the series, as it is written in this range.
    #[must_use]
    pub fn blank(&self, number: u64) -> Blank {
        Blank { series: self.series.clone(), number: format!("{number:0width$}", width = self.digits) }
    }

    /// All of them.
    pub fn blanks(&self) -> impl Iterator<Item = Blank> {
        (self.first..=self.last).map(|number| self.blank(number))
    }

    /// Whether a number is among them.
    #[must_use]
    pub fn has(&self, number: u64) -> bool {
        (self.first..=self.last).contains(&number)
    }

    pub(super) fn key(&self, what: &str) -> String {
        format!("{what}/{}/{:0width$}-{:0width$}", self.series, self.first, self.last, width = self.digits)
    }
}

/// The number of a sticker of a range, whose series may be written before it or not.
#[must_use]
pub fn of_range(range: &Range, sticker: &str) -> Option<u64> {
    let digits = sticker.chars().rev().take_while(char::is_ascii_digit).count();
    let (series, number) = sticker.split_at(sticker.len() - digits);
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let fits = bare(series).is_empty() || bare(series) == bare(&range.series);
    number.parse().ok().filter(|number| fits && range.has(*number))
}
