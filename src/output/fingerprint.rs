//! What makes a finding the same finding from one check to the next.

use std::collections::BTreeMap;

use crate::diag::{Finding, Sources, Subject};
use crate::model::sha256;

/// The fingerprint of each finding: 32 hexadecimal digits over its code, file, sheet, cell and what stood there, masked as
/// it is shown. A finding of a row or of no place at all is known by its field, person and paper as well. Where several
/// findings agree in all of this, the second, third and so on have fingerprints of their own.
///
/// Neither the language, the level, the date of issue nor the order of findings changes it.
#[must_use]
pub fn fingerprints(findings: &[Finding], sources: &Sources) -> Vec<String> {
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    let mut fingerprint = |finding: &Finding| {
        let traits = traits(finding, sources);
        let count = met.entry(traits.clone()).or_default();
        *count += 1;
        let mut hash = sha256(format!("{traits}\u{1f}{count}").as_bytes());
        hash.truncate(32);
        hash
    };
    findings.iter().map(&mut fingerprint).collect()
}

fn traits(finding: &Finding, sources: &Sources) -> String {
    let origin = finding.origin;
    let cell = origin.and_then(Sources::cell);
    let mut traits = vec![
        finding.code.name().to_owned(),
        origin.map_or("", |origin| sources.file(origin)).to_owned(),
        origin.map_or("", |origin| sources.sheet(origin)).to_owned(),
        finding.found.clone(),
    ];
    match (cell, &finding.subject) {
        (Some(cell), _) => traits.push(cell),
        (None, subject) => traits.extend([
            origin.map_or(0, |origin| origin.row).to_string(),
            finding.field.map_or("", |field| field.name).to_owned(),
            finding.faculty_number.clone(),
            if let Subject::Document(key) = subject { key.clone() } else { String::new() },
        ]),
    }
    traits.join("\u{1f}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Level, Origin};
    use crate::model::Field;

    fn sources() -> Sources {
        let mut sources = Sources::default();
        sources.add("students.xlsx", "Студенти");
        sources.add("grades.xlsx", "Оценки");
        sources
    }

    fn finding(row: u32) -> Finding {
        Finding::new(Code::DateWasText, Subject::Record(0)).at(Origin::row(0, row).at(3)).found("1.2.2003").of("121212")
    }

    #[test]
    fn code_place_and_value_tell_findings_apart_and_nothing_else_does() {
        let other_subject = Finding { subject: Subject::Record(9), level: Level::Error, ..finding(2) };
        let in_words = Finding { faculty_number: "9".to_owned(), suggestion: "2003".to_owned(), ..finding(2) };
        let of = |finding: Finding| fingerprints(&[finding], &sources()).remove(0);
        assert_eq!(of(finding(2)), of(other_subject));
        assert_eq!(of(finding(2)), of(in_words));
        let others = [
            finding(3),
            finding(2).found("1.2.2004"),
            finding(2).at(Origin::row(0, 2).at(4)),
            finding(2).at(Origin::row(1, 2).at(3)),
            Finding { code: Code::DateWasNumber, ..finding(2) },
        ];
        for other in others {
            assert_ne!(of(other.clone()), of(finding(2)), "{other:?}");
        }
        assert_eq!(of(finding(2)).len(), 32);
    }

    #[test]
    fn equal_findings_have_fingerprints_of_their_own_and_papers_are_told_apart() {
        let twins = fingerprints(&[finding(2), finding(2)], &sources());
        assert_ne!(twins[0], twins[1]);
        let paper = |key: &str| {
            Finding::new(Code::FieldMissing, Subject::Document(key.to_owned())).of("121212").field(Field::BirthPlace.tag())
        };
        let papers = fingerprints(&[paper("diploma/121212"), paper("appendix/121212")], &sources());
        assert_ne!(papers[0], papers[1]);
    }
}
