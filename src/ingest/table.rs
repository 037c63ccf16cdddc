//! A sheet as a table: its columns found by their headers, never by their position.

use std::sync::Arc;

use super::cell::Cell;
use super::workbook::{Sheet, batch};
use crate::config::{TableKind, TableMap, fold, matches_pattern};
use crate::diag::{Code, Finding, Origin};
use crate::model::{Columns, Field, Place};

/// A sheet whose columns are known.
pub struct Table {
    sheet: Sheet,
    columns: Arc<Columns>,
    header_row: u32,
}

impl Table {
    /// The table on a sheet; `None` where columns it needs are not there (the findings say which).
    pub fn on(sheet: Sheet, kind: TableKind, map: &TableMap, findings: &mut Vec<Finding>) -> Option<Self> {
        let before = findings.len();
        let (last_row, last_column) = sheet.end();
        // A season may have no requests; it has students, curricula and grades.
        let may_be_empty = matches!(kind, TableKind::Requests | TableKind::EarlierRegister | TableKind::StateExams);
        if last_row < map.header_row || (last_row == map.header_row && !may_be_empty) {
            findings.push(batch(Code::SheetEmpty, Origin::sheet(sheet.index)).found(&sheet.name));
            return None;
        }
        let headers: Vec<(u32, String)> =
            (1..=last_column).map(|column| (column, fold(&sheet.cell(map.header_row, column).text()))).collect();
        let mut columns = Columns::new();
        for (field, accepted) in &map.columns {
            let found: Vec<u32> =
                headers.iter().filter(|(_, header)| accepted.contains(header)).map(|(column, _)| *column).collect();
            match found.as_slice() {
                [] if kind.required().contains(field) => findings.push(missing(&sheet, map, *field, accepted)),
                [] => {}
                [column] => {
                    columns.insert(*field, *column);
                }
                [_, second, ..] => findings.push(twice(&sheet, map, *field, *second)),
            }
        }
        let is_sound = findings.len() == before;
        is_sound.then(|| Self { sheet, columns: Arc::new(columns), header_row: map.header_row })
    }

    /// Rows below the header that have anything in them, by their number.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        (self.header_row + 1..=self.sheet.end().0)
            .filter(|row| self.columns.values().any(|column| !self.sheet.cell(*row, *column).is_empty()))
    }

    /// The cell of a field in a row; an empty one where the sheet has no such column.
    pub fn cell(&self, row: u32, field: Field) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        self.columns.get(&field).map_or(EMPTY, |column| self.sheet.cell(row, *column))
    }

    /// The sheet.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// The place of a row.
    pub fn place(&self, row: u32) -> Place {
        Place::new(Origin::row(self.sheet.index, row), self.columns.clone())
    }
}

/// The sheets of some workbooks that a table's patterns name; a pattern without a sheet is a finding.
pub fn pick(sheets: Vec<Sheet>, map: &TableMap, file: &str, file_index: u32, findings: &mut Vec<Finding>) -> Vec<Sheet> {
    if map.sheets.is_empty() {
        return sheets;
    }
    let picked: Vec<Sheet> = sheets
        .into_iter()
        .filter(|sheet| sheet.is_text || map.sheets.iter().any(|pattern| matches_pattern(pattern, &sheet.name)))
        .collect();
    if picked.is_empty() {
        let wanted = map.sheets.join(", ");
        findings.push(batch(Code::SheetMissing, Origin::sheet(file_index)).found(file).expected(wanted));
    }
    picked
}

fn missing(sheet: &Sheet, map: &TableMap, field: Field, accepted: &[String]) -> Finding {
    batch(Code::ColumnMissing, Origin::row(sheet.index, map.header_row))
        .field(field.tag())
        .found(&sheet.name)
        .expected(accepted.first().cloned().unwrap_or_default())
        .arg("accepted", accepted.join(" | "))
}

fn twice(sheet: &Sheet, map: &TableMap, field: Field, column: u32) -> Finding {
    batch(Code::ColumnTwice, Origin::row(sheet.index, map.header_row).at(column))
        .field(field.tag())
        .found(sheet.cell(map.header_row, column).text())
}
