//! `laurea register export`: the entries for other programs, or a book as it would stand on paper.

use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::XlsxError;

use super::super::args_of_register::{ExportArgs, ExportFormat};
use super::super::{Exit, Failure};
use super::rows::{BYTE_ORDER_MARK, LongBook, cells, json, write_out};
use super::{day, empty, writing};
use crate::config::Config;
use crate::diag::Lang;
use crate::disk::write_whole_by;
use crate::pipeline;
use crate::register::{Access, Entry, Handed, Part, Register, RegisterError};

/// Enters that the entries are handed out, and writes them.
pub fn export(config: &Config, args: &ExportArgs, lang: Lang) -> Result<Exit, Failure> {
    if args.with_data && matches!(args.format, ExportFormat::Xlsx | ExportFormat::Pdf) {
        return Err(Failure::NoRoomForData);
    }
    let date = day(&args.act)?;
    let Some((_lock, mut register)) = writing(config, &args.act)? else { return Ok(empty(lang)) };
    let part = part(config, &register, args)?;
    let mut access = Access {
        what: "export",
        format: name(args.format),
        purpose: args.purpose.clone(),
        part: part.clone(),
        has_data: args.with_data,
        ..Access::default()
    };
    if args.format == ExportFormat::Pdf {
        let Some(book) = pipeline::register_book(config, &register, &part, date)? else { return Ok(empty(lang)) };
        access.what = "book";
        access.lines = u64::try_from(book.lines).ok();
        register.enter_access(&access, date)?;
        return write_out(&book.pdf, args.out.as_deref());
    }
    let handed = register.enter_access(&access, date)?;
    let export = Export { register: &register, part: &part, handed: &handed, has_data: args.with_data };
    match args.out.as_deref() {
        Some(path) => export.to_file(args.format, path)?,
        None => export.to_standard_output(args.format)?,
    }
    Ok(Exit::Done)
}

/// The part of the register that is asked for; a printed book is of one book.
fn part(config: &Config, register: &Register, args: &ExportArgs) -> Result<Part, Failure> {
    let books = register.books()?;
    let mut known: Vec<String> = config.institution.books.keys().cloned().collect();
    known.extend(books.iter().map(|book| book.name.clone()).filter(|name| !config.institution.books.contains_key(name)));
    if let Some(found) = args.book.as_ref().filter(|name| !known.contains(*name)) {
        return Err(Failure::UnknownBook(found.clone(), known.join(", ")));
    }
    let mut part = Part { book: args.book.clone(), year: args.year };
    if args.format == ExportFormat::Pdf && part.book.is_none() {
        match books.as_slice() {
            [] => {}
            [one] => part.book = Some(one.name.clone()),
            several => {
                let names: Vec<&str> = several.iter().map(|book| book.name.as_str()).collect();
                return Err(Failure::WhichBook(names.join(", ")));
            }
        }
    }
    Ok(part)
}

fn name(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "csv",
        ExportFormat::Jsonl => "jsonl",
        ExportFormat::Json => "json",
        ExportFormat::Xlsx => "xlsx",
        ExportFormat::Pdf => "pdf",
    }
}

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
enum Unwritten {
    #[error(transparent)]
    Register(#[from] RegisterError),
    #[error(transparent)]
    File(#[from] io::Error),
    #[error(transparent)]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    Workbook(#[from] XlsxError),
}

struct Export<'a> {
    register: &'a Register,
    part: &'a Part,
    handed: &'a Handed,
    has_data: bool,
}

impl Export<'_> {
    fn to_file(&self, format: ExportFormat, path: &Path) -> Result<(), Failure> {
        let written: Result<(), Unwritten> = write_whole_by(path, |file| match format {
            ExportFormat::Xlsx => self.workbook(file),
            other => self.lines(other, file),
        });
        written.map_err(|error| match error {
            Unwritten::Register(error) => error.into(),
            Unwritten::File(error) => Failure::Write(path.to_owned(), error),
            other => Failure::Other(other.to_string()),
        })
    }

    fn to_standard_output(&self, format: ExportFormat) -> Result<(), Failure> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let written = match format {
            // A workbook is put together by going back and forth, which a pipe cannot.
            ExportFormat::Xlsx => {
                let mut bytes = io::Cursor::new(Vec::new());
                self.workbook(&mut bytes).and_then(|()| Ok(out.write_all(bytes.get_ref())?))
            }
            other => self.lines(other, &mut out),
        };
        match written.and_then(|()| Ok(out.flush()?)) {
            // A reader that went away is no failure.
            Ok(()) | Err(Unwritten::File(_)) => Ok(()),
            Err(Unwritten::Csv(error)) if error.is_io_error() => Ok(()),
            Err(Unwritten::Register(error)) => Err(error.into()),
            Err(other) => Err(Failure::Other(other.to_string())),
        }
    }

    fn lines(&self, format: ExportFormat, out: &mut dyn Write) -> Result<(), Unwritten> {
        match format {
            ExportFormat::Json => self.list(out),
            ExportFormat::Jsonl => self.each(|entry| Ok(writeln!(out, "{}", json(&entry))?)),
            _ => self.csv(out),
        }
    }

    fn list(&self, out: &mut dyn Write) -> Result<(), Unwritten> {
        let mut before = "[\n";
        self.each(|entry| {
            write!(out, "{before}{}", json(&entry))?;
            before = ",\n";
            Ok(())
        })?;
        Ok(write!(out, "{}\n]\n", if before == "[\n" { "[" } else { "" })?)
    }

    fn csv(&self, out: &mut dyn Write) -> Result<(), Unwritten> {
        out.write_all(BYTE_ORDER_MARK)?;
        let mut writer = csv::Writer::from_writer(out);
        let data = self.has_data.then_some("data");
        writer.write_record(Entry::NAMES.into_iter().chain(data))?;
        self.each(|entry| {
            let data = self.has_data.then(|| entry.data.clone().unwrap_or_default());
            Ok(writer.write_record(cells(&entry).into_iter().chain(data))?)
        })?;
        Ok(writer.flush()?)
    }

    fn workbook(&self, out: impl Write + io::Seek + Send) -> Result<(), Unwritten> {
        let mut book = LongBook::new("register", &Entry::NAMES)?;
        self.each(|entry| Ok(book.add(cells(&entry))?))?;
        Ok(book.close(out)?)
    }

    /// Every entry of before this export.
    fn each(&self, mut tell: impl FnMut(Entry) -> Result<(), Unwritten>) -> Result<(), Unwritten> {
        self.register.each(self.part, self.handed.seq, self.has_data, &mut tell)
    }
}
