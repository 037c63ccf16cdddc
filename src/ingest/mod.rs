//! Stage: workbooks and CSV files become typed records. The only room that knows calamine and polars.
//!
//! ```text
//! workbook (cells) → table (columns found by header) → rows of typed values → joined by key → Season
//! ```

mod assemble;
mod cell;
mod consent_text;
mod course_names;
mod csv_sheet;
mod curricula;
mod date_text;
mod encoding;
mod facts;
mod fault;
mod grade_text;
mod grid;
mod header;
mod isolation;
mod join;
mod kept;
mod keys;
mod kind_of_file;
mod meter;
mod name_text;
mod number_format;
mod number_text;
mod ods;
mod package;
mod papers;
mod people;
mod person;
mod place_text;
mod read_file;
mod requests;
mod results;
mod row;
mod serial;
mod sittings;
mod state;
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
pub use consent_text::read_consent;
pub(crate) use date_text::text_date;
pub(crate) use grade_text::{GradeText, read as read_grade};
pub use grid::{Grid, grids};
pub(crate) use header::{column_header, header_text};
pub use isolation::{Isolation, READ_WORKBOOK, read_for_another};
pub(crate) use number_text::ordinal;
pub use papers::{PaperLine, PaperList, read_papers};
pub use state::{PlainSheet, StateRow, StateSheets, read_plain, read_state};
pub use told::Merge;
pub use workbook::{Sheet, Workbooks};
