//! What the contact sheet and the list of decisions say, line by line.

use std::collections::BTreeMap;

use serde::Serialize;

use super::decisions::{Choice, Decisions};
use super::matching::{Expected, Matched};
use super::page::{Format, ScanPage};
use super::placing::{Candidate, Doubt};
use super::sheet::Thumbnails;
use crate::diag::{Lang, ui};
use crate::model::spreadsheet_safe;

/// Interface texts the sheet uses: `scan-title` is `label.scan_title` in the template.
pub(super) const LABELS: [&str; 14] = [
    "scan-title",
    "scan-intro",
    "scan-how",
    "scan-to-content",
    "scan-totals",
    "scan-papers-whole",
    "scan-papers-missing",
    "scan-pages-placed",
    "scan-none",
    "scan-file",
    "scan-page",
    "scan-why",
    "scan-whose",
    "scan-no-picture",
];

/// Everything on the sheet.
#[derive(Debug, Default, Serialize)]
pub(super) struct Shown {
    pub whole: usize,
    pub missing: usize,
    pub placed: usize,
    pub sections: Vec<Section>,
    pub lists: Vec<List>,
}

/// Pages with their pictures under a heading.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    pub id: &'static str,
    pub title: String,
    pub cards: Vec<Card>,
}

/// Lines under a heading.
#[derive(Debug, Serialize)]
pub(super) struct List {
    pub id: &'static str,
    pub title: String,
    pub rows: Vec<Row>,
}

/// A page with its picture.
#[derive(Debug, Serialize)]
pub(super) struct Card {
    pub file: String,
    pub page: u32,
    pub thumbnail: String,
    pub alt: String,
    pub looks: String,
    pub reasons: Vec<String>,
    pub candidates: Vec<Whose>,
}

/// A paper a page may belong to.
#[derive(Debug, Serialize)]
pub(super) struct Whose {
    pub document: String,
    /// 0 where it is not known.
    pub page: u32,
    pub title: String,
    pub number: String,
    pub name: String,
}

/// A line without a picture.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub place: String,
    pub words: String,
}

pub(super) fn shown(matched: &Matched, expected: &[Expected], thumbnails: &Thumbnails, lang: Lang) -> Shown {
    let papers: BTreeMap<&str, &Expected> = expected.iter().map(|paper| (paper.document.as_str(), paper)).collect();
    let card = |doubt: &Doubt| card(doubt, &papers, thumbnails, lang);
    let broken = matched.broken.iter().filter_map(|page| {
        let fault = page.fault.as_ref()?;
        Some(Row { place: place(page, lang), words: ui(lang, fault.key(), &[]) })
    });
    let twice = matched.twice.iter().map(|twice| Row {
        place: place(&twice.page, lang),
        words: ui(lang, "scan-twice-of", &[("file", &twice.file), ("page", &twice.of_page.to_string())]),
    });
    let told = matched.told.iter().map(|told| {
        let (line, key) = told.key();
        Row { place: format!("{} {line}", ui(lang, "scan-line", &[])), words: ui(lang, key, &[]) }
    });
    let is_whole = matched.papers.iter().filter(|paper| paper.missing.is_empty()).count();
    Shown {
        whole: is_whole,
        missing: matched.papers.len() - is_whole,
        placed: matched.papers.iter().map(|paper| paper.pages.len()).sum(),
        sections: vec![
            Section { id: "doubts", title: ui(lang, "scan-doubts", &[]), cards: matched.doubts.iter().map(card).collect() },
            Section {
                id: "left-over",
                title: ui(lang, "scan-left-over", &[]),
                cards: matched.left_over.iter().map(card).collect(),
            },
        ],
        lists: vec![
            List { id: "broken", title: ui(lang, "scan-broken", &[]), rows: broken.collect() },
            List { id: "twice", title: ui(lang, "scan-twice", &[]), rows: twice.collect() },
            List { id: "told", title: ui(lang, "scan-told", &[]), rows: told.collect() },
        ],
    }
}

