//! People who do not exist, in the place of those who do: the same one for the same one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::model::{Egn, Lnch, Sex, egn_check_digit, hex, lnch_check_digit, sha256};

/// Endings of names that tell family and sex; they stay.
const ENDINGS: [&str; 12] = ["ова", "ева", "ска", "цка", "ов", "ев", "ски", "цки", "ova", "eva", "ov", "ev"];

/// Letters that take each other's place: vowels, consonants; the others stay.
const LETTERS: [&str; 4] = ["аеиоуъюя", "бвгджзклмнпрстфхцчш", "aeiou", "bcdfghjklmnpqrstvwxz"];

/// Who decides who becomes whom.
pub(super) struct Inventor {
    secret: [u8; 32],
    /// Names, numbers and identifiers of the people who exist, small letters.
    people: BTreeSet<String>,
    numbers: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl Inventor {
    pub fn new(secret: [u8; 32], people: BTreeSet<String>) -> Self {
        Self { secret, people, numbers: BTreeMap::new(), taken: BTreeSet::new() }
    }

    /// Whether it is a name, number or identifier of somebody who exists.
    pub fn is_known(&self, text: &str) -> bool {
        self.people.contains(&text.to_lowercase())
    }

    /// Another hash in the place of a hash.
    pub fn digest(&self, text: &str) -> String {
        hex(&self.chance("digest", text, 0))
    }

    /// A name, each of its words on its own.
    pub fn name(&self, name: &str) -> String {
        self.each_word(name, |_| true)
    }

    /// A text in which every word that is accepted is another.
    pub fn each_word(&self, text: &str, is_meant: impl Fn(&str) -> bool) -> String {
        let mut out = String::with_capacity(text.len());
        let mut end = 0;
        for (word, at) in words(text) {
            out.push_str(&text[end..at]);
            out.push_str(&if is_meant(word) { self.word(word) } else { word.to_owned() });
            end = at + word.len();
        }
        out.push_str(&text[end..]);
        out
    }

    /// Another word of the same length, with the same capitals and, of a name, the same ending; no word of those who exist.
    pub fn word(&self, word: &str) -> String {
        let small = word.to_lowercase();
        let letters: Vec<char> = small.chars().collect();
        let ending = ENDINGS.iter().find(|ending| small.ends_with(**ending)).map_or(0, |ending| ending.chars().count());
        let stem = if letters.len() >= ending + 2 { letters.len() - ending } else { letters.len() };
        let mut other = small.clone();
        for attempt in 0..64 {
            let chance = self.chance("word", &small, attempt);
            let replaced = letters
                .iter()
                .enumerate()
                .map(|(at, letter)| if at < stem { another(*letter, chance[at % chance.len()]) } else { *letter });
            other = replaced.collect();
            if other != small && !self.people.contains(&other) {
                break;
            }
        }
        let capitals = word.chars().zip(other.chars());
        capitals.flat_map(|(was, is)| if was.is_uppercase() { is.to_uppercase().collect::<Vec<_>>() } else { vec![is] }).collect()
    }

    /// A number of the same form: digits for digits, everything else as it is. An ЕГН or ЛНЧ becomes a valid one.
    pub fn number(&mut self, number: &str) -> String {
        if number.is_empty() {
            return String::new();
        }
        if let Some(known) = self.numbers.get(number) {
            return known.clone();
        }
        let mut other = number.to_owned();
        for attempt in 0..256 {
            let chance = self.chance("number", number, attempt);
            other = match (Egn::parse(number), Lnch::parse(number)) {
                (Ok(egn), _) => egn_of(born_instead(egn.birth_date(), &chance), egn.sex(), &chance),
                (_, Ok(_)) => lnch_of(&chance),
                _ => digits_of(number, &chance),
            };
            if other != number && !self.people.contains(&other.to_lowercase()) && !self.taken.contains(&other) {
                break;
            }
        }
        self.taken.insert(other.clone());
        self.numbers.insert(number.to_owned(), other.clone());
        other
    }

    /// A birthday in the same year; of somebody with an ЕГН, the one that the invented ЕГН carries.
    pub fn birthday(&mut self, day: Date, egn: Option<&str>) -> Date {
        let invented = egn.map(|egn| self.number(egn)).and_then(|egn| Egn::parse(&egn).ok());
        invented.map_or_else(|| born_instead(day, &self.chance("birthday", &day.to_string(), 0)), Egn::birth_date)
    }

    /// A check value of the same alphabet.
    pub fn check_value(&self, check: &str) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let chance = self.chance("check", check, 0);
        check.bytes().zip(chance).map(|(_, chance)| char::from(ALPHABET[usize::from(chance) % 32])).collect()
    }

