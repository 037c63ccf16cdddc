//! The nearest known word to one that is not known, and how far it is: a guess that is said as a guess.

use super::fold;

/// The candidate nearest to a word, and how many letters apart they are: changed, added, left out, or two neighbours
/// swapped. Case, spaces and dashes make no difference (see [`fold`]).
///
/// Says nothing where it would be a wild guess: a word of up to two letters, more than one letter in four different
/// (one in all in words of up to seven), or two candidates equally near.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, usize)> {
    let word: Vec<char> = fold(word).chars().collect();
    let limit = if word.len() < 3 { return None } else { (word.len() / 4).max(1) };
    let mut best: Option<(&str, usize, bool)> = None;
    for candidate in candidates {
        let letters: Vec<char> = fold(candidate).chars().collect();
        if letters.len().abs_diff(word.len()) > limit {
            continue;
        }
        let apart = distance(&word, &letters);
        match &mut best {
            Some((other, least, is_only)) if apart == *least => *is_only &= fold(other) == fold(candidate),
            Some((_, least, _)) if apart > *least => {}
            _ => best = Some((candidate, apart, true)),
        }
    }
    best.filter(|(_, apart, is_only)| *is_only && *apart <= limit).map(|(candidate, apart, _)| (candidate, apart))
}

/// How far two words are apart, in letters changed, added, left out, or swapped with their neighbour (optimal string
/// alignment).
pub(super) fn distance(one: &[char], two: &[char]) -> usize {
    let mut earlier: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = (0..=two.len()).collect();
    for (i, from) in one.iter().enumerate() {
        let mut row = vec![i + 1; two.len() + 1];
        for (j, to) in two.iter().enumerate() {
            let changed = before[j] + usize::from(from != to);
            row[j + 1] = changed.min(before[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *from == two[j - 1] && one[i - 1] == *to {
                row[j + 1] = row[j + 1].min(earlier[j - 1] + 1);
            }
        }
        earlier = std::mem::replace(&mut before, row);
    }
    before[two.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_changed_added_left_out_and_swapped_count_one_each() {
        let apart = |one: &str, two: &str| distance(&one.chars().collect::<Vec<_>>(), &two.chars().collect::<Vec<_>>());
        for (one, two, expected) in [
            ("", "", 0),
            ("", "абв", 3),
            ("финанси", "финанси", 0),
            ("финанси", "фенанси", 1),
            ("финанси", "финнси", 1),
            ("финанси", "финаннси", 1),
            ("финанси", "фианнси", 1),
            ("ab", "ba", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!((apart(one, two), apart(two, one)), (expected, expected), "{one} {two}");
        }
    }

    #[test]
    fn the_nearest_is_named_with_its_distance() {
        let known = ["Счетоводство и контрол", "Финанси", "Маркетинг"];
        assert_eq!(nearest("счетоводство  и контол", known), Some(("Счетоводство и контрол", 1)));
        assert_eq!(nearest("Фианнси", known), Some(("Финанси", 1)));
        assert_eq!(nearest("ФИНАНСИ", known), Some(("Финанси", 0)));
    }

    #[test]
    fn wild_guesses_are_not_made() {
        for (word, known) in [
            ("Право", &["Финанси", "Маркетинг"][..]),
            // Two codes are equally near.
            ("ФН300", &["ФН301", "ФН302"]),
            ("да", &["не", "дa"]),
            ("зао", &["редовно"]),
            ("", &["Финанси"]),
            ("Финанси", &[]),
        ] {
            assert_eq!(nearest(word, known.iter().copied()), None, "{word}");
        }
        // The same word in two spellings is one candidate.
        assert_eq!(nearest("Фианси", ["Финанси", "ФИНАНСИ"]), Some(("Финанси", 1)));
    }
}
