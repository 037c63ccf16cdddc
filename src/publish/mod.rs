//! Stage: what leaves the house besides paper.

pub mod elmo;
