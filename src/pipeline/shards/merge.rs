//! Shards become a run again: the code that issues is given papers that are set already.

use std::collections::BTreeSet;
use std::path::Path;

use super::content;
use crate::config::Config;
use crate::event::Listener;
use crate::kind::DocumentKind;
use crate::model::{Document, Numbering, Rendered, sha256};
use crate::pipeline::papers::Run;
use crate::pipeline::papers::due::Due;
use crate::pipeline::{Checked, Error, Numbered, Options, Outcome, numbered};
use crate::plan;
use crate::register::Register;
use crate::render::{Fault, Paper, Press, template_files};
use crate::shard::{Change, Collected, Content, PhotoRef, Plan, Ready, ShardError, collect, templates_hash};

/// Merges the shards of a plan into the run that [`super::super::issue`] would have made, and enters it into the register.
///
/// The inputs are read again and must give the plan; `shards` is the folder of the shards where it is not that of the plan,
/// `of` their number where several cuts lie there.
///
/// # Errors
/// The plan, a shard or the inputs are not what they were; nothing was written or entered. Those of [`super::super::issue`].
pub fn merge_shards(
    config: &Config,
    options: &Options,
    (folder, shards, of): (&Path, Option<&Path>, Option<u32>),
    listener: &dyn Listener,
) -> Result<Outcome, Error> {
    let plan = Plan::open(folder)?;
    let shards = shards.map_or_else(|| plan.shards(), Path::to_owned);
    let collected = collect(&plan, &shards, of)?;
    if templates_hash(&template_files(&config.pipeline.paths.templates)?) != plan.sheet.templates_sha256 {
        return Err(ShardError::Changed(vec![Change::Templates]).into());
    }
    let sheet = &plan.sheet;
    let options =
        Options { kinds: sheet.kinds.clone(), students: sheet.students.clone(), date: Some(sheet.date), ..options.clone() };
    let before = |checked: &Checked, plan: &plan::Plan, register: &Register| nothing_new(checked, plan, register);
    match numbered(config, &options, listener, None, &before, |run| handed_out(run, &collected))? {
        Numbered::Stopped(outcome) => Ok(*outcome),
        Numbered::Done(outcome) => Ok(outcome),
    }
}

/// Every paper that gets its number before print has one, from the plan: merging gives none.
fn nothing_new(checked: &Checked, plan: &plan::Plan, register: &Register) -> Result<(), Error> {
    let is_numbered = |kind: &DocumentKind| kind.numbering == Numbering::BeforePrint && kind.companion_of.is_none();
    let mut new = Vec::new();
    for document in plan.documents.iter().filter(|document| checked.kinds.get(&document.kind).is_some_and(is_numbered)) {
        if register.last_of(&document.key)?.is_none() {
            new.push(Change::New(document.key.clone()));
        }
    }
    unchanged(new)
}

fn unchanged(changes: Vec<Change>) -> Result<(), Error> {
    if changes.is_empty() { Ok(()) } else { Err(ShardError::Changed(changes).into()) }
}

/// Makes a run of papers that are set already.
fn handed_out(run: Run<'_>, collected: &Collected) -> Result<Outcome, Error> {
    is_the_plan(&run, collected)?;
    let press = HandedOut { collected, here: run.press };
    let run = Run { press: &press, ..run };
    run.make()
}

/// The papers of a run are those of the plan, and say the same.
fn is_the_plan(run: &Run, collected: &Collected) -> Result<(), Error> {
    let kinds = &run.checked.kinds;
    let look = |document: &Document, due: Due| match due {
        Due::Set(data, _) => Some(content(&kinds[&document.kind], document, &data)),
        Due::Kept | Due::Differs => None,
    };
    let mut changes = Vec::new();
    let mut gone: BTreeSet<&str> = collected.papers.keys().map(String::as_str).collect();
    run.due(&look, |document, content| {
        gone.remove(document.key.as_str());
        // What cannot be made, or was issued in the meantime, is told as by any run.
        if let Ok(Some(content)) = content {
            changes.extend(match collected.papers.get(&document.key) {
                None => Some(Change::New(document.key.clone())),
                Some(ready) if ready.content == content && ready.made.file == document.file => None,
                Some(_) => Some(Change::Differs(document.key.clone())),
            });
        }
        Ok(())
    })?;
    changes.extend(gone.into_iter().map(|key| Change::Gone(key.to_owned())));
    unchanged(changes)
}

/// Hands out the papers that shards have set; any other is set here.
struct HandedOut<'a> {
    collected: &'a Collected,
    here: &'a dyn Press,
}

impl Press for HandedOut<'_> {
    fn set(&self, paper: &Paper<'_>) -> Result<Rendered, Fault> {
        let photo = paper.photo.as_ref().map(|(name, bytes)| PhotoRef::of(name, bytes));
        let content = || Content::of(paper.key, paper.kind, paper.date, paper.standards, &paper.json, photo.as_ref());
        match self.collected.papers.get(paper.key).filter(|ready| ready.content == content()) {
            Some(ready) => handed(ready),
            None => self.here.set(paper),
        }
    }
}

/// A paper as its shard set it, or why that could not.
fn handed(ready: &Ready) -> Result<Rendered, Fault> {
    let unreadable = |error: &dyn std::fmt::Display| Fault::plain(&format!("{}: {error}", ready.pdf.display()));
    if let Some(fault) = &ready.made.fault {
        return Err(serde_json::from_value(fault.clone()).unwrap_or_else(|error| unreadable(&error)));
    }
    let pdf = std::fs::read(&ready.pdf).map_err(|error| unreadable(&error))?;
    let hash = sha256(&pdf);
    // It was looked at a moment ago, before anything was entered.
    if hash != ready.made.sha256 {
        return Err(unreadable(&"SHA-256"));
    }
    Ok(Rendered { pdf, pages: ready.made.pages, sha256: hash })
}
