//! Submission: papers packed into archives that anybody can check, and archives checked.
//!
//! An archive is a bag (BagIt 1.0, RFC 8493) in a zip. Its bytes follow from what is packed: entries are sorted, their times
//! fixed, and nothing is compressed, so that no version of a packer can change them; pictures and PDF are compressed already.
//! Only a passphrase makes them differ, because each entry is then enciphered with chance of its own.
//!
//! ```text
//! BATCH-001.zip                    BATCH-001/bag-info.txt, bagit.txt, data/…, manifest-sha256.txt, manifest-sha512.txt,
//!                                  tagmanifest-sha256.txt, tagmanifest-sha512.txt
//! BATCH-manifest-sha256.txt        the archives of the batch and their SHA-256: the one file to sign
//! BATCH-manifest-sha256.txt.p7s    the signature, once it is taken in
//! BATCH-batch.json                 what laurea knows of the batch
//! ```

use std::io;

use jiff::civil::Date;

mod bag;
mod check_bag;
mod der;
mod error;
mod files;
mod folder_bag;
mod header;
mod lines;
mod names;
mod pack;
mod plan;
mod quiet;
mod record;
mod signature;
mod skeleton;
mod verify;
mod wrong;
mod zip_bag;

pub use check_bag::BagReport;
pub use error::{NotSignature, PackError, SignatureError, VerifyError};
pub use names::NameWrong;
pub use pack::pack;
pub use plan::{PlanFault, Volume, plan};
pub use record::{BatchRecord, RecordedArchive, RecordedFile};
pub use signature::{Taken, take_signature};
pub use verify::{Verdict, verify};
pub use wrong::{Fault, Wrong};

/// Largest archive where nothing else is said, in bytes.
pub const MAX_BYTES: u64 = 50_000_000;

/// The register's excerpt as lines of JSON, in each bag; the one that [`verify`] reads back.
pub const EXCERPT_JSONL: &str = "register.jsonl";

/// The register's excerpt as a table, in each bag.
pub const EXCERPT_CSV: &str = "register.csv";

/// What is sent of one paper.
pub struct Item<'a> {
    /// Class or faculty, for [`Split::Group`].
    pub group: String,
    /// Whose it is (a faculty number): never parted.
    pub person: String,
    /// The register's key.
    pub document: String,
    /// Registration number; may be empty.
    pub number: String,
    /// The files.
    pub files: Vec<Packed<'a>>,
    /// What the excerpt says of it: one piece, with its line break, for each file of [`Batch::excerpt`].
    pub excerpt: Vec<Vec<u8>>,
}

/// A file to be packed.
pub struct Packed<'a> {
    /// Path under `data/`, with forward slashes; see [`NameWrong`] for what it may not be.
    pub path: String,
    /// Bytes that `open` will give.
    pub size: u64,
    /// Gives the bytes; called once for each time the archive is written.
    pub open: Box<dyn Fn() -> io::Result<Vec<u8>> + Sync + 'a>,
}

/// What is sent at once, and what it says of itself.
pub struct Batch {
    /// Name of the batch; names of its files begin so.
    pub name: String,
    /// The day of packing.
    pub date: Date,
    /// Who sends it.
    pub institution: String,
    /// Further lines of `bag-info.txt`: label and value. No personal data.
    pub info: Vec<(String, String)>,
    /// Files of the register's excerpt: name and beginning (a table's header). Pieces of the papers follow, see [`Item::excerpt`].
    pub excerpt: Vec<(String, Vec<u8>)>,
}

/// How papers are spread over archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Split {
    /// By size only.
    #[default]
    None,
    /// An archive holds one class or faculty, and several archives one that is too big.
    Group,
}

/// How a batch is packed.
#[derive(Clone)]
pub struct Packing {
    /// Largest archive, in bytes.
    pub max_bytes: u64,
    /// How papers are spread.
    pub split: Split,
    /// Enciphers all entries (AES-256, WinZip AE); their names and sizes stay readable.
    pub passphrase: Option<String>,
}

impl Default for Packing {
    fn default() -> Self {
        Self { max_bytes: MAX_BYTES, split: Split::None, passphrase: None }
    }
}

/// The passphrase in a file: its first line, without the mark and line ends that editors add. `None` where that is empty or no
/// UTF-8.
#[must_use]
pub fn passphrase_in(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let line = text.trim_start_matches('\u{feff}').lines().next()?;
    (!line.trim().is_empty()).then(|| line.to_owned())
}

/// How far packing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The archive, from 1.
    pub archive: u32,
    /// Of how many.
    pub of: u32,
    /// Files of the whole batch that are written.
    pub files: u64,
    /// Of how many.
    pub of_files: u64,
}

/// An archive that lies under its name, whole and read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// File name.
    pub name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// The group, for [`Split::Group`].
    pub group: String,
    /// Register keys of its papers, in the order they were given.
    pub documents: Vec<String>,
}

/// Something has words: a key of the catalogue and what fills its braces.
pub trait Told {
    /// Key under `[ui]`.
    fn key(&self) -> &'static str;
    /// Values for its braces.
    fn facts(&self) -> Vec<(&'static str, String)>;

    /// The words in a language.
    fn told(&self, lang: crate::diag::Lang) -> String {
        let facts = self.facts();
        let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        crate::diag::ui(lang, self.key(), &facts)
    }
}
