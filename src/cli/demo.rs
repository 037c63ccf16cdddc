//! `laurea demo`: a whole invented season.

use super::args::DemoArgs;
use super::{Exit, Failure, say};
use crate::demo::{Defects, Habits, SeasonOptions, write_season};
use crate::diag::{Lang, ui};

/// Runs the command.
pub fn run(args: &DemoArgs, lang: Lang) -> Result<Exit, Failure> {
    let defects = if args.defects { Defects::Planted } else { Defects::None };
    let habits = if args.untidy { Habits::Untidy } else { Habits::Tidy };
    let options = SeasonOptions { students: args.students, seed: args.seed, defects, habits };
    let summary = write_season(&options, &args.out)?;
    let (students, path) = (summary.students.to_string(), args.out.display().to_string());
    say(&(ui(lang, "demo-done", &[("students", &students), ("path", &path)]) + "\n"));
    Ok(Exit::Done)
}
