//! Texts as the state register takes them: which letters may stand where, days, digits.

use jiff::civil::Date;

use crate::model::{egn_check_digit, lnch_check_digit};

/// A text as it is sent: one line, single spaces, the typewriter's quotes and hyphens. Nothing else is changed.
pub(super) fn plain(text: &str) -> String {
    let sign = |c: char| match c {
        '„' | '“' | '”' | '«' | '»' => '"',
        '–' | '—' | '−' | '‑' | '‐' => '-',
        other => other,
    };
    let text: String = text.chars().map(sign).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches('\'').to_owned()
}

/// Length as the register counts it: in UTF-16 units.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Whether the length lies between two bounds, both included.
pub(super) fn is_between(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&length(text))
}

fn is_cyrillic_letter(c: char) -> bool {
    matches!(c, 'А'..='Я' | 'а'..='я')
}

fn all(text: &str, may_stand: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(may_stand)
}

/// Bulgarian letters, hyphens and spaces.
pub(super) fn is_cyrillic(text: &str) -> bool {
    all(text, |c| is_cyrillic_letter(c) || c == '-' || c.is_whitespace())
}

/// Bulgarian letters and spaces.
pub(super) fn is_cyrillic_place(text: &str) -> bool {
    all(text, |c| is_cyrillic_letter(c) || c.is_whitespace())
}

/// Latin letters without marks, hyphens and spaces.
pub(super) fn is_latin(text: &str) -> bool {
    all(text, |c| c.is_ascii_alphabetic() || c == '-' || c.is_whitespace())
}

/// What may stand in an address in Bulgaria. The wording of rule 81 names „-“ and „№“ only; the register's program takes the
/// full stop, the comma and the quote besides, without which no street could be written.
pub(super) fn is_address(text: &str) -> bool {
    all(text, |c| is_cyrillic_letter(c) || c.is_ascii_digit() || "-№.\",".contains(c) || c.is_whitespace())
}

/// What may stand in an address abroad; see [`is_address`].
pub(super) fn is_foreign_address(text: &str) -> bool {
    all(text, |c| c.is_ascii_alphanumeric() || "-#№.\",".contains(c) || c.is_whitespace())
}

/// Nothing but digits.
pub(super) fn is_digits(text: &str) -> bool {
    all(text, |c| c.is_ascii_digit())
}

/// One of the digits from 1 to a last one.
pub(super) fn is_choice(text: &str, last: u8) -> bool {
    number(text).is_some_and(|number| text.len() == 1 && (1..=u32::from(last)).contains(&number))
}

/// A number of digits.
pub(super) fn number(text: &str) -> Option<u32> {
    if is_digits(text) { text.parse().ok() } else { None }
}

/// An academic number: two Latin letters and five digits.
pub(super) fn is_ean(text: &str) -> bool {
    text.len() == 7 && text.chars().take(2).all(|c| c.is_ascii_alphabetic()) && text.chars().skip(2).all(|c| c.is_ascii_digit())
}

/// An identifier of another state: Latin capitals, digits, hyphens and spaces, 6 to 25 of them.
pub(super) fn is_idn(text: &str) -> bool {
    is_between(text, 6, 25) && all(text, |c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-' || c.is_whitespace())
}

/// As the register looks at an e-mail: one @ with something before and behind it.
pub(super) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(before, behind)| !before.is_empty() && !behind.is_empty() && !behind.contains('@'))
}

/// A plus with up to twelve digits, or 9 to 18 digits, spaces, hyphens and pluses.
pub(super) fn is_phone(text: &str) -> bool {
    let is_plain = text.strip_prefix('+').is_some_and(|rest| is_digits(rest) && rest.len() <= 12);
    is_plain || is_between(text, 9, 18) && all(text, |c| c.is_ascii_digit() || "-+".contains(c) || c.is_whitespace())
}

/// A day as the register writes it: `dd.mm.yyyy`.
pub(super) fn day(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('.').collect();
    let [day, month, year] = parts.as_slice() else { return None };
    if [day.len(), month.len(), year.len()] != [2, 2, 4] || !parts.iter().all(|part| is_digits(part)) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A day whose year lies between two, both included.
pub(super) fn is_day_between(text: &str, first: i16, last: i16) -> bool {
    day(text).is_some_and(|day| (first..=last).contains(&day.year()))
}

/// A day as it is sent.
pub(super) fn written_day(date: Date) -> String {
    date.strftime("%d.%m.%Y").to_string()
}

/// The digits of an identifier whose last one is right; the register looks at nothing else.
pub(super) fn is_checked(text: &str, is_egn: bool) -> bool {
    let digits: Vec<u8> = text.bytes().map(|byte| byte.wrapping_sub(b'0')).collect();
    let [nine @ .., last] = digits.as_slice() else { return false };
    let Ok(nine) = <&[u8; 9]>::try_from(nine) else { return false };
    let expected = if is_egn { egn_check_digit(nine) } else { lnch_check_digit(nine) };
    digits.iter().all(|digit| *digit < 10) && *last == expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_sent_in_one_plain_line() {
        assert_eq!(plain(" ул. „Чайка“ №\u{a0}7,\nет. 2 "), "ул. \"Чайка\" № 7, ет. 2");
        assert_eq!(plain("Петрова–Иванова"), "Петрова-Иванова");
        assert_eq!(plain("'0012"), "0012");
    }

    #[test]
    fn days_are_written_in_one_way_only() {
        assert!(day("29.02.2024").is_some());
        for wrong in ["29.02.2023", "1.02.2024", "2024-02-01", "", "01.02.24", "aa.02.2024"] {
            assert!(day(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_last_digit_decides() {
        assert!(is_checked("0041010002", true) && !is_checked("0041010001", true));
        assert!(is_checked("7111042925", false) && !is_checked("7111042922", false));
        assert!(!is_checked("711104292", false) && !is_checked("71110429a5", false) && !is_checked("", true));
    }
}
