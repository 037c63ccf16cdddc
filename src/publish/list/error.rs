//! Why a list cannot be made or read.

use std::path::{Path, PathBuf};

/// Why a list cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The folder holds something that is no list, which is not to be mixed with one.
    #[error("{} holds other files", .0.display())]
    Taken(PathBuf),
    /// There is no list in the folder.
    #[error("{} is no published list", .0.display())]
    NoList(PathBuf),
    /// A later laurea wrote the list.
    #[error("{} was written by a later laurea", .0.display())]
    Newer(PathBuf),
    /// A file of the list is missing or not as it was written.
    #[error("{} is damaged", .0.display())]
    Damaged(PathBuf),
    /// The file of the salt and the secret does not hold them.
    #[error("{} holds no key of a list", .0.display())]
    Key(PathBuf),
    /// The system has no chance to give, or the page cannot be made.
    #[error("{0}")]
    Other(String),
}

impl ListError {
    pub(super) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }
}
