//! Which papers for whom.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::json;
use tera::{Context, Tera};

use super::fields::Printed;
use super::{Held, Plan, file_name};
use crate::config::{Config, Institution};
use crate::diag::{Code, Finding, Lang, Subject};
use crate::kind::{Audience, DocumentKind, Kinds};
use crate::model::{Alphabet, Document, Field, Record, Results, Season};

/// What a run is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The installed kinds.
    pub kinds: &'a Kinds,
    /// Names of the kinds to make, in the order of their papers.
    pub wanted: &'a [String],
    /// Only for these faculty numbers; empty for all.
    pub students: &'a [String],
    /// The day of issue.
    pub issue_date: Date,
}

/// Plans a run; a record that lacks a field a kind needs is a finding, and that paper is held.
#[must_use]
pub fn make(request: &Request, season: &Season, held: &Held) -> (Plan, Vec<Finding>) {
    let mut planner = Planner { request, season, held, plan: Plan::default(), findings: Vec::new(), files: BTreeSet::new() };
    let order = records_in_order(season);
    for kind in request.wanted.iter().filter_map(|name| request.kinds.get(name)) {
        match kind.audience {
            Audience::Graduates => planner.for_graduates(kind, &order),
            Audience::Request => planner.for_requests(kind),
            // Lists are made when the papers are, see `lists`.
            Audience::List => {}
            // Asked for one by one, decided, and made by a command of its own.
            Audience::Duplicate => {}
        }
    }
    (planner.plan, planner.findings)
}

/// Records as a register book lists them: by faculty, degree, speciality, form, then by name in Bulgarian order, then by faculty
/// number. Somebody with a single name stands under it as under a family name.
pub(super) fn records_in_order(season: &Season) -> Vec<usize> {
    let alphabet = Alphabet::new();
    let key = |record: &Record| {
        let (person, study) = (&record.person, &record.study);
        let faculty = record.curriculum.as_ref().map(|curriculum| curriculum.faculty.clone()).unwrap_or_default();
        let family = if person.last_name.is_empty() { &person.first_name } else { &person.last_name };
        let names = [family, &person.first_name, &person.middle_name].map(Clone::clone);
        let within = [study.speciality.clone(), study.study_form.clone()].into_iter().chain(names);
        ([faculty], study.degree, within.chain([study.faculty_number.clone()]).collect::<Vec<_>>())
    };
    let keys: Vec<_> = season.records.iter().map(key).collect();
    let mut order: Vec<usize> = (0..season.records.len()).collect();
    order.sort_by(|one, other| {
        let ((faculty, degree, rest), (other_faculty, other_degree, other_rest)) = (&keys[*one], &keys[*other]);
        let by_faculty = alphabet.compare(faculty, other_faculty);
        by_faculty.then(degree.cmp(other_degree)).then_with(|| alphabet.compare(rest, other_rest))
    });
    order
}

struct Planner<'a> {
    request: &'a Request<'a>,
    season: &'a Season,
    held: &'a Held,
    plan: Plan,
    findings: Vec<Finding>,
    files: BTreeSet<String>,
}

