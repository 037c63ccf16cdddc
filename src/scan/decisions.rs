//! What a person decided about pages: `decisions.csv`, made beside the contact sheet, filled in and read again.
//!
//! Columns: `file`, `page`, `sha256` say which page is meant, and that it is still the same; `document` the paper's key in the register,
//! or `skip`; `document_page` which page of it; `turn` degrees clockwise, where the page must be turned. Other columns are for the eye.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::Error;
use super::page::{ScanPage, Turn};
use crate::model::looks_like_formula;

/// The word for a page that is to be passed over; as it stands in the list of either language.
const SKIP: [&str; 2] = ["skip", "пропусни"];

/// What was decided about a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Nothing yet.
    Open,
    /// It is no page of a paper, or not the one to be sent.
    Skip,
    /// It is a page of a paper, and is to be sent as it is.
    Place {
        /// The paper's key in the register.
        document: String,
        /// Which page of it, from 1.
        page: u32,
        /// How it must be turned; `None` for what code or file say.
        turn: Option<Turn>,
    },
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Which line of the file it is.
    pub line: u64,
    /// The SHA-256 of the page when it was shown.
    pub sha256: String,
    /// What was decided.
    pub choice: Choice,
}

/// A line that has no effect, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The line does not say which page it means, or what about it.
    Unclear(u64),
    /// The page stands twice.
    Repeated(u64),
    /// There is no such page.
    UnknownPage(u64),
    /// The page is not the one that was shown.
    Stale(u64),
    /// No such paper is awaited.
    UnknownDocument(u64),
    /// The paper has no such page.
    NoSuchPage(u64),
}

impl Told {
    /// The line and the key of the words in the catalogue of messages.
    #[must_use]
    pub fn key(&self) -> (u64, &'static str) {
        match self {
            Self::Unclear(line) => (*line, "scan-told-unclear"),
            Self::Repeated(line) => (*line, "scan-told-repeated"),
            Self::UnknownPage(line) => (*line, "scan-told-unknown-page"),
            Self::Stale(line) => (*line, "scan-told-stale"),
            Self::UnknownDocument(line) => (*line, "scan-told-unknown-document"),
            Self::NoSuchPage(line) => (*line, "scan-told-no-such-page"),
        }
    }
}

/// All decisions: by file and page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    by_page: BTreeMap<(String, u32), Decision>,
    unread: Vec<Told>,
}

impl Decisions {
    /// Reads the list, as this program or a spreadsheet program writes it: UTF-8 or windows-1251; commas, semicolons or tabs.
    ///
    /// # Errors
    /// The file cannot be read, or lacks a column.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let failed = |error: &dyn std::fmt::Display| Error::Decisions { path: path.to_owned(), error: error.to_string() };
        let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
        Self::parse(&bytes).map_err(|error| failed(&error))
    }

    /// The list from its bytes.
    ///
    /// # Errors
    /// It lacks a column.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        // The reader counts lines by what ends them.
        let text = decoded(bytes).replace("\r\n", "\n").replace('\r', "\n");
        let header = text.lines().next().unwrap_or_default();
        let delimiter = [b';', b'\t', b','].into_iter().max_by_key(|mark| header.bytes().filter(|byte| byte == mark).count());
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| error.to_string())?.clone();
        let column = |name: &str| header.iter().position(|found| found.trim().eq_ignore_ascii_case(name));
        let needed = |name: &str| column(name).ok_or_else(|| format!("no column “{name}”"));
        let columns = [needed("file")?, needed("page")?, needed("sha256")?, needed("document")?, needed("document_page")?];
        let turn = column("turn");
        let mut decisions = Self::default();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |at: usize| record.get(at).map(str::trim).unwrap_or_default();
            let cells = columns.map(cell);
            if cells.iter().all(|cell| cell.is_empty()) {
                continue;
            }
            decisions.add(line, cells, turn.map_or("", cell));
        }
        Ok(decisions)
    }

    fn add(&mut self, line: u64, [file, page, sha256, document, document_page]: [&str; 5], turn: &str) {
        let file = file.strip_prefix('\'').filter(|rest| looks_like_formula(rest)).unwrap_or(file).replace('\\', "/");
        let (Ok(page), Some(choice)) = (page.parse(), choice(document, document_page, turn)) else {
            self.unread.push(Told::Unclear(line));
            return;
        };
        let decision = Decision { line, sha256: sha256.to_ascii_lowercase(), choice };
        if self.by_page.contains_key(&(file.clone(), page)) {
            self.unread.push(Told::Repeated(line));
        } else {
            self.by_page.insert((file, page), decision);
        }
    }

    /// What was decided about a page, if it is still the page that was shown.
    pub(super) fn of(&self, page: &ScanPage) -> Option<&Decision> {
        let decision = self.by_page.get(&(page.file.clone(), page.page))?;
        (decision.sha256 == page.sha256).then_some(decision)
    }

    /// The lines that have no effect on these pages and papers.
    pub(super) fn check(&self, pages: &[ScanPage], pages_of: &dyn Fn(&str) -> Option<u32>) -> Vec<Told> {
        let known: BTreeMap<(&str, u32), &str> =
            pages.iter().map(|page| ((page.file.as_str(), page.page), page.sha256.as_str())).collect();
        let told = |((file, page), decision): (&(String, u32), &Decision)| {
            let line = decision.line;
            match (known.get(&(file.as_str(), *page)), &decision.choice) {
                (_, Choice::Open) => None,
                (None, _) => Some(Told::UnknownPage(line)),
                (Some(sha256), _) if **sha256 != *decision.sha256 => Some(Told::Stale(line)),
                (Some(_), Choice::Skip) => None,
                (Some(_), Choice::Place { document, page, .. }) => match pages_of(document) {
                    None => Some(Told::UnknownDocument(line)),
                    Some(count) => (!(1..=count).contains(page)).then_some(Told::NoSuchPage(line)),
                },
            }
        };
        let mut all: Vec<Told> = self.unread.iter().cloned().chain(self.by_page.iter().filter_map(told)).collect();
        all.sort_by_key(Told::key);
        all
    }

    /// All pages with a decision, to be written again.
    pub(super) fn made(&self) -> impl Iterator<Item = (&str, u32, &Decision)> {
        let made = self.by_page.iter().filter(|(_, decision)| decision.choice != Choice::Open);
        made.map(|((file, page), decision)| (file.as_str(), *page, decision))
    }
}

