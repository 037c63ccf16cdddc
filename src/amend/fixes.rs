//! The list of provable repairs: a file that a person reads and shortens, and that `apply` carries out.
//!
//! A spreadsheet program that opens and saves such a list would turn `0041010001` into a number and `5.5` into a date. So
//! whatever it could take for something else stands behind an apostrophe, which is taken off again.

use jiff::civil::Date;

use super::CsvFile;
use crate::diag::{Catalogue, Lang, Repair, column_letters};

/// A repair of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The input file, as the list names it.
    pub file: String,
    /// Its sheet; empty for a text file.
    pub sheet: String,
    /// Row from 1.
    pub row: u32,
    /// Column from 1.
    pub column: u32,
    /// What the cell holds.
    pub old: String,
    /// What it shall hold.
    pub new: Repair,
    /// The code of the finding that proves it.
    pub rule: String,
    /// The person, for whoever reads the list.
    pub person: String,
}

impl Fix {
    /// Name of the cell, e.g. `B33`.
    #[must_use]
    pub fn cell(&self) -> String {
        format!("{}{}", column_letters(self.column), self.row)
    }
}

/// The columns of the list, by the keys of their titles.
const COLUMNS: [&str; 8] =
    ["fixes-file", "fixes-sheet", "fixes-cell", "fixes-old", "fixes-new", "fixes-kind", "fixes-rule", "fixes-person"];

/// The list as a text file: UTF-8 with a byte-order mark, separated by `;`.
#[must_use]
pub fn fixes_csv(fixes: &[Fix], lang: Lang) -> Vec<u8> {
    let mut out = format!("\u{feff}{}\r\n", fix_columns(lang).join(";"));
    for fix in fixes {
        let (kind, new) = written(&fix.new);
        let cells = [
            guarded(&fix.file),
            guarded(&fix.sheet),
            fix.cell(),
            guarded(&fix.old),
            guarded(&new),
            kind.to_owned(),
            fix.rule.clone(),
            guarded(&fix.person),
        ];
        out.push_str(&cells.map(quoted).join(";"));
        out.push_str("\r\n");
    }
    out.into_bytes()
}

/// Titles of the list's columns.
#[must_use]
pub fn fix_columns(lang: Lang) -> [String; 8] {
    COLUMNS.map(|key| Catalogue::of(lang).ui(key, &[]))
}

/// A line of the list that was read: its number, from 1 as a spreadsheet shows it, and the repair or the text that is none.
pub type FixLine = (usize, Result<Fix, String>);

/// Reads a list, also one that a spreadsheet program has saved in its own way; `None` where its columns are not there.
#[must_use]
pub fn read_fixes(bytes: &[u8]) -> Option<Vec<FixLine>> {
    let file = CsvFile::read(bytes);
    let mut rows = file.cells();
    let columns = columns(&rows.next()?)?;
    let line = |(at, row): (usize, Vec<String>)| {
        let cell = |column: usize| bare(row.get(columns[column]).map_or("", String::as_str));
        // The first row has the titles.
        (at + 2, fix(cell).ok_or_else(|| row.join(";")))
    };
    let is_filled = |(_, row): &(usize, Vec<String>)| row.iter().any(|cell| !cell.trim().is_empty());
    Some(rows.enumerate().filter(is_filled).map(line).collect())
}

/// Where each column stands, by its title in either language.
fn columns(header: &[String]) -> Option<[usize; 8]> {
    let mut places = [0; 8];
    for (place, key) in places.iter_mut().zip(COLUMNS) {
        let titles = [Lang::Bg, Lang::En].map(|lang| Catalogue::of(lang).ui(key, &[]).to_lowercase());
        *place = header.iter().position(|title| titles.contains(&title.trim().to_lowercase()))?;
    }
    Some(places)
}

fn fix<'a>(at: impl Fn(usize) -> &'a str) -> Option<Fix> {
    let (row, column) = place(at(2).trim())?;
    Some(Fix {
        file: at(0).to_owned(),
        sheet: at(1).to_owned(),
        row,
        column,
        old: at(3).to_owned(),
        new: meant(at(5).trim(), at(4))?,
        rule: at(6).to_owned(),
        person: at(7).to_owned(),
    })
}

