//! The machine-readable lists of a run: papers, findings, plan.

use serde::Serialize;
use serde_json::{Value, json};

use super::Age;
use crate::diag::{Catalogue, Finding, Lang, Pattern, Patterns, Sources, column_letters};
use crate::model::{Document, spreadsheet_safe};

/// How a paper of a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PaperState {
    /// Made, now or in an earlier run.
    Issued,
    /// A draft was made.
    Draft,
    /// Held: a finding says why.
    Held,
    /// A list was made; it is no paper of the register.
    List,
}

impl PaperState {
    /// The word in `documents.csv`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Draft => "draft",
            Self::Held => "held",
            Self::List => "list",
        }
    }
}

/// A line of `documents.csv`.
#[derive(Debug, Clone, Serialize)]
pub struct PaperLine {
    /// The paper.
    pub document: Document,
    /// How it ended.
    pub state: PaperState,
    /// Pages; 0 for a held one.
    pub pages: usize,
    /// SHA-256 of the PDF; empty for a held one.
    pub sha256: String,
}

/// `documents.csv`: kind, faculty number, register number and date, file, pages, sha256, state, series and number of the
/// form. UTF-8, commas.
#[must_use]
pub fn documents_csv(lines: &[PaperLine]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let header = [
        "kind",
        "faculty_number",
        "register_number",
        "register_date",
        "file",
        "pages",
        "sha256",
        "state",
        "series",
        "blank_number",
    ];
    let rows = lines.iter().map(row);
    // Writing to memory cannot fail; an incomplete list would be caught by the reader's own count of fields.
    for row in std::iter::once(header.map(str::to_owned)).chain(rows) {
        if csv.write_record(&row).is_err() {
            break;
        }
    }
    csv.into_inner().unwrap_or_default()
}

fn row(line: &PaperLine) -> [String; 10] {
    let registration = line.document.registration.as_ref();
    let is_held = line.state == PaperState::Held;
    let blank = line.document.blank.as_ref().filter(|_| !is_held);
    [
        line.document.kind.clone(),
        spreadsheet_safe(&line.document.faculty_number),
        registration.map_or_else(String::new, |registration| spreadsheet_safe(&registration.number)),
        registration.map_or_else(String::new, |registration| registration.date.to_string()),
        if is_held { String::new() } else { line.document.file.clone() },
        if is_held { String::new() } else { line.pages.to_string() },
        line.sha256.clone(),
        line.state.name().to_owned(),
        blank.map_or_else(String::new, |blank| spreadsheet_safe(&blank.series)),
        blank.map_or_else(String::new, |blank| spreadsheet_safe(&blank.number)),
    ]
}

/// `findings.jsonl`: a finding a line. `ages` says of each whether an earlier check had found it; empty where nobody knows.
#[must_use]
pub fn findings_jsonl(findings: &[Finding], sources: &Sources, lang: Lang, ages: &[Age]) -> String {
    let patterns = Patterns::of(findings);
    let line = |(at, finding): (usize, &Finding)| {
        let pattern = patterns.of_finding(finding);
        format!("{}\n", finding_json(finding, pattern, ages.get(at).copied(), sources, lang))
    };
    findings.iter().enumerate().map(line).collect()
}

fn finding_json(finding: &Finding, pattern: Option<&Pattern>, age: Option<Age>, sources: &Sources, lang: Lang) -> Value {
    let catalogue = Catalogue::of(lang);
    let origin = finding.origin;
    json!({
        "code": finding.code.name(),
        "level": finding.level.name(),
        "message": catalogue.message(finding),
        "hint": catalogue.hint(finding),
        "file": origin.map_or("", |origin| sources.file(origin)),
        "sheet": origin.map_or("", |origin| sources.sheet(origin)),
        "cell": origin.and_then(Sources::cell),
        "row": origin.map(|origin| origin.row).filter(|row| *row > 0),
        "faculty_number": finding.faculty_number,
        "field": finding.field.map_or("", |field| field.name),
        "found": finding.found,
        "expected": finding.expected,
        "suggestion": finding.suggestion,
        "also": finding.also.map(|also| json!({
            "file": sources.file(also),
            "sheet": sources.sheet(also),
            "cell": Sources::cell(also),
            "row": Some(also.row).filter(|row| *row > 0),
        })),
        // The column that this fault fills, told once elsewhere; null where it does not.
        "pattern": pattern.map(|pattern| json!({
            "column": column_letters(pattern.column.column),
            "rows": pattern.rows,
            "first_row": pattern.first_row,
            "last_row": pattern.last_row,
        })),
        "since": age.map(Age::name),
    })
}

/// `plan.json`: all of the run as a value.
#[must_use]
pub fn plan_json(run: &str, documents: &[Document], held: &[Document]) -> String {
    let value = json!({ "run": run, "documents": documents, "held": held });
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}
