//! The photo as it goes onto a paper: upright, in plain colours, without anything but its picture.
//!
//! A camera writes into its files which way it was held, where it was, when and whose it is. A paper needs the first and
//! must not carry the rest: the picture is turned, and every segment of metadata goes. An ordinary upright photo is not
//! compressed again; only one that is turned, in four inks, progressive or deeper than eight bits is.

use std::io::{Cursor, ErrorKind};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder as _, ImageEncoder as _, ImageError, ImageReader, Rgb, RgbImage};

use super::data::PhotoFile;
use crate::model::{JpegSegment, jpeg_segments};

/// Quality of a photo that must be compressed again: no loss can be seen at 35 × 45 mm.
const QUALITY: u8 = 95;

/// Reads a photo for a paper; `None` where its file is not there (a finding has said so, and the paper has an empty frame).
pub(super) fn read(folder: &Path, name: &str) -> Result<Option<PhotoFile>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{name}: {error}");
    let bytes = match std::fs::read(folder.join(name)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    prepared(bytes).map(Some).map_err(|error| failed(&error))
}

/// A photo without its metadata, upright.
fn prepared(bytes: Vec<u8>) -> Result<PhotoFile, ImageError> {
    let mut decoder = ImageReader::new(Cursor::new(&bytes)).with_guessed_format()?.into_decoder()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    if orientation == Orientation::NoTransforms
        && let Some(bytes) = bare(&bytes)
    {
        return Ok(PhotoFile { name: "/photo.jpg", bytes });
    }
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    let picture = on_white(&picture);
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).write_image(&picture, width, height, ExtendedColorType::Rgb8)?;
    Ok(PhotoFile { name: "/photo.jpg", bytes })
}

/// An ordinary JPEG (baseline, eight bits, grey or RGB) without its metadata; `None` for any other picture.
fn bare(jpeg: &[u8]) -> Option<Vec<u8>> {
    let (segments, picture) = jpeg_segments(jpeg)?;
    if !segments.iter().any(is_ordinary_frame) {
        return None;
    }
    let mut bytes = vec![0xff, 0xd8];
    for segment in segments.iter().filter(|segment| !is_metadata(segment)) {
        bytes.extend_from_slice(segment.bytes);
    }
    bytes.extend_from_slice(&picture[..=end(picture)?]);
    Some(bytes)
}

/// The last byte of a picture in one scan: a phone may append a film, an editor its history.
fn end(picture: &[u8]) -> Option<usize> {
    let end = picture.windows(2).position(|pair| pair == [0xff, 0xd9])? + 1;
    let has_one_scan = !picture[2..end].windows(2).any(|pair| pair == [0xff, 0xda]);
    has_one_scan.then_some(end)
}

/// A baseline frame of eight bits with one or three components.
fn is_ordinary_frame(segment: &JpegSegment) -> bool {
    let content = segment.content();
    matches!(segment.marker, 0xc0 | 0xc1) && content.first() == Some(&8) && matches!(content.get(5), Some(1 | 3))
}

/// Comments and the segments of applications, but for those that say how colours are meant: JFIF, ICC, Adobe.
fn is_metadata(segment: &JpegSegment) -> bool {
    let content = segment.content();
    match segment.marker {
        0xe0 => !content.starts_with(b"JFIF\0"),
        0xe2 => !content.starts_with(b"ICC_PROFILE\0"),
        0xee => !content.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => true,
        _ => false,
    }
}

/// Eight bits a colour; what is transparent becomes white, as paper is.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let picture = picture.to_rgba8();
    let mixed = |colour: u8, alpha: u32| ((u32::from(colour) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, a] = picture.get_pixel(x, y).0;
        let alpha = u32::from(a);
        Rgb([mixed(r, alpha), mixed(g, alpha), mixed(b, alpha)])
    })
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};

    use super::*;

    /// Red above, blue below.
    fn portrait(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |_, y| if y < height / 2 { Rgb([200, 30, 30]) } else { Rgb([30, 30, 200]) })
    }

    fn jpeg(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(picture).expect("in memory");
        bytes
    }

    /// An APP1 segment as a phone writes it: the way it was held, and where it was.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
        tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
        tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0]);
        tiff.extend(b"GPS 43.21N 27.91E");
        let content = [b"Exif\0\0".as_slice(), &tiff].concat();
        let length = u16::try_from(content.len() + 2).expect("short").to_be_bytes();
        [&[0xff, 0xe1], length.as_slice(), &content].concat()
    }

    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        [&jpeg[..2], &exif(orientation), &jpeg[2..]].concat()
    }

    fn has(bytes: &[u8], words: &[u8]) -> bool {
        bytes.windows(words.len()).any(|window| window == words)
    }

    #[test]
    fn an_upright_photo_keeps_its_very_picture_and_loses_its_metadata() {
        let plain = jpeg(&portrait(413, 531));
        let photo = prepared([with_exif(&plain, 1), b"a film of three seconds".to_vec()].concat()).expect("a photo");
        assert!(photo.bytes == plain, "the picture itself is as it was");
        assert!(!has(&photo.bytes, b"GPS") && !has(&photo.bytes, b"Exif") && !has(&photo.bytes, b"film"));
    }

    #[test]
    fn a_photo_that_was_turned_stands_upright() {
        for (orientation, turned) in [
            (3, image::imageops::rotate180(&portrait(413, 531))),
            (6, image::imageops::rotate270(&portrait(413, 531))),
            (8, image::imageops::rotate90(&portrait(413, 531))),
            (5, image::imageops::rotate90(&image::imageops::flip_vertical(&portrait(413, 531)))),
        ] {
            let photo = prepared(with_exif(&jpeg(&turned), orientation)).expect("a photo");
            let upright = image::load_from_memory(&photo.bytes).expect("a picture").to_rgb8();
            assert_eq!(upright.dimensions(), (413, 531), "orientation {orientation}");
            let (above, below) = (upright.get_pixel(200, 20), upright.get_pixel(200, 510));
            assert!(above[0] > 150 && below[2] > 150, "orientation {orientation}: {above:?} above {below:?}");
            assert!(!has(&photo.bytes, b"GPS"), "orientation {orientation}");
        }
    }

    #[test]
    fn a_transparent_or_deep_picture_becomes_plain() {
        let mut png = Cursor::new(Vec::new());
        RgbaImage::from_pixel(413, 531, Rgba([0, 0, 0, 0])).write_to(&mut png, ImageFormat::Png).expect("in memory");
        let photo = prepared(png.into_inner()).expect("a photo");
        let picture = image::load_from_memory(&photo.bytes).expect("a picture").to_rgb8();
        assert!(picture.pixels().all(|pixel| pixel.0.iter().all(|colour| *colour > 250)), "white, as the paper");
        let deep = image::ImageBuffer::<Rgb<u16>, _>::from_pixel(413, 531, Rgb([60000, 10000, 10000]));
        let mut png = Cursor::new(Vec::new());
        DynamicImage::ImageRgb16(deep).write_to(&mut png, ImageFormat::Png).expect("in memory");
        let photo = prepared(png.into_inner()).expect("a photo");
        let red = *image::load_from_memory(&photo.bytes).expect("a picture").to_rgb8().get_pixel(9, 9);
        assert!(red[0] > 220 && red[1] < 60, "{red:?}");
    }

    #[test]
    fn a_photo_that_is_not_there_leaves_its_frame_empty() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(read(folder.path(), "a.jpg").expect("no fault").is_none());
        std::fs::write(folder.path().join("a.jpg"), "no photo").expect("the folder is there");
        assert!(read(folder.path(), "a.jpg").is_err());
    }
}
