//! The ЕГН is well formed, its check digit is right, and it agrees with the date of birth and the sex (rules.md 3.1).

use std::collections::BTreeSet;

use super::case::Case;
use crate::diag::{Code, Finding, Repair, mask_identifier};
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
    let finding = match read {
        Ok(egn) => return compare(case, egn, findings),
        Err(IdentifierFault::Checksum { expected }) => fault(Code::EgnChecksumWrong).expected(expected.to_string()),
        Err(IdentifierFault::NotTenDigits | IdentifierFault::NoDate) => fault(Code::EgnMalformed),
    };
    findings.push(match only_candidate(case, text) {
        Some(egn) => with_repair(case, finding, &egn),
        None => finding,
    });
}

/// Proven by the columns beside it; the student stays held until somebody has looked at the identity card.
fn with_repair(case: &Case, finding: Finding, egn: &str) -> Finding {
    let finding = finding.suggest(mask_identifier(egn));
    // A cell that holds more than the number is not to be overwritten by it.
    if case.record.place.cell(Field::Egn).column == 0 { finding } else { finding.repair(Repair::Text(egn.to_owned())) }
}

/// The one ЕГН that a wrong digit or two swapped neighbours could have spoiled into this text: its check digit is right,
/// it agrees with the date of birth and the sex of the columns, and it is nobody else's. `None` where there are several.
fn only_candidate(case: &Case, text: &str) -> Option<String> {
    let person = &case.record.person;
    let (date, sex) = (person.birth_date?, person.sex?);
    let fits = |text: &String| Egn::parse(text).is_ok_and(|egn| egn.birth_date() == date && egn.sex() == sex);
    let found: BTreeSet<String> = one_slip_away(text)?.into_iter().filter(fits).collect();
    let mut found = found.into_iter();
    found.next().filter(|egn| found.next().is_none() && !case.survey.has_person(egn))
}

/// Every number that differs by one digit, or by two neighbours swapped; `None` where there are not ten digits.
fn one_slip_away(text: &str) -> Option<Vec<String>> {
    let digits: Vec<u8> = text.bytes().collect();
    if digits.len() != 10 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut numbers = Vec::new();
    for at in 0..10 {
        for digit in b'0'..=b'9' {
            let mut other = digits.clone();
            other[at] = digit;
            numbers.push(other);
        }
        let mut other = digits.clone();
        other.swap(at, (at + 1).min(9));
        numbers.push(other);
    }
    Some(numbers.into_iter().map(|digits| digits.into_iter().map(char::from).collect()).collect())
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
    use crate::diag::{Code, Level, Repair};
    use crate::model::{Field, Sex};
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

    /// A man born on 1 January 2000, whose ЕГН should be 0041010002.
    fn misspelt(egn: &str) -> World {
        let mut world = World::of(2);
        let person = &mut world.record(0).person;
        (person.birth_date, person.sex) = (Some(date(2000, 1, 1)), Some(Sex::Male));
        egn.clone_into(&mut person.egn_text);
        world
    }

    #[test]
    fn the_only_number_that_fits_date_and_sex_is_suggested_and_the_student_stays_held() {
        for (text, code) in [
            // Two neighbours swapped, so that the month is none; a wrong day; a wrong year.
            ("0014010002", Code::EgnMalformed),
            ("0041020002", Code::EgnChecksumWrong),
            ("1041010002", Code::EgnChecksumWrong),
        ] {
            let world = misspelt(text);
            let found = world.findings(code);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].level, found[0].suggestion.as_str()), (Level::Error, "00••••••02"), "{text}");
            assert_eq!(found[0].repair, Some(Repair::Text("0041010002".to_owned())), "{text}");
        }
    }

    #[test]
    fn where_several_numbers_fit_or_none_nothing_is_suggested() {
        // The date is right, so a digit of the region may be as wrong as the last one; two slips; not ten digits.
        for text in ["0041010001", "1141010002", "041010002", "00410100O2"] {
            let world = misspelt(text);
            let found = world.all().into_iter().find(|finding| finding.field == Some(Field::Egn.tag())).expect("a fault");
            assert_eq!((found.suggestion.as_str(), found.repair), ("", None), "{text}");
        }
    }

    #[test]
    fn nothing_is_suggested_without_date_or_sex_or_where_the_number_is_somebody_elses() {
        let mut world = misspelt("0041020002");
        world.record(0).person.sex = None;
        assert_eq!(world.findings(Code::EgnChecksumWrong)[0].suggestion, "");
        let mut world = misspelt("0041020002");
        world.record(0).person.birth_date = None;
        assert_eq!(world.findings(Code::EgnChecksumWrong)[0].suggestion, "");
        let mut world = misspelt("0041020002");
        world.record(1).person.egn_text = "0041010002".to_owned();
        assert_eq!(world.findings(Code::EgnChecksumWrong)[0].suggestion, "");
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
