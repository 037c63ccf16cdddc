//! `laurea request list`, `due` and `show`: what the help desk has, and what it owes.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::args::Format;
use super::args_of_requests::{DueArgs, ListArgs, ListFormat};
use super::request::{day, due as due_words, fee, lacking, state, told, with_missing};
use super::{Exit, Failure, say};
use crate::config::{Config, fold};
use crate::diag::{Lang, ui};
use crate::model::{AskedPaper, Calendar, Euro, Leva, RequestState, Term, plain_date, spreadsheet_safe};
use crate::pipeline;
use crate::register::Entry;

/// Working days that `due` looks ahead by itself.
const AHEAD: u16 = 5;

/// Columns of `list --format csv`.
const COLUMNS: [&str; 16] = [
    "number",
    "filed",
    "paper",
    "faculty_number",
    "person_name",
    "asker",
    "asker_name",
    "purpose",
    "recipient",
    "fee_eur",
    "fee_bgn",
    "fee_reason",
    "paid",
    "due",
    "state",
    "since",
];

/// `request list`.
pub fn list(config: &Config, args: &ListArgs, lang: Lang) -> Result<Exit, Failure> {
    let mut requests = requests(config)?;
    requests.retain(|asked| is_wanted(asked, args));
    match args.format {
        ListFormat::Human => {
            requests.iter().for_each(|asked| say(&line(asked, lang)));
            say(&(ui(lang, "request-count", &[("count", &requests.len().to_string())]) + "\n"));
        }
        ListFormat::Json => say(&json_of(&requests.iter().map(with_missing).collect::<Vec<_>>())),
        ListFormat::Csv => {
            let bytes = csv_of(&requests).map_err(|error| Failure::Other(error.to_string()))?;
            super::register::write_out(&bytes, None)?;
        }
    }
    Ok(Exit::Done)
}

fn requests(config: &Config) -> Result<Vec<AskedPaper>, Failure> {
    let register = pipeline::open_register_to_read(config)?;
    Ok(register.map(|register| register.requests()).transpose()?.unwrap_or_default())
}

fn is_wanted(asked: &AskedPaper, args: &ListArgs) -> bool {
    let is_named = |person: &String| asked.faculty_number == *person || fold(&asked.person_name).contains(&fold(person));
    (args.state.is_empty() || args.state.contains(&asked.state))
        && args.paper.as_ref().is_none_or(|paper| fold(paper) == fold(&asked.paper))
        && args.person.as_ref().is_none_or(is_named)
}

fn line(asked: &AskedPaper, lang: Lang) -> String {
    let due = asked.due.map_or_else(|| "–".to_owned(), plain_date);
    format!(
        "{:<18} {}  {:<12} {:<22} {:<28} {}\n",
        asked.number,
        plain_date(asked.filed),
        due,
        state(asked, lang),
        asked.paper,
        asked.person_name
    )
}

fn json_of(values: &[Value]) -> String {
    serde_json::to_string_pretty(values).unwrap_or_default() + "\n"
}

