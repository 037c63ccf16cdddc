//! Archives, unpacked bags and whole batches looked at: what is missing, added, altered, or not what it seems.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::bag::hashes_of;
use super::check_bag::{BagReport, check};
use super::error::VerifyError;
use super::files::names_in;
use super::folder_bag::{FolderBag, read_file};
use super::record::{BatchRecord, LIST, RECORD, SIGNATURE, read_list, read_list_bytes};
use super::signature::is_signature_of;
use super::wrong::{Fault, Wrong, shown};
use super::zip_bag::ZipBag;
use crate::disk::TEMPORARY;
use crate::model::hex;

/// What was looked at, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Bags, as far as they could be read.
    pub bags: Vec<BagReport>,
    /// Records of the batches that a folder holds.
    pub batches: Vec<BatchRecord>,
    /// What is wrong; nothing where all is as it was packed.
    pub faults: Vec<Fault>,
}

impl Verdict {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Looks at an archive, an unpacked bag, or a folder with archives or bags. Nothing is unpacked to the disk.
///
/// # Errors
/// There is nothing to look at, or it cannot be read.
pub fn verify(path: &Path, passphrase: Option<&str>) -> Result<Verdict, VerifyError> {
    let mut verdict = Verdict::default();
    let about = fs::metadata(path).map_err(VerifyError::at(path))?;
    if !about.is_dir() {
        verdict.archive(path, passphrase)?;
    } else if path.join("bagit.txt").is_file() || path.join("data").is_dir() {
        verdict.folder(path)?;
    } else {
        verdict.batch(path, passphrase)?;
    }
    Ok(verdict)
}

/// Looks at one archive. The report is `None` where it could not be read as a bag.
///
/// # Errors
/// The file cannot be read.
pub(super) fn verify_archive(path: &Path, passphrase: Option<&str>) -> io::Result<(BagReport, Vec<Wrong>)> {
    let (bag, mut faults) = ZipBag::open(path, passphrase)?;
    let mut report = BagReport::default();
    if let Some(mut bag) = bag {
        let (found, wrong) = check(&mut bag);
        report = found;
        faults.extend(wrong);
    }
    report.name = name_of(path);
    report.sha256 = Some(sha256_of(path)?);
    let mut seen = BTreeSet::new();
    faults.retain(|fault| seen.insert(format!("{fault:?}")));
    Ok((report, faults))
}

/// SHA-256 of a file, read piece by piece.
pub(super) fn sha256_of(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    read_file(path, &mut |bytes| hash.update(bytes))?;
    Ok(hex(&hash.finalize()))
}

fn name_of(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    shown(&path.file_name().unwrap_or_default().to_string_lossy())
}

impl Verdict {
    fn archive(&mut self, path: &Path, passphrase: Option<&str>) -> Result<(), VerifyError> {
        let (report, wrong) = verify_archive(path, passphrase).map_err(VerifyError::at(path))?;
        self.add(report, wrong);
        Ok(())
    }

    fn folder(&mut self, path: &Path) -> Result<(), VerifyError> {
        let (mut bag, mut faults) = FolderBag::open(path).map_err(VerifyError::at(path))?;
        let (mut report, wrong) = check(&mut bag);
        report.name = name_of(path);
        faults.extend(wrong);
        self.add(report, faults);
        Ok(())
    }

    fn add(&mut self, report: BagReport, wrong: Vec<Wrong>) {
        let bag = &report.name;
        self.faults.extend(wrong.into_iter().map(|wrong| Fault { bag: bag.clone(), wrong }));
        self.bags.push(report);
    }

