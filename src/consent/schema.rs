//! The tables of the log, by version.

use rusqlite::Connection;

/// Each step from one version to the next; never changed once released.
const STEPS: [&str; 1] = [
    // Version 1: the chain of lines, the texts that were agreed to, whom to write to, and the proof of the key.
    "CREATE TABLE line (
        seq          INTEGER PRIMARY KEY,
        deed         TEXT NOT NULL CHECK (deed IN ('given', 'withdrawn', 'handed-out')),
        person       TEXT NOT NULL,
        number       TEXT NOT NULL,
        purpose      TEXT NOT NULL,
        date         TEXT NOT NULL,
        text_version TEXT NOT NULL,
        text_sha256  TEXT NOT NULL,
        channel      TEXT NOT NULL,
        source       TEXT NOT NULL,
        at           TEXT NOT NULL,
        by           TEXT NOT NULL,
        previous     TEXT NOT NULL,
        hash         TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE text (
        version TEXT PRIMARY KEY,
        sha256  TEXT NOT NULL,
        begins  TEXT NOT NULL,
        bg      TEXT NOT NULL,
        en      TEXT NOT NULL
    ) STRICT;
    CREATE TABLE contact (
        person TEXT PRIMARY KEY,
        number TEXT NOT NULL,
        name   TEXT NOT NULL,
        email  TEXT NOT NULL
    ) STRICT;
    CREATE INDEX contact_of_number ON contact (number);
    CREATE TABLE key (
        id    INTEGER PRIMARY KEY CHECK (id = 1),
        proof TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER line_stays BEFORE DELETE ON line BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TRIGGER line_as_is BEFORE UPDATE ON line BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TRIGGER text_stays BEFORE DELETE ON text BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TRIGGER text_as_is BEFORE UPDATE ON text BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TRIGGER key_stays  BEFORE DELETE ON key  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TRIGGER key_as_is  BEFORE UPDATE ON key  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;",
];

/// The version this program writes.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// The version of a log; 0 for an empty file.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings a log to the version of this program, with the proof of its key in the same transaction.
pub(super) fn migrate(connection: &mut Connection, proof: &str) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let before = version(&transaction)?;
    for step in STEPS.iter().skip(before as usize) {
        transaction.execute_batch(step)?;
    }
    if before == 0 {
        transaction.execute("INSERT INTO key (id, proof) VALUES (1, ?1)", [proof])?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}
