//! A folder of scans, read file by file: single pictures side by side, the pages of a long file side by side, never all at once.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::content::Content;
use super::deliver::original_sha256;
use super::error::Error;
use super::file::{ScanFile, Unpacked};
use super::limits::Limits;
use super::page::{Fault, ScanPage};
use super::{finder, gate, picture};
use crate::model::sha256;

/// Folders within folders that are looked into.
const DEPTH: usize = 16;
/// What systems, and this program, put beside scans.
const BESIDE: [&str; 6] = ["csv", "html", "htm", "ini", "db", "txt"];

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Files that are read.
    pub files_done: usize,
    /// Files in all.
    pub files: usize,
    /// Pages that are read; how many there will be nobody knows before.
    pub pages: usize,
}

/// Reads every page of every file of a folder and of the folders in it. A file that cannot be read becomes a page with a fault, and
/// the rest goes on. The pages come in the order of file names, whatever the number of threads; their pixels are gone by then.
///
/// # Errors
/// The folder cannot be listed, or holds more files than the limits allow.
pub fn read_folder(folder: &Path, limits: &Limits, tell: &(dyn Fn(Progress) + Sync)) -> Result<Vec<ScanPage>, Error> {
    let files = list(folder, limits)?;
    let counter = Counter { files_done: AtomicUsize::new(0), pages: AtomicUsize::new(0), files: files.len(), tell };
    let (long, single): (Vec<&String>, Vec<&String>) = files.iter().partition(|file| has_many_pages(&folder.join(file)));
    let mut pages: Vec<ScanPage> = single.par_iter().flat_map_iter(|file| read_file(folder, file, limits, &counter)).collect();
    for file in long {
        pages.extend(read_file(folder, file, limits, &counter));
    }
    pages.sort_by(|one, other| (&one.file, one.page).cmp(&(&other.file, other.page)));
    Ok(pages)
}

/// What is done so far, from any thread.
struct Counter<'a> {
    files_done: AtomicUsize,
    pages: AtomicUsize,
    files: usize,
    tell: &'a (dyn Fn(Progress) + Sync),
}

impl Counter<'_> {
    fn page(&self) {
        self.pages.fetch_add(1, Ordering::Relaxed);
        self.say();
    }

    fn file(&self) {
        self.files_done.fetch_add(1, Ordering::Relaxed);
        self.say();
    }

    fn say(&self) {
        let (files_done, pages) = (self.files_done.load(Ordering::Relaxed), self.pages.load(Ordering::Relaxed));
        (self.tell)(Progress { files_done, files: self.files, pages });
    }
}

/// The files of a folder, from there, with `/` between folders, sorted.
fn list(folder: &Path, limits: &Limits) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new(), 0)];
    while let Some((path, before, depth)) = folders.pop() {
        let failed = |error| Error::Folder { path: path.clone(), error };
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type().map_err(failed)?;
            if name.starts_with('.') || name.starts_with("~$") {
                continue;
            }
            let from_folder = format!("{before}{name}");
            if kind.is_dir() && depth < DEPTH {
                folders.push((entry.path(), format!("{from_folder}/"), depth + 1));
            } else if !kind.is_dir() && entry.path().is_file() && !is_beside(&entry.path()) {
                files.push(from_folder);
            }
            if files.len() > limits.max_files {
                return Err(Error::TooMany { path: folder.to_owned(), limit: limits.max_files });
            }
        }
    }
    files.sort();
    Ok(files)
}

fn is_beside(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| BESIDE.contains(&ending.as_str()))
}

fn has_many_pages(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1024).read_to_end(&mut head));
    read.is_ok() && Content::of(&head).is_some_and(Content::has_many_pages)
}

fn read_file(folder: &Path, name: &str, limits: &Limits, counter: &Counter) -> Vec<ScanPage> {
    let pages = match ScanFile::open(&folder.join(name), limits) {
        Err(fault) => vec![ScanPage::broken(name, 0, fault)],
        Ok(file) => {
            let read = |number| {
                let page = read_page(&file, name, number, limits);
                counter.page();
                page
            };
            let count = file.len();
            if count == 1 { vec![read(1)] } else { (1..=count).into_par_iter().map(read).collect() }
        }
    };
    counter.file();
    pages
}

fn read_page(file: &ScanFile, name: &str, number: u32, limits: &Limits) -> ScanPage {
    let broken = |fault| ScanPage { of: file.len(), file_sha256: file.sha256.clone(), ..ScanPage::broken(name, number, fault) };
    match file.page(number, limits) {
        Ok(page) if page.image.width().min(page.image.height()) < 16 => {
            broken(Fault::Damaged("a picture of a few pixels".to_owned()))
        }
        Ok(page) => measured(file, name, number, &page, limits),
        Err(fault) => broken(fault),
    }
}

/// Everything that is ever asked of a page's pixels.
fn measured(file: &ScanFile, name: &str, number: u32, page: &Unpacked, limits: &Limits) -> ScanPage {
    let seen = picture::see(&page.image, limits.grey_spread);
    let ink_share = gate::ink_share(&seen.grey);
    let (width, height) = seen.grey.dimensions();
    ScanPage {
        file: name.to_owned(),
        page: number,
        of: file.len(),
        format: page.format,
        file_sha256: file.sha256.clone(),
        sha256: original_sha256(file, page),
        picture_sha256: sha256(seen.grey.as_raw()),
        width,
        height,
        said_dpi: gate::likely_dpi(page.dpi, width.max(height)),
        said_turn: page.turn,
        colour_share: seen.colour_share,
        ink_share,
        sharpness: gate::sharpness(&seen.grey),
        codes: finder::codes(&seen.grey, ink_share >= limits.ink_share),
        fault: None,
    }
}
