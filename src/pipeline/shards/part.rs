//! A shard: its part of a plan set into its folder, with nothing but the plan.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::config::PaperLimits;
use crate::event::{Event, Listener, Stage};
use crate::ingest::Isolation;
use crate::pipeline::Error;
use crate::pipeline::papers::within;
use crate::pipeline::press::press_on;
use crate::plan::thaw;
use crate::render::{Fault, Paper, Press, Templates, render_all, template_files};
use crate::shard::{Content, Made, Plan, Shard, ShardError, ShardFolder, State, Task, templates_hash};

/// A shard that is to be set.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Folder of the plan.
    pub plan: &'a Path,
    /// The shard.
    pub shard: Shard,
    /// The folder in which the shard's folder stands; that of the plan where none is named.
    pub shards: Option<&'a Path>,
    /// How many papers are set at once.
    pub workers: usize,
    /// Where papers are set.
    pub isolation: &'a Isolation,
    /// Becomes true when the process is asked to end.
    pub is_ended: &'a AtomicBool,
}

/// A shard that is whole.
#[derive(Debug)]
pub struct PartDone {
    /// Its folder.
    pub folder: PathBuf,
    /// Papers set now.
    pub set: usize,
    /// Papers that were set before.
    pub kept: usize,
    /// Keys of the papers that could not be set.
    pub failed: Vec<String>,
}

/// Sets a shard, or goes on where it was left. Reads the plan and writes the shard's folder, and nothing else.
///
/// # Errors
/// The plan is none, or of another program; a file cannot be read or written; the process was asked to end.
pub fn set_shard(part: &Part, listener: &dyn Listener) -> Result<PartDone, Error> {
    let plan = Plan::open(part.plan)?;
    let templates = templates_of(&plan)?;
    let (seconds, memory_mib) = plan.sheet.limits;
    let limits = PaperLimits { seconds, memory_mib };
    let press = press_on(part.isolation, &plan.templates(), &templates, part.workers, limits);
    let shards = part.shards.map_or_else(|| plan.shards(), Path::to_owned);
    let (folder, mut journal) = ShardFolder::open(&shards, &plan.id, part.shard)?;
    let range = plan.part(part.shard);
    listener.on(Event::Started(Stage::Render, range.len() as u64));
    let job = |at: usize| Ok(step(&plan, &*press, &folder, range.start + at, part.is_ended));
    let mut done = PartDone { folder: folder.path().to_owned(), set: 0, kept: 0, failed: Vec::new() };
    let mut all = Vec::with_capacity(range.len());
    render_all(range.len(), part.workers, &job, |at, step: Result<Result<Step, ShardError>, Fault>| {
        let made = match step {
            Ok(step) => match step? {
                Step::Kept(made) => {
                    done.kept += 1;
                    made
                }
                Step::Made(made) => {
                    done.set += 1;
                    journal.add(&made)?;
                    made
                }
            },
            // Setting it brought its thread to a halt.
            Err(fault) => {
                let made = failed(&plan.task(range.start + at)?, &fault);
                journal.add(&made)?;
                made
            }
        };
        done.failed.extend(made.fault.is_some().then(|| made.key.clone()));
        all.push(made);
        listener.on(Event::Advanced(Stage::Render));
        Ok::<(), Error>(())
    })?;
    folder.close(&all)?;
    listener.on(Event::Finished(Stage::Render));
    Ok(done)
}

/// The templates of a plan, which must be those it was made with.
fn templates_of(plan: &Plan) -> Result<Templates, Error> {
    let folder = plan.templates();
    if templates_hash(&template_files(&folder)?) != plan.sheet.templates_sha256 {
        return Err(ShardError::Altered(folder).into());
    }
    Ok(Templates::load(&folder)?)
}

/// What a worker did about a paper.
enum Step {
    /// It was made before.
    Kept(Made),
    /// It was set, or could not be.
    Made(Made),
}

/// Sets one paper, on a worker thread.
fn step(plan: &Plan, press: &dyn Press, folder: &ShardFolder, at: usize, is_ended: &AtomicBool) -> Result<Step, ShardError> {
    if is_ended.load(Ordering::Relaxed) {
        return Err(ShardError::Ended);
    }
    let task = plan.task(at)?;
    if let State::Made(made) = folder.state(&task.key, &task.file) {
        return Ok(Step::Kept(made));
    }
    let json = thaw(&task.data).unwrap_or_default();
    let (standards, photo) = (task.standards.as_slice(), task.photo.as_ref());
    if Content::of(&task.key, &task.kind, task.date, standards, &json, photo) != task.content {
        return Err(ShardError::Altered(plan.papers()));
    }
    let photo = photo.map(|photo| plan.photo(photo).map(|bytes| (photo.name.as_str(), bytes))).transpose()?;
    let paper = Paper { key: &task.key, kind: &task.kind, json, photo, standards, date: task.date };
    Ok(Step::Made(match press.set(&paper).and_then(|rendered| within(rendered, task.pages)) {
        Ok(rendered) => {
            folder.write(&task.file, &rendered.pdf)?;
            Made { key: task.key, file: task.file, sha256: rendered.sha256, pages: rendered.pages, fault: None }
        }
        // Whoever asked this process to end asked its workers, too: that is no fault of the paper.
        Err(_) if is_ended.load(Ordering::Relaxed) => return Err(ShardError::Ended),
        Err(fault) => failed(&task, &fault),
    }))
}

fn failed(task: &Task, fault: &Fault) -> Made {
    // A fault has nothing that JSON cannot say.
    let fault = serde_json::to_value(fault).unwrap_or_default();
    Made { key: task.key.clone(), file: task.file.clone(), sha256: String::new(), pages: 0, fault: Some(fault) }
}
