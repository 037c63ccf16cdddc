//! A workbook in the format of Excel, amended by edits of its parts; whatever need not be touched stays as it was.

mod cells;
mod comments;
mod formula;
mod grid;
mod markup;
mod overview;
mod package;
mod place;
mod relations;
mod scan;
mod styles;
mod text;
mod vml;
mod workbook;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Level, Repair};

use super::{AmendError, Amendment, SheetAmendment};
use cells::{Cells, Wish};
use grid::Grid;
use markup::{Edits, Element, tag_name};
use package::{Package, malformed};
use place::Place;
use styles::Styles;
use vml::Blocks;
use workbook::{Dialect, Workbook};

/// How far into a sheet its views are looked for, in bytes.
const HEAD: u64 = 1 << 16;

/// Amends a workbook (xlsx or xlsm): the bytes of a file in, the bytes of the amended file out.
///
/// A note in merged cells goes to the first of them, the only one that is seen; changes are made where they are asked for.
///
/// # Errors
///
/// Where the bytes are no workbook, are signed, or ask for more than an honest workbook would; where a part that must be
/// changed is not as the format (ECMA-376) asks; where the amendment names a sheet or a cell that does not exist.
pub fn xlsx(bytes: &[u8], amendment: &Amendment) -> Result<Vec<u8>, AmendError> {
    let mut package = Package::open(bytes)?;
    if relations::is_signed(&mut package)? {
        return Err(AmendError::Signed);
    }
    let workbook = Workbook::read(&mut package)?;
    let wanted = wanted(&workbook, amendment)?;
    if wanted.is_empty() && amendment.overview.is_none() {
        return Ok(bytes.to_vec());
    }
    let mut styles = Styles::read(&mut package, &workbook)?;
    let mut edits = Edits::default();
    let mut blocks = blocks(&mut package, &wanted)?;
    let mut effect = Effect::default();
    for (part, wants) in &wanted {
        let done = amend_sheet(&mut package, &workbook, part, wants, &mut styles, &mut blocks)?;
        effect = Effect { changes: effect.changes || done.changes, formula: effect.formula || done.formula };
    }
    if effect.changes && has_formulas(&mut package, &workbook)? {
        workbook.calculate_on_load(&mut edits);
    }
    if let Some(chain) = workbook.related("calcChain").filter(|_| effect.formula) {
        // Programs make the order of calculation anew where it is missing.
        relations::remove(&mut package, &workbook.part, chain)?;
    }
    if let Some(overview) = &amendment.overview {
        overview::add(&mut package, &workbook, overview, &mut styles, &mut edits)?;
        deselect(&mut package, &workbook)?;
    }
    styles.write(&mut package)?;
    workbook.write(&mut package, edits)?;
    package.write()
}

/// What is wanted of a sheet.
#[derive(Debug, Default)]
struct Wanted {
    notes: BTreeMap<Place, (Level, String)>,
    values: BTreeMap<Place, Repair>,
}

/// What was done to a sheet.
#[derive(Debug, Default, Clone, Copy)]
struct Effect {
    /// A value was changed.
    changes: bool,
    /// A formula was replaced.
    formula: bool,
}

impl Wanted {
    fn add(&mut self, sheet: &SheetAmendment) -> Result<(), AmendError> {
        for note in &sheet.notes {
            self.note(place::checked(note.row, note.column)?, note.level, &note.text);
        }
        for change in &sheet.changes {
            self.values.insert(place::checked(change.row, change.column)?, change.value.clone());
        }
        Ok(())
    }

    fn note(&mut self, place: Place, level: Level, text: &str) {
        let (heaviest, texts) = self.notes.entry(place).or_insert_with(|| (level, String::new()));
        *heaviest = (*heaviest).max(level);
        let gap = if texts.is_empty() || text.is_empty() { "" } else { "\n\n" };
        texts.push_str(gap);
        texts.push_str(text);
    }

    /// Notes in merged cells go to the first of them.
    fn follow_merges(&mut self, text: &str, root: &Element) {
        for merge in root.child(text, "mergeCells").into_iter().flat_map(|merges| &merges.children) {
            let range = merge.attribute(text, "ref").and_then(|range| place::read_range(&range));
            let Some((first, last)) = range else { continue };
            let is_inside = |place: &&Place| (first.1..=last.1).contains(&place.1) && **place != first;
            let inside: Vec<Place> = self.notes.range(first..=last).map(|(place, _)| place).filter(is_inside).copied().collect();
            for place in inside {
                if let Some((level, text)) = self.notes.remove(&place) {
                    self.note(first, level, &text);
                }
            }
        }
    }
}

