//! Course results: sessions, re-sits, recognised semesters abroad, protocol numbers.

use std::{collections::BTreeMap, sync::Arc};

use fastrand::Rng;
use jiff::civil::Date;

use super::{
    calendar::{Sitting, exam_day, working_day_from},
    dice::{Purpose, bell, chance, dice},
    places::{self, Words},
    programmes::{Course, Programme},
    students::{Status, Student},
};

/// What stands in the „Оценка“ column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Hundredths: 450 is 4.50.
    Points(u16),
    Counted,
    Exempt,
}

/// The exam sheet a result stands on: everyone of a group who sat that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ExamSheet {
    day: Date,
    programme: usize,
    course: usize,
    group: u32,
    pub sitting: Sitting,
}

/// How the result came about.
#[derive(Debug, Clone)]
pub(super) enum Source {
    Exam(ExamSheet),
    /// Recognised by an order after a semester abroad, with the remark about it.
    Recognised {
        order: Arc<str>,
        remark: Arc<str>,
    },
}

/// One row of the grades workbook.
#[derive(Debug, Clone)]
pub(super) struct CourseResult {
    pub student: usize,
    pub course: usize,
    pub mark: Mark,
    pub day: Date,
    pub source: Source,
}

/// All results of one student (whose place in the list is `place`), by semester and course.
pub(super) fn results(seed: u64, place: usize, student: &Student, programme: &Programme) -> Vec<CourseResult> {
    let rng = &mut dice(seed, Purpose::Results, student.index);
    let mut transcript = Transcript {
        seed,
        place,
        student,
        programme,
        exempt: chance(rng, 6.0),
        facultative: chance(rng, 25.0),
        abroad: semester_abroad(rng, student, programme),
        rows: Vec::new(),
    };
    let last = semesters_studied(student, programme);
    for (index, course) in programme.courses.iter().enumerate() {
        if course.semester <= last && !course.is_final() {
            transcript.take(rng, index, course);
        }
    }
    if student.status == Status::Active && chance(rng, 30.0) {
        transcript.fail_last();
    }
    transcript.rows
}

/// Numbers all exam sheets: one number a sheet, in the order of days, from 1 each year.
pub(super) fn protocols<'a>(results: impl Iterator<Item = &'a CourseResult>) -> BTreeMap<ExamSheet, Arc<str>> {
    let mut sheets: BTreeMap<ExamSheet, Arc<str>> = results
        .filter_map(|result| match &result.source {
            Source::Exam(sheet) => Some((*sheet, Arc::from(""))),
            Source::Recognised { .. } => None,
        })
        .collect();
    let (mut year, mut number) = (0, 0);
    for (sheet, text) in &mut sheets {
        number = if sheet.day.year() == year { number + 1 } else { 1 };
        year = sheet.day.year();
        *text = format!("{number:05}/{year}").into();
    }
    sheets
}

/// The semesters that a student has behind them.
pub(super) fn semesters_studied(student: &Student, programme: &Programme) -> u8 {
    match student.status {
        Status::Active => programme.semesters().saturating_sub(2).max(1),
        Status::Graduate | Status::SemestersDone => programme.semesters(),
    }
}

/// An exchange semester: which one, the order of recognition and the partner.
struct Abroad {
    semester: u8,
    day: Date,
    order: Arc<str>,
    partner: &'static str,
}

fn semester_abroad(rng: &mut Rng, student: &Student, programme: &Programme) -> Option<Abroad> {
    let semester = match programme.semesters() {
        8 => 5,
        4 => 3,
        _ => return None,
    };
    if !chance(rng, 2.5) || student.status == Status::Active {
        return None;
    }
    let year = student.autumn_of(semester) + 1;
    let day = working_day_from(jiff::civil::date(year, 2, rng.i8(18..27)));
    let order = format!("Зап. РД-21-{}/{}", rng.u32(100..999), day.strftime("%d.%m.%Y"));
    Some(Abroad { semester, day, order: order.into(), partner: places::word(rng, Words::Partner) })
}

