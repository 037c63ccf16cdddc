//! When and by whom the log of consents is written: the same clock and name as the register's.

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;

use crate::consent::Signed;
use crate::model::Moment;
use crate::register::Actor;

/// The moment of a command, and who runs it.
pub struct Clock {
    at: Timestamp,
    by: String,
}

impl Clock {
    /// The clock's moment, or that of `SOURCE_DATE_EPOCH` where it is set.
    #[expect(clippy::disallowed_methods, reason = "the log says when somebody agreed; no paper prints it")]
    pub fn of_environment() -> Self {
        let actor = Actor::of_environment();
        let fixed = actor.at.and_then(|second| Timestamp::from_second(second).ok());
        Self { at: fixed.unwrap_or_else(Timestamp::now), by: actor.by }
    }

    /// The moment by the clock of the office.
    pub fn now(&self) -> Moment {
        let here = self.at.to_zoned(TimeZone::system());
        Moment { day: here.date(), time: Some(time(here.hour(), here.minute(), here.second(), 0)) }
    }

    /// The same as a line of the log carries it.
    pub fn signed(&self, by: Option<&str>) -> Signed {
        let by = by.map(str::trim).filter(|by| !by.is_empty()).unwrap_or(&self.by);
        Signed { by: by.to_owned(), at: self.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() }
    }
}
