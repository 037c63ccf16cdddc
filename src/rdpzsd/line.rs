//! A row of a file with the cell each of its fields came from.

use std::collections::BTreeSet;

use super::codes::{FileKind, code};
use super::text;
use crate::diag::{Code, Finding, Origin, Subject, mask_identifier};
use crate::model::{Field, Place};

/// A field of a row.
#[derive(Debug, Clone)]
pub struct Value {
    /// What is sent.
    pub text: String,
    /// What it is.
    pub field: Field,
    /// The cell it came from, or that is kept for it; the row where there is none.
    pub origin: Origin,
}

impl Value {
    /// A text in its plain form.
    pub(super) fn new(written: &str, field: Field, origin: Origin) -> Self {
        Self { text: text::plain(written), field, origin }
    }
}

/// Of whom a row speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A person.
    Person,
    /// The semester of a student.
    Student,
    /// The information of a doctoral student.
    Doctor,
}

impl Sort {
    /// The file such rows stand in.
    #[must_use]
    pub fn kind(self) -> FileKind {
        match self {
            Self::Person => FileKind::Persons,
            Self::Student | Self::Doctor => FileKind::Semesters,
        }
    }
}

/// A row.
#[derive(Debug, Clone)]
pub struct Line {
    /// The record, by its place in the season.
    pub record: usize,
    /// Its faculty number.
    pub faculty_number: String,
    /// Of whom it speaks.
    pub sort: Sort,
    /// The fields: 30 or 23.
    pub values: Vec<Value>,
    /// What could not be found in the nomenclatures.
    pub(super) doubts: Vec<Finding>,
    /// The fields that are empty for that reason.
    pub(super) doubtful: BTreeSet<usize>,
}

impl Line {
    pub(super) fn new(record: usize, faculty_number: &str, sort: Sort, values: Vec<Value>) -> Self {
        let faculty_number = faculty_number.to_owned();
        Self { record, faculty_number, sort, values, doubts: Vec::new(), doubtful: BTreeSet::new() }
    }

    /// The fields as texts.
    #[must_use]
    pub fn cells(&self) -> Vec<&str> {
        self.values.iter().map(|value| value.text.as_str()).collect()
    }

    /// The row as it stands in the file, without its end.
    #[must_use]
    pub fn text(&self) -> String {
        self.cells().join("|")
    }

    /// A finding at one of the fields.
    pub(super) fn finding(&self, code: Code, column: Option<usize>) -> Finding {
        let finding = Finding::new(code, Subject::Record(self.record)).of(&self.faculty_number);
        match column.or(Some(0)).and_then(|column| self.values.get(column)) {
            Some(value) if column.is_some() => {
                finding.at(value.origin).field(value.field.tag()).found(shown(value.field, &value.text))
            }
            Some(value) => finding.at(Origin::row(value.origin.sheet, value.origin.row)),
            None => finding,
        }
    }

    /// What could not be found.
    pub(super) fn doubt(&mut self, finding: Finding, columns: &[usize]) {
        self.doubts.push(finding);
        self.doubtful.extend(columns);
    }

    /// The findings of a row: what could not be found, then the rules that are broken.
    pub(super) fn findings(&self, faults: &[u16]) -> Vec<Finding> {
        let kind = self.sort.kind();
        let refused = match kind {
            FileKind::Persons => Code::StatePersonRefused,
            FileKind::Semesters => Code::StateSemesterRefused,
        };
        let mut findings = self.doubts.clone();
        for number in faults {
            let Some(rule) = code(kind, *number) else { continue };
            if rule.column.is_none_or(|column| !self.doubtful.contains(&column)) {
                let finding = self.finding(refused, rule.column);
                findings.push(finding.arg("number", number.to_string()).arg("text", rule.text.clone()));
            }
        }
        findings
    }
}

/// A value as it may be shown.
pub(super) fn shown(field: Field, text: &str) -> String {
    match field {
        Field::Egn | Field::Lnch | Field::Idn => mask_identifier(text),
        _ => text.to_owned(),
    }
}

/// The cell of a field: where something stands, else the one that is kept for it, of the first place that has it.
pub(super) fn cell_of(field: Field, places: &[&Place]) -> Origin {
    let cells: Vec<Origin> = places.iter().map(|place| place.cell(field)).collect();
    cells.iter().find(|origin| origin.column > 0).or(cells.first()).copied().unwrap_or(Origin::sheet(0))
}
