//! Rules over records and requests, one file a rule: each states a fact, a profile says which facts are forbidden.

mod age;
mod alphabet;
mod case;
mod conflict;
mod courses;
mod credits;
mod curriculum;
mod date_order;
mod dates;
mod earlier;
mod echo;
mod egn;
mod faculty_number;
mod faculty_number_twice;
mod formula;
mod hidden;
mod identifier;
mod lnch;
mod name_alphabet;
mod name_latin;
mod name_length;
mod original;
mod person_twice;
mod photo;
mod photo_file;
mod programme;
mod request_formula;
mod request_kind;
mod request_student;
mod request_terms;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod sample_parts;
mod state_exams;
mod survey;
mod texts;
mod ungraded;

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Institution;
use crate::diag::Finding;
use crate::model::{Record, Season};

pub use original::{is_named, originals};

use case::{Case, Plea};
use survey::Survey;

/// What the rules look at.
pub struct Context<'a> {
    /// The records and requests.
    pub season: &'a Season,
    /// Who issues: limits, vocabulary, services.
    pub institution: &'a Institution,
    /// The date the papers will carry.
    pub issue_date: Date,
    /// The folder of the photos, where there is one.
    pub photos: Option<&'a Path>,
    /// Whether a paper of this record prints the photo.
    pub photo_needed: &'a (dyn Fn(&Record) -> bool + Sync),
    /// Names of the installed kinds of paper.
    pub kinds: &'a BTreeSet<String>,
}

const RECORD_RULES: &[fn(&Case<'_>, &mut Vec<Finding>)] = &[
    faculty_number_twice::check,
    person_twice::check,
    identifier::check,
    egn::check,
    lnch::check,
    faculty_number::check,
    name_alphabet::check,
    hidden::check,
    name_length::check,
    name_latin::check,
    formula::check,
    photo::check,
    dates::check,
    date_order::check,
    age::check,
    programme::check,
    courses::check,
    conflict::check,
    ungraded::check,
    credits::check,
    state_exams::check,
];

const BATCH_RULES: &[fn(&Context<'_>, &mut Vec<Finding>)] = &[curriculum::check, earlier::check];

/// The last one looks at what the others found.
const REQUEST_RULES: &[fn(&Plea<'_>, &mut Vec<Finding>)] = &[
    request_kind::check_known,
    original::check,
    request_student::check,
    request_terms::check,
    request_formula::check,
    request_kind::check_served,
];

/// Every finding of every rule, in an order that depends on the inputs alone: the records in their order, each rule by
/// rule and then by place, then the inputs as a whole, then the requests in their order.
#[must_use]
pub fn check(context: &Context) -> Vec<Finding> {
    let survey = Survey::of(context);
    let records = context.season.records.par_iter().enumerate();
    let of_record = |(at, record)| {
        let case = Case { context, survey: &survey, at, record };
        run(RECORD_RULES, |rule, findings| rule(&case, findings))
    };
    let mut findings: Vec<Finding> = records.flat_map_iter(of_record).collect();
    findings.extend(echo::of(&findings, &context.season.records));
    findings.extend(run(BATCH_RULES, |rule, findings| rule(context, findings)));
    for (at, request) in context.season.requests.iter().enumerate() {
        let plea = Plea::of(context, at, request);
        findings.extend(run(REQUEST_RULES, |rule, findings| rule(&plea, findings)));
    }
    findings
}

/// What the rules find, rule by rule; each sees what the ones before it found.
fn run<R>(rules: &[R], apply: impl Fn(&R, &mut Vec<Finding>)) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in rules {
        let from = findings.len();
        apply(rule, &mut findings);
        findings[from..].sort_by_key(|finding| finding.origin);
    }
    findings
}
