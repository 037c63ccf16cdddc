//! The reader of xls and xlsb, by calamine, after a look at the records that it does not judge.

use std::borrow::Cow;
use std::io::{Cursor, Read, Seek};

use calamine::{Data, Reader, SheetVisible, Xls, XlsError, Xlsb};

use super::cell::DateSystem;
use super::fault::Fault;
use super::meter::Meter;
use super::package::Package;
use super::serial::day;
use super::told::{Head, Teller, Told, Value};
use crate::diag::column_letters;

/// Reads an xls file.
pub fn read_xls(bytes: &[u8], teller: &mut Teller<'_>) -> Result<(), Fault> {
    let stream = workbook_stream(bytes, teller.meter)?;
    let looked = look(&stream, teller.meter)?;
    drop(stream);
    let book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Fault::Encrypted,
        error => Fault::Broken(error.to_string()),
    })?;
    let dates = if book.has_1904_epoch() { DateSystem::From1904 } else { DateSystem::From1900 };
    sheets(book, dates, &looked, teller)
}

/// Reads an xlsb file.
pub fn read_xlsb(bytes: &[u8], package: &Package<'_>, teller: &mut Teller<'_>) -> Result<(), Fault> {
    package.weigh()?;
    let book = Xlsb::new(Cursor::new(bytes)).map_err(|error| Fault::Broken(error.to_string()))?;
    let dates = if book.has_1904_epoch() { DateSystem::From1904 } else { DateSystem::From1900 };
    sheets(book, dates, &[], teller)
}

fn sheets<R: Reader<RS>, RS: Read + Seek>(
    mut book: R,
    dates: DateSystem,
    looked: &[Looked],
    teller: &mut Teller<'_>,
) -> Result<(), Fault> {
    let metadata = book.sheets_metadata().to_vec();
    for (at, sheet) in metadata.iter().enumerate() {
        // A chart sheet has no cells.
        if sheet.typ != calamine::SheetType::WorkSheet {
            continue;
        }
        let range = book.worksheet_range(&sheet.name).map_err(|_| Fault::Broken(format!("sheet {}", sheet.name)))?;
        let is_hidden = sheet.visible != SheetVisible::Visible;
        teller.tell(Told::Sheet(Head { name: &sheet.name, is_text: false, is_hidden, dates }))?;
        // Where they do not match one to one, nobody knows which is which.
        if let Some(looked) = looked.get(at).filter(|_| looked.len() == metadata.len()) {
            for row in &looked.hidden_rows {
                teller.tell(Told::HiddenRows(*row, *row))?;
            }
            for (first, last) in &looked.hidden_columns {
                teller.tell(Told::HiddenColumns(*first, *last))?;
            }
        }
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, column, data) in range.used_cells() {
            let (row, column) = (top + row as u32 + 1, left + column as u32 + 1);
            tell(teller, row, column, data, dates)?;
        }
    }
    Ok(())
}

fn tell(teller: &mut Teller<'_>, row: u32, column: u32, data: &Data, dates: DateSystem) -> Result<(), Fault> {
    let (error, unpadded);
    let value = match data {
        Data::Empty => return Ok(()),
        Data::String(text) => {
            unpadded = without_padding(text);
            Value::Text(&unpadded)
        }
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::Bool(flag) => Value::Bool(*flag),
        Data::DateTime(moment) => {
            let date = if moment.is_datetime() { day(moment.as_f64(), dates) } else { None };
            date.map_or(Value::Number(moment.as_f64()), Value::Date)
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Text(text),
        Data::Error(kind) => {
            error = kind.to_string();
            Value::Error(&error)
        }
    };
    match value {
        Value::Number(number) if !number.is_finite() => Err(Fault::Broken(format!("row {row}: no number"))),
        value => teller.cell(row, column, value),
    }
}

/// Text without the zero that calamine puts behind each letter where a file of Excel 97 names an encoding of eight bits.
fn without_padding(text: &str) -> Cow<'_, str> {
    let is_padded = text.contains('\0') && text.chars().skip(1).step_by(2).all(|letter| letter == '\0');
    let letters = || text.chars().step_by(2);
    if is_padded && letters().all(|letter| letter != '\0') && text.chars().count().is_multiple_of(2) {
        return letters().collect::<String>().into();
    }
    text.into()
}

/// The stream with the records of an xls file.
fn workbook_stream(bytes: &[u8], meter: &Meter) -> Result<Vec<u8>, Fault> {
    let broken = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => Fault::CutOff,
        _ => Fault::Broken(error.to_string()),
    };
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| {
        // Its sectors go on behind the end of the file, or its last one is not whole.
        let text = error.to_string();
        if !bytes.len().is_multiple_of(512) || text.contains("beyond") || text.contains("past") {
            Fault::CutOff
        } else {
            broken(error)
        }
    })?;
    if file.exists("/EncryptedPackage") {
        return Err(Fault::Encrypted);
    }
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.exists(name));
    let Some(name) = name else {
        let kinds = [("/WordDocument", "DOC"), ("/PowerPoint Document", "PPT"), ("/__properties_version1.0", "MSG")];
        let kind = kinds.into_iter().find(|(stream, _)| file.exists(stream)).map_or("?", |(_, kind)| kind);
        return Err(Fault::WrongType(kind.to_owned()));
    };
    let mut stream = file.open_stream(name).map_err(broken)?;
    meter.memory(stream.len())?;
    if stream.len() > bytes.len() as u64 {
        return Err(Fault::CutOff);
    }
    let mut records = Vec::new();
    stream.read_to_end(&mut records).map_err(broken)?;
    Ok(records)
}

