//! The header of a table, found by its words.

use std::collections::BTreeMap;

use super::cell::Cell;
use super::facts::{Fact, Facts};
use super::number_text::ordinal;
use super::workbook::{Sheet, batch};
use crate::config::{Layout, SEVERAL, Shape, TableKind, fits_folded, fold, matches_pattern};
use crate::diag::{Code, Finding, Origin};
use crate::model::{Columns, Field};

/// Rows in which a header is looked for.
const DEPTH: u32 = 100;

/// A header with its columns. A sheet may have several tables below each other.
#[derive(Debug, Clone)]
pub struct Block {
    /// First row of the header.
    pub first_row: u32,
    /// Last row of the header.
    pub last_row: u32,
    /// Columns by field.
    pub columns: Columns,
    /// Further columns of a field that may stand in several, with the header of each; the first of them is in `columns`.
    pub several: Several,
}

/// Columns of fields that stand in several, with their headers.
pub type Several = BTreeMap<Field, Vec<(u32, String)>>;

/// A course's column of a book, with what its head says.
pub struct BookColumn {
    /// Columns of the course: its grade, perhaps its date.
    pub columns: Columns,
    /// What the head says of the course.
    pub facts: Facts,
}

/// The headers on a sheet that have all columns of a layout; `None` where there is none.
pub fn find(sheet: &Sheet, layout: &Layout) -> Option<Vec<Block>> {
    let (last, _) = sheet.end();
    if let Some(row) = layout.header_row {
        return Some(vec![block(sheet, layout, row)?]);
    }
    let first = (1..=last.min(DEPTH)).find_map(|row| block(sheet, layout, row))?;
    // Further tables repeat the header word for word, perhaps in another order.
    let mark = first.columns.values().next().map(|column| sheet.cell(first.last_row, *column).text()).unwrap_or_default();
    let mut blocks = vec![first];
    for row in blocks[0].last_row + 1..=last {
        if sheet.row(row).any(|cell| matches!(cell, Cell::Text(text) if *text == mark)) {
            blocks.extend(block(sheet, layout, row));
        }
    }
    Some(blocks)
}

/// The header whose last row is this one, if all columns of the layout are in it.
fn block(sheet: &Sheet, layout: &Layout, last_row: u32) -> Option<Block> {
    let headers = headers(sheet, layout, last_row);
    let (mut columns, mut several) = (Columns::new(), Several::new());
    for (field, accepted) in &layout.columns {
        let found = columns_of(&headers, accepted);
        match found.as_slice() {
            // A book has a column of this name for each course.
            [..] if is_of_course(layout, *field) => {}
            [] if layout.optional.contains(field) => {}
            [column] => {
                columns.insert(*field, *column);
            }
            [first, ..] if SEVERAL.contains(field) => {
                let header =
                    |column: &u32| headers.iter().find(|(own, _)| own == column).map_or("", |(_, header)| header).to_owned();
                let mut all: Vec<(u32, String)> = found.iter().map(|column| (*column, header(column))).collect();
                // Of a grade in figures and in words, the figures are read.
                all.sort_by_key(|(_, header)| header.contains("дум") || header.contains("слов"));
                columns.insert(*field, all.first().map_or(*first, |(column, _)| *column));
                several.insert(*field, all);
            }
            _ => return None,
        }
    }
    let has_grades = layout.shape == Shape::Long || !grade_columns(layout, &headers).is_empty();
    let is_header = has_grades && (!columns.is_empty() || layout.columns.is_empty());
    is_header.then(|| Block { first_row: (last_row + 1).saturating_sub(layout.header_rows).max(1), last_row, columns, several })
}

/// Fields that a book has for each course, under a header of their own.
fn is_of_course(layout: &Layout, field: Field) -> bool {
    let fields = [Field::Grade, Field::ExamDate, Field::Protocol, Field::Lecturer, Field::Sitting, Field::Remark];
    layout.shape == Shape::Wide && fields.contains(&field)
}

