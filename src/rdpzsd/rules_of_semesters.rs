//! The rules of the semester file, by the register's numbers (its appendix B): what is asked of every row, and of the first one.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::FileKind;
use super::history::Past;
use super::nomenclature::{Nomenclatures, Speciality, Union};
use super::person_rules::NO_CITIZENSHIP;
use super::row::Row;
use super::{rules_of_doctors, rules_of_events, text};

/// Events of a first row of a student.
const FIRST: [u32; 5] = [100, 104, 105, 106, 107];
/// Events of a first row of a doctoral student.
const FIRST_OF_DOCTORS: [u32; 4] = [100, 104, 105, 106];
/// Events of students that go on.
pub(super) const ACTIVE: [u32; 7] = [101, 103, 108, 110, 111, 112, 113];
/// Events of doctoral students that go on.
pub(super) const ACTIVE_DOCTORS: [u32; 5] = [102, 103, 108, 109, 114];
/// Events of those who interrupt.
pub(super) const INTERRUPTED: [u32; 8] = [201, 202, 203, 204, 205, 206, 207, 208];
/// Events of those who leave.
pub(super) const COMPLETED: [u32; 7] = [303, 304, 305, 307, 308, 309, 310];
/// Events on the way to the diploma.
pub(super) const GRADUATING: [u32; 5] = [401, 403, 404, 405, 406];
/// Events on the way to the degree of doctor.
pub(super) const GRADUATING_DOCTORS: [u32; 5] = [402, 403, 404, 405, 406];

/// What a row is judged against.
pub struct About<'a> {
    /// The nomenclatures.
    pub known: &'a Nomenclatures,
    /// The day by which years are counted.
    pub today: Date,
    /// Citizenships of the person, by their codes.
    pub citizenships: [String; 2],
    /// What the register has of the person in this speciality.
    pub history: &'a [Past],
    /// Numbers of the specialities the person has left by relocation (event 304).
    pub left: &'a [String],
}

/// Persons and specialities of the rows before.
pub type SeenSemesters = BTreeSet<(String, String)>;

/// The numbers of the rules that a row of the semester file breaks.
#[must_use]
pub fn judge_semester(cells: &[&str], about: &About, seen: &mut SeenSemesters) -> Vec<u16> {
    let mut row = Row::new(cells);
    if row.is_torn(FileKind::Semesters.width()) {
        return vec![2];
    }
    row.fault_if(!seen.insert((row.cell(0).to_owned(), row.cell(2).to_owned())), 6);
    if row.cell(0).is_empty() || row.cell(1).is_empty() {
        row.fault(68);
    } else {
        row.fault_if(text::day(row.cell(1)).is_none(), 69);
    }
    let speciality = text::number(row.cell(2)).and_then(|_| about.known.speciality(row.cell(2)));
    match speciality {
        _ if !text::is_digits(row.cell(2)) => row.fault(4),
        None => row.fault(5),
        Some(speciality) if speciality.is_doctoral() => of_doctor(&mut row, speciality, about),
        Some(speciality) => of_student(&mut row, speciality, about.known),
    }
    for (column, number) in [(18, 45), (19, 46), (20, 47), (21, 48)] {
        row.fault_if(!["0", "1"].contains(&row.cell(column)), number);
    }
    row.fault_if(!text::is_choice(row.cell(22), 3), 7);
    // As the register does, what depends on the history is looked at only in a row that is sound so far.
    if let Some(speciality) = speciality.filter(|_| row.is_sound()) {
        match row.cell(22) {
            "1" => add(&mut row, speciality, about),
            "2" => row.fault(1),
            _ => erase(&mut row, speciality, about),
        }
    }
    row.into_faults()
}

fn of_student(row: &mut Row, speciality: &Speciality, known: &Nomenclatures) {
    let (course, semester) = (row.cell(6), row.cell(7));
    let (is_course, is_semester) = (text::is_choice(course, 7), text::is_choice(semester, 2));
    row.fault_if(!is_course, 9);
    row.fault_if(!is_semester, 10);
    match speciality.halves {
        None => row.fault(12),
        Some(halves) if is_course && is_semester => row.fault_if(half_number(row) > halves, 11),
        Some(_) => {}
    }
    row.fault_if(!known.has_period(row.cell(3), row.cell(4)), 8);
    row.fault_if(!is_event(row.cell(5), &[&FIRST, &ACTIVE, &INTERRUPTED, &COMPLETED, &GRADUATING]), 13);
}

/// The running number of the student's semester.
fn half_number(row: &Row) -> u32 {
    let number = |column: usize| text::number(row.cell(column)).unwrap_or_default();
    (number(6) * 2 + number(7)).saturating_sub(2)
}

fn of_doctor(row: &mut Row, speciality: &Speciality, about: &About) {
    let year = row.cell(6);
    row.fault_if(!text::is_choice(year, 5), 74);
    match speciality.halves {
        None => row.fault(12),
        Some(halves) => {
            let is_later = text::number(year).is_some_and(|year| year * 2 > halves);
            row.fault_if(text::is_choice(year, 5) && is_later, 75);
        }
    }
    row.fault_if(row.cell(3).is_empty() || text::length(row.cell(3)) > 15, 72);
    row.fault_if(!text::is_day_between(row.cell(4), 1970, about.today.year()), 73);
    let known = [&FIRST_OF_DOCTORS[..], &ACTIVE_DOCTORS, &INTERRUPTED, &COMPLETED, &GRADUATING_DOCTORS];
    row.fault_if(!is_event(row.cell(5), &known), 13);
}

