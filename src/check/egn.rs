//! The ЕГН is well formed, its check digit is right, and it agrees with the date of birth and the sex (rules.md 3.1).

use super::case::Case;
use crate::diag::{Code, Finding, mask_identifier};
use crate::model::{Egn, Field, IdentifierFault, plain_date};

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let text = &case.record.person.egn_text;
    if text.is_empty() {
        return;
    }
    let fault = |code: Code| case.finding(code, Field::Egn).found(mask_identifier(text));
    // Ten digits that lost their zeros in a number cell, with a wrong check digit besides.
    let padded = if (7..10).contains(&text.len()) { format!("{text:0>10}") } else { String::new() };
    let read = match Egn::parse(&padded) {
        Err(fault @ IdentifierFault::Checksum { .. }) => Err(fault),
        _ => Egn::parse(text),
    };
    match read {
        Ok(egn) => compare(case, egn, findings),
        Err(IdentifierFault::Checksum { expected }) => {
            findings.push(fault(Code::EgnChecksumWrong).expected(expected.to_string()));
        }
        Err(IdentifierFault::NotTenDigits | IdentifierFault::NoDate) => findings.push(fault(Code::EgnMalformed)),
    }
}

fn compare(case: &Case, egn: Egn, findings: &mut Vec<Finding>) {
    let person = &case.record.person;
    if let Some(date) = person.birth_date.filter(|date| *date != egn.birth_date()) {
        let finding = case.finding(Code::EgnBirthDateMismatch, Field::BirthDate);
        findings.push(finding.found(plain_date(date)).expected(plain_date(egn.birth_date())));
    }
    if let Some(sex) = person.sex.filter(|sex| *sex != egn.sex()) {
        findings.push(case.finding(Code::EgnSexMismatch, Field::Sex).found(sex.letter()).expected(egn.sex().letter()));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;
    use crate::model::Sex;
    use jiff::civil::date;

    #[test]
    fn each_fault_has_its_code() {
        for (text, code) in
            [("0041010001", Code::EgnChecksumWrong), ("8019010008", Code::EgnMalformed), ("41010002", Code::EgnMalformed)]
        {
            let mut world = World::of(1);
            world.record(0).person.egn_text = text.to_owned();
            assert_eq!(world.codes(), [code], "{text}");
        }
    }

    #[test]
    fn the_number_is_masked() {
        let mut world = World::of(1);
        world.record(0).person.egn_text = "0041010001".to_owned();
        let found = world.findings(Code::EgnChecksumWrong);
        assert_eq!((found[0].found.as_str(), found[0].expected.as_str()), ("00••••••01", "2"));
    }

    #[test]
    fn the_date_and_the_sex_are_compared() {
        let mut world = World::of(1);
        world.record(0).person.birth_date = Some(date(2000, 1, 2));
        world.record(0).person.sex = Some(Sex::Female);
        assert_eq!((world.findings(Code::EgnBirthDateMismatch).len(), world.findings(Code::EgnSexMismatch).len()), (1, 1));
    }

    #[test]
    fn what_could_not_be_read_is_not_compared() {
        let mut world = World::of(1);
        world.record(0).person.birth_date = None;
        world.record(0).person.sex = None;
        assert!(world.codes().is_empty());
    }
}
