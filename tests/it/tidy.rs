//! The rules of the house, held by reading its sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::house::{REPOSITORY, files_under};

/// A source file: its path from the repository, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The room: the first folder or file under `src`.
    fn room(&self) -> &str {
        self.path["src/".len()..].split(['/', '.']).next().unwrap()
    }

    /// Lines that are code, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn sources(folder: &str) -> Vec<Source> {
    let files = files_under(&Path::new(REPOSITORY).join(folder));
    let rust = files.into_iter().filter(|(name, _)| name.ends_with(".rs"));
    rust.map(|(name, bytes)| Source { path: format!("{folder}/{name}"), text: String::from_utf8(bytes).unwrap() }).collect()
}

fn all_sources() -> Vec<Source> {
    let all: Vec<Source> = ["src", "tests", "benches"].into_iter().flat_map(sources).collect();
    assert!(all.len() > 100, "the sources are not where they should be");
    all
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_file_opens_with_a_sentence_about_itself() {
    let silent = all_sources().into_iter().filter(|source| !source.text.starts_with("//! "));
    none(&silent.map(|source| source.path).collect::<Vec<_>>());
}

/// Files that may be longer than the limit, and why.
const LONG: [(&str, &str); 1] = [("tests/it/house.rs", "the one fluent helper of all tests")];

#[test]
fn no_file_is_longer_than_400_lines() {
    const LIMIT: usize = 400;
    let is_excused = |path: &str| LONG.iter().any(|(excused, _)| *excused == path);
    let long = all_sources().into_iter().filter(|source| source.text.lines().count() > LIMIT && !is_excused(&source.path));
    none(&long.map(|source| format!("{} has {} lines", source.path, source.text.lines().count())).collect::<Vec<_>>());
}

/// Which rooms a room may name.
const MAY_IMPORT: [(&str, &[&str]); 24] = [
    ("diag", &[]),
    ("disk", &[]),
    ("model", &["diag"]),
    ("event", &["model", "diag"]),
    ("config", &["model", "diag"]),
    ("kind", &["config", "model", "diag"]),
    ("ingest", &["config", "kind", "event", "model", "diag"]),
    ("check", &["config", "kind", "event", "model", "diag"]),
    ("plan", &["config", "kind", "event", "model", "diag"]),
    ("render", &["config", "kind", "event", "model", "diag"]),
    ("register", &["disk", "config", "kind", "event", "model", "diag"]),
    ("rdpzsd", &["config", "model", "diag"]),
    ("output", &["disk", "config", "kind", "event", "model", "diag"]),
    ("amend", &["model", "diag"]),
    ("scan", &["model", "diag"]),
    ("submit", &["disk", "model", "diag"]),
    ("shard", &["disk", "model"]),
    // What leaves the house is made of plain values; none of its folders knows another.
    ("publish", &["disk", "model", "diag"]),
    // Proposes configuration for a folder of workbooks, so it reads them as ingest does.
    ("propose", &["ingest", "config", "model", "diag"]),
    ("report", &["event", "model", "diag", "config"]),
    // The inventor of seasons stands apart: it writes workbooks and knows nothing of those who read them.
    ("demo", &["model", "diag"]),
    // Shows and checks kinds of paper on the sample season, so it goes through the stages that make papers.
    ("workshop", &["ingest", "plan", "render", "config", "kind", "model", "diag"]),
    ("lib", &[]),
    ("main", &[]),
];

#[test]
fn rooms_import_only_what_lies_below_them() {
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| !["pipeline", "cli"].contains(&source.room())) {
        let (_, allowed) =
            MAY_IMPORT.iter().find(|(room, _)| *room == source.room()).unwrap_or_else(|| panic!("no rule for {}", source.path));
        for (line, code) in source.code() {
            for other in named_rooms(code) {
                if other != source.room() && !allowed.contains(&other) {
                    faults.push(format!("{}:{line} names {other}", source.path));
                }
            }
        }
    }
    none(&faults);
}

/// The rooms a line names after `crate::` or, in the binary, after `laurea::`.
fn named_rooms(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices("crate::").map(|(at, found)| {
        let rest = &code[at + found.len()..];
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap()
    })
}

#[test]
fn imports_name_one_room_each_so_that_they_can_be_read() {
    let bundled = concat!("use crate", "::{");
    let faults = all_sources().into_iter().filter(|source| source.code().any(|(_, code)| code.contains(bundled)));
    none(&faults.map(|source| source.path).collect::<Vec<_>>());
}

