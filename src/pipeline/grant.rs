//! `laurea duplicate`: what was decided is numbered, set, written and entered into the register.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Serialize;
use serde_json::Value;

use super::duplicate::{DUPLICATE, Decision, Desk};
use super::made_with::MadeWith;
use super::making::{Making, Ready, close, rename_barring};
use super::press::{press, threads};
use super::shelf::Shelf;
use super::signing::somebody_signs;
use super::{Checked, Error, Options, boxes, check, hold_register, numbers, open_register_to_read};
use crate::config::Config;
use crate::diag::{Code, Finding, Level, Subject, sort_findings};
use crate::event::Listener;
use crate::kind::DocumentKind;
use crate::model::{Document, Field, Registration, Request};
use crate::output::RunFolder;
use crate::plan::{self, Held, Original, PaperMaker};
use crate::register::{Register, Wanted};
use crate::render::Templates;

/// The kind of the letter that refuses.
pub(super) const REFUSAL: &str = "refusal";
/// The kind of the letter that a duplicate is ready.
pub(super) const NOTICE: &str = "duplicate-notice";
/// The kind that marks a returned original.
pub(super) const OVERPRINT: &str = "overprint";

/// A run over requests for duplicates.
#[derive(Debug, Serialize)]
pub struct Duplicates {
    /// Name of the run.
    pub run: String,
    /// The requests, in the order of their sheet.
    pub requests: Vec<DuplicateLine>,
    /// The findings about them, weighed.
    #[serde(skip)]
    pub checked: Checked,
    /// The folder of the papers; `None` where nothing was written.
    pub folder: Option<PathBuf>,
    /// Whether errors in the inputs as a whole stopped it before anything was numbered.
    pub is_stopped: bool,
}

/// What became of a request.
#[derive(Debug, Clone, Serialize)]
pub struct DuplicateLine {
    /// Index of the request in the season.
    #[serde(skip)]
    pub at: usize,
    /// Its incoming number.
    pub request: String,
    /// Who asks.
    pub person_name: String,
    /// Registration number of the original, as the request has it.
    pub original: String,
    /// What was decided.
    pub decision: Decided,
    /// Number of the duplicate; of a refused request, of the duplicate that stands in its way.
    pub number: Option<String>,
    /// Codes of the findings that refuse it or leave it undecided.
    pub reasons: Vec<&'static str>,
    /// Its papers, relative to the folder.
    pub files: Vec<String>,
}

/// How a request was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decided {
    /// A duplicate is issued.
    Granted,
    /// It was issued by an earlier run.
    GrantedBefore,
    /// It is refused.
    Refused,
    /// A person has to look first.
    Undecided,
}

/// Grants or refuses requests for duplicates; with `is_dry_run` nothing is numbered and nothing written.
///
/// # Errors
/// As `issue`; a request that is not in the sheets, and a kind of paper that is not installed.
pub fn duplicate(
    config: &Config,
    options: &Options,
    requests: &[String],
    is_dry_run: bool,
    listener: &dyn Listener,
) -> Result<Duplicates, Error> {
    let mut checked = check(config, options, listener)?;
    let name = std::iter::once(format!("{}-duplicates", checked.run)).chain(requests.iter().cloned()).collect::<Vec<_>>();
    checked.run = plan::legal_file_name(&name.join("-"));
    let wanted = wanted(config, &checked, requests)?;
    if checked.held.is_batch() {
        return Ok(Duplicates { run: checked.run.clone(), requests: Vec::new(), checked, folder: None, is_stopped: true });
    }
    kinds_are_there(config, &checked, &wanted)?;
    if is_dry_run {
        let register = open_register_to_read(config)?;
        let (decisions, lines) = decide(config, &mut checked, register.as_ref(), &wanted)?;
        signatories_hold(config, &checked, &decisions)?;
        return Ok(finished(checked, lines, None));
    }
    let folder = RunFolder::open(&config.pipeline.paths.output.join(&checked.run))?;
    let templates = Templates::load(&config.pipeline.paths.templates)?;
    let (_lock, mut register) = hold_register(config, None)?;
    let (decisions, mut lines) = decide(config, &mut checked, Some(&register), &wanted)?;
    signatories_hold(config, &checked, &decisions)?;
    let (requests, kinds, date) = (&checked.season.requests, &checked.kinds, checked.date);
    let mut ready = Ready { requests, kinds, date, config, decisions, numbers: BTreeMap::new() };
    let findings = measure(&mut ready, &mut lines, options, &checked, &templates, &register)?;
    ready.numbers = reserve(config, &checked, &ready.decisions, &lines, &mut register)?;
    let made_with = MadeWith::of(&config.pipeline.paths.templates, kinds.keys().map(String::as_str));
    let mut made = Making { config, options, ready: &ready, lines, register, folder, findings, made_with };
    made.name_barring_numbers();
    let press = press(config, &options.isolation, &templates, threads(config, options));
    let papers = made.make(&checked.season, &*press, listener)?;
    let Making { lines, mut register, folder, findings, .. } = made;
    tell_requests(&ready, &lines, &mut register)?;
    rename_barring(&mut checked.findings, &ready, &lines);
    checked.findings.extend(config.pipeline.strictness.apply(findings));
    sort_findings(&mut checked.findings);
    let folder = close(&checked, options.lang, &lines, &papers, &register, folder)?;
    Ok(finished(checked, lines, Some(folder)))
}

