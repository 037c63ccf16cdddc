//! One bag written into one zip, in a single pass: payload first, then what the manifests say of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use sha2::{Digest, Sha256, Sha512};
use zip::write::{FileOptions, SimpleFileOptions};
use zip::{AesMode, CompressionMethod, DateTime, System, ZipWriter};

use super::error::PackError;
use super::names::composed;
use super::plan::volume_name;
use super::quiet::Quiet;
use super::{Batch, Packed, Packing, Volume};
use crate::model::hex;

/// What `bagit.txt` says.
pub(super) const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// Entries from this size on carry 64-bit sizes. A little below 4 GiB: enciphering adds some bytes.
pub(super) const LARGE: u64 = 0xffff_0000;

/// The manifests of a bag.
pub(super) const ALGORITHMS: [&str; 2] = ["sha256", "sha512"];

/// Hashes of a file, by [`ALGORITHMS`].
pub(super) type Hashes = [String; 2];

/// What is written of a file that is packed.
enum Source<'v> {
    File(&'v Packed<'v>),
    Excerpt(Vec<u8>),
}

/// Writes a bag into a file, and gives the SHA-256 of its payload by path from the bag's root.
pub(super) fn write_bag(
    file: File,
    path: &Path,
    volume: &Volume,
    batch: &Batch,
    packing: &Packing,
    tell: &mut dyn FnMut(),
) -> Result<BTreeMap<String, String>, PackError> {
    let base = volume_name(&batch.name, volume.number);
    let mut writer = Writer::new(file, path, base, packing);
    let payload = payload(volume, batch);
    let sizes = payload.values().map(|source| match source {
        Source::File(packed) => packed.size,
        Source::Excerpt(bytes) => bytes.len() as u64,
    });
    let info = bag_info(volume, batch, sizes.sum(), payload.len());
    let mut tags = BTreeMap::new();
    tags.insert("bag-info.txt".to_owned(), writer.entry("bag-info.txt", info.as_bytes())?);
    tags.insert("bagit.txt".to_owned(), writer.entry("bagit.txt", DECLARATION.as_bytes())?);
    let mut hashes = BTreeMap::new();
    for (name, source) in payload {
        let hashed = match source {
            Source::Excerpt(bytes) => writer.entry(&name, &bytes)?,
            Source::File(packed) => writer.entry(&name, &bytes_of(&name, packed)?)?,
        };
        hashes.insert(name, hashed);
        tell();
    }
    for (at, algorithm) in ALGORITHMS.iter().enumerate() {
        let name = format!("manifest-{algorithm}.txt");
        let hashed = writer.entry(&name, manifest(&hashes, at).as_bytes())?;
        tags.insert(name, hashed);
    }
    for (at, algorithm) in ALGORITHMS.iter().enumerate() {
        writer.entry(&format!("tagmanifest-{algorithm}.txt"), manifest(&tags, at).as_bytes())?;
    }
    writer.finish()?;
    Ok(hashes.into_iter().map(|(name, [sha256, _])| (name, sha256)).collect())
}

/// Payload by name from the bag's root, sorted.
fn payload<'v>(volume: &'v Volume<'v>, batch: &Batch) -> BTreeMap<String, Source<'v>> {
    let files = volume.items.iter().flat_map(|item| &item.files);
    let mut payload: BTreeMap<String, Source<'v>> =
        files.map(|packed| (format!("data/{}", packed.path), Source::File(packed))).collect();
    for (at, (name, head)) in batch.excerpt.iter().enumerate() {
        let mut bytes = head.clone();
        let pieces = volume.items.iter().filter_map(|item| item.excerpt.get(at));
        pieces.for_each(|piece| bytes.extend_from_slice(piece));
        payload.insert(format!("data/{name}"), Source::Excerpt(bytes));
    }
    payload
}

fn bytes_of(name: &str, packed: &Packed) -> Result<Vec<u8>, PackError> {
    let bytes = (packed.open)().map_err(|error| PackError::Source { name: name.to_owned(), error })?;
    let found = bytes.len() as u64;
    if found == packed.size { Ok(bytes) } else { Err(PackError::Size { name: name.to_owned(), said: packed.size, found }) }
}

