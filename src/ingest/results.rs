//! Grades and state exams: rows joined to records, then read.

use std::collections::BTreeMap;

use polars::prelude::PolarsError;

use super::cell::Cell;
use super::course_names::CourseRef;
use super::join::{GradeKey, Joined, join_grades, peek_date};
use super::keys::{Keys, Owner, is_other_name};
use super::number_text::ordinal;
use super::row::{Row, is_dash, shown};
use super::sittings;
use super::table::Table;
use crate::config::{Institution, fold, nearest};
use crate::diag::{Code, Finding, Repair, Subject};
use crate::model::{Attempt, Field, Recognition, Record, StateExam};

/// Reads the grades of all tables into the records they belong to.
pub fn read_grades(
    tables: &[Table],
    records: &mut [Record],
    institution: &Institution,
    findings: &mut Vec<Finding>,
) -> Result<(), PolarsError> {
    let rows: Vec<(usize, u32)> =
        tables.iter().enumerate().flat_map(|(at, table)| table.rows().map(move |row| (at, row))).collect();
    let keys = Keys::of(records);
    let owners: Vec<(Owner, Field)> = rows.iter().map(|(table, row)| keys.owner(&tables[*table], *row)).collect();
    let mut names = Names::default();
    let grade_keys: Vec<GradeKey> = rows
        .iter()
        .zip(&owners)
        .map(|((table, row), (owner, _))| GradeKey {
            student: owner.record(),
            course: names.number(&tables[*table], *row),
            date: peek_date(tables[*table].cell(*row, Field::ExamDate)),
        })
        .collect();
    let joined = join_grades(&grade_keys, &names.references, records)?;
    report_owners(tables, &rows, &owners, records, findings);
    let mut read = sittings::Sittings::default();
    for line in &joined {
        let (table, row) = (&tables[rows[line.row].0], rows[line.row].1);
        let Some(student) = line.student else { continue };
        if table.course.is_some() && says_nothing(table, row, institution) {
            if let Some(course) = line.course {
                records[student].blanks.push((course, table.place(row).cell(Field::Grade)));
            }
            continue;
        }
        let faculty_number = records[student].faculty_number().to_owned();
        let mut row = Row::new(table, row, Subject::Record(student), &faculty_number, &institution.words, findings);
        match line.course {
            Some(_) if is_absent(&mut row) => {}
            Some(course) => read.add(student, course, table.course.is_some(), attempt(&mut row)),
            None if table.course.is_some() => {}
            None => report_unknown_course(&mut row, line, &records[student]),
        }
    }
    report_unknown_columns(tables, &rows, &joined, records, findings);
    read.settle(records);
    Ok(())
}

/// Whether a cell of a book tells no result: it is empty, nobody sat the exam, or the result is told elsewhere („призн.“).
fn says_nothing(table: &Table, row: u32, institution: &Institution) -> bool {
    let text = table.cell(row, Field::Grade).text();
    let refers = || !text.chars().any(|c| c.is_ascii_digit()) && institution.words.is_recognised(&text);
    text.is_empty() || is_dash(&text) || institution.words.is_absent(&text) || refers()
}

/// Reads the state exams of a table into the records they belong to.
pub fn read_state_exams(table: &Table, records: &mut [Record], institution: &Institution, findings: &mut Vec<Finding>) {
    let rows: Vec<(usize, u32)> = table.rows().map(|row| (0, row)).collect();
    let keys = Keys::of(records);
    let owners: Vec<(Owner, Field)> = rows.iter().map(|(_, row)| keys.owner(table, *row)).collect();
    report_owners(std::slice::from_ref(table), &rows, &owners, records, findings);
    for ((_, row), (owner, _)) in rows.iter().zip(&owners) {
        let Some(student) = owner.record() else { continue };
        let faculty_number = records[student].faculty_number().to_owned();
        let mut row = Row::new(table, *row, Subject::Record(student), &faculty_number, &institution.words, findings);
        if is_absent(&mut row) {
            continue;
        }
        let exam = state_exam(&mut row, &records[student]);
        records[student].state_exams.push(exam);
    }
    for record in records {
        record.state_exams.sort_by_key(|exam| exam.date);
    }
}

/// Nobody sat the exam: the office's word for it stands instead of a result.
fn is_absent(row: &mut Row) -> bool {
    let words = row.words();
    row.every_text(Field::Grade).first().is_some_and(|(text, _)| words.is_absent(text))
}

