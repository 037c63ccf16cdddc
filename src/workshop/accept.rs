//! `expected/<case>.txt`: the words of each page and where they stand, as a person has accepted them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::check::{for_each, standing};
use super::{Fault, Workshop, WorkshopError};
use crate::diag::Lang;
use crate::render::{PageText, look};

/// Millimetres by which words may stand elsewhere than accepted: fonts are drawn a hair differently from machine to machine.
const TOLERANCE: i64 = 1;

/// The accepted pages of a kind.
#[derive(Debug)]
pub(super) struct Expected {
    files: BTreeMap<String, String>,
}

/// Writes what the pages of a kind say now, as accepted; gives the names of the samples.
///
/// # Errors
/// There is no such kind, or a file cannot be written. A sample that cannot be set is a fault, and nothing is accepted.
pub fn accept(workshop: &mut Workshop, name: &str, lang: Lang) -> Result<Result<Vec<String>, Vec<Fault>>, WorkshopError> {
    let samples = workshop.samples(name, None)?;
    let mut faults = standing(&samples, lang);
    let mut texts = Vec::new();
    let kind = samples.kind();
    let pages = |at: usize| {
        let sample = &samples.papers[at];
        look(workshop.templates(), &sample.paper(kind, &sample.data)).map(|look| look.words())
    };
    for_each(samples.papers.len(), &pages, |at, result| {
        let case = samples.papers[at].name.clone();
        match result {
            Ok(pages) => texts.push((case, written(&pages))),
            Err(fault) => faults.push(Fault::Unset { case, fault }),
        }
    });
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let folder = folder_of(&workshop.folder.join(name));
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| WorkshopError::Write { path, error }
    };
    if folder.is_dir() {
        fs::remove_dir_all(&folder).map_err(failed(&folder))?;
    }
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    for (case, text) in &texts {
        let path = folder.join(format!("{case}.txt"));
        fs::write(&path, text).map_err(failed(&path))?;
    }
    Ok(Ok(texts.into_iter().map(|(case, _)| case).collect()))
}

fn folder_of(kind: &Path) -> PathBuf {
    kind.join("expected")
}

/// The words of pages as they are kept: a line each, millimetres from above and from the left, the words.
pub(super) fn written(pages: &[PageText]) -> String {
    let mut out = String::new();
    for (at, page) in pages.iter().enumerate() {
        out.push_str(&format!("page {} of {}, {:.0} × {:.0} mm\n", at + 1, pages.len(), page.size.0, page.size.1));
        for run in &page.runs {
            let text = run.text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.is_empty() {
                out.push_str(&format!("{:>4.0} {:>4.0}  {text}\n", run.y, run.x));
            }
        }
    }
    out
}

impl Expected {
    /// Reads the accepted pages of a kind.
    pub(super) fn load(kind: &Path) -> Self {
        let entries = fs::read_dir(folder_of(kind)).into_iter().flatten().flatten();
        let texts = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
        let read = |path: PathBuf| {
            let name = path.file_stem()?.to_string_lossy().into_owned();
            Some((name, fs::read_to_string(&path).ok()?))
        };
        Self { files: texts.filter_map(read).collect() }
    }

    /// Whether anything was accepted.
    pub(super) fn is_there(&self) -> bool {
        !self.files.is_empty()
    }

    /// How the pages of a case differ from the accepted ones.
    pub(super) fn compare(&self, case: &str, pages: &[PageText]) -> Option<Fault> {
        let case = case.to_owned();
        match self.files.get(&case) {
            None => self.is_there().then_some(Fault::NotAccepted { case }),
            Some(expected) => {
                let lines = difference(expected, &written(pages));
                (!lines.is_empty()).then_some(Fault::Differs { case, lines })
            }
        }
    }

    /// Files of cases that are no more.
    pub(super) fn leftovers(&self, cases: &[&str]) -> Vec<Fault> {
        let left = self.files.keys().filter(|name| !cases.contains(&name.as_str()));
        left.map(|name| Fault::Leftover { file: format!("expected/{name}.txt") }).collect()
    }
}

/// Words of a page and their place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line<'a> {
    page: &'a str,
    place: (i64, i64),
    text: &'a str,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let (mut page, mut lines) = ("", Vec::new());
    for line in text.lines() {
        if line.starts_with("page ") {
            page = line;
            lines.push(Line { page, place: (0, 0), text: line });
            continue;
        }
        let mut parts = line.trim_start().splitn(2, char::is_whitespace);
        let (down, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default().trim_start());
        let (right, text) = rest.split_once("  ").unwrap_or((rest, ""));
        lines.push(Line { page, place: (down.parse().unwrap_or(0), right.trim().parse().unwrap_or(0)), text });
    }
    lines
}

/// What differs, a line each: `−` is gone, `+` is new, `~` has moved.
fn difference(expected: &str, found: &str) -> Vec<String> {
    let near = |one: &Line, other: &Line| {
        (one.place.0 - other.place.0).abs() <= TOLERANCE && (one.place.1 - other.place.1).abs() <= TOLERANCE
    };
    let mut rest = lines(found);
    let mut gone = Vec::new();
    for line in lines(expected) {
        match rest.iter().position(|other| other.text == line.text && other.page == line.page && near(other, &line)) {
            Some(at) => drop(rest.remove(at)),
            None => gone.push(line),
        }
    }
    let mut out = Vec::new();
    for line in gone {
        let (down, right) = line.place;
        let was = format!("{}: {down} ↓ {right} → mm: {}", page_of(&line), line.text);
        match rest.iter().position(|other| other.text == line.text) {
            Some(at) => {
                let other = rest.remove(at);
                out.push(format!("~ {was}  ⇒  {}: {} ↓ {} →", page_of(&other), other.place.0, other.place.1));
            }
            None => out.push(format!("− {was}")),
        }
    }
    out.extend(rest.iter().map(|line| format!("+ {}: {} ↓ {} → mm: {}", page_of(line), line.place.0, line.place.1, line.text)));
    out
}

fn page_of(line: &Line) -> String {
    line.page.split(" of ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Run;

    fn pages(runs: &[(&str, f64, f64)]) -> Vec<PageText> {
        let run = |(text, x, y): &(&str, f64, f64)| Run { text: (*text).to_owned(), x: *x, y: *y, end: *x, size: 4.0 };
        vec![PageText { size: (210.0, 297.0), runs: runs.iter().map(run).collect(), pictures: Vec::new() }]
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = written(&pages(&[("Диплома  за", 12.4, 34.0), ("степен", 112.0, 40.0), (" ", 0.0, 0.0)]));
        assert_eq!(text, "page 1 of 1, 210 × 297 mm\n  34   12  Диплома за\n  40  112  степен\n");
        assert!(difference(&text, &text).is_empty());
    }

    #[test]
    fn lost_new_and_moved_words_are_told_apart() {
        let before = written(&pages(&[("едно", 10.0, 10.0), ("две", 20.0, 20.0), ("три", 30.0, 30.0)]));
        let after = written(&pages(&[("едно", 10.6, 10.6), ("три", 30.0, 36.0), ("четири", 40.0, 40.0)]));
        let told = difference(&before, &after);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].starts_with("− page 1: 20 ↓ 20 → mm: две"));
        assert!(told[1].starts_with("~ page 1: 30 ↓ 30 → mm: три"));
        assert!(told[2].starts_with("+ page 1: 40 ↓ 40 → mm: четири"));
    }
}
