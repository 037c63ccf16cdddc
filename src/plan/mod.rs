//! Stage: which papers for whom, under which file names; and, for each, what it will say.
//!
//! The plan is a value: `issue --dry-run` prints it, nothing has happened yet.

mod code;
mod data;
mod duplicate;
mod english;
mod fields;
mod file_name;
mod form_list;
mod frozen;
mod lists;
mod original;
mod photo;
mod print;
mod select;

use std::collections::BTreeSet;

use jiff::civil::Date;

pub use data::{BookRow, PaperData, PaperMaker, PhotoFile, Receipt, Remark};
pub use duplicate::{About, file as file_about, key as key_about, lacking};
pub use file_name::legal as legal_file_name;
pub use form_list::FormRow;
pub use frozen::{PhotoGone, Thawed, freeze, kept_photo, on_form, thaw};
pub use lists::{Listed, PlannedList, lists};
pub use original::Original;
pub use print::{OnForm, for_form, text_at};
pub use select::{Request, make};

use crate::diag::{Finding, Level, Subject};
use crate::model::Document;

/// All papers of a run, in order.
#[derive(Debug, Default)]
pub struct Plan {
    /// The papers to make.
    pub documents: Vec<Document>,
    /// The papers that somebody should have had and that are held, with the same order of fields.
    pub held: Vec<Document>,
}

/// Who and what is held in a run, from the findings of level error.
#[derive(Debug, Default)]
pub struct Held {
    records: BTreeSet<usize>,
    requests: BTreeSet<usize>,
    documents: BTreeSet<String>,
    is_batch: bool,
}

impl Held {
    /// What some findings hold.
    #[must_use]
    pub fn by(findings: &[Finding]) -> Self {
        let mut held = Self::default();
        for finding in findings.iter().filter(|finding| finding.level == Level::Error) {
            match &finding.subject {
                Subject::Batch => held.is_batch = true,
                Subject::Record(at) => drop(held.records.insert(*at)),
                Subject::Request(at) => drop(held.requests.insert(*at)),
                Subject::Document(key) => drop(held.documents.insert(key.clone())),
                Subject::Row => {}
            }
        }
        held
    }

    /// Whether nothing may be numbered.
    #[must_use]
    pub fn is_batch(&self) -> bool {
        self.is_batch
    }

    /// Whether a record is held.
    #[must_use]
    pub fn record(&self, at: usize) -> bool {
        self.records.contains(&at)
    }

    /// Whether a request is refused.
    #[must_use]
    pub fn request(&self, at: usize) -> bool {
        self.requests.contains(&at)
    }

    /// Whether a paper is held for itself.
    #[must_use]
    pub fn document(&self, key: &str) -> bool {
        self.documents.contains(key)
    }

    /// Number of held records.
    #[must_use]
    pub fn record_count(&self) -> usize {
        self.records.len()
    }
}

/// Academic year of a day, which begins on 1 September: `2024/2025`.
fn academic_year(day: Date) -> String {
    let first = if day.month() >= 9 { day.year() } else { day.year() - 1 };
    format!("{first}/{}", first + 1)
}
