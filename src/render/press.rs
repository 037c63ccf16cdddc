//! Who sets papers: this process, or processes that work for it.

use super::{Fault, Paper, Templates, render};
use crate::model::Rendered;

/// Whoever sets papers, several at a time.
pub trait Press: Sync {
    /// Sets one paper.
    ///
    /// # Errors
    /// What is said against it, with the template's line where there is one.
    fn set(&self, paper: &Paper<'_>) -> Result<Rendered, Fault>;
}

impl<P: Press + ?Sized> Press for &P {
    fn set(&self, paper: &Paper<'_>) -> Result<Rendered, Fault> {
        (**self).set(paper)
    }
}

/// In this process: a template that goes mad takes the process with it.
impl Press for Templates {
    fn set(&self, paper: &Paper<'_>) -> Result<Rendered, Fault> {
        render(self, paper)
    }
}
