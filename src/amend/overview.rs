//! What is said in a file that is handed back: a note in each bad cell, and the first sheet with everything.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Look, Note, Overview, OverviewCell, SheetAmendment};
use crate::diag::{Catalogue, Code, Finding, Lang, Level, column_letters, visible};
use crate::model::plain_date;

/// A finding with where it is shown.
#[derive(Debug, Clone)]
pub struct Defect<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The sheet it is about; empty for the file as a whole.
    pub sheet: String,
    /// Row and column (from 1) of the cell that is marked; `None` where it is about no cell.
    pub cell: Option<(u32, u32)>,
    /// The person: name and faculty number.
    pub person: String,
    /// Another place that belongs to it, in words.
    pub also: String,
}

/// What a first sheet says of its file.
#[derive(Debug, Clone, Copy)]
pub struct Review<'a> {
    /// Name of the file.
    pub file: &'a str,
    /// Name of the first sheet; no other sheet of the file has it.
    pub sheet: &'a str,
    /// The day as of which it was checked.
    pub date: Date,
    /// Its findings, in the order of sheet, row and column.
    pub defects: &'a [Defect<'a>],
    /// The language.
    pub lang: Lang,
}

/// The notes, by sheet; a cell with several findings has one note.
#[must_use]
pub fn notes(defects: &[Defect], lang: Lang) -> Vec<SheetAmendment> {
    let mut sheets: BTreeMap<&str, BTreeMap<(u32, u32), Note>> = BTreeMap::new();
    for defect in defects {
        let Some((row, column)) = defect.cell else { continue };
        let level = defect.finding.level;
        let text = note_text(defect, lang);
        sheets
            .entry(&defect.sheet)
            .or_default()
            .entry((row, column))
            .and_modify(|note| {
                note.level = note.level.max(level);
                note.text.push_str("\n\n");
                note.text.push_str(&text);
            })
            .or_insert(Note { row, column, level, text });
    }
    let sheet = |(name, notes): (&str, BTreeMap<_, Note>)| SheetAmendment {
        name: name.to_owned(),
        notes: notes.into_values().collect(),
        changes: Vec::new(),
    };
    sheets.into_iter().map(sheet).collect()
}

fn note_text(defect: &Defect, lang: Lang) -> String {
    let catalogue = Catalogue::of(lang);
    let finding = defect.finding;
    let (message, hint) = (visible(&catalogue.message(finding)), visible(&catalogue.hint(finding)));
    let mut text = format!("{} {}: {message}\n→ {hint}", capitalised(&level_word(finding.level, catalogue)), finding.code);
    if !defect.also.is_empty() {
        text.push('\n');
        text.push_str(&catalogue.ui("mark-also", &[("place", &visible(&defect.also))]));
    }
    text
}

/// Widths of the columns; the narrow ones first, so that a cell and what is wrong with it are seen without scrolling.
const WIDTHS: [u32; 10] = [22, 26, 9, 30, 48, 48, 22, 22, 22, 26];

/// Titles of the columns of the list.
const LIST: [&str; 10] = [
    "col-level",
    "col-sheet",
    "col-cell",
    "col-person",
    "col-message",
    "col-hint",
    "col-found",
    "col-expected",
    "col-suggestion",
    "col-code",
];

/// Titles of the columns of the summary.
const SUMMARY: [&str; 6] = ["col-level", "col-code", "col-count", "col-first-place", "col-message", "col-hint"];

const LEVELS: [Level; 3] = [Level::Error, Level::Warning, Level::Note];

/// The first sheet.
#[must_use]
pub fn overview(review: &Review) -> Overview {
    let catalogue = Catalogue::of(review.lang);
    let mut rows = head(review, catalogue);
    if !review.defects.is_empty() {
        rows.push(vec![looking(catalogue.ui("mark-by-code", &[]), Look::Title)]);
        rows.push(titles(&SUMMARY, catalogue));
        rows.extend(summary(review.defects, catalogue));
        rows.push(Vec::new());
        rows.push(vec![looking(catalogue.ui("mark-all", &[]), Look::Title)]);
        rows.push(titles(&LIST, catalogue));
        rows.extend(review.defects.iter().map(|defect| line(defect, catalogue)));
    }
    Overview { name: review.sheet.to_owned(), widths: WIDTHS.to_vec(), rows }
}

