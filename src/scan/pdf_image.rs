//! A page of a PDF that is one picture: found in what the page draws, and taken out of the file.

use hayro::hayro_syntax::Filter;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::object::dict::keys;
use hayro::hayro_syntax::object::stream::{ImageColorSpace, ImageDecodeParams};
use hayro::hayro_syntax::object::{Array, Dict, Name, Rect, Stream};
use hayro::hayro_syntax::page::{Page, Rotation};
use image::{DynamicImage, GrayImage, ImageFormat, RgbImage};

use super::file::Unpacked;
use super::jpeg;
use super::limits::Limits;
use super::page::{Fault, Format, Turn};
use super::tiff_file::bytes_of_bits;

/// How a unit square lies on the page, as PDF writes it: the new `x` is `a·x + c·y + e`, the new `y` is `b·x + d·y + f`.
type Matrix = [f64; 6];

/// Text that is not painted: the words an OCR program lays over a scan.
const INVISIBLE: i64 = 3;

/// The one picture a page consists of; `None` where it is anything else and must be drawn.
pub(super) fn only_picture(page: &Page, limits: &Limits) -> Result<Option<Unpacked>, Fault> {
    let Some((stream, matrix)) = lone_picture(page) else { return Ok(None) };
    let Some(turn) = turn_of(matrix).filter(|_| covers(matrix, page.intersected_crop_box())) else { return Ok(None) };
    let Some(picture) = Picture::of(&stream) else { return Ok(None) };
    if u64::from(picture.width) * u64::from(picture.height) > limits.max_pixels {
        return Err(Fault::TooLarge);
    }
    let (image, format, jpeg) = match jpeg_of(&stream, &picture) {
        Some(bytes) => (unpacked_jpeg(&bytes, limits)?, Format::PdfJpeg, Some(bytes)),
        None => match picture.pixels(&stream)? {
            Some(image) => (image, Format::PdfPixels, None),
            None => return Ok(None),
        },
    };
    let inches = matrix[0].hypot(matrix[1]) / 72.0;
    let dpi = (inches > 0.0).then(|| (f64::from(image.width()) / inches).round() as u32);
    let on_page = match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 1,
        Rotation::Flipped => 2,
        Rotation::FlippedHorizontal => 3,
    };
    Ok(Some(Unpacked { image, format, jpeg, dpi, turn: Turn::quarters(turn + on_page) }))
}

/// The picture and where it lies, if the page paints nothing else.
fn lone_picture<'a>(page: &Page<'a>) -> Option<(Stream<'a>, Matrix)> {
    let mut state = (IDENTITY, 0);
    let (mut saved, mut found) = (Vec::new(), None);
    let mut instructions = page.typed_operations();
    while let Some(instruction) = instructions.next() {
        match instruction {
            TypedInstruction::SaveState(_) => saved.push(state),
            TypedInstruction::RestoreState(_) => state = saved.pop().unwrap_or(state),
            TypedInstruction::Transform(m) => {
                let inner = [m.0.as_f64(), m.1.as_f64(), m.2.as_f64(), m.3.as_f64(), m.4.as_f64(), m.5.as_f64()];
                state.0 = product(inner, state.0);
            }
            TypedInstruction::TextRenderingMode(mode) => state.1 = mode.0.as_i64(),
            TypedInstruction::XObject(name) => {
                let stream = page.resources().get_x_object(name.0)?;
                if found.is_some() || &*stream.dict().get::<Name>(keys::SUBTYPE)? != b"Image" {
                    return None;
                }
                found = Some((stream, state.0));
            }
            other if paints(&other, state.1) => return None,
            _ => {}
        }
    }
    found
}

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `inner`, then `outer`.
fn product(inner: Matrix, outer: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = inner;
    let across = |x: f64, y: f64| x * outer[0] + y * outer[2];
    let up = |x: f64, y: f64| x * outer[1] + y * outer[3];
    [across(a, b), up(a, b), across(c, d), up(c, d), across(e, f) + outer[4], up(e, f) + outer[5]]
}

