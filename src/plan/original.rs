//! The paper that a duplicate is of: as laurea's register froze it, or as a line of the register before laurea has it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::data::{courses, hold_together, state_exams};
use super::fields::{Printed, years};
use crate::config::{Institution, fold};
use crate::diag::Lang;
use crate::model::{
    Degree, EarlierEntry, Egn, Field, Grade, Lnch, Record, Request, Results, Season, bulgarian_date, transliterate,
};

/// A paper as it was issued, every value ready for print; empty where it is not known.
#[derive(Debug, Clone, Default)]
pub struct Original {
    /// Series of its form.
    pub series: String,
    /// Its unique identification number (УИН).
    pub uin: String,
    /// Number of its form.
    pub factory_number: String,
    /// Its registration number.
    pub register_number: String,
    /// The day of that number.
    pub register_date: String,
    /// The day of its issue.
    pub issue_date: String,
    /// Who issued it.
    pub issuer: String,
    /// Seat of the issuer.
    pub issuer_seat: String,
    /// Title of the paper.
    pub paper: String,
    /// The faculty, whose head signs today.
    pub faculty: String,
    /// Whether the faculty is known from today's programmes only.
    pub is_faculty_of_today: bool,
    /// Whether it was printed in Bulgarian and English.
    pub is_bilingual: bool,
    /// What it said.
    pub fields: BTreeMap<Field, String>,
    /// Its courses; an array, or null.
    pub courses: Value,
    /// Its state exams; an array, or null.
    pub state_exams: Value,
}

impl Original {
    /// A paper of laurea's register, from the data it was made from; `companion` is what was issued with it.
    #[must_use]
    pub fn frozen(data: &Value, companion: Option<&Value>, paper: &str) -> Self {
        let text = |path: &str| data.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let rows = |name: &str| companion.into_iter().chain([data]).map(|data| data[name].clone()).find(Value::is_array);
        let mut fields = frozen_fields(data);
        for (field, value) in companion.map(frozen_fields).unwrap_or_default() {
            fields.entry(field).or_insert(value);
        }
        Self {
            series: text("/document/series"),
            uin: text("/document/blank_number"),
            factory_number: String::new(),
            register_number: text("/document/register_number"),
            register_date: text("/document/register_date"),
            issue_date: text("/document/issue_date"),
            issuer: text("/institution/name"),
            issuer_seat: text("/institution/seat"),
            paper: paper.to_owned(),
            faculty: text("/faculty/name"),
            is_faculty_of_today: false,
            is_bilingual: data["texts_en"].is_object(),
            fields,
            courses: rows("courses").unwrap_or_default(),
            state_exams: rows("state_exams").unwrap_or_default(),
        }
    }

    /// A paper from before laurea: what its line says, and what the student list knows of the same person and studies.
    #[must_use]
    pub fn of_line(line: &EarlierEntry, request: &Request, season: &Season, institution: &Institution, paper: &str) -> Self {
        let record = same_person(line, request, season);
        let studies = record.filter(|record| is_same_study(line, record));
        let print = |record| Printed {
            record,
            results: Results::of(record, institution.overall_rule),
            institution,
            issue_date: request.date.unwrap_or_default(),
            request: None,
            lang: Lang::Bg,
        };
        let mut fields = line_fields(line, institution);
        let mut fill = |from: &Printed, wanted: &[Field]| {
            for field in wanted {
                if let Some(text) = from.text(*field) {
                    fields.entry(*field).or_insert(text);
                }
            }
        };
        if let Some(record) = record {
            fill(&print(record), PERSONAL);
        }
        if let Some(record) = studies {
            fill(&print(record), Field::ALL);
        }
        let said = line.says.texts.get(&Field::Faculty).cloned();
        let of_record = || studies.and_then(|record| record.curriculum.as_ref()).map(|curriculum| curriculum.faculty.clone());
        let known = said.or_else(of_record);
        let today = if known.is_none() { faculty_today(line, season) } else { None };
        let issued = line.issue_date.map(bulgarian_date).unwrap_or_default();
        Self {
            series: line.says.series.clone(),
            uin: line.uin.clone(),
            factory_number: line.says.blank_number.clone(),
            register_number: line.register_number.clone(),
            register_date: issued.clone(),
            issue_date: issued,
            issuer: institution.name.clone(),
            issuer_seat: hold_together(&institution.seat),
            paper: paper.to_owned(),
            is_faculty_of_today: today.is_some(),
            is_bilingual: false,
            faculty: known.or(today).unwrap_or_default(),
            fields,
            courses: studies.map(|record| courses(&print(record))).unwrap_or_default(),
            state_exams: studies.map(|record| state_exams(&print(record))).unwrap_or_default(),
        }
    }
}

