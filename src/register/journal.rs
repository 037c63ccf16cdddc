//! The journal beside the register: every entry once more, a line of JSON each, so that a backup and the journal give the
//! register back.
//!
//! A line is written after its transaction is committed, while no other process can write the database: the journal is never
//! ahead of the database, and its lines stand in the order of the chain. What a crash left out is made up for by the next one
//! who writes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value as Json};

use super::chain::values;
use super::entry::{COLUMNS, entry_of};
use super::{Action, Entry, RegisterError};
use crate::disk::{force_folder_of, private, rename_forced, temporary_of};

/// Bytes of the journal's end that are read at first.
const END: u64 = 64 * 1024;

/// Where the journal of a register lies.
#[must_use]
pub fn journal_of(register: &Path) -> PathBuf {
    register.with_extension("journal.jsonl")
}

/// An entry as a line of the journal, without its line feed.
pub(super) fn line(entry: &Entry) -> String {
    serde_json::to_string(&Columns(entry)).unwrap_or_default()
}

struct Columns<'a>(&'a Entry);

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(COLUMNS.len()))?;
        for (name, value) in COLUMNS.iter().zip(values(self.0)) {
            match value {
                Value::Integer(number) => map.serialize_entry(name, &number)?,
                Value::Text(text) => map.serialize_entry(name, &text)?,
                _ => map.serialize_entry(name, &())?,
            }
        }
        map.end()
    }
}

/// The entry of a line, if it says every column and nothing else.
pub(super) fn parse(line: &str) -> Option<Entry> {
    let mut object: Map<String, Json> = serde_json::from_str(line).ok()?;
    let mut value = |name: &str| object.remove(name);
    let text = |value: Option<Json>| match value? {
        Json::String(text) => Some(text),
        _ => None,
    };
    let maybe = |value: Option<Json>| match value? {
        Json::String(text) => Some(Some(text)),
        Json::Null => Some(None),
        _ => None,
    };
    let number = |value: Option<Json>| match value? {
        Json::Null => Some(None),
        value => value.as_i64().map(Some),
    };
    let entry = Entry {
        seq: number(value("seq"))??,
        action: Action::parse(&text(value("action"))?)?,
        document: text(value("document"))?,
        kind: text(value("kind"))?,
        faculty_number: text(value("faculty_number"))?,
        person_name: text(value("person_name"))?,
        book: maybe(value("book"))?,
        year: number(value("year"))?,
        total: number(value("total"))?,
        in_year: number(value("in_year"))?,
        number: maybe(value("number"))?,
        date: text(value("date"))?,
        pages: number(value("pages"))?,
        pdf_sha256: maybe(value("pdf_sha256"))?,
        data_sha256: maybe(value("data_sha256"))?,
        original: maybe(value("original"))?,
        replaced_by: maybe(value("replaced_by"))?,
        at: maybe(value("at"))?,
        by: maybe(value("by"))?,
        series: maybe(value("series"))?,
        blank: maybe(value("blank"))?,
        check_value: maybe(value("check_value"))?,
        details: maybe(value("details"))?,
        frozen: maybe(value("frozen"))?,
        previous: text(value("previous"))?,
        hash: text(value("hash"))?,
        data: maybe(value("data"))?,
    };
    object.is_empty().then_some(entry)
}

/// The lines of a journal up to some byte, in order.
pub(super) fn lines(journal: &Path, whole: u64) -> io::Result<impl Iterator<Item = io::Result<Vec<u8>>> + use<>> {
    Ok(BufReader::new(File::open(journal)?.take(whole)).split(b'\n'))
}

/// The last whole line and where the whole lines end; only the end of the file is read. A line that a crash cut off is no line.
pub(super) fn end(file: &mut File) -> io::Result<(Option<String>, u64)> {
    let mut start = file.seek(SeekFrom::End(0))?;
    let (mut tail, mut step): (Vec<u8>, u64) = (Vec::new(), END);
    loop {
        let close = tail.iter().rposition(|byte| *byte == b'\n');
        let open = close.and_then(|close| tail[..close].iter().rposition(|byte| *byte == b'\n'));
        match (open.map(|open| open + 1).or((start == 0).then_some(0)), close) {
            (Some(open), Some(close)) => {
                let line = String::from_utf8_lossy(&tail[open..close]).into_owned();
                return Ok((Some(line), start + close as u64 + 1));
            }
            _ if start == 0 => return Ok((None, 0)),
            _ => {}
        }
        step = step.min(start);
        start -= step;
        let mut head = vec![0; usize::try_from(step).unwrap_or(usize::MAX)];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut head)?;
        head.append(&mut tail);
        (tail, step) = (head, step * 2);
    }
}

/// The journal as it was found: how far its whole lines go, and the entry of the last one.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub last: Option<Entry>,
    pub whole: u64,
}

