//! Findings in words: by code, by person, by column.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::summary::Run;
use crate::diag::{Catalogue, Code, Finding, Lang, Level, Origin, Pattern, Patterns, Sources, Subject, column_letters, visible};
use crate::model::{Document, Record};

/// A person who is held.
#[derive(Debug, Serialize)]
pub struct HeldLine {
    /// Faculty number.
    pub faculty_number: String,
    /// Name.
    pub name: String,
    /// Speciality.
    pub speciality: String,
    /// The codes that hold the person, with the place of each.
    pub reasons: Vec<FindingLine>,
}

/// Findings of one code.
#[derive(Debug, Serialize)]
pub struct FindingGroup {
    /// The code.
    pub code: &'static str,
    /// Its level.
    pub level: &'static str,
    /// How many.
    pub count: usize,
    /// Columns that are full of it, a line each.
    pub patterns: Vec<String>,
    /// The findings.
    pub lines: Vec<FindingLine>,
}

/// One finding in words.
#[derive(Debug, Clone, Serialize)]
pub struct FindingLine {
    /// The code.
    pub code: &'static str,
    /// Its level.
    pub level: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Where: file, sheet, cell.
    pub place: String,
    /// The other place that belongs to it; empty for none.
    pub also: String,
    /// Faculty number.
    pub faculty_number: String,
    /// Name of the person; empty where none is known.
    pub name: String,
    /// What stood there.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// What would do.
    pub suggestion: String,
    /// Whether the last check had not found it; told in the terminal only.
    #[serde(skip)]
    pub is_new: bool,
}

/// Everybody with something held: first whole records, then refused requests and single papers.
pub(super) fn held_people(run: &Run, lang: Lang) -> Vec<HeldLine> {
    let mut by_subject: BTreeMap<&Subject, Vec<&Finding>> = BTreeMap::new();
    for finding in run.findings.iter().filter(|finding| finding.level == Level::Error) {
        let is_told = matches!(finding.subject, Subject::Record(_) | Subject::Request(_) | Subject::Document(_));
        if is_told {
            by_subject.entry(&finding.subject).or_default().push(finding);
        }
    }
    let people = People::of(run);
    by_subject.into_values().map(|reasons| held_line(run, &people, &reasons, lang)).collect()
}

fn held_line(run: &Run, people: &People, reasons: &[&Finding], lang: Lang) -> HeldLine {
    let first = reasons[0];
    let record = match &first.subject {
        Subject::Record(at) => run.season.records.get(*at),
        Subject::Request(at) => {
            run.season.requests.get(*at).and_then(|request| request.record).and_then(|at| run.season.records.get(at))
        }
        Subject::Document(_) => people.records.get(first.faculty_number.as_str()).copied(),
        Subject::Batch | Subject::Row => None,
    };
    HeldLine {
        faculty_number: visible(&first.faculty_number),
        name: visible(&person(run, people, first)),
        speciality: record.map_or_else(String::new, |record| record.study.speciality.clone()),
        reasons: reasons.iter().map(|finding| finding_line(run, people, finding, lang)).collect(),
    }
}

pub(super) fn groups(run: &Run, lang: Lang) -> Vec<FindingGroup> {
    let mut by_code: BTreeMap<(Reverse<Level>, Code), Vec<&Finding>> = BTreeMap::new();
    for finding in run.findings {
        by_code.entry((Reverse(finding.level), finding.code)).or_default().push(finding);
    }
    let patterns = Patterns::of(run.findings);
    let people = People::of(run);
    let group = |((level, code), members): ((Reverse<Level>, Code), Vec<&Finding>)| FindingGroup {
        code: code.name(),
        level: level.0.name(),
        count: members.len(),
        patterns: patterns.of_code(code).map(|pattern| pattern_line(pattern, &run.season.sources, lang)).collect(),
        lines: members
            .iter()
            .take(run.shown.unwrap_or(usize::MAX))
            .map(|finding| finding_line(run, &people, finding, lang))
            .collect(),
    };
    by_code.into_iter().map(group).collect()
}

