//! What is to be done about each paper of a run, and what it will say; nothing is set here and nothing entered.

use super::{FilesOnDisk, Made, Run};
use crate::model::Document;
use crate::pipeline::press::threads;
use crate::pipeline::{Error, Mode};
use crate::plan::{PaperData, PaperMaker, PhotoFile, thaw};
use crate::register::Entry;
use crate::render::{Fault, render_all};

/// What a run has to do about a paper.
pub(in crate::pipeline) enum Due {
    /// It is to be set and to say this; the register knows what it says by this SHA-256.
    Set(Box<PaperData>, String),
    /// It was issued before, its file is there.
    Kept,
    /// It was issued before and would say something else now; it is not set.
    Differs,
}

impl Run<'_> {
    /// Goes through the papers: what is due about each is looked at by the workers, and taken in the order of the plan.
    pub(in crate::pipeline) fn due<T: Send>(
        &self,
        look: &(dyn Fn(&Document, Due) -> T + Sync),
        mut take: impl FnMut(&Document, Result<T, Fault>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let documents = &self.plan.documents;
        let earlier = self.earlier(documents.iter().map(|document| document.key.as_str()))?;
        let again = self.made_again(&earlier)?;
        let maker = PaperMaker {
            season: &self.checked.season,
            institution: &self.config.institution,
            kinds: &self.checked.kinds,
            photos: self.config.pipeline.inputs.photos.as_deref(),
            is_draft: self.mode == Mode::Draft,
        };
        let files = FilesOnDisk { folder: self.folder.path().to_owned() };
        let job = |at: usize| {
            let document: &Document = &documents[at];
            let earlier = earlier.get(&document.key).map(|entry| Earlier { entry, again: again.get(&document.key) });
            let (data, shown) = said(&maker, document, earlier)?;
            let due = match settled(document, &data, earlier, &files) {
                Some(Made::Differs { .. }) => Due::Differs,
                Some(_) => Due::Kept,
                None => {
                    let hash = data.sha256.clone();
                    Due::Set(Box::new(shown.unwrap_or(data)), hash)
                }
            };
            Ok(look(document, due))
        };
        render_all(documents.len(), threads(self.config, self.options), &job, |at, due| take(&documents[at], due))
    }
}

/// A paper that was made before.
#[derive(Clone, Copy)]
pub(super) struct Earlier<'a> {
    /// The entry by which it was made last.
    pub entry: &'a Entry,
    /// Where that was on another form than at first: as it was at first, and its data now.
    pub again: Option<&'a MadeAgain>,
}

/// A paper that stands on another form than at first.
pub(super) struct MadeAgain {
    pub first: Entry,
    pub data: String,
}

/// What a paper says by today's records and, where it was set again on another form, what it says there.
pub(super) fn said(
    maker: &PaperMaker,
    document: &Document,
    earlier: Option<Earlier>,
) -> Result<(PaperData, Option<PaperData>), Fault> {
    let failed = |error: String| Fault::plain(&error);
    let Some(again) = earlier.and_then(|earlier| earlier.again) else {
        return Ok((maker.make(document).map_err(failed)?, None));
    };
    let data = maker.make(&Document { blank: again.first.form(), ..document.clone() }).map_err(failed)?;
    let json = thaw(&again.data).map_err(failed)?;
    let photo = data.photo.as_ref().map(|photo| PhotoFile { name: photo.name, bytes: photo.bytes.clone() });
    Ok((data, Some(PaperData { json, photo, sha256: String::new() })))
}

/// A paper that an earlier run issued, where it need not or must not be set again.
pub(super) fn settled(document: &Document, data: &PaperData, earlier: Option<Earlier>, files: &FilesOnDisk) -> Option<Made> {
    let Earlier { entry, again } = earlier?;
    let first = again.map_or(entry, |again| &again.first);
    if first.data_sha256.as_ref() != Some(&data.sha256) {
        return Some(Made::Differs { number: entry.number.clone().unwrap_or_default() });
    }
    let hash = entry.pdf_sha256.as_ref().filter(|hash| files.has(&document.file, hash))?;
    let pages = entry.pages.and_then(|pages| usize::try_from(pages).ok()).unwrap_or(0);
    Some(Made::Kept { pages, sha256: hash.clone() })
}