/// What a student list knows of a person, whatever is studied.
const PERSONAL: &[Field] = &[
    Field::BirthDate,
    Field::BirthPlace,
    Field::BirthMunicipality,
    Field::BirthProvince,
    Field::BirthCountry,
    Field::Citizenship,
    Field::FullNameLatin,
    Field::Sex,
];

fn frozen_fields(data: &Value) -> BTreeMap<Field, String> {
    let fields = data["fields"].as_object().into_iter().flatten();
    fields.filter_map(|(name, value)| Some((Field::parse(name)?, value.as_str()?.to_owned()))).collect()
}

/// The student of the list who is the holder: by the identifier in the line, which the request repeats.
fn same_person<'a>(line: &EarlierEntry, request: &Request, season: &'a Season) -> Option<&'a Record> {
    let is_holder = |record: &&Record| {
        let person = &record.person;
        !line.person_id.is_empty() && [&person.egn_text, &person.lnch_text, &person.idn].contains(&&line.person_id)
    };
    let named = request.record.and_then(|at| season.records.get(at)).filter(is_holder);
    named.or_else(|| season.records.iter().find(|record| is_holder(record) && is_same_study(line, record)))
}

fn is_same_study(line: &EarlierEntry, record: &Record) -> bool {
    let speciality = line.says.texts.get(&Field::Speciality).map(|text| fold(text));
    speciality == Some(fold(&record.study.speciality)) && line.says.degree == record.study.degree
}

/// The faculty of the curricula of the same speciality and degree, where they all name the same one.
fn faculty_today(line: &EarlierEntry, season: &Season) -> Option<String> {
    let speciality = fold(line.says.texts.get(&Field::Speciality)?);
    let degree = line.says.degree?;
    let mut same = season.curricula.iter().filter(|plan| fold(&plan.speciality) == speciality && plan.degree == degree);
    let first = &same.next()?.faculty;
    (!first.is_empty() && same.all(|plan| plan.faculty == *first)).then(|| first.clone())
}

fn line_fields(line: &EarlierEntry, institution: &Institution) -> BTreeMap<Field, String> {
    let says = &line.says;
    let mut fields = says.texts.clone();
    fields.extend(says.dates.iter().map(|(field, date)| (*field, bulgarian_date(*date))));
    for (field, grade) in &says.grades {
        fields.extend(printed_grade(*field, *grade, institution));
    }
    if let Some(degree) = says.degree {
        fields.insert(Field::Degree, Degree::bulgarian(degree).to_owned());
    }
    if let Some(credits) = fields.get_mut(&Field::CreditsTotal) {
        *credits = credits.replace('.', &institution.decimal_mark.to_string());
    }
    if let Some(semesters) = says.texts.get(&Field::DurationSemesters).and_then(|text| text.parse().ok()) {
        fields.entry(Field::DurationYears).or_insert_with(|| years(semesters));
    }
    if let (Some(kind), Some(place)) = (says.texts.get(&Field::BirthPlaceType), says.texts.get(&Field::BirthPlace)) {
        fields.insert(Field::BirthPlace, format!("{kind}\u{a0}{place}"));
    }
    fields.insert(Field::FullName, line.person_name.clone());
    for (field, text) in identity(&line.person_id, &line.person_name) {
        fields.entry(field).or_insert(text);
    }
    fields.retain(|_, text| !text.is_empty());
    fields
}

/// A result in figures, in words and, for the overall one, as an ECTS letter.
fn printed_grade(field: Field, grade: Grade, institution: &Institution) -> Vec<(Field, String)> {
    let figures = grade.to_string().replace('.', &institution.decimal_mark.to_string());
    let word = grade.word().bulgarian().to_owned();
    let letter = institution.ects.letter(grade).to_string();
    match field {
        Field::MeanSubjects => vec![(field, figures), (Field::MeanSubjectsWord, word)],
        Field::MeanStateExams => vec![(field, figures), (Field::MeanStateExamsWord, word)],
        _ => vec![(field, figures), (Field::OverallWord, word), (Field::OverallEcts, letter)],
    }
}

/// What the identifier says: which one it is, and of an ЕГН the day of birth and the sex.
fn identity(identifier: &str, name: &str) -> Vec<(Field, String)> {
    if let Ok(egn) = Egn::parse(identifier) {
        return vec![
            (Field::Egn, identifier.to_owned()),
            (Field::BirthDate, bulgarian_date(egn.birth_date())),
            (Field::Sex, egn.sex().letter().to_owned()),
            (Field::FullNameLatin, transliterate(name)),
        ];
    }
    let field = if Lnch::parse(identifier).is_ok() { Field::Lnch } else { Field::Idn };
    vec![(field, identifier.to_owned())]
}
