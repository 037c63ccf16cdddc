//! How the sheets for the state register of students are laid out where an institution has not described them.

use std::collections::BTreeMap;

use super::fold;
use super::tables::{Layout, TableKind};
use crate::diag::Lang;
use crate::model::Field;

/// Whose row it is.
const NUMBER: &[&str] = &["Факултетен номер", "Факултетен №", "Фак. №", "Ф. №", "Faculty number", "faculty_number"];

/// What a row of a person may say.
pub const OF_PERSONS: &[Field] = &[
    Field::FirstNameLatin,
    Field::MiddleNameLatin,
    Field::LastNameLatin,
    Field::OtherNames,
    Field::OtherNamesLatin,
    Field::Email,
    Field::Phone,
    Field::Citizenship,
    Field::SecondCitizenship,
    Field::ResidenceCountry,
    Field::ResidencePlaceType,
    Field::ResidencePlace,
    Field::ResidenceMunicipality,
    Field::ResidenceProvince,
    Field::PostalCode,
    Field::ResidenceAddress,
    Field::ResidenceAddressAbroad,
];

/// What a row of a semester may say.
pub const OF_SEMESTERS: &[Field] = &[
    Field::StateSpeciality,
    Field::AcademicYear,
    Field::Semester,
    Field::StateEvent,
    Field::StudyYear,
    Field::StudentSemester,
    Field::FeeKind,
    Field::AdmissionReason,
    Field::PriorLevel,
    Field::PriorWhere,
    Field::PriorFieldCode,
    Field::Remark,
    Field::RelocatedFrom,
    Field::RelocationDocument,
    Field::RelocationDate,
    Field::Scholarship,
    Field::Dormitory,
    Field::HolidayBase,
    Field::InternationalProgramme,
    Field::StateAction,
    Field::StateRecorded,
    Field::StateOrder,
    Field::StateOrderDate,
    Field::Attestation,
    Field::DoctoralFrom,
    Field::DoctoralTo,
];

/// The layout of such a sheet: each column under the name of its field, and only those that make it what it is must be there.
pub(super) fn layouts(kind: TableKind) -> Vec<Layout> {
    let (fields, needed): (&[Field], &[Field]) = match kind {
        TableKind::Semesters => (OF_SEMESTERS, &[Field::FacultyNumber, Field::StateEvent]),
        _ => (OF_PERSONS, &[Field::FacultyNumber]),
    };
    let named = |field: &Field| {
        let labels = [field.label(Lang::Bg), field.label(Lang::En), field.name()];
        (*field, labels.map(fold).to_vec())
    };
    let mut columns: BTreeMap<Field, Vec<String>> = fields.iter().map(named).collect();
    columns.insert(Field::FacultyNumber, NUMBER.iter().map(|word| fold(word)).collect());
    let optional = columns.keys().copied().filter(|field| !needed.contains(field)).collect();
    vec![Layout { header_rows: 1, optional, columns, ..Layout::default() }]
}
