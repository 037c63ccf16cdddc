//! Entries one by one, however many there are.

use super::entry::{COLUMNS, entry_of};
use super::{Entry, Register, RegisterError};

/// A part of the register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Only this book.
    pub book: Option<String>,
    /// Only this year: of the number, where there is none of the entry's date.
    pub year: Option<i64>,
}

/// Whether an entry is of a part, before a place in the chain; parameters 1 to 3.
pub(super) const IS_OF_PART: &str = "(?1 IS NULL OR book = ?1)
    AND (?2 IS NULL OR coalesce(year, CAST(substr(date, 1, 4) AS INTEGER)) = ?2) AND seq < ?3";

impl Register {
    /// Tells the entries of a part before a place in the chain, in order. With `has_data` they come with the data they were made
    /// from, as it was before it was enciphered.
    ///
    /// # Errors
    /// The register cannot be read, or is enciphered with a key that is not here; and those of `tell`.
    pub fn each<E: From<RegisterError>>(
        &self,
        part: &Part,
        before: i64,
        has_data: bool,
        tell: &mut dyn FnMut(Entry) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |error| E::from(self.failed(error));
        let [columns @ .., data] = COLUMNS;
        let data = if has_data { data } else { "NULL" };
        let sql = format!("SELECT {}, {data} FROM entry WHERE {IS_OF_PART} ORDER BY seq", columns.join(", "));
        let mut statement = self.connection.prepare(&sql).map_err(failed)?;
        let mut rows = statement.query((&part.book, &part.year, before)).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let mut entry = entry_of(row).map_err(failed)?;
            entry.data = entry.data.take().map(|data| self.plain(&entry.document, data)).transpose()?;
            tell(entry)?;
        }
        Ok(())
    }
}
