//! Archives: packed, opened with everybody's tools, and spoiled in every way that `verify` must name.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::civil::date;
use laurea::diag::{Catalogue, Lang};
use laurea::submit::{
    Archive, Batch, EXCERPT_CSV, EXCERPT_JSONL, Item, PackError, Packed, Packing, Progress, Split, Told, Verdict, Wrong, pack,
    plan, verify,
};
use tempfile::TempDir;

use crate::house::{Files, assert_same_files, files_under};

/// A passphrase that no tool spells in another way.
pub const PASSPHRASE: &str = "correct horse battery";

/// A batch of some persons with a paper of two pages each; names as registrars write them.
pub fn batch() -> Batch {
    Batch {
        name: "2025-09 дипломи".to_owned(),
        date: date(2025, 9, 30),
        institution: "Приморски университет".to_owned(),
        info: vec![("Contact-Name".to_owned(), "Отдел\nРегистър".to_owned())],
        excerpt: vec![(EXCERPT_CSV.to_owned(), b"document,number\r\n".to_vec()), (EXCERPT_JSONL.to_owned(), Vec::new())],
    }
}

/// Bytes that no packer makes smaller, the same each time.
pub fn noise(seed: u64, bytes: usize) -> Vec<u8> {
    let mut dice = fastrand::Rng::with_seed(seed);
    std::iter::repeat_with(|| dice.u8(..)).take(bytes).collect()
}

/// Papers of some persons, in two faculties, each of two pages of so many bytes.
pub fn items(persons: u32, bytes: usize) -> Vec<Item<'static>> {
    let item = |person: u32| {
        let page = |page: u32| Packed {
            path: format!("№ {person:05}-2025/лист {page}.jpg"),
            size: bytes as u64,
            open: Box::new(move || Ok(noise(u64::from(person * 2 + page), bytes))),
        };
        let document = format!("diploma/{person}");
        Item {
            group: if person.is_multiple_of(2) {
                "Икономически факултет"
            } else {
                "Факултет по право"
            }
            .to_owned(),
            person: person.to_string(),
            number: format!("{person}/2025"),
            excerpt: vec![
                format!("{document},{person}/2025\r\n").into_bytes(),
                format!("{{\"document\":\"{document}\",\"number\":\"{person}/2025\"}}\n").into_bytes(),
            ],
            document,
            files: vec![page(1), page(2)],
        }
    };
    (1..=persons).map(item).collect()
}

fn silent(_: Progress) {}

/// Packs papers into a folder.
pub fn packed(folder: &Path, items: Vec<Item>, packing: &Packing) -> Result<Vec<Archive>, PackError> {
    let batch = batch();
    let volumes = plan(items, &batch, packing).unwrap_or_else(|faults| panic!("{faults:?}"));
    pack(folder, &batch, &volumes, packing, &silent)
}

/// Packing with archives of at most so many bytes.
pub fn at_most(max_bytes: u64) -> Packing {
    Packing { max_bytes, ..Packing::default() }
}

/// With a passphrase.
pub fn enciphered() -> Packing {
    Packing { passphrase: Some(PASSPHRASE.to_owned()), ..Packing::default() }
}

/// Two persons in one archive, which is where most tests begin.
fn small(packing: &Packing) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let archives = packed(folder.path(), items(2, 300), packing).unwrap();
    let path = folder.path().join(&archives[0].name);
    (folder, path)
}

#[track_caller]
fn verdict(path: &Path, passphrase: Option<&str>) -> Verdict {
    verify(path, passphrase).unwrap()
}

/// What is wrong with a file of these bytes.
fn wrong_with(bytes: &[u8], passphrase: Option<&str>) -> Vec<Wrong> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.zip");
    fs::write(&path, bytes).unwrap();
    verdict(&path, passphrase).faults.into_iter().map(|fault| fault.wrong).collect()
}

/// Unpacks an archive; its entries are plain files.
pub fn unpacked(path: &Path, to: &Path) {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    archive.extract(to).unwrap();
}

