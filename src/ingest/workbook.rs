//! A workbook of any kind as a list of sheets of cells.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};

use super::cell::{Cell, DateSystem};
use super::csv_sheet;
use crate::diag::{Code, Finding, Origin, Sources, Subject};

/// A sheet with its cells, at the places where the spreadsheet shows them.
pub struct Sheet {
    /// Index of the sheet in the sources.
    pub index: u32,
    /// Its name; the file's name for a text file.
    pub name: String,
    /// Whether it is a text file, which has no sheets to choose from.
    pub is_text: bool,
    /// Day counting of the workbook, for dates that lost their format.
    pub dates: DateSystem,
    first_row: u32,
    first_column: u32,
    rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The cell at a row and column counted from 1.
    pub fn cell(&self, row: u32, column: u32) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        let at = |place: u32, first: u32| place.checked_sub(first + 1).map(|at| at as usize);
        let row = at(row, self.first_row).and_then(|row| self.rows.get(row));
        row.zip(at(column, self.first_column)).and_then(|(row, column)| row.get(column)).unwrap_or(EMPTY)
    }

    /// The cells of a row, from the first that holds anything.
    pub fn row(&self, row: u32) -> impl Iterator<Item = &Cell> {
        let at = row.checked_sub(self.first_row + 1).map(|at| at as usize);
        at.and_then(|at| self.rows.get(at)).into_iter().flatten()
    }

    /// Columns of a row in which something stands.
    pub fn filled(&self, row: u32) -> Vec<u32> {
        let columns = (self.first_column + 1..).zip(self.row(row));
        columns.filter(|(_, cell)| !cell.is_empty()).map(|(column, _)| column).collect()
    }

    /// Number of columns.
    pub fn width(&self) -> u32 {
        self.end().1 - self.first_column
    }

    /// The last row and column, counted from 1.
    pub fn end(&self) -> (u32, u32) {
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        (self.first_row + self.rows.len() as u32, self.first_column + width as u32)
    }
}

/// Reads a file into sheets; what cannot be read is a finding.
pub fn read(path: &Path, sources: &mut Sources, findings: &mut Vec<Finding>) -> Vec<Sheet> {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let origin = Origin::sheet(sources.add(&name, ""));
            let code = if error.kind() == std::io::ErrorKind::NotFound { Code::FileMissing } else { Code::FileUnreadable };
            findings.push(batch(code, origin).found(path.display().to_string()).arg("error", error.to_string()));
            return Vec::new();
        }
    };
    let is_text =
        path.extension().is_some_and(|ext| ["csv", "tsv", "txt"].contains(&ext.to_string_lossy().to_lowercase().as_str()));
    let sheets = if is_text { text_sheets(&name, &bytes, sources, findings) } else { book_sheets(&name, bytes, sources) };
    sheets.unwrap_or_else(|error| {
        let origin = Origin::sheet(sources.add(&name, ""));
        findings.push(batch(Code::FileUnreadable, origin).found(path.display().to_string()).arg("error", error));
        Vec::new()
    })
}

/// A finding about the inputs as a whole.
pub fn batch(code: Code, origin: Origin) -> Finding {
    Finding::new(code, Subject::Batch).at(origin)
}

fn text_sheets(name: &str, bytes: &[u8], sources: &mut Sources, findings: &mut Vec<Finding>) -> Result<Vec<Sheet>, String> {
    let csv = csv_sheet::read(bytes).map_err(|error| error.to_string())?;
    let index = sources.add(name, "");
    if let Some(encoding) = csv.guessed_encoding {
        findings.push(batch(Code::EncodingGuessed, Origin::sheet(index)).found(name).arg("encoding", encoding));
    }
    let sheet = Sheet {
        index,
        name: name.to_owned(),
        is_text: true,
        dates: DateSystem::From1900,
        first_row: 0,
        first_column: 0,
        rows: csv.rows,
    };
    Ok(vec![sheet])
}

fn book_sheets(name: &str, bytes: Vec<u8>, sources: &mut Sources) -> Result<Vec<Sheet>, String> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut sheets = Vec::new();
    for sheet_name in book.sheet_names() {
        // A chart sheet has no cells.
        let Ok(range) = book.worksheet_range(&sheet_name) else { continue };
        sheets.push(sheet(sources.add(name, &sheet_name), sheet_name, &range));
    }
    let dates = sheets.iter().map(|sheet| sheet.dates).find(|dates| *dates == DateSystem::From1904);
    for sheet in &mut sheets {
        sheet.dates = dates.unwrap_or_default();
    }
    Ok(sheets)
}

fn sheet(index: u32, name: String, range: &Range<Data>) -> Sheet {
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    let date_cells = range.used_cells().filter_map(|(_, _, data)| match data {
        Data::DateTime(moment) if moment.is_datetime() => Some(DateSystem::of(moment)),
        _ => None,
    });
    let dates = date_cells.take(1).next().unwrap_or_default();
    let rows = range.rows().map(|row| row.iter().map(Cell::from_data).collect()).collect();
    Sheet { index, name, is_text: false, dates, first_row, first_column, rows }
}
