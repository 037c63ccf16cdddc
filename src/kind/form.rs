//! Pre-printed forms: where on the sheet each text of a paper is printed.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::boxes::{self, RawBox, TextBox};
use crate::config::Reader;
use crate::model::Field;

/// `[form]` as written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawForm {
    /// Picture of the empty form, in the kind's folder; only for looking at, never printed.
    pub picture: Option<String>,
    /// Sheet: `a4` (default), `a3`, `a5`.
    pub page: Option<String>,
    /// Whether the sheet lies on its long side. Default: false. (`shared/form.typ` reads it.)
    #[serde(default)]
    pub flipped: bool,
    /// What is printed where, in the order of reading.
    #[serde(default)]
    pub fields: BTreeMap<String, RawFormField>,
}

/// `[form.fields.NAME]` as written. Typst reads the places from the same file; here they are only looked at.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawFormField {
    /// Path in the paper's data. Default: `fields.NAME`. `photo` and `document.qr` are pictures.
    pub text: Option<String>,
    /// From the left edge of the sheet, in mm.
    pub x: Option<f64>,
    /// From the upper edge of the sheet, in mm: the line the text stands on; of a picture its upper edge.
    pub y: Option<f64>,
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
    /// `left` (default), `center`, `right`.
    #[serde(rename = "align")]
    pub _align: Option<Align>,
    /// `front` (default) or `back` of the sheet.
    #[serde(rename = "side")]
    pub _side: Option<Side>,
}

/// `align`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// `side`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The side that is printed first.
    Front,
    /// The other side.
    Back,
}

/// A pre-printed form.
#[derive(Debug)]
pub struct Form {
    /// Picture of the empty form as Typst names it, `/diploma/form.png`.
    pub picture: Option<String>,
    /// The sheet.
    pub page: Page,
    /// Whether it lies on its long side.
    pub flipped: bool,
    /// The texts that are printed, with the room each has.
    pub texts: BTreeMap<String, TextBox>,
}

/// The sheets `shared/form.typ` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// 210 × 297 mm.
    A4,
    /// 297 × 420 mm.
    A3,
    /// 148 × 210 mm.
    A5,
}

impl Page {
    /// All sheets.
    pub const ALL: [Self; 3] = [Self::A4, Self::A3, Self::A5];

    /// The name in `kind.toml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::A3 => "a3",
            Self::A5 => "a5",
        }
    }

    /// Width and height in mm.
    #[must_use]
    pub fn size(self, flipped: bool) -> (u32, u32) {
        let (width, height) = match self {
            Self::A4 => (210, 297),
            Self::A3 => (297, 420),
            Self::A5 => (148, 210),
        };
        if flipped { (height, width) } else { (width, height) }
    }
}

/// What a form means; `kind` is the name of its folder.
pub(super) fn meant(reader: &mut Reader, kind: &str, raw: RawForm, allowed: &BTreeSet<Field>) -> Form {
    let page = raw.page.as_deref().unwrap_or("a4");
    let page = reader.word("form.page", page, &Page::ALL, Page::name).unwrap_or(Page::A4);
    let mut texts = BTreeMap::new();
    for (name, field) in raw.fields {
        for (key, value) in [("x", field.x), ("y", field.y)] {
            let key = format!("form.fields.{name}.{key}");
            if value.is_none() && !reader.source.has(&key) {
                reader.complain(&key, "config-missing", &[("key", &key)]);
            }
        }
        if matches!(field.text.as_deref(), Some("photo" | "document.qr")) {
            continue;
        }
        let raw = RawBox {
            text: field.text,
            width: field.width,
            height: field.height,
            size: field.size,
            least: field.least,
            weight: field.weight,
            font: field.font,
            wrap: field.wrap,
        };
        texts.insert(name, raw);
    }
    Form {
        picture: raw.picture.map(|name| format!("/{kind}/{name}")),
        page,
        flipped: raw.flipped,
        texts: boxes::meant(reader, "form.fields", texts, allowed),
    }
}
