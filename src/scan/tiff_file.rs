//! TIFF files page by page, and the directories that Exif shares with them.

use std::collections::BTreeSet;
use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageBuffer, RgbImage, RgbaImage};
use tiff::decoder::{Decoder, DecodingResult};
use tiff::{ColorType, TiffError};

use super::limits::Limits;
use super::page::{Fault, Turn};

const NEW_SUBFILE_TYPE: u16 = 254;
const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const ORIENTATION: u16 = 274;
const X_RESOLUTION: u16 = 282;
const RESOLUTION_UNIT: u16 = 296;

/// A directory of tags in a TIFF file or in the Exif data of a JPEG.
#[derive(Clone, Copy)]
pub(super) struct Ifd<'a> {
    bytes: &'a [u8],
    is_big: bool,
    /// Where it begins.
    at: usize,
    count: usize,
}

impl<'a> Ifd<'a> {
    /// The first directory.
    pub fn first(bytes: &'a [u8]) -> Option<Self> {
        let is_big = match bytes.get(..4)? {
            b"MM\0\x2a" => true,
            b"II\x2a\0" => false,
            _ => return None,
        };
        let empty = Self { bytes, is_big, at: 0, count: 0 };
        empty.at(empty.long(4)? as usize)
    }

    fn at(self, at: usize) -> Option<Self> {
        let count = usize::from(self.short(at)?);
        self.bytes.get(at..at + 2 + count * 12 + 4)?;
        Some(Self { at, count, ..self })
    }

    /// The next directory; `None` after the last.
    pub fn next(self) -> Option<Self> {
        let next = self.long(self.at + 2 + self.count * 12)? as usize;
        if next == 0 { None } else { self.at(next) }
    }

    fn short(self, at: usize) -> Option<u16> {
        let pair = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    }

    fn long(self, at: usize) -> Option<u32> {
        let four = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.is_big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    }

    /// Where a tag's entry stands.
    fn entry(self, tag: u16) -> Option<usize> {
        (0..self.count).map(|at| self.at + 2 + at * 12).find(|at| self.short(*at) == Some(tag))
    }

    /// A tag with one whole number.
    fn number(self, tag: u16) -> Option<u32> {
        let at = self.entry(tag)?;
        match self.short(at + 2)? {
            3 => self.short(at + 8).map(u32::from),
            4 => self.long(at + 8),
            _ => None,
        }
    }

    /// Where the value of the orientation stands, and whether its high byte comes first.
    pub fn orientation_at(self) -> Option<(usize, bool)> {
        let at = self.entry(ORIENTATION)?;
        (self.short(at + 2)? == 3).then_some((at + 8, self.is_big))
    }

    /// How the picture must be turned. A mirrored one is taken as if it were not: scanners make none.
    pub fn turn(&self) -> Turn {
        match self.number(ORIENTATION) {
            Some(3 | 4) => Turn::Half,
            Some(5 | 6) => Turn::Right,
            Some(7 | 8) => Turn::Left,
            _ => Turn::None,
        }
    }

    /// Dots per inch.
    pub fn dpi(&self) -> Option<u32> {
        let at = self.long(self.entry(X_RESOLUTION)? + 8)? as usize;
        let (above, below) = (f64::from(self.long(at)?), f64::from(self.long(at + 4)?));
        let density = if below > 0.0 { above / below } else { return None };
        let dpi = if self.number(RESOLUTION_UNIT) == Some(3) { density * 2.54 } else { density };
        (dpi > 1.0 && dpi < 100_000.0).then(|| dpi.round() as u32)
    }
}

/// A page of a TIFF file, not yet unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TiffPage {
    /// Which directory of the file is its own, from 0.
    index: usize,
    pub dpi: Option<u32>,
    pub turn: Turn,
    pub width: u32,
    pub height: u32,
}

/// The pages of a TIFF file; small pictures of the same pages are left out.
pub(super) fn pages(bytes: &[u8], limits: &Limits) -> Result<Vec<TiffPage>, Fault> {
    let mut next = Some(Ifd::first(bytes).ok_or(Fault::CutOff)?);
    let (mut pages, mut seen) = (Vec::new(), BTreeSet::new());
    while let Some(ifd) = next {
        if !seen.insert(ifd.at) || pages.len() >= limits.max_pages {
            return Err(Fault::Damaged("its pages form a circle or are too many".to_owned()));
        }
        if ifd.number(NEW_SUBFILE_TYPE).unwrap_or(0) & 1 == 0 {
            pages.push(page_of(ifd, seen.len() - 1)?);
        }
        // A directory that cannot be read ends the file early, and then its other pages are not to be trusted either.
        let is_last = ifd.long(ifd.at + 2 + ifd.count * 12) == Some(0);
        next = ifd.next();
        if next.is_none() && !is_last {
            return Err(Fault::CutOff);
        }
    }
    Ok(pages)
}

fn page_of(ifd: Ifd, index: usize) -> Result<TiffPage, Fault> {
    let size = |tag| ifd.number(tag).ok_or_else(|| Fault::Damaged("a page without a size".to_owned()));
    Ok(TiffPage { index, dpi: ifd.dpi(), turn: ifd.turn(), width: size(WIDTH)?, height: size(HEIGHT)? })
}