fn paints(instruction: &TypedInstruction, text_mode: i64) -> bool {
    use TypedInstruction as I;
    match instruction {
        I::ShowText(_) | I::ShowTexts(_) | I::NextLineAndShowText(_) | I::ShowTextWithParameters(_) => text_mode != INVISIBLE,
        I::StrokePath(_) | I::CloseAndStrokePath(_) | I::FillPathNonZero(_) | I::FillPathNonZeroCompatibility(_) => true,
        I::FillPathEvenOdd(_) | I::FillAndStrokeNonZero(_) | I::FillAndStrokeEvenOdd(_) => true,
        I::CloseFillAndStrokeNonZero(_) | I::CloseFillAndStrokeEvenOdd(_) | I::Shading(_) | I::InlineImage(_) => true,
        _ => false,
    }
}

/// Quarters of a turn, clockwise, by which the page shows the picture; `None` where it leans or is mirrored.
fn turn_of([a, b, c, d, ..]: Matrix) -> Option<i64> {
    let length = a.hypot(b).max(c.hypot(d));
    let none = |value: f64| value.abs() < length * 0.02;
    match () {
        () if none(b) && none(c) && a > 0.0 && d > 0.0 => Some(0),
        () if none(a) && none(d) && b < 0.0 && c > 0.0 => Some(1),
        () if none(b) && none(c) && a < 0.0 && d < 0.0 => Some(2),
        () if none(a) && none(d) && b > 0.0 && c < 0.0 => Some(3),
        () => None,
    }
}

/// Whether the picture fills the page, and the page shows nearly all of it.
fn covers([a, b, c, d, e, f]: Matrix, page: Rect) -> bool {
    let (x0, x1) = (e + a.min(0.0) + c.min(0.0), e + a.max(0.0) + c.max(0.0));
    let (y0, y1) = (f + b.min(0.0) + d.min(0.0), f + b.max(0.0) + d.max(0.0));
    let both = (x1.min(page.x1) - x0.max(page.x0)).max(0.0) * (y1.min(page.y1) - y0.max(page.y0)).max(0.0);
    both >= 0.8 * page.width() * page.height() && both >= 0.94 * (x1 - x0) * (y1 - y0)
}

/// What a picture's dictionary says.
struct Picture {
    width: u32,
    height: u32,
    bits: u8,
    /// Channels of its pixels, where they are plain grey or plain colours.
    channels: u8,
    is_negative: bool,
}

impl Picture {
    /// `None` where it has a mask, a palette or colours that only drawing makes right.
    fn of(stream: &Stream) -> Option<Self> {
        let dict = stream.dict();
        let is_masked = dict.contains_key(keys::SMASK) || dict.contains_key(keys::MASK);
        if is_masked || dict.get::<bool>(keys::IMAGE_MASK).unwrap_or(false) {
            return None;
        }
        let decode = dict.get::<Array>(keys::DECODE).map(|array| array.iter::<f64>().collect::<Vec<_>>());
        let is_negative = match decode.as_deref() {
            None => false,
            Some(pairs) if pairs.chunks(2).all(|pair| pair == [0.0, 1.0]) => false,
            Some(pairs) if pairs.chunks(2).all(|pair| pair == [1.0, 0.0]) => true,
            Some(_) => return None,
        };
        let (width, height) = (dict.get::<u32>(keys::WIDTH)?, dict.get::<u32>(keys::HEIGHT)?);
        let bits = dict.get::<u8>(keys::BITS_PER_COMPONENT).unwrap_or(8);
        Some(Self { width, height, bits, channels: channels(dict)?, is_negative })
    }

