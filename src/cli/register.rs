//! `laurea register`: list, show and export.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::args::{ExportFormat, RegisterArgs, RegisterCommand};
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::model::spreadsheet_safe;
use crate::output::write_whole;
use crate::register::{Entry, Register, State};

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

/// Runs the command.
pub fn run(config: &Config, args: &RegisterArgs, lang: Lang) -> Result<Exit, Failure> {
    let Some(register) = Register::open_to_read(&config.pipeline.paths.register)? else {
        say(&(ui(lang, "register-empty", &[]) + "\n"));
        return Ok(Exit::Done);
    };
    match &args.command {
        RegisterCommand::List { book } => list(&register, book.as_deref(), lang),
        RegisterCommand::Show { number } => show(&register, number, lang),
        RegisterCommand::Export { format, out } => export(&register, *format, out.as_deref()),
    }
}

fn list(register: &Register, book: Option<&str>, lang: Lang) -> Result<Exit, Failure> {
    let papers = register.papers()?;
    let wanted: Vec<&Entry> = papers.iter().filter(|entry| book.is_none_or(|book| entry.book.as_deref() == Some(book))).collect();
    for entry in &wanted {
        say(&line(entry, lang));
    }
    say(&(ui(lang, "register-count", &[("count", &wanted.len().to_string())]) + "\n"));
    Ok(Exit::Done)
}

fn show(register: &Register, number: &str, lang: Lang) -> Result<Exit, Failure> {
    // A scanned code, whole or only its check value.
    let check = number.rsplit(':').next().unwrap_or(number).to_uppercase();
    let of_code = register.papers_of_code(&check)?;
    let fits = |entry: &Entry| {
        let is_named = entry.number.as_deref() == Some(number) || entry.faculty_number == number || entry.document == number;
        is_named || of_code.contains(&entry.document)
    };
    let entries: Vec<Entry> = register.entries()?.into_iter().filter(fits).collect();
    for entry in &entries {
        say(&line(entry, lang));
        say(&format!("    {}  #{}  {}\n", entry.action.name(), entry.seq, entry.hash));
        for (key, link) in [("register-original", &entry.original), ("register-replaced", &entry.replaced_by)] {
            if let Some(link) = link {
                say(&format!("    {}\n", ui(lang, key, &[("found", link)])));
            }
        }
    }
    if entries.is_empty() {
        say(&(ui(lang, "register-count", &[("count", "0")]) + "\n"));
    }
    Ok(Exit::Done)
}

fn line(entry: &Entry, lang: Lang) -> String {
    let state = match entry.state() {
        State::Reserved => "state-reserved",
        State::AwaitingNumber => "state-awaiting-number",
        State::Issued => "state-issued",
        State::Annulled => "state-annulled",
    };
    let number = entry.number.as_deref().unwrap_or("–");
    format!(
        "{number:<16} {}  {:<14} {:<14} {:<12} {}\n",
        entry.date,
        entry.kind,
        entry.faculty_number,
        ui(lang, state, &[]),
        entry.person_name
    )
}

fn export(register: &Register, format: ExportFormat, out: Option<&Path>) -> Result<Exit, Failure> {
    let entries = register.entries()?;
    let bytes = match format {
        ExportFormat::Csv => csv(&entries).map_err(|error| Failure::Other(error.to_string()))?,
        ExportFormat::Jsonl => jsonl(&entries).into_bytes(),
        ExportFormat::Xlsx => workbook("register", &COLUMNS, entries.iter().map(cells))?,
    };
    write_out(&bytes, out)
}

/// Writes bytes to a file, or to standard output.
pub(super) fn write_out(bytes: &[u8], out: Option<&Path>) -> Result<Exit, Failure> {
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
pub(super) fn workbook(name: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Failure> {
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
