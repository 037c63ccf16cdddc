//! Listens to a run and shows it: progress bars, findings in the terminal, the report page.

mod lines;
mod page;
mod progress;
mod summary;
mod terminal;

pub use lines::{FindingGroup, FindingLine, HeldLine, mark_new};
pub use page::page;
pub use progress::Bars;
pub use summary::{KindLine, NumberLine, PaperRow, ProgrammeLine, Run, Summary, summarise};
pub use terminal::{SHOWN, changes_text, check_text, complaints, findings, summary_text};
