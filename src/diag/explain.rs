//! What `laurea explain` adds to a message: the defect in a few words, why it matters, an example, the source.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Code, Lang};

/// What is explained about one code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// The defect in a few words, without placeholders and without a full stop.
    pub title: String,
    /// Whom or what it harms if it goes unnoticed.
    pub why: String,
    /// An invented example.
    pub example: String,
    /// The law, state register or standard it rests on; empty where there is none.
    #[serde(default)]
    pub source: String,
}

type Explanations = BTreeMap<String, Explanation>;

static BULGARIAN: LazyLock<Explanations> = LazyLock::new(|| parse(include_str!("explain.bg.toml"), Lang::Bg));
static ENGLISH: LazyLock<Explanations> = LazyLock::new(|| parse(include_str!("explain.en.toml"), Lang::En));

/// What is explained about a code in a language.
pub(super) fn explanation(code: Code, lang: Lang) -> Option<&'static Explanation> {
    of(lang).get(code.name())
}

fn of(lang: Lang) -> &'static Explanations {
    match lang {
        Lang::Bg => &BULGARIAN,
        Lang::En => &ENGLISH,
    }
}

fn parse(text: &str, lang: Lang) -> Explanations {
    toml::from_str(text).unwrap_or_else(|error| panic!("explain.{}.toml is part of the program and tested: {error}", lang.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_title_a_reason_and_an_example_in_both_languages() {
        for lang in [Lang::Bg, Lang::En] {
            let told = |code: &Code| {
                explanation(*code, lang).is_some_and(|e| e.title.chars().count() > 5 && e.why.len() > 40 && e.example.len() > 20)
            };
            let missing: Vec<&str> = Code::ALL.iter().filter(|code| !told(code)).map(|code| code.name()).collect();
            assert!(missing.is_empty(), "explain.{}.toml lacks title, why or example of {missing:?}", lang.code());
            let unknown: Vec<&String> = of(lang).keys().filter(|name| Code::parse(name).is_none()).collect();
            assert!(unknown.is_empty(), "explain.{}.toml has {unknown:?}", lang.code());
        }
    }

    #[test]
    fn titles_are_short_and_plain_and_sources_stand_in_both_languages() {
        for code in Code::ALL {
            let (bg, en) = (explanation(*code, Lang::Bg), explanation(*code, Lang::En));
            let (Some(bg), Some(en)) = (bg, en) else { continue };
            assert_eq!(bg.source.is_empty(), en.source.is_empty(), "{code}: a source in one language only");
            for title in [&bg.title, &en.title] {
                assert!(title.chars().count() <= 70 && !title.ends_with('.') && !title.contains(['{', '}']), "{code}: {title}");
            }
        }
    }
}