/// What is wanted, by the sheet's part.
fn wanted(workbook: &Workbook, amendment: &Amendment) -> Result<BTreeMap<String, Wanted>, AmendError> {
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    for sheet in amendment.sheets.iter().filter(|sheet| !sheet.notes.is_empty() || !sheet.changes.is_empty()) {
        let found = workbook.sheet(&sheet.name).filter(|found| found.has_cells && !found.part.is_empty());
        let found = found.ok_or_else(|| AmendError::NoSuchSheet(sheet.name.clone()))?;
        wanted.entry(found.part.clone()).or_default().add(sheet)?;
    }
    Ok(wanted)
}

/// The blocks of shapes that the file's drawings use.
fn blocks(package: &mut Package, wanted: &BTreeMap<String, Wanted>) -> Result<Blocks, AmendError> {
    let mut blocks = Blocks::default();
    if wanted.values().any(|wants| !wants.notes.is_empty()) {
        let drawings: Vec<String> = package.names().filter(|name| name.ends_with(".vml")).map(str::to_owned).collect();
        for drawing in drawings {
            blocks.meet(&package.text(&drawing)?);
        }
    }
    Ok(blocks)
}

fn amend_sheet(
    package: &mut Package,
    workbook: &Workbook,
    part: &str,
    wanted: &Wanted,
    styles: &mut Styles,
    blocks: &mut Blocks,
) -> Result<Effect, AmendError> {
    let text = package.text(part)?;
    let refused = |why: String| malformed(part, &why);
    let root = Element::parse(&text, &["sheetData"]).map_err(refused)?;
    Dialect::of(&root, &text).ok_or_else(|| malformed(part, "it is not a sheet"))?;
    let data = root.child(&text, "sheetData").ok_or_else(|| malformed(part, "it has no rows"))?;
    let mut wanted = Wanted { notes: wanted.notes.clone(), values: wanted.values.clone() };
    wanted.follow_merges(&text, &root);
    let mut wishes: BTreeMap<Place, Wish> = BTreeMap::new();
    for (place, (level, _)) in &wanted.notes {
        wishes.entry(*place).or_default().level = Some(*level);
    }
    for (place, value) in wanted.values {
        wishes.entry(place).or_default().value = Some(value);
    }
    let places: BTreeSet<Place> = wishes.keys().copied().collect();
    let mut scan = scan::scan(&text, data, &places).map_err(refused)?;
    let grid = Grid::read(&text, &root).with_heights(std::mem::take(&mut scan.heights));
    let mut edits = Edits::default();
    let cells = Cells { text: &text, root: &root, data, scan: &scan, grid: &grid, is_1904: workbook.is_1904 };
    let formula = cells.edit(&wishes, styles, &mut edits)?;
    let notes: BTreeMap<Place, String> = wanted.notes.into_iter().map(|(place, (_, text))| (place, text)).collect();
    if notes.values().any(|text| !text.is_empty()) {
        let sheet = comments::Sheet { part, text: &text, root: &root, grid: &grid, workbook };
        sheet.annotate(package, &notes, blocks, &mut edits)?;
    }
    package.put(part, edits.apply(&text))?;
    Ok(Effect { changes: wishes.values().any(|wish| wish.value.is_some()), formula })
}

/// Whether a formula stands in any sheet as it is now.
fn has_formulas(package: &mut Package, workbook: &Workbook) -> Result<bool, AmendError> {
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.has_cells) {
        let text = package.text(&sheet.part)?;
        let tags = text.match_indices('<').map(|(at, _)| tag_name(text[at..].get(..24).unwrap_or(&text[at..])));
        if tags.into_iter().any(|name| markup::local(name) == "f") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes the selection from every sheet of the file: with two selected, what is typed into one goes into both.
fn deselect(package: &mut Package, workbook: &Workbook) -> Result<(), AmendError> {
    let parts: Vec<&str> = workbook.sheets.iter().map(|sheet| sheet.part.as_str()).collect();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let head = package.head(part, HEAD)?;
        let views = head.find("sheetData").map_or(head.as_str(), |end| &head[..end]);
        if !views.contains("tabSelected") {
            continue;
        }
        let text = package.text(part)?;
        let root = Element::parse(&text, &["sheetData"]).map_err(|why| malformed(part, &why))?;
        let mut edits = Edits::default();
        for view in root.child(&text, "sheetViews").into_iter().flat_map(|views| &views.children) {
            if view.attribute(&text, "tabSelected").is_some_and(|it| it == "1" || it == "true") {
                edits.set_attribute(&text, &view.tag, "tabSelected", "0");
            }
        }
        if !edits.is_empty() {
            package.put(part, edits.apply(&text))?;
        }
    }
    Ok(())
}