/// UTF-8 with or without its mark, else windows-1251, which spreadsheet programs write in Bulgaria.
fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1251.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn choice(document: &str, page: &str, turn: &str) -> Option<Choice> {
    if document.is_empty() {
        return Some(Choice::Open);
    }
    if SKIP.contains(&document.to_lowercase().as_str()) {
        return Some(Choice::Skip);
    }
    let turn = match turn {
        "" => None,
        degrees => Some(Turn::of_degrees(degrees.trim_end_matches('°').parse().ok()?)?),
    };
    let page = if page.is_empty() { 1 } else { page.parse().ok().filter(|page| *page > 0)? };
    Some(Choice::Place { document: document.to_owned(), page, turn })
}

#[cfg(test)]
mod tests {
    use super::super::page::Fault;
    use super::*;

    const LIST: &str = "file,page,sha256,document,document_page,turn,reason\n\
        a.jpg,1,AA,diploma/1,2,180,anything\n\
        b.pdf,7,bb,skip,,,\n\
        c.jpg,1,cc,,,,\n\
        d.jpg,x,dd,diploma/1,1,,\n\
        a.jpg,1,aa,diploma/1,1,,\n\
        e.jpg,1,ee,diploma/1,1,45,\n\
        '=1+1.jpg,1,ff,diploma/1,,,\n";

    fn page(file: &str, number: u32, sha256: &str) -> ScanPage {
        ScanPage { sha256: sha256.to_owned(), ..ScanPage::broken(file, number, Fault::Empty) }
    }

    #[test]
    fn a_list_is_read_as_any_spreadsheet_writes_it() {
        let decisions = Decisions::parse(LIST.as_bytes()).expect("a list");
        assert_eq!(decisions.by_page.len(), 4);
        let turned = Choice::Place { document: "diploma/1".to_owned(), page: 2, turn: Some(Turn::Half) };
        assert_eq!(decisions.of(&page("a.jpg", 1, "aa")).expect("decided").choice, turned);
        assert_eq!(decisions.of(&page("b.pdf", 7, "bb")).expect("decided").choice, Choice::Skip);
        assert!(decisions.of(&page("=1+1.jpg", 1, "ff")).is_some());
        let semicolons = format!("\u{feff}{}", LIST.replace(',', ";").replace('\n', "\r\n"));
        assert_eq!(Decisions::parse(semicolons.as_bytes()).expect("a list"), decisions);
        assert!(Decisions::parse(b"file,page\na,1\n").is_err());
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("file;page;sha256;document;document_page\nстр.jpg;1;aa;пропусни;\n");
        assert!(Decisions::parse(&bytes).expect("a list").of(&page("стр.jpg", 1, "aa")).is_some());
    }

    #[test]
    fn lines_without_effect_are_told() {
        let decisions = Decisions::parse(LIST.as_bytes()).expect("a list");
        let pages = [page("a.jpg", 1, "aa"), page("b.pdf", 7, "other"), page("c.jpg", 1, "cc")];
        let told = decisions.check(&pages, &|_| Some(1));
        let expected =
            [Told::NoSuchPage(2), Told::Stale(3), Told::Unclear(5), Told::Repeated(6), Told::Unclear(7), Told::UnknownPage(8)];
        assert_eq!(told, expected);
        assert_eq!(decisions.check(&pages, &|_| None)[0], Told::UnknownDocument(2));
        assert_eq!(decisions.of(&pages[1]), None, "another page by now");
    }
}
