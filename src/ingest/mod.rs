//! Stage: workbooks and CSV files become typed records. The only room that knows calamine and polars.
//!
//! ```text
//! workbook (cells) → table (columns found by header) → rows of typed values → joined by key → Season
//! ```

mod assemble;
mod cell;
mod course_names;
mod csv_sheet;
mod curricula;
mod date_text;
mod facts;
mod grade_text;
mod grid;
mod header;
mod join;
mod keys;
mod name_text;
mod number_text;
mod people;
mod person;
mod place_text;
mod requests;
mod results;
mod row;
mod sittings;
mod table;
mod workbook;

pub use assemble::ingest;
pub use cell::Cell;
pub(crate) use date_text::text_date;
pub(crate) use grade_text::{GradeText, read as read_grade};
pub use grid::{Grid, grids};
pub(crate) use header::{column_header, header_text};
pub(crate) use number_text::ordinal;
pub(crate) use workbook::{Sheet, read as read_workbook};
