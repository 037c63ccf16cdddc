//! A person (by ЕГН, ЛНЧ or ИДН) stands in the student list under two faculty numbers (rules.md 3.3, 3.7).

use super::case::{Case, cell};
use crate::diag::{Code, Finding};
use crate::model::Field;

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let Some(other) = case.survey.same_person(case.at).and_then(|at| case.context.season.records.get(at)) else { return };
    let finding = case.finding(Code::PersonTwice, Field::FacultyNumber);
    findings.push(finding.and_at(cell(&other.place, Field::FacultyNumber)).found(other.faculty_number()));
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;

    #[test]
    fn both_rows_are_named_and_an_empty_one_is_not_also_short_of_everything() {
        let mut world = World::of(2);
        let person = world.season.records[0].person.clone();
        world.record(1).person = person;
        world.record(1).courses.clear();
        world.record(1).state_exams.clear();
        let found = world.findings(Code::PersonTwice);
        assert_eq!((found[0].found.as_str(), found[1].found.as_str()), ("130002", "130001"));
        assert_eq!(world.codes(), [Code::PersonTwice, Code::PersonTwice]);
    }

    #[test]
    fn the_same_number_twice_is_another_rule() {
        let mut world = World::of(2);
        let first = world.season.records[0].clone();
        world.record(1).person = first.person;
        world.record(1).study.faculty_number = first.study.faculty_number;
        assert!(world.findings(Code::PersonTwice).is_empty());
    }

    #[test]
    fn two_without_identifier_are_two() {
        let mut world = World::of(2);
        for at in 0..2 {
            world.record(at).person.egn_text = "-".to_owned();
        }
        assert!(world.findings(Code::PersonTwice).is_empty());
    }
}
