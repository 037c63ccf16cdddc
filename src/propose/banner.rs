//! What a sheet says outside its table: labels in the lines above it, its name, headings between its rows.

use super::guess::Guess;
use super::page::{Known, Page};
use super::sections::{add_names, add_sections, add_status, form_heading};
use super::words::{degree_of, form_of};
use crate::config::{CELL_END, Pattern, Shape, TableKind, fold};
use crate::ingest::{ordinal, text_date};
use crate::model::Field;

/// Labels in front of a value, by table.
const LABELS: &[(&str, Field, &[TableKind])] = &[
    ("специалност", Field::Speciality, PLANS_AND_LISTS),
    ("speciality", Field::Speciality, PLANS_AND_LISTS),
    ("programme", Field::Speciality, PLANS_AND_LISTS),
    ("учебен план", Field::Speciality, &[TableKind::Courses]),
    ("образователно-квалификационна степен", Field::Degree, PLANS_AND_LISTS),
    ("степен", Field::Degree, PLANS_AND_LISTS),
    ("окс", Field::Degree, PLANS_AND_LISTS),
    ("degree", Field::Degree, PLANS_AND_LISTS),
    ("форма на обучение", Field::StudyForm, PLANS_AND_LISTS),
    ("форма", Field::StudyForm, PLANS_AND_LISTS),
    ("form of study", Field::StudyForm, PLANS_AND_LISTS),
    ("mode of study", Field::StudyForm, PLANS_AND_LISTS),
    ("група", Field::Group, &[TableKind::Students]),
    ("факултет", Field::Faculty, &[TableKind::Courses]),
    ("faculty", Field::Faculty, &[TableKind::Courses]),
    ("професионално направление", Field::ProfessionalField, &[TableKind::Courses]),
    ("проф. направление", Field::ProfessionalField, &[TableKind::Courses]),
    ("professional field", Field::ProfessionalField, &[TableKind::Courses]),
    ("професионална квалификация", Field::Qualification, &[TableKind::Courses]),
    ("квалификация", Field::Qualification, &[TableKind::Courses]),
    ("qualification", Field::Qualification, &[TableKind::Courses]),
    ("срок на обучение", Field::DurationSemesters, PLANS_AND_LISTS),
    ("срок", Field::DurationSemesters, PLANS_AND_LISTS),
    ("duration", Field::DurationSemesters, PLANS_AND_LISTS),
    ("общ брой кредити", Field::ProgrammeCredits, &[TableKind::Courses]),
    ("кредити", Field::ProgrammeCredits, &[TableKind::Courses]),
    ("ects", Field::ProgrammeCredits, &[TableKind::Courses]),
    ("credits", Field::ProgrammeCredits, &[TableKind::Courses]),
    ("език на обучение", Field::Language, &[TableKind::Courses]),
    ("език", Field::Language, &[TableKind::Courses]),
    ("language", Field::Language, &[TableKind::Courses]),
    ("учебна дисциплина", Field::CourseName, &[TableKind::Grades]),
    ("дисциплина", Field::CourseName, &[TableKind::Grades]),
    ("course", Field::CourseName, &[TableKind::Grades]),
    ("предмет", Field::CourseName, &[TableKind::Grades]),
    ("преподавател", Field::Lecturer, &[TableKind::Grades]),
    ("изпит на", Field::ExamDate, RESULTS),
    ("проведен на", Field::ExamDate, RESULTS),
    ("проведена на", Field::ExamDate, RESULTS),
    ("сем.", Field::Semester, &[TableKind::Grades]),
    ("изпитващ", Field::Lecturer, &[TableKind::Grades]),
    ("титуляр", Field::Lecturer, &[TableKind::Grades]),
    ("lecturer", Field::Lecturer, &[TableKind::Grades]),
    ("дата на изпита", Field::ExamDate, RESULTS),
    ("дата на защитата", Field::ExamDate, RESULTS),
    ("дата", Field::ExamDate, RESULTS),
    ("date", Field::ExamDate, RESULTS),
    ("протокол №", Field::Protocol, RESULTS),
    ("протокол", Field::Protocol, RESULTS),
    ("семестър", Field::Semester, &[TableKind::Grades]),
    ("semester", Field::Semester, &[TableKind::Grades]),
    ("курс", Field::StudyYear, &[TableKind::Grades]),
    ("председател на комисията", Field::Chair, &[TableKind::StateExams]),
    ("председател", Field::Chair, &[TableKind::StateExams]),
    ("chair", Field::Chair, &[TableKind::StateExams]),
    ("членове на комисията", Field::Members, &[TableKind::StateExams]),
    ("членове", Field::Members, &[TableKind::StateExams]),
    ("members", Field::Members, &[TableKind::StateExams]),
    ("вид", Field::ExamKind, &[TableKind::StateExams]),
];

