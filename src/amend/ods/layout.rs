//! Where things stand in a `content.xml`: styles, tables, rows, merged cells.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use super::tag::{Pieces, Tag, attribute, broken};
use crate::amend::AmendError;

/// Where new styles go.
#[derive(Debug, Clone)]
pub(super) enum StylesAt {
    /// Before the end tag that stands here.
    Before(usize),
    /// In place of an empty element.
    Instead(Range<usize>),
    /// There is no element of styles: a new one goes here.
    New(usize),
}

/// The places of a `content.xml`.
#[derive(Debug)]
pub(super) struct Layout {
    /// The root's start tag.
    pub root: (Range<usize>, Tag),
    /// Where new styles go.
    pub styles_at: StylesAt,
    /// The cell styles of this file by name.
    pub cell_styles: BTreeMap<String, Range<usize>>,
    /// Names of formats that show dates.
    pub date_formats: BTreeSet<String>,
    /// Where the first table begins.
    pub first_table: usize,
    /// The tables that were asked for, by name.
    pub tables: BTreeMap<String, Table>,
}

/// A table.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Default cell style of each run of columns, with the length of the run.
    pub columns: Vec<(u32, Option<String>)>,
    /// Rows in their order.
    pub rows: Vec<Row>,
    /// Merged cells: first row and column (from 1), rows and columns covered.
    pub merges: Vec<(u32, u32, u32, u32)>,
    /// The most rows that one of them covers.
    pub tallest_merge: u32,
}

/// A row, or a run of like ones.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its element.
    pub place: Range<usize>,
    /// Its number, from 1.
    pub first: u32,
    /// How many rows it stands for.
    pub repeat: u32,
    /// Its cells' default style.
    pub style: Option<String>,
}

impl Table {
    /// The style a cell has where it names none.
    pub fn column_style(&self, column: u32) -> Option<&str> {
        let mut last = 0_u32;
        let run = self.columns.iter().find(|(length, _)| {
            last = last.saturating_add(*length);
            column <= last
        });
        run.and_then(|(_, style)| style.as_deref())
    }

    /// The cell that shows what is written at a place: the first of a merged area.
    pub fn shown_at(&self, row: u32, column: u32) -> (u32, u32) {
        let covers = |(top, left, rows, columns): &&(u32, u32, u32, u32)| {
            (*top..top.saturating_add(*rows)).contains(&row) && (*left..left.saturating_add(*columns)).contains(&column)
        };
        // They stand in the order of their rows, so that only the near ones are looked at.
        let first = self.merges.partition_point(|(top, ..)| top.saturating_add(self.tallest_merge) <= row);
        let near = self.merges[first..].iter().take_while(|(top, ..)| *top <= row);
        near.into_iter().find(covers).map_or((row, column), |(top, left, ..)| (*top, *left))
    }

    /// Number of the last row.
    pub fn end(&self) -> u32 {
        self.rows.last().map_or(0, |row| row.first.saturating_add(row.repeat - 1))
    }
}

