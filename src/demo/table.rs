//! Reads the room's own small tables: semicolons, one header line, no quoting.

/// The rows below the header, split at semicolons.
///
/// The tables are compiled in, so a malformed one is a programming error the tests find.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split(';').collect())
}

/// A number of a compiled-in table; 0 where the table is wrong, which the tests would notice.
pub(super) fn number<T: std::str::FromStr + Default>(text: &str) -> T {
    text.parse().unwrap_or_default()
}
