//! Results joined to courses, in polars' frames. Only keys and row numbers go in, so every value keeps its cell.

use std::sync::Arc;

use jiff::civil::Date;
use polars::prelude::*;

use super::cell::Cell;
use super::course_names::{CourseRef, Match, find_course};
use super::date_text::text_date;
use crate::model::{Curriculum, Record};

/// What a row of results is joined by.
pub struct GradeKey {
    /// Index of the record.
    pub student: Option<usize>,
    /// Index of the course's name among those of all rows.
    pub course: usize,
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
    /// Whether the name fits several courses of the curriculum.
    pub is_ambiguous: bool,
}

/// Results joined to the courses of each student's curriculum; in order of student, course, date, row.
pub fn join_grades(keys: &[GradeKey], courses: &[CourseRef], records: &[Record]) -> PolarsResult<Vec<Joined>> {
    let grades = df!(
        "row" => numbers(keys.len()),
        "student" => keys.iter().map(|key| key.student.map(|at| at as u32)).collect::<Vec<_>>(),
        "name" => keys.iter().map(|key| key.course as u32).collect::<Vec<_>>(),
        "day" => keys.iter().map(|key| key.date.map(day_number)).collect::<Vec<Option<i32>>>(),
    )?;
    let (programmes, curricula) = programmes(records);
    let students = df!("student" => numbers(records.len()), "programme" => programmes)?;
    let joined = grades
        .left_join(&students, ["student"], ["student"])?
        .left_join(&found(&curricula, courses)?, ["programme", "name"], ["programme", "name"])?
        .sort(["student", "course", "day", "row"], SortMultipleOptions::default().with_maintain_order(true))?;
    let column = |name: &str| joined.column(name)?.u32();
    let (rows, students, courses, several) = (column("row")?, column("student")?, column("course")?, column("several")?);
    let index = |value: Option<u32>| value.map(|value| value as usize);
    let line = |at: usize| Joined {
        row: index(rows.get(at)).unwrap_or(usize::MAX),
        student: index(students.get(at)),
        course: index(courses.get(at)),
        is_ambiguous: several.get(at) == Some(1),
    };
    Ok((0..joined.height()).map(line).collect())
}

/// The course that each name means in each curriculum.
fn found(curricula: &[Arc<Curriculum>], names: &[CourseRef]) -> PolarsResult<DataFrame> {
    let (mut programmes, mut numbers, mut courses, mut several) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (programme, curriculum) in curricula.iter().enumerate() {
        for (name, wanted) in names.iter().enumerate() {
            let course = match find_course(curriculum, wanted) {
                Match::None => continue,
                Match::One(course) => Some(course as u32),
                Match::Several => None,
            };
            programmes.push(programme as u32);
            numbers.push(name as u32);
            several.push(u32::from(course.is_none()));
            courses.push(course);
        }
    }
    df!("programme" => programmes, "name" => numbers, "course" => courses, "several" => several)
}

/// A number for the curriculum of each record, and the curricula by that number.
fn programmes(records: &[Record]) -> (Vec<Option<u32>>, Vec<Arc<Curriculum>>) {
    let mut curricula: Vec<Arc<Curriculum>> = Vec::new();
    let mut number = |curriculum: &Arc<Curriculum>| {
        let at = curricula.iter().position(|known| Arc::ptr_eq(known, curriculum)).unwrap_or_else(|| {
            curricula.push(Arc::clone(curriculum));
            curricula.len() - 1
        });
        at as u32
    };
    let programmes = records.iter().map(|record| record.curriculum.as_ref().map(&mut number)).collect();
    (programmes, curricula)
}

fn numbers(count: usize) -> Vec<u32> {
    (0..count as u32).collect()
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
