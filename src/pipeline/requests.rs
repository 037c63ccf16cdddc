//! The help desk: requests are taken in with their fee, term and what they lack, and changed.

use std::fs::File;

use jiff::civil::Date;

use super::Error;
use crate::config::{Config, Inputs, Service, nearest};
use crate::diag::Finding;
use crate::ingest::{self, Isolation};
use crate::model::{Act, AskedPaper, Asker, Calendar, FeeReason, NotDone, RequestState, Season, Status, Term};
use crate::plan::Held;
use crate::register::{Change, Incoming, Register};

/// A request that cannot be taken in.
#[derive(Debug, thiserror::Error)]
pub enum RequestsError {
    /// The institution knows no such service.
    #[error("service {found}")]
    UnknownPaper {
        /// The words.
        found: String,
        /// Services that are meant, perhaps.
        known: String,
    },
    /// The incoming number is another request's.
    #[error("number {0}")]
    Taken(String),
    /// Nobody is named.
    #[error("no name")]
    NoName,
    /// Somebody else asks, and is not named.
    #[error("no asker")]
    NoAsker,
    /// No such paper is needed.
    #[error("need {found}")]
    NotNeeded {
        /// The words.
        found: String,
        /// Papers that are.
        known: String,
    },
    /// The inputs name no workbook of requests.
    #[error("no workbook")]
    NoWorkbook,
    /// A workbook could not be read; what stood in the way.
    #[error("workbook")]
    Unread(Box<Finding>),
}

/// What is asked for, and by whom.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    /// The paper, in the office's words.
    pub paper: String,
    /// The incoming number; the next one where there is none.
    pub number: Option<String>,
    /// The day of filing.
    pub filed: Date,
    /// Faculty number of the person it is about.
    pub faculty_number: String,
    /// Their name; that of the student list where it is empty.
    pub person_name: String,
    /// Their status; that of the student list where it is not said.
    pub status: Option<Status>,
    /// Who asks.
    pub asker: Asker,
    /// Their name.
    pub asker_name: String,
    /// By which authority.
    pub authority: String,
    /// What the paper is for.
    pub purpose: String,
    /// Whom it is addressed to.
    pub recipient: String,
    /// Registration number of the original.
    pub original: String,
    /// The newspaper announcement.
    pub announcement: String,
    /// Copies.
    pub copies: u32,
    /// Needed papers that were brought.
    pub brought: Vec<String>,
    /// Whether all of them were.
    pub brought_all: bool,
    /// The day the fee was paid.
    pub paid: Option<Date>,
    /// Number of the receipt.
    pub receipt: String,
    /// What has to be checked first.
    pub check: String,
}

/// A request with what the desk should say of it besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The request.
    pub asked: AskedPaper,
    /// The person's status, where it is not one of those whose request is well-founded; and those.
    pub unfit: Option<(Status, Vec<Status>)>,
}

/// The help desk, with the register held for it.
#[derive(Debug)]
pub struct Desk<'a> {
    pub(super) config: &'a Config,
    pub(super) register: Register,
    _lock: File,
}

impl<'a> Desk<'a> {
    /// Opens the register, and holds it.
    ///
    /// # Errors
    /// The register cannot be used, or another process holds it.
    pub fn open(config: &'a Config, by: Option<&str>) -> Result<Self, Error> {
        let (lock, register) = super::hold_register(config, by)?;
        Ok(Self { config, register, _lock: lock })
    }

    /// Takes a request in.
    ///
    /// # Errors
    /// It cannot be taken in as asked, or the register cannot be used.
    pub fn add(&mut self, asking: &Asking, isolation: &Isolation) -> Result<Taken, Error> {
        let taken = quote(self.config, Some(&self.register), asking, isolation)?;
        let incoming = match &asking.number {
            Some(number) => Incoming::Given(number.clone()),
            None => Incoming::Next(self.config.institution.request_number.clone()),
        };
        let asked = self.register.add_requests(&[(taken.asked, incoming)])?.pop().flatten();
        let number = || RequestsError::Taken(asking.number.clone().unwrap_or_default());
        Ok(Taken { asked: asked.ok_or_else(number)?, unfit: taken.unfit })
    }

