//! The pieces of the small world: a programme, a person, the studies.

use std::sync::Arc;

use jiff::civil::date;

use crate::diag::Origin;
use crate::model::{
    BirthPlace, Course, CourseKind, Credits, Curriculum, Degree, Extras, Grade, Outcome, Person, Place, PriorEducation, Sex,
    Status, Study, egn_check_digit,
};

/// A result in hundredths.
pub fn graded(hundredths: u32) -> Option<Outcome> {
    Grade::from_hundredths(hundredths).map(Outcome::Grade)
}

/// A course of the first semester that counts.
pub fn course(code: &str, name: &str, kind: CourseKind, tenths: u32) -> Course {
    Course {
        code: code.to_owned(),
        name: name.to_owned(),
        name_en: String::new(),
        semester: 1,
        credits: Credits::from_tenths(tenths),
        hours_lectures: None,
        hours_exercises: None,
        hours_self_study: None,
        hours_total: None,
        kind,
        kind_text: kind.name().to_owned(),
        assessment: "изпит".to_owned(),
        titular: String::new(),
        counts: true,
        place: bare(7),
    }
}

fn bare(row: u32) -> Place {
    Place::new(Origin::row(6, row), Arc::default())
}

/// A programme of 30 credits: two required courses, an elective, sport beyond the credits, a state exam.
pub(super) fn curriculum() -> Curriculum {
    let sport = Course { counts: false, ..course("К4", "Физическо възпитание", CourseKind::Compulsory, 10) };
    let courses = vec![
        course("К1", "Информатика", CourseKind::Compulsory, 100),
        course("К2", "Учебна практика", CourseKind::Practice, 50),
        course("К3", "Големи данни", CourseKind::Elective, 50),
        sport,
        course("К5", "Държавен изпит", CourseKind::StateExam, 100),
    ];
    Curriculum {
        speciality: "Финанси".to_owned(),
        speciality_en: "Finance".to_owned(),
        degree: Degree::Bachelor,
        degree_en: "Bachelor".to_owned(),
        study_form: "редовна".to_owned(),
        study_form_en: "full-time".to_owned(),
        field_code: "3.8".to_owned(),
        field: "Икономика".to_owned(),
        field_en: "Economics".to_owned(),
        qualification: "Икономист".to_owned(),
        qualification_en: "Economist".to_owned(),
        faculty: "Финансово-счетоводен факултет".to_owned(),
        semesters: 8,
        credits: Credits::from_tenths(300),
        language: "български".to_owned(),
        extras: Extras::new(),
        sheet: "Финанси".to_owned(),
        courses,
        place: bare(2),
    }
}

/// A man born in Ruse, with an ЕГН of his own.
pub(super) fn person(at: usize) -> Person {
    Person {
        egn_text: egn(at),
        first_name: "Иван".to_owned(),
        middle_name: "Петров".to_owned(),
        last_name: "Иванов".to_owned(),
        first_name_latin: "Ivan".to_owned(),
        middle_name_latin: "Petrov".to_owned(),
        last_name_latin: "Ivanov".to_owned(),
        sex: Some(Sex::Male),
        birth_date: Some(date(2000, 1, 1)),
        birth_place: BirthPlace {
            settlement_type: "гр.".to_owned(),
            settlement: "Русе".to_owned(),
            municipality: "Русе".to_owned(),
            province: "Русе".to_owned(),
            country: "България".to_owned(),
        },
        citizenship: "българско".to_owned(),
        ..Person::default()
    }
}

/// A man born on 1 January 2000; the number differs for each index below 50.
fn egn(at: usize) -> String {
    let mut digits = [0, 0, 4, 1, 0, 1, 0, 0, 0];
    digits[7] = (at / 5 % 10) as u8;
    digits[8] = (at % 5 * 2) as u8;
    digits.iter().chain([&egn_check_digit(&digits)]).map(u8::to_string).collect()
}

/// The studies of a graduate.
pub(super) fn study(at: usize) -> Study {
    Study {
        faculty_number: (130_001 + at).to_string(),
        speciality: "Финанси".to_owned(),
        degree: Some(Degree::Bachelor),
        degree_text: "бакалавър".to_owned(),
        study_form: "редовна".to_owned(),
        group: "31".to_owned(),
        enrolment_year: "2021/2022".to_owned(),
        enrolment_date: Some(date(2021, 9, 15)),
        enrolment_order: "РД-05-1106/07.09.2021".to_owned(),
        semesters: Some(8),
        status: Some(Status::Graduated),
        status_text: "завършил".to_owned(),
        prior_education: PriorEducation {
            kind: "Диплома за средно образование".to_owned(),
            number: "серия Х-21 № 580186".to_owned(),
            date: Some(date(2021, 6, 24)),
            issuer: "ПМГ „Д-р Петър Берон“, гр. Варна".to_owned(),
        },
        extras: Extras::new(),
    }
}