/// The headers of the columns, folded: the rows of the header joined, where an upper one spans several columns.
fn headers(sheet: &Sheet, layout: &Layout, last_row: u32) -> Vec<(u32, String)> {
    let (_, last_column) = sheet.end();
    let rows: Vec<u32> = (last_row.saturating_sub(layout.header_rows - 1).max(1)..=last_row).collect();
    (1..=last_column).map(|column| (column, fold(&column_header(sheet, layout.shape, &rows, column)))).collect()
}

/// The header of a column: of a book, whose upper rows say more of its courses, the last of its texts.
pub fn column_header(sheet: &Sheet, shape: Shape, rows: &[u32], column: u32) -> String {
    match shape {
        Shape::Long => header_text(sheet, rows, column),
        Shape::Wide => {
            rows.iter().rev().map(|row| sheet.cell(*row, column).text()).find(|text| !text.is_empty()).unwrap_or_default()
        }
    }
}

/// The header of a column over some rows, as „Имена / Презиме“.
pub fn header_text(sheet: &Sheet, rows: &[u32], column: u32) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let is_last = at + 1 == rows.len();
        let mut text = sheet.cell(*row, column).text();
        if text.is_empty() && !is_last {
            text = spanning(sheet, rows, at, column);
        }
        if !text.is_empty() && parts.last() != Some(&text) {
            parts.push(text);
        }
    }
    parts.join(" / ")
}

/// The text of an upper row that spans this column: the nearest to the left, as long as every column between has a header
/// of its own below and none above.
fn spanning(sheet: &Sheet, rows: &[u32], at: usize, column: u32) -> String {
    let has_own = |column: u32| rows[at + 1..].iter().any(|row| !sheet.cell(*row, column).is_empty());
    let mut left = column;
    while left > 1 && has_own(left) {
        left -= 1;
        let text = sheet.cell(rows[at], left).text();
        if !text.is_empty() {
            return if has_own(left) { text } else { String::new() };
        }
    }
    String::new()
}

fn columns_of(headers: &[(u32, String)], accepted: &[String]) -> Vec<u32> {
    headers.iter().filter(|(_, header)| accepted.contains(header)).map(|(column, _)| *column).collect()
}

/// Columns of a book that hold the grade of a course.
fn grade_columns(layout: &Layout, headers: &[(u32, String)]) -> Vec<u32> {
    if let Some(accepted) = layout.columns.get(&Field::Grade) {
        return columns_of(headers, accepted);
    }
    let is_known = |header: &String| layout.columns.values().any(|accepted| accepted.contains(header));
    let is_ignored = |header: &String| layout.ignore.iter().any(|pattern| matches_pattern(pattern, header));
    let free = headers.iter().filter(|(_, header)| !header.is_empty() && !is_known(header) && !is_ignored(header));
    free.map(|(column, _)| *column).collect()
}

/// The courses of a book, from left to right.
pub fn book_columns(sheet: &Sheet, layout: &Layout, block: &Block) -> Vec<BookColumn> {
    let headers = headers(sheet, layout, block.last_row);
    let grades = grade_columns(layout, &headers);
    let has_sub_columns = layout.columns.contains_key(&Field::Grade);
    let mut columns = Vec::new();
    for (at, grade) in grades.iter().enumerate() {
        let next = grades.get(at + 1).copied().unwrap_or(u32::MAX);
        let mut own = Columns::from([(Field::Grade, *grade)]);
        if has_sub_columns {
            for (field, accepted) in layout.columns.iter().filter(|(field, _)| is_of_course(layout, **field)) {
                let mine = columns_of(&headers, accepted).into_iter().find(|column| (*grade..next).contains(column));
                own.extend(mine.map(|column| (*field, column)));
            }
        }
        let mut facts = Facts::new();
        for (field, offset) in &layout.heads {
            let row = u32::try_from(i64::from(block.last_row) + offset).unwrap_or(0);
            // A name that spans the columns of a course, or a semester that spans its courses, stands in the first of them.
            let column = if *offset < 0 { spanning_column(sheet, row, *grade) } else { Some(*grade) };
            let Some(column) = column.filter(|_| row > 0) else { continue };
            let cell = head_cell(*field, sheet.cell(row, column));
            facts.insert(*field, Fact { cell, origin: Some(Origin::row(sheet.index, row).at(column)) });
        }
        for (field, words) in &layout.feet {
            let row = (block.last_row + 1..=sheet.end().0).find(|row| is_foot(sheet, *row, words));
            if let Some(row) = row.filter(|row| !sheet.cell(*row, *grade).is_empty()) {
                facts.insert(
                    *field,
                    Fact { cell: sheet.cell(row, *grade).clone(), origin: Some(Origin::row(sheet.index, row).at(*grade)) },
                );
            }
        }
        if !has_sub_columns {
            let name = sheet.cell(block.last_row, *grade).clone();
            let origin = Some(Origin::row(sheet.index, block.last_row).at(*grade));
            facts.entry(Field::CourseName).or_insert(Fact { cell: name, origin });
        }
        columns.push(BookColumn { columns: own, facts });
    }
    columns
}