    /// Does something with a request.
    ///
    /// # Errors
    /// The register cannot be used.
    pub fn act(&mut self, number: &str, act: &Act, day: Date) -> Result<Change<NotDone>, Error> {
        let calendar = &self.config.institution.calendar;
        Ok(self.register.change_request(number, day, |asked| asked.after(act, day, calendar))?)
    }
}

/// What a request would be: its fee, its term, what is missing. Nothing is written.
///
/// # Errors
/// It cannot be taken in as asked, or the register cannot be read.
pub fn quote(config: &Config, register: Option<&Register>, asking: &Asking, isolation: &Isolation) -> Result<Taken, Error> {
    let services = &config.institution.services;
    let service = config.institution.service(&asking.paper).ok_or_else(|| {
        let near = nearest(&asking.paper, services.keys().map(String::as_str)).map(|(name, _)| name.to_owned());
        let all = || services.values().map(|service| service.name.clone()).collect::<Vec<_>>().join("; ");
        RequestsError::UnknownPaper { found: asking.paper.clone(), known: near.unwrap_or_else(all) }
    })?;
    let asking = from_student_list(config, service, asking, isolation)?;
    let earlier = register.filter(|_| !asking.faculty_number.is_empty());
    let earlier = earlier.map(|register| register.requests_about(&asking.faculty_number)).transpose()?.unwrap_or_default();
    let asked = asked_for(config, service, &asking, &earlier.iter().collect::<Vec<_>>())?;
    let unfit = asking.status.filter(|status| !service.statuses.is_empty() && !service.statuses.contains(status));
    Ok(Taken { asked, unfit: unfit.map(|status| (status, service.statuses.clone())) })
}

/// With what the student list says and nobody had to tell.
fn from_student_list(config: &Config, service: &Service, asking: &Asking, isolation: &Isolation) -> Result<Asking, Error> {
    let needs_status = !service.first_free.is_empty() || !service.statuses.is_empty();
    let is_enough = !asking.person_name.is_empty() && (asking.status.is_some() || !needs_status);
    if asking.faculty_number.is_empty() || is_enough {
        return Ok(asking.clone());
    }
    let inputs = of_people(&config.pipeline.inputs);
    let season = read(config, &inputs, isolation)?;
    let record = season.records.iter().find(|record| record.faculty_number() == asking.faculty_number);
    let mut asking = asking.clone();
    match record {
        Some(record) => {
            asking.status = asking.status.or(record.study.status);
            if asking.person_name.is_empty() {
                asking.person_name = record.person.full_name();
            }
        }
        // Somebody from before the student list, whose name is given, is nobody unknown.
        None if asking.person_name.is_empty() => return Err(Error::UnknownStudent(asking.faculty_number)),
        None => {}
    }
    Ok(asking)
}

/// Reads some of the inputs; one that cannot be read is an error here, because nothing could be said of those in it.
pub(super) fn read(config: &Config, inputs: &Inputs, isolation: &Isolation) -> Result<Season, Error> {
    let (season, findings) =
        ingest::ingest(inputs, &config.institution, isolation).map_err(|error| Error::Other(error.to_string()))?;
    let findings = config.pipeline.strictness.apply(findings);
    match findings.into_iter().find(|finding| Held::by(std::slice::from_ref(finding)).is_batch()) {
        Some(finding) => Err(RequestsError::Unread(Box::new(finding)).into()),
        None => Ok(season),
    }
}

/// The workbooks that say who somebody is.
pub(super) fn of_people(inputs: &Inputs) -> Inputs {
    Inputs {
        students: inputs.students.clone(),
        personal_data: inputs.personal_data.clone(),
        curricula: inputs.curricula.clone(),
        ..Inputs::default()
    }
}

