//! The book as a value: graduates in order, by faculty, degree and speciality, with the counts that may be told.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Counts;
use crate::model::{Alphabet, Degree, sha256};

/// A name in Bulgarian and in English; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Title {
    /// Bulgarian.
    pub bg: String,
    /// English.
    pub en: String,
}

/// Somebody who graduated.
#[derive(Debug, Clone, Default)]
pub struct Graduate {
    /// Faculty or college.
    pub faculty: Title,
    /// Degree, where it is known.
    pub degree: Option<Degree>,
    /// The degree in English, as the diploma names it.
    pub degree_en: String,
    /// Speciality.
    pub speciality: Title,
    /// Who it is.
    pub who: Who,
}

/// Who graduated; of those who did not agree nothing is known here.
#[derive(Debug, Clone, Default)]
pub enum Who {
    /// Somebody who agreed to stand in the book.
    Named(Person),
    /// Somebody who did not.
    #[default]
    Unnamed,
}

/// Somebody in the book.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// The name as the diploma has it.
    pub name: String,
    /// The name in Latin letters.
    pub name_latin: String,
    /// The photo as the book shows it, a JPEG, of those who agreed to that, too.
    pub photo: Option<Vec<u8>>,
}

/// The book of an academic year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Edition {
    /// Academic year, `2024/2025`.
    pub year: String,
    /// Who issues.
    pub institution: Title,
    /// Its town.
    pub seat: Title,
    /// Whom to write to.
    pub contact: Title,
    /// Counts below it are not told.
    pub threshold: u64,
    /// People in the book.
    pub listed: u64,
    /// Everybody who graduated; `None` where that is not told.
    pub count: Option<u64>,
    /// Faculties, each with its degrees, each with its specialities.
    pub faculties: Vec<Section>,
    /// Faculties as lines of a chart.
    pub by_faculty: Vec<Bar>,
    /// Degrees as lines of a chart.
    pub by_degree: Vec<Bar>,
    /// Names by family name, in Bulgarian order.
    pub index: Vec<Letter>,
    /// The same by names in Latin letters.
    pub index_latin: Vec<Letter>,
    /// The photos by the name of their file.
    #[serde(skip)]
    pub photos: BTreeMap<String, Vec<u8>>,
}

/// A faculty, a degree in it, or a speciality.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Name of its place in the book; a faculty's is the name of its page, too.
    pub id: String,
    /// What it is.
    pub title: Title,
    /// People in the book.
    pub listed: u64,
    /// Everybody who graduated; `None` where that is not told.
    pub count: Option<u64>,
    /// What stands in it.
    pub parts: Vec<Section>,
    /// Who stands in it, in Bulgarian order.
    pub people: Vec<Listed>,
}

/// A person as the book has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Name of the place in the book.
    pub id: String,
    /// The name.
    pub name: String,
    /// The name in Latin letters.
    pub name_latin: String,
    /// First letters of the first and the last name.
    pub initials: String,
    /// The file of the photo.
    pub photo: Option<String>,
}

/// A line of a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Of what.
    pub title: Title,
    /// People in the book.
    pub listed: u64,
    /// Everybody who graduated; `None` where that is not told.
    pub count: Option<u64>,
    /// Length of the bar of the named, in thousandths of the longest.
    pub listed_length: u64,
    /// Length of the bar of the others.
    pub other_length: u64,
}

/// The names of the index that begin with a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// The letter.
    pub letter: String,
    /// The names.
    pub entries: Vec<Entry>,
}

/// A name in the index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Family name first.
    pub text: String,
    /// The name in the other letters, by which it is found too.
    pub other: String,
    /// The person's place in the book.
    pub id: String,
    /// The faculty's.
    pub page: String,
}

/// A group while it is filled.
#[derive(Default)]
struct Group {
    rank: usize,
    title: Title,
    parts: Vec<Group>,
    people: Vec<Person>,
    unnamed: u64,
}

