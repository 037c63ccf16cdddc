//! Books of grades: a row a student, a column a course.

use std::collections::BTreeMap;

use super::guess::{Column, Guess, key_of};
use super::page::{Known, Page};
use super::values::Values;
use super::vocabulary::plain;
use crate::config::{Shape, TableKind, fold};
use crate::ingest::{column_header, ordinal, text_date};
use crate::model::Field;

/// The book that a sheet is under a header; `None` where it has no columns of courses.
pub fn book(
    page: &Page,
    known: &Known,
    guess: &Guess,
    headers: &[(u32, String)],
    values: &BTreeMap<u32, Values>,
) -> Option<Guess> {
    let key = key_of(guess)?;
    let is_deep = guess.header_rows > 1;
    if is_deep && !has_sub_columns(page, known, guess.header_row) {
        return None;
    }
    let mut book = guess.clone();
    book.shape = Shape::Wide;
    // Of the people's columns only the key and the names matter here.
    let keeps = [Field::FacultyNumber, Field::Egn, Field::PersonId, Field::FullName, Field::FullNameLastFirst];
    book.columns.retain(|column| keeps.contains(&column.field) && !known.is_course(&column.header));
    let key_column = key.column;
    match sub_columns(page, known, &mut book, headers) {
        Some(()) => {}
        None if is_deep => return None,
        None => plain_columns(known, &mut book, headers, values)?,
    }
    book.unplaced.clear();
    heads(page, known, &mut book, headers, key_column);
    feet(page, &mut book);
    Some(book)
}

/// Whether the columns of a row are those of courses: the same few headers again and again, grades among them.
pub fn has_sub_columns(page: &Page, known: &Known, row: u32) -> bool {
    let texts: Vec<String> = page.sheet.filled(row).iter().map(|column| fold(&page.sheet.cell(row, *column).text())).collect();
    let is_grade = |text: &&String| {
        known
            .vocabulary
            .meanings(TableKind::Grades, &plain(text))
            .first()
            .is_some_and(|(field, fit)| *field == Field::Grade && *fit >= 3)
    };
    texts.iter().find(is_grade).is_some_and(|grade| texts.iter().filter(|text| *text == grade).count() > 1)
}

/// The headers of a book over several rows: of each column the lowest.
pub fn headers(page: &Page, row: u32, header_rows: u32) -> Vec<(u32, String)> {
    let rows: Vec<u32> = (row + 1 - header_rows..=row).collect();
    let columns = 1..=page.sheet.end().1;
    columns
        .map(|column| (column, column_header(&page.sheet, Shape::Wide, &rows, column)))
        .filter(|(_, header)| !header.is_empty())
        .collect()
}

/// Columns whose header is the course.
fn plain_columns(known: &Known, book: &mut Guess, headers: &[(u32, String)], values: &BTreeMap<u32, Values>) -> Option<()> {
    let is_key = |column: u32| book.columns.iter().any(|own| own.column == column);
    let free: Vec<&(u32, String)> = headers.iter().filter(|(column, _)| !is_key(*column)).collect();
    let is_course = |(column, header): &&&(u32, String)| {
        let looks_so = values[column].grades > 0.5
            && !Known::is_no_course(header)
            && known.vocabulary.meanings(TableKind::Grades, &plain(header)).is_empty();
        known.is_course(header) || looks_so
    };
    let courses: Vec<u32> = free.iter().filter(is_course).map(|(column, _)| *column).collect();
    let named = free.iter().filter(|(_, header)| known.is_course(header)).count();
    if courses.len() < 2 || (named == 0 && courses.len() < 3) {
        return None;
    }
    let (first, last) = (courses.iter().min().copied()?, courses.iter().max().copied()?);
    // Between the courses what does not look like grades is left unread; a course that nobody has yet is empty.
    for (column, header) in free {
        let is_within = (first..=last).contains(column) && values[column].count == 0 && !Known::is_no_course(header);
        if !courses.contains(column) && !is_within && !book.ignore.contains(header) {
            book.ignore.push(header.clone());
        }
    }
    Some(())
}

