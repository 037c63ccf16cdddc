//! What one rule is given: a record or a request with everything around it, and how to point at its cells.

use super::Context;
use super::survey::Survey;
use crate::config::Service;
use crate::diag::{Code, Finding, Origin, Subject};
use crate::model::{Curriculum, Field, Place, Record, Request, Status};

/// One record under the rules.
pub(super) struct Case<'a> {
    /// Everything the rules may look at.
    pub context: &'a Context<'a>,
    /// What only the season as a whole can say.
    pub survey: &'a Survey,
    /// Index of the record.
    pub at: usize,
    /// The record.
    pub record: &'a Record,
}

impl<'a> Case<'a> {
    /// A finding at a field of the student's row.
    pub fn finding(&self, code: Code, field: Field) -> Finding {
        self.finding_at(code, field, &self.record.place)
    }

    /// A finding at a field of another row of the record: an exam's.
    pub fn finding_at(&self, code: Code, field: Field, place: &Place) -> Finding {
        let finding = Finding::new(code, Subject::Record(self.at)).of(self.record.faculty_number());
        finding.at(cell(place, field)).field(field.tag())
    }

    /// The curriculum of somebody who has graduated; `None` for all others, whose studies may be incomplete, and for a
    /// row that stands twice and has no results: another row holds them.
    pub fn completed(&self) -> Option<&'a Curriculum> {
        let record = self.record;
        let is_empty = record.courses.is_empty() && record.state_exams.is_empty();
        let is_shadow = is_empty && self.survey.is_double(self.at);
        let curriculum = record.curriculum.as_deref().filter(|curriculum| !curriculum.courses.is_empty());
        curriculum.filter(|_| record.study.status == Some(Status::Graduated) && !is_shadow)
    }
}

/// One request under the rules.
pub(super) struct Plea<'a> {
    /// Everything the rules may look at.
    pub context: &'a Context<'a>,
    /// Index of the request.
    pub at: usize,
    /// The request.
    pub request: &'a Request,
    /// What its words bring, where the institution knows them.
    pub service: Option<&'a Service>,
    /// The record it is about.
    pub record: Option<&'a Record>,
}

impl<'a> Plea<'a> {
    /// A request of the season.
    pub fn of(context: &'a Context<'a>, at: usize, request: &'a Request) -> Self {
        let service = context.institution.service(&request.paper);
        let record = request.record.and_then(|record| context.season.records.get(record));
        Self { context, at, request, service, record }
    }

    /// A finding at a field of the request's row.
    pub fn finding(&self, code: Code, field: Field) -> Finding {
        let finding = Finding::new(code, Subject::Request(self.at)).of(&self.request.faculty_number);
        finding.at(cell(&self.request.place, field)).field(field.tag())
    }
}

/// The cell of a field, or of the field that holds it in a sheet without such a column.
pub(super) fn cell(place: &Place, field: Field) -> Origin {
    let own = place.cell(field);
    if own.column > 0 {
        return own;
    }
    stand_ins(field).iter().map(|other| place.cell(*other)).find(|origin| origin.column > 0).unwrap_or(own)
}

/// Fields whose columns may hold another's value.
pub(super) fn stand_ins(field: Field) -> &'static [Field] {
    match field {
        Field::FirstName | Field::MiddleName | Field::LastName => &[Field::FullName, Field::FullNameLastFirst],
        Field::FirstNameLatin | Field::MiddleNameLatin | Field::LastNameLatin => &[Field::FullNameLatin],
        Field::FullName => &[Field::FirstName, Field::FullNameLastFirst],
        Field::Egn => &[Field::PersonId],
        Field::Lnch => &[Field::PersonId, Field::Egn],
        Field::DurationSemesters => &[Field::DurationYears],
        _ => &[],
    }
}
