//! What a reader tells of a workbook, cell by cell: to memory, or over a pipe to the process that asked.

use jiff::civil::Date;

use super::cell::DateSystem;
use super::fault::Fault;
use super::meter::Meter;

/// A value as the file has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Text, not yet tidied; never empty.
    Text(&'a str),
    /// A number; always finite.
    Number(f64),
    /// A day; a time of day is dropped.
    Date(Date),
    /// A truth value.
    Bool(bool),
    /// A formula's error such as `#REF!`.
    Error(&'a str),
}

/// What is known of a sheet before its cells.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Its name; the file's name for a text file.
    pub name: &'a str,
    /// Whether the file is text, which has no sheets to choose from.
    pub is_text: bool,
    /// Whether the sheet is hidden.
    pub is_hidden: bool,
    /// Day counting of the workbook.
    pub dates: DateSystem,
}

/// A rectangle of cells shown as one, with rows and columns from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// What a reader has to say; everything after a [`Told::Sheet`] is about that sheet.
#[derive(Debug, Clone, Copy)]
pub enum Told<'a> {
    /// A sheet begins.
    Sheet(Head<'a>),
    /// A cell at a row and column from 1. Any order; the same place twice is a fault.
    Cell(u32, u32, Value<'a>),
    /// Rows from … to … are hidden.
    HiddenRows(u32, u32),
    /// Columns from … to … are hidden.
    HiddenColumns(u32, u32),
    /// Cells shown as one.
    Merged(Merge),
    /// The encoding of a text file, where it had to be guessed.
    Guessed(&'a str),
    /// The content is of another type than the file's name says; it was read as this type.
    Misnamed(&'a str),
    /// A row of a text file has more fields than its table has columns: row, fields, columns.
    LongRow(u32, u32, u32),
}

/// Who listens to a reader.
pub trait Listener {
    /// Takes what is told.
    ///
    /// # Errors
    /// The fault for which reading should stop.
    fn tell(&mut self, told: Told<'_>) -> Result<(), Fault>;
}

/// A listener behind the meter of one reading: cells, memory and time.
pub struct Teller<'a> {
    listener: &'a mut dyn Listener,
    /// What the reading may take.
    pub meter: &'a Meter,
}

impl<'a> Teller<'a> {
    /// A teller to a listener.
    pub fn new(listener: &'a mut dyn Listener, meter: &'a Meter) -> Self {
        Self { listener, meter }
    }

    /// Tells of a cell; an empty text is no cell.
    pub fn cell(&mut self, row: u32, column: u32, value: Value<'_>) -> Result<(), Fault> {
        let text = match value {
            Value::Text(text) if text.trim().is_empty() => return Ok(()),
            Value::Text(text) | Value::Error(text) => text.len(),
            _ => 0,
        };
        self.meter.cell(text)?;
        self.listener.tell(Told::Cell(row, column, value))
    }

    /// Tells anything else.
    pub fn tell(&mut self, told: Told<'_>) -> Result<(), Fault> {
        self.meter.thing()?;
        self.listener.tell(told)
    }
}
