//! The papers of decided requests: set by the workers, written, and entered into the register request by request.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::civil::Date;
use serde_json::Value;

use super::duplicate::Decision;
use super::grant::{Decided, DuplicateLine, NOTICE, OVERPRINT, REFUSAL, faculty_number, full_name};
use super::made_with::MadeWith;
use super::papers::{FilesOnDisk, fault_finding, finding_on, set};
use super::press::threads;
use super::{Checked, Error, Options};
use crate::config::Config;
use crate::diag::{Code, Finding, Lang, Subject};
use crate::event::{Event, Listener, Stage};
use crate::kind::{DocumentKind, Kinds};
use crate::model::{Document, Registration, Rendered, Request, Season, spreadsheet_safe};
use crate::output::{PaperLine, PaperState, RunFolder, documents_csv, findings_jsonl};
use crate::plan::{self, About, Original, PaperData, PaperMaker};
use crate::register::{Entry, Issued, Paper, Register, State};
use crate::render::{Fault, Press, render_all};

/// What is decided and numbered.
pub(super) struct Ready<'a> {
    pub config: &'a Config,
    pub requests: &'a [Request],
    pub kinds: &'a Kinds,
    pub date: Date,
    pub decisions: Vec<Decision>,
    /// Numbers of the granted requests, by their place among the decided ones.
    pub numbers: BTreeMap<usize, Registration>,
}

/// Requests whose papers are being made.
pub(super) struct Making<'a> {
    pub config: &'a Config,
    pub options: &'a Options,
    pub ready: &'a Ready<'a>,
    pub lines: Vec<DuplicateLine>,
    pub register: Register,
    pub folder: RunFolder,
    pub findings: Vec<Finding>,
    pub made_with: MadeWith,
}

/// A paper to be set.
struct Job<'a> {
    /// Place of its request among the decided ones.
    of: usize,
    document: Document,
    about: About<'a>,
}

type Set = Result<(Rendered, PaperData), Fault>;

