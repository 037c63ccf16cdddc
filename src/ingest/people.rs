//! The student list, and what other sheets add to it: persons and their studies.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cell::{Cell, DateSystem};
use super::curricula;
use super::keys::{bare, number_key};
use super::name_text::{Names, split, split_last_first};
use super::number_text::academic_year;
use super::person::person;
use super::row::Row;
use super::table::Table;
use crate::config::{Institution, Words, fold, nearest};
use crate::diag::{Code, Finding, Origin, Repair, Subject, mask_identifier};
use crate::model::{Curriculum, Field, OF_STUDENTS, Person, PriorEducation, Record, Study, plain_date};

/// Reads the student lists; rows of other sheets fill what their rows lack.
pub fn read(
    tables: &[Table],
    more: &[Table],
    curricula: &[Arc<Curriculum>],
    institution: &Institution,
    findings: &mut Vec<Finding>,
) -> Vec<Record> {
    let further = Further::of(more);
    let padding = Padding::of(tables, more);
    let mut taken = vec![false; further.rows.len()];
    let mut records = Vec::new();
    for table in tables {
        for row in table.rows() {
            let subject = Subject::Record(records.len());
            let number = table.cell(row, Field::FacultyNumber).text();
            let others = further.of_row(table, row);
            others.iter().for_each(|at| taken[*at] = true);
            let mut row = Row::new(table, row, subject, &number, &institution.words, findings)
                .continued(others.iter().map(|at| (&more[further.rows[*at].0], further.rows[*at].1)));
            records.push(record(&mut row, curricula, &padding));
        }
    }
    for (at, (table, row)) in further.rows.iter().enumerate().filter(|(at, _)| !taken[*at]) {
        let field = further.fields[at];
        let found = more[*table].cell(*row, field).text();
        let finding = Finding::new(Code::StudentUnknown, Subject::Row).of(&found).field(field.tag());
        findings.push(finding.at(more[*table].place(*row).cell(field)).found(&found).arg("rows", "1"));
    }
    records
}

/// Rows of the sheets with more about the students, by their keys.
struct Further {
    rows: Vec<(usize, u32)>,
    fields: Vec<Field>,
    by_key: BTreeMap<String, Vec<usize>>,
    names: Vec<String>,
}

impl Further {
    fn of(tables: &[Table]) -> Self {
        let mut further = Self { rows: Vec::new(), fields: Vec::new(), by_key: BTreeMap::new(), names: Vec::new() };
        for (at, table) in tables.iter().enumerate() {
            for row in table.rows() {
                let Some((field, key)) = keys(table, row).into_iter().next() else { continue };
                further.by_key.entry(key).or_default().push(further.rows.len());
                further.rows.push((at, row));
                further.fields.push(field);
                further.names.push(name_key(table, row));
            }
        }
        further
    }

    /// The rows that continue a row of the list. Where several rows of one sheet have its key, those with its name.
    fn of_row(&self, table: &Table, row: u32) -> Vec<usize> {
        let found: Vec<usize> =
            keys(table, row).into_iter().filter_map(|(_, key)| self.by_key.get(&key)).flatten().copied().collect();
        let name = name_key(table, row);
        let twins = |at: usize| found.iter().filter(|other| self.rows[**other].0 == self.rows[at].0).count() > 1;
        found.iter().copied().filter(|at| !twins(*at) || self.names[*at] == name).collect()
    }
}

/// What a row is joined by, the surest first.
fn keys(table: &Table, row: u32) -> Vec<(Field, String)> {
    let text = |field: Field| Some(table.cell(row, field).text()).filter(|text| !text.is_empty());
    let mut keys = Vec::new();
    if let Some(number) = text(Field::FacultyNumber) {
        keys.push((Field::FacultyNumber, format!("n{}", bare(&number))));
    }
    for field in [Field::Egn, Field::PersonId, Field::Lnch] {
        if let Some(identifier) = text(field) {
            keys.push((field, format!("i{}", bare(&identifier))));
        }
    }
    let name = name_key(table, row);
    if !name.is_empty() {
        let field = if table.has_column(Field::FullNameLastFirst) { Field::FullNameLastFirst } else { Field::FullName };
        keys.push((field, format!("p{name}")));
    }
    keys
}