/// Requests of the register whose duplicates are issued are ready.
fn tell_requests(ready: &Ready, lines: &[DuplicateLine], register: &mut Register) -> Result<(), Error> {
    let granted = lines.iter().filter(|line| matches!(line.decision, Decided::Granted | Decided::GrantedBefore));
    let of = |line: &DuplicateLine| {
        let request = &ready.requests[line.at];
        let kind = &ready.config.institution.service(&request.paper)?.kind;
        Some((request.number.clone(), plan::key_about(kind, request)))
    };
    register.papers_are_ready(&granted.filter_map(of).collect::<Vec<_>>(), ready.date)?;
    Ok(())
}

/// Measures what must stay in its box, before anything is numbered: a request whose paper overflows stays undecided, and so
/// does a second one for the same original.
fn measure(
    ready: &mut Ready,
    lines: &mut [DuplicateLine],
    options: &Options,
    checked: &Checked,
    templates: &Templates,
    register: &Register,
) -> Result<Vec<Finding>, Error> {
    let maker = PaperMaker {
        season: &checked.season,
        institution: &ready.config.institution,
        kinds: ready.kinds,
        photos: None,
        is_draft: true,
    };
    let mut papers = ready.unnumbered(lines, &maker);
    // What was issued is measured again, so that a second run says the same.
    papers.extend(ready.granted(lines, register)?);
    papers.sort_by_key(|(of, ..)| *of);
    let texts = papers.iter().map(|(_, document, data)| (document, data));
    let findings = boxes::of_papers(ready.config, options, checked, templates, texts)?;
    let held = Held::by(&findings);
    let is_open = |of: usize| matches!(ready.decisions[of], Decision::Grant(_) | Decision::Refuse(_));
    let overflowing: Vec<&(usize, Document, Value)> =
        papers.iter().filter(|(of, document, _)| is_open(*of) && held.document(&document.key)).collect();
    for (of, document, _) in overflowing {
        let codes = findings.iter().filter(|finding| finding.subject == Subject::Document(document.key.clone()));
        lines[*of].reasons = codes.map(|finding| finding.code.name()).collect();
        let request = lines[*of].request.clone();
        for (at, line) in lines.iter_mut().enumerate() {
            if at == *of || line.number.as_ref() == Some(&request) {
                (line.decision, line.number) = (Decided::Undecided, None);
                ready.decisions[at] = Decision::Undecided;
            }
        }
    }
    Ok(findings)
}

/// The requests for a duplicate, in the order of their sheet.
fn wanted(config: &Config, checked: &Checked, numbers: &[String]) -> Result<Vec<usize>, Error> {
    let requests = &checked.season.requests;
    if let Some(unknown) = numbers.iter().find(|number| !requests.iter().any(|request| request.number == **number)) {
        return Err(Error::UnknownRequest(unknown.clone()));
    }
    let is_asked = |request: &Request| numbers.is_empty() || numbers.contains(&request.number);
    let is_duplicate =
        |request: &Request| config.institution.service(&request.paper).is_some_and(|service| service.needs_original);
    Ok((0..requests.len()).filter(|at| is_asked(&requests[*at]) && is_duplicate(&requests[*at])).collect())
}

fn kinds_are_there(config: &Config, checked: &Checked, wanted: &[usize]) -> Result<(), Error> {
    let services = wanted.iter().filter_map(|at| config.institution.service(&checked.season.requests[*at].paper));
    let kinds = services.map(|service| service.kind.as_str()).chain([REFUSAL, NOTICE, OVERPRINT]);
    let known = || checked.kinds.keys().cloned().collect::<Vec<_>>().join(", ");
    match kinds.into_iter().find(|kind| !checked.kinds.contains_key(*kind)) {
        Some(found) if !wanted.is_empty() => Err(Error::UnknownKind { found: found.to_owned(), known: known() }),
        _ => Ok(()),
    }
}

