//! The registrar's files handed back: each with its findings marked in it, or with the proven repairs made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::files::Files;
use super::{Checked, Error};
use crate::amend::{self, AmendError, Amendment, Defect, Form, Review, TwinCell, TwinSheet};
use crate::config::Config;
use crate::diag::{Finding, Lang, Level, Origin, Subject, ui};
use crate::ingest::{Cell, Grid, grids};
use crate::model::Record;
use crate::output::{Copies, CopyError};

/// A file that was handed back, or could not be.
#[derive(Debug)]
pub struct Handed {
    /// The input, as lists name it.
    pub file: String,
    /// Whether the copy is a new workbook because the input's own kind cannot be amended.
    pub is_twin: bool,
    /// Errors, warnings and notes marked in it.
    pub levels: [usize; 3],
    /// Cells changed in it.
    pub changed: usize,
    /// Where the copy is.
    pub result: Result<PathBuf, Refusal>,
}

/// Why a file was not handed back.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It could not be read; the findings say why.
    #[error("unreadable")]
    Unreadable,
    /// It could not be amended.
    #[error(transparent)]
    Amend(#[from] AmendError),
    /// The copy could not be written.
    #[error(transparent)]
    Copy(#[from] CopyError),
}

/// Writes every input that was read into a folder, its findings marked in it.
///
/// # Errors
/// The folder is the inputs' own or cannot be written. A file that cannot be handed back is no error: the others go on.
pub fn mark(config: &Config, checked: &Checked, out: &Path, lang: Lang) -> Result<Vec<Handed>, Error> {
    let files = Files::of(&config.pipeline.inputs);
    let mut copies = Copies::open(out, &files.paths())?;
    let (by_path, people) = (findings_by_path(checked), People::of(checked));
    let read: BTreeSet<&Path> = checked.season.sources.paths().iter().map(PathBuf::as_path).collect();
    let mut handed = Vec::new();
    for (path, label) in files.labels.iter().filter(|(path, _)| read.contains(path.as_path())) {
        let findings = by_path.get(path.as_path()).map_or(&[][..], Vec::as_slice);
        let count = |level: Level| findings.iter().filter(|finding| finding.level == level).count();
        let levels = [Level::Error, Level::Warning, Level::Note].map(count);
        let marked = marked(&people, (path, label), findings, lang);
        let is_twin = marked.as_ref().is_ok_and(|(_, is_twin)| *is_twin);
        let result = marked.and_then(|(bytes, is_twin)| Ok(copies.write(&files.copy_name(label, is_twin), &bytes)?));
        handed.push(Handed { file: label.clone(), is_twin, levels, changed: 0, result });
    }
    Ok(handed)
}

pub(super) fn findings_by_path(checked: &Checked) -> BTreeMap<&Path, Vec<&Finding>> {
    let mut by_path: BTreeMap<&Path, Vec<&Finding>> = BTreeMap::new();
    for finding in &checked.findings {
        if let Some(path) = finding.origin.and_then(|origin| checked.season.sources.path(origin)) {
            by_path.entry(path).or_default().push(finding);
        }
    }
    by_path
}

/// A file with its findings marked, and whether it had to become a new workbook.
fn marked(people: &People, (path, label): (&Path, &str), findings: &[&Finding], lang: Lang) -> Result<(Vec<u8>, bool), Refusal> {
    let (bytes, grids) = opened(path)?;
    let names = sheet_names(&grids, path);
    let defects = defects(people, findings, &grids, &names);
    let review = Review { file: label, sheet: &free_name(&names, lang), date: people.checked.date, defects: &defects, lang };
    let amendment = Amendment { sheets: amend::notes(&defects, lang), overview: Some(amend::overview(&review)) };
    amended(&bytes, &grids, &names, &amendment)
}

pub(super) fn opened(path: &Path) -> Result<(Vec<u8>, Vec<Grid>), Refusal> {
    let bytes = fs::read(path).map_err(|_| Refusal::Unreadable)?;
    Ok((bytes, grids(path).map_err(|_| Refusal::Unreadable)?))
}

/// The file amended in its own kind, or as a twin; whether it is a twin.
pub(super) fn amended(bytes: &[u8], grids: &[Grid], names: &[String], amendment: &Amendment) -> Result<(Vec<u8>, bool), Refusal> {
    Ok(match amend::form_of(bytes) {
        Form::Xlsx => (amend::xlsx(bytes, amendment)?, false),
        Form::Ods => (amend::ods(bytes, amendment)?, false),
        Form::Other => {
            let sheets: Vec<TwinSheet> = grids.iter().zip(names).map(|(grid, name)| twin_sheet(grid, name)).collect();
            (amend::twin(&sheets, amendment)?, true)
        }
    })
}

fn twin_sheet(grid: &Grid, name: &str) -> TwinSheet {
    let cell = |cell: &Cell| match cell {
        Cell::Empty => TwinCell::Empty,
        Cell::Text(text) => TwinCell::Text(text.clone()),
        Cell::Number(number) => TwinCell::Number(*number),
        Cell::Date(date) => TwinCell::Date(*date),
        Cell::Bool(value) => TwinCell::Bool(*value),
        Cell::Error(error) => TwinCell::Error(error.clone()),
    };
    TwinSheet { name: name.to_owned(), rows: grid.rows().map(|row| row.into_iter().map(cell).collect()).collect() }
}

/// The sheets' names; a text file's only sheet is named after the file.
pub(super) fn sheet_names(grids: &[Grid], path: &Path) -> Vec<String> {
    let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    grids.iter().map(|grid| if grid.sheet.is_empty() { amend::sheet_name(&stem) } else { grid.sheet.clone() }).collect()
}

/// „Проверка“, or with a number where the file has such a sheet already.
fn free_name(names: &[String], lang: Lang) -> String {
    let name = ui(lang, "mark-sheet", &[]);
    let taken = |name: &str| names.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(name)
}

/// The findings with their places in this file, in the order of sheet, row, column and code.
fn defects<'a>(people: &People, findings: &[&'a Finding], grids: &[Grid], names: &[String]) -> Vec<Defect<'a>> {
    let sources = &people.checked.season.sources;
    let mut placed: Vec<((usize, u32, u32), Defect)> = Vec::new();
    for finding in findings {
        let Some(origin) = finding.origin else { continue };
        let sheet = grids.iter().position(|grid| grid.sheet == sources.sheet(origin));
        let column = match (sheet, origin.column) {
            (Some(sheet), 0) => grids[sheet].first_filled(origin.row).unwrap_or(1),
            (_, column) => column,
        };
        let defect = Defect {
            finding,
            sheet: sheet.map_or_else(String::new, |sheet| names[sheet].clone()),
            cell: (sheet.is_some() && origin.row > 0).then_some((origin.row, column)),
            person: people.said(finding),
            also: finding.also.map_or_else(String::new, |also| sources.describe(also)),
        };
        placed.push(((sheet.map_or(0, |sheet| sheet + 1), origin.row, column), defect));
    }
    placed.sort_by_key(|(place, defect)| (*place, defect.finding.code));
    placed.into_iter().map(|(_, defect)| defect).collect()
}

/// Names by faculty number, for findings that say no more.
pub(super) struct People<'a> {
    checked: &'a Checked,
    by_number: BTreeMap<&'a str, &'a Record>,
}

impl<'a> People<'a> {
    pub fn of(checked: &'a Checked) -> Self {
        let records = checked.season.records.iter();
        Self { checked, by_number: records.map(|record| (record.faculty_number(), record)).collect() }
    }

    /// Name of an origin's sheet.
    pub fn sheet(&self, origin: Origin) -> &str {
        self.checked.season.sources.sheet(origin)
    }

    /// Name and faculty number, as far as they are known.
    pub fn said(&self, finding: &Finding) -> String {
        let season = &self.checked.season;
        let number = finding.faculty_number.as_str();
        let known = || self.by_number.get(number).filter(|_| !number.is_empty()).map(|record| record.person.full_name());
        let name = match &finding.subject {
            Subject::Record(at) => season.records.get(*at).map(|record| record.person.full_name()),
            Subject::Request(at) => season.requests.get(*at).map(|request| request.person_name.clone()),
            Subject::Batch | Subject::Row | Subject::Document(_) => None,
        };
        let parts = [name.or_else(known).unwrap_or_default(), number.to_owned()];
        parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
    }
}
