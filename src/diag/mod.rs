//! Ground: what is wrong, where, and in whose words it is said.

mod catalogue;
mod code;
mod explain;
mod finding;
mod lang;
mod order;
mod origin;

pub use catalogue::{Catalogue, Entry as CatalogueEntry, ui};
pub use code::{Code, Level, Scope};
pub use explain::Explanation;
pub use finding::{FieldTag, Finding, Repair, Subject, mask_identifier, visible};
pub use lang::Lang;
pub use order::{Pattern, Patterns, sort_findings};
pub use origin::{Origin, Sources, column_letters};
