//! Shelf: what run (`pipeline.toml`) and who issues (`institution.toml`), from as written to as meant.

mod calendar;
mod complaint;
mod consent;
mod elmo;
mod graduates_book;
mod institution;
mod nearest;
mod paper_lists;
mod pattern;
mod pipeline;
mod printer;
mod raw;
mod raw_desk;
mod raw_inputs;
mod raw_tables;
mod reader;
mod schema;
mod service;
mod signatory;
mod source;
mod state_tables;
mod submission;
mod tables;
mod words;

use std::path::Path;

pub use complaint::{Complaint, Complaints};
pub use consent::{Consent, ConsentText};
pub use elmo::{Elmo, LearnerIdentifier, SupplementOf};
pub use graduates_book::GraduatesBook;
pub use institution::{Book, Faculty, Institution, Limits, Rdpzsd, WorkbookLimits};
pub use nearest::nearest;
pub use pattern::{CELL_END, Pattern};
pub use pipeline::{Inputs, PaperLimits, Paths, Pipeline, Strictness};
pub use printer::{Printer, Side};
pub use reader::Reader;
pub use schema::{SCHEMAS, schema};
pub use service::Service;
pub use signatory::{Role, Signatory};
pub use source::SourceFile;
pub use state_tables::{OF_PERSONS, OF_SEMESTERS};
pub use submission::{Gate, NameFacts, Split, Submission};
pub use tables::{KEYS, Layout, PAPER_KEYS, Patterns, SEVERAL, Shape, TableKind, Tables, fits_folded, fold, matches_pattern};
pub use words::Words;

/// The whole configuration of a run, as meant.
#[derive(Debug)]
pub struct Config {
    /// What run.
    pub pipeline: Pipeline,
    /// Who issues.
    pub institution: Institution,
}

impl Config {
    /// Reads `pipeline.toml` and the institution it names.
    ///
    /// # Errors
    /// Every complaint about both files at once.
    pub fn load(path: &Path) -> Result<Self, Complaints> {
        let mut complaints = Complaints::new();
        let pipeline = Pipeline::load(path, &mut complaints);
        let institution = pipeline.as_ref().map(|meant| Institution::load(&meant.paths.institution, &mut complaints));
        match (pipeline, institution) {
            (Some(pipeline), Some(institution)) if complaints.is_empty() => Ok(Self { pipeline, institution }),
            _ => Err(complaints),
        }
    }
}
