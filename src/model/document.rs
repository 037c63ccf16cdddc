//! A paper: to be made, with its number, and made.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::diag::Lang;

/// One paper to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// What makes it this paper and no other: `diploma/130001`, `transcript/130001/3001-02.06.2025`.
    pub key: String,
    /// The kind's name.
    pub kind: String,
    /// Index of the record in the season; `None` where the person is in no student list, as of an earlier register.
    #[serde(skip)]
    pub record: Option<usize>,
    /// Index of the request in the season, for a paper made on request.
    #[serde(skip)]
    pub request: Option<usize>,
    /// Faculty number of the person.
    pub faculty_number: String,
    /// The person's name.
    pub person_name: String,
    /// The file, relative to the run's folder, with forward slashes.
    pub file: String,
    /// Its language.
    pub lang: Lang,
    /// Date of the paper: of its number, else of its issue.
    pub date: Date,
    /// The number it carries; `None` in a draft, and for papers numbered after signature or not at all.
    pub registration: Option<Registration>,
    /// The numbered form it is printed on, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blank: Option<Blank>,
}

/// A numbered, pre-printed form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Blank {
    /// Its series.
    pub series: String,
    /// Its number (уникален идентификационен номер), with its leading zeros.
    pub number: String,
}

/// The act of giving a paper its number in a register book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// The register book.
    pub book: String,
    /// Year of the number.
    pub year: i16,
    /// Running number of the book since its beginning.
    pub total: u64,
    /// Running number within the year.
    pub in_year: u64,
    /// The number as it is printed.
    pub number: String,
    /// The date of the number.
    pub date: Date,
}

/// A paper that was made.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// SHA-256 of the PDF, lower-case hexadecimal.
    pub sha256: String,
}

/// When a paper gets its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Numbering {
    /// Before it is printed; the number stands on it.
    BeforePrint,
    /// After it is signed; the paper has a line to write it on.
    AfterPrint,
    /// Never; a companion carries the number of its principal.
    None,
}

impl Numbering {
    /// All ways of numbering.
    pub const ALL: [Self; 3] = [Self::BeforePrint, Self::AfterPrint, Self::None];

    /// The name used in configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BeforePrint => "before-print",
            Self::AfterPrint => "after-print",
            Self::None => "none",
        }
    }
}
