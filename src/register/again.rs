//! A paper made again: on another form because its own was spoiled, or anew because it was wrong.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::commit::{check_value, entry};
use super::steps::details;
use super::stock::marked;
use super::{Action, Entry, Issued, Register, RegisterError, State};
use crate::model::Blank;

/// A paper that was set again on another form.
#[derive(Debug, Clone)]
pub struct Again {
    /// The paper's key.
    pub document: String,
    /// The form it is on now.
    pub form: Blank,
    /// Pages of the PDF.
    pub pages: usize,
    /// SHA-256 of the PDF.
    pub pdf_sha256: String,
    /// SHA-256 of the data and photo it was made from.
    pub data_sha256: String,
    /// The data it was made from, as JSON.
    pub data: String,
    /// What it was made with, by name.
    pub made_with: BTreeMap<&'static str, String>,
}

/// Papers that hold in the place of others.
#[derive(Debug, Clone)]
pub struct Superseding {
    /// The new papers; the first is the one with the number.
    pub issued: Vec<Issued>,
    /// Keys of the old ones.
    pub annulled: Vec<String>,
    /// The number of the new paper; `None` where it gets one after signature.
    pub replaced_by: Option<String>,
    /// Forms of the old papers, which are destroyed.
    pub destroyed: Vec<Blank>,
    /// Why.
    pub reason: String,
    /// The act by which it was decided.
    pub decision: Option<String>,
    /// The day.
    pub date: Date,
}

impl Register {
    /// Records that papers were made again because a form was spoiled: their number and days stay, all in one transaction.
    ///
    /// # Errors
    /// The register cannot be written: then nothing is entered.
    pub fn reissue(&mut self, papers: Vec<Again>, spoiled: &Blank, reason: &str, date: Date) -> Result<(), RegisterError> {
        let mut entries = Vec::new();
        let principal = papers.first().map(|paper| paper.document.clone());
        for paper in papers {
            let Some(life) = self.paper(&paper.document)? else { continue };
            let mut said = paper.made_with;
            said.insert("reason", reason.to_owned());
            said.insert("spoiled", format!("{} {}", spoiled.series, spoiled.number));
            entries.push(Entry {
                pages: i64::try_from(paper.pages).ok(),
                pdf_sha256: Some(paper.pdf_sha256),
                data_sha256: Some(paper.data_sha256),
                check_value: check_value(&paper.data),
                data: Some(paper.data),
                series: Some(paper.form.series),
                blank: Some(paper.form.number),
                details: details(&said),
                ..life.last().then(Action::Reissued, date)
            });
        }
        entries.push(marked(Action::FormSpoiled, spoiled, reason, principal.as_deref(), date));
        self.enter(entries)
    }

    /// Records papers as issued in the place of others, which are annulled and their forms destroyed, all in one transaction.
    ///
    /// # Errors
    /// The register cannot be written, or one of the new papers is recorded already: then nothing is entered.
    pub fn supersede(&mut self, act: Superseding) -> Result<(), RegisterError> {
        let mut said = BTreeMap::from([("reason", act.reason.clone())]);
        said.extend(act.decision.clone().map(|decision| ("decision", decision)));
        let new = act.issued.first().map(|paper| paper.document.clone());
        let mut entries: Vec<Entry> = act.issued.into_iter().map(entry).collect();
        for document in &act.annulled {
            let Some(life) = self.paper(document)?.filter(|life| life.state() != State::Annulled) else { continue };
            let replaced_by = act.replaced_by.clone().or_else(|| new.clone());
            entries.push(Entry { replaced_by, details: details(&said), ..life.last().then(Action::Annulled, act.date) });
        }
        let paper = act.annulled.first().map(String::as_str);
        entries.extend(act.destroyed.iter().map(|form| marked(Action::FormDestroyed, form, &act.reason, paper, act.date)));
        self.enter(entries)
    }

    fn enter(&mut self, entries: Vec<Entry>) -> Result<(), RegisterError> {
        let path = self.path.clone();
        self.write(|writing| writing.append(entries).map_err(|error| RegisterError::sql(&path, error)))
    }
}
