//! Where a value came from: a cell of a sheet of a file.

use std::path::{Path, PathBuf};

/// A place in the inputs, small enough to travel with every value.
///
/// `row` and `column` count from 1, as a spreadsheet shows them; 0 means the whole sheet or row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Index of the sheet in [`Sources`].
    pub sheet: u32,
    /// Row from 1; 0 for the sheet as a whole.
    pub row: u32,
    /// Column from 1; 0 for the row as a whole.
    pub column: u32,
}

impl Origin {
    /// A sheet as a whole.
    #[must_use]
    pub fn sheet(sheet: u32) -> Self {
        Self { sheet, row: 0, column: 0 }
    }

    /// A row as a whole.
    #[must_use]
    pub fn row(sheet: u32, row: u32) -> Self {
        Self { sheet, row, column: 0 }
    }

    /// The same row, at one column (counted from 1).
    #[must_use]
    pub fn at(self, column: u32) -> Self {
        Self { column, ..self }
    }
}

/// The files and sheets that were read, by the index an [`Origin`] carries.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    sheets: Vec<(String, String)>,
    /// Paths of the files that were opened.
    paths: Vec<PathBuf>,
    /// The file of each sheet, by its place in `paths`.
    files: Vec<Option<usize>>,
}

impl Sources {
    /// Says which file the sheets are of that are added from now on.
    pub fn open(&mut self, path: &Path) {
        self.paths.push(path.to_owned());
    }

    /// The files that were opened, in the order of reading; one that was read twice stands there twice.
    #[must_use]
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Path of an origin's file.
    #[must_use]
    pub fn path(&self, origin: Origin) -> Option<&Path> {
        let file = self.files.get(origin.sheet as usize).copied().flatten()?;
        self.paths.get(file).map(PathBuf::as_path)
    }

    /// Adds a sheet (an empty sheet name stands for the file as a whole) and gives its index.
    pub fn add(&mut self, file: &str, sheet: &str) -> u32 {
        self.sheets.push((file.to_owned(), sheet.to_owned()));
        self.files.push(self.paths.len().checked_sub(1));
        u32::try_from(self.sheets.len() - 1).unwrap_or(u32::MAX)
    }

    /// File name of an origin.
    #[must_use]
    pub fn file(&self, origin: Origin) -> &str {
        self.sheets.get(origin.sheet as usize).map_or("", |s| &s.0)
    }

    /// Sheet name of an origin; empty for a file as a whole.
    #[must_use]
    pub fn sheet(&self, origin: Origin) -> &str {
        self.sheets.get(origin.sheet as usize).map_or("", |s| &s.1)
    }

    /// Cell name such as `B33`; `None` where the origin is a row or a sheet.
    #[must_use]
    pub fn cell(origin: Origin) -> Option<String> {
        (origin.row > 0 && origin.column > 0).then(|| format!("{}{}", column_letters(origin.column), origin.row))
    }

    /// The place in words: `students.xlsx › Студенти › B33`.
    #[must_use]
    pub fn describe(&self, origin: Origin) -> String {
        let mut text = self.file(origin).to_owned();
        if !self.sheet(origin).is_empty() {
            text.push_str(" › ");
            text.push_str(self.sheet(origin));
        }
        if let Some(cell) = Self::cell(origin) {
            text.push_str(" › ");
            text.push_str(&cell);
        } else if origin.row > 0 {
            text.push_str(&format!(" › {0}:{0}", origin.row));
        }
        text
    }
}

/// Letters of a column counted from 1: 1 → `A`, 27 → `AA`.
#[must_use]
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        for (number, letters) in [(1, "A"), (26, "Z"), (27, "AA"), (33, "AG"), (702, "ZZ"), (703, "AAA")] {
            assert_eq!(column_letters(number), letters);
        }
    }
}
