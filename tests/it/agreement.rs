//! On sound files our readers and calamine agree, cell by cell.

use std::path::{Path, PathBuf};

use calamine::{Data, Reader, open_workbook_auto};
use laurea::config::WorkbookLimits;
use laurea::diag::Sources;
use laurea::ingest::{Cell, Isolation, Workbooks};

use crate::house::{House, LAUREA, loudly};

/// Whether a cell is what calamine says.
fn agree(cell: &Cell, data: &Data) -> bool {
    match (data, cell) {
        (Data::Empty, cell) => cell.is_empty(),
        (Data::String(text), cell) if text.trim().is_empty() => cell.is_empty(),
        (Data::String(text), Cell::Text(read)) => text == read,
        (Data::Float(number), Cell::Number(read)) => number == read,
        (Data::Int(number), Cell::Number(read)) => *number as f64 == *read,
        (Data::Bool(flag), Cell::Bool(read)) => flag == read,
        (Data::Error(error), Cell::Error(read)) => error.to_string() == *read,
        (Data::DateTime(moment), Cell::Date(read)) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            (i32::from(read.year()), i32::from(read.month()), i32::from(read.day())) == (year.into(), month.into(), day.into())
        }
        (Data::DateTime(moment), Cell::Number(read)) => moment.as_f64() == *read && *read < 7306.0,
        (Data::DateTimeIso(text), Cell::Date(read)) => text.starts_with(&read.to_string()),
        _ => false,
    }
}

/// Compares a workbook's cells and gives how many there are.
fn compare(path: &Path) -> usize {
    let path = path.to_owned();
    let isolation = Isolation::Process(LAUREA.into());
    let books = Workbooks::read([path.as_path()], &isolation, WorkbookLimits::default());
    let sheets = books.sheets(&path, &mut Sources::default(), &mut Vec::new());
    let mut other = open_workbook_auto(&path).unwrap();
    let (mut count, mut differing) = (0, Vec::new());
    for sheet in &sheets {
        let range = other.worksheet_range(&sheet.name).unwrap();
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, column, data) in range.used_cells() {
            let (row, column) = (top + row as u32 + 1, left + column as u32 + 1);
            count += usize::from(*data != Data::Empty);
            let cell = sheet.cell(row, column);
            if !agree(cell, data) {
                differing.push(format!("{} {row}:{column}: {cell:?}, calamine {data:?}", sheet.name));
            }
        }
        let ours: usize = sheet.rows().map(|(_, cells)| cells.iter().filter(|(_, cell)| !cell.is_empty()).count()).sum();
        let theirs =
            range.used_cells().filter(|(.., data)| !matches!(data, Data::String(text) if text.trim().is_empty())).count();
        assert_eq!(ours, theirs, "cells of {} in {}", sheet.name, path.display());
    }
    assert!(differing.is_empty(), "{}: {}\n{}", path.display(), differing.len(), differing[..differing.len().min(20)].join("\n"));
    count
}

fn workbooks_under(folder: &Path) -> Vec<PathBuf> {
    let kinds = ["xlsx", "xlsm", "ods", "xls"];
    let names = crate::house::files_under(folder).into_keys();
    let books = names.filter(|name| kinds.iter().any(|kind| name.ends_with(&format!(".{kind}"))));
    books.map(|name| folder.join(name)).collect()
}

#[test]
fn on_an_invented_season() {
    let house = House::defective(40);
    let books = workbooks_under(&house.at("season"));
    assert_eq!(books.len(), 8);
    let cells: usize = books.iter().map(|book| compare(book)).sum();
    assert!(cells > 10_000, "{cells} cells");
}

#[test]
fn on_the_example_seasons() {
    for name in ["A-tidy-200", "A-messy-200"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/examples").join(name).join("data");
        let books = workbooks_under(&folder);
        if books.is_empty() {
            loudly(&format!("NOT TESTED: the example season is not at {}", folder.display()));
        }
        let cells: usize = books.iter().map(|book| compare(book)).sum();
        assert!(books.is_empty() || cells > 10_000, "{cells} cells");
    }
}