const PLANS_AND_LISTS: &[TableKind] = &[TableKind::Courses, TableKind::Students];
const RESULTS: &[TableKind] = &[TableKind::Grades, TableKind::StateExams];

/// Adds what stands outside the table to a guess, for fields that have no column.
pub fn add(page: &Page, known: &Known, guess: &mut Guess) {
    let first = guess.header_row + 1 - guess.header_rows;
    let above = (first.saturating_sub(14).max(1)..first).rev();
    for row in above {
        let line = page.line(row);
        add_line(&line, known, guess);
    }
    add_sections(page, guess);
    add_below(page, known, guess);
    add_names(page, known, guess);
    let people = guess.columns.iter().map(|column| column.values.count).max().unwrap_or(0);
    let is_said = guess.column(Field::Status).is_some_and(|status| status.values.count * 2 > people);
    if guess.kind == TableKind::Students && !is_said {
        add_status(page, guess, first);
    }
}

/// Footers under the table: signatures and dates.
fn add_below(page: &Page, known: &Known, guess: &mut Guess) {
    if guess.kind == TableKind::Courses && !guess.has(Field::ProgrammeCredits) {
        add_total_credits(page, guess);
    }
    if !matches!(guess.kind, TableKind::Grades | TableKind::StateExams) || guess.shape == Shape::Wide {
        return;
    }
    let last = page.sheet.end().0;
    for row in (last.saturating_sub(8).max(guess.header_row + 1)..=last).filter(|row| page.sheet.filled(*row).len() <= 2) {
        add_line(&page.line(row), known, guess);
    }
}

/// „Всичко кредити за целия курс на обучение: 240“.
fn add_total_credits(page: &Page, guess: &mut Guess) {
    let last = page.sheet.end().0;
    for row in last.saturating_sub(30).max(guess.header_row + 1)..=last {
        let line = page.line(row);
        let Some((label, value)) = line.rsplit_once(CELL_END) else { continue };
        let folded = fold(label);
        let is_total = folded.contains("кредит")
            && ["целия", "цялото", "общ брой", "за обучението"].iter().any(|word| folded.contains(word));
        if is_total && suits(Field::ProgrammeCredits, value) {
            push(guess, Field::ProgrammeCredits, format!("{label} {{}}"), value.to_owned(), &line);
            return;
        }
    }
}

fn add_line(line: &str, known: &Known, guess: &mut Guess) {
    if line.trim().is_empty() {
        return;
    }
    for (label, field, kinds) in LABELS {
        if !kinds.contains(&guess.kind) || guess.has(*field) {
            continue;
        }
        for start in starts(line, label) {
            let found = number_before(line, label, start, *field).or_else(|| value_after(line, label, start));
            let found = found.map(|found| first_word(*field, found));
            let Some((pattern, value)) = found.filter(|(_, value)| suits(*field, value)) else { continue };
            if guess.has(*field) {
                break;
            }
            push(guess, *field, pattern.clone(), value, line);
            companions(line, *field, guess);
            break;
        }
    }
    if guess.kind == TableKind::Students && !guess.has(Field::Speciality) {
        bare_speciality(line, known, guess);
    }
    let has_form = matches!(guess.kind, TableKind::Students | TableKind::Courses) && !guess.has(Field::StudyForm);
    if let Some((field, pattern, value)) = form_heading(line).filter(|_| has_form) {
        push(guess, field, pattern, value, line);
    }
    if guess.kind == TableKind::StateExams && !guess.has(Field::ExamKind) {
        exam_kind(line, guess);
    }
}

/// „ПРОТОКОЛ за провеждане на държавен изпит“, „за защита на дипломни работи“.
fn exam_kind(line: &str, guess: &mut Guess) {
    for label in ["държавен", "защита на"] {
        let Some(start) = starts(line, label).into_iter().next() else { continue };
        let value = line[start + label.len()..].split(CELL_END).next().unwrap_or_default().trim();
        if ["изпит", "диплом"].iter().any(|word| fold(value).starts_with(word)) {
            push(guess, Field::ExamKind, format!("{label} {{}}"), value.to_owned(), line);
            return;
        }
    }
}

/// A pattern that gives the value that was seen; others are of no use.
fn push(guess: &mut Guess, field: Field, pattern: String, value: String, line: &str) {
    let gives = Pattern::parse(&pattern).and_then(|pattern| pattern.find(line).map(|range| line[range].to_owned()));
    if gives.as_deref() == Some(value.as_str()) {
        guess.banner.push((field, pattern, value));
    }
}

