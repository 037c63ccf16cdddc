//! laurea: from a registrar's spreadsheets to the papers a university owes its graduates.

pub mod amend;
pub mod check;
pub mod cli;
pub mod config;
pub mod demo;
pub mod diag;
pub mod disk;
pub mod event;
pub mod ingest;
pub mod kind;
pub mod model;
pub mod output;
pub mod pipeline;
pub mod plan;
pub mod propose;
pub mod publish;
pub mod rdpzsd;
pub mod register;
pub mod render;
pub mod report;
pub mod scan;
pub mod shard;
pub mod submit;
pub mod workshop;