impl Found {
    /// Looks at the end of the journal of a register; nothing where there is no journal.
    pub fn of(register: &Path) -> Result<Self, RegisterError> {
        let journal = journal_of(register);
        let (last, whole) = match File::open(&journal) {
            Ok(mut file) => end(&mut file).map_err(|error| failed(&journal, &error))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, 0),
            Err(error) => return Err(failed(&journal, &error)),
        };
        let unreadable = || RegisterError::JournalUnreadable { path: journal.clone(), line: None };
        let last = last.map(|line| parse(&line).ok_or_else(unreadable)).transpose()?;
        Ok(Self { last, whole })
    }

    /// How far the whole lines of a journal go.
    pub fn whole_of(journal: &Path) -> Result<u64, RegisterError> {
        let whole = File::open(journal).and_then(|mut file| end(&mut file));
        whole.map(|(_, whole)| whole).map_err(|error| failed(journal, &error))
    }

    /// Refuses a database that ends before the journal, or says something else where the journal ends. The journal was looked
    /// at before the database is read here, so another process that writes meanwhile does no harm.
    pub fn check(&self, connection: &Connection, register: &Path) -> Result<(), RegisterError> {
        let Some(last) = &self.last else { return Ok(()) };
        let sql = format!("SELECT {} FROM entry WHERE seq = ?1", COLUMNS.join(", "));
        let own = connection.query_row(&sql, [last.seq], entry_of).optional();
        let own = own.map_err(|error| RegisterError::sql(register, error))?;
        match own {
            Some(own) if is_same(&own, last) => Ok(()),
            Some(_) => Err(RegisterError::JournalDiffers { path: register.to_owned(), seq: last.seq }),
            None => Err(RegisterError::Behind { path: register.to_owned(), journal: last.seq }),
        }
    }
}

/// Whether a line says what the database says; data that was removed since may still stand in the line.
pub(super) fn is_same(own: &Entry, line: &Entry) -> bool {
    match own.data {
        Some(_) => own == line,
        None => *own == Entry { data: None, ..line.clone() },
    }
}

/// Appends to the journal what the database has and the journal lacks, and forces it to the disk. The caller holds the database,
/// so that nobody else writes either of them.
pub(super) fn catch_up(connection: &Connection, register: &Path, is_forced: bool) -> Result<(), RegisterError> {
    let found = Found::of(register)?;
    found.check(connection, register)?;
    let sql = |error| RegisterError::sql(register, error);
    let after = found.last.as_ref().map_or(0, |last| last.seq);
    let last: Option<i64> = connection.query_row("SELECT max(seq) FROM entry", [], |row| row.get(0)).map_err(sql)?;
    if last.unwrap_or(0) <= after {
        return Ok(());
    }
    let is_expiring = "SELECT EXISTS (SELECT 1 FROM entry WHERE seq > ?1 AND action = 'expired')";
    let journal = journal_of(register);
    if connection.query_row(is_expiring, [after], |row| row.get(0)).map_err(sql)? {
        return rewrite(connection, register, &journal);
    }
    let is_new = !journal.exists();
    let mut file = open(&journal).map_err(|error| failed(&journal, &error))?;
    let written = file.set_len(found.whole).and_then(|()| file.seek(SeekFrom::End(0)).map(drop));
    written.map_err(|error| failed(&journal, &error))?;
    append(connection, register, after, &mut file)?;
    if is_forced {
        file.sync_data().map_err(|error| failed(&journal, &error))?;
        if is_new {
            force_folder_of(&journal);
        }
    }
    Ok(())
}

/// Writes the whole journal anew, because data was removed: whole under its name, or as it was.
fn rewrite(connection: &Connection, register: &Path, journal: &Path) -> Result<(), RegisterError> {
    let temporary = temporary_of(journal);
    let io = |error: io::Error| failed(journal, &error);
    drop(std::fs::remove_file(&temporary));
    let mut file = open(&temporary).map_err(io)?;
    append(connection, register, 0, &mut file)?;
    file.sync_all().map_err(io)?;
    drop(file);
    rename_forced(&temporary, journal).map_err(io)
}

/// Writes the entries after one.
fn append(connection: &Connection, register: &Path, after: i64, file: &mut File) -> Result<(), RegisterError> {
    let journal = journal_of(register);
    let sql = |error| RegisterError::sql(register, error);
    let io = |error: io::Error| failed(&journal, &error);
    let select = format!("SELECT {} FROM entry WHERE seq > ?1 ORDER BY seq", COLUMNS.join(", "));
    let mut statement = connection.prepare(&select).map_err(sql)?;
    let mut rows = statement.query([after]).map_err(sql)?;
    let mut writer = BufWriter::with_capacity(1 << 20, file);
    while let Some(row) = rows.next().map_err(sql)? {
        let mut text = line(&entry_of(row).map_err(sql)?);
        text.push('\n');
        writer.write_all(text.as_bytes()).map_err(io)?;
    }
    writer.flush().map_err(io)
}

fn open(path: &Path) -> io::Result<File> {
    private().read(true).write(true).create(true).truncate(false).open(path)
}

fn failed(journal: &Path, error: &io::Error) -> RegisterError {
    match error.kind() {
        io::ErrorKind::StorageFull => RegisterError::DiskFull { path: journal.to_owned() },
        _ => RegisterError::Unusable { path: journal.to_owned(), error: error.to_string() },
    }
}
