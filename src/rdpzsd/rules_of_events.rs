//! The rules of a further semester of a student, by the event and by the semester before.

use super::history::{Past, Standing, last, next};
use super::nomenclature::Speciality;
use super::row::Row;
use super::rules_of_semesters::{ACTIVE, About, COMPLETED, GRADUATING, INTERRUPTED};
use super::text;

/// A row beside the semester before it.
struct Step<'a> {
    last: &'a Past,
    event: u32,
    period: (u32, u32),
    course: (u32, u32),
    speciality: &'a Speciality,
}

impl Step<'_> {
    /// The student's last semester of all; `None` where the register knows no duration.
    fn final_semester(&self) -> Option<(u32, u32)> {
        let halves = self.speciality.halves?;
        Some((halves.div_ceil(2), 2 - halves % 2))
    }
}

/// Judges the event of a row against the semester before.
pub(super) fn judge(row: &mut Row, speciality: &Speciality, about: &About) {
    let Some(before) = last(about.history, false) else { return };
    match before.standing() {
        Some(Standing::Graduated) => return row.fault(39),
        Some(Standing::Completed) => return row.fault(40),
        _ => {}
    }
    let number = |column: usize| text::number(row.cell(column)).unwrap_or_default();
    let (period, course) = ((number(3), number(4)), (number(6), number(7)));
    let step = Step { last: before, event: number(5), period, course, speciality };
    match step.event {
        event if ACTIVE.contains(&event) => active(row, &step, about),
        event if INTERRUPTED.contains(&event) => interrupted(row, &step),
        event if COMPLETED.contains(&event) => completed(row, &step),
        event if GRADUATING.contains(&event) => graduating(row, &step),
        _ => row.fault(13),
    }
}

fn active(row: &mut Row, step: &Step, about: &About) {
    if text::is_digits(row.cell(8)) {
        row.fault_if(!about.known.has_fee(row.cell(8)), 17);
    } else {
        row.fault(56);
    }
    match step.last.standing() {
        Some(Standing::Active) if [101, 108, 110, 111, 113].contains(&step.event) => goes_on(row, step),
        Some(Standing::Interrupted) if [103, 108, 111, 112].contains(&step.event) => comes_back(row, step),
        _ => row.fault(57),
    }
}

/// After an active semester.
fn goes_on(row: &mut Row, step: &Step) {
    let has_finished = step.event == 113;
    two_in_one(row, step, &[110, 111]);
    row.fault_if(step.last.event == 110 && !step.last.is_second_of_two && step.event != 110, 58);
    // The wording speaks of somebody who *has reached* the last semester. The program of the register compares the semester of
    // the row itself; by that nobody could ever be written into the last one.
    let reached = step.last.reached();
    let is_at_end = step.final_semester() == Some(reached);
    row.fault_if(is_at_end && !has_finished, 61);
    row.fault_if(!is_at_end && has_finished, 62);
    row.fault_if(step.period != next(step.last.period), 63);
    if has_finished {
        row.fault_if(step.course != reached, 64);
    } else {
        row.fault_if(step.course != next(reached), 65);
    }
}

/// After an interruption.
fn comes_back(row: &mut Row, step: &Step) {
    two_in_one(row, step, &[111]);
    row.fault_if(step.period != next(step.last.period), 63);
    if step.event == 112 {
        row.fault_if(step.course > step.last.course, 67);
    } else {
        row.fault_if(step.course != step.last.course, 66);
    }
}

/// Two years or semesters in one: not where the profession is regulated, not in the first and the last year.
fn two_in_one(row: &mut Row, step: &Step, events: &[u32]) {
    if !events.contains(&step.event) {
        return;
    }
    let last = step.speciality.halves.map_or(0, |halves| halves.div_ceil(2));
    row.fault_if(step.speciality.is_regulated, 59);
    row.fault_if(step.course.0 >= last || step.course.0 < 2, 60);
}

fn interrupted(row: &mut Row, step: &Step) {
    row.fault_if(!row.cell(8).is_empty(), 41);
    row.fault_if(row.cell(18) == "1", 51);
    let last = step.last;
    match (last.standing(), step.event) {
        (Some(Standing::Active), event) if event != 201 => {
            row.fault_if(step.period != last.period, 52);
            row.fault_if(step.course != last.course, 54);
        }
        (Some(Standing::Interrupted), _) | (_, 201) => {
            row.fault_if(step.period != next(last.period), 53);
            if step.event == 201 && last.standing() == Some(Standing::Active) {
                row.fault_if(step.course != next(last.course), 55);
            } else {
                row.fault_if(step.course != last.course, 54);
            }
        }
        _ => row.fault(96),
    }
}

fn completed(row: &mut Row, step: &Step) {
    row.fault_if((18..=21).any(|column| row.cell(column) == "1"), 50);
    row.fault_if(!row.cell(8).is_empty(), 41);
    row.fault_if(step.period != step.last.period, 42);
    row.fault_if(step.course != step.last.course, 43);
}

fn graduating(row: &mut Row, step: &Step) {
    let last = step.last;
    row.fault_if(!row.cell(8).is_empty(), 41);
    row.fault_if(step.course != last.course, 95);
    match (last.standing(), step.event) {
        (Some(Standing::Active), 401) => {
            row.fault_if(step.period != last.period, 98);
            row.fault_if(step.final_semester() != Some(step.course), 44);
        }
        (Some(Standing::Graduating), event) if event != 401 => row.fault_if(step.period != next(last.period), 99),
        _ => row.fault(97),
    }
}
