//! Whether a number format shows a day, an hour or a plain number.

/// What a number format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shows {
    /// A number, or text.
    #[default]
    Number,
    /// A day, perhaps with a time of day.
    Day,
    /// A time of day or a duration without a day.
    Time,
}

/// What a format that every workbook has by number shows (ECMA-376, 18.8.30).
pub fn built_in(id: u32) -> Shows {
    match id {
        // 27 to 36 and 50 to 58 depend on the language; in every language that uses them they show days.
        14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shows::Day,
        18..=21 | 32..=35 | 45..=47 | 55 | 56 => Shows::Time,
        _ => Shows::Number,
    }
}

/// What a format of a workbook's own shows. Letters in quotes, after a backslash, after `_` or `*` are only shown;
/// only the part for positive numbers counts.
pub fn custom(format: &str) -> Shows {
    let (mut has_day, mut has_time, mut has_digit, mut minutes) = (false, false, false, false);
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            '"' => drop(letters.by_ref().find(|letter| *letter == '"')),
            '\\' | '_' | '*' => drop(letters.next()),
            '[' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                has_time |= is_elapsed(&inside);
            }
            ';' => break,
            // The tokens of a day as Excel writes them; Cyrillic ones are what some programs leave untranslated.
            'd' | 'y' | 'e' if !has_digit => has_day = true,
            'д' | 'г' | 'Д' | 'Г' if !has_digit => has_day = true,
            'm' | 'м' | 'М' => minutes = true,
            'h' | 's' | 'ч' => has_time = true,
            '0' | '#' | '?' => has_digit = true,
            // „General“; alone it is the era of some calendars.
            'g' if letters.as_str().to_ascii_lowercase().starts_with("eneral") => return Shows::Number,
            _ => {}
        }
    }
    match (has_day, has_time, minutes) {
        // Digits stand in a day only behind its seconds.
        (true, false, _) if has_digit => Shows::Number,
        (true, ..) => Shows::Day,
        (false, true, _) => Shows::Time,
        // Months alone; beside digits the letter is a unit.
        (false, false, true) if !has_digit => Shows::Day,
        _ => Shows::Number,
    }
}

/// `[h]`, `[mm]`, `[ss]`: hours, minutes, seconds that go on beyond a day; anything else in brackets is a colour,
/// a condition or a language.
fn is_elapsed(inside: &str) -> bool {
    let mut letters = inside.chars().map(|letter| letter.to_ascii_lowercase());
    letters.next().is_some_and(|first| "hms".contains(first) && letters.all(|letter| letter == first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_times_and_what_only_looks_like_them() {
        for (format, shows) in [
            ("dd.mm.yyyy", Shows::Day),
            ("dd.mm.yyyy\\ \"г.\"", Shows::Day),
            ("dd/mm/yyyy\\ \"г\"\\.;@", Shows::Day),
            ("[$-402]d\\ mmmm\\ yyyy\\ \"г.\";@", Shows::Day),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Shows::Day),
            ("дд.мм.гггг", Shows::Day),
            ("yyyy-mm-dd hh:mm", Shows::Day),
            ("mmm", Shows::Day),
            ("[Red]dd.mm.yy", Shows::Day),
            ("hh:mm:ss", Shows::Time),
            ("[h]:mm:ss", Shows::Time),
            ("h:mm AM/PM", Shows::Time),
            ("\"г.\"0", Shows::Number),
            ("0\"г.\"", Shows::Number),
            ("0 \"дни\"", Shows::Number),
            ("0.00", Shows::Number),
            ("General", Shows::Number),
            ("General\"г.\"", Shows::Number),
            ("#,##0.00\\ \"лв.\"", Shows::Number),
            ("#,##0.00\\ [$лв.-402]", Shows::Number),
            ("[Red]0.00", Shows::Number),
            ("0.00E+00", Shows::Number),
            ("@", Shows::Number),
            ("г. 0", Shows::Number),
            ("dd.mm.yyyy hh:mm:ss.000", Shows::Day),
            ("0_d", Shows::Number),
            ("0*y", Shows::Number),
            ("[>=5]0;[<5]d", Shows::Number),
        ] {
            assert_eq!(custom(format), shows, "{format}");
        }
    }

    #[test]
    fn built_in_formats() {
        assert_eq!([0, 2, 9, 49].map(built_in), [Shows::Number; 4]);
        assert_eq!([14, 15, 17, 22].map(built_in), [Shows::Day; 4]);
        assert_eq!([18, 21, 45, 46, 47].map(built_in), [Shows::Time; 5]);
    }
}
