//! A file of scans, opened: its pages can be unpacked one by one, from any thread.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use image::{DynamicImage, ImageFormat};

use super::content::Content;
use super::limits::Limits;
use super::page::{Fault, Format, Turn};
use super::pdf::PdfFile;
use super::{jpeg, png_file, tiff_file};
use crate::model::sha256;

/// A file of scans, opened.
pub(super) struct ScanFile {
    pub bytes: Arc<Vec<u8>>,
    pub sha256: String,
    pages: Pages,
}

enum Pages {
    Jpeg,
    Png,
    Tiff(Vec<tiff_file::TiffPage>),
    Pdf(PdfFile),
}

/// A page, unpacked.
pub(super) struct Unpacked {
    pub image: DynamicImage,
    pub format: Format,
    /// The bytes of the JPEG a page of a PDF consists of.
    pub jpeg: Option<Vec<u8>>,
    /// Dots per inch, as the file says.
    pub dpi: Option<u32>,
    /// How the file says that the picture must be turned.
    pub turn: Turn,
}

/// The bytes of a file, and what it is.
pub(super) fn read(path: &Path, limits: &Limits) -> Result<(Vec<u8>, Content), Fault> {
    let unreadable = |error: std::io::Error| Fault::Unreadable(error.to_string());
    if fs::metadata(path).map_err(unreadable)?.len() > limits.max_file {
        return Err(Fault::TooLarge);
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    match Content::of(&bytes) {
        _ if bytes.is_empty() => Err(Fault::Empty),
        Some(content) => Ok((bytes, content)),
        None => Err(Fault::NoPicture),
    }
}

impl ScanFile {
    /// Opens a file: makes sure that it is whole, and counts its pages.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, Fault> {
        let (bytes, content) = read(path, limits)?;
        Self::with(Arc::new(bytes), content, limits)
    }

    /// Opens a file whose bytes are here.
    pub fn of(bytes: Arc<Vec<u8>>, limits: &Limits) -> Result<Self, Fault> {
        match Content::of(&bytes) {
            _ if bytes.is_empty() => Err(Fault::Empty),
            Some(content) => Self::with(bytes, content, limits),
            None => Err(Fault::NoPicture),
        }
    }

    fn with(bytes: Arc<Vec<u8>>, content: Content, limits: &Limits) -> Result<Self, Fault> {
        let pages = match content {
            Content::Jpeg => Pages::Jpeg,
            Content::Png => Pages::Png,
            Content::Tiff => Pages::Tiff(tiff_file::pages(&bytes, limits)?),
            Content::Pdf => Pages::Pdf(PdfFile::open(Arc::clone(&bytes), limits)?),
        };
        Ok(Self { sha256: sha256(&bytes), bytes, pages })
    }

    /// How many pages it has.
    pub fn len(&self) -> u32 {
        let count = match &self.pages {
            Pages::Jpeg | Pages::Png => 1,
            Pages::Tiff(pages) => pages.len(),
            Pages::Pdf(pdf) => pdf.len(),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Unpacks a page, from 1.
    pub fn page(&self, number: u32, limits: &Limits) -> Result<Unpacked, Fault> {
        let at = number.saturating_sub(1) as usize;
        match &self.pages {
            Pages::Jpeg => self.jpeg(limits),
            Pages::Png => {
                let (image, dpi) = (png_file::unpack(&self.bytes, limits)?, png_file::dpi(&self.bytes));
                Ok(Unpacked { image, format: Format::Png, jpeg: None, dpi, turn: Turn::None })
            }
            Pages::Tiff(pages) => {
                let page = *pages.get(at).ok_or_else(|| Fault::Damaged("a page is missing".to_owned()))?;
                let image = tiff_file::unpack(&self.bytes, page, limits)?;
                Ok(Unpacked { image, format: Format::Tiff, jpeg: None, dpi: page.dpi, turn: page.turn })
            }
            Pages::Pdf(pdf) => pdf.page(at, limits),
        }
    }

    fn jpeg(&self, limits: &Limits) -> Result<Unpacked, Fault> {
        let facts = jpeg::facts(&self.bytes)?;
        if u64::from(facts.width) * u64::from(facts.height) > limits.max_pixels {
            return Err(Fault::TooLarge);
        }
        let image = image::load_from_memory_with_format(&self.bytes, ImageFormat::Jpeg);
        let image = image.map_err(|error| Fault::Damaged(error.to_string()))?;
        Ok(Unpacked { image, format: Format::Jpeg, jpeg: None, dpi: facts.dpi, turn: facts.turn })
    }
}

/// The picture, turned.
pub(super) fn turned(image: &DynamicImage, turn: Turn) -> DynamicImage {
    match turn {
        Turn::None => image.clone(),
        Turn::Right => image.rotate90(),
        Turn::Half => image.rotate180(),
        Turn::Left => image.rotate270(),
    }
}
