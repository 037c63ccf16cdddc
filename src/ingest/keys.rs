//! By what a row of another sheet finds its student: faculty number, ЕГН or ЛНЧ, full name.

use std::collections::BTreeMap;

use super::name_text::{split, split_last_first};
use super::table::Table;
use crate::config::fold;
use crate::model::{Field, Record};

/// The students of the list, by their keys.
pub struct Keys {
    numbers: BTreeMap<String, usize>,
    bare_numbers: BTreeMap<String, Option<usize>>,
    identifiers: BTreeMap<String, Option<usize>>,
    names: BTreeMap<String, Option<usize>>,
}

/// Whom a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The record at this index.
    Known(usize),
    /// The same, found only after zeros were restored or look-alike letters taken for the same.
    Repaired(usize),
    /// Nobody known.
    Unknown,
    /// Several students fit.
    Several,
}

impl Owner {
    /// Index of the record.
    pub fn record(self) -> Option<usize> {
        match self {
            Self::Known(at) | Self::Repaired(at) => Some(at),
            Self::Unknown | Self::Several => None,
        }
    }
}

impl Keys {
    /// The keys of a student list. Under a number that stands twice, the first.
    pub fn of(records: &[Record]) -> Self {
        let mut keys = Self {
            numbers: BTreeMap::new(),
            bare_numbers: BTreeMap::new(),
            identifiers: BTreeMap::new(),
            names: BTreeMap::new(),
        };
        for (at, record) in records.iter().enumerate() {
            let number = number_key(record.faculty_number());
            if !number.is_empty() {
                keys.numbers.entry(number).or_insert(at);
                once(&mut keys.bare_numbers, bare(record.faculty_number()), at);
            }
            for identifier in [&record.person.egn_text, &record.person.lnch_text] {
                once(&mut keys.identifiers, bare(identifier), at);
            }
            once(&mut keys.names, fold(&record.person.full_name()), at);
        }
        keys
    }

    /// Whom a row belongs to, with the field that says so.
    pub fn owner(&self, table: &Table, row: u32) -> (Owner, Field) {
        let text = |field: Field| Some(table.cell(row, field).text()).filter(|text| !text.is_empty());
        if let Some(number) = text(Field::FacultyNumber) {
            return (self.by_number(&number), Field::FacultyNumber);
        }
        for field in [Field::Egn, Field::PersonId, Field::Lnch] {
            if let Some(identifier) = text(field) {
                return (owner(self.identifiers.get(&bare(&identifier))), field);
            }
        }
        if let Some(name) = text(Field::FullName) {
            return (owner(self.names.get(&fold(&name))), Field::FullName);
        }
        if let Some(name) = text(Field::FullNameLastFirst) {
            let names = split_last_first(&name);
            let full = fold(&[names.first, names.middle, names.last].join(" "));
            return (owner(self.names.get(&full)), Field::FullNameLastFirst);
        }
        (Owner::Unknown, Field::FacultyNumber)
    }

    /// The student of a faculty number.
    pub fn by_number(&self, number: &str) -> Owner {
        if let Some(at) = self.numbers.get(&number_key(number)) {
            return Owner::Known(*at);
        }
        match self.bare_numbers.get(&bare(number)) {
            Some(Some(at)) => Owner::Repaired(*at),
            Some(None) => Owner::Several,
            None => Owner::Unknown,
        }
    }
}

/// Whether the name in a row is another person's than the record's; letters of another alphabet, case and spaces aside.
pub fn is_other_name(table: &Table, row: u32, record: &Record) -> bool {
    let names = match (table.cell(row, Field::FullName).text(), table.cell(row, Field::FullNameLastFirst).text()) {
        (full, _) if !full.is_empty() => split(&full),
        (_, full) if !full.is_empty() => split_last_first(&full),
        _ => return false,
    };
    let written = alike(&fold(&[names.first, names.middle, names.last].join(" ")));
    let known = alike(&fold(&record.person.full_name()));
    // A book may leave the father's name out, or put the family name first.
    let known: Vec<&str> = known.split(' ').collect();
    !written.split(' ').all(|word| known.contains(&word))
}

fn owner(found: Option<&Option<usize>>) -> Owner {
    match found {
        Some(Some(at)) => Owner::Known(*at),
        Some(None) => Owner::Several,
        None => Owner::Unknown,
    }
}

/// Keeps who has a key; nobody where several do.
fn once(map: &mut BTreeMap<String, Option<usize>>, key: String, at: usize) {
    if !key.is_empty() {
        map.entry(key).and_modify(|holder| *holder = holder.filter(|first| *first == at)).or_insert(Some(at));
    }
}

/// A number as it is compared: no spaces, one case.
pub fn number_key(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A number without what Excel and people lose of it: leading zeros, and the alphabet of letters that look alike.
pub fn bare(text: &str) -> String {
    alike(&number_key(text)).trim_start_matches('0').to_owned()
}

/// Lower-case text with Latin letters that look like Cyrillic ones made Cyrillic, for comparing only.
pub fn alike(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'a' => 'а',
            'b' => 'в',
            'c' => 'с',
            'e' => 'е',
            'h' => 'н',
            'k' => 'к',
            'm' => 'м',
            'o' => 'о',
            'p' => 'р',
            't' => 'т',
            'x' => 'х',
            'y' => 'у',
            c => c,
        })
        .collect()
}
