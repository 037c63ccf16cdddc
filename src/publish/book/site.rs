//! The book as a small web site: plain pages that need no server, no network and no script; a script searches where one may run.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tera::{Context, Tera};

use super::{Bar, Edition, Letter, Listed, Section, Title, words};
use crate::diag::Lang;

/// What all pages share; the ending of the names makes Tera escape every value for HTML.
const FRAME: (&str, &str) = ("frame.html", include_str!("site/frame.html"));
/// The first page: figures, index, charts.
const START: (&str, &str) = ("start.html", include_str!("site/start.html"));
/// The page of a faculty.
const FACULTY: (&str, &str) = ("faculty.html", include_str!("site/faculty.html"));
/// How it looks.
const STYLE: &str = include_str!("site/book.css");
/// What searches.
const SCRIPT: &str = include_str!("site/search.js");

/// A page that cannot be made; the templates are part of the program and tested.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct SiteError(#[from] tera::Error);

/// The files of the site by name, with forward slashes: the pages in Bulgarian, those in English under `en/`, the photos.
///
/// # Errors
/// What Tera says of a template; never because of the data.
pub fn site(edition: &Edition) -> Result<BTreeMap<String, Vec<u8>>, SiteError> {
    let mut tera = Tera::default();
    tera.add_raw_templates([FRAME, START, FACULTY])?;
    let mut files = BTreeMap::new();
    for lang in Lang::ALL {
        let pages = Pages { edition, lang, words: words(lang) };
        let folder = if lang == Lang::Bg { "" } else { "en/" };
        files.insert(format!("{folder}index.html"), pages.start(&tera)?.into_bytes());
        for faculty in &edition.faculties {
            files.insert(format!("{folder}{}.html", faculty.id), pages.faculty(&tera, faculty)?.into_bytes());
        }
    }
    files.extend(edition.photos.iter().map(|(name, bytes)| (format!("photos/{name}"), bytes.clone())));
    Ok(files)
}

/// The pages of a language.
struct Pages<'a> {
    edition: &'a Edition,
    lang: Lang,
    words: BTreeMap<String, String>,
}

