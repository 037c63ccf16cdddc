//! A run over several machines: planned here, set there, and merged here by the very code that issues.

mod merge;
mod part;

use std::path::{Path, PathBuf};

use super::papers::Run;
use super::papers::due::Due;
use super::{Error, Numbered, Options, Outcome, numbered};
use crate::config::Config;
use crate::event::Listener;
use crate::kind::DocumentKind;
use crate::model::Document;
use crate::plan::{PaperData, freeze, thaw};
use crate::render::template_files;
use crate::shard::{About, Content, PhotoRef, PlanWriter, Task, Written};

pub use merge::merge_shards;
pub use part::{Part, PartDone, set_shard};

/// A plan that was laid for shards.
#[derive(Debug, Default)]
pub struct Laid {
    /// Its folder.
    pub folder: PathBuf,
    /// Papers for the shards to set.
    pub papers: usize,
    /// Papers that were issued before, and lie in the folder of the run.
    pub kept: usize,
    /// Papers that the shards will not set, because of a fault, or because they were issued before from other data; merging
    /// tells of each.
    pub failing: usize,
    /// Papers and records that are held.
    pub held: usize,
    /// Whether the very same plan was there already.
    pub was_there: bool,
}

/// What became of a plan.
#[derive(Debug)]
pub enum Planned {
    /// Errors in the inputs as a whole stopped it; nothing was numbered.
    Stopped(Box<Outcome>),
    /// It lies in its folder.
    Laid(Laid),
}

/// Does all that [`super::issue`] does before the first page is set, and writes what is to be set into a folder.
///
/// # Errors
/// Those of [`super::issue`]; something else lies in the folder, or it cannot be written.
pub fn plan_shards(config: &Config, options: &Options, to: &Path, listener: &dyn Listener) -> Result<Planned, Error> {
    let writer = PlanWriter::begin(to)?;
    let templates = template_files(&config.pipeline.paths.templates)?;
    Ok(match numbered(config, options, listener, None, &|_, _, _| Ok(()), |run| lay(&run, writer, &templates))? {
        Numbered::Stopped(outcome) => Planned::Stopped(outcome),
        Numbered::Done(laid) => Planned::Laid(Laid { folder: to.to_owned(), ..laid }),
    })
}

/// What a plan says of a paper.
enum Planning {
    Set(Box<Task>, Option<Vec<u8>>),
    Kept,
    Failing,
}

/// Writes the papers of a run that are to be set.
fn lay(run: &Run, mut writer: PlanWriter, templates: &[(String, Vec<u8>)]) -> Result<Laid, Error> {
    let mut laid = Laid { held: run.checked.held.record_count() + run.plan.held.len(), ..Laid::default() };
    let kinds = &run.checked.kinds;
    let look = |document: &Document, due: Due| match due {
        Due::Set(data, hash) => {
            let task = task(&kinds[&document.kind], document, &data, hash);
            Planning::Set(Box::new(task), data.photo.map(|photo| photo.bytes))
        }
        Due::Kept => Planning::Kept,
        Due::Differs => Planning::Failing,
    };
    run.due(&look, |_, planning| {
        match planning {
            Ok(Planning::Set(task, photo)) => {
                writer.add(&task, photo.as_deref())?;
                laid.papers += 1;
            }
            Ok(Planning::Kept) => laid.kept += 1,
            Ok(Planning::Failing) | Err(_) => laid.failing += 1,
        }
        Ok(())
    })?;
    writer.add_templates(templates)?;
    let (options, checked, limits) = (run.options, &run.checked, run.config.pipeline.limits);
    let (_, written) = writer.end(About {
        run: &checked.run,
        date: checked.date,
        kinds: &options.kinds,
        students: &options.students,
        limits: (limits.seconds, limits.memory_mib),
    })?;
    laid.was_there = written == Written::Before;
    Ok(laid)
}

/// A paper as a shard gets it.
fn task(kind: &DocumentKind, document: &Document, data: &PaperData, data_sha256: String) -> Task {
    // Drawings of codes are half of what a paper says; they are drawn again where that gives the same.
    let frozen = Some(freeze(&data.json)).filter(|frozen| thaw(frozen).is_ok_and(|json| json == data.json));
    let photo = photo_of(data);
    Task {
        key: document.key.clone(),
        kind: document.kind.clone(),
        file: document.file.clone(),
        date: document.date,
        standards: kind.pdf.clone(),
        pages: kind.pages,
        content: content(kind, document, data),
        photo,
        data_sha256,
        data: frozen.unwrap_or_else(|| data.json.clone()),
    }
}

fn photo_of(data: &PaperData) -> Option<PhotoRef> {
    data.photo.as_ref().map(|photo| PhotoRef::of(photo.name, &photo.bytes))
}

/// All that the bytes of a paper depend on.
fn content(kind: &DocumentKind, document: &Document, data: &PaperData) -> Content {
    Content::of(&document.key, &document.kind, document.date, &kind.pdf, &data.json, photo_of(data).as_ref())
}
