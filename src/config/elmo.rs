//! `[elmo]`, as written and as meant: how machine-readable twins of papers name the institution, and what they may say of a person.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Reader;

/// `[elmo]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawElmo {
    /// Web page of the institution.
    pub url: Option<String>,
    /// Code of its country, ISO 3166-1 alpha-2. Default: `BG`.
    pub country: Option<String>,
    /// Its identifiers by type: `schac`, `erasmus`, `pic` or any other; at least one.
    #[serde(default)]
    pub issuer: BTreeMap<String, String>,
    /// Which identifiers of the person go out: `faculty-number`, `esi` (European Student Identifier), `national` (ЕГН, ЛНЧ).
    /// Default: none.
    #[serde(default)]
    pub identifiers: Vec<String>,
    /// Kinds whose issued PDF is attached. Default: every kind, but no paper that prints ЕГН, ЛНЧ or another identifier, unless
    /// `national` is among `identifiers`.
    pub attach: Option<Vec<String>>,
    /// Whose Diploma Supplement goes along: `issued` (only one that was issued) or `always` (else it is made from the data of
    /// diploma and appendix, and says so). Default: `always`.
    pub supplement: Option<String>,
    /// Year of the rules that the headings of the supplement follow: 1997, 2007 or 2018. Default: 2007.
    pub supplement_version: Option<u16>,
}

/// How machine-readable twins of papers name the institution, and what they may say of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elmo {
    /// Web page of the institution.
    pub url: String,
    /// Code of its country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Its identifiers by type; never empty.
    pub issuer: BTreeMap<String, String>,
    /// Which identifiers of the person go out.
    pub identifiers: Vec<LearnerIdentifier>,
    /// Kinds whose issued PDF is attached; `None` for every paper that prints no identifier that may not go out.
    pub attach: Option<Vec<String>>,
    /// Which Diploma Supplement goes along.
    pub supplement: SupplementOf,
    /// Year of the rules that the headings of the supplement follow.
    pub supplement_version: u16,
}

impl Elmo {
    /// Whether an identifier of the person may go out.
    #[must_use]
    pub fn allows(&self, identifier: LearnerIdentifier) -> bool {
        self.identifiers.contains(&identifier)
    }
}

/// An identifier of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LearnerIdentifier {
    /// The faculty number.
    FacultyNumber,
    /// The European Student Identifier, made of the SCHAC identifier and the faculty number.
    Esi,
    /// ЕГН, ЛНЧ, or what stands in their place.
    National,
}

impl LearnerIdentifier {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::FacultyNumber, Self::Esi, Self::National];

    /// The word in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FacultyNumber => "faculty-number",
            Self::Esi => "esi",
            Self::National => "national",
        }
    }
}

/// Which Diploma Supplement goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupplementOf {
    /// Only one that was issued.
    Issued,
    /// One that was issued, else one made from the data of diploma and appendix.
    Always,
}

impl SupplementOf {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Issued, Self::Always];

    /// The word in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Always => "always",
        }
    }
}

/// Versions of the Diploma Supplement.
const VERSIONS: [u16; 3] = [1997, 2007, 2018];

impl Reader<'_> {
    /// How twins of papers name the institution; `None` where the file says nothing of them.
    pub(super) fn elmo(&mut self, raw: Option<&RawElmo>) -> Option<Elmo> {
        let raw = raw?;
        let url = self.required("elmo.url", raw.url.as_ref());
        if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
            self.complain("elmo.url", "config-elmo-url", &[("found", &url)]);
        }
        let country = raw.country.clone().unwrap_or_else(|| "BG".to_owned());
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.complain("elmo.country", "config-elmo-country", &[("found", &country)]);
        }
        if raw.issuer.values().all(|value| value.trim().is_empty()) {
            self.complain("elmo.issuer", "config-elmo-issuer", &[]);
        }
        let identifiers = self.words("elmo.identifiers", &raw.identifiers, &LearnerIdentifier::ALL, LearnerIdentifier::name);
        if identifiers.contains(&LearnerIdentifier::Esi) && !raw.issuer.contains_key("schac") {
            self.complain("elmo.identifiers", "config-elmo-esi", &[]);
        }
        let supplement =
            raw.supplement.as_ref().and_then(|word| self.word("elmo.supplement", word, &SupplementOf::ALL, SupplementOf::name));
        let version = raw.supplement_version.unwrap_or(VERSIONS[1]);
        if !VERSIONS.contains(&version) {
            let known = VERSIONS.map(|year| year.to_string()).join(", ");
            self.complain(
                "elmo.supplement_version",
                "config-unknown-word",
                &[("found", &version.to_string()), ("known", &known)],
            );
        }
        Some(Elmo {
            url,
            country,
            issuer: raw
                .issuer
                .iter()
                .filter(|(_, value)| !value.trim().is_empty())
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect(),
            identifiers,
            attach: raw.attach.clone(),
            supplement: supplement.unwrap_or(SupplementOf::Always),
            supplement_version: version,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::{Complaints, Institution};

    use super::*;

    fn read(lines: &str) -> (Option<Elmo>, Vec<String>) {
        let mut complaints = Complaints::new();
        let text = format!("name = {{ bg = \"У\" }}\nseat = {{ bg = \"гр. Русе\" }}\n{lines}\n");
        let institution = Institution::parse(Path::new("institution.toml"), text, &mut complaints);
        // Of the sheets it says nothing, which is complained of too.
        let own = complaints.iter().filter(|complaint| complaint.message != "config-missing");
        (institution.elmo, own.map(|complaint| complaint.message.to_owned()).collect())
    }

    #[test]
    fn without_a_word_there_is_none_and_with_one_nothing_of_a_person_goes_out() {
        assert_eq!(read(""), (None, vec![]));
        let (elmo, complaints) = read("[elmo]\nurl = \"https://uni.example\"\nissuer = { schac = \"uni.example\" }");
        let elmo = elmo.expect("a table");
        assert!(complaints.is_empty(), "{complaints:?}");
        assert_eq!((elmo.country.as_str(), elmo.supplement, elmo.supplement_version), ("BG", SupplementOf::Always, 2007));
        assert!(elmo.identifiers.is_empty() && elmo.attach.is_none() && !elmo.allows(LearnerIdentifier::National));
    }

    #[test]
    fn what_cannot_be_meant_is_complained_of_all_at_once() {
        let lines = "[elmo]\nurl = \"uni.example\"\ncountry = \"Bulgaria\"\nidentifiers = [\"esi\", \"egn\"]\nsupplement = \"never\"\n\
                     supplement_version = 2019";
        let (_, complaints) = read(lines);
        let expected = [
            "config-elmo-url",
            "config-elmo-country",
            "config-elmo-issuer",
            "config-unknown-word",
            "config-elmo-esi",
            "config-unknown-word",
            "config-unknown-word",
        ];
        assert_eq!(complaints, expected);
    }
}
