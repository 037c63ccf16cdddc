//! A paper as a shard gets it: all that is needed to set it, and nothing else of its student.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::sha256;

/// A line of `papers.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// The paper's key, which becomes the PDF's stable identifier.
    pub key: String,
    /// Its kind, whose folder in the templates holds `main.typ`.
    pub kind: String,
    /// Its file, relative to the shard's folder, with forward slashes.
    pub file: String,
    /// The day the PDF says it was made.
    pub date: Date,
    /// PDF standards, by Typst's names.
    pub standards: Vec<String>,
    /// Fewest and most pages of the kind.
    pub pages: (usize, usize),
    /// Its photo, where it has one.
    pub photo: Option<PhotoRef>,
    /// SHA-256 by which the register knows what the paper says.
    pub data_sha256: String,
    /// What its bytes depend on, by the data as the template sees it.
    pub content: Content,
    /// What `data.json` beside its template says, as the register keeps it: without the drawings of its codes.
    pub data: String,
}

/// A photo in the plan's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoRef {
    /// The name under which the template sees it: `/photo.jpg`.
    pub name: String,
    /// SHA-256 of its bytes, which is its name in the plan.
    pub sha256: String,
}

impl PhotoRef {
    /// The photo of some bytes.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), sha256: sha256(bytes) }
    }

    /// Its file in the plan's folder.
    #[must_use]
    pub fn file(&self) -> String {
        let ending = self.name.rsplit_once('.').map_or("", |(_, ending)| ending);
        format!("photos/{}.{ending}", self.sha256)
    }
}

/// All that a paper's bytes depend on, but for the templates: two papers with the same content are the same PDF.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Content(String);

impl Content {
    /// The content of a paper: its key, kind, day, standards, data and photo.
    #[must_use]
    pub fn of(key: &str, kind: &str, date: Date, standards: &[String], data: &str, photo: Option<&PhotoRef>) -> Self {
        let photo = photo.map_or_else(String::new, |photo| format!("{} {}", photo.name, photo.sha256));
        let (standards, data) = (standards.join(" "), sha256(data.as_bytes()));
        Self(sha256(format!("{key}\n{kind}\n{date}\n{standards}\n{photo}\n{data}\n").as_bytes()))
    }
}