impl Planner<'_> {
    fn for_graduates(&mut self, kind: &DocumentKind, order: &[usize]) {
        for at in order {
            let record = &self.season.records[*at];
            if kind.serves(record) && self.is_asked_for(record) {
                self.add(kind, *at, None);
            }
        }
    }

    fn for_requests(&mut self, kind: &DocumentKind) {
        for (at, request) in self.season.requests.iter().enumerate() {
            let service = self.request.config.institution.service(&request.paper);
            let Some(record) = request.record.filter(|_| service.is_some_and(|service| service.kind == kind.name)) else {
                continue;
            };
            if kind.serves(&self.season.records[record]) && self.is_asked_for(&self.season.records[record]) {
                self.add(kind, record, Some(at));
            }
        }
    }

    fn is_asked_for(&self, record: &Record) -> bool {
        let students = self.request.students;
        students.is_empty() || students.iter().any(|number| number == record.faculty_number())
    }

    fn add(&mut self, kind: &DocumentKind, at: usize, request: Option<usize>) {
        for lang in &kind.languages {
            self.add_in(kind, at, request, *lang);
        }
    }

    fn add_in(&mut self, kind: &DocumentKind, at: usize, request: Option<usize>, lang: Lang) {
        let record = &self.season.records[at];
        // The first language is the paper's own; the others are told apart.
        let suffix = if kind.languages.first() == Some(&lang) { "" } else { lang.code() };
        let mut key = self.key(kind, record, request);
        if !suffix.is_empty() {
            key = format!("{key}/{suffix}");
        }
        let document = Document {
            file: self.file(kind, record, request, suffix),
            key,
            kind: kind.name.clone(),
            record: Some(at),
            request,
            faculty_number: record.faculty_number().to_owned(),
            person_name: record.person.full_name(),
            lang,
            date: self.request.issue_date,
            registration: None,
            blank: None,
        };
        let is_held = self.held.record(at) || request.is_some_and(|request| self.held.request(request));
        if is_held || self.held.document(&document.key) || self.lacks_a_field(kind, record, &document) {
            self.plan.held.push(document);
        } else {
            self.plan.documents.push(document);
        }
    }

    /// What makes it this paper and no other.
    fn key(&self, kind: &DocumentKind, record: &Record, request: Option<usize>) -> String {
        let number = record.faculty_number();
        match request {
            None => format!("{}/{number}", kind.name),
            Some(at) => format!("{}/{number}/{}", kind.name, file_name::legal(&self.season.requests[at].number)),
        }
    }

    fn file(&mut self, kind: &DocumentKind, record: &Record, request: Option<usize>, suffix: &str) -> String {
        let variant = request.and_then(|at| variant(&self.request.config.institution, &self.season.requests[at].paper));
        let data = json!({"fields": {
            Field::FacultyNumber.name(): record.faculty_number(),
            Field::RequestVariant.name(): variant,
            Field::RequestNumber.name(): request.map(|at| &self.season.requests[at].number),
        }});
        let rendered = Context::from_serialize(&data)
            .and_then(|context| Tera::one_off(&kind.file_name, &context, false))
            .unwrap_or_else(|_| format!("{}.pdf", record.faculty_number()));
        let name = file_name::legal(&rendered);
        let mut stem = name.strip_suffix(".pdf").unwrap_or(&name).to_owned();
        if !suffix.is_empty() {
            stem = format!("{stem}-{suffix}");
        }
        let mut file = format!("{}/{stem}.pdf", kind.name);
        let mut count = 1;
        // Names that differ only in case are one file on Windows.
        while !self.files.insert(file.to_lowercase()) {
            count += 1;
            file = format!("{}/{stem}-{count}.pdf", kind.name);
        }
        file
    }

    fn lacks_a_field(&mut self, kind: &DocumentKind, record: &Record, document: &Document) -> bool {
        let institution = &self.request.config.institution;
        let results = Results::of(record, institution.overall_rule);
        let request = document.request.map(|at| &self.season.requests[at]);
        let (issue_date, lang) = (self.request.issue_date, document.lang);
        let printed = Printed { record, results, institution, issue_date, request, lang };
        let is_there = |field: Field| match field {
            Field::Courses => !record.courses.is_empty(),
            Field::StateExams => !record.state_exams.is_empty(),
            field => printed.text(field).is_some(),
        };
        let lacking: Vec<Field> = kind.needs.iter().copied().filter(|field| !is_there(*field)).collect();
        for field in &lacking {
            self.findings.push(
                Finding::new(Code::FieldMissing, Subject::Document(document.key.clone()))
                    .of(&document.faculty_number)
                    .at(record.place.cell(*field))
                    .field(field.tag())
                    .arg("kind", kind.title.clone()),
            );
        }
        !lacking.is_empty()
    }
}

/// The variant a request's words ask for.
pub(super) fn variant(institution: &Institution, paper: &str) -> Option<String> {
    institution.service(paper).and_then(|service| service.variant.clone())
}
