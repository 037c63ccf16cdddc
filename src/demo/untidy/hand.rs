//! How the people of the untidy office write: each sheet in the hand of whoever keeps it.

use jiff::civil::{Date, date};

use crate::demo::{calendar::days_between, sheet::Cell};

const MONTHS: [&str; 12] =
    ["януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври", "ноември", "декември"];
const ROMAN: [&str; 8] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"];

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Days {
    /// A real date.
    Real,
    /// „7.2.2022“.
    Short,
    /// „07 февруари 2022 г.“.
    Words,
    /// The spreadsheet's own number of the day, its format lost.
    Serial,
}

impl Days {
    /// One of the four.
    pub(super) fn hand(number: usize) -> Self {
        [Self::Real, Self::Short, Self::Words, Self::Serial][number % 4]
    }

    /// A cell in this hand; what is no date stays as it is.
    pub(super) fn write(self, cell: &Cell) -> Cell {
        let Cell::Date(day) = cell else { return cell.clone() };
        match self {
            Self::Real => cell.clone(),
            Self::Short => short(*day).into(),
            Self::Words => format!("{:02} {} {} г.", day.day(), month(*day), day.year()).into(),
            Self::Serial => Cell::Number(f64::from(days_between(date(1899, 12, 30), *day))),
        }
    }
}

/// „7.2.2022“.
pub(super) fn short(day: Date) -> String {
    format!("{}.{}.{}", day.day(), day.month(), day.year())
}

/// „7 февруари 2022 г.“.
pub(super) fn spoken(day: Date) -> String {
    format!("{} {} {} г.", day.day(), month(day), day.year())
}

fn month(day: Date) -> &'static str {
    MONTHS[usize::from(day.month().unsigned_abs()) - 1]
}

/// „IV“.
pub(super) fn roman(semester: u8) -> &'static str {
    ROMAN[usize::from(semester.clamp(1, 8)) - 1]
}

/// How a grade is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// A number.
    Number,
    /// „6 (отличен)“.
    Bracketed,
    /// „Мн.д. 5“.
    Abbreviated,
    /// „пет“; halves as „4,50“.
    Words,
    /// „5,00“.
    Comma,
    /// „Добър 4“.
    Named,
}

impl Marks {
    /// One of the first five.
    pub(super) fn hand(number: usize) -> Self {
        [Self::Number, Self::Bracketed, Self::Abbreviated, Self::Words, Self::Comma][number % 5]
    }

    /// A cell in this hand; a number off the scale stays as it was typed.
    pub(super) fn write(self, cell: &Cell) -> Cell {
        let points = match cell {
            Cell::Number(number) if (2.0..=6.0).contains(number) => (number * 100.0).round() as u16,
            Cell::Text(text) if &**text == "зачита се" => return "зач.".into(),
            Cell::Text(text) if &**text == "освободен" => return "осв.".into(),
            other => return other.clone(),
        };
        let (word, abbreviation) = word(points);
        let figure = figure(points);
        match self {
            Self::Number => cell.clone(),
            Self::Bracketed => format!("{figure} ({})", word.to_lowercase()).into(),
            Self::Abbreviated => format!("{abbreviation} {figure}").into(),
            Self::Words => spelled(points).map_or_else(|| figure.into(), Into::into),
            Self::Comma => comma(points).into(),
            Self::Named => format!("{word} {figure}").into(),
        }
    }
}

/// „5,25“.
pub(super) fn comma(points: u16) -> String {
    format!("{},{:02}", points / 100, points % 100)
}

/// „5“ or „4,50“.
fn figure(points: u16) -> String {
    if points.is_multiple_of(100) { (points / 100).to_string() } else { comma(points) }
}

fn spelled(points: u16) -> Option<&'static str> {
    Some(match points {
        200 => "две",
        300 => "три",
        400 => "четири",
        500 => "пет",
        600 => "шест",
        _ => return None,
    })
}

/// The word of a grade (Наредба № 21, чл. 9) and how the office shortens it.
pub(super) fn word(points: u16) -> (&'static str, &'static str) {
    match points {
        550.. => ("Отличен", "Отл."),
        450.. => ("Много добър", "Мн.д."),
        350.. => ("Добър", "Доб."),
        300.. => ("Среден", "Ср."),
        _ => ("Слаб", "Сл."),
    }
}

/// Digits typed into a cell of numbers: zeros at the head are gone.
pub(super) fn as_number(cell: &Cell) -> Cell {
    match text(cell) {
        "" => cell.clone(),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().map_or_else(|_| cell.clone(), Cell::Number),
        _ => cell.clone(),
    }
}

/// The text of a cell; empty where it holds none.
pub(super) fn text(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) => text,
        _ => "",
    }
}

/// „Фамилия, Име Презиме“, whatever of the three there is.
pub(super) fn last_first([given, patronymic, family]: [&str; 3]) -> String {
    let rest = [given, patronymic].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if family.is_empty() { rest } else { format!("{family}, {rest}") }
}
