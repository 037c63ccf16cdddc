//! Stage: what leaves the house besides papers. Each folder makes one thing, and none knows another.

pub mod book;
pub mod elmo;
pub mod list;
