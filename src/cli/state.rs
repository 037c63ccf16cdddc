//! `laurea submit --state-files` and `--answer`: the files for the state register of students, and its answers.

use std::path::Path;

use super::args::RunArgs;
use super::issue::{options_of, today};
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::diag::{Lang, Level, ui};
use crate::pipeline::{self, Checked, Options, StateFiles, Told};
use crate::rdpzsd::{FileKind, Verdict, codes};
use crate::report::{self, Bars};

/// Makes the files for the state register.
pub fn files(config: &Config, out: Option<&Path>, lang: Lang) -> Result<Exit, Failure> {
    let made = pipeline::state_files(config, &options(config, lang), out, &Bars::new(lang))?;
    say(&words(&made, lang));
    Ok(close(config, &made.checked, lang))
}

/// Takes in the workbook that the state register has answered with.
pub fn answer(config: &Config, file: &Path, out: Option<&Path>, lang: Lang) -> Result<Exit, Failure> {
    let answer = pipeline::state_answer(config, &options(config, lang), file, out)?;
    say(&told(&answer.told, lang));
    Ok(close(config, &answer.checked, lang))
}

fn options(config: &Config, lang: Lang) -> Options {
    Options { date: config.pipeline.date.or_else(today), lang, ..options_of(&RunArgs::default(), lang) }
}

/// Says the findings; the exit code is that of `check`.
fn close(config: &Config, checked: &Checked, lang: Lang) -> Exit {
    say(&report::findings(&pipeline::summary_of(config, checked, lang), lang));
    match checked.findings.iter().map(|finding| finding.level).max() {
        _ if checked.held.is_batch() => Exit::Usage,
        Some(Level::Error) => Exit::Held,
        _ => Exit::Done,
    }
}

fn words(made: &StateFiles, lang: Lang) -> String {
    let Some(folder) = &made.folder else { return String::new() };
    let counts = made.persons.into_iter().chain(made.semesters).map(|count| count.to_string()).collect::<Vec<_>>();
    let names = ["persons", "persons_refused", "semesters", "semesters_refused", "waiting"];
    let args: Vec<(&str, &str)> = names.into_iter().zip(counts.iter().map(String::as_str)).collect();
    let mut text = ui(lang, "state-done", &args) + "\n" + &judged(lang) + "\n";
    text += &(ui(lang, "state-files", &[("path", &folder.display().to_string())]) + "\n");
    for (name, rows) in &made.files {
        text += &format!("  {name}  {rows}\n");
    }
    text
}

/// How many rules were applied, and which only the register can.
fn judged(lang: Lang) -> String {
    let kinds = [FileKind::Persons, FileKind::Semesters];
    let all: usize = kinds.iter().map(|kind| codes(*kind).len()).sum();
    let left = kinds.map(|kind| {
        let numbers =
            codes(kind).iter().filter(|code| code.verdict == Verdict::NeedsDatabase).map(|code| code.number.to_string());
        numbers.collect::<Vec<_>>()
    });
    let judged = (all - left[0].len() - left[1].len()).to_string();
    let left = left.map(|numbers| numbers.join(", "));
    let args = [("judged", judged.as_str()), ("all", &all.to_string()), ("persons", &left[0]), ("semesters", &left[1])];
    ui(lang, "state-judged", &args)
}

fn told(told: &Told, lang: Lang) -> String {
    let line = match told {
        Told::Errors { file, rows } => ui(lang, "state-answer-done", &[("file", file), ("rows", &rows.to_string())]),
        Told::People { rows, new, known } => {
            let [rows, new, known] = [rows, new, known].map(ToString::to_string);
            ui(lang, "state-answer-people", &[("rows", &rows), ("new", &new), ("known", &known)])
        }
        Told::Nothing => return String::new(),
    };
    line + "\n"
}
