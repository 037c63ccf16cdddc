//! A file's cells as they are read, for whoever hands the file back.

use std::path::Path;

use super::cell::Cell;
use super::isolation::Isolation;
use super::workbook::{Sheet, Workbooks};
use crate::config::WorkbookLimits;
use crate::diag::{Finding, Sources};

/// A sheet's cells.
#[derive(Debug)]
pub struct Grid {
    /// The sheet's name; empty for a text file, which has no sheets.
    pub sheet: String,
    cells: Sheet,
}

impl Grid {
    /// The cell at a row and column counted from 1; an empty one beyond the last.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> &Cell {
        self.cells.cell(row, column)
    }

    /// The first column (from 1) of a row with anything in it.
    #[must_use]
    pub fn first_filled(&self, row: u32) -> Option<u32> {
        self.cells.filled(row).first().copied()
    }

    /// The rows from A1 on, empty cells and all: for sheets of text files and old workbooks, which are small.
    pub fn rows(&self) -> impl Iterator<Item = Vec<&Cell>> {
        let (last_row, last_column) = self.cells.end();
        (1..=last_row).map(move |row| (1..=last_column).map(|column| self.cells.cell(row, column)).collect())
    }
}

/// The sheets of a file that has been read before, within the limits of the run.
///
/// # Errors
/// The findings that say why it cannot be read.
pub fn grids(path: &Path) -> Result<Vec<Grid>, Vec<Finding>> {
    let (mut sources, mut findings) = (Sources::default(), Vec::new());
    let workbooks = Workbooks::read([path], &Isolation::Here, WorkbookLimits::NONE);
    let sheets = workbooks.sheets(path, &mut sources, &mut findings);
    if sheets.is_empty() {
        return Err(findings);
    }
    let grid = |sheet: Sheet| Grid { sheet: if sheet.is_text { String::new() } else { sheet.name.clone() }, cells: sheet };
    Ok(sheets.into_iter().map(grid).collect())
}
