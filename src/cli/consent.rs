//! `laurea consent …`: who has agreed to the graduates' book, to their photo in it, to notices by e-mail.

use serde_json::{Value, json};

use super::args::{Format, RunArgs};
use super::args_of_consent::{ConsentArgs, ConsentCommand, ExtractArgs, GiveArgs, ListArgs, PurposeArg, SaidArgs, WithdrawArgs};
use super::issue::{isolation, options_of, today};
use super::register::{act_day, moment as told_moment, write_out};
use super::{Exit, Failure, say};
use crate::config::Config;
use crate::consent::{AgreedText, Channel, Deed, Line};
use crate::diag::{Lang, ui};
use crate::model::{Granted, Moment, Purpose};
use crate::pipeline::consents::{self, Answered, ConsentExtract, ConsentImport, ConsentLine, Effect, Saying};
use crate::pipeline::{self, Options};
use crate::report;

/// Runs the command.
pub fn run(config: &Config, args: &ConsentArgs, lang: Lang) -> Result<Exit, Failure> {
    match &args.command {
        ConsentCommand::Import(args) => import(config, args, lang),
        ConsentCommand::Give(args) => give(config, args, lang),
        ConsentCommand::Withdraw(args) => withdraw(config, args, lang),
        ConsentCommand::List(args) => list(config, args, lang),
        ConsentCommand::Extract(args) => extract(config, args, lang),
    }
}

fn options(config: &Config, lang: Lang) -> Options {
    Options { date: config.pipeline.date.or_else(today), lang, ..options_of(&RunArgs::default(), lang) }
}

fn import(config: &Config, args: &SaidArgs, lang: Lang) -> Result<Exit, Failure> {
    let import = consents::import_consents(config, &options(config, lang), args.date, args.by.as_deref())?;
    let findings = &import.checked.findings;
    if !findings.is_empty() {
        say(&report::findings(&pipeline::summary_of(config, &import.checked, lang), lang));
    }
    say(&imported(config, &import, lang));
    Ok(if import.checked.held.is_batch() { Exit::Usage } else { Exit::Done })
}

fn imported(config: &Config, import: &ConsentImport, lang: Lang) -> String {
    let [people, answered, known, suppressed] =
        [import.people, import.answered, import.known, import.suppressed].map(|count| count.to_string());
    let args = [("people", people.as_str()), ("answered", &answered), ("known", &known), ("suppressed", &suppressed)];
    let mut out = ui(lang, "consent-import-people", &args) + "\n";
    for (key, counts) in [("consent-import-given", &import.given), ("consent-import-withdrawn", &import.withdrawn)] {
        let counts = Purpose::ALL.map(|purpose| counts.get(&purpose).copied().unwrap_or(0));
        let [book, photo, mail] = counts.map(|count| count.to_string());
        if counts.iter().any(|count| *count > 0) {
            out += &(ui(lang, key, &[("book", &book), ("photo", &photo), ("mail", &mail)]) + "\n");
        }
    }
    let told = [("consent-import-known", import.known), ("consent-import-suppressed", import.suppressed)];
    for (key, _) in told.into_iter().filter(|(_, count)| *count > 0) {
        out += &(ui(lang, key, &args) + "\n");
    }
    if import.answered == 0 {
        let path = config.pipeline.paths.institution.display().to_string();
        out += &(ui(lang, "consent-import-nothing", &[("path", &path)]) + "\n");
    }
    out
}

fn give(config: &Config, args: &GiveArgs, lang: Lang) -> Result<Exit, Failure> {
    let saying = Saying {
        text: args.text.clone(),
        name: args.name.clone(),
        email: args.email.clone(),
        ..saying(&args.student, Deed::Given, &args.purposes, args.channel.into(), &args.said)
    };
    say(&answered(&consents::say_consent(config, &isolation(), &saying)?, Deed::Given, lang));
    Ok(Exit::Done)
}

fn withdraw(config: &Config, args: &WithdrawArgs, lang: Lang) -> Result<Exit, Failure> {
    let all = [PurposeArg::Book, PurposeArg::Photo, PurposeArg::Mail];
    let purposes = if args.purposes.is_empty() { &all[..] } else { &args.purposes };
    let saying = saying(&args.student, Deed::Withdrawn, purposes, args.channel.into(), &args.said);
    say(&answered(&consents::say_consent(config, &isolation(), &saying)?, Deed::Withdrawn, lang));
    Ok(Exit::Done)
}

