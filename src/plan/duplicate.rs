//! Papers about another paper: its duplicate, its overprint, and the letters to the one who asked.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};
use tera::{Context, Tera};

use super::code::Code;
use super::data::{PaperData, PaperMaker};
use super::fields::is_printable;
use super::file_name;
use super::frozen::thaw;
use super::original::Original;
use crate::diag::Lang;
use crate::kind::DocumentKind;
use crate::model::{Document, Egn, Extra, Field, Request, bulgarian_date};

/// What papers about another paper are made from.
#[derive(Debug)]
pub struct About<'a> {
    /// The request.
    pub request: &'a Request,
    /// The paper they are about; `None` where there is no such paper.
    pub original: Option<&'a Original>,
    /// Number and day of the paper that holds in its place.
    pub replaced_by: Option<(&'a str, Date)>,
    /// Whether the original was returned, because it can no longer be used.
    pub is_returned: bool,
    /// Why the request is refused: names of findings.
    pub reasons: &'a [&'static str],
}

/// What makes it this paper and no other: `duplicate-diploma/7305-2013/3019-03.07.2025`.
#[must_use]
pub fn key(kind: &str, request: &Request) -> String {
    format!("{kind}/{}/{}", file_name::legal(&request.register_number), file_name::legal(&request.number))
}

/// Fields of a kind that are neither in the original nor in the request.
#[must_use]
pub fn lacking(kind: &DocumentKind, original: &Original) -> Vec<Field> {
    let is_there = |field: &Field| match field {
        Field::Courses => original.courses.as_array().is_some_and(|rows| !rows.is_empty()),
        Field::StateExams => original.state_exams.as_array().is_some_and(|rows| !rows.is_empty()),
        // Whoever is from before the student list has none, and no paper is void without it.
        Field::FacultyNumber => true,
        field => OF_REQUEST.contains(field) || original.fields.contains_key(field),
    };
    kind.needs.iter().copied().filter(|field| !is_there(field)).collect()
}

/// Fields that come from the request.
const OF_REQUEST: [Field; 8] = [
    Field::RequestNumber,
    Field::RequestDate,
    Field::RequestReason,
    Field::Announcement,
    Field::AnnouncementDate,
    Field::RegisterNumber,
    Field::DiplomaSeries,
    Field::BlankNumber,
];

/// The file of a paper, by its kind's pattern and with the number of its request: a person may ask more than once.
#[must_use]
pub fn file(kind: &DocumentKind, request: &Request, faculty_number: &str) -> String {
    let own = file_name::legal(&request.number);
    let data = json!({"fields": {
        Field::FacultyNumber.name(): faculty_number,
        Field::RequestNumber.name(): request.number,
        Field::RegisterNumber.name(): request.register_number,
        Field::RequestVariant.name(): "",
    }});
    let rendered = Context::from_serialize(&data).and_then(|context| Tera::one_off(&kind.file_name, &context, false));
    let rendered = rendered.map(|name| file_name::legal(name.strip_suffix(".pdf").unwrap_or(&name))).unwrap_or_default();
    let stem = match rendered.as_str() {
        "" | "-" => own,
        stem if stem.contains(&own) => stem.to_owned(),
        stem => format!("{stem}-{own}"),
    };
    format!("{}/{stem}.pdf", kind.name)
}

impl PaperMaker<'_> {
    /// The data of a paper about another paper.
    ///
    /// # Errors
    /// A sentence that cannot be rendered, or one that the kind lacks for a reason.
    pub fn make_about(&self, document: &Document, about: &About) -> Result<PaperData, String> {
        let kind = self.kinds.get(&document.kind).ok_or_else(|| document.kind.clone())?;
        let faculty = about.original.map_or("", |original| original.faculty.as_str());
        let record = about.request.record.map(|at| &self.season.records[at]);
        // The photo of the duplicate is glued or printed; it is not among the papers of the request (documents.md 7.2).
        let photo = record.and_then(|record| self.photo(kind, record).ok().flatten());
        let address = self.address_of_asker(about.request);
        let mut data = self.common(kind, document, faculty, fields(kind, about, address.as_deref()));
        for (field, rows) in [(Field::Courses, "courses"), (Field::StateExams, "state_exams")] {
            if kind.fields().contains(&field) {
                let of =
                    |original: &Original| if rows == "courses" { original.courses.clone() } else { original.state_exams.clone() };
                let there = about.original.map(of).filter(Value::is_array);
                data.insert(rows.to_owned(), there.unwrap_or_else(|| json!([])));
            }
        }
        data.insert("original".to_owned(), original(about));
        data.insert("refusal".to_owned(), refusal(about));
        data.insert("photo".to_owned(), photo.as_ref().map_or(Value::Null, |photo| Value::from(photo.name)));
        let code = Code::of(self.institution, document, &Value::Object(data.clone()));
        data.insert("document".to_owned(), self.document(kind, document, &code)?);
        let mut data = Value::Object(data);
        let sentences_of = kind.texts.get(&document.lang).ok_or_else(|| kind.name.clone())?;
        let mut texts = sentences_of.render(&data, document.date)?;
        if !about.reasons.is_empty() {
            data["refusal"]["reasons"] = Value::Array(sentences(&texts, about.reasons)?);
            texts = sentences_of.render(&data, document.date)?;
        }
        // Of all reasons only those that hold are told, and they are in `refusal.reasons`.
        if let Value::Object(texts) = &mut texts {
            texts.retain(|name, _| !name.starts_with(REASON));
        }
        data["texts"] = texts;
        data["texts_en"] = self.second_language(kind, document, about, &mut data)?;
        PaperData::of(data, kind.pages.1, photo)
    }
}