/// Columns of a course under one name: „оценка“, „дата“ again and again.
fn sub_columns(page: &Page, known: &Known, book: &mut Guess, headers: &[(u32, String)]) -> Option<()> {
    let means = |header: &str, field: Field| {
        known.vocabulary.meanings(TableKind::Grades, &plain(header)).first().is_some_and(|(own, fit)| *own == field && *fit >= 3)
    };
    let grades: Vec<&(u32, String)> = headers.iter().filter(|(_, header)| means(header, Field::Grade)).collect();
    if grades.len() < 2 || grades.iter().any(|(_, header)| fold(header) != fold(&grades[0].1)) {
        return None;
    }
    // The rows above and below the header in which the courses are named.
    let near = (1..=4).map(|up| -up).chain(1..=3);
    let names = |offset: &i64, test: &dyn Fn(&str) -> bool| {
        let row = u32::try_from(i64::from(book.header_row) + offset).unwrap_or(0);
        grades.iter().filter(|(column, _)| row > 0 && test(&page.sheet.cell(row, *column).text())).count()
    };
    let has_letters = |text: &str| known.is_course(text);
    let rows: Vec<i64> = near.clone().filter(|offset| names(offset, &has_letters) * 2 > grades.len()).collect();
    let name_row = rows.first().copied().or_else(|| (names(&-1, &|text| !text.is_empty()) > 1).then_some(-1))?;
    book.heads.insert(Field::CourseName, name_row);
    if let Some(code_row) = rows.get(1) {
        let is_code = |text: &str| text.chars().any(|c| c.is_ascii_digit());
        let (code, name) = if names(code_row, &is_code) > 0 { (*code_row, name_row) } else { (name_row, *code_row) };
        book.heads.extend([(Field::CourseCode, code), (Field::CourseName, name)]);
    }
    let mut own = |field: Field| {
        if let Some((column, header)) = headers.iter().find(|(_, header)| means(header, field)) {
            book.columns.push(Column { field, column: *column, header: header.clone(), values: Values::default() });
        }
    };
    [Field::Grade, Field::ExamDate, Field::Protocol].into_iter().for_each(&mut own);
    if let Some(row) = near
        .into_iter()
        .find(|offset| !book.heads.values().any(|known| known == offset) && names(offset, &is_lecturer) * 2 > grades.len())
    {
        book.heads.insert(Field::Lecturer, row);
    }
    Some(())
}

/// What the rows around the header say of the courses: semester, lecturer, date, code.
fn heads(page: &Page, known: &Known, book: &mut Guess, headers: &[(u32, String)], key: u32) {
    let courses: Vec<u32> = match book.column(Field::Grade).map(|grade| fold(&grade.header)) {
        Some(grade) => headers.iter().filter(|(_, header)| fold(header) == grade).map(|(column, _)| *column).collect(),
        None => {
            let is_own = |column: u32, header: &String| {
                book.columns.iter().any(|own| own.column == column) || book.ignore.contains(header)
            };
            headers.iter().filter(|(column, header)| !is_own(*column, header)).map(|(column, _)| *column).collect()
        }
    };
    let share = |row: u32, test: &dyn Fn(&str) -> bool| {
        let texts: Vec<String> =
            courses.iter().map(|column| page.sheet.cell(row, *column).text()).filter(|text| !text.is_empty()).collect();
        if texts.is_empty() { 0.0 } else { texts.iter().filter(|text| test(text)).count() as f64 / texts.len() as f64 }
    };
    for up in 1..=4_i64 {
        let row = u32::try_from(i64::from(book.header_row) - up).unwrap_or(0);
        if row > 0 && share(row, &|text| fold(text).contains("семест") && ordinal(text).is_some()) > 0.5 {
            book.heads.entry(Field::Semester).or_insert(-up);
        }
    }
    for down in 1..=4_i64 {
        let row = u32::try_from(i64::from(book.header_row) + down).unwrap_or(0);
        if !page.sheet.cell(row, key).is_empty() {
            break;
        }
        if share(row, &|text| text_date(text).is_some() || text.parse::<f64>().is_ok_and(|serial| serial > 20_000.0)) > 0.5 {
            book.heads.entry(Field::ExamDate).or_insert(down);
        } else if share(row, &is_lecturer) > 0.5 {
            book.heads.entry(Field::Lecturer).or_insert(down);
        } else if share(row, &|text| known.is_course(text) && text.chars().any(|c| c.is_ascii_digit())) > 0.5 {
            book.heads.entry(Field::CourseCode).or_insert(down);
        } else if share(row, &|text| fold(text).contains("семест") && ordinal(text).is_some()) > 0.5 {
            book.heads.entry(Field::Semester).or_insert(down);
        }
    }
}

/// „Преподавател:“ below the students.
fn feet(page: &Page, book: &mut Guess) {
    if book.heads.contains_key(&Field::Lecturer) {
        return;
    }
    for row in book.header_row + 1..=page.sheet.end().0 {
        let filled = page.sheet.filled(row);
        let Some(first) = filled.first().map(|column| page.sheet.cell(row, *column).text()) else { continue };
        let names = filled.iter().skip(1).filter(|column| is_lecturer(&page.sheet.cell(row, **column).text())).count();
        let is_label =
            ["преподавател", "титуляр", "лектор", "изпитващ", "lecturer"].iter().any(|word| fold(&first).starts_with(word));
        if is_label && names * 2 > filled.len() - 1 && names > 0 {
            book.feet.insert(Field::Lecturer, first);
            return;
        }
    }
}

fn is_lecturer(text: &str) -> bool {
    let lower = fold(text);
    ["проф.", "доц.", "ас.", "гл. ас.", "д-р", "преп.", "prof.", "assoc.", "dr"]
        .iter()
        .any(|title| lower.starts_with(title) || lower.contains(&format!(" {title}")))
}
