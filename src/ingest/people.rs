//! The student list: persons and their studies.

use std::sync::Arc;

use super::curricula;
use super::row::Row;
use super::table::Table;
use crate::config::{Institution, Words};
use crate::diag::{Code, Finding, Subject};
use crate::model::{BirthPlace, Curriculum, Field, Person, PriorEducation, Record, Study};

/// Reads a student list; records are numbered from `first`.
pub fn read(
    table: &Table,
    first: usize,
    curricula: &[Arc<Curriculum>],
    institution: &Institution,
    findings: &mut Vec<Finding>,
) -> Vec<Record> {
    let mut records = Vec::new();
    for row in table.rows() {
        let subject = Subject::Record(first + records.len());
        let faculty_number = table.cell(row, Field::FacultyNumber).text();
        let mut row = Row::new(table, row, subject, &faculty_number, &institution.words, findings);
        records.push(record(&mut row, curricula));
    }
    records
}

fn record(row: &mut Row, curricula: &[Arc<Curriculum>]) -> Record {
    let (person, study) = (person(row), study(row));
    for (field, value) in [
        (Field::FacultyNumber, &study.faculty_number),
        (Field::FirstName, &person.first_name),
        (Field::Speciality, &study.speciality),
        (Field::Status, &study.status_text),
    ] {
        if value.is_empty() {
            let finding = row.finding(Code::ValueMissing, field);
            row.report(finding);
        }
    }
    let curriculum = curricula::find(curricula, &study.speciality, study.degree, &study.study_form);
    if curriculum.is_none() && !study.speciality.is_empty() {
        let finding = row.finding(Code::CurriculumUnknown, Field::Speciality).found(&study.speciality);
        row.report(finding.arg("degree", study.degree_text.clone()));
    }
    Record {
        person,
        study,
        curriculum: curriculum.map(|at| curricula[at].clone()),
        courses: Vec::new(),
        state_exams: Vec::new(),
        place: row.place(),
    }
}

fn person(row: &mut Row) -> Person {
    Person {
        egn_text: row.identifier(Field::Egn),
        lnch_text: row.identifier(Field::Lnch),
        idn: row.text(Field::Idn),
        first_name: row.text(Field::FirstName),
        middle_name: row.text(Field::MiddleName),
        last_name: row.text(Field::LastName),
        first_name_latin: row.text(Field::FirstNameLatin),
        middle_name_latin: row.text(Field::MiddleNameLatin),
        last_name_latin: row.text(Field::LastNameLatin),
        sex: row.word(Field::Sex, Words::sex),
        birth_date: row.date(Field::BirthDate),
        birth_place: BirthPlace {
            settlement_type: row.text(Field::BirthPlaceType),
            settlement: row.text(Field::BirthPlace),
            municipality: row.text(Field::BirthMunicipality),
            province: row.text(Field::BirthProvince),
            country: row.text(Field::BirthCountry),
        },
        citizenship: row.text(Field::Citizenship),
        photo: row.text(Field::Photo),
    }
}

fn study(row: &mut Row) -> Study {
    Study {
        faculty_number: row.text(Field::FacultyNumber),
        speciality: row.text(Field::Speciality),
        degree: row.word(Field::Degree, Words::degree),
        degree_text: row.text(Field::Degree),
        study_form: row.text(Field::StudyForm),
        group: row.text(Field::Group),
        enrolment_year: row.text(Field::EnrolmentYear),
        enrolment_date: row.date(Field::EnrolmentDate),
        enrolment_order: row.text(Field::EnrolmentOrder),
        semesters: row.whole(Field::DurationSemesters),
        status: row.word(Field::Status, Words::status),
        status_text: row.text(Field::Status),
        prior_education: PriorEducation {
            kind: row.text(Field::PriorEducationKind),
            number: row.text(Field::PriorEducationNumber),
            date: row.date(Field::PriorEducationDate),
            issuer: row.text(Field::PriorEducationIssuer),
        },
    }
}
