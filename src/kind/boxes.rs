//! Boxes: texts that must stay within their place on the paper, measured before anything is numbered.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::Reader;
use crate::diag::FieldTag;
use crate::model::Field;

/// `[boxes.NAME]` as written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawBox {
    /// Path of the text in the paper's data: `fields.full_name`, `institution.name`.
    pub text: Option<String>,
    /// Width in mm.
    pub width: Option<f64>,
    /// Height in mm. Default: no limit.
    pub height: Option<f64>,
    /// Wished size in pt.
    pub size: Option<f64>,
    /// Smallest size in pt. Default: `size`.
    pub least: Option<f64>,
    /// Weight: `regular` (default), `semibold`, `bold`.
    pub weight: Option<String>,
    /// Font. Default: `Vollkorn`.
    pub font: Option<String>,
    /// Whether it may take several lines. Default: false.
    #[serde(default)]
    pub wrap: bool,
}

/// How a text is set into its box; `shared/boxes.typ` reads the same keys from `kind.toml`, so one place rules.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TextBox {
    /// Path of the text in the paper's data.
    #[serde(skip)]
    pub path: String,
    /// Width in mm.
    pub width: f64,
    /// Height in mm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<f64>,
    /// Wished size in pt.
    pub size: f64,
    /// Smallest size in pt.
    pub least: f64,
    /// Weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// Font.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<String>,
    /// Whether it may take several lines.
    pub wrap: bool,
}

impl TextBox {
    /// The field it holds, where it holds one.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        self.path.strip_prefix("fields.").and_then(Field::parse)
    }

    /// What it holds, as messages name it.
    #[must_use]
    pub fn tag(&self) -> FieldTag {
        let tag = |name, bg, en| FieldTag { name, bg, en };
        match (self.field(), self.path.split('.').next()) {
            (Some(field), _) => field.tag(),
            (None, Some("institution")) => tag("institution", "Висше училище", "University"),
            (None, Some("faculty")) => tag("faculty", "Факултет", "Faculty"),
            (None, Some("signatories")) => tag("signatories", "Подписващ", "Signatory"),
            (None, Some("document")) => tag("document", "Номер", "Number"),
            (None, _) => tag("text", "Текст", "Text"),
        }
    }
}

/// The tables a path of the data may begin with.
const TABLES: [&str; 9] =
    ["document", "institution", "faculty", "signatories", "fields", "texts", "texts_en", "original", "group"];

/// The boxes of a kind; what cannot be a box is complained of.
pub(super) fn meant(
    reader: &mut Reader,
    table: &str,
    raw: BTreeMap<String, RawBox>,
    allowed: &BTreeSet<Field>,
) -> BTreeMap<String, TextBox> {
    let mut boxes = BTreeMap::new();
    for (name, raw) in raw {
        let key = format!("{table}.{name}");
        let path = raw.text.clone().unwrap_or_else(|| format!("fields.{name}"));
        check_path(reader, &format!("{key}.text"), &path, allowed);
        let width = length(reader, &format!("{key}.width"), raw.width);
        let size = length(reader, &format!("{key}.size"), raw.size);
        let least = raw.least.unwrap_or(size);
        if raw.least.is_some_and(|least| least <= 0.0 || least > size) {
            reader.complain(&format!("{key}.least"), "config-kind-length", &[("found", &least.to_string())]);
        }
        if raw.height.is_some_and(|height| height <= 0.0) {
            reader.complain(&format!("{key}.height"), "config-kind-length", &[("found", "≤ 0")]);
        }
        let text_box =
            TextBox { path, width, height: raw.height, size, least, weight: raw.weight, font: raw.font, wrap: raw.wrap };
        boxes.insert(name, text_box);
    }
    boxes
}

/// A length that must be there and be more than nothing.
fn length(reader: &mut Reader, key: &str, value: Option<f64>) -> f64 {
    match value {
        Some(value) if value > 0.0 => value,
        Some(value) => {
            reader.complain(key, "config-kind-length", &[("found", &value.to_string())]);
            1.0
        }
        None => {
            if !reader.source.has(key) {
                reader.complain(key, "config-missing", &[("key", key)]);
            }
            1.0
        }
    }
}

/// A path begins with a table of the data, and a field is one that the kind declares.
fn check_path(reader: &mut Reader, key: &str, path: &str, allowed: &BTreeSet<Field>) {
    let (table, rest) = path.split_once('.').unwrap_or((path, ""));
    let is_known = match table {
        "fields" => Field::parse(rest).is_some_and(|field| allowed.contains(&field)),
        table => TABLES.contains(&table) && !rest.is_empty(),
    };
    if !is_known {
        reader.complain(key, "config-unknown-field", &[("found", path)]);
    }
}
