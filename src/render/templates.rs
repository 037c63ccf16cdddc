//! The templates and fonts of a run, read once and shared by every page.

use std::fs;
use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

use super::Fault;
use crate::model::sha256;

/// Files by Typst's ids, which have no order of their own; never walked, only asked.
#[expect(clippy::disallowed_types, reason = "only asked by key; its order is never seen")]
type FilesById<T> = std::collections::HashMap<FileId, T>;

/// Everything under the templates' folder that a page may use.
pub struct Templates {
    pub(super) library: LazyHash<Library>,
    pub(super) book: LazyHash<FontBook>,
    pub(super) fonts: Vec<Font>,
    pub(super) sources: FilesById<Source>,
    pub(super) files: FilesById<Bytes>,
    fingerprint: String,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Templates")
            .field("fonts", &self.fonts.len())
            .field("sources", &self.sources.len())
            .finish_non_exhaustive()
    }
}

/// The templates' folder cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct TemplatesError {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub error: String,
}

impl Templates {
    /// Reads every template, picture and font under a folder.
    ///
    /// # Errors
    /// A file that cannot be read, or a folder without a font.
    pub fn load(folder: &Path) -> Result<Self, TemplatesError> {
        let failed = |path: &Path, error: String| TemplatesError { path: path.to_owned(), error };
        let (mut sources, mut files, mut fonts) = (FilesById::new(), FilesById::new(), Vec::new());
        let mut hashes = String::new();
        for path in files_under(folder).map_err(|error| failed(folder, error.to_string()))? {
            let extension = path.extension().map(|ext| ext.to_string_lossy().to_lowercase()).unwrap_or_default();
            let mut read = || {
                let bytes = fs::read(&path).map_err(|error| failed(&path, error.to_string()))?;
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                hashes.push_str(&format!("{}  {name}\n", sha256(&bytes)));
                Ok(bytes)
            };
            match extension.as_str() {
                "typ" => {
                    let text = String::from_utf8(read()?).map_err(|error| failed(&path, error.to_string()))?;
                    let id = id_of(folder, &path).map_err(|fault| failed(&path, fault.message))?;
                    sources.insert(id, Source::new(id, text));
                }
                "svg" | "png" | "jpg" | "jpeg" | "toml" => {
                    let id = id_of(folder, &path).map_err(|fault| failed(&path, fault.message))?;
                    files.insert(id, Bytes::new(read()?));
                }
                "ttf" | "otf" | "ttc" => fonts.extend(Font::iter(Bytes::new(read()?))),
                _ => {}
            }
        }
        if fonts.is_empty() {
            return Err(failed(&folder.join("fonts"), "no font (*.ttf, *.otf)".to_owned()));
        }
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources,
            files,
            fingerprint: sha256(hashes.as_bytes()),
        })
    }

    /// SHA-256 over names and contents of all of them: the same templates and fonts have the same.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

/// Endings of the files that [`Templates::load`] reads.
const READ: [&str; 9] = ["typ", "svg", "png", "jpg", "jpeg", "toml", "ttf", "otf", "ttc"];

/// The files under a folder that a page may use, by their names with forward slashes, in the order of their names: whoever has
/// them has the templates.
///
/// # Errors
/// A file that cannot be read.
pub fn template_files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, TemplatesError> {
    let failed = |path: &Path, error: std::io::Error| TemplatesError { path: path.to_owned(), error: error.to_string() };
    let is_read = |path: &PathBuf| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        READ.contains(&ending.as_str())
    };
    let named = |path: PathBuf| {
        let name = path.strip_prefix(folder).unwrap_or(&path).components().map(|part| part.as_os_str().to_string_lossy());
        let name = name.collect::<Vec<_>>().join("/");
        fs::read(&path).map(|bytes| (name, bytes)).map_err(|error| failed(&path, error))
    };
    files_under(folder).map_err(|error| failed(folder, error))?.into_iter().filter(is_read).map(named).collect()
}

/// The one id of a path in the templates' world.
pub(super) fn file_id(path: &str) -> Result<FileId, Fault> {
    let path = VirtualPath::new(path).map_err(|error| Fault::plain(&format!("{path}: {error:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn id_of(folder: &Path, path: &Path) -> Result<FileId, Fault> {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    file_id(&format!("/{}", parts.join("/")))
}

/// All files under a folder, in the order of their names, so that fonts are always found in the same order.
fn files_under(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        if entry.is_dir() {
            files.extend(files_under(&entry)?);
        } else {
            files.push(entry);
        }
    }
    Ok(files)
}
