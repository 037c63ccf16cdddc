//! `[consent]`, as written and as meant: what graduates are asked, in which words, and what a plain „да“ means.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Reader;
use super::pipeline::date;
use crate::model::Purpose;

/// `[consent]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawConsent {
    /// What a plain yes in the column `alumni_consent` agrees to: `book`, `photo`, `mail`. Default: `book` alone.
    pub yes: Option<Vec<String>>,
    /// The texts that people agree to, each under its version.
    #[serde(default)]
    pub texts: Vec<RawConsentText>,
}

/// `[[consent.texts]]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawConsentText {
    /// Its version, as the log names it. A text that has changed is another version.
    pub version: Option<String>,
    /// First day on which people agree to it, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// What it asks for: `book`, `photo`, `mail`. Default: all of them.
    pub purposes: Option<Vec<String>>,
    /// The text in Bulgarian.
    pub bg: Option<String>,
    /// The text in English.
    pub en: Option<String>,
}

/// What graduates are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// What a plain yes agrees to.
    pub yes: Vec<Purpose>,
    /// The texts, by their first day.
    pub texts: Vec<ConsentText>,
}

/// A text that people agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentText {
    /// Its version.
    pub version: String,
    /// First day on which people agree to it.
    pub from: Date,
    /// What it asks for.
    pub purposes: Vec<Purpose>,
    /// The text in Bulgarian.
    pub bg: String,
    /// The text in English.
    pub en: String,
}

impl Default for Consent {
    fn default() -> Self {
        Self { yes: vec![Purpose::Book], texts: Vec::new() }
    }
}

impl Consent {
    /// The text in force for a purpose on a day.
    #[must_use]
    pub fn text(&self, purpose: Purpose, day: Date) -> Option<&ConsentText> {
        self.texts.iter().rev().find(|text| text.from <= day && text.purposes.contains(&purpose))
    }

    /// The text of a version.
    #[must_use]
    pub fn version(&self, version: &str) -> Option<&ConsentText> {
        self.texts.iter().find(|text| text.version == version)
    }
}

impl Reader<'_> {
    pub(super) fn consent(&mut self, raw: &RawConsent) -> Consent {
        let mut consent = Consent::default();
        if let Some(yes) = &raw.yes {
            consent.yes = self.words("consent.yes", yes, &Purpose::ALL, Purpose::name);
        }
        for (at, text) in raw.texts.iter().enumerate() {
            let text = self.consent_text(&format!("consent.texts[{at}]"), text);
            if let Some(text) = text {
                if consent.version(&text.version).is_some() {
                    self.complain(&format!("consent.texts[{at}].version"), "config-consent-twice", &[("found", &text.version)]);
                } else {
                    consent.texts.push(text);
                }
            }
        }
        consent.texts.sort_by_key(|text| text.from);
        consent
    }

    fn consent_text(&mut self, key: &str, raw: &RawConsentText) -> Option<ConsentText> {
        let version = self.required(&format!("{key}.version"), raw.version.as_ref()).trim().to_owned();
        let bg = self.required(&format!("{key}.bg"), raw.bg.as_ref()).trim().to_owned();
        let en = self.required(&format!("{key}.en"), raw.en.as_ref()).trim().to_owned();
        let from = self.required(&format!("{key}.from"), raw.from.as_ref());
        let from = if from.is_empty() { None } else { date(&from, &format!("{key}.from"), self.source, self.complaints) };
        let purposes = match &raw.purposes {
            Some(words) => self.words(&format!("{key}.purposes"), words, &Purpose::ALL, Purpose::name),
            None => Purpose::ALL.to_vec(),
        };
        Some(ConsentText { version: Some(version).filter(|version| !version.is_empty())?, from: from?, purposes, bg, en })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Complaints, SourceFile};
    use super::*;

    fn read(text: &str) -> (Consent, Vec<&'static str>) {
        let mut complaints = Complaints::new();
        let (source, raw): (SourceFile, RawConsent) = SourceFile::parse(Path::new("x.toml"), text.to_owned(), &mut complaints);
        let consent = Reader { source: &source, complaints: &mut complaints }.consent(&raw);
        (consent, complaints.iter().map(|complaint| complaint.message).collect())
    }

    const TWO: &str = r#"
[[texts]]
version = "2"
from = "2026-01-01"
purposes = ["book"]
bg = "Втори текст"
en = "Second text"
[[texts]]
version = "1"
from = "2025-01-01"
bg = "Първи текст"
en = "First text"
"#;

    #[test]
    fn a_plain_yes_is_for_the_book_alone_and_the_text_in_force_is_the_last_of_its_purpose() {
        let (consent, complaints) = read(TWO);
        assert!(complaints.is_empty() && consent.yes == [Purpose::Book], "{complaints:?}");
        let text = |purpose, day: &str| consent.text(purpose, day.parse().unwrap()).map(|text| text.version.as_str());
        assert_eq!(text(Purpose::Book, "2024-12-31"), None);
        assert_eq!(text(Purpose::Book, "2025-12-31"), Some("1"));
        assert_eq!(text(Purpose::Book, "2026-01-01"), Some("2"));
        assert_eq!(text(Purpose::Mail, "2026-01-01"), Some("1"));
    }

    #[test]
    fn what_cannot_be_meant_is_complained_of() {
        assert_eq!(read("yes = [\"fame\"]").1, ["config-unknown-word"]);
        assert_eq!(read("[[texts]]\nversion = \"1\"").1, ["config-missing"; 3]);
        assert_eq!(read(&TWO.replace("version = \"2\"", "version = \"1\"")).1, ["config-consent-twice"]);
        assert_eq!(read(&TWO.replace("2026-01-01", "1.1.2026")).1, ["config-date"]);
    }
}
