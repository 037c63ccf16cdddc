//! `laurea check`: what is wrong in the workbooks, and what changed since the last check.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::{CheckArgs, CheckFormat};
use super::issue::{options_of, today};
use super::{Exit, Failure, handed, say};
use crate::amend::fixes_csv;
use crate::config::{Config, Inputs};
use crate::diag::{Lang, Level, ui};
use crate::output::{Age, Comparison, Memory, MemoryError, SarifLog, findings_jsonl, fingerprints, sarif};
use crate::pipeline::{self, Checked, Options};
use crate::report::{self, Bars};

/// Runs the command on the configuration that was read from a path.
pub fn run(config: &Config, path: &Path, args: &CheckArgs, lang: Lang) -> Result<Exit, Failure> {
    let options =
        Options { date: args.date.or(config.pipeline.date).or_else(today), lang, ..options_of(&Default::default(), lang) };
    let mut checked = pipeline::check(config, &options, &Bars::new(lang))?;
    // Fields a kind needs are part of what is wrong; nothing is numbered.
    drop(pipeline::plan(config, &options, &mut checked)?);
    let marks = fingerprints(&checked.findings, &checked.season.sources);
    // Where the inputs could not be read as a whole, most of what was wrong is out of sight, not resolved.
    let has_memory = !args.no_memory && !checked.held.is_batch();
    let memory = has_memory.then(|| Memory::path(&config.pipeline.paths.output, path));
    let comparison = memory.as_deref().and_then(|memory| recall(memory, &checked, &marks, lang));
    match args.format {
        CheckFormat::Json => say(&json(&checked, comparison.as_ref(), lang)),
        CheckFormat::Sarif => say(&log(config, path, &checked, &marks, comparison.as_ref(), lang)),
        CheckFormat::Human => say(&words(config, &checked, comparison.as_ref(), lang)),
    }
    if let Some(memory) = &memory {
        let kept = Memory::of(&checked.findings, &marks).keep(memory);
        kept.unwrap_or_else(|error| note("memory-not-kept", memory, &error, lang));
    }
    let is_handed_back = hand_back(config, args, &checked, lang)?;
    if checked.held.is_batch() {
        eprintln!("{}\n  {}", ui(lang, "error-batch", &[]), ui(lang, "error-batch-hint", &[]));
        return Ok(Exit::Usage);
    }
    let has_errors = checked.findings.iter().any(|finding| finding.level == Level::Error);
    Ok(match (is_handed_back, has_errors) {
        (false, _) => Exit::Unexpected,
        (true, false) => Exit::Done,
        (true, true) => Exit::Held,
    })
}

/// What changed since the last check; a memory that cannot be used is said and done without.
fn recall(memory: &Path, checked: &Checked, marks: &[String], lang: Lang) -> Option<Comparison> {
    match Memory::recall(memory) {
        Ok(before) => before.map(|before| before.compare(&checked.findings, marks)),
        Err(error) => {
            note("memory-ignored", memory, &error, lang);
            None
        }
    }
}

fn note(key: &str, memory: &Path, error: &MemoryError, lang: Lang) {
    let args = [("path", memory.display().to_string()), ("error", error.to_string())];
    eprintln!("{}", ui(lang, key, &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
}

fn json(checked: &Checked, comparison: Option<&Comparison>, lang: Lang) -> String {
    findings_jsonl(&checked.findings, &checked.season.sources, lang, comparison.map_or(&[], |comparison| &comparison.ages))
}

fn words(config: &Config, checked: &Checked, comparison: Option<&Comparison>, lang: Lang) -> String {
    let mut summary = pipeline::summary_of(config, checked, lang);
    if let Some(comparison) = comparison {
        let ages = checked.findings.iter().zip(&comparison.ages);
        report::mark_new(&mut summary.findings, ages.map(|(finding, age)| (finding.code, *age == Age::New)));
    }
    let mut text = report::findings(&summary, lang);
    text.push_str(&report::check_text(&summary, lang));
    if let Some(comparison) = comparison {
        let counts = [comparison.resolved_count(), comparison.new_count(), comparison.known_count()];
        text.push_str(&report::changes_text(counts, &comparison.resolved, lang));
    }
    text
}

fn log(config: &Config, path: &Path, checked: &Checked, marks: &[String], comparison: Option<&Comparison>, lang: Lang) -> String {
    sarif(&SarifLog {
        findings: &checked.findings,
        fingerprints: marks,
        ages: comparison.map_or(&[], |comparison| &comparison.ages),
        season: &checked.season,
        files: &relative(&config.pipeline.inputs, path),
        run: &checked.run,
        lang,
    })
}

/// The input files as they are named from the configuration's folder, by the name the sources know them by.
fn relative(inputs: &Inputs, configuration: &Path) -> BTreeMap<String, String> {
    let base = configuration.parent().unwrap_or(Path::new(""));
    let named = |path: &Path| {
        let from_base = path.strip_prefix(base).unwrap_or(path);
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some((name, from_base.to_string_lossy().replace('\\', "/")))
    };
    inputs.all().into_iter().filter_map(named).collect()
}

/// Writes what `--mark` and `--fixes` ask for; whether all of it could be written.
fn hand_back(config: &Config, args: &CheckArgs, checked: &Checked, lang: Lang) -> Result<bool, Failure> {
    // Where the findings are for a program, words are not among them.
    let tell = |text: &str| if args.format != CheckFormat::Human { eprint!("{text}") } else { say(text) };
    let mut is_whole = true;
    if let Some(out) = &args.mark {
        let files = pipeline::mark(config, checked, out, lang)?;
        tell(&format!("{}\n", ui(lang, "mark-done", &[("path", &out.display().to_string())])));
        for file in &files {
            tell(&handed::line(file, "mark-file", "hand-twin", lang));
            is_whole &= file.result.is_ok();
        }
    }
    if let Some(path) = &args.fixes {
        let fixes = pipeline::fixes(config, checked);
        pipeline::write_list(config, path, &fixes_csv(&fixes, lang))?;
        let key = if fixes.is_empty() { "fixes-none" } else { "fixes-done" };
        let (count, path) = (fixes.len().to_string(), path.display().to_string());
        tell(&format!("{}\n", ui(lang, key, &[("count", &count), ("path", &path)])));
    }
    Ok(is_whole)
}
