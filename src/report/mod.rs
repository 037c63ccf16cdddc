//! Listens to a run and shows it: progress bars, findings in the terminal, the report page.

mod page_stub;
mod progress;
mod summary;
mod terminal;

pub use page_stub::page;
pub use progress::Bars;
pub use summary::{FindingGroup, FindingLine, HeldLine, KindLine, NumberLine, PaperRow, ProgrammeLine, Summary, summarise, Run};
pub use terminal::{check_text, complaints, findings, summary_text};
