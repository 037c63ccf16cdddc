//! Grades as people write them: „Мн. добър 5“, „Отличен (5,50)“, „шест“.

use crate::model::{Grade, GradeWord};

/// What a text in a grade's cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradeText {
    /// A grade; word and figures, where both stand there, agree.
    Grade(Grade),
    /// Figures outside the scale.
    OutOfRange,
    /// The word and the figures name different grades.
    Contradiction,
    /// Only a word of the scale: it may stand for a whole grade or for a range.
    WordAlone(GradeWord),
    /// Something else.
    Unreadable,
}

/// Reads a grade.
pub fn read(text: &str) -> GradeText {
    let (numbers, words) = tokens(text);
    let Some(words) = meaning(&words) else { return GradeText::Unreadable };
    let mut figures: Vec<u32> = Vec::new();
    for number in &numbers {
        match hundredths(number) {
            Some(value) => figures.push(value),
            None => return GradeText::Unreadable,
        }
    }
    figures.extend(words.spelled);
    figures.dedup();
    match (figures.as_slice(), words.scale) {
        ([], Some(word)) => GradeText::WordAlone(word),
        ([value], word) => match Grade::from_hundredths(*value) {
            None => GradeText::OutOfRange,
            Some(grade) if word.is_some_and(|word| word != grade.word()) => GradeText::Contradiction,
            Some(grade) => GradeText::Grade(grade),
        },
        ([_, _, ..], _) => GradeText::Contradiction,
        ([], None) => GradeText::Unreadable,
    }
}

#[derive(Default)]
struct Meaning {
    scale: Option<GradeWord>,
    spelled: Option<u32>,
}

/// Numbers and words of a text; signs and brackets fall away.
fn tokens(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut numbers, mut words) = (Vec::new(), Vec::new());
    let letters: Vec<char> = text.to_lowercase().chars().collect();
    let mut at = 0;
    while at < letters.len() {
        let c = letters[at];
        let start = at;
        if c.is_ascii_digit() {
            while at < letters.len() && (letters[at].is_ascii_digit() || is_decimal_mark(&letters, at)) {
                at += 1;
            }
            numbers.push(letters[start..at].iter().map(|c| if *c == ',' { '.' } else { *c }).collect());
        } else if c.is_alphabetic() {
            while at < letters.len() && letters[at].is_alphabetic() {
                at += 1;
            }
            words.push(letters[start..at].iter().collect());
        } else if c.is_whitespace() || "./,;:()[]-–\u{ad}".contains(c) {
            at += 1;
        } else {
            // A sign that has no business in a grade.
            words.push(c.to_string());
            at += 1;
        }
    }
    (numbers, words)
}

fn is_decimal_mark(letters: &[char], at: usize) -> bool {
    matches!(letters[at], '.' | ',') && letters.get(at + 1).is_some_and(char::is_ascii_digit)
}

fn hundredths(number: &str) -> Option<u32> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if part.contains('.') || part.len() > 2 || whole.len() > 3 {
        return None;
    }
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    Some(whole.parse::<u32>().ok()? * 100 + part)
}

