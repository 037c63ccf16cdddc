//! A row written anew where cells of it are touched; repeated rows and cells are split, the rest is copied as it stands.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::events::Event;

use super::cell::{Edit, amended as amended_cell};
use super::layout::{Row, Table};
use super::styles::Styles;
use super::tag::{Pieces, Tag, broken};
use crate::amend::AmendError;

/// Touched cells of a sheet by row and column (from 1).
pub(super) type Edits<'a> = BTreeMap<u32, BTreeMap<u32, Edit<'a>>>;

const ROWS_REPEATED: &str = "table:number-rows-repeated";
const COLUMNS_REPEATED: &str = "table:number-columns-repeated";

/// A run of rows with the touched ones among them.
pub(super) fn amended(
    xml: &str,
    row: &Row,
    table: &Table,
    edits: &Edits,
    styles: &mut Styles,
) -> Result<Option<String>, AmendError> {
    let end = row.first.saturating_add(row.repeat);
    if edits.range(row.first..end).next().is_none() {
        return Ok(None);
    }
    let mut parsed = Parsed::read(&xml[row.place.clone()])?;
    let (mut out, mut at) = (String::new(), row.first);
    for (number, cells) in edits.range(row.first..end) {
        if *number > at {
            out.push_str(&parsed.repeated(number - at));
        }
        out.push_str(&parsed.with(cells, row, table, styles)?);
        at = number + 1;
    }
    if end > at {
        out.push_str(&parsed.repeated(end - at));
    }
    Ok(Some(out))
}

/// Rows below the last one, for what shall stand there.
pub(super) fn beyond(table: &Table, edits: &Edits, styles: &mut Styles) -> Result<String, AmendError> {
    const NOTHING: &str = "<table:table-row/>";
    let (mut out, mut at) = (String::new(), table.end().saturating_add(1));
    for (number, cells) in edits.range(at..) {
        let mut parsed = Parsed::read(NOTHING)?;
        let row = Row { place: 0..0, first: *number, repeat: 1, style: None };
        if *number > at {
            let mut filler = Parsed::read("<table:table-row><table:table-cell/></table:table-row>")?;
            out.push_str(&filler.repeated(number - at));
        }
        out.push_str(&parsed.with(cells, &row, table, styles)?);
        at = number + 1;
    }
    Ok(out)
}

/// A row's element taken apart.
struct Parsed<'a> {
    element: &'a str,
    tag: Tag,
    /// Where the start tag ends; `None` for an empty element.
    inside: Option<Range<usize>>,
    cells: Vec<Cell>,
}

struct Cell {
    place: Range<usize>,
    tag: Tag,
}

impl<'a> Parsed<'a> {
    fn read(element: &'a str) -> Result<Self, AmendError> {
        let mut pieces = Pieces::of(element);
        let (tag, start) = match pieces.next()? {
            Some((place, Event::Start(start))) => (Tag::read(&start)?, place.end),
            Some((_, Event::Empty(start))) => {
                return Ok(Self { element, tag: Tag::read(&start)?, inside: None, cells: Vec::new() });
            }
            _ => return Err(broken("a row that is no element")),
        };
        let (mut cells, mut end) = (Vec::new(), start);
        while let Some((place, event)) = pieces.next()? {
            match event {
                Event::Start(start) => {
                    let tag = Tag::read(&start)?;
                    cells.push(Cell { place: place.start..pieces.skip(&start)?, tag });
                }
                Event::Empty(start) => cells.push(Cell { place, tag: Tag::read(&start)? }),
                Event::End(_) => {
                    end = place.start;
                    break;
                }
                _ => {}
            }
        }
        Ok(Self { element, tag, inside: Some(start..end), cells })
    }

    /// The row as it is, for a number of rows.
    fn repeated(&mut self, count: u32) -> String {
        self.tag.repeat(ROWS_REPEATED, count);
        match &self.inside {
            Some(inside) => format!("{}{}{}", self.tag.open(), &self.element[inside.clone()], self.tag.close()),
            None => self.tag.empty(),
        }
    }

    /// The row once, with touched cells.
    fn with(&mut self, edits: &BTreeMap<u32, Edit>, row: &Row, table: &Table, styles: &mut Styles) -> Result<String, AmendError> {
        self.tag.repeat(ROWS_REPEATED, 1);
        let inside = self.inside.clone().unwrap_or(0..0);
        let (mut out, mut column, mut copied) = (self.tag.open(), 1_u32, inside.start);
        let style_of = |tag: &Tag, column: u32| {
            let own = tag.get("table:style-name").or_else(|| row.style.clone());
            own.or_else(|| table.column_style(column).map(str::to_owned))
        };
        for cell in &self.cells {
            let end = column.saturating_add(cell.tag.count(COLUMNS_REPEATED));
            // What stands between the cells, spaces as a rule.
            out.push_str(&self.element[copied..cell.place.start]);
            copied = cell.place.end;
            let element = &self.element[cell.place.clone()];
            if edits.range(column..end).next().is_none() {
                out.push_str(element);
            }
            let mut at = column;
            for (number, edit) in edits.range(column..end) {
                out.push_str(&repeated(element, &cell.tag, number - at)?);
                out.push_str(&amended_cell(element, &cell.tag, style_of(&cell.tag, *number).as_deref(), edit, styles)?);
                at = number + 1;
            }
            if at > column {
                out.push_str(&repeated(element, &cell.tag, end - at)?);
            }
            column = end;
        }
        out.push_str(&self.element[copied..inside.end]);
        let nothing = Tag::new("table:table-cell");
        for (number, edit) in edits.range(column..) {
            out.push_str(&repeated("<table:table-cell/>", &nothing, number - column)?);
            let style = style_of(&nothing, *number);
            out.push_str(&amended_cell("<table:table-cell/>", &nothing, style.as_deref(), edit, styles)?);
            column = number + 1;
        }
        out.push_str(&self.tag.close());
        Ok(out)
    }
}

/// A cell as it is, for a number of columns.
fn repeated(element: &str, tag: &Tag, count: u32) -> Result<String, AmendError> {
    if count == 0 {
        return Ok(String::new());
    }
    let mut tag = tag.clone();
    tag.repeat(COLUMNS_REPEATED, count);
    Ok(match Pieces::of(element).next()? {
        Some((place, Event::Start(_))) => format!("{}{}", tag.open(), &element[place.end..]),
        _ => tag.empty(),
    })
}
