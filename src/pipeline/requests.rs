//! The help desk: requests are taken in with their fee, term and what they lack, changed, and taken over from the workbook.

use std::collections::BTreeMap;
use std::fs::File;

use jiff::civil::Date;
use serde::Serialize;

use super::{Error, numbers};
use crate::check;
use crate::config::{Config, Inputs, Service, fold, nearest};
use crate::diag::Finding;
use crate::ingest::{self, Isolation};
use crate::model::{
    Act, AskedPaper, Asker, Calendar, Extra, FeeReason, Field, NotDone, Record, Request, RequestState, Season, Status, Term, plain_date,
};
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
    config: &'a Config,
    register: Register,
    _lock: File,
}

impl<'a> Desk<'a> {
    /// Opens the register, and holds it.
    ///
    /// # Errors
    /// The register cannot be used, or another process holds it.
    pub fn open(config: &'a Config, by: Option<&str>) -> Result<Self, Error> {
        let path = &config.pipeline.paths.register;
        let lock = numbers::lock(path)?;
        let mut register = Register::open(path)?;
        if let Some(by) = by {
            register.sign_as(by);
        }
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

    /// Takes over the requests of the workbook that the register does not have.
    ///
    /// # Errors
    /// The inputs name no workbook of requests, or the register cannot be used.
    pub fn import(&mut self, isolation: &Isolation) -> Result<Vec<ImportLine>, Error> {
        let inputs = &self.config.pipeline.inputs;
        if inputs.requests.is_empty() {
            return Err(RequestsError::NoWorkbook.into());
        }
        let wanted = Inputs { requests: inputs.requests.clone(), ..of_people(inputs) };
        let season = read(self.config, &wanted, isolation)?;
        let mut known: BTreeMap<String, AskedPaper> =
            self.register.requests()?.into_iter().map(|asked| (asked.number.clone(), asked)).collect();
        let (mut lines, mut new) = (Vec::new(), Vec::new());
        for request in &season.requests {
            let came = match known.get(&request.number) {
                Some(asked) => compared(asked, request),
                None => match self.taken_over(request, &season.records, known.values()) {
                    Ok(asked) => {
                        known.insert(asked.number.clone(), asked.clone());
                        new.push((asked, Incoming::Given(request.number.clone())));
                        Came::Added
                    }
                    Err(reason) => Came::LeftOut(reason),
                },
            };
            lines.push(ImportLine { place: season.sources.describe(request.place.row()), number: request.number.clone(), came });
        }
        self.register.add_requests(&new)?;
        Ok(lines)
    }

    fn taken_over<'b>(
        &self,
        request: &Request,
        records: &[Record],
        known: impl Iterator<Item = &'b AskedPaper>,
    ) -> Result<AskedPaper, LeftOut> {
        let service = self.config.institution.service(&request.paper).ok_or_else(|| LeftOut::UnknownPaper(request.paper.clone()))?;
        if request.number.is_empty() {
            return Err(LeftOut::NoNumber);
        }
        let filed = request.date.ok_or(LeftOut::NoDate)?;
        let record = request.record.and_then(|at| records.get(at));
        let own_name = record.map(|record| record.person.full_name()).unwrap_or_default();
        let extra = |field: Field| match request.extras.get(&field) {
            Some(Extra::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let asking = Asking {
            paper: request.paper.clone(),
            number: Some(request.number.clone()),
            filed,
            faculty_number: request.faculty_number.clone(),
            person_name: if request.person_name.is_empty() { own_name } else { request.person_name.clone() },
            status: record.and_then(|record| record.study.status),
            purpose: request.reason.clone(),
            recipient: extra(Field::Recipient),
            original: request.register_number.clone(),
            announcement: announcement(request),
            copies: request.copies.unwrap_or(1),
            // The office enters a request into its list when it is complete.
            brought_all: true,
            paid: (request.paid == Some(true)).then_some(filed),
            ..Asking::default()
        };
        let earlier: Vec<&AskedPaper> = known.filter(|asked| asked.faculty_number == asking.faculty_number).collect();
        asked_for(self.config, service, &asking, &earlier).map_err(|_| LeftOut::NoName)
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
fn read(config: &Config, inputs: &Inputs, isolation: &Isolation) -> Result<Season, Error> {
    let (season, findings) =
        ingest::ingest(inputs, &config.institution, isolation).map_err(|error| Error::Other(error.to_string()))?;
    let findings = config.pipeline.strictness.apply(findings);
    match findings.into_iter().find(|finding| Held::by(std::slice::from_ref(finding)).is_batch()) {
        Some(finding) => Err(RequestsError::Unread(Box::new(finding)).into()),
        None => Ok(season),
    }
}

/// The workbooks that say who somebody is.
fn of_people(inputs: &Inputs) -> Inputs {
    Inputs {
        students: inputs.students.clone(),
        personal_data: inputs.personal_data.clone(),
        curricula: inputs.curricula.clone(),
        ..Inputs::default()
    }
}

fn asked_for(
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
    let (leva, euro) = if is_free { Default::default() } else { service.price() };
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
    if service.price().1.cents == 0 {
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

/// What became of a row of the workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportLine {
    /// File, sheet and row.
    pub place: String,
    /// Incoming number.
    pub number: String,
    /// What became of it.
    pub came: Came,
}

/// What became of a row of the workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    /// It is in the register now.
    Added,
    /// It was there, and says the same.
    Same,
    /// It was there, and says something else: field, register, workbook. The register stays as it is.
    Differs(Vec<(&'static str, String, String)>),
    /// It was left out.
    LeftOut(LeftOut),
}

/// Why a row of the workbook was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    /// It has no incoming number.
    NoNumber,
    /// It has no date.
    NoDate,
    /// It names nobody.
    NoName,
    /// The institution knows no such service.
    UnknownPaper(String),
}

/// Where the workbook says something else than the register. What the desk did since is no difference.
fn compared(asked: &AskedPaper, request: &Request) -> Came {
    let mut differ = Vec::new();
    let mut compare = |field: Field, register: &str, workbook: &str| {
        if fold(register) != fold(workbook) {
            differ.push((field.name(), register.to_owned(), workbook.to_owned()));
        }
    };
    compare(Field::RequestedPaper, &asked.paper, &request.paper);
    if let Some(date) = request.date {
        compare(Field::RequestDate, &asked.filed.to_string(), &date.to_string());
    }
    compare(Field::FacultyNumber, &asked.faculty_number, &request.faculty_number);
    if !request.person_name.is_empty() && !check::is_named(request, &asked.person_name) {
        compare(Field::FullName, &asked.person_name, &request.person_name);
    }
    compare(Field::RequestReason, &asked.purpose, &request.reason);
    compare(Field::RegisterNumber, &asked.original, &request.register_number);
    if request.paid == Some(true) && asked.owes() {
        compare(Field::Paid, "не", "да");
    }
    if differ.is_empty() { Came::Same } else { Came::Differs(differ) }
}

fn announcement(request: &Request) -> String {
    let date = request.announcement_date.map(plain_date);
    [Some(request.announcement.clone()), date].into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}
