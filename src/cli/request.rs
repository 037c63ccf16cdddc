//! `laurea request`: the help desk takes requests in and moves them on.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::args::Format;
use super::args_of_requests::{AddArgs, EnteredArgs, RequestArgs, RequestCommand, SetArgs};
use super::issue::{isolation, today};
use super::{Exit, Failure, request_lists, say};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::model::{Act, AskedPaper, Asker, Euro, FeeReason, Leva, Next, NotDone, Status, Term, plain_date, told_sum};
use crate::pipeline::{self, Asking, Came, Desk, ImportLine, LeftOut, Taken};
use crate::register::Change;

/// Runs the command.
pub fn run(config: &Config, args: &RequestArgs, lang: Lang) -> Result<Exit, Failure> {
    match &args.command {
        RequestCommand::Add(args) => add(config, args, lang),
        RequestCommand::List(args) => request_lists::list(config, args, lang),
        RequestCommand::Due(args) => request_lists::due(config, args, lang),
        RequestCommand::Show { number, format } => request_lists::show(config, number, *format, lang),
        RequestCommand::Pay { numbers, receipt, entered } => act(config, numbers, &[Act::Pay(receipt.clone())], entered, lang),
        RequestCommand::Bring { number, paper, authority, entered } => {
            let shown = authority.clone().map(Act::Authorise);
            let brought = (!paper.is_empty() || shown.is_none()).then(|| Act::Bring(paper.clone()));
            let acts: Vec<Act> = shown.into_iter().chain(brought).collect();
            act(config, std::slice::from_ref(number), &acts, entered, lang)
        }
        RequestCommand::Extend { numbers, reason, entered } => {
            act(config, numbers, &[Act::Extend(reason.clone())], entered, lang)
        }
        RequestCommand::Set(args) => set(config, args, lang),
        RequestCommand::Import { by, format } => import(config, by.as_deref(), *format, lang),
    }
}

fn add(config: &Config, args: &AddArgs, lang: Lang) -> Result<Exit, Failure> {
    let asking = asking(args)?;
    let taken = if args.dry_run {
        let register = pipeline::open_register_to_read(config)?;
        pipeline::quote_request(config, register.as_ref(), &asking, &isolation())?
    } else {
        Desk::open(config, args.entered.by.as_deref())?.add(&asking, &isolation())?
    };
    match args.format {
        Format::Json => say(&(serde_json::to_string_pretty(&as_json(&taken)).unwrap_or_default() + "\n")),
        Format::Human => say(&words(&taken, args.dry_run, lang)),
    }
    Ok(Exit::Done)
}

fn asking(args: &AddArgs) -> Result<Asking, Failure> {
    let filed = day(args.entered.date)?;
    let text = |text: &String| text.trim().to_owned();
    Ok(Asking {
        paper: args.paper.clone(),
        number: args.number.as_ref().map(text).filter(|number| !number.is_empty()),
        filed,
        faculty_number: text(&args.student),
        person_name: text(&args.name),
        status: args.status,
        asker: args.asker,
        asker_name: text(&args.asker_name),
        authority: text(&args.authority),
        purpose: text(&args.purpose),
        recipient: text(&args.recipient),
        original: text(&args.original),
        announcement: text(&args.announcement),
        copies: args.copies,
        brought: args.brought.clone(),
        brought_all: args.brought.iter().any(|paper| paper == "all"),
        paid: args.paid.then_some(filed),
        receipt: text(&args.receipt),
        check: text(&args.check),
    })
}

/// The day that was said, else today.
pub(super) fn day(said: Option<Date>) -> Result<Date, Failure> {
    said.or_else(today).ok_or_else(|| pipeline::Error::NoDate.into())
}

fn as_json(taken: &Taken) -> Value {
    let mut value = with_missing(&taken.asked);
    if let Some((status, _)) = &taken.unfit {
        value["unfit_status"] = json!(status.name());
    }
    value
}

/// A request as JSON, with what is missing of it.
pub(super) fn with_missing(asked: &AskedPaper) -> Value {
    let mut value = serde_json::to_value(asked).unwrap_or_default();
    value["missing"] = json!(asked.missing().collect::<Vec<_>>());
    value["lacks_authority"] = json!(asked.lacks_authority());
    value["owes"] = json!(asked.owes());
    value
}

fn words(taken: &Taken, is_dry_run: bool, lang: Lang) -> String {
    let asked = &taken.asked;
    let title = if is_dry_run { "request-quoted" } else { "request-added" };
    let mut out = ui(lang, title, &[("number", &asked.number), ("paper", &asked.paper)]) + "\n";
    out += &told(asked, lang);
    if let Some((status, expected)) = &taken.unfit {
        let expected = expected.iter().map(|status| status_word(*status, lang)).collect::<Vec<_>>().join(", ");
        let args = [("status", status_word(*status, lang)), ("expected", expected)];
        out += &format!("  {}\n", ui(lang, "request-unfit", &[(args[0].0, &args[0].1), (args[1].0, &args[1].1)]));
    }
    out
}

