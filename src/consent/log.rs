//! The log, open.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use serde::Serialize;

use super::consents::Consents;
use super::key::Key;
use super::line::{Deed, Line, read_all};
use super::{ConsentError, schema};
use crate::disk::{create_private_folder, private};
use crate::model::Whose;

/// The log of consents, open.
#[derive(Debug)]
pub struct Log {
    pub(super) path: PathBuf,
    pub(super) connection: Connection,
    pub(super) key: Key,
}

/// Whom a mailing goes to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Contact {
    /// The name as the person wants it.
    pub name: String,
    /// The e-mail.
    pub email: String,
}

/// Whom mailings go to, read once.
#[derive(Debug)]
pub struct Contacts {
    key: Key,
    contacts: Vec<Contact>,
    by_person: BTreeMap<String, usize>,
    by_number: BTreeMap<String, usize>,
}

impl Contacts {
    /// The place of somebody's contact among all of them, and the contact.
    #[must_use]
    pub fn of(&self, whose: &Whose<'_>) -> Option<(usize, &Contact)> {
        let hashes = self.key.hashes(whose);
        let at = self.by_person.get(hashes.person()).or_else(|| self.by_number.get(&hashes.number))?;
        Some((*at, self.contacts.get(*at)?))
    }

    /// The contact at a place.
    #[must_use]
    pub fn at(&self, at: usize) -> Option<&Contact> {
        self.contacts.get(at)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.contacts.len()
    }
}

/// A text that people agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgreedText {
    /// Its version.
    pub version: String,
    /// SHA-256 of both languages, the Bulgarian first, with a line break between them.
    pub sha256: String,
    /// First day on which people agreed to it.
    pub begins: String,
    /// In Bulgarian.
    pub bg: String,
    /// In English.
    pub en: String,
}

/// Everything the log holds of a person.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Held {
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// Whom a mailing goes to; `None` once withdrawn.
    pub contact: Option<Contact>,
    /// The texts that the lines name.
    pub texts: Vec<AgreedText>,
}

