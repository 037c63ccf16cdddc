//! What the last check found, kept beside the outputs so that the next can say what is new and what was resolved.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::diag::Finding;
use crate::disk::{create_private_folder, write_whole};

/// What the file says it is.
const FORMAT: &str = "laurea check";
/// Version of the file; of any other nothing is read.
const VERSION: u32 = 1;

/// Whether the last check had found a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// It had not.
    New,
    /// It had.
    Known,
}

impl Age {
    /// The word in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Known => "known",
        }
    }
}

/// The memory cannot be used; a check goes on without it.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// It cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is broken, or something else that has its name.
    #[error("{0}")]
    Foreign(String),
}

/// The findings of a check: fingerprints by code, nothing that is about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    format: String,
    version: u32,
    findings: BTreeMap<String, BTreeSet<String>>,
}

/// What changed from one check to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// For each finding of this check, whether the last one had it.
    pub ages: Vec<Age>,
    /// How many the last check had and this one has not, by code.
    pub resolved: BTreeMap<String, usize>,
}

impl Comparison {
    /// How many findings are new.
    #[must_use]
    pub fn new_count(&self) -> usize {
        self.ages.iter().filter(|age| **age == Age::New).count()
    }

    /// How many findings the last check had, too.
    #[must_use]
    pub fn known_count(&self) -> usize {
        self.ages.len() - self.new_count()
    }

    /// How many findings of the last check are gone.
    #[must_use]
    pub fn resolved_count(&self) -> usize {
        self.resolved.values().sum()
    }
}

impl Memory {
    /// Where the memory of a configuration lies: in the folder of the outputs, never beside the inputs.
    #[must_use]
    pub fn path(output: &Path, configuration: &Path) -> PathBuf {
        let name = configuration.file_stem().unwrap_or_default().to_string_lossy();
        output.join(".laurea").join(format!("check-{name}.json"))
    }

    /// The memory of some findings, by their fingerprints.
    #[must_use]
    pub fn of(findings: &[Finding], fingerprints: &[String]) -> Self {
        let mut by_code: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (finding, fingerprint) in findings.iter().zip(fingerprints) {
            by_code.entry(finding.code.name().to_owned()).or_default().insert(fingerprint.clone());
        }
        Self { format: FORMAT.to_owned(), version: VERSION, findings: by_code }
    }

    /// The memory of the last check; `None` where there was none.
    ///
    /// # Errors
    /// It cannot be read, or is no memory of this version.
    pub fn recall(path: &Path) -> Result<Option<Self>, MemoryError> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let memory: Self = serde_json::from_slice(&text).map_err(|error| MemoryError::Foreign(error.to_string()))?;
        match (memory.format.as_str(), memory.version) {
            (FORMAT, VERSION) => Ok(Some(memory)),
            (format, version) => Err(MemoryError::Foreign(format!("{format}, {version}"))),
        }
    }

    /// Writes the memory, whole or not at all, readable by its owner only.
    ///
    /// # Errors
    /// It cannot be written; the earlier one stays.
    pub fn keep(&self, path: &Path) -> Result<(), MemoryError> {
        if let Some(folder) = path.parent() {
            create_private_folder(folder)?;
        }
        let text = serde_json::to_string(self).map_err(|error| MemoryError::Foreign(error.to_string()))?;
        Ok(write_whole(path, text.as_bytes())?)
    }

    /// What changed from this memory to the present findings.
    #[must_use]
    pub fn compare(&self, findings: &[Finding], fingerprints: &[String]) -> Comparison {
        let knows = |(finding, fingerprint): (&Finding, &String)| {
            self.findings.get(finding.code.name()).is_some_and(|known| known.contains(fingerprint))
        };
        let age = |pair| if knows(pair) { Age::Known } else { Age::New };
        let now = Self::of(findings, fingerprints).findings;
        let gone = |(code, before): (&String, &BTreeSet<String>)| {
            let count = now.get(code).map_or(before.len(), |now| before.difference(now).count());
            (count > 0).then(|| (code.clone(), count))
        };
        Comparison {
            ages: findings.iter().zip(fingerprints).map(age).collect(),
            resolved: self.findings.iter().filter_map(gone).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fingerprints;
    use super::*;
    use crate::diag::{Code, Origin, Sources, Subject};

    fn findings(rows: &[u32]) -> Vec<Finding> {
        rows.iter().map(|row| Finding::new(Code::DateWasText, Subject::Row).at(Origin::row(0, *row).at(1))).collect()
    }

    fn memory(findings: &[Finding]) -> (Memory, Vec<String>) {
        let fingerprints = fingerprints(findings, &Sources::default());
        (Memory::of(findings, &fingerprints), fingerprints)
    }

    #[test]
    fn what_is_new_what_is_known_and_what_is_gone() {
        let (before, _) = memory(&findings(&[2, 3, 4, 5]));
        let now = findings(&[3, 9, 5]);
        let (_, fingerprints) = memory(&now);
        let comparison = before.compare(&now, &fingerprints);
        assert_eq!(comparison.ages, [Age::Known, Age::New, Age::Known]);
        assert_eq!((comparison.new_count(), comparison.known_count(), comparison.resolved_count()), (1, 2, 2));
        assert_eq!(comparison.resolved["date-was-text"], 2);
        assert_eq!(before.compare(&[], &[]).resolved_count(), 4);
    }

    #[test]
    fn a_memory_is_read_back_and_a_missing_one_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = Memory::path(folder.path(), Path::new("some/season.toml"));
        assert_eq!(path, folder.path().join(".laurea/check-season.json"));
        assert!(Memory::recall(&path).expect("nothing is no error").is_none());
        let (memory, _) = memory(&findings(&[2, 3]));
        memory.keep(&path).expect("the folder can be written");
        assert_eq!(Memory::recall(&path).expect("just written"), Some(memory));
    }

    #[test]
    fn broken_and_foreign_memories_are_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("check.json");
        let newer = "{\"format\":\"laurea check\",\"version\":2,\"findings\":{}}";
        let foreign = "{\"format\":\"other\",\"version\":1,\"findings\":{}}";
        for text in ["", "{\"format\":\"laurea check\",\"ver", "[]", newer, foreign, "\u{0}\u{1}"] {
            fs::write(&path, text).expect("the folder can be written");
            assert!(matches!(Memory::recall(&path), Err(MemoryError::Foreign(_))), "{text:?}");
        }
    }
}
