//! Why a plan, a shard or their merging cannot go on.

use std::io;
use std::path::{Path, PathBuf};

use super::collect::Flaw;
use super::engine::EngineError;

/// A plan or a shard cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShardError {
    /// There is no plan in a folder.
    #[error("no plan in {0}")]
    NoPlan(PathBuf),
    /// A folder for a plan holds something else, or another plan.
    #[error("{0} is taken")]
    Taken(PathBuf),
    /// The plan is of another program, or of another version of its format.
    #[error("{path} was made by {found}")]
    Version {
        /// The plan.
        path: PathBuf,
        /// Who made it.
        found: String,
        /// Who this is.
        own: String,
    },
    /// A file of the plan is not the one that was written with it.
    #[error("{0} was altered")]
    Altered(PathBuf),
    /// The folder of a shard belongs to another plan.
    #[error("{0} is of another plan")]
    Foreign(PathBuf),
    /// Another process is setting the same shard.
    #[error("{0} is being written")]
    Busy(PathBuf),
    /// Which shard this is cannot be told.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The shards are not the whole of the plan.
    #[error("{} flaws", .0.len())]
    Flawed(Vec<Flaw>),
    /// The inputs, the templates or the register have changed since the plan was made.
    #[error("{} papers differ", .0.len())]
    Changed(Vec<Change>),
    /// The system: a full disk, a file that cannot be read.
    #[error("{path}: {error}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The process was asked to end; what is done is kept.
    #[error("ended")]
    Ended,
}

/// What is other than when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The templates.
    Templates,
    /// A paper is wanted now that is not in the plan.
    New(String),
    /// A paper of the plan is no longer wanted.
    Gone(String),
    /// A paper says something else, or has another file.
    Differs(String),
}

impl ShardError {
    /// What the system said about a file.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io { path: path.to_owned(), error }
    }
}
