//! Reading a photo's file: whether it is there, whether it can be shown, how large it is, and which it is.

use std::fs;
use std::io::Cursor;
use std::path::{Component, Path, PathBuf};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader};
use sha2::{Digest, Sha256};

/// What came of looking for a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Photo {
    /// No name, or no such file in the folder of the photos.
    Missing,
    /// The file cannot be shown; why.
    Unreadable(String),
    /// A photo.
    Sound {
        /// Width in pixels, as it is seen.
        width: u32,
        /// Height in pixels, as it is seen.
        height: u32,
        /// SHA-256 of the file.
        digest: [u8; 32],
    },
}

impl Photo {
    /// SHA-256 of a photo that could be read.
    pub fn digest(&self) -> Option<[u8; 32]> {
        match self {
            Self::Sound { digest, .. } => Some(*digest),
            Self::Missing | Self::Unreadable(_) => None,
        }
    }
}

const LARGEST: u64 = 20 * 1024 * 1024;

/// Looks for the photo of a name; a name that leads out of the folder is no name.
pub(super) fn look(folder: Option<&Path>, name: &str) -> Photo {
    let Some((path, size)) = folder.and_then(|folder| find(folder, name)) else { return Photo::Missing };
    if size > LARGEST {
        return Photo::Unreadable(format!("{} MB > {} MB", size.div_ceil(1024 * 1024), LARGEST / 1024 / 1024));
    }
    match fs::read(path) {
        Ok(bytes) => read(&bytes).unwrap_or_else(|error| Photo::Unreadable(error.to_string())),
        Err(error) => Photo::Unreadable(error.to_string()),
    }
}

fn find(folder: &Path, name: &str) -> Option<(PathBuf, u64)> {
    let mut parts = Path::new(name).components();
    let is_plain = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
    if !is_plain || name.contains(['/', '\\', ':', '\0']) {
        return None;
    }
    let path = folder.join(name);
    let found = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
    Some((path, found.len()))
}

fn read(bytes: &[u8]) -> Result<Photo, ImageError> {
    let mut decoder = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?.into_decoder()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder)?;
    if bytes.starts_with(&[0xff, 0xd8]) && !has_end(bytes) {
        return Ok(Photo::Unreadable("unexpected end of file".to_owned()));
    }
    let (width, height) = if is_turned(orientation) { (image.height(), image.width()) } else { (image.width(), image.height()) };
    Ok(Photo::Sound { width, height, digest: Sha256::digest(bytes).into() })
}

fn is_turned(orientation: Orientation) -> bool {
    use Orientation as O;
    matches!(orientation, O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH)
}

/// Whether a JPEG's picture has an end; the decoder fills a picture that was cut off with grey.
fn has_end(jpeg: &[u8]) -> bool {
    let scan = first_scan(jpeg).unwrap_or(0);
    jpeg.get(scan..).unwrap_or_default().windows(2).any(|pair| pair == [0xff, 0xd9])
}

/// Where the picture begins, after all segments of metadata (which may hold a small picture with an end of its own).
fn first_scan(jpeg: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        match (*jpeg.get(at)?, *jpeg.get(at + 1)?) {
            (0xff, 0xda) => return Some(at),
            (0xff, 0xff) => at += 1,
            (0xff, 0x01 | 0xd0..=0xd7) => at += 2,
            (0xff, _) => at += 2 + usize::from(u16::from_be_bytes([*jpeg.get(at + 2)?, *jpeg.get(at + 3)?])),
            _ => return None,
        }
    }
}
