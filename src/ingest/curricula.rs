//! The list of programmes and, a sheet each, their courses.

use std::sync::Arc;

use super::row::Row;
use super::table::{Table, pick};
use super::workbook::{Sheet, batch};
use crate::config::{Institution, TableKind, Words, fold, matches_pattern};
use crate::diag::{Code, Finding, Origin, Sources, Subject};
use crate::model::{Course, CourseKind, Curriculum, Degree, Field};

/// Reads the curricula from the sheets of their workbooks.
pub fn read(
    sheets: Vec<Sheet>,
    file: (&str, u32),
    institution: &Institution,
    sources: &Sources,
    findings: &mut Vec<Finding>,
) -> Vec<Arc<Curriculum>> {
    let map = institution.tables.of(TableKind::Programmes);
    let is_list = |sheet: &Sheet| map.sheets.iter().any(|pattern| matches_pattern(pattern, &sheet.name));
    let (lists, mut courses): (Vec<Sheet>, Vec<Sheet>) = sheets.into_iter().partition(is_list);
    let mut curricula = Vec::new();
    for sheet in pick(lists, &map, file.0, file.1, findings) {
        let Some(table) = Table::on(sheet, TableKind::Programmes, &map, findings) else { continue };
        for row in table.rows() {
            let mut row = Row::new(&table, row, Subject::Batch, "", &institution.words, findings);
            let Some(mut curriculum) = programme(&mut row) else { continue };
            match take_sheet(&mut courses, &curriculum) {
                Some(sheet) => curriculum.courses = course_sheet(sheet, institution, findings),
                None => findings.push(no_sheet(&curriculum, sources)),
            }
            curricula.push(Arc::new(curriculum));
        }
    }
    curricula
}

fn programme(row: &mut Row) -> Option<Curriculum> {
    let speciality = row.text(Field::Speciality);
    let degree = row.word(Field::Degree, Words::degree);
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
        semesters: row.whole(Field::DurationSemesters).unwrap_or(0),
        credits: row.credits(Field::ProgrammeCredits).unwrap_or_default(),
        language: row.text(Field::Language),
        sheet: row.text(Field::ProgrammeSheet),
        courses: Vec::new(),
        place: row.place(),
    })
}

/// The sheet of a programme's courses: the one its line names, else one named like the speciality (names of sheets
/// are cut at 31 letters).
fn take_sheet(sheets: &mut Vec<Sheet>, curriculum: &Curriculum) -> Option<Sheet> {
    let wanted = fold(if curriculum.sheet.is_empty() { &curriculum.speciality } else { &curriculum.sheet });
    let fits = |sheet: &Sheet| {
        let name = fold(&sheet.name);
        name == wanted || (curriculum.sheet.is_empty() && name.len() > 8 && wanted.starts_with(&name))
    };
    sheets.iter().position(fits).map(|at| sheets.remove(at))
}

fn no_sheet(curriculum: &Curriculum, sources: &Sources) -> Finding {
    let name = if curriculum.sheet.is_empty() { &curriculum.speciality } else { &curriculum.sheet };
    let origin = curriculum.place.cell(Field::ProgrammeSheet);
    batch(Code::SheetMissing, origin).found(sources.file(origin)).expected(name)
}

fn course_sheet(sheet: Sheet, institution: &Institution, findings: &mut Vec<Finding>) -> Vec<Course> {
    let map = institution.tables.of(TableKind::Courses);
    let (index, name) = (sheet.index, sheet.name.clone());
    let Some(table) = Table::on(sheet, TableKind::Courses, &map, findings) else { return Vec::new() };
    let mut courses = Vec::new();
    for row in table.rows() {
        let mut row = Row::new(&table, row, Subject::Batch, "", &institution.words, findings);
        courses.extend(course(&mut row));
    }
    if courses.is_empty() {
        findings.push(batch(Code::SheetEmpty, Origin::sheet(index)).found(name));
    }
    courses
}

fn course(row: &mut Row) -> Option<Course> {
    let (code, name) = (row.text(Field::CourseCode), row.text(Field::CourseName));
    if code.is_empty() || name.is_empty() {
        let field = if code.is_empty() { Field::CourseCode } else { Field::CourseName };
        let finding = row.finding(Code::ValueMissing, field);
        row.report(finding);
        return None;
    }
    let kind: Option<CourseKind> = row.word(Field::CourseKind, Words::course_kind);
    let counts = row.word(Field::CountsInTotal, Words::yes_or_no);
    Some(Course {
        code,
        name,
        name_en: row.text(Field::CourseNameEn),
        semester: row.whole(Field::Semester).unwrap_or(0),
        credits: row.credits(Field::Credits).unwrap_or_default(),
        hours_lectures: row.whole(Field::HoursLectures),
        hours_exercises: row.whole(Field::HoursExercises),
        hours_self_study: row.whole(Field::HoursSelfStudy),
        hours_total: row.whole(Field::HoursTotal),
        kind: kind?,
        kind_text: row.text(Field::CourseKind),
        assessment: row.text(Field::Assessment),
        counts: counts.unwrap_or(kind != Some(CourseKind::Facultative)),
        place: row.place(),
    })
}

/// The curriculum of a speciality and degree; of several, the one of the same form of study.
pub fn find(curricula: &[Arc<Curriculum>], speciality: &str, degree: Option<Degree>, form: &str) -> Option<usize> {
    let fits = |curriculum: &Curriculum| {
        fold(&curriculum.speciality) == fold(speciality) && degree.is_none_or(|degree| degree == curriculum.degree)
    };
    let same_form = curricula.iter().position(|c| fits(c) && fold(&c.study_form) == fold(form));
    same_form.or_else(|| curricula.iter().position(|c| fits(c)))
}
