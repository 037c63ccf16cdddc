//! `laurea register export`: the entries for other programs.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::super::args_of_register::ExportFormat;
use super::super::{Exit, Failure};
use crate::model::spreadsheet_safe;
use crate::output::write_whole;
use crate::register::{Entry, Register};

/// Columns of an export.
const COLUMNS: [&str; 19] = [
    "seq",
    "action",
    "document",
    "kind",
    "faculty_number",
    "person_name",
    "book",
    "year",
    "total",
    "in_year",
    "number",
    "date",
    "pages",
    "pdf_sha256",
    "data_sha256",
    "original",
    "replaced_by",
    "previous",
    "hash",
];

/// Writes all entries in a form.
pub fn export(register: &Register, format: ExportFormat, out: Option<&Path>) -> Result<Exit, Failure> {
    let entries = register.entries()?;
    let bytes = match format {
        ExportFormat::Csv => csv(&entries).map_err(|error| Failure::Other(error.to_string()))?,
        ExportFormat::Jsonl => jsonl(&entries).into_bytes(),
        ExportFormat::Xlsx => workbook("register", &COLUMNS, entries.iter().map(cells))?,
    };
    write_out(&bytes, out)
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

fn csv(entries: &[Entry]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for entry in entries {
        writer.write_record(cells(entry))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn jsonl(entries: &[Entry]) -> String {
    entries.iter().map(|entry| serde_json::to_string(entry).unwrap_or_default() + "\n").collect()
}

fn cells(entry: &Entry) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let number = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
    vec![
        entry.seq.to_string(),
        entry.action.name().to_owned(),
        entry.document.clone(),
        entry.kind.clone(),
        spreadsheet_safe(&entry.faculty_number),
        spreadsheet_safe(&entry.person_name),
        text(&entry.book),
        number(entry.year),
        number(entry.total),
        number(entry.in_year),
        spreadsheet_safe(&text(&entry.number)),
        entry.date.clone(),
        number(entry.pages),
        text(&entry.pdf_sha256),
        text(&entry.data_sha256),
        text(&entry.original),
        text(&entry.replaced_by),
        entry.previous.clone(),
        entry.hash.clone(),
    ]
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
