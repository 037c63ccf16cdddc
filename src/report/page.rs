//! The report page: one HTML file that works offline, without scripts, on screen and on paper.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use super::{FindingGroup, FindingLine, PaperRow, ProgrammeLine, Summary};
use crate::diag::{Lang, ui};
use crate::model::uri_path;

/// The page's name; its ending makes Tera escape every value for HTML.
const NAME: &str = "page.html";
const PAGE: &str = include_str!("page.html");

/// Longest list of people or findings that is shown opened.
const OPEN_UNTIL: usize = 25;

/// Interface texts the page uses: `report-held` is `label.report_held` in the template, which fills the placeholders.
const LABELS: [&str; 47] = [
    "report-title",
    "report-generated",
    "report-totals",
    "report-by-kind",
    "report-by-programme",
    "report-findings",
    "report-held",
    "report-documents",
    "report-none",
    "report-contents",
    "report-numbers",
    "report-masked",
    "report-students",
    "finding-hint",
    "finding-also",
    "kind-book",
    "level-error",
    "level-warning",
    "level-note",
    "level-error-n",
    "level-warning-n",
    "level-note-n",
    "status-issued",
    "status-held",
    "status-list",
    "status-draft",
    "col-kind",
    "col-faculty",
    "col-programme",
    "col-degree",
    "col-issued",
    "col-held",
    "col-total",
    "col-count",
    "col-message",
    "col-hint",
    "col-place",
    "col-found",
    "col-expected",
    "col-suggestion",
    "col-person",
    "col-faculty-number",
    "col-name",
    "col-number",
    "col-date",
    "col-pages",
    "col-status",
];

/// The report page of a run, as HTML in a language. The page belongs into the run's folder: its links to the papers start there.
///
/// # Errors
///
/// What Tera says of the template; the template is part of the program and tested, so never because of the data.
pub fn page(summary: &Summary, lang: Lang) -> Result<String, tera::Error> {
    let mut tera = Tera::default();
    tera.register_filter("href", |file: &str, _: Kwargs, _: &State| uri_path(file));
    tera.register_filter("figure", |count: u64, _: Kwargs, _: &State| figure(count));
    tera.register_filter("day", move |date: &str, _: Kwargs, _: &State| day(date, lang));
    tera.add_raw_template(NAME, PAGE)?;
    tera.render(NAME, &context(summary, lang))
}

fn context(summary: &Summary, lang: Lang) -> Context {
    let mut context = Context::new();
    context.insert("lang", lang.code());
    context.insert("label", &labels(lang));
    context.insert("summary", summary);
    context.insert("faculties", &faculties(&summary.programmes));
    context.insert("groups", &summary.findings.iter().map(Group::of).collect::<Vec<_>>());
    context.insert("lists", &lists(&summary.papers));
    context.insert("open_until", &OPEN_UNTIL);
    context
}

fn labels(lang: Lang) -> BTreeMap<String, String> {
    LABELS.iter().map(|key| (key.replace('-', "_"), ui(lang, key, &[]))).collect()
}

/// The programmes of a faculty, with their sums.
#[derive(Debug, Serialize)]
struct Faculty<'a> {
    name: &'a str,
    records: usize,
    held: usize,
    issued: usize,
    programmes: Vec<&'a ProgrammeLine>,
}

fn faculties(lines: &[ProgrammeLine]) -> Vec<Faculty<'_>> {
    let mut faculties: BTreeMap<&str, Faculty> = BTreeMap::new();
    for line in lines {
        let name = line.faculty.as_str();
        let faculty =
            faculties.entry(name).or_insert_with(|| Faculty { name, records: 0, held: 0, issued: 0, programmes: Vec::new() });
        faculty.records += line.records;
        faculty.held += line.held;
        faculty.issued += line.issued;
        faculty.programmes.push(line);
    }
    faculties.into_values().collect()
}

/// Findings of one code: what all of them share is said once, and columns nobody fills are left out.
#[derive(Debug, Serialize)]
struct Group<'a> {
    code: &'static str,
    level: &'static str,
    count: usize,
    /// The message; empty where the findings differ.
    message: &'a str,
    /// The hint; empty where the findings differ.
    hint: &'a str,
    /// Columns of a sheet that are full of it.
    patterns: &'a [String],
    /// Which columns have something in them.
    columns: BTreeMap<&'static str, bool>,
    lines: &'a [FindingLine],
}

