//! Findings as a SARIF 2.1.0 log (OASIS, 27 March 2020), for the tools that show and compare results of checks.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Age;
use crate::diag::{Catalogue, Code, Finding, Lang, Origin, Pattern, Patterns, Repair, Sources, Subject, column_letters};
use crate::model::{Egn, Field, Lnch, Season, uri_path};

/// What a log is made of.
#[derive(Debug)]
pub struct SarifLog<'a> {
    /// The findings, in order.
    pub findings: &'a [Finding],
    /// The fingerprint of each.
    pub fingerprints: &'a [String],
    /// Whether the last check had each; empty where nobody knows.
    pub ages: &'a [Age],
    /// Whom and what they are about.
    pub season: &'a Season,
    /// The path of each file from the configuration, with forward slashes, by the name the sources know it by.
    pub files: &'a BTreeMap<String, String>,
    /// Name of the run.
    pub run: &'a str,
    /// Language of the words.
    pub lang: Lang,
}

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The folder of the configuration, from which files are named.
const BASE: &str = "CONFIGURATION";

/// The log as JSON. Personal numbers are masked in it, so a repair of one has no `fixes` entry.
#[must_use]
pub fn sarif(log: &SarifLog) -> String {
    let mut codes: Vec<Code> = log.findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: BTreeMap<Code, usize> = codes.iter().copied().zip(0..).collect();
    let driver = json!({
        "name": "laurea",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "language": log.lang.code(),
        "rules": codes.iter().map(|code| rule(*code, log.lang)).collect::<Vec<_>>(),
    });
    let details = json!({ "id": format!("laurea check/{}", log.run) });
    let bases = json!({ BASE: { "description": { "text": "The folder of pipeline.toml" } } });
    let mut out = format!(
        "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{driver}}},\"language\":\"{}\",\
         \"automationDetails\":{details},\"originalUriBaseIds\":{bases},\"columnKind\":\"unicodeCodePoints\",\
         \"properties\":{},\"results\":[",
        log.lang.code(),
        json!({ "patterns": log.patterns() }),
    );
    // The results are many: each goes into the text at once, none is held as a tree.
    for at in 0..log.findings.len() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&log.result(at, &rules).to_string());
    }
    out + "\n]}]}\n"
}

fn rule(code: Code, lang: Lang) -> Value {
    let catalogue = Catalogue::of(lang);
    let entry = catalogue.entry(code).map_or("", |entry| entry.explain.trim());
    let explanation = catalogue.explanation(code);
    let why = explanation.map_or("", |explanation| explanation.why.as_str());
    let more = explanation.map(|explanation| [explanation.example.as_str(), explanation.source.as_str()]);
    let help = std::iter::once(entry).chain(more.into_iter().flatten()).filter(|text| !text.is_empty());
    json!({
        "id": code.name(),
        "name": pascal(code.name()),
        "shortDescription": { "text": catalogue.title(code) },
        "fullDescription": { "text": if why.is_empty() { catalogue.title(code) } else { why } },
        "help": { "text": help.collect::<Vec<_>>().join("\n\n") },
        "defaultConfiguration": { "level": code.default_level().name() },
        "properties": { "locked": code.is_locked() },
    })
}

/// `egn-checksum-wrong` → `EgnChecksumWrong`.
fn pascal(name: &str) -> String {
    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('-').filter(|part| !part.is_empty()).map(word).collect()
}

