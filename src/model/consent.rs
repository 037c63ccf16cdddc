//! What a graduate has agreed to, and by what a graduate is known where consents are kept.

/// Whose consent: by what the papers and the sheets know a person. The same person may be known by either, or by both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Whose<'a> {
    /// What the identifier is: `egn`, `lnch` or `idn`, the names of the fields; empty where there is none.
    pub identifier_kind: &'a str,
    /// ЕГН, ЛНЧ or another identifier; empty where there is none, as in papers taken over from a book.
    pub identifier: &'a str,
    /// Faculty number; empty where there is none.
    pub faculty_number: &'a str,
}

impl<'a> Whose<'a> {
    /// Of the identifiers a sheet or a paper holds, in the order in which they count: the first that is there, with the faculty number.
    #[must_use]
    pub fn of(egn: &'a str, lnch: &'a str, idn: &'a str, faculty_number: &'a str) -> Self {
        let known = [("egn", egn.trim()), ("lnch", lnch.trim()), ("idn", idn.trim())];
        let (identifier_kind, identifier) = known.into_iter().find(|(_, text)| !text.is_empty()).unwrap_or_default();
        Self { identifier_kind, identifier, faculty_number: faculty_number.trim() }
    }
}

/// What somebody has agreed to; whoever has said nothing has agreed to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Granted {
    /// The name in the graduates' book.
    pub book: bool,
    /// The photo beside it; it says nothing without `book`.
    pub photo: bool,
    /// Notices by e-mail.
    pub mail: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_identifier_that_is_there_counts() {
        let whose = Whose::of(" 0041010001 ", "", "", "130001");
        assert_eq!((whose.identifier_kind, whose.identifier, whose.faculty_number), ("egn", "0041010001", "130001"));
        assert_eq!(Whose::of("", "7110120012", "P-1", "130001").identifier_kind, "lnch");
        assert_eq!(Whose::of("", " ", "P-1", "").identifier_kind, "idn");
        assert_eq!(Whose::of("", "", "", "130001"), Whose { faculty_number: "130001", ..Whose::default() });
    }
}
