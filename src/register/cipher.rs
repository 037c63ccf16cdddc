//! Enciphering the data that papers were made from, with a key that lies in a file of its own.
//!
//! AES-256-GCM-SIV: the nonce comes from the paper's key, so that the same run gives the same bytes; the paper's key is also
//! bound to the text, so that no paper's data can be put in the place of another's. The chain covers the enciphered text, and
//! holds whether or not somebody has the key.

use std::fmt;
use std::path::{Path, PathBuf};

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::{Digest, Sha256};

use super::{Register, RegisterError};
use crate::model::hex;

/// What enciphered data begins with: the way it is enciphered.
pub(super) const PREFIX: &str = "enc1:";

/// Bytes of a key.
const LENGTH: usize = 32;

/// A key, and the file it was read from.
#[derive(Clone)]
pub struct Key {
    path: PathBuf,
    cipher: Aes256GcmSiv,
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Key").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Key {
    /// A new key, as the text of its file: 32 bytes of the system's chance in hexadecimal.
    ///
    /// # Errors
    /// The system has no chance to give.
    pub fn invent() -> Result<String, String> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
        Ok(hex(&bytes) + "\n")
    }

    /// Reads a key.
    ///
    /// # Errors
    /// The file cannot be read, or holds no key.
    pub fn read(path: &Path) -> Result<Self, RegisterError> {
        let unreadable = |error: String| RegisterError::KeyUnreadable { path: path.to_owned(), error };
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
        let bytes = bytes_of(text.trim()).ok_or_else(|| RegisterError::KeyMalformed { path: path.to_owned() })?;
        let cipher = Aes256GcmSiv::new_from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
        Ok(Self { path: path.to_owned(), cipher })
    }

    /// The data of a paper, enciphered.
    pub(super) fn seal(&self, document: &str, data: &str) -> Result<String, RegisterError> {
        let payload = Payload { msg: data.as_bytes(), aad: document.as_bytes() };
        // Only a text of many gigabytes is refused.
        let sealed = self.cipher.encrypt(&nonce(document), payload).map_err(|_| self.wrong())?;
        Ok(format!("{PREFIX}{}", STANDARD_NO_PAD.encode(sealed)))
    }

    /// Enciphered data of a paper as it was.
    fn open(&self, document: &str, sealed: &str) -> Result<String, RegisterError> {
        let bytes = STANDARD_NO_PAD.decode(sealed).map_err(|_| self.wrong())?;
        let payload = Payload { msg: &bytes, aad: document.as_bytes() };
        let data = self.cipher.decrypt(&nonce(document), payload).map_err(|_| self.wrong())?;
        String::from_utf8(data).map_err(|_| self.wrong())
    }

    fn wrong(&self) -> RegisterError {
        RegisterError::KeyWrong { path: self.path.clone() }
    }
}

fn nonce(document: &str) -> Nonce {
    let digest = Sha256::digest(format!("laurea frozen data\n{document}"));
    let mut bytes = [0; 12];
    bytes.copy_from_slice(&digest[..12]);
    Nonce::from(bytes)
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.len() == 2 * LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pairs = is_hex.then(|| text.as_bytes().chunks(2))?;
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

impl Register {
    /// Enciphers new data with a key, and reads with it what is enciphered. Earlier data stays as it is.
    ///
    /// # Errors
    /// The register is enciphered with another key.
    pub fn use_key(&mut self, key: Key) -> Result<(), RegisterError> {
        let sql = format!("SELECT document, data FROM entry WHERE {IS_SEALED} ORDER BY seq DESC LIMIT 1");
        let last = self.connection.query_row(&sql, [], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
        self.key = Some(key);
        match last {
            Ok((document, data)) => self.plain(&document, data).map(drop),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(()),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// The data of a paper as it was, whether or not it is enciphered.
    pub(super) fn plain(&self, document: &str, data: String) -> Result<String, RegisterError> {
        match (data.strip_prefix(PREFIX), &self.key) {
            (None, _) => Ok(data),
            (Some(sealed), Some(key)) => key.open(document, sealed),
            (Some(_), None) => Err(RegisterError::KeyNeeded { path: self.path.clone() }),
        }
    }
}

/// Whether the data of an entry is enciphered; the index `of_sealed` has the same words.
const IS_SEALED: &str = "substr(data, 1, 5) = 'enc1:'";

#[cfg(test)]
mod tests {
    use super::*;

    fn key(folder: &Path, name: &str) -> Key {
        let path = folder.join(name);
        std::fs::write(&path, Key::invent().unwrap()).unwrap();
        Key::read(&path).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_for_its_paper_only_and_is_the_same_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let (own, other) = (key(folder.path(), "own"), key(folder.path(), "other"));
        let data = "{\"name\":\"Елица Вълчева\"}";
        let sealed = own.seal("diploma/130001", data).unwrap();
        assert!(sealed.starts_with(PREFIX) && !sealed.contains("Елица"));
        assert_eq!(own.seal("diploma/130001", data).unwrap(), sealed);
        assert_ne!(own.seal("diploma/130002", data).unwrap(), sealed);
        assert_ne!(other.seal("diploma/130001", data).unwrap(), sealed);
        let text = sealed.strip_prefix(PREFIX).unwrap();
        assert_eq!(own.open("diploma/130001", text).unwrap(), data);
        assert!(matches!(own.open("diploma/130002", text), Err(RegisterError::KeyWrong { .. })));
        assert!(matches!(other.open("diploma/130001", text), Err(RegisterError::KeyWrong { .. })));
    }

    #[test]
    fn a_file_that_holds_no_key_is_told_from_one_that_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(matches!(Key::read(&path), Err(RegisterError::KeyUnreadable { .. })));
        for text in ["", "0011", &"g".repeat(64), &"0".repeat(63)] {
            std::fs::write(&path, text).unwrap();
            assert!(matches!(Key::read(&path), Err(RegisterError::KeyMalformed { .. })), "{text}");
        }
    }
}
