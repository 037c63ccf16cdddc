//! From the files of a run to the season: the order of reading.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::PolarsError;

use super::curricula::Plans;
use super::isolation::Isolation;
use super::table::Table;
use super::workbook::{Sheet, Workbooks, batch};
use super::{curricula, people, requests, results};
use crate::config::{Inputs, Institution, TableKind, matches_pattern};
use crate::diag::{Code, Finding, Origin, Sources};
use crate::model::Season;

/// Reads every workbook of a run. Defects are findings; an error means that the join engine itself failed.
///
/// # Errors
/// An error of the join engine.
pub fn ingest(inputs: &Inputs, institution: &Institution, isolation: &Isolation) -> Result<(Season, Vec<Finding>), PolarsError> {
    let mut reader = Reader::of(inputs, institution, isolation);
    let mut season = Season::default();
    let plans = reader.plans(&inputs.curricula);
    season.curricula = curricula::read(&plans, institution, &reader.sources, &mut reader.findings);
    let students = reader.tables(&inputs.students, TableKind::Students);
    let more = reader.tables(&inputs.personal_data, TableKind::PersonalData);
    season.records = people::read(&students, &more, &season.curricula, institution, &mut reader.findings);
    let grades = reader.tables(&inputs.grades, TableKind::Grades);
    results::read_grades(&grades, &mut season.records, institution, &mut reader.findings)?;
    for table in reader.tables(&inputs.state_exams, TableKind::StateExams) {
        results::read_state_exams(&table, &mut season.records, institution, &mut reader.findings);
    }
    for table in reader.tables(&inputs.requests, TableKind::Requests) {
        let first = season.requests.len();
        let read = requests::read_requests(&table, first, &season.records, institution, &mut reader.findings);
        season.requests.extend(read);
    }
    for table in reader.tables(&inputs.earlier_register, TableKind::EarlierRegister) {
        season.earlier.extend(requests::read_earlier(&table, institution, &mut reader.findings));
    }
    reader.report_unread();
    season.sources = reader.sources;
    Ok((season, reader.findings))
}

/// A file that was read.
struct File {
    path: PathBuf,
    name: String,
    index: u32,
    sheets: Vec<Arc<Sheet>>,
}

struct Reader<'a> {
    institution: &'a Institution,
    files: Vec<File>,
    used: BTreeSet<u32>,
    sources: Sources,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    /// Reads every file once, whatever parts it plays.
    fn of(inputs: &Inputs, institution: &'a Institution, isolation: &Isolation) -> Self {
        let workbooks = Workbooks::read(inputs.all(), isolation, institution.limits.workbook);
        let mut reader =
            Self { institution, files: Vec::new(), used: BTreeSet::new(), sources: Sources::default(), findings: Vec::new() };
        for path in inputs.all() {
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            reader.sources.open(path);
            let index = reader.sources.add(&name, "");
            let sheets = workbooks.sheets(path, &mut reader.sources, &mut reader.findings);
            let sheets = sheets.into_iter().map(Arc::new).collect();
            reader.files.push(File { path: path.to_owned(), name, index, sheets });
        }
        reader
    }

    fn files(&self, paths: &[PathBuf]) -> Vec<usize> {
        let at = |path: &Path| self.files.iter().position(|file| file.path == path);
        paths.iter().filter_map(|path| at(path)).collect()
    }

    /// The sheets of the curricula.
    fn plans(&mut self, paths: &[PathBuf]) -> Plans {
        let mut plans = Plans { sheets: Vec::new() };
        let tables = &self.institution.tables;
        for at in self.files(paths) {
            let file = &self.files[at];
            for sheet in &file.sheets {
                let layouts = tables.of(TableKind::Programmes).iter().chain(tables.of(TableKind::Courses));
                if sheet.is_text || layouts.into_iter().any(|layout| layout.is_for(&file.name, &sheet.name)) {
                    self.used.insert(sheet.index);
                    plans.sheets.push((Arc::clone(sheet), file.name.clone()));
                }
            }
        }
        for kind in [TableKind::Programmes, TableKind::Courses] {
            self.report_missing(paths, kind);
        }
        plans
    }

    /// The tables of one kind in some files.
    fn tables(&mut self, paths: &[PathBuf], kind: TableKind) -> Vec<Table> {
        let mut tables = Vec::new();
        for at in self.files(paths) {
            let file = &self.files[at];
            for sheet in &file.sheets {
                let is_meant = self.institution.tables.of(kind).iter().any(|layout| layout.is_for(&file.name, &sheet.name));
                if sheet.is_text || is_meant {
                    self.used.insert(sheet.index);
                    tables.extend(Table::on(sheet, kind, &file.name, self.institution, &mut self.findings));
                }
            }
        }
        self.report_missing(paths, kind);
        tables
    }

    /// Sheets that a layout names and that are in none of its files.
    fn report_missing(&mut self, paths: &[PathBuf], kind: TableKind) {
        let files = self.files(paths);
        let layouts = self.institution.tables.of(kind);
        for layout in layouts {
            let mine: Vec<&File> = files
                .iter()
                .map(|at| &self.files[*at])
                .filter(|file| layout.files.is_empty() || layout.files.iter().any(|pattern| matches_pattern(pattern, &file.name)))
                .filter(|file| !file.sheets.is_empty())
                .collect();
            // A text file has no sheets to choose from.
            let Some(first) = mine.first().filter(|_| mine.iter().any(|file| file.sheets.iter().any(|sheet| !sheet.is_text)))
            else {
                continue;
            };
            for pattern in &layout.sheets {
                let is_there = mine.iter().any(|file| file.sheets.iter().any(|sheet| matches_pattern(pattern, &sheet.name)));
                if !is_there {
                    let finding = batch(Code::SheetMissing, Origin::sheet(first.index));
                    self.findings.push(finding.found(&first.name).expected(pattern));
                }
            }
        }
    }

    /// Sheets that no table of the configuration speaks of.
    fn report_unread(&mut self) {
        for file in &self.files {
            for sheet in &file.sheets {
                let is_empty = (1..=sheet.end().0.min(50)).all(|row| sheet.filled(row).is_empty());
                if !self.used.contains(&sheet.index) && !is_empty {
                    self.findings.push(batch(Code::SheetUnread, Origin::sheet(sheet.index)).found(&sheet.name));
                }
            }
        }
    }
}
