//! A table of cells and how it becomes a worksheet.

use std::{path::Path, sync::Arc};

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::DemoError;

/// What one cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(Arc<str>),
    Number(f64),
    Date(Date),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<&Arc<str>> for Cell {
    fn from(text: &Arc<str>) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Self {
        Self::Date(day)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// A whole number.
pub(super) fn count(number: impl Into<u32>) -> Cell {
    Cell::Number(f64::from(number.into()))
}

/// A grade given in hundredths.
pub(super) fn grade(hundredths: u16) -> Cell {
    Cell::Number(f64::from(hundredths) / 100.0)
}

/// „да“ or „не“.
pub(super) fn yes_no(yes: bool) -> Cell {
    if yes { "да".into() } else { "не".into() }
}

/// A sheet: name, headers with column widths, rows.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub name: String,
    pub columns: &'static [(&'static str, u8)],
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// Place of a column by its header.
    ///
    /// # Panics
    /// Never for a header that is in the room's own tables; the tests ask for each one used.
    pub(super) fn column(&self, header: &str) -> usize {
        self.columns.iter().position(|(name, _)| *name == header).unwrap_or_default()
    }

    /// „B33“ for a row of `rows` and a column.
    pub(super) fn cell_name(&self, row: usize, column: usize) -> String {
        rust_xlsxwriter::utility::row_col_to_cell(row as u32 + 1, column as u16)
    }
}

/// Writes a workbook whose bytes depend on nothing but the sheets.
pub(super) fn write(path: &Path, sheets: &[Sheet]) -> Result<(), DemoError> {
    let failed = |source| DemoError::Workbook { path: path.to_owned(), source };
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties().map_err(failed)?);
    for sheet in sheets {
        let worksheet = workbook.add_worksheet_with_low_memory().map_err(failed)?;
        fill(worksheet, sheet).map_err(failed)?;
    }
    workbook.save(path).map_err(failed)
}

/// What a workbook says about itself: the last working hour before the papers are issued.
pub(super) fn properties() -> Result<DocProperties, XlsxError> {
    let created = ExcelDateTime::from_ymd(2025, 9, 29)?.and_hms(16, 0, 0)?;
    Ok(DocProperties::new().set_author("Учебен отдел").set_creation_datetime(&created))
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let header = Format::new().set_bold();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    worksheet.set_name(&sheet.name)?;
    worksheet.set_freeze_panes(1, 0)?;
    let last_column = sheet.columns.len().saturating_sub(1) as u16;
    worksheet.autofilter(0, 0, sheet.rows.len() as u32, last_column)?;
    for ((name, width), column) in sheet.columns.iter().zip(0..) {
        worksheet.set_column_width(column, *width)?;
        worksheet.write_string_with_format(0, column, *name, &header)?;
    }
    for (cells, row) in sheet.rows.iter().zip(1..) {
        for (cell, column) in cells.iter().zip(0..) {
            write_cell(worksheet, (row, column), cell, &day)?;
        }
    }
    Ok(())
}

pub(super) fn write_cell(worksheet: &mut Worksheet, at: (u32, u16), cell: &Cell, day: &Format) -> Result<(), XlsxError> {
    let (row, column) = at;
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            worksheet.write_string(row, column, &**text)?;
        }
        Cell::Number(number) => {
            worksheet.write_number(row, column, *number)?;
        }
        Cell::Date(date) => {
            let (year, month, of_month) = (date.year() as u16, date.month() as u8, date.day() as u8);
            worksheet.write_datetime_with_format(row, column, &ExcelDateTime::from_ymd(year, month, of_month)?, day)?;
        }
    }
    Ok(())
}
