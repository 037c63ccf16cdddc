//! The world a page is set in: the shared templates and fonts, and what is the page's own.

use typst::diag::{FileError, FileResult, Warned};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};
use typst_layout::PagedDocument;

use super::templates::file_id;
use super::{Fault, Templates};

/// The shared templates plus a page's own files: its data, its photo.
pub(super) struct PageWorld<'a> {
    templates: &'a Templates,
    main: FileId,
    own: Vec<(FileId, Bytes)>,
}

impl<'a> PageWorld<'a> {
    /// A world whose page begins in `main`; `own` are the paths and contents of its own files.
    pub(super) fn new(templates: &'a Templates, main: &str, own: Vec<(String, Bytes)>) -> Result<Self, Fault> {
        let own = own.into_iter().map(|(path, bytes)| Ok((file_id(&path)?, bytes))).collect::<Result<_, Fault>>()?;
        Ok(Self { templates, main: file_id(main)?, own })
    }

    /// Lays the pages out. A warning is a fault: an unknown font or a page that never settles would be a silent fallback.
    pub(super) fn compile(&self) -> Result<PagedDocument, Fault> {
        let Warned { output, warnings } = typst::compile::<PagedDocument>(self);
        let document = output.map_err(|errors| Fault::of(self, &errors))?;
        if warnings.is_empty() { Ok(document) } else { Err(Fault::of(self, &warnings)) }
    }
}

impl World for PageWorld<'_> {
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
        let own = self.own.iter().find(|(path, _)| *path == id).map(|(_, bytes)| bytes);
        own.or_else(|| self.templates.files.get(&id)).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.templates.fonts.get(index).cloned()
    }

    /// No clock: a page's dates are data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
