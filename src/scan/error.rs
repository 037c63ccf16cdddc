//! What can go wrong with the folder of scans as a folder; a bad file in it is no error but a [`super::Fault`].

use std::io;
use std::path::PathBuf;

/// The scans cannot be read or handed out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder cannot be listed.
    #[error("the folder of scans {path} cannot be read: {error}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// There are more files or pages than the limits allow.
    #[error("the folder of scans {path} has more than {limit} files")]
    TooMany {
        /// The folder.
        path: PathBuf,
        /// How many are read.
        limit: usize,
    },
    /// A file that was read before cannot be read any more.
    #[error("the scan {file} cannot be read: {why}")]
    Unreadable {
        /// The file, from the folder of scans.
        file: String,
        /// What the system or the reader said.
        why: String,
    },
    /// A file has other bytes than when its pages were matched.
    #[error("the scan {file} has changed since it was read")]
    Changed {
        /// The file, from the folder of scans.
        file: String,
    },
    /// The list of decisions cannot be read.
    #[error("the list of decisions {path} cannot be read: {error}")]
    Decisions {
        /// The list.
        path: PathBuf,
        /// What the system or the reader of lists said.
        error: String,
    },
    /// The template of the contact sheet, which is part of the program and tested.
    #[error("the contact sheet: {0}")]
    Sheet(String),
}
