//! State exams and theses of the graduates.

use std::sync::Arc;

use fastrand::Rng;
use jiff::{
    ToSpan,
    civil::{Date, date},
};

use super::{
    calendar::{SEASON_YEAR, working_day_between, working_day_from},
    dice::{Purpose, bell, chance, dice},
    programmes::{Programme, committee},
    students::Student,
};

/// One row of the state exams workbook.
#[derive(Debug, Clone)]
pub(super) struct FinalResult {
    pub student: usize,
    pub kind: &'static str,
    pub topic: Option<String>,
    /// Hundredths, in steps of 25.
    pub points: u16,
    pub day: Date,
    pub protocol: String,
    pub chair: Arc<str>,
    pub members: Arc<str>,
}

/// The finals of a graduate whose last course result is of `last`.
pub(super) fn finals(seed: u64, place: usize, student: &Student, programme: &Programme, last: Date) -> Vec<FinalResult> {
    let rng = &mut dice(seed, Purpose::Finals, student.index);
    let day = session_day(rng, last);
    let sitting = |rng: &mut Rng, kind, topic, day| FinalResult {
        student: place,
        kind,
        topic,
        points: points(rng, student),
        day,
        ..sheet(seed, programme, student.programme, kind, day)
    };
    if programme.has_two_part_exam() {
        let next = working_day_from(day.saturating_add(1.day()));
        return vec![sitting(rng, "Държавен изпит – теория", None, day), sitting(rng, "Държавен изпит – практика", None, next)];
    }
    if writes_thesis(rng, student, programme) {
        let topic = programme.topic(rng);
        return vec![sitting(rng, "Защита на дипломна работа", Some(topic), day)];
    }
    let topic = format!("Комплексен държавен изпит по {}", programme.speciality());
    vec![sitting(rng, "Държавен изпит", Some(topic), day)]
}

/// In July if all courses were passed by then, else in September (the practice part is a day later).
fn session_day(rng: &mut Rng, last: Date) -> Date {
    let july = (date(SEASON_YEAR, 7, 9), date(SEASON_YEAR, 7, 24));
    let september = (date(SEASON_YEAR, 9, 16), date(SEASON_YEAR, 9, 24));
    let (first, last) = if last < july.0 && chance(rng, 78.0) { july } else { september };
    working_day_between(rng, first, last)
}

fn writes_thesis(rng: &mut Rng, student: &Student, programme: &Programme) -> bool {
    programme.needs_thesis() || programme.is_master() && chance(rng, 75.0) || student.ability > 4.9 && chance(rng, 55.0)
}

fn points(rng: &mut Rng, student: &Student) -> u16 {
    let raw = bell(rng, student.ability + 0.15, 0.4).clamp(3.0, 6.0);
    (raw * 4.0).round() as u16 * 25
}

/// Day, protocol and committee, the same for everyone of a programme on one day.
fn sheet(seed: u64, programme: &Programme, place: usize, kind: &'static str, day: Date) -> FinalResult {
    let key = place as u64 * 10_000 + day.day_of_year() as u64;
    let (chair, members) = committee(&mut dice(seed, Purpose::Committee, key), programme);
    let letters = if kind.starts_with("Защита") { "ДР" } else { "ДИ" };
    let protocol = format!("{letters}-{}-{}", programme.prefix(), day.strftime("%d.%m.%Y"));
    FinalResult { student: 0, kind, topic: None, points: 0, day, protocol, chair, members }
}
