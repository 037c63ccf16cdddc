//! The contact sheet: every page that a person must look at, in one HTML file that works offline, and the list to fill in.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use rayon::prelude::*;
use tera::{Context, Tera};

use super::decisions::Decisions;
use super::deliver::Delivery;
use super::error::Error;
use super::file::turned;
use super::limits::Limits;
use super::matching::{Expected, Matched};
use super::page::Turn;
use super::placing::Doubt;
use super::sheet_lines::{LABELS, Shown, decisions_csv, shown};
use crate::diag::{Lang, ui};

/// The page's name; its ending makes Tera escape every value for HTML.
const NAME: &str = "sheet.html";
const SHEET: &str = include_str!("sheet.html");

/// Long side of a thumbnail, in pixels.
const THUMBNAIL: u32 = 420;
/// Quality of a thumbnail's JPEG.
const QUALITY: u8 = 60;

/// What a person needs to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactSheet {
    /// The page to look at: one HTML file.
    pub html: String,
    /// The list to fill in, `decisions.csv`: what is open, and what was decided before.
    pub decisions: Vec<u8>,
}

/// Shows every page a person must look at. Thumbnails are read from the folder again; a page that cannot be read has none.
///
/// # Errors
/// What Tera says of the template; the template is part of the program and tested, so never because of the data.
pub fn contact_sheet(
    folder: &Path,
    matched: &Matched,
    expected: &[Expected],
    decisions: &Decisions,
    limits: &Limits,
    lang: Lang,
) -> Result<ContactSheet, Error> {
    let thumbnails = thumbnails(folder, matched, limits);
    let shown = shown(matched, expected, &thumbnails, lang);
    let html = page(&shown, lang).map_err(|error| Error::Sheet(error.to_string()))?;
    Ok(ContactSheet { html, decisions: decisions_csv(matched, decisions, lang) })
}

pub(super) fn page(shown: &Shown, lang: Lang) -> Result<String, tera::Error> {
    let mut tera = Tera::default();
    tera.add_raw_template(NAME, SHEET)?;
    let labels: BTreeMap<String, String> = LABELS.iter().map(|key| (key.replace('-', "_"), ui(lang, key, &[]))).collect();
    let mut context = Context::new();
    context.insert("lang", lang.code());
    context.insert("label", &labels);
    context.insert("shown", shown);
    tera.render(NAME, &context)
}

/// Pictures by file and page, as addresses that hold them.
pub(super) type Thumbnails = BTreeMap<(String, u32), String>;

/// File by file, so that a long one is opened once.
fn thumbnails(folder: &Path, matched: &Matched, limits: &Limits) -> Thumbnails {
    let mut by_file: BTreeMap<&str, Vec<(u32, Turn)>> = BTreeMap::new();
    for Doubt { page, turn, .. } in matched.doubts.iter().chain(&matched.left_over) {
        by_file.entry(&page.file).or_default().push((page.page, *turn));
    }
    let of_file = |(file, pages): (&str, Vec<(u32, Turn)>)| {
        let delivery = Delivery::new(folder, limits);
        let pictures = pages.into_iter().filter_map(|(number, turn)| {
            let page = delivery.open(file).ok()?.page(number, limits).ok()?;
            let small = page.image.thumbnail(THUMBNAIL, THUMBNAIL);
            Some(((file.to_owned(), number), address(&turned(&small, turn))?))
        });
        pictures.collect::<Vec<_>>()
    };
    by_file.into_par_iter().flat_map_iter(of_file).collect()
}

fn address(picture: &image::DynamicImage) -> Option<String> {
    let mut bytes = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&picture.to_rgb8()).ok()?;
    Some(format!("data:image/jpeg;base64,{}", STANDARD.encode(bytes.into_inner())))
}
