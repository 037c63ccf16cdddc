//! A backup: a whole copy of the database, made while others may write, and read back before it gets its name.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::journal::journal_of;
use super::{Head, Register, RegisterError, create_private};
use crate::disk::{rename_forced, temporary_of};

impl Register {
    /// Copies the register into a file: at one stroke, whatever others write meanwhile. The copy is read back whole before it
    /// takes the place of a file of that name.
    ///
    /// # Errors
    /// The register cannot be read or does not hold, the file cannot be written, or it is the register itself.
    pub fn backup(&self, to: &Path) -> Result<Head, RegisterError> {
        let is = |path: &Path| match (path.canonicalize(), to.canonicalize()) {
            (Ok(path), Ok(to)) => path == to,
            _ => path == to,
        };
        if is(&self.path) || is(&journal_of(&self.path)) {
            return Err(RegisterError::IsRegister { path: to.to_owned() });
        }
        let temporary = temporary_of(to);
        let made = self.copy_to(&temporary).and_then(|()| read_back(&temporary)).and_then(|head| {
            rename_forced(&temporary, to).map_err(|error| RegisterError::open(to, error))?;
            Ok(head)
        });
        if made.is_err() {
            // Whatever was written is of no use; the first error is the one to report.
            drop(std::fs::remove_file(&temporary));
        }
        made
    }

    /// Copies the database into a new file and forces it to the disk.
    pub(super) fn copy_to(&self, file: &Path) -> Result<(), RegisterError> {
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| RegisterError::open(file, error))?;
        }
        drop(std::fs::remove_file(file));
        create_private(file).map_err(|error| RegisterError::open(file, error))?;
        let copy = || -> rusqlite::Result<()> {
            let mut copy = Connection::open(file)?;
            // All pages at one stroke: whoever writes meanwhile is not held up, and does not make the copy begin again.
            Backup::new(&self.connection, &mut copy)?.run_to_completion(i32::MAX, Duration::from_millis(50), None)?;
            // One file, without others beside it.
            copy.pragma_update(None, "journal_mode", "delete")
        };
        copy().map_err(|error| self.failed_to(file, error))?;
        let forced = std::fs::File::options().write(true).open(file).and_then(|file| file.sync_all());
        forced.map_err(|error| RegisterError::open(file, error))
    }

    /// What goes wrong while another file is written is about that file, unless the register itself cannot be read.
    fn failed_to(&self, file: &Path, error: rusqlite::Error) -> RegisterError {
        match RegisterError::sql(file, error) {
            RegisterError::Damaged { error, .. } => RegisterError::Damaged { path: self.path.clone(), error },
            other => other,
        }
    }
}

/// Reads a database whole: pages, indexes and the chain.
pub(super) fn read_back(file: &Path) -> Result<Head, RegisterError> {
    let register = Register::open_database(file)?;
    register.is_whole()?;
    match register.walk_chain()? {
        Ok(_) => register.head(),
        Err(broken) => Err(RegisterError::Broken { path: file.to_owned(), seq: broken.seq }),
    }
}

impl Register {
    /// Whether the database finds nothing wrong with its own pages and indexes.
    pub(super) fn is_whole(&self) -> Result<(), RegisterError> {
        let wrong = self.page_faults()?;
        match wrong.first() {
            None => Ok(()),
            Some(error) => Err(RegisterError::Damaged { path: self.path.clone(), error: error.clone() }),
        }
    }

    /// What the database says is wrong with its pages and indexes.
    pub(super) fn page_faults(&self) -> Result<Vec<String>, RegisterError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare("PRAGMA integrity_check(5)")?;
            statement.query_map([], |row| row.get(0))?.collect()
        };
        let mut said = read().map_err(|error| self.failed(error))?;
        said.retain(|line| line != "ok");
        Ok(said)
    }
}
