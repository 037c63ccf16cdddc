//! The log of consents: opened with its key, filled from the sheets and by commands, asked by the graduates' book.

mod clock;
mod people;
mod sheets;

use std::fs::File;

use super::{Error, Options, numbers};
use crate::config::Config;
use crate::consent::{Act, AgreedText, Channel, ConsentError, Consents, Contact, Deed, Handed, Held, Line, Log, Standing};
use crate::ingest::Isolation;
use crate::model::{Granted, Moment, Purpose};
pub(super) use clock::Clock;
use people::Somebody;

pub use people::is_email;
pub use sheets::{ConsentImport, import_consents};

/// What is asked of the log of consents and cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ConsentsError {
    /// The log cannot be used.
    #[error(transparent)]
    Log(#[from] ConsentError),
    /// Neither the sheets, nor the register, nor the log know the number.
    #[error("nobody {0}")]
    Nobody(String),
    /// No text of consent is in force for the purpose on the day.
    #[error("no text for {} on {day}", purpose.name())]
    NoText {
        /// The purpose.
        purpose: Purpose,
        /// The day.
        day: jiff::civil::Date,
    },
    /// `--text` names no version, or one that does not ask for the purpose.
    #[error("text {found}")]
    UnknownText {
        /// The version.
        found: String,
        /// The versions there are.
        known: String,
    },
    /// The day is yet to come.
    #[error("{0} is yet to come")]
    Future(Moment),
    /// The person has withdrawn, and the consent is not surely later.
    #[error("withdrawn {on}")]
    NotLater {
        /// The purpose.
        purpose: Purpose,
        /// When they withdrew.
        on: Moment,
    },
    /// Mailings are agreed to, and no e-mail is known.
    #[error("no e-mail")]
    NoEmail(String),
    /// The e-mail is none.
    #[error("e-mail {0}")]
    Email(String),
    /// There is no log yet.
    #[error("no log")]
    None,
}

impl From<ConsentError> for Error {
    fn from(error: ConsentError) -> Self {
        Self::Consents(error.into())
    }
}

/// Something somebody says, as a command has it.
#[derive(Debug, Clone)]
pub struct Saying {
    /// Faculty number.
    pub student: String,
    /// Given or withdrawn.
    pub deed: Deed,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// By which way.
    pub channel: Channel,
    /// When; now where it is not said.
    pub on: Option<Moment>,
    /// Version of the text; the one in force where it is not said.
    pub text: Option<String>,
    /// The name as the person wants it; as the office writes it where it is not said.
    pub name: Option<String>,
    /// The e-mail; the office's where it is not said.
    pub email: Option<String>,
    /// In whose name it is entered.
    pub by: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Faculty number.
    pub faculty_number: String,
    /// Name; empty where only the log knows the number.
    pub name: String,
    /// When it was said.
    pub on: Moment,
    /// What became of each purpose.
    pub results: Vec<(Purpose, Effect)>,
    /// Where notices go to, if they do.
    pub email: Option<String>,
}

/// What became of a purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// It is entered.
    Entered,
    /// The log says so already, since then.
    Known(Moment),
    /// A withdrawal is entered, but the person has agreed later than it.
    AgreedSince(Moment),
}

/// Somebody of the sheets, or of the log alone, and how they stand.
#[derive(Debug, Clone)]
pub struct ConsentLine {
    /// Faculty number; empty where only the log knows the person.
    pub faculty_number: String,
    /// Name; likewise.
    pub name: String,
    /// The keyed hash by which the log knows the person.
    pub person: String,
    /// What they have agreed to.
    pub granted: Granted,
    /// What they have withdrawn.
    pub withdrawn: Vec<Purpose>,
    /// Their lines, in order.
    pub lines: Vec<Line>,
}

/// Everything that is held about a person for the graduates' book and the mailing.
#[derive(Debug, Clone)]
pub struct ConsentExtract {
    /// Faculty number.
    pub faculty_number: String,
    /// Name; empty where only the log knows the number.
    pub name: String,
    /// What they have agreed to.
    pub granted: Granted,
    /// What the log holds.
    pub held: Held,
}

