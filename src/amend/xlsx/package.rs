//! A workbook's file as a package of parts: read within limits, written again with every untouched part as it was.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::read::ZipFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::super::AmendError;

/// How large a part may be, in bytes.
const LARGEST: u64 = 256 << 20;
/// How large all parts that are looked into may be together, in bytes.
const LARGEST_SUM: u64 = 1 << 30;
/// From this size on, in bytes, a part may not be packed more tightly than `TIGHTEST`.
const LARGE: u64 = 32 << 20;
/// How many times smaller a large part may be packed; sheets of equal rows reach about a hundred.
const TIGHTEST: u64 = 400;

/// What becomes of a part.
#[derive(Debug)]
enum Fate {
    Replaced(String),
    Removed,
}

/// A package.
#[derive(Debug)]
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Places in the archive by name, folded as names of parts are compared.
    places: BTreeMap<String, usize>,
    fates: BTreeMap<usize, Fate>,
    /// New parts by folded name: name as written and text.
    added: BTreeMap<String, (String, String)>,
    inflated: u64,
}

impl<'a> Package<'a> {
    /// Opens a file.
    pub fn open(bytes: &'a [u8]) -> Result<Self, AmendError> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| AmendError::NotAWorkbook(error.to_string()))?;
        if archive.has_duplicate_names() || archive.has_overlapping_entries().map_err(not_a_workbook)? {
            return Err(AmendError::DuplicateParts);
        }
        let mut places = BTreeMap::new();
        for place in 0..archive.len() {
            let part = archive.by_index_raw(place).map_err(not_a_workbook)?;
            let name = part.name().map_err(not_a_workbook)?.into_owned();
            if part.encrypted() {
                return Err(AmendError::NotAWorkbook(format!("{name} is encrypted")));
            }
            if part.size() > LARGEST || is_too_tight(part.size(), part.compressed_size()) {
                return Err(AmendError::TooLarge(name));
            }
            if places.insert(folded(&name), place).is_some() {
                return Err(AmendError::DuplicateParts);
            }
        }
        Ok(Self { archive, places, fates: BTreeMap::new(), added: BTreeMap::new(), inflated: 0 })
    }

    /// Whether there is a part of a name.
    pub fn has(&self, name: &str) -> bool {
        let name = folded(name);
        let is_there = self.places.get(&name).is_some_and(|place| !matches!(self.fates.get(place), Some(Fate::Removed)));
        is_there || self.added.contains_key(&name)
    }

