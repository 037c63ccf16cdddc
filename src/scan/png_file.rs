//! PNG files: unpacked within limits, their resolution, and written again without loss.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder as _, ImageError, ImageFormat};

use super::limits::Limits;
use super::page::Fault;

/// Where the chunk after the header begins: eight bytes of signature, and a header of 13 bytes with length, name and check sum.
const AFTER_HEADER: usize = 8 + 12 + 13;

/// Unpacks a PNG.
pub(super) fn unpack(bytes: &[u8], limits: &Limits) -> Result<DynamicImage, Fault> {
    let (width, height) = size(bytes).ok_or(Fault::CutOff)?;
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(Fault::TooLarge);
    }
    image::load_from_memory_with_format(bytes, ImageFormat::Png).map_err(|error| fault(&error))
}

/// Width and height.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

fn fault(error: &ImageError) -> Fault {
    let words = error.to_string();
    match error {
        ImageError::Limits(_) => Fault::TooLarge,
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Fault::CutOff,
        _ if words.contains("end of") || words.contains("EOF") => Fault::CutOff,
        _ => Fault::Damaged(words),
    }
}

/// Dots per inch, from the chunk `pHYs`.
pub(super) fn dpi(bytes: &[u8]) -> Option<u32> {
    let mut rest = bytes.get(8..)?;
    loop {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        match rest.get(4..8)? {
            b"pHYs" => {
                let per_metre = u32::from_be_bytes(rest.get(8..12)?.try_into().ok()?);
                let is_metre = rest.get(16) == Some(&1);
                return (is_metre && per_metre > 1).then(|| (f64::from(per_metre) * 0.0254).round() as u32);
            }
            b"IDAT" | b"IEND" => return None,
            _ => rest = rest.get(length.checked_add(12)?..)?,
        }
    }
}

/// A picture as PNG, with its resolution.
pub(super) fn pack(image: &DynamicImage, dpi: Option<u32>) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    let (width, height) = (image.width(), image.height());
    encoder.write_image(image.as_bytes(), width, height, image.color().into()).map_err(|error| error.to_string())?;
    if let Some(dpi) = dpi {
        bytes.splice(AFTER_HEADER..AFTER_HEADER, physical(dpi));
    }
    Ok(bytes)
}

/// The chunk `pHYs`.
fn physical(dpi: u32) -> Vec<u8> {
    let per_metre = ((f64::from(dpi) / 0.0254).round() as u32).to_be_bytes();
    let mut named = b"pHYs".to_vec();
    named.extend(per_metre);
    named.extend(per_metre);
    named.push(1);
    let check = crc(&named);
    [9_u32.to_be_bytes().as_slice(), &named, &check.to_be_bytes()].concat()
}

/// The check sum of PNG (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    fn picture() -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(31, 17, |x, y| Rgb([(x * 8) as u8, (y * 15) as u8, 7])))
    }

    #[test]
    fn a_picture_comes_back_as_it_was_with_its_resolution() {
        let bytes = pack(&picture(), Some(300)).expect("in memory");
        assert_eq!(dpi(&bytes), Some(300));
        assert_eq!(unpack(&bytes, &Limits::default()).expect("a png"), picture());
        assert_eq!(dpi(&pack(&picture(), None).expect("in memory")), None);
    }

    #[test]
    fn what_is_cut_off_or_too_large_is_said() {
        let bytes = pack(&picture(), None).expect("in memory");
        assert_eq!(unpack(&bytes[..bytes.len() - 30], &Limits::default()), Err(Fault::CutOff));
        assert_eq!(unpack(&bytes[..12], &Limits::default()), Err(Fault::CutOff));
        let small = Limits { max_pixels: 500, ..Limits::default() };
        assert_eq!(unpack(&bytes, &small), Err(Fault::TooLarge));
    }
}
