//! The reader of xlsx and xlsm: every value as its XML has it, or a fault that names the cell.
//!
//! calamine reads these too, and the tests hold the two against each other on sound files. It is not used here because
//! it takes a reference it cannot read for the first shared string, stops at the first piece of a number, keeps whole
//! rectangles in memory, and does not say what is hidden.

use super::cell::DateSystem;
use super::fault::Fault;
use super::number_format::Shows;
use super::package::Package;
use super::serial::day;
use super::told::{Head, Merge, Teller, Told, Value};
use super::xlsx_parts::{Styles, Texts, read_rich_text, unescape};
use super::xml::{Next, Xml};

/// Last row and column that a sheet can have.
pub const LAST: (u32, u32) = (1_048_576, 16_384);

/// Reads every worksheet.
pub fn read(package: &Package<'_>, teller: &mut Teller<'_>) -> Result<(), Fault> {
    let book = super::xlsx_parts::book(package)?;
    let texts = match &book.texts {
        Some(part) => Texts::read(package, part, teller.meter)?,
        None => Texts::default(),
    };
    let styles = match &book.styles {
        Some(part) => Styles::read(package, part)?,
        None => Styles::default(),
    };
    for sheet in &book.sheets {
        let head = Head { name: &sheet.name, is_text: false, is_hidden: sheet.is_hidden, dates: book.dates };
        teller.tell(Told::Sheet(head))?;
        let mut reader = SheetReader { texts: &texts, styles: &styles, dates: book.dates, teller, buffers: Buffers::default() };
        let read = package.xml(&sheet.part, |xml| reader.sheet(xml))?;
        read.ok_or_else(|| Fault::Broken(format!("{} is missing", sheet.part)))?;
    }
    Ok(())
}

struct SheetReader<'a, 'b> {
    texts: &'a Texts,
    styles: &'a Styles,
    dates: DateSystem,
    teller: &'a mut Teller<'b>,
    buffers: Buffers,
}

/// Text of the cell at hand; kept from cell to cell.
#[derive(Default)]
struct Buffers {
    value: String,
    inline: String,
}

/// What a cell's text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    Inline,
    Formula,
    Bool,
    Error,
    Date,
}

impl Type {
    fn of(word: &str) -> Option<Self> {
        let kinds = [
            ("s", Self::Shared),
            ("n", Self::Number),
            ("str", Self::Formula),
            ("inlineStr", Self::Inline),
            ("b", Self::Bool),
            ("e", Self::Error),
            ("d", Self::Date),
        ];
        kinds.into_iter().find(|(name, _)| *name == word).map(|(_, kind)| kind)
    }
}

impl SheetReader<'_, '_> {
    fn sheet(&mut self, xml: &mut Xml<'_>) -> Result<(), Fault> {
        let mut has_cells = false;
        loop {
            match xml.next()? {
                Next::Open => match xml.local() {
                    "worksheet" => {}
                    "cols" => self.columns(xml)?,
                    "sheetData" => {
                        has_cells = true;
                        self.rows(xml)?;
                    }
                    "mergeCells" => self.merges(xml)?,
                    _ => xml.skip()?,
                },
                Next::End if has_cells => return Ok(()),
                Next::End => return Err(xml.broken("no sheetData")),
                Next::Close | Next::Text => {}
            }
        }
    }

    fn columns(&mut self, xml: &mut Xml<'_>) -> Result<(), Fault> {
        children(xml, |xml| {
            if xml.local() == "col" && flag(xml, "hidden")? {
                let (first, last) = (number(xml, "min")?.unwrap_or(1), number(xml, "max")?.unwrap_or(LAST.1));
                if first >= 1 && first <= last && last <= LAST.1 {
                    self.teller.tell(Told::HiddenColumns(first, last))?;
                }
            }
            xml.skip()
        })
    }

    fn merges(&mut self, xml: &mut Xml<'_>) -> Result<(), Fault> {
        children(xml, |xml| {
            if xml.local() == "mergeCell"
                && let Some(range) = xml.attribute("ref")?
            {
                let (first, last) = range.split_once(':').unwrap_or((&range, &range));
                let (first, last) = place(first).zip(place(last)).ok_or_else(|| xml.broken(&range))?;
                let merge = Merge { top: first.0, left: first.1, bottom: last.0, right: last.1 };
                self.teller.tell(Told::Merged(merge))?;
            }
            xml.skip()
        })
    }

    fn rows(&mut self, xml: &mut Xml<'_>) -> Result<(), Fault> {
        let mut row = 0;
        children(xml, |xml| {
            if xml.local() != "row" {
                return xml.skip();
            }
            row = number(xml, "r")?.unwrap_or(row + 1);
            if row == 0 || row > LAST.0 {
                return Err(xml.broken(&format!("row {row}")));
            }
            if flag(xml, "hidden")? {
                self.teller.tell(Told::HiddenRows(row, row))?;
            }
            let mut column = 0;
            children(xml, |xml| match xml.local() {
                "c" => self.cell(xml, row, &mut column),
                _ => xml.skip(),
            })
        })
    }

