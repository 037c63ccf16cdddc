//! Who has graduated has as many credits as the programme asks for (rules.md 3.6).

use super::case::{Case, cell};
use super::courses::{failed_sitting, result};
use super::state_exams;
use crate::diag::{Code, Finding, Origin};
use crate::model::{Course, CourseResult, Credits, Curriculum, Field, Record, Results};

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let Some(curriculum) = case.completed() else { return };
    let (sum, goal) = (Results::of(case.record, case.context.institution.overall_rule).credits, curriculum.credits);
    let short = sum.short_of(goal);
    if short > explained(case.record, curriculum) {
        let finding = finding(case, Code::CreditsShort, sum, curriculum).arg("missing", short.to_string());
        let blank = blank_elective(case.record, curriculum, short);
        findings.push(if let Some(origin) = blank { finding.at(origin) } else { finding });
    } else if sum > goal && goal > Credits::default() {
        findings.push(finding(case, Code::CreditsOver, sum, curriculum));
    }
}

/// The empty cell of a book that is kept for a course whose credits would do, else the first for any that is not compulsory.
fn blank_elective(record: &Record, curriculum: &Curriculum, short: Credits) -> Option<Origin> {
    let is_open = |at: usize| curriculum.courses.get(at).is_some_and(|course| course.counts && !course.kind.is_required());
    let mut open: Vec<(usize, Origin)> =
        record.blanks.iter().copied().filter(|(at, _)| is_open(*at) && result(record, *at).is_none()).collect();
    open.sort_unstable();
    let fitting = open.iter().find(|(at, _)| curriculum.courses[*at].credits == short);
    fitting.or_else(|| open.first()).map(|(_, origin)| *origin)
}

fn finding(case: &Case, code: Code, sum: Credits, curriculum: &Curriculum) -> Finding {
    let finding = case.finding(code, Field::CreditsTotal).at(case.record.place.row());
    let finding = finding.and_at(cell(&curriculum.place, Field::ProgrammeCredits));
    finding.found(sum.to_string()).expected(curriculum.credits.to_string())
}

/// Credits that are lacking because of something that another finding has already named.
fn explained(record: &Record, curriculum: &Curriculum) -> Credits {
    let lines = curriculum.courses.iter().enumerate().filter(|(_, course)| course.counts);
    lines.filter(|(at, course)| is_named(record, curriculum, *at, course)).map(|(_, course)| course.credits).sum()
}

fn is_named(record: &Record, curriculum: &Curriculum, at: usize, course: &Course) -> bool {
    if course.kind.is_final() {
        return state_exams::is_named(record, curriculum, at);
    }
    match result(record, at) {
        None => course.kind.is_required(),
        Some(result) => is_unreadable(result) || (course.kind.counts_in_mean() && failed_sitting(result).is_some()),
    }
}

fn is_unreadable(result: &CourseResult) -> bool {
    result.last().is_some_and(|attempt| attempt.outcome.is_none())
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;
    use crate::model::Credits;

    #[test]
    fn an_elective_not_taken() {
        let mut world = World::of(1);
        world.record(0).courses.remove(2);
        assert_eq!(world.codes(), [Code::CreditsShort]);
        let found = &world.findings(Code::CreditsShort)[0];
        assert_eq!(
            (found.found.as_str(), found.expected.as_str(), found.placeholder("missing", crate::diag::Lang::En)),
            ("25", "30", Some("5"))
        );
    }

    #[test]
    fn a_missing_course_does_not_explain_a_larger_gap() {
        let mut world = World::of(1);
        world.record(0).courses.remove(2);
        world.record(0).courses.remove(0);
        assert_eq!(world.codes(), [Code::CourseMissing, Code::CreditsShort]);
    }

    #[test]
    fn an_elective_more() {
        let mut world = World::of(1);
        world.curriculum(|curriculum| curriculum.credits = Credits::from_tenths(250));
        assert_eq!(world.codes(), [Code::CreditsOver]);
    }

    #[test]
    fn no_curriculum_no_credits() {
        let mut world = World::of(1);
        world.record(0).curriculum = None;
        assert!(world.codes().is_empty());
    }
}
