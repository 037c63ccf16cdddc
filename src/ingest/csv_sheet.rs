//! CSV files of any encoding and separator an office produces.
//!
//! Rows count as a spreadsheet counts them, empty ones included; a line break in quotes does not begin a row.

use super::cell::DateSystem;
use super::encoding;
use super::fault::Fault;
use super::told::{Head, Teller, Told, Value};
use super::xlsx::LAST;

/// Separators, the likelier first: Bulgarian Excel writes `;`.
const SEPARATORS: [char; 4] = [';', '\t', ',', '|'];
/// Rows by which the separator is told.
const SAMPLE: usize = 200;

/// Reads a text file; `name` is the file's.
pub fn read(bytes: &[u8], name: &str, teller: &mut Teller<'_>) -> Result<(), Fault> {
    teller.meter.memory(2 * bytes.len() as u64)?;
    let (text, guessed) = encoding::decode(bytes)?;
    if let Some(encoding) = guessed {
        teller.tell(Told::Guessed(encoding))?;
    }
    let (said, text) = said_separator(&text);
    let (separator, columns) = match said {
        Some(separator) => (separator, usual_width(text, separator).1),
        None => separator_of(text),
    };
    teller.tell(Told::Sheet(Head { name, is_text: true, is_hidden: false, dates: DateSystem::From1900 }))?;
    let mut rows = Rows::new(text, separator);
    let mut row = 0_u32;
    while let Some(fields) = rows.next()? {
        row += 1;
        let filled = fields.iter().rposition(|field| !field.trim().is_empty()).map_or(0, |last| last + 1);
        if columns > 1 && filled > columns {
            teller.tell(Told::LongRow(row, filled as u32, columns as u32))?;
        }
        for (column, field) in (1..).zip(fields.iter()) {
            teller.cell(row, column, Value::Text(field))?;
        }
    }
    Ok(())
}

/// Whether a text is likely a table: letters and no other signs than spaces, and a separator that rows agree about.
pub fn is_table(bytes: &[u8]) -> bool {
    let Ok((text, _)) = encoding::decode(bytes) else { return false };
    let (_, text) = said_separator(&text);
    let sample: String = text.chars().take(64 << 10).collect();
    let strange = sample.chars().filter(|letter| letter.is_control() && !['\t', '\r', '\n'].contains(letter)).count();
    let (separator, columns) = separator_of(text);
    let ((share, _), _) = usual_width(text, separator);
    strange * 100 <= sample.len() && columns > 1 && share > 0.6
}

/// The first line `sep=;` that some programs write for Excel, and the text behind it.
fn said_separator(text: &str) -> (Option<char>, &str) {
    let (line, rest) = text.split_once(['\n', '\r']).unwrap_or((text, ""));
    let mut said = line.trim_matches(['"', ' ']).strip_prefix("sep=").into_iter().flat_map(str::chars);
    match (said.next(), said.next()) {
        (Some(separator), None) => (Some(separator), rest.strip_prefix('\n').unwrap_or(rest)),
        _ => (None, text),
    }
}

/// The separator that most rows agree about, and how many columns it makes.
fn separator_of(text: &str) -> (char, usize) {
    let mut best = (';', 1, (0.0, 0.0));
    for separator in SEPARATORS {
        let (agreement, columns) = usual_width(text, separator);
        if columns > 1 && agreement > best.2 {
            best = (separator, columns, agreement);
        }
    }
    (best.0, best.1)
}

/// How many columns most of the first rows have, and which share of them all and of those from the first such row on.
fn usual_width(text: &str, separator: char) -> ((f64, f64), usize) {
    let mut widths: Vec<usize> = Vec::new();
    let mut rows = Rows::new(text, separator);
    while widths.len() < SAMPLE
        && let Ok(Some(fields)) = rows.next()
    {
        if fields.iter().any(|field| !field.trim().is_empty()) {
            widths.push(fields.len());
        }
    }
    let count = |width: usize| widths.iter().filter(|other| **other == width).count();
    // Of two as frequent the wider: a banner of some rows is narrow.
    let Some(usual) = widths.iter().copied().max_by_key(|width| (count(*width), *width)) else { return ((0.0, 0.0), 1) };
    let before = widths.iter().take_while(|width| **width != usual).count();
    let share = |of: usize| count(usual) as f64 / of as f64;
    ((share(widths.len()), share(widths.len() - before)), usual)
}

