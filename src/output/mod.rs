//! Stage: the run's folder. Every file in it is whole or not there; the manifest names them all.

mod copies;
mod fingerprint;
mod folder;
mod lists;
mod memory;
mod sarif;

pub use copies::{Copies, CopyError};
pub use fingerprint::fingerprints;
pub use folder::{OutputError, RunFolder};
pub use lists::{PaperLine, PaperState, documents_csv, findings_jsonl, plan_json};
pub use memory::{Age, Comparison, Memory, MemoryError};
pub use sarif::{SarifLog, sarif};
