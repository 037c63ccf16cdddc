//! A sheet as a person lays it out: cells anywhere, merged headers, hidden columns, rows of text above and below.

use std::path::Path;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::demo::{
    DemoError,
    sheet::{Cell, properties, write_cell},
};

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    /// A heading.
    Strong,
}

/// Something in a rectangle of cells, counted from 0.
#[derive(Debug, Clone)]
struct Block {
    first: (u32, u16),
    last: (u32, u16),
    cell: Cell,
    look: Look,
}

/// A sheet.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub name: String,
    blocks: Vec<Block>,
    widths: Vec<(u16, u8)>,
    hidden: Vec<u16>,
    is_hidden: bool,
    next: u32,
}

impl Page {
    /// An empty sheet whose first written row is `first`, counted from 0.
    pub(super) fn new(name: impl Into<String>, first: u32) -> Self {
        Self { name: name.into(), blocks: Vec::new(), widths: Vec::new(), hidden: Vec::new(), is_hidden: false, next: first }
    }

    /// The row that is written next, counted from 0.
    pub(super) fn row(&self) -> u32 {
        self.next
    }

    /// Goes on some rows further down.
    pub(super) fn skip(&mut self, rows: u32) {
        self.next += rows;
    }

    /// Writes one cell of the present row.
    pub(super) fn put(&mut self, column: u16, cell: impl Into<Cell>) {
        let at = (self.next, column);
        self.blocks.push(Block { first: at, last: at, cell: cell.into(), look: Look::Plain });
    }

    /// Writes a heading over some columns of the present row, and so many rows downwards.
    pub(super) fn head(&mut self, columns: (u16, u16), rows: u32, text: impl Into<Cell>) {
        let (first, last) = ((self.next, columns.0), (self.next + rows - 1, columns.1));
        self.blocks.push(Block { first, last, cell: text.into(), look: Look::Strong });
    }

    /// A line of text in a column of the present row; goes on to the next.
    pub(super) fn line(&mut self, column: u16, text: impl Into<Cell>) {
        self.put(column, text);
        self.next += 1;
    }

    /// Sets the width of a column, in characters.
    pub(super) fn width(&mut self, column: u16, characters: u8) {
        self.widths.push((column, characters));
    }

    /// Hides a column.
    pub(super) fn hide(&mut self, column: u16) {
        self.hidden.push(column);
    }

    /// The same sheet, hidden.
    pub(super) fn hidden(mut self) -> Self {
        self.is_hidden = true;
        self
    }

    /// A header of two rows from the present row on: groups over their columns, single headers over both rows.
    pub(super) fn header(&mut self, first: u16, groups: &[Group]) {
        let mut column = first;
        for group in groups {
            let columns = group.columns.len().max(1) as u16;
            if group.columns.is_empty() {
                self.head((column, column), 2, group.name);
            } else {
                self.head((column, column + columns - 1), 1, group.name);
                self.next += 1;
                for (name, at) in group.columns.iter().zip(column..) {
                    self.head((at, at), 1, *name);
                }
                self.next -= 1;
            }
            column += columns;
        }
        self.next += 2;
    }
}

/// A header, perhaps over columns of its own.
pub(super) struct Group {
    name: &'static str,
    columns: &'static [&'static str],
}

/// A header of one column.
pub(super) const fn one(name: &'static str) -> Group {
    Group { name, columns: &[] }
}

/// A header over several columns.
pub(super) const fn over(name: &'static str, columns: &'static [&'static str]) -> Group {
    Group { name, columns }
}

/// Writes a workbook whose bytes depend on nothing but the sheets.
pub(super) fn write(path: &Path, pages: &[Page]) -> Result<(), DemoError> {
    let failed = |source| DemoError::Workbook { path: path.to_owned(), source };
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties().map_err(failed)?);
    for page in pages {
        fill(workbook.add_worksheet(), page).map_err(failed)?;
    }
    workbook.save(path).map_err(failed)
}

fn fill(worksheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let strong = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_border(FormatBorder::Thin);
    let strong = strong.set_background_color(Color::RGB(0x00D9_E1F2));
    worksheet.set_name(&page.name)?;
    worksheet.set_hidden(page.is_hidden);
    for (column, width) in &page.widths {
        worksheet.set_column_width(*column, *width)?;
    }
    for column in &page.hidden {
        worksheet.set_column_hidden(*column)?;
    }
    for block in &page.blocks {
        match (&block.cell, block.look) {
            (Cell::Text(text), Look::Strong) if block.first != block.last => {
                worksheet.merge_range(block.first.0, block.first.1, block.last.0, block.last.1, text, &strong)?;
            }
            (Cell::Text(text), Look::Strong) => {
                worksheet.write_string_with_format(block.first.0, block.first.1, &**text, &strong)?;
            }
            (cell, _) => write_cell(worksheet, block.first, cell, &day)?,
        }
    }
    Ok(())
}