fn is_event(text: &str, known: &[&[u32]]) -> bool {
    text::number(text).is_some_and(|event| known.iter().any(|events| events.contains(&event)))
}

fn add(row: &mut Row, speciality: &Speciality, about: &About) {
    row.fault_if(text::length(row.cell(14)) > 500, 27);
    match (about.history.is_empty(), speciality.is_doctoral()) {
        (true, false) => first(row, speciality, about),
        (true, true) => first_of_doctor(row, about),
        (false, false) => {
            must_be_empty(row, &[(9, 34), (10, 35), (11, 36), (12, 37), (13, 38), (15, 28), (16, 29), (17, 30)]);
            rules_of_events::judge(row, speciality, about);
        }
        (false, true) => {
            must_be_empty(row, &[(9, 34), (10, 82), (11, 83), (12, 37), (13, 38), (15, 28), (16, 29), (17, 30)]);
            rules_of_doctors::judge(row, about);
        }
    }
}

fn must_be_empty(row: &mut Row, columns: &[(usize, u16)]) {
    for (column, number) in columns {
        row.fault_if(!row.cell(*column).is_empty(), *number);
    }
}

fn first(row: &mut Row, speciality: &Speciality, about: &About) {
    admission(row, about, false);
    row.fault_if(text::length(row.cell(10)) > 50, 26);
    previous_education(row, row.cell(11), about.known);
    row.fault_if(speciality.is_after_higher() && text::is_choice(row.cell(11), 2) && row.cell(11) != "2", 25);
    let event = text::number(row.cell(5)).unwrap_or_default();
    if !FIRST.contains(&event) {
        row.fault(14);
        return;
    }
    row.fault_if(event == 100 && (row.cell(6), row.cell(7)) != ("1", "1"), 15);
    relocation(row, event, about);
}

fn first_of_doctor(row: &mut Row, about: &About) {
    admission(row, about, true);
    let (from, until, year) = (row.cell(10), row.cell(11), about.today.year());
    if !text::is_day_between(from, 1970, year) {
        row.fault(77);
    } else if !until.is_empty() {
        if text::is_day_between(until, 1970, year + 5) {
            row.fault_if(text::day(from) > text::day(until), 79);
        } else {
            row.fault(78);
        }
    }
    row.fault_if(!row.cell(7).is_empty(), 76);
    previous_education(row, "2", about.known);
    let event = text::number(row.cell(5)).unwrap_or_default();
    if !FIRST_OF_DOCTORS.contains(&event) {
        row.fault(80);
        return;
    }
    row.fault_if(event == 100 && row.cell(6) != "1", 81);
    relocation(row, event, about);
}

/// Reason of admission and fee.
fn admission(row: &mut Row, about: &About, is_doctor: bool) {
    let (reason, fee) = (row.cell(9), row.cell(8));
    if !text::is_digits(reason) || !text::is_digits(fee) {
        row.fault(16);
        return;
    }
    let has_fee = about.known.has_fee(fee);
    let reason = about.known.reason(reason, is_doctor);
    row.fault_if(!has_fee, 17);
    row.fault_if(reason.is_none(), 18);
    let Some(reason) = reason.filter(|_| has_fee) else { return };
    row.fault_if(!reason.fees.iter().any(|allowed| allowed == fee), 20);
    let own: Vec<&str> = about.citizenships.iter().map(String::as_str).filter(|code| !code.is_empty()).collect();
    let is_in = |codes: &[String]| own.iter().any(|code| codes.iter().any(|other| other == code));
    let is_of_union = own.iter().any(|code| *code != NO_CITIZENSHIP && about.known.is_of_union(code));
    let is_wrong = is_in(&reason.without)
        || match reason.union {
            Some(Union::EuAndEea) => !is_of_union && !is_in(&reason.countries),
            Some(Union::Other) => is_of_union || !reason.countries.is_empty() && !is_in(&reason.countries),
            None => false,
        };
    row.fault_if(is_wrong, 19);
}

fn previous_education(row: &mut Row, level: &str, known: &Nomenclatures) {
    match level {
        "1" => row.fault_if(!row.cell(13).is_empty(), 23),
        "2" => {
            row.fault_if(!known.has_field(row.cell(13)), 24);
            row.fault_if(!text::is_choice(row.cell(12), 2), 22);
        }
        _ => row.fault(21),
    }
}

/// Where somebody came from: empty but for those who came from elsewhere.
fn relocation(row: &mut Row, event: u32, about: &About) {
    if ![104, 105].contains(&event) {
        must_be_empty(row, &[(15, 28), (16, 29), (17, 30)]);
        return;
    }
    let year = about.today.year();
    row.fault_if(row.cell(16).is_empty() || text::length(row.cell(16)) > 30, 31);
    row.fault_if(!text::is_day_between(row.cell(17), year - 70, year), 32);
    row.fault_if(event == 104 && !about.left.iter().any(|left| left == row.cell(15)), 33);
}

fn erase(row: &mut Row, speciality: &Speciality, about: &About) {
    let is_doctor = speciality.is_doctoral();
    let Some(last) = super::history::last(about.history, is_doctor) else {
        row.fault(70);
        return;
    };
    if about.history.len() > 1 {
        let cells: Vec<&str> = (0..FileKind::Semesters.width()).map(|column| row.cell(column)).collect();
        let named = Past { is_second_of_two: last.is_second_of_two, ..Past::of(&cells, is_doctor, &[]) };
        row.fault_if(named != *last, if is_doctor { 94 } else { 71 });
    }
}
