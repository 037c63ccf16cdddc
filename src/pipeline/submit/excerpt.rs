//! What an archive says of its papers: the register's own lines about them, as a table and as JSON.

use serde::Serialize;
use serde_json::json;

use crate::config::Config;
use crate::model::spreadsheet_safe;
use crate::register::{Action, Paper};

/// Columns of the table.
const COLUMNS: [&str; 14] = [
    "document",
    "kind",
    "number",
    "date",
    "series",
    "blank",
    "sticker",
    "faculty_number",
    "person_name",
    "pages",
    "check",
    "pdf_sha256",
    "entry",
    "files",
];

/// The head of the table.
pub fn head() -> Vec<u8> {
    line(&COLUMNS.map(str::to_owned))
}

/// What is said of a scanned page.
#[derive(Debug, Clone, Serialize)]
pub struct ScanFact {
    /// The file in the archive.
    pub file: String,
    /// SHA-256 of the page as the scanner made it.
    pub original_sha256: String,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Dots per inch: what the file says, else what an A4 sheet of so many pixels has.
    pub dpi: u32,
    /// Pixels that are not grey, of a thousand.
    pub colour: u32,
    /// Degrees clockwise by which it was turned upright, without loss.
    pub turned: u32,
}

/// What is said of a paper: its line of the table, and its line of JSON.
pub fn of_paper(config: &Config, paper: &Paper, files: &[String], scans: &[ScanFact]) -> [Vec<u8>; 2] {
    let (last, made) = (paper.last(), paper.made());
    let sticker = paper.entries().iter().rev().find(|entry| entry.action == Action::Stickered);
    let sticker = sticker.and_then(|entry| entry.detail("sticker")).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = paper.registration();
    let date =
        number.as_ref().map(|number| number.date).or_else(|| paper.issued()).map(|day| day.to_string()).unwrap_or_default();
    let pages = made.and_then(|made| made.pages).unwrap_or_default();
    let pdf = made.map(|made| text(&made.pdf_sha256)).unwrap_or_default();
    let values = [
        last.document.clone(),
        last.kind.clone(),
        text(&last.number),
        date.clone(),
        text(&last.series),
        text(&last.blank),
        sticker.clone(),
        last.faculty_number.clone(),
        last.person_name.clone(),
        pages.to_string(),
        text(&last.check_value),
        pdf.clone(),
        last.hash.clone(),
        files.join(" "),
    ];
    let mut said = json!({
        "document": last.document,
        "kind": last.kind,
        "institution": config.institution.submission.institution,
        "number": last.number,
        "date": date,
        "series": last.series,
        "blank": last.blank,
        "sticker": sticker,
        "faculty_number": last.faculty_number,
        "person_name": last.person_name,
        "pages": pages,
        "check": last.check_value,
        "pdf_sha256": pdf,
        "entry": last.hash,
        "files": files,
        "scans": scans,
    })
    .to_string();
    said.push('\n');
    [line(&values.map(|value| spreadsheet_safe(&value))), said.into_bytes()]
}

/// A line of the table. Writing to memory cannot fail.
fn line(values: &[String]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    drop(csv.write_record(values));
    csv.into_inner().unwrap_or_default()
}
