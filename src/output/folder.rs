//! `output/<run>/`: papers, lists, report and the manifest over them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{TEMPORARY, create_private_folder, write_whole};
use crate::model::sha256;

/// The run's folder cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct OutputError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub error: io::Error,
}

/// Name of the manifest.
pub(super) const MANIFEST: &str = "manifest-sha256.txt";

/// The folder of a run.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    hashes: BTreeMap<String, String>,
}

impl RunFolder {
    /// Opens the folder, creating it where it is not there.
    ///
    /// # Errors
    /// The folder cannot be created or written.
    pub fn open(path: &Path) -> Result<Self, OutputError> {
        let failed = |error| OutputError { path: path.to_owned(), error };
        create_private_folder(path).map_err(failed)?;
        // Said before anything is numbered, not at the first paper.
        let probe = path.join(format!("probe{TEMPORARY}"));
        fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe)).map_err(failed)?;
        Ok(Self { path: path.to_owned(), hashes: BTreeMap::new() })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// SHA-256 of a file that is there.
    #[must_use]
    pub fn hash_on_disk(&self, name: &str) -> Option<String> {
        fs::read(self.path.join(name)).ok().map(|bytes| sha256(&bytes))
    }

    /// The files that the manifest of an earlier run names, with their hashes.
    #[must_use]
    pub fn manifest(&self) -> BTreeMap<String, String> {
        let manifest = fs::read_to_string(self.path.join(MANIFEST)).unwrap_or_default();
        let lines = manifest.lines().filter_map(|line| line.split_once("  "));
        lines.map(|(hash, name)| (name.to_owned(), hash.to_owned())).collect()
    }

    /// Writes a file (a name with forward slashes) and notes it for the manifest.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let path = self.path.join(name);
        let failed = |error| OutputError { path: path.clone(), error };
        if let Some(folder) = path.parent() {
            create_private_folder(folder).map_err(failed)?;
        }
        write_whole(&path, bytes).map_err(failed)?;
        self.note(name, sha256(bytes));
        Ok(())
    }

    /// Notes a file that is there already, unchanged, for the manifest.
    pub fn note(&mut self, name: &str, hash: String) {
        self.hashes.insert(name.to_owned(), hash);
    }

    /// Removes what an earlier run of the same name left and this one did not make again, then writes the manifest.
    ///
    /// Only files that an earlier manifest names, papers in the kinds' folders and unfinished files are ours to remove;
    /// a paper that is out in the world (`is_issued` knows its SHA-256) stays and is in the manifest.
    ///
    /// # Errors
    /// A file cannot be removed, or the manifest not be written.
    pub fn close(mut self, kinds: &[String], is_issued: &dyn Fn(&str) -> bool) -> Result<PathBuf, OutputError> {
        for name in self.left_over(kinds) {
            if let Some(hash) = self.hash_on_disk(&name).filter(|hash| is_issued(hash)) {
                self.note(&name, hash);
                continue;
            }
            let path = self.path.join(&name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(OutputError { path, error }),
                _ => {}
            }
        }
        let lines: String = self.hashes.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect();
        let hashes = std::mem::take(&mut self.hashes);
        self.write(MANIFEST, lines.as_bytes())?;
        self.hashes = hashes;
        Ok(self.path)
    }

    fn left_over(&self, kinds: &[String]) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = self.manifest().into_keys().collect();
        for kind in kinds {
            names.extend(
                names_in(&self.path.join(kind))
                    .map(|name| format!("{kind}/{name}"))
                    .filter(|name| name.ends_with(TEMPORARY) || name.ends_with(".pdf")),
            );
        }
        names.extend(names_in(&self.path).filter(|name| name.ends_with(TEMPORARY)));
        names.retain(|name| !self.hashes.contains_key(name) && name != MANIFEST && !name.contains(".."));
        names
    }
}

fn names_in(folder: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.path().is_file()).map(|entry| entry.file_name().to_string_lossy().into_owned())
}
