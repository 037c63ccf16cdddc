//! A file's cells as they are read, for whoever hands the file back.

use std::path::Path;

use super::cell::Cell;
use super::workbook;
use crate::diag::{Finding, Sources};

/// A sheet's cells from A1 on.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The sheet's name; empty for a text file, which has no sheets.
    pub sheet: String,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Grid {
    /// The cell at a row and column counted from 1; an empty one beyond the last.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        let at = |number: u32| number.checked_sub(1).map(|at| at as usize);
        let row = at(row).and_then(|row| self.rows.get(row));
        row.zip(at(column)).and_then(|(row, column)| row.get(column)).unwrap_or(EMPTY)
    }

    /// The first column (from 1) of a row with anything in it.
    #[must_use]
    pub fn first_filled(&self, row: u32) -> Option<u32> {
        let cells = self.rows.get((row as usize).checked_sub(1)?)?;
        cells.iter().position(|cell| !cell.is_empty()).map(|at| at as u32 + 1)
    }
}

/// The sheets of a file.
///
/// # Errors
/// The findings that say why it cannot be read.
pub fn grids(path: &Path) -> Result<Vec<Grid>, Vec<Finding>> {
    let (mut sources, mut findings) = (Sources::default(), Vec::new());
    let sheets = workbook::read(path, &mut sources, &mut findings);
    if sheets.is_empty() {
        return Err(findings);
    }
    let grid = |sheet: &workbook::Sheet| {
        let (last_row, last_column) = sheet.end();
        let row = |row| (1..=last_column).map(|column| sheet.cell(row, column).clone()).collect();
        Grid { sheet: if sheet.is_text { String::new() } else { sheet.name.clone() }, rows: (1..=last_row).map(row).collect() }
    };
    Ok(sheets.iter().map(grid).collect())
}
