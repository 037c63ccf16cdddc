//! A line of the log, and its place in the chain of hashes.

use rusqlite::{Connection, Row, Transaction};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::{Moment, Purpose, hex};

/// What a line records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// Somebody agreed.
    Given,
    /// Somebody agrees no longer, or never did.
    Withdrawn,
    /// Something of the log was handed out: a person's extract, a list for a mailing.
    HandedOut,
}

impl Deed {
    const ALL: [Self; 3] = [Self::Given, Self::Withdrawn, Self::HandedOut];

    /// The word in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Withdrawn => "withdrawn",
            Self::HandedOut => "handed-out",
        }
    }
}

/// By which way somebody said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A column of the office's workbook.
    Workbook,
    /// A signed paper.
    Paper,
    /// An e-mail.
    Email,
    /// In person, at the counter.
    Counter,
    /// A form on a web page.
    Web,
    /// By telephone.
    Phone,
    /// Some other way.
    Other,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 7] = [Self::Workbook, Self::Paper, Self::Email, Self::Counter, Self::Web, Self::Phone, Self::Other];

    /// The word in the log.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Workbook => "workbook",
            Self::Paper => "paper",
            Self::Email => "email",
            Self::Counter => "counter",
            Self::Web => "web",
            Self::Phone => "phone",
            Self::Other => "other",
        }
    }

    /// The channel of a word of the log.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// What it records.
    pub deed: Deed,
    /// Keyed hash of the person's identifier, of the faculty number where there is none; empty in lines about nobody.
    pub person: String,
    /// Keyed hash of the faculty number; empty where none is known.
    pub number: String,
    /// What for: `book`, `photo`, `mail`; of what was handed out, what it was.
    pub purpose: String,
    /// When it was said: a day, or a day and an hour.
    pub date: String,
    /// Version of the text agreed to; empty in other lines.
    pub text_version: String,
    /// SHA-256 of that text.
    pub text_sha256: String,
    /// The channel; of what was handed out, in which form.
    pub channel: String,
    /// Of the workbook: file, sheet and cell; of what was handed out: how many people and which fields.
    pub source: String,
    /// When it was entered, UTC.
    pub at: String,
    /// Who entered it.
    pub by: String,
    /// Hash of the line before.
    pub previous: String,
    /// Hash of this line.
    pub hash: String,
}

/// The hash before the first line.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

const COLUMNS: &str =
    "seq, deed, person, number, purpose, date, text_version, text_sha256, channel, source, at, by, previous, hash";

impl Line {
    /// When it was said.
    #[must_use]
    pub fn moment(&self) -> Option<Moment> {
        self.date.parse().ok()
    }

    /// What it is for, where it is about a consent.
    #[must_use]
    pub fn is_about(&self) -> Option<Purpose> {
        (self.deed != Deed::HandedOut).then(|| Purpose::parse(&self.purpose))?
    }

    /// Whether the person is known by an identifier, and not by a faculty number alone.
    #[must_use]
    pub(super) fn has_identifier(&self) -> bool {
        self.person != self.number
    }

    /// Each value with its length, so that no two lines can be taken for each other.
    fn computed(&self) -> String {
        let seq = self.seq.to_string();
        let values: [&str; 13] = [
            &seq,
            self.deed.name(),
            &self.person,
            &self.number,
            &self.purpose,
            &self.date,
            &self.text_version,
            &self.text_sha256,
            &self.channel,
            &self.source,
            &self.at,
            &self.by,
            &self.previous,
        ];
        let mut hasher = Sha256::new();
        for value in values {
            hasher.update((value.len() as u64).to_be_bytes());
            hasher.update(value);
        }
        hex(&hasher.finalize())
    }
}

fn of_row(row: &Row) -> rusqlite::Result<Line> {
    let deed: String = row.get(1)?;
    let deed = Deed::ALL.into_iter().find(|known| known.name() == deed);
    Ok(Line {
        seq: row.get(0)?,
        deed: deed.ok_or(rusqlite::Error::InvalidQuery)?,
        person: row.get(2)?,
        number: row.get(3)?,
        purpose: row.get(4)?,
        date: row.get(5)?,
        text_version: row.get(6)?,
        text_sha256: row.get(7)?,
        channel: row.get(8)?,
        source: row.get(9)?,
        at: row.get(10)?,
        by: row.get(11)?,
        previous: row.get(12)?,
        hash: row.get(13)?,
    })
}

/// All lines, in order; or the first that does not fit the chain.
pub(super) fn read_all(connection: &Connection) -> rusqlite::Result<Result<Vec<Line>, i64>> {
    let mut statement = connection.prepare(&format!("SELECT {COLUMNS} FROM line ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    let (mut lines, mut previous, mut at) = (Vec::<Line>::new(), BEGINNING.to_owned(), 0);
    while let Some(row) = rows.next()? {
        at += 1;
        match of_row(row) {
            Ok(line) if line.seq == at && line.previous == previous && line.hash == line.computed() => {
                previous.clone_from(&line.hash);
                lines.push(line);
            }
            _ => return Ok(Err(at)),
        }
    }
    Ok(Ok(lines))
}

/// Appends lines to the chain; place and hashes are set here.
pub(super) fn append(transaction: &Transaction, lines: Vec<Line>) -> rusqlite::Result<()> {
    let last = "SELECT seq, hash FROM line ORDER BY seq DESC LIMIT 1";
    let (mut seq, mut previous): (i64, String) = match transaction.query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?))) {
        Err(rusqlite::Error::QueryReturnedNoRows) => (0, BEGINNING.to_owned()),
        found => found?,
    };
    let sql = format!("INSERT INTO line ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
    let mut statement = transaction.prepare(&sql)?;
    for mut line in lines {
        seq += 1;
        line.seq = seq;
        line.previous = previous;
        line.hash = line.computed();
        statement.execute(rusqlite::params![
            line.seq,
            line.deed.name(),
            line.person,
            line.number,
            line.purpose,
            line.date,
            line.text_version,
            line.text_sha256,
            line.channel,
            line.source,
            line.at,
            line.by,
            line.previous,
            line.hash
        ])?;
        previous = line.hash;
    }
    Ok(())
}
