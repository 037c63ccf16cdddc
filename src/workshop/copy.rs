//! A new kind from an old one: the folder copied under a new name, with a title of its own, sound from the first moment.

use std::fs;
use std::path::Path;

use super::names;

/// Why a kind cannot be begun.
#[derive(Debug)]
pub enum CopyFault {
    /// The name is no name of a kind.
    BadName,
    /// A folder of that name is there.
    Exists,
    /// There is no such kind to copy; the known ones.
    UnknownKind(String),
    /// The system.
    System(std::io::Error),
}

/// Folders beside the kinds.
const TAKEN: [&str; 3] = ["fonts", "samples", "shared"];

/// Copies a kind under a new name. What was accepted of the old one and its rendered sample stay behind.
///
/// # Errors
/// See [`CopyFault`].
pub fn new_kind(templates: &Path, from: &str, name: &str, title: &str) -> Result<(), CopyFault> {
    let is_legal = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !TAKEN.contains(&name);
    let known = names(templates);
    if !is_legal {
        return Err(CopyFault::BadName);
    }
    if !known.iter().any(|kind| kind == from) {
        return Err(CopyFault::UnknownKind(known.join(", ")));
    }
    let target = templates.join(name);
    if target.exists() {
        return Err(CopyFault::Exists);
    }
    copy(&templates.join(from), &target, title).map_err(CopyFault::System)
}

fn copy(from: &Path, to: &Path, title: &str) -> std::io::Result<()> {
    fs::create_dir(to)?;
    let mut entries: Vec<_> = fs::read_dir(from)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        match name.as_str() {
            "expected" | "data.json" => {}
            "kind.toml" => fs::write(to.join(&name), titled(&fs::read_to_string(&path)?, title))?,
            "README.md" => fs::write(to.join(&name), format!("# {title}\n"))?,
            _ if path.is_dir() => copy(&path, &to.join(&name), title)?,
            _ => drop(fs::copy(&path, to.join(&name))?),
        }
    }
    Ok(())
}

/// A `kind.toml` with another title.
fn titled(text: &str, title: &str) -> String {
    let quoted = toml::Value::from(title).to_string();
    let line = format!("title = {{ bg = {quoted}, en = {quoted} }}");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    match lines.iter().position(|line| line.trim_start().starts_with("title")) {
        Some(at) => lines[at] = line,
        None => lines.insert(0, line),
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::titled;

    #[test]
    fn the_title_is_quoted_as_toml_wants_it() {
        let text = titled("# a\ntitle = { bg = \"Диплома\", en = \"Diploma\" }\nqr = true\n", "Писмо „до“ \"нас\"");
        let table: toml::Table = text.parse().expect("it is TOML");
        assert_eq!(table["title"]["bg"].as_str(), Some("Писмо „до“ \"нас\""));
        assert_eq!(table["qr"].as_bool(), Some(true));
    }
}
