//! A book: a template of its own folder, with its data and as many pictures as it has.

use jiff::civil::Date;
use typst::foundations::Bytes;

use super::world::PageWorld;
use super::{Fault, Templates, pdf_of};
use crate::model::Rendered;

/// Sets `/<folder>/main.typ` with its `data.json` beside it, and pictures by their names within the folder. PDF/A-2a and PDF/UA-1.
///
/// # Errors
/// What Typst says against it, with the template's line; a warning is a fault too.
pub fn bind_book(
    templates: &Templates,
    folder: &str,
    key: &str,
    json: String,
    pictures: Vec<(String, Vec<u8>)>,
    date: Date,
) -> Result<Rendered, Fault> {
    let data = (format!("/{folder}/data.json"), Bytes::from_string(json));
    let pictures = pictures.into_iter().map(|(name, bytes)| (format!("/{folder}/{name}"), Bytes::new(bytes)));
    let world = PageWorld::new(templates, &format!("/{folder}/main.typ"), std::iter::once(data).chain(pictures).collect())?;
    let document = world.compile()?;
    pdf_of(&world, &document, key, &["a-2a".to_owned(), "ua-1".to_owned()], date)
}