impl<'a> Group<'a> {
    fn of(group: &'a FindingGroup) -> Self {
        let any = |text: fn(&FindingLine) -> &str| group.lines.iter().any(|line| !text(line).is_empty());
        let hint = shared(&group.lines, |line| &line.hint);
        Self {
            code: group.code,
            level: group.level,
            count: group.count,
            message: shared(&group.lines, |line| &line.message),
            hint,
            patterns: &group.patterns,
            columns: BTreeMap::from([
                ("place", any(|line| &line.place)),
                ("person", any(|line| &line.name) || any(|line| &line.faculty_number)),
                ("found", any(|line| &line.found)),
                ("expected", any(|line| &line.expected)),
                ("suggestion", any(|line| &line.suggestion)),
                ("hint", hint.is_empty() && any(|line| &line.hint)),
            ]),
            lines: &group.lines,
        }
    }
}

/// The text all the lines have; empty where they differ.
fn shared(lines: &[FindingLine], text: fn(&FindingLine) -> &str) -> &str {
    let first = lines.first().map_or("", text);
    if lines.iter().all(|line| text(line) == first) { first } else { "" }
}

/// The papers of a kind.
#[derive(Debug, Serialize)]
struct List<'a> {
    title: &'a str,
    papers: Vec<&'a PaperRow>,
}

/// The papers by kind, the kinds in the order of their first paper.
fn lists(papers: &[PaperRow]) -> Vec<List<'_>> {
    let mut lists: Vec<List> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for paper in papers {
        let at = *places.entry(&paper.kind).or_insert_with(|| {
            lists.push(List { title: &paper.title, papers: Vec::new() });
            lists.len() - 1
        });
        lists[at].papers.push(paper);
    }
    lists
}

/// A count with a narrow no-break space between thousands, from five digits on (compare ISO 80000-1, 7.3.1).
fn figure(count: u64) -> String {
    let digits = count.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let is_seam = |at: usize| at > 0 && (digits.len() - at).is_multiple_of(3);
    let grouped = digits.char_indices().flat_map(|(at, digit)| [is_seam(at).then_some('\u{202f}'), Some(digit)]);
    grouped.flatten().collect()
}

