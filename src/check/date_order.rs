//! The studies go in order: admission document, enrolment, exams, state exams (rules.md 3.7); recognised exams may lie anywhere.

use jiff::civil::Date;

use super::case::Case;
use super::dates::{Dated, Event, days, lifetime};
use crate::diag::{Code, Finding};
use crate::model::{Field, plain_date};

/// At most one finding for each two events that are the wrong way round. Days that are wrong by themselves are passed over.
pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let lifetime = lifetime(case);
    let days: Vec<Dated> = days(case.record).into_iter().filter(|day| lifetime.contains(&day.date)).collect();
    let of = |event: Event| days.iter().filter(move |day| day.event == event);
    if let Some(enrolment) = of(Event::Enrolment).map(|day| day.date).next() {
        let limit = |sign| Limit { sign, date: enrolment, field: Field::EnrolmentDate };
        findings.extend(first(case, of(Event::PriorEducation), |date| date > enrolment, limit("≤")));
        findings.extend(first(case, of(Event::Exam), |date| date <= enrolment, limit(">")));
        findings.extend(first(case, of(Event::StateExam), |date| date <= enrolment, limit(">")));
    }
    if let Some(last) = of(Event::StateExam).map(|day| day.date).max() {
        let limit = Limit { sign: "≤", date: last, field: Field::GraduationDate };
        findings.extend(first(case, of(Event::Exam), |date| date > last, limit));
    }
}

/// On which side of which day a date should lie.
struct Limit {
    sign: &'static str,
    date: Date,
    field: Field,
}

fn first<'a>(
    case: &Case,
    mut days: impl Iterator<Item = &'a Dated<'a>>,
    is_wrong: impl Fn(Date) -> bool,
    limit: Limit,
) -> Option<Finding> {
    let day = days.find(|day| is_wrong(day.date))?;
    let field = day.event.field();
    let finding = case.finding_at(Code::DateOutOfOrder, field, day.place).found(plain_date(day.date));
    let finding = finding.expected(format!("{} {}", limit.sign, plain_date(limit.date)));
    Some(finding.other_field(limit.field.tag()))
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;
    use crate::model::Recognition;
    use jiff::civil::date;

    #[test]
    fn each_pair_the_wrong_way_round() {
        let mut world = World::of(1);
        world.record(0).study.prior_education.date = Some(date(2021, 12, 1));
        world.record(0).courses[0].attempts[0].date = Some(date(2021, 9, 1));
        world.record(0).courses[1].attempts[0].date = Some(date(2025, 7, 20));
        assert_eq!(world.codes(), [Code::DateOutOfOrder; 3]);
        let expected: Vec<_> = world.all().into_iter().map(|finding| finding.expected).collect();
        assert_eq!(expected, ["≤ 15.09.2021", "> 15.09.2021", "≤ 17.07.2025"]);
    }

    #[test]
    fn exams_elsewhere_may_lie_before_enrolment() {
        let mut world = World::of(1);
        let attempt = &mut world.record(0).courses[0].attempts[0];
        attempt.date = Some(date(2020, 2, 1));
        attempt.recognised = Some(Recognition::parse("Университет на Авейро, Португалия"));
        assert!(world.codes().is_empty());
    }

    #[test]
    fn the_same_day_is_in_order() {
        let mut world = World::of(1);
        world.record(0).study.prior_education.date = Some(date(2021, 9, 15));
        world.record(0).courses[0].attempts[0].date = Some(date(2025, 7, 17));
        assert!(world.codes().is_empty());
    }
}
