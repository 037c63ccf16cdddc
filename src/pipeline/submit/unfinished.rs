//! A batch that is being packed: what a rerun must know to complete it with the same archives.

use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::Error;
use crate::disk::write_whole;
use crate::output::OutputError;

/// A batch between its first archive and its entries in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    /// Its name.
    pub name: String,
    /// Its day.
    pub date: Date,
    /// Why papers are sent once more.
    pub again: Option<String>,
    /// Who packs it.
    pub by: Option<String>,
}

/// The file, in the folder of the archives.
const FILE: &str = "unfinished.json";

impl Unfinished {
    /// The batch that an earlier run left; `None` where none did.
    pub fn read(folder: &Path) -> Result<Option<Self>, Error> {
        let path = folder.join(FILE);
        match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&path)(error)),
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| failed(&path)(error.into())),
        }
    }

    /// Notes the batch, before anything of it is written.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let path = folder.join(FILE);
        let text = serde_json::to_vec_pretty(self).map_err(|error| failed(&path)(error.into()))?;
        write_whole(&path, &text).map_err(failed(&path))
    }

    /// Forgets it, once it is in the register.
    pub fn forget(folder: &Path) -> Result<(), Error> {
        let path = folder.join(FILE);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(&path)(error)),
            _ => Ok(()),
        }
    }
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Error {
    let path = path.to_owned();
    move |error| OutputError { path: path.clone(), error }.into()
}
