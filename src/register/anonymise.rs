//! A copy of the register for tests: the same numbers and days, of people who do not exist.

mod data;
mod invented;

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

use super::chain::{BEGINNING, hash, insert};
use super::{Entry, Part, Register, RegisterError, schema};
use crate::disk::private;
use crate::model::sha256;
use data::Retold;
use invented::Inventor;

impl Register {
    /// Writes a copy in which every name, faculty number, identifier, birth and place is invented, the same one everywhere in the
    /// copy; the chain is made anew, numbers and days stay. Nobody can turn it back: what decides who becomes whom is chance and
    /// is not kept. The number of entries.
    ///
    /// # Errors
    /// The copy is there already or cannot be written, the register cannot be read, or is enciphered with a key that is not
    /// here.
    pub fn anonymise(&self, copy: &Path) -> Result<u64, RegisterError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)
            .map_err(|error| RegisterError::Unusable { path: copy.to_owned(), error: error.to_string() })?;
        let mut inventor = Inventor::new(secret, self.people()?);
        private().write(true).create_new(true).open(copy).map_err(|error| RegisterError::open(copy, error))?;
        let failed = |error| RegisterError::sql(copy, error);
        let mut connection = Connection::open(copy).map_err(failed)?;
        schema::create(&connection).map_err(failed)?;
        let transaction = connection.transaction().map_err(failed)?;
        let (mut previous, mut count) = (BEGINNING.to_owned(), 0);
        self.each::<RegisterError>(&Part::default(), i64::MAX, true, &mut |entry| {
            let mut entry = retold(&mut inventor, entry);
            entry.previous.clone_from(&previous);
            entry.hash = hash(&entry);
            insert(&transaction, &entry).map_err(failed)?;
            previous = entry.hash;
            count += 1;
            Ok(())
        })?;
        transaction.commit().map_err(failed)?;
        Ok(count)
    }

    /// Every name, faculty number and identifier: what is invented must be none of them.
    fn people(&self) -> Result<BTreeSet<String>, RegisterError> {
        let mut people = BTreeSet::new();
        self.each::<RegisterError>(&Part::default(), i64::MAX, true, &mut |entry| {
            let names = [Some(&entry.person_name), entry.by.as_ref()].into_iter().flatten();
            people.extend(names.flat_map(|name| invented::words(name)).map(|(word, _)| word.to_lowercase()));
            people.insert(entry.faculty_number.clone());
            for json in [&entry.data, &entry.details].into_iter().flatten() {
                data::collect(&serde_json::from_str(json).unwrap_or_default(), &mut people);
            }
            Ok(())
        })?;
        people.remove("");
        Ok(people)
    }
}

/// An entry of the copy, without its place in the chain.
fn retold(inventor: &mut Inventor, entry: Entry) -> Entry {
    let again = |inventor: &Inventor, text: &Option<String>| text.as_ref().map(|text| inventor.digest(text));
    let data = entry.data.as_ref().map(|data| {
        let value: Value = serde_json::from_str(data).unwrap_or_default();
        Retold::new(inventor, &entry.person_name).data(value).to_string()
    });
    let details = entry.details.as_ref().map(|details| {
        let value: Value = serde_json::from_str(details).unwrap_or_default();
        Retold::new(inventor, &entry.person_name).denied(value).to_string()
    });
    let frozen = match (&entry.at, &data) {
        (Some(_), Some(data)) => Some(sha256(data.as_bytes())),
        _ => again(inventor, &entry.frozen),
    };
    Entry {
        document: key(inventor, &entry.document, &entry.faculty_number),
        original: entry.original.as_ref().map(|original| key(inventor, original, &entry.faculty_number)),
        faculty_number: inventor.number(&entry.faculty_number),
        person_name: inventor.name(&entry.person_name),
        by: entry.by.as_ref().map(|by| inventor.name(by)),
        check_value: entry.check_value.as_ref().map(|check| inventor.check_value(check)),
        pdf_sha256: again(inventor, &entry.pdf_sha256),
        data_sha256: again(inventor, &entry.data_sha256),
        frozen,
        data,
        details,
        ..entry
    }
}

/// The key of a paper with the faculty number in it, or any other that is known.
fn key(inventor: &mut Inventor, key: &str, faculty_number: &str) -> String {
    let parts = key
        .split('/')
        .map(|part| if part == faculty_number || inventor.is_known(part) { inventor.number(part) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("/")
}
