//! Looking papers up: each by an index, however many entries the register has.

use std::collections::BTreeSet;

use rusqlite::{Row, params_from_iter};

use super::{Paper, Register, RegisterError};
use crate::model::Blank;

/// The most digits of a form's number.
const DIGITS: usize = 20;

/// A scanned code without what tells a further page from the first: `:p2`.
fn code_of_paper(code: &str) -> &str {
    let is_page = |page: &str| !page.is_empty() && page.bytes().all(|byte| byte.is_ascii_digit());
    code.rsplit_once(":p").filter(|(_, page)| is_page(page)).map_or(code, |(paper, _)| paper)
}

impl Register {
    /// The papers that something names: a registration number, a faculty number, a key, the number of a
    /// form, a scanned code or its check value.
    /// Each once, in the order of their first entries.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn find(&self, name: &str) -> Result<Vec<Paper>, RegisterError> {
        let mut papers = self.numbered(name)?;
        papers.extend(self.paper(name)?);
        papers.extend(self.papers_of(name)?);
        papers.extend(self.papers_on(name)?);
        let check = code_of_paper(name).rsplit(':').next().unwrap_or(name).to_uppercase();
        for document in self.papers_of_code(&check)? {
            papers.extend(self.paper(&document)?);
        }
        papers.sort_by_key(|paper| paper.entries[0].seq);
        papers.dedup_by_key(|paper| paper.entries[0].seq);
        Ok(papers)
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
