//! What can go wrong with the log of consents as a file.

use std::path::{Path, PathBuf};

/// The log of consents cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConsentError {
    /// Another process is writing it.
    #[error("the log of consents {path} is locked")]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be opened, read or written.
    #[error("the log of consents {path} cannot be used: {error}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system or the database said.
        error: String,
    },
    /// The disk is full.
    #[error("no space left for the log of consents {path}")]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// A newer laurea wrote it.
    #[error("the log of consents {path} was written by a newer version")]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// The file is no whole log any more, or its chain of hashes does not hold.
    #[error("the log of consents {path} is damaged: {error}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the database said, or the first line that does not fit.
        error: String,
    },
    /// There is a log, and its key is not there: nobody who has withdrawn would be known again.
    #[error("the key {path} is not there")]
    KeyLost {
        /// The key.
        path: PathBuf,
        /// The log.
        log: PathBuf,
    },
    /// The key is another log's.
    #[error("the key {path} is not that of {log}")]
    KeyWrong {
        /// The key.
        path: PathBuf,
        /// The log.
        log: PathBuf,
    },
    /// The file holds no key, or cannot be read or written.
    #[error("the key {path}: {error}")]
    KeyUnusable {
        /// The key.
        path: PathBuf,
        /// What is the matter.
        error: String,
    },
    /// People have agreed to another text under this version.
    #[error("the text {version} is another one now")]
    TextChanged {
        /// The version.
        version: String,
    },
}

impl ConsentError {
    pub(super) fn io(path: &Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull { path: path.to_owned() },
            _ => Self::Unusable { path: path.to_owned(), error: error.to_string() },
        }
    }

    pub(super) fn sql(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull { path },
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                Self::Damaged { path, error: error.to_string() }
            }
            _ => Self::Unusable { path, error: error.to_string() },
        }
    }
}