#[test]
fn an_archive_is_sound_and_says_what_it_is() {
    let (_folder, path) = small(&Packing::default());
    let verdict = verdict(&path, None);
    assert_eq!(verdict.faults, []);
    let [bag] = verdict.bags.as_slice() else { panic!("{verdict:?}") };
    let info: BTreeMap<&str, &str> = bag.info.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
    assert_eq!(info["Bagging-Date"], "2025-09-30");
    assert_eq!(info["Payload-Oxum"], format!("{}.6", bag.bytes));
    assert_eq!(info["Bag-Count"], "1 of 1");
    assert_eq!((info["Papers"], info["Persons"], info["Files"]), ("2", "2", "4"));
    assert_eq!((info["First-Number"], info["Last-Number"]), ("1/2025", "2/2025"));
    assert_eq!(info["Contact-Name"], "Отдел Регистър");
    assert_eq!(info["Bag-Software-Agent"], concat!("laurea ", env!("CARGO_PKG_VERSION")));
    assert_eq!(bag.papers.len(), 2);
    assert_eq!(bag.papers[1]["document"], "diploma/2");
    assert_eq!(bag.payload["data/№ 00001-2025/лист 2.jpg"], laurea::model::sha256(&noise(4, 300)));
}

#[test]
fn two_runs_give_the_same_bytes_and_the_second_changes_nothing() {
    let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let packing = Packing { split: Split::Group, ..at_most(20_000) };
    for folder in &folders {
        packed(folder.path(), items(20, 1_000), &packing).unwrap();
    }
    let [one, other] = folders.each_ref().map(|folder| files_under(folder.path()));
    assert!(one.keys().filter(|name| name.ends_with(".zip")).count() > 3, "{:?}", one.keys());
    assert_same_files(&one, &other);
    packed(folders[0].path(), items(20, 1_000), &packing).unwrap();
    assert_same_files(&files_under(folders[0].path()), &one);
    assert_eq!(verdict(folders[0].path(), None).faults, []);
}

#[test]
fn archives_keep_their_limit_their_groups_and_their_people() {
    let folder = TempDir::new().unwrap();
    let packing = Packing { split: Split::Group, ..at_most(30_000) };
    let archives = packed(folder.path(), items(21, 2_000), &packing).unwrap();
    assert!(archives.iter().all(|archive| archive.size <= 30_000), "{archives:?}");
    let report = verdict(folder.path(), None);
    assert_eq!(report.faults, []);
    for bag in &report.bags {
        let folders: Vec<&str> = bag.payload.keys().filter_map(|name| name.split('/').nth(1)).collect();
        let whole = |folder: &&str| !folder.starts_with('№') || folders.iter().filter(|other| *other == folder).count() == 2;
        assert!(folders.iter().all(whole), "{folders:?}");
    }
    assert_eq!(report.batches[0].archives.iter().map(|archive| archive.documents.len()).sum::<usize>(), 21);
}

#[test]
fn a_complete_batch_is_not_replaced_by_another() {
    let folder = TempDir::new().unwrap();
    packed(folder.path(), items(2, 300), &Packing::default()).unwrap();
    let before = files_under(folder.path());
    for other in [items(3, 300), items(2, 301), items(1, 300)] {
        let refused = packed(folder.path(), other, &Packing::default());
        assert!(matches!(refused, Err(PackError::AlreadyPacked { .. })), "{refused:?}");
        assert_same_files(&files_under(folder.path()), &before);
    }
    let lost = before.keys().find(|name| name.ends_with(".zip")).unwrap();
    fs::remove_file(folder.path().join(lost)).unwrap();
    packed(folder.path(), items(2, 300), &Packing::default()).unwrap();
    assert_same_files(&files_under(folder.path()), &before);
}