impl Edition {
    /// Puts the graduates of a year in order and counts them. `head` brings what the book says of itself; `faculties` are those of
    /// the institution, in their order, and those it does not know come after them.
    #[must_use]
    pub fn of(head: Self, graduates: Vec<Graduate>, faculties: &[Title]) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for graduate in graduates {
            let place = faculties.iter().position(|title| folded(&title.bg) == folded(&graduate.faculty.bg));
            let faculty = group(&mut groups, place.unwrap_or(faculties.len()), &graduate.faculty);
            let rank = graduate.degree.map_or(Degree::ALL.len(), |degree| degree as usize);
            let degree = group(&mut faculty.parts, rank, &degree_title(&graduate));
            let speciality = group(&mut degree.parts, 0, &graduate.speciality);
            match graduate.who {
                Who::Named(person) => speciality.people.push(person),
                Who::Unnamed => speciality.unnamed += 1,
            }
        }
        let alphabet = Alphabet::new();
        put_in_order(&mut groups, &alphabet);
        let mut edition = head;
        let mut counts = Counts::default();
        let mut numbers = Numbers::default();
        edition.faculties = groups.into_iter().map(|group| edition.section(group, 0, &mut counts, &mut numbers)).collect();
        let told = counts.told(edition.threshold);
        let mut places = 1..;
        edition.faculties.iter_mut().for_each(|faculty| tell(faculty, &counts, &told, &mut places));
        edition.listed = counts.listed(0);
        edition.count = told[0].then(|| counts.all(0));
        edition.by_faculty = lines(edition.faculties.iter().map(|faculty| (&faculty.title, faculty.listed, faculty.count)));
        edition.by_degree = edition.degrees();
        edition.index = edition.index_by(&alphabet, |person| (&person.name, &person.name_latin));
        edition.index_latin = edition.index_by(&alphabet, |person| (&person.name_latin, &person.name));
        edition
    }

    /// A group as a section, its counts entered and its photos taken over.
    fn section(&mut self, group: Group, parent: usize, counts: &mut Counts, numbers: &mut Numbers) -> Section {
        let place = counts.add(parent, group.people.len() as u64, group.unnamed);
        let id = numbers.next(parent);
        let people = group.people.into_iter().map(|person| self.listed(person, numbers)).collect();
        let parts = group.parts.into_iter().map(|part| self.section(part, place, counts, numbers)).collect();
        Section { id, title: group.title, listed: 0, count: None, parts, people }
    }

    fn listed(&mut self, person: Person, numbers: &mut Numbers) -> Listed {
        numbers.people += 1;
        // Named by its picture: a build without somebody shows nobody else under a name that a browser has kept.
        let photo = person.photo.map(|bytes| {
            let name = format!("{}.jpg", &sha256(&bytes)[..24]);
            self.photos.insert(name.clone(), bytes);
            name
        });
        let id = format!("p{}", numbers.people);
        Listed { id, initials: initials(&person.name), name: person.name, name_latin: person.name_latin, photo }
    }

    /// Degrees over all faculties. What is told of them is only what follows from counts that are told anyway, so nothing new
    /// can be worked out from it.
    fn degrees(&self) -> Vec<Bar> {
        let mut degrees: Vec<(usize, &Title, u64, Option<u64>)> = Vec::new();
        for part in self.faculties.iter().flat_map(|faculty| &faculty.parts) {
            match degrees.iter_mut().find(|(_, title, ..)| folded(&title.bg) == folded(&part.title.bg)) {
                Some((_, _, listed, count)) => {
                    *listed += part.listed;
                    *count = count.zip(part.count).map(|(one, two)| one + two);
                }
                None => {
                    let known = Degree::ALL.iter().position(|degree| folded(degree.bulgarian()) == folded(&part.title.bg));
                    degrees.push((known.unwrap_or(Degree::ALL.len()), &part.title, part.listed, part.count));
                }
            }
        }
        degrees.sort_by_key(|(rank, ..)| *rank);
        lines(degrees.into_iter().map(|(_, title, listed, count)| (title, listed, count)))
    }

    /// Everybody in the book, with the faculty.
    pub fn people(&self) -> impl Iterator<Item = (&Section, &Section, &Section, &Listed)> {
        self.faculties.iter().flat_map(|faculty| {
            let degrees = faculty.parts.iter();
            degrees.flat_map(move |degree| {
                let specialities = degree.parts.iter();
                specialities.flat_map(move |part| part.people.iter().map(move |person| (faculty, degree, part, person)))
            })
        })
    }

    fn index_by(&self, alphabet: &Alphabet, names: fn(&Listed) -> (&String, &String)) -> Vec<Letter> {
        let entry = |(faculty, _, _, person): (&Section, &Section, &Section, &Listed)| {
            let (name, other) = names(person);
            Entry { text: filed(name), other: other.clone(), id: person.id.clone(), page: faculty.id.clone() }
        };
        let mut entries: Vec<(usize, Entry)> = self.people().map(entry).enumerate().collect();
        entries.sort_by(|(at, one), (other_at, other)| alphabet.compare_words(&one.text, &other.text).then(at.cmp(other_at)));
        let mut letters: Vec<Letter> = Vec::new();
        for (_, entry) in entries {
            let letter: String = entry.text.chars().next().into_iter().flat_map(char::to_uppercase).collect();
            match letters.last_mut().filter(|last| last.letter == letter) {
                Some(last) => last.entries.push(entry),
                None => letters.push(Letter { letter, entries: vec![entry] }),
            }
        }
        letters
    }
}

