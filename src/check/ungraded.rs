//! A course that counts and is graded has „зачита се“ or „освободен“ for a result, so the mean is of the other courses.

use super::case::Case;
use super::courses::code_and_name;
use crate::config::{Words, fold};
use crate::diag::{Code, Finding};
use crate::model::{Course, CourseResult, Field};

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    for result in &case.record.courses {
        let course = case.record.course(result);
        if let Some(course) = course.filter(|course| is_graded(course, &case.context.institution.words)) {
            findings.extend(finding(case, course, result));
        }
    }
}

/// „изпит“, „текуща оценка“; not „зачита се“, „заверка“ or a practice of which the plan does not say.
fn is_graded(course: &Course, words: &Words) -> bool {
    let assessment = fold(&course.assessment);
    let is_ungraded = words.credited(&assessment).is_some() || assessment.contains("зач") || assessment.contains("завер");
    course.counts && course.kind.counts_in_mean() && !assessment.is_empty() && !is_ungraded
}

fn finding(case: &Case, course: &Course, result: &CourseResult) -> Option<Finding> {
    let last = result.last()?;
    let outcome = last.outcome.as_ref().filter(|outcome| outcome.grade().is_none())?;
    let finding = case.finding_at(Code::ResultWithoutGrade, Field::Grade, &last.place);
    Some(finding.found(outcome.text()).arg("course", code_and_name(course)))
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;
    use crate::model::Outcome;

    fn credited(at: usize) -> World {
        let mut world = World::of(1);
        world.record(0).courses[at].attempts[0].outcome = Some(Outcome::Credited("зачита се".to_owned()));
        world
    }

    #[test]
    fn a_graded_course_that_counts() {
        assert_eq!(credited(0).codes(), [Code::ResultWithoutGrade]);
    }

    #[test]
    fn sport_does_not_count() {
        assert!(credited(3).codes().is_empty());
    }

    #[test]
    fn what_the_plan_does_not_grade() {
        for assessment in ["зачита се", "заверка", ""] {
            let mut world = credited(0);
            world.curriculum(|curriculum| curriculum.courses[0].assessment = assessment.to_owned());
            assert!(world.codes().is_empty(), "{assessment}");
        }
    }
}
