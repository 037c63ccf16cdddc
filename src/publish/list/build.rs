//! Making a list: codes are stretched, records made and mixed with chance, files written so that the list is whole or as it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::files::{
    FORMAT, PAGE, PARAMETERS, Parameters, RECORDS, Read, digits_of, parameters_file, place_of, places, read_parameters,
    records_file,
};
use super::page::page;
use super::record::{Epoch, RECORD, Record, record, secret_of};
use super::secret::{Cache, Secret, bytes_of};
use super::stretch::{Key, stretch};
use super::typed::fold;
use super::{ListError, Listed, Publishing};
use crate::disk::{create_public_folder, write_public};
use crate::model::hex;

/// Records of the smallest list.
const LEAST: usize = 1_024;

/// Codes that are stretched before they are kept: what a run that is killed loses.
const AT_ONCE: usize = 256;

/// A list that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    /// Papers on it.
    pub papers: usize,
    /// Records, of papers and of chance.
    pub entries: usize,
    /// Codes that had to be stretched; the others were known.
    pub stretched: usize,
}

/// Writes the list of papers with its page into a folder. The same papers and key give the same bytes.
///
/// # Errors
/// The folder holds something else; a file cannot be read or written.
pub fn publish(
    papers: &[Listed],
    whose: &Publishing,
    rounds: u32,
    tell: &(dyn Fn(usize, usize) + Sync),
) -> Result<Built, ListError> {
    may_be_written(&whose.out)?;
    let secret = Secret::of(&whose.key)?;
    let mut cache = Cache::open(&whose.cache, &secret.salt, rounds)?;
    let codes = by_code(papers, &whose.institution);
    let (keys, stretched) = keys(&codes, &secret, &mut cache, rounds, tell)?;
    let epoch = epoch(&codes, whose, &secret);
    let papers = keys.len();
    // One more than the papers at least, so that nobody knows of a record for certain that it is of a paper.
    let entries = (papers + 1).next_power_of_two().max(LEAST);
    let mut records: Vec<Record> = keys
        .iter()
        .zip(codes.values())
        .map(|(key, paper)| record(key, &epoch, paper.standing, &paper.kind, &paper.pdf_sha256))
        .chain((papers..entries).map(|at| chance(&secret, &epoch, at)))
        .collect();
    records.sort_unstable();
    let parameters = Parameters {
        format: FORMAT,
        institution: whose.institution.clone(),
        name_bg: whose.name_bg.clone(),
        name_en: whose.name_en.clone(),
        as_of: whose.as_of.map(|day| day.to_string()),
        rounds,
        salt: hex(&secret.salt),
        epoch: hex(&epoch),
        digits: digits_of(entries),
        entries,
    };
    write(&whose.out, &parameters, &records, &page(whose))?;
    Ok(Built { papers, entries, stretched })
}

/// The papers by what is stretched of them. Where two have the same code, the better state is told.
fn by_code<'p>(papers: &'p [Listed], institution: &str) -> BTreeMap<String, &'p Listed> {
    let mut codes: BTreeMap<String, &Listed> = BTreeMap::new();
    for paper in papers {
        let number = paper.number.as_deref().map(fold).filter(|number| !number.is_empty());
        let known = codes.entry(secret_of(institution, number.as_deref(), &paper.check)).or_insert(paper);
        if paper.standing < known.standing {
            *known = paper;
        }
    }
    codes
}

/// The keys of codes, in order, and how many had to be stretched.
fn keys(
    codes: &BTreeMap<String, &Listed>,
    secret: &Secret,
    cache: &mut Cache,
    rounds: u32,
    tell: &(dyn Fn(usize, usize) + Sync),
) -> Result<(Vec<Key>, usize), ListError> {
    let named: Vec<(&String, [u8; 16])> =
        codes.keys().map(|code| (code, short(&secret.chance("cache", code.as_bytes())))).collect();
    let missing: Vec<&(&String, [u8; 16])> = named.iter().filter(|(_, name)| cache.get(name).is_none()).collect();
    let mut done = 0;
    for part in missing.chunks(AT_ONCE) {
        let stretched = |(code, name): &&(&String, [u8; 16])| (*name, stretch(code.as_bytes(), &secret.salt, rounds));
        cache.keep(part.par_iter().map(stretched).collect())?;
        done += part.len();
        tell(done, missing.len());
    }
    Ok((named.iter().filter_map(|(_, name)| cache.get(name).copied()).collect(), missing.len()))
}

/// Another value for every content, which nobody without the secret can tell anything from.
fn epoch(codes: &BTreeMap<String, &Listed>, whose: &Publishing, secret: &Secret) -> Epoch {
    let mut content = format!("{}\n{}\n{}\n{:?}\n", whose.institution, whose.name_bg, whose.name_en, whose.as_of);
    for (code, paper) in codes {
        content += &format!("{code}\n{:?}\n{}\n{}\n", paper.standing, paper.kind, paper.pdf_sha256);
    }
    short(&secret.chance("epoch", content.as_bytes()))
}

/// A record of chance, which looks like any other.
fn chance(secret: &Secret, epoch: &Epoch, at: usize) -> Record {
    let half = |half: &str| secret.chance(&format!("fill {at} {half}"), epoch);
    let mut record = [0; RECORD];
    record[..32].copy_from_slice(&half("first"));
    record[32..].copy_from_slice(&half("second")[..RECORD - 32]);
    record
}

fn short(key: &Key) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&key[..16]);
    short
}

/// A folder that is not there, is empty, or holds a list, also one that was not completed.
fn may_be_written(folder: &Path) -> Result<(), ListError> {
    let list = match fs::read_dir(folder) {
        Ok(list) => list,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(ListError::io(folder)(error)),
    };
    let parameters = fs::read_to_string(folder.join(PARAMETERS)).unwrap_or_default();
    if matches!(read_parameters(&parameters), Read::Known(_) | Read::Newer) {
        return Ok(());
    }
    for entry in list {
        let entry = entry.map_err(ListError::io(folder))?;
        let name = entry.file_name();
        let is_records = name == RECORDS && entry.path().is_dir();
        if !is_records && !name.to_string_lossy().starts_with('.') {
            return Err(ListError::Taken(folder.to_owned()));
        }
    }
    Ok(())
}

/// Records first, in a folder of their own, then the page, last the parameters that name the folder; then the former records go.
fn write(out: &Path, parameters: &Parameters, records: &[Record], page: &str) -> Result<(), ListError> {
    let folder = out.join(RECORDS).join(&parameters.epoch);
    for folder in [out.to_owned(), out.join(RECORDS), folder.clone()] {
        create_public_folder(&folder).map_err(ListError::io(&folder))?;
    }
    let put = |path: &Path, text: &str| write_public(path, text.as_bytes()).map_err(ListError::io(path));
    let mut rest = records;
    for place in places(parameters.digits) {
        let (own, after) = rest.split_at(rest.partition_point(|record| place_of(record, parameters.digits) <= place));
        put(&folder.join(format!("{place}.js")), &records_file(&place, own))?;
        rest = after;
    }
    put(&out.join(PAGE), page)?;
    put(&out.join(PARAMETERS), &parameters_file(parameters))?;
    forget(&out.join(RECORDS), &parameters.epoch)
}

/// Removes the records of former lists.
fn forget(records: &Path, epoch: &str) -> Result<(), ListError> {
    for entry in fs::read_dir(records).map_err(ListError::io(records))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != epoch && bytes_of::<16>(&name).is_some() {
            fs::remove_dir_all(entry.path()).map_err(ListError::io(&entry.path()))?;
        }
    }
    Ok(())
}
