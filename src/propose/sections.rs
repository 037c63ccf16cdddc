//! What a sheet says in headings between its rows, in its name, and by being a list of graduates.

use super::banner::{lowered, number_before, starts, suits, value_after};
use super::guess::Guess;
use super::page::{Known, Page};
use super::words::{course_kind_of, form_of};
use crate::config::{Shape, TableKind, fold};
use crate::model::Field;

/// Headings between the rows.
pub(super) fn add_sections(page: &Page, guess: &mut Guess) {
    let key = guess.columns.first().map(|column| column.column);
    for row in guess.header_row + 1..=page.sheet.end().0 {
        let filled = page.sheet.filled(row);
        if filled.is_empty() || filled.len() > 2 || key.is_none() {
            continue;
        }
        let line = page.line(row);
        let lower = lowered(&line);
        let found: Vec<(Field, String, String)> = match guess.kind {
            TableKind::Courses if lower.contains("семест") || lower.contains("semester") => {
                ["семестър", "semester"].iter().filter_map(|label| section(&line, label, Field::Semester)).take(1).collect()
            }
            TableKind::Courses => kind_heading(&line).into_iter().collect(),
            TableKind::Students | TableKind::PersonalData => of_people(&line),
            _ => Vec::new(),
        };
        let is_total = ["общо", "всичко", "total"].iter().any(|word| lower.trim_start().starts_with(word));
        for (field, pattern, value) in found.into_iter().filter(|_| !is_total) {
            let is_known = guess.sections.iter().any(|(own, known, _)| *own == field && fold(known) == fold(&pattern));
            if guess.column(field).is_none() && !is_known {
                guess.sections.push((field, pattern, value));
            }
        }
    }
}

/// „Специалност „Финанси“, ОКС „бакалавър“, редовна форма на обучение“, „31 група“.
fn of_people(line: &str) -> Vec<(Field, String, String)> {
    let speciality = value_of_label(line, "специалност", Field::Speciality);
    let degree = value_of_label(line, "окс", Field::Degree).filter(|(_, _, value)| suits(Field::Degree, value));
    let group = section(line, "група", Field::Group);
    [speciality, degree, group, form_heading(line)].into_iter().flatten().collect()
}

fn section(line: &str, label: &str, field: Field) -> Option<(Field, String, String)> {
    let start = starts(line, label).into_iter().next()?;
    let found = number_before(line, label, start, field).or_else(|| value_after(line, label, start));
    let (pattern, value) = found.filter(|(_, value)| suits(field, value))?;
    Some((field, pattern.to_lowercase(), value))
}

fn value_of_label(line: &str, label: &str, field: Field) -> Option<(Field, String, String)> {
    let start = starts(line, label).into_iter().next()?;
    let (pattern, value) = value_after(line, label, start)?;
    Some((field, pattern, value))
}

/// „ЗАДЪЛЖИТЕЛНИ ДИСЦИПЛИНИ“.
fn kind_heading(line: &str) -> Option<(Field, String, String)> {
    // „Г. Практики“, „Д. Държавен изпит“
    if let Some((letter, rest)) = line.split_once(". ")
        && letter.trim().chars().count() <= 4
        && course_kind_of(rest.trim()).is_some()
    {
        return Some((Field::CourseKind, ". {}".to_owned(), rest.trim().to_owned()));
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().position(|word| course_kind_of(word).is_some() && word.chars().count() > 4)?;
    let next = words.get(at + 1)?.trim_end_matches(|c: char| !c.is_alphanumeric());
    Some((Field::CourseKind, format!("{{}} {}", next.to_lowercase()), words[at].to_owned()))
}

/// „Редовно обучение“.
pub(super) fn form_heading(line: &str) -> Option<(Field, String, String)> {
    ["форма на обучение", "обучение"].iter().find_map(|label| {
        let start = starts(line, label).into_iter().next()?;
        let word = line[..start].trim_end().rsplit(char::is_whitespace).next()?;
        form_of(word)?;
        Some((Field::StudyForm, format!("{{}} {label}"), word.to_owned()))
    })
}

/// What the names of the sheet and the file say.
pub(super) fn add_names(page: &Page, known: &Known, guess: &mut Guess) {
    let stem = page.file.rsplit('/').next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let name = if page.sheet.is_text { stem } else { &page.sheet.name };
    if guess.kind == TableKind::StateExams && !guess.has(Field::ExamKind) {
        let is_kind = ["държав", "диплом", "защит"].iter().any(|word| fold(name).contains(word));
        if is_kind {
            guess.sheet_name.push((Field::ExamKind, "{}".to_owned(), name.to_owned()));
        }
    }
    if guess.kind == TableKind::Grades && !guess.has(Field::Sitting) {
        let is_recognised =
            |text: &str| ["призна", "приравн", "erasmus", "еразъм", "recogni"].iter().any(|word| fold(text).contains(word));
        if is_recognised(name) || is_recognised(stem) && guess.shape == Shape::Long && !fold(stem).contains("поправ") {
            guess.sheet_name.push((Field::Sitting, "{}".to_owned(), name.to_owned()));
        }
    }
    if guess.kind == TableKind::Students && !guess.has(Field::Group) {
        for label in ["гр.", "група", "гр"] {
            let found = starts(name, label).into_iter().next().and_then(|start| number_before(name, label, start, Field::Group));
            if let Some((pattern, value)) = found {
                guess.sheet_name.push((Field::Group, pattern, value));
                break;
            }
        }
    }
    if guess.kind == TableKind::Students
        && !guess.has(Field::Speciality)
        && let Some(speciality) = known.specialities.iter().find(|own| fold(own) == fold(name))
    {
        guess.sheet_name.push((Field::Speciality, "{}".to_owned(), speciality.clone()));
    }
    if guess.kind == TableKind::Grades
        && guess.shape == Shape::Wide
        && !guess.has(Field::StudyYear)
        && !guess.heads.contains_key(&Field::Semester)
    {
        for (label, field) in [("курс", Field::StudyYear), ("семестър", Field::Semester), ("сем.", Field::Semester)]
        {
            let found = starts(name, label).into_iter().next().and_then(|start| number_before(name, label, start, field));
            if let Some((pattern, value)) = found {
                guess.sheet_name.push((field, pattern, value));
            }
        }
    }
}

/// A list of graduates that says nothing of their status.
pub(super) fn add_status(page: &Page, guess: &mut Guess, first: u32) {
    let lines = (1..first).map(|row| page.line(row)).chain([page.file.clone(), page.sheet.name.clone()]);
    let word = |line: &String| {
        ["дипломант", "завършил", "абсолвент", "випуск", "graduat"]
            .iter()
            .find(|word| fold(line).contains(**word))
            .map(|_| line.trim().to_owned())
    };
    if let Some(line) = lines.into_iter().find_map(|line| word(&line)) {
        guess.fixed.push((Field::Status, "завършил".to_owned(), line));
    }
}
