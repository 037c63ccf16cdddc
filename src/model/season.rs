//! Everything a run knows: the records, the requests, and the sources they came from.

use std::sync::Arc;

use super::{Curriculum, Document, EarlierEntry, Record, Request};
use crate::diag::Sources;

/// What was read from all workbooks of a run.
#[derive(Debug, Default)]
pub struct Season {
    /// The records, in the order of the student list.
    pub records: Vec<Record>,
    /// The requests, in the order of their sheet.
    pub requests: Vec<Request>,
    /// The earlier register.
    pub earlier: Vec<EarlierEntry>,
    /// The curricula.
    pub curricula: Vec<Arc<Curriculum>>,
    /// The files and sheets, for every origin.
    pub sources: Sources,
}

impl Season {
    /// Whom a paper is about; `None` where the person is in no student list.
    #[must_use]
    pub fn record_of(&self, document: &Document) -> Option<&Record> {
        document.record.and_then(|at| self.records.get(at))
    }
}
