//! Machine-readable twins of papers: EMREX ELMO 1.7, a file for each diploma or transcript.
//!
//! ```text
//! frozen data of the papers of one study → Known → Learner, Study ┐
//! data + sentences of the supplement → Supplement → Section …     ├→ write → XML
//! issued PDFs → Attachment                                         ┘
//! ```
//!
//! Nothing is computed anew and nothing is guessed: what a file says, an issued paper says. docs/elmo.md has the mapping field by field.

mod both;
mod html;
mod known;
mod learner;
mod study;
mod supplement;
mod words;
mod write;
mod xml;

use jiff::civil::Date;
use serde_json::Value;

use crate::config::Elmo;
use crate::diag::Lang;
use crate::model::Degree;

pub use both::Both;
pub use known::{Known, day as printed_day};
pub use learner::Learner;
pub use study::{Finished, Part, Standing, Study};
pub use supplement::{Content, Section, Source, StudentNumber, Supplement};
pub use write::write;

/// What one file is made from.
#[derive(Debug)]
pub struct Twin<'a> {
    /// How the institution is named, and what may be said of the person.
    pub elmo: &'a Elmo,
    /// The data that the papers of the study were made from, those that say most first.
    pub data: &'a [Value],
    /// Whether a diploma says that the study is finished.
    pub finished: Finished,
    /// The degree that the kind of paper is of, where it is of one alone; else the paper names it.
    pub degree: Option<Degree>,
    /// Number of the diploma or transcript; empty where it has none.
    pub number: String,
    /// Day of the diploma or transcript.
    pub issued: Date,
    /// Day of the file.
    pub generated: Date,
    /// The Diploma Supplement, once a language; the first is the one that readers of ELMO see.
    pub supplements: Vec<Supplement>,
    /// The papers themselves, the most important first.
    pub attachments: Vec<Attachment>,
}

/// An issued paper.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Name within the file.
    pub id: String,
    /// What it is.
    pub kind: AttachmentKind,
    /// Title of the kind of paper.
    pub title: Both,
    /// Its number; empty where it has none.
    pub number: String,
    /// Its day.
    pub date: Date,
    /// Its language.
    pub lang: Lang,
    /// The PDF.
    pub pdf: Vec<u8>,
}

/// What an issued paper is, in the words of ELMO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A diploma, or its duplicate.
    Diploma,
    /// A Diploma Supplement.
    Supplement,
    /// A transcript, or the appendix to a diploma.
    Transcript,
    /// Anything else.
    Other,
}

impl AttachmentKind {
    /// The word in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Diploma => "Diploma",
            Self::Supplement => "Diploma Supplement",
            Self::Transcript => "Transcript of Records",
            Self::Other => "Other",
        }
    }
}
