//! Stage: the run's folder. Every file in it is whole or not there; the manifest names them all.

mod copies;
mod files;
mod folder;
mod lists;

pub use copies::{Copies, CopyError};
pub use files::write_whole;
pub use folder::{OutputError, RunFolder};
pub use lists::{PaperLine, PaperState, documents_csv, findings_jsonl, plan_json};
