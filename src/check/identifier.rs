//! A student has neither ЕГН nor ЛНЧ nor ИДН; the state register asks for one of them (РДПЗСД, rules.md 3.7).

use super::case::Case;
use crate::diag::{Code, Finding};
use crate::model::Field;

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let person = &case.record.person;
    if [&person.egn_text, &person.lnch_text, &person.idn].iter().all(|text| text.is_empty()) {
        findings.push(case.finding(Code::IdentifierMissing, Field::Egn));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;

    #[test]
    fn one_of_three_is_enough() {
        let mut world = World::of(1);
        world.record(0).person.egn_text.clear();
        assert_eq!(world.codes(), [Code::IdentifierMissing]);
        world.record(0).person.lnch_text = "1004507764".to_owned();
        assert!(world.codes().is_empty());
        world.record(0).person.lnch_text.clear();
        world.record(0).person.idn = "AB 123456".to_owned();
        assert!(world.codes().is_empty());
    }
}
