//! What only the season as a whole can say: who stands twice, and which photos are whose.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Context;
use super::photo_file::{self, Photo};
use crate::config::fold;
use crate::model::{Egn, IdentifierFault, Lnch, Person, Record};

/// Groups of records, by index in the season.
pub(super) struct Survey {
    numbers: BTreeMap<String, Vec<usize>>,
    people: BTreeMap<String, Vec<usize>>,
    pictures: BTreeMap<[u8; 32], Vec<usize>>,
    photos: Vec<Option<Photo>>,
    keys: Vec<(String, Option<String>)>,
}

impl Survey {
    /// Looks through the season; reads every photo that a paper needs.
    pub fn of(context: &Context) -> Self {
        let records = &context.season.records;
        let look = |record: &Record| {
            let is_needed = (context.photo_needed)(record);
            is_needed.then(|| photo_file::look(context.photos, &record.person.photo))
        };
        let photos: Vec<Option<Photo>> = records.par_iter().map(look).collect();
        let keys: Vec<_> = records.iter().map(|record| (fold(record.faculty_number()), person_key(&record.person))).collect();
        Self {
            numbers: group(keys.iter().map(|(number, _)| Some(number.clone()).filter(|number| !number.is_empty()))),
            people: group(keys.iter().map(|(_, person)| person.clone())),
            pictures: group(photos.iter().map(|photo| photo.as_ref().and_then(Photo::digest))),
            photos,
            keys,
        }
    }

    /// Another record under the same faculty number: the one before, or the next for the first.
    pub fn same_number(&self, at: usize) -> Option<usize> {
        let (number, _) = self.keys.get(at)?;
        other(self.numbers.get(number)?, at, |_| true)
    }

    /// Another record of the same person under another faculty number.
    pub fn same_person(&self, at: usize) -> Option<usize> {
        let (number, person) = self.keys.get(at)?;
        let group = self.people.get(person.as_ref()?)?;
        other(group, at, |index| self.keys.get(index).is_some_and(|(other, _)| other != number))
    }

    /// Whether the number or the person of a record stands in the list a second time.
    pub fn is_double(&self, at: usize) -> bool {
        self.same_number(at).or_else(|| self.same_person(at)).is_some()
    }

    /// Whether somebody in the list has this ЕГН.
    pub fn has_person(&self, egn: &str) -> bool {
        self.people.contains_key(&egn_key(egn))
    }

    /// The photo of a record, where a paper needs one.
    pub fn photo(&self, at: usize) -> Option<&Photo> {
        self.photos.get(at)?.as_ref()
    }

    /// Another person with the very same photo.
    pub fn same_photo(&self, at: usize) -> Option<usize> {
        let group = self.pictures.get(&self.photo(at)?.digest()?)?;
        other(group, at, |index| !self.is_same_person(index, at))
    }

    fn is_same_person(&self, one: usize, two: usize) -> bool {
        let person = |at: usize| self.keys.get(at).and_then(|(_, person)| person.as_ref());
        person(one).is_some() && person(one) == person(two)
    }
}

fn group<K: Ord>(keys: impl Iterator<Item = Option<K>>) -> BTreeMap<K, Vec<usize>> {
    let mut groups = BTreeMap::<K, Vec<usize>>::new();
    for (at, key) in keys.enumerate() {
        if let Some(key) = key {
            groups.entry(key).or_default().push(at);
        }
    }
    groups
}

fn other(group: &[usize], at: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
    let fitting = || group.iter().copied().filter(|index| *index != at && fits(*index));
    fitting().rfind(|index| *index < at).or_else(|| fitting().next())
}

/// By what two rows are the same person. A wrong check digit still tells two people apart, other faults do not.
fn person_key(person: &Person) -> Option<String> {
    let tells = |fault: Option<IdentifierFault>| matches!(fault, None | Some(IdentifierFault::Checksum { .. }));
    if tells(Egn::parse(&person.egn_text).err()) {
        return Some(egn_key(&person.egn_text));
    }
    if tells(Lnch::parse(&person.lnch_text).err()) {
        return Some(format!("lnch {}", person.lnch_text));
    }
    (person.idn.chars().count() > 5).then(|| format!("idn {}", fold(&person.idn)))
}

fn egn_key(egn: &str) -> String {
    format!("egn {egn}")
}
