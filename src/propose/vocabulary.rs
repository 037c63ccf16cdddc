//! Headers as offices write them, by what they mean in which table: the words stand in `headers.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::config::{TableKind, fold};
use crate::model::Field;

const HEADERS: &str = include_str!("headers.toml");

/// `headers.toml`.
#[derive(Deserialize)]
struct Headers {
    header: Vec<Header>,
}

/// The headers of a field in some tables.
#[derive(Deserialize)]
struct Header {
    field: String,
    tables: Vec<String>,
    words: Vec<String>,
}

/// The headers, made ready for looking up.
pub struct Vocabulary {
    exact: BTreeMap<String, Vec<(TableKind, Field)>>,
    open: Vec<(Vec<String>, TableKind, Field)>,
}

impl Vocabulary {
    /// All known headers.
    pub fn new() -> Self {
        let mut vocabulary = Self { exact: BTreeMap::new(), open: Vec::new() };
        for (kind, field, pattern) in entries() {
            if pattern.contains('*') {
                vocabulary.open.push((pattern.split('*').map(str::to_owned).collect(), kind, field));
            } else {
                vocabulary.exact.entry(plain(&pattern)).or_default().push((kind, field));
            }
        }
        vocabulary
    }

    /// The fields a header may mean in a table, each with how surely: 4 for a known header, 3 for one that begins like it,
    /// 2 for one whose last row is known.
    pub fn meanings(&self, kind: TableKind, header: &str) -> Vec<(Field, u32)> {
        let mut fields: Vec<(Field, u32)> = Vec::new();
        let mut add = |field: Field, fit: u32| match fields.iter_mut().find(|(known, _)| *known == field) {
            Some((_, best)) => *best = fit.max(*best),
            None => fields.push((field, fit)),
        };
        let of = |text: &str| self.exact.get(text).into_iter().flatten().filter(|(own, _)| *own == kind).map(|(_, field)| *field);
        of(header).for_each(|field| add(field, 4));
        for (parts, _, field) in self.open.iter().filter(|(parts, own, _)| *own == kind && fits(parts, header)) {
            add(*field, if parts[0].is_empty() { 2 } else { 3 });
        }
        // The parts of a header over several rows, or in two languages; the last says most.
        let parts: Vec<&str> = header.split(" / ").collect();
        for (at, part) in parts.iter().enumerate().filter(|_| parts.len() > 1) {
            let fit = if at + 1 == parts.len() || parts.len() == 2 { 2 } else { 1 };
            of(part).for_each(|field| add(field, fit));
            for (_, _, field) in self.open.iter().filter(|(open, own, _)| *own == kind && !open[0].is_empty() && fits(open, part))
            {
                add(*field, 1);
            }
        }
        fields.sort_by_key(|(_, fit)| std::cmp::Reverse(*fit));
        fields
    }

    /// Whether a text is a header of anything.
    pub fn knows(&self, text: &str) -> bool {
        let plain = plain(text);
        let is_part = |part: &str| self.exact.contains_key(part);
        plain.split(" / ").any(is_part) || self.open.iter().any(|(parts, ..)| !parts[0].is_empty() && fits(parts, &plain))
    }
}

/// Every header with its table and field.
fn entries() -> Vec<(TableKind, Field, String)> {
    let headers: Headers =
        toml::from_str(HEADERS).unwrap_or_else(|error| panic!("headers.toml is part of the program and tested: {error}"));
    let mut entries = Vec::new();
    for header in headers.header {
        let field = Field::parse(&header.field);
        let tables = TableKind::ALL.into_iter().filter(|kind| header.tables.iter().any(|name| name == kind.name()));
        for (kind, field) in tables.flat_map(|kind| field.map(|field| (kind, field))) {
            entries.extend(header.words.iter().map(|word| (kind, field, word.clone())));
        }
    }
    entries
}

/// Whether a header has the parts of a pattern, with any letters between them.
fn fits(parts: &[String], header: &str) -> bool {
    let [first, middle @ .., last] = parts else { return false };
    let Some(mut rest) = header.strip_prefix(first.as_str()) else { return false };
    for part in middle {
        let Some(at) = rest.find(part.as_str()) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last.as_str())
}

/// A header as it is compared: no signs but `№` and the divider of its rows.
pub fn plain(header: &str) -> String {
    let parts = header.split(" / ").map(|part| {
        let signs: String = part
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || c == '+' {
                    c
                } else if c == '№' {
                    '№'
                } else {
                    ' '
                }
            })
            .collect();
        fold(&signs.replace('№', " № "))
    });
    parts.collect::<Vec<_>>().join(" / ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_and_table_of_the_list_is_known() {
        let headers: Headers = toml::from_str(HEADERS).expect("readable");
        for header in &headers.header {
            assert!(Field::parse(&header.field).is_some(), "{}", header.field);
            let is_known = |name: &String| TableKind::ALL.iter().any(|kind| kind.name() == name);
            assert!(!header.tables.is_empty() && header.tables.iter().all(is_known), "{:?}", header.tables);
        }
        assert!(headers.header.len() > 80);
    }

    #[test]
    fn headers_in_one_row_over_several_and_in_two_languages() {
        let vocabulary = Vocabulary::new();
        for (kind, header, field) in [
            (TableKind::Students, "Фак. №", Field::FacultyNumber),
            (TableKind::Students, "Имена / Презиме", Field::MiddleName),
            (TableKind::Grades, "Оценка / Grade", Field::Grade),
            (TableKind::Courses, "ECTS кредити", Field::Credits),
            (TableKind::EarlierRegister, "Статус", Field::RegisterStatus),
        ] {
            let first = vocabulary.meanings(kind, &plain(header)).first().map(|(field, _)| *field);
            assert_eq!(first, Some(field), "{header}");
        }
        assert!(vocabulary.meanings(TableKind::Students, &plain("Такса")).is_empty());
    }
}
