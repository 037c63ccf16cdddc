//! Which papers go into which archive: nobody is parted, and no archive is larger than it may be.

use std::collections::BTreeMap;

use super::names::{self, NameWrong, folded};
use super::{Batch, Item, Packing, Split, Told};

/// Longest name of a batch, in characters: with what is added to it, names of files stay short.
const LONGEST_BATCH: usize = 60;
/// What an archive's tag files and its end come to at most, beside the lines of `bag-info.txt`.
const TAG_FILES: u64 = 6_000;

/// Papers that go into one archive.
pub struct Volume<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// How many there are.
    pub count: u32,
    /// The group, for [`Split::Group`]; else empty.
    pub group: String,
    /// The papers, in the order they were given.
    pub items: Vec<Item<'a>>,
    /// Bytes that the archive has at most.
    pub bytes: u64,
}

/// Why papers cannot be packed as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanFault {
    /// There is nothing to pack.
    Nothing,
    /// The batch cannot be called so.
    BatchName {
        /// The name.
        name: String,
        /// Why.
        why: NameWrong,
    },
    /// A file cannot be called so.
    Name {
        /// The name.
        name: String,
        /// Why.
        why: NameWrong,
    },
    /// Two files have one name, or names that differ by case only, or one is the folder of the other.
    Twice {
        /// One.
        one: String,
        /// The other.
        other: String,
    },
    /// The papers of one person are more than an archive may hold.
    TooBig {
        /// The person.
        person: String,
        /// Bytes of an archive with them alone.
        bytes: u64,
        /// Bytes that are allowed.
        most: u64,
    },
    /// A person has papers in two groups, and groups have archives of their own.
    TwoGroups {
        /// The person.
        person: String,
        /// One.
        one: String,
        /// The other.
        other: String,
    },
    /// A paper has not one piece for each file of the register's excerpt.
    Excerpt {
        /// The paper.
        document: String,
    },
}

impl Told for PlanFault {
    fn key(&self) -> &'static str {
        match self {
            Self::Nothing => "pack-plan-nothing",
            Self::BatchName { .. } => "pack-plan-batch",
            Self::Name { why, .. } => why.key(),
            Self::Twice { .. } => "pack-plan-twice",
            Self::TooBig { .. } => "pack-plan-too-big",
            Self::TwoGroups { .. } => "pack-plan-two-groups",
            Self::Excerpt { .. } => "pack-plan-excerpt",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Nothing => Vec::new(),
            Self::BatchName { name, .. } => vec![("name", name.clone())],
            Self::Name { name, why } => {
                let character = if let NameWrong::Character(c) = why { c.escape_debug().to_string() } else { String::new() };
                vec![("name", name.clone()), ("character", character)]
            }
            Self::Twice { one, other } => vec![("one", one.clone()), ("other", other.clone())],
            Self::TooBig { person, bytes, most } => {
                vec![("person", person.clone()), ("bytes", bytes.to_string()), ("most", most.to_string())]
            }
            Self::TwoGroups { person, one, other } => {
                vec![("person", person.clone()), ("one", one.clone()), ("other", other.clone())]
            }
            Self::Excerpt { document } => vec![("document", document.clone())],
        }
    }
}

/// Spreads papers over archives. Persons keep the order in which they come first, so an archive holds a range of them.
///
/// # Errors
/// All that is wrong with what was asked; then nothing should be packed.
pub fn plan<'a>(items: Vec<Item<'a>>, batch: &Batch, packing: &Packing) -> Result<Vec<Volume<'a>>, Vec<PlanFault>> {
    let mut faults = faults_of_names(&items, batch);
    if items.is_empty() {
        faults.push(PlanFault::Nothing);
    }
    let incomplete = items.iter().filter(|item| item.excerpt.len() != batch.excerpt.len());
    faults.extend(incomplete.map(|item| PlanFault::Excerpt { document: item.document.clone() }));
    let groups = grouped(items, packing.split, &mut faults);
    let empty = weight_of_empty(batch, &groups);
    let mut volumes = Vec::new();
    for (group, persons) in groups {
        fill(&mut volumes, &group, persons, &Room { empty, most: packing.max_bytes, batch }, &mut faults);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let count = u32::try_from(volumes.len()).unwrap_or(u32::MAX);
    (1..).zip(&mut volumes).for_each(|(number, volume)| (volume.number, volume.count) = (number, count));
    Ok(volumes)
}

