//! A bag in a zip: its entries as files, unpacked piece by piece and never further than they said.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use super::check_bag::Bag;
use super::names::composed;
use super::skeleton::{Entry, walk};
use super::wrong::{Wrong, shown};

/// Entries up to this size are tried to see whether a passphrase is right.
const SMALL: u64 = 1 << 20;
/// How many are tried.
const TRIED: usize = 8;

/// An opened archive.
pub(super) struct ZipBag<'p> {
    archive: ZipArchive<BufReader<File>>,
    passphrase: Option<&'p str>,
    /// Index and size by name from the bag's root.
    files: BTreeMap<String, (usize, u64)>,
    /// Names before which the bag begins: its folder in the archive, with a slash.
    root: String,
}

impl<'p> ZipBag<'p> {
    /// Opens an archive and gives what is wrong with it as a zip; no bag where its entries cannot be read without doubt.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(super) fn open(path: &Path, passphrase: Option<&'p str>) -> io::Result<(Option<Self>, Vec<Wrong>)> {
        let mut file = File::open(path)?;
        let mut skeleton = walk(&mut file)?;
        if !skeleton.is_readable {
            return Ok((None, skeleton.faults));
        }
        let Ok(archive) = ZipArchive::new(BufReader::with_capacity(1 << 16, file)) else {
            skeleton.faults.push(Wrong::Directory);
            return Ok((None, skeleton.faults));
        };
        let mut faults = skeleton.faults;
        let mut bag = Self { archive, passphrase, files: BTreeMap::new(), root: root_of(&skeleton.entries) };
        let is_enciphered = skeleton.entries.iter().any(|entry| entry.is_enciphered);
        for (index, entry) in skeleton.entries.iter().enumerate().filter(|(_, entry)| !entry.is_folder) {
            let Some(name) = entry.name.strip_prefix(&bag.root) else {
                faults.push(Wrong::Added { name: shown(&entry.name) });
                continue;
            };
            if is_enciphered && !entry.is_enciphered {
                faults.push(Wrong::NotEnciphered { name: shown(&entry.name) });
            }
            if entry.is_sane {
                bag.files.insert(composed(name), (index, entry.size));
            }
        }
        let locked = match passphrase {
            _ if !is_enciphered => None,
            None => Some(Wrong::PassphraseNeeded),
            Some(_) => (!bag.opens(&skeleton.entries)).then_some(Wrong::PassphraseWrong),
        };
        let is_open = locked.is_none();
        faults.extend(locked);
        Ok((is_open.then_some(bag), faults))
    }

    /// Whether the passphrase opens some small entry to its end. One damaged entry does not make it wrong.
    fn opens(&mut self, entries: &[Entry]) -> bool {
        let small = |(_, entry): &(usize, &Entry)| entry.is_enciphered && entry.size <= SMALL && entry.is_sane;
        let mut tried = entries.iter().enumerate().filter(small).take(TRIED).peekable();
        // With none to try, the entries themselves will tell.
        tried.peek().is_none() || tried.any(|(index, entry)| self.read_index(index, entry.size, &mut |_| {}))
    }

    /// Whether an entry could be read to its end with its check sum, and has the size it says. What unpacks to more is given up
    /// as soon as it does.
    fn read_index(&mut self, index: usize, size: u64, take: &mut dyn FnMut(&[u8])) -> bool {
        let entry = match self.passphrase {
            Some(passphrase) if self.archive.by_index_data(index).is_ok_and(|entry| entry.encrypted()) => {
                self.archive.by_index_decrypt(index, passphrase.as_bytes())
            }
            _ => self.archive.by_index(index),
        };
        let Ok(mut entry) = entry else { return false };
        let mut buffer = vec![0; 1 << 16];
        let mut left = size;
        loop {
            match entry.read(&mut buffer) {
                Ok(0) => return left == 0,
                Ok(read) if read as u64 > left => return false,
                Ok(read) => {
                    left -= read as u64;
                    take(&buffer[..read]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
    }
}

impl Bag for ZipBag<'_> {
    fn files(&self) -> Vec<(String, u64)> {
        self.files.iter().map(|(name, (_, size))| (name.clone(), *size)).collect()
    }

    fn read(&mut self, name: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), Wrong> {
        let damaged = || Wrong::Damaged { name: shown(name) };
        let (index, size) = *self.files.get(name).ok_or_else(damaged)?;
        if self.read_index(index, size, take) { Ok(()) } else { Err(damaged()) }
    }
}

/// The folder whose `bagit.txt` is the archive's first; nothing where it lies at the top or nowhere.
fn root_of(entries: &[Entry]) -> String {
    let declared = entries.iter().filter_map(|entry| entry.name.strip_suffix("bagit.txt"));
    let mut roots: Vec<&str> = declared.filter(|root| root.is_empty() || root.find('/') == Some(root.len() - 1)).collect();
    roots.sort_unstable();
    // Where `bagit.txt` is gone, all the rest still lies in one folder.
    let first = entries.first().and_then(|entry| entry.name.split_inclusive('/').next()).unwrap_or_default();
    let common = if entries.iter().all(|entry| first.ends_with('/') && entry.name.starts_with(first)) { first } else { "" };
    roots.first().copied().unwrap_or(common).to_owned()
}
