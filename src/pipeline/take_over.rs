//! Requests of the workbook are taken over into the register, once.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::requests::{Asking, Desk, RequestsError, asked_for, of_people, read};
use crate::check;
use crate::config::{Inputs, fold};
use crate::ingest::Isolation;
use crate::model::{AskedPaper, Extra, Field, Record, Request, plain_date};
use crate::register::Incoming;

impl Desk<'_> {
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
        let service =
            self.config.institution.service(&request.paper).ok_or_else(|| LeftOut::UnknownPaper(request.paper.clone()))?;
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
    [Some(request.announcement.clone()), date]
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
