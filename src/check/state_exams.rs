//! Who has graduated has passed the state exams of the programme, or defended the thesis (rules.md 3.4, 3.6).

use super::case::{Case, cell};
use crate::diag::{Code, Finding};
use crate::model::{Course, Credits, Curriculum, Field, Record, StateExam};

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let Some(curriculum) = case.completed() else { return };
    findings.extend(last_sittings(case.record).filter_map(|exam| failed(case, exam)));
    let missing: Vec<&Course> =
        curriculum.finals().filter(|(at, _)| is_missing(case.record, curriculum, *at)).map(|(_, course)| course).collect();
    if let Some(first) = missing.first() {
        let names = missing.iter().map(|course| course.name.as_str()).collect::<Vec<_>>().join("; ");
        let finding = case.finding(Code::StateExamMissing, Field::StateExams).at(case.record.place.row());
        findings.push(finding.and_at(cell(&first.place, Field::CourseCode)).expected(names));
    }
}

fn failed(case: &Case, exam: &StateExam) -> Option<Finding> {
    let grade = exam.grade.filter(|grade| !grade.passes())?;
    let finding = case.finding_at(Code::StateExamFailed, Field::Grade, &exam.place);
    Some(finding.found(grade.to_string()).arg("exam", &exam.kind))
}

/// The last sitting of each state exam, told apart by its kind.
fn last_sittings(record: &Record) -> impl Iterator<Item = &StateExam> {
    let exams = &record.state_exams;
    let is_last = |at: usize, exam: &StateExam| !exams[at + 1..].iter().any(|later| later.kind == exam.kind);
    exams.iter().enumerate().filter(move |(at, exam)| is_last(*at, exam)).map(|(_, exam)| exam)
}

/// Whether the programme's line has no sitting. Of several lines, one that the credits can do without is another way to
/// the same end, and lacks only where there is no sitting at all.
fn is_missing(record: &Record, curriculum: &Curriculum, at: usize) -> bool {
    if record.state_exams.is_empty() {
        return true;
    }
    let is_told_apart = record.state_exams.iter().all(|exam| exam.course.is_some());
    let has_sitting = record.state_exams.iter().any(|exam| exam.course == Some(at));
    is_told_apart && !has_sitting && is_needed(curriculum, at)
}

fn is_needed(curriculum: &Curriculum, at: usize) -> bool {
    let others = curriculum.courses.iter().enumerate().filter(|(other, course)| *other != at && course.counts);
    others.map(|(_, course)| course.credits).sum::<Credits>() < curriculum.credits
}

/// Whether a finding names the programme's line as the reason of missing credits: no sitting, a failed or an unread one.
pub(super) fn is_named(record: &Record, curriculum: &Curriculum, at: usize) -> bool {
    let is_unpassed = last_sittings(record).any(|exam| exam.course == Some(at) && !exam.is_passed());
    is_unpassed || is_missing(record, curriculum, at)
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{World, course};
    use crate::diag::Code;
    use crate::model::{CourseKind, Grade};

    #[test]
    fn no_sitting() {
        let mut world = World::of(1);
        world.record(0).state_exams.clear();
        assert_eq!(world.codes(), [Code::StateExamMissing]);
        assert_eq!(world.findings(Code::StateExamMissing)[0].expected, "Държавен изпит");
    }

    #[test]
    fn a_failed_sitting_and_a_re_sit() {
        let mut world = World::of(1);
        let mut again = world.season.records[0].state_exams[0].clone();
        world.record(0).state_exams[0].grade = Grade::from_hundredths(200);
        assert_eq!(world.codes(), [Code::StateExamFailed]);
        again.date = again.date.and_then(|date| date.tomorrow().ok());
        world.record(0).state_exams.push(again);
        assert!(world.codes().is_empty());
    }

    #[test]
    fn a_sitting_that_could_not_be_read() {
        let mut world = World::of(1);
        world.record(0).state_exams[0].grade = None;
        assert!(world.codes().is_empty());
    }

    #[test]
    fn the_second_of_two_that_are_both_needed() {
        let mut world = World::of(1);
        world.curriculum(|curriculum| {
            let second = course("К9", "Държавен изпит – практика", CourseKind::StateExam, 50);
            curriculum.courses.push(second);
            curriculum.credits = crate::model::Credits::from_tenths(350);
        });
        assert_eq!(world.codes(), [Code::StateExamMissing]);
        assert_eq!(world.findings(Code::StateExamMissing)[0].expected, "Държавен изпит – практика");
    }

    #[test]
    fn the_thesis_instead_of_the_exam() {
        let mut world = World::of(1);
        let thesis = course("К9", "Дипломна работа", CourseKind::Thesis, 100);
        world.curriculum(|curriculum| curriculum.courses.push(thesis.clone()));
        assert!(world.codes().is_empty());
    }
}
