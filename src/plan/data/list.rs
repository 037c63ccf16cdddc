//! What a list says: the frame of a paper, and a row for each person, paper or request.

use serde_json::{Map, Value, json};

use super::{PaperData, PaperMaker, fields};
use crate::diag::Lang;
use crate::kind::DocumentKind;
use crate::model::{Document, Field, Results, bulgarian_date};
use crate::plan::fields::Printed;
use crate::plan::lists::{Listed, PlannedList};

/// What the head of a list may name, where all its rows agree on it.
const COMMON: [Field; 6] =
    [Field::Faculty, Field::Degree, Field::Speciality, Field::StudyForm, Field::Group, Field::AcademicYear];

impl PaperMaker<'_> {
    /// The data of a list.
    ///
    /// # Errors
    /// A sentence that cannot be rendered.
    pub fn make_list(&self, list: &PlannedList) -> Result<PaperData, String> {
        let document = &list.document;
        let kind = self.kinds.get(&document.kind).ok_or_else(|| document.kind.clone())?;
        let group = self.group(list);
        let faculty = group["faculty"].as_str().unwrap_or_default().to_owned();
        let rows = list.rows.iter().enumerate().map(|(at, row)| self.list_row(kind, at + 1, row));
        let rows: Vec<Value> = rows.collect();
        self.listed(kind, document, &faculty, group, rows)
    }

    /// The data of a list with its rows, of whatever they are.
    pub(in crate::plan) fn listed(
        &self,
        kind: &DocumentKind,
        document: &Document,
        faculty: &str,
        group: Value,
        rows: Vec<Value>,
    ) -> Result<PaperData, String> {
        let mut data = self.common(kind, document, faculty, json!({}));
        // A list is no paper of the register: it has a day, and neither number nor code.
        let own = json!({
            "register_number": null,
            "register_date": null,
            "issue_date": bulgarian_date(document.date),
            "series": null,
            "blank_number": null,
            "code": null,
            "qr": null,
            "check": null,
        });
        data.insert("document".to_owned(), own);
        data.insert("photo".to_owned(), Value::Null);
        data.insert("group".to_owned(), group);
        data.insert("count".to_owned(), json!(rows.len().to_string()));
        data.insert("rows".to_owned(), Value::Array(rows));
        PaperData::of(self.worded(kind, document, data, false)?, kind.pages.1, None)
    }

    fn printed(&self, document: &Document) -> Option<Printed<'_>> {
        let record = self.season.record_of(document)?;
        let results = Results::of(record, self.institution.overall_rule);
        let request = document.request.map(|at| &self.season.requests[at]);
        Some(Printed { record, results, institution: self.institution, issue_date: document.date, request, lang: Lang::Bg })
    }

    /// What all rows agree on; null where they differ.
    fn group(&self, list: &PlannedList) -> Value {
        let common = |field: Field| {
            let mut texts = list.rows.iter().map(|row| self.printed(&row.document)?.text(field));
            let first = texts.next().flatten();
            texts.all(|text| text == first).then_some(first).flatten()
        };
        let members = COMMON.map(|field| (field.name().to_owned(), json!(common(field))));
        Value::Object(Map::from_iter(members))
    }

    fn list_row(&self, kind: &DocumentKind, number: usize, row: &Listed) -> Value {
        json!({
            "number": number.to_string(),
            "fields": self.printed(&row.document).map(|printed| fields(kind, &printed)),
            "document": self.listed_paper(kind, row),
        })
    }

    /// The paper a row is about; null in a list of people or requests.
    fn listed_paper(&self, kind: &DocumentKind, row: &Listed) -> Value {
        let document = &row.document;
        let Some(paper) = self.kinds.get(&document.kind).filter(|paper| paper.name != kind.name) else { return Value::Null };
        let registration = document.registration.as_ref();
        json!({
            "title": paper.title(document.lang),
            "register_number": registration.map(|registration| &registration.number),
            "register_date": registration.map(|registration| bulgarian_date(registration.date)),
            "series": document.blank.as_ref().map(|blank| &blank.series),
            "blank_number": document.blank.as_ref().map(|blank| &blank.number),
            "pages": row.pages.map(|pages| pages.to_string()),
            "file": document.file,
        })
    }
}