/// The courses that the rows name, each told once.
#[derive(Default)]
struct Names {
    numbers: BTreeMap<CourseRef, usize>,
    references: Vec<CourseRef>,
}

impl Names {
    fn number(&mut self, table: &Table, row: u32) -> usize {
        let number = |field: Field| ordinal(&table.cell(row, field).text());
        let reference = CourseRef {
            code: table.cell(row, Field::CourseCode).text(),
            name: table.cell(row, Field::CourseName).text(),
            semester: number(Field::Semester),
            year: number(Field::StudyYear),
            occurrence: table.course.map(|course| course.occurrence),
        };
        *self.numbers.entry(reference).or_insert_with_key(|reference| {
            self.references.push(reference.clone());
            self.references.len() - 1
        })
    }
}

/// What the keys of the rows say: rows of nobody known, repaired numbers, names of somebody else.
fn report_owners(
    tables: &[Table],
    rows: &[(usize, u32)],
    owners: &[(Owner, Field)],
    records: &[Record],
    findings: &mut Vec<Finding>,
) {
    // Where the student list could not be read, a finding says so.
    if records.is_empty() {
        return;
    }
    let text = |(table, row): (usize, u32), field: Field| tables[table].cell(row, field).text();
    let mut counts: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for (row, (owner, field)) in rows.iter().zip(owners) {
        if owner.record().is_none() {
            *counts.entry((row.0, text(*row, *field))).or_default() += 1;
        }
    }
    for (row, (owner, field)) in rows.iter().zip(owners) {
        let table = &tables[row.0];
        // A row of a book is a row of each of its courses.
        if table.course.is_some_and(|course| !course.is_first) {
            continue;
        }
        let found = text(*row, *field);
        let origin = table.place(row.1).cell(*field);
        match owner {
            Owner::Unknown | Owner::Several => {
                let count = counts.get(&(row.0, found.clone())).copied().unwrap_or(1);
                let finding = Finding::new(Code::StudentUnknown, Subject::Row).of(&found).at(origin).field(field.tag());
                findings.push(finding.found(&found).arg("rows", count.to_string()));
            }
            Owner::Known(at) | Owner::Repaired(at) => {
                let record = &records[*at];
                let finding = |code: Code, field: Field| {
                    let origin = table.place(row.1).cell(field);
                    Finding::new(code, Subject::Record(*at)).of(record.faculty_number()).at(origin).field(field.tag())
                };
                if matches!(owner, Owner::Repaired(_)) {
                    let note = finding(Code::FacultyNumberRepaired, *field).found(&found).suggest(record.faculty_number());
                    findings.push(note.repair(Repair::Text(record.faculty_number().to_owned())));
                } else if let Cell::Text(raw) = table.cell(row.1, *field)
                    && *field == Field::FacultyNumber
                    && raw.chars().any(char::is_whitespace)
                    && raw != record.faculty_number()
                {
                    let note = finding(Code::SpacesRemoved, *field).found(shown(raw)).suggest(record.faculty_number());
                    findings.push(note.repair(Repair::Text(record.faculty_number().to_owned())));
                }
                if is_other_name(table, row.1, record) {
                    let name_field = if table.has_column(Field::FullName) { Field::FullName } else { Field::FullNameLastFirst };
                    let name = table.cell(row.1, name_field).text();
                    findings.push(finding(Code::NameDiffers, name_field).found(name).expected(record.person.full_name()));
                }
            }
        }
    }
}

fn report_unknown_course(row: &mut Row, line: &Joined, record: &Record) {
    // A record without a curriculum has a finding that says so; its courses need no more of them.
    let Some(curriculum) = &record.curriculum else { return };
    let code = row.every_text(Field::CourseCode).first().map(|(text, _)| text.clone());
    let (field, found) = match code {
        Some(code) => (Field::CourseCode, code),
        None => (Field::CourseName, row.every_text(Field::CourseName).first().map(|(text, _)| text.clone()).unwrap_or_default()),
    };
    let code = if line.is_ambiguous { Code::CourseAmbiguous } else { Code::CourseUnknown };
    let finding = row.finding(code, field).found(&found).arg("programme", curriculum.speciality.clone());
    let known = curriculum.courses.iter().map(|course| if field == Field::CourseCode { &course.code } else { &course.name });
    row.report(match nearest(&found, known.map(String::as_str)) {
        Some((word, distance)) if !line.is_ambiguous => finding.near(word, distance),
        _ => finding,
    });
}

