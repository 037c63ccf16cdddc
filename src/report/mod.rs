//! Listens to a run and shows it: progress bars, findings in the terminal, the report page.

mod page;
mod progress;
mod summary;
mod terminal;

pub use page::page;
pub use progress::Bars;
pub use summary::{FindingGroup, FindingLine, HeldLine, KindLine, NumberLine, PaperRow, ProgrammeLine, Run, Summary, summarise};
pub use terminal::{check_text, complaints, findings, summary_text};