fn saying(student: &str, deed: Deed, purposes: &[PurposeArg], channel: Channel, said: &SaidArgs) -> Saying {
    let mut purposes: Vec<Purpose> = purposes.iter().map(|purpose| Purpose::from(*purpose)).collect();
    purposes.sort();
    purposes.dedup();
    Saying {
        student: student.to_owned(),
        deed,
        purposes,
        channel,
        on: said.date,
        text: None,
        name: None,
        email: None,
        by: said.by.clone(),
    }
}

fn answered(answered: &Answered, deed: Deed, lang: Lang) -> String {
    let mut out = format!("{}\n", who(&answered.faculty_number, &answered.name));
    for (purpose, effect) in &answered.results {
        let (key, on) = match (effect, deed) {
            (Effect::Entered, Deed::Withdrawn) => ("consent-withdrawn", answered.on),
            (Effect::Entered, _) => ("consent-given", answered.on),
            (Effect::Known(on), Deed::Withdrawn) => ("consent-withdrawn-known", *on),
            (Effect::Known(on), _) => ("consent-given-known", *on),
            (Effect::AgreedSince(on), _) => ("consent-agreed-since", *on),
        };
        out += &format!("  {}\n", ui(lang, key, &[("purpose", &purpose_words(*purpose, lang)), ("on", &moment(on, lang))]));
    }
    if let Some(email) = &answered.email {
        out += &format!("  {}\n", ui(lang, "consent-email", &[("email", email)]));
    }
    if deed == Deed::Withdrawn {
        out += &(ui(lang, "consent-withdrawn-next", &[]) + "\n");
    }
    out
}

fn list(config: &Config, args: &ListArgs, lang: Lang) -> Result<Exit, Failure> {
    let lines = consents::list_consents(config, &isolation(), &args.student)?;
    if args.format == Format::Json {
        say(&(serde_json::to_string_pretty(&lines.iter().map(as_json).collect::<Vec<_>>()).unwrap_or_default() + "\n"));
        return Ok(Exit::Done);
    }
    for line in &lines {
        let name = if line.faculty_number.is_empty() {
            ui(lang, "consent-unnamed", &[("person", line.person.get(..12).unwrap_or(&line.person))])
        } else {
            who(&line.faculty_number, &line.name)
        };
        say(&format!("{name}\n    {}\n", stands(line.granted, &line.withdrawn, lang)));
        if args.log {
            line.lines.iter().for_each(|line| say(&format!("      {}\n", entry(line, lang))));
        }
    }
    let count = |is: fn(&Granted) -> bool| lines.iter().filter(|line| is(&line.granted)).count().to_string();
    let (book, photo, mail) = (count(|granted| granted.book), count(|granted| granted.photo), count(|granted| granted.mail));
    let withdrawn = lines.iter().filter(|line| !line.withdrawn.is_empty()).count().to_string();
    let args = [("book", book.as_str()), ("photo", &photo), ("mail", &mail), ("withdrawn", &withdrawn)];
    say(&(ui(lang, "consent-count", &args) + "\n"));
    Ok(Exit::Done)
}

fn as_json(line: &ConsentLine) -> Value {
    json!({
        "faculty_number": line.faculty_number,
        "name": line.name,
        "person": line.person,
        "granted": granted_json(line.granted),
        "withdrawn": line.withdrawn.iter().map(|purpose| purpose.name()).collect::<Vec<_>>(),
        "lines": line.lines,
    })
}

fn granted_json(granted: Granted) -> Value {
    json!({ "book": granted.book, "photo": granted.photo, "mail": granted.mail })
}

fn extract(config: &Config, args: &ExtractArgs, lang: Lang) -> Result<Exit, Failure> {
    let format = if args.format == Format::Json { "json" } else { "text" };
    let extract = consents::extract_consents(config, &options(config, lang), &args.student, format, args.by.as_deref())?;
    let text = match args.format {
        Format::Json => {
            let all = json!({
                "faculty_number": extract.faculty_number,
                "name": extract.name,
                "granted": granted_json(extract.granted),
                "lines": extract.held.lines,
                "contact": extract.held.contact,
                "texts": extract.held.texts,
            });
            serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
        }
        Format::Human => in_words(config, &extract, lang),
    };
    write_out(text.as_bytes(), args.out.as_deref())
}

