//! The duration in the student list is that of the curriculum (rules.md 3.6).

use super::case::{Case, cell};
use crate::diag::{Code, Finding};
use crate::model::Field;

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let Some((semesters, curriculum)) = case.record.study.semesters.zip(case.record.curriculum.as_ref()) else { return };
    if curriculum.semesters == 0 || semesters == curriculum.semesters {
        return;
    }
    let field = Field::DurationSemesters;
    let finding = case.finding(Code::ProgrammeMismatch, field).and_at(cell(&curriculum.place, field));
    let finding = finding.found(semesters.to_string()).expected(curriculum.semesters.to_string());
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;

    #[test]
    fn another_duration() {
        let mut world = World::of(1);
        world.record(0).study.semesters = Some(6);
        assert_eq!(world.codes(), [Code::ProgrammeMismatch]);
        world.record(0).study.semesters = None;
        assert!(world.codes().is_empty());
    }
}