    /// Its pixels, unpacked without loss.
    fn pixels(&self, stream: &Stream) -> Result<Option<DynamicImage>, Fault> {
        let params = ImageDecodeParams {
            is_indexed: false,
            bpc: Some(self.bits),
            num_components: Some(self.channels),
            target_dimension: None,
            width: self.width,
            height: self.height,
        };
        let damaged = || Fault::Damaged("a picture cannot be unpacked".to_owned());
        let unpacked = stream.decoded_image(&params).map_err(|_| damaged())?;
        let (width, height, bits, channels) = match &unpacked.image_data {
            Some(data) => {
                let channels = match data.color_space {
                    Some(ImageColorSpace::Gray) => 1,
                    Some(ImageColorSpace::Rgb) => 3,
                    _ => return Ok(None),
                };
                (data.width, data.height, data.bits_per_component, channels)
            }
            None => (self.width, self.height, self.bits, self.channels),
        };
        let mut data = match (bits, channels) {
            (8, 1 | 3) => unpacked.data.into_owned(),
            (1, 1) => bytes_of_bits(&unpacked.data, width as usize),
            _ => return Ok(None),
        };
        let length = width as usize * height as usize * usize::from(channels);
        if data.len() < length {
            return Err(damaged());
        }
        data.truncate(length);
        if self.is_negative {
            data.iter_mut().for_each(|value| *value = !*value);
        }
        Ok(match channels {
            1 => GrayImage::from_raw(width, height, data).map(DynamicImage::ImageLuma8),
            _ => RgbImage::from_raw(width, height, data).map(DynamicImage::ImageRgb8),
        })
    }
}

/// 1 for grey, 3 for colours; `None` for a palette, inks and whatever else.
fn channels(dict: &Dict) -> Option<u8> {
    if let Some(name) = dict.get::<Name>(keys::COLORSPACE) {
        return of_name(&name);
    }
    let array = dict.get::<Array>(keys::COLORSPACE)?;
    let mut parts = array.flex_iter();
    let name = parts.next::<Name>()?;
    match &*name {
        b"ICCBased" => match parts.next::<Stream>()?.dict().get::<u8>(keys::N)? {
            count @ (1 | 3) => Some(count),
            _ => None,
        },
        _ => of_name(&name),
    }
}

fn of_name(name: &Name) -> Option<u8> {
    match &**name {
        b"DeviceGray" | b"CalGray" => Some(1),
        b"DeviceRGB" | b"CalRGB" => Some(3),
        _ => None,
    }
}

/// The JPEG, where the picture is one and nothing is said that its own bytes do not say.
fn jpeg_of(stream: &Stream, picture: &Picture) -> Option<Vec<u8>> {
    let bytes = stream.raw_data();
    let is_plain = *stream.filters() == [Filter::DctDecode] && !picture.is_negative;
    let channels = jpeg::facts(&bytes).map(|facts| facts.channels);
    (is_plain && (channels == Ok(picture.channels) || channels.is_err())).then(|| bytes.into_owned())
}

fn unpacked_jpeg(bytes: &[u8], limits: &Limits) -> Result<DynamicImage, Fault> {
    let facts = jpeg::facts(bytes)?;
    if u64::from(facts.width) * u64::from(facts.height) > limits.max_pixels {
        return Err(Fault::TooLarge);
    }
    image::load_from_memory_with_format(bytes, ImageFormat::Jpeg).map_err(|error| Fault::Damaged(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_says_how_a_picture_is_shown() {
        assert_eq!(turn_of([595.0, 0.0, 0.0, 842.0, 0.0, 0.0]), Some(0));
        assert_eq!(turn_of([0.0, -842.0, 595.0, 0.0, 0.0, 842.0]), Some(1));
        assert_eq!(turn_of([-595.0, 0.0, 0.0, -842.0, 595.0, 842.0]), Some(2));
        assert_eq!(turn_of([0.0, 842.0, -595.0, 0.0, 595.0, 0.0]), Some(3));
        assert_eq!(turn_of([-595.0, 0.0, 0.0, 842.0, 595.0, 0.0]), None, "mirrored");
        assert_eq!(turn_of([400.0, 400.0, -400.0, 400.0, 0.0, 0.0]), None, "leaning");
    }

    #[test]
    fn matrices_follow_one_another() {
        let shifted = product([2.0, 0.0, 0.0, 3.0, 0.0, 0.0], [1.0, 0.0, 0.0, 1.0, 10.0, 20.0]);
        assert_eq!(shifted, [2.0, 0.0, 0.0, 3.0, 10.0, 20.0]);
        assert_eq!(product(IDENTITY, shifted), shifted);
    }
}
