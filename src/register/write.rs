//! The one way into the register: a transaction, with who and when in every entry.

use rusqlite::{Transaction, TransactionBehavior};

use super::chain::append;
use super::{Entry, Key, Register, RegisterError, journal};

/// Who enters, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person, as the register will name them.
    pub by: String,
    /// A fixed moment instead of the clock's, as seconds since 1970; for runs that must be repeatable.
    pub at: Option<i64>,
}

impl Actor {
    /// The person whose account runs the program, at the moment of `SOURCE_DATE_EPOCH` where that is set, else at the clock's.
    #[must_use]
    pub fn of_environment() -> Self {
        let name = ["LAUREA_BY", "USERNAME", "USER"].into_iter().filter_map(|name| std::env::var(name).ok());
        let by = name.map(|name| name.trim().to_owned()).find(|name| !name.is_empty());
        let at = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
        Self { by: by.unwrap_or_else(|| "laurea".to_owned()), at }
    }

    /// The moment, UTC, to the second.
    #[expect(clippy::disallowed_methods, reason = "the register says when an entry was made; no paper prints it")]
    pub(super) fn moment(&self) -> String {
        let fixed = self.at.and_then(|second| jiff::Timestamp::from_second(second).ok());
        let at = fixed.unwrap_or_else(jiff::Timestamp::now);
        at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// A transaction that appends entries.
pub(super) struct Writing<'a> {
    pub transaction: &'a Transaction<'a>,
    actor: &'a Actor,
    key: Option<&'a Key>,
}

impl Writing<'_> {
    /// Appends entries to the chain; place, moment, person and hashes are set here.
    ///
    /// Their data is enciphered where the register has a key.
    pub fn append(&self, mut entries: Vec<Entry>) -> rusqlite::Result<()> {
        if let Some(key) = self.key {
            for entry in &mut entries {
                if let Some(data) = &entry.data {
                    let sealed = key.seal(&entry.document, data);
                    entry.data = Some(sealed.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?);
                }
            }
        }
        append(self.transaction, self.actor, entries)
    }
}

impl Register {
    /// In whose name entries are made from here on.
    pub fn sign_as(&mut self, by: &str) {
        by.clone_into(&mut self.actor.by);
    }

    /// Writes in one transaction: all or nothing. No other process writes meanwhile. What was written goes to the journal
    /// before this returns.
    pub(super) fn write<T>(&mut self, work: impl FnOnce(&Writing) -> Result<T, RegisterError>) -> Result<T, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let done = work(&Writing { transaction: &transaction, actor: &self.actor, key: self.key.as_ref() })?;
        transaction.commit().map_err(failed)?;
        match self.catch_up() {
            // Another process writes already: it, or whoever writes next, makes up for these entries.
            Err(RegisterError::Locked { .. }) => Ok(done),
            caught_up => caught_up.map(|()| done),
        }
    }

    /// Brings the journal up to the database. The database is held meanwhile, so that its lines stand in order.
    pub(super) fn catch_up(&mut self) -> Result<(), RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        journal::catch_up(&transaction, &path, self.is_forced)
    }
}