/// What the records of a sheet say besides values.
#[derive(Debug, Default)]
struct Looked {
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<(u32, u32)>,
    first: Option<(u32, u32)>,
    last: (u32, u32),
    /// Row and column of each filled cell, the column in the last eight bits.
    places: Vec<u32>,
    /// The highest number of a shared string.
    string: Option<u32>,
}

impl Looked {
    fn cell(&mut self, row: u32, column: u32) {
        let first = self.first.unwrap_or((row, column));
        self.first = Some((first.0.min(row), first.1.min(column)));
        self.last = (self.last.0.max(row), self.last.1.max(column));
        self.places.push(row << 8 | column & 0xff);
    }

    /// A cell that is given twice; calamine keeps the last.
    fn twice(&mut self) -> Option<String> {
        if !self.places.is_sorted() {
            self.places.sort_unstable();
        }
        let twice = self.places.windows(2).find(|pair| pair[0] == pair[1])?[0];
        Some(format!("{}{}", column_letters((twice & 0xff) + 1), (twice >> 8) + 1))
    }

    /// Cells of the rectangle around all of them, which calamine keeps whole.
    fn area(&self) -> u64 {
        self.first.map_or(0, |first| u64::from(self.last.0 - first.0 + 1) * u64::from(self.last.1 - first.1 + 1))
    }
}

/// Walks over the records: passwords, hidden rows and columns, how far apart the cells are.
fn look(stream: &[u8], meter: &Meter) -> Result<Vec<Looked>, Fault> {
    /// Memory of a cell in calamine's rectangle, twice: it is copied out.
    const CELL: u64 = 64;
    let mut sheets: Vec<Looked> = Vec::new();
    let mut depth = 0_u32;
    let mut is_globals = true;
    let mut strings = 0_u32;
    let mut rest = stream;
    while let [kind0, kind1, length0, length1, after @ ..] = rest {
        meter.tick()?;
        let (kind, length) = (u16::from_le_bytes([*kind0, *kind1]), usize::from(u16::from_le_bytes([*length0, *length1])));
        let Some(data) = after.get(..length) else { break };
        let word = |at: usize| data.get(at..at + 2).map_or(0, |bytes| u32::from(u16::from_le_bytes([bytes[0], bytes[1]])));
        match kind {
            // FilePass: calamine knows one of its two kinds.
            0x002F => return Err(Fault::Encrypted),
            // BOF and EOF; charts inside a sheet have their own.
            0x0809 => {
                if depth == 0 && !is_globals {
                    sheets.push(Looked::default());
                }
                depth += 1;
            }
            0x000A => {
                depth = depth.saturating_sub(1);
                is_globals &= depth > 0;
            }
            // SST: how many strings there are.
            0x00FC => strings = word(4) | word(6) << 16,
            _ if depth == 1 => {
                meter.memory(4)?;
                if let Some(sheet) = sheets.last_mut() {
                    record(sheet, kind, data.len(), word);
                }
            }
            _ => {}
        }
        rest = &after[length..];
    }
    for sheet in &mut sheets {
        if let Some(twice) = sheet.twice() {
            return Err(Fault::Ambiguous(twice));
        }
        // calamine takes such a cell for an empty one.
        if let Some(string) = sheet.string.filter(|string| *string >= strings) {
            return Err(Fault::Broken(format!("shared string {string} of {strings}")));
        }
        sheet.places = Vec::new();
    }
    let area: u64 = sheets.iter().map(Looked::area).sum();
    meter.memory(area.saturating_mul(CELL))?;
    Ok(sheets)
}

fn record(sheet: &mut Looked, kind: u16, length: usize, word: impl Fn(usize) -> u32) {
    match kind {
        // Row: its 16 flags at 12 say whether it has no height.
        0x0208 if word(12) & 0x20 != 0 => sheet.hidden_rows.push(word(0) + 1),
        // ColInfo.
        0x007D if word(8) & 1 != 0 => sheet.hidden_columns.push((word(0) + 1, word(2) + 1)),
        // Number, Label, BoolErr, Formula, RK, LabelSst and, without values, Blank.
        0x0203 | 0x0204 | 0x0205 | 0x0006 | 0x0406 | 0x027E => sheet.cell(word(0), word(2)),
        0x00FD => {
            sheet.cell(word(0), word(2));
            sheet.string = sheet.string.max(Some(word(6) | word(8) << 16));
        }
        // MulRk: its last column stands at its end.
        0x00BD if length >= 6 => {
            // Broken ones are calamine's to refuse.
            let last = word(length - 2).min(0xff);
            (word(2)..=last).for_each(|column| sheet.cell(word(0), column));
        }
        _ => {}
    }
}
