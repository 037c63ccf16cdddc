//! The ЛНЧ is ten digits and its check digit is right (rules.md 3.2).

use super::case::Case;
use crate::diag::{Code, Finding, mask_identifier};
use crate::model::{Field, IdentifierFault, Lnch};

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let text = &case.record.person.lnch_text;
    if text.is_empty() {
        return;
    }
    let fault = |code: Code| case.finding(code, Field::Lnch).found(mask_identifier(text));
    match Lnch::parse(text) {
        Ok(_) => {}
        Err(IdentifierFault::Checksum { expected }) => {
            findings.push(fault(Code::LnchChecksumWrong).expected(expected.to_string()));
        }
        Err(IdentifierFault::NotTenDigits | IdentifierFault::NoDate) => findings.push(fault(Code::LnchMalformed)),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;

    #[test]
    fn each_fault_has_its_code() {
        for (text, codes) in [
            ("1004507764", &[][..]),
            ("7111042922", &[Code::LnchChecksumWrong]),
            ("711104292", &[Code::LnchMalformed]),
            ("71110A2922", &[Code::LnchMalformed]),
        ] {
            let mut world = World::of(1);
            world.record(0).person.lnch_text = text.to_owned();
            assert_eq!(world.codes(), codes, "{text}");
        }
    }
}
