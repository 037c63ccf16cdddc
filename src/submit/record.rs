//! What is known of a packed batch: the list of its archives, which is the one file to sign, and a record beside it.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::{read_small, write_forced};
use crate::model::sha256;

/// What the record says it is.
const FORMAT: &str = "laurea batch";
/// Version of the record.
const VERSION: u32 = 1;
/// A list or record is smaller than this, in bytes.
const LARGEST: u64 = 64 << 20;

/// Ending of the list's name.
pub(super) const LIST: &str = "-manifest-sha256.txt";
/// Ending of the record's name.
pub(super) const RECORD: &str = "-batch.json";
/// Ending of the signature's name.
pub(super) const SIGNATURE: &str = ".p7s";

/// What is known of a packed batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchRecord {
    format: String,
    version: u32,
    /// Name of the batch.
    pub batch: String,
    /// The day of packing, ISO 8601.
    pub date: String,
    /// Who sends it.
    pub institution: String,
    /// Its archives.
    pub archives: Vec<RecordedArchive>,
    /// The list of archives that is to be signed.
    pub manifest: RecordedFile,
    /// The signature of the list, once it is taken in.
    pub signature: Option<RecordedFile>,
}

/// An archive of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedArchive {
    /// File name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// The group; may be empty.
    pub group: String,
    /// Register keys of its papers.
    pub documents: Vec<String>,
}

/// A file of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedFile {
    /// File name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
}

impl BatchRecord {
    /// A record without a signature.
    pub(super) fn new(batch: &super::Batch, archives: &[super::Archive]) -> Self {
        let recorded = |archive: &super::Archive| RecordedArchive {
            file: archive.name.clone(),
            sha256: archive.sha256.clone(),
            bytes: archive.size,
            group: archive.group.clone(),
            documents: archive.documents.clone(),
        };
        let list = list_of(archives.iter().map(|archive| (archive.name.as_str(), archive.sha256.as_str())));
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            batch: batch.name.clone(),
            date: batch.date.to_string(),
            institution: batch.institution.clone(),
            archives: archives.iter().map(recorded).collect(),
            manifest: RecordedFile { file: format!("{}{LIST}", batch.name), sha256: sha256(list.as_bytes()) },
            signature: None,
        }
    }

    /// Reads a record.
    ///
    /// # Errors
    /// It cannot be read, or is none of this version.
    pub fn read(path: &Path) -> io::Result<Self> {
        let record: Self = serde_json::from_slice(&read_small(path, LARGEST)?)?;
        let is_ours = record.format == FORMAT && record.version == VERSION;
        if is_ours { Ok(record) } else { Err(io::Error::new(io::ErrorKind::InvalidData, "another format or version")) }
    }

    /// Writes the record, whole or not at all.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        write_forced(&folder.join(format!("{}{RECORD}", self.batch)), &text)
    }
}

/// The list of a batch's archives, which `sha256sum -c` reads.
pub(super) fn list_of<'a>(archives: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    archives.map(|(name, hash)| format!("{hash}  {name}\n")).collect()
}

/// Reads a list: hash by name, and the lines that are none.
pub(super) fn read_list(bytes: &[u8]) -> (BTreeMap<String, String>, Vec<usize>) {
    super::lines::manifest(bytes, 64)
}

/// Reads a list from its file.
pub(super) fn read_list_bytes(path: &Path) -> io::Result<Vec<u8>> {
    read_small(path, LARGEST)
}
