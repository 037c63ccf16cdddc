//! Archives made by somebody who means harm, or by a disk: each is named for what it is, and nothing is unpacked.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use laurea::submit::{Packing, Wrong, verify};
use proptest::prelude::*;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::archives::{batch, items, packed, unpacked};
use crate::house::write_files;

fn wrong_with(bytes: &[u8]) -> Vec<Wrong> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.zip");
    fs::write(&path, bytes).unwrap();
    wrong_at(&path)
}

fn wrong_at(path: &Path) -> Vec<Wrong> {
    verify(path, None).unwrap().faults.into_iter().map(|fault| fault.wrong).collect()
}

/// A zip of entries, packed as laurea would but for their names.
fn zipped(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::DEFAULT.compression_method(method).system(zip::System::Unix).unix_permissions(0o644);
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The same with some bytes replaced wherever they stand.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(from.len()).position(|window| window == from) {
        bytes[at + found..at + found + to.len()].copy_from_slice(to);
        at += found + to.len();
    }
    bytes
}

#[track_caller]
fn names(bytes: &[u8], wrong: &Wrong) {
    let found = wrong_with(bytes);
    assert!(found.contains(wrong), "{found:?} lacks {wrong:?}");
}

#[test]
fn ways_out_of_the_folder_are_named() {
    let named = |name: &str| zipped(&[("b/bagit.txt", b"x"), (name, b"x")], CompressionMethod::Stored);
    let traversal = |name: &str| Wrong::Traversal { name: name.to_owned() };
    let absolute = |name: &str| Wrong::Absolute { name: name.to_owned() };
    for name in ["../a", "b/../../a", "b/data/..", "b\\..\\..\\a"] {
        names(&named(name), &traversal(name));
    }
    for name in ["/etc/passwd", "c:/a", "\\\\server\\share\\a"] {
        names(&named(name), &absolute(name));
    }
    for name in ["b/nul", "b/a?b", "b/a.", "b/\u{202e}a"] {
        let found = wrong_with(&named(name));
        assert!(found.iter().any(|wrong| matches!(wrong, Wrong::Name { .. })), "{found:?}");
    }
    // Nobody's terminal is played with.
    let found = format!("{:?}", wrong_with(&named("b/\u{1b}[2Ja\u{202e}")));
    assert!(!found.contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn one_name_for_two_files_is_named() {
    let two = zipped(&[("b/bagit.txt", b"x"), ("b/data/aa", b"x"), ("b/data/AB", b"y")], CompressionMethod::Stored);
    let twice = replaced(&two, b"data/AB", b"data/aa");
    names(&twice, &Wrong::Twice { name: "b/data/aa".to_owned() });
    let case = replaced(&two, b"data/AB", b"data/AA");
    names(&case, &Wrong::Case { one: "b/data/aa".to_owned(), other: "b/data/AA".to_owned() });
}

#[test]
fn links_are_named_and_not_followed() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("b/bagit.txt", SimpleFileOptions::DEFAULT.compression_method(CompressionMethod::Stored)).unwrap();
    writer.add_symlink("b/data/a", "/etc/passwd", SimpleFileOptions::DEFAULT).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    names(&bytes, &Wrong::Link { name: "b/data/a".to_owned() });
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_named_and_not_followed() {
    let folder = TempDir::new().unwrap();
    let archives = packed(folder.path(), items(1, 100), &Packing::default()).unwrap();
    let out = TempDir::new().unwrap();
    unpacked(&folder.path().join(&archives[0].name), out.path());
    let bag = out.path().join(archives[0].name.trim_end_matches(".zip"));
    assert_eq!(wrong_at(&bag), []);
    let page = bag.join("data/№ 00001-2025/лист 1.jpg");
    let elsewhere = out.path().join("elsewhere");
    fs::rename(&page, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &page).unwrap();
    let name = "data/№ 00001-2025/лист 1.jpg".to_owned();
    assert_eq!(wrong_at(&bag), [Wrong::Link { name: name.clone() }, Wrong::Missing { name }]);
}

#[test]
fn bombs_are_named_and_not_unpacked() {
    // By what it says: 256 MiB of nothing.
    let nothing = vec![0; 256 << 20];
    let declared = zipped(&[("b/bagit.txt", b"x"), ("b/data/0", &nothing)], CompressionMethod::Deflated);
    assert!(declared.len() < 1 << 20);
    names(&declared, &Wrong::Bomb { name: "b/data/0".to_owned() });
    // By what it is: it says to have a thousand bytes, and is given up after them.
    let length = u32::try_from(nothing.len()).unwrap().to_le_bytes();
    let lying = replaced(&declared, &length, &1_000_u32.to_le_bytes());
    names(&lying, &Wrong::Damaged { name: "data/0".to_owned() });
    // By many together, each of which is small enough.
    let some = vec![0; 15 << 20];
    let many: Vec<String> = (0..80).map(|at| format!("b/data/{at}")).collect();
    let entries: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), some.as_slice())).collect();
    names(&zipped(&entries, CompressionMethod::Deflated), &Wrong::Bomb { name: String::new() });
}

