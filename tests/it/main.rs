//! The integration tests: whole little universities, the built program, and what came out.
//!
//! One binary, because each further one would link Typst again. `house` is the helper; every other module holds tests.
//! What a machine lacks (a tool, the example season, the right to mount) is said on standard error, never passed over.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod agreement;
mod amend_xlsx;
mod amended;
mod any_bytes;
mod archives;
mod archives_hostile;
mod archives_tools;
mod blanks;
mod book;
mod cells;
mod cells_xls;
mod commands;
mod consents;
mod crew;
mod duplicates;
mod earlier_books;
mod elmo;
mod elmo_reader;
mod engines;
mod failures;
mod findings;
mod forged;
mod forms;
mod hostile;
mod house;
mod key;
mod killed;
mod kinds;
mod leak_finder;
mod leaks;
mod life;
mod lists;
mod offices;
mod papers;
mod published;
mod register_forgotten;
mod register_rights;
mod register_safety;
mod requests;
mod sarif;
mod scanner;
mod scans;
mod schemas;
mod season;
mod second_paper;
mod shards;
mod sheets;
mod since;
mod state;
mod state_files;
mod state_semesters;
mod submit;
mod tidy;
mod truth;
mod verified;
mod walkthrough;
mod web;
