//! Stage: the registrar's own files handed back, with what is wrong marked in them or with proven repairs made.
//!
//! ```text
//! file's bytes + Amendment → the same file with coloured cells, notes, changed values and a first sheet of findings
//! ```
//!
//! Everything that is not asked for stays as it was, byte for byte where the format allows.

mod csv;
mod error;
mod fixes;
mod ods;
mod overview;
mod parts;
mod twin;
mod xlsx;

pub use csv::CsvFile;
pub use error::AmendError;
pub use fixes::{Fix, FixLine, fix_columns, fixes_csv, read_fixes};
pub use ods::ods;
pub use overview::{Defect, Review, notes, overview};
pub use parts::{Form, form_of};
pub use twin::{TwinCell, TwinSheet, sheet_name, twin};
pub use xlsx::xlsx;

use crate::diag::{Level, Repair};

/// What to do to one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amendment {
    /// Its sheets that are touched, by name; a text file's only sheet has an empty name.
    pub sheets: Vec<SheetAmendment>,
    /// A sheet to put first.
    pub overview: Option<Overview>,
}

/// What to do to one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetAmendment {
    /// Its name.
    pub name: String,
    /// Cells to colour and explain.
    pub notes: Vec<Note>,
    /// Cells to change.
    pub changes: Vec<Change>,
}

/// A cell to colour, with the text of its note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Row from 1.
    pub row: u32,
    /// Column from 1.
    pub column: u32,
    /// The heaviest finding there; decides the colour.
    pub level: Level,
    /// What the note says; several findings of a cell are joined by empty lines.
    pub text: String,
}

/// A cell to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Row from 1.
    pub row: u32,
    /// Column from 1.
    pub column: u32,
    /// What it shall hold.
    pub value: Repair,
}

/// A sheet of text that laurea adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// Its name, „Проверка“.
    pub name: String,
    /// Widths of its columns, in letters.
    pub widths: Vec<u32>,
    /// Its rows of cells.
    pub rows: Vec<Vec<OverviewCell>>,
}

/// A cell of the added sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OverviewCell {
    /// Its text; never a formula.
    pub text: String,
    /// How it looks.
    pub look: Look,
    /// Sheet, row and column of the same file it leads to.
    pub link: Option<(String, u32, u32)>,
}

/// How a cell of the added sheet looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Look {
    /// A cell of a table: wrapped, at the top of its row.
    #[default]
    Plain,
    /// A line of prose: not wrapped, it runs over the empty cells beside it.
    Line,
    /// Large and bold.
    Title,
    /// The head of a table.
    Head,
    /// Coloured by a level.
    Level(Level),
}

/// The background of a level, as `RRGGBB`: the pale red, yellow and blue that spreadsheets themselves offer.
#[must_use]
pub fn colour(level: Level) -> &'static str {
    match level {
        Level::Error => "FFC7CE",
        Level::Warning => "FFEB9C",
        Level::Note => "DDEBF7",
    }
}
