//! Text files of cells: single cells replaced, every other byte kept, so that separator, encoding and line ends stay.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

use super::{AmendError, Change};
use crate::diag::{Repair, column_letters};
use crate::model::plain_date;

/// A text file of cells, and where each of them stands.
#[derive(Debug)]
pub struct CsvFile<'a> {
    bytes: &'a [u8],
    encoding: &'static Encoding,
    separator: char,
    /// Places of the cells by row; empty lines are no rows.
    rows: Vec<Vec<Range<usize>>>,
}

impl<'a> CsvFile<'a> {
    /// Looks through a file: UTF-8, UTF-16 with a byte-order mark, else windows-1251; `;`, `,` or tab.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Self {
        let (encoding, mark) = encoding_of(bytes);
        let separator = separator_of(&encoding.decode_without_bom_handling(&bytes[mark..]).0);
        let rows = Scan { bytes, at: mark, encoding, separator }.rows();
        Self { bytes, encoding, separator, rows }
    }

    /// The text of a cell at a row and column counted from 1; `None` where there is none.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> Option<String> {
        self.place(row, column).map(|place| unquoted(&self.decoded(place)))
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = Vec<String>> {
        self.rows.iter().map(|row| row.iter().map(|place| unquoted(&self.decoded(place))).collect())
    }

    /// The file with some cells changed: a date is written `30.09.2025`, a number with the decimal mark the cell had.
    ///
    /// # Errors
    /// A cell is not there, or the file's encoding has no such letter.
    pub fn with(&self, changes: &[Change]) -> Result<Vec<u8>, AmendError> {
        let mut splices = Vec::new();
        for change in changes {
            let place = self.place(change.row, change.column).ok_or_else(|| impossible(change, ""))?;
            splices.push((place, self.encoded(change, &self.decoded(place))?));
        }
        splices.sort_by_key(|(place, _)| place.start);
        let (mut out, mut copied) = (Vec::with_capacity(self.bytes.len()), 0);
        for (place, text) in splices {
            // The second change of a cell would land in the first one's text.
            if place.start >= copied {
                out.extend_from_slice(&self.bytes[copied..place.start]);
                out.extend_from_slice(&text);
                copied = place.end;
            }
        }
        out.extend_from_slice(&self.bytes[copied..]);
        Ok(out)
    }

    fn place(&self, row: u32, column: u32) -> Option<&Range<usize>> {
        let at = |number: u32| number.checked_sub(1).map(|at| at as usize);
        self.rows.get(at(row)?)?.get(at(column)?)
    }

    fn decoded(&self, place: &Range<usize>) -> Cow<'_, str> {
        self.encoding.decode_without_bom_handling(&self.bytes[place.clone()]).0
    }

    /// The new cell, quoted where the old one was or where it must be.
    fn encoded(&self, change: &Change, old: &str) -> Result<Vec<u8>, AmendError> {
        let text = match &change.value {
            Repair::Text(text) => text.clone(),
            Repair::Date(date) => plain_date(*date),
            Repair::Number(number) if self.writes_commas(old) => number.replace('.', ","),
            Repair::Number(number) => number.clone(),
        };
        let must_quote = |c: char| c == self.separator || matches!(c, '"' | '\r' | '\n');
        let field = if old.starts_with('"') || text.contains(must_quote) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.clone()
        };
        if self.encoding == UTF_16LE {
            return Ok(field.encode_utf16().flat_map(u16::to_le_bytes).collect());
        }
        if self.encoding == UTF_16BE {
            return Ok(field.encode_utf16().flat_map(u16::to_be_bytes).collect());
        }
        let (bytes, _, has_strange_letters) = self.encoding.encode(&field);
        if has_strange_letters { Err(impossible(change, &text)) } else { Ok(bytes.into_owned()) }
    }

    /// Where the cell itself does not tell, a file separated by `;` or tabs is of a place that writes decimal commas.
    fn writes_commas(&self, old: &str) -> bool {
        old.contains(',') || (!old.contains('.') && self.separator != ',')
    }
}

/// The separator that stands most often outside quotes in the first lines; on a tie `;`, as Bulgarian Excel writes.
fn separator_of(text: &str) -> char {
    let mut counts = [(';', 0_u32), ('\t', 0), (',', 0)];
    let mut is_quoted = false;
    for byte in text.bytes().take(20_000) {
        is_quoted ^= byte == b'"';
        for (separator, count) in counts.iter_mut().filter(|_| !is_quoted) {
            *count += u32::from(char::from(byte) == *separator);
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(';', |(separator, _)| *separator)
}

/// The encoding and the length of the byte-order mark.
fn encoding_of(bytes: &[u8]) -> (&'static Encoding, usize) {
    match Encoding::for_bom(bytes) {
        Some(found) => found,
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, 0),
        None => (WINDOWS_1251, 0),
    }
}

fn unquoted(field: &str) -> String {
    let Some(inner) = field.strip_prefix('"') else { return field.to_owned() };
    let (mut out, mut letters, mut is_open) = (String::new(), inner.chars().peekable(), true);
    while let Some(letter) = letters.next() {
        if letter == '"' && is_open {
            // A doubled one is a quotation mark; a single one ends the quotes.
            is_open = letters.next_if_eq(&'"').is_some();
            if !is_open {
                continue;
            }
        }
        out.push(letter);
    }
    out
}

fn impossible(change: &Change, value: &str) -> AmendError {
    let place = format!("{}{}", column_letters(change.column), change.row);
    AmendError::Impossible { place, value: value.to_owned() }
}

/// Walks through the units of a file: bytes, or pairs of them in UTF-16.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    encoding: &'static Encoding,
    separator: char,
}

