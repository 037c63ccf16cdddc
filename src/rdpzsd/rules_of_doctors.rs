//! The rules of further information of a doctoral student, by the event and by what stands before.

use super::history::{Standing, last};
use super::row::Row;
use super::rules_of_semesters::{ACTIVE_DOCTORS, About, COMPLETED, GRADUATING_DOCTORS, INTERRUPTED};
use super::text;

/// Judges the event of a row against what stands before.
pub(super) fn judge(row: &mut Row, about: &About) {
    let Some(before) = last(about.history, true) else { return };
    let event = text::number(row.cell(5)).unwrap_or_default();
    let year = text::number(row.cell(6)).unwrap_or_default();
    row.fault_if(before.order_date > text::day(row.cell(4)), 90);
    row.fault_if(year < before.course.0, 91);
    match before.standing() {
        Some(Standing::Graduated) => return row.fault(84),
        Some(Standing::Completed) => return row.fault(85),
        _ => {}
    }
    let has_fee = !row.cell(8).is_empty();
    // Only the change of the fee names one; only an attestation has a mark.
    row.fault_if(event != 114 && has_fee, 88);
    row.fault_if(event != 102 && !row.cell(7).is_empty(), 89);
    let standing = before.standing();
    if ACTIVE_DOCTORS.contains(&event) {
        match standing {
            Some(Standing::Active) if event != 103 => {
                row.fault_if(event == 114 && !about.known.has_fee(row.cell(8)), 92);
                row.fault_if(event == 102 && !text::is_choice(row.cell(7), 2), 93);
            }
            Some(Standing::Interrupted) if [103, 108].contains(&event) => {}
            _ => row.fault(57),
        }
    } else if INTERRUPTED.contains(&event) {
        row.fault_if(!matches!(standing, Some(Standing::Active | Standing::Interrupted)), 96);
        row.fault_if(row.cell(18) == "1", 51);
    } else if COMPLETED.contains(&event) {
        row.fault_if((18..=21).any(|column| row.cell(column) == "1"), 87);
    } else if GRADUATING_DOCTORS.contains(&event) {
        row.fault_if(year != before.course.0, 100);
        let fits = match standing {
            Some(Standing::Active) => event == 402,
            Some(Standing::Graduating) => event != 402,
            _ => false,
        };
        row.fault_if(!fits, 97);
    } else {
        row.fault(86);
    }
}
