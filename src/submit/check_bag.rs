//! A bag compared with what its manifests say, wherever it lies.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256, Sha512};

use super::bag::{ALGORITHMS, DECLARATION, Hashes};
use super::names::{self, NameWrong};
use super::wrong::{Wrong, shown};
use super::{EXCERPT_JSONL, lines};
use crate::model::hex;

/// A tag file or excerpt that is read into memory is smaller than this, in bytes.
const LARGEST: u64 = 256 << 20;
/// Digits of a hash, by [`ALGORITHMS`].
const DIGITS: [usize; 2] = [64, 128];

/// The files of a bag, named from its root with forward slashes.
pub(super) trait Bag {
    /// Names and sizes in bytes, sorted.
    fn files(&self) -> Vec<(String, u64)>;
    /// Reads a file piece by piece.
    fn read(&mut self, name: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), Wrong>;
}

/// What a bag holds, as far as it could be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BagReport {
    /// File name of the archive, or name of the folder.
    pub name: String,
    /// SHA-256 of the archive; `None` for a folder.
    pub sha256: Option<String>,
    /// Bytes of the payload.
    pub bytes: u64,
    /// SHA-256 of each payload file as it is, by its name from `data/` on.
    pub payload: BTreeMap<String, String>,
    /// `bag-info.txt`.
    pub info: Vec<(String, String)>,
    /// Lines of the register's excerpt (`data/register.jsonl`).
    pub papers: Vec<Value>,
}

/// Compares a bag with its manifests.
pub(super) fn check(bag: &mut dyn Bag) -> (BagReport, Vec<Wrong>) {
    let mut look = Look { report: BagReport::default(), faults: Vec::new(), hashes: BTreeMap::new(), kept: BTreeMap::new() };
    let files: BTreeMap<String, u64> = bag.files().into_iter().collect();
    if !files.contains_key("bagit.txt") {
        look.faults.push(Wrong::NoBag);
    }
    if files.contains_key("fetch.txt") {
        look.faults.push(Wrong::Fetch);
    }
    look.read(bag, &files);
    look.declaration();
    look.info();
    let tags = look.compare(&Part { manifest: "tagmanifest", is_payload: false }, &files);
    look.faults.extend(tags);
    let payload = look.compare(&Part { manifest: "manifest", is_payload: true }, &files);
    let is_payload_whole = payload.is_empty();
    look.faults.extend(payload);
    if is_payload_whole {
        look.oxum(&files);
    }
    look.excerpt();
    look.into_report(&files)
}

struct Look {
    report: BagReport,
    faults: Vec<Wrong>,
    /// Hashes of each file that could be read.
    hashes: BTreeMap<String, Hashes>,
    /// Bytes of tag files that say something, and of the excerpt.
    kept: BTreeMap<String, Vec<u8>>,
}

/// Either what is sent, or what describes it.
struct Part {
    manifest: &'static str,
    is_payload: bool,
}

impl Part {
    fn has(&self, name: &str) -> bool {
        let is_of_tags = name.starts_with("tagmanifest-") && !name.contains('/');
        name.starts_with("data/") == self.is_payload && !is_of_tags && name != "fetch.txt"
    }

    fn file(&self, algorithm: usize) -> String {
        format!("{}-{}.txt", self.manifest, ALGORITHMS[algorithm])
    }
}

impl Look {
    /// Reads every file once: hashes all, keeps what must be understood.
    fn read(&mut self, bag: &mut dyn Bag, files: &BTreeMap<String, u64>) {
        let excerpt = format!("data/{EXCERPT_JSONL}");
        let is_said = |name: &str| {
            let is_manifest =
                ["manifest", "tagmanifest"].iter().any(|kind| ALGORITHMS.iter().any(|of| name == format!("{kind}-{of}.txt")));
            is_manifest || name == "bagit.txt" || name == "bag-info.txt" || name == excerpt
        };
        for (name, size) in files {
            let mut kept = (is_said(name) && *size <= LARGEST).then(Vec::new);
            let (mut sha256, mut sha512) = (Sha256::new(), Sha512::new());
            let read = bag.read(name, &mut |bytes| {
                sha256.update(bytes);
                sha512.update(bytes);
                if let Some(kept) = &mut kept {
                    kept.extend_from_slice(bytes);
                }
            });
            if let Err(fault) = read {
                self.faults.push(fault);
                continue;
            }
            self.hashes.insert(name.clone(), [hex(&sha256.finalize()), hex(&sha512.finalize())]);
            if let Some(kept) = kept {
                self.kept.insert(name.clone(), kept);
            }
        }
    }

    fn declaration(&mut self) {
        let is_said = |bytes: &Vec<u8>| {
            let said: Vec<&[u8]> = lines::lines(bytes).collect();
            said == lines::lines(DECLARATION.as_bytes()).collect::<Vec<_>>()
        };
        if self.kept.get("bagit.txt").is_some_and(|bytes| !is_said(bytes)) {
            self.faults.push(Wrong::Declaration);
        }
    }

    fn info(&mut self) {
        let Some(bytes) = self.kept.get("bag-info.txt") else { return };
        let (info, wrong) = lines::info(bytes);
        self.report.info = info;
        self.faults.extend(wrong.into_iter().map(|line| Wrong::Line { file: "bag-info.txt".to_owned(), line }));
    }

