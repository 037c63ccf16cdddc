//! What one paper says: the data its template sees, with every value already formatted for print.

use std::path::Path;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::code::{payload, qr_svg};
use super::fields::Printed;
use super::photo;
use super::print::in_full;
use super::select::variant;
use crate::config::{Institution, Role};
use crate::kind::{DocumentKind, Kinds};
use crate::model::{
    CourseResult, Document, Field, GradeWord, Outcome, Record, Results, Season, bulgarian_date, plain_date, sha256,
};

/// The data of one paper.
#[derive(Debug)]
pub struct PaperData {
    /// What the template reads, as JSON.
    pub json: String,
    /// The photo, if the kind carries one.
    pub photo: Option<PhotoFile>,
    /// SHA-256 of data and photo: two papers with the same are the same paper.
    pub sha256: String,
}

/// A photo as the template sees it.
#[derive(Debug)]
pub struct PhotoFile {
    /// `/photo.jpg` or `/photo.png`.
    pub name: &'static str,
    /// The picture.
    pub bytes: Vec<u8>,
}

/// Makes the data of a run's papers.
#[derive(Debug)]
pub struct PaperMaker<'a> {
    /// The season.
    pub season: &'a Season,
    /// Who issues.
    pub institution: &'a Institution,
    /// The installed kinds.
    pub kinds: &'a Kinds,
    /// Folder of the photos.
    pub photos: Option<&'a Path>,
    /// Whether the papers are drafts: watermark, no numbers.
    pub is_draft: bool,
}

impl PaperMaker<'_> {
    /// The data of a paper.
    ///
    /// # Errors
    /// A sentence that cannot be rendered, or a photo that is no longer there.
    pub fn make(&self, document: &Document) -> Result<PaperData, String> {
        let kind = self.kinds.get(&document.kind).ok_or_else(|| document.kind.clone())?;
        let photo = self.photo(kind, &self.season.records[document.record])?;
        let json = self.value(document, photo.as_ref())?.to_string();
        let photo_hash = photo.as_ref().map_or_else(String::new, |photo| sha256(&photo.bytes));
        Ok(PaperData { sha256: sha256(format!("{photo_hash}\n{json}").as_bytes()), json, photo })
    }

    /// The data of a paper as its template sees it, with a photo that was read before.
    ///
    /// # Errors
    /// A sentence that cannot be rendered.
    pub fn value(&self, document: &Document, photo: Option<&PhotoFile>) -> Result<Value, String> {
        let kind = self.kinds.get(&document.kind).ok_or_else(|| document.kind.clone())?;
        let record = &self.season.records[document.record];
        let day = document.date;
        let results = Results::of(record, self.institution.overall_rule);
        let printed = Printed { record, results, institution: self.institution, issue_date: day };
        let mut data = self.frame(kind, document, &printed, day)?;
        data.insert("photo".to_owned(), photo.map_or(Value::Null, |photo| Value::from(photo.name)));
        data.insert("print".to_owned(), in_full());
        let mut data = Value::Object(data);
        let texts = kind.texts.render(&data, day)?;
        data["texts"] = texts;
        Ok(data)
    }

    fn frame(
        &self,
        kind: &DocumentKind,
        document: &Document,
        printed: &Printed,
        day: Date,
    ) -> Result<Map<String, Value>, String> {
        let faculty = printed.text(Field::Faculty).unwrap_or_default();
        let allowed = kind.fields();
        let mut data = Map::new();
        data.insert("kind".to_owned(), json!(kind.name));
        data.insert("lang".to_owned(), json!("bg"));
        data.insert("draft".to_owned(), json!(self.is_draft));
        data.insert("document".to_owned(), self.document(kind, document, day)?);
        data.insert("institution".to_owned(), self.institution_data());
        data.insert("faculty".to_owned(), self.faculty(&faculty));
        data.insert("signatories".to_owned(), self.signatories(kind, &faculty, day));
        data.insert("fields".to_owned(), self.fields(kind, document, printed));
        if allowed.contains(&Field::Courses) {
            data.insert("courses".to_owned(), courses(printed));
        }
        if allowed.contains(&Field::StateExams) {
            data.insert("state_exams".to_owned(), state_exams(printed));
        }
        Ok(data)
    }

    fn document(&self, kind: &DocumentKind, document: &Document, day: Date) -> Result<Value, String> {
        let registration = document.registration.as_ref();
        let code = payload(self.institution, document);
        let qr = if kind.has_qr && !self.is_draft { Some(qr_svg(&code)?) } else { None };
        Ok(json!({
            "register_number": registration.map(|registration| &registration.number),
            "register_date": registration.map(|registration| bulgarian_date(registration.date)),
            "issue_date": bulgarian_date(day),
            "series": document.blank.as_ref().map(|blank| &blank.series),
            "blank_number": document.blank.as_ref().map(|blank| &blank.number),
            "code": code,
            "qr": qr,
        }))
    }

    fn institution_data(&self) -> Value {
        let institution = self.institution;
        json!({
            "name": institution.name,
            "name_en": institution.name_en,
            "seat": hold_together(&institution.seat),
            "seat_en": institution.seat_en,
            "address": institution.address,
            "decimal_mark": institution.decimal_mark,
            "ects": Value::Object(GradeWord::ALL.iter().map(|word| ects_letter(institution, *word)).collect()),
        })
    }

    fn faculty(&self, name: &str) -> Value {
        match self.institution.faculty(name) {
            Some(faculty) => json!({
                "name": faculty.name,
                "name_en": faculty.name_en,
                "seat": hold_together(&faculty.seat),
                "head_title": faculty.head_title,
            }),
            None => json!({"name": name, "name_en": "", "seat": hold_together(&self.institution.seat), "head_title": "Декан"}),
        }
    }

    fn signatories(&self, kind: &DocumentKind, faculty: &str, day: Date) -> Value {
        let of_role = |role: &Role| {
            let signatory = self.institution.signatory(*role, faculty, day)?;
            Some((role.name().to_owned(), json!({"title": signatory.title, "name": signatory.name})))
        };
        Value::Object(kind.roles.iter().filter_map(of_role).collect())
    }

    fn fields(&self, kind: &DocumentKind, document: &Document, printed: &Printed) -> Value {
        let request = document.request.map(|at| &self.season.requests[at]);
        let value = |field: Field| match field {
            Field::RequestNumber => request.map(|request| request.number.clone()),
            Field::RequestDate => request.and_then(|request| request.date).map(bulgarian_date),
            Field::RequestReason => request.map(|request| request.reason.clone()).filter(|reason| is_printable(reason)),
            Field::RequestVariant => request.and_then(|request| variant(self.institution, &request.paper)),
            field => printed.text(field),
        };
        let lists = [Field::Courses, Field::StateExams];
        let fields = kind.fields().into_iter().filter(|field| !lists.contains(field));
        Value::Object(fields.map(|field| (field.name().to_owned(), json!(value(field)))).collect())
    }

    fn photo(&self, kind: &DocumentKind, record: &Record) -> Result<Option<PhotoFile>, String> {
        if !kind.has_photo || record.person.photo.is_empty() {
            return Ok(None);
        }
        self.photos.map_or(Ok(None), |folder| photo::read(folder, &record.person.photo))
    }
}