    fn chance(&self, what: &str, text: &str, attempt: u32) -> [u8; 32] {
        let digest = sha256(format!("{}\n{what}\n{attempt}\n{text}", hex(&self.secret)).as_bytes());
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digest[2 * at..2 * at + 2], 16).unwrap_or_default();
        }
        bytes
    }
}

/// The words of a text, with their places.
pub(super) fn words(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(|word| {
        // Both point into the same text.
        (word, word.as_ptr() as usize - text.as_ptr() as usize)
    })
}

fn another(letter: char, chance: u8) -> char {
    let Some(row) = LETTERS.iter().find(|row| row.contains(letter)) else { return letter };
    let row: Vec<char> = row.chars().collect();
    row[usize::from(chance) % row.len()]
}

fn digits_of(number: &str, chance: &[u8; 32]) -> String {
    let digit = |at: usize| char::from(b'0' + chance[at % chance.len()] % 10);
    // A leading digit that is none stays none, so that no number grows shorter when a program reads it.
    let first = |at: usize| char::from(b'1' + chance[at % chance.len()] % 9);
    let other = |(at, c): (usize, char)| match c {
        '0' if at == 0 => '0',
        '1'..='9' if at == 0 => first(at),
        '0'..='9' => digit(at),
        letter => another(letter, chance[at % chance.len()]),
    };
    number.chars().enumerate().map(other).collect()
}

fn born_instead(day: Date, chance: &[u8; 32]) -> Date {
    let month = i8::try_from(1 + chance[30] % 12).unwrap_or(1);
    let of_month = i8::try_from(1 + chance[31] % 28).unwrap_or(1);
    Date::new(day.year(), month, of_month).unwrap_or(day)
}

fn egn_of(born: Date, sex: Sex, chance: &[u8; 32]) -> String {
    let century = match born.year() {
        ..1900 => 20,
        1900..2000 => 0,
        _ => 40,
    };
    let last = chance[2] % 5 * 2 + u8::from(sex == Sex::Female);
    let figures = format!(
        "{:02}{:02}{:02}{}{}{last}",
        born.year() % 100,
        born.month() + century,
        born.day(),
        chance[0] % 10,
        chance[1] % 10
    );
    checked(&figures, egn_check_digit)
}

fn lnch_of(chance: &[u8; 32]) -> String {
    let figures: String = chance.iter().take(9).map(|byte| char::from(b'0' + byte % 10)).collect();
    checked(&figures, lnch_check_digit)
}

fn checked(figures: &str, check_digit: fn(&[u8; 9]) -> u8) -> String {
    let mut nine = [0; 9];
    for (digit, figure) in nine.iter_mut().zip(figures.bytes()) {
        *digit = figure - b'0';
    }
    format!("{figures}{}", check_digit(&nine))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn inventor(people: &[&str]) -> Inventor {
        Inventor::new([7; 32], people.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn a_name_keeps_its_length_capitals_and_ending_and_is_the_same_everywhere() {
        let inventor = inventor(&["елица", "вълчева"]);
        let other = inventor.name("Елица Димитрова-Вълчева");
        assert_eq!(other.chars().count(), "Елица Димитрова-Вълчева".chars().count());
        let parts: Vec<&str> = other.split([' ', '-']).collect();
        assert!(parts[1].ends_with("ова") && parts[2].ends_with("ева"), "{other}");
        assert!(parts.iter().all(|part| part.chars().next().is_some_and(char::is_uppercase)), "{other}");
        assert!(!other.contains("Елица") && !other.contains("Вълчева"));
        assert_eq!(inventor.name("ВЪЛЧЕВА").to_lowercase(), parts[2].to_lowercase());
        assert_eq!(inventor.name(""), "");
    }

    #[test]
    fn identifiers_stay_valid_and_nobody_gets_anothers() {
        let mut inventor = inventor(&["0243176495"]);
        let other = inventor.number("0243176495");
        let egn = Egn::parse(&other).unwrap();
        assert_ne!(other, "0243176495");
        assert_eq!((egn.birth_date().year(), egn.sex()), (2002, Sex::Female));
        assert_eq!(inventor.number("0243176495"), other);
        assert_eq!(inventor.birthday(date(2002, 3, 17), Some("0243176495")), egn.birth_date());
        let all: BTreeSet<String> = (0..900).map(|at| inventor.number(&format!("12{at:03}"))).collect();
        assert_eq!(all.len(), 900);
        assert!(all.iter().all(|number| number.len() == 5 && !number.starts_with('0')));
    }
}
