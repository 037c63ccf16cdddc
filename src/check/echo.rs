//! What is wrong with a value that other sheets repeat is said at each place, so that all of them are corrected.

use super::case::{cell, stand_ins};
use crate::diag::{Finding, Subject};
use crate::model::{Field, Record};

/// The same findings at the other cells of the same value.
pub(super) fn of(findings: &[Finding], records: &[Record]) -> Vec<Finding> {
    let mut echoes = Vec::new();
    for finding in findings {
        let Subject::Record(at) = finding.subject else { continue };
        let (Some(record), Some(origin)) = (records.get(at), finding.origin) else { continue };
        let Some(field) = finding.field.and_then(|tag| Field::parse(tag.name)) else { continue };
        if cell(&record.place, field) != origin {
            continue;
        }
        for (_, copy) in record.copies.iter().filter(|(copied, _)| *copied == field || stand_ins(field).contains(copied)) {
            if *copy != origin {
                let mut echo = finding.clone().at(*copy);
                // A repair of one cell need not be one of another, which may hold more.
                echo.repair = None;
                echoes.push(echo);
            }
        }
    }
    echoes
}
