//! Every code that was ever printed on a paper, and how the paper stands.

use std::collections::BTreeMap;

use super::{Action, Entry, Part, Register, RegisterError, State};

/// A paper as it was made once, with the code that was printed on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// The paper's key.
    pub document: String,
    /// Its kind.
    pub kind: String,
    /// The number in its code; `None` where it had none when it was made.
    pub number: Option<String>,
    /// The check value of its code.
    pub check: String,
    /// SHA-256 of its PDF.
    pub pdf_sha256: String,
    /// Whether it was made again since, with another code.
    pub is_former: bool,
    /// How the paper stands.
    pub state: State,
    /// Whether another paper was issued in its place.
    pub is_replaced: bool,
}

/// What is told of a paper by its entries so far.
#[derive(Default)]
struct Life {
    kind: String,
    number: Option<String>,
    prints: Vec<(String, String)>,
    state: Option<State>,
    is_replaced: bool,
}

impl Register {
    /// Every code that was printed on a paper, in the order of the papers' keys.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn prints(&self) -> Result<Vec<Print>, RegisterError> {
        let old = self.old_checks()?;
        let mut lives: BTreeMap<String, Life> = BTreeMap::new();
        self.each(&Part::default(), i64::MAX, false, &mut |entry| {
            if entry.action.is_of_paper() {
                lives.entry(entry.document.clone()).or_default().add(entry, &old);
            }
            Ok::<(), RegisterError>(())
        })?;
        Ok(lives.into_iter().flat_map(|(document, life)| life.prints(&document)).collect())
    }

    /// Check values of entries that have no column for them, by their place in the chain.
    fn old_checks(&self) -> Result<BTreeMap<i64, String>, RegisterError> {
        let sql = "SELECT seq, data ->> '$.document.check' FROM entry
            WHERE at IS NULL AND data IS NOT NULL AND data ->> '$.document.check' IS NOT NULL";
        let read = || -> rusqlite::Result<BTreeMap<i64, String>> {
            let mut statement = self.connection.prepare(sql)?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        read().map_err(|error| self.failed(error))
    }
}

impl Life {
    fn add(&mut self, entry: Entry, old: &BTreeMap<i64, String>) {
        self.state = Some(entry.state());
        self.is_replaced = entry.replaced_by.is_some();
        if !matches!(entry.action, Action::Issued | Action::Reissued) {
            return;
        }
        if entry.action == Action::Issued {
            // A paper that is made again keeps what its code says of the number.
            self.number = entry.number;
        }
        self.kind = entry.kind;
        let check = entry.check_value.or_else(|| old.get(&entry.seq).cloned());
        self.prints.extend(check.zip(entry.pdf_sha256));
    }

    fn prints(self, document: &str) -> Vec<Print> {
        let last = self.prints.len().saturating_sub(1);
        let Some(state) = self.state else { return Vec::new() };
        let print = |(at, (check, pdf_sha256)): (usize, (String, String))| Print {
            document: document.to_owned(),
            kind: self.kind.clone(),
            number: self.number.clone(),
            check,
            pdf_sha256,
            is_former: at < last,
            state,
            is_replaced: self.is_replaced,
        };
        self.prints.clone().into_iter().enumerate().map(print).collect()
    }
}
