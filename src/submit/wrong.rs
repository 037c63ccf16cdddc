//! What can be wrong with an archive, a bag or a batch.

use super::Told;
use super::names::NameWrong;

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File name of the archive, or name of the folder.
    pub bag: String,
    /// What.
    pub wrong: Wrong,
}

/// What can be wrong. Names are those of entries or files; parts of a bag are named from its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The file is no zip.
    NotZip,
    /// The archive's end is missing.
    CutOff,
    /// The list of contents at the archive's end is damaged.
    Directory,
    /// An entry is described in one way before its bytes and in another in the list of contents, or in a way that nobody would.
    Header {
        /// The entry.
        name: String,
        /// Which part of the description.
        part: &'static str,
    },
    /// Bytes of the archive belong to no entry.
    Outside {
        /// Where they begin.
        at: u64,
        /// How many.
        bytes: u64,
    },
    /// Two entries share bytes.
    Overlap {
        /// The later one.
        name: String,
    },
    /// Two entries have one name.
    Twice {
        /// The name.
        name: String,
    },
    /// Two names differ by case only: on many systems one would replace the other.
    Case {
        /// One.
        one: String,
        /// The other.
        other: String,
    },
    /// A name leads out of the bag.
    Traversal {
        /// The name.
        name: String,
    },
    /// A name begins at the root or a drive.
    Absolute {
        /// The name.
        name: String,
    },
    /// A name is not legal everywhere.
    Name {
        /// The name.
        name: String,
        /// Why.
        why: NameWrong,
    },
    /// A link instead of a file.
    Link {
        /// The name.
        name: String,
    },
    /// It would unpack to far more than it says or than is sensible; it was not unpacked.
    Bomb {
        /// The entry; empty where it is about the whole archive.
        name: String,
    },
    /// Another program packed the archive anew.
    Repacked,
    /// The archive is enciphered, and there is no passphrase.
    PassphraseNeeded,
    /// The passphrase is not the archive's.
    PassphraseWrong,
    /// Some entries are enciphered and this one is not.
    NotEnciphered {
        /// The entry.
        name: String,
    },
    /// The entry's bytes are damaged: they do not have the check sum that stands beside them.
    Damaged {
        /// The entry.
        name: String,
    },
    /// No bag: `bagit.txt` is missing.
    NoBag,
    /// `bagit.txt` does not declare BagIt 1.0 in UTF-8.
    Declaration,
    /// The bag wants files to be fetched from elsewhere, which is refused.
    Fetch,
    /// A line of a manifest, `bag-info.txt` or the register's excerpt cannot be read.
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
    },
    /// A manifest or list names it, and it is not there.
    Missing {
        /// The file.
        name: String,
    },
    /// It is there, and no manifest or list names it.
    Added {
        /// The file.
        name: String,
    },
    /// Its bytes are not those that the manifests say.
    Altered {
        /// The file.
        name: String,
    },
    /// It lies under another name.
    Renamed {
        /// The name that the manifests say.
        from: String,
        /// The name it has.
        to: String,
    },
    /// One manifest names it, the other does not.
    Unlisted {
        /// The file.
        name: String,
        /// The manifest that does not.
        manifest: String,
    },
    /// The file is as the other manifest says; this one was altered.
    Disagree {
        /// The file.
        name: String,
        /// The manifest.
        manifest: String,
    },
    /// Payload-Oxum in `bag-info.txt` counts other bytes or files.
    Oxum {
        /// What stands there: bytes, full stop, files.
        said: String,
        /// What is there.
        found: String,
    },
    /// A file that an interrupted run left.
    Unfinished {
        /// The file.
        name: String,
    },
    /// Archives without the list that completes a batch: packing was interrupted.
    NoList,
    /// The signature is none, or is of another file than the batch's list.
    Signature {
        /// The file.
        name: String,
    },
}

impl Wrong {
    /// A name that may not be, as the fault it is.
    pub(super) fn of_name(name: &str, why: NameWrong) -> Self {
        let name = shown(name);
        match why {
            NameWrong::Traversal => Self::Traversal { name },
            NameWrong::Absolute => Self::Absolute { name },
            why => Self::Name { name, why },
        }
    }
}

/// A name for people: without characters that would play with their terminal.
pub(super) fn shown(name: &str) -> String {
    let tame = |c: char| if c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c) { '\u{fffd}' } else { c };
    name.chars().map(tame).take(300).collect()
}

impl Told for Wrong {
    fn key(&self) -> &'static str {
        match self {
            Self::NotZip => "bag-not-zip",
            Self::CutOff => "bag-cut-off",
            Self::Directory => "bag-directory",
            Self::Header { .. } => "bag-header",
            Self::Outside { .. } => "bag-outside",
            Self::Overlap { .. } => "bag-overlap",
            Self::Twice { .. } => "bag-twice",
            Self::Case { .. } => "bag-case",
            Self::Traversal { .. } => "bag-traversal",
            Self::Absolute { .. } => "bag-absolute",
            Self::Name { .. } => "bag-name",
            Self::Link { .. } => "bag-link",
            Self::Bomb { .. } => "bag-bomb",
            Self::Repacked => "bag-repacked",
            Self::PassphraseNeeded => "bag-passphrase-needed",
            Self::PassphraseWrong => "bag-passphrase-wrong",
            Self::NotEnciphered { .. } => "bag-not-enciphered",
            Self::Damaged { .. } => "bag-damaged",
            Self::NoBag => "bag-no-bag",
            Self::Declaration => "bag-declaration",
            Self::Fetch => "bag-fetch",
            Self::Line { .. } => "bag-line",
            Self::Missing { .. } => "bag-missing",
            Self::Added { .. } => "bag-added",
            Self::Altered { .. } => "bag-altered",
            Self::Renamed { .. } => "bag-renamed",
            Self::Unlisted { .. } => "bag-unlisted",
            Self::Disagree { .. } => "bag-disagree",
            Self::Oxum { .. } => "bag-oxum",
            Self::Unfinished { .. } => "bag-unfinished",
            Self::NoList => "bag-no-list",
            Self::Signature { .. } => "bag-signature",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Header { name, part } => vec![("name", name.clone()), ("part", (*part).to_owned())],
            Self::Outside { at, bytes } => vec![("at", at.to_string()), ("bytes", bytes.to_string())],
            Self::Case { one, other } => vec![("one", one.clone()), ("other", other.clone())],
            Self::Line { file, line } => vec![("file", file.clone()), ("line", line.to_string())],
            Self::Renamed { from, to } => vec![("from", from.clone()), ("to", to.clone())],
            Self::Unlisted { name, manifest } | Self::Disagree { name, manifest } => {
                vec![("name", name.clone()), ("manifest", manifest.clone())]
            }
            Self::Oxum { said, found } => vec![("said", said.clone()), ("found", found.clone())],
            Self::Overlap { name }
            | Self::Twice { name }
            | Self::Traversal { name }
            | Self::Absolute { name }
            | Self::Name { name, .. }
            | Self::Link { name }
            | Self::Bomb { name }
            | Self::NotEnciphered { name }
            | Self::Damaged { name }
            | Self::Missing { name }
            | Self::Added { name }
            | Self::Altered { name }
            | Self::Unfinished { name }
            | Self::Signature { name } => vec![("name", name.clone())],
            _ => Vec::new(),
        }
    }
}
