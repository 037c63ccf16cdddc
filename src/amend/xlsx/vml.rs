//! The boxes of notes: hidden until someone points at the cell, as large as their text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::grid::Grid;
use super::markup::Edits;
use super::place::{LAST_COLUMN, Place};
use super::text::lines;

/// Letters that fit on a line of the widest box.
const LETTERS: usize = 48;
const LETTER: usize = 7;
const LINE: usize = 15;
const MARGIN: usize = 12;
/// Further width, because letters of other fonts may be wider.
const SLACK: usize = 16;
const NARROWEST: usize = 130;
/// A higher box would not fit on a screen; the rest of its text is reached by making it larger.
const HIGHEST: usize = 520;
/// How far a box stands from its cell, in pixels.
const GAP: u32 = 15;
/// Shapes are numbered in blocks, and a drawing owns its blocks.
const BLOCK: u32 = 1024;
/// The shape all notes are of.
const NOTE_TYPE: &str = "_x0000_t202";

/// The size of the box for a text, in pixels.
fn size(text: &str) -> (u32, u32) {
    let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0).min(LETTERS);
    let lines = lines(text, widest);
    let (width, height) = ((widest * LETTER + MARGIN + SLACK).max(NARROWEST), (lines * LINE + MARGIN).min(HIGHEST));
    (u32::try_from(width).unwrap_or(0), u32::try_from(height).unwrap_or(0))
}

/// The numbers of shapes that a drawing may give, and the blocks they come from.
#[derive(Debug, Default)]
pub(super) struct Blocks(BTreeSet<u32>);

impl Blocks {
    /// Takes note of the blocks that a drawing uses.
    pub fn meet(&mut self, drawing: &str) {
        for list in after_each(drawing, "data=").chain(after_each(drawing, "data =")) {
            let list = list.trim_start().trim_start_matches(['"', '\'']);
            let end = list.find(['"', '\'']).unwrap_or(0);
            self.0.extend(list[..end].split(',').filter_map(|number| number.trim().parse::<u32>().ok()));
        }
        let numbers = after_each(drawing, "_x0000_s").filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            rest[..end].parse::<u32>().ok()
        });
        self.0.extend(numbers.map(|number| number / BLOCK));
    }

    /// Takes as many free blocks as so many shapes need.
    fn take(&mut self, shapes: usize) -> Vec<u32> {
        let free = (1..).filter(|block| !self.0.contains(block));
        let taken: Vec<u32> = free.take(shapes.div_ceil(BLOCK as usize - 1)).collect();
        self.0.extend(&taken);
        taken
    }
}

fn after_each<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(words).map(move |(at, _)| &text[at + words.len()..])
}

/// A new drawing with the boxes of notes.
pub(super) fn drawing(notes: &[(Place, &str)], grid: &Grid, blocks: &mut Blocks) -> String {
    let taken = blocks.take(notes.len());
    let list = listed(&taken);
    format!(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{list}\"/>\
         </o:shapelayout>{}{}</xml>",
        shape_type(),
        shapes(notes, grid, &taken)
    )
}

/// A drawing of the file with further boxes.
pub(super) fn extended(drawing: &str, notes: &[(Place, &str)], grid: &Grid, blocks: &mut Blocks) -> Result<String, String> {
    let taken = blocks.take(notes.len());
    let own_type = if drawing.contains(NOTE_TYPE) { String::new() } else { shape_type() };
    let mut added = format!("{own_type}{}", shapes(notes, grid, &taken));
    let root = drawing.find("<xml").unwrap_or(0);
    let root = &drawing[root..root + drawing[root..].find('>').unwrap_or(0)];
    for (prefix, name) in [("v", "vml"), ("o", "office:office"), ("x", "office:excel")] {
        if !root.contains(&format!("xmlns:{prefix}=")) {
            let declared = format!(" xmlns:{prefix}=\"urn:schemas-microsoft-com:{name}\" ");
            added = added
                .replace("<v:shape ", &format!("<v:shape{declared}"))
                .replace("<v:shapetype ", &format!("<v:shapetype{declared}"));
        }
    }
    // Drawings need not be well-formed inside their text boxes, so only their end is looked for.
    let end = drawing.rfind("</").ok_or("the drawing does not end")?;
    let mut result = format!("{}{added}{}", &drawing[..end], &drawing[end..]);
    let map = result.find("idmap").and_then(|at| {
        let tag = &result[at..at + result[at..].find('>')?];
        Some(at + tag.find("data=\"")? + "data=\"".len())
    });
    if let Some(at) = map {
        result.insert_str(at, &format!("{},", listed(&taken)));
    }
    Ok(result)
}

