//! Writing a file so that it is whole under its name or not there at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Ending of a file that is being written; whatever carries it after a crash is rubbish.
pub const TEMPORARY: &str = ".laurea-tmp";

/// Writes a file: under a temporary name, forced to the disk, then renamed. Readable by its owner only.
///
/// # Errors
/// The file cannot be written; nothing is left under either name that was not there before.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = temporary_name(path);
    let result = write_temporary(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        // Whatever was written is of no use; the first error is the one to report.
        drop(fs::remove_file(&temporary));
    }
    result
}

/// Writes a file as [`write_whole`] does, piece by piece.
///
/// # Errors
/// Those of `work`, and of the file; nothing is left under either name that was not there before.
pub fn write_whole_by<E: From<io::Error>>(
    path: &Path,
    work: impl FnOnce(&mut io::BufWriter<File>) -> Result<(), E>,
) -> Result<(), E> {
    let temporary = temporary_name(path);
    let write = || {
        let mut writer = io::BufWriter::new(create_private(&temporary)?);
        work(&mut writer)?;
        writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(fs::rename(&temporary, path)?)
    };
    let result: Result<(), E> = write();
    if result.is_err() {
        // Whatever was written is of no use; the first error is the one to report.
        drop(fs::remove_file(&temporary));
    }
    result
}

/// Creates a folder and its parents, open to the owner only where the system knows of owners.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(TEMPORARY);
    path.with_file_name(name)
}

fn write_temporary(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create_private(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