impl Log {
    /// Opens the log for writing; makes it, and its key, where there is none. Hold the lock beside it.
    ///
    /// # Errors
    /// The log or its key cannot be used, do not belong together, or its chain does not hold.
    pub fn open(path: &Path, key: &Path) -> Result<Self, ConsentError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            create_private_folder(folder).map_err(|error| ConsentError::io(path, &error))?;
        }
        let key = match Key::read(key)? {
            Some(key) => key,
            // The key comes first: a log is never without one.
            None if is_made(path) => return Err(ConsentError::KeyLost { path: key.to_owned(), log: path.to_owned() }),
            None => Key::make(key)?,
        };
        let failed = |error: rusqlite::Error| ConsentError::sql(path, &error);
        private().append(true).create(true).open(path).map_err(|error| ConsentError::io(path, &error))?;
        let mut connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        // What a withdrawal removes is overwritten, and no copy of it stays in a file beside the log.
        connection.pragma_update(None, "journal_mode", "delete").map_err(failed)?;
        connection.pragma_update(None, "secure_delete", "on").map_err(failed)?;
        connection.pragma_update(None, "synchronous", "full").map_err(failed)?;
        newer(&connection, path)?;
        schema::migrate(&mut connection, &key.proof()).map_err(failed)?;
        Self { path: path.to_owned(), connection, key }.proven()
    }

    /// Opens the log for reading; `None` where there is none yet.
    ///
    /// # Errors
    /// As [`Log::open`].
    pub fn open_to_read(path: &Path, key: &Path) -> Result<Option<Self>, ConsentError> {
        if !is_made(path) {
            return Ok(None);
        }
        let lost = || ConsentError::KeyLost { path: key.to_owned(), log: path.to_owned() };
        let key = Key::read(key)?.ok_or_else(lost)?;
        let failed = |error: rusqlite::Error| ConsentError::sql(path, &error);
        // Whoever was killed while writing left something to be undone, and that is writing, too.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        if newer(&connection, path)? == 0 {
            // Killed before its first transaction: there is nothing in it.
            return Ok(None);
        }
        Self { path: path.to_owned(), connection, key }.proven().map(Some)
    }

    /// The same, if its key is its own.
    fn proven(self) -> Result<Self, ConsentError> {
        let sql = "SELECT proof FROM key WHERE id = 1";
        let proof: String = self.connection.query_row(sql, [], |row| row.get(0)).map_err(|error| self.failed(&error))?;
        if proof == self.key.proof() {
            return Ok(self);
        }
        Err(ConsentError::KeyWrong { path: self.key.path().to_owned(), log: self.path })
    }

    /// Every line, in order.
    ///
    /// # Errors
    /// The log cannot be read, or its chain does not hold.
    pub fn lines(&self) -> Result<Vec<Line>, ConsentError> {
        let lines = read_all(&self.connection).map_err(|error| self.failed(&error))?;
        lines.map_err(|seq| ConsentError::Damaged { path: self.path.clone(), error: format!("#{seq}") })
    }

    /// How everybody stands.
    ///
    /// # Errors
    /// As [`Log::lines`].
    pub fn consents(&self) -> Result<Consents, ConsentError> {
        Ok(Consents::of(self.key.clone(), &self.lines()?))
    }

    /// Whom a mailing to somebody goes to.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn contact(&self, whose: &Whose<'_>) -> Result<Option<Contact>, ConsentError> {
        let hashes = self.key.hashes(whose);
        let sql = "SELECT name, email FROM contact WHERE person = ?1 OR (?2 <> '' AND number = ?2) ORDER BY person <> ?1";
        let found = self
            .connection
            .query_row(sql, [hashes.person(), &hashes.number], |row| Ok(Contact { name: row.get(0)?, email: row.get(1)? }));
        match found {
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            found => found.map(Some).map_err(|error| self.failed(&error)),
        }
    }

    /// Whom mailings go to.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn contacts(&self) -> Result<Contacts, ConsentError> {
        let read = || -> rusqlite::Result<Contacts> {
            let mut all =
                Contacts { key: self.key.clone(), contacts: Vec::new(), by_person: BTreeMap::new(), by_number: BTreeMap::new() };
            let mut statement = self.connection.prepare("SELECT person, number, name, email FROM contact ORDER BY person")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (person, number): (String, String) = (row.get(0)?, row.get(1)?);
                let at = all.contacts.len();
                all.by_person.insert(person, at);
                if !number.is_empty() {
                    all.by_number.insert(number, at);
                }
                all.contacts.push(Contact { name: row.get(2)?, email: row.get(3)? });
            }
            Ok(all)
        };
        read().map_err(|error| self.failed(&error))
    }

    /// Everything the log holds of a person: lines about consents and extracts, whom to write to, the texts.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn held_of(&self, whose: &Whose<'_>) -> Result<Held, ConsentError> {
        let all = self.lines()?;
        let consents = Consents::of(self.key.clone(), &all);
        let hashes = self.key.hashes(whose);
        let mut lines: Vec<Line> = consents.lines_of(whose).into_iter().cloned().collect();
        let is_own = |line: &&Line| line.person == hashes.person() || (!line.number.is_empty() && line.number == hashes.number);
        lines.extend(all.iter().filter(|line| line.deed == Deed::HandedOut).filter(is_own).cloned());
        lines.sort_by_key(|line| line.seq);
        let mut texts = self.texts()?;
        texts.retain(|text| lines.iter().any(|line| line.text_version == text.version));
        Ok(Held { lines, contact: self.contact(whose)?, texts })
    }

    /// The texts that people agreed to, by their first day.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn texts(&self) -> Result<Vec<AgreedText>, ConsentError> {
        let read = || -> rusqlite::Result<Vec<AgreedText>> {
            let mut statement =
                self.connection.prepare("SELECT version, sha256, begins, bg, en FROM text ORDER BY begins, version")?;
            let rows = statement.query_map([], |row| {
                let (version, sha256, begins) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(AgreedText { version, sha256, begins, bg: row.get(3)?, en: row.get(4)? })
            })?;
            rows.collect()
        };
        read().map_err(|error| self.failed(&error))
    }

    pub(super) fn failed(&self, error: &rusqlite::Error) -> ConsentError {
        ConsentError::sql(&self.path, error)
    }
}

/// Whether a log was begun: an empty file is none.
fn is_made(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.len() > 0)
}

/// The version of a log, if this program knows it.
fn newer(connection: &Connection, path: &Path) -> Result<u32, ConsentError> {
    let version = schema::version(connection).map_err(|error| ConsentError::sql(path, &error))?;
    if version > schema::VERSION {
        return Err(ConsentError::Newer { path: path.to_owned() });
    }
    Ok(version)
}

/// How long another process may hold the log before laurea gives up.
const PATIENCE: Duration = Duration::from_secs(5);
