//! A text of a request is one that a spreadsheet would compute (OWASP, „CSV injection“); it is then not printed.

use super::alphabet::visible;
use super::case::Plea;
use crate::diag::{Code, Finding};
use crate::model::{Field, looks_like_formula};

pub(super) fn check(plea: &Plea, findings: &mut Vec<Finding>) {
    let request = plea.request;
    let texts = [
        (Field::FullName, &request.person_name),
        (Field::RequestReason, &request.reason),
        (Field::Announcement, &request.announcement),
    ];
    for (field, text) in texts.into_iter().filter(|(_, text)| looks_like_formula(text)) {
        let finding = plea.finding(Code::RequestFormulaInText, field).found(visible(text));
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;

    #[test]
    fn in_the_reason() {
        let mut world = World::of(1);
        world.request("академична справка", 0);
        world.season.requests[0].reason = "=HYPERLINK(\"http://example.invalid\",\"за работодател\")".to_owned();
        assert_eq!(world.codes(), [Code::RequestFormulaInText]);
        world.season.requests[0].reason = "– за работодател".to_owned();
        assert!(world.codes().is_empty());
    }
}
