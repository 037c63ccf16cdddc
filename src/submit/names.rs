//! Names of files in a bag: legal on every system, no way out of the bag, and what manifests make of them.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Longest part between two slashes, in characters.
const LONGEST_PART: usize = 120;
/// Longest path in the archive, in bytes: with a folder to unpack into it stays below what Windows takes.
const LONGEST_PATH: usize = 240;

/// Why a name may not stand in a bag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameWrong {
    /// Nothing, or nothing between two slashes.
    Empty,
    /// From the root or from a drive.
    Absolute,
    /// A part that is `.` or `..`.
    Traversal,
    /// A character that some system or checker does not take: control characters, `<>:"\|?*`, and `%`, which
    /// `sha256sum -c` and bagit-python do not undo.
    Character(char),
    /// A part ends with a full stop or space, or begins with a space.
    Ending,
    /// A part that is a device on Windows, such as `NUL` or `com1.txt`.
    Reserved,
    /// A part of more than 120 characters, or more than 240 bytes in all.
    TooLong,
    /// Letters and their marks are not composed (Unicode NFC): other systems would see another name.
    NotComposed,
}

impl NameWrong {
    /// Key of its words in the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "pack-name-empty",
            Self::Absolute => "pack-name-absolute",
            Self::Traversal => "pack-name-traversal",
            Self::Character(_) => "pack-name-character",
            Self::Ending => "pack-name-ending",
            Self::Reserved => "pack-name-reserved",
            Self::TooLong => "pack-name-long",
            Self::NotComposed => "pack-name-composed",
        }
    }
}

/// Whether laurea gives a file of a bag this name.
///
/// # Errors
/// It does not.
pub(super) fn check_packed(path: &str) -> Result<(), NameWrong> {
    check(path)?;
    match () {
        () if path.contains('%') => Err(NameWrong::Character('%')),
        () if path.len() > LONGEST_PATH => Err(NameWrong::TooLong),
        () if !is_nfc(path) => Err(NameWrong::NotComposed),
        () => Ok(()),
    }
}

/// Whether a file can have this name on every system, without leaving its folder.
///
/// # Errors
/// It cannot.
pub(super) fn check(path: &str) -> Result<(), NameWrong> {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.starts_with(['/', '\\']) || drive {
        return Err(NameWrong::Absolute);
    }
    if path.split(['/', '\\']).any(|part| matches!(part, "." | "..")) {
        return Err(NameWrong::Traversal);
    }
    path.split('/').try_for_each(check_part)
}

fn check_part(part: &str) -> Result<(), NameWrong> {
    let forbidden = |c: char| c.is_control() || "<>:\"\\|?*".contains(c) || ('\u{2028}'..='\u{202e}').contains(&c);
    if let Some(c) = part.chars().find(|c| forbidden(*c)) {
        return Err(NameWrong::Character(c));
    }
    match () {
        () if part.is_empty() => Err(NameWrong::Empty),
        () if part.ends_with(['.', ' ']) || part.starts_with(' ') => Err(NameWrong::Ending),
        () if part.chars().count() > LONGEST_PART => Err(NameWrong::TooLong),
        () if is_device(part) => Err(NameWrong::Reserved),
        () => Ok(()),
    }
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |name: &str| {
        let digit = stem.strip_prefix(name);
        digit.is_some_and(|digit| matches!(digit.chars().next(), Some('1'..='9' | '¹' | '²' | '³')) && digit.chars().count() == 1)
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

/// What two names have in common that some system takes for one.
pub(super) fn folded(path: &str) -> String {
    composed(path).to_lowercase()
}

/// A name with its letters composed, as names are compared.
pub(super) fn composed(path: &str) -> String {
    if path.is_ascii() { path.to_owned() } else { path.nfc().collect() }
}

/// A name as a manifest may write it, undone: `%0D`, `%0A` and `%25` (RFC 8493, 2.1.3). Names that laurea packs have none.
pub(super) fn decoded(written: &str) -> String {
    let mut name = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('%') {
        name.push_str(&rest[..at]);
        let code = rest.get(at + 1..at + 3).unwrap_or_default().to_ascii_uppercase();
        let (letter, length) = match code.as_str() {
            "0D" => ('\r', 3),
            "0A" => ('\n', 3),
            "25" => ('%', 3),
            _ => ('%', 1),
        };
        name.push(letter);
        rest = &rest[at + length..];
    }
    name + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_papers_pass() {
        for name in ["a", "дипломи/№ 12-2025 лист 1.jpg", "ФИ/130001_001.pdf", "a.b.c", "COM10.txt", "nulla"] {
            assert_eq!(check_packed(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn names_that_some_system_refuses_do_not() {
        use NameWrong::{Absolute, Character, Empty, Ending, NotComposed, Reserved, TooLong, Traversal};
        let long = "я".repeat(121);
        let deep = "абвгд/".repeat(25) + "a";
        let cases = [
            ("", Empty),
            ("a//b", Empty),
            ("/a", Absolute),
            ("\\\\server\\a", Absolute),
            ("c:/a", Absolute),
            ("../a", Traversal),
            ("a/../b", Traversal),
            ("a\\..\\b", Traversal),
            ("./a", Traversal),
            ("a\nb", Character('\n')),
            ("a\rb", Character('\r')),
            ("a\\b", Character('\\')),
            ("что?", Character('?')),
            ("100 %", Character('%')),
            ("a\u{202e}b", Character('\u{202e}')),
            ("a.", Ending),
            ("a /b", Ending),
            (" a", Ending),
            ("nul", Reserved),
            ("x/Com1.txt", Reserved),
            ("lpt9 .txt", Reserved),
            (long.as_str(), TooLong),
            (deep.as_str(), TooLong),
            ("и\u{306}", NotComposed),
        ];
        for (name, wrong) in cases {
            assert_eq!(check_packed(name), Err(wrong), "{name:?}");
        }
    }

    #[test]
    fn names_in_manifests_are_undone_as_the_standard_says() {
        assert_eq!(decoded("a%0Db%0ac%25d"), "a\rb\nc%d");
        assert_eq!(decoded("%250A"), "%0A");
        assert_eq!(decoded("100% a%2"), "100% a%2");
        assert_eq!(decoded("%№"), "%№");
    }

    #[test]
    fn letters_of_either_case_and_of_either_form_are_one_name() {
        assert_eq!(folded("Й.JPG"), folded("и\u{306}.jpg"));
        assert_ne!(folded("и.jpg"), folded("й.jpg"));
    }
}
