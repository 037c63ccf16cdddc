//! The list of provable repairs, and what comes of it when it is carried out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::files::Files;
use super::handed::{Handed, People, Refusal, amended, findings_by_path, opened, sheet_names};
use super::{Checked, Error};
use crate::amend::{Amendment, Change, CsvFile, Fix, FixLine, SheetAmendment};
use crate::config::Config;
use crate::diag::{Finding, Repair};
use crate::disk::write_whole;
use crate::ingest::{Cell, Grid, grids};
use crate::model::plain_date;
use crate::output::{Copies, CopyError, OutputError};

/// Why a line of the list of repairs was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// It says no repair.
    Unreadable,
    /// No input has this name.
    NoFile,
    /// The file has no such sheet or cell.
    NoCell,
    /// The cell holds something else by now.
    Differs,
    /// Another line changes the same cell.
    Twice,
    /// The file could not be handed back.
    NotWritten,
}

/// What came of a list of repairs.
#[derive(Debug, Default)]
pub struct Applied {
    /// The files that were to be changed.
    pub files: Vec<Handed>,
    /// Lines that were not carried out: their number, the repair or the text of the line, and why.
    pub skipped: Vec<(usize, Result<Fix, String>, Skip)>,
}

/// The provable repairs of checked inputs, with what the cells hold now. Identifiers stand there uncovered.
#[must_use]
pub fn fixes(config: &Config, checked: &Checked) -> Vec<Fix> {
    let files = Files::of(&config.pipeline.inputs);
    let (by_path, people) = (findings_by_path(checked), People::of(checked));
    let mut fixes = Vec::new();
    for (path, label) in &files.labels {
        let repaired = || by_path.get(path.as_path()).into_iter().flatten().filter(|finding| finding.repair.is_some());
        if repaired().next().is_none() {
            continue;
        }
        let Ok(grids) = grids(path) else { continue };
        let mut in_file: BTreeMap<(usize, u32, u32), Fix> = BTreeMap::new();
        for finding in repaired() {
            if let Some((place, fix)) = fix(&people, finding, label, &grids) {
                in_file.entry(place).or_insert(fix);
            }
        }
        fixes.extend(in_file.into_values());
    }
    fixes
}

fn fix(people: &People, finding: &Finding, label: &str, grids: &[Grid]) -> Option<((usize, u32, u32), Fix)> {
    let (origin, new) = (finding.origin?, finding.repair.clone()?);
    let sheet = people.sheet(origin);
    let at = grids.iter().position(|grid| grid.sheet == sheet)?;
    let is_cell = origin.row > 0 && origin.column > 0;
    let old = exact(grids[at].cell(origin.row, origin.column));
    let is_vain = sheet.is_empty() && stays_text(&old, &new);
    let fix = Fix {
        file: label.to_owned(),
        sheet: sheet.to_owned(),
        row: origin.row,
        column: origin.column,
        old,
        new,
        rule: finding.code.name().to_owned(),
        person: people.said(finding),
    };
    (is_cell && !is_vain).then_some(((at, origin.row, origin.column), fix))
}

/// Whether a repair would change nothing in a text file, which has no cells of dates or numbers.
fn stays_text(old: &str, new: &Repair) -> bool {
    let number = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok();
    match new {
        Repair::Date(_) => true,
        Repair::Number(new) => number(old).is_some() && number(old) == number(new),
        Repair::Text(new) => old == new,
    }
}

/// What a cell holds, to the letter.
fn exact(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Error(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => plain_date(*date),
        Cell::Bool(value) => value.to_string(),
    }
}

/// Writes a list beside the inputs, never over one.
///
/// # Errors
/// An input is there, or the file cannot be written.
pub fn write_list(config: &Config, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let there = path.canonicalize().ok();
    let inputs = Files::of(&config.pipeline.inputs).paths();
    if there.is_some() && inputs.iter().any(|input| input.canonicalize().ok() == there) {
        return Err(CopyError::IsInput(path.to_owned()).into());
    }
    write_whole(path, bytes).map_err(|error| OutputError { path: path.to_owned(), error }.into())
}

