//! One paper in the place of another: a duplicate is issued and its original annulled, in one transaction.

use jiff::civil::Date;

use super::commit::entry;
use super::{Action, Entry, Issued, Register, RegisterError};

/// How the register names a paper that was entered before laurea: by its number there.
pub const EARLIER: &str = "earlier/";

/// The original of a duplicate, as the register knows it.
#[must_use]
pub fn earlier_id(register_number: &str) -> String {
    format!("{EARLIER}{register_number}")
}

impl Register {
    /// Records papers as issued and, in the same transaction, papers of this register as annulled and replaced by a number.
    /// A paper that is annulled already stays as it is.
    ///
    /// # Errors
    /// The register cannot be written, or one of the papers is recorded already: then nothing is.
    pub fn replace(
        &mut self,
        issued: Vec<Issued>,
        annulled: &[Entry],
        replaced_by: &str,
        date: Date,
    ) -> Result<(), RegisterError> {
        let path = self.path.clone();
        let standing = annulled.iter().filter(|paper| paper.action != Action::Annulled);
        let annulments =
            standing.map(|paper| Entry { replaced_by: Some(replaced_by.to_owned()), ..paper.then(Action::Annulled, date) });
        let entries = issued.into_iter().map(entry).chain(annulments).collect();
        self.write(|writing| writing.append(entries).map_err(|error| RegisterError::sql(&path, error)))
    }

    /// The last entries of the duplicates of an original, in the order of the chain.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn duplicates_of(&self, original: &str) -> Result<Vec<Entry>, RegisterError> {
        let papers = self.papers_where("WHERE original = ?1 ORDER BY seq", original)?;
        let last = papers.into_iter().map(|paper| paper.last().clone());
        Ok(last.filter(|paper| paper.original.as_deref() == Some(original)).collect())
    }

    /// The data an issued paper was made from; `None` where the paper was never issued, or the time of its data is over.
    ///
    /// # Errors
    /// The register cannot be read, or is enciphered with a key that is not here.
    pub fn data_of(&self, document: &str) -> Result<Option<String>, RegisterError> {
        let sql = "SELECT data FROM entry WHERE document = ?1 AND action IN ('issued', 'reissued', 'imported') ORDER BY seq DESC LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql).map_err(|error| self.failed(error))?;
        let mut rows = statement.query([document]).map_err(|error| self.failed(error))?;
        match rows.next().map_err(|error| self.failed(error))? {
            Some(row) => {
                let data: Option<String> = row.get(0).map_err(|error| self.failed(error))?;
                data.map(|data| self.plain(document, data)).transpose()
            }
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use jiff::civil::date;

    use super::*;
    use crate::register::{BookFormat, State, Wanted};

    const DAY: Date = date(2025, 9, 30);

    fn wanted(document: &str, original: Option<&str>) -> Wanted {
        Wanted {
            document: document.to_owned(),
            kind: document.split('/').next().unwrap().to_owned(),
            faculty_number: "130001".to_owned(),
            person_name: "Елица Вълчева".to_owned(),
            book: "diplomas".to_owned(),
            original: original.map(str::to_owned),
        }
    }

    fn issue(register: &mut Register, document: &str, original: Option<&str>) -> Issued {
        let books: BTreeMap<String, BookFormat> = BTreeMap::new();
        let numbers = register.reserve(&[wanted(document, original)], &books, DAY).unwrap();
        Issued {
            document: document.to_owned(),
            kind: document.split('/').next().unwrap().to_owned(),
            faculty_number: "130001".to_owned(),
            person_name: "Елица Вълчева".to_owned(),
            book: Some("diplomas".to_owned()),
            registration: numbers.into_iter().next(),
            date: DAY,
            pages: 1,
            pdf_sha256: "00".to_owned(),
            data_sha256: "11".to_owned(),
            data: "{\"kind\":\"diploma\"}".to_owned(),
            original: original.map(str::to_owned),
            form: None,
            check_value: None,
            details: None,
        }
    }

    fn register(folder: &Path) -> Register {
        Register::open(&folder.join("register.sqlite")).unwrap()
    }

    #[test]
    fn a_duplicate_annuls_its_original_and_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut register = register(folder.path());
        let original = issue(&mut register, "diploma/130001", None);
        register.commit(vec![original]).unwrap();
        let duplicate = issue(&mut register, "duplicate-diploma/1/3001", Some("diploma/130001"));
        let old = register.last_of("diploma/130001").unwrap().unwrap();
        register.replace(vec![duplicate], &[old], "2/2025", DAY).unwrap();

        let old = register.last_of("diploma/130001").unwrap().unwrap();
        assert_eq!((old.state(), old.replaced_by.as_deref()), (State::Annulled, Some("2/2025")));
        assert_eq!(old.number.as_deref(), Some("1/2025"));
        let duplicates = register.duplicates_of("diploma/130001").unwrap();
        assert_eq!(duplicates.len(), 1);
        assert_eq!((duplicates[0].number.as_deref(), duplicates[0].state()), (Some("2/2025"), State::Issued));
        assert_eq!(register.walk_chain().unwrap(), Ok(5));
        assert_eq!(register.data_of("diploma/130001").unwrap().as_deref(), Some("{\"kind\":\"diploma\"}"));
        assert_eq!(register.data_of("diploma/130002").unwrap(), None);
    }

    #[test]
    fn what_cannot_be_issued_annuls_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut register = register(folder.path());
        let original = issue(&mut register, "diploma/130001", None);
        register.commit(vec![original.clone()]).unwrap();
        let old = register.last_of("diploma/130001").unwrap().unwrap();
        assert!(register.replace(vec![original], &[old], "2/2025", DAY).is_err());
        assert_eq!(register.last_of("diploma/130001").unwrap().unwrap().state(), State::Issued);
        assert_eq!(register.walk_chain().unwrap(), Ok(2));
    }

    #[test]
    fn the_link_is_part_of_the_chain() {
        let folder = tempfile::tempdir().unwrap();
        let mut register = register(folder.path());
        let duplicate = issue(&mut register, "duplicate-diploma/1/3001", Some("earlier/7305/2013"));
        register.replace(vec![duplicate], &[], "1/2025", DAY).unwrap();
        register
            .connection
            .execute_batch("DROP TRIGGER entry_as_is; UPDATE entry SET original = 'earlier/1' WHERE seq = 2")
            .unwrap();
        assert_eq!(register.walk_chain().unwrap().unwrap_err().seq, 2);
    }
}
