//! Members of the graduates' community for the careers centre: whoever has a diploma and agrees to notices by e-mail.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::consents::{self, ConsentsError};
use super::{Error, open_register_to_read};
use crate::config::Config;
use crate::consent::{Consents, Contacts, Handed};
use crate::kind::{self, Audience, Kinds};
use crate::model::{AcademicYear, MonthDay, Whose, read_date};
use crate::register::{EARLIER_KIND, Paper, Register, State};

/// Whom a list is of.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only those who graduated in this academic year, `2024/2025`.
    pub year: Option<String>,
}

/// A diploma of a member.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Graduation {
    /// Day of graduation, `YYYY-MM-DD`; of issue where the register knows no other.
    pub graduated: String,
    /// Academic year of that day.
    pub year: String,
    /// Speciality.
    pub programme: String,
    /// Degree.
    pub degree: String,
    /// Form of study.
    pub form: String,
    /// Faculty.
    pub faculty: String,
}

/// Somebody who agrees to notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name as the person wants it.
    pub name: String,
    /// The e-mail.
    pub email: String,
    /// The diplomas, by day.
    pub graduations: Vec<Graduation>,
}

/// The members, and who is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alumni {
    /// The members, by name.
    pub members: Vec<Member>,
    /// How many agree to notices and have no diploma in the register, or none of the year.
    pub others: usize,
}

/// The members.
///
/// # Errors
/// There is no log of consents, or it or the register cannot be read.
pub fn alumni(config: &Config, wanted: &Wanted) -> Result<Alumni, Error> {
    let log = consents::open_to_read(config)?.ok_or(ConsentsError::None)?;
    let (consents, contacts) = (log.consents()?, log.contacts()?);
    let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[]).map_err(Error::Config)?;
    let begins = config.institution.graduates_book.year_begins;
    let mut members: BTreeMap<usize, BTreeSet<Graduation>> = BTreeMap::new();
    if let Some(register) = open_register_to_read(config)? {
        for paper in register.lives()? {
            if is_of_graduate(&paper, &kinds) && holds(&paper, &register)? {
                add(&mut members, &paper, &register, &consents, &contacts, begins)?;
            }
        }
    }
    if let Some(year) = &wanted.year {
        members.values_mut().for_each(|graduations| graduations.retain(|graduation| graduation.year == *year));
        members.retain(|_, graduations| !graduations.is_empty());
    }
    let others = contacts.count() - members.len();
    let mut members: Vec<Member> = members
        .into_iter()
        .filter_map(|(at, graduations)| {
            let contact = contacts.at(at)?;
            let graduations = graduations.into_iter().collect();
            Some(Member { name: contact.name.clone(), email: contact.email.clone(), graduations })
        })
        .collect();
    members.sort_by_cached_key(|member| (member.name.to_lowercase(), member.email.clone()));
    Ok(Alumni { members, others })
}

/// Whether a paper is given to graduates and is numbered by itself: a diploma, here or in an earlier book.
fn is_of_graduate(paper: &Paper, kinds: &Kinds) -> bool {
    let kind = &paper.last().kind;
    let is_diploma = |kind: &kind::DocumentKind| kind.audience == Audience::Graduates && kind.own_book().is_some();
    kind == EARLIER_KIND || kinds.get(kind).is_some_and(is_diploma)
}

/// Whether a paper holds, or a duplicate in its place does.
fn holds(paper: &Paper, register: &Register) -> Result<bool, Error> {
    match (paper.state(), &paper.last().replaced_by) {
        (State::Issued | State::AwaitingNumber, _) => Ok(true),
        (State::Annulled, Some(number)) => Ok(register
            .numbered(number)?
            .iter()
            .any(|other| other.state() == State::Issued && other.last().document != paper.last().document)),
        _ => Ok(false),
    }
}

fn add(
    members: &mut BTreeMap<usize, BTreeSet<Graduation>>,
    paper: &Paper,
    register: &Register,
    consents: &Consents,
    contacts: &Contacts,
    begins: MonthDay,
) -> Result<(), Error> {
    let entry = paper.last();
    let data = register.data_of(&entry.document)?.unwrap_or_default();
    let data: Value = serde_json::from_str(&data).unwrap_or_default();
    let said = |name: &str| {
        let text = data["fields"][name].as_str().or_else(|| data[name].as_str());
        text.unwrap_or_default().to_owned()
    };
    let (egn, lnch, idn) = (said("egn"), said("lnch"), said("idn"));
    let whose = Whose::of(&egn, &lnch, &idn, &entry.faculty_number);
    if !consents.granted(&whose).mail {
        return Ok(());
    }
    let Some((at, _)) = contacts.of(&whose) else { return Ok(()) };
    let day = read_date(&said("graduation_date")).or_else(|| paper.issued()).or_else(|| entry.day());
    let faculty = data["faculty"]["name"].as_str().map_or_else(|| said("faculty"), str::to_owned);
    members.entry(at).or_default().insert(Graduation {
        graduated: day.map(|day| day.to_string()).unwrap_or_default(),
        year: day.map(|day| AcademicYear::of(day, begins).to_string()).unwrap_or_default(),
        programme: said("speciality"),
        degree: said("degree"),
        form: said("study_form"),
        faculty,
    });
    Ok(())
}

/// Enters that a list of members is handed out, before it is.
///
/// # Errors
/// The log cannot be written: then nothing may be handed out.
pub fn hand_out(config: &Config, format: &'static str, said: &str, by: Option<&str>) -> Result<(), Error> {
    let clock = consents::Clock::of_environment();
    let (_lock, mut log) = consents::hold(config)?;
    let handed = Handed { whose: Whose::default(), what: "alumni", format, source: said.to_owned(), on: clock.now() };
    Ok(log.hand_out(&handed, &clock.signed(by))?)
}