    fn oxum(&mut self, files: &BTreeMap<String, u64>) {
        let payload = || files.iter().filter(|(name, _)| name.starts_with("data/"));
        let found = format!("{}.{}", payload().map(|(_, size)| size).sum::<u64>(), payload().count());
        let said = self.report.info.iter().filter(|(label, _)| label.eq_ignore_ascii_case("Payload-Oxum"));
        let wrong: Vec<Wrong> = said
            .filter(|(_, said)| *said != found)
            .map(|(_, said)| Wrong::Oxum { said: shown(said), found: found.clone() })
            .collect();
        self.faults.extend(wrong);
    }

    fn excerpt(&mut self) {
        let file = format!("data/{EXCERPT_JSONL}");
        let Some(bytes) = self.kept.get(&file) else { return };
        for (line, text) in (1..).zip(lines::lines(bytes)) {
            match serde_json::from_slice(text) {
                Ok(paper @ Value::Object(_)) => self.report.papers.push(paper),
                _ => self.faults.push(Wrong::Line { file: file.clone(), line }),
            }
        }
    }

    /// What a manifest says, by name; `None` where it is not there or cannot be read, which is told.
    fn manifest(&mut self, part: &Part, algorithm: usize, files: &BTreeMap<String, u64>) -> Option<BTreeMap<String, String>> {
        let file = part.file(algorithm);
        let Some(bytes) = self.kept.get(&file) else {
            if !files.contains_key(&file) {
                self.say(Wrong::Missing { name: file });
            }
            return None;
        };
        let (mut listed, wrong) = lines::manifest(bytes, DIGITS[algorithm]);
        self.faults.extend(wrong.into_iter().map(|line| Wrong::Line { file: file.clone(), line }));
        // A name that leads elsewhere is told, and nothing there is looked at.
        let astray: Vec<(String, NameWrong)> = listed
            .keys()
            .filter_map(|name| match names::check(name) {
                Err(why @ (NameWrong::Traversal | NameWrong::Absolute)) => Some((name.clone(), why)),
                _ => None,
            })
            .collect();
        for (name, why) in astray {
            listed.remove(&name);
            self.say(Wrong::of_name(&name, why));
        }
        Some(listed)
    }

    fn say(&mut self, wrong: Wrong) {
        if !self.faults.contains(&wrong) {
            self.faults.push(wrong);
        }
    }

    /// What is missing, added, altered, renamed, or told by one manifest only.
    fn compare(&mut self, part: &Part, files: &BTreeMap<String, u64>) -> Vec<Wrong> {
        let manifests = [0, 1].map(|algorithm| self.manifest(part, algorithm, files));
        if manifests.iter().all(Option::is_none) {
            return Vec::new();
        }
        let listed = manifests.iter().flatten().flat_map(BTreeMap::keys);
        let names: BTreeSet<&String> = files.keys().filter(|name| part.has(name)).chain(listed).collect();
        let (mut faults, mut missing, mut added) = (Vec::new(), Vec::new(), Vec::new());
        for name in names {
            let said = [0, 1].map(|algorithm| manifests[algorithm].as_ref().and_then(|listed| listed.get(name)));
            if !files.contains_key(name) {
                missing.push((name, said));
            } else if said.iter().all(Option::is_none) {
                added.push(name);
            } else if let Some(found) = self.hashes.get(name) {
                let said = [0, 1].map(|at| manifests[at].is_some().then_some(said[at]));
                faults.extend(judge(part, name, said, found));
            }
        }
        faults.extend(self.pair(missing, added));
        // Where a manifest itself is missing, that was said.
        faults.retain(|fault| !self.faults.contains(fault));
        faults
    }

    /// A missing file and an added one with the same bytes are one renamed file.
    fn pair(&self, missing: Vec<(&String, [Option<&String>; 2])>, mut added: Vec<&String>) -> Vec<Wrong> {
        let mut faults = Vec::new();
        for (name, said) in missing {
            let is_it = |other: &&String| {
                let found = self.hashes.get(*other);
                found.is_some_and(|found| (0..2).all(|at| said[at].is_none_or(|said| *said == found[at])))
            };
            faults.push(match added.iter().position(is_it) {
                Some(at) => Wrong::Renamed { from: shown(name), to: shown(added.remove(at)) },
                None => Wrong::Missing { name: shown(name) },
            });
        }
        faults.extend(added.into_iter().map(|name| Wrong::Added { name: shown(name) }));
        faults
    }

    fn into_report(mut self, files: &BTreeMap<String, u64>) -> (BagReport, Vec<Wrong>) {
        let is_payload = |name: &&String| name.starts_with("data/");
        self.report.bytes = files.iter().filter(|(name, _)| is_payload(name)).map(|(_, size)| size).sum();
        let hashes = self.hashes.into_iter().filter(|(name, _)| is_payload(&name));
        self.report.payload = hashes.map(|(name, [sha256, _])| (name, sha256)).collect();
        (self.report, self.faults)
    }
}

/// What the manifests that are there say of a file that is there: `None` for a manifest that is not.
fn judge(part: &Part, name: &str, said: [Option<Option<&String>>; 2], found: &Hashes) -> Vec<Wrong> {
    let is_right = |at: usize| said[at].flatten().map(|said| *said == found[at]);
    let has_right = (0..2).any(|at| is_right(at) == Some(true));
    let mut faults = Vec::new();
    if !has_right {
        faults.push(Wrong::Altered { name: shown(name) });
    }
    for (at, said) in said.iter().enumerate() {
        let (name, manifest) = (shown(name), part.file(at));
        match said {
            Some(None) => faults.push(Wrong::Unlisted { name, manifest }),
            Some(Some(_)) if has_right && is_right(at) == Some(false) => faults.push(Wrong::Disagree { name, manifest }),
            _ => {}
        }
    }
    faults
}
