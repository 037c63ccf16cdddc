//! Numbers for a run's papers: kept, new, their principal's, or none.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use super::{Checked, Error, Outcome};
use crate::config::{Book, Config};
use crate::diag::{Code, Finding, Subject};
use crate::model::{Document, Field, Numbering};
use crate::plan::Plan;
use crate::register::{BookFormat, Entry, Paper, Register, RegisterError, State, Wanted};

/// How long another laurea may hold the register before this one gives up.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far a run came.
pub(super) enum Numbered<T> {
    /// Errors in the inputs as a whole stopped it; nothing was numbered.
    Stopped(Box<Outcome>),
    /// Its papers have their numbers, and this was done with them.
    Done(T),
}

/// Looks at a run before any of its papers gets a number.
pub(super) type Before<'a> = &'a dyn Fn(&Checked, &Plan, &Register) -> Result<(), Error>;

/// Holds the register for this process; the system lets go of it when the process ends, however it ends.
///
/// # Errors
/// Another process holds it for longer than a short wait, or its folder cannot be written.
pub fn lock(register: &Path) -> Result<File, Error> {
    let path = register.with_extension("lock");
    let failed = |error: std::io::Error| RegisterError::Unusable { path: register.to_owned(), error: error.to_string() };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let file = File::create(&path).map_err(failed)?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => std::thread::sleep(PATIENCE / 100),
            Err(TryLockError::WouldBlock) => return Err(RegisterError::Locked { path: register.to_owned() }.into()),
            Err(TryLockError::Error(error)) => return Err(failed(error).into()),
        }
    }
}

/// Gives every paper its number and date: kept, new, its principal's, or none.
pub(super) fn number(config: &Config, checked: &mut Checked, plan: &mut Plan, register: &mut Register) -> Result<(), Error> {
    leave_out_annulled(checked, plan, register)?;
    let numbered = |document: &&mut Document| {
        checked
            .kinds
            .get(&document.kind)
            .is_some_and(|kind| kind.numbering == Numbering::BeforePrint && kind.companion_of.is_none())
    };
    let mut papers: Vec<&mut Document> = plan.documents.iter_mut().filter(numbered).collect();
    let wanted: Vec<Wanted> = papers
        .iter()
        .map(|document| Wanted {
            document: document.key.clone(),
            kind: document.kind.clone(),
            faculty_number: document.faculty_number.clone(),
            person_name: document.person_name.clone(),
            book: checked.kinds[&document.kind].book.clone().unwrap_or_default(),
            original: None,
        })
        .collect();
    let numbers = register.reserve(&wanted, &books(config), checked.date)?;
    for (document, registration) in papers.iter_mut().zip(numbers) {
        document.date = registration.date;
        document.registration = Some(registration);
    }
    companions(checked, plan, register)?;
    for document in &mut plan.documents {
        if document.registration.is_none()
            && let Some(day) = register.paper(&document.key)?.and_then(|paper| paper.issued())
        {
            document.date = day;
        }
    }
    Ok(())
}

/// What was issued and annulled since, as by a duplicate, is not issued again.
fn leave_out_annulled(checked: &mut Checked, plan: &mut Plan, register: &Register) -> Result<(), Error> {
    let mut annulled: BTreeMap<String, Entry> = BTreeMap::new();
    for document in &plan.documents {
        if let Some(entry) = register.last_of(&document.key)?.filter(|entry| entry.state() == State::Annulled) {
            annulled.insert(document.key.clone(), entry);
        }
    }
    for document in plan.documents.extract_if(.., |document| annulled.contains_key(&document.key)) {
        let entry = &annulled[&document.key];
        checked.findings.push(
            Finding::new(Code::PaperAnnulled, Subject::Document(document.key.clone()))
                .of(&document.faculty_number)
                .found(entry.number.clone().unwrap_or_default())
                .expected(entry.replaced_by.clone().unwrap_or_else(|| "–".to_owned()))
                .arg("kind", checked.kinds[&document.kind].title.clone()),
        );
    }
    Ok(())
}

/// A companion carries its principal's number and date; without them it is held.
fn companions(checked: &mut Checked, plan: &mut Plan, register: &Register) -> Result<(), Error> {
    let by_key: BTreeMap<String, Document> =
        plan.documents.iter().map(|document| (document.key.clone(), document.clone())).collect();
    let mut kept = Vec::new();
    for mut document in std::mem::take(&mut plan.documents) {
        let Some(principal) = checked.kinds.get(&document.kind).and_then(|kind| kind.companion_of.clone()) else {
            kept.push(document);
            continue;
        };
        let key = format!("{principal}/{}", document.faculty_number);
        // What is made already says what it said, also where its principal got a number since.
        document.registration = match register.paper(&document.key)?.as_ref().and_then(Paper::first_made) {
            Some(made) => made.registration(),
            None => {
                let planned = by_key.get(&key).and_then(|principal| principal.registration.clone());
                planned.or(register.paper(&key)?.and_then(|principal| principal.registration()))
            }
        };
        if let Some(registration) = &document.registration {
            document.date = registration.date;
        }
        let is_numbered_first = checked.kinds.get(&principal).is_some_and(|kind| kind.numbering == Numbering::BeforePrint);
        if document.registration.is_none() && is_numbered_first {
            checked.findings.push(
                Finding::new(Code::FieldMissing, Subject::Document(document.key.clone()))
                    .of(&document.faculty_number)
                    .field(Field::RegisterNumber.tag())
                    .arg("kind", checked.kinds[&document.kind].title.clone()),
            );
            plan.held.push(document);
        } else {
            kept.push(document);
        }
    }
    plan.documents = kept;
    Ok(())
}

pub(super) fn books(config: &Config) -> BTreeMap<String, BookFormat> {
    let format = |book: &Book| BookFormat {
        number: book.number.clone(),
        first_total: book.first_total,
        first_in_year: book.first_in_year,
    };
    config.institution.books.iter().map(|(name, book)| (name.clone(), format(book))).collect()
}
