//! The credits of all courses that count do not reach those of the programme; with electives there may be more, never less.

use super::Context;
use super::case::cell;
use crate::diag::{Code, Finding, Subject};
use crate::model::{Credits, Curriculum, Field};

pub(super) fn check(context: &Context, findings: &mut Vec<Finding>) {
    let curricula = context.season.curricula.iter();
    findings.extend(curricula.filter(|curriculum| !curriculum.courses.is_empty()).filter_map(|curriculum| finding(curriculum)));
}

fn finding(curriculum: &Curriculum) -> Option<Finding> {
    let counting = curriculum.courses.iter().filter(|course| course.counts);
    let sum: Credits = counting.map(|course| course.credits).sum();
    let field = Field::ProgrammeCredits;
    let finding = || Finding::new(Code::CurriculumUnbalanced, Subject::Batch).at(cell(&curriculum.place, field));
    let programme = format!("{}, {}", curriculum.speciality, curriculum.degree.bulgarian());
    (sum < curriculum.credits).then(|| {
        let finding = finding().field(field.tag()).found(sum.to_string()).expected(curriculum.credits.to_string());
        finding.arg("programme", programme)
    })
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::{Code, Subject};
    use crate::model::Credits;

    #[test]
    fn less_is_found_and_more_is_not() {
        let mut world = World::of(0);
        world.curriculum(|curriculum| curriculum.credits = Credits::from_tenths(310));
        let found = world.all();
        assert_eq!((found[0].code, &found[0].subject), (Code::CurriculumUnbalanced, &Subject::Batch));
        assert_eq!((found[0].found.as_str(), found[0].expected.as_str()), ("30", "31"));
        world.curriculum(|curriculum| curriculum.credits = Credits::from_tenths(290));
        assert!(world.codes().is_empty());
    }
}
