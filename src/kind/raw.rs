//! `kind.toml` and `texts.*.toml` as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// What paper? The file `kind.toml`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawKind {
    /// Title of the paper.
    #[serde(default)]
    pub title: RawTitle,
    /// `graduates` (everybody who graduates), `request` (who asks for it) or `duplicate` (made by `laurea duplicate`).
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
    /// `required` or `none` (default).
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
    /// Who signs.
    #[serde(default)]
    pub signatories: RawSignatories,
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
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawAudience {
    /// Everybody who graduates.
    Graduates,
    /// Who asks for it.
    Request,
    /// Who asks for a duplicate of an earlier paper: the duplicate itself and its letters.
    Duplicate,
}

/// `photo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawPhoto {
    /// The photo is printed; without one the record is held.
    Required,
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
pub type RawTexts = BTreeMap<String, RawText>;

/// One sentence.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawText {
    /// The sentence, a Tera string over the paper's data.
    pub text: Option<String>,
    /// Its legal or institutional source.
    #[serde(rename = "source")]
    pub _source: Option<String>,
    /// First day in force, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last day in force, `YYYY-MM-DD`.
    pub until: Option<String>,
}
