//! The curricula: a list of programmes with a sheet of courses each, or sheets that say themselves which programme they are.

use std::sync::Arc;

use super::cell::Cell;
use super::number_text::{hours_split, ordinal};
use super::row::Row;
use super::table::Table;
use super::workbook::{Sheet, batch};
use crate::config::{Institution, TableKind, Words, fold};
use crate::diag::{Code, Finding, Origin, Sources, Subject};
use crate::model::{Course, CourseKind, Credits, Curriculum, Degree, Field, OF_PROGRAMMES};

/// The sheets of the curricula's files, with the names of their files.
pub struct Plans {
    /// Sheets and the file of each.
    pub sheets: Vec<(Arc<Sheet>, String)>,
}

/// Reads the curricula from the sheets of their workbooks.
pub fn read(plans: &Plans, institution: &Institution, sources: &Sources, findings: &mut Vec<Finding>) -> Vec<Arc<Curriculum>> {
    let is_list = |sheet: &Sheet, file: &str| {
        institution.tables.of(TableKind::Programmes).iter().any(|layout| is_named(layout, sheet, file))
    };
    let (lists, courses): (Vec<_>, Vec<_>) = plans.sheets.iter().partition(|(sheet, file)| is_list(sheet, file));
    let lists: Vec<Table> =
        lists.iter().flat_map(|(sheet, file)| Table::on(sheet, TableKind::Programmes, file, institution, findings)).collect();
    let mut lines: Vec<(&Table, u32)> = lists.iter().flat_map(|table| table.rows().map(move |row| (table, row))).collect();
    let mut curricula = Vec::new();
    for (sheet, file) in courses {
        let tables = Table::on(sheet, TableKind::Courses, file, institution, findings);
        let Some((first, row)) = tables.iter().find_map(|table| Some((table, table.rows().next()?))) else { continue };
        if first.cell(row, Field::Speciality).is_empty() {
            if let Some(at) = lines.iter().position(|(list, line)| is_sheet_of(list, *line, sheet)) {
                let (list, line) = lines.remove(at);
                let mut head = Row::new(list, line, Subject::Batch, "", &institution.words, findings).continued([(first, row)]);
                let Some(curriculum) = programme(&mut head) else { continue };
                curricula.push(Arc::new(with_courses(curriculum, &rows(&tables), institution, findings)));
            } else if lists.is_empty() {
                findings.push(batch(Code::ValueMissing, Origin::sheet(sheet.index)).field(Field::Speciality.tag()));
            }
            continue;
        }
        let groups = groups(&tables);
        let is_only = groups.len() == 1;
        for group in groups {
            let (table, row) = group[0];
            let listed =
                lines.iter().position(|(list, line)| is_programme_of(list, *line, table, row)).map(|at| lines.remove(at));
            // The list names the programme in full; its courses may name it by a code.
            let mut head = match listed {
                Some((list, line)) => {
                    Row::new(list, line, Subject::Batch, "", &institution.words, findings).continued([(table, row)])
                }
                None => Row::new(table, row, Subject::Batch, "", &institution.words, findings),
            };
            let Some(mut curriculum) = programme(&mut head) else { continue };
            if is_only && curriculum.sheet.is_empty() {
                curriculum.sheet.clone_from(&sheet.name);
            }
            curricula.push(Arc::new(with_courses(curriculum, &group, institution, findings)));
        }
    }
    for (list, line) in lines {
        let origin = list.place(line).cell(Field::ProgrammeSheet);
        findings.push(batch(Code::SheetMissing, origin).found(sources.file(origin)).expected(wanted_sheet(list, line)));
    }
    curricula.sort_by_key(|curriculum: &Arc<Curriculum>| curriculum.place.row());
    curricula
}

fn is_named(layout: &crate::config::Layout, sheet: &Sheet, file: &str) -> bool {
    (!layout.sheets.is_empty() || !layout.files.is_empty()) && layout.is_for(file, &sheet.name)
}

/// Rows with the tables they stand in.
type Rows<'a> = Vec<(&'a Table, u32)>;

fn rows(tables: &[Table]) -> Rows<'_> {
    tables.iter().flat_map(|table| table.rows().map(move |row| (table, row))).collect()
}