fn decide(
    config: &Config,
    checked: &mut Checked,
    register: Option<&Register>,
    wanted: &[usize],
) -> Result<(Vec<Decision>, Vec<DuplicateLine>), Error> {
    let shelf = Shelf::of(register);
    let mut desk = Desk { config, checked, shelf, taken: BTreeMap::new() };
    let decisions = wanted.iter().map(|at| desk.decide(*at)).collect::<Result<Vec<_>, _>>()?;
    let lines = wanted.iter().zip(&decisions).map(|(at, decision)| line(checked, *at, decision)).collect();
    sort_findings(&mut checked.findings);
    Ok((decisions, lines))
}

fn line(checked: &Checked, at: usize, decision: &Decision) -> DuplicateLine {
    let request = &checked.season.requests[at];
    let own = checked.findings.iter().filter(|finding| finding.subject == Subject::Request(at));
    let errors: Vec<&Finding> = own.filter(|finding| finding.level == Level::Error).collect();
    let barred = errors.iter().find(|finding| finding.code == Code::OriginalDuplicated).map(|finding| finding.expected.clone());
    let codes: BTreeSet<Code> = errors.iter().map(|finding| finding.code).collect();
    let (decision, number) = match decision {
        Decision::Grant(_) => (Decided::Granted, None),
        Decision::Granted(entry) => (Decided::GrantedBefore, entry.number.clone()),
        Decision::Refuse(_) => (Decided::Refused, barred),
        Decision::Undecided => (Decided::Undecided, None),
    };
    DuplicateLine {
        at,
        request: request.number.clone(),
        person_name: request.person_name.clone(),
        original: request.register_number.clone(),
        decision,
        number,
        reasons: codes.iter().map(|code| code.name()).collect(),
        files: Vec::new(),
    }
}

/// Every role that a paper of these requests asks for is held by somebody on the day of issue.
fn signatories_hold(config: &Config, checked: &Checked, decisions: &[Decision]) -> Result<(), Error> {
    let kinds = &checked.kinds;
    let of = |names: &'static [&'static str]| names.iter().filter_map(|name| kinds.get(*name));
    let duplicates = || kinds.values().filter(|kind| kind.name.starts_with(DUPLICATE));
    let signed = decisions.iter().flat_map(|decision| -> Vec<(&DocumentKind, &str)> {
        match decision {
            Decision::Grant(grant) => {
                of(&[NOTICE, OVERPRINT]).chain(duplicates()).map(|kind| (kind, grant.original.faculty.as_str())).collect()
            }
            Decision::Refuse(original) => {
                of(&[REFUSAL]).map(|kind| (kind, original.as_ref().map_or("", |original| original.faculty.as_str()))).collect()
            }
            Decision::Granted(_) | Decision::Undecided => Vec::new(),
        }
    });
    somebody_signs(config, signed.map(|(kind, faculty)| (kind, faculty, checked.date)))
}

/// Numbers of the granted requests, by their place: all in one transaction, with their originals.
fn reserve(
    config: &Config,
    checked: &Checked,
    decisions: &[Decision],
    lines: &[DuplicateLine],
    register: &mut Register,
) -> Result<BTreeMap<usize, Registration>, Error> {
    let granted = decisions.iter().zip(lines).enumerate().filter_map(|(of, (decision, line))| match decision {
        Decision::Grant(grant) => {
            let request = &checked.season.requests[line.at];
            let kind = &config.institution.service(&request.paper)?.kind;
            let wanted = Wanted {
                document: plan::key_about(kind, request),
                kind: kind.clone(),
                faculty_number: faculty_number(&grant.original),
                person_name: full_name(&grant.original),
                book: checked.kinds.get(kind)?.book.clone().unwrap_or_default(),
                original: Some(grant.id.clone()),
            };
            Some((of, wanted))
        }
        _ => None,
    });
    let (places, wanted): (Vec<usize>, Vec<Wanted>) = granted.unzip();
    let numbers = register.reserve(&wanted, &numbers::books(config), checked.date)?;
    Ok(places.into_iter().zip(numbers).collect())
}

/// The holder's faculty number; empty where it is not known.
pub(super) fn faculty_number(original: &Original) -> String {
    original.fields.get(&Field::FacultyNumber).cloned().unwrap_or_default()
}

/// The holder's name.
pub(super) fn full_name(original: &Original) -> String {
    original.fields.get(&Field::FullName).cloned().unwrap_or_default()
}

fn finished(checked: Checked, requests: Vec<DuplicateLine>, folder: Option<PathBuf>) -> Duplicates {
    Duplicates { run: checked.run.clone(), requests, checked, folder, is_stopped: false }
}

impl Decided {
    /// The word in `decisions.csv`, which is the same however often a run is repeated.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Granted | Self::GrantedBefore => "granted",
            Self::Refused => "refused",
            Self::Undecided => "undecided",
        }
    }
}