fn listed(blocks: &[u32]) -> String {
    blocks.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

fn shape_type() -> String {
    format!(
        "<v:shapetype id=\"{NOTE_TYPE}\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
         <v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>"
    )
}

fn shapes(notes: &[(Place, &str)], grid: &Grid, blocks: &[u32]) -> String {
    let numbers = blocks.iter().flat_map(|block| block * BLOCK + 1..(block + 1) * BLOCK);
    let mut result = String::new();
    for (depth, (number, (place, text))) in numbers.zip(notes).enumerate() {
        let (row, column) = (place.0 - 1, place.1 - 1);
        let anchor = anchor(*place, text, grid);
        let (width, height) = size(text);
        let (width, height) = (f64::from(width) * 0.75, f64::from(height) * 0.75);
        let depth = depth + 1;
        // Writing to a string does not fail.
        let _ = write!(
            result,
            "<v:shape id=\"_x0000_s{number}\" type=\"#{NOTE_TYPE}\" style=\"position:absolute;margin-left:60pt;margin-top:2pt;\
             width:{width}pt;height:{height}pt;z-index:{depth};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\">\
             <v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>\
             <v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
             <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>\
             <x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
        );
    }
    result
}

/// Where the box of a note lies: columns and rows from 0, each with pixels within it.
fn anchor(place: Place, text: &str, grid: &Grid) -> String {
    let (width, height) = size(text);
    let (row, column) = place;
    let left = if column + 1 > LAST_COLUMN - 20 { column.saturating_sub(8).max(1) } else { column + 1 };
    let top = row.saturating_sub(1).max(1);
    let pixel = if row > 1 { 10 } else { 2 };
    let (right, right_pixel) = grid.right_of(left, GAP, width);
    let (bottom, bottom_pixel) = grid.below(top, pixel, height);
    let (left, top, right, bottom) = (left - 1, top - 1, right - 1, bottom - 1);
    format!("{left}, {GAP}, {top}, {pixel}, {right}, {right_pixel}, {bottom}, {bottom_pixel}")
}

/// What becomes of the box of a note that is there.
#[derive(Debug, Clone, Copy)]
pub(super) enum NoteBox<'a> {
    /// It fits a text that took the place of another.
    Fitted(&'a str),
    /// It is higher, for a text that was added below another.
    Heightened(&'a str),
}

/// A drawing with the boxes of some notes resized.
pub(super) fn resized(drawing: &str, boxes: &BTreeMap<Place, NoteBox>, grid: &Grid) -> String {
    let mut edits = Edits::default();
    for (at, found) in drawing.match_indices("ClientData ") {
        let data = drawing[at..].split("ClientData>").next().unwrap_or(found);
        let place = number_in(data, "Row>")
            .zip(number_in(data, "Column>"))
            .map(|(row, column)| (row.saturating_add(1), column.saturating_add(1)));
        if let Some((place, wanted)) = place.and_then(|place| Some((place, boxes.get(&place)?))) {
            // A box that is written in an unknown way keeps its size.
            let _ = resize(drawing, at, data, place, *wanted, grid, &mut edits);
        }
    }
    edits.apply(drawing)
}

fn resize(drawing: &str, at: usize, data: &str, place: Place, wanted: NoteBox, grid: &Grid, edits: &mut Edits) -> Option<()> {
    if let Some(anchor_at) = data.find("Anchor>") {
        let start = at + anchor_at + "Anchor>".len();
        let end = start + drawing[start..].find('<')?;
        let text = match wanted {
            NoteBox::Fitted(text) => anchor(place, text, grid),
            NoteBox::Heightened(text) => {
                let numbers = drawing[start..end].split(',').map(|number| number.trim().parse::<u32>().ok());
                let numbers: Vec<u32> = numbers.collect::<Option<_>>()?;
                let &[left, left_pixel, top, top_pixel, right, right_pixel, bottom, bottom_pixel] = numbers.as_slice() else {
                    return None;
                };
                let (bottom, pixel) = grid.below(bottom.checked_add(1)?, bottom_pixel, size(text).1);
                let bottom = bottom - 1;
                format!("{left}, {left_pixel}, {top}, {top_pixel}, {right}, {right_pixel}, {bottom}, {pixel}")
            }
        };
        edits.replace(start..end, text);
        return Some(());
    }
    // Without an anchor the box is as high as its style says.
    let shape = drawing[..at].rfind("shape ")?;
    let start = shape + drawing[shape..at].find(";height:")? + ";height:".len();
    let end = start + drawing[start..].find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let unit = if drawing[end..].starts_with("pt") { 0.75 } else { 1.0 };
    let height = match wanted {
        NoteBox::Fitted(text) => f64::from(size(text).1) * unit,
        NoteBox::Heightened(text) => drawing[start..end].parse::<f64>().ok()? + f64::from(size(text).1) * unit,
    };
    edits.replace(start..end, height.to_string());
    Some(())
}

fn number_in(data: &str, name: &str) -> Option<u32> {
    let from = data.find(name)? + name.len();
    data[from..].split('<').next()?.trim().parse().ok()
}
