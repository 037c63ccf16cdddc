//! The world a single page is set in.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use super::templates::file_id;
use super::{Fault, Paper, Templates};

/// The shared templates plus one paper's data and photo.
pub(super) struct PaperWorld<'a> {
    templates: &'a Templates,
    main: FileId,
    /// Where a template reads its data: `data.json` beside it.
    data_file: FileId,
    data: Bytes,
    photo: Option<(FileId, Bytes)>,
}

impl<'a> PaperWorld<'a> {
    pub(super) fn new(templates: &'a Templates, paper: &Paper) -> Result<Self, Fault> {
        let photo = match &paper.photo {
            Some((name, bytes)) => Some((file_id(name)?, Bytes::new(bytes.clone()))),
            None => None,
        };
        Ok(Self {
            templates,
            main: file_id(&format!("/{}/main.typ", paper.kind))?,
            data_file: file_id(&format!("/{}/data.json", paper.kind))?,
            data: Bytes::from_string(paper.json.clone()),
            photo,
        })
    }
}

impl World for PaperWorld<'_> {
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
        if id == self.data_file || id == self.templates.data {
            return Ok(self.data.clone());
        }
        if let Some((_, bytes)) = self.photo.as_ref().filter(|(photo, _)| *photo == id) {
            return Ok(bytes.clone());
        }
        self.templates.files.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.templates.fonts.get(index).cloned()
    }

    /// No clock: a paper's dates are data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
