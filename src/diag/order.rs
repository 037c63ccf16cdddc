//! The order in which findings are told, and the faults that fill a column.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Code, FieldTag, Finding, Origin};

/// From so many rows on, equal faults of a column are told once as a pattern, too.
const PATTERN_FROM: usize = 5;

/// Puts findings in the order in which they are told: errors first, then by code, file, sheet, row and column; what has
/// no place comes last among its code. Files and sheets follow in the order they were read. Findings that agree in all
/// of this keep their order.
pub fn sort_findings(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| (Reverse(finding.level), finding.code, finding.origin.is_none(), finding.origin));
}

/// The same fault in many cells of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The fault.
    pub code: Code,
    /// The column: its sheet and column; the row is 0.
    pub column: Origin,
    /// The field, where all its findings name the same one.
    pub field: Option<FieldTag>,
    /// How many rows have the fault.
    pub rows: usize,
    /// The first of them, from 1.
    pub first_row: u32,
    /// The last of them, from 1.
    pub last_row: u32,
    /// What stands in all of the cells, where that is the same.
    pub found: Option<String>,
}

/// The patterns among some findings.
#[derive(Debug, Clone, Default)]
pub struct Patterns(BTreeMap<(Code, Origin), Pattern>);

impl Patterns {
    /// Finds the columns that have a fault in five rows or more.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let mut columns: BTreeMap<(Code, Origin), Vec<&Finding>> = BTreeMap::new();
        for finding in findings {
            if let Some(key) = key(finding) {
                columns.entry(key).or_default().push(finding);
            }
        }
        Self(columns.into_iter().filter_map(|(key, members)| Some((key, pattern(key, &members)?))).collect())
    }

    /// The pattern a finding belongs to.
    #[must_use]
    pub fn of_finding(&self, finding: &Finding) -> Option<&Pattern> {
        self.0.get(&key(finding)?)
    }

    /// The patterns of a code, by sheet and column.
    pub fn of_code(&self, code: Code) -> impl Iterator<Item = &Pattern> {
        self.0.values().filter(move |pattern| pattern.code == code)
    }

    /// All patterns, by code, sheet and column.
    pub fn all(&self) -> impl Iterator<Item = &Pattern> {
        self.0.values()
    }
}

fn key(finding: &Finding) -> Option<(Code, Origin)> {
    let origin = finding.origin.filter(|origin| origin.row > 0 && origin.column > 0)?;
    Some((finding.code, Origin { row: 0, ..origin }))
}

fn pattern((code, column): (Code, Origin), members: &[&Finding]) -> Option<Pattern> {
    let mut rows: Vec<u32> = members.iter().filter_map(|finding| finding.origin).map(|origin| origin.row).collect();
    rows.sort_unstable();
    rows.dedup();
    let (first, rest) = members.split_first()?;
    let (first_row, last_row) = (*rows.first()?, *rows.last()?);
    let found = Some(&first.found).filter(|found| !found.is_empty() && rest.iter().all(|other| other.found == **found));
    let field = first.field.filter(|_| rest.iter().all(|other| other.field == first.field));
    (rows.len() >= PATTERN_FROM).then(|| Pattern {
        code,
        column,
        field,
        rows: rows.len(),
        first_row,
        last_row,
        found: found.cloned(),
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::Subject;
    use super::*;

    fn finding(code: Code, sheet: u32, row: u32, column: u32) -> Finding {
        Finding::new(code, Subject::Row).at(Origin::row(sheet, row).at(column)).found("17.07.2025")
    }

    #[test]
    fn errors_come_first_then_codes_then_places_and_the_placeless_last() {
        let mut findings = vec![
            finding(Code::DateWasText, 0, 9, 2),
            finding(Code::EgnMalformed, 1, 3, 1),
            Finding::new(Code::EgnMalformed, Subject::Batch),
            finding(Code::EgnMalformed, 1, 2, 7),
            finding(Code::EgnMalformed, 0, 5, 1),
            finding(Code::CellError, 2, 1, 1),
            finding(Code::EgnMalformed, 1, 2, 3),
        ];
        let sorted = [5, 4, 6, 3, 1, 2, 0].map(|at: usize| findings[at].clone());
        sort_findings(&mut findings);
        assert_eq!(findings, sorted);
    }

    #[test]
    fn five_rows_of_a_column_are_a_pattern_and_four_are_not() {
        let mut findings: Vec<Finding> = (2..6).map(|row| finding(Code::DateWasText, 0, row, 7)).collect();
        // A second finding in a row makes no fifth row; neither do other columns, sheets and codes.
        findings.push(finding(Code::DateWasText, 0, 5, 7));
        findings.push(finding(Code::DateWasText, 0, 6, 8));
        findings.push(finding(Code::DateWasText, 1, 6, 7));
        findings.push(finding(Code::DateWasNumber, 0, 6, 7));
        assert_eq!(Patterns::of(&findings).all().count(), 0);
        findings.push(finding(Code::DateWasText, 0, 40, 7).found("1.1.1999"));
        let patterns = Patterns::of(&findings);
        let pattern = patterns.of_finding(&findings[0]).expect("five rows");
        assert_eq!((pattern.rows, pattern.first_row, pattern.last_row), (5, 2, 40));
        assert_eq!((pattern.column, &pattern.found), (Origin { sheet: 0, row: 0, column: 7 }, &None));
        assert_eq!(patterns.of_code(Code::DateWasText).count(), 1);
        assert!(patterns.of_finding(&findings[5]).is_none());
    }

    #[test]
    fn what_stands_in_every_cell_is_said_and_whole_rows_are_no_column() {
        let same: Vec<Finding> = (2..9).map(|row| finding(Code::WordUnknown, 0, row, 3).found("заоч.")).collect();
        assert_eq!(Patterns::of(&same).all().next().and_then(|pattern| pattern.found.as_deref()), Some("заоч."));
        let rows: Vec<Finding> = (2..9).map(|row| finding(Code::CourseMissing, 0, row, 0)).collect();
        assert_eq!(Patterns::of(&rows).all().count(), 0);
    }

    #[test]
    fn three_hundred_thousand_findings_are_sorted_and_grouped_at_once() {
        let row =
            |at: u32| finding(Code::ALL[(at % 7) as usize], at % 3, at.wrapping_mul(2_654_435_761) % 100_003 + 1, at % 11 + 1);
        let mut findings: Vec<Finding> = (0..300_000).map(row).collect();
        let start = Instant::now();
        sort_findings(&mut findings);
        let patterns = Patterns::of(&findings);
        // Quadratic work would take hours; the bound is far from what a slow machine needs.
        assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
        assert!(findings.is_sorted_by_key(|finding| (Reverse(finding.level), finding.code, finding.origin)));
        assert_eq!(patterns.all().count(), 7 * 3 * 11);
    }
}
