//! Rows for other programs: comma-separated, JSON, workbooks; entry by entry, however many there are.

use std::io::{Seek, Write};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::super::{Exit, Failure};
use crate::disk::write_whole;
use crate::model::spreadsheet_safe;
use crate::register::Entry;

/// By this a spreadsheet program knows that a comma-separated file is UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Rows of a sheet under its header: as many as a workbook holds.
const ROWS: u32 = 1_048_575;

/// Widths of the columns of a workbook that is written row by row.
const WIDTH: f64 = 18.0;

/// The texts of an entry, as they may stand in a cell.
pub fn cells(entry: &Entry) -> Vec<String> {
    entry.texts().iter().map(|text| spreadsheet_safe(text)).collect()
}

/// An entry as a JSON object in a line; with its data, where it has any.
pub fn json(entry: &Entry) -> String {
    let mut line = serde_json::to_value(entry).unwrap_or_default();
    if let Some(data) = &entry.data {
        line["data"] = serde_json::from_str(data).unwrap_or_else(|_| data.as_str().into());
    }
    line.to_string()
}

/// A workbook that is written row by row and takes no more memory for many; full sheets are followed by others.
pub struct LongBook {
    book: Workbook,
    name: &'static str,
    header: Vec<&'static str>,
    sheets: usize,
    row: u32,
}

impl LongBook {
    /// With its first sheet.
    pub fn new(name: &'static str, header: &[&'static str]) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
        let mut long = Self { book, name, header: header.to_vec(), sheets: 0, row: 0 };
        long.begin_sheet()?;
        Ok(long)
    }

    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        self.row = 0;
        let name = if self.sheets == 1 { self.name.to_owned() } else { format!("{} {}", self.name, self.sheets) };
        let sheet = self.book.add_worksheet_with_constant_memory()?.set_name(name)?;
        for column in 0..u16::try_from(self.header.len()).unwrap_or_default() {
            sheet.set_column_width(column, WIDTH)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.write_row_with_format(0, 0, self.header.iter().copied(), &Format::new().set_bold())?;
        Ok(())
    }

    /// Adds a row of texts.
    pub fn add(&mut self, row: Vec<String>) -> Result<(), XlsxError> {
        if self.row == ROWS {
            self.begin_sheet()?;
        }
        self.row += 1;
        let line = self.row;
        self.book.worksheet_from_index(self.sheets - 1)?.write_row(line, 0, row)?;
        Ok(())
    }

    /// Writes the file.
    pub fn close(mut self, out: impl Write + Seek + Send) -> Result<(), XlsxError> {
        self.book.save_to_writer(out)
    }
}

/// Writes bytes to a file, or to standard output.
pub fn write_out(bytes: &[u8], out: Option<&Path>) -> Result<Exit, Failure> {
    match out {
        Some(path) => write_whole(path, bytes).map_err(|error| Failure::Write(path.to_owned(), error))?,
        // A reader that went away is no failure.
        None => drop(std::io::stdout().write_all(bytes)),
    }
    Ok(Exit::Done)
}

/// A workbook of one sheet of texts, the same bytes for the same rows.
pub fn workbook(name: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Failure> {
    build_workbook(name, header, rows).map_err(|error| Failure::Other(error.to_string()))
}

fn build_workbook(name: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = book.add_worksheet().set_name(name)?;
    sheet.write_row_with_format(0, 0, header.iter().copied(), &Format::new().set_bold())?;
    for (at, row) in rows.enumerate() {
        let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        sheet.write_row(line, 0, row)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    book.save_to_buffer()
}
