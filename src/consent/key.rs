//! The key of the log, and the hashes by which it knows people.

use std::fmt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ConsentError;
use crate::disk::{create_private_folder, write_whole};
use crate::model::{Egn, Lnch, Whose, hex};

/// Bytes of a key.
const LENGTH: usize = 32;

/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;

/// The key of a log.
#[derive(Clone)]
pub(super) struct Key {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Key").field("path", &self.path).finish_non_exhaustive()
    }
}

/// By which hashes the log knows somebody; empty where a hash has nothing to be made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Hashes {
    /// Of the identifier.
    pub identifier: String,
    /// Of the faculty number.
    pub number: String,
}

impl Hashes {
    /// The person of a line: the identifier, where there is none the faculty number.
    pub fn person(&self) -> &str {
        if self.identifier.is_empty() { &self.number } else { &self.identifier }
    }
}

impl Key {
    /// Reads the key; `None` where there is none.
    pub fn read(path: &Path) -> Result<Option<Self>, ConsentError> {
        let unusable = |error: String| ConsentError::KeyUnusable { path: path.to_owned(), error };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(error.to_string())),
        };
        let bytes = bytes_of(text.trim()).ok_or_else(|| unusable("64 × 0–9, a–f".to_owned()))?;
        Ok(Some(Self { path: path.to_owned(), bytes }))
    }

    /// Makes a new key of the system's chance.
    pub fn make(path: &Path) -> Result<Self, ConsentError> {
        let unusable = |error: String| ConsentError::KeyUnusable { path: path.to_owned(), error };
        let mut bytes = vec![0; LENGTH];
        getrandom::fill(&mut bytes).map_err(|error| unusable(error.to_string()))?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            create_private_folder(folder).map_err(|error| unusable(error.to_string()))?;
        }
        write_whole(path, (hex(&bytes) + "\n").as_bytes()).map_err(|error| unusable(error.to_string()))?;
        Ok(Self { path: path.to_owned(), bytes })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What only this key makes; it tells another key from this one.
    pub fn proof(&self) -> String {
        self.hash("key", "laurea consents")
    }

    /// The hashes of a person.
    pub fn hashes(&self, whose: &Whose<'_>) -> Hashes {
        let identifier = identifier(whose.identifier_kind, &plain(whose.identifier));
        Hashes {
            identifier: self.hash(whose.identifier_kind, &identifier),
            number: self.hash("faculty_number", &plain(whose.faculty_number)),
        }
    }

    /// HMAC-SHA-256 (RFC 2104) of a value of some kind, in hexadecimal; empty for an empty one.
    fn hash(&self, kind: &str, value: &str) -> String {
        if value.is_empty() { String::new() } else { hex(&hmac(&self.bytes, format!("{kind}\n{value}").as_bytes())) }
    }
}

/// An identifier as it is compared: without spaces, in capitals.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_uppercase()
}

/// An identifier that tells people apart: an ЕГН or ЛНЧ that is none („0000000000“) may stand with several of them.
fn identifier(kind: &str, text: &str) -> String {
    // A spreadsheet may have taken the zeros of a number.
    let padded = if text.is_empty() { String::new() } else { format!("{text:0>10}") };
    match kind {
        "egn" => Some(padded).filter(|text| Egn::parse(text).is_ok()).unwrap_or_default(),
        "lnch" => Some(padded).filter(|text| Lnch::parse(text).is_ok()).unwrap_or_default(),
        _ => text.to_owned(),
    }
}

/// HMAC-SHA-256 with a key that is no longer than a block.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let pad = |mask: u8| -> Vec<u8> { (0..BLOCK).map(|at| key.get(at).copied().unwrap_or(0) ^ mask).collect() };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.len() == 2 * LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pairs = is_hex.then(|| text.as_bytes().chunks(2))?;
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_standards() {
        // RFC 4231, test case 2.
        let found = hex(&hmac(b"Jefe", b"what do ya want for nothing?"));
        assert_eq!(found, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_person_is_known_again_however_the_number_is_written_and_by_this_key_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (key, other) = (Key::make(&folder.path().join("a")).unwrap(), Key::make(&folder.path().join("b")).unwrap());
        let hashes = key.hashes(&Whose::of("0041010002", "", "", "a 130001"));
        assert_eq!(key.hashes(&Whose::of("41010002", "", "", "A130001")), hashes);
        assert_ne!(key.hashes(&Whose::of("", "0041010002", "", "A130001")).identifier, hashes.identifier);
        assert_ne!(other.hashes(&Whose::of("0041010002", "", "", "A130001")).identifier, hashes.identifier);
        assert_eq!(hashes.person(), hashes.identifier);
        for nobody in ["0000000000", "0041010001", "няма"] {
            assert!(key.hashes(&Whose::of(nobody, "", "", "A130001")).identifier.is_empty(), "{nobody} tells nobody apart");
        }
        let by_number = key.hashes(&Whose::of("", "", "", "A130001"));
        assert!(by_number.identifier.is_empty() && by_number.person() == hashes.number);
        let again = Key::read(&folder.path().join("a")).unwrap().unwrap();
        assert_eq!(again.proof(), key.proof());
        assert_ne!(again.proof(), other.proof());
        std::fs::write(folder.path().join("a"), "no key").unwrap();
        assert!(matches!(Key::read(&folder.path().join("a")), Err(ConsentError::KeyUnusable { .. })));
    }
}
