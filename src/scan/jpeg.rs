//! JPEG files: their size, resolution and orientation without unpacking them, and the orientation changed without compressing anew.

use super::page::{Fault, Turn};
use super::tiff_file::Ifd;
use crate::model::{JpegSegment, jpeg_segments};

/// What stands before the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct JpegFacts {
    pub width: u32,
    pub height: u32,
    /// Channels: 1 grey, 3 colours, 4 inks.
    pub channels: u8,
    pub dpi: Option<u32>,
    pub turn: Turn,
}

/// What introduces Exif data in its segment.
const EXIF: &[u8] = b"Exif\0\0";

/// Reads what stands before the picture, and makes sure that its end is there.
pub(super) fn facts(bytes: &[u8]) -> Result<JpegFacts, Fault> {
    let Some((segments, picture)) = jpeg_segments(bytes) else {
        return Err(Fault::CutOff);
    };
    let frame = segments.iter().find(|segment| is_frame(segment.marker)).map(JpegSegment::content);
    let Some(&[_, h1, h0, w1, w0, channels, ..]) = frame else {
        return Err(Fault::Damaged("no frame before the picture".to_owned()));
    };
    // In the picture's own bytes 0xff is always followed by 0 or by a marker, so this is its end and nothing else.
    if !picture.windows(2).any(|pair| pair == [0xff, 0xd9]) {
        return Err(Fault::CutOff);
    }
    let exif = segments.iter().find_map(exif_of).and_then(Ifd::first);
    let turn = exif.as_ref().map_or(Turn::None, Ifd::turn);
    let dpi = segments.iter().find_map(jfif_dpi).or_else(|| exif.as_ref().and_then(Ifd::dpi));
    let pair = |high, low| u32::from(u16::from_be_bytes([high, low]));
    Ok(JpegFacts { width: pair(w1, w0), height: pair(h1, h0), channels, dpi, turn })
}

/// SOF0 to SOF15 but for the tables that stand between them.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

fn exif_of<'a>(segment: &JpegSegment<'a>) -> Option<&'a [u8]> {
    let content = segment.bytes.get(4..)?;
    (segment.marker == 0xe1).then_some(content)?.strip_prefix(EXIF)
}

fn jfif_dpi(segment: &JpegSegment) -> Option<u32> {
    let content = segment.content();
    let &[_, _, unit, x1, x0, ..] = content.strip_prefix(b"JFIF\0").filter(|_| segment.marker == 0xe0)? else { return None };
    let density = u32::from(u16::from_be_bytes([x1, x0]));
    match unit {
        1 if density > 1 => Some(density),
        // Dots per centimetre.
        2 if density > 1 => Some((density * 254 + 50) / 100),
        _ => None,
    }
}

/// The same JPEG, shown turned: its picture is not touched, only the orientation that Exif says.
pub(super) fn with_turn(bytes: &[u8], turn: Turn) -> Option<Vec<u8>> {
    let (segments, picture) = jpeg_segments(bytes)?;
    let mut turned = Vec::with_capacity(bytes.len() + 64);
    turned.extend([0xff, 0xd8]);
    let is_patched = segments.iter().find_map(exif_of).and_then(Ifd::first).is_some_and(|ifd| ifd.orientation_at().is_some());
    // JFIF wants its segment first, so ours follows it.
    let (before, after) = segments.split_at(usize::from(segments.first().is_some_and(|first| first.marker == 0xe0)));
    before.iter().for_each(|segment| turned.extend_from_slice(segment.bytes));
    if !is_patched {
        turned.extend(exif_segment(turn));
    }
    for segment in after {
        match exif_of(segment) {
            Some(exif) if is_patched => turned.extend(patched(segment.bytes, exif, turn)),
            Some(_) => {}
            None => turned.extend_from_slice(segment.bytes),
        }
    }
    turned.extend_from_slice(picture);
    Some(turned)
}

/// The value of Exif's orientation.
fn orientation(turn: Turn) -> u8 {
    match turn {
        Turn::None => 1,
        Turn::Half => 3,
        Turn::Right => 6,
        Turn::Left => 8,
    }
}

/// A segment that says nothing but the orientation.
fn exif_segment(turn: Turn) -> Vec<u8> {
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend(EXIF);
    segment.extend(b"MM\0\x2a\0\0\0\x08\0\x01");
    segment.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation(turn), 0, 0]);
    segment.extend([0, 0, 0, 0]);
    segment
}

/// The segment with another orientation in its place.
fn patched(segment: &[u8], exif: &[u8], turn: Turn) -> Vec<u8> {
    let mut segment = segment.to_vec();
    let before = segment.len() - exif.len();
    if let Some((at, is_big)) = Ifd::first(exif).and_then(|ifd| ifd.orientation_at())
        && let Some(value) = segment.get_mut(before + at..before + at + 2)
    {
        value.copy_from_slice(&if is_big { [0, orientation(turn)] } else { [orientation(turn), 0] });
    }
    segment
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::{JpegEncoder, PixelDensity};
    use image::metadata::Orientation;
    use image::{ImageDecoder as _, ImageReader, Rgb, RgbImage};

    use super::*;

    fn jpeg(dpi: u16) -> Vec<u8> {
        let picture = RgbImage::from_fn(40, 60, |x, y| Rgb([(x * 6) as u8, (y * 4) as u8, 90]));
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        encoder.set_pixel_density(PixelDensity::dpi(dpi));
        encoder.encode_image(&picture).expect("in memory");
        bytes
    }

    fn orientation_of(bytes: &[u8]) -> Orientation {
        let reader = ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().expect("in memory");
        reader.into_decoder().expect("a jpeg").orientation().expect("read")
    }

    #[test]
    fn facts_are_read_without_unpacking() {
        let facts = facts(&jpeg(300)).expect("a jpeg");
        assert_eq!((facts.width, facts.height, facts.channels, facts.dpi, facts.turn), (40, 60, 3, Some(300), Turn::None));
    }

    #[test]
    fn a_jpeg_without_its_end_is_cut_off() {
        let whole = jpeg(300);
        for length in [3, 40, whole.len() / 2, whole.len() - 2] {
            assert_eq!(facts(&whole[..length]), Err(Fault::CutOff), "{length}");
        }
    }

    #[test]
    fn a_turn_is_written_and_read_and_the_picture_stays() {
        let whole = jpeg(200);
        let (_, picture) = jpeg_segments(&whole).expect("a jpeg");
        for (turn, seen) in
            [(Turn::Right, Orientation::Rotate90), (Turn::Half, Orientation::Rotate180), (Turn::Left, Orientation::Rotate270)]
        {
            let turned = with_turn(&whole, turn).expect("a jpeg");
            assert_eq!(facts(&turned).expect("a jpeg").turn, turn);
            assert_eq!(orientation_of(&turned), seen);
            assert!(turned.ends_with(picture), "the picture's bytes are the same");
            // Once more: the value is changed in its place.
            let again = with_turn(&turned, Turn::None).expect("a jpeg");
            assert_eq!((facts(&again).expect("a jpeg").turn, again.len()), (Turn::None, turned.len()));
        }
    }
}
