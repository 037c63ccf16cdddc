//! Whole numbers, credits and hours as plans write them: „IV“, „2 семестър“, „(1)“, „45+30“.

/// A number from 1 to 12 in Roman figures, also where its letters are Cyrillic look-alikes.
pub fn roman(text: &str) -> Option<u32> {
    const FIGURES: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let latin: String = text
        .trim()
        .chars()
        .map(|c| match c {
            'І' | 'і' => 'I',
            'Х' | 'х' => 'X',
            c => c.to_ascii_uppercase(),
        })
        .collect();
    FIGURES.iter().position(|figure| *figure == latin).and_then(|at| u32::try_from(at + 1).ok())
}

/// A semester or year of study: „4“, „IV“, „IV семестър“, „2-ри курс“, „четвърти“.
pub fn ordinal(text: &str) -> Option<u32> {
    const SPELLED: [&str; 10] = ["първи", "втори", "трети", "четвърти", "пети", "шести", "седми", "осми", "девети", "десети"];
    let first = text.split_whitespace().next()?;
    let digits: String = first.chars().take_while(char::is_ascii_digit).collect();
    let bare = first.trim_end_matches(['.', ',', ':']);
    let spelled = || {
        let lower = bare.to_lowercase();
        SPELLED.iter().position(|word| *word == lower).and_then(|at| u32::try_from(at + 1).ok())
    };
    digits.parse().ok().or_else(|| roman(bare)).or_else(spelled).filter(|number| (1..=20).contains(number))
}

/// A number that does not count in a total, as plans mark it: „(1)“, „1,0*“, „1 (не се брои)“. The number itself.
pub fn uncounted(text: &str) -> Option<&str> {
    let text = text.trim();
    let in_brackets = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let starred = text.strip_suffix('*').map(str::trim_end);
    let remarked = || {
        text.split_once('(')
            .filter(|(_, remark)| remark.contains("не ") || remark.contains("not "))
            .map(|(number, _)| number.trim())
    };
    in_brackets.or(starred).or_else(remarked)
}

/// Hours of lectures and of exercises from one cell: „45+30“, „30/15“. Further kinds of exercises are added up.
pub fn hours_split(text: &str) -> Option<(u32, u32)> {
    let parts: Option<Vec<u32>> = text.split(['+', '/']).map(|part| part.trim().parse().ok()).collect();
    let parts = parts?;
    let (lectures, exercises) = parts.split_first()?;
    (!exercises.is_empty()).then(|| (*lectures, exercises.iter().sum()))
}

/// An academic year in full: „2021/22“ is `2021/2022`. `None` unless the two years follow each other.
pub fn academic_year(text: &str) -> Option<String> {
    let (first, second) = text.split_once(['/', '-', '–'])?;
    let first = first.trim();
    let second = second.trim().trim_end_matches(['г', '.']).trim();
    let from: u32 = first.parse().ok().filter(|_| first.len() == 4)?;
    let to: u32 = second.parse().ok()?;
    let follows = match second.len() {
        4 => to == from + 1,
        2 => to == (from + 1) % 100,
        _ => false,
    };
    follows.then(|| format!("{from}/{}", from + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_plans() {
        for (text, expected) in [
            ("I", Some(1)),
            ("VIII", Some(8)),
            ("ІV", Some(4)),
            ("IV семестър", Some(4)),
            ("2-ри курс", Some(2)),
            ("Първи", Some(1)),
            ("зимен", None),
            ("99", None),
        ] {
            assert_eq!(ordinal(text), expected, "{text}");
        }
        assert_eq!(hours_split("45+30"), Some((45, 30)));
        assert_eq!(hours_split("30+15+15"), Some((30, 30)));
        assert_eq!(hours_split("75"), None);
        for text in [" (1) ", "1*", "1 (не се брои)"] {
            assert_eq!(uncounted(text), Some("1"), "{text}");
        }
        assert_eq!(uncounted("1"), None);
        assert_eq!(academic_year("2021/22").as_deref(), Some("2021/2022"));
        assert_eq!(academic_year("2021 / 2022 г.").as_deref(), Some("2021/2022"));
        assert_eq!(academic_year("1999/00").as_deref(), Some("1999/2000"));
        assert_eq!(academic_year("2021/23"), None);
    }
}
