//! One walk over the rows of a sheet: where the wanted cells stand, or where they would stand.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::markup::{Element, attribute, local, position, tag_name};
use super::place::{self, Place};

/// A row of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Its start tag, or the whole of an empty row.
    pub tag: Range<usize>,
    /// Where its inside ends.
    pub end: usize,
}

/// A cell of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// Its start tag, or the whole of an empty cell.
    pub tag: Range<usize>,
    /// From its first to its last byte.
    pub whole: Range<usize>,
    /// Whether a formula stands in it.
    pub has_formula: bool,
}

/// A formula that several cells share: one of them holds its text, the others refer to it.
#[derive(Debug, Clone)]
pub(super) struct SharedFormula {
    /// The group's number as written.
    pub group: String,
    /// The cell.
    pub place: Place,
    /// The whole element.
    pub whole: Range<usize>,
    /// Its start tag, or the whole of an empty element.
    pub tag: Range<usize>,
    /// Its text; empty where it only refers to the group.
    pub inner: Range<usize>,
}

/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The wanted rows that are there.
    pub rows: BTreeMap<u32, Row>,
    /// Before which byte a wanted row would stand that is not there; where none is given, after all others.
    pub row_places: BTreeMap<u32, usize>,
    /// The wanted cells that are there.
    pub cells: BTreeMap<Place, Cell>,
    /// Before which byte a wanted cell would stand that is not there; where none is given, at the end of its row.
    pub cell_places: BTreeMap<Place, usize>,
    /// Heights of rows that have one of their own, in pixels; hidden rows have none.
    pub heights: BTreeMap<u32, u32>,
    /// Every shared formula.
    pub shared: Vec<SharedFormula>,
}

/// Walks over the rows of a sheet.
pub(super) fn scan(text: &str, data: &Element, wanted: &BTreeSet<Place>) -> Result<Scan, String> {
    let rows: BTreeSet<u32> = wanted.iter().map(|(row, _)| *row).collect();
    let mut walk = Walk {
        text,
        wanted,
        missing_rows: rows.iter().copied().collect(),
        rows,
        found: Scan::default(),
        row: None,
        last_row: 0,
        cell: None,
        formula: None,
    };
    let mut reader = Reader::from_str(&text[data.inner.clone()]);
    let mut depth = 0_usize;
    loop {
        let from = data.inner.start + position(&reader)?;
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let place = from..data.inner.start + position(&reader)?;
        match event {
            Event::Start(_) => {
                walk.start(depth, place);
                depth += 1;
            }
            Event::Empty(_) => {
                walk.start(depth, place.clone());
                walk.end(depth, place);
            }
            Event::End(_) => {
                depth = depth.checked_sub(1).ok_or("a row ends twice")?;
                walk.end(depth, place);
            }
            Event::Eof => return Ok(walk.found),
            _ => {}
        }
    }
}

/// A row that is being read.
#[derive(Debug)]
struct OpenRow {
    tag: Range<usize>,
    number: u32,
    is_numbered: bool,
    is_met: bool,
    /// The column of the last cell.
    last_column: u32,
    /// Wanted columns that were not passed yet, the nearest last.
    missing: Vec<u32>,
}

/// The walk itself.
#[derive(Debug)]
struct Walk<'a> {
    text: &'a str,
    wanted: &'a BTreeSet<Place>,
    rows: BTreeSet<u32>,
    /// Wanted rows that were not passed yet.
    missing_rows: BTreeSet<u32>,
    found: Scan,
    row: Option<OpenRow>,
    last_row: u32,
    cell: Option<(Place, Cell)>,
    formula: Option<Range<usize>>,
}