struct Transcript<'a> {
    seed: u64,
    place: usize,
    student: &'a Student,
    programme: &'a Programme,
    exempt: bool,
    facultative: bool,
    abroad: Option<Abroad>,
    rows: Vec<CourseResult>,
}

impl Transcript<'_> {
    fn take(&mut self, rng: &mut Rng, index: usize, course: &Course) {
        if course.is_facultative() && !self.facultative {
            return;
        }
        if course.is_sport() {
            let mark = if self.exempt { Mark::Exempt } else { Mark::Counted };
            return self.sit(index, course, Sitting::Regular, mark);
        }
        if self.recognise(rng, index, course) {
            return;
        }
        for sitting in [Sitting::Regular, Sitting::Resit, Sitting::Liquidation] {
            let points = points(rng, self.student, course, sitting);
            self.sit(index, course, sitting, Mark::Points(points));
            if points >= 300 {
                break;
            }
        }
    }

    fn sit(&mut self, index: usize, course: &Course, sitting: Sitting, mark: Mark) {
        let sheet = self.sheet(index, course, sitting);
        let day = sheet.day;
        self.rows.push(CourseResult { student: self.place, course: index, mark, day, source: Source::Exam(sheet) });
    }

    fn sheet(&self, index: usize, course: &Course, sitting: Sitting) -> ExamSheet {
        let autumn = self.student.autumn_of(course.semester);
        let term = self.student.term(course.semester, self.programme.semesters());
        let (programme, group) = (self.student.programme, self.student.group);
        let key = [autumn as u64, programme as u64, index as u64, u64::from(group), sitting as u64]
            .into_iter()
            .fold(0_u64, |key, part| key.wrapping_mul(10_007).wrapping_add(part));
        let day = exam_day(&mut dice(self.seed, Purpose::Exam, key), autumn, term, sitting);
        ExamSheet { day, programme, course: index, group, sitting }
    }

    /// Takes the course over from abroad if the student was away that semester.
    fn recognise(&mut self, rng: &mut Rng, index: usize, course: &Course) -> bool {
        let Some(abroad) = self.abroad.as_ref().filter(|abroad| abroad.semester == course.semester) else {
            return false;
        };
        let points = points(rng, self.student, course, Sitting::Liquidation);
        let letter = match points {
            550.. => 'A',
            450.. => 'B',
            350.. => 'C',
            _ => 'D',
        };
        let remark = format!("{}; оригинална оценка {letter}", abroad.partner);
        let source = Source::Recognised { order: abroad.order.clone(), remark: remark.into() };
        let (day, mark) = (abroad.day, Mark::Points(points));
        self.rows.push(CourseResult { student: self.place, course: index, mark, day, source });
        true
    }

    /// Leaves the last graded course not passed.
    fn fail_last(&mut self) {
        let graded =
            |row: &CourseResult| matches!(row.mark, Mark::Points(_)) && !self.programme.courses[row.course].is_facultative();
        if let Some(place) = self.rows.iter().rposition(graded) {
            self.rows[place].mark = Mark::Points(200);
        }
    }
}

/// A grade on the scale 2–6: whole ones, and here and there a half. The third sitting is always passed.
fn points(rng: &mut Rng, student: &Student, course: &Course, sitting: Sitting) -> u16 {
    let late = match sitting {
        Sitting::Regular => 0.0,
        Sitting::Resit | Sitting::Liquidation => 0.3,
    };
    let raw = bell(rng, student.ability - course.difficulty - late, 0.62);
    let halves = (raw * 2.0).round();
    let whole = halves % 2.0 == 0.0;
    let points = if !whole && chance(rng, 40.0) { halves / 2.0 } else { raw.round() };
    let failed = match sitting {
        Sitting::Regular => raw < 2.8,
        Sitting::Resit => raw < 2.6,
        Sitting::Liquidation => false,
    };
    if failed {
        return 200;
    }
    (points.clamp(3.0, 6.0) * 100.0) as u16
}