impl Ready<'_> {
    /// What the papers will say, but for the numbers, which nobody has yet; each with the place of its request.
    pub fn unnumbered(&self, lines: &[DuplicateLine], maker: &PaperMaker) -> Vec<(usize, Document, Value)> {
        let said = |job: Job| {
            // A paper that cannot be made says so when it is set.
            let data = maker.make_about(&job.document, &job.about).ok()?;
            Some((job.of, job.document, serde_json::from_str(&data.json).ok()?))
        };
        self.jobs(lines).into_iter().filter_map(said).collect()
    }

    fn jobs<'a>(&'a self, lines: &'a [DuplicateLine]) -> Vec<Job<'a>> {
        let mut jobs = Vec::new();
        for (of, (decision, line)) in self.decisions.iter().zip(lines).enumerate() {
            match decision {
                Decision::Grant(grant) => {
                    let Some(service) = self.config.institution.service(&self.requests[line.at].paper) else { continue };
                    let with = grant.companions.iter().map(String::as_str);
                    let numbered = std::iter::once(service.kind.as_str()).chain(with).map(|name| (name, true));
                    let letters = if grant.is_unusable { vec![OVERPRINT, NOTICE] } else { vec![NOTICE] };
                    for (name, is_numbered) in numbered.chain(letters.into_iter().map(|name| (name, false))) {
                        jobs.push(self.job(of, line, name, Some(&grant.original), is_numbered));
                    }
                }
                Decision::Refuse(original) => jobs.push(self.job(of, line, REFUSAL, original.as_deref(), false)),
                Decision::Granted(_) | Decision::Undecided => {}
            }
        }
        jobs
    }

    /// What the papers of requests say that an earlier run granted; each with the place of its request.
    pub fn granted(&self, lines: &[DuplicateLine], register: &Register) -> Result<Vec<(usize, Document, Value)>, Error> {
        let mut papers = Vec::new();
        for (of, (decision, line)) in self.decisions.iter().zip(lines).enumerate() {
            let Decision::Granted(granted) = decision else { continue };
            for entry in issued_with(granted, register)? {
                let Some(kind) = self.kinds.get(&entry.kind) else { continue };
                let data = register.data_of(&entry.document)?.and_then(|json| serde_json::from_str(&json).ok());
                let Some(paper) = register.paper(&entry.document)? else { continue };
                let document = kept(&paper, &self.requests[line.at], line.at, kind, self.date);
                papers.extend(data.map(|data| (of, document, data)));
            }
        }
        Ok(papers)
    }

    /// A paper of a request; what carries a number carries the duplicate's.
    fn job<'a>(
        &'a self,
        of: usize,
        line: &'a DuplicateLine,
        name: &str,
        original: Option<&'a Original>,
        is_numbered: bool,
    ) -> Job<'a> {
        let request = &self.requests[line.at];
        let number = self.numbers.get(&of);
        let faculty_number = original.map(faculty_number).unwrap_or_default();
        let document = Document {
            lang: Lang::Bg,
            blank: None,
            key: plan::key_about(name, request),
            kind: name.to_owned(),
            record: request.record,
            request: Some(line.at),
            file: plan::file_about(&self.kinds[name], request, &faculty_number),
            faculty_number,
            person_name: original.map(full_name).filter(|name| !name.is_empty()).unwrap_or_else(|| request.person_name.clone()),
            date: number.map_or(self.date, |number| number.date),
            registration: number.filter(|_| is_numbered).cloned(),
        };
        let replaced_by = number.map(|number| number.number.as_str()).or(line.number.as_deref());
        let reasons: &[&str] = if number.is_none() { &line.reasons } else { &[] };
        let is_returned = matches!(&self.decisions[of], Decision::Grant(grant) if grant.is_unusable);
        let replaced_by = replaced_by.map(|number| (number, document.date));
        let about = About { request, original, replaced_by, is_returned, reasons };
        Job { of, document, about }
    }
}