impl Scan<'_> {
    fn rows(mut self) -> Vec<Vec<Range<usize>>> {
        let mut rows = Vec::new();
        while self.unit(self.at).is_some() {
            let row = self.row();
            // An empty line is no row.
            if row.len() > 1 || row.iter().any(|place| !place.is_empty()) {
                rows.push(row);
            }
        }
        rows
    }

    fn row(&mut self) -> Vec<Range<usize>> {
        let mut row = Vec::new();
        loop {
            let start = self.at;
            self.field();
            row.push(start..self.at);
            let end = self.unit(self.at);
            self.at += self.width();
            if end != Some(self.separator) {
                if end == Some('\r') && self.unit(self.at) == Some('\n') {
                    self.at += self.width();
                }
                self.at = self.at.min(self.bytes.len());
                return row;
            }
        }
    }

    /// To the end of a field: a separator, the end of the line or of the file.
    fn field(&mut self) {
        if self.unit(self.at) == Some('"') {
            self.at += self.width();
            while let Some(unit) = self.unit(self.at) {
                self.at += self.width();
                if unit == '"' {
                    if self.unit(self.at) != Some('"') {
                        break;
                    }
                    self.at += self.width();
                }
            }
        }
        while self.unit(self.at).is_some_and(|unit| unit != self.separator && unit != '\r' && unit != '\n') {
            self.at += self.width();
        }
    }

    fn width(&self) -> usize {
        if self.encoding == UTF_16LE || self.encoding == UTF_16BE { 2 } else { 1 }
    }

    /// What stands at a place, as far as it matters here: any letter beyond ASCII is as good as another.
    fn unit(&self, at: usize) -> Option<char> {
        let byte = *self.bytes.get(at)?;
        if self.width() == 1 {
            return Some(char::from(byte));
        }
        let pair = [byte, *self.bytes.get(at + 1)?];
        let unit = if self.encoding == UTF_16LE { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
        Some(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn change(row: u32, column: u32, value: Repair) -> Change {
        Change { row, column, value }
    }

    fn text(text: &str) -> Repair {
        Repair::Text(text.to_owned())
    }

    #[test]
    fn only_the_cells_bytes_change() {
        let before = "Име;Дата;Оценка\r\n\r\n\"Иван \"\"Ваньо\"\"\";5.6.2024;5,5\r\n";
        let file = CsvFile::read(before.as_bytes());
        assert_eq!(file.cell(2, 1).as_deref(), Some("Иван \"Ваньо\""));
        let changes = [
            change(2, 3, Repair::Number("5.50".to_owned())),
            change(2, 2, Repair::Date(date(2024, 6, 5))),
            change(2, 1, text("Иван")),
        ];
        let after = String::from_utf8(file.with(&changes).unwrap()).unwrap();
        assert_eq!(after, "Име;Дата;Оценка\r\n\r\n\"Иван\";05.06.2024;5,50\r\n");
    }

    #[test]
    fn a_new_value_is_quoted_where_it_must_be() {
        let after = |separator: &str, value: &str| {
            let before = format!("a{separator}b\nx{separator}y");
            let bytes = CsvFile::read(before.as_bytes()).with(&[change(2, 2, text(value))]).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(after(";", "1;2"), "a;b\nx;\"1;2\"");
        assert_eq!(after(",", "1;2"), "a,b\nx,1;2");
        assert_eq!(after("\t", "1\n2"), "a\tb\nx\t\"1\n2\"");
    }

    #[test]
    fn every_encoding_stays_what_it_was() {
        let sheet = "Име;Фак. №\nИвaн;11\n";
        let expected = "Име;Фак. №\nИван;11\n";
        let utf16 = |text: &str| -> Vec<u8> {
            "\u{feff}".chars().chain(text.chars()).collect::<String>().encode_utf16().flat_map(u16::to_be_bytes).collect()
        };
        let windows = |text: &str| WINDOWS_1251.encode(text).0.into_owned();
        let utf8 = |text: &str| format!("\u{feff}{text}").into_bytes();
        for (before, after) in
            [(utf16(sheet), utf16(expected)), (windows(sheet), windows(expected)), (utf8(sheet), utf8(expected))]
        {
            let file = CsvFile::read(&before);
            assert_eq!(file.cell(2, 1).as_deref(), Some("Ивaн"));
            assert_eq!(file.with(&[change(2, 1, text("Иван"))]).unwrap(), after);
        }
        let before = windows(sheet);
        let refused = CsvFile::read(&before).with(&[change(2, 1, text("Ibrāhīm"))]);
        assert!(matches!(refused, Err(AmendError::Impossible { place, .. }) if place == "A2"));
        assert!(CsvFile::read(&before).with(&[change(9, 1, text("x"))]).is_err());
    }

    #[test]
    fn cells_are_where_a_reader_of_such_files_sees_them() {
        let odd = "a;\"b\nc\";\r\r\n\n;\n\"\"\n\"x\"y;\"z";
        let ours: Vec<Vec<String>> = CsvFile::read(odd.as_bytes()).cells().collect();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(b';').from_reader(odd.as_bytes());
        let theirs: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        assert_eq!(ours, theirs);
    }
}