#[test]
fn enciphered_archives_stay_as_they_are_where_their_contents_do() {
    let folder = TempDir::new().unwrap();
    packed(folder.path(), items(2, 300), &enciphered()).unwrap();
    let before = files_under(folder.path());
    packed(folder.path(), items(2, 300), &enciphered()).unwrap();
    assert_same_files(&files_under(folder.path()), &before);
    let refused = packed(folder.path(), items(2, 301), &enciphered());
    assert!(matches!(refused, Err(PackError::AlreadyPacked { .. })), "{refused:?}");
    assert_eq!(verdict(folder.path(), Some(PASSPHRASE)).faults, []);
    let archive = before.iter().find(|(name, _)| name.ends_with(".zip")).unwrap().1;
    assert_eq!(wrong_with(archive, None), [Wrong::PassphraseNeeded]);
    assert_eq!(wrong_with(archive, Some("another")), [Wrong::PassphraseWrong]);
    let page = noise(3, 300);
    assert!(!archive.windows(16).any(|window| window == &page[..16]), "a page stands in it as it is");
}

#[test]
fn a_file_that_cannot_be_read_or_has_changed_leaves_nothing_half() {
    for (size, bytes) in [(4, Ok(vec![0; 5])), (4, Err(std::io::ErrorKind::PermissionDenied))] {
        let folder = TempDir::new().unwrap();
        let mut items = items(1, 300);
        let open = Box::new(move || bytes.clone().map_err(std::io::Error::from));
        items[0].files.push(Packed { path: "last.jpg".to_owned(), size, open });
        let failed = packed(folder.path(), items, &Packing::default()).unwrap_err();
        assert!(matches!(failed, PackError::Size { .. } | PackError::Source { .. }), "{failed:?}");
        assert!(failed.told(Lang::Bg).contains("data/last.jpg"), "{}", failed.told(Lang::Bg));
        assert_eq!(files_under(folder.path()), Files::new());
    }
}

#[test]
fn every_flipped_byte_of_an_archive_is_found() {
    // Each try of a passphrase is slow on purpose, so of enciphered archives only some bytes are flipped.
    for (packing, passphrase, step) in [(Packing::default(), None, 1), (enciphered(), Some(PASSPHRASE), 23)] {
        let folder = TempDir::new().unwrap();
        let archives = packed(folder.path(), items(1, 40), &packing).unwrap();
        let bytes = fs::read(folder.path().join(&archives[0].name)).unwrap();
        assert_eq!(wrong_with(&bytes, passphrase), []);
        let mut dice = fastrand::Rng::with_seed(6);
        let unnoticed: Vec<(usize, u8)> = (dice.usize(..step)..bytes.len())
            .step_by(step)
            .map(|at| (at, 1 << dice.u8(..8)))
            .filter(|(at, flip)| {
                let mut spoiled = bytes.clone();
                spoiled[*at] ^= flip;
                wrong_with(&spoiled, passphrase).is_empty()
            })
            .collect();
        assert_eq!(unnoticed, [], "of {} bytes", bytes.len());
    }
}

#[test]
fn every_cut_and_every_appended_byte_is_found() {
    let (_folder, path) = small(&Packing::default());
    let bytes = fs::read(path).unwrap();
    for length in (0..bytes.len()).step_by(7).chain(bytes.len() - 30..bytes.len()) {
        let wrong = wrong_with(&bytes[..length], None);
        let expected = if length < 4 { Wrong::NotZip } else { Wrong::CutOff };
        assert_eq!(wrong, [expected], "cut after {length} bytes");
    }
    assert_eq!(wrong_with(&[&bytes[..], b"!"].concat(), None), [Wrong::Outside { at: bytes.len() as u64, bytes: 1 }]);
    assert!(!wrong_with(&[b"!", &bytes[..]].concat(), None).is_empty());
}

/// Entries of an archive: names and bytes.
type Entries = Vec<(String, Vec<u8>)>;

/// The entries of an archive, packed anew by another hand after some change.
fn repacked(path: &Path, change: impl FnOnce(&mut Entries)) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut entries = Entries::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        entries.push((entry.name().unwrap().into_owned(), bytes));
    }
    change(&mut entries);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::DEFAULT
        .compression_method(zip::CompressionMethod::Stored)
        .system(zip::System::Unix)
        .unix_permissions(0o644);
    for (name, bytes) in entries {
        writer.start_file(name, options).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The entry whose name ends so.
fn entry<'e>(entries: &'e mut [(String, Vec<u8>)], name: &str) -> &'e mut (String, Vec<u8>) {
    entries.iter_mut().find(|(entry, _)| entry.ends_with(name)).unwrap()
}

