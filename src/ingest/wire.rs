//! What a reader tells, as bytes over a pipe.
//!
//! A tag of one byte, then its values: whole numbers in groups of seven bits, texts with their length before them. The
//! last tag says how the reading ended; a stream without it was cut off.

use std::io::{self, Read, Write};

use jiff::civil::Date;

use super::cell::DateSystem;
use super::fault::Fault;
use super::told::{Head, Listener, Merge, Told, Value};

/// Bytes that are taken from the pipe at once.
const BUFFER: usize = 64 << 10;

const SHEET: u8 = 1;
const ROW: u8 = 2;
const TEXT: u8 = 3;
const NUMBER: u8 = 4;
const DATE: u8 = 5;
const FALSE: u8 = 6;
const TRUE: u8 = 7;
const ERROR: u8 = 8;
const HIDDEN_ROWS: u8 = 9;
const HIDDEN_COLUMNS: u8 = 10;
const MERGED: u8 = 11;
const GUESSED: u8 = 12;
const MISNAMED: u8 = 13;
const LONG_ROW: u8 = 14;
const WHOLE: u8 = 15;
const FAULT: u8 = 16;

/// A listener that writes down what it hears.
pub struct Writer<W: Write> {
    out: W,
    row: u32,
}

impl<W: Write> Writer<W> {
    /// A writer to a stream, which should be buffered.
    pub fn new(out: W) -> Self {
        Self { out, row: 0 }
    }

    /// Writes how the reading ended.
    pub fn end(mut self, result: &Result<(), Fault>) -> io::Result<()> {
        match result {
            Ok(()) => self.out.write_all(&[WHOLE])?,
            Err(fault) => {
                let (number, details) = fault.parts();
                self.out.write_all(&[FAULT, number])?;
                self.text(details)?;
            }
        }
        self.out.flush()
    }

    fn number(&mut self, mut number: u32) -> io::Result<()> {
        let mut bytes = [0; 5];
        let mut count = 0;
        loop {
            let rest = number >> 7;
            bytes[count] = (number & 0x7f) as u8 | if rest > 0 { 0x80 } else { 0 };
            count += 1;
            number = rest;
            if number == 0 {
                return self.out.write_all(&bytes[..count]);
            }
        }
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.number(u32::try_from(text.len()).map_err(io::Error::other)?)?;
        self.out.write_all(text.as_bytes())
    }

    fn numbers<const N: usize>(&mut self, tag: u8, numbers: [u32; N]) -> io::Result<()> {
        self.out.write_all(&[tag])?;
        numbers.into_iter().try_for_each(|number| self.number(number))
    }

    fn said(&mut self, tag: u8, text: &str) -> io::Result<()> {
        self.out.write_all(&[tag])?;
        self.text(text)
    }

    fn cell(&mut self, row: u32, column: u32, value: Value<'_>) -> io::Result<()> {
        if row != self.row {
            self.numbers(ROW, [row])?;
            self.row = row;
        }
        match value {
            Value::Text(text) => self.numbers(TEXT, [column]).and_then(|()| self.text(text)),
            Value::Error(text) => self.numbers(ERROR, [column]).and_then(|()| self.text(text)),
            Value::Number(number) => self.numbers(NUMBER, [column]).and_then(|()| self.out.write_all(&number.to_le_bytes())),
            Value::Bool(flag) => self.numbers(if flag { TRUE } else { FALSE }, [column]),
            Value::Date(date) => {
                self.numbers(DATE, [column])?;
                self.out.write_all(&date.year().to_le_bytes())?;
                self.out.write_all(&[date.month().unsigned_abs(), date.day().unsigned_abs()])
            }
        }
    }

    fn write(&mut self, told: Told<'_>) -> io::Result<()> {
        match told {
            Told::Cell(row, column, value) => self.cell(row, column, value),
            Told::Sheet(head) => {
                self.row = 0;
                let from_1904 = head.dates == DateSystem::From1904;
                let flags = u8::from(head.is_text) | u8::from(head.is_hidden) << 1 | u8::from(from_1904) << 2;
                self.out.write_all(&[SHEET, flags])?;
                self.text(head.name)
            }
            Told::HiddenRows(first, last) => self.numbers(HIDDEN_ROWS, [first, last]),
            Told::HiddenColumns(first, last) => self.numbers(HIDDEN_COLUMNS, [first, last]),
            Told::Merged(merge) => self.numbers(MERGED, [merge.top, merge.left, merge.bottom, merge.right]),
            Told::LongRow(row, fields, columns) => self.numbers(LONG_ROW, [row, fields, columns]),
            Told::Guessed(encoding) => self.said(GUESSED, encoding),
            Told::Misnamed(kind) => self.said(MISNAMED, kind),
        }
    }
}

impl<W: Write> Listener for Writer<W> {
    fn tell(&mut self, told: Told<'_>) -> Result<(), Fault> {
        // Nobody listens any more: there is nobody to tell that either.
        self.write(told).map_err(|error| Fault::Crashed(error.to_string()))
    }
}

