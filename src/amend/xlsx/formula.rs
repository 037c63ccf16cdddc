//! Formulas that several cells share, handed on when the cell that holds their text is changed.

use std::collections::BTreeSet;

use quick_xml::escape::unescape;

use crate::diag::column_letters;

use super::markup::{Edits, attribute};
use super::place::{LAST_COLUMN, LAST_ROW, Place, column_of};
use super::scan::SharedFormula;
use super::text::escaped_plain;

/// Gives the text of each shared formula whose holder is changed to the first of its cells that stays.
pub(super) fn hand_on(text: &str, shared: &[SharedFormula], changed: &BTreeSet<Place>, prefix: &str, edits: &mut Edits) {
    let holds = |formula: &SharedFormula| !formula.inner.is_empty();
    for holder in shared.iter().filter(|formula| holds(formula) && changed.contains(&formula.place)) {
        let stays = |formula: &&SharedFormula| formula.group == holder.group && !changed.contains(&formula.place);
        let Some(heir) = shared.iter().find(|formula| stays(formula) && !holds(formula)) else { continue };
        let inside = &text[holder.inner.clone()];
        let range = attribute(&text[holder.tag.clone()], "ref").unwrap_or_default();
        let formula = unescape(inside).unwrap_or_default();
        let rows = i64::from(heir.place.0) - i64::from(holder.place.0);
        let columns = i64::from(heir.place.1) - i64::from(holder.place.1);
        let moved = escaped_plain(&moved(&formula, rows, columns));
        let (range, group) = (escaped_plain(&range), escaped_plain(&holder.group));
        let new = format!("<{prefix}f t=\"shared\" ref=\"{range}\" si=\"{group}\">{moved}</{prefix}f>");
        edits.replace(heir.whole.clone(), new);
    }
}

/// A formula as it reads in a cell that lies so many rows and columns further.
fn moved(formula: &str, rows: i64, columns: i64) -> String {
    let mut result = String::with_capacity(formula.len());
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' | '\'' => quoted(rest, c),
            '[' => rest.find(']').map_or(rest.len(), |at| at + 1),
            _ if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        let is_whole = result.ends_with(':') || after.starts_with(':');
        let is_name = after.starts_with(['(', '!', '[']);
        let new = if is_word(c) && !is_name { moved_reference(token, is_whole, rows, columns) } else { None };
        result.push_str(new.as_deref().unwrap_or(token));
        rest = after;
    }
    result
}

/// How long a text or a sheet's name in quotes is; a doubled quote stands for itself.
fn quoted(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |at| at + 2)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '$' | '_' | '.' | '\\')
}

/// A reference to a cell, or in a range to a whole column or row, moved; `None` where the word is something else.
fn moved_reference(word: &str, is_whole: bool, rows: i64, columns: i64) -> Option<String> {
    let (column_fixed, rest) = word.strip_prefix('$').map_or(("", word), |rest| ("$", rest));
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (column, row) = rest.split_at(end);
    let (row_fixed, row) = match row.strip_prefix('$') {
        Some(row) => ("$", row),
        None if column.is_empty() => (column_fixed, row),
        None => ("", row),
    };
    let is_cell = !column.is_empty() && !row.is_empty();
    if !(is_cell || is_whole && (column.is_empty() != row.is_empty())) {
        return None;
    }
    let mut result = String::new();
    if !column.is_empty() {
        let number = shifted(column_of(column)?, column_fixed, columns, LAST_COLUMN);
        result.push_str(&number.map_or_else(|| "#REF!".to_owned(), |number| format!("{column_fixed}{}", column_letters(number))));
    }
    if !row.is_empty() {
        let number = row.bytes().all(|digit| digit.is_ascii_digit()).then(|| row.parse().ok()).flatten()?;
        let number = shifted(number, row_fixed, rows, LAST_ROW);
        result.push_str(&number.map_or_else(|| "#REF!".to_owned(), |number| format!("{row_fixed}{number}")));
    }
    Some(if result.contains('#') { "#REF!".to_owned() } else { result })
}

fn shifted(number: u32, fixed: &str, by: i64, last: u32) -> Option<u32> {
    let by = if fixed.is_empty() { by } else { 0 };
    u32::try_from(i64::from(number) + by).ok().filter(|number| (1..=last).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_moves_with_its_cell() {
        let cases = [
            ("A1+B$2*$C3+$D$4", "B3+C$2*$C5+$D$4"),
            ("SUM(A1:A9,Лист1!B2,'о''A1'!C3)", "SUM(B3:B11,Лист1!C4,'о''A1'!D5)"),
            ("IF(A1=\"A1 \"\"B2\",LOG10(5),Rate_25)", "IF(B3=\"A1 \"\"B2\",LOG10(5),Rate_25)"),
            ("SUM(A:A)+SUM($1:3)+1.5E3", "SUM(B:B)+SUM($1:5)+1.5E3"),
            ("Table1[A1]+[1]Sheet!A1", "Table1[A1]+[1]Sheet!B3"),
            ("XFD1048575", "#REF!"),
        ];
        for (formula, expected) in cases {
            assert_eq!(moved(formula, 2, 1), expected);
        }
    }
}
