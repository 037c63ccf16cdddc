//! A request names a student of the list, with the student's own number and name, and with a status that fits the paper.

use super::alphabet::is_same_name;
use super::case::{Plea, cell};
use crate::diag::{Code, Finding, mask_identifier};
use crate::model::{Field, Person, Record, Status, looks_like_formula};

pub(super) fn check(plea: &Plea, findings: &mut Vec<Finding>) {
    if plea.service.is_none_or(|service| service.needs_original) {
        return;
    }
    let Some(record) = plea.record else {
        let finding = plea.finding(Code::RequestStudentUnknown, Field::FacultyNumber);
        findings.push(finding.found(&plea.request.faculty_number));
        return;
    };
    findings.extend(identifier(plea, record));
    findings.extend(name(plea, record));
    findings.extend(status(plea, record));
}

/// The identifier in the request is one of the record's; a record without a sound one has its own finding.
fn identifier(plea: &Plea, record: &Record) -> Option<Finding> {
    let (given, person) = (&plea.request.person_id, &record.person);
    let own = sound_identifiers(person);
    let expected = own.first().filter(|_| !given.is_empty() && !own.contains(&given.as_str()))?;
    let finding = plea.finding(Code::RequestPersonMismatch, Field::PersonId).and_at(cell(&record.place, Field::Egn));
    let finding = finding.found(mask_identifier(given)).expected(mask_identifier(expected));
    Some(finding)
}

fn sound_identifiers(person: &Person) -> Vec<&str> {
    let egn = person.egn().map(|_| person.egn_text.as_str());
    let lnch = person.lnch().map(|_| person.lnch_text.as_str());
    let idn = Some(person.idn.as_str()).filter(|idn| !idn.is_empty());
    egn.into_iter().chain(lnch).chain(idn).collect()
}

fn name(plea: &Plea, record: &Record) -> Option<Finding> {
    let (given, own) = (&plea.request.person_name, record.person.full_name());
    let latin = record.person.full_name_latin();
    let is_same = [&own, &latin].into_iter().any(|name| is_same_name(name, given));
    let is_unread = given.is_empty() || own.is_empty() || looks_like_formula(&own) || looks_like_formula(given);
    let finding = || plea.finding(Code::RequestPersonMismatch, Field::FullName).found(given).expected(own.as_str());
    (!is_same && !is_unread).then(|| finding().and_at(cell(&record.place, Field::FullName)))
}

fn status(plea: &Plea, record: &Record) -> Option<Finding> {
    let statuses = &plea.service?.statuses;
    let status = record.study.status?;
    if statuses.is_empty() || statuses.contains(&status) {
        return None;
    }
    let expected = statuses.iter().map(|status| word(*status)).collect::<Vec<_>>().join(", ");
    let finding = plea.finding(Code::RequestStatusUnfit, Field::RequestedPaper).and_at(cell(&record.place, Field::Status));
    Some(finding.found(&record.study.status_text).expected(expected))
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Graduated => "завършил",
        Status::SemestersCompleted => "семестриално завършил",
        Status::Active => "действащ",
        Status::Interrupted => "прекъснал",
        Status::Removed => "отстранен",
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;
    use crate::model::Status;

    fn world() -> World {
        let mut world = World::of(1);
        world.request("академична справка", 0);
        world
    }

    #[test]
    fn nobody_known() {
        let mut world = world();
        world.season.requests[0].record = None;
        assert_eq!(world.codes(), [Code::RequestStudentUnknown]);
    }

    #[test]
    fn somebody_else() {
        let mut world = world();
        world.season.requests[0].person_id = "6101047500".to_owned();
        world.season.requests[0].person_name = "Георги Георгиев".to_owned();
        assert_eq!(world.codes(), [Code::RequestPersonMismatch, Code::RequestPersonMismatch]);
        let found: Vec<_> =
            world.all().into_iter().map(|finding| (finding.field.map(|field| field.name), finding.found)).collect();
        assert!(found.contains(&(Some("person_id"), "61••••••00".to_owned())), "{found:?}");
    }

    #[test]
    fn the_same_person_written_otherwise() {
        for name in ["ИВАН  ПЕТРОВ ИВАНОВ", "Ivan Petrov Ivanov", ""] {
            let mut world = world();
            world.season.requests[0].person_name = name.to_owned();
            assert!(world.codes().is_empty(), "{name}");
        }
    }

    #[test]
    fn a_wrong_number_in_the_record_is_said_once() {
        let mut world = world();
        world.record(0).person.egn_text = "0041010001".to_owned();
        assert_eq!(world.codes(), [Code::EgnChecksumWrong]);
    }

    #[test]
    fn a_status_that_does_not_fit() {
        let mut world = World::of(1);
        world.request("уверение за студентско положение", 0);
        assert_eq!(world.codes(), [Code::RequestStatusUnfit]);
        assert_eq!(world.findings(Code::RequestStatusUnfit)[0].expected, "действащ");
        world.record(0).study.status = Some(Status::Active);
        assert!(world.codes().is_empty());
    }
}
