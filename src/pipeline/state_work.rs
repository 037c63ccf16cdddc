//! What the forms of the state register ask of the graduates of a run, from their records and the register of papers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Error, open_register_to_read};
use crate::config::Config;
use crate::model::{CourseKind, Extra, Field, Record, Status};
use crate::plan::Held;
use crate::rdpzsd::{Graduate, World};
use crate::register::{Paper, State};

/// The kind of paper that the register of students asks for.
const DIPLOMA: &str = "diploma";

/// The graduates who are not held, in the order of the list.
///
/// # Errors
/// The register of papers cannot be read.
pub(super) fn graduates(config: &Config, world: &World, held: &Held, today: Date) -> Result<Vec<Graduate>, Error> {
    let mut diplomas: BTreeMap<String, Paper> = BTreeMap::new();
    if let Some(register) = open_register_to_read(config)? {
        for paper in register.lives()? {
            let is_valid = matches!(paper.state(), State::Issued | State::AwaitingNumber);
            if is_valid && paper.last().kind == DIPLOMA {
                diplomas.insert(paper.last().faculty_number.clone(), paper);
            }
        }
    }
    let mut semesters: BTreeMap<usize, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for (at, row) in &world.semesters {
        let text = |field: Field| row.texts.get(&field).map_or("", String::as_str);
        semesters.entry(*at).or_default().insert((text(Field::StudyYear), text(Field::StudentSemester)));
    }
    let chosen = world
        .records
        .iter()
        .enumerate()
        .filter(|(at, record)| record.study.status == Some(Status::Graduated) && !held.record(*at));
    let of = |(at, record): (usize, &Record)| {
        let has = semesters.get(&at).map_or(0, BTreeSet::len);
        graduate(world, record, diplomas.get(record.faculty_number()), has, today)
    };
    Ok(chosen.map(of).collect())
}

fn graduate(world: &World, record: &Record, diploma: Option<&Paper>, semesters: usize, today: Date) -> Graduate {
    let person = &record.person;
    let other = match record.study.extras.get(&Field::OtherNames) {
        Some(Extra::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let issued = diploma.and_then(Paper::issued);
    let mut graduate = Graduate {
        ean: world.people.ean(record.faculty_number()),
        names: [person.first_name.clone(), person.middle_name.clone(), person.last_name.clone(), other],
        identifiers: [person.egn_text.clone(), person.lnch_text.clone(), person.idn.clone()],
        faculty_number: record.faculty_number().to_owned(),
        sticker_year: issued.unwrap_or(today).year().to_string(),
        protocol: protocol(record),
        diploma: Default::default(),
        file: String::new(),
        missing: missing(world, record, semesters),
    };
    if let Some(paper) = diploma {
        let form = paper.form().map(|form| format!("{} {}", form.series, form.number).trim().to_owned());
        let number = paper.registration().map(|registration| registration.number);
        let day = issued.map(|day| day.strftime("%d.%m.%Y").to_string());
        graduate.diploma = [form, number, day].map(Option::unwrap_or_default);
    }
    graduate
}

/// Kind, number and day of the protocol; several of them beside each other.
fn protocol(record: &Record) -> [String; 3] {
    let kind_of = |course: Option<usize>| record.curriculum.as_ref()?.courses.get(course?).map(|course| course.kind);
    let is_thesis: Vec<bool> = record.state_exams.iter().map(|exam| kind_of(exam.course) == Some(CourseKind::Thesis)).collect();
    let kind = match (is_thesis.contains(&false), is_thesis.contains(&true)) {
        (true, true) => "3",
        (false, true) => "2",
        (true, false) => "1",
        (false, false) => "",
    };
    let mut numbers: Vec<(&str, String)> = Vec::new();
    for exam in &record.state_exams {
        let day = exam.date.map(|day| day.strftime("%d.%m.%Y").to_string()).unwrap_or_default();
        if !numbers.contains(&(exam.protocol.as_str(), day.clone())) {
            numbers.push((&exam.protocol, day));
        }
    }
    let (numbers, days): (Vec<&str>, Vec<String>) = numbers.into_iter().unzip();
    [kind.to_owned(), numbers.join("; "), days.join("; ")]
}

/// What the request of a sticker asks for and is not there.
fn missing(world: &World, record: &Record, semesters: usize) -> Vec<String> {
    let study = &record.study;
    let named = world.known.specialities_of(&study.speciality, &study.degree_text, &study.study_form);
    let halves = match named.as_slice() {
        [only] => only.halves.unwrap_or_default() as usize,
        _ => 0,
    };
    let prior = &study.prior_education;
    let is_early = prior.date.is_some_and(|date| date.year() < 1960);
    let checks = [
        (world.people.ean(record.faculty_number()).is_empty(), "ЕАН"),
        (record.faculty_number().is_empty(), "факултетен номер"),
        (halves == 0, "специалността в номенклатурата"),
        (semesters < halves, "семестри за целия срок на обучение"),
        (prior.number.is_empty(), "номер на дипломата за предходно образование"),
        (prior.date.is_none() || is_early, "дата на дипломата за предходно образование"),
        (prior.issuer.is_empty(), "училището на предходното образование"),
        (record.state_exams.iter().all(|exam| exam.protocol.is_empty()), "протокол от държавен изпит или защита"),
    ];
    checks.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, words)| words.to_owned()).collect()
}
