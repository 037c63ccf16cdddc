//! The papers of a run: made by the workers, taken in order, written, entered into the register, listed.

pub(super) mod due;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::made_with::MadeWith;
use super::press::threads;
use super::{Checked, Error, Mode, Options, Outcome, forms, summarise};
use crate::config::Config;
use crate::diag::{Code, Finding, Subject, sort_findings};
use crate::event::{Event, Listener, Stage};
use crate::kind::DocumentKind;
use crate::model::{Document, Rendered, sha256};
use crate::output::{PaperLine, PaperState, RunFolder, documents_csv, findings_jsonl, plan_json};
use crate::plan::{OnForm, PaperData, PaperMaker, Plan, freeze};
use crate::register::{Action, Entry, Issued, Register, State};
use crate::render::{End, Fault, Paper, Press, Templates, render_all};
use crate::report;
use due::{Earlier, MadeAgain, said, settled};

/// How a paper came out of its worker.
enum Made {
    /// Set for the first time.
    New { rendered: Rendered, issued: Box<Issued> },
    /// Issued by an earlier run; set again because its file is gone.
    Again { rendered: Rendered, expected: String },
    /// Issued by an earlier run; its file is there and has the hash of the register.
    Kept { pages: usize, sha256: String },
    /// Issued by an earlier run from other data.
    Differs { number: String },
}

/// Papers committed to the register in one transaction; between two of them a killed run loses no more than this.
const COMMIT_EVERY: usize = 64;

/// A run whose papers are being made.
pub(super) struct Run<'a> {
    pub(super) config: &'a Config,
    pub(super) options: &'a Options,
    pub(super) checked: Checked,
    pub(super) plan: Plan,
    /// Who sets the papers.
    pub(super) press: &'a dyn Press,
    /// What lists are set with: they may be long, and are set here.
    pub(super) templates: &'a Templates,
    pub(super) register: Option<Register>,
    pub(super) folder: RunFolder,
    pub(super) listener: &'a dyn Listener,
    pub(super) mode: Mode,
    /// How forms are printed, where they are.
    pub(super) on_form: Option<OnForm>,
}

