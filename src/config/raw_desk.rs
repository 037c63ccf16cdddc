//! What the help desk works by, as written: services, who may ask for them, the calendar.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// `[services."…"]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawService {
    /// The kind of paper it brings; `none` for a service without a paper of its own.
    pub kind: Option<String>,
    /// The kind's variant.
    pub variant: Option<String>,
    /// Whose request is well-founded, by status. Default: everybody's.
    pub statuses: Option<Vec<String>>,
    /// Whether it is a duplicate: the original is looked up in the register. Default: false.
    pub original: Option<bool>,
    /// The fee in leva, as a text: `"70.00"`. Default: none.
    pub fee_leva: Option<String>,
    /// The fee in euro, where it was set anew; without it that in leva at 1.95583.
    pub fee_euro: Option<String>,
    /// Statuses for which the first one in a semester is free. Default: none.
    #[serde(default)]
    pub first_free: Vec<String>,
    /// How long an answer may take: `at once`, `7 days`, `7 working days`, `2 months`. Default: no term.
    pub term: Option<String>,
    /// The term where the paper needs the ministry's sticker. Default: `term`.
    pub term_with_sticker: Option<String>,
    /// By how much the term may be extended, once. Default: not at all.
    pub extension: Option<String>,
    /// Whether the term begins anew with the results of a check. Default: false.
    pub term_restarts: Option<bool>,
    /// What every request waits for before its term begins to run. Default: nothing.
    pub waits_for: Option<String>,
    /// Papers that whoever asks must bring.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What somebody else must show, if not as `[authorities]` says.
    #[serde(default)]
    pub authorities: BTreeMap<String, String>,
}

/// `[requests]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRequests {
    /// Format of the incoming number, a Tera string over `in_year`, `year` and `date`. Default: `{{ in_year }}/{{ date }}`.
    pub number: Option<String>,
}

/// `[calendar]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCalendar {
    /// Official holidays of fixed date, `MM-DD`. Default: those of Bulgaria.
    pub holidays: Option<Vec<String>>,
    /// Whether official holidays on a weekend move to the next working days. Default: true.
    pub holidays_move: Option<bool>,
    /// Official holidays by their distance in days from the Orthodox Easter Sunday; they never move. Default: -2, -1, 0, 1.
    pub easter: Option<Vec<i32>>,
    /// Days on which only educational institutions do not work, `MM-DD`. Default: 1 November.
    pub non_attendance: Option<Vec<String>>,
    /// Whether those move from a weekend. Default: false.
    pub non_attendance_moves: Option<bool>,
    /// First days of the semesters, `MM-DD`. Default: 15 February and 15 September.
    pub semesters: Option<Vec<String>>,
    /// Days off by decision.
    #[serde(default)]
    pub closed: Vec<RawDecision>,
    /// Working Saturdays and Sundays by decision.
    #[serde(default)]
    pub open: Vec<RawDecision>,
}

/// `[[calendar.closed]]`, `[[calendar.open]]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDecision {
    /// The day, `YYYY-MM-DD`.
    pub day: Option<String>,
    /// Who decided it, and where that stands.
    pub source: Option<String>,
}