#[derive(Default)]
struct Numbers {
    faculties: usize,
    sections: usize,
    people: usize,
}

impl Numbers {
    /// The next name of a section; what stands under the root is a faculty.
    fn next(&mut self, parent: usize) -> String {
        let (letter, number) = if parent == 0 { ("f", &mut self.faculties) } else { ("s", &mut self.sections) };
        *number += 1;
        format!("{letter}{number}")
    }
}

/// The group of a title, made where there is none; a title gets its English where another graduate brings it.
fn group<'g>(groups: &'g mut Vec<Group>, rank: usize, title: &Title) -> &'g mut Group {
    let found = groups.iter().position(|group| folded(&group.title.bg) == folded(&title.bg)).unwrap_or_else(|| {
        groups.push(Group { rank, title: title.clone(), ..Group::default() });
        groups.len() - 1
    });
    let group = &mut groups[found];
    // The least of several spellings, so that the order of graduates changes nothing.
    for (kept, new) in [(&mut group.title.bg, &title.bg), (&mut group.title.en, &title.en)] {
        if !new.is_empty() && (kept.is_empty() || new < kept) {
            kept.clone_from(new);
        }
    }
    group
}

fn put_in_order(groups: &mut [Group], alphabet: &Alphabet) {
    groups.sort_by(|one, other| {
        let by_title = alphabet.compare_words(&one.title.bg, &other.title.bg).then_with(|| one.title.bg.cmp(&other.title.bg));
        one.rank.cmp(&other.rank).then(by_title)
    });
    for group in groups {
        group.people.sort_by(|one, other| alphabet.compare_words(&one.name, &other.name).then_with(|| one.cmp(other)));
        put_in_order(&mut group.parts, alphabet);
    }
}

/// Writes what may be told into the sections, in the order in which they were counted.
fn tell(section: &mut Section, counts: &Counts, told: &[bool], places: &mut impl Iterator<Item = usize>) {
    let Some(at) = places.next() else { return };
    section.listed = counts.listed(at);
    section.count = told[at].then(|| counts.all(at));
    section.parts.iter_mut().for_each(|part| tell(part, counts, told, places));
}

fn lines<'t>(told: impl Iterator<Item = (&'t Title, u64, Option<u64>)>) -> Vec<Bar> {
    let told: Vec<_> = told.collect();
    let longest = told.iter().map(|(_, listed, count)| count.unwrap_or(*listed)).max().unwrap_or(0).max(1);
    let line = |(title, listed, count): (&Title, u64, Option<u64>)| {
        let length = |number: u64| number * 1000 / longest;
        let listed_length = length(listed);
        let other_length = count.map_or(0, |count| length(count) - listed_length);
        Bar { title: title.clone(), listed, count, listed_length, other_length }
    };
    told.into_iter().map(line).collect()
}

fn degree_title(graduate: &Graduate) -> Title {
    let english = |degree| match degree {
        Degree::ProfessionalBachelor => "Professional Bachelor",
        Degree::Bachelor => "Bachelor",
        Degree::Master => "Master",
        Degree::Doctor => "Doctor",
    };
    match graduate.degree {
        Some(degree) => Title { bg: capitalised(degree.bulgarian()), en: english(degree).to_owned() },
        None => Title { bg: String::new(), en: graduate.degree_en.clone() },
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A name as it is compared: lower case, single spaces.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A name with the family name first. Of names of one word, or of more than three, nobody can tell which that is: they stay.
fn filed(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    match words.as_slice() {
        [first @ .., last] if (1..=2).contains(&first.len()) => format!("{last}, {}", first.join(" ")),
        _ => words.join(" "),
    }
}

fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let ends = if words.len() > 1 { vec![words.first(), words.last()] } else { vec![words.first()] };
    ends.into_iter().flatten().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
#[path = "edition_tests.rs"]
mod tests;
