//! Letters: which alphabet they belong to, which look alike, and which cannot be seen at all.

use unicode_normalization::UnicodeNormalization;

use crate::config::fold;
use crate::model::{Field, Person};

/// An alphabet that names are written in, or that has letters like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Cyrillic.
    Cyrillic,
    /// Latin.
    Latin,
    /// Greek.
    Greek,
}

impl Script {
    /// The alphabet of a letter; `None` for other alphabets and for what is no letter.
    pub fn of(letter: char) -> Option<Self> {
        match letter {
            _ if !letter.is_alphabetic() => None,
            '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{a640}'..='\u{a69f}' => Some(Self::Cyrillic),
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' => Some(Self::Latin),
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Self::Greek),
            _ => None,
        }
    }

    /// Whether a name in this alphabet may have the character: its letters, space, hyphen, apostrophe, dot.
    pub fn allows(self, letter: char) -> bool {
        Self::of(letter) == Some(self) || matches!(letter, ' ' | '\u{a0}' | '-' | '‐' | '‑' | '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '.')
    }
}

/// Stands where an alphabet has no such letter.
const NONE: char = '\0';

/// A Cyrillic letter with its Latin and Greek look-alikes.
const LOOK_ALIKES: &[(char, char, char)] = &[
    ('А', 'A', 'Α'),
    ('В', 'B', 'Β'),
    ('С', 'C', NONE),
    ('Е', 'E', 'Ε'),
    ('Г', NONE, 'Γ'),
    ('Н', 'H', 'Η'),
    ('К', 'K', 'Κ'),
    ('М', 'M', 'Μ'),
    ('О', 'O', 'Ο'),
    ('П', NONE, 'Π'),
    ('Р', 'P', 'Ρ'),
    ('Т', 'T', 'Τ'),
    ('У', 'Y', 'Υ'),
    ('Ф', NONE, 'Φ'),
    ('Х', 'X', 'Χ'),
    ('а', 'a', 'α'),
    ('с', 'c', 'ϲ'),
    ('е', 'e', 'ε'),
    ('к', 'k', 'κ'),
    ('о', 'o', 'ο'),
    ('п', NONE, 'π'),
    ('р', 'p', 'ρ'),
    ('у', 'y', 'γ'),
    ('ф', NONE, 'φ'),
    ('х', 'x', 'χ'),
    ('І', 'I', 'Ι'),
    ('і', 'i', 'ι'),
    ('Ј', 'J', NONE),
    ('ј', 'j', NONE),
    ('Ѕ', 'S', NONE),
    ('ѕ', 's', NONE),
];

/// The letter of an alphabet that looks like this one; `None` where there is none, or none that Bulgarian has.
pub(super) fn look_alike(letter: char, home: Script) -> Option<char> {
    let row = LOOK_ALIKES.iter().find(|(cyrillic, latin, greek)| [cyrillic, latin, greek].contains(&&letter))?;
    let like = match home {
        Script::Cyrillic => row.0,
        Script::Latin => row.1,
        Script::Greek => row.2,
    };
    let is_bulgarian = home != Script::Cyrillic || matches!(like, 'А'..='я');
    (like != NONE && is_bulgarian).then_some(like)
}

/// Whether a character leaves no ink or turns the line around: controls, line breaks, zero-width and bidirectional marks.
pub(super) fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

/// The text with its hidden characters shown: `␇` for a control, `⟨U+202E⟩` for the others.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match u32::from(letter) {
            code @ 0..=0x1f => out.extend(char::from_u32(0x2400 + code)),
            _ if is_hidden(letter) => out.push_str(&format!("⟨{}⟩", code_point(letter))),
            _ => out.push(letter),
        }
    }
    out
}

/// `U+202E`.
pub(super) fn code_point(letter: char) -> String {
    format!("U+{:04X}", u32::from(letter))
}

/// Whether two names are the same to a reader, whatever their capitals, spaces, look-alikes and hidden characters.
pub(super) fn is_same_name(one: &str, two: &str) -> bool {
    fold(one) == fold(two) || skeleton(one) == skeleton(two)
}

fn skeleton(name: &str) -> String {
    let shown = name.nfc().filter(|letter| !is_hidden(*letter));
    let alike: String = shown.map(|letter| look_alike(letter, Script::Cyrillic).unwrap_or(letter)).collect();
    fold(&alike)
}

/// A part of a person's name.
pub(super) struct Name<'a> {
    /// The field.
    pub field: Field,
    /// The name; may be empty.
    pub text: &'a str,
    /// The alphabet it should be written in.
    pub script: Script,
}

/// The parts of a person's name, in Cyrillic and then in Latin letters.
pub(super) fn names(person: &Person) -> [Name<'_>; 6] {
    let cyrillic = |field, text| Name { field, text, script: Script::Cyrillic };
    let latin = |field, text| Name { field, text, script: Script::Latin };
    [
        cyrillic(Field::FirstName, &person.first_name),
        cyrillic(Field::MiddleName, &person.middle_name),
        cyrillic(Field::LastName, &person.last_name),
        latin(Field::FirstNameLatin, &person.first_name_latin),
        latin(Field::MiddleNameLatin, &person.middle_name_latin),
        latin(Field::LastNameLatin, &person.last_name_latin),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_letters_of_three_alphabets() {
        for (cyrillic, latin, greek) in LOOK_ALIKES {
            assert_eq!(Script::of(*cyrillic), Some(Script::Cyrillic), "{cyrillic}");
            assert!(*latin == NONE || Script::of(*latin) == Some(Script::Latin), "{latin}");
            assert!(*greek == NONE || Script::of(*greek) == Some(Script::Greek), "{greek}");
        }
    }

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(visible("а\u{7}б\u{202e}в"), "а␇б⟨U+202E⟩в");
    }

    #[test]
    fn names_that_look_the_same_are_the_same() {
        assert!(is_same_name("Илиaна  Пе\u{200b}трова", "илиана Петрова"));
        assert!(is_same_name("BOBBY BROWN", "Bobby Brown"));
        assert!(!is_same_name("Иван Петров", "Иван Петрова"));
    }
}
