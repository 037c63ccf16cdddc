//! Texts that a spreadsheet would take for a formula.

/// Whether a spreadsheet that opens the text would compute it, as in `=HYPERLINK(…)`, `+A1`, `-2+3` or `@SUM(A1)`.
///
/// A dash before words („– самостоятелна работа“), a negative number and a telephone number are no formulas.
#[must_use]
pub fn looks_like_formula(text: &str) -> bool {
    let mut letters = text.trim_start().chars();
    let first = letters.next();
    let rest = letters.as_str();
    match first {
        Some('=' | '＝') => !rest.trim().is_empty(),
        Some('@' | '＠') => rest.starts_with(char::is_alphanumeric),
        Some('+' | '-' | '＋' | '－') => calls(rest) || computes(rest),
        _ => false,
    }
}

/// A text as it may stand in a cell: one that a spreadsheet would compute gets an apostrophe before it.
#[must_use]
pub fn spreadsheet_safe(text: &str) -> String {
    if looks_like_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// A function call, another program or another sheet: `cmd|…`, `Sheet!A1`, `SUM(…)`.
fn calls(text: &str) -> bool {
    text.contains(['|', '!']) || text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_alphabetic() && pair[1] == b'(')
}

/// Nothing but cells, numbers and signs between them: `A1`, `2+3`.
fn computes(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || " +-*/^&()$:.,".contains(c);
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    let has_cell = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$');
    text.chars().all(is_part) && has_digit && (has_cell || text.contains(['+', '*', '/', '^', '&']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas() {
        for text in [
            "=HYPERLINK(\"http://example.invalid\",\"Иван\")",
            "=cmd|'/C calc'!A0",
            "\t=1+1",
            " =A1",
            "+A1",
            "-2+3+cmd|' /C calc'!D2",
            "-2+3",
            "@SUM(A1)",
            "-SUM(A1)",
        ] {
            assert!(looks_like_formula(text), "{text}");
        }
    }

    #[test]
    fn words_are_none() {
        for text in [
            "",
            "–",
            "-",
            "=",
            "- самостоятелна работа",
            "-английски/немски",
            "+359 888 123 456",
            "-5",
            "Иван",
            "д-р Иванов",
            "a = b",
            "— Тема: x+y",
        ] {
            assert!(!looks_like_formula(text), "{text}");
        }
    }
}
