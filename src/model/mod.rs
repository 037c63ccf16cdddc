//! Ground: the nouns of the registrar's world, without input or output.

mod credits;
mod curriculum;
mod date;
mod digest;
mod document;
mod field;
mod formula;
mod grade;
mod identifier;
mod person;
mod place;
mod record;
mod request;
mod results;
mod season;
mod transliterate;
mod uri;

pub use credits::Credits;
pub use curriculum::{Course, CourseKind, Curriculum, Degree};
pub use date::{bulgarian_date, plain_date};
pub use digest::{hex, sha256};
pub use document::{Document, Numbering, Registration, Rendered};
pub use field::Field;
pub use formula::{looks_like_formula, spreadsheet_safe};
pub use grade::{EctsMap, Grade, GradeWord, Mean, OverallRule, overall};
pub use identifier::{Egn, IdentifierFault, Lnch, Sex, egn_check_digit, lnch_check_digit};
pub use person::{BirthPlace, Person};
pub use place::{Columns, Elsewhere, Place};
pub use record::{Attempt, CourseResult, Outcome, PriorEducation, Recognition, Record, StateExam, Status, Study};
pub use request::{EarlierEntry, EarlierPaper, Request};
pub use results::Results;
pub use season::Season;
pub use transliterate::transliterate;
pub use uri::uri_path;
