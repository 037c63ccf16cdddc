//! Admission, enrolment, exams and state exams lie after the birth and not after the day of issue (rules.md 3.7).

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::case::Case;
use crate::diag::{Code, Finding};
use crate::model::{Field, Place, Record, plain_date};

/// What happened on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// The document the person was admitted with was issued.
    PriorEducation,
    /// Enrolment.
    Enrolment,
    /// An exam in a course, here.
    Exam,
    /// An exam in a course, elsewhere.
    RecognisedExam,
    /// A state exam or a defence.
    StateExam,
}

impl Event {
    const ALL: [Self; 5] = [Self::PriorEducation, Self::Enrolment, Self::Exam, Self::RecognisedExam, Self::StateExam];

    /// The field that holds its day.
    pub fn field(self) -> Field {
        match self {
            Self::PriorEducation => Field::PriorEducationDate,
            Self::Enrolment => Field::EnrolmentDate,
            Self::Exam | Self::RecognisedExam | Self::StateExam => Field::ExamDate,
        }
    }
}

/// A day in the life of a student.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dated<'a> {
    /// What happened.
    pub event: Event,
    /// When.
    pub date: Date,
    /// The row.
    pub place: &'a Place,
}

/// The days of a record that could be read.
pub(super) fn days(record: &Record) -> Vec<Dated<'_>> {
    let study = &record.study;
    let of_student = [(Event::PriorEducation, study.prior_education.date), (Event::Enrolment, study.enrolment_date)];
    let of_student = of_student.into_iter().map(|(event, date)| (event, date, &record.place));
    let exams = record.courses.iter().flat_map(|result| &result.attempts).map(|attempt| {
        let event = if attempt.recognised.is_some() { Event::RecognisedExam } else { Event::Exam };
        (event, attempt.date, &attempt.place)
    });
    let state_exams = record.state_exams.iter().map(|exam| (Event::StateExam, exam.date, &exam.place));
    let all = of_student.chain(exams).chain(state_exams);
    all.filter_map(|(event, date, place)| Some(Dated { event, date: date?, place })).collect()
}

/// The days from birth to the day of issue; from the beginning of time where the birth is not known.
pub(super) fn lifetime(case: &Case) -> RangeInclusive<Date> {
    let birth = case.record.person.birth_date.and_then(|birth| birth.tomorrow().ok());
    birth.unwrap_or(Date::MIN)..=case.context.issue_date
}

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let lifetime = lifetime(case);
    let days = days(case.record);
    for event in Event::ALL {
        let of_event = || days.iter().filter(move |day| day.event == event);
        let early: Vec<_> = of_event().filter(|day| day.date < *lifetime.start()).collect();
        let late: Vec<_> = of_event().filter(|day| day.date > *lifetime.end()).collect();
        if let Some(birth) = case.record.person.birth_date {
            findings.extend(few(&early).iter().map(|day| finding(case, Code::DateBeforeBirth, day, birth)));
        }
        findings.extend(few(&late).iter().map(|day| finding(case, Code::DateAfterIssue, day, *lifetime.end())));
    }
}

/// Where very many days are wrong, the day they are compared with is: one stands for all.
fn few<T>(days: &[T]) -> &[T] {
    const MANY: usize = 4;
    if days.len() < MANY { days } else { &days[..1] }
}

fn finding(case: &Case, code: Code, day: &Dated, limit: Date) -> Finding {
    let field = day.event.field();
    case.finding_at(code, field, day.place).found(plain_date(day.date)).expected(plain_date(limit))
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;
    use jiff::civil::date;

    #[test]
    fn before_birth() {
        let mut world = World::of(1);
        world.record(0).study.enrolment_date = Some(date(1921, 9, 13));
        assert_eq!(world.codes(), [Code::DateBeforeBirth]);
        assert_eq!(world.findings(Code::DateBeforeBirth)[0].field.map(|field| field.name), Some("enrolment_date"));
    }

    #[test]
    fn after_issue() {
        let mut world = World::of(1);
        world.record(0).state_exams[0].date = Some(date(2052, 7, 18));
        assert_eq!(world.codes(), [Code::DateAfterIssue]);
    }

    #[test]
    fn the_day_of_issue_itself_is_not_after_it() {
        let mut world = World::of(1);
        world.record(0).state_exams[0].date = Some(world.issue_date);
        assert!(world.codes().is_empty());
    }

    #[test]
    fn a_wrong_birth_date_is_not_told_once_an_exam() {
        let mut world = World::of(1);
        world.foreigner(0);
        world.record(0).person.birth_date = Some(date(2025, 9, 1));
        assert_eq!(world.findings(Code::DateBeforeBirth).len(), 4, "admission, enrolment, exams, state exam");
    }

    #[test]
    fn what_could_not_be_read_is_passed_over() {
        let mut world = World::of(1);
        world.foreigner(0);
        world.record(0).person.birth_date = None;
        world.record(0).courses[0].attempts[0].date = None;
        assert!(world.codes().is_empty());
    }
}
