//! A faculty number stands in the student list more than once; it must be unique within the institution (rules.md 3.3).

use super::case::{Case, cell};
use crate::diag::{Code, Finding};
use crate::model::Field;

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let Some(other) = case.survey.same_number(case.at).and_then(|at| case.context.season.records.get(at)) else { return };
    let finding = case.finding(Code::FacultyNumberTwice, Field::FacultyNumber);
    findings.push(finding.and_at(cell(&other.place, Field::FacultyNumber)).found(case.record.faculty_number()));
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{World, cell_of};
    use crate::diag::Code;
    use crate::model::Field;

    #[test]
    fn both_rows_are_named() {
        let mut world = World::of(3);
        world.record(2).study.faculty_number = "130001".to_owned();
        let found = world.findings(Code::FacultyNumberTwice);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].also, Some(cell_of(&world.season.records[2].place, Field::FacultyNumber)));
        assert_eq!(found[1].origin, found[0].also);
    }

    #[test]
    fn numbers_that_are_missing_are_not_the_same() {
        let mut world = World::of(2);
        world.record(0).study.faculty_number.clear();
        world.record(1).study.faculty_number.clear();
        assert!(world.findings(Code::FacultyNumberTwice).is_empty());
    }
}