/// A date `YYYY-MM-DD` as the language writes it; anything else as it stands.
fn day(date: &str, lang: Lang) -> String {
    let parts: Vec<&str> = date.split('-').collect();
    match (lang, parts.as_slice()) {
        (Lang::Bg, [year, month, day]) => format!("{day}.{month}.{year}"),
        _ => date.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{HeldLine, KindLine, NumberLine};

    const NASTY: &str = "<script>alert('1')</script> \"& Ко\"";

    fn line(found: &str) -> FindingLine {
        FindingLine {
            code: "cell-error",
            level: "error",
            message: format!("Formula error: {found}"),
            hint: "Correct it.".to_owned(),
            place: "a.xlsx › Лист › B33".to_owned(),
            also: "b.xlsx › План › A5".to_owned(),
            faculty_number: "501".to_owned(),
            name: NASTY.to_owned(),
            found: found.to_owned(),
            expected: String::new(),
            suggestion: String::new(),
            is_new: false,
        }
    }

    fn paper(kind: &str, file: &str, state: &'static str) -> PaperRow {
        PaperRow {
            kind: kind.to_owned(),
            title: NASTY.to_owned(),
            faculty_number: "501".to_owned(),
            name: NASTY.to_owned(),
            number: "12".to_owned(),
            date: "2025-07-17".to_owned(),
            file: file.to_owned(),
            pages: 2,
            state,
        }
    }

    fn programme(faculty: &str, records: usize) -> ProgrammeLine {
        let (degree, speciality) = ("магистър".to_owned(), NASTY.to_owned());
        ProgrammeLine { faculty: faculty.to_owned(), degree, speciality, records, held: 1, issued: 2 }
    }

    fn summary() -> Summary {
        Summary {
            run: NASTY.to_owned(),
            institution: NASTY.to_owned(),
            date: "2025-07-17".to_owned(),
            version: "1.2.3",
            draft: false,
            records: 12_345,
            records_held: 1,
            issued: 2,
            unchanged: 1,
            held: 1,
            lists: 0,
            errors: 2,
            warnings: 0,
            notes: 0,
            kinds: vec![KindLine { kind: "diploma".to_owned(), title: NASTY.to_owned(), issued: 2, held: 1 }],
            programmes: vec![programme("Б", 3), programme("А", 2), programme("Б", 4)],
            numbers: vec![NumberLine { book: NASTY.to_owned(), first: "1".to_owned(), last: "2".to_owned(), count: 2 }],
            held_people: vec![HeldLine {
                faculty_number: "501".to_owned(),
                name: NASTY.to_owned(),
                speciality: NASTY.to_owned(),
                reasons: vec![line(NASTY)],
            }],
            findings: vec![FindingGroup {
                code: "cell-error",
                level: "error",
                count: 2,
                patterns: vec![NASTY.to_owned()],
                lines: vec![line("#N/A"), line(NASTY)],
            }],
            papers: vec![
                paper("diploma", "дипломи/1 №2.pdf", "issued"),
                paper("diploma", "", "held"),
                paper("copy", "c.pdf", "issued"),
            ],
        }
    }

    #[test]
    fn user_data_is_escaped_in_both_languages() {
        for lang in [Lang::Bg, Lang::En] {
            let html = page(&summary(), lang).expect("the template renders");
            assert!(html.contains("&lt;script&gt;"), "{lang:?}");
            assert!(!html.contains("<script"), "{lang:?}");
            assert!(!html.contains("\"& Ко"), "{lang:?}");
        }
    }

    #[test]
    fn patterns_and_second_places_are_told() {
        let html = page(&summary(), Lang::En).expect("the template renders");
        assert_eq!(html.matches("<ul class=\"patterns\"><li>&lt;script&gt;").count(), 1);
        // Twice among the findings, once with the person who is held.
        assert_eq!(html.matches("see also: b.xlsx › План › A5").count(), 3);
    }

    #[test]
    fn links_are_percent_encoded() {
        let html = page(&summary(), Lang::Bg).expect("the template renders");
        assert!(html.contains("href=\"%D0%B4%D0%B8%D0%BF%D0%BB%D0%BE%D0%BC%D0%B8/1%20%E2%84%962.pdf\""));
        assert_eq!(html.matches(".pdf\"").count(), 2, "a held paper has no link");
    }

    #[test]
    fn every_label_is_in_the_catalogues() {
        for (lang, key) in [Lang::Bg, Lang::En].into_iter().flat_map(|lang| LABELS.map(|key| (lang, key))) {
            assert_ne!(ui(lang, key, &[]), key, "{lang:?}");
        }
    }

    #[test]
    fn every_placeholder_is_filled() {
        for lang in [Lang::Bg, Lang::En] {
            let html = page(&summary(), lang).expect("the template renders");
            let body = html.split("<body").nth(1).unwrap_or_default();
            assert!(!body.contains(['{', '}']), "{lang:?}");
        }
    }

    #[test]
    fn programmes_stand_under_their_faculty_with_sums() {
        let summary = summary();
        let sums: Vec<_> = faculties(&summary.programmes).iter().map(|f| (f.name, f.records, f.held, f.issued)).collect();
        assert_eq!(sums, [("А", 2, 1, 2), ("Б", 7, 2, 4)]);
    }

    #[test]
    fn what_findings_share_is_said_once() {
        let summary = summary();
        let group = Group::of(&summary.findings[0]);
        assert_eq!((group.message, group.hint), ("", "Correct it."));
        assert!(group.columns["found"] && !group.columns["suggestion"] && !group.columns["hint"]);
    }

    #[test]
    fn figures_and_days_are_written_as_the_language_does() {
        assert_eq!((figure(0).as_str(), figure(1234).as_str()), ("0", "1234"));
        assert_eq!((figure(12_345).as_str(), figure(1_234_567).as_str()), ("12\u{202f}345", "1\u{202f}234\u{202f}567"));
        assert_eq!(day("2025-07-17", Lang::Bg), "17.07.2025");
        assert_eq!(day("2025-07-17", Lang::En), "2025-07-17");
    }
}
