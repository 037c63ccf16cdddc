//! A file that was sent, read again with its sidecar: from a row of the answer to the registrar's cell.

use serde_json::Value;

use super::codes::FileKind;
use crate::diag::{Origin, Sources};
use crate::model::{Field, sha256};

/// A file that was sent.
#[derive(Debug)]
pub struct Sent {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: FileKind,
    /// The fields of its rows.
    pub rows: Vec<Vec<String>>,
    /// Where they came from, row by row.
    pub traces: Vec<SentRow>,
    /// File and sheet by the index that a trace carries.
    pub sheets: Vec<(String, String)>,
}

/// Where a row came from.
#[derive(Debug, Clone)]
pub struct SentRow {
    /// Whose it is.
    pub faculty_number: String,
    /// Its cells, by field of the row.
    pub cells: Vec<Traced>,
}

/// Where a field came from.
#[derive(Debug, Clone, Copy)]
pub struct Traced {
    /// What it is.
    pub field: Option<Field>,
    /// Index of its sheet in [`Sent::sheets`].
    pub sheet: usize,
    /// Row; 0 for the sheet as a whole.
    pub row: u32,
    /// Column; 0 for the row as a whole.
    pub column: u32,
}

impl Sent {
    /// Adds the sheets of the file to the sources and gives their indexes there.
    pub(super) fn open(&self, sources: &mut Sources) -> Vec<u32> {
        self.sheets.iter().map(|(file, sheet)| sources.add(file, sheet)).collect()
    }
}

impl Traced {
    /// The cell, with the indexes of [`Sent::open`].
    pub(super) fn origin(self, sheets: &[u32]) -> Option<Origin> {
        Some(Origin { sheet: *sheets.get(self.sheet)?, row: self.row, column: self.column })
    }
}

/// A file with its sidecar; `None` where they do not belong together.
#[must_use]
pub fn trace(name: &str, txt: &[u8], sidecar: &str) -> Option<Sent> {
    let mut lines = sidecar.lines();
    let head: Value = serde_json::from_str(lines.next()?).ok()?;
    if head["sha256"].as_str()? != sha256(txt) {
        return None;
    }
    let kind = FileKind::parse(head["kind"].as_str()?)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let sheets = head["sheets"].as_array()?.iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect();
    let rows: Vec<Vec<String>> =
        std::str::from_utf8(txt).ok()?.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect();
    let traces: Option<Vec<SentRow>> = lines.map(row).collect();
    let traces = traces.filter(|traces| traces.len() == rows.len())?;
    Some(Sent { name: name.to_owned(), kind, rows, traces, sheets })
}

fn row(line: &str) -> Option<SentRow> {
    let value: Value = serde_json::from_str(line).ok()?;
    let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
    let cell = |cell: &Value| {
        let sheet = usize::try_from(cell[1].as_u64()?).ok()?;
        Some(Traced { field: Field::parse(cell[0].as_str()?), sheet, row: number(&cell[2])?, column: number(&cell[3])? })
    };
    let cells: Option<Vec<Traced>> = value["cells"].as_array()?.iter().map(cell).collect();
    Some(SentRow { faculty_number: value["faculty_number"].as_str()?.to_owned(), cells: cells? })
}
