//! The reader of xls and xlsb, by calamine, after a look at the records that it does not judge.

use std::borrow::Cow;
use std::io::{Cursor, Read, Seek};

use calamine::{Data, Reader, SheetVisible, Xls, XlsError, Xlsb};

use super::cell::DateSystem;
use super::fault::Fault;
use super::meter::Meter;
use super::package::Package;
use super::serial::day;
use super::told::{Head, Merge, Teller, Told, Value};
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
            for merge in &looked.merges {
                teller.tell(Told::Merged(*merge))?;
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

/// Columns of a sheet.
const COLUMNS: u32 = 1 << 8;

/// What the records of a sheet say besides values.
#[derive(Debug, Default)]
struct Looked {
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<(u32, u32)>,
    merges: Vec<Merge>,
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

/// A record: its kind, its data, and what stands behind it. `None` where no whole record is left.
fn first_record(stream: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let [kind0, kind1, length0, length1, after @ ..] = stream else { return None };
    let length = usize::from(u16::from_le_bytes([*length0, *length1]));
    Some((u16::from_le_bytes([*kind0, *kind1]), after.get(..length)?, &after[length..]))
}

/// A 16-bit word of a record; 0 where it is shorter.
fn word(data: &[u8], at: usize) -> u32 {
    data.get(at..at + 2).map_or(0, |bytes| u32::from(u16::from_le_bytes([bytes[0], bytes[1]])))
}

fn double_word(data: &[u8], at: usize) -> u32 {
    word(data, at) | word(data, at + 2) << 16
}

/// Walks over the records as calamine will: passwords, hidden rows and columns, how far apart the cells are.
fn look(stream: &[u8], meter: &Meter) -> Result<Vec<Looked>, Fault> {
    /// Memory of a cell in calamine's rectangles: of values, of formulas, and of values copied out.
    const CELL: u64 = 96;
    let (mut offsets, mut strings) = (Vec::new(), 0);
    let mut rest = stream;
    while let Some((kind, data, after)) = first_record(rest) {
        meter.tick()?;
        match kind {
            // FilePass: calamine knows one of its two kinds.
            0x002F => return Err(Fault::Encrypted),
            // BoundSheet: where a sheet begins.
            0x0085 => offsets.push(double_word(data, 0) as usize),
            // SST: how many strings there are.
            0x00FC => strings = double_word(data, 4),
            // EOF.
            0x000A => break,
            _ => {}
        }
        rest = after;
    }
    let mut sheets = Vec::new();
    for offset in offsets {
        let records = stream.get(offset..).ok_or(Fault::CutOff)?;
        let mut sheet = look_at_sheet(records, meter)?;
        if let Some(twice) = sheet.twice() {
            return Err(Fault::Ambiguous(twice));
        }
        // calamine takes such a cell for an empty one.
        if let Some(string) = sheet.string.filter(|string| *string >= strings) {
            return Err(Fault::Broken(format!("shared string {string} of {strings}")));
        }
        meter.memory(sheet.area().saturating_mul(CELL))?;
        sheet.places = Vec::new();
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn look_at_sheet(records: &[u8], meter: &Meter) -> Result<Looked, Fault> {
    let mut sheet = Looked::default();
    // Charts inside a sheet begin and end like sheets.
    let mut depth = 0_u32;
    let mut rest = records;
    while let Some((kind, data, after)) = first_record(rest) {
        meter.thing()?;
        match kind {
            0x0809 => depth += 1,
            0x000A if depth <= 1 => break,
            0x000A => depth -= 1,
            // Dimensions: calamine makes room for all of it before it has met a single cell.
            0x0200 if !is_sound_size(data) => return Err(Fault::Broken("size of a sheet".to_owned())),
            _ if depth <= 1 => record(&mut sheet, kind, data)?,
            _ => {}
        }
        rest = after;
    }
    Ok(sheet)
}

/// Whether a sheet declares a size that it may have: its first row and the one behind its last, and so its columns.
fn is_sound_size(data: &[u8]) -> bool {
    const ROWS: u32 = 1 << 16;
    let (top, bottom, right) = match data.len() {
        10 => (word(data, 0), word(data, 2), word(data, 6)),
        _ => (double_word(data, 0), double_word(data, 4), word(data, 10)),
    };
    (top <= bottom || bottom == 0) && bottom <= ROWS && right <= COLUMNS
}

fn record(sheet: &mut Looked, kind: u16, data: &[u8]) -> Result<(), Fault> {
    let word = |at| word(data, at);
    let (row, column) = (word(0), word(2));
    let last = match kind {
        // Row: its 16 flags at 12 say whether it has no height.
        0x0208 => {
            sheet.hidden_rows.extend((word(12) & 0x20 != 0).then_some(row + 1));
            return Ok(());
        }
        // ColInfo: first and last column, and flags.
        0x007D => {
            sheet.hidden_columns.extend((word(8) & 1 != 0).then_some((row + 1, column + 1)));
            return Ok(());
        }
        // MergeCells: first and last row, first and last column of each.
        0x00E5 => {
            let one = |at: usize| Merge {
                top: word(at) + 1,
                bottom: word(at + 2) + 1,
                left: word(at + 4) + 1,
                right: word(at + 6) + 1,
            };
            sheet.merges.extend((2..data.len().saturating_sub(7)).step_by(8).map(one));
            return Ok(());
        }
        // Number, Label, BoolErr, Formula, RK, RString.
        0x0203 | 0x0204 | 0x0205 | 0x0006 | 0x0206 | 0x0406 | 0x027E | 0x00D6 => column,
        // LabelSst.
        0x00FD => {
            sheet.string = sheet.string.max(Some(double_word(data, 6)));
            column
        }
        // MulRk: its last column stands at its end.
        0x00BD => word(data.len().saturating_sub(2)),
        _ => return Ok(()),
    };
    if column > last || last >= COLUMNS {
        return Err(Fault::Broken(format!("a column behind the last in row {}", row + 1)));
    }
    (column..=last).for_each(|column| sheet.cell(row, column));
    Ok(())
}
