//! `laurea demo`: a whole invented graduation season, the same bytes for the same seed.
//!
//! ```text
//! programmes ─┬─▶ students ─▶ results ─▶ finals ─▶ requests ─▶ sheets (+ defects) ─▶ workbooks
//!  people ────┴─▶ earlier register ────────────────┘                 students ─▶ photos
//! ```
//! Nobody in it exists, nor does the university.

mod calendar;
mod canvas;
mod columns;
mod defects;
mod dice;
mod finals;
mod key;
mod names;
mod people;
mod photo;
mod places;
mod programmes;
mod register;
mod requests;
mod results;
mod sheet;
mod state;
mod students;
mod table;
#[cfg(test)]
mod tests;
mod untidy;
mod workbooks;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::civil::Date;
use rayon::prelude::*;

pub use calendar::ISSUE_DATE;
use finals::FinalResult;
use key::{Planted, Shot};
use people::People;
use programmes::Programme;
use register::RegisterRow;
use requests::Request;
use results::{CourseResult, ExamSheet};
use students::{Status, Student};
use workbooks::Sheets;

/// A worksheet has 1 048 576 rows, and a student about forty grades.
const MOST_STUDENTS: u32 = 24_000;

/// Whether a season is clean or has one planted defect of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defects {
    /// Clean but for two harmless habits (see [`write_season`]).
    None,
    /// One of each kind, listed in `key/defects.json`.
    Planted,
}

/// How the office keeps its season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habits {
    /// A table a workbook, headers in the first row.
    Tidy,
    /// Workbooks laid out for people's eyes; the answer is in `key/`.
    Untidy,
}

/// What to invent.
#[derive(Debug, Clone, Copy)]
pub struct SeasonOptions {
    /// Number of students, at most 24 000.
    pub students: u32,
    /// Everything depends on it and on the number of students only.
    pub seed: u64,
    /// Clean or not.
    pub defects: Defects,
    /// Which office keeps it.
    pub habits: Habits,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeasonSummary {
    /// Rows of the students workbook that are true students.
    pub students: usize,
    /// Those with „завършил“.
    pub graduates: usize,
    /// Rows of the grades workbook.
    pub grade_rows: usize,
    /// Rows of the requests workbook.
    pub requests: usize,
    /// Rows of the earlier register.
    pub register_rows: usize,
    /// Workbooks, photos and the key.
    pub files: usize,
    /// Planted defects.
    pub defects: usize,
}

/// Why a season could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// More grade rows than a worksheet holds.
    #[error("a season has at most {most} students, not {asked}: more would not fit one sheet of grades")]
    TooManyStudents {
        /// Students asked for.
        asked: u32,
        /// The most there can be.
        most: u32,
    },
    /// A folder or file could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A workbook could not be written.
    #[error("cannot write the workbook {}", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: rust_xlsxwriter::XlsxError,
    },
    /// A portrait could not be encoded.
    #[error("cannot encode the photo {}", path.display())]
    Photo {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: image::ImageError,
    },
}

/// Writes a season into `out`, which is made if need be: eight workbooks, `photos/`, and with
/// [`Defects::Planted`] `key/defects.json`. Files of the same names are overwritten.
///
/// With [`Habits::Untidy`] the same season is written as another office keeps it: books of two columns a course, one
/// list with sections, personal files by surname, protocols a sheet each, plans without codes, CSV files in two
/// encodings. `key/truth.json` says what all of it means, `key/errors.json` where each defect stands.
///
/// A clean season still has two habits every registrar knows, and which the same row proves:
/// one ЕГН stored as a number without its leading zero, one birth date stored as text.
///
/// # Errors
/// Too many students for a worksheet, or a file that could not be written.
pub fn write_season(options: &SeasonOptions, out: &Path) -> Result<SeasonSummary, DemoError> {
    if options.students > MOST_STUDENTS {
        return Err(DemoError::TooManyStudents { asked: options.students, most: MOST_STUDENTS });
    }
    let mut season = Season::invent(options.seed, options.students);
    if options.habits == Habits::Untidy {
        untidy::letter_masters(&mut season);
    }
    let mut sheets = workbooks::sheets(&season, options.seed);
    let planted = match options.defects {
        Defects::None => Planted::default(),
        Defects::Planted => defects::plant(options.seed, &mut season, &mut sheets),
    };
    make_folders(out, options)?;
    let books = || match options.habits {
        Habits::Tidy => Ok(write_workbooks(&sheets, out)? + write_key(&planted, options.defects, out)?),
        Habits::Untidy => untidy::write(&season, &sheets, &planted, out),
    };
    let (books, photos) = rayon::join(books, || write_photos(options, &season.students, &planted, out));
    let files = books? + photos?;
    Ok(season.summary(&sheets, &planted, files))
}

