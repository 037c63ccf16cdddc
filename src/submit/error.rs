//! Why a batch was not packed, a signature not taken, or nothing could be looked at.

use std::io;
use std::path::{Path, PathBuf};

use super::Told;
use super::wrong::Fault;

/// A batch cannot be packed. Archives that were finished before stay; a rerun completes.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The file or folder cannot be read or written.
    #[error("{path}: {error}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The disk is full.
    #[error("no space left for {path}")]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// Another process is packing this batch.
    #[error("{path} is being written by another process")]
    Busy {
        /// The unfinished archive.
        path: PathBuf,
    },
    /// A file to be packed cannot be read.
    #[error("{name} cannot be read: {error}")]
    Source {
        /// Its path in the bag.
        name: String,
        /// What the system said.
        error: io::Error,
    },
    /// A file to be packed has another size than was said when archives were planned.
    #[error("{name} has {found} bytes and not {said}")]
    Size {
        /// Its path in the bag.
        name: String,
        /// Bytes that were said.
        said: u64,
        /// Bytes that came.
        found: u64,
    },
    /// What was read back is not what was written.
    #[error("{archive} is not as it was written: {fault:?}")]
    ReadBack {
        /// The archive.
        archive: String,
        /// What is wrong.
        fault: Box<Fault>,
    },
    /// The batch is complete, and this archive of it would now have other contents.
    #[error("the batch is packed already, and {archive} would be another")]
    AlreadyPacked {
        /// The archive.
        archive: String,
    },
    /// The passphrase is empty.
    #[error("the passphrase is empty")]
    NoPassphrase,
}

impl PackError {
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::Unusable { path, error },
        }
    }
}

impl Told for PackError {
    fn key(&self) -> &'static str {
        match self {
            Self::Unusable { .. } => "pack-error-file",
            Self::DiskFull { .. } => "error-disk-full",
            Self::Busy { .. } => "pack-error-busy",
            Self::Source { .. } => "pack-error-source",
            Self::Size { .. } => "pack-error-size",
            Self::ReadBack { .. } => "pack-error-read-back",
            Self::AlreadyPacked { .. } => "pack-error-packed",
            Self::NoPassphrase => "pack-error-passphrase",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::Unusable { path, error } => vec![("path", shown(path)), ("error", error.to_string())],
            Self::DiskFull { path } | Self::Busy { path } => vec![("path", shown(path))],
            Self::Source { name, error } => vec![("name", name.clone()), ("error", error.to_string())],
            Self::Size { name, said, found } => {
                vec![("name", name.clone()), ("said", said.to_string()), ("found", found.to_string())]
            }
            Self::ReadBack { archive, .. } | Self::AlreadyPacked { archive } => vec![("name", archive.clone())],
            Self::NoPassphrase => Vec::new(),
        }
    }
}

/// Why bytes are no signature of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSignature {
    /// The very list that was to be signed.
    TheListItself,
    /// Neither DER nor PEM.
    NotDer,
    /// DER, but not a signature by CMS (a certificate, a key, an enciphered message …).
    NotCms,
    /// Nobody signed.
    Unsigned,
    /// It carries what was signed; asked for is one that stands apart.
    Attached,
    /// It is of another file.
    OtherFile,
    /// Too large for a signature.
    TooLarge,
}

impl NotSignature {
    /// Key of its words in the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::TheListItself => "pack-signature-list",
            Self::NotDer => "pack-signature-der",
            Self::NotCms => "pack-signature-cms",
            Self::Unsigned => "pack-signature-unsigned",
            Self::Attached => "pack-signature-attached",
            Self::OtherFile => "pack-signature-other",
            Self::TooLarge => "pack-signature-large",
        }
    }
}

/// A signature was not taken in; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The folder holds no packed batch.
    #[error("{path} holds no packed batch")]
    NoBatch {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds several batches, and the signature fits none or does not say which.
    #[error("{path} holds several batches")]
    SeveralBatches {
        /// The folder.
        path: PathBuf,
    },
    /// The list of the batch is not as it was written.
    #[error("{path} is not as it was written")]
    ListAltered {
        /// The list.
        path: PathBuf,
    },
    /// The file is no signature of the list.
    #[error("{path} is no signature of the batch: {why:?}")]
    Not {
        /// The file.
        path: PathBuf,
        /// Why.
        why: NotSignature,
    },
    /// The batch has another signature already.
    #[error("{path} is there already")]
    AlreadySigned {
        /// The signature that is there.
        path: PathBuf,
    },
}

impl SignatureError {
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Unusable { path, error }
    }
}

impl Told for SignatureError {
    fn key(&self) -> &'static str {
        match self {
            Self::Unusable { .. } => "pack-error-file",
            Self::NoBatch { .. } => "pack-error-no-batch",
            Self::SeveralBatches { .. } => "pack-error-batches",
            Self::ListAltered { .. } => "pack-error-list",
            Self::Not { why, .. } => why.key(),
            Self::AlreadySigned { .. } => "pack-error-signed",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let shown = |path: &Path| ("path", path.display().to_string());
        match self {
            Self::Unusable { path, error } => vec![shown(path), ("error", error.to_string())],
            Self::NoBatch { path }
            | Self::SeveralBatches { path }
            | Self::ListAltered { path }
            | Self::Not { path, .. }
            | Self::AlreadySigned { path } => vec![shown(path)],
        }
    }
}

/// Nothing could be looked at.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It cannot be read.
    #[error("{path}: {error}")]
    Unusable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A folder with neither a bag nor archives.
    #[error("{path} holds neither a bag nor archives")]
    Nothing {
        /// The folder.
        path: PathBuf,
    },
}

impl VerifyError {
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Unusable { path, error }
    }
}

impl Told for VerifyError {
    fn key(&self) -> &'static str {
        match self {
            Self::Unusable { .. } => "pack-error-file",
            Self::Nothing { .. } => "pack-error-nothing",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unusable { path, error } => vec![("path", path.display().to_string()), ("error", error.to_string())],
            Self::Nothing { path } => vec![("path", path.display().to_string())],
        }
    }
}
