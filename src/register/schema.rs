//! The register's tables, by version; an older register is brought up to date step by step.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rusqlite::Connection;

use super::{Register, RegisterError};

/// Each step from one version to the next; never changed once released.
pub(super) const STEPS: [&str; 3] = [
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
    // Version 2: what a duplicate is of, and what holds in the place of an annulled paper.
    "ALTER TABLE entry ADD COLUMN original TEXT;
    ALTER TABLE entry ADD COLUMN replaced_by TEXT;
    CREATE INDEX of_original ON entry (original, seq) WHERE original IS NOT NULL;",
    // Version 3: who and when, forms, steps after printing, requests. The large data stands last, so that a listing does not
    // read past it. Old entries keep their hash: what is new is empty in them.
    "CREATE TABLE newer (
        seq            INTEGER PRIMARY KEY,
        action         TEXT NOT NULL,
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
        original       TEXT,
        replaced_by    TEXT,
        at             TEXT,
        by             TEXT,
        series         TEXT,
        blank          TEXT,
        check_value    TEXT,
        details        TEXT,
        frozen         TEXT,
        previous       TEXT NOT NULL,
        hash           TEXT NOT NULL UNIQUE,
        data           TEXT
    ) STRICT;
    INSERT INTO newer (seq, action, document, kind, faculty_number, person_name, book, year, total, in_year, number, date,
        pages, pdf_sha256, data_sha256, original, replaced_by, previous, hash, data)
    SELECT seq, action, document, kind, faculty_number, person_name, book, year, total, in_year, number, date,
        pages, pdf_sha256, data_sha256, original, replaced_by, previous, hash, data FROM entry ORDER BY seq;
    DROP TABLE entry;
    ALTER TABLE newer RENAME TO entry;
    CREATE UNIQUE INDEX number_once      ON entry (book, total)         WHERE action IN ('reserved', 'numbered', 'imported', 'gap');
    CREATE UNIQUE INDEX year_number_once ON entry (book, year, in_year)
        WHERE action IN ('reserved', 'numbered', 'imported', 'gap') AND in_year IS NOT NULL;
    CREATE UNIQUE INDEX reserved_once    ON entry (document)            WHERE action IN ('reserved', 'numbered', 'imported');
    CREATE UNIQUE INDEX issued_once      ON entry (document)            WHERE action = 'issued';
    CREATE INDEX of_document ON entry (document, seq);
    CREATE INDEX of_number   ON entry (number, seq)         WHERE number IS NOT NULL;
    CREATE INDEX of_original ON entry (original, seq)       WHERE original IS NOT NULL;
    CREATE INDEX of_person   ON entry (faculty_number, seq) WHERE faculty_number <> '';
    CREATE INDEX of_form     ON entry (series, blank, seq)  WHERE blank IS NOT NULL;
    CREATE INDEX of_blank    ON entry (blank, seq)          WHERE blank IS NOT NULL;
    CREATE INDEX of_sticker  ON entry (details ->> '$.sticker') WHERE action = 'stickered';
    CREATE UNIQUE INDEX request_once ON entry (document)        WHERE action = 'request-added';
    CREATE INDEX request_of_year     ON entry (year, in_year)   WHERE action = 'request-added';
    CREATE INDEX of_requests         ON entry (seq)             WHERE action IN ('request-added', 'request-changed');
    CREATE INDEX of_code     ON entry (check_value)         WHERE check_value IS NOT NULL;
    CREATE INDEX of_pdf      ON entry (pdf_sha256)          WHERE pdf_sha256 IS NOT NULL;
    CREATE INDEX of_export   ON entry (seq)                 WHERE action = 'exported';
    CREATE INDEX of_sealed   ON entry (seq)                 WHERE substr(data, 1, 5) = 'enc1:';
    CREATE INDEX of_old_form ON entry (data ->> '$.document.blank_number') WHERE at IS NULL AND data IS NOT NULL;
    CREATE INDEX of_old_code ON entry (data ->> '$.document.check')        WHERE at IS NULL AND data IS NOT NULL;
    CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;
    CREATE TRIGGER entry_as_is BEFORE UPDATE OF seq, action, document, kind, faculty_number, person_name, book, year, total,
        in_year, number, date, pages, pdf_sha256, data_sha256, original, replaced_by, at, by, series, blank, check_value,
        details, frozen, previous, hash ON entry
        BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;
    CREATE TRIGGER data_as_is BEFORE UPDATE OF data ON entry WHEN NEW.data IS NOT NULL OR OLD.at IS NULL
        BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;",
];

/// The version this program writes.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// Brings the register to the version of this program.
pub(super) fn migrate(register: &mut Register) -> Result<(), RegisterError> {
    if known_version(register)? == VERSION {
        return Ok(());
    }
    let path = register.path.clone();
    let failed = |error| RegisterError::sql(&path, error);
    let transaction = register.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
    let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    for step in STEPS.iter().skip(version as usize) {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction.pragma_update(None, "user_version", VERSION).map_err(failed)?;
    transaction.commit().map_err(failed)?;
    Ok(())
}

/// The tables, indexes and triggers of a database, by name.
pub(super) fn parts(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The tables, indexes and triggers as this program makes them.
pub(super) fn expected_parts() -> &'static BTreeMap<String, String> {
    static EXPECTED: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
        let made = Connection::open_in_memory().and_then(|connection| {
            STEPS.iter().try_for_each(|step| connection.execute_batch(step))?;
            parts(&connection)
        });
        made.unwrap_or_else(|error| panic!("the steps are part of the program and tested: {error}"))
    });
    &EXPECTED
}

/// Makes the tables of this version in an empty database.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    STEPS.iter().try_for_each(|step| connection.execute_batch(step))?;
    connection.pragma_update(None, "user_version", VERSION)
}

/// The version of a register; one of a version this program does not know is refused.
pub(super) fn known_version(register: &Register) -> Result<u32, RegisterError> {
    let version: u32 =
        register.connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(|error| register.failed(error))?;
    if version > VERSION {
        return Err(RegisterError::Newer { path: register.path.clone() });
    }
    Ok(version)
}

#[cfg(test)]
mod tests;
