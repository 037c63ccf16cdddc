//! How papers, their steps and what stands in their way are said.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::diag::{Lang, ui};
use crate::kind::Kinds;
use crate::model::{Step, bulgarian_date};
use crate::pipeline::{Done, Unfound, Why};
use crate::register::{Action, Bar, Entry, Paper, State};

/// What came of a line, in a line.
pub fn done(kinds: &Kinds, done: &Done, lang: Lang) -> String {
    let what = match &done.result {
        Ok(entry) => format!("{}, {}", act(entry, lang), day(entry.day(), lang)),
        Err(refused) => ui(lang, "life-refused", &[("why", &why(refused, lang))]),
    };
    let name = match &done.paper {
        Some(paper) => label(kinds, paper.last(), lang),
        None => done.line.says(),
    };
    let row = done.line.row.map(|row| ui(lang, "life-row", &[("row", &row.to_string())]) + " ").unwrap_or_default();
    let indent = if done.is_companion { "    " } else { "  " };
    format!("{indent}{row}{name}: {what}\n")
}

/// A paper: its number, kind and holder.
pub fn label(kinds: &Kinds, entry: &Entry, lang: Lang) -> String {
    let number = entry.number.as_deref().unwrap_or("–");
    let parts = [number.to_owned(), title(kinds, &entry.kind, lang), entry.faculty_number.clone(), entry.person_name.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

/// The title of a kind.
pub fn title(kinds: &Kinds, kind: &str, lang: Lang) -> String {
    if kind == crate::register::EARLIER_KIND {
        return ui(lang, "kind-earlier", &[]);
    }
    kinds.get(kind).map(|kind| kind.title(lang).to_owned()).filter(|title| !title.is_empty()).unwrap_or_else(|| kind.to_owned())
}

/// What an entry records, with what only it says.
pub fn act(entry: &Entry, lang: Lang) -> String {
    let mut words = ui(lang, &format!("action-{}", entry.action.name()), &[]);
    if matches!(entry.action, Action::Reserved | Action::Numbered | Action::Imported) {
        words += &format!(" {}", entry.number.as_deref().unwrap_or("–"));
    }
    for name in
        ["sticker", "to", "authority", "address", "tracking", "archive", "again", "spoiled", "reason", "decision", "remark"]
    {
        if let Some(said) = entry.detail(name) {
            words += &format!(", {}", ui(lang, &format!("detail-{name}"), &[("said", &said)]));
        }
    }
    words
}

/// A day as a language writes it.
pub fn day(day: Option<Date>, lang: Lang) -> String {
    match lang {
        Lang::Bg => day.map(bulgarian_date).unwrap_or_default(),
        Lang::En => day.map(|day| day.to_string()).unwrap_or_default(),
    }
}

/// A moment of the register (UTC) as a language writes it, by the clock of this machine.
pub fn moment(at: &str, lang: Lang) -> String {
    let Ok(at) = at.parse::<Timestamp>() else { return at.to_owned() };
    let here = at.to_zoned(TimeZone::system());
    format!("{} {}", day(Some(here.date()), lang), here.strftime("%H:%M"))
}

/// How a paper stands, and what it waits for.
pub fn stands(paper: &Paper, steps: &[Step], lang: Lang) -> String {
    let state = state(paper.state(), lang);
    match (paper.state(), paper.next(steps)) {
        (State::Reserved | State::Annulled, _) => state,
        (_, Some(step)) => format!("{state}; {}", waits(step, lang)),
        (_, None) => state,
    }
}

/// The word for a state.
pub fn state(state: State, lang: Lang) -> String {
    let key = match state {
        State::Reserved => "state-reserved",
        State::AwaitingNumber => "state-awaiting-number",
        State::Issued => "state-issued",
        State::Annulled => "state-annulled",
    };
    ui(lang, key, &[])
}

/// What a paper waits for.
pub fn waits(step: Step, lang: Lang) -> String {
    ui(lang, &format!("waits-{}", step.name()), &[])
}

/// Why nothing was entered.
pub(super) fn why(why: &Why, lang: Lang) -> String {
    match why {
        Why::Unfound(Unfound::Unknown) => ui(lang, "unfound", &[]),
        Why::Unfound(Unfound::Several(keys)) => ui(lang, "unfound-several", &[("found", &keys.join(", "))]),
        Why::Unfound(Unfound::Kind(found)) => ui(lang, "unfound-kind", &[("found", found)]),
        Why::Unfound(Unfound::Day(found)) => ui(lang, "unfound-day", &[("found", found)]),
        Why::Bar(why) => bar(why, lang),
        Why::NoAuthority(to) => ui(lang, "bar-authority", &[("to", to)]),
        Why::Unsaid(what) => ui(lang, &format!("bar-no-{what}"), &[]),
    }
}

/// Why the register does not allow something.
pub fn bar(bar: &Bar, lang: Lang) -> String {
    let step_word = |step: &Step| ui(lang, &format!("action-{}", action_of(*step)), &[]);
    let on = |date: &Date| day(Some(*date), lang);
    match bar {
        Bar::Unknown | Bar::Principal => ui(lang, "unfound", &[]),
        Bar::Reserved => ui(lang, "bar-reserved", &[]),
        Bar::Annulled => ui(lang, "bar-annulled", &[]),
        Bar::NotOfKind(step) => ui(lang, "bar-not-of-kind", &[("step", &step_word(step))]),
        Bar::Done(step, date) => ui(lang, "bar-done", &[("step", &step_word(step)), ("date", &on(date))]),
        Bar::First(step) => ui(lang, "bar-first", &[("step", &waits(*step, lang))]),
        Bar::Before(date) => ui(lang, "bar-before", &[("date", &on(date))]),
        Bar::Chronology(date) => ui(lang, "bar-chronology", &[("date", &on(date))]),
        Bar::Expected(number) => ui(lang, "bar-expected", &[("number", number)]),
        Bar::Taken(number) => ui(lang, "bar-taken", &[("number", number)]),
        Bar::StickerTaken(number) => ui(lang, "bar-sticker-taken", &[("number", number)]),
        Bar::StickerUnknown(number) => ui(lang, "bar-sticker-unknown", &[("number", number)]),
        Bar::Explained => ui(lang, "bar-explained", &[]),
        Bar::NotNumberedLater => ui(lang, "bar-not-numbered-later", &[]),
        Bar::Known => ui(lang, "bar-known", &[]),
    }
}

fn action_of(step: Step) -> &'static str {
    if step == Step::Delivered { Action::HandedOver.name() } else { step.name() }
}