/// Unpacks a page.
pub(super) fn unpack(bytes: &[u8], page: TiffPage, limits: &Limits) -> Result<DynamicImage, Fault> {
    if u64::from(page.width) * u64::from(page.height) > limits.max_pixels {
        return Err(Fault::TooLarge);
    }
    let most = usize::try_from(limits.max_pixels.saturating_mul(8)).unwrap_or(usize::MAX);
    let mut allowed = tiff::decoder::Limits::default();
    (allowed.decoding_buffer_size, allowed.intermediate_buffer_size) = (most, most);
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(|error| fault(&error))?.with_limits(allowed);
    decoder.seek_to_image(page.index).map_err(|error| fault(&error))?;
    let colours = decoder.colortype().map_err(|error| fault(&error))?;
    let pixels = decoder.read_image().map_err(|error| fault(&error))?;
    picture(page, colours, pixels).ok_or_else(|| Fault::Damaged(format!("colours as {colours:?}")))
}

fn fault(error: &TiffError) -> Fault {
    match error {
        TiffError::LimitsExceeded => Fault::TooLarge,
        TiffError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Fault::CutOff,
        _ => Fault::Damaged(error.to_string()),
    }
}

/// Grey of one, eight or sixteen bits, colours of eight or sixteen, four inks of eight; `None` for palettes and whatever else.
fn picture(page: TiffPage, colours: ColorType, pixels: DecodingResult) -> Option<DynamicImage> {
    let (width, height) = (page.width, page.height);
    match (colours, pixels) {
        (ColorType::Gray(1), DecodingResult::U8(bits)) => {
            GrayImage::from_raw(width, height, bytes_of_bits(&bits, width as usize)).map(DynamicImage::ImageLuma8)
        }
        (ColorType::Gray(8), DecodingResult::U8(data)) => GrayImage::from_raw(width, height, data).map(DynamicImage::ImageLuma8),
        (ColorType::RGB(8), DecodingResult::U8(data)) => RgbImage::from_raw(width, height, data).map(DynamicImage::ImageRgb8),
        (ColorType::RGBA(8), DecodingResult::U8(data)) => RgbaImage::from_raw(width, height, data).map(DynamicImage::ImageRgba8),
        (ColorType::Gray(16), DecodingResult::U16(data)) => {
            ImageBuffer::from_raw(width, height, data).map(DynamicImage::ImageLuma16)
        }
        (ColorType::RGB(16), DecodingResult::U16(data)) => {
            ImageBuffer::from_raw(width, height, data).map(DynamicImage::ImageRgb16)
        }
        (ColorType::CMYK(8), DecodingResult::U8(data)) => {
            let mixed = |ink: u8, black: u8| (u32::from(255 - ink) * u32::from(255 - black) / 255) as u8;
            let colours = data.chunks_exact(4).flat_map(|inks| [0, 1, 2].map(|at| mixed(inks[at], inks[3]))).collect();
            RgbImage::from_raw(width, height, colours).map(DynamicImage::ImageRgb8)
        }
        _ => None,
    }
}

/// Rows of bits, each begun on a byte, as rows of bytes.
pub(super) fn bytes_of_bits(bits: &[u8], width: usize) -> Vec<u8> {
    let value = |byte: u8, at: usize| if byte >> (7 - at) & 1 == 1 { 255 } else { 0 };
    let rows = bits.chunks(width.div_ceil(8).max(1));
    rows.flat_map(|row| (0..width.min(row.len() * 8)).map(move |x| value(row[x / 8], x % 8))).collect()
}

#[cfg(test)]
mod tests {
    use image::{Luma, Rgb};
    use tiff::encoder::{Compression, Rational, TiffEncoder, colortype};

    use super::*;

    fn page(shade: u8) -> RgbImage {
        RgbImage::from_fn(40, 30, |x, y| Rgb([shade, (x * 6) as u8, (y * 8) as u8]))
    }

    fn file() -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut bytes).expect("in memory").with_compression(Compression::Lzw);
        for shade in [10, 200] {
            let mut image = encoder.new_image::<colortype::RGB8>(40, 30).expect("in memory");
            image.resolution(tiff::tags::ResolutionUnit::Centimeter, Rational { n: 118, d: 1 });
            image.write_data(page(shade).as_raw()).expect("in memory");
        }
        let grey = GrayImage::from_fn(40, 30, |x, _| Luma([(x * 6) as u8]));
        encoder.write_image::<colortype::Gray8>(40, 30, grey.as_raw()).expect("in memory");
        bytes.into_inner()
    }

    #[test]
    fn every_page_is_read() {
        let (bytes, limits) = (file(), Limits::default());
        let pages = pages(&bytes, &limits).expect("a file");
        assert_eq!(pages.len(), 3);
        assert_eq!((pages[0].dpi, pages[0].turn, pages[0].width), (Some(300), Turn::None, 40));
        assert_eq!(unpack(&bytes, pages[1], &limits), Ok(DynamicImage::ImageRgb8(page(200))));
        assert!(unpack(&bytes, pages[2], &limits).expect("a page").as_luma8().is_some());
    }

    #[test]
    fn what_is_cut_off_or_too_large_is_said() {
        let (bytes, limits) = (file(), Limits::default());
        // The directories stand after the pictures.
        for length in [4, 100, bytes.len() / 2, bytes.len() - 3] {
            let opened = pages(&bytes[..length], &limits);
            let is_told =
                opened.is_err() || opened.is_ok_and(|pages| unpack(&bytes[..length], pages[pages.len() - 1], &limits).is_err());
            assert!(is_told, "{length}");
        }
        let small = Limits { max_pixels: 100, ..Limits::default() };
        assert_eq!(unpack(&bytes, pages(&bytes, &limits).expect("a file")[0], &small), Err(Fault::TooLarge));
    }

    #[test]
    fn bits_become_bytes_row_by_row() {
        assert_eq!(bytes_of_bits(&[0b1010_0000, 0, 0b0000_0000, 0b1000_0000], 9), {
            let mut rows = vec![0; 18];
            (rows[0], rows[2], rows[17]) = (255, 255, 255);
            rows
        });
    }
}
