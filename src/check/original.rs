//! A duplicate has an original: in the register, of the same person, still valid, asked for with a reason, and announced where
//! it is lost (rules.md 3.7).

use super::alphabet::is_same_name;
use super::case::{Plea, cell};
use crate::config::fold;
use crate::diag::{Code, Finding};
use crate::model::{EarlierEntry, Field, Place, Request};

pub(super) fn check(plea: &Plea, findings: &mut Vec<Finding>) {
    if plea.service.is_some_and(|service| service.needs_original) {
        findings.extend(entry(plea));
        findings.extend(reason(plea));
        findings.extend(announcement(plea));
    }
}

/// The lines of the register kept before laurea that are the original a request speaks of: its number, its holder.
#[must_use]
pub fn originals<'a>(earlier: &'a [EarlierEntry], request: &Request) -> Vec<&'a EarlierEntry> {
    of_number(earlier, request).filter(|entry| is_holder(entry, request)).collect()
}

/// Whether a name is the name of the one who asks, however it is written.
#[must_use]
pub fn is_named(request: &Request, name: &str) -> bool {
    !request.person_name.is_empty() && is_same_name(name, &request.person_name)
}

/// Where the number stands more than once, an annulled line goes before a valid one.
fn entry(plea: &Plea) -> Option<Finding> {
    let (request, earlier) = (plea.request, &plea.context.season.earlier);
    let finding = |code| plea.finding(code, Field::RegisterNumber).found(&request.register_number);
    let fitting = originals(earlier, request);
    if let Some(annulled) = fitting.iter().find(|entry| !entry.is_valid) {
        return Some(pointing(finding(Code::OriginalAnnulled), &annulled.place, Field::RegisterStatus));
    }
    if !fitting.is_empty() {
        return None;
    }
    Some(match of_number(earlier, request).next() {
        Some(other) => pointing(finding(Code::OriginalOfAnother), &other.place, Field::RegisterNumber),
        None => finding(Code::OriginalUnknown),
    })
}

/// A finding that points at the line, too; one that was taken over into the register stands in no sheet any more.
fn pointing(finding: Finding, place: &Place, field: Field) -> Finding {
    if place.is_in_sheet() { finding.and_at(cell(place, field)) } else { finding }
}

fn of_number<'a>(earlier: &'a [EarlierEntry], request: &Request) -> impl Iterator<Item = &'a EarlierEntry> {
    let number = fold(&request.register_number);
    earlier.iter().filter(move |entry| !number.is_empty() && fold(&entry.register_number) == number)
}

/// By number, or by name where one of the two has no number.
fn is_holder(entry: &EarlierEntry, request: &Request) -> bool {
    if !entry.person_id.is_empty() && !request.person_id.is_empty() {
        return fold(&entry.person_id) == fold(&request.person_id);
    }
    is_named(request, &entry.person_name)
}

/// A duplicate is issued of what is lost or cannot be used: the request says which (Наредба, чл. 5, ал. 1).
fn reason(plea: &Plea) -> Option<Finding> {
    let (reason, words) = (&plea.request.reason, &plea.context.institution.words);
    let is_known = words.is_lost(reason) || words.is_unusable(reason);
    let code = if reason.is_empty() { Code::DuplicateReasonMissing } else { Code::DuplicateReasonUnknown };
    (!is_known).then(|| plea.finding(code, Field::RequestReason).found(reason))
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
        world.season.requests[0].reason = "негодна за ползване".to_owned();
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
        assert_eq!(two.codes(), [Code::OriginalOfAnother]);
        let mut three = world();
        three.season.requests[0].person_id.clear();
        assert_eq!(three.codes(), [Code::OriginalOfAnother]);
        three.season.requests[0].person_name = "Галя Абаджиева".to_owned();
        assert!(three.codes().is_empty(), "the name says whose it is");
    }

    #[test]
    fn no_reason_and_one_that_nobody_knows() {
        let mut world = world();
        world.season.requests[0].reason.clear();
        assert_eq!(world.codes(), [Code::DuplicateReasonMissing]);
        world.season.requests[0].reason = "за работодател".to_owned();
        assert_eq!(world.codes(), [Code::DuplicateReasonUnknown]);
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
