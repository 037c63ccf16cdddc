//! Stage: the log of consents. Who has agreed to what, when, to which text, by which channel; append-only, hash-chained, one
//! SQLite file, in which a person is a keyed hash.
//!
//! ```text
//! sheets, commands → Log::enter (lines; contacts beside them) → Consents (read once) → who may be named, shown, written to
//! ```
//!
//! What a mailing needs – name and e-mail – stands in a table of its own, which a withdrawal empties for that person: what
//! is left are hashes, and they keep the person out. The key lies in a file of its own: whoever has the log alone cannot
//! try identifiers until one fits.

mod consents;
mod error;
mod fate;
mod key;
mod line;
mod log;
mod schema;
#[cfg(test)]
mod tests;
mod write;

pub use consents::{Consents, Standing};
pub use error::ConsentError;
pub use fate::Fate;
pub use line::{Channel, Deed, Line};
pub use log::{AgreedText, Contact, Contacts, Held, Log};
pub use write::{Act, Handed, Signed};