impl Run<'_> {
    pub(super) fn make(mut self) -> Result<Outcome, Error> {
        let documents = std::mem::take(&mut self.plan.documents);
        let earlier = self.earlier(documents.iter().map(|document| document.key.as_str()))?;
        let again = self.made_again(&earlier)?;
        let templates_folder = &self.config.pipeline.paths.templates;
        let made_with = MadeWith::of(templates_folder, documents.iter().map(|document| document.kind.as_str()));
        let mut lines: Vec<(PaperLine, bool)> = Vec::new();
        let mut pending: Vec<Issued> = Vec::new();
        self.listener.on(Event::Started(Stage::Render, documents.len() as u64));
        let threads = threads(self.config, self.options);
        let season = std::mem::take(&mut self.checked.season);
        {
            let Self { config, checked, press, register, folder, listener, mode, on_form, .. } = &mut self;
            let press = *press;
            let maker = PaperMaker {
                season: &season,
                institution: &config.institution,
                kinds: &checked.kinds,
                photos: config.pipeline.inputs.photos.as_deref(),
                is_draft: *mode == Mode::Draft,
            };
            let files = FilesOnDisk { folder: folder.path().to_owned() };
            let findings = &mut checked.findings;
            let kinds = &checked.kinds;
            let set_with = (press, &made_with);
            let job = |at: usize| {
                let document = &documents[at];
                let earlier = earlier.get(&document.key).map(|entry| Earlier { entry, again: again.get(&document.key) });
                let (data, shown) = said(&maker, document, earlier)?;
                let made = make_paper(set_with, &kinds[&document.kind], document, (&data, shown.as_ref()), earlier, &files)?;
                // What was issued from other data is not printed again.
                let on_form = on_form.as_ref().filter(|_| !matches!(made, Made::Differs { .. }));
                let shown = shown.as_ref().unwrap_or(&data);
                let form = on_form.map(|on_form| forms::set(press, kinds, document, shown, on_form)).transpose()?;
                Ok((made, form))
            };
            render_all(documents.len(), threads, &job, |at, made| {
                let document = &documents[at];
                let (made, form) = match made {
                    Ok((made, form)) => (Ok(made), form),
                    Err(fault) => (Err(fault), None),
                };
                let line = deliver(document, made, *mode, folder, findings, &mut pending)?;
                if let Some(form) = form.filter(|_| line.0.state != PaperState::Held) {
                    folder.write(&forms::file_of(document), &form.pdf)?;
                }
                lines.push(line);
                listener.on(Event::Advanced(Stage::Render));
                if pending.len() >= COMMIT_EVERY {
                    commit(register.as_mut(), &mut pending)?;
                }
                Ok::<(), Error>(())
            })?;
            commit(register.as_mut(), &mut pending)?;
        }
        self.checked.season = season;
        self.listener.on(Event::Finished(Stage::Render));
        self.close(lines)
    }

    /// Of some papers those that were issued before and hold: the entry by which each was made.
    fn earlier<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Result<BTreeMap<String, Entry>, Error> {
        let Some(register) = &self.register else { return Ok(BTreeMap::new()) };
        let mut earlier = BTreeMap::new();
        for key in keys {
            let Some(paper) = register.paper(key)? else { continue };
            if matches!(paper.state(), State::Issued | State::AwaitingNumber) {
                earlier.extend(paper.made().map(|made| (key.to_owned(), made.clone())));
            }
        }
        Ok(earlier)
    }

    /// Of papers that were issued before those that stand on another form than at first.
    fn made_again(&self, earlier: &BTreeMap<String, Entry>) -> Result<BTreeMap<String, MadeAgain>, Error> {
        let Some(register) = &self.register else { return Ok(BTreeMap::new()) };
        let mut found = BTreeMap::new();
        for key in earlier.iter().filter(|(_, entry)| entry.action == Action::Reissued).map(|(key, _)| key) {
            let first = register.paper(key)?.and_then(|paper| paper.first_made().cloned());
            if let Some((first, data)) = first.zip(register.data_of(key)?) {
                found.insert(key.clone(), MadeAgain { first, data });
            }
        }
        Ok(found)
    }

    /// Writes the lists, the report and the manifest.
    fn close(mut self, mut lines: Vec<(PaperLine, bool)>) -> Result<Outcome, Error> {
        self.checked.findings = self.config.pipeline.strictness.apply(std::mem::take(&mut self.checked.findings));
        for document in std::mem::take(&mut self.plan.held) {
            lines.push((PaperLine { document, state: PaperState::Held, pages: 0, sha256: String::new() }, false));
        }
        self.tell_requests(&lines)?;
        let lists = self.lists(&lines)?;
        lines.extend(lists);
        let held = lines.iter().filter(|(line, _)| line.state == PaperState::Held);
        let earlier = self.earlier(held.map(|(line, _)| line.document.key.as_str()))?;
        self.report_issued_but_held(&lines, &earlier);
        sort_findings(&mut self.checked.findings);
        let (checked, lang) = (&self.checked, self.options.lang);
        let summary = summarise(self.config, checked, &lines, lang, self.mode, None);
        let made: Vec<PaperLine> = lines.into_iter().map(|(line, _)| line).collect();
        let (held, planned): (Vec<&PaperLine>, Vec<&PaperLine>) = made.iter().partition(|line| line.state == PaperState::Held);
        let documents = |lines: &[&PaperLine]| lines.iter().map(|line| line.document.clone()).collect::<Vec<_>>();
        let page = report::page(&summary, lang).map_err(|error| Error::Other(error.to_string()))?;
        self.folder.write("documents.csv", &documents_csv(&made))?;
        self.folder.write("findings.jsonl", findings_jsonl(&checked.findings, &checked.season.sources, lang, &[]).as_bytes())?;
        self.folder.write("plan.json", plan_json(&checked.run, &documents(&planned), &documents(&held)).as_bytes())?;
        self.folder.write("report.html", page.as_bytes())?;
        let is_unverified = checked.findings.iter().any(|finding| finding.code == Code::OutputDiffers);
        let kinds: Vec<String> = checked.kinds.keys().cloned().collect();
        // An annulled paper is still out in the world: no run removes its file.
        let register = self.register.as_ref();
        // Where the register cannot say, the file stays.
        let is_issued = |hash: &str| register.is_some_and(|register| register.knows_pdf(hash).unwrap_or(true));
        let folder = self.folder.close(&kinds, &is_issued)?;
        Ok(Outcome { summary, folder: Some(folder), is_stopped: false, is_unverified })
    }

    /// Requests of the register whose papers are all issued are ready.
    fn tell_requests(&mut self, lines: &[(PaperLine, bool)]) -> Result<(), Error> {
        let Some(register) = self.register.as_mut().filter(|_| self.mode == Mode::Issue) else { return Ok(()) };
        let mut issued: BTreeMap<usize, Option<&str>> = BTreeMap::new();
        for (line, _) in lines {
            let Some(request) = line.document.request else { continue };
            let key = (line.state == PaperState::Issued).then_some(line.document.key.as_str());
            let first = issued.entry(request).or_insert(key);
            *first = first.and(key).and(*first);
        }
        let number = |at: usize| self.checked.season.requests[at].number.clone();
        let ready = issued.into_iter().filter_map(|(at, key)| Some((number(at), key?.to_owned())));
        register.papers_are_ready(&ready.collect::<Vec<_>>(), self.checked.date)?;
        Ok(())
    }

    /// A paper that is out in the world while its record is held now is worth a warning.
    fn report_issued_but_held(&mut self, lines: &[(PaperLine, bool)], earlier: &BTreeMap<String, Entry>) {
        let told = self.checked.findings.iter().filter(|f| matches!(f.code, Code::AlreadyIssuedDiffers | Code::OutputDiffers));
        let told: BTreeSet<&Subject> = told.map(|finding| &finding.subject).collect();
        let mut findings = Vec::new();
        for (line, _) in lines.iter().filter(|(line, _)| line.state == PaperState::Held) {
            let Some(entry) = earlier.get(&line.document.key) else { continue };
            if !told.contains(&Subject::Document(line.document.key.clone())) {
                let number = entry.number.clone().unwrap_or_default();
                findings
                    .push(finding_on(Code::IssuedButHeld, &line.document).found(number).arg("kind", line.document.kind.clone()));
            }
        }
        self.checked.findings.extend(self.config.pipeline.strictness.apply(findings));
    }
}

