//! Applications: transcripts, three attestations, duplicates of earlier diplomas.

use fastrand::Rng;
use jiff::{
    ToSpan,
    civil::{Date, date},
};

use super::{
    calendar::{LAST_DAY, SEASON_YEAR, working_day_between, working_day_from},
    dice::{Purpose, chance, dice},
    places::{self, Words},
    register::RegisterRow,
    students::{Status, Student},
};

/// Whom a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Student(usize),
    /// A row of the earlier register.
    Diploma(usize),
}

/// One row of the requests workbook.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub day: Date,
    pub kind: &'static str,
    pub about: About,
    pub reason: &'static str,
    pub announcement: Option<(&'static str, Date)>,
    pub copies: u8,
    pub language: &'static str,
    pub fee: Option<&'static str>,
    pub express: bool,
}

/// All requests of the summer, in the order of their days.
/// `finished` is the day of each student's state exam, where there is one.
pub(super) fn requests(seed: u64, students: &[Student], finished: &[Option<Date>], register: &[RegisterRow]) -> Vec<Request> {
    let mut desk = Desk { rng: dice(seed, Purpose::Requests, 0), students, finished, rows: Vec::new() };
    let share = |of: usize| students.len().div_ceil(of);
    desk.transcripts(share(40), Status::Active);
    desk.transcripts(share(40), Status::Graduate);
    desk.attestations(share(40), "уверение за дипломиране", Status::Graduate);
    desk.attestations(share(40), "уверение за среден успех", Status::SemestersDone);
    desk.attestations(share(40), "уверение за студентско положение", Status::Active);
    desk.duplicates(share(22).min(register.len() / 4), register);
    desk.rows.sort_by_key(|request| request.day);
    desk.rows
}

struct Desk<'a> {
    rng: Rng,
    students: &'a [Student],
    finished: &'a [Option<Date>],
    rows: Vec<Request>,
}

impl Desk<'_> {
    /// Active students get their first one free; graduates pay.
    fn transcripts(&mut self, count: usize, status: Status) {
        for (student, day) in self.applicants(count, status) {
            let graduate = status == Status::Graduate;
            let english = graduate && chance(&mut self.rng, 35.0);
            self.rows.push(Request {
                reason: if graduate {
                    "за ползване в чужбина"
                } else {
                    "преместване в друго висше училище"
                },
                language: if english { "английски" } else { "български" },
                fee: graduate.then_some("70.00 лв."),
                express: chance(&mut self.rng, 25.0),
                ..plain(day, "академична справка", About::Student(student))
            });
        }
    }

    fn attestations(&mut self, count: usize, kind: &'static str, status: Status) {
        for (student, day) in self.applicants(count, status) {
            let words = if status == Status::Active { Words::Social } else { Words::Employer };
            self.rows.push(Request {
                reason: places::word(&mut self.rng, words),
                copies: if chance(&mut self.rng, 12.0) { 2 } else { 1 },
                ..plain(day, kind, About::Student(student))
            });
        }
    }

    fn duplicates(&mut self, count: usize, register: &[RegisterRow]) {
        let mut valid: Vec<usize> = (0..register.len()).filter(|row| register[*row].annulled.is_none()).collect();
        self.rng.shuffle(&mut valid);
        for row in valid.into_iter().take(count) {
            let day = working_day_between(&mut self.rng, date(SEASON_YEAR, 6, 16), LAST_DAY);
            let lost = chance(&mut self.rng, 75.0);
            let announcement = lost.then(|| {
                let before = day.saturating_sub(self.rng.i32(14..40).days());
                (places::word(&mut self.rng, Words::Newspaper), working_day_from(before))
            });
            self.rows.push(Request {
                reason: if lost { "изгубена" } else { "негодна за ползване" },
                announcement,
                fee: Some("150.00 лв."),
                ..plain(day, "дубликат на диплома", About::Diploma(row))
            });
        }
    }

    /// Students of a status with a day on which they may ask: graduates after their state exam.
    fn applicants(&mut self, count: usize, status: Status) -> Vec<(usize, Date)> {
        let last_final = date(SEASON_YEAR, 7, 31);
        let mut places: Vec<usize> = (0..self.students.len())
            .filter(|place| self.students[*place].status == status)
            .filter(|place| self.finished[*place].is_none_or(|day| day < last_final))
            .collect();
        self.rng.shuffle(&mut places);
        places.truncate(count);
        let first = if status == Status::Active { date(SEASON_YEAR, 6, 2) } else { last_final };
        places.into_iter().map(|place| (place, working_day_between(&mut self.rng, first, LAST_DAY))).collect()
    }
}

fn plain(day: Date, kind: &'static str, about: About) -> Request {
    Request {
        day, kind, about, reason: "", announcement: None, copies: 1, language: "български", fee: None, express: false
    }
}