/// A request in words: whose, for how much, until when, and what it lacks.
pub(super) fn told(asked: &AskedPaper, lang: Lang) -> String {
    let say = |key: &str, args: &[(&str, &str)]| format!("  {}\n", ui(lang, key, args));
    let person = [asked.person_name.as_str(), &asked.faculty_number].into_iter().filter(|text| !text.is_empty());
    let mut out = say("request-person", &[("name", &person.collect::<Vec<_>>().join(", "))]);
    if asked.asker != Asker::Person {
        let who = ui(lang, &format!("asker-{}", asked.asker.name()), &[]);
        out += &say("request-asker", &[("who", &who), ("name", &asked.asker_name)]);
    }
    out += &say("request-fee", &[("fee", &fee(asked, lang)), ("why", &why(asked, lang))]);
    if let Some(paid) = asked.paid {
        out += &say("request-paid", &[("date", &plain_date(paid))]);
    }
    out += &say("request-due", &[("due", &due(asked, lang))]);
    out += &say("request-state", &[("state", &state(asked, lang)), ("date", &plain_date(asked.since))]);
    for lacking in lacking(asked, lang) {
        out += &say("request-missing", &[("what", &lacking)]);
    }
    out
}

/// What a request lacks before the paper can be made.
pub(super) fn lacking(asked: &AskedPaper, lang: Lang) -> Vec<String> {
    let fee = asked.owes().then(|| ui(lang, "request-lacks-fee", &[("fee", &fee(asked, lang))]));
    let authority = asked.lacks_authority().then(|| match asked.authority_needed.as_str() {
        "" => ui(lang, "request-lacks-authority", &[]),
        needed => needed.to_owned(),
    });
    fee.into_iter().chain(authority).chain(asked.missing().map(str::to_owned)).collect()
}

/// The fee in the money of the day of filing.
pub(super) fn fee(asked: &AskedPaper, lang: Lang) -> String {
    match asked.fee_cents {
        0 => ui(lang, "request-fee-none", &[]),
        cents => told_sum(Leva { stotinki: asked.fee_stotinki }, Euro { cents }, asked.filed, lang),
    }
}

fn why(asked: &AskedPaper, lang: Lang) -> String {
    let because = match asked.fee_reason {
        FeeReason::Status => {
            let status = Status::ALL.into_iter().find(|status| status.name() == asked.fee_because);
            status.map(|status| status_word(status, lang)).unwrap_or_default()
        }
        _ => asked.fee_because.clone(),
    };
    ui(lang, &format!("fee-{}", asked.fee_reason.name()), &[("because", &because)])
}

pub(super) fn due(asked: &AskedPaper, lang: Lang) -> String {
    let term = term(&asked.term, lang);
    match (asked.due, asked.term.is_empty()) {
        (_, true) => ui(lang, "request-due-never", &[]),
        (None, false) => ui(lang, "request-due-waits", &[("term", &term), ("what", &waited_for(asked, lang))]),
        (Some(due), false) => {
            let from = plain_date(asked.runs_from.unwrap_or(asked.filed));
            ui(lang, "request-due-on", &[("due", &plain_date(due)), ("term", &term), ("from", &from)])
        }
    }
}

fn waited_for(asked: &AskedPaper, lang: Lang) -> String {
    if asked.waits_for.is_empty() { ui(lang, "request-check", &[]) } else { asked.waits_for.clone() }
}

fn term(text: &str, lang: Lang) -> String {
    let counted = |key: &str, count: u16| {
        let key = if count == 1 { format!("{key}-one") } else { key.to_owned() };
        ui(lang, &key, &[("count", &count.to_string())])
    };
    match Term::parse(text) {
        None => String::new(),
        Some(Term::AtOnce) => ui(lang, "term-at-once", &[]),
        Some(Term::Days(count)) => counted("term-days", count),
        Some(Term::WorkingDays(count)) => counted("term-working-days", count),
        Some(Term::Months(count)) => counted("term-months", count),
    }
}

pub(super) fn state(asked: &AskedPaper, lang: Lang) -> String {
    ui(lang, &format!("request-is-{}", asked.state.name()), &[])
}

fn status_word(status: Status, lang: Lang) -> String {
    match lang {
        Lang::Bg => status.bulgarian().to_owned(),
        Lang::En => status.name().replace('-', " "),
    }
}

fn set(config: &Config, args: &SetArgs, lang: Lang) -> Result<Exit, Failure> {
    let next = Next {
        to: args.state,
        reason: args.reason.trim().to_owned(),
        handed_to: args.to.trim().to_owned(),
        authority: args.authority.trim().to_owned(),
    };
    act(config, &args.numbers, &[Act::Set(next)], &args.entered, lang)
}

