//! A workbook that is a zip archive: its parts, looked at before they are unpacked and counted while they are.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::fault::Fault;
use super::meter::Meter;
use super::xml::Xml;

/// Parts that a workbook of an office may have; a book of some thousand sheets has fewer.
const MOST_PARTS: usize = 20_000;
/// An archive's parts may be this many times its own size; text of sheets comes to 10 to 40 times.
const MOST_TIMES: u64 = 400;
/// Below this size nobody minds how well a part was packed.
const SMALL: u64 = 64 << 20;

type Bytes<'a> = Cursor<&'a [u8]>;

/// The parts of a workbook.
pub struct Package<'a> {
    archive: RefCell<ZipArchive<Bytes<'a>>>,
    /// Index by name in lower case: names of parts are compared so.
    names: BTreeMap<String, usize>,
    meter: &'a Meter,
}

impl<'a> Package<'a> {
    /// Opens an archive, looking at the list of its parts only.
    pub fn open(bytes: &'a [u8], meter: &'a Meter) -> Result<Self, Fault> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            // The list of parts stands at the end.
            let has_end = bytes.windows(4).rev().take(66_000).any(|window| window == b"PK\x05\x06");
            if has_end { Fault::Broken(error.to_string()) } else { Fault::CutOff }
        })?;
        if archive.len() > MOST_PARTS {
            return Err(Fault::TooMuchMemory);
        }
        let mut package = Self { archive: RefCell::new(archive), names: BTreeMap::new(), meter };
        package.list(bytes)?;
        Ok(package)
    }

    fn list(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let mut archive = self.archive.borrow_mut();
        let start = archive.central_directory_start();
        if let Some(name) = name_given_twice(bytes, start) {
            return Err(Fault::Ambiguous(name));
        }
        if archive.has_duplicate_names() {
            return Err(Fault::Ambiguous("zip".to_owned()));
        }
        let mut unpacked = 0_u64;
        for at in 0..archive.len() {
            let part = archive.by_index_raw(at).map_err(broken)?;
            let name = part.name().map_err(broken)?.into_owned();
            if part.encrypted() {
                return Err(Fault::Encrypted);
            }
            unpacked = unpacked.saturating_add(part.size());
            self.names.insert(key(&name), at);
        }
        let allowed = u64::from(self.meter.limits().memory_mib) << 20;
        let is_bomb = unpacked > SMALL && unpacked / MOST_TIMES > bytes.len() as u64;
        if unpacked > allowed || is_bomb { Err(Fault::TooMuchMemory) } else { Ok(()) }
    }

    /// Whether there is a part of a name.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// Whether some part's name, in lower case, begins so.
    pub fn has_under(&self, beginning: &str) -> bool {
        self.names.range(beginning.to_owned()..).next().is_some_and(|(name, _)| name.starts_with(beginning))
    }

    /// Reads a part as XML; `None` where there is none of that name.
    pub fn xml<T>(&self, name: &str, read: impl FnOnce(&mut Xml<'_>) -> Result<T, Fault>) -> Result<Option<T>, Fault> {
        let Some(at) = self.names.get(&key(name)) else { return Ok(None) };
        let mut archive = self.archive.borrow_mut();
        let part = archive.by_index(*at).map_err(broken)?;
        let mut counted = Counted::new(part, self.meter);
        let mut xml = Xml::new(&mut counted, name, self.meter);
        let result = read(&mut xml);
        match result {
            Err(fault) => Err(fault),
            // What is left is read too, so that a part whose end is missing is not taken for a whole one.
            Ok(read) => xml.finish().map(|()| Some(read)),
        }
    }

    /// The bytes of a small part.
    pub fn bytes(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Fault> {
        let Some(at) = self.names.get(&key(name)) else { return Ok(None) };
        let mut archive = self.archive.borrow_mut();
        let part = archive.by_index(*at).map_err(broken)?;
        let mut bytes = Vec::new();
        part.take(most).read_to_end(&mut bytes).map_err(|error| Fault::Broken(format!("{name}: {error}")))?;
        Ok(Some(bytes))
    }

    /// Unpacks every part once without keeping it: for readers that unpack as they like.
    pub fn weigh(&self) -> Result<(), Fault> {
        let mut archive = self.archive.borrow_mut();
        for at in 0..archive.len() {
            let mut part = Counted::new(archive.by_index(at).map_err(broken)?, self.meter);
            io::copy(&mut part, &mut io::sink()).map_err(|error| part_fault(&error, "zip"))?;
        }
        Ok(())
    }
}

/// The fault that an error of reading a part stands for.
pub fn part_fault(error: &io::Error, part: &str) -> Fault {
    match error.kind() {
        io::ErrorKind::OutOfMemory => Fault::TooMuchMemory,
        io::ErrorKind::TimedOut => Fault::TooSlow,
        io::ErrorKind::UnexpectedEof => Fault::CutOff,
        _ => Fault::Broken(format!("{part}: {error}")),
    }
}

fn broken(error: zip::result::ZipError) -> Fault {
    match error {
        zip::result::ZipError::Io(error) => part_fault(&error, "zip"),
        error => Fault::Broken(error.to_string()),
    }
}

fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A name that the list of parts has twice. The archive's own reader keeps the last of such parts and forgets the others.
fn name_given_twice(bytes: &[u8], start: u64) -> Option<String> {
    const HEADER: usize = 46;
    let mut seen = BTreeMap::new();
    let mut rest = bytes.get(usize::try_from(start).ok()?..)?;
    while rest.len() >= HEADER && rest.starts_with(b"PK\x01\x02") {
        let length = |at: usize| usize::from(u16::from_le_bytes([rest[at], rest[at + 1]]));
        let (name, extra, comment) = (length(28), length(30), length(32));
        let name = String::from_utf8_lossy(rest.get(HEADER..HEADER + name)?).into_owned();
        if seen.insert(key(&name), ()).is_some() {
            return Some(name);
        }
        rest = rest.get(HEADER + length(28) + extra + comment..)?;
    }
    None
}

/// A part's bytes as they are unpacked, counted on the meter.
struct Counted<'a, R: Read> {
    inner: BufReader<ZipFile<'a, R>>,
    meter: &'a Meter,
}

impl<'a, R: Read> Counted<'a, R> {
    fn new(part: ZipFile<'a, R>, meter: &'a Meter) -> Self {
        Self { inner: BufReader::with_capacity(32 << 10, part), meter }
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Counted<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.inner.buffer().is_empty() {
            let read = self.inner.fill_buf()?.len();
            if !self.meter.unpack(read) {
                return Err(io::ErrorKind::OutOfMemory.into());
            }
            if self.meter.tick().is_err() {
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
        Ok(self.inner.buffer())
    }

    fn consume(&mut self, count: usize) {
        self.inner.consume(count);
    }
}
