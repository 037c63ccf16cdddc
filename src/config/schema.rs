//! JSON schemas of the configuration files, for editors that complete and check them.

use super::raw::{RawInstitution, RawPipeline};

/// Names of the configuration files that have a schema here.
pub const SCHEMAS: [&str; 2] = ["pipeline", "institution"];

/// The schema of a configuration file as JSON, ending in a line break; `None` for an unknown name.
#[must_use]
pub fn schema(name: &str) -> Option<String> {
    let schema = match name {
        "pipeline" => schemars::schema_for!(RawPipeline),
        "institution" => schemars::schema_for!(RawInstitution),
        _ => return None,
    };
    serde_json::to_string_pretty(&schema).ok().map(|text| text + "\n")
}
