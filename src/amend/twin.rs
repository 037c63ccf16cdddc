//! A new workbook with the cells of a file that cannot be amended itself: of text, or of a binary format.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note as XlsxNote, Url, Workbook, Worksheet, XlsxError,
};

use super::{AmendError, Amendment, Look, Note, Overview, OverviewCell, SheetAmendment, colour};
use crate::diag::{Level, Repair, column_letters};

/// A sheet as it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TwinSheet {
    /// Its name; must be one that a workbook can have (see [`sheet_name`]).
    pub name: String,
    /// Its rows of cells, from A1.
    pub rows: Vec<Vec<TwinCell>>,
}

/// A cell as it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum TwinCell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, whatever it looks like.
    Text(String),
    /// A number.
    Number(f64),
    /// A date.
    Date(Date),
    /// A truth value.
    Bool(bool),
    /// A formula's error, e.g. `#REF!`.
    Error(String),
}

/// The longest text a cell of a workbook can hold, in UTF-16 units.
const LONGEST: usize = 32_767;

/// A4 as workbooks number paper.
const A4: u8 = 9;

/// The most lines a row has room for.
const MOST_LINES: usize = 27;

/// The most links a sheet of a workbook can hold.
const MOST_LINKS: usize = 65_000;

/// A workbook with the sheets, and an amendment made in it. Text stays text and never becomes a formula.
///
/// # Errors
/// A sheet that is asked for is not there, or a workbook cannot hold what the sheets hold.
pub fn twin(sheets: &[TwinSheet], amendment: &Amendment) -> Result<Vec<u8>, AmendError> {
    let strange = amendment.sheets.iter().find(|asked| !sheets.iter().any(|sheet| sheet.name == asked.name));
    if let Some(asked) = strange {
        return Err(AmendError::NoSuchSheet(asked.name.clone()));
    }
    written(sheets, amendment).map_err(|error| AmendError::Impossible { place: "xlsx".to_owned(), value: error.to_string() })
}

/// A name like this that a sheet of a workbook can have: at most 31 letters, none of `[]:*?/\`.
#[must_use]
pub fn sheet_name(text: &str) -> String {
    let sound = |c: char| if c.is_control() || "[]:*?/\\".contains(c) { ' ' } else { c };
    let mut name: String = text.chars().map(sound).collect();
    while name.encode_utf16().count() > 31 {
        name.pop();
    }
    let name = name.trim().trim_matches('\'').trim();
    if name.is_empty() { "Sheet1".to_owned() } else { name.to_owned() }
}

fn written(sheets: &[TwinSheet], amendment: &Amendment) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same bytes on every day.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    if let Some(overview) = &amendment.overview {
        write_overview(book.add_worksheet(), overview)?;
    }
    for sheet in sheets {
        let asked = amendment.sheets.iter().find(|asked| asked.name == sheet.name);
        write_sheet(book.add_worksheet().set_name(&sheet.name)?, sheet, asked.unwrap_or(&SheetAmendment::default()))?;
    }
    book.save_to_buffer()
}

/// What is done to a cell.
#[derive(Default)]
struct Touch<'a> {
    value: Option<TwinCell>,
    notes: Vec<&'a Note>,
}

fn touches(asked: &SheetAmendment) -> BTreeMap<(u32, u16), Touch<'_>> {
    let mut touches: BTreeMap<(u32, u16), Touch> = BTreeMap::new();
    for change in &asked.changes {
        let value = match &change.value {
            Repair::Text(text) => TwinCell::Text(text.clone()),
            Repair::Number(number) => number.parse().map_or_else(|_| TwinCell::Text(number.clone()), TwinCell::Number),
            Repair::Date(date) => TwinCell::Date(*date),
        };
        touches.entry(place(change.row, change.column)).or_default().value = Some(value);
    }
    for note in &asked.notes {
        touches.entry(place(note.row, note.column)).or_default().notes.push(note);
    }
    touches
}

fn write_sheet(page: &mut Worksheet, sheet: &TwinSheet, asked: &SheetAmendment) -> Result<(), XlsxError> {
    let mut touches = touches(asked);
    for (row, cells) in (0_u32..).zip(&sheet.rows) {
        for (column, cell) in cells.iter().enumerate() {
            let at = (row, u16::try_from(column).unwrap_or(u16::MAX));
            match touches.remove(&at) {
                Some(touch) => write_touched(page, at, cell, &touch)?,
                None => write_cell(page, at, cell, None)?,
            }
        }
    }
    page.set_autofit_max_width(WIDEST).autofit();
    // What stands beside or below everything that was read.
    for (at, touch) in &touches {
        write_touched(page, *at, &TwinCell::Empty, touch)?;
    }
    Ok(())
}

/// The widest column, in pixels.
const WIDEST: u32 = 360;

fn write_touched(page: &mut Worksheet, at: (u32, u16), cell: &TwinCell, touch: &Touch) -> Result<(), XlsxError> {
    write_cell(page, at, touch.value.as_ref().unwrap_or(cell), touch.notes.iter().map(|note| note.level).max())?;
    if touch.notes.is_empty() {
        return Ok(());
    }
    let text = touch.notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>().join("\n\n");
    let (width, height) = size(&text);
    let note = XlsxNote::new(cut(&text)).add_author_prefix(false).set_author("laurea").set_width(width).set_height(height);
    page.insert_note(at.0, at.1, &note)?;
    Ok(())
}