#[test]
fn only_the_conductor_and_the_command_line_name_stages() {
    const STAGES: [&str; 13] = [
        "ingest", "check", "plan", "render", "register", "output", "report", "amend", "scan", "shard", "submit", "rdpzsd",
        "publish",
    ];
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| !["pipeline", "cli", "propose", "workshop"].contains(&source.room())) {
        for (line, code) in source.code() {
            let strange = named_rooms(code).find(|room| STAGES.contains(room) && *room != source.room());
            faults.extend(strange.map(|stage| format!("{}:{line} names {stage}", source.path)));
        }
    }
    none(&faults);
}

/// A heavy crate and the rooms that may know it.
const HEAVY: [(&str, &[&str]); 17] = [
    ("calamine", &["ingest"]),
    ("polars", &["ingest"]),
    ("typst", &["render"]),
    ("typst_layout", &["render"]),
    ("typst_pdf", &["render"]),
    ("typst_render", &["render"]),
    ("comemo", &["render"]),
    ("rusqlite", &["register"]),
    ("indicatif", &["report"]),
    ("clap", &["cli"]),
    ("rust_xlsxwriter", &["demo", "cli", "amend", "rdpzsd"]),
    ("zip", &["amend", "ingest", "submit"]),
    ("quick_xml", &["amend", "ingest"]),
    ("tera", &["kind", "config", "report", "plan", "register", "scan"]),
    ("rxing", &["scan"]),
    ("hayro", &["scan"]),
    ("tiff", &["scan"]),
];

#[test]
fn heavy_crates_stay_in_their_room() {
    let mut faults = Vec::new();
    let mut met = BTreeSet::new();
    for source in sources("src") {
        for (line, code) in source.code() {
            for (name, rooms) in HEAVY.iter().filter(|(name, _)| names_crate(code, name)) {
                met.insert(*name);
                if !rooms.contains(&source.room()) {
                    faults.push(format!("{}:{line} knows {name}", source.path));
                }
            }
        }
    }
    none(&faults);
    let unmet: Vec<&str> = HEAVY.iter().map(|(name, _)| *name).filter(|name| !met.contains(name)).collect();
    assert!(unmet.is_empty(), "nobody uses {unmet:?} any more");
}

fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

#[test]
fn nothing_unfinished_and_no_silenced_lint_stands_in_the_sources() {
    let forbidden = [
        concat!("todo", "!"),
        concat!("unimplemented", "!"),
        concat!("dbg", "!("),
        concat!("#[", "allow("),
        concat!("#![", "allow("),
        concat!("#[", "ignore"),
    ];
    let mut faults = Vec::new();
    for source in all_sources() {
        for (line, code) in source.code() {
            let found = forbidden.iter().find(|words| code.contains(**words));
            faults.extend(found.map(|words| format!("{}:{line} has {words}", source.path)));
        }
    }
    none(&faults);
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let text = fs::read_to_string(Path::new(REPOSITORY).join("Cargo.toml")).unwrap();
    let (mut is_list, mut before, mut faults, mut count) = (false, "", Vec::new(), 0);
    for line in text.lines() {
        if line.starts_with('[') {
            is_list = line.ends_with("dependencies]");
        } else if is_list && line.contains(" = ") && !line.starts_with('#') {
            count += 1;
            if !before.starts_with('#') && !line.contains(" # ") {
                faults.push(line.to_owned());
            }
        }
        before = line;
    }
    assert!(count > 20, "the dependencies were not found");
    none(&faults);
}

#[test]
fn codes_are_unique_kebab_case_and_explained_in_both_languages() {
    use laurea::diag::{Catalogue, Code, Lang};
    let mut seen = BTreeSet::new();
    for code in Code::ALL {
        let name = code.name();
        assert!(seen.insert(name), "{name} stands twice");
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
        assert_eq!(Code::parse(name), Some(*code));
        for lang in [Lang::Bg, Lang::En] {
            let entry = Catalogue::of(lang).entry(*code).unwrap_or_else(|| panic!("{name} is not in the catalogue"));
            assert!(!entry.message.is_empty() && !entry.hint.is_empty(), "{name} says nothing");
            assert!(entry.explain.len() > 80, "{name} is not explained");
        }
    }
}

#[test]
fn main_is_short() {
    let main = fs::read_to_string(Path::new(REPOSITORY).join("src/main.rs")).unwrap();
    assert!(main.lines().count() < 60);
}
