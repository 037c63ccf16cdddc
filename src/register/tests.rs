//! Tests of the register as a whole: damage and restoring, a model of it, and how its queries find their way.

mod damage;
mod journal;
mod model;
mod plans;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use tempfile::TempDir;

use super::entry::{COLUMNS, entry_of};
use super::*;

const DAY: Date = date(2025, 9, 30);

/// A folder with a register.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::with_prefix("laurea-register-").unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("register.sqlite")
    }

    fn journal(&self) -> PathBuf {
        journal_of(&self.path())
    }

    /// Opens the register without waiting for the disk.
    fn open(&self) -> Result<Register, RegisterError> {
        opened(&self.path())
    }

    /// With a diploma issued and annulled for its duplicate, an appendix, and a number that is only reserved.
    fn filled() -> Self {
        let desk = Self::new();
        let mut register = desk.open().unwrap();
        issue(&mut register, "diploma/130001", "diplomas", DAY);
        issue(&mut register, "appendix/130001", "diplomas", DAY);
        issue(&mut register, "diploma/130002", "diplomas", DAY);
        let duplicate = reserved(&mut register, "duplicate-diploma/1/3001", "diplomas", DAY);
        let old = register.last_of("diploma/130001").unwrap().unwrap();
        register.replace(vec![duplicate], &[old], "4/2025", DAY).unwrap();
        reserved(&mut register, "diploma/130003", "diplomas", DAY);
        register.connection.pragma_update(None, "wal_checkpoint", "truncate").unwrap();
        desk
    }

    fn verify(&self) -> Verified {
        Register::verify(&self.path(), None).unwrap().unwrap()
    }

    #[track_caller]
    fn holds(&self) {
        assert_eq!(self.verify().faults, []);
    }
}

fn opened(path: &Path) -> Result<Register, RegisterError> {
    let mut register = Register::open_with(path, false)?;
    register.actor = Actor { by: "Мария Илиева".to_owned(), at: Some(1_759_219_200) };
    Ok(register)
}

fn wanted(document: &str, book: &str) -> Wanted {
    Wanted {
        document: document.to_owned(),
        kind: document.split('/').next().unwrap().to_owned(),
        faculty_number: document.split('/').next_back().unwrap().to_owned(),
        person_name: "Елица Вълчева".to_owned(),
        book: book.to_owned(),
        original: None,
    }
}

/// Reserves a number; the paper as it would be committed.
fn reserved(register: &mut Register, document: &str, book: &str, date: Date) -> Issued {
    let number = register.reserve(&[wanted(document, book)], &BTreeMap::new(), date).unwrap().pop();
    paper(document, number)
}

fn paper(document: &str, registration: Option<crate::model::Registration>) -> Issued {
    let wanted = wanted(document, "");
    Issued {
        document: wanted.document,
        kind: wanted.kind,
        faculty_number: wanted.faculty_number,
        person_name: wanted.person_name,
        book: registration.as_ref().map(|number| number.book.clone()),
        date: registration.as_ref().map_or(DAY, |number| number.date),
        registration,
        pages: 1,
        pdf_sha256: crate::model::sha256(document.as_bytes()),
        data_sha256: "11".to_owned(),
        data: format!("{{\"kind\":\"{document}\",\"grade\":\"отличен\"}}"),
        original: None,
        form: Some(crate::model::Blank { series: "А-25".to_owned(), number: format!("{:0>6}", document.len()) }),
        check_value: Some("7K2M".to_owned()),
        details: None,
    }
}

fn issue(register: &mut Register, document: &str, book: &str, date: Date) {
    let paper = reserved(register, document, book, date);
    register.commit(vec![paper]).unwrap();
}

/// Every entry with its data.
fn whole(register: &Register) -> Vec<Entry> {
    let sql = format!("SELECT {} FROM entry ORDER BY seq", COLUMNS.join(", "));
    let mut statement = register.connection.prepare(&sql).unwrap();
    statement.query_map([], entry_of).unwrap().map(Result::unwrap).collect()
}
