//! `laurea merge`: shards become a run again.

use std::time::Instant;

use super::args_of_shards::MergeArgs;
use super::{Exit, Failure, issue};
use crate::config::Config;
use crate::diag::Lang;
use crate::pipeline::{self, Options};
use crate::report::Bars;

/// Runs the command.
pub fn run(config: &Config, args: &MergeArgs, lang: Lang) -> Result<Exit, Failure> {
    let threads = args.threads.map(|threads| threads as usize);
    let options = Options { threads, lang, isolation: issue::isolation(), ..Options::default() };
    let start = Instant::now();
    let shards = (args.plan.as_path(), args.shards.as_deref(), args.of);
    let outcome = pipeline::merge_shards(config, &options, shards, &Bars::new(lang))?;
    Ok(issue::close(&outcome, args.format, Some(&config.pipeline.paths.register), start, lang))
}