/// Lines that `sha256sum -c` reads, too.
fn manifest(hashes: &BTreeMap<String, Hashes>, algorithm: usize) -> String {
    hashes.iter().map(|(name, hashes)| format!("{}  {name}\n", hashes[algorithm])).collect()
}

/// What the bag says of itself. No personal data.
fn bag_info(volume: &Volume, batch: &Batch, bytes: u64, files: usize) -> String {
    let mut lines: Vec<(&str, String)> = vec![
        ("Source-Organization", batch.institution.clone()),
        ("Bagging-Date", batch.date.to_string()),
        ("Payload-Oxum", format!("{bytes}.{files}")),
        ("Bag-Group-Identifier", batch.name.clone()),
        ("Bag-Count", format!("{} of {}", volume.number, volume.count)),
        ("Bag-Software-Agent", concat!("laurea ", env!("CARGO_PKG_VERSION")).to_owned()),
        ("Group", volume.group.clone()),
        ("Papers", volume.items.len().to_string()),
        ("Persons", persons(volume).to_string()),
        ("Files", volume.items.iter().map(|item| item.files.len()).sum::<usize>().to_string()),
    ];
    let mut numbers = volume.items.iter().map(|item| &item.number).filter(|number| !number.is_empty());
    if let Some(first) = numbers.next() {
        lines.push(("First-Number", first.clone()));
        lines.push(("Last-Number", numbers.next_back().unwrap_or(first).clone()));
    }
    lines.extend(batch.info.iter().map(|(label, value)| (label.as_str(), value.clone())));
    lines.iter().filter_map(|(label, value)| info_line(label, value)).collect()
}

/// One line, whatever stands in label and value; none where there is nothing to say.
fn info_line(label: &str, value: &str) -> Option<String> {
    let one_line = |text: &str| composed(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let (label, value) = (one_line(label).replace([':', ' '], "-"), one_line(value));
    (!label.is_empty() && !value.is_empty()).then(|| format!("{label}: {value}\n"))
}

fn persons(volume: &Volume) -> usize {
    let persons: std::collections::BTreeSet<&str> = volume.items.iter().map(|item| item.person.as_str()).collect();
    persons.len()
}

/// A zip being written.
struct Writer<'p> {
    zip: ZipWriter<Quiet<BufWriter<File>>>,
    path: &'p Path,
    base: String,
    passphrase: Option<&'p str>,
}

impl<'p> Writer<'p> {
    fn new(file: File, path: &'p Path, base: String, packing: &'p Packing) -> Self {
        let zip = ZipWriter::new(Quiet::new(BufWriter::with_capacity(1 << 18, file)));
        Self { zip, path, base, passphrase: packing.passphrase.as_deref() }
    }

    /// Writes an entry and gives its hashes.
    fn entry(&mut self, name: &str, bytes: &[u8]) -> Result<Hashes, PackError> {
        let name = format!("{}/{name}", self.base);
        let options = options(bytes.len() as u64, self.passphrase);
        let written = self.zip.start_file(name, options).and_then(|()| Ok(self.zip.write_all(bytes)?));
        written.map_err(|error| PackError::at(self.path)(error.into()))?;
        Ok(hashes_of(bytes))
    }

    /// Writes the list of contents and forces everything to the disk.
    fn finish(self) -> Result<(), PackError> {
        let path = self.path;
        let finish = || {
            let writer = self.zip.finish()?.into_inner();
            writer.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
        };
        finish().map_err(PackError::at(path))
    }
}

pub(super) fn hashes_of(bytes: &[u8]) -> Hashes {
    [hex(&Sha256::digest(bytes)), hex(&Sha512::digest(bytes))]
}

/// Every entry alike: stored, on the first day that zip knows, as a plain file that its owner may write.
fn options(size: u64, passphrase: Option<&str>) -> FileOptions<'_, 'static, ()> {
    let options = SimpleFileOptions::DEFAULT
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(System::Unix)
        .large_file(size >= LARGE);
    match passphrase {
        Some(passphrase) => options.with_aes_encryption(AesMode::Aes256, passphrase),
        None => options,
    }
}
