//! A TOML file as written: its text, where each key stands, and its raw shape with every complaint collected.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::nearest::distance;
use super::{Complaint, Complaints};

/// A configuration file that was read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    keys: Vec<Key>,
}

#[derive(Debug, Clone)]
struct Key {
    path: String,
    key: Range<usize>,
    value: Range<usize>,
}

impl SourceFile {
    /// Reads a file and its raw shape. Whatever does not fit the shape is complained of and left out, so that
    /// one reading names every mistake.
    pub fn read<T: DeserializeOwned + Default>(path: &Path, complaints: &mut Complaints) -> (Self, T) {
        let text = match std::fs::read(path) {
            Ok(bytes) => String::from_utf8(bytes),
            Err(error) => {
                complaints.push(Complaint::file(path, "config-unreadable", &[("error", &error.to_string())]));
                return (Self::empty(path), T::default());
            }
        };
        match text {
            Ok(text) => Self::parse(path, text, complaints),
            Err(_) => {
                complaints.push(Complaint::file(path, "config-not-utf8", &[]));
                (Self::empty(path), T::default())
            }
        }
    }

    /// The raw shape of a text; see [`SourceFile::read`].
    pub fn parse<T: DeserializeOwned + Default>(path: &Path, text: String, complaints: &mut Complaints) -> (Self, T) {
        let text = text.trim_start_matches('\u{feff}').to_owned();
        let mut source = Self { path: path.to_owned(), text: text.clone(), keys: Vec::new() };
        let (mut table, errors) = DeTable::parse_recoverable(&text);
        walk(table.get_ref(), "", &mut source.keys);
        if !errors.is_empty() {
            for error in errors {
                complaints.push(source.complaint_at(error.span(), "config-syntax", &[("error", error.message())]));
            }
            return (source, T::default());
        }
        loop {
            match T::deserialize(Deserializer::from(table.clone())) {
                Ok(raw) => return (source, raw),
                Err(error) => {
                    let Some(path) = source.complain(&error, complaints) else { return (source, T::default()) };
                    if !remove(table.get_mut(), &path) {
                        return (source, T::default());
                    }
                }
            }
        }
    }

    /// A complaint about the value of a key such as `books.diplomas.number` or `faculties[1].name`;
    /// about its table where the key itself is not there.
    #[must_use]
    pub fn complaint(&self, key: &str, message: &'static str, args: &[(&'static str, &str)]) -> Complaint {
        let mut path = key;
        loop {
            if let Some(found) = self.keys.iter().find(|k| k.path == path) {
                let span = if path == key { found.value.clone() } else { found.key.clone() };
                return self.complaint_at(Some(span), message, args);
            }
            match path.rfind(['.', '[']) {
                Some(cut) => path = &path[..cut],
                None => return self.complaint_at(None, message, args),
            }
        }
    }

    /// Whether the file has a key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|k| k.path == key)
    }

    fn empty(path: &Path) -> Self {
        Self { path: path.to_owned(), text: String::new(), keys: Vec::new() }
    }

    fn complaint_at(&self, span: Option<Range<usize>>, message: &'static str, args: &[(&'static str, &str)]) -> Complaint {
        Complaint::new(&self.path, &self.text, span, message, args)
    }

    /// Words one error of the raw shape and names the key that must go for the rest to be read.
    fn complain(&self, error: &toml::de::Error, complaints: &mut Complaints) -> Option<String> {
        let span = error.span()?;
        let within = |range: &Range<usize>| range.start <= span.start && span.end <= range.end;
        let found = self.keys.iter().filter(|k| within(&k.key) || within(&k.value)).max_by_key(|k| k.path.len())?;
        let words = error.message();
        if let Some(rest) = words.strip_prefix("unknown field `") {
            let name = rest.split('`').next().unwrap_or_default();
            let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            let near = known.iter().copied().min_by_key(|known| distance(&letters(name), &letters(known))).unwrap_or_default();
            let args = [("key", name), ("near", near), ("known", &known.join(", "))];
            complaints.push(self.complaint_at(Some(found.key.clone()), "config-unknown-key", &args));
        } else {
            complaints.push(self.complaint_at(Some(span), "config-wrong-value", &[("key", &found.path), ("error", words)]));
        }
        Some(found.path.clone())
    }
}

fn walk(table: &DeTable<'_>, prefix: &str, keys: &mut Vec<Key>) {
    for (key, value) in table {
        let path = if prefix.is_empty() { key.get_ref().to_string() } else { format!("{prefix}.{}", key.get_ref()) };
        keys.push(Key { path: path.clone(), key: key.span(), value: value.span() });
        walk_value(value, &path, keys);
    }
}

fn walk_value(value: &Spanned<DeValue<'_>>, path: &str, keys: &mut Vec<Key>) {
    match value.get_ref() {
        DeValue::Table(inner) => walk(inner, path, keys),
        DeValue::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let path = format!("{path}[{at}]");
                keys.push(Key { path: path.clone(), key: item.span(), value: item.span() });
                walk_value(item, &path, keys);
            }
        }
        _ => {}
    }
}

/// Takes a key out; `false` where it is not there.
fn remove(table: &mut DeTable<'_>, path: &str) -> bool {
    let (head, rest) = path.split_once('.').map_or((path, None), |(head, rest)| (head, Some(rest)));
    let (name, indexes) = head.find('[').map_or((head, ""), |cut| (&head[..cut], &head[cut..]));
    let Some(rest) = rest else {
        // A list with an item that does not fit goes as a whole: the indexes of the others must not move.
        return table.remove(name).is_some();
    };
    let Some(value) = table.get_mut(name) else { return false };
    match descend(value, indexes).map(Spanned::get_mut) {
        Some(DeValue::Table(inner)) => remove(inner, rest),
        _ => false,
    }
}

fn descend<'a, 'i>(value: &'a mut Spanned<DeValue<'i>>, indexes: &str) -> Option<&'a mut Spanned<DeValue<'i>>> {
    let mut at = value;
    for index in indexes.split(['[', ']']).filter(|part| !part.is_empty()) {
        let DeValue::Array(items) = at.get_mut() else { return None };
        at = items.get_mut(index.parse::<usize>().ok()?)?;
    }
    Some(at)
}
