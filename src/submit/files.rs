//! Files of a batch: whole under their name or not there, private to their owner, and what an interrupted run left.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Ending of a file that is being written.
pub(super) const TEMPORARY: &str = ".laurea-tmp";

/// Writes a small file: under a temporary name, forced to the disk, then renamed.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = temporary_of(path);
    let write = || {
        let mut file = open_private(&temporary)?;
        file.set_len(0)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        rename(&temporary, path)
    };
    let result = write();
    if result.is_err() {
        // Whatever was written is of no use; the first error is the one to report.
        drop(fs::remove_file(&temporary));
    }
    result
}

/// Opens a file to be written that this process alone writes; an error of the kind `WouldBlock` where another one does.
pub(super) fn open_locked(path: &Path) -> io::Result<File> {
    let file = open_private(path)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
        // A file system that knows no locks does not stop us.
        Err(TryLockError::Error(_)) | Ok(()) => {}
    }
    file.set_len(0)?;
    Ok(file)
}

/// Gives a file that is on the disk its name, and forces that to the disk, too.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_folder_of(to);
    Ok(())
}

/// The name of a file while it is being written.
pub(super) fn temporary_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(TEMPORARY);
    path.with_file_name(name)
}

/// Creates a folder and its parents, open to the owner only where the system knows of owners.
pub(super) fn create_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
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

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A name is on the disk only when its folder is; systems that cannot do it have other ways.
fn sync_folder_of(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        drop(folder.sync_all());
    }
}
