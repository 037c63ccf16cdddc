//! The earlier register of diplomas, numbers in the order of time.

use fastrand::Rng;
use jiff::civil::{Date, date};

use super::{
    calendar::{SEASON_YEAR, working_day_between},
    dice::{Purpose, bell, dice},
    people::{Citizens, People, Person},
    programmes::Programme,
};

/// At most so many rows.
const MOST: u32 = 400;
const FIRST_YEAR: i16 = 2006;
/// The programme in English exists since then.
const ENGLISH_SINCE: i16 = 2015;

/// One diploma of an earlier year.
#[derive(Debug, Clone)]
pub(super) struct RegisterRow {
    pub place: u32,
    pub series: String,
    pub blank: String,
    pub registration: String,
    pub unique: String,
    pub day: Date,
    pub person: Person,
    pub programme: usize,
    /// Hundredths.
    pub studies: u16,
    pub finals: u16,
    /// The order of annulment.
    pub annulled: Option<String>,
}

impl RegisterRow {
    /// Mean of the two, half-up to a hundredth.
    pub(super) fn overall(&self) -> u16 {
        (self.studies + self.finals).div_ceil(2)
    }
}

/// A quarter as many rows as students, spread over the years before this season.
pub(super) fn register(seed: u64, students: u32, programmes: &[Programme], people: &mut People) -> Vec<RegisterRow> {
    let rng = &mut dice(seed, Purpose::Register, 0);
    let rows = (students / 4).min(MOST);
    let mut days: Vec<Date> = (0..rows).map(|row| issue_day(rng, row, rows)).collect();
    days.sort_unstable();
    let (mut number, mut blank) = (rng.u32(800..1600), rng.u32(1000..4000));
    let mut register = Vec::with_capacity(days.len());
    for (day, place) in days.into_iter().zip(1..) {
        number += rng.u32(1..5);
        blank += rng.u32(1..40);
        let mut row = row(rng, day, programmes, people);
        row.place = place;
        row.blank = format!("{blank:06}");
        row.registration = format!("{number}/{}", day.year());
        row.unique = format!("0994-{}-{place:06}", day.year());
        row.annulled = (place == rows / 3 || place == rows * 2 / 3).then(|| annulment(rng, day));
        register.push(row);
    }
    register
}

fn issue_day(rng: &mut Rng, row: u32, rows: u32) -> Date {
    let years = (SEASON_YEAR - FIRST_YEAR) as u32;
    let year = FIRST_YEAR + (row * years / rows.max(1)) as i16;
    working_day_between(rng, date(year, 9, 15), date(year, 12, 12))
}

fn row(rng: &mut Rng, day: Date, programmes: &[Programme], people: &mut People) -> RegisterRow {
    let programme = loop {
        let place = rng.usize(..programmes.len());
        if day.year() >= ENGLISH_SINCE || programmes[place].column(17) != "английски" {
            break place;
        }
    };
    let age = if programmes[programme].is_master() { 25 } else { 23 };
    let year = day.year() - age;
    let person = people.person(rng, (date(year - 4, 1, 1), date(year, 12, 31)), Citizens::OnlyBulgarian);
    let mean = |rng: &mut Rng| (bell(rng, 4.6, 0.6).clamp(3.1, 6.0) * 100.0).round() as u16;
    RegisterRow {
        place: 0,
        series: format!("ДУС-{}", day.year()),
        blank: String::new(),
        registration: String::new(),
        unique: String::new(),
        day,
        person,
        programme,
        studies: mean(rng),
        finals: mean(rng) / 25 * 25,
        annulled: None,
    }
}

fn annulment(rng: &mut Rng, issued: Date) -> String {
    let year = issued.year() + 1;
    let day = working_day_between(rng, date(year, 1, 12), date(year, 6, 30));
    format!("Анулирана със Заповед РД-16-{}/{}", rng.u32(100..900), day.strftime("%d.%m.%Y"))
}
