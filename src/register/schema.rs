//! The register's tables, by version; an older register is brought up to date step by step.

use super::{Register, RegisterError};

/// Each step from one version to the next; never changed once released.
const STEPS: [&str; 3] = [
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
    CREATE UNIQUE INDEX year_number_once ON entry (book, year, in_year) WHERE action IN ('reserved', 'numbered', 'imported');
    CREATE UNIQUE INDEX reserved_once    ON entry (document)            WHERE action IN ('reserved', 'numbered', 'imported');
    CREATE UNIQUE INDEX issued_once      ON entry (document)            WHERE action = 'issued';
    CREATE INDEX of_document ON entry (document, seq);
    CREATE INDEX of_number   ON entry (number, seq)         WHERE number IS NOT NULL;
    CREATE INDEX of_original ON entry (original, seq)       WHERE original IS NOT NULL;
    CREATE INDEX of_person   ON entry (faculty_number, seq) WHERE faculty_number <> '';
    CREATE INDEX of_form     ON entry (series, blank, seq)  WHERE blank IS NOT NULL;
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
    known_version(register)?;
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

/// Makes the tables of this version in an empty database.
pub(super) fn create(connection: &rusqlite::Connection) -> rusqlite::Result<()> {
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
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::register::State;

    /// Hash of the one entry below: SHA-256 over its values, each with its length before it, as version 1 made it.
    const HASH: &str = "11a0fd243b4a6ec4f8453e3ef8636dd04c0a93b2bfb69a61cd5a2c7c44f89f29";

    /// A register as version 1 left it, with one number reserved.
    fn of_version_1(folder: &std::path::Path) -> std::path::PathBuf {
        let path = folder.join("register.sqlite");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(STEPS[0]).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        let zeros = "0".repeat(64);
        connection
            .execute(
                "INSERT INTO entry (seq, action, document, kind, faculty_number, person_name, book, year, total, in_year, number,
                    date, previous, hash)
                 VALUES (1, 'reserved', 'diploma/130001', 'diploma', '130001', 'Елица Вълчева', 'diplomas', 2024, 1, 1, '1/2024',
                    '2024-09-30', ?1, ?2)",
                [zeros.as_str(), HASH],
            )
            .unwrap();
        path
    }

    #[test]
    fn a_register_of_version_1_is_read_as_it_is_and_brought_up_to_date_when_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = of_version_1(folder.path());
        let before = std::fs::read(&path).unwrap();
        let read = Register::open_to_read(&path).unwrap().unwrap();
        assert_eq!(read.walk_chain().unwrap(), Ok(1));
        assert_eq!(read.entries().unwrap()[0].original, None);
        drop(read);
        assert_eq!(std::fs::read(&path).unwrap(), before, "reading changes nothing");
        let written = Register::open(&path).unwrap();
        assert_eq!((known_version(&written).unwrap(), written.walk_chain().unwrap()), (VERSION, Ok(1)));
        assert_eq!(written.papers().unwrap()[0].state(), State::Reserved);
    }
}
