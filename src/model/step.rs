//! The steps of a paper after it is printed, in the order in which they can follow each other.

use serde::{Deserialize, Serialize};

/// A step in the life of a paper after printing.
///
/// Source: the workflow of the diploma (steps 10–18: signatures, number, seals, sticker, scan, submission, handing over).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Everybody who signs has signed.
    Signed,
    /// Its number was entered into the register book after signature.
    Numbered,
    /// The seals are on it.
    Sealed,
    /// The holographic sticker of the ministry is on it.
    Stickered,
    /// It was scanned.
    Scanned,
    /// Its scan was sent to the ministry.
    Submitted,
    /// It was handed over or posted.
    Delivered,
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 7] =
        [Self::Signed, Self::Numbered, Self::Sealed, Self::Stickered, Self::Scanned, Self::Submitted, Self::Delivered];

    /// The name used in configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Numbered => "numbered",
            Self::Sealed => "sealed",
            Self::Stickered => "stickered",
            Self::Scanned => "scanned",
            Self::Submitted => "submitted",
            Self::Delivered => "delivered",
        }
    }
}