#[test]
fn entries_that_share_bytes_are_named() {
    let mut shared = zipped(&[("b/data/a", &[1; 100]), ("b/data/b", &[2; 100])], CompressionMethod::Stored);
    // The list of contents says that the second begins where the first does.
    let list = shared.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    shared[list + 42..list + 46].fill(0);
    names(&shared, &Wrong::Overlap { name: "b/data/b".to_owned() });
    // Bytes between two entries, which some readers would show and others not.
    let mut hiding = zipped(&[("b/data/a", &[1; 100]), ("b/data/b", &[2; 100])], CompressionMethod::Stored);
    let second = hiding.windows(8).position(|window| window == b"b/data/b").unwrap() - 30;
    hiding[second..second + 4].copy_from_slice(b"PK\x03\x05");
    let wrong = wrong_with(&hiding);
    assert!(matches!(wrong.first(), Some(Wrong::Header { part: "signature", .. })), "{wrong:?}");
}

#[test]
fn two_descriptions_that_differ_are_named() {
    let folder = TempDir::new().unwrap();
    let archives = packed(folder.path(), items(1, 100), &Packing::default()).unwrap();
    // The local header of the first entry has another name of the same length.
    let mut other = fs::read(folder.path().join(&archives[0].name)).unwrap();
    let at = 30 + batch().name.len() + "-001/".len();
    assert_eq!(&other[at..at + 12], b"bag-info.txt");
    other[at..at + 12].copy_from_slice(b"bag-data.txt");
    let wrong = wrong_with(&other);
    assert!(matches!(wrong.as_slice(), [Wrong::Header { part: "name", .. }]), "{wrong:?}");
}

#[test]
fn a_bag_packed_anew_by_another_program_is_told_from_an_altered_one() {
    let folder = TempDir::new().unwrap();
    let archives = packed(folder.path(), items(1, 3_000), &Packing::default()).unwrap();
    let out = TempDir::new().unwrap();
    unpacked(&folder.path().join(&archives[0].name), out.path());
    let files = crate::house::files_under(out.path());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let moment = zip::DateTime::from_date_and_time(2025, 10, 1, 12, 0, 0).unwrap();
    for (name, bytes) in &files {
        let options = SimpleFileOptions::DEFAULT.last_modified_time(moment);
        writer.start_file(name.as_str(), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    assert_eq!(wrong_with(&writer.finish().unwrap().into_inner()), [Wrong::Repacked]);
}

#[test]
fn manifests_that_lead_elsewhere_or_twice_are_named() {
    let hash = "0".repeat(64);
    let manifest = format!("{hash}  data/../../a\n{hash}  /etc/passwd\nnonsense\n{hash}  data/b\n{hash}  data/b\n");
    let files = [
        ("bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"),
        ("manifest-sha256.txt", manifest.as_str()),
        ("data/c", "c"),
    ];
    let folder = TempDir::new().unwrap();
    write_files(folder.path(), &files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect());
    let wrong = wrong_at(folder.path());
    let file = || "manifest-sha256.txt".to_owned();
    for expected in [
        Wrong::Declaration,
        Wrong::Traversal { name: "data/../../a".to_owned() },
        Wrong::Absolute { name: "/etc/passwd".to_owned() },
        Wrong::Line { file: file(), line: 3 },
        Wrong::Line { file: file(), line: 5 },
        Wrong::Missing { name: "data/b".to_owned() },
        Wrong::Added { name: "data/c".to_owned() },
        Wrong::Missing { name: "manifest-sha512.txt".to_owned() },
    ] {
        assert!(wrong.contains(&expected), "{wrong:?} lacks {expected:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Any bytes are an archive with faults, never a panic.
    #[test]
    fn any_bytes_are_judged(bytes in proptest::collection::vec(any::<u8>(), 0..600), at in any::<proptest::sample::Index>()) {
        prop_assert!(!wrong_with(&bytes).is_empty());
        let sound = zipped(&[("b/bagit.txt", b"x"), ("b/data/a", b"y")], CompressionMethod::Deflated);
        let cut = at.index(sound.len());
        let mixed = [&sound[..cut], &bytes, &sound[cut..]].concat();
        prop_assert!(!wrong_with(&mixed).is_empty());
    }
}
