//! Findings, complaints and the closing summary as a person reads them in a terminal.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use annotate_snippets::Renderer;

use super::Summary;
use super::lines::{FindingGroup, FindingLine};
use crate::config::Complaint;
use crate::diag::{Lang, ui};

/// Findings of one code that are shown before the rest is only counted.
pub const SHOWN: usize = 10;

/// People held that are named before the rest is only counted.
const NAMED: usize = 12;

/// Complaints about the configuration, each with its line.
#[must_use]
pub fn complaints(complaints: &[Complaint], lang: Lang, renderer: &Renderer) -> String {
    complaints.iter().map(|complaint| complaint.render(lang, renderer) + "\n\n").collect()
}

/// The findings by code, errors first, with a few places each.
#[must_use]
pub fn findings(summary: &Summary, lang: Lang) -> String {
    summary.findings.iter().map(|group| finding_group(group, lang)).collect()
}

fn finding_group(group: &FindingGroup, lang: Lang) -> String {
    let level = ui(lang, &format!("level-{}", group.level), &[]);
    let mut out = format!("{level} [{}] × {}\n", group.code, group.count);
    for pattern in &group.patterns {
        push(&mut out, &format!("  ▸ {pattern}"));
    }
    for line in group.lines.iter().take(SHOWN) {
        finding(&mut out, line, lang);
    }
    if group.count > SHOWN {
        let rest = (group.count - SHOWN).to_string();
        push(&mut out, &format!("    {}", ui(lang, "finding-more", &[("count", &rest)])));
    }
    if let Some(line) = group.lines.first() {
        push(&mut out, &format!("    {}", ui(lang, "finding-hint", &[("hint", &line.hint)])));
    }
    out.push('\n');
    out
}

fn finding(out: &mut String, line: &FindingLine, lang: Lang) {
    let who = [line.faculty_number.as_str(), line.name.as_str()].into_iter().filter(|part| !part.is_empty());
    let who = who.collect::<Vec<_>>().join(" ");
    let gap = if who.is_empty() { "" } else { ": " };
    let new = if line.is_new { format!(" ({})", ui(lang, "finding-new", &[])) } else { String::new() };
    push(out, &format!("  {who}{gap}{}{new}", line.message));
    if !line.suggestion.is_empty() && !line.message.contains(&line.suggestion) {
        push(out, &format!("    {}: {}", ui(lang, "col-suggestion", &[]), line.suggestion));
    }
    let also = Some(&line.also).filter(|also| !also.is_empty()).map(|also| ui(lang, "finding-also", &[("place", also)]));
    let places = [Some(line.place.clone()), also].into_iter().flatten().filter(|place| !place.is_empty());
    let places = places.collect::<Vec<_>>().join("; ");
    if !places.is_empty() {
        push(out, &format!("    {}", ui(lang, "finding-place", &[("place", &places)])));
    }
}

