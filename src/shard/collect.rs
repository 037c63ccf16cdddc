//! Before shards become a run again: every one is there, once, of this plan, with the very files it wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::ShardError;
use super::journal::{self, JOURNAL, Made, SHEET, ShardSheet};
use super::part::Shard;
use super::plan::{FORMAT, Plan};
use super::task::Content;
use crate::model::sha256;

/// What is wrong with the shards of a plan; folders and files are told by their paths.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// No folder has this shard.
    Missing(Shard),
    /// A shard that was begun and not ended.
    Unfinished(PathBuf),
    /// Two folders have the same shard.
    Doubled(Shard, PathBuf, PathBuf),
    /// A shard of another plan, or no shard at all.
    Foreign(PathBuf),
    /// Shards of several cuts lie side by side: of so many, and of so many.
    Mixed(u32, u32),
    /// A file that is not the one the shard wrote, or is no longer there.
    Altered(PathBuf),
    /// The shard does not tell of this paper, which is in its part.
    Untold(PathBuf, String),
    /// There is no shard at all in a folder.
    None(PathBuf),
}

/// A paper that a shard made.
#[derive(Debug, Clone)]
pub struct Ready {
    /// All that its bytes depend on, by the plan.
    pub content: Content,
    /// Its PDF; none where the paper could not be set.
    pub pdf: PathBuf,
    /// What the shard says of it.
    pub made: Made,
}

/// The papers of a plan as its shards made them, by their keys.
#[derive(Debug, Default)]
pub struct Collected {
    /// The papers.
    pub papers: BTreeMap<String, Ready>,
    /// How many shards there were.
    pub shards: u32,
}

/// Collects the shards of a plan that lie in a folder; with `of`, those of another cut are left aside.
///
/// Every file is read and its hash compared with what its shard says.
///
/// # Errors
/// All that is wrong with the shards, at once; or the plan cannot be read.
pub fn collect(plan: &Plan, shards: &Path, of: Option<u32>) -> Result<Collected, ShardError> {
    let (found, mut flaws) = look(plan, shards, of)?;
    let Some(cut) = of.or(found.keys().next().map(|shard| shard.of)) else {
        flaws.push(Flaw::None(shards.to_owned()));
        return Err(ShardError::Flawed(flaws));
    };
    if let Some(other) = found.keys().find(|shard| shard.of != cut) {
        return Err(ShardError::Flawed(vec![Flaw::Mixed(cut, other.of)]));
    }
    let mut collected = Collected { papers: BTreeMap::new(), shards: cut };
    for shard in (1..=cut).filter_map(|number| Shard::new(number, cut)) {
        match found.get(&shard) {
            Some((folder, true)) => take(plan, shard, folder, &mut collected, &mut flaws)?,
            Some((folder, false)) => flaws.push(Flaw::Unfinished(folder.clone())),
            None => flaws.push(Flaw::Missing(shard)),
        }
    }
    flaws.extend(altered(&collected));
    flaws.sort();
    if flaws.is_empty() { Ok(collected) } else { Err(ShardError::Flawed(flaws)) }
}

/// The folders of shards, each with whether it is whole.
type Folders = BTreeMap<Shard, (PathBuf, bool)>;

/// Looks at what lies in a folder of shards.
fn look(plan: &Plan, shards: &Path, of: Option<u32>) -> Result<(Folders, Vec<Flaw>), ShardError> {
    let mut paths = Vec::new();
    if shards.is_dir() {
        for entry in fs::read_dir(shards).map_err(ShardError::io(shards))? {
            paths.push(entry.map_err(ShardError::io(shards))?.path());
        }
    }
    paths.sort();
    let (mut found, mut flaws) = (Folders::new(), Vec::new());
    for path in paths.into_iter().filter(|path| path.is_dir()) {
        match said_of(&path, plan) {
            Said::Shard(shard, _) if of.is_some_and(|of| of != shard.of) => {}
            Said::Shard(shard, is_whole) => match found.get(&shard) {
                Some((first, _)) => flaws.push(Flaw::Doubled(shard, first.clone(), path)),
                None => drop(found.insert(shard, (path, is_whole))),
            },
            Said::Altered => flaws.push(Flaw::Altered(path.join(JOURNAL))),
            Said::Foreign => flaws.push(Flaw::Foreign(path)),
        }
    }
    Ok((found, flaws))
}

/// What a folder says it is.
enum Said {
    /// A shard of this plan, and whether it is whole.
    Shard(Shard, bool),
    Altered,
    Foreign,
}

fn said_of(folder: &Path, plan: &Plan) -> Said {
    let journal = fs::read(folder.join(JOURNAL)).unwrap_or_default();
    let sheet: Option<ShardSheet> = fs::read(folder.join(SHEET)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let heading = journal::read(&journal).0;
    let whole = sheet.as_ref().filter(|sheet| sheet.format == FORMAT).map(|sheet| (sheet.shard, &sheet.plan, true));
    let Some((shard, of_plan, is_whole)) = whole.or(heading.as_ref().map(|heading| (heading.shard, &heading.plan, false))) else {
        return Said::Foreign;
    };
    let is_altered = sheet.as_ref().is_some_and(|sheet| sheet.made_sha256 != sha256(&journal));
    match Shard::new(shard.number, shard.of).filter(|_| *of_plan == plan.id) {
        None => Said::Foreign,
        Some(_) if is_altered => Said::Altered,
        Some(shard) => Said::Shard(shard, is_whole),
    }
}

/// Takes what a shard says of each paper in its part.
fn take(plan: &Plan, shard: Shard, folder: &Path, collected: &mut Collected, flaws: &mut Vec<Flaw>) -> Result<(), ShardError> {
    let path = folder.join(JOURNAL);
    let (_, made) = journal::read(&fs::read(&path).map_err(ShardError::io(&path))?);
    let mut made: BTreeMap<String, Made> = made.into_iter().map(|made| (made.key.clone(), made)).collect();
    for at in plan.part(shard) {
        let task = plan.task(at)?;
        match made.remove(&task.key).filter(|made| made.file == task.file) {
            Some(made) => {
                let ready = Ready { content: task.content, pdf: folder.join(&task.file), made };
                collected.papers.insert(task.key, ready);
            }
            None => flaws.push(Flaw::Untold(folder.to_owned(), task.key)),
        }
    }
    Ok(())
}

/// The files that are not those their shards wrote.
fn altered(collected: &Collected) -> Vec<Flaw> {
    let papers: Vec<&Ready> = collected.papers.values().filter(|ready| ready.made.fault.is_none()).collect();
    let is_altered = |ready: &&&Ready| !fs::read(&ready.pdf).is_ok_and(|bytes| sha256(&bytes) == ready.made.sha256);
    papers.par_iter().filter(is_altered).map(|ready| Flaw::Altered(ready.pdf.clone())).collect()
}
