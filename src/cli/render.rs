//! `laurea render`: a part of a plan set, on whatever machine this is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::args_of_shards::RenderArgs;
use super::{Exit, Failure, issue, say};
use crate::diag::{Lang, ui};
use crate::pipeline::{self, Part, PartDone};
use crate::report::Bars;
use crate::shard::{Shard, ShardError, from_engine, workers_allowed};

/// How long papers may take to be finished after the process was asked to end.
const GRACE: Duration = Duration::from_secs(3);
/// How often is looked whether it was.
const LOOK: Duration = Duration::from_millis(50);
/// Papers that could not be set which are told one by one.
const TOLD: usize = 10;

/// Runs the command.
pub fn run(args: &RenderArgs, lang: Lang) -> Result<Exit, Failure> {
    let shard = shard(args, lang)?;
    let is_ended = ended_by_signal();
    let workers = args.threads.map_or_else(|| workers_allowed(&variable, cores()), |threads| threads as usize);
    let (shards, isolation) = (args.out.as_deref(), issue::isolation());
    let part = Part { plan: &args.plan, shard, shards, workers, isolation: &isolation, is_ended: &is_ended };
    let done = pipeline::set_shard(&part, &Bars::new(lang)).map_err(|error| match error {
        pipeline::Error::Shard(error) => Failure::Shard(error),
        // They are those of the plan: what cannot be read now may be read later.
        pipeline::Error::Templates(error) => {
            Failure::Shard(ShardError::Io { path: error.path, error: std::io::Error::other(error.error) })
        }
        other => Failure::Pipeline(other),
    })?;
    say(&words(&done, shard, lang));
    Ok(if done.failed.is_empty() { Exit::Done } else { Exit::Held })
}

/// The shard that is named, or that the engine names; what the engine said is told.
fn shard(args: &RenderArgs, lang: Lang) -> Result<Shard, Failure> {
    if args.shard != "auto" {
        let shard = Shard::parse(&args.shard).filter(|shard| args.of.is_none_or(|of| of == shard.of));
        return shard.ok_or_else(|| Failure::ShardName(args.shard.clone()));
    }
    let found = from_engine(&variable, args.of).map_err(|error| Failure::Shard(error.into()))?;
    let (shard, engine) = (found.shard.to_string(), found.engine);
    eprintln!("{}", ui(lang, "shard-engine", &[("shard", &shard), ("engine", engine), ("said", &found.said)]));
    Ok(found.shard)
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Becomes true when the system asks the process to end (SIGTERM). The papers at work are finished and noted; where that takes
/// too long, the process ends as it is: whatever is noted is whole.
fn ended_by_signal() -> Arc<AtomicBool> {
    let is_ended = Arc::new(AtomicBool::new(false));
    let (asked, code) = (Arc::clone(&is_ended), i32::from(Exit::Ended.code()));
    // Where signals cannot be caught, they end the process by themselves.
    if signal_hook::flag::register(signal_hook::consts::SIGTERM, Arc::clone(&is_ended)).is_ok() {
        std::thread::spawn(move || {
            while !asked.load(Ordering::Relaxed) {
                std::thread::sleep(LOOK);
            }
            std::thread::sleep(GRACE);
            std::process::exit(code);
        });
    }
    is_ended
}

fn words(done: &PartDone, shard: Shard, lang: Lang) -> String {
    let (shard, path) = (shard.to_string(), done.folder.display().to_string());
    let [set, kept, failed] = [done.set, done.kept, done.failed.len()].map(|count| count.to_string());
    let args = [("shard", shard.as_str()), ("path", &path), ("set", &set), ("kept", &kept), ("failed", &failed)];
    let key = if done.set == 0 && done.kept > 0 { "shard-nothing" } else { "shard-done" };
    let mut text = ui(lang, key, &args) + "\n";
    if !done.failed.is_empty() {
        text += &format!("{}\n", ui(lang, "shard-failed", &args));
        text.extend(done.failed.iter().take(TOLD).map(|key| format!("  {key}\n")));
    }
    text
}
