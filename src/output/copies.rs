//! A folder of files handed back: copies of the inputs, never over an input and never over a person's work.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::folder::{MANIFEST, OutputError};
use crate::disk::{create_private_folder, write_whole};
use crate::model::sha256;

/// Why a copy was not written.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// It would lie where an input lies.
    #[error("{0} is an input")]
    IsInput(PathBuf),
    /// Something else is there already: another file, or a copy that somebody has changed since.
    #[error("{0} is not as it was left")]
    NotOurs(PathBuf),
    /// The system said no.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// The folder. Its manifest says which files are ours, so that the next run may replace them.
#[derive(Debug)]
pub struct Copies {
    path: PathBuf,
    inputs: Vec<PathBuf>,
    hashes: BTreeMap<String, String>,
}

impl Copies {
    /// Opens the folder, creating it where it is not there.
    ///
    /// # Errors
    /// It is the folder of an input, or cannot be created.
    pub fn open(path: &Path, inputs: &[PathBuf]) -> Result<Self, CopyError> {
        let inputs: Vec<PathBuf> = inputs.iter().filter_map(|input| input.canonicalize().ok()).collect();
        if path.canonicalize().is_ok_and(|path| inputs.iter().any(|input| input.parent() == Some(&path))) {
            return Err(CopyError::IsInput(path.to_owned()));
        }
        create_private_folder(path).map_err(|error| OutputError { path: path.to_owned(), error })?;
        let manifest = fs::read_to_string(path.join(MANIFEST)).unwrap_or_default();
        let lines = manifest.lines().filter_map(|line| line.split_once("  "));
        let hashes = lines.map(|(hash, name)| (name.to_owned(), hash.to_owned())).collect();
        Ok(Self { path: path.to_owned(), inputs, hashes })
    }

    /// Writes a copy (a name with forward slashes) and notes it in the manifest; where it is now.
    ///
    /// # Errors
    /// An input or somebody else's file is there, or it cannot be written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<PathBuf, CopyError> {
        let path = self.path.join(name);
        let failed = |error| OutputError { path: path.clone(), error };
        if let Some(folder) = path.parent() {
            create_private_folder(folder).map_err(failed)?;
        }
        if path.canonicalize().is_ok_and(|path| self.inputs.contains(&path)) {
            return Err(CopyError::IsInput(path));
        }
        let hash = sha256(bytes);
        match fs::read(&path) {
            Ok(there) => {
                let there = sha256(&there);
                if there != hash && self.hashes.get(name) != Some(&there) {
                    return Err(CopyError::NotOurs(path));
                }
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error).into()),
            Err(_) => {}
        }
        write_whole(&path, bytes).map_err(failed)?;
        self.hashes.insert(name.to_owned(), hash);
        self.write_manifest()?;
        Ok(path)
    }

    /// After each file: a run that is stopped knows its own files afterwards.
    fn write_manifest(&self) -> Result<(), OutputError> {
        let lines: String = self.hashes.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect();
        let path = self.path.join(MANIFEST);
        write_whole(&path, lines.as_bytes()).map_err(|error| OutputError { path, error })
    }
}