    /// The names of all parts of the file as it was, folded.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// The text of a part as it stands now, without a byte order mark.
    pub fn text(&mut self, name: &str) -> Result<String, AmendError> {
        let key = folded(name);
        if let Some((_, text)) = self.added.get(&key) {
            return Ok(text.clone());
        }
        let place = *self.places.get(&key).ok_or_else(|| malformed(name, "it is missing"))?;
        match self.fates.get(&place) {
            Some(Fate::Replaced(text)) => return Ok(text.trim_start_matches('\u{feff}').to_owned()),
            Some(Fate::Removed) => return Err(malformed(name, "it is missing")),
            None => {}
        }
        let bytes = self.inflate(place, name, LARGEST)?;
        let text = String::from_utf8(bytes).map_err(|_| malformed(name, "it is not in UTF-8"))?;
        Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        })
    }

    /// The beginning of a part, which may end in the middle of anything.
    pub fn head(&mut self, name: &str, length: u64) -> Result<String, AmendError> {
        let place = *self.places.get(&folded(name)).ok_or_else(|| malformed(name, "it is missing"))?;
        let part = self.archive.by_index(place).map_err(|error| malformed(name, &error.to_string()))?;
        let mut bytes = Vec::new();
        part.take(length).read_to_end(&mut bytes).map_err(|error| malformed(name, &error.to_string()))?;
        Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned())
    }

    /// Gives a part a text; makes the part where there was none. A byte order mark stays.
    pub fn put(&mut self, name: &str, text: String) -> Result<(), AmendError> {
        let key = folded(name);
        let Some(place) = self.places.get(&key).copied() else {
            self.added.insert(key, (name.to_owned(), text));
            return Ok(());
        };
        let has_mark = self.head_bytes(place, name)? == *"\u{feff}".as_bytes();
        let mark = if has_mark { "\u{feff}" } else { "" };
        self.fates.insert(place, Fate::Replaced(format!("{mark}{text}")));
        Ok(())
    }

    /// Takes a part out.
    pub fn remove(&mut self, name: &str) {
        if let Some(place) = self.places.get(&folded(name)) {
            self.fates.insert(*place, Fate::Removed);
        }
    }

    /// A name that no part has: `before`, a number from 1, `after`.
    pub fn free_name(&self, before: &str, after: &str) -> String {
        let names = (1_u64..).map(|number| format!("{before}{number}{after}"));
        names.into_iter().find(|name| !self.has(name) && !self.places.contains_key(&folded(name))).unwrap_or_default()
    }

    /// The file with what was put and removed; parts keep their order, new ones come last.
    pub fn write(mut self) -> Result<Vec<u8>, AmendError> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.set_raw_comment(self.archive.comment().into()).map_err(not_a_workbook)?;
        for place in 0..self.archive.len() {
            let part = self.archive.by_index_raw(place).map_err(not_a_workbook)?;
            match self.fates.get(&place) {
                Some(Fate::Removed) => {}
                None => writer.raw_copy_file(part).map_err(not_a_workbook)?,
                Some(Fate::Replaced(text)) => {
                    let options = options_of(&part);
                    let name = part.name().map_err(not_a_workbook)?;
                    writer.start_file(name, options).map_err(not_a_workbook)?;
                    writer.write_all(text.as_bytes()).map_err(|error| not_a_workbook(error.into()))?;
                }
            }
        }
        for (name, text) in self.added.values() {
            writer.start_file(name.as_str(), SimpleFileOptions::default()).map_err(not_a_workbook)?;
            writer.write_all(text.as_bytes()).map_err(|error| not_a_workbook(error.into()))?;
        }
        Ok(writer.finish().map_err(not_a_workbook)?.into_inner())
    }

    fn head_bytes(&mut self, place: usize, name: &str) -> Result<Vec<u8>, AmendError> {
        let part = self.archive.by_index(place).map_err(|error| malformed(name, &error.to_string()))?;
        let mut bytes = Vec::new();
        part.take(3).read_to_end(&mut bytes).map_err(|error| malformed(name, &error.to_string()))?;
        Ok(bytes)
    }

    fn inflate(&mut self, place: usize, name: &str, limit: u64) -> Result<Vec<u8>, AmendError> {
        let part = self.archive.by_index(place).map_err(|error| malformed(name, &error.to_string()))?;
        let packed = part.compressed_size();
        let mut bytes = Vec::new();
        part.take(limit + 1).read_to_end(&mut bytes).map_err(|error| malformed(name, &error.to_string()))?;
        let size = bytes.len() as u64;
        self.inflated += size;
        if size > limit || self.inflated > LARGEST_SUM || is_too_tight(size, packed) {
            return Err(AmendError::TooLarge(name.to_owned()));
        }
        Ok(bytes)
    }
}

fn is_too_tight(size: u64, packed: u64) -> bool {
    size > LARGE && size / packed.max(1) > TIGHTEST
}

fn options_of<R: Read>(part: &ZipFile<'_, R>) -> SimpleFileOptions {
    let method =
        if part.compression() == CompressionMethod::Stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let options = SimpleFileOptions::default().compression_method(method);
    part.last_modified().map_or(options, |time| options.last_modified_time(time))
}

/// Names of parts differ by neither case nor the direction of slashes.
fn folded(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// A part that is not as it should be.
pub(super) fn malformed(part: &str, why: &str) -> AmendError {
    AmendError::Malformed { part: part.to_owned(), why: why.to_owned() }
}

fn not_a_workbook(error: zip::result::ZipError) -> AmendError {
    AmendError::NotAWorkbook(error.to_string())
}
