//! What one paper says: the data its template sees, with every value already formatted for print.

mod book;
mod list;

pub use book::{BookRow, Receipt, Remark};

use std::path::Path;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::code::{Code, add_page_codes, take_page_codes};
use super::fields::{Printed, printed_day};
use super::photo;
use super::print::in_full;
use crate::config::{Institution, Role, fold};
use crate::diag::Lang;
use crate::kind::{DocumentKind, Kinds};
use crate::model::{
    Course, CourseKind, CourseResult, Document, Field, GradeWord, Outcome, Record, Results, Season, plain_date, sha256,
};

/// The data of one paper.
#[derive(Debug)]
pub struct PaperData {
    /// What the template reads, as JSON.
    pub json: String,
    /// The photo, if the kind carries one.
    pub photo: Option<PhotoFile>,
    /// SHA-256 of data and photo: two papers with the same are the same paper. The codes of further pages are not of it, since
    /// they follow from that of the first: papers from before there were any stay the same.
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

impl PaperData {
    /// Data and photo, with their hash; a paper that may have several `pages` gets their codes.
    ///
    /// # Errors
    /// The code is too long to be drawn.
    pub(super) fn of(mut data: Value, pages: usize, photo: Option<PhotoFile>) -> Result<Self, String> {
        let json = data.to_string();
        let sha256 = hash(&json, photo.as_ref());
        let json = if add_page_codes(&mut data, pages)? { data.to_string() } else { json };
        Ok(Self { json, photo, sha256 })
    }

    /// Data as JSON and photo, with their hash.
    pub(super) fn of_json(json: String, photo: Option<PhotoFile>) -> Self {
        let mut data: Value = serde_json::from_str(&json).unwrap_or_default();
        let bare = take_page_codes(&mut data).map(|_| data.to_string());
        Self { sha256: hash(bare.as_ref().unwrap_or(&json), photo.as_ref()), json, photo }
    }

    /// The same paper without the codes of further pages, as it was made before there were any; `None` where it has none.
    #[must_use]
    pub fn without_page_codes(&self) -> Option<Self> {
        let mut data: Value = serde_json::from_str(&self.json).ok()?;
        take_page_codes(&mut data)?;
        let photo = self.photo.as_ref().map(|photo| PhotoFile { name: photo.name, bytes: photo.bytes.clone() });
        Some(Self { json: data.to_string(), photo, sha256: self.sha256.clone() })
    }
}

fn hash(json: &str, photo: Option<&PhotoFile>) -> String {
    let photo = photo.map_or_else(String::new, |photo| sha256(&photo.bytes));
    sha256(format!("{photo}\n{json}").as_bytes())
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
        let photo = self.photo(kind, self.record(document)?)?;
        PaperData::of(self.value(document, photo.as_ref())?, kind.pages.1, photo)
    }

    /// The data of a paper as its template sees it, with a photo that was read before.
    ///
    /// # Errors
    /// A sentence that cannot be rendered.
    pub fn value(&self, document: &Document, photo: Option<&PhotoFile>) -> Result<Value, String> {
        let kind = self.kinds.get(&document.kind).ok_or_else(|| document.kind.clone())?;
        let (data, is_bilingual) = self.unworded(kind, document, photo)?;
        self.worded(kind, document, data, is_bilingual)
    }

    /// The data of a paper without the kind's sentences, which take most of the time.
    ///
    /// # Errors
    /// A kind or person that is not there.
    pub fn facts(&self, document: &Document) -> Result<Value, String> {
        let kind = self.kinds.get(&document.kind).ok_or_else(|| document.kind.clone())?;
        self.unworded(kind, document, None).map(|(data, _)| Value::Object(data))
    }