/// What was made, what is held and why, and where to look.
#[must_use]
pub fn summary_text(summary: &Summary, folder: Option<&Path>, register: Option<&Path>, seconds: f64, lang: Lang) -> String {
    let say = |key: &str, args: &[(&str, &str)]| ui(lang, key, args);
    let mut out = String::new();
    push(&mut out, &say("summary-title", &[("run", &summary.run)]));
    let eligible = (summary.records - summary.records_held).to_string();
    let (total, held) = (summary.records.to_string(), summary.records_held.to_string());
    push(&mut out, &format!("  {}", say("summary-records", &[("total", &total), ("eligible", &eligible), ("held", &held)])));
    if summary.issued == 0 && summary.lists == 0 {
        push(&mut out, &format!("  {}", say("summary-nothing", &[])));
    }
    for kind in &summary.kinds {
        let key = if summary.draft { "summary-draft" } else { "summary-issued" };
        push(&mut out, &format!("  {}", say(key, &[("count", &kind.issued.to_string()), ("kind", &kind.title)])));
    }
    if summary.lists > 0 {
        push(&mut out, &format!("  {}", say("summary-lists", &[("count", &summary.lists.to_string())])));
    }
    if summary.unchanged > 0 {
        push(&mut out, &format!("  {}", say("summary-unchanged", &[("count", &summary.unchanged.to_string())])));
    }
    for numbers in &summary.numbers {
        let count = numbers.count.to_string();
        let args = [("book", numbers.book.as_str()), ("first", &numbers.first), ("last", &numbers.last), ("count", &count)];
        push(&mut out, &format!("  {}", say("summary-numbers", &args)));
    }
    held_people(&mut out, summary, lang);
    let counts = [summary.errors, summary.warnings, summary.notes].map(|count| count.to_string());
    push(
        &mut out,
        &format!("  {}", say("summary-findings", &[("errors", &counts[0]), ("warnings", &counts[1]), ("notes", &counts[2])])),
    );
    if let Some(folder) = folder {
        let (path, report) = (folder.display().to_string(), folder.join("report.html").display().to_string());
        push(&mut out, &format!("  {}", say("summary-where", &[("path", &path)])));
        push(&mut out, &format!("  {}", say("summary-report", &[("path", &report)])));
    }
    if let Some(register) = register {
        push(&mut out, &format!("  {}", say("summary-register", &[("path", &register.display().to_string())])));
    }
    let rate = format!("{:.1}", (summary.issued - summary.unchanged) as f64 / seconds.max(0.001));
    push(&mut out, &format!("  {}", say("summary-time", &[("seconds", &format!("{seconds:.1}")), ("rate", &rate)])));
    out
}

/// How many records were read and held, and what was found: the end of `check`.
#[must_use]
pub fn check_text(summary: &Summary, lang: Lang) -> String {
    let eligible = (summary.records - summary.records_held).to_string();
    let (total, held) = (summary.records.to_string(), summary.records_held.to_string());
    let mut out = String::new();
    push(&mut out, &ui(lang, "summary-records", &[("total", &total), ("eligible", &eligible), ("held", &held)]));
    let counts = [summary.errors, summary.warnings, summary.notes].map(|count| count.to_string());
    push(&mut out, &ui(lang, "summary-findings", &[("errors", &counts[0]), ("warnings", &counts[1]), ("notes", &counts[2])]));
    out
}

/// What changed since the last check: how many findings were resolved, are new and remain, and the codes of the resolved.
#[must_use]
pub fn changes_text([resolved, new, known]: [usize; 3], codes: &BTreeMap<String, usize>, lang: Lang) -> String {
    let counts = [resolved, new, known].map(|count| count.to_string());
    let mut out = String::new();
    push(&mut out, &ui(lang, "changes", &[("resolved", &counts[0]), ("new", &counts[1]), ("known", &counts[2])]));
    if !codes.is_empty() {
        let codes: Vec<String> = codes.iter().map(|(code, count)| format!("{code} × {count}")).collect();
        push(&mut out, &format!("  {}", ui(lang, "changes-resolved", &[("codes", &codes.join(", "))])));
    }
    out
}

fn held_people(out: &mut String, summary: &Summary, lang: Lang) {
    if summary.held_people.is_empty() {
        return;
    }
    let count = summary.held_people.len().to_string();
    push(out, &format!("  {}", ui(lang, "summary-held-title", &[("count", &count)])));
    for person in summary.held_people.iter().take(NAMED) {
        let mut codes: Vec<&str> = person.reasons.iter().map(|reason| reason.code).collect();
        codes.dedup();
        let codes = codes.join(", ");
        let args = [("faculty_number", person.faculty_number.as_str()), ("name", &person.name), ("codes", &codes)];
        push(out, &format!("    {}", ui(lang, "summary-held-line", &args)));
    }
    if summary.held_people.len() > NAMED {
        let rest = (summary.held_people.len() - NAMED).to_string();
        push(out, &format!("    {}", ui(lang, "summary-held-more", &[("count", &rest)])));
    }
}

fn push(out: &mut String, line: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{line}");
}
