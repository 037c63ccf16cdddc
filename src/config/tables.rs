//! Where each field stands in the institution's sheets.

use std::collections::BTreeMap;

use super::raw::RawTable;
use super::{Complaints, Reader, SourceFile};
use crate::model::Field;

/// A table an office keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableKind {
    /// The student list.
    Students,
    /// The list of programmes.
    Programmes,
    /// The courses of a programme; a sheet each.
    Courses,
    /// The grades, a row each.
    Grades,
    /// State exams and theses.
    StateExams,
    /// Requests for papers.
    Requests,
    /// The register kept before laurea.
    EarlierRegister,
}

impl TableKind {
    /// All tables.
    pub const ALL: [Self; 7] =
        [Self::Students, Self::Programmes, Self::Courses, Self::Grades, Self::StateExams, Self::Requests, Self::EarlierRegister];

    /// The name used in configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Students => "students",
            Self::Programmes => "programmes",
            Self::Courses => "courses",
            Self::Grades => "grades",
            Self::StateExams => "state_exams",
            Self::Requests => "requests",
            Self::EarlierRegister => "earlier_register",
        }
    }

    /// Fields without which the table cannot be read.
    #[must_use]
    pub fn required(self) -> &'static [Field] {
        use Field as F;
        match self {
            Self::Students => &[F::FacultyNumber, F::Egn, F::FirstName, F::LastName, F::Speciality, F::Degree, F::Status],
            Self::Programmes => &[F::Speciality, F::Degree, F::ProgrammeCredits],
            Self::Courses => &[F::CourseCode, F::CourseName, F::Semester, F::Credits, F::CourseKind],
            Self::Grades => &[F::FacultyNumber, F::CourseCode, F::Grade],
            Self::StateExams => &[F::FacultyNumber, F::ExamKind, F::Grade],
            Self::Requests => &[F::RequestNumber, F::RequestedPaper],
            Self::EarlierRegister => &[F::RegisterNumber],
        }
    }
}

/// How one table is laid out.
#[derive(Debug, Clone, Default)]
pub struct TableMap {
    /// Names or patterns of its sheets; empty for every sheet.
    pub sheets: Vec<String>,
    /// Row of the headers, from 1.
    pub header_row: u32,
    /// Accepted headers by field, folded (see [`fold`]).
    pub columns: BTreeMap<Field, Vec<String>>,
}

/// How all tables are laid out.
#[derive(Debug, Clone, Default)]
pub struct Tables(BTreeMap<TableKind, TableMap>);

impl Tables {
    /// The layout of a table; an empty one where the institution says nothing of it.
    #[must_use]
    pub fn of(&self, kind: TableKind) -> TableMap {
        self.0.get(&kind).cloned().unwrap_or_default()
    }

    pub(super) fn meant(raw: &BTreeMap<String, RawTable>, source: &SourceFile, complaints: &mut Complaints) -> Self {
        let mut tables = BTreeMap::new();
        for (name, table) in raw {
            let key = format!("tables.{name}");
            let mut reader = Reader { source, complaints: &mut *complaints };
            let Some(kind) = reader.word(&key, name, &TableKind::ALL, TableKind::name) else { continue };
            tables.insert(kind, table_map(table, &key, source, complaints));
        }
        for kind in [TableKind::Students, TableKind::Programmes, TableKind::Courses, TableKind::Grades] {
            require(kind, &tables, source, complaints);
        }
        Self(tables)
    }
}

fn table_map(raw: &RawTable, key: &str, source: &SourceFile, complaints: &mut Complaints) -> TableMap {
    let mut columns = BTreeMap::new();
    for (name, headers) in &raw.columns {
        match Field::parse(name) {
            Some(field) => {
                columns.insert(field, headers.iter().map(|header| fold(header)).collect());
            }
            None => {
                let key = format!("{key}.columns.{name}");
                complaints.push(source.complaint(&key, "config-unknown-field", &[("found", name)]));
            }
        }
    }
    TableMap { sheets: raw.sheets.clone().unwrap_or_default(), header_row: raw.header_row.unwrap_or(1).max(1), columns }
}

fn require(kind: TableKind, tables: &BTreeMap<TableKind, TableMap>, source: &SourceFile, complaints: &mut Complaints) {
    for field in kind.required() {
        if !tables.get(&kind).is_some_and(|table| table.columns.contains_key(field)) {
            let key = format!("tables.{}.columns.{}", kind.name(), field.name());
            if !source.has(&key) {
                complaints.push(source.complaint(&key, "config-missing", &[("key", &key)]));
            }
        }
    }
}

/// A header or word as it is compared: lower case, single spaces, every dash the same, no no-break spaces.
#[must_use]
pub fn fold(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if matches!(c, '–' | '—' | '−' | '‑') { '-' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a name fits a pattern in which `*` stands for any letters; case and spaces as in [`fold`].
#[must_use]
pub fn matches_pattern(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (fold(pattern), fold(name));
    let parts: Vec<&str> = pattern.split('*').collect();
    let [first, middle @ .., last] = parts.as_slice() else { return pattern == name };
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name, fits) in [
            ("Студенти", "студенти ", true),
            ("Гр. *", "Гр. 31", true),
            ("* 2025", "Главна книга ФИН 2025", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b", "a-c", false),
            ("ab", "a", false),
        ] {
            assert_eq!(matches_pattern(pattern, name), fits, "{pattern} {name}");
        }
    }
}
