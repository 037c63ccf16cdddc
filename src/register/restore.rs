//! The register given back: from a backup and the journal, from the journal alone, or from the backup alone.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::backup::read_back;
use super::chain::{BEGINNING, follows, insert};
use super::entry::{COLUMNS, entry_of};
use super::journal::{self, is_same, journal_of};
use super::{Entry, Head, Register, RegisterError, create_private};
use crate::disk::{rename_forced, temporary_of};

/// What the register is restored from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// A backup, and the journal from there on.
    BackupAndJournal(&'a Path),
    /// The journal, from its first line.
    Journal,
    /// A backup, because there is no journal any more: what came after it is lost.
    Backup(&'a Path),
}

/// How a register was restored.
#[derive(Debug)]
pub struct Restored {
    /// Where it stands now.
    pub head: Head,
    /// Entries that came from the backup.
    pub from_backup: i64,
    /// The files that were there before, under their new names.
    pub aside: Vec<PathBuf>,
}

/// Gives the register back. It is built beside its place and read back whole; only then what was there is put aside under
/// another name, and the restored one takes its place.
///
/// # Errors
/// The backup is damaged, there is no journal, the journal does not continue the backup, or a file cannot be written: then
/// everything stays as it was.
pub fn restore(path: &Path, source: Source) -> Result<Restored, RegisterError> {
    // Where the database is whole after all, its journal is brought up to it first; where it is not, that is why we are here.
    drop(Register::open(path));
    let temporary = temporary_of(path);
    let built = build(path, &temporary, source).and_then(|from_backup| Ok((from_backup, read_back(&temporary)?)));
    let (from_backup, head) = match built {
        Ok(built) => built,
        Err(error) => {
            // Whatever was written is of no use; the first error is the one to report.
            drop(std::fs::remove_file(&temporary));
            return Err(error);
        }
    };
    let failed = |error| RegisterError::open(path, error);
    let mut aside = put_aside(path).map_err(failed)?;
    if matches!(source, Source::Backup(_)) {
        aside.extend(put_one_aside(&journal_of(path)).map_err(failed)?);
    }
    rename_forced(&temporary, path).map_err(failed)?;
    // From here on it is opened as any other; its journal is made whole where its last line was cut off.
    drop(Register::open(path)?);
    Ok(Restored { head, from_backup, aside })
}

/// Builds the database in a new file; how many of its entries the backup had.
fn build(path: &Path, file: &Path, source: Source) -> Result<i64, RegisterError> {
    let (backup, is_from_journal) = match source {
        Source::BackupAndJournal(backup) => (Some(backup), true),
        Source::Journal => (None, true),
        Source::Backup(backup) => (Some(backup), false),
    };
    match backup {
        Some(backup) => {
            read_back(backup)?;
            Register::open_database(backup)?.copy_to(file)?;
        }
        None => {
            drop(std::fs::remove_file(file));
            create_private(file).map_err(|error| RegisterError::open(file, error))?;
        }
    }
    let connection = Connection::open(file).map_err(|error| RegisterError::sql(file, error))?;
    let mut register = Register::over(file, connection);
    super::schema::migrate(&mut register)?;
    let from_backup = register.head()?.seq;
    if is_from_journal {
        replay(&mut register, path)?;
    }
    let closed = register.connection.close();
    closed.map_err(|(_, error)| RegisterError::sql(file, error))?;
    let forced = std::fs::File::options().write(true).open(file).and_then(|file| file.sync_all());
    forced.map_err(|error| RegisterError::open(file, error))?;
    Ok(from_backup)
}

/// Compares the journal with what is there, and adds the rest of it.
fn replay(register: &mut Register, path: &Path) -> Result<(), RegisterError> {
    let journal = journal_of(path);
    if !journal.exists() {
        return Err(RegisterError::NoJournal { path: journal });
    }
    // Of the journal's end only whole lines count.
    let whole = journal::Found::whole_of(&journal)?;
    let file = register.path.clone();
    let sql = |error| RegisterError::sql(&file, error);
    let read = |error| RegisterError::open(&journal, error);
    let transaction = register.connection.transaction().map_err(sql)?;
    let select = format!("SELECT {} FROM entry WHERE seq = ?1", COLUMNS.join(", "));
    let (mut at, mut previous) = (0, BEGINNING.to_owned());
    for line in journal::lines(&journal, whole).map_err(read)? {
        at += 1;
        let unreadable = || RegisterError::JournalUnreadable { path: journal.clone(), line: Some(at) };
        let line = String::from_utf8(line.map_err(read)?).map_err(|_| unreadable())?;
        let entry: Entry = journal::parse(&line).ok_or_else(unreadable)?;
        if !follows(&entry, at, &previous) {
            return Err(unreadable());
        }
        let own = transaction.prepare_cached(&select).map_err(sql)?.query_row([at], entry_of).optional().map_err(sql)?;
        match own {
            None => insert(&transaction, &entry).map_err(sql)?,
            Some(own) if is_same(&own, &entry) => {}
            // Data that was removed after the backup stays removed.
            Some(own) if is_same(&entry, &own) => {
                transaction.execute("UPDATE entry SET data = NULL WHERE seq = ?1", [at]).map_err(sql)?;
            }
            Some(_) => return Err(RegisterError::JournalDiffers { path: path.to_owned(), seq: at }),
        }
        previous = entry.hash;
    }
    transaction.commit().map_err(sql)
}

/// Puts a database and what belongs to it aside, under the first name that is free; the new names.
fn put_aside(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut aside = Vec::new();
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_os_string();
        name.push(ending);
        aside.extend(put_one_aside(Path::new(&name))?);
    }
    Ok(aside)
}

fn put_one_aside(path: &Path) -> std::io::Result<Option<PathBuf>> {
    if !path.exists() {
        return Ok(None);
    }
    let name = |number: u32| {
        let mut name = path.as_os_str().to_os_string();
        name.push(format!(".broken-{number}"));
        PathBuf::from(name)
    };
    let free = (1..).map(name).find(|name| !name.exists()).unwrap_or_else(|| name(0));
    std::fs::rename(path, &free)?;
    Ok(Some(free))
}