fn csv_of(requests: &[AskedPaper]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    for asked in requests {
        writer.write_record([
            spreadsheet_safe(&asked.number),
            asked.filed.to_string(),
            spreadsheet_safe(&asked.paper),
            spreadsheet_safe(&asked.faculty_number),
            spreadsheet_safe(&asked.person_name),
            asked.asker.name().to_owned(),
            spreadsheet_safe(&asked.asker_name),
            spreadsheet_safe(&asked.purpose),
            spreadsheet_safe(&asked.recipient),
            Euro { cents: asked.fee_cents }.to_string(),
            Leva { stotinki: asked.fee_stotinki }.to_string(),
            asked.fee_reason.name().to_owned(),
            date(asked.paid),
            date(asked.due),
            asked.state.name().to_owned(),
            asked.since.to_string(),
        ])?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// `request show`.
pub fn show(config: &Config, number: &str, format: Format, lang: Lang) -> Result<Exit, Failure> {
    let register = pipeline::open_register_to_read(config)?;
    let asked = register.as_ref().map(|register| register.request(number)).transpose()?.flatten();
    let (Some(register), Some(asked)) = (register, asked) else {
        eprintln!("{number}: {}", ui(lang, "request-unknown", &[]));
        return Ok(Exit::Usage);
    };
    let entries = register.request_entries(number)?;
    match format {
        Format::Json => {
            let mut value = with_missing(&asked);
            value["entries"] = json!(entries);
            say(&(serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"));
        }
        Format::Human => {
            say(&format!("{number}: {}\n{}", asked.paper, told(&asked, lang)));
            for line in acts(&entries, lang) {
                say(&format!("    {line}\n"));
            }
        }
    }
    Ok(Exit::Done)
}

/// What each entry changed, on which day, and who entered it.
fn acts(entries: &[Entry], lang: Lang) -> Vec<String> {
    let mut before: Option<AskedPaper> = None;
    let mut lines = Vec::new();
    for entry in entries {
        let after = entry.details.as_ref().and_then(|details| serde_json::from_str::<AskedPaper>(details).ok());
        let Some(after) = after else { continue };
        let done = done(before.as_ref(), &after, lang).join("; ");
        lines.push(format!("{}  #{}  {done}  {}", entry.date, entry.seq, entry.by.as_deref().unwrap_or("–")));
        before = Some(after);
    }
    lines
}

fn done(before: Option<&AskedPaper>, after: &AskedPaper, lang: Lang) -> Vec<String> {
    let Some(before) = before else { return vec![state(after, lang)] };
    let mut done = Vec::new();
    let mut tell = |is_new: bool, key: &str, what: &str| {
        done.extend(is_new.then(|| ui(lang, key, &[("what", what)])));
    };
    tell(before.paid != after.paid, "request-act-paid", &after.receipt);
    tell(before.authority != after.authority, "request-act-authority", &after.authority);
    let brought = after.brought.iter().filter(|paper| !before.brought.contains(paper)).cloned().collect::<Vec<_>>().join("; ");
    tell(!brought.is_empty(), "request-act-brought", &brought);
    tell(before.extended != after.extended, "request-act-extended", &after.due.map(plain_date).unwrap_or_default());
    if before.state != after.state {
        let reason = Some(&after.reason).filter(|reason| !reason.is_empty()).map(|reason| format!(" ({reason})"));
        let to = Some(&after.handed_to).filter(|name| !name.is_empty()).map(|name| format!(": {name}"));
        done.push(format!("{}{}{}", state(after, lang), to.unwrap_or_default(), reason.unwrap_or_default()));
    }
    done
}

/// `request due`.
pub fn due(config: &Config, args: &DueArgs, lang: Lang) -> Result<Exit, Failure> {
    let today = day(args.date)?;
    let calendar = &config.institution.calendar;
    let until = args.until.unwrap_or_else(|| calendar.due(today, Term::WorkingDays(AHEAD)));
    let owed = Owed::of(requests(config)?, today, until);
    match args.format {
        Format::Json => say(&(serde_json::to_string_pretty(&owed.as_json(today, until, calendar)).unwrap_or_default() + "\n")),
        Format::Human => say(&owed.words(today, until, calendar, lang)),
    }
    Ok(if owed.overdue.is_empty() { Exit::Done } else { Exit::Held })
}

/// What the desk owes, and what others owe it.
struct Owed {
    /// Due before today, the longest overdue first.
    overdue: Vec<AskedPaper>,
    /// Due from today on, the nearest first.
    coming: Vec<AskedPaper>,
    /// Of those that are not over: waiting for money, papers, a check, or to be collected; the longest waiting first.
    waiting: Vec<AskedPaper>,
}

impl Owed {
    fn of(requests: Vec<AskedPaper>, today: Date, until: Date) -> Self {
        let mut open: Vec<AskedPaper> = requests.iter().filter(|asked| asked.state.is_open()).cloned().collect();
        open.retain(|asked| asked.due.is_some_and(|due| due <= until));
        open.sort_by_key(|asked| asked.due);
        let (overdue, coming) = open.into_iter().partition(|asked| asked.due.is_some_and(|due| due < today));
        let mut waiting: Vec<AskedPaper> = requests.into_iter().filter(waits_for_somebody).collect();
        waiting.sort_by_key(|asked| asked.since);
        Self { overdue, coming, waiting }
    }

    fn as_json(&self, today: Date, until: Date, calendar: &Calendar) -> Value {
        let with_days = |asked: &AskedPaper| {
            let mut value = with_missing(asked);
            let days = asked.due.map(|due| calendar.working_days_between(due, today));
            value["working_days_overdue"] = json!(days);
            value
        };
        let all = |requests: &[AskedPaper]| requests.iter().map(with_days).collect::<Vec<_>>();
        json!({
            "date": today.to_string(),
            "until": until.to_string(),
            "overdue": all(&self.overdue),
            "due": all(&self.coming),
            "reminders": all(&self.waiting),
        })
    }

    fn words(&self, today: Date, until: Date, calendar: &Calendar, lang: Lang) -> String {
        let mut out = String::new();
        let mut part = |key: &str, requests: &[AskedPaper], told: &dyn Fn(&AskedPaper) -> String| {
            if !requests.is_empty() {
                out += &format!("{}\n", ui(lang, key, &[("until", &plain_date(until))]));
                for asked in requests {
                    out += &format!("  {}  {}, {}: {}\n", asked.number, asked.paper, asked.person_name, told(asked));
                }
            }
        };
        part("request-overdue", &self.overdue, &|asked| {
            let days = asked.due.map_or(0, |due| calendar.working_days_between(due, today)).to_string();
            let due = asked.due.map(plain_date).unwrap_or_default();
            ui(lang, "request-overdue-by", &[("due", &due), ("days", &days), ("state", &state(asked, lang))])
        });
        part("request-coming", &self.coming, &|asked| format!("{}; {}", due_words(asked, lang), state(asked, lang)));
        part("request-reminders", &self.waiting, &|asked| reminder(asked, lang));
        if out.is_empty() { ui(lang, "request-nothing-due", &[("until", &plain_date(until))]) + "\n" } else { out }
    }
}

fn waits_for_somebody(asked: &AskedPaper) -> bool {
    let lacks = asked.owes() || asked.lacks_authority() || asked.missing().next().is_some();
    let waits = matches!(asked.state, RequestState::WaitingForCheck | RequestState::Ready);
    waits || (asked.state.is_open() && lacks)
}

fn reminder(asked: &AskedPaper, lang: Lang) -> String {
    let since = plain_date(asked.since);
    match asked.state {
        RequestState::Ready => ui(lang, "request-remind-ready", &[("date", &since)]),
        RequestState::WaitingForCheck => {
            let what = if asked.waits_for.is_empty() { ui(lang, "request-check", &[]) } else { asked.waits_for.clone() };
            ui(lang, "request-remind-check", &[("date", &since), ("what", &what)])
        }
        _ if asked.owes() => ui(lang, "request-remind-fee", &[("date", &since), ("fee", &fee(asked, lang))]),
        _ => ui(lang, "request-missing", &[("what", &lacking(asked, lang).join("; "))]),
    }
}
