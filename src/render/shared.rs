//! Pages that are no papers, made of the shared templates: measuring texts, a calibration page.

use jiff::civil::Date;
use typst::foundations::Bytes;

use super::world::PageWorld;
use super::{Fault, Templates, pdf_of};
use crate::model::Rendered;

/// The world of `/shared/<name>.typ` with its data, `/shared/<name>.json`.
pub(super) fn shared_world<'a>(templates: &'a Templates, name: &str, json: String) -> Result<PageWorld<'a>, Fault> {
    let data = (format!("/shared/{name}.json"), Bytes::from_string(json));
    PageWorld::new(templates, &format!("/shared/{name}.typ"), vec![data])
}

/// Sets a page of the shared templates, `/shared/<name>.typ`, with its data.
///
/// # Errors
/// What Typst says against it, with the template's line.
pub fn render_shared(templates: &Templates, name: &str, json: String, date: Date) -> Result<Rendered, Fault> {
    let world = shared_world(templates, name, json)?;
    let document = world.compile()?;
    let standards = ["a-2a".to_owned(), "ua-1".to_owned()];
    pdf_of(&world, &document, name, &standards, date)
}
