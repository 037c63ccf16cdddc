//! The texts of a record that papers print, besides the names.

use std::borrow::Cow;

use crate::model::{Attempt, Extra, Field, Place, Record, StateExam};

/// A text with its cell.
pub(super) struct Text<'a> {
    /// The field.
    pub field: Field,
    /// The text; may be empty.
    pub text: Cow<'a, str>,
    /// The row.
    pub place: &'a Place,
}

/// All of them: of the person, the studies, the exams and the state exams.
pub(super) fn texts(record: &Record) -> Vec<Text<'_>> {
    let mut texts = of_student(record);
    texts.extend(of_extras(record));
    texts.extend(record.courses.iter().flat_map(|result| &result.attempts).flat_map(of_attempt));
    texts.extend(record.state_exams.iter().flat_map(of_state_exam));
    texts
}

fn of_student(record: &Record) -> Vec<Text<'_>> {
    let (person, study) = (&record.person, &record.study);
    let (birth, prior) = (&person.birth_place, &study.prior_education);
    let fields: [(Field, &str); 15] = [
        (Field::Idn, &person.idn),
        (Field::BirthPlaceType, &birth.settlement_type),
        (Field::BirthPlace, &birth.settlement),
        (Field::BirthMunicipality, &birth.municipality),
        (Field::BirthProvince, &birth.province),
        (Field::BirthCountry, &birth.country),
        (Field::Citizenship, &person.citizenship),
        (Field::Speciality, &study.speciality),
        (Field::StudyForm, &study.study_form),
        (Field::Group, &study.group),
        (Field::EnrolmentYear, &study.enrolment_year),
        (Field::EnrolmentOrder, &study.enrolment_order),
        (Field::PriorEducationKind, &prior.kind),
        (Field::PriorEducationNumber, &prior.number),
        (Field::PriorEducationIssuer, &prior.issuer),
    ];
    let place = &record.place;
    fields.into_iter().map(|(field, text)| Text { field, text: Cow::Borrowed(text), place }).collect()
}

fn of_extras(record: &Record) -> impl Iterator<Item = Text<'_>> {
    record.study.extras.iter().filter_map(|(field, extra)| match extra {
        Extra::Text(text) => Some(Text { field: *field, text: Cow::Borrowed(text.as_str()), place: &record.place }),
        Extra::Date(_) | Extra::Grade(_) => None,
    })
}

fn of_attempt(attempt: &Attempt) -> [Text<'_>; 4] {
    let remark = attempt.recognised.as_ref().map_or(Cow::Borrowed(""), |recognised| {
        Cow::Owned(format!("{}, {}; {}", recognised.institution, recognised.country, recognised.original_grade))
    });
    let text = |field, text| Text { field, text, place: &attempt.place };
    [
        text(Field::Protocol, Cow::Borrowed(&attempt.protocol)),
        text(Field::Lecturer, Cow::Borrowed(&attempt.lecturer)),
        text(Field::Topic, Cow::Borrowed(&attempt.topic)),
        text(Field::Remark, remark),
    ]
}

fn of_state_exam(exam: &StateExam) -> [Text<'_>; 5] {
    let text = |field, text| Text { field, text, place: &exam.place };
    [
        text(Field::ExamKind, Cow::Borrowed(&exam.kind)),
        text(Field::Topic, Cow::Borrowed(&exam.topic)),
        text(Field::Protocol, Cow::Borrowed(&exam.protocol)),
        text(Field::Chair, Cow::Borrowed(&exam.chair)),
        text(Field::Members, Cow::Owned(exam.members.join("; "))),
    ]
}