/// How everybody stands, read once. Nobody has agreed to anything where there is no log.
///
/// # Errors
/// The log or its key cannot be used.
pub fn consents(config: &Config) -> Result<Consents, Error> {
    Ok(open_to_read(config)?.map(|log| log.consents()).transpose()?.unwrap_or_default())
}

pub(super) fn open_to_read(config: &Config) -> Result<Option<Log>, Error> {
    Ok(Log::open_to_read(&config.pipeline.paths.consents, &config.pipeline.paths.consents_key)?)
}

/// Opens the log for writing and holds it for this process, until the file is let go.
pub(super) fn hold(config: &Config) -> Result<(File, Log), Error> {
    let path = &config.pipeline.paths.consents;
    let lock = numbers::lock(path).map_err(|error| match error {
        Error::Register(crate::register::RegisterError::Locked { path }) => ConsentError::Locked { path }.into(),
        Error::Register(crate::register::RegisterError::Unusable { path, error }) => {
            ConsentError::Unusable { path, error }.into()
        }
        other => other,
    })?;
    Ok((lock, Log::open(path, &config.pipeline.paths.consents_key)?))
}

/// Enters what somebody says.
///
/// # Errors
/// Nobody is known by the number, no text is in force, the day is yet to come, a withdrawal is not surely earlier, or the log cannot
/// be written: nothing is entered then.
pub fn say_consent(config: &Config, isolation: &Isolation, saying: &Saying) -> Result<Answered, Error> {
    let clock = Clock::of_environment();
    let on = not_future(saying.on, &clock)?;
    let number = saying.student.trim();
    let person = people::find(config, isolation, number)?;
    let (_lock, mut log) = hold(config)?;
    let consents = log.consents()?;
    let Some(person) = person.or_else(|| people::known_to(&consents, number)) else {
        return Err(ConsentsError::Nobody(number.to_owned()).into());
    };
    let (mut acts, mut results) = (Vec::new(), Vec::new());
    for purpose in &saying.purposes {
        let text = match saying.deed {
            Deed::Given => Some(text_of(config, *purpose, on, saying.text.as_deref())?),
            _ => None,
        };
        let effect = effect(&consents, &person, saying.deed, *purpose, on, text.as_ref())?;
        if !matches!(effect, Effect::Known(_)) {
            let (whose, channel, source) = (person.whose(), saying.channel, String::new());
            acts.push(Act { whose, deed: saying.deed, purpose: *purpose, on, text, channel, source });
        }
        results.push((*purpose, effect));
    }
    let contact = match saying.deed {
        Deed::Given if saying.purposes.contains(&Purpose::Mail) => Some(contact(&log, saying, &person)?),
        _ => None,
    };
    let contacts: Vec<_> = contact.iter().map(|contact| (person.whose(), contact.clone())).collect();
    log.enter(&acts, &contacts, &clock.signed(saying.by.as_deref()))?;
    let email = contact.map(|contact| contact.email);
    Ok(Answered { faculty_number: person.faculty_number.clone(), name: person.name.clone(), on, results, email })
}

fn not_future(on: Option<Moment>, clock: &Clock) -> Result<Moment, Error> {
    match on {
        Some(on) if on.is_surely_after(clock.now()) => Err(ConsentsError::Future(on).into()),
        on => Ok(on.unwrap_or_else(|| clock.now())),
    }
}

/// What a saying does, by how the person stands.
fn effect(
    consents: &Consents,
    person: &Somebody,
    deed: Deed,
    purpose: Purpose,
    on: Moment,
    text: Option<&AgreedText>,
) -> Result<Effect, Error> {
    Ok(match (deed, consents.standing(&person.whose(), purpose)) {
        // Whoever agrees to another text agrees anew.
        (Deed::Given, Standing::Given { on, version, .. }) if text.is_some_and(|text| text.version == version) => {
            Effect::Known(on)
        }
        (Deed::Given, Standing::Withdrawn { on: before }) if !on.is_surely_after(before) => {
            return Err(ConsentsError::NotLater { purpose, on: before }.into());
        }
        (Deed::Withdrawn, Standing::Withdrawn { on: before }) if !on.is_surely_after(before) => Effect::Known(before),
        (Deed::Withdrawn, Standing::Given { on: since, channel, .. })
            if channel != Some(Channel::Workbook) && since.is_surely_after(on) =>
        {
            Effect::AgreedSince(since)
        }
        _ => Effect::Entered,
    })
}

