//! What can be said of a paper, once it is known how it stands and how what was shown fits it.

use serde::Serialize;

use crate::model::sha256;
use crate::publish::list::PaperCode;
use crate::register::Entry;

/// Ends of a PDF that are tried as the end of the file that was issued.
const ENDS: usize = 16;

/// What can be said of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It was issued and holds.
    Genuine,
    /// It was issued and no longer holds.
    Annulled,
    /// It was issued, and another holds in its place.
    Replaced,
    /// It carries the code of a paper and is not as it was issued.
    Altered,
    /// It is a picture with the code of a paper that holds; more cannot be told.
    Copied,
    /// Nothing is known of it.
    Unknown,
}

/// Why that can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// The file is the one that was issued.
    SameFile,
    /// The code is that of a paper that holds.
    SameCode,
    /// It was annulled.
    Annulled,
    /// A duplicate was issued in its place.
    Duplicate,
    /// It was wrong, and issued anew.
    Corrected,
    /// Another was issued in its place; who is asked does not say which.
    Replaced,
    /// Its form was spoiled, and it was made again on another.
    Spoiled,
    /// Something stands after the end of the issued file.
    Appended,
    /// The file is another than was issued.
    OtherFile,
    /// It is a picture: a scan or a photograph.
    Picture,
    /// Its code says another kind, number or institution than was printed.
    OtherWords,
    /// Nothing was issued with this code.
    NoPaper,
    /// The code is of another institution.
    OtherInstitution,
    /// A list is asked by the registration number, too.
    NeedsNumber,
    /// There is no code in the file, and nothing was issued with it.
    NoCode,
}

/// A paper that was shown.
#[derive(Debug, Clone, Serialize)]
pub struct PaperShown {
    /// What can be said of it.
    pub answer: Answer,
    /// Why.
    pub because: Because,
    /// Of what was altered: how the paper itself stands, if it no longer holds.
    pub paper: Option<Because>,
    /// Its code, as far as it was read or typed.
    pub code: Option<String>,
    /// The pages of the file it stands on, where it was read off them.
    pub pages: Vec<u32>,
    /// Bytes after the end of the issued file.
    pub appended: Option<usize>,
    /// Its last entry in the register.
    pub entry: Option<Entry>,
    /// The number, else the key, of the paper that was issued in its place.
    pub instead: Option<String>,
    /// Why the file cannot be read: the key of the words.
    pub fault: Option<&'static str>,
}

/// What was shown.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// SHA-256 of the file.
    pub sha256: Option<String>,
    /// The papers in it; never none.
    pub papers: Vec<PaperShown>,
}

impl Shown {
    /// Whether every paper was issued and holds, and the file is as it was issued.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.papers.iter().all(|paper| paper.answer == Answer::Genuine)
    }
}

/// A file: its hash, and the hashes of its beginnings that may be a file that was issued.
pub(super) struct FileShown {
    /// Its hash.
    pub sha256: String,
    /// Beginnings that may be a file that was issued: the bytes after each, and its hash.
    pub beginnings: Vec<(usize, String)>,
    /// Whether its pages are pictures.
    pub is_picture: bool,
}

impl FileShown {
    pub fn of(bytes: &[u8]) -> Self {
        let ends = bytes.windows(5).enumerate().filter(|(_, words)| words == b"%%EOF").map(|(at, _)| at + 5);
        let ends = ends.map(|end| match &bytes[end..] {
            [b'\r', b'\n', ..] => end + 2,
            [b'\r' | b'\n', ..] => end + 1,
            _ => end,
        });
        let before_end = ends.filter(|end| *end < bytes.len()).take(ENDS);
        let beginnings = before_end.map(|end| (bytes.len() - end, sha256(&bytes[..end]))).collect();
        Self { sha256: sha256(bytes), beginnings, is_picture: false }
    }

    /// How it fits a paper whose PDFs are known.
    pub fn fit(&self, is_pdf: &dyn Fn(&str) -> bool) -> Fit {
        let beginning = self.beginnings.iter().find(|(_, sha256)| is_pdf(sha256));
        match beginning {
            _ if is_pdf(&self.sha256) => Fit::Same,
            Some((appended, _)) => Fit::Appended(*appended),
            None if self.is_picture => Fit::Picture,
            None => Fit::Other,
        }
    }
}