/// Where a label begins in a line, at the beginning of words.
pub(super) fn starts(line: &str, label: &str) -> Vec<usize> {
    let lower = lowered(line);
    // Words within brackets belong to the value before them.
    let is_start = |at: usize| at == 0 || lower[..at].chars().next_back().is_some_and(|c| !c.is_alphanumeric() && c != '(');
    let ends = |at: usize| lower[at + label.len()..].chars().next().is_none_or(|c| !c.is_alphabetic());
    lower.match_indices(label).map(|(at, _)| at).filter(|at| is_start(*at) && ends(*at)).collect()
}

/// Lower case letter by letter, so that places stay the same.
pub(super) fn lowered(text: &str) -> String {
    text.chars().map(|c| c.to_lowercase().next().filter(|lower| lower.len_utf8() == c.len_utf8()).unwrap_or(c)).collect()
}

/// „31 група“, „IV семестър“: the number before its label.
pub(super) fn number_before(line: &str, label: &str, start: usize, field: Field) -> Option<(String, String)> {
    if !matches!(field, Field::Group | Field::StudyYear | Field::Semester | Field::DurationSemesters) {
        return None;
    }
    let before = line[..start].trim_end();
    let word = before.rsplit(|c: char| c.is_whitespace() || ",;(".contains(c)).next()?;
    let is_number = ordinal(word).is_some() || (field == Field::Group && word.chars().next()?.is_ascii_digit());
    is_number.then(|| (format!("{{}} {}", &line[start..start + label.len()]), word.to_owned()))
}

/// „ОКС: бакалавър“, „специалност „Финанси““, „курс 2“: the value after its label.
pub(super) fn value_after(line: &str, label: &str, start: usize) -> Option<(String, String)> {
    let end = start + label.len();
    // „Специалност (бълг./англ.): …“
    let remark = line[end..].trim_start().strip_prefix('(').and_then(|rest| rest.find("):").map(|at| rest.len() - at));
    let end = remark.map_or(end, |left| line.len() - left + 1);
    let rest = &line[end..];
    let skipped = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || ":№.–-".contains(c)).len();
    // A label in the middle of a sentence, followed by nothing that parts it from a value.
    if skipped == 0 {
        return None;
    }
    let at = end + skipped;
    let value_and_more = &line[at..];
    let literal = line[start..at].replace(CELL_END, " ");
    let opened = value_and_more.chars().next()?;
    if "„“\"«”".contains(opened) {
        let inner = &value_and_more[opened.len_utf8()..];
        let close = inner.find(|c: char| "“”\"»".contains(c))?;
        let closing = inner[close..].chars().next()?;
        return Some((format!("{literal}{opened}{{}}{closing}"), inner[..close].trim().to_owned()));
    }
    let is_list = label.starts_with("член") || label.starts_with("member");
    let (length, terminator) =
        if is_list { (value_and_more.find(CELL_END).unwrap_or(value_and_more.len()), "") } else { value_length(value_and_more) };
    let value = value_and_more[..length].trim();
    // The same label in another language: „Специалност / Programme: …“.
    let bare = lowered(value.trim_start_matches(['/', ' ']));
    let is_sentence = ["на ", "за ", "по ", "от ", "of ", "for "].iter().any(|word| bare.starts_with(word));
    if is_sentence || value.starts_with('/') || LABELS.iter().any(|(label, ..)| bare.starts_with(label)) {
        return None;
    }
    (!value.is_empty()).then(|| (format!("{literal}{{}}{terminator}"), value.to_owned()))
}

/// Of a number, the first word: „240 Език на обучение: …“.
fn first_word(field: Field, (pattern, value): (String, String)) -> (String, String) {
    let is_number = matches!(field, Field::ProgrammeCredits | Field::DurationSemesters | Field::Semester | Field::StudyYear);
    match value.split_once(' ') {
        Some((word, _)) if is_number => {
            let head = pattern.split("{}").next().unwrap_or_default();
            (format!("{head}{{}} "), word.to_owned())
        }
        _ => (pattern, value),
    }
}

/// Where a value without quotation marks ends, and the sign that ends it.
fn value_length(text: &str) -> (usize, &'static str) {
    let is_latin = |rest: &str| rest.chars().find(|c| c.is_alphabetic()).is_some_and(|c| c.is_ascii_alphabetic());
    let begins_cyrillic = text.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_ascii_alphabetic());
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        match c {
            CELL_END | '\n' => return (at, ""),
            ';' | '|' => return (at, if c == ';' { ";" } else { "|" }),
            '(' if begins_cyrillic && is_latin(rest) => return (at, " ("),
            '/' if begins_cyrillic && is_latin(rest) && text[..at].ends_with(' ') => return (at, " /"),
            ',' if begins_with_label(rest) => return (at, ","),
            _ => {}
        }
    }
    (text.len(), "")
}