/// Finds everything, looking into the tables of some names only.
pub(super) fn layout(xml: &str, wanted: &BTreeSet<&str>) -> Result<Layout, AmendError> {
    let mut pieces = Pieces::of(xml);
    let (mut root, mut styles_at, mut first_table) = (None, None, None);
    let (mut cell_styles, mut date_formats, mut tables) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
    while let Some((place, event)) = pieces.next()? {
        let (start, is_empty) = match event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(end) => {
                if end.name().as_ref() == "office:automatic-styles" {
                    styles_at = Some(StylesAt::Before(place.start));
                }
                continue;
            }
            _ => continue,
        };
        match start.name().as_ref() {
            _ if root.is_none() => root = Some((place, Tag::read(&start)?)),
            "office:automatic-styles" if is_empty => styles_at = Some(StylesAt::Instead(place)),
            "office:body" if styles_at.is_none() => styles_at = Some(StylesAt::New(place.start)),
            "number:date-style" => date_formats.extend(attribute(&start, "style:name")?),
            "style:style" => {
                let end = if is_empty { place.end } else { pieces.skip(&start)? };
                if attribute(&start, "style:family")?.as_deref() == Some("table-cell") {
                    cell_styles.extend(attribute(&start, "style:name")?.map(|name| (name, place.start..end)));
                }
            }
            // Tables stand side by side; a table within a change list or a linked source is none of ours.
            "table:tracked-changes" | "table:dde-links" if !is_empty => {
                pieces.skip(&start)?;
            }
            "table:table" => {
                first_table.get_or_insert(place.start);
                let name = attribute(&start, "table:name")?.unwrap_or_default();
                if is_empty {
                } else if wanted.contains(name.as_str()) && !tables.contains_key(&name) {
                    tables.insert(name, table(&mut pieces)?);
                } else {
                    pieces.skip(&start)?;
                }
            }
            _ => {}
        }
    }
    let missing = |what: &str| broken(format!("no {what}"));
    Ok(Layout {
        root: root.ok_or_else(|| missing("root"))?,
        styles_at: styles_at.ok_or_else(|| missing("office:body"))?,
        cell_styles,
        date_formats,
        first_table: first_table.ok_or_else(|| missing("table:table"))?,
        tables,
    })
}

/// Reads a table to its end tag.
fn table(pieces: &mut Pieces) -> Result<Table, AmendError> {
    let mut table = Table::default();
    while let Some((place, event)) = pieces.next()? {
        let (start, is_empty) = match event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(end) if end.name().as_ref() == "table:table" => break,
            _ => continue,
        };
        match start.name().as_ref() {
            "table:table-column" => {
                let tag = Tag::read(&start)?;
                table.columns.push((tag.count("table:number-columns-repeated"), tag.get("table:default-cell-style-name")));
            }
            "table:table-row" => row(pieces, place, &start, is_empty, &mut table)?,
            // Groups of rows and columns are looked into; shapes, forms and the like are not.
            "table:table-row-group"
            | "table:table-rows"
            | "table:table-header-rows"
            | "table:table-column-group"
            | "table:table-columns"
            | "table:table-header-columns" => {}
            _ if !is_empty => {
                pieces.skip(&start)?;
            }
            _ => {}
        }
    }
    Ok(table)
}

fn row(
    pieces: &mut Pieces,
    place: Range<usize>,
    start: &BytesStart,
    is_empty: bool,
    table: &mut Table,
) -> Result<(), AmendError> {
    let tag = Tag::read(start)?;
    let (first, repeat) = (table.end().saturating_add(1), tag.count("table:number-rows-repeated"));
    let mut row = Row { place, first, repeat, style: tag.get("table:default-cell-style-name") };
    if !is_empty {
        row.place.end = cells(pieces, first, table)?;
    }
    table.rows.push(row);
    Ok(())
}

/// Reads a row's cells, for the merged ones; where the row's end tag ends.
fn cells(pieces: &mut Pieces, row: u32, table: &mut Table) -> Result<usize, AmendError> {
    let mut column = 1_u32;
    while let Some((place, event)) = pieces.next()? {
        let (cell, is_empty) = match event {
            Event::Start(cell) => (cell, false),
            Event::Empty(cell) => (cell, true),
            Event::End(_) => return Ok(place.end),
            _ => continue,
        };
        let tag = Tag::read(&cell)?;
        let (rows, columns) = (tag.count("table:number-rows-spanned"), tag.count("table:number-columns-spanned"));
        if rows > 1 || columns > 1 {
            table.merges.push((row, column, rows, columns));
            table.tallest_merge = table.tallest_merge.max(rows);
        }
        column = column.saturating_add(tag.count("table:number-columns-repeated"));
        if !is_empty {
            pieces.skip(&cell)?;
        }
    }
    Err(broken("a row that does not end"))
}