fn head(review: &Review, catalogue: &Catalogue) -> Vec<Vec<OverviewCell>> {
    let say = |key: &str, args: &[(&str, &str)]| looking(catalogue.ui(key, args), Look::Line);
    let date = plain_date(review.date);
    let made = [("date", date.as_str()), ("version", env!("CARGO_PKG_VERSION"))];
    let mut rows = vec![
        vec![looking(catalogue.ui("mark-title", &[("file", review.file)]), Look::Title)],
        vec![say("mark-made", &made)],
        Vec::new(),
    ];
    for level in LEVELS {
        let count = review.defects.iter().filter(|defect| defect.finding.level == level).count().to_string();
        let counted = catalogue.ui(&format!("level-{}-n", level.name()), &[("n", &count)]);
        rows.push(vec![looking(capitalised(&counted), Look::Level(level)), say(&format!("mark-level-{}", level.name()), &[])]);
    }
    rows.push(Vec::new());
    if review.defects.is_empty() {
        rows.push(vec![say("mark-nothing", &[])]);
    } else {
        rows.extend(["mark-do-look", "mark-do-correct", "mark-do-fixes"].map(|key| vec![say(key, &[])]));
        rows.push(Vec::new());
    }
    rows
}

/// A line for each code, errors first.
fn summary<'a>(defects: &'a [Defect], catalogue: &Catalogue) -> Vec<Vec<OverviewCell>> {
    let mut by_code: BTreeMap<(Reverse<Level>, Code), Vec<&'a Defect<'a>>> = BTreeMap::new();
    for defect in defects {
        by_code.entry((Reverse(defect.finding.level), defect.finding.code)).or_default().push(defect);
    }
    let line = |((level, code), found): ((Reverse<Level>, Code), Vec<&Defect>)| {
        let first = found.iter().find(|defect| defect.cell.is_some()).unwrap_or(&found[0]);
        let (message, hint) = catalogue.in_general(code);
        // What all of them say alike is said as it is.
        let common = |words: fn(&Catalogue, &Finding) -> String, general: String| {
            let one = words(catalogue, found[0].finding);
            if found.iter().all(|defect| words(catalogue, defect.finding) == one) { one } else { general }
        };
        vec![
            looking(capitalised(&level_word(level.0, catalogue)), Look::Level(level.0)),
            plain(code.name()),
            plain(&found.len().to_string()),
            OverviewCell { text: place(first), look: Look::Plain, link: link(first) },
            plain(&visible(&common(Catalogue::message, message))),
            plain(&visible(&common(Catalogue::hint, hint))),
        ]
    };
    by_code.into_iter().map(line).collect()
}

fn line(defect: &Defect, catalogue: &Catalogue) -> Vec<OverviewCell> {
    let finding = defect.finding;
    let cell = defect.cell.map_or_else(String::new, |(row, column)| format!("{}{row}", column_letters(column)));
    let message = visible(&catalogue.message(finding));
    let message = match defect.also.as_str() {
        "" => message,
        also => format!("{message} {}", catalogue.ui("mark-also", &[("place", &visible(also))])),
    };
    vec![
        looking(capitalised(&level_word(finding.level, catalogue)), Look::Level(finding.level)),
        plain(&visible(&defect.sheet)),
        OverviewCell { text: cell, look: Look::Plain, link: link(defect) },
        plain(&shortened(&defect.person)),
        plain(&message),
        plain(&visible(&catalogue.hint(finding))),
        plain(&shortened(&finding.found)),
        plain(&shortened(&finding.expected)),
        plain(&shortened(&finding.suggestion)),
        plain(finding.code.name()),
    ]
}

/// A text that is seen at a glance; the message has it whole.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 120;
    let text = visible(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn link(defect: &Defect) -> Option<(String, u32, u32)> {
    defect.cell.map(|(row, column)| (defect.sheet.clone(), row, column))
}

/// Sheet and cell in words.
fn place(defect: &Defect) -> String {
    let cell = defect.cell.map(|(row, column)| format!("{}{row}", column_letters(column)));
    let parts = [Some(visible(&defect.sheet)).filter(|sheet| !sheet.is_empty()), cell];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" › ")
}

fn titles(keys: &[&str], catalogue: &Catalogue) -> Vec<OverviewCell> {
    keys.iter().map(|key| looking(catalogue.ui(key, &[]), Look::Head)).collect()
}

fn level_word(level: Level, catalogue: &Catalogue) -> String {
    catalogue.ui(&format!("level-{}", level.name()), &[])
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn plain(text: &str) -> OverviewCell {
    looking(text.to_owned(), Look::Plain)
}

fn looking(text: String, look: Look) -> OverviewCell {
    OverviewCell { text, look, link: None }
}
