//! Entering: what was given, withdrawn or handed out, all in one transaction.

use rusqlite::{Transaction, TransactionBehavior, params};

use super::ConsentError;
use super::key::{Hashes, Key};
use super::line::{Channel, Deed, Line, append};
use super::log::{AgreedText, Contact, Log};
use crate::model::{Moment, Purpose, Whose, sha256};

/// Something somebody said.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// Who.
    pub whose: Whose<'a>,
    /// Given or withdrawn.
    pub deed: Deed,
    /// What for.
    pub purpose: Purpose,
    /// When.
    pub on: Moment,
    /// What was agreed to; none for a withdrawal.
    pub text: Option<AgreedText>,
    /// By which way.
    pub channel: Channel,
    /// Of a workbook: file, sheet and cell.
    pub source: String,
}

/// Something that is handed out of the log.
#[derive(Debug, Clone)]
pub struct Handed<'a> {
    /// About whom; nobody for a list.
    pub whose: Whose<'a>,
    /// What: `extract` or `alumni`.
    pub what: &'static str,
    /// In which form.
    pub format: &'static str,
    /// How many people, which fields, what for.
    pub source: String,
    /// When.
    pub on: Moment,
}

/// Who enters, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The person, as the log will name them.
    pub by: String,
    /// The moment, UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    pub at: String,
}

impl AgreedText {
    /// A text with its hash.
    #[must_use]
    pub fn of(version: &str, begins: &str, bg: &str, en: &str) -> Self {
        let sha256 = sha256(format!("{bg}\n{en}").as_bytes());
        Self { version: version.to_owned(), sha256, begins: begins.to_owned(), bg: bg.to_owned(), en: en.to_owned() }
    }
}

impl Log {
    /// Enters what people said, and whom mailings go to: those who agree to them and are named here with an e-mail. A withdrawal
    /// of mailings removes the person from there.
    ///
    /// # Errors
    /// The log cannot be written, or a text is another one than people have agreed to under its version: then nothing is entered.
    pub fn enter(&mut self, acts: &[Act], contacts: &[(Whose<'_>, Contact)], signed: &Signed) -> Result<(), ConsentError> {
        let key = self.key.clone();
        self.write(|transaction| {
            for text in acts.iter().filter_map(|act| act.text.as_ref()) {
                keep(transaction, text)?;
            }
            let lines = acts.iter().map(|act| line(&key, act, signed)).collect();
            append(transaction, lines)?;
            for act in acts.iter().filter(|act| act.deed == Deed::Withdrawn && act.purpose == Purpose::Mail) {
                forget(transaction, &key.hashes(&act.whose))?;
            }
            for (whose, contact) in contacts {
                let hashes = key.hashes(whose);
                let sql = "INSERT INTO contact (person, number, name, email) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT (person) DO UPDATE SET number = ?2, name = ?3, email = ?4";
                transaction.execute(sql, params![hashes.person(), hashes.number, contact.name, contact.email])?;
            }
            Ok(())
        })
    }

    /// Enters that something is handed out, before it is.
    ///
    /// # Errors
    /// The log cannot be written: then nothing may be handed out.
    pub fn hand_out(&mut self, handed: &Handed, signed: &Signed) -> Result<(), ConsentError> {
        let hashes = self.key.hashes(&handed.whose);
        let line = Line {
            purpose: handed.what.to_owned(),
            date: handed.on.to_string(),
            channel: handed.format.to_owned(),
            source: handed.source.clone(),
            ..blank(Deed::HandedOut, &hashes, signed)
        };
        self.write(|transaction| Ok(append(transaction, vec![line])?))
    }

    fn write(&mut self, work: impl FnOnce(&Transaction) -> Result<(), Unwritten>) -> Result<(), ConsentError> {
        let path = self.path.clone();
        let failed = |error: rusqlite::Error| ConsentError::sql(&path, &error);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        match work(&transaction) {
            Ok(()) => transaction.commit().map_err(failed),
            Err(Unwritten::Sql(error)) => Err(failed(error)),
            Err(Unwritten::TextChanged(version)) => Err(ConsentError::TextChanged { version }),
        }
    }
}

/// Why nothing was entered.
enum Unwritten {
    Sql(rusqlite::Error),
    TextChanged(String),
}

impl From<rusqlite::Error> for Unwritten {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

fn line(key: &Key, act: &Act, signed: &Signed) -> Line {
    let (text_version, text_sha256) =
        act.text.as_ref().map(|text| (text.version.clone(), text.sha256.clone())).unwrap_or_default();
    Line {
        purpose: act.purpose.name().to_owned(),
        date: act.on.to_string(),
        text_version,
        text_sha256,
        channel: act.channel.name().to_owned(),
        source: act.source.clone(),
        ..blank(act.deed, &key.hashes(&act.whose), signed)
    }
}

fn blank(deed: Deed, hashes: &Hashes, signed: &Signed) -> Line {
    Line {
        seq: 0,
        deed,
        person: hashes.person().to_owned(),
        number: hashes.number.clone(),
        purpose: String::new(),
        date: String::new(),
        text_version: String::new(),
        text_sha256: String::new(),
        channel: String::new(),
        source: String::new(),
        at: signed.at.clone(),
        by: signed.by.clone(),
        previous: String::new(),
        hash: String::new(),
    }
}

/// Keeps a text that is agreed to; under one version there is one text.
fn keep(transaction: &Transaction, text: &AgreedText) -> Result<(), Unwritten> {
    let known = "SELECT sha256 FROM text WHERE version = ?1";
    let known: Result<String, _> = transaction.query_row(known, [&text.version], |row| row.get(0));
    match known {
        Ok(sha256) if sha256 == text.sha256 => Ok(()),
        Ok(_) => Err(Unwritten::TextChanged(text.version.clone())),
        Err(rusqlite::Error::QueryReturnedNoRows) => {
            let sql = "INSERT INTO text (version, sha256, begins, bg, en) VALUES (?1, ?2, ?3, ?4, ?5)";
            transaction.execute(sql, params![text.version, text.sha256, text.begins, text.bg, text.en])?;
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Removes whom mailings to somebody go to.
fn forget(transaction: &Transaction, hashes: &Hashes) -> rusqlite::Result<usize> {
    let sql = "DELETE FROM contact WHERE person = ?1 OR (?2 <> '' AND number = ?2)";
    transaction.execute(sql, [hashes.person(), &hashes.number])
}
