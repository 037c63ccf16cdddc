//! Languages of instruction: how sheets name them, their English names and their codes.

/// The word of the sheets, the English name, the ISO 639-1 code.
const LANGUAGES: [[&str; 3]; 10] = [
    ["български", "Bulgarian", "bg"],
    ["английски", "English", "en"],
    ["немски", "German", "de"],
    ["френски", "French", "fr"],
    ["руски", "Russian", "ru"],
    ["испански", "Spanish", "es"],
    ["италиански", "Italian", "it"],
    ["гръцки", "Greek", "el"],
    ["румънски", "Romanian", "ro"],
    ["турски", "Turkish", "tr"],
];

/// The English name of a language; `None` for one that is not in the table, and for several at once.
#[must_use]
pub fn language_in_english(word: &str) -> Option<&'static str> {
    find(word).map(|row| row[1])
}

/// The ISO 639-1 code of a language; `None` for one that is not in the table, and for several at once.
#[must_use]
pub fn language_code(word: &str) -> Option<&'static str> {
    find(word).map(|row| row[2])
}

fn find(word: &str) -> Option<&'static [&'static str; 3]> {
    let word = word.trim().to_lowercase();
    let word = word.strip_suffix(" език").unwrap_or(&word);
    LANGUAGES.iter().find(|row| row[0] == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_ones_in_any_case_and_nothing_for_several() {
        assert_eq!((language_in_english("Български"), language_code(" английски език ")), (Some("Bulgarian"), Some("en")));
        assert_eq!(language_code("български и английски"), None);
    }
}
