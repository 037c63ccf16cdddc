//! A bag that was unpacked into a folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::check_bag::Bag;
use super::names::{composed, folded};
use super::wrong::{Wrong, shown};

/// A folder looked through.
pub(super) struct FolderBag {
    files: BTreeMap<String, (PathBuf, u64)>,
}

impl FolderBag {
    /// Looks through a folder; links and devices are faults and are not followed.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub(super) fn open(root: &Path) -> io::Result<(Self, Vec<Wrong>)> {
        let (mut files, mut faults) = (BTreeMap::new(), Vec::new());
        let mut open = vec![(root.to_owned(), String::new())];
        while let Some((folder, below)) = open.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let name = format!("{below}{}", composed(&entry.file_name().to_string_lossy()));
                // That of the link itself, not of what it leads to.
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    open.push((entry.path(), name + "/"));
                } else if kind.is_file() {
                    files.insert(name, (entry.path(), entry.metadata()?.len()));
                } else {
                    faults.push(Wrong::Link { name: shown(&name) });
                }
            }
        }
        faults.extend(same_but_for_case(files.keys()));
        faults.sort_by_key(|fault| format!("{fault:?}"));
        Ok((Self { files }, faults))
    }
}

fn same_but_for_case<'a>(names: impl Iterator<Item = &'a String>) -> Vec<Wrong> {
    let mut seen: BTreeMap<String, &String> = BTreeMap::new();
    let case = |name: &'a String| {
        let other = seen.insert(folded(name), name)?;
        Some(Wrong::Case { one: shown(other), other: shown(name) })
    };
    names.filter_map(case).collect()
}

impl Bag for FolderBag {
    fn files(&self) -> Vec<(String, u64)> {
        self.files.iter().map(|(name, (_, size))| (name.clone(), *size)).collect()
    }

    fn read(&mut self, name: &str, take: &mut dyn FnMut(&[u8])) -> Result<(), Wrong> {
        let damaged = || Wrong::Damaged { name: shown(name) };
        let (path, _) = self.files.get(name).ok_or_else(damaged)?;
        read_file(path, take).map_err(|_| damaged())
    }
}

/// Reads a file piece by piece.
pub(super) fn read_file(path: &Path, take: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => take(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
