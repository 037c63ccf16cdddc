//! Names as offices write them: in one cell, in capitals, family name first.

use crate::config::fold;

/// A name in its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Given name.
    pub first: String,
    /// Father's name.
    pub middle: String,
    /// Family name.
    pub last: String,
    /// Whether the words could be parted in another way: more than three.
    pub is_doubtful: bool,
}

/// Parts a full name: one word is a given name, two are given and family name, three are all; of more, the last is the
/// family name and the first the given one.
pub fn split(full: &str) -> Names {
    // A comma stands behind the family name.
    if full.contains(',') {
        return split_last_first(full);
    }
    let words: Vec<&str> = full.split_whitespace().collect();
    let (first, rest) = words.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
    let (last, middle) = rest.split_last().map_or(("", &[][..]), |(last, middle)| (*last, middle));
    Names { first: first.to_owned(), middle: middle.join(" "), last: last.to_owned(), is_doubtful: words.len() > 3 }
}

/// Parts a full name that begins with the family name: „Иванова, Мария Петрова“ or „Иванова Мария Петрова“.
pub fn split_last_first(full: &str) -> Names {
    let (last, rest) = full.split_once(',').or_else(|| full.trim().split_once(' ')).unwrap_or((full, ""));
    let words: Vec<&str> = rest.split_whitespace().collect();
    let (first, middle) = words.split_first().map_or(("", &[][..]), |(first, middle)| (*first, middle));
    let (first, last) = if first.is_empty() { (last.trim(), "") } else { (first, last.trim()) };
    Names { first: first.to_owned(), middle: middle.join(" "), last: last.to_owned(), is_doubtful: words.len() > 2 }
}

/// Whether a name is written in capitals only.
pub fn is_in_capitals(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic());
    name.chars().filter(|c| c.is_alphabetic()).count() > 1 && letters.all(|c| !c.is_lowercase())
}

/// A name written in capitals, as it is written otherwise: as another sheet has it, else with a capital at the beginning of
/// each part.
pub fn without_capitals(name: &str, known: &[String]) -> String {
    let same =
        known.iter().flat_map(|full| full.split_whitespace()).find(|word| !is_in_capitals(word) && fold(word) == fold(name));
    if let Some(word) = same {
        return word.to_owned();
    }
    let mut is_start = true;
    let mut written = String::new();
    for c in name.chars() {
        if is_start {
            written.push(c);
        } else {
            written.extend(c.to_lowercase());
        }
        is_start = !c.is_alphabetic();
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(names: &Names) -> [&str; 3] {
        [&names.first, &names.middle, &names.last]
    }

    #[test]
    fn full_names() {
        assert_eq!(parts(&split("Божана Любомирова Бояджиева-Стефанова")), ["Божана", "Любомирова", "Бояджиева-Стефанова"]);
        assert_eq!(parts(&split("Георгиос Пападопулос")), ["Георгиос", "", "Пападопулос"]);
        assert_eq!(parts(&split("Прия")), ["Прия", "", ""]);
        assert!(split("Мария Луиза Иванова Петрова").is_doubtful);
        assert_eq!(parts(&split_last_first("Иванова, Мария Петрова")), ["Мария", "Петрова", "Иванова"]);
        assert_eq!(parts(&split_last_first("Иванова Мария Петрова")), ["Мария", "Петрова", "Иванова"]);
        assert_eq!(parts(&split_last_first("Прия")), ["Прия", "", ""]);
    }

    #[test]
    fn capitals() {
        assert!(is_in_capitals("ЖЕЛЕВ") && !is_in_capitals("Желев") && !is_in_capitals("Я"));
        assert_eq!(without_capitals("ДОЙЧИНСКА-ПАНЕВА", &[]), "Дойчинска-Панева");
        assert_eq!(without_capitals("МАКДОНАЛД", &["Иън Хю МакДоналд".to_owned()]), "МакДоналд");
    }
}
