//! Reading a photo's file: whether it is there, whether it can be shown, how large it is, and which it is.

use std::fs;
use std::io::Cursor;
use std::path::{Component, Path, PathBuf};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Rgb};
use sha2::{Digest, Sha256};

use crate::model::jpeg_segments;

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
        /// Whether it has colours.
        has_colour: bool,
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
    Ok(Photo::Sound { width, height, has_colour: has_colour(&image), digest: Sha256::digest(bytes).into() })
}

fn is_turned(orientation: Orientation) -> bool {
    use Orientation as O;
    matches!(orientation, O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH)
}

/// Whether more than half a per cent of its pixels is other than grey. Every seventh pixel is looked at, which is some
/// thirty thousand of a photo of the least size.
fn has_colour(image: &DynamicImage) -> bool {
    /// What a camera's noise and a JPEG's rounding may make of grey.
    const NOISE: u8 = 16;
    if !image.color().has_color() {
        return false;
    }
    let picture = image.to_rgb8();
    let looked_at = picture.pixels().step_by(7);
    let count = looked_at.len();
    let is_coloured = |pixel: &&Rgb<u8>| pixel.0.iter().max().zip(pixel.0.iter().min()).is_some_and(|(a, b)| a - b > NOISE);
    looked_at.filter(is_coloured).count() * 200 > count
}

/// Whether a JPEG's picture has an end; the decoder fills a picture that was cut off with grey. Metadata may hold a small
/// picture with an end of its own, so only what follows it counts.
fn has_end(jpeg: &[u8]) -> bool {
    let picture = jpeg_segments(jpeg).map_or(jpeg, |(_, picture)| picture);
    picture.windows(2).any(|pair| pair == [0xff, 0xd9])
}
