//! `[calendar]` as meant: the working days of the institution.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Reader;
use super::pipeline::date;
use super::raw_desk::{RawCalendar, RawDecision};
use crate::model::{Calendar, MonthDay, OnWeekend};

impl Reader<'_> {
    pub(super) fn calendar(&mut self, raw: &RawCalendar) -> Calendar {
        let default = Calendar::default();
        let on_weekend = |moves: Option<bool>, default: OnWeekend| match moves {
            None => default,
            Some(true) => OnWeekend::Moves,
            Some(false) => OnWeekend::Stays,
        };
        Calendar {
            holidays: self.days_of_year("holidays", raw.holidays.as_ref(), default.holidays),
            holidays_on_weekend: on_weekend(raw.holidays_move, default.holidays_on_weekend),
            easter: raw.easter.clone().unwrap_or(default.easter),
            non_attendance: self.days_of_year("non_attendance", raw.non_attendance.as_ref(), default.non_attendance),
            non_attendance_on_weekend: on_weekend(raw.non_attendance_moves, default.non_attendance_on_weekend),
            closed: self.decided("closed", &raw.closed),
            open: self.decided("open", &raw.open),
            semesters: self.days_of_year("semesters", raw.semesters.as_ref(), default.semesters),
        }
    }

    fn days_of_year(&mut self, name: &str, words: Option<&Vec<String>>, default: Vec<MonthDay>) -> Vec<MonthDay> {
        let Some(words) = words else { return default };
        let mut days = Vec::new();
        for (at, word) in words.iter().enumerate() {
            match MonthDay::parse(word) {
                Some(day) => days.push(day),
                None => self.complain(&format!("calendar.{name}[{at}]"), "config-month-day", &[("found", word)]),
            }
        }
        days
    }

    /// Days of decisions; each names its source, so that the next person can look it up.
    fn decided(&mut self, name: &str, raw: &[RawDecision]) -> BTreeSet<Date> {
        let mut days = BTreeSet::new();
        for (at, decision) in raw.iter().enumerate() {
            let key = |field: &str| format!("calendar.{name}[{at}].{field}");
            self.required(&key("source"), decision.source.as_ref());
            let text = self.required(&key("day"), decision.day.as_ref());
            if decision.day.is_some() {
                days.extend(date(&text, &key("day"), self.source, self.complaints));
            }
        }
        days
    }
}
