//! Stage: the files of the state register of students (РДПЗСД), judged by its own rules before they are written, and its answers.
//!
//! ```text
//! records + rows of the office → lines (values with their cells) → judged by number → TXT + sidecar
//! answer's cells → row → sidecar → findings at the registrar's cells; ЕАН → list of people
//! ```
//! Numbers and wording of the rules are the register's own and stand in `codes.toml`.

mod answer;
mod codes;
mod history;
mod line;
mod nomenclature;
mod people;
mod person;
mod person_rules;
mod places;
mod row;
mod rules_of_doctors;
mod rules_of_events;
mod rules_of_semesters;
mod semester;
mod sent;
mod text;
mod work_list;
mod write;

pub(crate) use answer::findings_of;
pub use answer::{Answer, AnswerSheet, ErrorRow, People as AnsweredPeople, Person as AnsweredPerson, read_answer};
pub use codes::{FileKind, StateCode, Verdict, code, codes};
pub use history::Past;
pub use line::{Line, Sort, Value};
pub use nomenclature::{Nomenclatures, Speciality};
pub use people::{Known, PeopleFault};
pub use person::persons;
pub use person_rules::{SeenPersons, judge_person};
pub use places::{Resolved, Written};
pub use rules_of_semesters::{About, SeenSemesters, judge_semester};
pub use semester::{Semesters, semesters};
pub use sent::{Sent, SentRow, Traced, trace};
pub use work_list::{Graduate, work_list};
pub use write::{LIMIT, TxtFile, txt_files};

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diag::Finding;
use crate::model::{Field, Place, Record};

/// What lines are made from and judged by.
pub struct World<'a> {
    /// The records.
    pub records: &'a [Record],
    /// What the office gives besides of each person, by record.
    pub persons: BTreeMap<usize, Extra<'a>>,
    /// The rows of semesters, in the order of the sheets.
    pub semesters: Vec<(usize, Extra<'a>)>,
    /// The nomenclatures.
    pub known: &'a Nomenclatures,
    /// The academic numbers.
    pub people: &'a Known,
    /// The day by which years are counted.
    pub today: Date,
    /// Whether those are sent, too, whom the register knows.
    pub has_known: bool,
    /// „да“ and „не“ as the office writes them.
    pub yes_or_no: &'a dyn Fn(&str) -> Option<bool>,
    /// Gives findings their level in this run.
    pub weigh: &'a dyn Fn(Vec<Finding>) -> Vec<Finding>,
}

/// A row of the office's own sheets.
#[derive(Clone, Copy)]
pub struct Extra<'a> {
    /// What it says, by field.
    pub texts: &'a BTreeMap<Field, String>,
    /// Where it stands.
    pub place: &'a Place,
}

/// Lines that may be sent, and what was found on the way.
#[derive(Debug, Default)]
pub struct Judged {
    /// The lines, in the order of the records.
    pub lines: Vec<Line>,
    /// The findings, weighed.
    pub findings: Vec<Finding>,
    /// Lines that were left out because of an error.
    pub refused: usize,
}
