//! A batch packed: each archive written under another name, read back, and only then given its own.
//!
//! The list of archives comes last: while it is missing, the batch is not complete, and whatever lies under its names is made
//! anew. Once it is there, nothing of the batch is replaced by anything else.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::bag::write_bag;
use super::error::PackError;
use super::files::{names_in, open_locked, write_forced};
use super::plan::volume_name;
use super::record::{BatchRecord, LIST, RECORD, RecordedFile, SIGNATURE, list_of, read_list, read_list_bytes};
use super::verify::{sha256_of, verify_archive};
use super::wrong::{Fault, Wrong};
use super::{Archive, BagReport, Batch, Packing, Progress, Volume};
use crate::disk::{TEMPORARY, create_private_folder, rename_forced, temporary_of};

/// Packs a batch into a folder: its archives, the list of them, and a record. See the module's description for the names.
///
/// The same batch again gives the same bytes and leaves what is there; enciphered archives of the same contents stay as they
/// are. An archive that another run left unfinished is removed.
///
/// # Errors
/// Something cannot be read or written, or the batch is complete with other contents. Finished archives stay for a rerun.
pub fn pack(
    folder: &Path,
    batch: &Batch,
    volumes: &[Volume],
    packing: &Packing,
    tell: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Archive>, PackError> {
    if packing.passphrase.as_ref().is_some_and(String::is_empty) {
        return Err(PackError::NoPassphrase);
    }
    create_private_folder(folder).map_err(PackError::at(folder))?;
    let of_files = volumes.iter().map(|volume| payload_files(volume, batch)).sum();
    let job = Job { folder, batch, packing, complete: complete_list(folder, batch)?, files: Cell::new(0), of_files, tell };
    job.sweep()?;
    let archives: Vec<Archive> = volumes.iter().map(|volume| job.archive(volume)).collect::<Result<_, _>>()?;
    job.close(&archives)?;
    Ok(archives)
}

fn payload_files(volume: &Volume, batch: &Batch) -> u64 {
    (volume.items.iter().map(|item| item.files.len()).sum::<usize>() + batch.excerpt.len()) as u64
}

/// The list of a batch that was packed whole before.
fn complete_list(folder: &Path, batch: &Batch) -> Result<Option<BTreeMap<String, String>>, PackError> {
    let path = folder.join(format!("{}{LIST}", batch.name));
    match read_list_bytes(&path) {
        Ok(bytes) => Ok(Some(read_list(&bytes).0)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(PackError::at(&path)(error)),
    }
}

struct Job<'a> {
    folder: &'a Path,
    batch: &'a Batch,
    packing: &'a Packing,
    /// Archives of a complete batch and their hashes.
    complete: Option<BTreeMap<String, String>>,
    files: Cell<u64>,
    of_files: u64,
    tell: &'a (dyn Fn(Progress) + Sync),
}

impl Job<'_> {
    /// Whether a name is that of an archive of this batch.
    fn is_archive(&self, name: &str) -> bool {
        let number = name.strip_prefix(&self.batch.name).and_then(|rest| rest.strip_prefix('-')?.strip_suffix(".zip"));
        number.is_some_and(|number| number.len() >= 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// Removes what an interrupted run left of this batch.
    fn sweep(&self) -> Result<(), PackError> {
        let own = [LIST, RECORD].map(|ending| format!("{}{ending}", self.batch.name));
        for name in names_in(self.folder).map_err(PackError::at(self.folder))? {
            let Some(whole) = name.strip_suffix(TEMPORARY) else { continue };
            if self.is_archive(whole) || own.iter().any(|own| own == whole) {
                let path = self.folder.join(&name);
                drop(self.lock(&path)?);
                fs::remove_file(&path).map_err(PackError::at(&path))?;
            }
        }
        Ok(())
    }

    fn lock(&self, path: &Path) -> Result<fs::File, PackError> {
        open_locked(path).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => PackError::Busy { path: path.to_owned() },
            _ => PackError::at(path)(error),
        })
    }

    fn archive(&self, volume: &Volume) -> Result<Archive, PackError> {
        let name = format!("{}.zip", volume_name(&self.batch.name, volume.number));
        let path = self.folder.join(&name);
        let temporary = temporary_of(&path);
        let made = self.write(volume, &temporary, &name).and_then(|report| self.put(&temporary, &path, &name, &report));
        if made.is_err() {
            // Whatever was written is of no use; the first error is the one to report.
            drop(fs::remove_file(&temporary));
        }
        let sha256 = made?;
        let size = fs::metadata(&path).map_err(PackError::at(&path))?.len();
        let documents = volume.items.iter().map(|item| item.document.clone()).collect();
        Ok(Archive { name, sha256, size, group: volume.group.clone(), documents })
    }

    /// Writes an archive under its temporary name and reads it back.
    fn write(&self, volume: &Volume, temporary: &Path, name: &str) -> Result<BagReport, PackError> {
        let file = self.lock(temporary)?;
        let mut tell = || {
            self.files.set(self.files.get() + 1);
            let (archive, of) = (volume.number, volume.count);
            (self.tell)(Progress { archive, of, files: self.files.get(), of_files: self.of_files });
        };
        let written = write_bag(file, temporary, volume, self.batch, self.packing, &mut tell)?;
        let (report, wrong) = self.read(temporary)?;
        let read_back = |wrong| {
            let fault = Box::new(Fault { bag: name.to_owned(), wrong });
            Err(PackError::ReadBack { archive: name.to_owned(), fault })
        };
        let differs = written.iter().find(|(name, hash)| report.payload.get(*name) != Some(*hash));
        match (wrong.into_iter().next(), differs) {
            (Some(wrong), _) => read_back(wrong),
            (None, Some((name, _))) => read_back(Wrong::Altered { name: name.clone() }),
            (None, None) => Ok(report),
        }
    }

    fn read(&self, path: &Path) -> Result<(BagReport, Vec<Wrong>), PackError> {
        verify_archive(path, self.packing.passphrase.as_deref()).map_err(PackError::at(path))
    }

    /// Gives a finished archive its name, unless the same lies there already; the hash of what lies there then.
    fn put(&self, temporary: &Path, path: &Path, name: &str, report: &BagReport) -> Result<String, PackError> {
        let made = report.sha256.clone().unwrap_or_default();
        let there = self.there(path)?;
        let same = there.filter(|there| *there == made || self.has_same_contents(path, report));
        let hash = same.clone().unwrap_or(made);
        let listed = self.complete.as_ref().map(|list| list.get(name));
        if listed.is_some_and(|listed| listed != Some(&hash)) {
            return Err(PackError::AlreadyPacked { archive: name.to_owned() });
        }
        if same.is_some() {
            fs::remove_file(temporary).map_err(PackError::at(temporary))?;
        } else {
            rename_forced(temporary, path).map_err(PackError::at(path))?;
        }
        Ok(hash)
    }

    /// Hash of what lies under a name.
    fn there(&self, path: &Path) -> Result<Option<String>, PackError> {
        match sha256_of(path) {
            Ok(hash) => Ok(Some(hash)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(PackError::at(path)(error)),
        }
    }

    /// Enciphered archives of the same contents have different bytes; the one that is there stays.
    fn has_same_contents(&self, path: &Path, report: &BagReport) -> bool {
        let is_same = |(there, wrong): (BagReport, Vec<Wrong>)| {
            wrong.is_empty() && there.payload == report.payload && there.info == report.info
        };
        self.packing.passphrase.is_some() && self.read(path).is_ok_and(is_same)
    }

    /// Removes archives of an earlier plan, and writes record and list.
    fn close(&self, archives: &[Archive]) -> Result<(), PackError> {
        let mut record = BatchRecord::new(self.batch, archives);
        let list = list_of(archives.iter().map(|archive| (archive.name.as_str(), archive.sha256.as_str())));
        let path = self.folder.join(&record.manifest.file);
        if let Some(complete) = &self.complete {
            let gone = complete.keys().find(|name| !archives.iter().any(|archive| archive.name == **name));
            if let Some(archive) = gone {
                return Err(PackError::AlreadyPacked { archive: archive.clone() });
            }
            record.signature = self.signature(&record.manifest.file);
        } else {
            self.remove_earlier(archives)?;
        }
        record.write(self.folder).map_err(PackError::at(self.folder))?;
        write_forced(&path, list.as_bytes()).map_err(PackError::at(&path))
    }

    /// The signature of a complete batch, if it was taken in.
    fn signature(&self, list: &str) -> Option<RecordedFile> {
        let file = format!("{list}{SIGNATURE}");
        let sha256 = sha256_of(&self.folder.join(&file)).ok()?;
        Some(RecordedFile { file, sha256 })
    }

    fn remove_earlier(&self, archives: &[Archive]) -> Result<(), PackError> {
        let names = names_in(self.folder).map_err(PackError::at(self.folder))?;
        let earlier = names.iter().filter(|name| self.is_archive(name) && !archives.iter().any(|archive| archive.name == **name));
        let paths: Vec<PathBuf> = earlier.map(|name| self.folder.join(name)).collect();
        paths.iter().try_for_each(|path| fs::remove_file(path).map_err(PackError::at(path)))
    }
}
