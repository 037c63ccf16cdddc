//! Files of a batch: one writer at a time, and what lies in a folder.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use crate::disk::{force_folder_of, private, write_whole};

/// Writes a small file whole, and forces its name to the disk, too: what is written of a batch must outlive a power cut.
pub(super) fn write_forced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_whole(path, bytes)?;
    force_folder_of(path);
    Ok(())
}

/// Opens a file to be written that this process alone writes; an error of the kind `WouldBlock` where another one does.
pub(super) fn open_locked(path: &Path) -> io::Result<File> {
    let file = private().write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
        // A file system that knows no locks does not stop us.
        Err(TryLockError::Error(_)) | Ok(()) => {}
    }
    file.set_len(0)?;
    Ok(file)
}

/// Names of the plain files of a folder, sorted. A link is no plain file.
pub(super) fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Reads a file that should be small.
///
/// # Errors
/// It cannot be read, or is larger (`FileTooLarge`).
pub(super) fn read_small(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(File::open(path)?, most + 1), &mut bytes)?;
    if bytes.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}
