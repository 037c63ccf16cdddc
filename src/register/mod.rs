//! Stage: the register of papers. The only room that writes it; append-only, hash-chained, one SQLite file.
//!
//! ```text
//! reserve (number, before the page is set) → commit (PDF exists, its hash is known) → …
//! ```
//!
//! Every act is a new entry; nothing is ever changed or erased (triggers refuse it). An entry's hash covers the hash of
//! the one before it, so a changed line breaks the chain from there on.

mod again;
mod chain;
mod commit;
mod entry;
mod error;
mod import;
mod link;
mod number;
mod paper;
mod range;
mod read;
mod requests;
mod reserve;
mod schema;
mod steps;
mod stock;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

pub use again::{Again, Superseding};
pub use chain::Break;
pub use commit::Issued;
pub use entry::{Action, Entry, State};
pub use error::RegisterError;
pub use import::{EARLIER_KIND, Earlier, Hole};
pub use link::{EARLIER, earlier_id};
pub use number::{Annulment, Gap, Unnumbered};
pub use paper::Paper;
pub use range::{Range, of_range as sticker_of_range};
pub use requests::{Change, Incoming};
pub use reserve::{BookFormat, MAX_NUMBER, Wanted};
pub use steps::{Bar, Deed, Entered, StepsOf};
pub use stock::{Fate, FormBar, Receipt, Stock};
pub use write::Actor;

/// The register, open.
#[derive(Debug)]
pub struct Register {
    path: PathBuf,
    connection: Connection,
    /// Who enters, and when.
    actor: Actor,
}

impl Register {
    /// Opens the register for writing, creating it where there is none and bringing an older one up to date.
    ///
    /// # Errors
    /// The file cannot be opened, is locked, was written by a newer laurea, or its chain does not hold.
    pub fn open(path: &Path) -> Result<Self, RegisterError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| RegisterError::open(path, error))?;
        }
        create_private(path).map_err(|error| RegisterError::open(path, error))?;
        let connection = Connection::open(path).map_err(|error| RegisterError::sql(path, error))?;
        let mut register = Self { path: path.to_owned(), connection, actor: Actor::of_environment() };
        register.prepare()?;
        register.check_chain()?;
        Ok(register)
    }

    /// Opens the register for reading; `None` where there is none yet.
    ///
    /// # Errors
    /// As [`Register::open`].
    pub fn open_to_read(path: &Path) -> Result<Option<Self>, RegisterError> {
        if !path.exists() {
            return Ok(None);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| RegisterError::sql(path, error))?;
        let mut register = Self { path: path.to_owned(), connection, actor: Actor::of_environment() };
        register.connection.busy_timeout(PATIENCE).map_err(|error| register.failed(error))?;
        if schema::known_version(&register)? < schema::VERSION {
            register.connection = register.in_memory()?;
            schema::migrate(&mut register)?;
        }
        register.check_chain()?;
        Ok(Some(register))
    }

    fn prepare(&mut self) -> Result<(), RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.connection.busy_timeout(PATIENCE).map_err(failed)?;
        self.connection.pragma_update(None, "journal_mode", "wal").map_err(failed)?;
        self.connection.pragma_update(None, "synchronous", "full").map_err(failed)?;
        schema::migrate(self)
    }

    /// A copy in memory, to bring an older register up to date without touching its file.
    fn in_memory(&self) -> Result<Connection, RegisterError> {
        let copy = || -> rusqlite::Result<Connection> {
            let mut copy = Connection::open_in_memory()?;
            Backup::new(&self.connection, &mut copy)?.run_to_completion(1_000, Duration::ZERO, None)?;
            Ok(copy)
        };
        copy().map_err(|error| self.failed(error))
    }

    fn failed(&self, error: rusqlite::Error) -> RegisterError {
        RegisterError::sql(&self.path, error)
    }
}

/// Makes the file where there is none, readable by its owner only; the database's side files take its rights over.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// How long another process may hold the register before laurea gives up.
const PATIENCE: Duration = Duration::from_secs(5);
