//! A duplicate has an original: in the register, of the same person, still valid, and announced where it is lost (rules.md 3.7).

use super::alphabet::is_same_name;
use super::case::{Plea, cell};
use crate::config::fold;
use crate::diag::{Code, Finding};
use crate::model::{EarlierEntry, Field, Request};

pub(super) fn check(plea: &Plea, findings: &mut Vec<Finding>) {
    if plea.service.is_some_and(|service| service.needs_original) {
        findings.extend(entry(plea));
        findings.extend(announcement(plea));
    }
}

/// Where the number stands more than once, an annulled line goes before a valid one.
fn entry(plea: &Plea) -> Option<Finding> {
    let request = plea.request;
    let fitting = || plea.context.season.earlier.iter().filter(|entry| is_original(entry, request));
    let finding = |code| plea.finding(code, Field::RegisterNumber).found(&request.register_number);
    if let Some(annulled) = fitting().find(|entry| !entry.is_valid) {
        let status = cell(&annulled.place, Field::RegisterStatus);
        return Some(finding(Code::OriginalAnnulled).and_at(status));
    }
    fitting().next().is_none().then(|| finding(Code::OriginalUnknown))
}

fn is_original(entry: &EarlierEntry, request: &Request) -> bool {
    let has_number = !request.register_number.is_empty() && fold(&entry.register_number) == fold(&request.register_number);
    has_number && is_holder(entry, request)
}

/// By number, or by name where one of the two has no number.
fn is_holder(entry: &EarlierEntry, request: &Request) -> bool {
    if !entry.person_id.is_empty() && !request.person_id.is_empty() {
        return fold(&entry.person_id) == fold(&request.person_id);
    }
    !request.person_name.is_empty() && is_same_name(&entry.person_name, &request.person_name)
}

fn announcement(plea: &Plea) -> Option<Finding> {
    let request = plea.request;
    let is_lost = plea.context.institution.words.is_lost(&request.reason);
    let finding = || plea.finding(Code::AnnouncementMissing, Field::RequestReason).found(&request.reason);
    (is_lost && request.announcement.is_empty()).then(finding)
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{World, cell_of};
    use crate::diag::Code;
    use crate::model::Field;

    /// A request for the duplicate of a paper that the earlier register has.
    fn world() -> World {
        let mut world = World::of(0);
        world.earlier("7305/2013", "8512218115");
        world.request_of("дубликат на диплома", "8512218115");
        world.season.requests[0].register_number = "7305/2013".to_owned();
        world
    }

    #[test]
    fn a_sound_request() {
        let mut world = world();
        assert!(world.codes().is_empty(), "{:?}", world.all());
        world.season.requests[0].reason = "изгубена".to_owned();
        world.season.requests[0].announcement = "в. „Черно море“".to_owned();
        assert!(world.codes().is_empty());
    }

    #[test]
    fn an_original_that_is_not_there_or_of_somebody_else() {
        let mut one = world();
        one.season.requests[0].register_number = "9000/2016".to_owned();
        assert_eq!(one.codes(), [Code::OriginalUnknown]);
        let mut two = world();
        two.season.requests[0].person_id = "6101047500".to_owned();
        assert_eq!(two.codes(), [Code::OriginalUnknown]);
        let mut three = world();
        three.season.requests[0].person_id.clear();
        assert_eq!(three.codes(), [Code::OriginalUnknown]);
    }

    #[test]
    fn an_annulled_one() {
        let mut world = world();
        world.season.earlier[0].is_valid = false;
        assert_eq!(world.codes(), [Code::OriginalAnnulled]);
        let found = &world.findings(Code::OriginalAnnulled)[0];
        assert_eq!(found.also, Some(cell_of(&world.season.earlier[0].place, Field::RegisterStatus)));
    }

    #[test]
    fn lost_without_an_announcement() {
        let mut world = world();
        world.season.requests[0].reason = "изгубена".to_owned();
        assert_eq!(world.codes(), [Code::AnnouncementMissing]);
        assert_eq!(world.all()[0].field.map(|field| field.name), Some("request_reason"));
    }
}
