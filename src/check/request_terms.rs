//! A request is paid for, and it is not dated after the day of issue.

use super::case::Plea;
use crate::diag::{Code, Finding};
use crate::model::{Field, plain_date};

pub(super) fn check(plea: &Plea, findings: &mut Vec<Finding>) {
    if plea.request.paid == Some(false) {
        findings.push(plea.finding(Code::RequestUnpaid, Field::Paid).found("не"));
    }
    let issue = plea.context.issue_date;
    if let Some(date) = plea.request.date.filter(|date| *date > issue) {
        let finding = plea.finding(Code::RequestAfterIssue, Field::RequestDate);
        findings.push(finding.found(plain_date(date)).expected(plain_date(issue)));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;

    #[test]
    fn unpaid_and_early() {
        let mut world = World::of(1);
        world.request("академична справка", 0);
        world.season.requests[0].paid = Some(false);
        world.season.requests[0].date = world.issue_date.tomorrow().ok();
        assert_eq!(world.codes(), [Code::RequestAfterIssue, Code::RequestUnpaid]);
    }

    #[test]
    fn nothing_said_of_payment_or_date() {
        let mut world = World::of(1);
        world.request("академична справка", 0);
        world.season.requests[0].paid = None;
        world.season.requests[0].date = None;
        assert!(world.codes().is_empty());
    }
}
