//! The papers of the register as requests ask for them: one at a time, by key or by a number as somebody wrote it.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::config::fold;
use crate::model::Registration;
use crate::register::{Entry, Register, RegisterError};

/// The register, or none.
pub(super) struct Shelf<'a> {
    register: Option<&'a Register>,
    /// The numbers of the register by how they are read; made only when somebody has written one otherwise than it stands there.
    numbers: OnceCell<BTreeMap<String, Vec<String>>>,
}

impl<'a> Shelf<'a> {
    pub fn of(register: Option<&'a Register>) -> Self {
        Self { register, numbers: OnceCell::new() }
    }

    /// The last entry of a paper.
    pub fn last_of(&self, document: &str) -> Result<Option<Entry>, RegisterError> {
        Ok(self.register.map(|register| register.last_of(document)).transpose()?.flatten())
    }

    /// The data a paper was made from.
    pub fn data_of(&self, document: &str) -> Result<Option<String>, RegisterError> {
        Ok(self.register.map(|register| register.data_of(document)).transpose()?.flatten())
    }

    /// Whether the data of a paper was removed, because its time was over.
    pub fn is_expired(&self, document: &str) -> Result<bool, RegisterError> {
        Ok(self.register.map(|register| register.is_expired(document)).transpose()?.unwrap_or_default())
    }

    /// The number of a paper with its day.
    pub fn registration(&self, document: &str) -> Result<Option<Registration>, RegisterError> {
        let paper = self.register.map(|register| register.paper(document)).transpose()?.flatten();
        Ok(paper.and_then(|paper| paper.registration()))
    }

    /// The last entries of the duplicates of an original.
    pub fn duplicates_of(&self, original: &str) -> Result<Vec<Entry>, RegisterError> {
        Ok(self.register.map(|register| register.duplicates_of(original)).transpose()?.unwrap_or_default())
    }

    /// The last entries of the papers with a number, whatever its dashes, spaces and letters are.
    pub fn of_number(&self, number: &str) -> Result<Vec<Entry>, RegisterError> {
        let Some(register) = self.register.filter(|_| !number.trim().is_empty()) else { return Ok(Vec::new()) };
        let mut papers = register.numbered(number)?;
        if papers.is_empty() {
            for written in self.written(register, number)? {
                papers.extend(register.numbered(written)?);
            }
            papers.sort_by_key(|paper| paper.entries()[0].seq);
        }
        Ok(papers.into_iter().map(|paper| paper.last().clone()).collect())
    }

    /// How a number is written in the register.
    fn written(&self, register: &Register, number: &str) -> Result<&[String], RegisterError> {
        if self.numbers.get().is_none() {
            let mut numbers: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for number in register.all_numbers()? {
                numbers.entry(fold(&number)).or_default().push(number);
            }
            // Nobody else fills it.
            drop(self.numbers.set(numbers));
        }
        Ok(self.numbers.get().and_then(|numbers| numbers.get(&fold(number))).map_or(&[], Vec::as_slice))
    }
}
