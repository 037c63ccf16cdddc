//! Cells by row and column, ranges, and how both are written.

use crate::diag::column_letters;

use super::super::AmendError;

/// The last row of a sheet.
pub(super) const LAST_ROW: u32 = 1_048_576;
/// The last column of a sheet.
pub(super) const LAST_COLUMN: u32 = 16_384;

/// A cell: row and column from 1, ordered as sheets write them.
pub(super) type Place = (u32, u32);

/// `D17`.
pub(super) fn written((row, column): Place) -> String {
    format!("{}{row}", column_letters(column))
}

/// Reads `D17` or `$D$17`.
pub(super) fn read(text: &str) -> Option<Place> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_alphabetic())?;
    let (letters, digits) = text.split_at(end);
    let row: u32 = digits.strip_prefix('$').unwrap_or(digits).parse().ok()?;
    let column = column_of(letters)?;
    (1..=LAST_ROW).contains(&row).then_some((row, column))
}

/// The column of letters.
pub(super) fn column_of(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    (column <= LAST_COLUMN).then_some(column)
}

/// Reads `A1:D17`, or a single cell as a range of one: the first and the last cell.
pub(super) fn read_range(text: &str) -> Option<(Place, Place)> {
    let (one, other) = text.split_once(':').unwrap_or((text, text));
    let (one, other) = (read(one)?, read(other)?);
    Some(((one.0.min(other.0), one.1.min(other.1)), (one.0.max(other.0), one.1.max(other.1))))
}

/// Complains of a cell that no sheet has.
pub(super) fn checked(row: u32, column: u32) -> Result<Place, AmendError> {
    if (1..=LAST_ROW).contains(&row) && (1..=LAST_COLUMN).contains(&column) {
        return Ok((row, column));
    }
    Err(AmendError::Impossible { place: format!("row {row}, column {column}"), value: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_written_and_read_back() {
        for (place, text) in
            [((1, 1), "A1"), ((17, 26), "Z17"), ((2, 27), "AA2"), ((5, 703), "AAA5"), ((LAST_ROW, LAST_COLUMN), "XFD1048576")]
        {
            assert_eq!(written(place), text);
            assert_eq!(read(text), Some(place));
        }
        for text in ["", "A", "1", "A0", "XFE1", "A1048577", "АБ1", "A1B", "AAAA1"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read_range("B7:A2"), Some(((2, 1), (7, 2))));
        assert_eq!(read_range("$C$3"), Some(((3, 3), (3, 3))));
    }
}
