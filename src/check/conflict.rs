//! A course has two passing grades of one day, in different protocols or unlike each other; only one can be right.

use super::case::Case;
use super::courses::code_and_name;
use crate::diag::{Code, Finding};
use crate::model::{Attempt, CourseResult, Field, Grade};

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    for result in &case.record.courses {
        let mut sittings: Vec<&Attempt> = result.attempts.iter().filter(|attempt| passing(attempt).is_some()).collect();
        sittings.sort_by_key(|attempt| attempt.place.row());
        for (at, later) in sittings.iter().enumerate() {
            let earlier = sittings[..at].iter().find(|earlier| is_conflict(earlier, later));
            findings.extend(earlier.and_then(|earlier| finding(case, result, earlier, later)));
        }
    }
}

fn passing(attempt: &Attempt) -> Option<Grade> {
    attempt.outcome.as_ref()?.grade().filter(|grade| grade.passes())
}

fn is_conflict(one: &Attempt, two: &Attempt) -> bool {
    one.date.is_some() && one.date == two.date && (one.protocol != two.protocol || passing(one) != passing(two))
}

/// At the later row, and at the earlier.
fn finding(case: &Case, result: &CourseResult, earlier: &Attempt, later: &Attempt) -> Option<Finding> {
    let finding = case.finding_at(Code::ResultsConflict, Field::Grade, &later.place);
    let finding = finding.and_at(earlier.place.cell(Field::Grade)).found(passing(later)?.to_string());
    let course = case.record.course(result).map(code_and_name).unwrap_or_default();
    Some(finding.arg("other", passing(earlier)?.to_string()).arg("course", course))
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{World, graded};
    use crate::diag::Code;
    use crate::model::Attempt;

    fn with_second(change: impl Fn(&mut Attempt)) -> World {
        let mut world = World::of(1);
        let mut second = world.season.records[0].courses[0].attempts[0].clone();
        second.place = world.place(2, 900);
        change(&mut second);
        world.record(0).courses[0].attempts.push(second);
        world
    }

    #[test]
    fn two_grades_of_one_day() {
        let world = with_second(|second| {
            second.outcome = graded(300);
            second.protocol = "01999/2022".to_owned();
        });
        assert_eq!(world.codes(), [Code::ResultsConflict]);
        let found = &world.findings(Code::ResultsConflict)[0];
        assert_eq!((found.found.as_str(), found.placeholder("other", crate::diag::Lang::En)), ("3.00", Some("5.00")));
        assert_eq!(found.origin.map(|origin| origin.row), Some(900));
    }

    #[test]
    fn two_protocols_of_one_day() {
        assert_eq!(with_second(|second| second.protocol = "01999/2022".to_owned()).codes(), [Code::ResultsConflict]);
    }

    #[test]
    fn a_row_twice_and_another_day_are_none() {
        assert!(with_second(|_| {}).codes().is_empty());
        let another_day = with_second(|second| {
            second.date = second.date.and_then(|date| date.tomorrow().ok());
            second.outcome = graded(600);
        });
        assert!(another_day.codes().is_empty());
    }

    #[test]
    fn a_fail_and_a_pass_of_one_day_are_none() {
        let mut world = with_second(|second| second.protocol = "01999/2022".to_owned());
        world.record(0).courses[0].attempts[0].outcome = graded(200);
        assert!(world.codes().is_empty());
    }
}
