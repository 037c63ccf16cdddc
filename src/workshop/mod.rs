//! Beside the house: where kinds of paper are made. Shows a kind on the sample season, checks it, keeps what was accepted,
//! copies a kind for a new one. It runs the stages of the pipeline themselves, so what it shows is what will be issued.

mod accept;
mod book;
mod cases;
mod check;
mod copy;
mod duplicates;
mod fault;
mod lists;
mod paths;
mod preview;
mod requisites;
mod samples;
mod words;

use std::path::{Path, PathBuf};

pub use accept::accept;
pub use cases::Case;
pub use check::{Checkup, check};
pub use copy::{CopyFault, new_kind};
pub use fault::Fault;
pub use paths::DataPath;
pub use preview::{Shown, preview, write_data};
pub use requisites::{Requisite, Requisites};
pub use samples::{Sample, Samples};
pub use words::bare;

use crate::config::{Complaints, Config};
use crate::diag::Lang;
use crate::ingest::{self, Isolation};
use crate::kind::DocumentKind;
use crate::model::Season;
use crate::render::{Templates, TemplatesError};

/// The templates with the sample season, read.
#[derive(Debug)]
pub struct Workshop {
    /// Folder of the templates.
    pub folder: PathBuf,
    /// The sample season's configuration.
    config: Config,
    season: Season,
    cases: Vec<Case>,
    templates: Templates,
}

/// Why kinds cannot be shown at all.
#[derive(Debug, thiserror::Error)]
pub enum WorkshopError {
    /// A configuration file is wrong: of the samples or of a kind.
    #[error("configuration")]
    Config(Complaints),
    /// The templates cannot be read.
    #[error(transparent)]
    Templates(#[from] TemplatesError),
    /// There is no such kind.
    #[error("kind {found}")]
    UnknownKind {
        /// The name.
        found: String,
        /// The known ones.
        known: String,
    },
    /// There is no such case.
    #[error("case {found}")]
    UnknownCase {
        /// The name.
        found: String,
        /// The known ones.
        known: String,
    },
    /// A file cannot be written.
    #[error("{}: {error}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The sample season cannot be read.
    #[error("{0}")]
    Season(String),
}

impl Workshop {
    /// Reads the templates of a folder and its sample season.
    ///
    /// # Errors
    /// The samples' configuration is wrong, or something cannot be read.
    pub fn open(folder: &Path, isolation: &Isolation) -> Result<Self, WorkshopError> {
        let samples = folder.join("samples");
        let config = Config::load(&samples.join("pipeline.toml")).map_err(WorkshopError::Config)?;
        let mut complaints = Complaints::new();
        let cases = cases::load(&samples.join("cases.toml"), &mut complaints);
        if !complaints.is_empty() {
            return Err(WorkshopError::Config(complaints));
        }
        let (season, _) = ingest::ingest(&config.pipeline.inputs, &config.institution, isolation)
            .map_err(|error| WorkshopError::Season(error.to_string()))?;
        let templates = Templates::load(folder)?;
        Ok(Self { folder: folder.to_owned(), config, season, cases, templates })
    }

    /// Reads the templates anew, after somebody has saved one.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn reload(&mut self) -> Result<(), WorkshopError> {
        self.templates = Templates::load(&self.folder)?;
        Ok(())
    }

    /// Names of the kinds: the folders with a `kind.toml`.
    #[must_use]
    pub fn kinds(&self) -> Vec<String> {
        names(&self.folder)
    }

    /// The cases, in the order of their file.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The templates as read.
    #[must_use]
    pub fn templates(&self) -> &Templates {
        &self.templates
    }
}

/// Names of the kinds in a folder of templates.
#[must_use]
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let kinds = entries.filter(|entry| entry.path().join("kind.toml").is_file());
    let mut names: Vec<String> = kinds.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What tells the papers of a case in several languages apart; the first language is the kind's own.
fn suffix(kind: &DocumentKind, lang: Lang) -> String {
    if kind.languages.first() == Some(&lang) { String::new() } else { format!("-{}", lang.code()) }
}
