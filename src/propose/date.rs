//! The day of issue that a folder of workbooks speaks of.

use jiff::civil::Date;

use super::settle::Placed;
use crate::config::TableKind;
use crate::ingest::{Cell, text_date};
use crate::model::Field;

/// A proposed day, and where it comes from.
pub enum Day {
    /// Said by a sheet: „към 30.09.2025 г.“.
    Said(Date, String),
    /// The end of the month of the last state exams and requests.
    Reckoned(Date),
}

/// The day of issue; `None` where nothing speaks of one.
pub fn of(placed: &[Placed]) -> Option<Day> {
    let said = placed.iter().filter(|one| one.guess.kind == TableKind::Students).find_map(|one| {
        let lines = (1..one.guess.header_row).map(|row| one.page.line(row));
        lines
            .into_iter()
            .find_map(|line| said(&line).map(|date| Day::Said(date, format!("{}: {}", one.page.title(), line.trim()))))
    });
    said.or_else(|| reckoned(placed).map(Day::Reckoned))
}

/// „към 30.09.2025 г.“, „дата на издаване: 30.09.2025“.
fn said(line: &str) -> Option<Date> {
    let lower = line.to_lowercase();
    let after = ["към ", "дата на издаване", "дата на промоция", "as of "]
        .iter()
        .find_map(|label| lower.split_once(label).map(|(_, rest)| rest.to_owned()))?;
    let start = after.find(|c: char| c.is_ascii_digit())?;
    let day: String = after[start..].chars().take_while(|c| c.is_ascii_digit() || ". -/".contains(*c)).collect();
    text_date(day.trim().trim_end_matches('.'))
}

fn reckoned(placed: &[Placed]) -> Option<Date> {
    let mut days: Vec<Date> = Vec::new();
    for one in placed {
        let field = match one.guess.kind {
            TableKind::StateExams => Field::ExamDate,
            TableKind::Requests => Field::RequestDate,
            _ => continue,
        };
        days.extend(one.guess.banner.iter().filter(|(own, ..)| *own == field).filter_map(|(_, _, value)| text_date(value)));
        let Some(column) = one.guess.column(field) else { continue };
        days.extend(one.page.below(one.guess.header_row, column.column).filter_map(|cell| match cell {
            Cell::Date(date) => Some(*date),
            Cell::Text(text) => text_date(text),
            _ => None,
        }));
    }
    days.sort_unstable();
    let middle = *days.get(days.len() / 2)?;
    // A slip of the pen in the year is no day of issue.
    let is_near = |day: &Date| middle.until(*day).is_ok_and(|span| span.get_days() < 180);
    days.into_iter().rfind(is_near).map(Date::last_of_month)
}
