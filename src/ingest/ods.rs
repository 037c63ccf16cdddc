//! The reader of ods: values from their attributes, text from its own paragraphs and from nothing else.

use std::collections::BTreeSet;

use super::cell::{Cell, DateSystem};
use super::fault::Fault;
use super::package::Package;
use super::told::{Head, Merge, Teller, Told, Value};
use super::xlsx::{LAST, children};
use super::xml::{Next, Xml};

/// Reads every sheet.
pub fn read(package: &Package<'_>, teller: &mut Teller<'_>) -> Result<(), Fault> {
    if is_encrypted(package)? {
        return Err(Fault::Encrypted);
    }
    let dates = dates(package)?;
    let mut hidden_styles = BTreeSet::new();
    let read = package.xml("content.xml", |xml| {
        loop {
            match xml.next()? {
                Next::End => return Ok(()),
                Next::Open => match xml.name() {
                    "office:document-content" | "office:automatic-styles" | "office:body" | "office:spreadsheet" => {}
                    "style:style" => hidden_styles.extend(hidden_style(xml)?),
                    "table:table" => sheet(xml, teller, &hidden_styles, dates)?,
                    // Earlier versions of cells under `table:tracked-changes`, shapes, links.
                    _ => xml.skip()?,
                },
                Next::Close | Next::Text => {}
            }
        }
    })?;
    read.ok_or_else(|| Fault::Broken("content.xml is missing".to_owned()))
}

fn is_encrypted(package: &Package<'_>) -> Result<bool, Fault> {
    let mut found = false;
    package.xml("META-INF/manifest.xml", |xml| {
        loop {
            match xml.next()? {
                Next::End => return Ok(()),
                Next::Open => found |= xml.local() == "encryption-data",
                _ => {}
            }
        }
    })?;
    Ok(found)
}

/// Day counting of plain numbers; days themselves are written out in this format.
fn dates(package: &Package<'_>) -> Result<DateSystem, Fault> {
    // It stands before the first sheet, so the rest need not be read.
    let beginning = package.bytes("content.xml", 1 << 20)?.unwrap_or_default();
    let beginning = String::from_utf8_lossy(&beginning);
    let setting = beginning.split_once("<table:null-date").and_then(|(_, rest)| rest.split_once('>'));
    let from_1904 = setting.is_some_and(|(attributes, _)| attributes.contains("\"1904-01-01\""));
    Ok(if from_1904 { DateSystem::From1904 } else { DateSystem::From1900 })
}

/// Name of a style of hidden sheets.
fn hidden_style(xml: &mut Xml<'_>) -> Result<Option<String>, Fault> {
    let name = xml.attribute("style:name")?.map(std::borrow::Cow::into_owned);
    let mut is_hidden = false;
    children(xml, |xml| {
        is_hidden |= xml.name() == "style:table-properties" && xml.attribute("table:display")?.is_some_and(|it| it == "false");
        xml.skip()
    })?;
    Ok(name.filter(|_| is_hidden))
}

fn sheet(xml: &mut Xml<'_>, teller: &mut Teller<'_>, hidden_styles: &BTreeSet<String>, dates: DateSystem) -> Result<(), Fault> {
    let name = xml.attribute("table:name")?.unwrap_or_default().into_owned();
    let is_hidden = xml.attribute("table:style-name")?.is_some_and(|style| hidden_styles.contains(style.as_ref()));
    teller.tell(Told::Sheet(Head { name: &name, is_text: false, is_hidden, dates }))?;
    let mut place = Place { row: 0, column: 0 };
    rows_and_columns(xml, teller, &mut place)
}

/// Rows and columns that are behind.
struct Place {
    row: u32,
    column: u32,
}

fn rows_and_columns(xml: &mut Xml<'_>, teller: &mut Teller<'_>, place: &mut Place) -> Result<(), Fault> {
    let mut groups = 0_u32;
    loop {
        match xml.next()? {
            Next::Text => {}
            Next::Close if groups == 0 => return Ok(()),
            Next::Close => groups -= 1,
            Next::End => return Err(Fault::CutOff),
            Next::Open => match xml.name() {
                "table:table-column-group"
                | "table:table-columns"
                | "table:table-header-columns"
                | "table:table-row-group"
                | "table:table-rows"
                | "table:table-header-rows" => groups += 1,
                "table:table-column" => {
                    let (first, last) =
                        (place.column + 1, place.column.saturating_add(repeated(xml, "table:number-columns-repeated")?));
                    place.column = last;
                    if is_collapsed(xml)? && first <= LAST.1 {
                        teller.tell(Told::HiddenColumns(first, last.min(LAST.1)))?;
                    }
                    xml.skip()?;
                }
                "table:table-row" => row(xml, teller, place)?,
                _ => xml.skip()?,
            },
        }
    }
}

