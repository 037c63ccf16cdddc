//! Everything the register holds of one person.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Action, Entry, Part, Register, RegisterError};

/// What the register holds of a person.
#[derive(Debug, Clone, Default)]
pub struct Extract {
    /// The person's faculty numbers.
    pub faculty_numbers: Vec<String>,
    /// The person's names, as they were printed.
    pub names: Vec<String>,
    /// ЕГН, ЛНЧ and other identifiers in the data of the papers.
    pub identifiers: Vec<String>,
    /// Every entry about the person, in order, with the data it was made from.
    pub entries: Vec<Entry>,
    /// Where the number is of papers of several people: who they are. Then nothing else is told.
    pub several: Vec<String>,
}

impl Register {
    /// Everything of a person, who is named by a faculty number, an identifier or a registration number. A person with several
    /// faculty numbers is one person where an identifier says so.
    ///
    /// # Errors
    /// The register cannot be read, or is enciphered with a key that is not here.
    pub fn extract(&self, person: &str) -> Result<Extract, RegisterError> {
        let mut found = Found::default();
        let rest = "WHERE faculty_number = ?1 OR number = ?1 ORDER BY seq";
        let named: Vec<Entry> = self.select(rest, &[&person])?.into_iter().filter(|entry| entry.action.is_of_paper()).collect();
        let people: BTreeSet<&String> = named.iter().map(who).collect();
        if people.len() > 1 {
            return Ok(Extract { several: people.into_iter().cloned().collect(), ..Extract::default() });
        }
        for entry in named {
            found.keys.insert(entry.document.clone());
            found.faculty_numbers.extend(Some(entry.faculty_number).filter(|number| !number.is_empty()));
        }
        for number in found.faculty_numbers.clone() {
            for entry in self.select("WHERE faculty_number = ?1 AND data IS NOT NULL ORDER BY seq", &[&number])? {
                let data = self.data_of(&entry.document)?.unwrap_or_default();
                found.identifiers.extend(identifiers(&data));
            }
        }
        if found.keys.is_empty() {
            found.identifiers.insert(person.to_owned());
        }
        // Who has the same identifier is the same person; who is known by another number now may be known by more papers.
        loop {
            let before = (found.faculty_numbers.len(), found.keys.len(), found.identifiers.len());
            self.each::<RegisterError>(&Part::default(), i64::MAX, true, &mut |entry| {
                found.see(&entry);
                Ok(())
            })?;
            if before == (found.faculty_numbers.len(), found.keys.len(), found.identifiers.len()) {
                break;
            }
        }
        let mut extract = Extract::default();
        self.each::<RegisterError>(&Part::default(), i64::MAX, true, &mut |entry| {
            if found.is_about(&entry) {
                extract.entries.push(entry);
            }
            Ok(())
        })?;
        let mut names = BTreeSet::new();
        let told = extract.entries.iter().filter(|entry| !entry.person_name.is_empty());
        extract.names = told.map(|entry| entry.person_name.clone()).filter(|name| names.insert(name.clone())).collect();
        if !extract.entries.is_empty() {
            extract.faculty_numbers = found.faculty_numbers.into_iter().collect();
            extract.identifiers = found.identifiers.into_iter().collect();
        }
        Ok(extract)
    }
}

/// By what a person is known.
#[derive(Default)]
struct Found {
    faculty_numbers: BTreeSet<String>,
    identifiers: BTreeSet<String>,
    keys: BTreeSet<String>,
}

impl Found {
    /// Takes over by what an entry of the person knows them.
    fn see(&mut self, entry: &Entry) {
        if !entry.action.is_of_paper() || !self.is_about(entry) {
            return;
        }
        self.keys.insert(entry.document.clone());
        self.faculty_numbers.extend(Some(entry.faculty_number.clone()).filter(|number| !number.is_empty()));
        self.identifiers.extend(entry.data.as_deref().map(identifiers).unwrap_or_default());
    }

    fn is_about(&self, entry: &Entry) -> bool {
        self.faculty_numbers.contains(&entry.faculty_number)
            || (entry.action != Action::Exported && self.keys.contains(&entry.document))
            || [&entry.data, &entry.details].into_iter().flatten().any(|text| self.is_named_in(text))
    }

    /// Whether one of the identifiers stands in the data or details of an entry as an identifier.
    fn is_named_in(&self, text: &str) -> bool {
        // Few texts have the characters at all; only those are worth reading.
        let named = || identifiers(text).iter().any(|identifier| self.identifiers.contains(identifier));
        self.identifiers.iter().any(|identifier| text.contains(identifier.as_str())) && named()
    }
}

/// Who an entry is about: the faculty number, where there is none the name.
fn who(entry: &Entry) -> &String {
    if entry.faculty_number.is_empty() { &entry.person_name } else { &entry.faculty_number }
}

/// Names under which data and details hold an identifier.
const IDENTIFIERS: [&str; 5] = ["egn", "lnch", "idn", "person_id", "identifier"];

/// The identifiers in data or details.
fn identifiers(json: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    let of = |object: &Value| -> Vec<String> {
        let told = IDENTIFIERS.into_iter().filter_map(|name| object[name].as_str());
        told.filter(|text| !text.is_empty()).map(str::to_owned).collect()
    };
    [of(&value), of(&value["fields"])].concat()
}
