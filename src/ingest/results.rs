//! Grades and state exams: rows joined to records, then read.

use std::collections::BTreeMap;

use polars::prelude::PolarsError;

use super::join::{GradeKey, Joined, join_grades, join_people};
use super::row::Row;
use super::table::Table;
use crate::config::{Institution, fold};
use crate::diag::{Code, Finding, Subject};
use crate::model::{Attempt, CourseResult, Field, Recognition, Record, StateExam};

/// Reads the grades of all tables into the records they belong to.
pub fn read_grades(
    tables: &[Table],
    records: &mut [Record],
    institution: &Institution,
    findings: &mut Vec<Finding>,
) -> Result<(), PolarsError> {
    let rows: Vec<(usize, u32)> =
        tables.iter().enumerate().flat_map(|(at, table)| table.rows().map(move |row| (at, row))).collect();
    let keys: Vec<GradeKey> = rows.iter().map(|(table, row)| grade_key(&tables[*table], *row)).collect();
    let joined = join_grades(&keys, records)?;
    report_unknown_students(tables, &rows, &joined, findings);
    for line in &joined {
        let (table, row) = rows[line.row];
        let Some(student) = line.student else { continue };
        let faculty_number = records[student].faculty_number().to_owned();
        let subject = Subject::Record(student);
        let mut row = Row::new(&tables[table], row, subject, &faculty_number, &institution.words, findings);
        match line.course {
            Some(course) => add_attempt(&mut records[student], course, attempt(&mut row)),
            None => report_unknown_course(&mut row, &records[student]),
        }
    }
    Ok(())
}

/// Reads the state exams of a table into the records they belong to.
pub fn read_state_exams(
    table: &Table,
    records: &mut [Record],
    institution: &Institution,
    findings: &mut Vec<Finding>,
) -> Result<(), PolarsError> {
    let rows: Vec<u32> = table.rows().collect();
    let numbers: Vec<String> = rows.iter().map(|row| fold(&table.cell(*row, Field::FacultyNumber).text())).collect();
    let joined = join_people(&numbers, records)?;
    report_unknown_students(
        std::slice::from_ref(table),
        &rows.iter().map(|row| (0, *row)).collect::<Vec<_>>(),
        &joined,
        findings,
    );
    for line in joined {
        let Some(student) = line.student else { continue };
        let faculty_number = records[student].faculty_number().to_owned();
        let subject = Subject::Record(student);
        let mut row = Row::new(table, rows[line.row], subject, &faculty_number, &institution.words, findings);
        let exam = state_exam(&mut row, &records[student]);
        records[student].state_exams.push(exam);
    }
    for record in records {
        record.state_exams.sort_by_key(|exam| exam.date);
    }
    Ok(())
}

fn grade_key(table: &Table, row: u32) -> GradeKey {
    GradeKey {
        faculty_number: fold(&table.cell(row, Field::FacultyNumber).text()),
        course_code: fold(&table.cell(row, Field::CourseCode).text()),
        date: super::join::peek_date(table.cell(row, Field::ExamDate)),
    }
}

/// A finding at each row whose faculty number nobody has; each says how many rows there are like it.
fn report_unknown_students(tables: &[Table], rows: &[(usize, u32)], joined: &[Joined], findings: &mut Vec<Finding>) {
    let number = |(table, row): (usize, u32)| tables[table].cell(row, Field::FacultyNumber).text();
    let mut orphans: Vec<(usize, u32)> = joined.iter().filter(|line| line.student.is_none()).map(|line| rows[line.row]).collect();
    orphans.sort_unstable();
    let mut counts: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for orphan in &orphans {
        *counts.entry((orphan.0, number(*orphan))).or_default() += 1;
    }
    findings.extend(orphans.iter().map(|orphan| {
        let found = number(*orphan);
        let count = counts.get(&(orphan.0, found.clone())).copied().unwrap_or(1);
        Finding::new(Code::StudentUnknown, Subject::Row)
            .of(&found)
            .at(tables[orphan.0].place(orphan.1).cell(Field::FacultyNumber))
            .field(Field::FacultyNumber.tag())
            .found(&found)
            .arg("rows", count.to_string())
    }));
}

fn report_unknown_course(row: &mut Row, record: &Record) {
    // A record without a curriculum has a finding that says so; its courses need no more of them.
    let Some(curriculum) = &record.curriculum else { return };
    let code = row.text(Field::CourseCode);
    let finding = row.finding(Code::CourseUnknown, Field::CourseCode).found(code);
    row.report(finding.arg("programme", curriculum.speciality.clone()));
}

fn add_attempt(record: &mut Record, course: usize, attempt: Attempt) {
    match record.courses.last_mut() {
        Some(result) if result.course == course => result.attempts.push(attempt),
        _ => record.courses.push(CourseResult { course, attempts: vec![attempt] }),
    }
}

fn attempt(row: &mut Row) -> Attempt {
    let (sitting, remark) = (row.text(Field::Sitting), row.text(Field::Remark));
    Attempt {
        outcome: row.outcome(Field::Grade),
        date: row.date(Field::ExamDate),
        protocol: row.text(Field::Protocol),
        lecturer: row.text(Field::Lecturer),
        recognised: row.words().is_recognised(&sitting).then(|| Recognition::parse(&remark)),
        sitting,
        place: row.place(),
    }
}

fn state_exam(row: &mut Row, record: &Record) -> StateExam {
    let kind = row.text(Field::ExamKind);
    let members = row.text(Field::Members);
    StateExam {
        course: final_line(record, &kind),
        kind,
        topic: row.text(Field::Topic),
        grade: row.grade(Field::Grade),
        date: row.date(Field::ExamDate),
        protocol: row.text(Field::Protocol),
        chair: row.text(Field::Chair),
        members: members.split(';').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect(),
        place: row.place(),
    }
}

/// The curriculum's line that a state exam fulfils: its only one, else the one of the same name.
fn final_line(record: &Record, kind: &str) -> Option<usize> {
    let finals: Vec<_> = record.curriculum.as_ref()?.finals().collect();
    match finals.as_slice() {
        [(line, _)] => Some(*line),
        several => several.iter().find(|(_, course)| fold(&course.name) == fold(kind)).map(|(line, _)| *line),
    }
}
