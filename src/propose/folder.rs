//! The workbooks and photos of a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::page::Page;
use crate::diag::{Finding, Sources};
use crate::config::WorkbookLimits;
use crate::ingest::{Isolation, Workbooks};

/// What a folder holds.
pub struct Folder {
    /// The sheets of its workbooks.
    pub pages: Vec<Page>,
    /// The subfolder with the photos, relative to the folder.
    pub photos: Option<String>,
    /// What could not be read.
    pub findings: Vec<Finding>,
    /// Names for the findings.
    pub sources: Sources,
}

/// Reads the workbooks of a folder and of the folders in it.
///
/// # Errors
/// The folder cannot be listed.
pub fn read(folder: &Path, isolation: &Isolation) -> std::io::Result<Folder> {
    let mut files = Vec::new();
    list(folder, "", 0, &mut files)?;
    files.sort();
    let mut read = Folder { pages: Vec::new(), photos: photos(&files), findings: Vec::new(), sources: Sources::default() };
    let is_book = |name: &str| has_extension(name, &["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt"]);
    let books: Vec<&(String, PathBuf)> = files.iter().filter(|(name, _)| is_book(name)).collect();
    let workbooks = Workbooks::read(books.iter().map(|(_, path)| path.as_path()), isolation, WorkbookLimits::default());
    for (name, path) in books {
        for sheet in workbooks.sheets(path, &mut read.sources, &mut read.findings) {
            read.pages.push(Page { path: path.clone(), file: name.clone(), sheet: Arc::new(sheet) });
        }
    }
    Ok(read)
}

fn list(folder: &Path, prefix: &str, depth: u32, files: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Hidden files, and the locks that spreadsheet programs leave beside an open file.
        if name.starts_with(['.', '~']) {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            if depth < 3 {
                list(&path, &format!("{prefix}{name}/"), depth + 1, files)?;
            }
        } else {
            files.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}

/// The folder with the most pictures.
fn photos(files: &[(String, PathBuf)]) -> Option<String> {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for (name, _) in files.iter().filter(|(name, _)| has_extension(name, &["jpg", "jpeg", "png"])) {
        *counts.entry(name.rsplit_once('/').map_or("", |(folder, _)| folder)).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(folder, _)| if folder.is_empty() { ".".to_owned() } else { folder.to_owned() })
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension.to_lowercase().as_str()))
}
