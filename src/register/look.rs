//! Looking papers up: each by an index, however many entries the register has.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Row, params_from_iter};

use super::{Entry, Paper, Register, RegisterError, State};
use crate::model::Blank;

/// The most digits of a form's number.
const DIGITS: usize = 20;

impl Register {
    /// The last entries of the papers that were issued, of those with these keys.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn issued_of<'a>(&self, documents: impl Iterator<Item = &'a str>) -> Result<BTreeMap<String, Entry>, RegisterError> {
        let mut found = BTreeMap::new();
        for document in documents {
            let last = self.last_of(document)?.filter(|entry| matches!(entry.state(), State::Issued | State::AwaitingNumber));
            found.extend(last.map(|entry| (document.to_owned(), entry)));
        }
        Ok(found)
    }

    /// The papers that something names: a registration number, a faculty number, a key, a scanned code or its check value.
    /// Each once, in the order of their first entries.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn find(&self, name: &str) -> Result<Vec<Paper>, RegisterError> {
        let mut papers = self.numbered(name)?;
        papers.extend(self.paper(name)?);
        papers.extend(self.papers_of_person(name)?);
        let check = name.rsplit(':').next().unwrap_or(name).to_uppercase();
        for document in self.papers_of_code(&check)? {
            papers.extend(self.paper(&document)?);
        }
        papers.sort_by_key(|paper| paper.entries[0].seq);
        papers.dedup_by_key(|paper| paper.entries[0].seq);
        Ok(papers)
    }

    /// The papers of a person.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn papers_of_person(&self, faculty_number: &str) -> Result<Vec<Paper>, RegisterError> {
        // The index holds no empty number.
        let entries = self.select("WHERE faculty_number = ?1 AND faculty_number <> '' ORDER BY seq", &[&faculty_number])?;
        self.papers_of(entries)
    }

    /// The papers of some entries, each once.
    pub(super) fn papers_of(&self, entries: Vec<Entry>) -> Result<Vec<Paper>, RegisterError> {
        let mut seen = BTreeSet::new();
        let documents = entries.into_iter().map(|entry| entry.document).filter(|document| seen.insert(document.clone()));
        documents.filter_map(|document| self.paper(&document).transpose()).collect()
    }

    /// Every registration number, as it is written.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn all_numbers(&self) -> Result<Vec<String>, RegisterError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare("SELECT DISTINCT number FROM entry WHERE number IS NOT NULL")?;
            statement.query_map([], |row| row.get(0))?.collect()
        };
        read().map_err(|error| self.failed(error))
    }

    /// Whether a paper was ever made whose PDF has this hash.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn knows_pdf(&self, sha256: &str) -> Result<bool, RegisterError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM entry WHERE pdf_sha256 = ?1)";
        self.connection.query_row(sql, [sha256], |row| row.get(0)).map_err(|error| self.failed(error))
    }

    /// The numbered form that a paper was printed on last.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn form_of(&self, document: &str) -> Result<Option<Blank>, RegisterError> {
        let sql = "SELECT iif(at IS NULL, data ->> '$.document.series', series),
                       iif(at IS NULL, data ->> '$.document.blank_number', blank) AS form
                   FROM entry WHERE document = ?1 AND action IN ('issued', 'reissued') ORDER BY seq DESC";
        let read = || -> rusqlite::Result<Option<Blank>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let forms = statement.query_map([document], |row: &Row| {
                let (series, number): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
                Ok(number.map(|number| Blank { series: series.unwrap_or_default(), number }))
            })?;
            forms.filter_map(Result::transpose).next().transpose()
        };
        read().map_err(|error| self.failed(error))
    }

    /// The papers that were printed on a form, however many zeros its number is written with.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn papers_on_form(&self, form: &Blank) -> Result<Vec<String>, RegisterError> {
        let bare = form.number.trim_start_matches('0');
        let bare = if bare.is_empty() { "0" } else { bare };
        let written = (bare.len()..=DIGITS.max(form.number.len())).map(|width| format!("{bare:0>width$}"));
        let values: Vec<String> = std::iter::once(form.series.clone()).chain(written).collect();
        let places: Vec<String> = (2..=values.len()).map(|at| format!("?{at}")).collect();
        let places = places.join(", ");
        let new = format!(
            "SELECT document FROM entry WHERE series = ?1 AND blank IN ({places}) AND blank IS NOT NULL
             AND action IN ('issued', 'reissued')"
        );
        let old = format!(
            "SELECT document FROM entry WHERE at IS NULL AND data IS NOT NULL
             AND data ->> '$.document.blank_number' IN ({places}) AND data ->> '$.document.series' = ?1"
        );
        let mut found = BTreeSet::new();
        for sql in [new, old] {
            let read = || -> rusqlite::Result<Vec<String>> {
                let mut statement = self.connection.prepare_cached(&sql)?;
                statement.query_map(params_from_iter(&values), |row| row.get(0))?.collect()
            };
            found.extend(read().map_err(|error| self.failed(error))?);
        }
        Ok(found.into_iter().collect())
    }
}
