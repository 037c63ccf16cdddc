//! `laurea init`: a proposal of the configuration for an office's own workbooks.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::args::InitArgs;
use super::issue::isolation;
use super::{Exit, Failure, say};
use crate::diag::{Catalogue, Lang, ui};
use crate::propose::{Proposal, propose};

/// The document kinds, for a place that has none yet.
static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Runs the command.
pub fn run(args: &InitArgs, lang: Lang) -> Result<Exit, Failure> {
    let targets = ["pipeline.toml", "institution.toml"].map(|name| args.out.join(name));
    if let Some(there) = targets.iter().find(|path| path.exists()) {
        let found = there.display().to_string();
        eprintln!("{}\n  {}", ui(lang, "error-init-exists", &[("found", &found)]), ui(lang, "error-init-exists-hint", &[]));
        return Ok(Exit::Usage);
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| Failure::Write(path, error)
    };
    fs::create_dir_all(&args.out).map_err(failed(&args.out))?;
    let name = relative(&args.from, &args.out);
    let proposal = propose(&args.from, &name, &isolation(), lang).map_err(failed(&args.from))?;
    for (path, text) in targets.iter().zip([&proposal.pipeline, &proposal.institution]) {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed(path))?;
        file.write_all(text.as_bytes()).map_err(failed(path))?;
    }
    let templates = args.out.join("templates");
    if !templates.exists() {
        fs::create_dir_all(&templates).and_then(|()| TEMPLATES.extract(&templates)).map_err(failed(&templates))?;
    }
    tell(&proposal, &targets, lang);
    let has_students = proposal.placed.iter().any(|(_, kind)| *kind == crate::config::TableKind::Students);
    if !has_students {
        let found = args.from.display().to_string();
        eprintln!("{}\n  {}", ui(lang, "error-init-empty", &[("found", &found)]), ui(lang, "error-init-empty-hint", &[]));
        return Ok(Exit::Usage);
    }
    Ok(Exit::Done)
}

fn tell(proposal: &Proposal, targets: &[PathBuf; 2], lang: Lang) {
    let catalogue = Catalogue::of(lang);
    for finding in &proposal.findings {
        let place = finding.origin.map(|origin| proposal.sources.describe(origin)).unwrap_or_default();
        say(&format!("{place}: {}\n", catalogue.message(finding)));
    }
    say(&format!("{}\n", ui(lang, "init-placed", &[("count", &proposal.placed.len().to_string())])));
    for (title, kind) in &proposal.placed {
        say(&format!("  {:<24} {title}\n", ui(lang, &format!("table-{}", kind.name()), &[])));
    }
    let list = |heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            say(&format!("{}\n", ui(lang, heading, &[])));
            lines.iter().for_each(|line| say(&format!("  {line}\n")));
        }
    };
    list("init-unplaced-title", proposal.unplaced.clone());
    let mut columns: Vec<String> =
        proposal.unplaced_columns.iter().map(|(title, header)| format!("{title}: „{header}“")).collect();
    columns.dedup();
    list("init-unplaced-columns-title", columns);
    let [pipeline, institution] = targets.each_ref().map(|path| path.display().to_string());
    say(&format!(
        "{}\n{}\n",
        ui(lang, "init-written", &[("pipeline", &pipeline), ("institution", &institution)]),
        ui(lang, "init-next", &[])
    ));
}

/// A folder as seen from another, with `/` between folders; as it is given where there is no such way.
fn relative(folder: &Path, from: &Path) -> String {
    let as_given = || folder.to_string_lossy().replace('\\', "/");
    let (Ok(folder), Ok(from)) = (folder.canonicalize(), from.canonicalize()) else { return as_given() };
    let (to, base): (Vec<Component>, Vec<Component>) = (folder.components().collect(), from.components().collect());
    let shared = to.iter().zip(&base).take_while(|(one, two)| one == two).count();
    if shared == 0 {
        return as_given();
    }
    let up = base[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
