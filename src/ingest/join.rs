//! Sheets joined by their keys, in polars' lazy frames. Only keys and row numbers go in, so every value keeps its cell.

use jiff::civil::Date;
use polars::prelude::*;

use super::cell::{Cell, text_date};
use crate::config::fold;
use crate::model::Record;

/// What a row of grades is joined by.
pub struct GradeKey {
    /// Faculty number, folded.
    pub faculty_number: String,
    /// Course code, folded.
    pub course_code: String,
    /// Day of the sitting, for its order.
    pub date: Option<Date>,
}

/// A row with what it was joined to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// Index of the row.
    pub row: usize,
    /// Index of the record.
    pub student: Option<usize>,
    /// Index of the course in the record's curriculum.
    pub course: Option<usize>,
}

/// Grades joined to records and to the courses of each record's curriculum; in order of student, course, date, row.
pub fn join_grades(keys: &[GradeKey], records: &[Record]) -> PolarsResult<Vec<Joined>> {
    let grades = df!(
        "row" => numbers(keys.len()),
        "number" => keys.iter().map(|key| key.faculty_number.as_str()).collect::<Vec<_>>(),
        "code" => keys.iter().map(|key| key.course_code.as_str()).collect::<Vec<_>>(),
        "day" => keys.iter().map(|key| key.date.map(day_number)).collect::<Vec<Option<i32>>>(),
    )?;
    let joined = grades
        .lazy()
        .join(students(records)?, [col("number")], [col("number")], JoinArgs::new(JoinType::Left))
        .join(courses(records)?, [col("programme"), col("code")], [col("programme"), col("code")], JoinArgs::new(JoinType::Left))
        .sort(["student", "course", "day", "row"], SortMultipleOptions::default().with_maintain_order(true))
        .select([col("row"), col("student"), col("course")])
        .collect()?;
    rows_of(&joined, true)
}

/// Rows joined to records by folded faculty number; in the order of the rows.
pub fn join_people(faculty_numbers: &[String], records: &[Record]) -> PolarsResult<Vec<Joined>> {
    let rows = df!(
        "row" => numbers(faculty_numbers.len()),
        "number" => faculty_numbers.iter().map(String::as_str).collect::<Vec<_>>(),
    )?;
    let joined = rows
        .lazy()
        .join(students(records)?, [col("number")], [col("number")], JoinArgs::new(JoinType::Left))
        .sort(["row"], SortMultipleOptions::default())
        .select([col("row"), col("student")])
        .collect()?;
    rows_of(&joined, false)
}

/// The first record under each faculty number, with its programme. A number that stands twice is a finding of the rules.
fn students(records: &[Record]) -> PolarsResult<LazyFrame> {
    let programmes: Vec<Option<u32>> = records.iter().map(programme).collect();
    let frame = df!(
        "student" => numbers(records.len()),
        "number" => records.iter().map(|record| fold(record.faculty_number())).collect::<Vec<_>>(),
        "programme" => programmes,
    )?;
    Ok(frame
        .lazy()
        .filter(col("number").neq(lit("")))
        .group_by_stable([col("number")])
        .agg([col("student").first(), col("programme").first()]))
}

fn courses(records: &[Record]) -> PolarsResult<LazyFrame> {
    let (mut programmes, mut codes, mut courses) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen = std::collections::BTreeSet::new();
    for record in records {
        let (Some(curriculum), Some(programme)) = (&record.curriculum, programme(record)) else { continue };
        if !seen.insert(programme) {
            continue;
        }
        for (at, course) in curriculum.courses.iter().enumerate() {
            programmes.push(programme);
            codes.push(fold(&course.code));
            courses.push(at as u32);
        }
    }
    let frame = df!("programme" => programmes, "code" => codes, "course" => courses)?;
    Ok(frame.lazy().group_by_stable([col("programme"), col("code")]).agg([col("course").first()]))
}

/// A number for a curriculum: the row of the list of programmes it stands in.
fn programme(record: &Record) -> Option<u32> {
    record.curriculum.as_ref().map(|curriculum| {
        let origin = curriculum.place.row();
        origin.sheet * 100_000 + origin.row
    })
}

fn numbers(count: usize) -> Vec<u32> {
    (0..count as u32).collect()
}

fn rows_of(frame: &DataFrame, with_course: bool) -> PolarsResult<Vec<Joined>> {
    let (rows, students) = (frame.column("row")?.u32()?, frame.column("student")?.u32()?);
    let courses = if with_course { Some(frame.column("course")?.u32()?) } else { None };
    let index = |value: Option<u32>| value.map(|value| value as usize);
    let joined = (0..frame.height()).map(|at| Joined {
        row: index(rows.get(at)).unwrap_or(usize::MAX),
        student: index(students.get(at)),
        course: courses.and_then(|courses| index(courses.get(at))),
    });
    Ok(joined.collect())
}

/// A date cell's day for sorting, without a finding; the value itself is read later.
pub fn peek_date(cell: &Cell) -> Option<Date> {
    match cell {
        Cell::Date(date) => Some(*date),
        Cell::Text(text) => text_date(text),
        _ => None,
    }
}

fn day_number(date: Date) -> i32 {
    i32::from(date.year()) * 512 + i32::from(date.month()) * 32 + i32::from(date.day())
}
