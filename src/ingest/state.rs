//! The sheets for the state register of students: what it asks of persons, and their semesters.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::cell::Cell;
use super::date_text::text_date;
use super::isolation::Isolation;
use super::keys::Keys;
use super::row::is_dash;
use super::table::Table;
use super::workbook::{Sheet, Workbooks};
use crate::config::{Inputs, Institution, OF_PERSONS, OF_SEMESTERS, TableKind};
use crate::diag::{Code, Finding, Sources, Subject};
use crate::model::{Field, Place, Record};

/// A row of such a sheet, as it is written.
#[derive(Debug, Clone)]
pub struct StateRow {
    /// The record it is joined to, by its place in the season.
    pub record: usize,
    /// What it says, by field; nothing is empty. Days are written `dd.mm.yyyy`.
    pub texts: BTreeMap<Field, String>,
    /// The row.
    pub place: Place,
}

/// The rows of all such sheets, in the order of the files.
#[derive(Debug, Clone, Default)]
pub struct StateSheets {
    /// Rows about persons.
    pub persons: Vec<StateRow>,
    /// Rows about semesters.
    pub semesters: Vec<StateRow>,
}

/// A sheet of a workbook as plain texts: what the state register answers.
#[derive(Debug, Clone)]
pub struct PlainSheet {
    /// Its index in the sources.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// Its rows, from 1, with their filled cells by column, from 1.
    pub rows: Vec<(u32, Vec<(u32, String)>)>,
}

/// Reads the sheets for the state register; a row of nobody known is a finding.
pub fn read_state(
    inputs: &Inputs,
    institution: &Institution,
    isolation: &Isolation,
    records: &[Record],
    sources: &mut Sources,
    findings: &mut Vec<Finding>,
) -> StateSheets {
    let paths = inputs.state.iter().chain(&inputs.semesters);
    let workbooks = Workbooks::read(paths.map(PathBuf::as_path), isolation, institution.limits.workbook);
    let keys = Keys::of(records);
    let mut tables = |paths: &[PathBuf], kind: TableKind| -> Vec<Table> {
        let mut tables = Vec::new();
        for path in paths {
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            sources.open(path);
            for sheet in workbooks.sheets(path, sources, findings).into_iter().map(Arc::new) {
                tables.extend(Table::on(&sheet, kind, &name, institution, findings));
            }
        }
        tables
    };
    let persons = tables(&inputs.state, TableKind::State);
    let semesters = tables(&inputs.semesters, TableKind::Semesters);
    StateSheets {
        persons: rows(&persons, OF_PERSONS, &keys, findings),
        semesters: rows(&semesters, OF_SEMESTERS, &keys, findings),
    }
}

/// Reads the sheets of a workbook as plain texts.
pub fn read_plain(
    path: &std::path::Path,
    institution: &Institution,
    isolation: &Isolation,
    sources: &mut Sources,
    findings: &mut Vec<Finding>,
) -> Vec<PlainSheet> {
    let workbooks = Workbooks::read([path], isolation, institution.limits.workbook);
    sources.open(path);
    workbooks.sheets(path, sources, findings).iter().map(plain).collect()
}

fn plain(sheet: &Sheet) -> PlainSheet {
    let filled = |cells: &[(u32, Cell)]| -> Vec<(u32, String)> {
        let texts = cells.iter().map(|(column, cell)| (*column, written(cell, None)));
        texts.filter(|(_, text)| !text.is_empty()).collect()
    };
    let rows = sheet.rows().map(|(row, cells)| (row, filled(cells)));
    PlainSheet { index: sheet.index, name: sheet.name.clone(), rows: rows.filter(|(_, cells)| !cells.is_empty()).collect() }
}

fn rows(tables: &[Table], fields: &[Field], keys: &Keys, findings: &mut Vec<Finding>) -> Vec<StateRow> {
    let mut rows = Vec::new();
    for table in tables {
        for row in table.rows() {
            let place = table.place(row);
            let number = table.cell(row, Field::FacultyNumber).text();
            let Some(record) = keys.by_number(&number).record() else {
                let finding = Finding::new(Code::StudentUnknown, Subject::Row).of(&number).field(Field::FacultyNumber.tag());
                findings.push(finding.at(place.cell(Field::FacultyNumber)).found(number).arg("rows", "1"));
                continue;
            };
            let text = |field: &Field| (*field, written(table.cell(row, *field), table.date_of(row, *field)));
            let texts = fields.iter().map(text).filter(|(_, text)| !text.is_empty()).collect();
            rows.push(StateRow { record, texts, place });
        }
    }
    rows
}

/// What a cell says, in one line; a stroke says nothing.
fn written(cell: &Cell, date: Option<Date>) -> String {
    match (date, cell) {
        (Some(date), _) => date.strftime("%d.%m.%Y").to_string(),
        (None, Cell::Date(date)) => date.strftime("%d.%m.%Y").to_string(),
        (None, cell) => Some(cell.text()).filter(|text| !is_dash(text)).unwrap_or_default(),
    }
}

impl Table {
    /// The day a cell of a field of days means, where it means one.
    fn date_of(&self, row: u32, field: Field) -> Option<Date> {
        const DAYS: [Field; 4] = [Field::RelocationDate, Field::StateOrderDate, Field::DoctoralFrom, Field::DoctoralTo];
        if !DAYS.contains(&field) {
            return None;
        }
        match self.cell(row, field) {
            Cell::Number(serial) => self.sheet().dates.date(*serial),
            Cell::Text(text) => text_date(text),
            _ => None,
        }
    }
}