    /// The data without sentences, and whether the paper is in two languages.
    fn unworded(
        &self,
        kind: &DocumentKind,
        document: &Document,
        photo: Option<&PhotoFile>,
    ) -> Result<(Map<String, Value>, bool), String> {
        let record = self.record(document)?;
        let printed = Printed {
            record,
            results: Results::of(record, self.institution.overall_rule),
            institution: self.institution,
            issue_date: document.date,
            request: document.request.map(|at| &self.season.requests[at]),
            lang: document.lang,
        };
        let mut data = self.frame(kind, document, &printed);
        data.insert("photo".to_owned(), photo.map_or(Value::Null, |photo| Value::from(photo.name)));
        let code = Code::of(self.institution, document, &Value::Object(data.clone()));
        data.insert("document".to_owned(), self.document(kind, document, &code)?);
        Ok((data, printed.is_bilingual()))
    }

    fn record(&self, document: &Document) -> Result<&Record, String> {
        self.season.record_of(document).ok_or_else(|| document.key.clone())
    }

    /// The data with the kind's sentences; a bilingual paper has those of both languages.
    pub(super) fn worded(
        &self,
        kind: &DocumentKind,
        document: &Document,
        data: Map<String, Value>,
        is_bilingual: bool,
    ) -> Result<Value, String> {
        let mut data = Value::Object(data);
        let render = |lang: Lang, data: &Value| kind.texts.get(&lang).map(|texts| texts.render(data, document.date)).transpose();
        let second = if kind.is_bilingual && is_bilingual && document.lang == Lang::Bg {
            data["lang"] = json!(Lang::En.code());
            let second = render(Lang::En, &data)?;
            data["lang"] = json!(document.lang.code());
            second
        } else {
            None
        };
        data["texts"] = render(document.lang, &data)?.unwrap_or_default();
        data["texts_en"] = second.unwrap_or_default();
        Ok(data)
    }

    /// What every paper and list says: of itself, who issues, who signs. What only some say is null.
    pub(super) fn common(&self, kind: &DocumentKind, document: &Document, faculty: &str, fields: Value) -> Map<String, Value> {
        let mut data = Map::new();
        data.insert("kind".to_owned(), json!(kind.name));
        data.insert("lang".to_owned(), json!(document.lang.code()));
        data.insert("draft".to_owned(), json!(self.is_draft));
        data.insert("print".to_owned(), in_full());
        data.insert("institution".to_owned(), self.institution_data());
        data.insert("faculty".to_owned(), self.faculty(faculty));
        data.insert("signatories".to_owned(), self.signatories(kind, faculty, document.date));
        data.insert("fields".to_owned(), fields);
        for name in ["original", "refusal", "group", "rows", "count"] {
            data.insert(name.to_owned(), Value::Null);
        }
        data
    }

    fn frame(&self, kind: &DocumentKind, document: &Document, printed: &Printed) -> Map<String, Value> {
        let faculty = printed.text(Field::Faculty).unwrap_or_default();
        let allowed = kind.fields();
        let mut data = self.common(kind, document, &faculty, fields(kind, printed));
        if allowed.contains(&Field::Courses) {
            data.insert("courses".to_owned(), courses(printed));
        }
        if allowed.contains(&Field::StateExams) {
            data.insert("state_exams".to_owned(), state_exams(printed));
        }
        data
    }

