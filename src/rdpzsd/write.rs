//! Rows become files: UTF-8, `|` between the fields, no more bytes than the register takes, and beside each a sidecar that says
//! which cells a row came from.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::json;

use super::codes::FileKind;
use super::line::Line;
use crate::diag::{Origin, Sources};
use crate::model::sha256;

/// Most bytes of a file.
pub const LIMIT: usize = 15_728_640;

/// The end of a row.
const END: &str = "\r\n";

/// A file to be sent, with its sidecar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TxtFile {
    /// Its name; the sidecar has the same with `.rows.jsonl` instead of `.txt`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Name of the sidecar.
    pub sidecar_name: String,
    /// The sidecar: a line about the file, then one for each row.
    pub sidecar: Vec<u8>,
    /// Rows.
    pub rows: usize,
}

/// The files of some rows, in their order; none where there are no rows.
#[must_use]
pub fn txt_files(kind: FileKind, stem: &str, lines: &[Line], sources: &Sources, limit: usize) -> Vec<TxtFile> {
    let texts: Vec<String> = lines.iter().map(|line| line.text() + END).collect();
    let sizes: Vec<usize> = texts.iter().map(String::len).collect();
    let files = parts(&sizes, limit).into_iter().enumerate().map(|(at, rows)| {
        let name = format!("{stem}-{}", at + 1);
        let bytes = texts[rows.clone()].concat().into_bytes();
        let sidecar = sidecar(kind, &name, &bytes, &lines[rows.clone()], sources);
        TxtFile { name: format!("{name}.txt"), bytes, sidecar_name: format!("{name}.rows.jsonl"), sidecar, rows: rows.len() }
    });
    files.collect()
}

/// Neighbouring rows that together stay within a limit.
fn parts(sizes: &[usize], limit: usize) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut filled = 0;
    for (at, size) in sizes.iter().enumerate() {
        match parts.last_mut() {
            Some(part) if filled + size <= limit => {
                part.end = at + 1;
                filled += size;
            }
            _ => {
                parts.push(at..at + 1);
                filled = *size;
            }
        }
    }
    parts
}

fn sidecar(kind: FileKind, name: &str, bytes: &[u8], lines: &[Line], sources: &Sources) -> Vec<u8> {
    let mut sheets: BTreeMap<u32, usize> = BTreeMap::new();
    let mut named = Vec::new();
    for origin in lines.iter().flat_map(|line| &line.values).map(|value| value.origin) {
        sheets.entry(origin.sheet).or_insert_with(|| {
            named.push([sources.file(Origin::sheet(origin.sheet)), sources.sheet(Origin::sheet(origin.sheet))]);
            named.len() - 1
        });
    }
    let head = json!({ "txt": format!("{name}.txt"), "kind": kind.name(), "sha256": sha256(bytes), "sheets": named });
    let mut text = head.to_string() + "\n";
    for (at, line) in lines.iter().enumerate() {
        let cells: Vec<_> = line
            .values
            .iter()
            .map(|value| json!([value.field.name(), sheets.get(&value.origin.sheet), value.origin.row, value.origin.column]))
            .collect();
        text += &json!({ "row": at + 1, "faculty_number": line.faculty_number, "cells": cells }).to_string();
        text.push('\n');
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn files_are_filled_up_to_the_last_byte_and_no_row_is_parted() {
        assert_eq!(parts(&[4, 6, 1, 9, 11, 2], 10), [0..2, 2..4, 4..5, 5..6]);
        assert!(parts(&[], 10).is_empty());
    }
}
