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
    /// The file is no whole database any more: cut off, overwritten, or another kind of file.
    #[error("the register {path} is damaged: {error}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the database said.
        error: String,
    },
    /// The database lacks entries that the journal beside it has: it was deleted, replaced or cut off.
    #[error("the register {path} ends before its journal, which goes on to entry {journal}")]
    Behind {
        /// The file.
        path: PathBuf,
        /// The journal's last entry.
        journal: i64,
    },
    /// The database says something else than the journal.
    #[error("the register {path} and its journal differ at entry {seq}")]
    JournalDiffers {
        /// The file.
        path: PathBuf,
        /// The entry.
        seq: i64,
    },
    /// A line of the journal is none.
    #[error("the journal {path} cannot be read")]
    JournalUnreadable {
        /// The journal.
        path: PathBuf,
        /// Which line; `None` for the last.
        line: Option<i64>,
    },
    /// There is no journal to restore from.
    #[error("there is no journal {path}")]
    NoJournal {
        /// The journal.
        path: PathBuf,
    },
    /// A backup would be written over the register or its journal.
    #[error("{path} is the register itself")]
    IsRegister {
        /// The file.
        path: PathBuf,
    },
    /// A text that says no head.
    #[error("{path} says no head of a register")]
    NoHead {
        /// The file.
        path: PathBuf,
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
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull { path: path.to_owned() },
            _ => Self::Unusable { path: path.to_owned(), error: error.to_string() },
        }
    }

    pub(super) fn sql(path: &Path, error: rusqlite::Error) -> Self {
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
