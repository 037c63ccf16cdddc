//! The folder of a shard, as the shard writes it: a file and then its line, so that a killed shard goes on where it was.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::ShardError;
use super::journal::{self, Heading, JOURNAL, Made, SHEET, ShardSheet};
use super::part::Shard;
use super::plan::FORMAT;
use crate::disk::{create_private_folder, private, write_whole};
use crate::model::sha256;

/// Name of the file by which a process holds the folder.
const LOCK: &str = "shard.lock";

/// The folder of a shard that is being set.
#[derive(Debug)]
pub struct ShardFolder {
    path: PathBuf,
    heading: Heading,
    /// What was made before.
    kept: BTreeMap<String, Made>,
    /// The sheet that completed it before.
    sheet: Option<ShardSheet>,
    /// Held until this ends, however it ends.
    _lock: File,
}

/// The list of a shard's papers, to which lines are added.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
}

/// How a paper of a shard stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It was made before: its file is there, whole, or it cannot be set.
    Made(Made),
    /// It is still to be set.
    Due,
}

impl ShardFolder {
    /// Opens the folder of a shard within `shards`, creating it where it is not there.
    ///
    /// # Errors
    /// It is of another plan, another process writes it, or it cannot be written.
    pub fn open(shards: &Path, plan: &str, shard: Shard) -> Result<(Self, Journal), ShardError> {
        let path = shards.join(shard.folder());
        create_private_folder(&path).map_err(ShardError::io(&path))?;
        let lock = locked(&path)?;
        let heading = Heading { plan: plan.to_owned(), shard };
        let list = path.join(JOURNAL);
        let bytes = read_or_nothing(&list)?;
        let (found, kept) = journal::read(&bytes);
        if found.as_ref().is_some_and(|found| *found != heading) {
            return Err(ShardError::Foreign(path));
        }
        let sheet: Option<ShardSheet> = serde_json::from_slice(&read_or_nothing(&path.join(SHEET))?).ok();
        // Begun anew with the whole lines, so that a further one does not follow half a line.
        let lines = journal::text(&heading, kept.iter());
        if lines.as_bytes() != bytes {
            write_whole(&list, lines.as_bytes()).map_err(ShardError::io(&list))?;
        }
        let file = private().append(true).open(&list).map_err(ShardError::io(&list))?;
        let kept = kept.into_iter().map(|made| (made.key.clone(), made)).collect();
        Ok((Self { path, heading, kept, sheet, _lock: lock }, Journal { path: list, file }))
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How a paper stands; its file is looked at.
    #[must_use]
    pub fn state(&self, key: &str, file: &str) -> State {
        let made = self.kept.get(key).filter(|made| made.file == file);
        let is_there = |made: &&Made| {
            made.fault.is_some() || fs::read(self.path.join(file)).is_ok_and(|bytes| sha256(&bytes) == made.sha256)
        };
        made.filter(is_there).cloned().map_or(State::Due, State::Made)
    }

    /// Writes the file of a paper; from any thread.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(&self, file: &str, pdf: &[u8]) -> Result<(), ShardError> {
        let path = self.path.join(file);
        if let Some(folder) = path.parent() {
            create_private_folder(folder).map_err(ShardError::io(folder))?;
        }
        write_whole(&path, pdf).map_err(ShardError::io(&path))
    }

    /// Completes the shard: the list of its papers, in the order of the plan, then the sheet. A shard that was complete and
    /// has nothing new is left as it is.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn close(self, made: &[Made]) -> Result<ShardSheet, ShardError> {
        let text = journal::text(&self.heading, made.iter());
        let sheet = ShardSheet {
            format: FORMAT,
            plan: self.heading.plan.clone(),
            shard: self.heading.shard,
            papers: made.len(),
            failed: made.iter().filter(|made| made.fault.is_some()).count(),
            made_sha256: sha256(text.as_bytes()),
        };
        let list = self.path.join(JOURNAL);
        let is_as_it_was = self.sheet.as_ref() == Some(&sheet) && read_or_nothing(&list)? == text.as_bytes();
        if !is_as_it_was {
            for (path, text) in [(list, text), (self.path.join(SHEET), journal::line(&sheet))] {
                write_whole(&path, text.as_bytes()).map_err(ShardError::io(&path))?;
            }
        }
        Ok(sheet)
    }
}

impl Journal {
    /// Notes a paper whose file is written.
    ///
    /// # Errors
    /// The list cannot be written.
    pub fn add(&mut self, made: &Made) -> Result<(), ShardError> {
        self.file.write_all(journal::line(made).as_bytes()).map_err(ShardError::io(&self.path))
    }
}

/// Holds a folder for this process.
fn locked(folder: &Path) -> Result<File, ShardError> {
    let path = folder.join(LOCK);
    let file = private().write(true).create(true).truncate(false).open(&path).map_err(ShardError::io(&path))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(ShardError::Busy(folder.to_owned())),
        // A file system that knows no locks does not stop us: two that set the same paper write the same bytes.
        Err(TryLockError::Error(_)) | Ok(()) => Ok(file),
    }
}

fn read_or_nothing(path: &Path) -> Result<Vec<u8>, ShardError> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(ShardError::io(path)),
    }
}
