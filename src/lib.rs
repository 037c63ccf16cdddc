//! laurea: from a registrar's spreadsheets to the papers a university owes its graduates.

pub mod config;
pub mod diag;
pub mod model;