    /// A folder with archives, their lists and records, or with unpacked bags.
    fn batch(&mut self, path: &Path, passphrase: Option<&str>) -> Result<(), VerifyError> {
        let names = names_in(path).map_err(VerifyError::at(path))?;
        let archives = names.iter().filter(|name| name.to_lowercase().ends_with(".zip"));
        let archives: BTreeSet<&str> = archives.map(String::as_str).collect();
        let bags = bags_in(path).map_err(VerifyError::at(path))?;
        let lists: Vec<&String> = names.iter().filter(|name| name.ends_with(LIST)).collect();
        if archives.is_empty() && bags.is_empty() && lists.is_empty() {
            return Err(VerifyError::Nothing { path: path.to_owned() });
        }
        for name in &archives {
            self.archive(&path.join(name), passphrase)?;
        }
        for bag in bags {
            self.folder(&bag)?;
        }
        let here = name_of(path);
        let mut wrong: Vec<Wrong> =
            names.iter().filter(|name| name.ends_with(TEMPORARY)).map(|name| Wrong::Unfinished { name: shown(name) }).collect();
        let mut listed = BTreeSet::new();
        for list in &lists {
            wrong.extend(self.list(path, list, &mut listed)?);
        }
        let unlisted = || archives.iter().filter(|name| !listed.contains(**name));
        if lists.is_empty() && !archives.is_empty() {
            wrong.push(Wrong::NoList);
        } else {
            wrong.extend(unlisted().map(|name| Wrong::Added { name: shown(name) }));
        }
        self.faults.extend(wrong.into_iter().map(|wrong| Fault { bag: here.clone(), wrong }));
        Ok(())
    }

    /// Compares archives with the list of their batch, the list with its record, and the signature with the list.
    fn list(&mut self, folder: &Path, list: &str, listed: &mut BTreeSet<String>) -> Result<Vec<Wrong>, VerifyError> {
        let path = folder.join(list);
        let bytes = read_list_bytes(&path).map_err(VerifyError::at(&path))?;
        let (said, lines) = read_list(&bytes);
        let mut wrong: Vec<Wrong> = lines.into_iter().map(|line| Wrong::Line { file: shown(list), line }).collect();
        let found: BTreeMap<&str, Option<&str>> =
            self.bags.iter().map(|bag| (bag.name.as_str(), bag.sha256.as_deref())).collect();
        for (name, hash) in &said {
            match found.get(name.as_str()) {
                Some(Some(found)) if found == hash => {}
                Some(Some(_)) => wrong.push(Wrong::Altered { name: shown(name) }),
                _ => wrong.push(Wrong::Missing { name: shown(name) }),
            }
        }
        listed.extend(said.into_keys());
        let batch = list.strip_suffix(LIST).unwrap_or(list);
        let record = format!("{batch}{RECORD}");
        let signature = format!("{list}{SIGNATURE}");
        match BatchRecord::read(&folder.join(&record)) {
            Ok(record) => {
                wrong.extend(against_record(folder, list, &bytes, &record));
                self.batches.push(record);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => wrong.push(Wrong::Missing { name: record }),
            Err(_) => wrong.push(Wrong::Altered { name: record }),
        }
        let path = folder.join(&signature);
        if path.is_file() && !is_signature_of(&path, &bytes) {
            wrong.push(Wrong::Signature { name: signature });
        }
        Ok(wrong)
    }
}

fn against_record(folder: &Path, list: &str, bytes: &[u8], record: &BatchRecord) -> Vec<Wrong> {
    let [hash, _] = hashes_of(bytes);
    let mut wrong = Vec::new();
    if record.manifest.file != list || record.manifest.sha256 != hash {
        wrong.push(Wrong::Altered { name: shown(list) });
    }
    if let Some(signature) = &record.signature {
        // The record says the name; it is not followed elsewhere.
        let name = format!("{list}{SIGNATURE}");
        match sha256_of(&folder.join(&name)) {
            Ok(hash) if hash == signature.sha256 && signature.file == name => {}
            Ok(_) => wrong.push(Wrong::Altered { name }),
            Err(_) => wrong.push(Wrong::Missing { name }),
        }
    }
    wrong
}

/// Folders directly below that hold a bag, sorted.
fn bags_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut bags = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && entry.path().join("bagit.txt").is_file() {
            bags.push(entry.path());
        }
    }
    bags.sort();
    Ok(bags)
}