/// The text that is agreed to.
fn text_of(config: &Config, purpose: Purpose, on: Moment, version: Option<&str>) -> Result<AgreedText, Error> {
    let consent = &config.institution.consent;
    let text = match version {
        Some(version) => {
            let known = || consent.texts.iter().map(|text| text.version.clone()).collect::<Vec<_>>().join(", ");
            let unknown = || ConsentsError::UnknownText { found: version.to_owned(), known: known() };
            consent.version(version).filter(|text| text.purposes.contains(&purpose)).ok_or_else(unknown)?
        }
        None => consent.text(purpose, on.day).ok_or(ConsentsError::NoText { purpose, day: on.day })?,
    };
    Ok(AgreedText::of(&text.version, &text.from.to_string(), &text.bg, &text.en))
}

/// Whom mailings go to: what is said now, else what is known already, else what the office writes.
fn contact(log: &Log, saying: &Saying, person: &Somebody) -> Result<Contact, Error> {
    let known = log.contact(&person.whose())?.unwrap_or_default();
    let first = |texts: [Option<&str>; 3]| {
        let mut texts = texts.into_iter().flatten().map(str::trim);
        texts.find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    };
    if let Some(email) = saying.email.as_deref().filter(|email| !is_email(email.trim())) {
        return Err(ConsentsError::Email(email.to_owned()).into());
    }
    let of_office = Some(person.email.as_str()).filter(|email| is_email(email));
    let email = first([saying.email.as_deref(), Some(&known.email), of_office]);
    if email.is_empty() {
        return Err(ConsentsError::NoEmail(person.faculty_number.clone()).into());
    }
    Ok(Contact { name: first([saying.name.as_deref(), Some(&known.name), Some(&person.name)]), email })
}

/// How the people of the sheets stand, in the order of the sheets; then those whom only the log knows. With numbers, only theirs.
///
/// # Errors
/// There is no log yet, it cannot be used, or a number is nobody's.
pub fn list_consents(config: &Config, isolation: &Isolation, students: &[String]) -> Result<Vec<ConsentLine>, Error> {
    let log = open_to_read(config)?.ok_or(ConsentsError::None)?;
    let consents = log.consents()?;
    let everybody = people::of_sheets(config, isolation)?;
    let chosen: Vec<Somebody> = if students.is_empty() {
        everybody
    } else {
        let find = |number: &String| {
            let known = everybody.iter().find(|person| person.faculty_number == number.trim()).cloned();
            let somebody = known.or_else(|| people::known_to(&consents, number.trim()));
            somebody.ok_or_else(|| Error::from(ConsentsError::Nobody(number.clone())))
        };
        students.iter().map(find).collect::<Result<_, _>>()?
    };
    let mut lines: Vec<ConsentLine> = chosen.iter().map(|person| people::stands(&consents, person)).collect();
    lines.retain(|line| !line.lines.is_empty() || !students.is_empty());
    if students.is_empty() {
        let known = people::seen(&lines);
        lines.extend(people::others(&consents, &known));
    }
    Ok(lines)
}

/// Everything that is held about a person; that it is handed out is entered first.
///
/// # Errors
/// There is no log yet, it cannot be written, or nobody is known by the number.
pub fn extract_consents(
    config: &Config,
    options: &Options,
    number: &str,
    format: &'static str,
    by: Option<&str>,
) -> Result<ConsentExtract, Error> {
    let person = people::find(config, &options.isolation, number.trim())?;
    if open_to_read(config)?.is_none() {
        return Err(ConsentsError::None.into());
    }
    let (_lock, mut log) = hold(config)?;
    let consents = log.consents()?;
    let Some(person) = person.or_else(|| people::known_to(&consents, number.trim())) else {
        return Err(ConsentsError::Nobody(number.trim().to_owned()).into());
    };
    let clock = Clock::of_environment();
    let handed = Handed { whose: person.whose(), what: "extract", format, source: String::new(), on: clock.now() };
    log.hand_out(&handed, &clock.signed(by))?;
    let (granted, held) = (consents.granted(&person.whose()), log.held_of(&person.whose())?);
    Ok(ConsentExtract { faculty_number: person.faculty_number.clone(), name: person.name.clone(), granted, held })
}
