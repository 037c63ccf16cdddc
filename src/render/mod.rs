//! Stage: a planned paper becomes PDF bytes. The only room that knows Typst.
//!
//! Each worker thread sets one page after another from an index queue; every paper has its own tiny world (the shared
//! templates and fonts, plus its `data.json` and the photo). Nothing outside the templates is reachable: no file, no
//! package, no network, no clock.

mod bound;
mod crew;
mod fault;
mod measure;
mod pages;
mod press;
mod shared;
mod templates;
mod workers;
mod world;

use jiff::civil::Date;
use serde::Deserialize;
use typst::World;
use typst::foundations::{Bytes, Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use bound::bind_book;
pub use crew::{Crew, Recruit, SET_PAPERS, set_for_another};
pub use fault::{End, Fault};
pub use measure::{Boxed, Measured, measure};
pub use pages::{Look, PageText, Run, look};
pub use press::Press;
pub use shared::render_shared;
pub use templates::{Templates, TemplatesError, template_files};
pub use workers::{Job, render_all};

use crate::model::{Rendered, sha256};
use world::PageWorld;

/// A paper ready to be set.
#[derive(Debug)]
pub struct Paper<'a> {
    /// Its key, which becomes the PDF's stable identifier.
    pub key: &'a str,
    /// The kind, whose folder holds `main.typ`.
    pub kind: &'a str,
    /// What the `data.json` beside it says.
    pub json: String,
    /// Name and bytes of the photo.
    pub photo: Option<(&'a str, Vec<u8>)>,
    /// PDF standards, by Typst's names.
    pub standards: &'a [String],
    /// The day the PDF says it was made.
    pub date: Date,
}

/// Sets one paper.
///
/// # Errors
/// What Typst says against it, with the template's line.
pub fn render(templates: &Templates, paper: &Paper) -> Result<Rendered, Fault> {
    let world = paper_world(templates, paper)?;
    let mut document = world.compile()?;
    // The code stands in the PDF also in plain letters, so that it is found where no page can be drawn any more.
    document.info_mut().keywords.extend(code_of(&paper.json).map(Into::into));
    pdf_of(&world, &document, paper.key, paper.standards, paper.date)
}

/// The text of the square that a paper prints.
fn code_of(json: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Data {
        document: Coded,
    }
    #[derive(Deserialize)]
    struct Coded {
        code: Option<String>,
    }
    serde_json::from_str::<Data>(json).ok()?.document.code
}

/// The world of a paper: its data lie beside its template.
fn paper_world<'a>(templates: &'a Templates, paper: &Paper) -> Result<PageWorld<'a>, Fault> {
    let mut own = vec![(format!("/{}/data.json", paper.kind), Bytes::from_string(paper.json.clone()))];
    own.extend(paper.photo.iter().map(|(name, bytes)| ((*name).to_owned(), Bytes::new(bytes.clone()))));
    PageWorld::new(templates, &format!("/{}/main.typ", paper.kind), own)
}

/// The PDF of laid-out pages.
fn pdf_of(world: &dyn World, document: &PagedDocument, key: &str, standards: &[String], date: Date) -> Result<Rendered, Fault> {
    let options = options(key, standards, date)?;
    let mut pdf = typst_pdf::pdf(document, &options).map_err(|errors| Fault::of(world, &errors))?;
    // A signature appended later keeps the file PDF/A only if a line break ends it.
    pdf.push(b'\n');
    Ok(Rendered { pages: document.pages().len(), sha256: sha256(&pdf), pdf })
}

fn options(key: &str, standards: &[String], date: Date) -> Result<PdfOptions, Fault> {
    let standards = standards
        .iter()
        .map(|name| serde_json::from_value::<PdfStandard>(name.as_str().into()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Fault::plain(&error.to_string()))?;
    let (year, month, day) = (i32::from(date.year()), date.month() as u8, date.day() as u8);
    Ok(PdfOptions {
        ident: Smart::Custom(format!("laurea/{key}")),
        creator: Smart::Custom(Some("laurea".to_owned())),
        timestamp: Datetime::from_ymd_hms(year, month, day, 12, 0, 0).map(Timestamp::new_utc),
        page_ranges: None,
        standards: PdfStandards::new(&standards).map_err(|error| Fault::plain(error.message()))?,
        tagged: true,
        pretty: false,
    })
}
