//! A register book as it would stand on paper: a line for every number, given or not.

use super::reserve::NUMBERS;
use super::{Action, Entry, Paper, Part, Register, RegisterError};

/// A line of the book.
#[derive(Debug, Clone)]
pub enum BookLine {
    /// A paper.
    Paper(Box<Paper>),
    /// A number that nobody has, and why.
    Gap(Box<Entry>),
    /// Numbers that nobody has and nothing explains.
    Missing {
        /// The first.
        from: i64,
        /// The last.
        to: i64,
        /// The year of the number after them.
        year: i64,
    },
}

/// A book, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookOf {
    /// Its name.
    pub name: String,
    /// Its numbers.
    pub count: u64,
}

impl Register {
    /// The books that have numbers.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn books(&self) -> Result<Vec<BookOf>, RegisterError> {
        let sql = format!("SELECT book, count(*) FROM entry WHERE book IS NOT NULL AND action IN ({NUMBERS}) GROUP BY book");
        let read = || -> rusqlite::Result<Vec<BookOf>> {
            let mut statement = self.connection.prepare(&sql)?;
            let book = |row: &rusqlite::Row| Ok(BookOf { name: row.get(0)?, count: row.get::<_, i64>(1)?.unsigned_abs() });
            statement.query_map([], book)?.collect()
        };
        read().map_err(|error| self.failed(error))
    }

    /// The lines of a book, or of one of its years, in the order of its numbers; papers of before the running numbers come
    /// first.
    ///
    /// # Errors
    /// The register cannot be read.
    pub fn book_lines(&self, part: &Part) -> Result<Vec<BookLine>, RegisterError> {
        let rest = format!(
            "WHERE book = ?1 AND action IN ({NUMBERS}, 'gap')
             AND (?2 IS NULL OR coalesce(year, CAST(substr(date, 1, 4) AS INTEGER)) = ?2)
             ORDER BY total NULLS FIRST, year, in_year, seq"
        );
        let mut lines = Vec::new();
        let mut last: Option<i64> = None;
        for entry in self.select(&rest, &[&part.book, &part.year])? {
            if let (Some(before), Some(total)) = (last, entry.total)
                && total > before + 1
            {
                let of_date = || entry.day().map_or(0, |day| i64::from(day.year()));
                let year = entry.year.unwrap_or_else(of_date);
                lines.push(BookLine::Missing { from: before + 1, to: total - 1, year });
            }
            last = entry.total.or(last);
            if entry.action == Action::Gap {
                lines.push(BookLine::Gap(Box::new(entry)));
            } else if let Some(paper) = self.paper(&entry.document)? {
                lines.push(BookLine::Paper(Box::new(paper)));
            }
        }
        Ok(lines)
    }
}
