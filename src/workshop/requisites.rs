//! `requisites.toml`: what must stand on a paper, by which source, and whether it does.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::paths::DataPath;
use super::words::Words;
use crate::config::{Complaints, SourceFile};
use crate::render::PageText;

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRequisites {
    note: Option<String>,
    #[serde(default)]
    requisite: Vec<RawRequisite>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRequisite {
    name: Option<String>,
    source: Option<String>,
    #[serde(default)]
    data: Vec<String>,
    when: Option<String>,
    #[serde(default)]
    by_hand: bool,
}

/// The requisites of a kind.
#[derive(Debug, Clone, Default)]
pub struct Requisites {
    /// Where the list comes from.
    pub note: String,
    /// The requisites, in the order of the source.
    pub all: Vec<Requisite>,
}

/// Something that must stand on a paper.
#[derive(Debug, Clone)]
pub struct Requisite {
    /// Its name in the words of the source.
    pub name: String,
    /// The article and item.
    pub source: String,
    /// Where its values stand in the data.
    pub data: Vec<DataPath>,
    /// Only where this is not null, false or empty.
    pub when: Option<DataPath>,
    /// Whether a person puts it there; its values then name the place.
    pub is_by_hand: bool,
}

/// A requisite that does not stand where it must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// The sample's data has no value for it, and no `when` says that it may lack one.
    NoValue {
        /// The path.
        path: String,
    },
    /// The value stands on no page.
    NotFound {
        /// The path.
        path: String,
        /// The value.
        value: String,
    },
}

impl Requisites {
    /// Reads the file of a kind.
    pub fn load(path: &Path, complaints: &mut Complaints) -> Self {
        let (source, raw): (SourceFile, RawRequisites) = SourceFile::read(path, complaints);
        if source.text.is_empty() {
            return Self::default();
        }
        let missing = |complaints: &mut Complaints, key: &str| {
            complaints.push(source.complaint(key, "config-missing", &[("key", key)]));
        };
        if raw.note.as_ref().is_none_or(String::is_empty) {
            missing(complaints, "note");
        }
        if raw.requisite.is_empty() {
            missing(complaints, "requisite");
        }
        let mut all = Vec::new();
        for (at, requisite) in raw.requisite.into_iter().enumerate() {
            let texts = [("name", requisite.name.is_none()), ("source", requisite.source.is_none())];
            let list = ("data", requisite.data.is_empty() && !requisite.by_hand);
            for (key, _) in texts.into_iter().chain([list]).filter(|(_, is_missing)| *is_missing) {
                missing(complaints, &format!("requisite[{at}].{key}"));
            }
            all.push(Requisite {
                name: requisite.name.unwrap_or_default(),
                source: requisite.source.unwrap_or_default(),
                data: requisite.data.iter().map(|path| DataPath::parse(path)).collect(),
                when: requisite.when.as_deref().map(DataPath::parse),
                is_by_hand: requisite.by_hand,
            });
        }
        Self { note: raw.note.unwrap_or_default(), all }
    }
}

impl Requisite {
    /// Whether a paper with this data must show it.
    #[must_use]
    pub fn applies(&self, data: &Value) -> bool {
        self.when.as_ref().is_none_or(|when| !when.values(data).is_empty())
    }

    /// What of it is not on the pages.
    #[must_use]
    pub fn missing(&self, data: &Value, pages: &[PageText]) -> Vec<Missing> {
        if self.applies(data) { self.missing_in(data, &Words::of(pages)) } else { Vec::new() }
    }

    fn missing_in(&self, data: &Value, words: &Words) -> Vec<Missing> {
        let mut missing = Vec::new();
        for path in &self.data {
            let values = path.texts(data);
            // Rows may lack a value: a course without a topic, a result that nobody recognised. A number of the paper itself may
            // be left to the pen; a draft has none.
            if values.is_empty() && !path.is_of_rows() && !path.written.starts_with("document.") {
                missing.push(Missing::NoValue { path: path.written.clone() });
            }
            if path.is_picture() {
                let is_absent = !path.values(data).is_empty() && !words.pictures.iter().any(|size| path.is_drawn_as(*size));
                missing.extend(is_absent.then(|| Missing::NotFound { path: path.written.clone(), value: String::new() }));
                continue;
            }
            let absent = values.into_iter().filter(|value| !words.say(value));
            missing.extend(absent.map(|value| Missing::NotFound { path: path.written.clone(), value: value.to_owned() }));
        }
        missing
    }
}