/// The rows of a text.
struct Rows<'a> {
    rest: &'a str,
    separator: char,
    row: u32,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str, separator: char) -> Self {
        Self { rest: text, separator, row: 0 }
    }

    /// The fields of the next row; a quote that is never closed is a fault, as it would swallow the rows behind it.
    fn next(&mut self) -> Result<Option<Vec<String>>, Fault> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.row += 1;
        let mut fields = Vec::new();
        loop {
            let field = self.field()?;
            if fields.len() == LAST.1 as usize {
                return Err(Fault::Broken(format!("row {}: more fields than a sheet has columns", self.row)));
            }
            fields.push(field);
            let mut letters = self.rest.chars();
            match letters.next() {
                Some(letter) if letter == self.separator => self.rest = letters.as_str(),
                Some('\r') => {
                    self.rest = letters.as_str().strip_prefix('\n').unwrap_or(letters.as_str());
                    return Ok(Some(fields));
                }
                Some(_) => {
                    self.rest = letters.as_str();
                    return Ok(Some(fields));
                }
                None => return Ok(Some(fields)),
            }
        }
    }

    fn field(&mut self) -> Result<String, Fault> {
        if let Some(quoted) = self.rest.strip_prefix('"') {
            self.rest = quoted;
            return self.quoted();
        }
        let end = self.rest.find([self.separator, '\n', '\r']).unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(field.to_owned())
    }

    fn quoted(&mut self) -> Result<String, Fault> {
        let mut field = String::new();
        loop {
            let Some((before, after)) = self.rest.split_once('"') else {
                return Err(Fault::Broken(format!("row {}: a quote is not closed", self.row)));
            };
            field.push_str(before);
            self.rest = after;
            if let Some(after) = after.strip_prefix('"') {
                field.push('"');
                self.rest = after;
            } else if after.is_empty() || after.starts_with([self.separator, '\n', '\r']) {
                return Ok(field);
            } else {
                return Err(Fault::Broken(format!("row {}: text behind a closing quote", self.row)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kept::Kept;
    use super::super::meter::Meter;
    use super::*;

    fn cells(text: &str) -> Result<Vec<(u32, u32, String)>, Fault> {
        let mut kept = Kept::default();
        let meter = Meter::new(Default::default());
        read(text.as_bytes(), "a.csv", &mut Teller::new(&mut kept, &meter))?;
        let book = kept.finish()?;
        let sheet = &book.sheets[0].cells;
        let rows = sheet.rows();
        Ok(rows.flat_map(|(row, cells)| cells.iter().map(move |(column, cell)| (row, *column, cell.text()))).collect())
    }

    fn texts(text: &str) -> Vec<String> {
        cells(text).expect("readable").into_iter().map(|(.., text)| text).collect()
    }

    #[test]
    fn separators() {
        assert_eq!(texts("Име;Оценка\nИван;5,50\n"), ["Име", "Оценка", "Иван", "5,50"]);
        assert_eq!(texts("Име;Оценка\nИван;5,50\nПетър;4,25\nАна;3,75\n").len(), 8);
        assert_eq!(texts("a,b\n\"x;y\",2\n"), ["a", "b", "x;y", "2"]);
        assert_eq!(
            texts("Списък, група 1\nИме|Оценка\nИван|5,5\nАна|6,0"),
            ["Списък, група 1", "Име", "Оценка", "Иван", "5,5", "Ана", "6,0"]
        );
        assert_eq!(texts("sep=,\r\na,b;c\r\n"), ["a", "b;c"]);
        assert_eq!(texts("само една колона\nпърви\n"), ["само една колона", "първи"]);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let read = cells("a;b\r\n\r\n\"две\nреда\";1\r\nc;d").expect("readable");
        let place = |wanted: &str| read.iter().find(|(.., text)| text == wanted).map(|(row, column, _)| (*row, *column));
        assert_eq!(place("две\nреда"), Some((3, 1)));
        assert_eq!(place("c"), Some((4, 1)));
        assert_eq!(cells("a;b\rc;d\r").expect("readable")[2], (2, 1, "c".to_owned()));
    }

    #[test]
    fn quotes_that_do_not_balance_are_said_with_their_row() {
        assert_eq!(cells("a;b\n\"c;d\ne;f\n"), Err(Fault::Broken("row 2: a quote is not closed".to_owned())));
        assert_eq!(cells("a;b\n\"СУ \"Св. Климент\"\";d\n"), Err(Fault::Broken("row 2: text behind a closing quote".to_owned())));
        assert_eq!(texts("a;b\n\"СУ \"\"Св. Климент\"\"\";Иван \"Ванко\"\n")[2..], ["СУ \"Св. Климент\"", "Иван \"Ванко\""]);
    }
}