fn write_cell(page: &mut Worksheet, (row, column): (u32, u16), cell: &TwinCell, level: Option<Level>) -> Result<(), XlsxError> {
    let format = level.map_or_else(Format::new, |level| Format::new().set_background_color(paint(level)));
    match cell {
        TwinCell::Empty if level.is_none() => {}
        TwinCell::Empty => drop(page.write_blank(row, column, &format)?),
        TwinCell::Text(text) | TwinCell::Error(text) => drop(page.write_string_with_format(row, column, cut(text), &format)?),
        TwinCell::Number(number) if number.is_finite() => drop(page.write_number_with_format(row, column, *number, &format)?),
        TwinCell::Number(number) => drop(page.write_string_with_format(row, column, number.to_string(), &format)?),
        TwinCell::Bool(value) => drop(page.write_boolean_with_format(row, column, *value, &format)?),
        TwinCell::Date(date) => match day(*date) {
            Some(day) => drop(page.write_datetime_with_format(row, column, &day, &format.set_num_format("dd.mm.yyyy"))?),
            None => drop(page.write_string_with_format(row, column, date.to_string(), &format)?),
        },
    }
    Ok(())
}

/// A day as workbooks count them, from 1900 on.
fn day(date: Date) -> Option<ExcelDateTime> {
    let (year, month, day) = (u16::try_from(date.year()).ok()?, date.month().unsigned_abs(), date.day().unsigned_abs());
    ExcelDateTime::from_ymd(year, month, day).ok()
}

/// A place counted from 1 as the writer counts it; what lies outside any sheet it refuses.
fn place(row: u32, column: u32) -> (u32, u16) {
    (row.saturating_sub(1), u16::try_from(column.saturating_sub(1)).unwrap_or(u16::MAX))
}

/// Lines of a text in a column of a width in letters; words are wider than the digits that widths are counted in.
fn lines(text: &str, width: usize) -> usize {
    let fitting = (width * 9 / 10).max(1);
    let mut lines = 0;
    for line in text.lines() {
        let mut used = fitting;
        for word in line.split(' ').map(|word| word.chars().count()) {
            let fits = used + 1 + word <= fitting;
            used = if fits { used + 1 + word } else { word };
            lines += usize::from(!fits) + used / (fitting + 1);
            used = used.min(fitting);
        }
    }
    lines
}

/// Width and height of a note in pixels, so that its text is seen.
fn size(text: &str) -> (u32, u32) {
    (320, (lines(text, 50) as u32 * 15 + 12).clamp(40, 400))
}

/// The text as far as a cell can hold it.
fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let mut length = 0;
    let fits = |c: &char| {
        length += c.len_utf16();
        length < LONGEST
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn paint(level: Level) -> Color {
    Color::from(format!("#{}", colour(level)).as_str())
}

fn write_overview(page: &mut Worksheet, overview: &Overview) -> Result<(), XlsxError> {
    page.set_name(&overview.name)?;
    for (column, width) in overview.widths.iter().enumerate() {
        page.set_column_width(column as u16, *width)?;
    }
    let mut links = 0;
    for (row, cells) in overview.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let at = (row as u32, column as u16);
            let link = cell.link.as_ref().filter(|_| links < MOST_LINKS);
            links += usize::from(link.is_some());
            write_overview_cell(page, at, cell, link)?;
        }
        // Not every program fits the heights of rows when it opens a file.
        let wrapped = cells.iter().zip(&overview.widths).filter(|(cell, _)| !matches!(cell.look, Look::Line | Look::Title));
        let lines = wrapped.map(|(cell, width)| lines(&cell.text, *width as usize)).max().unwrap_or(1);
        if lines > 1 {
            page.set_row_height(row as u32, (lines.min(MOST_LINES) * 15) as u32)?;
        }
    }
    page.set_active(true).set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn write_overview_cell(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &OverviewCell,
    link: Option<&(String, u32, u32)>,
) -> Result<(), XlsxError> {
    let format = look(cell.look);
    match link {
        _ if cell.text.is_empty() => drop(page.write_blank(row, column, &format)?),
        None => drop(page.write_string_with_format(row, column, cut(&cell.text), &format)?),
        Some((sheet, to_row, to_column)) => {
            let target = format!("internal:'{}'!{}{to_row}", sheet.replace('\'', "''"), column_letters(*to_column));
            let blue = format.set_font_color(Color::Blue).set_underline(rust_xlsxwriter::FormatUnderline::Single);
            page.write_url_with_format(row, column, Url::new(target).set_text(&cell.text), &blue)?;
        }
    }
    Ok(())
}

fn look(look: Look) -> Format {
    const PALE: Color = Color::RGB(0x00D9_D9D9);
    let ruled = Format::new().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(PALE);
    let wrapped = ruled.set_text_wrap().set_align(FormatAlign::Top);
    match look {
        Look::Plain => wrapped,
        Look::Line => Format::new(),
        Look::Title => Format::new().set_bold().set_font_size(16),
        Look::Head => wrapped.set_bold().set_background_color(PALE),
        Look::Level(level) => wrapped.set_background_color(paint(level)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_words_wrap() {
        for (text, width, expected) in
            [("", 10, 0), ("а", 10, 1), ("една две три", 10, 2), ("ааааааааааааааааааааа", 10, 3), ("а\n\nб", 10, 3)]
        {
            assert_eq!(lines(text, width), expected, "{text}");
        }
    }

    #[test]
    fn sheet_names_are_what_a_workbook_can_have() {
        assert_eq!(sheet_name("заявления 2025"), "заявления 2025");
        assert_eq!(sheet_name("'а/б:в'"), "а б в");
        assert_eq!(sheet_name(&"а".repeat(40)), "а".repeat(31));
        assert_eq!(sheet_name("***"), "Sheet1");
    }
}
