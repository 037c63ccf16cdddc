//! Ground: what is wrong, where, and in whose words it is said.

mod catalogue;
mod code;
mod finding;
mod lang;
mod origin;

pub use catalogue::{Catalogue, Entry as CatalogueEntry, ui};
pub use code::{Code, Level, Scope};
pub use finding::{FieldTag, Finding, Repair, Subject, mask_identifier, visible};
pub use lang::Lang;
pub use origin::{Origin, Sources, column_letters};
