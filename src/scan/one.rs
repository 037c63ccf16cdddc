//! One file that somebody shows: its pages read, however much of it still holds together.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::content::Content;
use super::file::ScanFile;
use super::folder::read_page;
use super::limits::Limits;
use super::page::ScanPage;

/// What a PDF begins with.
const HEAD: &[u8] = b"%PDF-1.7";
/// What it ends with.
const TAIL: &[u8] = b"\n%%EOF\n";

/// Whether a file is what papers come in, by its first bytes: a PDF or a picture.
#[must_use]
pub fn is_paper(head: &[u8]) -> bool {
    !head.starts_with(b"PK") && Content::of(head).is_some()
}

/// Reads the pages of a PDF or a picture. Of a PDF whose first or last bytes are gone the rest is read all the same. A file or a page
/// that cannot be read becomes a page with a fault.
#[must_use]
pub fn read_paper(path: &Path, bytes: Vec<u8>, limits: &Limits) -> Vec<ScanPage> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bytes = if is_paper(&bytes) && Content::of(&bytes) != Some(Content::Pdf) { bytes } else { mended(bytes) };
    let file = match ScanFile::of(Arc::new(bytes), limits) {
        Ok(file) => file,
        Err(fault) => return vec![ScanPage::broken(&name, 0, fault)],
    };
    (1..=file.len()).into_par_iter().map(|number| read_page(&file, &name, number, limits)).collect()
}

/// A PDF that begins and ends as one does.
fn mended(mut bytes: Vec<u8>) -> Vec<u8> {
    if Content::of(&bytes).is_none() && bytes.len() > HEAD.len() {
        bytes[..HEAD.len()].copy_from_slice(HEAD);
    }
    let tail = &bytes[bytes.len().saturating_sub(1_024)..];
    if !tail.windows(5).any(|words| words == b"%%EOF") {
        bytes.extend_from_slice(TAIL);
    }
    bytes
}
