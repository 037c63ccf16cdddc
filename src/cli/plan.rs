//! `laurea plan`: a run laid out for other machines.

use super::args_of_shards::PlanArgs;
use super::{Exit, Failure, issue, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::pipeline::{self, Laid, Options, Planned};
use crate::report::Bars;

/// Runs the command.
pub fn run(config: &Config, args: &PlanArgs, lang: Lang) -> Result<Exit, Failure> {
    if args.on_form || !args.blanks.is_empty() {
        return Err(Failure::FormsOverShards);
    }
    let options = Options {
        kinds: args.kind.clone(),
        students: args.student.clone(),
        threads: args.threads.map(|threads| threads as usize),
        date: args.date.or(config.pipeline.date).or_else(issue::today),
        lang,
        isolation: issue::isolation(),
        ..Options::default()
    };
    match pipeline::plan_shards(config, &options, &args.to, &Bars::new(lang))? {
        Planned::Stopped(outcome) => Ok(issue::stopped(&outcome, lang)),
        Planned::Laid(laid) => {
            say(&words(&laid, lang));
            Ok(if laid.held + laid.failing > 0 { Exit::Held } else { Exit::Done })
        }
    }
}

fn words(laid: &Laid, lang: Lang) -> String {
    let path = laid.folder.display().to_string();
    let line = |key: &str, count: usize| ui(lang, key, &[("path", &path), ("count", &count.to_string())]) + "\n";
    let optional = |key: &str, count: usize| if count > 0 { line(key, count) } else { String::new() };
    let first = if laid.was_there { "plan-there" } else { "plan-laid" };
    let rest = optional("plan-kept", laid.kept) + &optional("plan-failing", laid.failing) + &optional("plan-held", laid.held);
    line(first, laid.papers) + &rest + &line("plan-next", laid.papers)
}
