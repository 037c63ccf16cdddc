//! Students: a person, a programme, an enrolment and how it went.

use std::{collections::BTreeMap, sync::Arc};

use fastrand::Rng;
use jiff::{
    ToSpan,
    civil::{Date, date},
};

use super::{
    calendar::{SEASON_YEAR, Term, working_day_between, working_day_from},
    dice::{Purpose, bell, chance, dice},
    people::{Birthplace, Citizens, People, Person},
    places::{self, Words},
    programmes::Programme,
};

/// How far a student has come; the word of the „Статус“ column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Graduate,
    SemestersDone,
    Active,
}

impl Status {
    /// As the students workbook writes it.
    pub(super) fn bulgarian(self) -> &'static str {
        match self {
            Self::Graduate => "завършил",
            Self::SemestersDone => "семестриално завършил",
            Self::Active => "действащ",
        }
    }
}

/// The diploma a student was admitted with.
#[derive(Debug, Clone)]
pub(super) struct PriorEducation {
    pub kind: &'static str,
    pub number: String,
    pub day: Date,
    pub issuer: String,
}

/// One student.
#[derive(Debug, Clone)]
pub(super) struct Student {
    /// Place in the season; also the key of this student's chance.
    pub index: u64,
    pub programme: usize,
    pub faculty_number: Arc<str>,
    pub person: Person,
    pub status: Status,
    pub group: u32,
    pub autumn: i16,
    pub enrolled: Date,
    pub order: String,
    pub prior: PriorEducation,
    pub email: String,
    pub promotion: bool,
    pub alumni: bool,
    /// The grade this student would get in a course of average difficulty on an average day.
    pub ability: f64,
    /// The semester after which the student interrupted for a year.
    break_after: Option<u8>,
}

impl Student {
    /// The autumn in which the academic year of that semester began.
    pub(super) fn autumn_of(&self, semester: u8) -> i16 {
        let late = self.break_after.is_some_and(|last| semester > last);
        self.autumn + i16::from(semester.saturating_sub(1) / 2) + i16::from(late)
    }

    /// The kind of term that semester was.
    pub(super) fn term(&self, semester: u8, semesters: u8) -> Term {
        match (semester % 2, semester == semesters) {
            (1, _) => Term::Winter,
            (_, true) => Term::FinalSummer,
            (_, false) => Term::Summer,
        }
    }

    /// „11210001.jpg“.
    pub(super) fn photo(&self) -> String {
        format!("{}.jpg", self.faculty_number)
    }
}

/// All students, in the order of programmes and faculty numbers.
pub(super) fn students(seed: u64, count: u32, programmes: &[Programme], people: &mut People) -> Vec<Student> {
    let mut numbers: BTreeMap<(usize, i16), u32> = BTreeMap::new();
    let mut students = Vec::with_capacity(count as usize);
    for (place, size) in sizes(count, programmes).into_iter().enumerate() {
        for within in 0..size {
            let index = students.len() as u64;
            let mut student = student(seed, index, (place, &programmes[place]), people);
            student.group = group(place, within);
            let number = numbers.entry((place, student.autumn)).or_default();
            *number += 1;
            student.enrol_as(&programmes[place], *number);
            students.push(student);
        }
    }
    students.sort_by(|a, b| (a.programme, &a.faculty_number).cmp(&(b.programme, &b.faculty_number)));
    students
}

/// Students of each programme; what is left by rounding goes to the first.
fn sizes(count: u32, programmes: &[Programme]) -> Vec<u32> {
    let mut sizes: Vec<u32> = programmes.iter().map(|programme| count * programme.weight() / 100).collect();
    let rest = count - sizes.iter().sum::<u32>();
    if let Some(first) = sizes.first_mut() {
        *first += rest;
    }
    sizes
}

/// Groups of 25: 11, 12 … for the first programme, 21, 22 … for the second; 101 … when it is large.
fn group(programme: usize, within: u32) -> u32 {
    let (programme, group) = (programme as u32 + 1, within / 25 + 1);
    if group < 10 { programme * 10 + group } else { programme * 1000 + group }
}

