//! The error codes of the state register: number, wording, the field they are about, and whether they can be judged here.

use std::sync::LazyLock;

use serde::Deserialize;

/// Which file a code, a row or an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// The persons: 30 fields a row.
    Persons,
    /// The information of semesters: 23 fields a row.
    Semesters,
}

impl FileKind {
    /// Fields of a row.
    #[must_use]
    pub fn width(self) -> usize {
        match self {
            Self::Persons => 30,
            Self::Semesters => 23,
        }
    }

    /// How files of the kind are called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::Semesters => "semesters",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Persons, Self::Semesters].into_iter().find(|kind| kind.name() == name)
    }
}

/// Whether a rule can be judged without the register's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is, before a file is written.
    Judged,
    /// Only the register can know.
    NeedsDatabase,
}

/// A code of the register.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateCode {
    /// Its number; unique within its kind of file.
    pub number: u16,
    /// The field of the row it is about, from 0; `None` for the row as a whole.
    pub column: Option<usize>,
    /// Its name in the register's program.
    pub name: String,
    /// What the register says.
    pub text: String,
    /// Whether it can be judged here.
    pub verdict: Verdict,
    /// By what it is judged, or why it cannot be.
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Codes {
    persons: Vec<StateCode>,
    semesters: Vec<StateCode>,
}

static CODES: LazyLock<Codes> = LazyLock::new(|| {
    toml::from_str(include_str!("codes.toml"))
        .unwrap_or_else(|error| panic!("codes.toml is part of the program and tested: {error}"))
});

/// The codes of a kind of file, by number.
#[must_use]
pub fn codes(kind: FileKind) -> &'static [StateCode] {
    match kind {
        FileKind::Persons => &CODES.persons,
        FileKind::Semesters => &CODES.semesters,
    }
}

/// The code of a number.
#[must_use]
pub fn code(kind: FileKind, number: u16) -> Option<&'static StateCode> {
    codes(kind).iter().find(|code| code.number == number)
}