fn in_words(config: &Config, extract: &ConsentExtract, lang: Lang) -> String {
    let institution = if lang == Lang::Bg { &config.institution.name } else { &config.institution.name_en };
    let mut out = format!("{institution}\n{}\n\n", ui(lang, "consent-extract-title", &[]));
    out += &format!("{}\n", who(&extract.faculty_number, &extract.name));
    out += &format!("{}\n\n", stands(extract.granted, &[], lang));
    out += &(ui(lang, "consent-extract-lines", &[("count", &extract.held.lines.len().to_string())]) + "\n");
    for line in &extract.held.lines {
        out += &format!("  {}\n", entry(line, lang));
        let at = told_moment(&line.at, lang);
        out += &format!("      {}\n", ui(lang, "consent-entered", &[("at", &at), ("by", &line.by)]));
    }
    out += "\n";
    out += &match &extract.held.contact {
        Some(contact) => ui(lang, "consent-extract-contact", &[("name", &contact.name), ("email", &contact.email)]),
        None => ui(lang, "consent-extract-no-contact", &[]),
    };
    out += "\n";
    for AgreedText { version, sha256, begins, bg, en } in &extract.held.texts {
        let day = act_day(begins.parse().ok(), lang);
        let head = ui(lang, "consent-extract-text", &[("version", version), ("from", &day), ("sha256", sha256)]);
        let words = if lang == Lang::Bg { bg } else { en };
        let words: Vec<String> = words.lines().map(|line| format!("  {line}").trim_end().to_owned()).collect();
        out += &format!("\n{head}\n{}\n", words.join("\n"));
    }
    out
}

/// A line of the log, in words.
fn entry(line: &Line, lang: Lang) -> String {
    let on = line.moment().map_or_else(|| line.date.clone(), |on| moment(on, lang));
    let purpose = Purpose::parse(&line.purpose)
        .map_or_else(|| ui(lang, &format!("consent-handed-{}", line.purpose), &[]), |purpose| purpose_words(purpose, lang));
    let deed = ui(lang, &format!("consent-deed-{}", line.deed.name()), &[]);
    let channel = match Channel::parse(&line.channel) {
        Some(channel) => ui(lang, &format!("consent-channel-{}", channel.name()), &[]),
        None => line.channel.clone(),
    };
    let text = match line.text_version.as_str() {
        "" => String::new(),
        version => ui(lang, "consent-text", &[("version", version)]),
    };
    let parts = [format!("#{}", line.seq), on, deed, purpose, channel, line.source.clone(), text];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What somebody has agreed to and withdrawn.
fn stands(granted: Granted, withdrawn: &[Purpose], lang: Lang) -> String {
    let is_given = |purpose: Purpose| match purpose {
        Purpose::Book => granted.book,
        Purpose::Photo => granted.photo,
        Purpose::Mail => granted.mail,
    };
    let words =
        |purposes: Vec<Purpose>| purposes.into_iter().map(|purpose| purpose_words(purpose, lang)).collect::<Vec<_>>().join(", ");
    let given = words(Purpose::ALL.into_iter().filter(|purpose| is_given(*purpose)).collect());
    let given =
        if given.is_empty() { ui(lang, "consent-nothing", &[]) } else { ui(lang, "consent-agrees", &[("purposes", &given)]) };
    if withdrawn.is_empty() {
        return given;
    }
    format!("{given}; {}", ui(lang, "consent-has-withdrawn", &[("purposes", &words(withdrawn.to_vec()))]))
}

fn purpose_words(purpose: Purpose, lang: Lang) -> String {
    ui(lang, &format!("consent-purpose-{}", purpose.name()), &[])
}

fn who(faculty_number: &str, name: &str) -> String {
    format!("{faculty_number}  {name}").trim_end().to_owned()
}

fn moment(on: Moment, lang: Lang) -> String {
    let day = act_day(Some(on.day), lang);
    match on.time {
        Some(time) => format!("{day} {}", time.strftime("%H:%M")),
        None => day,
    }
}
