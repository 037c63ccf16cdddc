//! A student is at least 15 at enrolment and at most 90 at graduation; outside of that a date is more likely wrong.

use jiff::civil::Date;

use super::case::Case;
use crate::diag::{Code, Finding};
use crate::model::Field;

const YOUNGEST: i16 = 15;
const OLDEST: i16 = 90;

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let record = case.record;
    let Some(birth) = record.person.birth_date else { return };
    let issue = case.context.issue_date;
    let end = record.graduation_date().filter(|date| *date <= issue).unwrap_or(issue);
    let at_end = Some(years(birth, end)).filter(|age| *age > OLDEST);
    let enrolment = record.study.enrolment_date.filter(|date| *date > birth);
    let at_enrolment = enrolment.map(|date| years(birth, date)).filter(|age| *age < YOUNGEST);
    if let Some(age) = at_end.or(at_enrolment) {
        findings.push(case.finding(Code::AgeImplausible, Field::BirthDate).found(age.to_string()));
    }
}

/// Full years between two days.
fn years(from: Date, to: Date) -> i16 {
    let has_birthday_passed = (to.month(), to.day()) >= (from.month(), from.day());
    to.year() - from.year() - i16::from(!has_birthday_passed)
}

#[cfg(test)]
mod tests {
    use super::years;
    use crate::check::sample::World;
    use crate::diag::Code;
    use jiff::civil::date;

    #[test]
    fn full_years() {
        assert_eq!(years(date(2000, 9, 15), date(2015, 9, 14)), 14);
        assert_eq!(years(date(2000, 9, 15), date(2015, 9, 15)), 15);
    }

    #[test]
    fn too_young_and_too_old() {
        for (birth, age) in [(date(2008, 1, 1), "13"), (date(1930, 1, 1), "95")] {
            let mut world = World::of(1);
            world.foreigner(0);
            world.record(0).person.birth_date = Some(birth);
            assert_eq!(world.findings(Code::AgeImplausible)[0].found, age);
        }
    }

    #[test]
    fn a_pensioner_may_study() {
        let mut world = World::of(1);
        world.foreigner(0);
        world.record(0).person.birth_date = Some(date(1950, 1, 1));
        assert!(world.codes().is_empty());
    }
}