/// The name of a volume's archive, without its ending; so is the folder in it called.
pub(super) fn volume_name(batch: &str, number: u32) -> String {
    format!("{batch}-{number:03}")
}

struct Person<'a> {
    name: String,
    items: Vec<Item<'a>>,
}

struct Room<'a> {
    empty: u64,
    most: u64,
    batch: &'a Batch,
}

/// Persons by group, both in the order in which they come first.
fn grouped<'a>(items: Vec<Item<'a>>, split: Split, faults: &mut Vec<PlanFault>) -> Vec<(String, Vec<Person<'a>>)> {
    let mut groups: Vec<(String, Vec<Person<'a>>)> = Vec::new();
    let mut group_at: BTreeMap<String, usize> = BTreeMap::new();
    let mut person_at: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for item in items {
        let group = if split == Split::Group { item.group.clone() } else { String::new() };
        if let Some((in_group, at)) = person_at.get(&item.person) {
            let (home, persons) = &mut groups[*in_group];
            if *home != group {
                let fault = PlanFault::TwoGroups { person: item.person.clone(), one: home.clone(), other: group };
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
            persons[*at].items.push(item);
            continue;
        }
        let at = *group_at.entry(group.clone()).or_insert_with(|| {
            groups.push((group, Vec::new()));
            groups.len() - 1
        });
        person_at.insert(item.person.clone(), (at, groups[at].1.len()));
        groups[at].1.push(Person { name: item.person.clone(), items: vec![item] });
    }
    groups
}

fn fill<'a>(volumes: &mut Vec<Volume<'a>>, group: &str, persons: Vec<Person<'a>>, room: &Room, faults: &mut Vec<PlanFault>) {
    let new = || Volume { number: 0, count: 0, group: group.to_owned(), items: Vec::new(), bytes: room.empty };
    let mut volume = new();
    for person in persons {
        let weight: u64 = person.items.iter().map(|item| weight_of(item, room.batch)).sum();
        if room.empty + weight > room.most {
            faults.push(PlanFault::TooBig { person: person.name, bytes: room.empty + weight, most: room.most });
            continue;
        }
        if volume.bytes + weight > room.most {
            volumes.push(std::mem::replace(&mut volume, new()));
        }
        volume.bytes += weight;
        volume.items.extend(person.items);
    }
    if !volume.items.is_empty() {
        volumes.push(volume);
    }
}

fn weight_of(item: &Item, batch: &Batch) -> u64 {
    let files: u64 = item.files.iter().map(|file| weight_of_file(&file.path, file.size, batch)).sum();
    files + item.excerpt.iter().map(|piece| piece.len() as u64).sum::<u64>()
}

fn weight_of_empty<T>(batch: &Batch, groups: &[(String, T)]) -> u64 {
    let info: usize = batch.info.iter().map(|(label, value)| label.len() + value.len() + 4).sum();
    let group = groups.iter().map(|(group, _)| group.len()).max().unwrap_or_default();
    let excerpt = batch.excerpt.iter().map(|(name, head)| weight_of_file(name, head.len() as u64, batch));
    TAG_FILES + (info + group + batch.institution.len() + 16 * batch.name.len()) as u64 + excerpt.sum::<u64>()
}

/// Bytes that a payload file takes at most: itself, its two headers with all they may carry, its lines in two manifests.
fn weight_of_file(path: &str, size: u64, batch: &Batch) -> u64 {
    const HEADERS: u64 = 30 + 46;
    const SIZES_OF_LARGE_FILES: u64 = 20 + 28;
    const CIPHER: u64 = 2 * 11 + 28;
    let path = path.len() as u64 + "data/".len() as u64;
    let name = volume_name(&batch.name, 100_000).len() as u64 + 1 + path;
    let lines = (64 + 2 + path + 1) + (128 + 2 + path + 1);
    size + HEADERS + SIZES_OF_LARGE_FILES + CIPHER + 2 * name + lines
}

fn faults_of_names(items: &[Item], batch: &Batch) -> Vec<PlanFault> {
    let mut faults = Vec::new();
    let batch_name = match names::check_packed(&batch.name) {
        Ok(()) if batch.name.contains('/') => Err(NameWrong::Character('/')),
        Ok(()) if batch.name.chars().count() > LONGEST_BATCH => Err(NameWrong::TooLong),
        other => other,
    };
    faults.extend(batch_name.err().map(|why| PlanFault::BatchName { name: batch.name.clone(), why }));
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let files = items.iter().flat_map(|item| &item.files).map(|file| file.path.as_str());
    for path in batch.excerpt.iter().map(|(name, _)| name.as_str()).chain(files) {
        let inside = format!("{}/data/{path}", volume_name(&batch.name, 100_000));
        if let Err(why) = names::check_packed(path).and_then(|()| names::check_packed(&inside)) {
            faults.push(PlanFault::Name { name: path.to_owned(), why });
        } else if let Some(other) = seen.insert(folded(path), path) {
            faults.push(PlanFault::Twice { one: other.to_owned(), other: path.to_owned() });
        }
    }
    faults.extend(files_that_are_folders(&seen));
    faults
}

/// `a` and `a/b`: no system can have both.
fn files_that_are_folders(seen: &BTreeMap<String, &str>) -> Vec<PlanFault> {
    let inside = |folder: &str| {
        let below = format!("{folder}/");
        seen.range(below.clone()..).next().filter(|(path, _)| path.starts_with(&below)).map(|(_, path)| *path)
    };
    let both = seen.iter().filter_map(|(folded, one)| Some((*one, inside(folded)?)));
    both.map(|(one, other)| PlanFault::Twice { one: one.to_owned(), other: other.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(group: &str, person: &str, path: &str, size: u64) -> Item<'static> {
        let packed = super::super::Packed { path: path.to_owned(), size, open: Box::new(|| Ok(Vec::new())) };
        Item {
            group: group.to_owned(),
            person: person.to_owned(),
            document: format!("diploma/{person}/{path}"),
            number: String::new(),
            files: vec![packed],
            excerpt: Vec::new(),
        }
    }

    fn batch() -> Batch {
        let date = jiff::civil::date(2025, 9, 30);
        Batch { name: "б".to_owned(), date, institution: String::new(), info: Vec::new(), excerpt: Vec::new() }
    }

    fn packing(max_bytes: u64, split: Split) -> Packing {
        Packing { max_bytes, split, passphrase: None }
    }

    fn persons(volumes: &[Volume]) -> Vec<Vec<String>> {
        volumes.iter().map(|volume| volume.items.iter().map(|item| item.person.clone()).collect()).collect()
    }

    #[test]
    fn archives_are_filled_in_order_and_nobody_is_parted() {
        let items =
            vec![item("", "1", "a", 30_000), item("", "2", "b", 30_000), item("", "3", "c", 10_000), item("", "1", "d", 30_000)];
        let volumes = plan(items, &batch(), &packing(80_000, Split::None)).unwrap_or_default();
        assert_eq!(persons(&volumes), [vec!["1", "1"], vec!["2", "3"]]);
        assert!(volumes.iter().all(|volume| volume.bytes <= 80_000 && volume.count == 2));
    }

    #[test]
    fn groups_have_archives_of_their_own() {
        let items = vec![item("X", "1", "a", 1), item("Y", "2", "b", 1), item("X", "3", "c", 1)];
        let volumes = plan(items, &batch(), &packing(80_000, Split::Group)).unwrap_or_default();
        assert_eq!(persons(&volumes), [vec!["1", "3"], vec!["2"]]);
        assert_eq!(volumes[1].group, "Y");
    }

    #[test]
    fn what_cannot_be_is_told_all_at_once() {
        let items = vec![
            item("X", "1", "a", 90_000),
            item("X", "2", "b", 1),
            item("Y", "2", "B", 1),
            item("X", "3", "c", 1),
            item("X", "3", "c/d", 1),
            item("X", "4", "../e", 1),
        ];
        let faults =
            plan(items, &Batch { name: "a/b".to_owned(), ..batch() }, &packing(80_000, Split::Group)).err().unwrap_or_default();
        let is = |wanted: fn(&PlanFault) -> bool| faults.iter().filter(|fault| wanted(fault)).count();
        assert_eq!(is(|fault| matches!(fault, PlanFault::BatchName { .. })), 1);
        assert_eq!(is(|fault| matches!(fault, PlanFault::TooBig { person, .. } if person == "1")), 1);
        assert_eq!(is(|fault| matches!(fault, PlanFault::TwoGroups { person, .. } if person == "2")), 1);
        assert_eq!(is(|fault| matches!(fault, PlanFault::Twice { .. })), 2);
        assert_eq!(is(|fault| matches!(fault, PlanFault::Name { why: NameWrong::Traversal, .. })), 1);
        assert_eq!(faults.len(), 6);
        let nothing = plan(Vec::new(), &batch(), &packing(80_000, Split::None));
        assert_eq!(nothing.err(), Some(vec![PlanFault::Nothing]));
    }
}
