//! The published list: static files by which anybody finds whether a paper holds, and from which nobody learns anything else.
//!
//! ```text
//! code of a paper ─ stretch (PBKDF2, salt of the institution) ─ key ─ HMAC with the list's epoch ─ tag, mask, seals
//! ```
//!
//! A record is 33 bytes: the tag it is found by, the state under a mask, a seal of the kind and a seal of the PDF. Who has the code of
//! a paper can make all four; to anybody else they are chance, and so are the records that fill the list up. The epoch is another for
//! every content of the list, so two lists, compared, say nothing of what came between them. `docs/publish.md` says what it costs to
//! guess.

mod build;
mod error;
mod files;
mod look;
mod page;
mod record;
mod secret;
mod stretch;
mod typed;

use std::path::PathBuf;

use jiff::civil::Date;

pub use build::{Built, publish};
pub use error::ListError;
pub use files::Parameters;
pub use look::{Found, List, Looked};
pub use secret::{cache_of, key_of};
pub use stretch::ROUNDS;
pub use typed::{PaperCode, fold, read_code};

/// How a paper on the list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It holds.
    Holds,
    /// Another was issued in its place.
    Replaced,
    /// It no longer holds.
    Annulled,
}

/// A paper for the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The number in its code; `None` where it had none when it was made.
    pub number: Option<String>,
    /// The check value of its code.
    pub check: String,
    /// Its kind.
    pub kind: String,
    /// SHA-256 of its PDF, in hexadecimal.
    pub pdf_sha256: String,
    /// How it stands.
    pub standing: Standing,
}

/// Whose list it is, and where everything lies.
#[derive(Debug, Clone)]
pub struct Publishing {
    /// The institution's code, as the codes of its papers have it.
    pub institution: String,
    /// The institution's name in Bulgarian.
    pub name_bg: String,
    /// The institution's name in English.
    pub name_en: String,
    /// The day of the list, where one is to stand on it.
    pub as_of: Option<Date>,
    /// The folder of the list.
    pub out: PathBuf,
    /// The file of the salt and the secret.
    pub key: PathBuf,
    /// The file of what was stretched before.
    pub cache: PathBuf,
}
