//! Stage: workbooks and CSV files become typed records. The only room that knows calamine and polars.
//!
//! ```text
//! workbook (cells) → table (columns found by header) → rows of typed values → joined by key → Season
//! ```

mod assemble;
mod cell;
mod csv_sheet;
mod curricula;
mod grid;
mod join;
mod people;
mod requests;
mod results;
mod row;
mod table;
mod workbook;

pub use assemble::ingest;
pub use cell::Cell;
pub use grid::{Grid, grids};
