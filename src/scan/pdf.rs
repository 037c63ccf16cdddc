//! PDF files page by page: a page that is one picture gives that picture as it is, any other page is drawn.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use image::{DynamicImage, RgbImage};

use super::file::Unpacked;
use super::guard;
use super::limits::Limits;
use super::page::{Fault, Format, Turn};
use super::pdf_image;

/// An opened PDF.
pub(super) struct PdfFile(Pdf);

impl PdfFile {
    /// Opens a PDF once what it would unpack to is known.
    pub fn open(bytes: Arc<Vec<u8>>, limits: &Limits) -> Result<Self, Fault> {
        guard::check(&bytes, limits)?;
        let pdf = guarded(|| Pdf::new(bytes).map_err(|error| Fault::Damaged(format!("{error:?}"))))?;
        let file = Self(pdf);
        match guarded(|| Ok(file.0.pages().len()))? {
            0 => Err(Fault::Damaged("it has no pages".to_owned())),
            count if count > limits.max_pages => Err(Fault::TooLarge),
            _ => Ok(file),
        }
    }

    /// How many pages it has.
    pub fn len(&self) -> usize {
        self.0.pages().len()
    }

    /// A page, from 0.
    pub fn page(&self, at: usize, limits: &Limits) -> Result<Unpacked, Fault> {
        guarded(|| {
            let page = self.0.pages().get(at).ok_or_else(|| Fault::Damaged("a page is missing".to_owned()))?;
            match pdf_image::only_picture(page, limits)? {
                Some(page) => Ok(page),
                None => drawn(page, limits),
            }
        })
    }
}

/// A panic of the reader is a fault of the file.
fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Fault::Damaged("it cannot be made out".to_owned())))
}

fn drawn(page: &Page, limits: &Limits) -> Result<Unpacked, Fault> {
    let scale = limits.drawn_dpi as f32 / 72.0;
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width * scale).floor(), f64::from(height * scale).floor());
    let is_ordinary = |side: f64| (1.0..=f64::from(u16::MAX)).contains(&side);
    if !is_ordinary(width) || !is_ordinary(height) || width * height > limits.max_pixels as f64 {
        return Err(Fault::TooLarge);
    }
    let settings = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let pixels = hayro::render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
    let colours = pixels.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let image = RgbImage::from_raw(width, height, colours).ok_or_else(|| Fault::Damaged("a page cannot be drawn".to_owned()))?;
    Ok(Unpacked {
        image: DynamicImage::ImageRgb8(image),
        format: Format::PdfDrawn,
        jpeg: None,
        dpi: Some(limits.drawn_dpi),
        turn: Turn::None,
    })
}