/// Does something with each of several requests; what is refused for one leaves the others as they are.
fn act(config: &Config, numbers: &[String], acts: &[Act], entered: &EnteredArgs, lang: Lang) -> Result<Exit, Failure> {
    let day = day(entered.date)?;
    let mut desk = Desk::open(config, entered.by.as_deref())?;
    let mut exit = Exit::Done;
    for (number, act) in numbers.iter().flat_map(|number| acts.iter().map(move |act| (number, act))) {
        let done = desk.act(number, act, day)?;
        let line = match &done {
            Change::Made(asked) => changed(asked, lang),
            Change::Unknown => ui(lang, "request-unknown", &[]),
            Change::Refused(why) => not_done(why, lang),
        };
        if !matches!(done, Change::Made(_)) {
            exit = Exit::Held;
        }
        say(&format!("{number}: {line}\n"));
    }
    Ok(exit)
}

fn changed(asked: &AskedPaper, lang: Lang) -> String {
    let due = asked.due.filter(|_| asked.state.is_open());
    let due = due.map(|due| ui(lang, "request-changed-due", &[("due", &plain_date(due))])).unwrap_or_default();
    let lacking = lacking(asked, lang).join("; ");
    let lacking = match (asked.state.is_open(), lacking.as_str()) {
        (false, _) | (_, "") => String::new(),
        (true, what) => format!("; {}", ui(lang, "request-missing", &[("what", what)])),
    };
    format!("{}{due}{lacking}", state(asked, lang))
}

fn not_done(why: &NotDone, lang: Lang) -> String {
    let say = |key: &str, args: &[(&str, &str)]| ui(lang, key, args);
    let word = |state: crate::model::RequestState| ui(lang, &format!("request-is-{}", state.name()), &[]);
    match why {
        NotDone::Earlier(since) => say("request-not-earlier", &[("date", &plain_date(*since))]),
        NotDone::NoWay(from, to) => {
            let ways = from.next().iter().map(|state| state.name()).collect::<Vec<_>>().join(", ");
            say("request-not-way", &[("from", &word(*from)), ("to", &word(*to)), ("ways", &ways)])
        }
        NotDone::Unpaid => say("request-not-unpaid", &[]),
        NotDone::PaidBefore(date) => say("request-not-paid-before", &[("date", &plain_date(*date))]),
        NotDone::Free => say("request-not-free", &[]),
        NotDone::Missing(papers) => say("request-not-missing", &[("what", &papers.join("; "))]),
        NotDone::NotNeeded(found, known) => say("request-not-needed", &[("found", found), ("known", &known.join("; "))]),
        NotDone::NoAuthority(needed) => say("request-not-authority", &[("needed", needed)]),
        NotDone::NoReason => say("request-not-reason", &[]),
        NotDone::NotExtendable => say("request-not-extendable", &[]),
        NotDone::ExtendedBefore(date) => say("request-not-extended-before", &[("date", &plain_date(*date))]),
        NotDone::Over(state) => say("request-not-over", &[("state", &word(*state))]),
    }
}

fn import(config: &Config, by: Option<&str>, format: Format, lang: Lang) -> Result<Exit, Failure> {
    let lines = Desk::open(config, by)?.import(&isolation())?;
    match format {
        Format::Json => say(&(serde_json::to_string_pretty(&lines).unwrap_or_default() + "\n")),
        Format::Human => say(&imported(&lines, lang)),
    }
    let is_told = lines.iter().any(|line| matches!(line.came, Came::Differs(_) | Came::LeftOut(_)));
    Ok(if is_told { Exit::Held } else { Exit::Done })
}

fn imported(lines: &[ImportLine], lang: Lang) -> String {
    let mut out = String::new();
    for line in lines {
        match &line.came {
            Came::Added | Came::Same => {}
            Came::Differs(fields) => {
                out += &format!("{}\n", ui(lang, "request-differs", &[("place", &line.place), ("number", &line.number)]));
                for (field, register, workbook) in fields {
                    let label = crate::model::Field::parse(field).map_or(*field, |field| field.label(lang));
                    let args = [("field", label), ("register", register.as_str()), ("workbook", workbook)];
                    out += &format!("  {}\n", ui(lang, "request-differs-in", &args));
                }
            }
            Came::LeftOut(why) => {
                let why = match why {
                    LeftOut::NoNumber => ui(lang, "request-left-number", &[]),
                    LeftOut::NoDate => ui(lang, "request-left-date", &[]),
                    LeftOut::NoName => ui(lang, "request-left-name", &[]),
                    LeftOut::UnknownPaper(paper) => ui(lang, "request-left-paper", &[("paper", paper)]),
                };
                let args = [("place", line.place.as_str()), ("number", &line.number), ("why", &why)];
                out += &format!("{}\n", ui(lang, "request-left-out", &args));
            }
        }
    }
    let count = |is: fn(&Came) -> bool| lines.iter().filter(|line| is(&line.came)).count().to_string();
    let counts = [
        ("added", count(|came| *came == Came::Added)),
        ("same", count(|came| *came == Came::Same)),
        ("differ", count(|came| matches!(came, Came::Differs(_)))),
        ("left", count(|came| matches!(came, Came::LeftOut(_)))),
    ];
    let args: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    out + &ui(lang, "request-imported", &args) + "\n"
}
