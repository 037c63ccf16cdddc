//! Stage: the register of papers. The only room that writes it; append-only, hash-chained, one SQLite file.
//!
//! ```text
//! reserve (number, before the page is set) → commit (PDF exists, its hash is known) → …
//! ```
//!
//! Every act is a new entry; nothing is ever changed or erased (triggers refuse it). An entry's hash covers the hash of
//! the one before it, so a changed line breaks the chain from there on. Beside the database lies a journal of the same
//! entries, a line each: `restore` gives the register back from a backup and the journal, or from the journal alone.

mod access;
mod again;
mod anonymise;
mod backup;
mod book;
mod chain;
mod cipher;
mod codes;
mod commit;
mod entry;
mod error;
mod expire;
mod extract;
mod head;
mod import;
mod journal;
mod law;
mod link;
mod look;
mod number;
mod paper;
mod range;
mod read;
mod requests;
mod reserve;
mod restore;
mod schema;
mod sent;
mod steps;
mod stock;
mod stream;
#[cfg(test)]
mod tests;
mod verify;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::disk::private;

pub use access::{Access, Handed};
pub use again::{Again, Superseding};
pub use book::{BookLine, BookOf};
pub use chain::Break;
pub use cipher::Key;
pub use codes::Print;
pub use commit::Issued;
pub use entry::{Action, Entry, State};
pub use error::RegisterError;
pub use expire::{Expired, Term};
pub use extract::Extract;
pub use head::Head;
pub use import::{EARLIER_KIND, Earlier, Hole};
pub use journal::journal_of;
pub use link::{EARLIER, earlier_id};
pub use number::{Annulment, Gap, Unnumbered};
pub use paper::Paper;
pub use range::{Range, of_range as sticker_of_range};
pub use requests::{Change, Incoming};
pub use reserve::{BookFormat, MAX_NUMBER, Wanted};
pub use restore::{Restored, Source, restore};
pub use sent::Sending;
pub use steps::{Bar, Deed, Entered, StepsOf};
pub use stock::{Fate, FormBar, Receipt, Stock};
pub use stream::Part;
pub use verify::{Fault, Verified, Wrong};
pub use write::Actor;

/// The register, open.
#[derive(Debug)]
pub struct Register {
    path: PathBuf,
    connection: Connection,
    /// Who enters, and when.
    actor: Actor,
    /// Whether what is written is forced to the disk; only tests go without.
    is_forced: bool,
    /// What data is enciphered with.
    key: Option<Key>,
}

impl Register {
    /// Opens the register for writing, creating it where there is none and bringing an older one up to date. The journal is
    /// brought up to the database where a crash kept it behind.
    ///
    /// # Errors
    /// The file cannot be opened, is locked, damaged, was written by a newer laurea, its chain does not hold, or it is not the
    /// database of its journal.
    pub fn open(path: &Path) -> Result<Self, RegisterError> {
        Self::open_with(path, true)
    }

    fn open_with(path: &Path, is_forced: bool) -> Result<Self, RegisterError> {
        is_not_lost(path)?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| RegisterError::open(path, error))?;
        }
        create_private(path).map_err(|error| RegisterError::open(path, error))?;
        let connection = Connection::open(path).map_err(|error| RegisterError::sql(path, error))?;
        let mut register = Self { is_forced, ..Self::over(path, connection) };
        register.prepare()?;
        register.check_chain()?;
        register.catch_up()?;
        Ok(register)
    }

    /// Opens the register for reading; `None` where there is none yet.
    ///
    /// # Errors
    /// As [`Register::open`].
    pub fn open_to_read(path: &Path) -> Result<Option<Self>, RegisterError> {
        let journal = journal::Found::of(path)?;
        let Some(register) = Self::open_unchecked(path)? else { return Ok(None) };
        register.check_chain()?;
        journal.check(&register.connection, path)?;
        Ok(Some(register))
    }

    /// Opens the register for reading, whatever it says, as long as it can be read at all and is where it should be.
    pub(super) fn open_unchecked(path: &Path) -> Result<Option<Self>, RegisterError> {
        is_not_lost(path)?;
        if path.exists() { Self::open_database(path).map(Some) } else { Ok(None) }
    }

    /// Opens a database for reading, whatever it says and whatever lies beside it.
    pub(super) fn open_database(path: &Path) -> Result<Self, RegisterError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| RegisterError::sql(path, error))?;
        let mut register = Self::over(path, connection);
        register.connection.busy_timeout(PATIENCE).map_err(|error| register.failed(error))?;
        if schema::known_version(&register)? < schema::VERSION {
            register.connection = register.in_memory()?;
            schema::migrate(&mut register)?;
        }
        Ok(register)
    }

    fn over(path: &Path, connection: Connection) -> Self {
        Self { path: path.to_owned(), connection, actor: Actor::of_environment(), is_forced: true, key: None }
    }

    fn prepare(&mut self) -> Result<(), RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.connection.busy_timeout(PATIENCE).map_err(failed)?;
        self.connection.pragma_update(None, "journal_mode", "wal").map_err(failed)?;
        self.connection.pragma_update(None, "synchronous", if self.is_forced { "full" } else { "off" }).map_err(failed)?;
        // The indexes over hashes are written all over; of a million entries they do not fit into the usual two MiB.
        self.connection.pragma_update(None, "cache_size", -65_536).map_err(failed)?;
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

/// A journal without its database: the database was deleted or moved, and must not be begun anew.
fn is_not_lost(path: &Path) -> Result<(), RegisterError> {
    if path.exists() {
        return Ok(());
    }
    match journal::Found::of(path)?.last {
        Some(last) => Err(RegisterError::Behind { path: path.to_owned(), journal: last.seq }),
        None => Ok(()),
    }
}

/// Makes the file where there is none, readable by its owner only; the database's side files take its rights over.
fn create_private(path: &Path) -> std::io::Result<()> {
    private().append(true).create(true).open(path).map(drop)
}

/// How long another process may hold the register before laurea gives up.
const PATIENCE: Duration = Duration::from_secs(5);