    pub(super) fn document(&self, kind: &DocumentKind, document: &Document, code: &Code) -> Result<Value, String> {
        let registration = document.registration.as_ref();
        let qr = if kind.has_qr && !self.is_draft { Some(code.qr_svg()?) } else { None };
        Ok(json!({
            "register_number": registration.map(|registration| &registration.number),
            "register_date": registration.map(|registration| printed_day(registration.date, document.lang)),
            "issue_date": printed_day(document.date, document.lang),
            "series": document.blank.as_ref().map(|blank| &blank.series),
            "blank_number": document.blank.as_ref().map(|blank| &blank.number),
            "code": code.payload,
            "check": code.check,
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
            "address_en": institution.address_en,
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
            let names = json!({
                "title": signatory.title,
                "name": signatory.name,
                "title_en": signatory.title_en,
                "name_en": signatory.name_en,
            });
            Some((role.name().replace('-', "_"), names))
        };
        Value::Object(kind.roles.iter().filter_map(of_role).collect())
    }

    pub(super) fn photo(&self, kind: &DocumentKind, record: &Record) -> Result<Option<PhotoFile>, String> {
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

pub(super) fn fields(kind: &DocumentKind, printed: &Printed) -> Value {
    let lists = [Field::Courses, Field::StateExams];
    let fields = kind.fields().into_iter().filter(|field| !lists.contains(field));
    Value::Object(fields.map(|field| (field.name().to_owned(), json!(printed.text(field)))).collect())
}

/// „гр. Варна“ does not break after the abbreviation.
pub(super) fn hold_together(place: &str) -> String {
    place.replacen(". ", ".\u{a0}", 1)
}

pub(super) fn courses(printed: &Printed) -> Value {
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
    // заповед РД-05-2522/05.10.2010: of a recognised result the paper names the lecturer whose course it is by the plan.
    let is_titular = attempt.recognised.is_some() && !course.titular.is_empty();
    Some(json!({
        "number": number.to_string(),
        "code": course.code,
        "name": course.name,
        "name_en": course.name_en,
        "semester": course.semester,
        "kind": course.kind_text,
        "kind_en": course.kind.english(),
        "practice": course.kind == CourseKind::Practice,
        "hours_lectures": hours(course.hours_lectures),
        "hours_exercises": hours(course.hours_exercises),
        "hours_self_study": hours(course.hours_self_study),
        "hours_total": hours(course.hours_total),
        "credits": printed.mark(&course.credits.to_string()),
        "result": match outcome { Outcome::Grade(grade) => printed.figures(*grade), other => other.text() },
        "word": grade.map(|grade| grade.word().bulgarian()),
        "word_en": grade.map(|grade| grade.word().english()),
        "ects": grade.map(|grade| printed.institution.ects.letter(grade).to_string()),
        "date": attempt.date.map(plain_date),
        "protocol": attempt.protocol,
        "lecturer": if is_titular { &course.titular } else { &attempt.lecturer },
        "titular": is_titular,
        "topic": (!attempt.topic.is_empty()).then_some(&attempt.topic),
        "recognised": recognised,
        "counts": course.counts,
    }))
}

/// What a state exam is, in English: as the programme names it, where it means the same; else by its words.
fn exam_in_english(kind: &str, course: Option<&Course>) -> Option<String> {
    let named = course.filter(|course| fold(&course.name) == fold(kind) && !course.name_en.is_empty());
    let by_words = || {
        let words = fold(kind);
        let is_one = |meant: CourseKind, stem: &str| words.contains(stem).then(|| meant.english().to_owned());
        match (is_one(CourseKind::Thesis, "дипломна"), is_one(CourseKind::StateExam, "държавен изпит")) {
            (Some(thesis), None) => Some(thesis),
            (None, Some(exam)) if words == "държавен изпит" => Some(exam),
            _ => None,
        }
    };
    named.map(|course| course.name_en.clone()).or_else(by_words)
}

pub(super) fn state_exams(printed: &Printed) -> Value {
    let record = printed.record;
    let rows = record.state_exams.iter().filter_map(|exam| {
        let grade = exam.grade?;
        let course = exam.course.and_then(|line| record.curriculum.as_ref()?.courses.get(line));
        Some(json!({
            "kind": exam.kind,
            "topic": (!exam.topic.is_empty()).then_some(&exam.topic),
            "result": printed.figures(grade),
            "kind_en": exam_in_english(&exam.kind, course),
            "word": grade.word().bulgarian(),
            "word_en": grade.word().english(),
            "ects": printed.institution.ects.letter(grade).to_string(),
            "date": exam.date.map(plain_date),
            "protocol": exam.protocol,
            "credits": course.map(|course| printed.mark(&course.credits.to_string())),
        }))
    });
    Value::Array(rows.collect())
}