impl SarifLog<'_> {
    fn result(&self, at: usize, rules: &BTreeMap<Code, usize>) -> Value {
        let finding = &self.findings[at];
        let catalogue = Catalogue::of(self.lang);
        let mut result = json!({
            "ruleId": finding.code.name(),
            "ruleIndex": rules.get(&finding.code),
            "level": finding.level.name(),
            "message": { "text": format!("{} {}", catalogue.message(finding), catalogue.hint(finding)).trim() },
            "locations": finding.origin.iter().map(|origin| self.location(*origin)).collect::<Vec<_>>(),
            "partialFingerprints": { "laureaFinding/v1": self.fingerprints.get(at) },
            "properties": self.properties(at),
        });
        if let Some(also) = finding.also {
            result["relatedLocations"] = json!([self.location(also)]);
        }
        if let Some(fix) = self.fix(finding) {
            result["fixes"] = json!([fix]);
        }
        result
    }

    /// SARIF knows lines of text files only: a workbook's cell is a logical location, a text file's row is a line, too.
    fn location(&self, origin: Origin) -> Value {
        let sources = &self.season.sources;
        let (file, sheet) = (sources.file(origin), sources.sheet(origin));
        let mut physical = json!({ "artifactLocation": self.artifact(file) });
        if sheet.is_empty() && origin.row > 0 {
            physical["region"] = json!({ "startLine": origin.row });
        }
        let mut location = json!({ "physicalLocation": physical });
        let cell = Sources::cell(origin).or_else(|| (origin.row > 0).then(|| format!("{0}:{0}", origin.row)));
        let name = cell.as_deref().unwrap_or(sheet);
        if !name.is_empty() {
            let kind = if cell.is_none() {
                "sheet"
            } else if origin.column > 0 {
                "cell"
            } else {
                "row"
            };
            let full: Vec<&str> = [file, sheet].into_iter().chain(cell.as_deref()).filter(|part| !part.is_empty()).collect();
            location["logicalLocations"] = json!([{ "name": name, "fullyQualifiedName": full.join("/"), "kind": kind }]);
        }
        if origin.row > 0 {
            location["properties"] = json!({
                "sheet": sheet,
                "row": origin.row,
                "column": Some(column_letters(origin.column)).filter(|column| !column.is_empty()),
            });
        }
        location
    }

    fn artifact(&self, file: &str) -> Value {
        let path = self.files.get(file).map_or(file, String::as_str);
        // An absolute path has no base to start from.
        if let Some(rest) = path.strip_prefix('/') {
            return json!({ "uri": format!("file:///{}", uri_path(rest)) });
        }
        json!({ "uri": uri_path(path), "uriBaseId": BASE })
    }

    fn properties(&self, at: usize) -> Value {
        let finding = &self.findings[at];
        let label = finding.field.map_or("", |field| field.label(self.lang));
        let texts = [
            ("facultyNumber", finding.faculty_number.as_str()),
            ("person", &self.person(finding)),
            ("field", finding.field.map_or("", |field| field.name)),
            ("fieldLabel", label),
            ("found", &finding.found),
            ("expected", &finding.expected),
            ("suggestion", &finding.suggestion),
            ("since", self.ages.get(at).map_or("", |age| age.name())),
        ];
        texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (key.to_owned(), json!(text))).collect()
    }

    fn person(&self, finding: &Finding) -> String {
        let season = self.season;
        match &finding.subject {
            Subject::Record(at) => season.records.get(*at).map(|record| record.person.full_name()),
            Subject::Request(at) => season.requests.get(*at).map(|request| request.person_name.clone()),
            Subject::Batch | Subject::Document(_) | Subject::Row => None,
        }
        .unwrap_or_default()
    }

    /// What the cell should hold. The region to delete names the cell: no viewer can mistake it for a place in the bytes of
    /// a workbook.
    fn fix(&self, finding: &Finding) -> Option<Value> {
        let (origin, repair) = (finding.origin?, finding.repair.as_ref()?);
        let text = match repair {
            Repair::Text(text) | Repair::Number(text) => text.clone(),
            Repair::Date(date) => date.to_string(),
        };
        let is_identifier = finding.field.is_some_and(|field| {
            [Field::Egn, Field::Lnch, Field::Idn, Field::PersonId].iter().any(|one| one.name() == field.name)
        });
        if is_identifier || Egn::parse(&text).is_ok() || Lnch::parse(&text).is_ok() {
            return None;
        }
        let sources = &self.season.sources;
        let region = json!({ "properties": { "sheet": sources.sheet(origin), "cell": Sources::cell(origin)? } });
        Some(json!({
            "description": { "text": Catalogue::of(self.lang).hint(finding) },
            "artifactChanges": [{
                "artifactLocation": self.artifact(sources.file(origin)),
                "replacements": [{ "deletedRegion": region, "insertedContent": { "text": text } }],
            }],
        }))
    }

    fn patterns(&self) -> Vec<Value> {
        let sources = &self.season.sources;
        let pattern = |pattern: &Pattern| {
            json!({
                "ruleId": pattern.code.name(),
                "file": sources.file(pattern.column),
                "sheet": sources.sheet(pattern.column),
                "column": column_letters(pattern.column.column),
                "rows": pattern.rows,
                "firstRow": pattern.first_row,
                "lastRow": pattern.last_row,
            })
        };
        Patterns::of(self.findings).all().map(pattern).collect()
    }
}
