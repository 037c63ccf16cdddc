//! The earlier register has a registration number twice in a year; each number is given once.

use std::collections::BTreeMap;

use super::Context;
use super::case::cell;
use crate::config::fold;
use crate::diag::{Code, Finding, Subject};
use crate::model::{EarlierEntry, Field};

pub(super) fn check(context: &Context, findings: &mut Vec<Finding>) {
    let mut first = BTreeMap::<(String, Option<i16>), &EarlierEntry>::new();
    let in_sheets = context.season.earlier.iter().filter(|entry| entry.place.is_in_sheet());
    for entry in in_sheets.filter(|entry| !entry.register_number.is_empty()) {
        let key = (fold(&entry.register_number), entry.issue_date.map(|date| date.year()));
        match first.get(&key) {
            Some(before) => findings.push(finding(before, entry)),
            None => drop(first.insert(key, entry)),
        }
    }
}

fn finding(before: &EarlierEntry, entry: &EarlierEntry) -> Finding {
    let field = Field::RegisterNumber;
    let finding = Finding::new(Code::EarlierNumberTwice, Subject::Batch).at(cell(&entry.place, field)).field(field.tag());
    finding.and_at(cell(&before.place, field)).found(&entry.register_number)
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;
    use jiff::civil::date;

    #[test]
    fn a_number_is_given_once_a_year() {
        let mut world = World::of(0);
        world.earlier("7305/2013", "8512218115");
        world.earlier("7306/2013", "8512218115");
        assert!(world.codes().is_empty());
        world.earlier("7305/2013", "8406078140");
        assert_eq!(world.codes(), [Code::EarlierNumberTwice]);
        world.season.earlier[2].issue_date = Some(date(2014, 3, 1));
        assert!(world.codes().is_empty());
    }
}