/// Writes corrected copies of the inputs that a list of repairs names. A line whose cell holds something else by now is
/// left out and said.
///
/// # Errors
/// The folder is the inputs' own or cannot be written.
pub fn apply(config: &Config, lines: Vec<FixLine>, out: &Path) -> Result<Applied, Error> {
    let files = Files::of(&config.pipeline.inputs);
    let mut copies = Copies::open(out, &files.paths())?;
    let mut applied = Applied::default();
    let mut by_file: BTreeMap<&PathBuf, Vec<(usize, Fix)>> = BTreeMap::new();
    for (line, fix) in lines {
        match fix.map(|fix| (files.path(&fix.file), fix)) {
            Ok((Some(path), fix)) => by_file.entry(path).or_default().push((line, fix)),
            Ok((None, fix)) => applied.skipped.push((line, Ok(fix), Skip::NoFile)),
            Err(text) => applied.skipped.push((line, Err(text), Skip::Unreadable)),
        }
    }
    for (path, label) in &files.labels {
        let Some(fixes) = by_file.remove(path) else { continue };
        apply_to(path, label, &files, fixes, &mut copies, &mut applied);
    }
    applied.skipped.sort_by_key(|(line, ..)| *line);
    Ok(applied)
}

fn apply_to(path: &Path, label: &str, files: &Files, fixes: Vec<(usize, Fix)>, copies: &mut Copies, applied: &mut Applied) {
    let mut handed =
        Handed { file: label.to_owned(), is_twin: false, levels: [0; 3], changed: 0, result: Err(Refusal::Unreadable) };
    let (fixes, result) = match opened(path) {
        Err(refusal) => (fixes, Err(refusal)),
        Ok((bytes, grids)) => {
            let sound = sound(fixes, &bytes, &grids, &mut applied.skipped);
            if sound.is_empty() {
                return;
            }
            let corrected = corrected(&bytes, &grids, path, &sound);
            handed.is_twin = corrected.as_ref().is_ok_and(|(_, is_twin)| *is_twin);
            let written = |(bytes, is_twin): (Vec<u8>, bool)| Ok(copies.write(&files.copy_name(label, is_twin), &bytes)?);
            (sound, corrected.and_then(written))
        }
    };
    match &result {
        Ok(_) => handed.changed = fixes.len(),
        Err(_) => applied.skipped.extend(fixes.into_iter().map(|(line, fix)| (line, Ok(fix), Skip::NotWritten))),
    }
    handed.result = result;
    applied.files.push(handed);
}

/// The repairs whose cells still hold what the list says.
fn sound(
    fixes: Vec<(usize, Fix)>,
    bytes: &[u8],
    grids: &[Grid],
    skipped: &mut Vec<(usize, Result<Fix, String>, Skip)>,
) -> Vec<(usize, Fix)> {
    let text = grids.iter().any(|grid| grid.sheet.is_empty()).then(|| CsvFile::read(bytes));
    let mut met = BTreeSet::new();
    let mut sound = Vec::new();
    for (line, fix) in fixes {
        let grid = grids.iter().find(|grid| grid.sheet == fix.sheet);
        let held = grid.map(|grid| exact(grid.cell(fix.row, fix.column)));
        // Both readers of a text file must mean the same cell.
        let is_there = text.as_ref().is_none_or(|text| text.cell(fix.row, fix.column).as_ref() == Some(&fix.old));
        let skip = match held {
            None => Some(Skip::NoCell),
            Some(held) if held != fix.old || !is_there => Some(Skip::Differs),
            Some(_) if !met.insert((fix.sheet.clone(), fix.row, fix.column)) => Some(Skip::Twice),
            Some(_) => None,
        };
        match skip {
            Some(skip) => skipped.push((line, Ok(fix), skip)),
            None => sound.push((line, fix)),
        }
    }
    sound
}

fn corrected(bytes: &[u8], grids: &[Grid], path: &Path, fixes: &[(usize, Fix)]) -> Result<(Vec<u8>, bool), Refusal> {
    let names = sheet_names(grids, path);
    let mut sheets: BTreeMap<&str, Vec<Change>> = BTreeMap::new();
    for (_, fix) in fixes {
        let change = Change { row: fix.row, column: fix.column, value: fix.new.clone() };
        sheets.entry(&fix.sheet).or_default().push(change);
    }
    if let Some(changes) = sheets.get("") {
        return Ok((CsvFile::read(bytes).with(changes)?, false));
    }
    let sheet = |(name, changes): (&str, Vec<Change>)| SheetAmendment { name: name.to_owned(), notes: Vec::new(), changes };
    let amendment = Amendment { sheets: sheets.into_iter().map(sheet).collect(), overview: None };
    amended(bytes, grids, &names, &amendment)
}