/// Tells a listener what was written down. `None`: the stream ends too early, or is none.
pub fn replay(input: &mut dyn Read, listener: &mut dyn Listener) -> Option<Result<(), Fault>> {
    let mut source = Source { input, buffer: vec![0; BUFFER], at: 0, end: 0, text: Vec::new() };
    let mut row = 0;
    loop {
        let tag = source.byte()?;
        let told = match tag {
            WHOLE => return Some(Ok(())),
            FAULT => {
                let number = source.byte()?;
                return Some(Err(Fault::of(number, source.text()?.to_owned())?));
            }
            ROW => {
                row = source.number()?;
                continue;
            }
            SHEET => {
                row = 0;
                let flags = source.byte()?;
                let dates = if flags & 4 != 0 { DateSystem::From1904 } else { DateSystem::From1900 };
                let head = Head { name: source.text()?, is_text: flags & 1 != 0, is_hidden: flags & 2 != 0, dates };
                Told::Sheet(head)
            }
            HIDDEN_ROWS => Told::HiddenRows(source.number()?, source.number()?),
            HIDDEN_COLUMNS => Told::HiddenColumns(source.number()?, source.number()?),
            LONG_ROW => Told::LongRow(source.number()?, source.number()?, source.number()?),
            MERGED => {
                let (top, left) = (source.number()?, source.number()?);
                Told::Merged(Merge { top, left, bottom: source.number()?, right: source.number()? })
            }
            GUESSED => Told::Guessed(source.text()?),
            MISNAMED => Told::Misnamed(source.text()?),
            _ => {
                let column = source.number()?;
                Told::Cell(row, column, source.value(tag)?)
            }
        };
        if let Err(fault) = listener.tell(told) {
            return Some(Err(fault));
        }
    }
}

struct Source<'a> {
    input: &'a mut dyn Read,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    text: Vec<u8>,
}

impl Source<'_> {
    /// Some bytes more in the buffer; `None` at the end of the stream.
    fn fill(&mut self) -> Option<()> {
        self.at = 0;
        self.end = loop {
            match self.input.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read.ok()?,
            }
        };
        (self.end > 0).then_some(())
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = self.byte()?;
        }
        Some(bytes)
    }

    fn byte(&mut self) -> Option<u8> {
        if self.at == self.end {
            self.fill()?;
        }
        let byte = self.buffer[self.at];
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = 0_u32;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&str> {
        let length = self.number()? as usize;
        if length <= self.end - self.at {
            let text = &self.buffer[self.at..self.at + length];
            self.at += length;
            return std::str::from_utf8(text).ok();
        }
        // As much as there is, not as much as is promised.
        self.text.clear();
        while self.text.len() < length {
            if self.at == self.end {
                self.fill()?;
            }
            let more = (length - self.text.len()).min(self.end - self.at);
            self.text.extend(&self.buffer[self.at..self.at + more]);
            self.at += more;
        }
        std::str::from_utf8(&self.text).ok()
    }

    fn value(&mut self, tag: u8) -> Option<Value<'_>> {
        match tag {
            TEXT => self.text().map(Value::Text),
            ERROR => self.text().map(Value::Error),
            NUMBER => Some(Value::Number(f64::from_le_bytes(self.bytes()?))),
            FALSE => Some(Value::Bool(false)),
            TRUE => Some(Value::Bool(true)),
            DATE => {
                let [year0, year1, month, day] = self.bytes()?;
                Date::new(i16::from_le_bytes([year0, year1]), month.try_into().ok()?, day.try_into().ok()?).ok().map(Value::Date)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::kept::Kept;
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes);
        let head = Head { name: "Оценки", is_text: false, is_hidden: true, dates: DateSystem::From1904 };
        let told = [
            Told::Misnamed("XLSX"),
            Told::Sheet(head),
            Told::Cell(1, 1, Value::Text("Име")),
            Told::Cell(1, 16_384, Value::Number(-5.5)),
            Told::Cell(1_048_576, 2, Value::Date(date(2025, 9, 30))),
            Told::Cell(1_048_576, 3, Value::Error("#N/A")),
            Told::Cell(1_048_576, 4, Value::Bool(true)),
            Told::HiddenRows(300, 70_000),
            Told::LongRow(3, 4, 3),
        ];
        for told in told {
            writer.tell(told).expect("written");
        }
        writer.end(&Ok(())).expect("written");
        let (mut direct, mut over) = (Kept::default(), Kept::default());
        for told in told {
            direct.tell(told).expect("kept");
        }
        assert_eq!(replay(&mut bytes.as_slice(), &mut over), Some(Ok(())));
        let (direct, over) = (direct.finish().expect("sound"), over.finish().expect("sound"));
        assert_eq!(format!("{direct:?}"), format!("{over:?}"));
        for cut in 0..bytes.len() {
            assert_eq!(replay(&mut &bytes[..cut], &mut Kept::default()), None, "cut at {cut}");
        }
    }

    #[test]
    fn a_fault_goes_over_with_its_words() {
        for fault in [Fault::Encrypted, Fault::Ambiguous("xl/workbook.xml".to_owned()), Fault::Broken("…".to_owned())] {
            let mut bytes = Vec::new();
            Writer::new(&mut bytes).end(&Err(fault.clone())).expect("written");
            assert_eq!(replay(&mut bytes.as_slice(), &mut Kept::default()), Some(Err(fault)));
        }
    }
}