/// Whether a row below the students begins with one of some words.
pub fn is_foot(sheet: &Sheet, row: u32, words: &[String]) -> bool {
    let first = sheet.filled(row).first().map(|column| fold(&sheet.cell(row, *column).text()));
    first.is_some_and(|first| words.iter().any(|word| fits_folded(word, &first)))
}

/// The column of the nearest text in a row, at this column or to the left of it.
fn spanning_column(sheet: &Sheet, row: u32, column: u32) -> Option<u32> {
    (1..=column).rev().find(|column| !sheet.cell(row, *column).is_empty())
}

/// „IV семестър“ as the number it is.
fn head_cell(field: Field, cell: &Cell) -> Cell {
    match (field, cell) {
        (Field::Semester | Field::StudyYear, Cell::Text(text)) => {
            ordinal(text).map_or_else(|| cell.clone(), |number| Cell::Number(f64::from(number)))
        }
        _ => cell.clone(),
    }
}

/// What is missing on a sheet for a layout to be read there, at the row that looks most like its header.
pub fn missing(sheet: &Sheet, kind: TableKind, layout: &Layout) -> Vec<Finding> {
    let found = |row: u32| {
        let headers = headers(sheet, layout, row);
        layout.columns.values().filter(|accepted| !columns_of(&headers, accepted).is_empty()).count()
    };
    let rows = layout.header_row.map_or(1..=sheet.end().0.min(DEPTH), |row| row..=row);
    // The first of the best.
    let best = rows.rev().max_by_key(|row| found(*row)).unwrap_or(1);
    let headers = headers(sheet, layout, best);
    let mut findings = Vec::new();
    for (field, accepted) in layout.columns.iter().filter(|(field, _)| !is_of_course(layout, **field)) {
        match columns_of(&headers, accepted).as_slice() {
            [] if layout.optional.contains(field) => {}
            [] => {
                let expected = accepted.first().cloned().unwrap_or_default();
                let finding = batch(Code::ColumnMissing, Origin::row(sheet.index, best)).field(field.tag()).found(&sheet.name);
                findings.push(finding.expected(expected).arg("accepted", accepted.join(" | ")));
            }
            [_] => {}
            _ if SEVERAL.contains(field) => {}
            [_, second, ..] => {
                let finding = batch(Code::ColumnTwice, Origin::row(sheet.index, best).at(*second)).field(field.tag());
                findings.push(finding.found(sheet.cell(best, *second).text()));
            }
        }
    }
    if findings.is_empty() {
        let field = if layout.shape == Shape::Wide {
            Field::Grade
        } else {
            kind.required().iter().flat_map(|group| group.iter()).copied().next().unwrap_or(Field::FacultyNumber)
        };
        findings.push(batch(Code::ColumnMissing, Origin::row(sheet.index, best)).field(field.tag()).found(&sheet.name));
    }
    findings
}