/// `B33` as row and column.
fn place(name: &str) -> Option<(u32, u32)> {
    let split = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(split);
    let mut column = 0_u32;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
    }
    let row = row.parse().ok().filter(|row| *row > 0)?;
    (column > 0).then_some((row, column))
}

fn written(value: &Repair) -> (&'static str, String) {
    match value {
        Repair::Text(text) => ("text", text.clone()),
        Repair::Number(number) => ("number", number.clone()),
        Repair::Date(date) => ("date", date.to_string()),
    }
}

fn meant(kind: &str, value: &str) -> Option<Repair> {
    match kind {
        "text" => Some(Repair::Text(value.to_owned())),
        "number" => {
            let number = value.trim().replace(',', ".");
            number.parse::<f64>().is_ok_and(f64::is_finite).then_some(Repair::Number(number))
        }
        "date" => value.trim().parse::<Date>().ok().map(Repair::Date),
        _ => None,
    }
}

/// What a spreadsheet program could take for a number, a date or a formula, behind an apostrophe.
fn guarded(text: &str) -> String {
    let is_word = text.starts_with(char::is_alphabetic) && !text.contains(|c: char| c.is_ascii_digit());
    if text.is_empty() || is_word { text.to_owned() } else { format!("'{text}") }
}

fn quoted(field: String) -> String {
    let must_quote = |c: char| matches!(c, ';' | '"' | '\r' | '\n' | ',' | '\t');
    if field.contains(must_quote) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

/// A field without its apostrophe.
fn bare(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn fixes() -> Vec<Fix> {
        let fix = |old: &str, new: Repair| Fix {
            file: "students.xlsx".to_owned(),
            sheet: "2025; \"нов\"".to_owned(),
            row: 33,
            column: 28,
            old: old.to_owned(),
            new,
            rule: "egn-zero-restored".to_owned(),
            person: "Иван Иванов, 11210001".to_owned(),
        };
        vec![
            fix("41010001", Repair::Text("0041010001".to_owned())),
            fix(" 12.07.2024 г.", Repair::Date(date(2024, 7, 12))),
            fix("=5,50", Repair::Number("5.50".to_owned())),
            fix("'Ивaн\n", Repair::Text("Иван".to_owned())),
        ]
    }

    #[test]
    fn a_list_reads_back_as_it_was_written_in_either_language() {
        for lang in [Lang::Bg, Lang::En] {
            let read = read_fixes(&fixes_csv(&fixes(), lang)).unwrap();
            assert_eq!(read.into_iter().map(|(_, fix)| fix.unwrap()).collect::<Vec<_>>(), fixes());
        }
    }

    #[test]
    fn nothing_in_the_list_is_a_number_a_date_or_a_formula() {
        let text = String::from_utf8(fixes_csv(&fixes(), Lang::Bg)).unwrap();
        assert!(text.contains(";AB33;'41010001;'0041010001;text;"), "{text}");
        assert!(text.contains(";\"'=5,50\";'5.50;number;"), "{text}");
    }

    #[test]
    fn a_list_saved_by_a_spreadsheet_program_is_still_read() {
        let text = String::from_utf8(fixes_csv(&fixes()[..2], Lang::Bg)).unwrap();
        let saved = encoding_rs::WINDOWS_1251.encode(&text.replace('\u{feff}', "").replace("\r\n", "\n")).0.into_owned();
        let read = read_fixes(&saved).unwrap();
        assert_eq!(read.into_iter().map(|(_, fix)| fix.unwrap()).collect::<Vec<_>>(), &fixes()[..2]);
    }

    #[test]
    fn what_is_no_list_or_no_line_of_one_is_said() {
        assert!(read_fixes(b"a;b;c\n1;2;3\n").is_none());
        assert!(read_fixes(b"").is_none());
        let mut bytes = fixes_csv(&fixes()[..1], Lang::En);
        bytes.extend("students.xlsx;x;33;old;new;text;r;p\n;;;;;;;\n".bytes());
        let read = read_fixes(&bytes).unwrap();
        assert_eq!(read.len(), 2);
        assert!(matches!(&read[1], (3, Err(line)) if line.contains(";33;")), "{read:?}");
    }

    #[test]
    fn cell_names() {
        assert_eq!(
            (place("B33"), place("aa1"), place("33"), place("B0"), place("Б3")),
            (Some((33, 2)), Some((1, 27)), None, None, None)
        );
    }
}