pub(super) struct FilesOnDisk {
    pub folder: PathBuf,
}

impl FilesOnDisk {
    pub fn has(&self, name: &str, hash: &str) -> bool {
        std::fs::read(self.folder.join(name)).is_ok_and(|bytes| sha256(&bytes) == hash)
    }
}

/// Makes one paper, on a worker thread.
fn make_paper(
    (press, made_with): (&dyn Press, &MadeWith),
    kind: &DocumentKind,
    document: &Document,
    (data, shown): (&PaperData, Option<&PaperData>),
    earlier: Option<Earlier>,
    files: &FilesOnDisk,
) -> Result<Made, Fault> {
    if let Some(made) = settled(document, data, earlier, files) {
        return Ok(made);
    }
    let expected = earlier.and_then(|earlier| earlier.entry.pdf_sha256.clone());
    let data_shown = shown.unwrap_or(data);
    let rendered = set(press, kind, document, data_shown)?;
    if let Some(expected) = expected {
        let rendered = as_issued(rendered, &expected, data_shown, &|data| set(press, kind, document, data))?;
        return Ok(Made::Again { rendered, expected });
    }
    let paper = Issued::of(document, &rendered, freeze(&data.json), data.sha256.clone());
    let issued = Box::new(Issued { book: kind.book.clone(), details: made_with.details(&kind.name), ..paper });
    Ok(Made::New { rendered, issued })
}

/// A paper set again, with the hash of the register where it has it: one from before further pages had codes is set without.
fn as_issued(
    rendered: Rendered,
    expected: &str,
    data: &PaperData,
    set: &dyn Fn(&PaperData) -> Result<Rendered, Fault>,
) -> Result<Rendered, Fault> {
    let Some(earlier) = data.without_page_codes().filter(|_| rendered.sha256 != expected) else { return Ok(rendered) };
    let without = set(&earlier)?;
    Ok(if without.sha256 == expected { without } else { rendered })
}

/// Sets the pages of a paper or a list.
pub(super) fn set(press: &dyn Press, kind: &DocumentKind, document: &Document, data: &PaperData) -> Result<Rendered, Fault> {
    let paper = Paper {
        key: &document.key,
        kind: &document.kind,
        json: data.json.clone(),
        photo: data.photo.as_ref().map(|photo| (photo.name, photo.bytes.clone())),
        standards: &kind.pdf,
        date: document.date,
    };
    within(press.set(&paper)?, kind.pages)
}

