//! `laurea submit`: scans matched to the register, whole papers packed, what is packed entered as sent.
//!
//! The order keeps a run that is killed from sending anything twice or losing it: the batch is noted, its archives are written and read
//! back, its list is written, and only then are its papers entered, all in one transaction. Before that a rerun packs the same batch
//! again; after the list is there it enters what the list names; after the entry the papers are known as sent.

mod awaited;
mod excerpt;
mod names;
mod packing;
mod run;
mod status;
mod unfinished;
mod verify;

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::{Error, hold_register, open_register_to_read};
use crate::config::Config;
use crate::diag::Lang;
use crate::event::Listener;
use crate::kind;
use crate::model::Step;
use crate::register::{Bar, Entry};
use crate::scan;
use crate::submit::{Archive, PackError, PlanFault, SignatureError, Taken, VerifyError};
use run::Run;

pub use status::{SentArchive, Status, Waiting, status};
pub use verify::{Agreement, Seen, verify};

pub(super) use packing::issued_pdfs;

/// What a submission is asked to do.
#[derive(Debug, Clone)]
pub struct SubmitOptions {
    /// The folder of scans.
    pub scans: PathBuf,
    /// What a person decided; else the list beside the scans, where there is one.
    pub decisions: Option<PathBuf>,
    /// The folder of the archives, if not the configuration's.
    pub out: Option<PathBuf>,
    /// Enciphers the archives.
    pub passphrase: Option<String>,
    /// The day.
    pub date: Date,
    /// In whose name it is entered.
    pub by: Option<String>,
    /// Why papers that were sent before are sent once more.
    pub again: Option<String>,
    /// Whether nothing is written or entered.
    pub is_dry_run: bool,
    /// The language of the contact sheet.
    pub lang: Lang,
}

/// Why a submission cannot go on. Nothing is entered then; what was packed is completed by the next run.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The scans or the decisions cannot be read.
    #[error(transparent)]
    Scan(#[from] scan::Error),
    /// There is no register, so there is nothing to send.
    #[error("no register at {0}")]
    NoRegister(PathBuf),
    /// The pattern makes a name that is too long.
    #[error("the name {0} is too long")]
    LongName(String),
    /// The papers cannot be packed as they are.
    #[error("{0:?}")]
    Plan(Vec<PlanFault>),
    /// The archives cannot be written.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A batch of an earlier run is packed, and a paper in it may no longer be sent.
    #[error("{batch}: {document}: {bar:?}")]
    Stranded {
        /// The batch.
        batch: String,
        /// The paper.
        document: String,
        /// Why.
        bar: Bar,
    },
    /// An archive that an earlier run packed is no longer as it was.
    #[error("{0} is not as it was packed")]
    Spoiled(PathBuf),
    /// The signature cannot be taken in.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// Nothing can be looked at.
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

/// What came of a submission.
#[derive(Debug, Default)]
pub struct Sent {
    /// Pages of the folder, and what became of them.
    pub pages: Pages,
    /// The papers that were scanned, in the order of the register.
    pub papers: Vec<SetLine>,
    /// Papers that are due and were not scanned.
    pub unscanned: usize,
    /// The batch; `None` where nothing is sent.
    pub batch: Option<SentBatch>,
    /// A batch of an earlier run that this one completed.
    pub completed: Option<SentBatch>,
    /// Decisions that had no effect.
    pub told: Vec<scan::Told>,
    /// The contact sheet and the list to fill in, where a person must decide.
    pub sheet: Option<(PathBuf, PathBuf)>,
}

/// A batch with its archives.
#[derive(Debug, Clone, Default)]
pub struct SentBatch {
    /// Its name.
    pub name: String,
    /// The folder of its archives.
    pub folder: PathBuf,
    /// Its archives.
    pub archives: Vec<Archive>,
}

/// What became of the pages of a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pages {
    /// Pages that were read.
    pub read: usize,
    /// Pages that stand at their paper.
    pub placed: usize,
    /// Pages a person must look at.
    pub doubtful: usize,
    /// Pages that are of no paper.
    pub left_over: usize,
    /// Pages that were there twice.
    pub twice: usize,
    /// Pages that a person said to pass over.
    pub skipped: usize,
    /// Files, and pages of files, that cannot be read.
    pub broken: usize,
}

/// A paper that was scanned, and whether it is sent.
#[derive(Debug, Clone)]
pub struct SetLine {
    /// The paper's last entry before.
    pub entry: Entry,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a scanned paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is in the archive of this name, or would be: then the name is empty.
    Packed(String),
    /// It was sent before.
    SentBefore {
        /// In which archive, where that was entered.
        archive: Option<String>,
        /// When.
        date: Option<Date>,
    },
    /// It is held.
    Held(Vec<Lack>),
}

/// What a paper lacks to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// Pages of a paper of this kind.
    Pages {
        /// The kind.
        kind: String,
        /// The pages, from 1.
        missing: Vec<u32>,
        /// Pages it has.
        of: u32,
    },
    /// Another step comes first.
    First(Step),
    /// It no longer holds.
    Annulled,
    /// It is not made, or waits for nothing.
    Not,
    /// The register has an entry of a later day.
    Before(Date),
    /// The issued PDF of this kind is not in the folder of the outputs.
    Pdf(String),
}

/// Matches, packs and enters.
///
/// # Errors
/// The register, the scans or the folder of the archives cannot be used.
pub fn submit(config: &Config, options: &SubmitOptions, listener: &dyn Listener) -> Result<Sent, Error> {
    let path = &config.pipeline.paths.register;
    if !path.exists() {
        return Err(SubmitError::NoRegister(path.clone()).into());
    }
    let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[]).map_err(Error::Config)?;
    let folder = options.out.clone().unwrap_or_else(|| config.pipeline.paths.submissions.clone());
    if options.is_dry_run {
        let Some(register) = open_register_to_read(config)? else {
            return Err(SubmitError::NoRegister(path.clone()).into());
        };
        let run = Run { config, kinds: &kinds, options, folder: &folder, listener };
        return run.told(&register, &run.look(&register)?);
    }
    let (_lock, mut register) = hold_register(config, options.by.as_deref())?;
    let run = Run { config, kinds: &kinds, options, folder: &folder, listener };
    let completed = run.complete(&mut register)?;
    let found = run.look(&register)?;
    let sheet = run.sheet(&found)?;
    let mut sent = run.send(&mut register, &found)?;
    sent.completed = completed;
    sent.sheet = sheet;
    Ok(sent)
}

/// Takes the signature of a batch's list into the folder of the archives.
///
/// # Errors
/// It is none of a batch that lies there.
pub fn take_signature(config: &Config, folder: Option<&Path>, file: &Path) -> Result<Taken, Error> {
    let folder = folder.unwrap_or(&config.pipeline.paths.submissions);
    Ok(crate::submit::take_signature(folder, file).map_err(SubmitError::Signature)?)
}
