//! Shelf: what happens during a run, for whoever shows it.

/// Part of a run that takes time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading the workbooks.
    Read,
    /// Checking the records.
    Check,
    /// Planning and numbering.
    Plan,
    /// Setting the pages and writing the files.
    Render,
    /// Reading scanned pages.
    Scans,
    /// Packing archives.
    Pack,
    /// Making the published list.
    Publish,
}

impl Stage {
    /// Key of its name in the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Read => "stage-read",
            Self::Check => "stage-check",
            Self::Plan => "stage-plan",
            Self::Render => "stage-render",
            Self::Scans => "stage-scans",
            Self::Pack => "stage-pack",
            Self::Publish => "stage-publish",
        }
    }
}

/// Something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A stage begins, with so many steps; 0 where the number is not known.
    Started(Stage, u64),
    /// One step more is done.
    Advanced(Stage),
    /// So many steps of so many are done; told where the number is known only on the way, and from any thread.
    Reached(Stage, u64, u64),
    /// The stage is over.
    Finished(Stage),
}

/// Who wants to know what happens; told from several threads.
pub trait Listener: Sync {
    /// Something happened.
    fn on(&self, event: Event);
}

/// Nobody listens.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Listener for Silent {
    fn on(&self, _: Event) {}
}