/// Whether another label follows, perhaps after a number.
fn begins_with_label(text: &str) -> bool {
    let lower = lowered(text);
    let trimmed = lower.trim_start();
    let after_number = trimmed.split_once(' ').filter(|(word, _)| ordinal(word).is_some()).map_or(trimmed, |(_, rest)| rest);
    LABELS.iter().any(|(label, ..)| after_number.starts_with(label))
        || ["учебна година", "випуск", "гр.", "сесия"].iter().any(|label| after_number.starts_with(label))
}

/// Values that belong to the one that was found: the English name in brackets or behind a stroke, the code in front.
fn companions(line: &str, field: Field, guess: &mut Guess) {
    let english = match field {
        Field::Speciality => Field::SpecialityEn,
        Field::Degree => Field::DegreeEn,
        Field::ProfessionalField => Field::ProfessionalFieldEn,
        Field::Qualification => Field::QualificationEn,
        Field::StudyForm => Field::StudyFormEn,
        _ => return,
    };
    let Some((pattern, value)) =
        guess.banner.iter().find(|(own, ..)| *own == field).map(|(_, pattern, value)| (pattern.clone(), value.clone()))
    else {
        return;
    };
    let Some(literal) = pattern.split("{}").next().map(str::to_owned) else { return };
    if guess.kind == TableKind::Courses {
        let (from, closing) = if pattern.ends_with(" (") { ("(", ")") } else { ("/ ", "") };
        if pattern.ends_with(" (") || pattern.ends_with(" /") {
            let pattern = format!("{literal}* {from}{{}}{closing}");
            let found = Pattern::parse(&pattern).and_then(|pattern| pattern.find(line)).map(|range| line[range].to_owned());
            if let Some(found) = found {
                guess.banner.push((english, pattern, found));
            }
        }
    }
    let code = value
        .split_once(' ')
        .filter(|(code, _)| field == Field::ProfessionalField && code.chars().all(|c| c.is_ascii_digit() || c == '.'));
    if let Some((code, name)) = code {
        let tail = pattern.split("{}").nth(1).unwrap_or_default().to_owned();
        guess.banner.retain(|(own, ..)| *own != Field::ProfessionalField);
        push(guess, Field::ProfessionalFieldCode, format!("{literal}{{}} "), code.to_owned(), line);
        push(guess, Field::ProfessionalField, format!("{literal}* {{}}{tail}"), name.trim().to_owned(), line);
    }
}

/// Whether a value can be that of a field.
pub(super) fn suits(field: Field, value: &str) -> bool {
    let length = value.chars().count();
    match field {
        Field::Degree => degree_of(value).is_some(),
        Field::StudyForm => form_of(value).is_some(),
        Field::ExamDate => text_date(value).is_some() || value.parse::<f64>().is_ok(),
        Field::Semester | Field::StudyYear | Field::DurationSemesters => ordinal(value).is_some(),
        Field::ProgrammeCredits => value.trim().chars().next().is_some_and(|c| c.is_ascii_digit()),
        Field::Group => length <= 12,
        Field::Protocol => value.chars().any(|c| c.is_ascii_digit()) && length <= 40,
        Field::Speciality | Field::CourseName => (3..=150).contains(&length),
        _ => (2..=120).contains(&length),
    }
}

/// A speciality of the curricula, named without a label: „ЛИЧНИ ДАННИ – Финанси (бакалавър)“.
fn bare_speciality(line: &str, known: &Known, guess: &mut Guess) {
    let folded = fold(line);
    let Some(speciality) = known.specialities.iter().filter(|name| folded.contains(&fold(name))).max_by_key(|name| name.len())
    else {
        return;
    };
    let lower = lowered(line);
    let Some(at) = lower.find(&lowered(speciality)) else { return };
    let before: String =
        line[..at].chars().rev().take_while(|c| *c != CELL_END).take(25).collect::<Vec<_>>().into_iter().rev().collect();
    let before = before
        .split_once(' ')
        .map_or(before.as_str(), |(_, rest)| if before.chars().count() == 25 { rest } else { &before })
        .to_owned();
    let after: String = line[at + speciality.len()..].chars().take(2).take_while(|c| *c != CELL_END).collect();
    let after =
        if after.trim().chars().next().is_some_and(char::is_alphanumeric) { String::new() } else { after.trim_end().to_owned() };
    if !before.trim().is_empty() {
        let value = line[at..at + speciality.len()].to_owned();
        push(guess, Field::Speciality, format!("{before}{{}}{after}"), value, line);
    } else if after.is_empty() {
        guess.fixed.push((Field::Speciality, speciality.clone(), line.trim().to_owned()));
    }
}
