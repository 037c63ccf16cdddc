//! A text in both languages.

use crate::model::transliterate;

/// A text in Bulgarian and English, each in one line or several; either may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Both {
    /// In Bulgarian.
    pub bg: String,
    /// In English.
    pub en: String,
}

impl Both {
    /// The same in both: a number.
    pub fn same(text: String) -> Self {
        Self { bg: text.clone(), en: text }
    }

    /// With the Bulgarian text in place of an English one that is not there, as papers in English have it.
    pub fn or_as_it_is(self) -> Self {
        if self.en.is_empty() { Self::same(self.bg) } else { self }
    }

    /// The texts that are there, each with its language, English first; a name without an English one is told in Latin letters, too.
    pub fn by_language(&self) -> Vec<(&'static str, String)> {
        let latin = if self.en.is_empty() { transliterate(&self.bg) } else { String::new() };
        let latin = if latin == self.bg { String::new() } else { latin };
        let all = [("en", self.en.clone()), ("bg", self.bg.clone()), ("bg-Latn", latin)];
        all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_has_no_english_is_readable_all_the_same() {
        let languages = |bg: &str, en: &str| Both { bg: bg.to_owned(), en: en.to_owned() }.by_language();
        assert_eq!(languages("Право", "Law"), [("en", "Law".to_owned()), ("bg", "Право".to_owned())]);
        assert_eq!(languages("Право", ""), [("bg", "Право".to_owned()), ("bg-Latn", "Pravo".to_owned())]);
        assert_eq!(languages("Python", ""), [("bg", "Python".to_owned())]);
    }
}
