//! A full name is longer than the institution's limit (`limits.name_letters`), beyond which lines are set smaller.

use super::alphabet::{Script, names};
use super::case::Case;
use crate::diag::{Code, Finding};

/// The finding stands at the longest part of the name.
pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let person = &case.record.person;
    let limit = case.context.institution.limits.name_letters as usize;
    let length = person.full_name().chars().count();
    if limit == 0 || length <= limit {
        return;
    }
    let parts = names(person).into_iter().filter(|name| name.script == Script::Cyrillic);
    if let Some(longest) = parts.max_by_key(|name| name.text.chars().count()) {
        let finding = case.finding(Code::NameTooLong, longest.field);
        findings.push(finding.found(length.to_string()).expected(limit.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;

    #[test]
    fn the_longest_part_is_named() {
        let mut world = World::of(1);
        world.foreigner(0);
        world.record(0).person.last_name = ["Попова"; 20].join("-");
        assert_eq!(world.codes(), [Code::NameTooLong]);
        assert_eq!(world.findings(Code::NameTooLong)[0].field.map(|field| field.name), Some("last_name"));
    }
}
