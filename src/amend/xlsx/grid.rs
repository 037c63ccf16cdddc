//! How wide and high the cells of a sheet are, so that a note's box can be placed, and how empty cells look.

use std::collections::BTreeMap;

use super::markup::Element;
use super::place::{LAST_COLUMN, LAST_ROW};

/// Pixels of a letter's width, as sheets count it.
const LETTER: f64 = 7.0;
const WIDTH: u32 = 64;
const HEIGHT: u32 = 20;

/// Columns that were given something of their own.
#[derive(Debug)]
struct Columns {
    first: u32,
    last: u32,
    width: Option<u32>,
    style: usize,
}

/// The sizes of a sheet's columns and rows, in pixels.
#[derive(Debug)]
pub(super) struct Grid {
    columns: Vec<Columns>,
    heights: BTreeMap<u32, u32>,
    width: u32,
    height: u32,
}

impl Grid {
    /// Reads the columns of a sheet.
    pub fn read(text: &str, root: &Element) -> Self {
        let format = root.child(text, "sheetFormatPr");
        let usual = |name: &str| format?.attribute(text, name)?.parse::<f64>().ok().filter(|it| (0.0..1000.0).contains(it));
        let columns = root.child(text, "cols").into_iter().flat_map(|cols| &cols.children).filter_map(|column| {
            let number = |name: &str| column.attribute(text, name)?.parse::<u32>().ok();
            let is_hidden = column.attribute(text, "hidden").is_some_and(|it| it == "1" || it == "true");
            let width = column.attribute(text, "width").and_then(|width| width.parse::<f64>().ok());
            let width = width.filter(|width| (0.0..=255.0).contains(width)).map(|width| (width * LETTER).round() as u32);
            let width = if is_hidden { Some(0) } else { width };
            Some(Columns { first: number("min")?, last: number("max")?, width, style: number("style").unwrap_or(0) as usize })
        });
        Self {
            columns: columns.collect(),
            heights: BTreeMap::new(),
            width: usual("defaultColWidth").map_or(WIDTH, |width| (width * LETTER).round() as u32),
            height: usual("defaultRowHeight").map_or(HEIGHT, |points| (points * 4.0 / 3.0).round() as u32),
        }
    }

    /// With the heights of rows that have one of their own.
    pub fn with_heights(self, heights: BTreeMap<u32, u32>) -> Self {
        Self { heights, ..self }
    }

    /// The style of an empty cell in a column.
    pub fn style(&self, column: u32) -> usize {
        self.column(column).map_or(0, |columns| columns.style)
    }

    /// From a pixel within a column, so many pixels on: the column there (from 1) and the pixel within it.
    pub fn right_of(&self, column: u32, pixel: u32, by: u32) -> (u32, u32) {
        walk(column, pixel, by, LAST_COLUMN, |column| self.column(column).and_then(|columns| columns.width).unwrap_or(self.width))
    }

    /// From a pixel within a row, so many pixels on: the row there (from 1) and the pixel within it.
    pub fn below(&self, row: u32, pixel: u32, by: u32) -> (u32, u32) {
        walk(row, pixel, by, LAST_ROW, |row| self.heights.get(&row).copied().unwrap_or(self.height))
    }

    fn column(&self, column: u32) -> Option<&Columns> {
        self.columns.iter().find(|columns| (columns.first..=columns.last).contains(&column))
    }
}

fn walk(from: u32, pixel: u32, by: u32, last: u32, size: impl Fn(u32) -> u32) -> (u32, u32) {
    let (mut at, mut left) = (from, pixel.saturating_add(by));
    // A sheet may hide all that follows.
    for _ in 0..1_000 {
        if at >= last || left < size(at) {
            break;
        }
        left -= size(at);
        at += 1;
    }
    (at, left.min(size(at)))
}
