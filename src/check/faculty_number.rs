//! A faculty number is a file name too: letters, digits, spaces and hyphens, at most 50 (РДПЗСД), no device of Windows.

use super::alphabet::visible;
use super::case::Case;
use crate::diag::{Code, Finding};
use crate::model::Field;

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let number = case.record.faculty_number();
    if !number.is_empty() && !is_safe(number) {
        findings.push(case.finding(Code::FacultyNumberUnsafe, Field::FacultyNumber).found(visible(number)));
    }
}

const LONGEST: usize = 50;

fn is_safe(number: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || c == ' ' || c == '-';
    number.chars().count() <= LONGEST && number.chars().all(is_plain) && !is_device(number)
}

/// Names that Windows keeps for devices, in any folder.
fn is_device(number: &str) -> bool {
    let name = number.trim().to_ascii_uppercase();
    let is_numbered = |prefix: &str| {
        let rest = name.strip_prefix(prefix).unwrap_or_default();
        matches!(rest.as_bytes(), [b'1'..=b'9']) || matches!(rest, "¹" | "²" | "³")
    };
    matches!(name.as_str(), "CON" | "PRN" | "AUX" | "NUL") || is_numbered("COM") || is_numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn safe() {
        for number in ["130001", "ФН-21 014", "31232341", "COM10", "conrad", "a"] {
            assert!(is_safe(number), "{number}");
        }
    }

    #[test]
    fn unsafe_ones() {
        let long = "1".repeat(51);
        for number in
            ["../../140077", "..\\130013", "..", ".", "12/21", "a:b", "a\u{7}", "a\u{202e}b", "nul", "Com1", "a*", &long]
        {
            assert!(!is_safe(number), "{number}");
        }
    }
}
