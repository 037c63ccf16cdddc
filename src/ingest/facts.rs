//! What a sheet says once for many rows: in its banner, its name, its headings.

use std::collections::BTreeMap;

use super::cell::Cell;
use super::date_text::text_date;
use super::table::fact;
use super::workbook::{Sheet, batch};
use crate::config::{CELL_END, Layout, Pattern};
use crate::diag::{Code, Finding, Origin, Repair};
use crate::model::{Columns, Elsewhere, Field, Sort, plain_date};

/// A value that holds for many rows.
#[derive(Debug, Clone)]
pub struct Fact {
    /// The value.
    pub cell: Cell,
    /// The cell it stands in; `None` for names of sheets and for the configuration.
    pub origin: Option<Origin>,
}

/// Values that hold for many rows, by field.
pub type Facts = BTreeMap<Field, Fact>;

/// Where facts stand, for the fields that have no column of their own.
pub fn origins(facts: &Facts, columns: &Columns) -> Elsewhere {
    let placed = facts.iter().filter(|(field, _)| !columns.contains_key(field));
    placed.filter_map(|(field, fact)| Some((*field, fact.origin?))).collect()
}

/// What stands around a table: above its header (the nearest row first), below it, in the names of sheet and file, and what
/// the configuration says where nothing does.
pub fn around(sheet: &Sheet, file: &str, layout: &Layout, header: u32, until: u32, is_outside: impl Fn(u32) -> bool) -> Facts {
    let mut facts = Facts::new();
    for (field, text) in &layout.fixed {
        facts.insert(*field, fact(text, None));
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    for (field, patterns) in &layout.sheet_name {
        let named = [sheet.name.as_str(), stem].into_iter().find_map(|name| first_value(patterns, name));
        if let Some((value, _)) = named {
            facts.insert(*field, fact(value, None));
        }
    }
    // Footers stand within a screen below the table.
    let rows = (1..header).rev().chain((header..=until).rev().take(40)).filter(|row| is_outside(*row));
    let lines: Vec<Line> = if layout.banner.is_empty() { Vec::new() } else { rows.map(|row| Line::of(sheet, row)).collect() };
    for (field, patterns) in &layout.banner {
        if let Some(found) = lines.iter().find_map(|line| line.value(patterns)) {
            facts.insert(*field, found);
        }
    }
    facts
}

/// What a heading between the rows says; `None` where the row is no heading.
pub fn of_section(sheet: &Sheet, layout: &Layout, row: u32, filled: &[u32]) -> Option<Facts> {
    if layout.sections.is_empty() || filled.len() > 2 {
        return None;
    }
    let line = Line::of(sheet, row);
    let found: Facts = layout.sections.iter().filter_map(|(field, patterns)| Some((*field, line.value(patterns)?))).collect();
    (!found.is_empty()).then_some(found)
}

/// Makes date cells of facts that hold a day, once for all rows; how each was read is a note at its cell.
pub fn settle_dates(facts: &mut Facts, sheet: &Sheet, findings: &mut Vec<Finding>) {
    for (field, fact) in facts.iter_mut().filter(|(field, _)| is_day(**field)) {
        let (date, code) = match &fact.cell {
            Cell::Text(text) => (text_date(text), Code::DateWasText),
            Cell::Number(serial) => (sheet.dates.date(*serial), Code::DateWasNumber),
            _ => continue,
        };
        let Some(date) = date else { continue };
        if let Some(origin) = fact.origin {
            let note = batch(code, origin).field(field.tag()).found(fact.cell.text());
            findings.push(note.suggest(plain_date(date)).repair(Repair::Date(date)));
        }
        fact.cell = Cell::Date(date);
    }
}

fn is_day(field: Field) -> bool {
    matches!(field, Field::ExamDate | Field::EnrolmentDate | Field::IssueDate | Field::RequestDate)
        || Sort::of(field) == Sort::Date
}

fn first_value<'t>(patterns: &[Pattern], text: &'t str) -> Option<(&'t str, usize)> {
    patterns.iter().find_map(|pattern| pattern.find(text)).map(|range| (&text[range.clone()], range.start))
}

/// A row as one text, which knows where each of its cells begins.
struct Line {
    text: String,
    cells: Vec<(usize, Origin)>,
}

impl Line {
    fn of(sheet: &Sheet, row: u32) -> Self {
        let mut line = Self { text: String::new(), cells: Vec::new() };
        for column in sheet.filled(row) {
            if !line.text.is_empty() {
                line.text.push(CELL_END);
            }
            line.cells.push((line.text.len(), Origin::row(sheet.index, row).at(column)));
            line.text.push_str(&sheet.cell(row, column).text().replace(CELL_END, " "));
        }
        line
    }

    fn value(&self, patterns: &[Pattern]) -> Option<Fact> {
        let (value, at) = first_value(patterns, &self.text)?;
        let origin = self.cells.iter().rev().find(|(start, _)| *start <= at).map(|(_, origin)| *origin);
        Some(fact(value, origin))
    }
}