/// One student of a programme, not yet numbered.
pub(super) fn student(seed: u64, index: u64, programme: (usize, &Programme), people: &mut People) -> Student {
    let (place, programme) = programme;
    let rng = &mut dice(seed, Purpose::Study, index);
    let status = status(rng);
    let (autumn, break_after) = years(rng, status, programme.semesters());
    let person =
        people.person(&mut dice(seed, Purpose::Person, index), birth_window(rng, autumn, programme), Citizens::WithForeign(3.5));
    let (enrolled, order) = enrolment(rng, autumn, programme);
    let number = format!("{:04}", index + 1);
    Student {
        index,
        programme: place,
        faculty_number: "".into(),
        email: email(&person, &number),
        prior: prior_education(rng, &person, autumn, programme),
        person,
        status,
        group: 0,
        autumn,
        enrolled,
        order,
        promotion: chance(rng, 76.0),
        alumni: chance(rng, 58.0),
        ability: bell(rng, 4.7, 0.68).clamp(3.1, 6.3),
        break_after,
    }
}

impl Student {
    fn enrol_as(&mut self, programme: &Programme, number: u32) {
        self.faculty_number = format!("{}{:02}{number:04}", programme.number(), self.autumn % 100).into();
    }
}

fn status(rng: &mut Rng) -> Status {
    match rng.u32(0..100) {
        0..90 => Status::Graduate,
        90..94 => Status::SemestersDone,
        _ => Status::Active,
    }
}

/// Year of enrolment, and a break if there was one.
fn years(rng: &mut Rng, status: Status, semesters: u8) -> (i16, Option<u8>) {
    let regular = SEASON_YEAR - i16::from(semesters / 2);
    match status {
        Status::Active if semesters > 2 => (regular + 1, None),
        Status::Graduate if semesters > 2 && chance(rng, 3.0) => (regular - 1, Some(rng.u8(1..semesters / 2) * 2)),
        _ => (regular, None),
    }
}

fn birth_window(rng: &mut Rng, autumn: i16, programme: &Programme) -> (Date, Date) {
    let usual = if programme.is_master() { 23 } else { 19 };
    let older = match (rng.u32(0..100), programme.is_master()) {
        (0..70, false) | (0..35, true) => 0,
        (0..90, false) => rng.i16(1..3),
        (_, false) => rng.i16(3..9),
        (0..85, true) => rng.i16(1..8),
        (_, true) => rng.i16(8..25),
    };
    let year = autumn - usual - older;
    (date(year, 1, 1), date(year, 12, 31))
}

/// Day of enrolment and its order; each programme enrols in three waves.
fn enrolment(rng: &mut Rng, autumn: i16, programme: &Programme) -> (Date, String) {
    let wave = rng.u32(0..3);
    let signed = working_day_from(date(autumn, 8, 28).saturating_add((wave as i32 * 7).days()));
    let order = format!("РД-07-{}{wave}/{}", programme.number(), signed.strftime("%d.%m.%Y"));
    let last = signed.saturating_add(6.days());
    (working_day_between(rng, signed.saturating_add(1.day()), last), order)
}

fn prior_education(rng: &mut Rng, person: &Person, autumn: i16, programme: &Programme) -> PriorEducation {
    let age = if programme.is_master() { 23 } else { 19 };
    let year = autumn.min(person.birth.year() + age);
    let place = match person.birthplace {
        Birthplace::Bulgaria(place) => place.titled(),
        Birthplace::Abroad(origin) => format!("{}, {}", origin.city, origin.country),
    };
    let foreign = matches!(person.birthplace, Birthplace::Abroad(_));
    let (kind, number, issuer) = match (programme.is_master(), foreign) {
        (true, _) => (
            "Диплома за висше образование – бакалавър",
            format!("ДВО-{year} № {:06}", rng.u32(1..60_000)),
            places::word(rng, Words::University).to_owned(),
        ),
        (false, true) => (
            "Диплома за средно образование (призната)",
            format!("SE {:06}", rng.u32(100_000..999_999)),
            format!("Средно училище, {place}"),
        ),
        (false, false) => (
            "Диплома за средно образование",
            format!("серия Д-{:02} № {:06}, рег. № {}-{}", year % 100, rng.u32(1..999_999), rng.u32(100..3000), rng.u32(1..190)),
            format!("{}, {place}", places::word(rng, Words::School)),
        ),
    };
    let day = working_day_between(rng, date(year, 6, 16), date(year, 7, 4));
    PriorEducation { kind, number, day, issuer }
}

fn email(person: &Person, number: &str) -> String {
    let ascii = |text: &str| -> String { text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase() };
    let given = ascii(&person.name.given_latin);
    match &person.name.family_latin {
        Some(family) => format!("{given}.{}{number}@example.com", ascii(family)),
        None => format!("{given}{number}@example.com"),
    }
}
