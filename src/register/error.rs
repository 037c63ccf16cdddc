//! What can go wrong with the register as a file and as a book.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

/// The register cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Another process is writing it.
    #[error("the register {path} is locked")]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be opened, read or written.
    #[error("the register {path} cannot be used: {error}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system or the database said.
        error: String,
    },
    /// The disk is full.
    #[error("no space left for the register {path}")]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// A newer laurea wrote it.
    #[error("the register {path} was written by a newer version")]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// The chain of hashes does not hold from this entry on: somebody changed the file.
    #[error("the chain of the register {path} breaks at entry {seq}")]
    Broken {
        /// The file.
        path: PathBuf,
        /// The first entry that does not fit.
        seq: i64,
    },
    /// A number would carry a date earlier than the book's last one.
    #[error("the book {book} has a number of {last}; {date} is earlier")]
    Chronology {
        /// The register book.
        book: String,
        /// The date asked for.
        date: Date,
        /// The date of the book's last number.
        last: Date,
    },
    /// A number does not fit into what the state register takes.
    #[error("the number {number} of the book {book} is longer than {MAX} characters", MAX = super::MAX_NUMBER)]
    NumberTooLong {
        /// The register book.
        book: String,
        /// The number.
        number: String,
    },
    /// The data of papers is enciphered, and no key is configured.
    #[error("the data in the register {path} is enciphered")]
    KeyNeeded {
        /// The register.
        path: PathBuf,
    },
    /// The data of papers was enciphered with another key.
    #[error("the key {path} is not the register's")]
    KeyWrong {
        /// The key.
        path: PathBuf,
    },
    /// The key cannot be read.
    #[error("the key {path} cannot be read: {error}")]
    KeyUnreadable {
        /// The key.
        path: PathBuf,
        /// What the system said.
        error: String,
    },
    /// The file holds no key.
    #[error("the file {path} holds no key")]
    KeyMalformed {
        /// The file.
        path: PathBuf,
    },
    /// The book's number format cannot be rendered.
    #[error("the number format of the book {book}: {error}")]
    Format {
        /// The register book.
        book: String,
        /// What Tera said.
        error: String,
    },
}

impl RegisterError {
    pub(super) fn open(path: &Path, error: std::io::Error) -> Self {
        Self::Unusable { path: path.to_owned(), error: error.to_string() }
    }

    pub(super) fn sql(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull { path },
            _ => Self::Unusable { path, error: error.to_string() },
        }
    }
}