/// The full name of a row as it is compared.
fn name_key(table: &Table, row: u32) -> String {
    let text = |field: Field| table.cell(row, field).text();
    let names = match (text(Field::FullName), text(Field::FullNameLastFirst)) {
        (full, _) if !full.is_empty() => split(&full),
        (_, full) if !full.is_empty() => split_last_first(&full),
        _ => Names {
            first: text(Field::FirstName),
            middle: text(Field::MiddleName),
            last: text(Field::LastName),
            is_doubtful: false,
        },
    };
    fold(&[names.first, names.middle, names.last].join(" "))
}

/// Faculty numbers that somewhere stand as text with their zeros.
struct Padding(BTreeMap<String, String>);

impl Padding {
    fn of(tables: &[Table], more: &[Table]) -> Self {
        let mut padded = BTreeMap::new();
        for table in tables.iter().chain(more) {
            for row in table.rows() {
                if let Cell::Text(text) = table.cell(row, Field::FacultyNumber) {
                    let key = number_key(text);
                    if key.starts_with('0') {
                        padded.insert(key.trim_start_matches('0').to_owned(), key);
                    }
                }
            }
        }
        Self(padded)
    }
}

fn record(row: &mut Row, curricula: &[Arc<Curriculum>], padding: &Padding) -> Record {
    let (mut person, mut study) = (person(row), study(row, padding));
    for (field, value) in [
        (Field::FacultyNumber, &study.faculty_number),
        (Field::FirstName, &person.first_name),
        (Field::Status, &study.status_text),
    ] {
        if value.is_empty() {
            let finding = row.finding(Code::ValueMissing, field);
            row.report(finding);
        }
    }
    if study.speciality.is_empty() {
        if let [only] = curricula {
            study.speciality.clone_from(&only.speciality);
        } else {
            let finding = row.finding(Code::ValueMissing, Field::Speciality);
            row.report(finding);
        }
    }
    let curriculum = curricula::find(curricula, &study.speciality, study.degree, &study.study_form);
    match curriculum.map(|at| &curricula[at]) {
        Some(curriculum) => complete(&mut study, curriculum),
        None if study.speciality.is_empty() => {}
        None => {
            let finding = row.finding(Code::CurriculumUnknown, Field::Speciality).found(&study.speciality);
            let finding = finding.arg("degree", study.degree_text.clone());
            let near = nearest(&study.speciality, curricula.iter().map(|curriculum| curriculum.speciality.as_str()));
            row.report(match near {
                Some((word, distance)) => finding.near(word, distance),
                None => finding,
            });
        }
    }
    settle_birth(row, &mut person);
    compare_sources(row);
    Record {
        person,
        study,
        curriculum: curriculum.map(|at| curricula[at].clone()),
        courses: Vec::new(),
        state_exams: Vec::new(),
        blanks: Vec::new(),
        copies: row.copies(),
        place: row.place(),
    }
}

/// What the list does not say of the studies, the curriculum does.
fn complete(study: &mut Study, curriculum: &Curriculum) {
    study.speciality.clone_from(&curriculum.speciality);
    if study.degree.is_none() {
        study.degree = Some(curriculum.degree);
        curriculum.degree.bulgarian().clone_into(&mut study.degree_text);
    }
    if study.study_form.is_empty() {
        study.study_form.clone_from(&curriculum.study_form);
    }
}

/// Birth date and sex, where no sheet says them, are those of the ЕГН. A date that was copied between workbooks of the two
/// date systems is off by 1,462 days; where the ЕГН proves that, it is put right.
fn settle_birth(row: &mut Row, person: &mut Person) {
    let Some(egn) = person.egn() else { return };
    person.sex = person.sex.or_else(|| (!row.has_column(Field::Sex)).then(|| egn.sex()));
    match person.birth_date {
        None if row.every_text(Field::BirthDate).is_empty() => person.birth_date = Some(egn.birth_date()),
        Some(date) if date != egn.birth_date() && DateSystem::is_other_system(date, egn.birth_date()) => {
            let finding = row.finding(Code::DateSystemMixed, Field::BirthDate).found(plain_date(date));
            let finding = finding.suggest(plain_date(egn.birth_date())).repair(Repair::Date(egn.birth_date()));
            row.report(finding);
            person.birth_date = Some(egn.birth_date());
        }
        _ => {}
    }
}