impl PaperMaker<'_> {
    /// Where whoever asked lives, if the student list knows them by the identifier of the request.
    fn address_of_asker(&self, request: &Request) -> Option<String> {
        let record = request.record.and_then(|at| self.season.records.get(at))?;
        let person = &record.person;
        let is_same = [&person.egn_text, &person.lnch_text, &person.idn].contains(&&request.person_id);
        match record.study.extras.get(&Field::Address)? {
            Extra::Text(address) if is_same && !request.person_id.is_empty() => Some(address.clone()),
            _ => None,
        }
    }

    /// The sentences in English, where the original had them.
    fn second_language(
        &self,
        kind: &DocumentKind,
        document: &Document,
        about: &About,
        data: &mut Value,
    ) -> Result<Value, String> {
        let is_bilingual = kind.is_bilingual && about.original.is_some_and(|original| original.is_bilingual);
        let Some(texts) = kind.texts.get(&Lang::En).filter(|_| is_bilingual) else { return Ok(Value::Null) };
        data["lang"] = json!(Lang::En.code());
        let rendered = texts.render(data, document.date);
        data["lang"] = json!(document.lang.code());
        rendered
    }

    /// The data that a paper about another paper was made from, with the photo it names.
    #[must_use]
    pub fn kept(&self, kind: &DocumentKind, request: &Request, json: String) -> PaperData {
        let json = thaw(&json).unwrap_or(json);
        let data: Value = serde_json::from_str(&json).unwrap_or_default();
        let record = request.record.filter(|_| data["photo"].is_string()).map(|at| &self.season.records[at]);
        let photo = record.and_then(|record| self.photo(kind, record).ok().flatten());
        PaperData { json, photo, sha256: String::new() }
    }
}

/// How sentences begin that give a reason of a refusal: `reason_original_unknown`.
const REASON: &str = "reason_";

fn sentences(texts: &Value, reasons: &[&str]) -> Result<Vec<Value>, String> {
    let sentence = |reason: &&str| {
        let name = format!("{REASON}{}", reason.replace('-', "_"));
        texts.get(&name).filter(|text| text.is_string()).cloned().ok_or(name)
    };
    reasons.iter().map(sentence).collect()
}

fn fields(kind: &DocumentKind, about: &About, address: Option<&str>) -> Value {
    let request = about.request;
    let text = |text: &String| Some(text.clone()).filter(|text| is_printable(text));
    let own = |field: Field| about.original.and_then(|original| original.fields.get(&field).cloned());
    let value = |field: Field| match field {
        Field::RequestNumber => text(&request.number),
        Field::RequestDate => request.date.map(bulgarian_date),
        Field::RequestReason => text(&request.reason),
        Field::Announcement => text(&request.announcement),
        Field::AnnouncementDate => request.announcement_date.map(bulgarian_date),
        Field::RegisterNumber => text(&request.register_number),
        Field::DiplomaSeries => text(&request.series),
        Field::BlankNumber => text(&request.blank_number),
        // A refusal goes to whoever asked.
        Field::FullName if !about.reasons.is_empty() => text(&request.person_name).or_else(|| own(field)),
        Field::Sex => own(field).or_else(|| Egn::parse(&request.person_id).ok().map(|egn| egn.sex().letter().to_owned())),
        // A letter goes to whoever asked.
        Field::Address => address.map(str::to_owned),
        field => own(field),
    };
    let lists = [Field::Courses, Field::StateExams];
    let names = kind.fields().into_iter().filter(|field| !lists.contains(field));
    Value::Object(names.map(|field| (field.name().to_owned(), json!(value(field)))).collect())
}

/// The original as papers name it; where nobody knows it, as the request does.
fn original(about: &About) -> Value {
    let claimed = || Original {
        series: about.request.series.clone(),
        factory_number: about.request.blank_number.clone(),
        register_number: about.request.register_number.clone(),
        ..Original::default()
    };
    let claimed = if about.original.is_none() { Some(claimed()) } else { None };
    let Some(original) = about.original.or(claimed.as_ref()) else { return Value::Null };
    let text = |text: &str| Some(text).filter(|text| is_printable(text)).map(str::to_owned);
    let number = if original.uin.is_empty() { &original.factory_number } else { &original.uin };
    let texts: BTreeMap<&str, Option<String>> = BTreeMap::from([
        ("series", text(&original.series)),
        ("blank_number", text(number)),
        ("factory_number", text(&original.factory_number)),
        ("register_number", text(&original.register_number)),
        ("register_date", text(&original.register_date)),
        ("issue_date", text(&original.issue_date)),
        ("issuer", text(&original.issuer)),
        ("issuer_seat", text(&original.issuer_seat)),
        ("paper", text(&original.paper)),
        ("replaced_by", about.replaced_by.map(|(number, _)| number.to_owned())),
        ("replaced_date", about.replaced_by.map(|(_, day)| bulgarian_date(day))),
    ]);
    let mut data = json!(texts);
    data["returned"] = json!(about.is_returned);
    data
}

fn refusal(about: &About) -> Value {
    if about.reasons.is_empty() { Value::Null } else { json!({"reasons": []}) }
}
