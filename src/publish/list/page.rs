//! The page of a list: one file with its style and its script, in both languages, which loads nothing but the files of the list.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::Publishing;
use crate::diag::{Lang, ui};
use crate::model::bulgarian_date;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the page may answer, by the names of `page.js`, and how it looks.
const ANSWERS: [(&str, &str); 12] = [
    ("holds", "good"),
    ("annulled", "bad"),
    ("replaced", "doubt"),
    ("altered", "bad"),
    ("unknown", "bad"),
    ("number", "doubt"),
    ("malformed", "doubt"),
    ("institution", "doubt"),
    ("broken", "doubt"),
    ("picture", "doubt"),
    ("camera", "doubt"),
    ("working", "plain"),
];

/// The page of a list.
pub(super) fn page(whose: &Publishing) -> String {
    let mut page = String::with_capacity(PAGE.len() + STYLE.len() + SCRIPT.len() + 16_384);
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("{{") {
        let (key, after) = after.split_once("}}").unwrap_or((after, ""));
        page += before;
        page += &filled(key, whose);
        rest = after;
    }
    page + rest
}

fn filled(key: &str, whose: &Publishing) -> String {
    match key {
        "policy" => policy(),
        "style" => STYLE.to_owned(),
        "script" => SCRIPT.to_owned(),
        "title" => escaped(&format!("{} – {}", ui(Lang::Bg, "list-page-title", &[]), whose.name_bg)),
        "house" => both(&whose.name_bg, &whose.name_en),
        "answers" => ANSWERS.iter().map(|(state, look)| answer(state, look, whose)).collect(),
        "as_of" => as_of(whose),
        _ => match key.split_once(':') {
            Some(("bg", key)) => escaped(&ui(Lang::Bg, key, &[])),
            Some(("en", key)) => escaped(&ui(Lang::En, key, &[])),
            _ => said(key, &[], &[]),
        },
    }
}

/// Nothing but what is on the page, and the scripts of the list beside it. `'self'` is not every browser's word for files of a disk.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; script-src {} 'self' file:; style-src {}; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

fn answer(state: &str, look: &str, whose: &Publishing) -> String {
    let (title, text) = (format!("list-said-{state}"), format!("list-said-{state}-text"));
    let text = said(&text, &[("institution", &whose.name_bg)], &[("institution", &whose.name_en)]);
    let progress = if state == "working" { "<progress value=\"0\" aria-hidden=\"true\"></progress>" } else { "" };
    format!(
        "<template id=\"said-{state}\"><div class=\"said {look}\"><h2>{}</h2><p>{text}</p>{progress}</div></template>\n",
        said(&title, &[], &[])
    )
}

fn as_of(whose: &Publishing) -> String {
    let Some(day) = whose.as_of else { return String::new() };
    let (bg, en) = (bulgarian_date(day), day.to_string());
    format!("<p>{}</p>\n", said("list-page-as-of", &[("date", &bg)], &[("date", &en)]))
}

/// A text of the catalogues in both languages.
fn said(key: &str, bg: &[(&str, &str)], en: &[(&str, &str)]) -> String {
    both(&ui(Lang::Bg, key, bg), &ui(Lang::En, key, en))
}

fn both(bg: &str, en: &str) -> String {
    format!("<span lang=\"bg\">{}</span><span lang=\"en\">{}</span>", escaped(bg), escaped(en))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn whose() -> Publishing {
        Publishing {
            institution: "DUS".to_owned(),
            name_bg: "Университет <„Дунав“> & син".to_owned(),
            name_en: "University".to_owned(),
            as_of: Some(jiff::civil::date(2025, 10, 1)),
            out: PathBuf::new(),
            key: PathBuf::new(),
            cache: PathBuf::new(),
        }
    }

    #[test]
    fn the_page_is_filled_and_loads_nothing_from_elsewhere() {
        let page = page(&whose());
        assert!(page.contains("Университет &lt;„Дунав“&gt; &amp; син") && !page.contains("Университет <"));
        assert!(page.contains("01.10.2025\u{a0}г.") && page.contains("2025-10-01"));
        for strange in ["{{", "}}", "list-page-", "list-said-", "http:", "https:", " src=", " href="] {
            assert!(!page.contains(strange), "{strange}");
        }
        for (state, _) in ANSWERS {
            assert!(page.contains(&format!("id=\"said-{state}\"")), "{state}");
        }
        let alone = self::page(&Publishing { as_of: None, ..whose() });
        assert!(!alone.contains("2025-10-01"));
    }

    #[test]
    fn every_answer_of_the_script_is_on_the_page() {
        for word in [
            "'institution'",
            "'altered'",
            "'broken'",
            "'unknown'",
            "'number'",
            "'malformed'",
            "'working'",
            "'camera'",
            "'picture'",
        ] {
            assert!(SCRIPT.contains(word), "{word}");
            assert!(ANSWERS.iter().any(|(state, _)| format!("'{state}'") == word), "{word}");
        }
    }
}
