//! The words of every message, in both languages, from two files beside this one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Code, Explanation, Finding, Lang, explain};

/// What is said about one code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// One line: what is wrong. `{found}`, `{expected}` and further placeholders are filled from the finding.
    pub message: String,
    /// One line: what to do.
    pub hint: String,
    /// The text of `laurea explain CODE`: why it matters, how it is found, its source, how to cure it.
    pub explain: String,
}

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    #[serde(skip)]
    lang: Lang,
    code: BTreeMap<String, Entry>,
    ui: BTreeMap<String, String>,
}

static BULGARIAN: LazyLock<Catalogue> = LazyLock::new(|| parse(include_str!("messages.bg.toml"), Lang::Bg));
static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| parse(include_str!("messages.en.toml"), Lang::En));

impl Catalogue {
    /// The catalogue of a language.
    #[must_use]
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Bg => &BULGARIAN,
            Lang::En => &ENGLISH,
        }
    }

    /// What is said about a code.
    #[must_use]
    pub fn entry(&self, code: Code) -> Option<&Entry> {
        self.code.get(code.name())
    }

    /// The code in a few words; its name where nothing is explained of it.
    #[must_use]
    pub fn title(&self, code: Code) -> &'static str {
        self.explanation(code).map_or(code.name(), |explanation| explanation.title.as_str())
    }

    /// Why a code matters, with an example and its source.
    #[must_use]
    pub fn explanation(&self, code: Code) -> Option<&'static Explanation> {
        explain::explanation(code, self.lang)
    }

    /// The finding in one line of words.
    #[must_use]
    pub fn message(&self, finding: &Finding) -> String {
        let template = self.entry(finding.code).map_or(finding.code.name(), |entry| &entry.message);
        let message = fill(template, |name| finding.placeholder(name, self.lang));
        match finding.placeholder("distance", self.lang) {
            Some(distance) => {
                let guess = self.ui("finding-near", &[("suggestion", &finding.suggestion), ("distance", distance)]);
                format!("{message} {guess}")
            }
            None => message,
        }
    }

    /// What to do about the finding, in one line.
    #[must_use]
    pub fn hint(&self, finding: &Finding) -> String {
        let template = self.entry(finding.code).map_or("", |entry| &entry.hint);
        fill(template, |name| finding.placeholder(name, self.lang))
    }

    /// What the findings of a code have in common: message and hint, with „…“ for whatever differs from one to the next.
    #[must_use]
    pub fn in_general(&self, code: Code) -> (String, String) {
        // The dots close the sentence where it ends with what differs.
        let general = |template: &str| fill(template, |_| Some("…")).replace("….", "…");
        self.entry(code).map_or_else(Default::default, |entry| (general(&entry.message), general(&entry.hint)))
    }

    /// A word or sentence of the user interface, with its placeholders filled; the key itself where it is not listed.
    #[must_use]
    pub fn ui(&self, key: &str, args: &[(&str, &str)]) -> String {
        let template = self.ui.get(key).map_or(key, String::as_str);
        fill(template, |name| args.iter().find(|(key, _)| *key == name).map(|(_, value)| *value))
    }

    /// Keys of all user interface texts, for the test that both languages have the same.
    pub fn ui_keys(&self) -> impl Iterator<Item = &str> {
        self.ui.keys().map(String::as_str)
    }

    /// Names of all explained codes, for the test that both languages have the same.
    pub fn code_names(&self) -> impl Iterator<Item = &str> {
        self.code.keys().map(String::as_str)
    }
}

/// A word or sentence of the user interface in a language; see [`Catalogue::ui`].
#[must_use]
pub fn ui(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    Catalogue::of(lang).ui(key, args)
}

fn parse(text: &str, lang: Lang) -> Catalogue {
    let catalogue: Catalogue = toml::from_str(text)
        .unwrap_or_else(|error| panic!("messages.{}.toml is part of the program and tested: {error}", lang.code()));
    Catalogue { lang, ..catalogue }
}

fn fill<'a>(template: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else { break };
        let name = &rest[open + 1..open + close];
        match value(name) {
            Some(text) => out.push_str(text),
            None => out.push_str(&rest[open..=open + close]),
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_explain_every_code_and_nothing_else() {
        let codes: Vec<&str> = {
            let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
            names.sort_unstable();
            names
        };
        for lang in [Lang::Bg, Lang::En] {
            let named: Vec<&str> = Catalogue::of(lang).code_names().collect();
            assert_eq!(named, codes, "{lang:?}");
        }
    }

    #[test]
    fn both_languages_have_the_same_interface_texts() {
        let keys = |lang| Catalogue::of(lang).ui_keys().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(keys(Lang::Bg), keys(Lang::En));
    }

    #[test]
    fn unknown_placeholders_stay_visible() {
        assert_eq!(fill("a {x} b {y}", |name| (name == "x").then_some("1")), "a 1 b {y}");
    }
}
