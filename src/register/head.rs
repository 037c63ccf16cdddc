//! Where the register stands, as a small text that an office keeps or signs by its own means.

use std::path::Path;

use rusqlite::OptionalExtension;

use super::chain::BEGINNING;
use super::{Register, RegisterError};

/// The first line of the text.
const TITLE: &str = "laurea register head";

/// The last entry of a register: whoever keeps it can prove later that nothing up to it was changed or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its place in the chain; 0 of an empty register.
    pub seq: i64,
    /// Its hash, which covers every entry before it.
    pub hash: String,
    /// When the head was taken, UTC.
    pub moment: String,
}

impl Head {
    /// The text to keep.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{TITLE}\nentry {}\nhash {}\nmoment {}\n", self.seq, self.hash, self.moment)
    }

    /// Reads the text; what else stands around it, as a signature does, is passed over.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim).skip_while(|line| *line != TITLE).skip(1);
        let mut said = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned);
        let (seq, hash, moment) = (said("entry")?.parse().ok()?, said("hash")?, said("moment")?);
        let is_hash = hash.len() == BEGINNING.len() && hash.chars().all(|c| c.is_ascii_hexdigit());
        (is_hash && seq >= 0).then_some(Self { seq, hash, moment })
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// The file cannot be read, or says no head.
    pub fn read(path: &Path) -> Result<Self, RegisterError> {
        let bytes = std::fs::read(path).map_err(|error| RegisterError::open(path, error))?;
        Self::parse(&String::from_utf8_lossy(&bytes)).ok_or_else(|| RegisterError::NoHead { path: path.to_owned() })
    }
}

impl Register {
    /// Where the register stands.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn head(&self) -> Result<Head, RegisterError> {
        let sql = "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1";
        let last = self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).optional();
        let (seq, hash) = last.map_err(|error| self.failed(error))?.unwrap_or_else(|| (0, BEGINNING.to_owned()));
        Ok(Head { seq, hash, moment: self.actor.moment() })
    }

    /// Whether the register goes on from a head: the entry is there and has its hash.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn continues(&self, head: &Head) -> Result<bool, RegisterError> {
        if head.seq == 0 {
            return Ok(head.hash == BEGINNING);
        }
        let hash = self.connection.query_row("SELECT hash FROM entry WHERE seq = ?1", [head.seq], |row| row.get(0));
        let hash: Option<String> = hash.optional().map_err(|error| self.failed(error))?;
        Ok(hash.is_some_and(|hash| hash.eq_ignore_ascii_case(&head.hash)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_back_from_its_text_even_within_a_signature() {
        let head = Head { seq: 12, hash: "ab".repeat(32), moment: "2025-09-30T08:00:00Z".to_owned() };
        assert_eq!(Head::parse(&head.text()), Some(head.clone()));
        let signed = format!(
            "-----BEGIN SIGNED MESSAGE-----\r\n\r\n{}-----BEGIN SIGNATURE-----\r\nxyz",
            head.text().replace('\n', "\r\n")
        );
        assert_eq!(Head::parse(&signed), Some(head.clone()));
        for wrong in
            ["", TITLE, &head.text()[5..], &head.text().replace("entry 12", "entry twelve"), &head.text().replace("ab", "zz")]
        {
            assert_eq!(Head::parse(wrong), None, "{wrong}");
        }
    }
}