pub(super) fn asked_for(
    config: &Config,
    service: &Service,
    asking: &Asking,
    earlier: &[&AskedPaper],
) -> Result<AskedPaper, RequestsError> {
    if asking.person_name.is_empty() {
        return Err(RequestsError::NoName);
    }
    if asking.asker != Asker::Person && asking.asker_name.is_empty() {
        return Err(RequestsError::NoAsker);
    }
    let institution = &config.institution;
    let (fee_reason, fee_because) = fee_reason(config, service, asking, earlier);
    let is_free = matches!(fee_reason, FeeReason::Free | FeeReason::FirstInSemester);
    let (leva, euro) = if is_free { Default::default() } else { service.price(asking.filed) };
    let with_sticker = service.term_with_sticker.filter(|_| institution.stickers.are_needed(asking.filed));
    let waits_for = if asking.check.is_empty() { service.waits_for.clone() } else { asking.check.clone() };
    let term = |term: Option<Term>| term.map(|term| term.to_string()).unwrap_or_default();
    let is_paid = euro.cents > 0;
    let asked = AskedPaper {
        number: asking.number.clone().unwrap_or_default(),
        paper: service.name.clone(),
        kind: if service.brings_paper() { service.kind.clone() } else { String::new() },
        faculty_number: asking.faculty_number.clone(),
        person_name: asking.person_name.clone(),
        filed: asking.filed,
        asker: asking.asker,
        asker_name: asking.asker_name.clone(),
        authority: asking.authority.clone(),
        authority_needed: service.authorities.get(&asking.asker).cloned().unwrap_or_default(),
        purpose: asking.purpose.clone(),
        recipient: asking.recipient.clone(),
        original: asking.original.clone(),
        announcement: asking.announcement.clone(),
        copies: asking.copies.max(1),
        fee_cents: euro.cents,
        fee_stotinki: leva.stotinki,
        fee_reason,
        fee_because,
        paid: asking.paid.filter(|_| is_paid),
        receipt: if is_paid { asking.receipt.clone() } else { String::new() },
        term: term(with_sticker.or(service.term)),
        extension: term(service.extension),
        restarts: service.term_restarts || !service.waits_for.is_empty(),
        needs: service.needs.clone(),
        since: asking.filed,
        waits_for,
        ..AskedPaper::default()
    };
    let asked = brought(asked, asking)?;
    // A check delays a term only where that begins anew with its results.
    let runs = asked.waits_for.is_empty() || !asked.restarts;
    let asked = if runs { asked.running(asking.filed, &institution.calendar) } else { asked };
    Ok(AskedPaper { state: asked.waiting(), ..asked })
}

fn brought(asked: AskedPaper, asking: &Asking) -> Result<AskedPaper, RequestsError> {
    if asking.brought.is_empty() && !asking.brought_all {
        return Ok(asked);
    }
    let papers = if asking.brought_all { Vec::new() } else { asking.brought.clone() };
    asked.after(&Act::Bring(papers), asked.since, &Calendar::default()).map_err(|error| match error {
        NotDone::NotNeeded(found, known) => RequestsError::NotNeeded { found, known: known.join("; ") },
        _ => RequestsError::NoName,
    })
}

/// Why the fee is what it is, and what that speaks of.
fn fee_reason(config: &Config, service: &Service, asking: &Asking, earlier: &[&AskedPaper]) -> (FeeReason, String) {
    if service.price(asking.filed).1.cents == 0 {
        return (FeeReason::Free, String::new());
    }
    if service.first_free.is_empty() {
        return (FeeReason::Price, String::new());
    }
    match asking.status {
        None => return (FeeReason::StatusUnknown, String::new()),
        Some(status) if !service.first_free.contains(&status) => return (FeeReason::Status, status.name().to_owned()),
        Some(_) => {}
    }
    let calendar = &config.institution.calendar;
    let semester = calendar.semester(asking.filed);
    let is_used = |asked: &&&AskedPaper| {
        asked.kind == service.kind
            && asked.fee_reason == FeeReason::FirstInSemester
            && calendar.semester(asked.filed) == semester
            && !matches!(asked.state, RequestState::Refused | RequestState::Withdrawn)
    };
    match earlier.iter().find(is_used) {
        Some(asked) => (FeeReason::UsedThisSemester, asked.number.clone()),
        None => (FeeReason::FirstInSemester, String::new()),
    }
}