#[test]
fn what_was_done_to_files_is_named() {
    let (_folder, path) = small(&Packing::default());
    let page = |number: u32| format!("data/№ 0000{number}-2025/лист 1.jpg");
    let at = |entries: &[(String, Vec<u8>)], name: &str| entries.iter().position(|(entry, _)| entry.ends_with(name)).unwrap();
    let with = |change: &dyn Fn(&mut Entries)| wrong_with(&repacked(&path, change), None);
    assert_eq!(with(&|_| ()), []);
    let base = "2025-09 дипломи-001/";
    assert_eq!(with(&|e| drop(e.remove(at(e, &page(1))))), [Wrong::Missing { name: page(1) }]);
    assert_eq!(with(&|e| entry(e, &page(2)).1[5] ^= 1), [Wrong::Altered { name: page(2) }]);
    assert_eq!(with(&|e| e.push((format!("{base}data/нов.jpg"), vec![1]))), [Wrong::Added { name: "data/нов.jpg".to_owned() }]);
    assert_eq!(
        with(&|e| entry(e, &page(1)).0 = format!("{base}data/друг.jpg")),
        [Wrong::Renamed { from: page(1), to: "data/друг.jpg".to_owned() }]
    );
    assert_eq!(with(&|e| e.push(("readme".to_owned(), vec![1]))), [Wrong::Added { name: "readme".to_owned() }]);
    assert_eq!(with(&|e| drop(e.remove(at(e, "bagit.txt")))), [Wrong::NoBag, Wrong::Missing { name: "bagit.txt".to_owned() }]);
    assert!(
        with(&|e| e.push((format!("{base}fetch.txt"), b"https://example.org/a 5 data/a\n".to_vec()))).contains(&Wrong::Fetch)
    );
    let info = with(&|e| {
        let info = at(e, "bag-info.txt");
        e[info].1 = String::from_utf8(e[info].1.clone()).unwrap().replace(".6\n", ".7\n").into_bytes();
    });
    assert!(matches!(info.as_slice(), [Wrong::Altered { name }, Wrong::Oxum { .. }] if name == "bag-info.txt"), "{info:?}");
    // Whoever alters a page and one manifest is found by the other; whoever alters both, by the tag manifests.
    let forged = with(&|e| {
        let page = at(e, &page(1));
        let (old, new) = (laurea::model::sha256(&e[page].1), laurea::model::sha256(b"forged"));
        e[page].1 = b"forged".to_vec();
        let manifest = at(e, "/manifest-sha256.txt");
        e[manifest].1 = String::from_utf8(e[manifest].1.clone()).unwrap().replace(&old, &new).into_bytes();
    });
    let altered = |name: &str| Wrong::Altered { name: name.to_owned() };
    assert!(forged.contains(&altered("manifest-sha256.txt")), "{forged:?}");
    assert!(forged.contains(&Wrong::Disagree { name: page(1), manifest: "manifest-sha512.txt".to_owned() }), "{forged:?}");
}

#[test]
fn every_fault_has_words_in_both_languages() {
    let sample = [
        Wrong::NotZip,
        Wrong::Bomb { name: "a".to_owned() },
        Wrong::Oxum { said: "1.1".to_owned(), found: "2.1".to_owned() },
        Wrong::Header { name: "a".to_owned(), part: "size" },
    ];
    for wrong in &sample {
        for lang in [Lang::Bg, Lang::En] {
            let words = wrong.told(lang);
            assert!(!words.contains(['{', '}']) && words != wrong.key(), "{words}");
        }
    }
    // Every key that the sources name is in the catalogue.
    let keys: Vec<&str> = Catalogue::of(Lang::Bg).ui_keys().collect();
    for (name, bytes) in files_under(&Path::new(crate::house::REPOSITORY).join("src/submit")) {
        for word in String::from_utf8(bytes).unwrap().split('"').filter(|word| !word.contains(char::is_whitespace)) {
            let is_key = ["bag-", "pack-"].iter().any(|beginning| word.starts_with(beginning));
            assert!(!is_key || word.contains('.') || keys.contains(&word), "{name} names {word}");
        }
    }
}
