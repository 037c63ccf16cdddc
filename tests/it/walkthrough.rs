//! `docs/season.md` is walked through: every command in it is run in one house, in order, and says what stands there.
//!
//! With `LAUREA_BLESS=1` the outputs are written anew; a person reads the difference.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::house::{House, LAUREA, REPOSITORY};

/// The moment at which every entry of the walk-through is made: 2025-09-01, noon.
const MOMENT: &str = "1756728000";

/// The run of the walk-through.
const PIPELINE: &str = r#"institution = "institution.toml"
templates = "templates"
output = "output"
register = "register.sqlite"

[run]
name = "2025"
date = "2025-09-30"
kinds = ["diploma", "appendix", "signoff-list", "handover-list", "sticker-protocol"]

[inputs]
folder = "season"
students = ["students.xlsx"]
curricula = ["curricula.xlsx"]
grades = ["grades.xlsx"]
state_exams = ["state_exams.xlsx"]
requests = ["requests.xlsx"]
earlier_register = ["previous_register.xlsx"]
photos = "photos"
"#;

/// A part of the document.
enum Part {
    /// A line of text.
    Text(String),
    /// A command with what it says; the command as it stands, with its continuation lines.
    Command { lines: Vec<String>, said: Vec<String> },
}

/// The document in parts: in a block of `console` a line that begins with `$ ` is a command, the rest is what it says.
fn parts(text: &str) -> Vec<Part> {
    let (mut parts, mut is_console): (Vec<Part>, bool) = (Vec::new(), false);
    for line in text.lines() {
        if line.starts_with("```") {
            is_console = line == "```console";
            parts.push(Part::Text(line.to_owned()));
            continue;
        }
        match parts.last_mut() {
            _ if !is_console => parts.push(Part::Text(line.to_owned())),
            Some(Part::Command { lines, said }) if said.is_empty() && lines.last().is_some_and(|last| last.ends_with('\\')) => {
                lines.push(line.to_owned());
            }
            _ if line.starts_with("$ ") => parts.push(Part::Command { lines: vec![line.to_owned()], said: Vec::new() }),
            Some(Part::Command { said, .. }) => said.push(line.to_owned()),
            _ => panic!("a block begins with no command: {line}"),
        }
    }
    parts
}

/// What a command says on both its outputs, and its exit code where that is not 0.
fn run(house: &House, lines: &[String]) -> Vec<String> {
    let script: Vec<&str> = lines.iter().map(|line| line.strip_prefix("$ ").unwrap_or(line)).collect();
    let program = Path::new(LAUREA).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(PathBuf::from(program)).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("exec 2>&1\n{}", script.join("\n")))
        .current_dir(house.at("."))
        .env("PATH", path.unwrap())
        .env("LC_ALL", "bg_BG.UTF-8")
        .env("SOURCE_DATE_EPOCH", MOMENT)
        .env("LAUREA_BY", "м.петрова")
        .env("TZ", "UTC")
        .output()
        .unwrap();
    let folder = house.at("").display().to_string();
    let canonical = house.at("").canonicalize().unwrap().display().to_string();
    let said = String::from_utf8(output.stdout).unwrap().replace(&format!("{canonical}/"), "").replace(&folder, "");
    let mut said: Vec<String> = said.lines().map(|line| line.trim_end().to_owned()).collect();
    match output.status.code() {
        Some(0) => {}
        code => said.push(format!("[код на изхода {}]", code.unwrap())),
    }
    said
}

/// A university that numbers its diplomas after the rector has signed.
fn house() -> House {
    let house = House::empty();
    std::os::unix::fs::symlink(Path::new(REPOSITORY).join("templates"), house.at("templates")).unwrap();
    fs::copy(Path::new(REPOSITORY).join("data/institution.toml"), house.at("institution.toml")).unwrap();
    house.write("pipeline.toml", PIPELINE);
    house.with("institution.toml", "# diploma = \"after-print\"", "diploma = \"after-print\"")
}

#[test]
fn the_season_of_the_documentation_is_what_the_program_does() {
    let path = Path::new(REPOSITORY).join("docs/season.md");
    let text = fs::read_to_string(&path).unwrap();
    let house = house();
    let is_blessing = std::env::var_os("LAUREA_BLESS").is_some();
    let (mut written, mut differing, mut commands) = (String::new(), Vec::new(), 0);
    for part in parts(&text) {
        match part {
            Part::Text(line) => written += &(line + "\n"),
            Part::Command { lines, said } => {
                let now = run(&house, &lines);
                written += &(lines.join("\n") + "\n");
                written.extend(now.iter().map(|line| format!("{line}\n")));
                if now != said {
                    differing.push(format!(
                        "{}\n--- stands\n{}\n--- said\n{}",
                        lines.join("\n"),
                        said.join("\n"),
                        now.join("\n")
                    ));
                }
                commands += 1;
            }
        }
    }
    assert!(commands >= 20, "the walk-through has its commands: {commands}");
    if is_blessing {
        fs::write(&path, written).unwrap();
    } else {
        assert!(differing.is_empty(), "{}", differing.join("\n\n"));
    }
}