/// What the words mean together; `None` where one of them is no word of a grade.
fn meaning(words: &[String]) -> Option<Meaning> {
    let mut meaning = Meaning::default();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let next = words.get(at + 1).map_or("", String::as_str);
        let (scale, spelled, used) = match word.as_str() {
            w if begins(w, "отличен", 3) => (Some(GradeWord::Excellent), None, 1),
            "excellent" => (Some(GradeWord::Excellent), None, 1),
            w if begins(w, "много", 1) && begins(next, "добър", 1) => (Some(GradeWord::VeryGood), None, 2),
            "мн" if begins(next, "добър", 1) => (Some(GradeWord::VeryGood), None, 2),
            "мндобър" | "мнд" | "многодобър" => (Some(GradeWord::VeryGood), None, 1),
            "very" if next == "good" => (Some(GradeWord::VeryGood), None, 2),
            w if begins(w, "добър", 3) => (Some(GradeWord::Good), None, 1),
            "good" => (Some(GradeWord::Good), None, 1),
            w if begins(w, "среден", 2) => (Some(GradeWord::Average), None, 1),
            "average" | "satisfactory" | "sufficient" => (Some(GradeWord::Average), None, 1),
            w if begins(w, "слаб", 2) => (Some(GradeWord::Poor), None, 1),
            "poor" | "fail" => (Some(GradeWord::Poor), None, 1),
            // A result recognised from elsewhere is a grade like any other.
            w if begins(w, "признат", 4)
                || matches!(w, "пр" | "еразъм" | "erasmus" | "recognised" | "recognized")
                || w == "признава"
                || w == "приравнен" =>
            {
                (None, None, if next == "се" { 2 } else { 1 })
            }
            w if spelled_number(w).is_some() => {
                let is_half = next == "и" && words.get(at + 2).is_some_and(|w| begins(w, "половина", 3));
                (None, spelled_number(w).map(|whole| whole * 100 + if is_half { 50 } else { 0 }), if is_half { 3 } else { 1 })
            }
            _ => return None,
        };
        // Said twice, perhaps in two languages, it must be the same.
        let is_other = |known: Option<GradeWord>| known.is_some() && scale.is_some() && known != scale;
        if is_other(meaning.scale) || (spelled.is_some() && meaning.spelled.is_some() && spelled != meaning.spelled) {
            return None;
        }
        meaning.scale = meaning.scale.or(scale);
        meaning.spelled = meaning.spelled.or(spelled);
        at += used;
    }
    Some(meaning)
}

/// Whether a word is the beginning of another, at least so many letters of it.
fn begins(word: &str, whole: &str, least: usize) -> bool {
    word.chars().count() >= least && whole.starts_with(word)
}

fn spelled_number(word: &str) -> Option<u32> {
    Some(match word {
        "две" | "два" | "двойка" | "two" => 2,
        "три" | "тройка" | "three" => 3,
        "четири" | "четворка" | "four" => 4,
        "пет" | "петица" | "five" => 5,
        "шест" | "шестица" | "six" => 6,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_as_people_write_them() {
        for (text, hundredths) in [
            ("Отличен 6.00", 600),
            ("Мн. добър 5", 500),
            ("Мн.добър/4.50/", 450),
            ("Много добър 5,00", 500),
            ("мн.д. 5.00", 500),
            ("Отл. /5,50/", 550),
            ("Отличен (5.50)", 550),
            ("доб. 3.50", 350),
            ("среден /3,00/", 300),
            ("Ср. 3", 300),
            ("Слаб /2.00/", 200),
            ("5,50", 550),
            ("6 (отличен)", 600),
            ("6 (шест)", 600),
            ("шест", 600),
            ("пет и половина", 550),
            ("Excellent 6.00", 600),
            ("4.", 400),
            ("6.00 (6)", 600),
            ("призн. 4,50", 450),
            ("пр. 5,00 (Еразъм)", 500),
            ("Много добър / Very good 5.00", 500),
            ("признат 6.00", 600),
        ] {
            assert_eq!(read(text), GradeText::Grade(Grade::from_hundredths(hundredths).expect("a grade")), "{text}");
        }
    }

    #[test]
    fn what_is_no_grade() {
        for (text, expected) in [
            ("Добър 5.50", GradeText::Contradiction),
            ("4 или 5", GradeText::Unreadable),
            ("4/5", GradeText::Contradiction),
            ("55", GradeText::OutOfRange),
            ("1,5", GradeText::OutOfRange),
            ("Отличен", GradeText::WordAlone(GradeWord::Excellent)),
            ("5.555", GradeText::Unreadable),
            ("5*", GradeText::Unreadable),
            ("?", GradeText::Unreadable),
            ("", GradeText::Unreadable),
            ("05.05.2025", GradeText::Unreadable),
            ("добър отличен 5", GradeText::Unreadable),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
