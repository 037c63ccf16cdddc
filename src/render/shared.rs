//! Pages that are no papers, made of the shared templates: measuring texts, a calibration page.

use jiff::civil::Date;
use typst::diag::{FileError, FileResult, Warned};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};
use typst_layout::PagedDocument;

use super::templates::file_id;
use super::{Fault, Templates, pdf_of};
use crate::model::Rendered;

/// `/shared/<name>.typ` with its data, `/shared/<name>.json`.
pub(super) struct SharedWorld<'a> {
    templates: &'a Templates,
    main: FileId,
    data: (FileId, Bytes),
}

impl<'a> SharedWorld<'a> {
    pub(super) fn new(templates: &'a Templates, name: &str, json: String) -> Result<Self, Fault> {
        let data = file_id(&format!("/shared/{name}.json"))?;
        Ok(Self { templates, main: file_id(&format!("/shared/{name}.typ"))?, data: (data, Bytes::from_string(json)) })
    }

    /// Lays its pages out; a warning is a fault here as it is on papers.
    pub(super) fn compile(&self) -> Result<PagedDocument, Fault> {
        let Warned { output, warnings } = typst::compile::<PagedDocument>(self);
        let document = output.map_err(|errors| Fault::of(self, &errors))?;
        if warnings.is_empty() { Ok(document) } else { Err(Fault::of(self, &warnings)) }
    }
}

/// Sets a page of the shared templates, `/shared/<name>.typ`, with its data.
///
/// # Errors
/// What Typst says against it, with the template's line.
pub fn render_shared(templates: &Templates, name: &str, json: String, date: Date) -> Result<Rendered, Fault> {
    let world = SharedWorld::new(templates, name, json)?;
    let document = world.compile()?;
    let standards = ["a-2a".to_owned(), "ua-1".to_owned()];
    pdf_of(&world, &document, name, &standards, date)
}

impl World for SharedWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.templates.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.templates.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.templates.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let is_data = id == self.data.0;
        is_data.then(|| self.data.1.clone()).or_else(|| self.templates.files.get(&id).cloned()).ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.templates.fonts.get(index).cloned()
    }

    /// No clock here either.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