/// Sheets that say different things of the same person.
fn compare_sources(row: &mut Row) {
    for field in [Field::Egn, Field::PersonId, Field::Lnch, Field::Citizenship, Field::Speciality, Field::FullName] {
        let texts = row.every_text(field);
        let Some(((first, _), others)) = texts.split_first() else { continue };
        let same = |text: &str| comparable(field, row.words(), text) == comparable(field, row.words(), first);
        let is_identifier = matches!(field, Field::Egn | Field::PersonId | Field::Lnch);
        let shown = |text: &str| if is_identifier { mask_identifier(text) } else { text.to_owned() };
        let different: Vec<(String, Origin)> = others.iter().filter(|(text, _)| !same(text)).cloned().collect();
        for (text, origin) in different {
            let finding = row.finding(Code::SourcesDiffer, field).and_at(origin).found(shown(first)).expected(shown(&text));
            row.report(finding);
        }
    }
}

fn comparable(field: Field, words: &Words, text: &str) -> String {
    match field {
        Field::Egn | Field::PersonId | Field::Lnch => number_key(text).trim_start_matches('0').to_owned(),
        _ => fold(&words.spelled(field, text.to_owned())),
    }
}

fn study(row: &mut Row, padding: &Padding) -> Study {
    let degree = row.word(Field::Degree, Words::degree);
    Study {
        faculty_number: faculty_number(row, padding),
        speciality: row.text(Field::Speciality),
        degree,
        degree_text: degree.map_or_else(|| quiet(row, Field::Degree), |degree| degree.bulgarian().to_owned()),
        study_form: row.text(Field::StudyForm),
        group: row.text(Field::Group),
        enrolment_year: enrolment_year(row),
        enrolment_date: row.date(Field::EnrolmentDate),
        enrolment_order: row.text(Field::EnrolmentOrder),
        semesters: row.whole(Field::DurationSemesters),
        status: row.word(Field::Status, Words::status),
        status_text: quiet(row, Field::Status),
        prior_education: PriorEducation {
            kind: row.text(Field::PriorEducationKind),
            number: row.text(Field::PriorEducationNumber),
            date: row.date(Field::PriorEducationDate),
            issuer: row.text(Field::PriorEducationIssuer),
        },
        extras: row.extras(OF_STUDENTS),
    }
}

/// The faculty number; zeros that a number cell lost are those it has in another sheet.
fn faculty_number(row: &mut Row, padding: &Padding) -> String {
    let is_number = matches!(row.cell(Field::FacultyNumber), Some(Cell::Number(_)));
    let text = row.text(Field::FacultyNumber);
    let has_spaces = text.contains(' ') && text.chars().any(|c| c.is_ascii_digit());
    if let Some(padded) = padding.0.get(&text).filter(|padded| is_number && **padded != text) {
        let finding = row.finding(Code::FacultyNumberRepaired, Field::FacultyNumber).found(&text).suggest(padded);
        row.report(finding.repair(Repair::Text(padded.clone())));
        return padded.clone();
    }
    if has_spaces && text.chars().all(|c| c.is_ascii_digit() || c == ' ') {
        let joined = text.replace(' ', "");
        let finding = row.finding(Code::SpacesRemoved, Field::FacultyNumber).found(&text).suggest(&joined);
        row.report(finding.repair(Repair::Text(joined.clone())));
        return joined;
    }
    text
}

fn enrolment_year(row: &mut Row) -> String {
    let text = row.text(Field::EnrolmentYear);
    match academic_year(&text) {
        Some(year) if year != text => {
            let finding = row.finding(Code::ValueNormalised, Field::EnrolmentYear).found(&text).suggest(&year);
            row.report(finding.repair(Repair::Text(year.clone())));
            year
        }
        _ => text,
    }
}

/// A text whose cell has been read before, so that nothing is said twice.
fn quiet(row: &Row, field: Field) -> String {
    row.every_text(field).into_iter().next().map(|(text, _)| text).unwrap_or_default()
}
