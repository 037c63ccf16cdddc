//! What the inputs are called, where only a name is said, and what their copies are called.

use std::path::{Component, Path, PathBuf};

use crate::config::Inputs;

/// The inputs of a run and what each is called where only a name is said.
pub(super) struct Files {
    /// In the order of the configuration, each once.
    pub labels: Vec<(PathBuf, String)>,
}

impl Files {
    pub fn of(inputs: &Inputs) -> Self {
        let paths = inputs.all();
        let name = |path: &Path| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let shared = |path: &Path| paths.iter().filter(|other| name(other).to_lowercase() == name(path).to_lowercase()).count();
        let common = common_folder(&paths);
        let mut labels: Vec<(PathBuf, String)> = Vec::new();
        for path in &paths {
            // Files of one name in two folders are told apart by the folders.
            let label = if shared(path) > 1 { relative(path, &common) } else { name(path) };
            let is_taken = |label: &str| labels.iter().any(|(_, other)| other.to_lowercase() == label.to_lowercase());
            let numbered = (2..).map(|number| format!("{number}/{label}"));
            let free = std::iter::once(label.clone()).chain(numbered).find(|label| !is_taken(label)).unwrap_or(label);
            labels.push(((*path).to_owned(), free));
        }
        Self { labels }
    }

    pub fn paths(&self) -> Vec<PathBuf> {
        self.labels.iter().map(|(path, _)| path.clone()).collect()
    }

    pub fn path(&self, label: &str) -> Option<&PathBuf> {
        self.labels.iter().find(|(_, known)| known == label).map(|(path, _)| path)
    }

    /// What the copy is called: as the input, or as a workbook.
    pub fn copy_name(&self, label: &str, is_twin: bool) -> String {
        if !is_twin {
            return label.to_owned();
        }
        let name = Path::new(label).with_extension("xlsx").to_string_lossy().replace('\\', "/");
        let is_taken = self.labels.iter().any(|(_, other)| {
            other != label && Path::new(other).with_extension("xlsx").to_string_lossy().to_lowercase() == name.to_lowercase()
        });
        if is_taken { format!("{label}.xlsx") } else { name }
    }
}

/// The deepest folder that holds them all.
fn common_folder(paths: &[&Path]) -> PathBuf {
    let Some(first) = paths.first().and_then(|path| path.parent()) else { return PathBuf::new() };
    let holds_all = |folder: &&Path| paths.iter().all(|path| path.starts_with(folder));
    first.ancestors().find(holds_all).unwrap_or(first).to_owned()
}

/// The path within a folder, without any step up.
fn relative(path: &Path, folder: &Path) -> String {
    let within = path.strip_prefix(folder).unwrap_or(path).components();
    let parts = within.filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Files {
        Files::of(&Inputs { grades: paths.iter().map(PathBuf::from).collect(), ..Inputs::default() })
    }

    fn labels(paths: &[&str]) -> Vec<String> {
        files(paths).labels.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn inputs_of_one_name_are_told_apart_by_their_folders() {
        assert_eq!(labels(&["/s/a/x.xlsx", "/s/b/y.xlsx", "/s/a/x.xlsx"]), ["x.xlsx", "y.xlsx"]);
        assert_eq!(labels(&["/s/a/x.xlsx", "/s/b/X.xlsx", "/s/z.csv"]), ["a/x.xlsx", "b/X.xlsx", "z.csv"]);
        assert_eq!(labels(&["/s/x.csv", "/s/../s/x.csv"]), ["x.csv", "s/x.csv"]);
        assert!(labels(&["/s/../a/x", "/s/b/x", "/s/c/../../a/x"]).iter().all(|label| !label.contains("..")));
    }

    #[test]
    fn a_twin_never_takes_the_name_of_another_copy() {
        let files = files(&["/s/x.xlsx", "/s/x.csv", "/s/y.xls", "/s/b/z.csv"]);
        assert_eq!(files.copy_name("x.xlsx", false), "x.xlsx");
        assert_eq!(files.copy_name("x.csv", true), "x.csv.xlsx");
        assert_eq!(files.copy_name("y.xls", true), "y.xlsx");
    }
}
