//! What a list of forms says: a row for each form, with what became of it and why.

use serde_json::{Value, json};

use super::data::{PaperData, PaperMaker};
use crate::model::{Blank, Document, bulgarian_date};

/// A row of a list of forms.
#[derive(Debug, Clone)]
pub struct FormRow {
    /// The form.
    pub form: Blank,
    /// The day on which it became so.
    pub date: jiff::civil::Date,
    /// Why.
    pub reason: String,
    /// Registration number of the paper that was printed on it.
    pub register_number: Option<String>,
    /// Who holds that paper.
    pub person_name: Option<String>,
    /// The form that holds in its place.
    pub replaced_by: Option<Blank>,
}

impl PaperMaker<'_> {
    /// The data of a list of forms, as `kind.toml` of the list calls them.
    ///
    /// # Errors
    /// A sentence that cannot be rendered.
    pub fn make_forms(&self, document: &Document, rows: &[FormRow]) -> Result<PaperData, String> {
        let kind = self.kinds.get(&document.kind).ok_or_else(|| document.kind.clone())?;
        let rows = rows.iter().enumerate().map(|(at, row)| said(at + 1, row)).collect();
        self.listed(kind, document, "", Value::Null, rows)
    }
}

fn said(number: usize, row: &FormRow) -> Value {
    json!({
        "number": number.to_string(),
        "form": {
            "series": row.form.series,
            "number": row.form.number,
            "date": bulgarian_date(row.date),
            "reason": row.reason,
            "register_number": row.register_number,
            "person_name": row.person_name,
            "replaced_by": row.replaced_by.as_ref().map(|form| json!({ "series": form.series, "number": form.number })),
        },
    })
}
