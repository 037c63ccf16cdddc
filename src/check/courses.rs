//! Who has graduated has a result in every compulsory course and practice, and no failed course (rules.md 3.6).

use super::case::{Case, cell};
use crate::diag::{Code, Finding};
use crate::model::{Attempt, Course, CourseResult, Field, Outcome, Record};

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let Some(curriculum) = case.completed() else { return };
    for (at, course) in curriculum.courses.iter().enumerate() {
        match result(case.record, at) {
            None if course.kind.is_required() => findings.push(missing(case, at, course)),
            Some(result) if course.kind.counts_in_mean() => findings.extend(failed(case, course, result)),
            _ => {}
        }
    }
}

/// The result of the curriculum's line at this index.
pub(super) fn result(record: &Record, course: usize) -> Option<&CourseResult> {
    record.courses.iter().find(|result| result.course == course)
}

/// The sitting that counts, where it is a failed one; what could not be read is not failed.
pub(super) fn failed_sitting(result: &CourseResult) -> Option<(&Attempt, &Outcome)> {
    let last = result.last()?;
    let outcome = last.outcome.as_ref().filter(|outcome| !outcome.passes())?;
    Some((last, outcome))
}

/// The result is nowhere, so the finding stands at the empty cell of a book, else at the student's row; and at the
/// curriculum's line that asks for it.
fn missing(case: &Case, at: usize, course: &Course) -> Finding {
    let origin = case.record.blank(at).unwrap_or_else(|| case.record.place.row());
    let finding = case.finding(Code::CourseMissing, Field::Courses).at(origin);
    let finding = finding.and_at(cell(&course.place, Field::CourseCode)).found(&course.code);
    finding.arg("course", &course.name).arg("semester", course.semester.to_string())
}

fn failed(case: &Case, course: &Course, result: &CourseResult) -> Option<Finding> {
    let (attempt, outcome) = failed_sitting(result)?;
    let finding = case.finding_at(Code::CourseFailed, Field::Grade, &attempt.place).found(outcome.text());
    Some(finding.and_at(cell(&course.place, Field::CourseCode)).arg("course", code_and_name(course)))
}

/// `ФН304 Финансов контрол`.
pub(super) fn code_and_name(course: &Course) -> String {
    format!("{} {}", course.code, course.name).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{World, graded};
    use crate::diag::Code;
    use crate::model::{Outcome, Status};

    #[test]
    fn a_missing_course_explains_the_missing_credits() {
        let mut world = World::of(1);
        world.record(0).courses.remove(0);
        assert_eq!(world.codes(), [Code::CourseMissing]);
        let found = &world.findings(Code::CourseMissing)[0];
        assert_eq!((found.found.as_str(), found.placeholder("semester", crate::diag::Lang::En)), ("К1", Some("1")));
    }

    #[test]
    fn a_failed_course_explains_the_missing_credits() {
        for at in [0, 2] {
            let mut world = World::of(1);
            world.record(0).courses[at].attempts[0].outcome = graded(200);
            assert_eq!(world.codes(), [Code::CourseFailed]);
        }
    }

    #[test]
    fn a_re_sit_is_what_counts() {
        let mut world = World::of(1);
        let mut again = world.season.records[0].courses[0].attempts[0].clone();
        world.record(0).courses[0].attempts[0].outcome = graded(200);
        again.date = again.date.and_then(|date| date.tomorrow().ok());
        world.record(0).courses[0].attempts.push(again);
        assert!(world.codes().is_empty());
    }

    #[test]
    fn passed_without_a_grade_is_passed() {
        let mut world = World::of(1);
        world.record(0).courses[3].attempts[0].outcome = Some(Outcome::Exempt("освободен".to_owned()));
        assert!(world.codes().is_empty());
    }

    #[test]
    fn what_could_not_be_read_is_neither_missing_nor_failed() {
        let mut world = World::of(1);
        world.record(0).courses[0].attempts[0].outcome = None;
        world.record(0).courses[2].attempts[0].outcome = None;
        assert!(world.codes().is_empty());
    }

    #[test]
    fn who_still_studies_may_lack_results() {
        for status in [Some(Status::Active), Some(Status::SemestersCompleted), None] {
            let mut world = World::of(1);
            world.record(0).courses.clear();
            world.record(0).state_exams.clear();
            world.record(0).study.status = status;
            assert!(world.codes().is_empty());
        }
    }
}
