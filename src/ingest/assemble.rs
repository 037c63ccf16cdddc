//! From the files of a run to the season: the order of reading.

use std::path::{Path, PathBuf};

use polars::prelude::PolarsError;

use super::isolation::Isolation;
use super::table::{Table, pick};
use super::workbook::{Sheet, Workbooks};
use super::{curricula, people, requests, results};
use crate::config::{Inputs, Institution, TableKind};
use crate::diag::{Finding, Sources};
use crate::model::Season;

/// Reads every workbook of a run. Defects are findings; an error means that the join engine itself failed.
///
/// # Errors
/// An error of the join engine.
pub fn ingest(inputs: &Inputs, institution: &Institution, isolation: &Isolation) -> Result<(Season, Vec<Finding>), PolarsError> {
    let workbooks = Workbooks::read(inputs.workbooks(), isolation, institution.limits.workbook);
    let mut reader = Reader { institution, workbooks, sources: Sources::default(), findings: Vec::new() };
    let mut season = Season::default();
    for path in &inputs.curricula {
        let (sheets, file) = reader.sheets(path);
        if sheets.is_empty() {
            continue;
        }
        season.curricula.extend(curricula::read(sheets, (&file.0, file.1), institution, &reader.sources, &mut reader.findings));
    }
    for table in reader.tables(&inputs.students, TableKind::Students) {
        let first = season.records.len();
        season.records.extend(people::read(&table, first, &season.curricula, institution, &mut reader.findings));
    }
    let grades = reader.tables(&inputs.grades, TableKind::Grades);
    results::read_grades(&grades, &mut season.records, institution, &mut reader.findings)?;
    for table in reader.tables(&inputs.state_exams, TableKind::StateExams) {
        results::read_state_exams(&table, &mut season.records, institution, &mut reader.findings)?;
    }
    for table in reader.tables(&inputs.requests, TableKind::Requests) {
        let first = season.requests.len();
        let read = requests::read_requests(&table, first, &season.records, institution, &mut reader.findings);
        season.requests.extend(read);
    }
    for table in reader.tables(&inputs.earlier_register, TableKind::EarlierRegister) {
        season.earlier.extend(requests::read_earlier(&table, institution, &mut reader.findings));
    }
    season.sources = reader.sources;
    Ok((season, reader.findings))
}

struct Reader<'a> {
    institution: &'a Institution,
    workbooks: Workbooks,
    sources: Sources,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    /// The sheets of a file, with the file's name and its index in the sources.
    fn sheets(&mut self, path: &Path) -> (Vec<Sheet>, (String, u32)) {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let index = self.sources.add(&name, "");
        (self.workbooks.sheets(path, &mut self.sources, &mut self.findings), (name, index))
    }

    /// The tables of one kind in some files.
    fn tables(&mut self, paths: &[PathBuf], kind: TableKind) -> Vec<Table> {
        let map = self.institution.tables.of(kind);
        let mut tables = Vec::new();
        for path in paths {
            let (sheets, (name, index)) = self.sheets(path);
            if sheets.is_empty() {
                continue;
            }
            for sheet in pick(sheets, &map, &name, index, &mut self.findings) {
                tables.extend(Table::on(sheet, kind, &map, &mut self.findings));
            }
        }
        tables
    }
}
