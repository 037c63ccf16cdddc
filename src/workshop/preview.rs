//! A kind as it will be printed: PDF and PNG of its samples, and the `data.json` that an ordinary Typst editor opens.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::check::{for_each, lacking, limits, standing};
use super::samples::Samples;
use super::{Fault, Workshop, WorkshopError};
use crate::diag::Lang;
use crate::render::{look, render};

/// Sharpness of the pictures.
const DOTS_PER_INCH: f64 = 150.0;

/// What was shown of a kind.
#[derive(Debug)]
pub struct Shown {
    /// Where the files are.
    pub folder: PathBuf,
    /// The samples and how many pages each takes.
    pub samples: Vec<(String, usize)>,
    /// What could not be shown, or has too many pages.
    pub faults: Vec<Fault>,
    /// Cases that nobody of the sample season fits, with what they lack.
    pub without: Vec<(String, String)>,
}

/// Writes PDF and PNG of the samples of a kind (of one case, where it is named) to a folder of its own under `out`, and its
/// `data.json`.
///
/// # Errors
/// There is no such kind or case, its configuration is wrong, or a file cannot be written.
pub fn preview(workshop: &mut Workshop, name: &str, only: Option<&str>, out: &Path, lang: Lang) -> Result<Shown, WorkshopError> {
    let samples = workshop.samples(name, only)?;
    let folder = out.join(name);
    clear(&folder, only)?;
    if only.is_none() {
        write_data(workshop, &samples)?;
    }
    let kind = samples.kind();
    let mut shown = Shown {
        folder: folder.clone(),
        samples: Vec::new(),
        faults: standing(&samples, lang),
        without: samples.without.iter().map(|(case, findings)| (case.clone(), lacking(findings, lang))).collect(),
    };
    let files = |at: usize| {
        let paper = || samples.papers[at].paper(kind, &samples.papers[at].data);
        let pictures = look(workshop.templates(), &paper())?.pictures(DOTS_PER_INCH);
        Ok((render(workshop.templates(), &paper())?, pictures))
    };
    let mut unwritten = None;
    for_each(samples.papers.len(), &files, |at, result| {
        let case = samples.papers[at].name.clone();
        match result {
            Ok((rendered, pictures)) => {
                if !(kind.pages.0..=kind.pages.1).contains(&rendered.pages) {
                    let limits = limits(kind.pages.0, kind.pages.1);
                    shown.faults.push(Fault::Pages { case: case.clone(), found: rendered.pages, limits });
                }
                let numbered = pictures.into_iter().flatten().enumerate();
                let pictures = numbered.map(|(page, bytes)| (format!("{case}-{}.png", page + 1), bytes));
                for (file, bytes) in pictures.chain([(format!("{case}.pdf"), rendered.pdf)]) {
                    unwritten = unwritten.take().or(write(&folder.join(file), &bytes).err());
                }
                shown.samples.push((case, rendered.pages));
            }
            Err(fault) => shown.faults.push(Fault::Unset { case, fault }),
        }
    });
    unwritten.map_or(Ok(shown), Err)
}

/// Writes the `data.json` of a kind: its first sample, with the photo where an editor finds it.
///
/// # Errors
/// The file cannot be written.
pub fn write_data(workshop: &Workshop, samples: &Samples) -> Result<(), WorkshopError> {
    let Some(first) = samples.papers.first() else { return Ok(()) };
    let mut data = first.data.clone();
    if data["photo"].is_string() {
        data["photo"] = Value::from(format!("/samples/photos/{}", first.photo_file));
    }
    let path = workshop.folder.join(&samples.kind().name).join("data.json");
    let text = serde_json::to_string_pretty(&data).unwrap_or_else(|_| data.to_string()) + "\n";
    if fs::read_to_string(&path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    write(&path, text.as_bytes())
}

/// Removes the files of earlier previews.
fn clear(folder: &Path, only: Option<&str>) -> Result<(), WorkshopError> {
    let failed = |path: &Path, error| WorkshopError::Write { path: path.to_owned(), error };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = name.ends_with(".pdf") || name.ends_with(".png");
        if is_ours && only.is_none_or(|only| name.starts_with(only)) {
            fs::remove_file(entry.path()).map_err(|error| failed(&entry.path(), error))?;
        }
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), WorkshopError> {
    fs::write(path, bytes).map_err(|error| WorkshopError::Write { path: path.to_owned(), error })
}
