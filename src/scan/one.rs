//! One file that somebody shows: the codes on its pages, however much of it still holds together.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::code::{PREFIX, page_code};
use super::content::Content;
use super::file::ScanFile;
use super::finder;
use super::limits::Limits;
use super::page::{Fault, Format};

/// What a PDF begins with.
const HEAD: &[u8] = b"%PDF-1.7";
/// What it ends with.
const TAIL: &[u8] = b"\n%%EOF\n";
/// Dots per inch at which drawn pages are looked at: a code of 14 mm then has three pixels a module.
const DPI: u32 = 200;

/// Codes in plain letters that are looked at, of one file.
const MOST_WITHIN: usize = 64;
/// Bytes of the longest.
const LONGEST: usize = 200;

/// A page of a file that somebody shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownPage {
    /// Which page, from 1; 0 where the file as a whole is at fault.
    pub page: u32,
    /// Whether it is one picture, as scanners and cameras make them.
    pub is_picture: bool,
    /// What the codes of papers on it say.
    pub codes: Vec<String>,
    /// Why it cannot be read.
    pub fault: Option<Fault>,
}

/// Whether a file is what papers come in, by its first bytes: a PDF or a picture.
#[must_use]
pub fn is_paper(head: &[u8]) -> bool {
    !head.starts_with(b"PK") && Content::of(head).is_some()
}

/// The codes of papers that a PDF says in plain letters, as laurea writes them among its keywords.
#[must_use]
pub fn codes_within(bytes: &[u8]) -> Vec<String> {
    let prefix = PREFIX.as_bytes();
    let mut codes: Vec<String> = Vec::new();
    let begins = |(_, words): &(usize, &[u8])| *words == prefix;
    for (at, _) in bytes.windows(prefix.len()).enumerate().filter(begins).take(MOST_WITHIN) {
        let rest = &bytes[at..bytes.len().min(at + LONGEST)];
        let end = rest.iter().position(|byte| byte.is_ascii_control() || b" <>()&,;\\\"'".contains(byte)).unwrap_or(rest.len());
        codes.extend(str::from_utf8(&rest[..end]).ok().filter(|code| page_code(code).is_some()).map(str::to_owned));
    }
    codes.sort();
    codes.dedup();
    codes
}

/// Reads the codes on the pages of a PDF or a picture. Of a PDF whose first or last bytes are gone the rest is read all the same. A
/// file or a page that cannot be read becomes a page with a fault.
#[must_use]
pub fn read_paper(path: &Path, bytes: Vec<u8>) -> Vec<ShownPage> {
    let is_pdf = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
    let bytes = match Content::of(&bytes) {
        Some(Content::Pdf) => mended(bytes),
        None if is_pdf => mended(bytes),
        _ => bytes,
    };
    let limits = Limits { drawn_dpi: DPI, ..Limits::default() };
    match ScanFile::of(Arc::new(bytes), &limits) {
        Ok(file) => (1..=file.len()).into_par_iter().map(|number| read_page(&file, number, &limits)).collect(),
        Err(fault) => vec![ShownPage { page: 0, is_picture: false, codes: Vec::new(), fault: Some(fault) }],
    }
}

fn read_page(file: &ScanFile, number: u32, limits: &Limits) -> ShownPage {
    let (is_picture, codes, fault) = match file.page(number, limits) {
        Ok(page) if page.image.width().min(page.image.height()) < 16 => (true, Vec::new(), None),
        Ok(page) => {
            let codes = finder::codes(&page.image.to_luma8(), true).into_iter().map(|code| code.payload);
            (page.format != Format::PdfDrawn, codes.filter(|code| code.starts_with(PREFIX)).collect(), None)
        }
        Err(fault) => (false, Vec::new(), Some(fault)),
    };
    ShownPage { page: number, is_picture, codes, fault }
}

/// A PDF that begins and ends as one does.
fn mended(mut bytes: Vec<u8>) -> Vec<u8> {
    if Content::of(&bytes).is_none() && bytes.len() > HEAD.len() {
        bytes[..HEAD.len()].copy_from_slice(HEAD);
    }
    let tail = &bytes[bytes.len().saturating_sub(1_024)..];
    if !bytes.is_empty() && !tail.windows(5).any(|words| words == b"%%EOF") {
        bytes.extend_from_slice(TAIL);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_in_plain_letters_is_found_and_a_changed_one_is_not() {
        let written = "<</Keywords(laurea:2:DUS:diploma:6001-1/2025:7KXM20QA)>> <pdf:Keywords>laurea:2:DUS:diploma:Д-1:8KXM20QA</pdf:Keywords>";
        assert_eq!(
            codes_within(written.as_bytes()),
            ["laurea:2:DUS:diploma:6001-1/2025:7KXM20QA", "laurea:2:DUS:diploma:Д-1:8KXM20QA"]
        );
        for other in ["laurea:2:DUS:diploma:6001-1/2025:7KXM20Q", "laurea:1:DUS:diploma:1:7KXM20QA", "", "laurea:2:"] {
            assert!(codes_within(other.as_bytes()).is_empty(), "{other}");
        }
    }
}
