//! `samples/cases.toml`: which people and requests of the sample season a kind is shown on.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use crate::config::{Complaints, SourceFile};

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCases {
    #[serde(default)]
    case: Vec<RawCase>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCase {
    name: Option<String>,
    #[serde(default)]
    about: String,
    #[serde(default)]
    students: Vec<String>,
    request: Option<String>,
    date: Option<String>,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    photo: bool,
    #[serde(default)]
    everybody: bool,
    #[serde(default)]
    blank: bool,
    kinds: Option<Vec<String>>,
}

/// One case on which kinds are shown.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name, which is also that of its files.
    pub name: String,
    /// What is to be seen in it.
    pub about: String,
    /// Faculty numbers of those who may be taken, the first who fits first.
    pub students: Vec<String>,
    /// The number of its request, where it is about one.
    pub request: Option<String>,
    /// The day of issue.
    pub date: Date,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// Whether it is only for kinds that carry a photo.
    pub is_of_photo: bool,
    /// Whether kinds that are lists show everybody in it.
    pub is_everybody: bool,
    /// Whether its papers stand on numbered forms whose numbers are known; else a line is left for them.
    pub has_blank: bool,
    /// Only for these kinds; `None` for every kind.
    pub kinds: Option<Vec<String>>,
}

impl Case {
    /// Whether it is meant for a kind.
    #[must_use]
    pub fn is_for(&self, kind: &str) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|name| name == kind))
    }
}

/// Reads the cases.
pub(super) fn load(path: &Path, complaints: &mut Complaints) -> Vec<Case> {
    let (source, raw): (SourceFile, RawCases) = SourceFile::read(path, complaints);
    let mut cases: Vec<Case> = Vec::new();
    for (at, case) in raw.case.into_iter().enumerate() {
        let key = |name: &str| format!("case[{at}].{name}");
        let mut complain = |name: &str, message, args: &[(&'static str, &str)]| {
            complaints.push(source.complaint(&key(name), message, args));
        };
        let name = case.name.unwrap_or_default();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            complain("name", "config-case-name", &[("found", &name)]);
        } else if cases.iter().any(|known| known.name == name) {
            complain("name", "config-case-twice", &[("found", &name)]);
        }
        let Some(date) = case.date.as_deref().unwrap_or_default().parse().ok() else {
            complain("date", "config-date", &[("found", case.date.as_deref().unwrap_or_default())]);
            continue;
        };
        cases.push(Case {
            name,
            about: case.about,
            students: case.students,
            request: case.request,
            date,
            is_draft: case.draft,
            is_of_photo: case.photo,
            is_everybody: case.everybody,
            has_blank: case.blank,
            kinds: case.kinds,
        });
    }
    cases
}
