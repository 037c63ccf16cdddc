//! What a printed register book says: the frame of a paper, and a line for every number.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{PaperData, PaperMaker};
use crate::model::{Blank, Document, Field, Registration, bulgarian_date};

/// A line of the book.
#[derive(Debug, Clone, Default)]
pub struct BookRow {
    /// Its year.
    pub year: i16,
    /// Running number of the book, as it stands there; of several that nobody has, from and to.
    pub total: String,
    /// Its number and day; `None` where nobody has it.
    pub registration: Option<Registration>,
    /// The title of the paper.
    pub title: String,
    /// What the paper says of the person and the studies.
    pub fields: BTreeMap<Field, String>,
    /// The numbered form.
    pub blank: Option<Blank>,
    /// Who got it.
    pub receipt: Option<Receipt>,
    /// What else is said of it.
    pub remarks: Vec<Remark>,
    /// Whether it still holds.
    pub holds: bool,
}

/// How a paper left the house.
#[derive(Debug, Clone, Default)]
pub struct Receipt {
    /// `handed-over` or `posted`.
    pub how: &'static str,
    /// The day.
    pub date: String,
    /// To whom, or where to.
    pub to: String,
    /// Against which authority.
    pub authority: String,
}

/// A remark; the kind's sentences have a word for what it is.
#[derive(Debug, Clone, Default)]
pub struct Remark {
    /// `annulled`, `replaced`, `duplicate`, `reissued`, `imported`, `gap` or `missing`.
    pub what: &'static str,
    /// Its day.
    pub date: String,
    /// The number of the other paper.
    pub number: String,
    /// The reason, in somebody's words.
    pub text: String,
}

impl PaperMaker<'_> {
    /// The data of a register book.
    ///
    /// # Errors
    /// A sentence that cannot be rendered.
    pub fn make_book(&self, document: &Document, title: &str, rows: &[BookRow]) -> Result<PaperData, String> {
        let kind = self.kinds.get(&document.kind).ok_or_else(|| document.kind.clone())?;
        let fields = kind.fields();
        self.listed(kind, document, "", group(title, rows), rows.iter().map(|row| line(row, &fields)).collect())
    }
}

/// What is said of the book as a whole.
fn group(title: &str, rows: &[BookRow]) -> Value {
    let papers = rows.iter().filter(|row| row.registration.is_some());
    let years: Vec<i16> = rows.iter().map(|row| row.year).collect();
    let of_years = match (years.iter().min(), years.iter().max()) {
        (Some(first), Some(last)) if first < last => format!("{first}–{last}"),
        (Some(first), _) => first.to_string(),
        _ => String::new(),
    };
    let number = |row: Option<&BookRow>| row.and_then(|row| row.registration.as_ref()).map(|given| given.number.clone());
    json!({
        "book": title,
        "years": of_years,
        "first": number(papers.clone().next()),
        "last": number(papers.clone().next_back()),
        "papers": papers.clone().count().to_string(),
        "annulled": papers.filter(|row| !row.holds).count().to_string(),
        "free": rows.iter().filter(|row| row.registration.is_none()).count().to_string(),
    })
}

fn line(row: &BookRow, fields: &BTreeSet<Field>) -> Value {
    let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let registration = row.registration.as_ref();
    let said = |field: &Field| (field.name().to_owned(), json!(row.fields.get(field)));
    json!({
        "year": row.year.to_string(),
        "total": row.total,
        "in_year": registration.map(|given| given.in_year).filter(|number| *number > 0).map(|number| number.to_string()),
        "free": registration.is_none(),
        "holds": row.holds,
        "fields": Value::Object(Map::from_iter(fields.iter().map(said))),
        "document": {
            "title": told(&row.title),
            "register_number": registration.map(|given| &given.number),
            "register_date": registration.map(|given| bulgarian_date(given.date)),
            "series": row.blank.as_ref().map(|blank| &blank.series),
            "blank_number": row.blank.as_ref().map(|blank| &blank.number),
        },
        "receipt": row.receipt.as_ref().map(|receipt| json!({
            "how": receipt.how,
            "date": told(&receipt.date),
            "to": told(&receipt.to),
            "authority": told(&receipt.authority),
        })),
        "remarks": row.remarks.iter().map(|remark| json!({
            "what": remark.what,
            "date": told(&remark.date),
            "number": told(&remark.number),
            "text": told(&remark.text),
        })).collect::<Vec<_>>(),
    })
}