/// Rows of the same programme, in the order in which the programmes appear.
fn groups(tables: &[Table]) -> Vec<Rows<'_>> {
    let key = |table: &Table, row: u32| {
        [Field::Speciality, Field::Degree, Field::StudyForm].map(|field| fold(&table.cell(row, field).text()))
    };
    let mut groups: Vec<([String; 3], Rows)> = Vec::new();
    for (table, row) in rows(tables) {
        let key = key(table, row);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push((table, row)),
            None => groups.push((key, vec![(table, row)])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn wanted_sheet(list: &Table, line: u32) -> String {
    let sheet = list.cell(line, Field::ProgrammeSheet).text();
    if sheet.is_empty() { list.cell(line, Field::Speciality).text() } else { sheet }
}

/// Whether a sheet holds the courses of a line: the one it names, else one named like the speciality (names of sheets are
/// cut at 31 letters). A text file is named without its ending.
fn is_sheet_of(list: &Table, line: u32, sheet: &Sheet) -> bool {
    let wanted = fold(&wanted_sheet(list, line));
    let stem =
        if sheet.is_text { sheet.name.rsplit_once('.').map_or(sheet.name.as_str(), |(stem, _)| stem) } else { &sheet.name };
    let name = fold(stem);
    name == wanted || (list.cell(line, Field::ProgrammeSheet).is_empty() && name.len() > 8 && wanted.starts_with(&name))
}

fn is_programme_of(list: &Table, line: u32, table: &Table, row: u32) -> bool {
    let same = |field: Field| {
        let (listed, own) = (list.cell(line, field).text(), table.cell(row, field).text());
        own.is_empty() || listed.is_empty() || fold(&listed) == fold(&own)
    };
    let code = list.cell(line, Field::ProgrammeSheet).text();
    let is_coded = !code.is_empty() && fold(&code) == fold(&table.cell(row, Field::Speciality).text());
    is_coded || (same(Field::Speciality) && same(Field::Degree))
}

fn with_courses(
    mut curriculum: Curriculum,
    rows: &[(&Table, u32)],
    institution: &Institution,
    findings: &mut Vec<Finding>,
) -> Curriculum {
    for (table, row) in rows {
        let mut row = Row::new(table, *row, Subject::Batch, "", &institution.words, findings);
        curriculum.courses.extend(course(&mut row));
    }
    // A plan may list its courses by kind; they are studied, and printed, by semester.
    curriculum.courses.sort_by_key(|course| if course.semester == 0 { u32::MAX } else { course.semester });
    if curriculum.semesters == 0 {
        curriculum.semesters = curriculum.courses.iter().map(|course| course.semester).max().unwrap_or(0);
    }
    curriculum
}

fn programme(row: &mut Row) -> Option<Curriculum> {
    let speciality = row.text(Field::Speciality);
    let degree = row.word(Field::Degree, Words::degree);
    if degree.is_none() && row.every_text(Field::Degree).is_empty() {
        let finding = row.finding(Code::ValueMissing, Field::Degree);
        row.report(finding);
    }
    Some(Curriculum {
        speciality: (!speciality.is_empty()).then_some(speciality)?,
        speciality_en: row.text(Field::SpecialityEn),
        degree: degree?,
        degree_en: row.text(Field::DegreeEn),
        study_form: row.text(Field::StudyForm),
        study_form_en: row.text(Field::StudyFormEn),
        field_code: row.text(Field::ProfessionalFieldCode),
        field: row.text(Field::ProfessionalField),
        field_en: row.text(Field::ProfessionalFieldEn),
        qualification: row.text(Field::Qualification),
        qualification_en: row.text(Field::QualificationEn),
        faculty: row.text(Field::Faculty),
        semesters: row.ordinal(Field::DurationSemesters).unwrap_or(0),
        credits: row.credits(Field::ProgrammeCredits).map(|(credits, _)| credits).unwrap_or_default(),
        language: row.text(Field::Language),
        extras: row.extras(OF_PROGRAMMES),
        sheet: row.text(Field::ProgrammeSheet),
        courses: Vec::new(),
        place: row.place(),
    })
}

fn course(row: &mut Row) -> Option<Course> {
    let (code, name) = (row.text(Field::CourseCode), row.text(Field::CourseName));
    if name.is_empty() || (code.is_empty() && row.has_column(Field::CourseCode)) {
        let field = if name.is_empty() { Field::CourseName } else { Field::CourseCode };
        let finding = row.finding(Code::ValueMissing, field);
        row.report(finding);
        return None;
    }
    let kind: Option<CourseKind> = row.word(Field::CourseKind, Words::course_kind);
    if kind.is_none() && row.every_text(Field::CourseKind).is_empty() {
        let finding = row.finding(Code::ValueMissing, Field::CourseKind);
        row.report(finding);
    }
    let kind = final_by_name(kind?, &name);
    let counts = row.word(Field::CountsInTotal, Words::yes_or_no);
    let (credits, is_counted) = row.credits(Field::Credits).unwrap_or((Credits::default(), true));
    let split = match row.cell(Field::HoursSplit) {
        Some(Cell::Text(text)) => hours_split(text),
        _ => None,
    };
    Some(Course {
        code,
        name,
        name_en: row.text(Field::CourseNameEn),
        semester: semester(row),
        credits,
        hours_lectures: row.whole(Field::HoursLectures).or(split.map(|(lectures, _)| lectures)),
        hours_exercises: exercises(row).or(split.map(|(_, exercises)| exercises)),
        hours_self_study: row.whole(Field::HoursSelfStudy),
        hours_total: row.whole(Field::HoursTotal),
        kind,
        kind_text: row.every_text(Field::CourseKind).into_iter().next().map(|(text, _)| text).unwrap_or_default(),
        assessment: row.text(Field::Assessment),
        titular: row.text(Field::Lecturer),
        counts: counts.unwrap_or(is_counted && kind != CourseKind::Facultative),
        place: row.place(),
    })
}

/// The semester: of plans that give each semester a column of credits, the one that is filled.
fn semester(row: &mut Row) -> u32 {
    let by_column = || {
        let credits = row.texts(Field::Credits);
        let (_, header) = credits.first()?;
        ordinal(header.rsplit(" / ").next().unwrap_or(header))
    };
    let of_column = by_column();
    row.ordinal(Field::Semester).or(of_column).unwrap_or(0)
}

/// Hours of exercises; of several kinds, all of them.
fn exercises(row: &mut Row) -> Option<u32> {
    let kinds = row.texts(Field::HoursExercises);
    if kinds.len() < 2 {
        return row.whole(Field::HoursExercises);
    }
    kinds.iter().map(|(text, _)| text.parse::<u32>().ok()).sum()
}

/// Plans list the state exam or the thesis among the compulsory courses; its name says what it is.
fn final_by_name(kind: CourseKind, name: &str) -> CourseKind {
    if kind != CourseKind::Compulsory {
        return kind;
    }
    let name = fold(name);
    if name.starts_with("държавен изпит") || name.starts_with("държавни изпити") {
        CourseKind::StateExam
    } else if name.starts_with("дипломна работа") || name.starts_with("защита на дипломна") || name.starts_with("дипломен проект")
    {
        CourseKind::Thesis
    } else {
        kind
    }
}

/// The curriculum of a speciality and degree; of several, the one of the same form of study.
pub fn find(curricula: &[Arc<Curriculum>], speciality: &str, degree: Option<Degree>, form: &str) -> Option<usize> {
    let wanted = bare(speciality);
    let is_named = |curriculum: &Curriculum| bare(&curriculum.speciality) == wanted || bare(&curriculum.sheet) == wanted;
    let fits = |curriculum: &Curriculum| is_named(curriculum) && degree.is_none_or(|degree| degree == curriculum.degree);
    if wanted.is_empty() {
        return None;
    }
    let found: Vec<usize> = (0..curricula.len()).filter(|at| fits(&curricula[*at])).collect();
    let same_form = found.iter().copied().find(|at| fold(&curricula[*at].study_form) == fold(form));
    // Two degrees of one speciality, and nothing says which.
    let is_clear = degree.is_some() || found.iter().all(|at| curricula[*at].degree == curricula[found[0]].degree);
    same_form.filter(|_| is_clear).or_else(|| found.first().copied().filter(|_| is_clear))
}

/// A speciality as it is compared: without quotation marks.
fn bare(text: &str) -> String {
    fold(text).replace(['„', '“', '”', '«', '»', '"'], "")
}