/// The season as values, before it becomes sheets.
pub(in crate::demo) struct Season {
    programmes: Vec<Programme>,
    students: Vec<Student>,
    results: Vec<CourseResult>,
    protocols: BTreeMap<ExamSheet, Arc<str>>,
    finals: Vec<FinalResult>,
    register: Vec<RegisterRow>,
    requests: Vec<Request>,
    people: People,
}

impl Season {
    fn invent(seed: u64, count: u32) -> Self {
        let programmes = programmes::programmes(seed);
        let mut people = People::default();
        let students = students::students(seed, count, &programmes, &mut people);
        let register = register::register(seed, count, &programmes, &mut people);
        let of = |student: &Student| &programmes[student.programme];
        let by_student: Vec<Vec<CourseResult>> =
            students.par_iter().enumerate().map(|(place, student)| results::results(seed, place, student, of(student))).collect();
        let mut finals = Vec::new();
        for (place, student) in students.iter().enumerate() {
            let last = by_student[place].iter().map(|result| result.day).max();
            if let (Status::Graduate, Some(last)) = (student.status, last) {
                finals.extend(finals::finals(seed, place, student, of(student), last));
            }
        }
        let requests = requests::requests(seed, &students, &finished(students.len(), &finals), &register);
        let results: Vec<CourseResult> = by_student.into_iter().flatten().collect();
        let protocols = results::protocols(results.iter());
        Self { programmes, students, results, protocols, finals, register, requests, people }
    }

    fn summary(&self, sheets: &Sheets, planted: &Planted, files: usize) -> SeasonSummary {
        SeasonSummary {
            students: self.students.len(),
            graduates: self.students.iter().filter(|student| student.status == Status::Graduate).count(),
            grade_rows: sheets.grades.rows.len(),
            requests: sheets.requests.rows.len(),
            register_rows: sheets.register.rows.len(),
            files,
            defects: planted.defects.len(),
        }
    }
}

/// The day of each student's last state exam.
fn finished(students: usize, finals: &[FinalResult]) -> Vec<Option<Date>> {
    let mut days = vec![None; students];
    for row in finals {
        days[row.student] = Some(row.day);
    }
    days
}

fn photos(options: &SeasonOptions, out: &Path) -> PathBuf {
    out.join(if options.habits == Habits::Untidy { untidy::PHOTOS } else { "photos" })
}

fn make_folders(out: &Path, options: &SeasonOptions) -> Result<(), DemoError> {
    let mut folders = vec![photos(options, out)];
    if options.defects == Defects::Planted || options.habits == Habits::Untidy {
        folders.push(out.join("key"));
    }
    for path in folders {
        fs::create_dir_all(&path).map_err(|source| DemoError::Write { path, source })?;
    }
    Ok(())
}

fn write_workbooks(sheets: &Sheets, out: &Path) -> Result<usize, DemoError> {
    let books: [(&str, &[sheet::Sheet]); 8] = [
        ("grades.xlsx", std::slice::from_ref(&sheets.grades)),
        ("students.xlsx", std::slice::from_ref(&sheets.students)),
        ("state_exams.xlsx", std::slice::from_ref(&sheets.finals)),
        ("requests.xlsx", std::slice::from_ref(&sheets.requests)),
        ("previous_register.xlsx", std::slice::from_ref(&sheets.register)),
        ("curricula.xlsx", &sheets.curricula),
        ("state.xlsx", std::slice::from_ref(&sheets.state)),
        ("semesters.xlsx", std::slice::from_ref(&sheets.semesters)),
    ];
    books.par_iter().try_for_each(|(name, sheets)| sheet::write(&out.join(name), sheets))?;
    Ok(books.len())
}

fn write_photos(options: &SeasonOptions, students: &[Student], planted: &Planted, out: &Path) -> Result<usize, DemoError> {
    let (seed, folder) = (options.seed, photos(options, out));
    let written = students.par_iter().map(|student| {
        let path = folder.join(student.photo());
        let encode =
            |result: Result<Vec<u8>, image::ImageError>| result.map_err(|source| DemoError::Photo { path: path.clone(), source });
        let bytes = match planted.shot(student.index) {
            Shot::Missing => return Ok(0),
            Shot::Good => encode(photo::portrait(seed, student.index, student.person.sex))?,
            Shot::CutOff => encode(photo::portrait(seed, student.index, student.person.sex))?[..1500].to_vec(),
            Shot::TooSmall => encode(photo::thumbnail())?,
        };
        fs::write(&path, bytes).map_err(|source| DemoError::Write { path: path.clone(), source })?;
        Ok(1)
    });
    written.try_reduce(|| 0, |one, other| Ok(one + other))
}

fn write_key(planted: &Planted, defects: Defects, out: &Path) -> Result<usize, DemoError> {
    if defects == Defects::None {
        return Ok(0);
    }
    let path = out.join("key").join("defects.json");
    fs::write(&path, planted.json()).map_err(|source| DemoError::Write { path, source })?;
    Ok(1)
}