    /// Type and style of a cell; its place goes to `column`.
    fn attributes(xml: &Xml<'_>, row: u32, column: &mut u32) -> Result<(Type, u32), Fault> {
        let (mut kind, mut style, mut reference) = (Type::Number, 0, None);
        for attribute in xml.attributes() {
            let (key, value) = attribute.ok_or_else(|| xml.broken(&format!("attribute in row {row}")))?;
            match key {
                "r" => reference = Some(value),
                "t" => kind = Type::of(value).ok_or_else(|| xml.broken(&format!("type {value:.40} in row {row}")))?,
                "s" => style = value.parse().map_err(|_| xml.broken(&format!("style {value:.40} in row {row}")))?,
                _ => {}
            }
        }
        *column = match reference.map(|reference| (reference, place(reference))) {
            None => *column + 1,
            Some((_, Some((own, column)))) if own == row => column,
            Some((reference, _)) => return Err(xml.broken(&format!("cell {reference:.40} in row {row}"))),
        };
        if *column > LAST.1 {
            return Err(xml.broken(&format!("a column behind the last in row {row}")));
        }
        Ok((kind, style))
    }

    fn cell(&mut self, xml: &mut Xml<'_>, row: u32, column: &mut u32) -> Result<(), Fault> {
        let (kind, style) = Self::attributes(xml, row, column)?;
        self.buffers.value.clear();
        self.buffers.inline.clear();
        let buffers = &mut self.buffers;
        let mut values = 0;
        children(xml, |xml| match xml.local() {
            "v" => {
                values += 1;
                xml.text_into(&mut buffers.value)
            }
            "is" => read_rich_text(xml, &mut buffers.inline),
            _ => xml.skip(),
        })?;
        let unescaped;
        let text: &str = match kind {
            Type::Formula => {
                unescaped = unescape(&buffers.value);
                &unescaped
            }
            Type::Inline if buffers.inline.is_empty() => &buffers.value,
            Type::Inline => &buffers.inline,
            _ => buffers.value.trim_ascii(),
        };
        if text.is_empty() {
            return Ok(());
        }
        let shared = self.texts;
        let meant = match kind {
            _ if values > 1 => None,
            Type::Number => text.parse().ok().zip(self.styles.shows(style)).and_then(|(n, shows)| numeric(n, shows, self.dates)),
            Type::Shared => text.parse().ok().and_then(|at| shared.get(at)).map(Value::Text),
            Type::Bool => truth(text),
            Type::Date => iso_day(text),
            Type::Error => Some(Value::Error(text)),
            Type::Formula | Type::Inline => Some(Value::Text(text)),
        };
        match meant {
            Some(value) => self.teller.cell(row, *column, value),
            None => {
                let letters = crate::diag::column_letters(*column);
                Err(xml.broken(&format!("cell {letters}{row} cannot be read: {kind:?} “{text:.40}”")))
            }
        }
    }
}

fn truth<'a>(text: &str) -> Option<Value<'a>> {
    match text {
        "1" | "true" => Some(Value::Bool(true)),
        "0" | "false" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// A number as its format means it; `None` where it is none.
pub fn numeric<'a>(number: f64, shows: Shows, dates: DateSystem) -> Option<Value<'a>> {
    /// 1 January 1920: no time of day or duration is that long.
    const EARLY: f64 = 7306.0;
    if !number.is_finite() {
        return None;
    }
    let is_day = shows == Shows::Day || (shows == Shows::Time && number >= EARLY);
    let date = if is_day { day(number, dates) } else { None };
    Some(date.map_or(Value::Number(number), Value::Date))
}

fn iso_day<'a>(text: &'a str) -> Option<Value<'a>> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    if !rest.is_empty() && !rest.starts_with('T') {
        return None;
    }
    date.parse().ok().map(Value::Date)
}

/// Does something at each tag right inside the one that has just opened; it must read that tag to its end.
pub fn children(xml: &mut Xml<'_>, mut each: impl FnMut(&mut Xml<'_>) -> Result<(), Fault>) -> Result<(), Fault> {
    loop {
        match xml.next()? {
            Next::Open => each(xml)?,
            Next::Text => {}
            Next::Close | Next::End => return Ok(()),
        }
    }
}

fn flag(xml: &Xml<'_>, name: &str) -> Result<bool, Fault> {
    Ok(xml.attribute(name)?.is_some_and(|value| value == "1" || value == "true"))
}

fn number(xml: &Xml<'_>, name: &str) -> Result<Option<u32>, Fault> {
    let Some(value) = xml.attribute(name)? else { return Ok(None) };
    value.trim().parse().map(Some).map_err(|_| xml.broken(&format!("{name}=\"{value:.40}\"")))
}

/// Row and column of a reference such as `B33` or `$B$33`.
pub fn place(reference: &str) -> Option<(u32, u32)> {
    let (mut row, mut column) = (0_u32, 0_u32);
    for byte in reference.bytes().filter(|byte| *byte != b'$') {
        match byte {
            b'A'..=b'Z' if row == 0 => column = column.checked_mul(26)? + u32::from(byte - b'A') + 1,
            b'a'..=b'z' if row == 0 => column = column.checked_mul(26)? + u32::from(byte - b'a') + 1,
            b'0'..=b'9' if column > 0 => row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            _ => return None,
        }
        if column > LAST.1 {
            return None;
        }
    }
    (row >= 1 && row <= LAST.0 && column >= 1).then_some((row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        assert_eq!(place("B33"), Some((33, 2)));
        assert_eq!(place("$XFD$1048576"), Some(LAST));
        for wrong in ["", "B", "33", "XFE1", "A0", "A1048577", "A99999999999", "A1B", "AAAAAAAAAAA1", "Б3"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }
}
