//! Stage: a run cut into shards, which other machines set: the folder of a plan, the folder of a shard, and what is checked
//! before shards become a run again.
//!
//! ```text
//! PLAN/plan.json               what plan this is, and the hashes of all that follows
//!      papers.jsonl            a paper a line, in the order of the plan, with all that is needed to set it
//!      photos/<sha256>.jpg     the photos, each once
//!      templates/…             the templates and fonts
//!      shards/<i>-of-<n>/      what a shard made: PDFs, made.jsonl (a line for each) and, once it is whole, shard.json
//! ```
//!
//! A shard needs the plan and nothing else: no workbook, no register, no network. It writes into its own folder only.

mod collect;
mod engine;
mod error;
mod folder;
mod journal;
mod part;
mod plan;
mod task;
mod write;

pub use collect::{Collected, Flaw, Ready, collect};
pub use engine::{EngineError, Found, from_engine, workers_allowed};
pub use error::{Change, ShardError};
pub use folder::{Journal, ShardFolder, State};
pub use journal::{Made, ShardSheet};
pub use part::{Shard, parts};
pub use plan::{FORMAT, Plan, Sheet, program};
pub use task::{Content, PhotoRef, Task};
pub use write::{About, PlanWriter, Written, templates_hash};
