//! What was sent to the ministry: entered with its archive, and found again by it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::steps::{Lives, bar, details, too_early};
use super::{Action, Bar, Entry, Paper, Register, RegisterError, StepsOf};
use crate::model::Step;

/// A paper that is in an archive.
#[derive(Debug, Clone)]
pub struct Sending {
    /// The paper's key.
    pub document: String,
    /// The day.
    pub date: Date,
    /// Name of the batch.
    pub batch: String,
    /// Name of the archive's file.
    pub archive: String,
    /// SHA-256 of the archive.
    pub archive_sha256: String,
    /// Why it is sent once more, where it was sent before.
    pub again: Option<String>,
}

impl Register {
    /// Enters papers as scanned, where that is their next step, and as sent: all of them in one transaction, or none.
    /// The inner error names the paper that may not be sent, and why.
    ///
    /// # Errors
    /// The register cannot be written: then nothing is entered.
    pub fn send(&mut self, papers: &[Sending], steps: StepsOf) -> Result<Result<(), (String, Bar)>, RegisterError> {
        let path = self.path.clone();
        let failed = |error| RegisterError::sql(&path, error);
        self.write(|writing| {
            let (mut lives, mut entries) = (Lives::of(writing.transaction), Vec::new());
            for sending in papers {
                match lives.sent(sending, steps).map_err(failed)? {
                    Ok(of_paper) => entries.extend(of_paper),
                    Err(bar) => return Ok(Err((sending.document.clone(), bar))),
                }
            }
            writing.append(entries).map_err(failed)?;
            Ok(Ok(()))
        })
    }

    /// Every entry of a paper that was sent, in order.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn sent(&self) -> Result<Vec<Entry>, RegisterError> {
        self.select("WHERE action = 'submitted' ORDER BY seq", &[])
    }

    /// The papers that were made with a PDF of this hash.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn papers_of_pdf(&self, sha256: &str) -> Result<Vec<Paper>, RegisterError> {
        self.papers_where("WHERE pdf_sha256 = ?1 AND action IN ('issued', 'reissued') ORDER BY seq", sha256)
    }
}

impl Lives<'_> {
    /// The entries of a paper that is sent, where that is allowed now.
    fn sent(&mut self, sending: &Sending, steps: StepsOf) -> rusqlite::Result<Result<Vec<Entry>, Bar>> {
        let mut entries = Vec::new();
        for action in [Action::Scanned, Action::Submitted] {
            let Some(paper) = self.paper(&sending.document)? else { return Ok(Err(Bar::Unknown)) };
            let own = steps(paper);
            let Some(step) = action.step() else { continue };
            let is_again = sending.again.is_some() && paper.has(step);
            if step == Step::Scanned && (is_again || paper.has(step) || !own.contains(&step)) {
                continue;
            }
            let in_the_way = match is_again {
                true => too_early(paper, sending.date).or_else(|| is_annulled(paper)),
                false => bar(paper, step, sending.date, &own),
            };
            if let Some(bar) = in_the_way {
                return Ok(Err(bar));
            }
            let mut entry = paper.last().then(action, sending.date);
            if action == Action::Submitted {
                entry.details = details(&said(sending));
            }
            self.add(&entry);
            entries.push(entry);
        }
        Ok(Ok(entries))
    }
}

fn is_annulled(paper: &Paper) -> Option<Bar> {
    (paper.state() == super::State::Annulled).then_some(Bar::Annulled)
}

fn said(sending: &Sending) -> BTreeMap<&'static str, String> {
    let mut said = BTreeMap::from([
        ("archive", sending.archive.clone()),
        ("archive_sha256", sending.archive_sha256.clone()),
        ("batch", sending.batch.clone()),
    ]);
    said.extend(sending.again.iter().map(|why| ("again", why.clone())));
    said
}
