//! One layout of a table, or several.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// `[tables.NAME]`, or `[[tables.NAME]]` where its sheets are laid out in several ways.
#[derive(Debug)]
pub enum RawTables {
    /// One layout.
    One(Box<RawTable>),
    /// Several; of those that speak of a sheet the first is taken.
    Many(Vec<RawTable>),
}

impl RawTables {
    /// The layouts.
    pub fn iter(&self) -> impl Iterator<Item = &RawTable> {
        match self {
            Self::One(table) => std::slice::from_ref(table.as_ref()).iter(),
            Self::Many(tables) => tables.iter(),
        }
    }

    /// Whether it is written as one.
    pub fn is_one(&self) -> bool {
        matches!(self, Self::One(_))
    }
}

/// By hand, so that a mistake in a layout is reported at its place.
impl<'de> Deserialize<'de> for RawTables {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = RawTables;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table or an array of tables")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<RawTables, A::Error> {
                RawTable::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(|one| RawTables::One(Box::new(one)))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, seq: A) -> Result<RawTables, A::Error> {
                Vec::deserialize(serde::de::value::SeqAccessDeserializer::new(seq)).map(RawTables::Many)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for RawTables {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RawTables".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let (one, many) = (generator.subschema_for::<RawTable>(), generator.subschema_for::<Vec<RawTable>>());
        schemars::json_schema!({ "anyOf": [one, many] })
    }
}

/// How one table is laid out on some sheets.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTable {
    /// Names of its files; `*` stands for any letters. Default: every file of its inputs.
    pub files: Option<Vec<String>>,
    /// Names of its sheets; `*` stands for any letters. Default: every sheet.
    pub sheets: Option<Vec<String>>,
    /// How the results lie: `long` (a row each, default) or `wide` (a row a student, a column a course).
    pub shape: Option<RawShape>,
    /// The last row of the header, from 1. Default: found by its words.
    pub header_row: Option<u32>,
    /// Rows of the header; the texts of a column are joined by „ / “. Default: 1.
    pub header_rows: Option<u32>,
    /// Accepted headers by field.
    #[serde(default)]
    pub columns: BTreeMap<String, Vec<String>>,
    /// Fields of `columns` that a sheet may lack. A header that is not there is an error for all others.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Fields that a sheet gives once for several rows (merged cells, blocks of a student): an empty cell means what stands
    /// above it.
    #[serde(default)]
    pub fill_down: Vec<String>,
    /// Values that stand above or below the table, by field: patterns with `{}` for the value.
    #[serde(default)]
    pub banner: BTreeMap<String, Vec<String>>,
    /// Values that stand in the name of the sheet or of its file, by field: patterns with `{}` for the value.
    #[serde(default)]
    pub sheet_name: BTreeMap<String, Vec<String>>,
    /// Values that stand in headings between the rows, for the rows below them, by field: patterns with `{}` for the value.
    #[serde(default)]
    pub sections: BTreeMap<String, Vec<String>>,
    /// Values where the sheet says nothing, by field.
    #[serde(default)]
    pub fixed: BTreeMap<String, String>,
    /// With `shape = "wide"`: the row of what is said of a course (`semester`, `lecturer`, `exam_date`, …), counted from the
    /// row of the header: -1 is the row above it.
    #[serde(default)]
    pub heads: BTreeMap<String, i32>,
    /// With `shape = "wide"`: the row below the students of what is said of a course, by the words it begins with.
    #[serde(default)]
    pub feet: BTreeMap<String, Vec<String>>,
    /// With `shape = "wide"`: headers of columns that are no courses and are left unread; `*` stands for any letters.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// `shape` of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RawShape {
    /// A row each.
    Long,
    /// A row a student, a column a course.
    Wide,
}