/// The ECTS letter of a word, under the word's name as a text can say it (`very_good`).
fn ects_letter(institution: &Institution, word: GradeWord) -> (String, Value) {
    (word.name().replace('-', "_"), json!(institution.ects.letter_of(word)))
}

/// A reason that looks like a spreadsheet formula is left out; a finding of the rules says so.
fn is_printable(reason: &str) -> bool {
    !reason.is_empty() && !crate::model::looks_like_formula(reason)
}

/// „гр. Варна“ does not break after the abbreviation.
fn hold_together(place: &str) -> String {
    place.replacen(". ", ".\u{a0}", 1)
}

fn courses(printed: &Printed) -> Value {
    let record = printed.record;
    let mut results: Vec<&CourseResult> = record.courses.iter().collect();
    results.sort_by_key(|result| (record.course(result).map_or(0, |course| course.semester), result.course));
    let rows = results.iter().enumerate().filter_map(|(at, result)| course_row(printed, at + 1, result));
    Value::Array(rows.collect())
}

fn course_row(printed: &Printed, number: usize, result: &CourseResult) -> Option<Value> {
    let (course, attempt) = (printed.record.course(result)?, result.last()?);
    let outcome = attempt.outcome.as_ref()?;
    let hours = |hours: Option<u32>| hours.map(|hours| hours.to_string());
    let grade = outcome.grade();
    let recognised = attempt.recognised.as_ref().map(|from| {
        if from.country.is_empty() { from.institution.clone() } else { format!("{}, {}", from.institution, from.country) }
    });
    Some(json!({
        "number": number.to_string(),
        "code": course.code,
        "name": course.name,
        "name_en": course.name_en,
        "semester": course.semester,
        "kind": course.kind_text,
        "hours_lectures": hours(course.hours_lectures),
        "hours_exercises": hours(course.hours_exercises),
        "hours_self_study": hours(course.hours_self_study),
        "hours_total": hours(course.hours_total),
        "credits": printed.mark(&course.credits.to_string()),
        "result": match outcome { Outcome::Grade(grade) => printed.figures(*grade), other => other.text() },
        "word": grade.map(|grade| grade.word().bulgarian()),
        "ects": grade.map(|grade| printed.institution.ects.letter(grade).to_string()),
        "date": attempt.date.map(plain_date),
        "protocol": attempt.protocol,
        "lecturer": attempt.lecturer,
        "recognised": recognised,
        "counts": course.counts,
    }))
}

fn state_exams(printed: &Printed) -> Value {
    let record = printed.record;
    let rows = record.state_exams.iter().filter_map(|exam| {
        let grade = exam.grade?;
        let course = exam.course.and_then(|line| record.curriculum.as_ref()?.courses.get(line));
        Some(json!({
            "kind": exam.kind,
            "topic": (!exam.topic.is_empty()).then_some(&exam.topic),
            "result": printed.figures(grade),
            "word": grade.word().bulgarian(),
            "ects": printed.institution.ects.letter(grade).to_string(),
            "date": exam.date.map(plain_date),
            "protocol": exam.protocol,
            "credits": course.map(|course| printed.mark(&course.credits.to_string())),
        }))
    });
    Value::Array(rows.collect())
}