/// Columns of books that are no course of anybody in the sheet: told once, at their head.
fn report_unknown_columns(
    tables: &[Table],
    rows: &[(usize, u32)],
    joined: &[Joined],
    records: &[Record],
    findings: &mut Vec<Finding>,
) {
    let mut state: BTreeMap<usize, (bool, bool, Option<usize>)> = BTreeMap::new();
    for line in joined {
        let table = rows[line.row].0;
        let Some(student) = line.student.filter(|at| tables[table].course.is_some() && records[*at].curriculum.is_some()) else {
            continue;
        };
        let seen = state.entry(table).or_default();
        seen.0 |= line.course.is_some();
        seen.1 |= line.is_ambiguous;
        seen.2.get_or_insert(student);
    }
    for (table, (is_known, is_ambiguous, student)) in state {
        let (false, Some(row)) = (is_known, tables[table].rows().next()) else { continue };
        let field = if tables[table].cell(row, Field::CourseName).is_empty() { Field::CourseCode } else { Field::CourseName };
        let code = if is_ambiguous { Code::CourseAmbiguous } else { Code::ColumnUnplaced };
        let origin = tables[table].place(row).cell(field);
        let programme = student.and_then(|at| records[at].curriculum.as_ref()).map_or("", |curriculum| &curriculum.speciality);
        let finding = Finding::new(code, Subject::Batch).at(origin).field(field.tag());
        findings.push(finding.found(tables[table].cell(row, field).text()).arg("programme", programme));
    }
}

fn attempt(row: &mut Row) -> Attempt {
    let (sitting, remark) = (row.text(Field::Sitting), row.text(Field::Remark));
    let grade = row.every_text(Field::Grade).into_iter().next().map(|(text, _)| text).unwrap_or_default();
    let is_recognised = [&sitting, &remark, &grade].into_iter().any(|text| row.words().is_recognised(text))
        || !row.every_text(Field::HostInstitution).is_empty();
    Attempt {
        outcome: row.outcome(Field::Grade),
        date: row.date(Field::ExamDate),
        protocol: row.text(Field::Protocol),
        lecturer: row.text(Field::Lecturer),
        topic: row.text(Field::Topic),
        recognised: is_recognised.then(|| recognition(row, &remark)),
        sitting,
        place: row.place(),
    }
}

/// Where a result was reached: from columns of its own, or from a remark.
fn recognition(row: &mut Row, remark: &str) -> Recognition {
    let institution = row.text(Field::HostInstitution);
    if institution.is_empty() {
        return Recognition::parse(remark);
    }
    let (country, original_grade) = (row.text(Field::HostCountry), row.text(Field::HostGrade));
    if country.is_empty() {
        return Recognition { original_grade, ..Recognition::parse(&institution) };
    }
    Recognition { institution, country, original_grade }
}

fn state_exam(row: &mut Row, record: &Record) -> StateExam {
    let kind = row.text(Field::ExamKind);
    let members: Vec<String> = row.texts(Field::Members).iter().flat_map(|(text, _)| members(text)).collect();
    StateExam {
        course: final_line(record, &kind),
        kind,
        topic: row.text(Field::Topic),
        grade: row.grade(Field::Grade),
        date: row.date(Field::ExamDate),
        protocol: row.text(Field::Protocol),
        chair: row.text(Field::Chair),
        members,
        place: row.place(),
    }
}

/// Names of a committee from one cell: divided by semicolons, strokes or lines, else by commas; running numbers fall away.
fn members(text: &str) -> Vec<String> {
    let is_divider: fn(char) -> bool =
        if text.contains([';', '|', '\n']) { |c| matches!(c, ';' | '|' | '\n') } else { |c| c == ',' };
    let bare =
        |name: &str| name.trim().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' ')).to_owned();
    text.split(is_divider).map(bare).filter(|name| !name.is_empty() && name.chars().any(char::is_alphabetic)).collect()
}

/// The curriculum's line that a state exam fulfils: its only one, else the one of the same name.
fn final_line(record: &Record, kind: &str) -> Option<usize> {
    let finals: Vec<_> = record.curriculum.as_ref()?.finals().collect();
    match finals.as_slice() {
        [(line, _)] => Some(*line),
        several => several.iter().find(|(_, course)| fold(&course.name) == fold(kind)).map(|(line, _)| *line),
    }
}
