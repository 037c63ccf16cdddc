//! Writes the folder of a plan: under a temporary name, which it loses when it is whole.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::error::ShardError;
use super::plan::{FORMAT, PAPERS, SHEET, Sheet, TEMPLATES, program};
use super::task::{PhotoRef, Task};
use crate::disk::{create_private_folder, force_folder_of, private, temporary_of, write_whole};
use crate::model::{hex, sha256};

/// A plan that is being written.
#[derive(Debug)]
pub struct PlanWriter {
    target: PathBuf,
    folder: PathBuf,
    papers: BufWriter<File>,
    hash: Sha256,
    count: usize,
    photos: BTreeSet<String>,
    templates_sha256: String,
}

/// What a plan is about, beside its papers.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Name of the run.
    pub run: &'a str,
    /// Date of issue.
    pub date: Date,
    /// The kinds that were asked for.
    pub kinds: &'a [String],
    /// The faculty numbers that were asked for.
    pub students: &'a [String],
    /// Time in seconds and memory in MiB that setting a paper may take.
    pub limits: (u32, u32),
}

/// A plan that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Now.
    New,
    /// Before, the very same.
    Before,
}

impl PlanWriter {
    /// Begins a plan that will stand in `target`.
    ///
    /// # Errors
    /// Something other than a plan is there, or the folder cannot be written.
    pub fn begin(target: &Path) -> Result<Self, ShardError> {
        let is_free = !target.exists() || target.join(SHEET).is_file() || is_empty_folder(target);
        if !is_free {
            return Err(ShardError::Taken(target.to_owned()));
        }
        let folder = temporary_of(target);
        // What a killed run has left is of no use.
        remove_if_there(&folder)?;
        create_private_folder(&folder).map_err(ShardError::io(&folder))?;
        let path = folder.join(PAPERS);
        let papers = private().write(true).create_new(true).open(&path).map_err(ShardError::io(&path))?;
        Ok(Self {
            target: target.to_owned(),
            folder,
            papers: BufWriter::new(papers),
            hash: Sha256::new(),
            count: 0,
            photos: BTreeSet::new(),
            templates_sha256: templates_hash(&[]),
        })
    }

    /// Adds a paper, with the bytes of its photo.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn add(&mut self, task: &Task, photo: Option<&[u8]>) -> Result<(), ShardError> {
        let path = self.folder.join(PAPERS);
        let line = serde_json::to_string(task).map_err(|error| ShardError::io(&path)(error.into()))? + "\n";
        self.hash.update(line.as_bytes());
        self.papers.write_all(line.as_bytes()).map_err(ShardError::io(&path))?;
        self.count += 1;
        match (&task.photo, photo) {
            (Some(named), Some(bytes)) => self.add_photo(named, bytes),
            _ => Ok(()),
        }
    }

    fn add_photo(&mut self, photo: &PhotoRef, bytes: &[u8]) -> Result<(), ShardError> {
        if !self.photos.insert(photo.file()) {
            return Ok(());
        }
        self.write(&photo.file(), bytes)
    }

    /// Adds the files of the templates, in the order of their names.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn add_templates(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), ShardError> {
        self.templates_sha256 = templates_hash(files);
        files.iter().try_for_each(|(name, bytes)| self.write(&format!("{TEMPLATES}/{name}"), bytes))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), ShardError> {
        let path = self.folder.join(name);
        if let Some(folder) = path.parent() {
            create_private_folder(folder).map_err(ShardError::io(folder))?;
        }
        let mut file = private().write(true).create_new(true).open(&path).map_err(ShardError::io(&path))?;
        file.write_all(bytes).map_err(ShardError::io(&path))
    }

    /// Completes the plan and gives it its name; the very same plan may stand there already.
    ///
    /// # Errors
    /// Another plan is there, or the folder cannot be written.
    pub fn end(mut self, about: About) -> Result<(Sheet, Written), ShardError> {
        let path = self.folder.join(PAPERS);
        self.papers.flush().and_then(|()| self.papers.get_ref().sync_all()).map_err(ShardError::io(&path))?;
        let sheet = Sheet {
            format: FORMAT,
            program: program(),
            run: about.run.to_owned(),
            date: about.date,
            kinds: about.kinds.to_vec(),
            students: about.students.to_vec(),
            limits: about.limits,
            papers: self.count,
            papers_sha256: hex(&self.hash.clone().finalize()),
            templates_sha256: self.templates_sha256.clone(),
        };
        let path = self.folder.join(SHEET);
        write_whole(&path, sheet.text().as_bytes()).map_err(ShardError::io(&path))?;
        if let Ok(there) = fs::read(self.target.join(SHEET)) {
            let is_same = there == sheet.text().as_bytes();
            return if is_same { Ok((sheet, Written::Before)) } else { Err(ShardError::Taken(self.target.clone())) };
        }
        if is_empty_folder(&self.target) {
            fs::remove_dir(&self.target).map_err(ShardError::io(&self.target))?;
        }
        fs::rename(&self.folder, &self.target).map_err(ShardError::io(&self.target))?;
        force_folder_of(&self.target);
        Ok((sheet, Written::New))
    }
}

impl Drop for PlanWriter {
    /// A plan that was not ended leaves nothing; one that was has no temporary name any more.
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// SHA-256 over the names and hashes of the files of the templates.
#[must_use]
pub fn templates_hash(files: &[(String, Vec<u8>)]) -> String {
    let lines: String = files.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect();
    sha256(lines.as_bytes())
}

fn is_empty_folder(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

fn remove_if_there(folder: &Path) -> Result<(), ShardError> {
    if folder.exists() { fs::remove_dir_all(folder).map_err(ShardError::io(folder)) } else { Ok(()) }
}
