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
}

/// A date written as text: `12.07.2024`, `12.7.2024 г.`, `2024-07-12`.
pub fn text_date(text: &str) -> Option<Date> {
    let text = tidy(text);
    let text = text.trim_end_matches("г.").trim_end_matches('г').trim();
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let rest = parts.next().unwrap_or("");
    if !rest.is_empty() || year.trim().len() != 4 {
        return None;
    }
    Date::new(year.trim().parse().ok()?, month.trim().parse().ok()?, day.trim().parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_as_text() {
        for (text, expected) in [
            ("12.07.2024", Some(date(2024, 7, 12))),
            (" 12.7.2024 г.", Some(date(2024, 7, 12))),
            ("12.07.2024\u{a0}г.", Some(date(2024, 7, 12))),
            ("2024-07-12", Some(date(2024, 7, 12))),
            ("31.02.2024", None),
            ("12.07.24", None),
            ("юли 2024", None),
        ] {
            assert_eq!(text_date(text), expected, "{text}");
        }
    }

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
