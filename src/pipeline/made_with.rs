//! What a paper is made with: the program, and the folder of its kind with what all kinds share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::model::sha256;

/// The folder that all kinds share.
const SHARED: &str = "shared";

/// Files of a kind that no paper of it depends on.
const BESIDE: [&str; 4] = ["README.md", "data.json", "requisites.toml", "form.png"];

/// What the papers of a run are made with, by kind; each kind is looked at once.
#[derive(Debug)]
pub(super) struct MadeWith {
    of_kind: BTreeMap<String, String>,
}

impl MadeWith {
    /// Looks at the folders of some kinds.
    pub fn of<'k>(templates: &Path, kinds: impl Iterator<Item = &'k str>) -> Self {
        let shared = state(&templates.join(SHARED));
        let mut of_kind = BTreeMap::new();
        for kind in kinds {
            of_kind
                .entry(kind.to_owned())
                .or_insert_with(|| sha256(format!("{shared}{}", state(&templates.join(kind))).as_bytes()));
        }
        Self { of_kind }
    }

    /// What the register says of it, by name.
    pub fn facts(&self, kind: &str) -> BTreeMap<&'static str, String> {
        let hash = self.of_kind.get(kind).cloned().unwrap_or_default();
        BTreeMap::from([("kind_sha256", hash), ("laurea", env!("CARGO_PKG_VERSION").to_owned())])
    }

    /// The same as the details of an entry.
    pub fn details(&self, kind: &str) -> Option<String> {
        serde_json::to_string(&self.facts(kind)).ok()
    }
}

/// Names and hashes of the files of a folder.
fn state(folder: &Path) -> String {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    let line = |path: &PathBuf| {
        let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
        format!("{}  {name}\n", sha256(&std::fs::read(path).unwrap_or_default()))
    };
    files.iter().map(line).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() && name != "expected" {
            collect(&path, files);
        } else if path.is_file() && !BESIDE.contains(&name.as_str()) && !name.starts_with('.') {
            files.push(path);
        }
    }
}
