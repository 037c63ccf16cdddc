//! One cell of a sheet, whatever kind of file it came from.

use jiff::civil::Date;

use super::serial;

/// A cell's value.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, as it stands there.
    Text(String),
    /// A number.
    Number(f64),
    /// A date cell; a time of day is dropped.
    Date(Date),
    /// A truth value.
    Bool(bool),
    /// A formula's error such as `#REF!`.
    Error(String),
}

impl Cell {
    /// The cell of some text.
    pub fn from_text(text: &str) -> Self {
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// Whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// The cell as text: outer spaces dropped, repeated ones (also no-break ones) made one; a whole number without a
    /// decimal mark. Control characters stay: they are for the rules to see.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => tidy(text),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => crate::model::plain_date(*date),
            Self::Bool(flag) => flag.to_string(),
            Self::Error(error) => error.clone(),
        }
    }
}

fn tidy(text: &str) -> String {
    let is_space = |c: char| c == ' ' || c == '\u{a0}' || c == '\u{202f}';
    let parts: Vec<&str> = text.split(is_space).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// The two ways spreadsheets count days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateSystem {
    /// From 1 January 1900 (Excel for Windows, LibreOffice).
    #[default]
    From1900,
    /// From 1 January 1904 (old Excel for Mac).
    From1904,
}

impl DateSystem {
    /// The date of a serial day number; `None` outside 1920–2100, where a number in a date column is no date.
    pub fn date(self, serial: f64) -> Option<Date> {
        let is_whole = serial.fract() == 0.0;
        serial::day(serial, self).filter(|date| is_whole && (1920..2100).contains(&date.year()))
    }

    /// Whether one date is what the other becomes when its day number is read in the other system: 1,462 days off.
    pub fn is_other_system(one: Date, two: Date) -> bool {
        one.until(two).is_ok_and(|span| span.get_days().abs() == 1462)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn serials_of_both_systems() {
        assert_eq!(DateSystem::From1900.date(45943.0), Some(date(2025, 10, 13)));
        assert_eq!(DateSystem::From1904.date(44481.0), Some(date(2025, 10, 13)));
        assert_eq!(DateSystem::From1900.date(12.0), None);
    }

    #[test]
    fn text_keeps_control_characters_and_drops_spaces() {
        assert_eq!(Cell::from_text("  Иб\u{7}рахим \u{a0} Али ").text(), "Иб\u{7}рахим Али");
        assert_eq!(Cell::Number(130_001.0).text(), "130001");
    }
}
