//! The bytes of a page as they go into the archive: the original ones, or upright without any loss.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::error::Error;
use super::file::{ScanFile, Unpacked, turned};
use super::limits::Limits;
use super::page::{Format, Turn};
use super::placing::PlacedPage;
use super::{jpeg, png_file};
use crate::model::sha256;

/// How many opened files are kept, because pages are asked for paper by paper, not file by file.
const KEPT: usize = 3;

/// What became of the original bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing: they are the scanner's own.
    None,
    /// The orientation that Exif says; the picture itself is the scanner's own.
    Orientation,
    /// The same pixels, packed anew without loss, because the format cannot say its orientation or is not taken.
    Packed,
    /// A page of a PDF that is no single picture was drawn; its original is the file.
    Drawn,
}

/// A page as it goes into the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The bytes of a JPEG or PNG file.
    pub bytes: Vec<u8>,
    /// The ending of its name: `jpg` or `png`.
    pub extension: &'static str,
    /// SHA-256 of the page's original bytes; of `bytes` too, where nothing was changed. See [`super::ScanPage::sha256`].
    pub original_sha256: String,
    /// What became of the original bytes.
    pub change: Change,
    /// How far it was turned, clockwise, from how it is stored.
    pub turned: Turn,
    /// Pixels from left to right as it stands upright.
    pub width: u32,
    /// Pixels from top to bottom as it stands upright.
    pub height: u32,
}

/// Hands out pages; files that were opened for one are kept a while for the next.
pub struct Delivery {
    folder: PathBuf,
    limits: Limits,
    opened: Mutex<Vec<(String, Arc<ScanFile>)>>,
}

impl Delivery {
    /// Pages of a folder of scans.
    #[must_use]
    pub fn new(folder: &Path, limits: &Limits) -> Self {
        Self { folder: folder.to_owned(), limits: limits.clone(), opened: Mutex::default() }
    }

    /// A page as it goes into the archive.
    ///
    /// # Errors
    /// Its file has gone, cannot be read any more, or has changed since its pages were matched.
    pub fn deliver(&self, placed: &PlacedPage) -> Result<Delivered, Error> {
        let page = &placed.page;
        let unreadable = |why: &dyn std::fmt::Display| Error::Unreadable { file: page.file.clone(), why: why.to_string() };
        let file = self.open(&page.file)?;
        if file.sha256 != page.file_sha256 {
            return Err(Error::Changed { file: page.file.clone() });
        }
        let (width, height) = placed.turn.turned((page.width, page.height));
        let done = |bytes, extension, change| Delivered {
            bytes,
            extension,
            original_sha256: page.sha256.clone(),
            change,
            turned: placed.turn,
            width,
            height,
        };
        if page.format == Format::Jpeg {
            let (bytes, change) = upright_jpeg(&file.bytes, placed.turn).ok_or_else(|| unreadable(&"no JPEG"))?;
            return Ok(done(bytes, "jpg", change));
        }
        if page.format == Format::Png && placed.turn == Turn::None {
            return Ok(done(file.bytes.to_vec(), "png", Change::None));
        }
        let unpacked = file.page(page.page, &self.limits).map_err(|fault| unreadable(&fault.key()))?;
        if let Some(bytes) = &unpacked.jpeg {
            let (bytes, change) = upright_jpeg(bytes, placed.turn).ok_or_else(|| unreadable(&"no JPEG"))?;
            return Ok(done(bytes, "jpg", change));
        }
        let change = if unpacked.format == Format::PdfDrawn { Change::Drawn } else { Change::Packed };
        let bytes = upright_png(&unpacked, placed.turn).map_err(|error| unreadable(&error))?;
        Ok(done(bytes, "png", change))
    }

    /// A file of the folder, opened now or a while ago.
    pub(super) fn open(&self, name: &str) -> Result<Arc<ScanFile>, Error> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = opened.iter().find(|(kept, _)| kept == name) {
            return Ok(Arc::clone(file));
        }
        let file = ScanFile::open(&self.folder.join(name), &self.limits);
        let file = file.map_err(|fault| Error::Unreadable { file: name.to_owned(), why: fault.key().to_owned() })?;
        let file = Arc::new(file);
        if opened.len() >= KEPT {
            opened.remove(0);
        }
        opened.push((name.to_owned(), Arc::clone(&file)));
        Ok(file)
    }
}

/// A page as it goes into the archive; for many pages of a file, a [`Delivery`] opens it once.
///
/// # Errors
/// Those of [`Delivery::deliver`].
pub fn deliver(folder: &Path, page: &PlacedPage) -> Result<Delivered, Error> {
    Delivery::new(folder, &Limits::default()).deliver(page)
}

/// A JPEG that says how it must be turned; untouched where it says so already.
fn upright_jpeg(bytes: &[u8], turn: Turn) -> Option<(Vec<u8>, Change)> {
    if jpeg::facts(bytes).ok()?.turn == turn {
        return Some((bytes.to_vec(), Change::None));
    }
    jpeg::with_turn(bytes, turn).map(|bytes| (bytes, Change::Orientation))
}

/// A picture, turned and packed without loss.
fn upright_png(page: &Unpacked, turn: Turn) -> Result<Vec<u8>, String> {
    png_file::pack(&turned(&page.image, turn), page.dpi)
}

/// SHA-256 of a page's own bytes: of the file, of the JPEG in a PDF, else of the unpacked picture.
pub(super) fn original_sha256(file: &ScanFile, page: &Unpacked) -> String {
    match (&page.jpeg, page.format) {
        (Some(bytes), _) => sha256(bytes),
        (None, Format::Jpeg | Format::Png) => file.sha256.clone(),
        (None, _) => sha256(page.image.as_bytes()),
    }
}