impl Walk<'_> {
    fn start(&mut self, depth: usize, place: Range<usize>) {
        let text = self.text;
        let tag = &text[place.clone()];
        match (depth, local(tag_name(tag))) {
            (0, "row") => self.start_row(tag, place),
            (1, "c") => self.start_cell(tag, place),
            (2, "f") => self.formula = Some(place),
            _ => {}
        }
    }

    fn end(&mut self, depth: usize, place: Range<usize>) {
        let name = local(tag_name(&self.text[place.clone()]));
        match (depth, name) {
            (0, "row") => self.end_row(&place),
            (1, "c") => {
                if let Some((at, cell)) = self.cell.take().filter(|(at, _)| self.wanted.contains(at)) {
                    let whole = cell.tag.start..place.end;
                    self.found.cells.entry(at).or_insert(Cell { whole, ..cell });
                }
            }
            (2, "f") => self.end_formula(&place),
            _ => {}
        }
    }

    fn start_row(&mut self, tag: &str, place: Range<usize>) {
        let number = attribute(tag, "r").and_then(|number| number.parse().ok());
        let row = OpenRow {
            tag: place,
            number: number.unwrap_or(self.last_row.saturating_add(1)),
            is_numbered: number.is_some(),
            is_met: false,
            last_column: 0,
            missing: Vec::new(),
        };
        let is_hidden = attribute(tag, "hidden").is_some_and(|it| it == "1" || it == "true");
        let height = attribute(tag, "ht").and_then(|points| points.parse::<f64>().ok());
        if is_hidden {
            self.found.heights.insert(row.number, 0);
        } else if let Some(points) = height.filter(|points| (0.0..=409.5).contains(points)) {
            self.found.heights.insert(row.number, (points * 4.0 / 3.0).round() as u32);
        }
        self.row = Some(row);
    }

    /// Takes note of a row once its number is sure: of a row without one the first cell knows it.
    fn meet_row(&mut self) {
        let Some(row) = self.row.as_mut().filter(|row| !row.is_met) else { return };
        row.is_met = true;
        self.last_row = row.number;
        let later = self.missing_rows.split_off(&row.number);
        for passed in std::mem::replace(&mut self.missing_rows, later) {
            self.found.row_places.insert(passed, row.tag.start);
        }
        self.missing_rows.remove(&row.number);
        if self.rows.contains(&row.number) {
            let wanted = self.wanted.range((row.number, 0)..=(row.number, u32::MAX));
            row.missing = wanted.rev().map(|(_, column)| *column).collect();
            let new = Row { tag: row.tag.clone(), end: row.tag.end };
            self.found.rows.entry(row.number).or_insert(new);
        }
    }

    fn start_cell(&mut self, tag: &str, place: Range<usize>) {
        let Some(row) = self.row.as_mut() else { return };
        let named = attribute(tag, "r").and_then(|name| place::read(&name));
        if let (false, false, Some((number, _))) = (row.is_met, row.is_numbered, named) {
            row.number = number;
        }
        let at = named.unwrap_or((row.number, row.last_column.saturating_add(1)));
        row.last_column = at.1;
        self.meet_row();
        let Some(row) = self.row.as_mut() else { return };
        while row.missing.last().is_some_and(|column| *column <= at.1) {
            let passed = row.missing.pop().filter(|column| *column < at.1);
            if let Some(column) = passed {
                self.found.cell_places.entry((row.number, column)).or_insert(place.start);
            }
        }
        self.cell = Some((at, Cell { tag: place, ..Cell::default() }));
    }

    fn end_row(&mut self, place: &Range<usize>) {
        self.meet_row();
        let Some(row) = self.row.take() else { return };
        if let Some(found) = self.found.rows.get_mut(&row.number).filter(|found| found.tag == row.tag) {
            found.end = if *place == row.tag { place.end } else { place.start };
        }
    }

    fn end_formula(&mut self, place: &Range<usize>) {
        let (Some(tag), Some((at, cell))) = (self.formula.take(), self.cell.as_mut()) else { return };
        cell.has_formula = true;
        let written = &self.text[tag.clone()];
        if attribute(written, "t").is_some_and(|kind| kind == "shared") {
            let group = attribute(written, "si").unwrap_or_default().into_owned();
            let inner = tag.end..place.start.max(tag.end);
            self.found.shared.push(SharedFormula { group, place: *at, whole: tag.start..place.end, inner, tag });
        }
    }
}
