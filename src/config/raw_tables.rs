//! One layout of a table, or several.

use schemars::JsonSchema;
use serde::Deserialize;

use super::raw::RawTable;

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