/// Marks the findings that the last check had not found; takes the code of every finding, in their order.
pub fn mark_new(groups: &mut [FindingGroup], findings: impl Iterator<Item = (Code, bool)>) {
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let places: BTreeMap<&str, usize> = groups.iter().map(|group| group.code).zip(0..).collect();
    for (code, is_new) in findings {
        let line = at.entry(code.name()).or_default();
        if let Some(line) = places.get(code.name()).and_then(|group| groups[*group].lines.get_mut(*line)) {
            line.is_new = is_new;
        }
        *line += 1;
    }
}

/// „212 реда: колона G „Дата“ в grades.xlsx › Оценки – дата, записана като текст“.
fn pattern_line(pattern: &Pattern, sources: &Sources, lang: Lang) -> String {
    let catalogue = Catalogue::of(lang);
    let column = column_letters(pattern.column.column);
    let label = pattern.field.map_or("", |field| field.label(lang));
    let args = [
        ("rows", pattern.rows.to_string()),
        ("column", column),
        ("label", label.to_owned()),
        ("place", sources.describe(Origin::sheet(pattern.column.sheet))),
        ("title", within_a_sentence(catalogue.title(pattern.code))),
    ];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let line = catalogue.ui(if label.is_empty() { "pattern-bare" } else { "pattern" }, &args);
    let same = pattern.found.as_ref().map(|found| catalogue.ui("pattern-same", &[("found", found)]));
    visible(&std::iter::once(line).chain(same).collect::<Vec<_>>().join("; "))
}

/// A title with a small first letter, unless it begins with an abbreviation.
fn within_a_sentence(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().into_iter();
    match letters.clone().next() {
        Some(second) if second.is_uppercase() => title.to_owned(),
        _ => first.flat_map(char::to_lowercase).chain(letters).collect(),
    }
}

/// Papers by key and records by faculty number, so that a finding finds its person at once.
struct People<'a> {
    papers: BTreeMap<&'a str, &'a Document>,
    records: BTreeMap<&'a str, &'a Record>,
}

impl<'a> People<'a> {
    fn of(run: &Run<'a>) -> Self {
        let records = run.season.records.iter().rev().map(|record| (record.faculty_number(), record));
        Self { papers: run.papers.iter().map(|paper| (paper.0.key.as_str(), paper.0)).collect(), records: records.collect() }
    }
}

fn finding_line(run: &Run, people: &People, finding: &Finding, lang: Lang) -> FindingLine {
    let catalogue = Catalogue::of(lang);
    FindingLine {
        code: finding.code.name(),
        level: finding.level.name(),
        message: visible(&catalogue.message(finding)),
        hint: visible(&catalogue.hint(finding)),
        place: place(&run.season.sources, finding.origin),
        also: place(&run.season.sources, finding.also),
        faculty_number: visible(&finding.faculty_number),
        name: visible(&person(run, people, finding)),
        found: visible(&finding.found),
        expected: visible(&finding.expected),
        suggestion: visible(&finding.suggestion),
        is_new: false,
    }
}

fn place(sources: &Sources, origin: Option<Origin>) -> String {
    origin.map_or_else(String::new, |origin| sources.describe(origin))
}

fn person(run: &Run, people: &People, finding: &Finding) -> String {
    match &finding.subject {
        Subject::Record(at) => run.season.records.get(*at).map(|record| record.person.full_name()),
        Subject::Request(at) => run.season.requests.get(*at).map(|request| request.person_name.clone()),
        Subject::Document(key) => people.papers.get(key.as_str()).map(|document| document.person_name.clone()),
        Subject::Batch | Subject::Row => None,
    }
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_within_a_sentence_begins_small_unless_it_is_an_abbreviation() {
        assert_eq!(within_a_sentence("Дата като текст"), "дата като текст");
        assert_eq!(within_a_sentence("ЕГН без нула"), "ЕГН без нула");
        assert_eq!(within_a_sentence(""), "");
    }
}
