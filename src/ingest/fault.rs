//! Why a file could not be read, and the finding that says so.

use crate::config::WorkbookLimits;
use crate::diag::{Code, Finding, Origin, Subject};

/// Why a file as a whole could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// Protected by a password.
    Encrypted,
    /// Empty, or its end is missing.
    CutOff,
    /// No table: what it is instead.
    WrongType(String),
    /// More bytes than allowed.
    TooBig,
    /// More filled cells than allowed.
    TooManyCells,
    /// Unpacking or reading it takes more memory than allowed.
    TooMuchMemory,
    /// Reading it takes longer than allowed.
    TooSlow,
    /// The reader itself ended: how.
    Crashed(String),
    /// The same part or cell stands in it twice: which.
    Ambiguous(String),
    /// A part declares entities: which.
    Entities(String),
    /// Anything else.
    Broken(String),
}

impl Fault {
    /// The stable name and the details, for the pipe between two processes.
    pub fn parts(&self) -> (u8, &str) {
        match self {
            Self::Missing => (0, ""),
            Self::Encrypted => (1, ""),
            Self::CutOff => (2, ""),
            Self::WrongType(kind) => (3, kind),
            Self::TooBig => (4, ""),
            Self::TooManyCells => (5, ""),
            Self::TooMuchMemory => (6, ""),
            Self::TooSlow => (7, ""),
            Self::Crashed(how) => (8, how),
            Self::Ambiguous(what) => (9, what),
            Self::Entities(part) => (10, part),
            Self::Broken(error) => (11, error),
        }
    }

    /// The fault of its parts.
    pub fn of(number: u8, details: String) -> Option<Self> {
        let fault = match number {
            0 => Self::Missing,
            1 => Self::Encrypted,
            2 => Self::CutOff,
            3 => Self::WrongType(details),
            4 => Self::TooBig,
            5 => Self::TooManyCells,
            6 => Self::TooMuchMemory,
            7 => Self::TooSlow,
            8 => Self::Crashed(details),
            9 => Self::Ambiguous(details),
            10 => Self::Entities(details),
            11 => Self::Broken(details),
            _ => return None,
        };
        Some(fault)
    }

    /// The finding about the file that an origin and a name point at.
    pub fn finding(&self, origin: Origin, name: &str, limits: &WorkbookLimits) -> Finding {
        let of = |code| Finding::new(code, Subject::Batch).at(origin).found(name);
        match self {
            Self::Missing => of(Code::FileMissing),
            Self::Encrypted => of(Code::FileEncrypted),
            Self::CutOff => of(Code::FileCutOff),
            Self::WrongType(kind) => of(Code::FileWrongType).arg("kind", kind),
            Self::TooBig => of(Code::FileTooBig).expected(limits.mib.to_string()),
            Self::TooManyCells => of(Code::FileTooManyCells).expected(limits.cells.to_string()),
            Self::TooMuchMemory => of(Code::FileTooMuchMemory).expected(limits.memory_mib.to_string()),
            Self::TooSlow => of(Code::FileTooSlow).expected(limits.seconds.to_string()),
            Self::Crashed(how) => of(Code::FileReaderCrashed).arg("error", how),
            Self::Ambiguous(what) => of(Code::FileAmbiguous).arg("part", what),
            Self::Entities(part) => of(Code::FileHasEntities).arg("part", part),
            Self::Broken(error) => of(Code::FileUnreadable).arg("error", error),
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Broken(error.to_string()),
        }
    }
}
