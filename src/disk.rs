//! Files on the disk: whole under their name or not there at all, and open to their owner only where the system knows of owners.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Ending of a file that is being written; whatever carries it after a crash is rubbish.
pub const TEMPORARY: &str = ".laurea-tmp";

/// The name of a file while it is being written.
#[must_use]
pub fn temporary_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(TEMPORARY);
    path.with_file_name(name)
}

/// How a file is opened that only its owner may read, once it is there.
#[must_use]
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates a folder and its parents, open to the owner only.
///
/// # Errors
/// The folder cannot be made.
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

/// Writes a file: under a temporary name, forced to the disk, then renamed.
///
/// # Errors
/// The file cannot be written; nothing is left under either name that was not there before.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_named(path, |file| file.write_all(bytes))
}

/// Writes a file as [`write_whole`] does, piece by piece.
///
/// # Errors
/// Those of `work`, and of the file; nothing is left under either name that was not there before.
pub fn write_whole_by<E: From<io::Error>>(
    path: &Path,
    work: impl FnOnce(&mut io::BufWriter<&mut File>) -> Result<(), E>,
) -> Result<(), E> {
    write_named(path, |file| {
        let mut writer = io::BufWriter::new(file);
        work(&mut writer)?;
        Ok(writer.flush()?)
    })
}

fn write_named<E: From<io::Error>>(path: &Path, work: impl FnOnce(&mut File) -> Result<(), E>) -> Result<(), E> {
    let temporary = temporary_of(path);
    let write = || -> Result<(), E> {
        let mut file = private().write(true).create(true).truncate(true).open(&temporary)?;
        work(&mut file)?;
        file.sync_all()?;
        drop(file);
        Ok(fs::rename(&temporary, path)?)
    };
    let result = write();
    if result.is_err() {
        // Whatever was written is of no use; the first error is the one to report.
        drop(fs::remove_file(&temporary));
    }
    result
}

/// Gives a file that is on the disk its name, and forces that to the disk, too.
///
/// # Errors
/// The file cannot be renamed.
pub fn rename_forced(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    force_folder_of(to);
    Ok(())
}

/// Forces the names in a file's folder to the disk. Elsewhere than on Unix a folder is no file, and a rename is forced by itself.
pub fn force_folder_of(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        drop(folder.sync_all());
    }
}

/// Writes a file that everybody may read, as [`write_whole`] does: for what is published.
///
/// # Errors
/// As [`write_whole`].
pub fn write_public(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_whole(path, bytes)?;
    open_to_all(path, 0o644)
}

/// Creates a folder and its parents, which everybody may look into: for what is published. One that is there stays as it is.
///
/// # Errors
/// The folder cannot be made.
pub fn create_public_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path)?;
    open_to_all(path, 0o755)
}

#[cfg(unix)]
fn open_to_all(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn open_to_all(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}
