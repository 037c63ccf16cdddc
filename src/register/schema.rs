//! The register's tables, by version; an older register is brought up to date step by step.

use super::{Register, RegisterError};

/// Each step from one version to the next; never changed once released.
const STEPS: [&str; 1] = [
    // Version 1: the chain of entries.
    "CREATE TABLE entry (
        seq            INTEGER PRIMARY KEY,
        action         TEXT NOT NULL CHECK (action IN ('reserved', 'issued', 'annulled')),
        document       TEXT NOT NULL,
        kind           TEXT NOT NULL,
        faculty_number TEXT NOT NULL,
        person_name    TEXT NOT NULL,
        book           TEXT,
        year           INTEGER,
        total          INTEGER,
        in_year        INTEGER,
        number         TEXT,
        date           TEXT NOT NULL,
        pages          INTEGER,
        pdf_sha256     TEXT,
        data_sha256    TEXT,
        data           TEXT,
        previous       TEXT NOT NULL,
        hash           TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE UNIQUE INDEX number_once      ON entry (book, total)         WHERE action = 'reserved';
    CREATE UNIQUE INDEX year_number_once ON entry (book, year, in_year) WHERE action = 'reserved';
    CREATE UNIQUE INDEX reserved_once    ON entry (document)            WHERE action = 'reserved';
    CREATE UNIQUE INDEX issued_once      ON entry (document)            WHERE action = 'issued';
    CREATE INDEX of_document ON entry (document, seq);
    CREATE TRIGGER entry_stays  BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;
    CREATE TRIGGER entry_as_is  BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;",
];

/// The version this program writes.
const VERSION: u32 = STEPS.len() as u32;

/// Brings the register to the version of this program.
pub(super) fn migrate(register: &mut Register) -> Result<(), RegisterError> {
    refuse_newer(register)?;
    let path = register.path.clone();
    let failed = |error| RegisterError::sql(&path, error);
    let transaction = register.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
    let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    for step in STEPS.iter().skip(version as usize) {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction.pragma_update(None, "user_version", VERSION).map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// Refuses a register of a version this program does not know.
pub(super) fn refuse_newer(register: &Register) -> Result<(), RegisterError> {
    let version: u32 =
        register.connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(|error| register.failed(error))?;
    if version > VERSION {
        return Err(RegisterError::Newer { path: register.path.clone() });
    }
    Ok(())
}
