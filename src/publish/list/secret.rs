//! What the institution keeps of its list beside the register: the salt and the secret, and what was stretched before.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::ListError;
use super::stretch::{Key, hmac};
use crate::disk::{private, write_whole};
use crate::model::hex;

/// Where the salt and the secret of a register's list lie.
#[must_use]
pub fn key_of(register: &Path) -> PathBuf {
    register.with_extension("list-key")
}

/// Where what was stretched for a register's list lies.
#[must_use]
pub fn cache_of(register: &Path) -> PathBuf {
    register.with_extension("list-cache")
}

/// The salt, which is published, and the secret, which is not.
pub(super) struct Secret {
    pub salt: [u8; 16],
    pub secret: Key,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    salt: String,
    secret: String,
}

impl Secret {
    /// The one of a file; a new one where there is no file.
    ///
    /// # Errors
    /// The file cannot be read or written, or holds something else.
    pub fn of(path: &Path) -> Result<Self, ListError> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).ok_or_else(|| ListError::Key(path.to_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::invent(path),
            Err(error) => Err(ListError::io(path)(error)),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let written: Written = serde_json::from_str(text).ok()?;
        Some(Self { salt: bytes_of(&written.salt)?, secret: bytes_of(&written.secret)? })
    }

    fn invent(path: &Path) -> Result<Self, ListError> {
        let mut own = Self { salt: [0; 16], secret: [0; 32] };
        let other = |error: getrandom::Error| ListError::Other(error.to_string());
        getrandom::fill(&mut own.salt).map_err(other)?;
        getrandom::fill(&mut own.secret).map_err(other)?;
        let written = Written { salt: hex(&own.salt), secret: hex(&own.secret) };
        let text = serde_json::to_string_pretty(&written).unwrap_or_default() + "\n";
        write_whole(path, text.as_bytes()).map_err(ListError::io(path))?;
        Ok(own)
    }

    /// Chance that the same question gets again.
    pub fn chance(&self, what: &str, of: &[u8]) -> Key {
        hmac(&self.secret, &[what.as_bytes(), b"\n", of])
    }
}

/// The bytes of a hexadecimal text.
pub(super) fn bytes_of<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    let is_hex = text.len() == 2 * LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut bytes = [0; LENGTH];
    for (at, byte) in bytes.iter_mut().enumerate().filter(|_| is_hex) {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    is_hex.then_some(bytes)
}

/// Keys that were stretched before, by what stands for their code.
///
/// A text file: a line for salt and rounds, then a line a key. It is added to while the list is made, so that a run that was killed
/// goes on where it stopped; what is no whole line is passed over. It may be deleted at any time.
pub(super) struct Cache {
    path: PathBuf,
    known: BTreeMap<[u8; 16], Key>,
}

impl Cache {
    /// What a file holds for a salt and a number of rounds; a file for others is begun anew.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn open(path: &Path, salt: &[u8], rounds: u32) -> Result<Self, ListError> {
        let head = format!("laurea list 1 {} {rounds}", hex(salt));
        let text = match fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(ListError::io(path)(error)),
        };
        let mut lines = text.split_inclusive('\n');
        if lines.next().map(str::trim_end) != Some(head.as_str()) {
            write_whole(path, format!("{head}\n").as_bytes()).map_err(ListError::io(path))?;
            return Ok(Self { path: path.to_owned(), known: BTreeMap::new() });
        }
        let known = lines.filter_map(line).collect();
        if !text.ends_with('\n') {
            // What follows must not be taken for the end of a line that was cut off.
            append(path, "\n")?;
        }
        Ok(Self { path: path.to_owned(), known })
    }

    /// The key of a code.
    pub fn get(&self, name: &[u8; 16]) -> Option<&Key> {
        self.known.get(name)
    }

    /// Keeps some keys.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&mut self, keys: Vec<([u8; 16], Key)>) -> Result<(), ListError> {
        let lines: String = keys.iter().map(|(name, key)| format!("{} {}\n", hex(name), hex(key))).collect();
        append(&self.path, &lines)?;
        self.known.extend(keys);
        Ok(())
    }
}

fn line(line: &str) -> Option<([u8; 16], Key)> {
    let (name, key) = line.strip_suffix('\n')?.split_once(' ')?;
    Some((bytes_of(name)?, bytes_of(key)?))
}

fn append(path: &Path, text: &str) -> Result<(), ListError> {
    let write = || private().append(true).create(true).open(path)?.write_all(text.as_bytes());
    write().map_err(ListError::io(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_salt_and_the_secret_are_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = key_of(&folder.path().join("register.sqlite"));
        let [first, again] = [(), ()].map(|()| Secret::of(&path).unwrap());
        assert_eq!((first.salt, first.secret), (again.salt, again.secret));
        assert_ne!(first.chance("epoch", b"a"), first.chance("epoch", b"b"));
        for text in ["", "{}", "{\"salt\":\"00\",\"secret\":\"00\"}"] {
            fs::write(&path, text).unwrap();
            assert!(matches!(Secret::of(&path), Err(ListError::Key(_))), "{text}");
        }
    }

    #[test]
    fn what_was_stretched_is_known_again_also_after_a_run_that_was_killed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register.list-cache");
        let names = [[1; 16], [2; 16], [3; 16]];
        let mut cache = Cache::open(&path, b"salt", 10).unwrap();
        cache.keep(vec![(names[0], [4; 32])]).unwrap();
        cache.keep(vec![(names[1], [5; 32])]).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() - 5]).unwrap();
        let mut cache = Cache::open(&path, b"salt", 10).unwrap();
        assert_eq!((cache.get(&names[0]), cache.get(&names[1])), (Some(&[4; 32]), None));
        cache.keep(vec![(names[2], [6; 32])]).unwrap();
        let cache = Cache::open(&path, b"salt", 10).unwrap();
        assert_eq!((cache.get(&names[0]), cache.get(&names[2])), (Some(&[4; 32]), Some(&[6; 32])));
        assert_eq!(Cache::open(&path, b"salt", 11).unwrap().get(&names[0]), None);
    }
}
