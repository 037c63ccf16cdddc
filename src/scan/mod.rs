//! Scans in: a folder of whatever the scanners made becomes pages, each with its code, its quality and its paper.
//!
//! [`read_folder`] reads every file page by page and measures; [`match_pages`] says, from plain values, which page is which of the
//! papers awaited, and which a person must look at; [`contact_sheet`] shows those, and [`Decisions`] brings back what the person
//! said; [`Delivery`] hands out the bytes of a page that go to the ministry: the original ones, or upright without loss.
//!
//! The limits are those of the nearest public rules for scanned diplomas, the register of secondary-school diplomas (governmentbg/NEISPUO,
//! `CodeService.cs`, `ImageService.cs`): JPEG or PNG, at least 1024 pixels on the long side, more than 0.5 % of the pixels not grey,
//! upright. For higher education no public rule names a format; the institution may set other limits.

mod code;
mod content;
mod decisions;
mod deliver;
mod error;
mod file;
mod finder;
mod folder;
mod gate;
mod guard;
mod jpeg;
mod limits;
mod matching;
mod name;
mod one;
mod page;
mod pdf;
mod pdf_image;
mod picture;
mod placing;
mod png_file;
mod reason;
mod sheet;
mod sheet_lines;
mod tiff_file;

pub use code::{PageCode, page_code};
pub use decisions::{Choice, Decision, Decisions, Told};
pub use deliver::{Change, Delivered, Delivery, deliver};
pub use error::Error;
pub use folder::{Progress, read_folder};
pub use limits::Limits;
pub use matching::{Expected, Matched, MatchedPaper, match_pages};
pub use one::{ShownPage, codes_within, is_paper, read_paper};
pub use page::{Fault, Format, FoundCode, ScanPage, Turn};
pub use placing::{By, Candidate, Doubt, PlacedPage, Twice};
pub use reason::Reason;
pub use sheet::{ContactSheet, contact_sheet};

#[cfg(test)]
mod tests;