impl Making<'_> {
    /// A request that another of this run stands in the way of names its number, now that there is one.
    pub fn name_barring_numbers(&mut self) {
        let numbers = barring(self.ready, &self.lines);
        for line in &mut self.lines {
            if let Some(number) = line.number.as_ref().and_then(|barring| numbers.get(barring)) {
                line.number = Some(number.clone());
            }
        }
    }

    /// Sets, writes and enters everything.
    pub fn make(&mut self, season: &Season, press: &dyn Press, listener: &dyn Listener) -> Result<Vec<PaperLine>, Error> {
        let ready = self.ready;
        let lines = self.lines.clone();
        let jobs = ready.jobs(&lines);
        let maker = PaperMaker {
            season,
            institution: &self.config.institution,
            kinds: ready.kinds,
            photos: self.config.pipeline.inputs.photos.as_deref(),
            is_draft: false,
        };
        let mut made: Vec<Vec<(usize, Set)>> = lines.iter().map(|_| Vec::new()).collect();
        listener.on(Event::Started(Stage::Render, jobs.len() as u64));
        let threads = threads(self.config, self.options);
        let job = |at: usize| {
            let data = maker.make_about(&jobs[at].document, &jobs[at].about).map_err(|error| Fault::plain(&error))?;
            let rendered = set(press, &ready.kinds[&jobs[at].document.kind], &jobs[at].document, &data)?;
            Ok((rendered, data))
        };
        render_all(jobs.len(), threads, &job, |at, set| {
            made[jobs[at].of].push((at, set));
            listener.on(Event::Advanced(Stage::Render));
            Ok::<(), Error>(())
        })?;
        listener.on(Event::Finished(Stage::Render));
        let mut papers = Vec::new();
        for (of, made) in made.into_iter().enumerate() {
            papers.extend(match &ready.decisions[of] {
                Decision::Granted(entry) => self.again(of, entry, &maker, press)?,
                decision => self.hand_over(of, decision, &jobs, made)?,
            });
        }
        Ok(papers)
    }

    /// Writes the papers of a request, then enters them into the register: all or none.
    fn hand_over(
        &mut self,
        of: usize,
        decision: &Decision,
        jobs: &[Job],
        made: Vec<(usize, Set)>,
    ) -> Result<Vec<PaperLine>, Error> {
        let faults = made.iter().filter_map(|(at, set)| Some((&jobs[*at].document, set.as_ref().err()?)));
        let findings: Vec<Finding> = faults.map(|(document, fault)| fault_finding(document, fault.clone())).collect();
        if !findings.is_empty() {
            self.lines[of].decision = Decided::Undecided;
            self.lines[of].reasons = findings.iter().map(|finding| finding.code.name()).collect();
            self.findings.extend(findings);
            return Ok(made.iter().map(|(at, _)| paper_line(&jobs[*at].document, PaperState::Held, 0, "")).collect());
        }
        let (mut issued, mut papers) = (Vec::new(), Vec::new());
        for (at, set) in made {
            let Ok((rendered, data)) = set else { continue };
            let document = &jobs[at].document;
            self.folder.write(&document.file, &rendered.pdf)?;
            self.lines[of].files.push(document.file.clone());
            papers.push(paper_line(document, PaperState::Issued, rendered.pages, &rendered.sha256));
            if let Decision::Grant(grant) = decision {
                let paper = Issued::of(document, &rendered, plan::freeze(&data.json), data.sha256);
                let details = self.made_with.details(&document.kind);
                issued.push(Issued { original: Some(grant.id.clone()), details, ..paper });
            }
        }
        if let (Decision::Grant(grant), Some(number)) = (decision, self.ready.numbers.get(&of)) {
            self.register.replace(issued, &grant.standing, &number.number, number.date)?;
            self.lines[of].number = Some(number.number.clone());
        }
        Ok(papers)
    }

    /// What an earlier run issued: its files are there, or are set again from the data that the register has kept.
    fn again(&mut self, of: usize, granted: &Entry, maker: &PaperMaker, press: &dyn Press) -> Result<Vec<PaperLine>, Error> {
        let entries = issued_with(granted, &self.register)?;
        let mut papers = Vec::new();
        for entry in &entries {
            let (Some(kind), Some(hash)) = (self.ready.kinds.get(&entry.kind), entry.pdf_sha256.as_ref()) else { continue };
            let request = &self.ready.requests[self.lines[of].at];
            let Some(paper) = self.register.paper(&entry.document)? else { continue };
            let document = kept(&paper, request, self.lines[of].at, kind, self.ready.date);
            let files = FilesOnDisk { folder: self.folder.path().to_owned() };
            if files.has(&document.file, hash) {
                self.folder.note(&document.file, hash.clone());
            } else {
                let json = self.register.data_of(&entry.document)?.unwrap_or_default();
                match set(press, kind, &document, &maker.kept(kind, request, json)) {
                    Ok(rendered) if rendered.sha256 == *hash => self.folder.write(&document.file, &rendered.pdf)?,
                    Ok(rendered) => {
                        self.findings.push(finding_on(Code::OutputDiffers, &document).found(rendered.sha256).expected(hash));
                        continue;
                    }
                    Err(fault) => {
                        self.findings.push(fault_finding(&document, fault));
                        continue;
                    }
                }
            }
            let pages = entry.pages.and_then(|pages| usize::try_from(pages).ok()).unwrap_or(0);
            self.lines[of].files.push(document.file.clone());
            papers.push(paper_line(&document, PaperState::Issued, pages, hash));
        }
        Ok(papers)
    }
}

/// Numbers of the granted requests of this run, by the requests' own numbers.
fn barring(ready: &Ready, lines: &[DuplicateLine]) -> BTreeMap<String, String> {
    ready.numbers.iter().map(|(of, number)| (lines[*of].request.clone(), number.number.clone())).collect()
}