/// The file, and the page where it has several.
fn place(page: &ScanPage, lang: Lang) -> String {
    if page.of > 1 { format!("{}, {} {}", page.file, ui(lang, "scan-page", &[]), page.page) } else { page.file.clone() }
}

fn card(doubt: &Doubt, papers: &BTreeMap<&str, &Expected>, thumbnails: &Thumbnails, lang: Lang) -> Card {
    let page = &doubt.page;
    let (width, height) = doubt.turn.turned((page.width, page.height));
    let form = match page.format {
        Format::Jpeg | Format::PdfJpeg => "JPEG",
        Format::Png => "PNG",
        Format::Tiff => "TIFF",
        Format::PdfPixels | Format::PdfDrawn => "PDF",
    };
    let colour = format!("{:.1}", page.colour_share * 100.0);
    let looks =
        [("width", width.to_string()), ("height", height.to_string()), ("dpi", page.dpi().to_string()), ("colour", colour)];
    let looks: Vec<(&str, &str)> = looks.iter().map(|(key, value)| (*key, value.as_str())).collect();
    Card {
        file: page.file.clone(),
        page: page.page,
        thumbnail: thumbnails.get(&(page.file.clone(), page.page)).cloned().unwrap_or_default(),
        alt: ui(lang, "scan-alt", &[("place", &place(page, lang))]),
        looks: format!("{form}, {}", ui(lang, "scan-looks", &looks)),
        reasons: doubt.reasons.iter().map(|reason| reason.words(lang)).collect(),
        candidates: doubt.candidates.iter().filter_map(|candidate| whose(candidate, papers)).collect(),
    }
}

fn whose(candidate: &Candidate, papers: &BTreeMap<&str, &Expected>) -> Option<Whose> {
    let paper = papers.get(candidate.document.as_str())?;
    Some(Whose {
        document: candidate.document.clone(),
        page: candidate.page,
        title: paper.title.clone(),
        number: paper.number.clone(),
        name: paper.name.clone(),
    })
}

/// `decisions.csv`: decisions made before as they are, then a line for every page that waits for one. With the mark of UTF-8, so that
/// spreadsheet programs read its letters.
pub(super) fn decisions_csv(matched: &Matched, decisions: &Decisions, lang: Lang) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    let header = ["file", "page", "sha256", "document", "document_page", "turn", "why", "may_be"].map(str::to_owned);
    // A decision about a page that is another one by now has no effect; the page stands among the open ones.
    let waits = |file: &str, page: u32| {
        let mut waiting = matched.doubts.iter().chain(&matched.left_over);
        waiting.any(|doubt| doubt.page.file == file && doubt.page.page == page)
    };
    let made = decisions.made().filter(|(file, page, _)| !waits(file, *page)).map(|(file, page, decision)| {
        let (document, number, turn) = match &decision.choice {
            Choice::Place { document, page, turn } => {
                (document.clone(), page.to_string(), turn.map_or_else(String::new, |turn| turn.degrees().to_string()))
            }
            Choice::Skip | Choice::Open => ("skip".to_owned(), String::new(), String::new()),
        };
        let sha256 = decision.sha256.clone();
        [spreadsheet_safe(file), page.to_string(), sha256, document, number, turn, String::new(), String::new()]
    });
    let open = matched.doubts.iter().chain(&matched.left_over).map(|doubt| {
        let reasons: Vec<String> = doubt.reasons.iter().map(|reason| reason.words(lang)).collect();
        let may_be: Vec<String> = doubt.candidates.iter().map(|place| format!("{} {}", place.document, place.page)).collect();
        let empty = String::new;
        let file = spreadsheet_safe(&doubt.page.file);
        let page = doubt.page.page.to_string();
        [file, page, doubt.page.sha256.clone(), empty(), empty(), empty(), reasons.join(" "), may_be.join("; ")]
    });
    for row in std::iter::once(header).chain(made).chain(open) {
        // Writing to memory cannot fail.
        if csv.write_record(&row).is_err() {
            break;
        }
    }
    csv.into_inner().unwrap_or_default()
}