fn row(xml: &mut Xml<'_>, teller: &mut Teller<'_>, place: &mut Place) -> Result<(), Fault> {
    let (first, times) = (place.row.saturating_add(1), repeated(xml, "table:number-rows-repeated")?);
    place.row = place.row.saturating_add(times);
    if is_collapsed(xml)? && first <= LAST.0 {
        teller.tell(Told::HiddenRows(first, place.row.min(LAST.0)))?;
    }
    let mut cells: Vec<(u32, u32, Cell)> = Vec::new();
    let mut column = 0_u32;
    children(xml, |xml| {
        if !["table:table-cell", "table:covered-table-cell"].contains(&xml.name()) {
            return xml.skip();
        }
        let (from, repeats) = (column.saturating_add(1), repeated(xml, "table:number-columns-repeated")?);
        column = column.saturating_add(repeats);
        let (right, bottom) = (repeated(xml, "table:number-columns-spanned")?, repeated(xml, "table:number-rows-spanned")?);
        if right > 1 || bottom > 1 {
            let merge = Merge {
                top: first,
                left: from,
                bottom: first.saturating_add(bottom - 1).min(LAST.0),
                right: from.saturating_add(right - 1).min(LAST.1),
            };
            teller.tell(Told::Merged(merge))?;
        }
        let cell = cell(xml)?;
        if !cell.is_empty() {
            cells.push((from, column, cell));
        }
        Ok(())
    })?;
    if cells.is_empty() {
        return Ok(());
    }
    if place.row > LAST.0 || cells.iter().any(|(_, last, _)| *last > LAST.1) {
        return Err(xml.broken(&format!("cells behind the last row or column, in row {first}")));
    }
    for row in first..=place.row {
        for (from, to, cell) in &cells {
            for column in *from..=*to {
                teller.cell(row, column, value(cell))?;
            }
        }
    }
    Ok(())
}

fn value(cell: &Cell) -> Value<'_> {
    match cell {
        Cell::Empty => Value::Text(""),
        Cell::Text(text) => Value::Text(text),
        Cell::Number(number) => Value::Number(*number),
        Cell::Date(date) => Value::Date(*date),
        Cell::Bool(flag) => Value::Bool(*flag),
        Cell::Error(error) => Value::Error(error),
    }
}

fn repeated(xml: &Xml<'_>, name: &str) -> Result<u32, Fault> {
    let Some(value) = xml.attribute(name)? else { return Ok(1) };
    value.trim().parse().ok().filter(|times| *times > 0).ok_or_else(|| xml.broken(&format!("{name}=\"{value:.40}\"")))
}

fn is_collapsed(xml: &Xml<'_>) -> Result<bool, Fault> {
    Ok(xml.attribute("table:visibility")?.is_some_and(|it| it == "collapse" || it == "filter"))
}

fn cell(xml: &mut Xml<'_>) -> Result<Cell, Fault> {
    let of = |name| Ok::<_, Fault>(xml.attribute(name)?.map(std::borrow::Cow::into_owned));
    let kind = of("office:value-type")?.unwrap_or_default();
    let is_error = of("calcext:value-type")?.is_some_and(|kind| kind == "error");
    let (number, date, truth) = (of("office:value")?, of("office:date-value")?, of("office:boolean-value")?);
    let written = of("office:string-value")?.filter(|text| !text.is_empty());
    let is_formula = of("table:formula")?.is_some();
    let mut shown = String::new();
    let mut paragraphs = 0;
    children(xml, |xml| {
        if !["text:p", "text:h"].contains(&xml.name()) {
            // Notes and drawings have paragraphs too.
            return xml.skip();
        }
        if paragraphs > 0 {
            shown.push('\n');
        }
        paragraphs += 1;
        paragraph(xml, &mut shown)
    })?;
    if is_error || (is_formula && is_error_text(&shown)) {
        return Ok(Cell::Error(shown));
    }
    let meant = match kind.as_str() {
        "" => Some(Cell::Empty),
        "float" | "percentage" | "currency" => {
            number.and_then(|text| text.trim().parse().ok()).filter(|number: &f64| number.is_finite()).map(Cell::Number)
        }
        "date" => date.and_then(|text| text.get(..10)?.parse().ok()).map(Cell::Date),
        "boolean" => match truth.as_deref() {
            Some("true") => Some(Cell::Bool(true)),
            Some("false") => Some(Cell::Bool(false)),
            _ => None,
        },
        // A time of day has no meaning in any table; it is kept as it is shown.
        "time" | "void" => Some(Cell::from_text(&shown)),
        "string" => Some(Cell::from_text(written.as_deref().unwrap_or(&shown))),
        _ => None,
    };
    meant.ok_or_else(|| xml.broken(&format!("a cell of type {kind} cannot be read: “{shown:.40}”")))
}

fn is_error_text(shown: &str) -> bool {
    shown.starts_with("Err:") || (shown.starts_with('#') && shown.ends_with(['!', '?', 'A']))
}

/// Adds the text of a paragraph; white space of the file is one space, as the format has it.
fn paragraph(xml: &mut Xml<'_>, out: &mut String) -> Result<(), Fault> {
    let mut open = 1_u32;
    let mut is_after_space = true;
    while open > 0 {
        match xml.next()? {
            Next::End => return Err(Fault::CutOff),
            Next::Close => open -= 1,
            Next::Text => {
                for letter in xml.text().chars() {
                    let is_space = [' ', '\t', '\n', '\r'].contains(&letter);
                    if !is_space {
                        out.push(letter);
                    } else if !is_after_space {
                        out.push(' ');
                    }
                    is_after_space = is_space;
                }
            }
            Next::Open => match xml.name() {
                "text:s" => {
                    let count = repeated(xml, "text:c")?;
                    if count > 32_767 {
                        return Err(xml.broken("text:s"));
                    }
                    out.extend(std::iter::repeat_n(' ', count as usize));
                    xml.skip()?;
                    is_after_space = false;
                }
                "text:tab" => {
                    out.push('\t');
                    xml.skip()?;
                }
                "text:line-break" => {
                    out.push('\n');
                    xml.skip()?;
                }
                "office:annotation" | "text:note" | "text:ruby-text" | "text:bookmark" => xml.skip()?,
                name if name.starts_with("draw:") => xml.skip()?,
                _ => open += 1,
            },
        }
    }
    Ok(())
}