/// How what was shown fits a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Only a code was shown.
    Code,
    Same,
    Appended(usize),
    Picture,
    Other,
}

/// What is known of the paper of a code.
pub(super) struct Known {
    /// `SameCode` where it holds, else why it does not.
    pub because: Because,
    /// Whether the code says something else of it than was printed.
    pub is_other: bool,
    /// Its last entry.
    pub entry: Option<Entry>,
    /// What holds in its place.
    pub instead: Option<String>,
}

/// The answer for a paper that is known.
pub(super) fn judged(known: Known, fit: Fit, code: Option<&PaperCode>) -> PaperShown {
    let stands = match known.because {
        Because::SameCode => None,
        because => Some(because),
    };
    let (answer, because) = match (fit, stands) {
        _ if known.is_other => (Answer::Altered, Because::OtherWords),
        (Fit::Other, _) => (Answer::Altered, Because::OtherFile),
        (Fit::Appended(_), _) => (Answer::Altered, Because::Appended),
        (_, Some(Because::Annulled)) => (Answer::Annulled, Because::Annulled),
        (_, Some(because)) => (Answer::Replaced, because),
        (Fit::Code, None) => (Answer::Genuine, Because::SameCode),
        (Fit::Same, None) => (Answer::Genuine, Because::SameFile),
        (Fit::Picture, None) => (Answer::Copied, Because::Picture),
    };
    let appended = if let Fit::Appended(bytes) = fit { Some(bytes) } else { None };
    PaperShown {
        answer,
        because,
        paper: stands.filter(|_| answer == Answer::Altered),
        code: code.map(PaperCode::shown),
        pages: Vec::new(),
        appended,
        entry: known.entry,
        instead: known.instead,
        fault: None,
    }
}

pub(super) fn unknown(because: Because, code: Option<&PaperCode>) -> PaperShown {
    PaperShown {
        answer: Answer::Unknown,
        because,
        paper: None,
        code: code.map(PaperCode::shown),
        pages: Vec::new(),
        appended: None,
        entry: None,
        instead: None,
        fault: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_tried_up_to_each_of_its_ends() {
        let file = FileShown::of(b"%PDF-1.7 one %%EOF\nmore %%EOF\r\nand more");
        let lengths: Vec<usize> = file.beginnings.iter().map(|(appended, _)| *appended).collect();
        assert_eq!(lengths, [20, 8]);
        assert_eq!(file.beginnings[0].1, sha256(b"%PDF-1.7 one %%EOF\n"));
        assert!(FileShown::of(b"%PDF-1.7 one %%EOF\n").beginnings.is_empty());
        assert!(FileShown::of(b"%PDF").beginnings.is_empty());
    }

    #[test]
    fn what_was_altered_says_also_how_the_paper_stands() {
        let known = |because| Known { because, is_other: false, entry: None, instead: None };
        let shown = |because, fit| {
            let shown = judged(known(because), fit, None);
            (shown.answer, shown.because, shown.paper)
        };
        assert_eq!(shown(Because::SameCode, Fit::Same), (Answer::Genuine, Because::SameFile, None));
        assert_eq!(shown(Because::SameCode, Fit::Picture), (Answer::Copied, Because::Picture, None));
        assert_eq!(shown(Because::Annulled, Fit::Picture), (Answer::Annulled, Because::Annulled, None));
        assert_eq!(shown(Because::Duplicate, Fit::Code), (Answer::Replaced, Because::Duplicate, None));
        assert_eq!(shown(Because::Annulled, Fit::Other), (Answer::Altered, Because::OtherFile, Some(Because::Annulled)));
        assert_eq!(shown(Because::SameCode, Fit::Appended(3)), (Answer::Altered, Because::Appended, None));
        let other = judged(Known { is_other: true, ..known(Because::SameCode) }, Fit::Code, None);
        assert_eq!((other.answer, other.because), (Answer::Altered, Because::OtherWords));
    }
}