/// Findings that named the request in the way name the number of its duplicate.
pub(super) fn rename_barring(findings: &mut [Finding], ready: &Ready, lines: &[DuplicateLine]) {
    let numbers = barring(ready, lines);
    for finding in findings.iter_mut().filter(|finding| finding.code == Code::OriginalDuplicated) {
        if let Some(number) = numbers.get(&finding.expected) {
            finding.expected.clone_from(number);
        }
    }
}

/// Writes the lists and the manifest.
pub(super) fn close(
    checked: &Checked,
    lang: Lang,
    lines: &[DuplicateLine],
    papers: &[PaperLine],
    register: &Register,
    mut folder: RunFolder,
) -> Result<PathBuf, Error> {
    let own: BTreeSet<usize> = lines.iter().map(|line| line.at).collect();
    let is_own = |finding: &&Finding| match &finding.subject {
        Subject::Request(at) => own.contains(at),
        Subject::Document(_) => true,
        Subject::Batch | Subject::Record(_) | Subject::Row => false,
    };
    let findings: Vec<Finding> = checked.findings.iter().filter(is_own).cloned().collect();
    folder.write("decisions.csv", &decisions_csv(lines))?;
    folder.write("documents.csv", &documents_csv(papers))?;
    folder.write("findings.jsonl", findings_jsonl(&findings, &checked.season.sources, lang, &[]).as_bytes())?;
    let kinds: Vec<String> = checked.kinds.keys().cloned().collect();
    // Where the register cannot say, the file stays.
    Ok(folder.close(&kinds, &|hash| register.knows_pdf(hash).unwrap_or(true))?)
}

/// The entries of all papers that were issued with a duplicate, itself among them.
fn issued_with(granted: &Entry, register: &Register) -> Result<Vec<Entry>, Error> {
    let about = |key: &str| key.split_once('/').map(|(_, rest)| rest.to_owned());
    let own = about(&granted.document);
    let is_own = |entry: &Entry| about(&entry.document) == own && entry.state() == State::Issued;
    let original = granted.original.as_deref().unwrap_or_default();
    Ok(register.duplicates_of(original)?.into_iter().filter(is_own).collect())
}

fn kept(paper: &Paper, request: &Request, at: usize, kind: &DocumentKind, date: Date) -> Document {
    let entry = paper.last();
    Document {
        lang: Lang::Bg,
        blank: None,
        key: entry.document.clone(),
        kind: entry.kind.clone(),
        record: request.record,
        request: Some(at),
        faculty_number: entry.faculty_number.clone(),
        person_name: entry.person_name.clone(),
        file: plan::file_about(kind, request, &entry.faculty_number),
        date: paper.issued().unwrap_or(date),
        registration: paper.registration(),
    }
}

fn paper_line(document: &Document, state: PaperState, pages: usize, sha256: &str) -> PaperLine {
    PaperLine { document: document.clone(), state, pages, sha256: sha256.to_owned() }
}

/// `decisions.csv`: request, person, original, decision, number, reasons, files. UTF-8, commas.
fn decisions_csv(lines: &[DuplicateLine]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let header = ["request", "person_name", "original", "decision", "number", "reasons", "files"].map(str::to_owned);
    let rows = lines.iter().map(|line| {
        [
            spreadsheet_safe(&line.request),
            spreadsheet_safe(&line.person_name),
            spreadsheet_safe(&line.original),
            line.decision.name().to_owned(),
            spreadsheet_safe(line.number.as_deref().unwrap_or_default()),
            line.reasons.join(" "),
            line.files.join(" "),
        ]
    });
    for row in std::iter::once(header).chain(rows) {
        // Writing to memory cannot fail.
        if csv.write_record(&row).is_err() {
            break;
        }
    }
    csv.into_inner().unwrap_or_default()
}
