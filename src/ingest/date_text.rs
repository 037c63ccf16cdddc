//! Dates as people write them.

use jiff::civil::Date;

const MONTHS: [&str; 12] =
    ["януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври", "ноември", "декември"];
const ENGLISH: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];

/// A date written as text, day before month: `12.07.2024`, `12.7.2024 г.`, `12/07/2024`, `2024-07-12`, `12 юли 2024 г.`,
/// `12.VII.2024`. The year has four digits; whatever could be read in two ways is not read.
pub fn text_date(text: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    let lower = lower.trim().trim_end_matches("година").trim_end_matches("г.").trim_end_matches('г').trim();
    // A midnight that an export has put behind the day.
    let lower = lower.strip_suffix("00:00:00").map_or(lower, |day| day.trim_end().trim_end_matches('t').trim_end());
    let is_divider = |c: char| matches!(c, '.' | '/' | '-' | '–' | ',') || c.is_whitespace();
    let parts: Vec<&str> = lower.split(is_divider).filter(|part| !part.is_empty()).collect();
    let [first, month, last] = parts.as_slice() else { return None };
    let (day, year) = if first.len() == 4 { (*last, *first) } else { (*first, *last) };
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if year.len() != 4 || day.len() > 2 || !is_number(year) || !is_number(day) {
        return None;
    }
    Date::new(year.parse().ok()?, month_number(month)?, day.parse().ok()?).ok()
}

fn month_number(text: &str) -> Option<i8> {
    if let Ok(number) = text.parse::<i8>() {
        return (text.len() <= 2).then_some(number);
    }
    let roman: String = text
        .chars()
        .map(|c| match c {
            'х' => 'x',
            'і' => 'i',
            c => c,
        })
        .collect();
    let is_bulgarian = |month: &str| month == text || (text.chars().count() >= 3 && month.starts_with(text));
    let at = MONTHS
        .iter()
        .position(|month| is_bulgarian(month))
        .or_else(|| ROMAN.iter().position(|month| *month == roman))
        .or_else(|| ENGLISH.iter().position(|month| text.is_ascii() && text.starts_with(month)))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_as_text() {
        for text in [
            "12.07.2024",
            " 12.7.2024 г.",
            "12.07.2024\u{a0}г.",
            "2024-07-12",
            "12/07/2024",
            "12-7-2024",
            "12.07.2024г.",
            "12 юли 2024 г.",
            "12.VII.2024",
            "12.VII.2024 г.",
            "12 Юли 2024 година",
            "12. 07. 2024",
            "2024-07-12 00:00:00",
            "12 July 2024",
            "12.ХІІ.2024",
        ] {
            let expected = if text.contains('І') { date(2024, 12, 12) } else { date(2024, 7, 12) };
            assert_eq!(text_date(text), Some(expected), "{text}");
        }
        for text in
            ["31.02.2024", "12.07.24", "юли 2024", "07.2024", "12.13.2024", "5.50", "", "12.07.2024 13.07.2024", "ма 5 2024"]
        {
            assert_eq!(text_date(text), None, "{text}");
        }
    }
}
