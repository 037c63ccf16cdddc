//! Stage: workbooks and CSV files become typed records. The only room that knows calamine and polars.
//!
//! ```text
//! workbook (cells) → table (columns found by header) → rows of typed values → joined by key → Season
//! ```

mod assemble;
mod cell;
mod csv_sheet;
mod curricula;
mod encoding;
mod fault;
mod isolation;
mod join;
mod kept;
mod kind_of_file;
mod meter;
mod number_format;
mod ods;
mod package;
mod people;
mod read_file;
mod requests;
mod results;
mod row;
mod serial;
mod table;
mod told;
mod wire;
mod workbook;
mod xls;
mod xlsx;
mod xlsx_parts;
mod xml;

pub use assemble::ingest;
pub use cell::{Cell, DateSystem};
pub use isolation::{Isolation, READ_WORKBOOK, read_for_another};
pub use told::Merge;
pub use workbook::{Sheet, Workbooks};