/// A paper that has as many pages as its kind allows.
pub(super) fn within(rendered: Rendered, (fewest, most): (usize, usize)) -> Result<Rendered, Fault> {
    if (fewest..=most).contains(&rendered.pages) {
        return Ok(rendered);
    }
    let limits = if fewest == most { fewest.to_string() } else { format!("{fewest}–{most}") };
    Err(Fault::pages(rendered.pages, &limits))
}

/// Takes a paper from its worker: file first, then the register.
fn deliver(
    document: &Document,
    made: Result<Made, Fault>,
    mode: Mode,
    folder: &mut RunFolder,
    findings: &mut Vec<Finding>,
    pending: &mut Vec<Issued>,
) -> Result<(PaperLine, bool), Error> {
    let state = if mode == Mode::Draft { PaperState::Draft } else { PaperState::Issued };
    let line = |pages: usize, sha256: String| PaperLine { document: document.clone(), state, pages, sha256 };
    let held = || PaperLine { document: document.clone(), state: PaperState::Held, pages: 0, sha256: String::new() };
    Ok(match made {
        Ok(Made::New { rendered, issued }) => {
            folder.write(&document.file, &rendered.pdf)?;
            if mode == Mode::Issue {
                pending.push(*issued);
            }
            (line(rendered.pages, rendered.sha256), false)
        }
        Ok(Made::Kept { pages, sha256 }) => {
            folder.note(&document.file, sha256.clone());
            (line(pages, sha256), true)
        }
        Ok(Made::Again { rendered, expected }) if rendered.sha256 == expected => {
            folder.write(&document.file, &rendered.pdf)?;
            (line(rendered.pages, rendered.sha256), true)
        }
        Ok(Made::Again { rendered, expected }) => {
            findings.push(finding_on(Code::OutputDiffers, document).found(rendered.sha256).expected(expected));
            (held(), false)
        }
        Ok(Made::Differs { number }) => {
            findings.push(finding_on(Code::AlreadyIssuedDiffers, document).found(number).arg("kind", document.kind.clone()));
            (held(), false)
        }
        Err(fault) => {
            findings.push(fault_finding(document, fault));
            (held(), false)
        }
    })
}

fn commit(register: Option<&mut Register>, pending: &mut Vec<Issued>) -> Result<(), Error> {
    let papers = std::mem::take(pending);
    match register {
        Some(register) if !papers.is_empty() => Ok(register.commit(papers)?),
        _ => Ok(()),
    }
}

pub(super) fn finding_on(code: Code, document: &Document) -> Finding {
    Finding::new(code, Subject::Document(document.key.clone())).of(&document.faculty_number)
}

pub(super) fn fault_finding(document: &Document, fault: Fault) -> Finding {
    let finding = |code| finding_on(code, document).arg("error", fault.message.clone()).arg("line", fault.place.clone());
    match (fault.end, &fault.pages, &fault.missing_glyph) {
        (Some(End::Late(seconds)), ..) => finding(Code::PaperTooSlow).expected(seconds.to_string()),
        (Some(End::Memory(mib)), ..) => finding(Code::PaperTooMuchMemory).expected(mib.to_string()),
        (Some(End::Crash), ..) => finding(Code::PaperCrashed),
        (None, Some((found, limits)), _) => finding(Code::PageCountUnexpected).found(found.to_string()).expected(limits.clone()),
        (None, None, Some(text)) => finding(Code::GlyphMissing).found(text.clone()),
        (None, None, None) => finding(Code::TemplateFailed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_from_before_further_pages_had_codes_is_set_again_as_it_was() {
        let json = |codes: &str| format!(r#"{{"document":{{"code":"c","qr":"<svg/>"{codes}}}}}"#);
        let data = |json: String| PaperData { json, photo: None, sha256: String::new() };
        let set = |data: &PaperData| Ok(Rendered { pdf: Vec::new(), pages: 2, sha256: sha256(data.json.as_bytes()) });
        let (old, new) = (data(json("")), data(json(r#","page_codes":["<svg/>"]"#)));
        let hash = |data: &PaperData| sha256(data.json.as_bytes());
        let again = |expected: &str| as_issued(set(&new)?, expected, &new, &set).map(|rendered| rendered.sha256);
        assert_eq!(again(&hash(&old)), Ok(hash(&old)), "issued without them");
        assert_eq!(again(&hash(&new)), Ok(hash(&new)), "issued with them");
        assert_eq!(again("another"), Ok(hash(&new)), "issued as something else: what was set now is told");
    }
}
