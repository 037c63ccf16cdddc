//! What people ask for, and the register lines from before laurea.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Degree, Extras, Field, Grade, Place};

/// A request for a paper.
#[derive(Debug, Clone)]
pub struct Request {
    /// Incoming number.
    pub number: String,
    /// Date.
    pub date: Option<Date>,
    /// The paper asked for, in the office's words.
    pub paper: String,
    /// Faculty number given; empty for people from before the student list.
    pub faculty_number: String,
    /// ЕГН or ЛНЧ given.
    pub person_id: String,
    /// Name given.
    pub person_name: String,
    /// Reason or purpose.
    pub reason: String,
    /// Newspaper of the announcement of a lost diploma.
    pub announcement: String,
    /// Date of the announcement.
    pub announcement_date: Option<Date>,
    /// Registration number of the original, for a duplicate.
    pub register_number: String,
    /// Series of the original's form.
    pub series: String,
    /// Number of the original's form.
    pub blank_number: String,
    /// Copies asked for.
    pub copies: Option<u32>,
    /// Whether the fee is paid; `None` where the cell says neither.
    pub paid: Option<bool>,
    /// What only some papers print.
    pub extras: Extras,
    /// The record it is about, by index in the season.
    pub record: Option<usize>,
    /// The row.
    pub place: Place,
}

/// A line of the register kept before laurea.
#[derive(Debug, Clone)]
pub struct EarlierEntry {
    /// Registration number.
    pub register_number: String,
    /// Unique identification number.
    pub uin: String,
    /// Date of issue.
    pub issue_date: Option<Date>,
    /// ЕГН or ЛНЧ of the holder.
    pub person_id: String,
    /// Name of the holder.
    pub person_name: String,
    /// Whether the paper is still valid; the institution's word for an annulled one says no.
    pub is_valid: bool,
    /// What the line says of the paper itself, where the book has such columns.
    pub says: EarlierPaper,
    /// The row.
    pub place: Place,
}

/// What a line of the register kept before laurea says of the paper itself: a duplicate is printed from it.
#[derive(Debug, Clone, Default)]
pub struct EarlierPaper {
    /// Series of the form.
    pub series: String,
    /// Number of the form.
    pub blank_number: String,
    /// Why the paper is annulled, in the office's words.
    pub remark: String,
    /// Degree.
    pub degree: Option<Degree>,
    /// Texts, by field; none is empty.
    pub texts: BTreeMap<Field, String>,
    /// Days, by field.
    pub dates: BTreeMap<Field, Date>,
    /// Results, by field.
    pub grades: BTreeMap<Field, Grade>,
}

impl EarlierPaper {
    /// Texts that a line may have.
    pub const TEXTS: &[Field] = &[
        Field::FacultyNumber,
        Field::Speciality,
        Field::StudyForm,
        Field::Faculty,
        Field::ProfessionalFieldCode,
        Field::ProfessionalField,
        Field::Qualification,
        Field::DurationSemesters,
        Field::DurationYears,
        Field::CreditsTotal,
        Field::GraduationProtocol,
        Field::BirthPlaceType,
        Field::BirthPlace,
        Field::BirthMunicipality,
        Field::BirthProvince,
        Field::BirthCountry,
        Field::Citizenship,
    ];

    /// Days that a line may have.
    pub const DATES: &[Field] = &[Field::BirthDate, Field::GraduationDate];

    /// Results that a line may have.
    pub const GRADES: &[Field] = &[Field::MeanSubjects, Field::MeanStateExams, Field::Overall];
}
