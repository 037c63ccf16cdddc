//! Workbooks for the tests: a cell changed, a sheet written from nothing.

use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};
use rust_xlsxwriter::{Format, Workbook};

/// A cell as the tests see it.
pub type Cell = Data;

/// All cells of a workbook's only sheet of a name.
pub fn rows(path: &Path, sheet: &str) -> Vec<Vec<Cell>> {
    let mut book = open_workbook_auto(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    assert_eq!(range.start(), Some((0, 0)), "the sheet begins at A1");
    range.rows().map(<[Data]>::to_vec).collect()
}

/// Place of a column by its header.
pub fn column(rows: &[Vec<Cell>], header: &str) -> usize {
    rows[0].iter().position(|cell| *cell == *header).unwrap_or_else(|| panic!("no column {header}"))
}

/// Writes a workbook of one sheet.
pub fn write(path: &Path, sheet: &str, rows: &[Vec<Cell>]) {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name(sheet).unwrap();
    let date = Format::new().set_num_format("dd.mm.yyyy");
    for (row, cells) in (0u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Data::Empty => {}
                Data::String(text) => drop(page.write_string(row, column, text).unwrap()),
                Data::Float(number) => drop(page.write_number(row, column, *number).unwrap()),
                Data::Int(number) => drop(page.write_number(row, column, *number as f64).unwrap()),
                Data::Bool(value) => drop(page.write_boolean(row, column, *value).unwrap()),
                Data::DateTime(day) => drop(page.write_number_with_format(row, column, day.as_f64(), &date).unwrap()),
                other => panic!("a cell the tests do not write: {other:?}"),
            }
        }
    }
    book.save(path).unwrap();
}

/// Changes the rows of a workbook's only sheet.
pub fn change(path: &Path, sheet: &str, change: impl FnOnce(&mut Vec<Vec<Cell>>)) {
    let mut cells = rows(path, sheet);
    change(&mut cells);
    write(path, sheet, &cells);
}

/// Name of a cell, rows and columns counted from 0.
pub fn cell_name(row: usize, column: usize) -> String {
    let letters = laurea::diag::column_letters(u32::try_from(column + 1).unwrap());
    format!("{letters}{}", row + 1)
}

/// A cell of text.
pub fn said(text: &str) -> Cell {
    Data::String(text.to_owned())
}
