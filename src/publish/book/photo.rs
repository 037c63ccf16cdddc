//! A photo as the book shows it: small, of one shape, and nothing but the picture.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, crop_imm, resize};
use image::{DynamicImage, ExtendedColorType, ImageEncoder as _, ImageError};

/// Width in pixels: 24 mm at 254 dots per inch, sharp on a screen of two dots a pixel at 120 px.
const WIDTH: u32 = 240;

/// Height in pixels: that of a photo of 35 × 45 mm.
const HEIGHT: u32 = 309;

/// Quality of the JPEG.
const QUALITY: u8 = 85;

/// A photo that is no picture.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct PhotoError(#[from] ImageError);

/// A photo made small: the middle of it, 35 : 45, without anything that the file said of camera, place or person.
///
/// # Errors
/// The bytes are no picture that can be read.
pub fn small_photo(bytes: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let picture = match image::load_from_memory(bytes)? {
        DynamicImage::ImageRgb8(picture) => picture,
        other => other.to_rgb8(),
    };
    let (width, height) = picture.dimensions();
    // The largest piece of the shape; of what is cut above and below more is cut below, as the head is above.
    let (cut_width, cut_height) = (width.min((height * WIDTH / HEIGHT).max(1)), height.min((width * HEIGHT / WIDTH).max(1)));
    let (left, top) = ((width - cut_width) / 2, (height - cut_height) / 3);
    let cut = crop_imm(&picture, left, top, cut_width, cut_height).to_image();
    let small = resize(&cut, WIDTH, HEIGHT, FilterType::Lanczos3);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).write_image(&small, WIDTH, HEIGHT, ExtendedColorType::Rgb8)?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let picture =
            RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([200, 30, 30]) } else { Rgb([30, 30, 200]) });
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&picture).expect("in memory");
        bytes
    }

    #[test]
    fn every_photo_becomes_one_size_and_loses_what_its_file_said() {
        for (width, height) in [(413, 531), (531, 413), (60, 900), (20, 20)] {
            let plain = jpeg(width, height);
            let content = b"Exif\0\0GPS 43.21N 27.91E";
            let length = u16::try_from(content.len() + 2).expect("short").to_be_bytes();
            let told = [&plain[..2], &[0xff, 0xe1], &length, content, &plain[2..]].concat();
            let small = small_photo(&told).expect("a picture");
            let picture = image::load_from_memory(&small).expect("a picture").to_rgb8();
            assert_eq!(picture.dimensions(), (WIDTH, HEIGHT));
            assert!(picture.get_pixel(20, 150)[0] > 150 && picture.get_pixel(220, 150)[2] > 150, "both halves are there");
            assert!(!small.windows(4).any(|window| window == b"Exif" || window == b"43.2"));
            assert_eq!(small, small_photo(&told).expect("a picture"), "the same bytes again");
        }
        assert!(small_photo(b"no picture").is_err());
    }
}
