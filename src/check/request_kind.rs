//! A request asks for a paper the institution knows (`services`), of a kind that is installed.

use super::case::Plea;
use crate::config::nearest;
use crate::diag::{Code, Finding, Level};
use crate::model::Field;

/// The words of the request are among the institution's services.
pub(super) fn check_known(plea: &Plea, findings: &mut Vec<Finding>) {
    if plea.service.is_none() {
        let finding = plea.finding(Code::RequestKindUnknown, Field::RequestedPaper).found(&plea.request.paper);
        let known = plea.context.institution.services.keys().map(String::as_str);
        findings.push(match nearest(&plea.request.paper, known) {
            Some((name, distance)) => finding.near(name, distance),
            None => finding,
        });
    }
}

/// The kind of the service is installed; said only of a request that is otherwise well-founded.
pub(super) fn check_served(plea: &Plea, findings: &mut Vec<Finding>) {
    let is_refused = findings.iter().any(|finding| finding.level == Level::Error);
    let service =
        plea.service.filter(|service| service.brings_paper() && !is_refused && !plea.context.kinds.contains(&service.kind));
    if let Some(service) = service {
        let finding = plea.finding(Code::RequestKindNotServed, Field::RequestedPaper);
        findings.push(finding.found(&plea.request.paper).arg("kind", &service.kind));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::{Catalogue, Code, Lang};

    #[test]
    fn unknown_words() {
        let mut world = World::of(1);
        world.request("препис от всичко", 0);
        assert_eq!(world.codes(), [Code::RequestKindUnknown]);
    }

    #[test]
    fn the_nearest_service_is_suggested_with_its_distance() {
        let mut world = World::of(1);
        world.request("Акадмична справки", 0);
        let found = &world.findings(Code::RequestKindUnknown)[0];
        assert_eq!(found.suggestion, "академична справка");
        let message = Catalogue::of(Lang::En).message(found);
        assert!(message.ends_with("Nearest: “академична справка”; letters that differ: 2."), "{message}");
        world.season.requests[0].paper = "препис от всичко".to_owned();
        assert_eq!(world.findings(Code::RequestKindUnknown)[0].suggestion, "");
    }

    #[test]
    fn a_kind_that_is_not_installed() {
        let mut world = World::of(1);
        world.request("Академична справка", 0);
        world.kinds.clear();
        assert_eq!(world.codes(), [Code::RequestKindNotServed]);
        world.season.requests[0].paid = Some(false);
        assert_eq!(world.codes(), [Code::RequestUnpaid]);
    }

    #[test]
    fn a_sound_request() {
        let mut world = World::of(1);
        world.request("академична  справка", 0);
        assert!(world.codes().is_empty());
    }
}
