//! `kind.toml` and `texts.*.toml` as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::boxes::RawBox;
use super::form::RawForm;
use super::list::RawList;

/// What paper? The file `kind.toml`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawKind {
    /// Title of the paper.
    #[serde(default)]
    pub title: RawTitle,
    /// `graduates` (everybody who graduates), `request` (who asks for it) `duplicate` (made by
    /// `laurea duplicate`) or `list` (a list of people, papers or requests).
    pub audience: Option<RawAudience>,
    /// Statuses of those who may get one. Default: `["graduated"]`.
    pub statuses: Option<Vec<String>>,
    /// File name, a Tera string over the paper's data. Default: `{{ fields.faculty_number }}.pdf`.
    pub file_name: Option<String>,
    /// Fields a record must have for this paper.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Fields printed where the record has them.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Degrees of those who may get one: `professional-bachelor`, `bachelor`, `master`, `doctor`. Default: every degree.
    pub degrees: Option<Vec<String>>,
    /// Languages of the paper, one paper for each: `bg`, `en`. Default: `["bg"]`.
    pub languages: Option<Vec<String>>,
    /// Whether it is printed in Bulgarian and English for those who ask for that. Default: false.
    pub bilingual: Option<bool>,
    /// `required`, `optional` (an empty frame where there is none, to be glued by hand) or `none` (default).
    pub photo: Option<RawPhoto>,
    /// Whether the paper carries the machine-readable code. Default: false.
    pub qr: Option<bool>,
    /// How many pages it may have.
    #[serde(default)]
    pub pages: RawPages,
    /// PDF standards. Default: `["a-2a", "ua-1"]`.
    pub pdf: Option<Vec<String>>,
    /// When and where it is numbered.
    #[serde(default)]
    pub numbering: RawNumbering,
    /// What happens to it after printing, in order: `signed`, `numbered`, `sealed`, `stickered`, `scanned`, `submitted`,
    /// `delivered`. Default: `["signed", "delivered"]`; a list has none.
    pub steps: Option<Vec<String>>,
    /// Who signs.
    #[serde(default)]
    pub signatories: RawSignatories,
    /// What a list is of; for `audience = "list"`.
    pub list: Option<RawList>,
    /// Texts that must stay within a box: measured before anything is numbered.
    #[serde(default)]
    pub boxes: BTreeMap<String, RawBox>,
    /// The pre-printed form, where there is one.
    pub form: Option<RawForm>,
}

/// `title`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTitle {
    /// Bulgarian.
    pub bg: Option<String>,
    /// English.
    pub en: Option<String>,
}

/// `audience`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawAudience {
    /// Everybody who graduates.
    Graduates,
    /// Who asks for it.
    Request,
    /// Nobody: a list of people, papers or requests.
    List,
    /// Who asks for a duplicate of an earlier paper: the duplicate itself and its letters.
    Duplicate,
}

/// `photo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawPhoto {
    /// The photo is printed; without one the record is held.
    Required,
    /// The photo is printed where there is one; else its frame stays empty.
    Optional,
    /// No photo.
    None,
}

/// `pages`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPages {
    /// Least. Default: 1.
    pub min: Option<usize>,
    /// Most. Default: no limit.
    pub max: Option<usize>,
}

/// `[numbering]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawNumbering {
    /// `before-print`, `after-print` or `none` (default).
    pub when: Option<String>,
    /// Register book of institution.toml.
    pub book: Option<String>,
    /// The kind whose number it carries.
    pub companion_of: Option<String>,
}

/// `[signatories]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSignatories {
    /// `rector`, `head`, `office`.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// `texts.bg.toml`: a table a sentence.
pub type RawTexts = BTreeMap<String, RawSentence>;

/// `[NAME]`, or `[[NAME]]` where its wording changed.
#[derive(Debug)]
pub enum RawSentence {
    /// One wording.
    One([RawText; 1]),
    /// Several, each for its time.
    Many(Vec<RawText>),
}

impl RawSentence {
    /// The wordings.
    pub fn versions(&self) -> &[RawText] {
        match self {
            Self::One(text) => text,
            Self::Many(texts) => texts,
        }
    }

    /// Whether it is written as one.
    pub fn is_one(&self) -> bool {
        matches!(self, Self::One(_))
    }
}

/// By hand, so that a mistake in a wording is reported at its place.
impl<'de> Deserialize<'de> for RawSentence {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = RawSentence;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table or an array of tables")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<RawSentence, A::Error> {
                RawText::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(|one| RawSentence::One([one]))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, seq: A) -> Result<RawSentence, A::Error> {
                Vec::deserialize(serde::de::value::SeqAccessDeserializer::new(seq)).map(RawSentence::Many)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// One wording of a sentence.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawText {
    /// The sentence, a Tera string over the paper's data.
    pub text: Option<String>,
    /// Its legal or institutional source.
    pub source: Option<String>,
    /// First day in force, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last day in force, `YYYY-MM-DD`.
    pub until: Option<String>,
}