impl Pages<'_> {
    fn start(&self, tera: &Tera) -> Result<String, SiteError> {
        let mut context = self.frame("index");
        let edition = self.edition;
        let index = if self.lang == Lang::Bg { &edition.index } else { &edition.index_latin };
        context.insert("faculties", &edition.faculties.iter().map(|faculty| self.section(faculty, 0)).collect::<Vec<_>>());
        context.insert("bars", &json!({ "faculty": self.bars(&edition.by_faculty), "degree": self.bars(&edition.by_degree) }));
        context.insert("index", &index.iter().enumerate().map(|(at, letter)| self.letter(at, letter)).collect::<Vec<_>>());
        Ok(tera.render(START.0, &context)?)
    }

    fn faculty(&self, tera: &Tera, faculty: &Section) -> Result<String, SiteError> {
        let mut context = self.frame(&faculty.id);
        context.insert("faculty", &self.section(faculty, 0));
        Ok(tera.render(FACULTY.0, &context)?)
    }

    /// What every page says.
    fn frame(&self, page: &str) -> Context {
        let edition = self.edition;
        let (root, twin) = match self.lang {
            Lang::Bg => ("", format!("en/{page}.html")),
            Lang::En => ("../", format!("../{page}.html")),
        };
        let mut context = Context::new();
        context.insert("lang", self.lang.code());
        context.insert("other_lang", if self.lang == Lang::Bg { "en" } else { "bg" });
        context.insert("word", &self.words);
        context.insert("root", root);
        context.insert("twin", &twin);
        context.insert("style", STYLE);
        context.insert("script", SCRIPT);
        context.insert("script_hash", &BASE64_STANDARD.encode(Sha256::digest(SCRIPT.as_bytes())));
        context.insert("institution", &self.title(&edition.institution, ""));
        context.insert("contact", &self.title(&edition.contact, ""));
        context.insert("year", &edition.year);
        context.insert("threshold", &edition.threshold.to_string());
        context.insert("listed", &edition.listed);
        context.insert("count", &edition.count);
        context
    }

    /// A title in the page's language; in the other one where there is none, and then it says so.
    fn title(&self, title: &Title, missing: &str) -> Value {
        let (own, other) = match self.lang {
            Lang::Bg => (&title.bg, &title.en),
            Lang::En => (&title.en, &title.bg),
        };
        let other_lang = if self.lang == Lang::Bg { "en" } else { "bg" };
        match (own.is_empty(), other.is_empty()) {
            (false, _) => json!({ "text": own, "lang": null }),
            (true, false) => json!({ "text": other, "lang": other_lang }),
            (true, true) => json!({ "text": self.words.get(missing), "lang": null }),
        }
    }

    /// A section with what stands in it; `depth` is 0 for a faculty.
    fn section(&self, section: &Section, depth: usize) -> Value {
        let missing = ["no_faculty", "no_degree", "no_speciality"][depth.min(2)];
        json!({
            "id": section.id,
            "title": self.title(&section.title, missing),
            "listed": section.listed,
            "count": section.count,
            "parts": section.parts.iter().map(|part| self.section(part, depth + 1)).collect::<Vec<_>>(),
            "people": section.people.iter().map(|person| self.person(person)).collect::<Vec<_>>(),
        })
    }

    fn person(&self, person: &Listed) -> Value {
        let (name, other) = match self.lang {
            Lang::Bg => (&person.name, None),
            Lang::En => (&person.name_latin, Some(&person.name)),
        };
        json!({ "id": person.id, "name": name, "other": other, "initials": person.initials, "photo": person.photo })
    }

    fn letter(&self, at: usize, letter: &Letter) -> Value {
        json!({ "id": format!("l{}", at + 1), "letter": letter.letter, "entries": letter.entries })
    }

    /// Bars, their lengths in per cent.
    fn bars(&self, bars: &[Bar]) -> Vec<Value> {
        let per_cent = |thousandths: u64| format!("{}.{}%", thousandths / 10, thousandths % 10);
        let bar = |bar: &Bar| {
            json!({
                "title": self.title(&bar.title, "no_faculty"),
                "listed": bar.listed,
                "count": bar.count,
                "listed_length": per_cent(bar.listed_length),
                "other_length": per_cent(bar.other_length),
            })
        };
        bars.iter().map(bar).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Graduate, Person, Who};
    use super::*;
    use crate::model::Degree;

    const NASTY: &str = "<script>alert('1')</script> \"& Ко\"";

    fn pages() -> BTreeMap<String, Vec<u8>> {
        let faculty = Title { bg: NASTY.to_owned(), en: String::new() };
        let unnamed = Graduate {
            faculty: faculty.clone(),
            degree: Some(Degree::Bachelor),
            speciality: Title { bg: NASTY.to_owned(), en: "Chemistry".to_owned() },
            ..Graduate::default()
        };
        let person = Person { name: NASTY.to_owned(), name_latin: NASTY.to_owned(), photo: Some(vec![0xff, 0xd8]) };
        let named = Graduate { who: Who::Named(person), ..unnamed.clone() };
        let mut graduates = vec![unnamed; 7];
        graduates.push(named);
        let head = Edition { year: "2024/2025".to_owned(), institution: faculty, threshold: 5, ..Edition::default() };
        site(&Edition::of(head, graduates, &[])).expect("the templates render")
    }

    fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
        String::from_utf8(files[name].clone()).expect("UTF-8")
    }

    #[test]
    fn there_is_a_page_for_all_and_one_for_each_faculty_in_both_languages() {
        let names: Vec<String> = pages().into_keys().collect();
        assert_eq!(&names[..4], ["en/f1.html", "en/index.html", "f1.html", "index.html"]);
        assert!(names[4].starts_with("photos/") && names.len() == 5);
    }

    #[test]
    fn what_people_wrote_is_escaped_and_every_place_filled() {
        let files = pages();
        for name in ["index.html", "f1.html", "en/index.html", "en/f1.html"] {
            let html = text(&files, name);
            assert!(html.contains("&lt;script&gt;alert"), "{name}");
            assert_eq!(html.matches("<script").count(), html.matches("<script>(").count(), "{name}: only our own");
            let body = html.split("<main").nth(1).unwrap_or_default();
            let body = body.split("<script>").next().unwrap_or_default();
            assert!(!body.contains(['{', '}']), "{name}");
            assert!(!html.contains("://"), "{name} leads out of the house");
        }
    }

    #[test]
    fn the_policy_allows_this_very_script_and_nothing_from_elsewhere() {
        let html = text(&pages(), "index.html");
        let script = html.split("<script>").nth(1).and_then(|rest| rest.split("</script>").next()).expect("a script");
        let hash = BASE64_STANDARD.encode(Sha256::digest(script.as_bytes()));
        assert!(html.contains(&format!("script-src 'sha256-{hash}'")), "the hash is of what stands between the tags");
        assert!(html.contains("default-src 'none'"));
    }

    #[test]
    fn a_title_without_english_is_marked_as_bulgarian() {
        let html = text(&pages(), "en/f1.html");
        assert!(html.contains("lang=\"en\">") && html.contains("<span lang=\"bg\">&lt;script"), "{html}");
    }
}
