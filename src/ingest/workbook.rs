//! The workbooks of a run: read once each, several at a time, and handed out sheet by sheet.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::cell::{Cell, DateSystem};
use super::fault::Fault;
use super::isolation::{Isolation, read_here};
use super::kept::{Book, BookSheet, Cells};
use super::read_file::read_bytes;
use super::told::Merge;
use crate::config::WorkbookLimits;
use crate::diag::{Code, Finding, Origin, Sources, Subject};

/// A sheet with its cells, at the places where the spreadsheet shows them.
#[derive(Debug)]
pub struct Sheet {
    /// Index of the sheet in the sources.
    pub index: u32,
    /// Its name; the file's name for a text file.
    pub name: String,
    /// Whether it is a text file, which has no sheets to choose from.
    pub is_text: bool,
    /// Whether the workbook hides it.
    pub is_hidden: bool,
    /// Day counting of the workbook, for dates that lost their format.
    pub dates: DateSystem,
    cells: Arc<Cells>,
}

impl Sheet {
    /// The cell at a row and column counted from 1.
    pub fn cell(&self, row: u32, column: u32) -> &Cell {
        self.cells.cell(row, column)
    }

    /// The filled cells of a row.
    pub fn row(&self, row: u32) -> impl Iterator<Item = &Cell> {
        self.cells.row(row).iter().map(|(_, cell)| cell)
    }

    /// Columns of a row in which something stands.
    pub fn filled(&self, row: u32) -> Vec<u32> {
        self.cells.row(row).iter().filter(|(_, cell)| !cell.is_empty()).map(|(column, _)| *column).collect()
    }

    /// The last row and column, counted from 1.
    pub fn end(&self) -> (u32, u32) {
        self.cells.end()
    }

    /// Rows with anything in them, with their filled cells by column, in order: also where cells stand far apart this
    /// takes no longer than there are cells.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &[(u32, Cell)])> {
        self.cells.rows()
    }

    /// Whether a row is hidden.
    pub fn is_row_hidden(&self, row: u32) -> bool {
        self.cells.is_row_hidden(row)
    }

    /// Whether a column is hidden.
    pub fn is_column_hidden(&self, column: u32) -> bool {
        self.cells.is_column_hidden(column)
    }

    /// Cells shown as one; the value stands in the first.
    pub fn merges(&self) -> &[Merge] {
        self.cells.merges()
    }
}

/// Some workbooks, read.
#[derive(Debug)]
pub struct Workbooks {
    read: BTreeMap<PathBuf, Result<Book, Fault>>,
    limits: WorkbookLimits,
}

impl Workbooks {
    /// Reads files, several at a time; one that is named twice is read once.
    pub fn read<'a>(paths: impl IntoIterator<Item = &'a Path>, isolation: &Isolation, limits: WorkbookLimits) -> Self {
        let paths: std::collections::BTreeSet<&Path> = paths.into_iter().collect();
        let read = paths.into_par_iter().map(|path| (path.to_owned(), isolation.read(path, limits)));
        Self { read: read.collect(), limits }
    }

    /// One workbook from its bytes, read in this process.
    #[must_use]
    pub fn of_bytes(name: &str, bytes: &[u8], limits: WorkbookLimits) -> Self {
        let read = read_here(|listener| read_bytes(bytes, name, limits, listener));
        Self { read: BTreeMap::from([(PathBuf::from(name), read)]), limits }
    }

    /// The sheets of a file; what cannot be read is a finding. Sources and findings depend on the order of these calls
    /// only.
    pub fn sheets(&self, path: &Path, sources: &mut Sources, findings: &mut Vec<Finding>) -> Vec<Sheet> {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let missing = Err(Fault::Missing);
        let book = match self.read.get(path).unwrap_or(&missing) {
            Ok(book) if !book.sheets.is_empty() => book,
            unread => {
                let broken = Fault::Broken("no worksheet".to_owned());
                let fault = unread.as_ref().err().unwrap_or(&broken);
                let origin = Origin::sheet(sources.add(&name, ""));
                findings.push(fault.finding(origin, &path.display().to_string(), &self.limits));
                return Vec::new();
            }
        };
        let first = findings.len();
        let sheets: Vec<Sheet> = book.sheets.iter().map(|sheet| opened(sheet, &name, sources, findings)).collect();
        let origin = Origin::sheet(sheets.first().map_or_else(|| sources.add(&name, ""), |sheet| sheet.index));
        let of_file = |code, kind: &String| batch(code, origin).found(&name).arg("kind", kind).arg("encoding", kind);
        let misnamed = book.misnamed.as_ref().map(|kind| of_file(Code::FileMisnamed, kind));
        let guessed = book.guessed.as_ref().map(|encoding| of_file(Code::EncodingGuessed, encoding));
        findings.splice(first..first, misnamed.into_iter().chain(guessed));
        sheets
    }
}

fn opened(sheet: &BookSheet, file: &str, sources: &mut Sources, findings: &mut Vec<Finding>) -> Sheet {
    let index = sources.add(file, if sheet.is_text { "" } else { &sheet.name });
    let covered = &sheet.cells.covered;
    if let Some((row, column)) = covered.first() {
        let finding = batch(Code::CellCovered, Origin::row(index, *row).at(*column)).found(&sheet.name);
        findings.push(finding.arg("count", covered.len().to_string()));
    }
    for (row, fields, columns) in &sheet.cells.long_rows {
        let finding = batch(Code::RowTooLong, Origin::row(index, *row)).found(fields.to_string());
        findings.push(finding.expected(columns.to_string()));
    }
    Sheet {
        index,
        name: sheet.name.clone(),
        is_text: sheet.is_text,
        is_hidden: sheet.is_hidden,
        dates: sheet.dates,
        cells: sheet.cells.clone(),
    }
}

/// A finding about the inputs as a whole.
pub fn batch(code: Code, origin: Origin) -> Finding {
    Finding::new(code, Subject::Batch).at(origin)
}
