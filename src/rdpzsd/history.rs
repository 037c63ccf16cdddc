//! The semesters that stand before a row, as the register would have them when it reads the row.

use jiff::civil::Date;

use super::text;

/// How somebody stands, by the first digit of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// 1xx
    Active,
    /// 2xx
    Interrupted,
    /// 3xx
    Completed,
    /// 4xx
    Graduating,
    /// 5xx
    Graduated,
}

/// How an event leaves somebody.
pub(super) fn standing(event: u16) -> Option<Standing> {
    Some(match event / 100 {
        1 => Standing::Active,
        2 => Standing::Interrupted,
        3 => Standing::Completed,
        4 => Standing::Graduating,
        5 => Standing::Graduated,
        _ => return None,
    })
}

/// Half a year of the calendar of studies, or of a student: the year (or course) and its first or second half.
pub(super) type Half = (u32, u32);

/// The half after one.
pub(super) fn next((year, half): Half) -> Half {
    if half == 1 { (year, 2) } else { (year + 1, 1) }
}

/// A semester (of a doctoral student: a piece of information) that the register has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Academic year and semester of the calendar.
    pub(super) period: Half,
    /// The event.
    pub(super) event: u16,
    /// Course and semester of the student; of a doctoral student the year.
    pub(super) course: Half,
    /// Number of the protocol or order, of a doctoral student.
    pub(super) order: String,
    /// Its day.
    pub(super) order_date: Option<Date>,
    /// Whether it is the second of two that count as two years in one.
    pub(super) is_second_of_two: bool,
}

impl Past {
    /// A row of the semester file as the register keeps it, after those before it.
    #[must_use]
    pub fn of(cells: &[&str], is_doctor: bool, before: &[Self]) -> Self {
        let number = |column: usize| cells.get(column).and_then(|cell| text::number(cell)).unwrap_or_default();
        let last = last(before, is_doctor);
        Self {
            period: if is_doctor { (0, 0) } else { (number(3), number(4)) },
            event: u16::try_from(number(5)).unwrap_or_default(),
            course: (number(6), if is_doctor { 0 } else { number(7) }),
            order: if is_doctor { cells.get(3).copied().unwrap_or_default().to_owned() } else { String::new() },
            order_date: cells.get(4).filter(|_| is_doctor).and_then(|cell| text::day(cell)),
            is_second_of_two: last.is_some_and(|last| last.event == 110 && !last.is_second_of_two),
        }
    }

    /// How it leaves the student.
    pub(super) fn standing(&self) -> Option<Standing> {
        standing(self.event)
    }

    /// Up to where the student has come: with two semesters in one further than the row itself says.
    pub(super) fn reached(&self) -> Half {
        match self.event {
            110 if self.is_second_of_two => (self.course.0 + 1, self.course.1),
            111 => next(self.course),
            _ => self.course,
        }
    }
}

/// The last of some semesters, as the register orders them.
pub(super) fn last(past: &[Past], is_doctor: bool) -> Option<&Past> {
    let key = |past: &Past| if is_doctor { (past.order_date, (0, 0), None) } else { (None, past.period, past.standing()) };
    // Of equal ones the last that was entered.
    past.iter().max_by_key(|past| key(past))
}
