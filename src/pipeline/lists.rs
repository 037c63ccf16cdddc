//! The lists of a run, made once its papers have their numbers.

use super::papers::{Run, fault_finding, set};
use super::press::threads;
use super::{Checked, Error, Mode, Options};
use crate::config::Config;
use crate::diag::Finding;
use crate::kind::{DocumentKind, ListOf, RunOf};
use crate::model::Document;
use crate::output::{PaperLine, PaperState};
use crate::plan::{self, Listed, PaperMaker, Plan, PlannedList};
use crate::register::State;
use crate::render::{Fault, render_all};

/// The lists that a dry run tells of: those of the papers that are planned.
#[must_use]
pub fn planned_lists(config: &Config, options: &Options, checked: &Checked, plan: &Plan) -> Vec<Document> {
    let papers: Vec<Listed> = plan.documents.iter().map(|document| Listed { document: document.clone(), pages: None }).collect();
    let mut planned = Vec::new();
    for kind in list_kinds(checked, RunOf::Issue) {
        let others = others(config, options, checked, kind);
        planned.extend(lists(config, options, checked, kind, others.as_deref().unwrap_or(&papers)).0);
    }
    planned.into_iter().map(|list| list.document).collect()
}

impl Run<'_> {
    /// Makes the lists and says how they came out; a list that cannot be set is a finding.
    pub(super) fn lists(&mut self, made: &[(PaperLine, bool)]) -> Result<Vec<(PaperLine, bool)>, Error> {
        let (planned, findings) = self.planned(made)?;
        self.checked.findings.extend(self.config.pipeline.strictness.apply(findings));
        let threads = threads(self.config, self.options);
        let Self { config, checked, templates, folder, mode, .. } = self;
        let templates = *templates;
        let maker = PaperMaker {
            season: &checked.season,
            institution: &config.institution,
            kinds: &checked.kinds,
            photos: None,
            is_draft: *mode == Mode::Draft,
        };
        let job = |at: usize| {
            let list: &PlannedList = &planned[at];
            let data = maker.make_list(list).map_err(|error| Fault::plain(&error))?;
            set(templates, &checked.kinds[&list.document.kind], &list.document, &data)
        };
        let (mut lines, mut findings) = (Vec::new(), Vec::new());
        render_all(planned.len(), threads, &job, |at, rendered| {
            let document = planned[at].document.clone();
            let (state, pages, sha256) = match rendered {
                Ok(rendered) => {
                    folder.write(&document.file, &rendered.pdf)?;
                    (PaperState::List, rendered.pages, rendered.sha256)
                }
                Err(fault) => {
                    findings.push(fault_finding(&document, fault));
                    (PaperState::Held, 0, String::new())
                }
            };
            lines.push((PaperLine { document, state, pages, sha256 }, false));
            Ok::<(), Error>(())
        })?;
        self.checked.findings.extend(self.config.pipeline.strictness.apply(findings));
        Ok(lines)
    }

    fn planned(&self, made: &[(PaperLine, bool)]) -> Result<(Vec<PlannedList>, Vec<Finding>), Error> {
        let (config, options, checked) = (self.config, self.options, &self.checked);
        let made = made.iter().map(|(line, _)| line).filter(|line| line.state != PaperState::Held);
        let papers: Vec<Listed> = made.map(|line| Listed { document: line.document.clone(), pages: Some(line.pages) }).collect();
        let run = if self.mode == Mode::Draft { RunOf::Draft } else { RunOf::Issue };
        let (mut planned, mut findings) = (Vec::new(), Vec::new());
        for kind in list_kinds(checked, run) {
            let others = others(config, options, checked, kind).map(|others| self.known(others)).transpose()?;
            let (lists, missing) = lists(config, options, checked, kind, others.as_deref().unwrap_or(&papers));
            planned.extend(lists);
            findings.extend(missing);
        }
        Ok((planned, findings))
    }

    /// Of papers that this run does not make, those that the register knows, with their numbers; in drafts, all.
    fn known(&self, others: Vec<Listed>) -> Result<Vec<Listed>, Error> {
        let Some(register) = &self.register else { return Ok(others) };
        let mut known = Vec::new();
        for mut row in others {
            let Some(paper) = register.paper(&row.document.key)? else { continue };
            if !matches!(paper.state(), State::Issued | State::AwaitingNumber) {
                continue;
            }
            row.document.registration = paper.registration();
            row.document.blank = register.form_of(&row.document.key)?;
            row.pages = paper.last().pages.and_then(|pages| usize::try_from(pages).ok());
            known.push(row);
        }
        Ok(known)
    }
}

/// The kinds of this run that are lists, in order.
fn list_kinds(checked: &Checked, run: RunOf) -> impl Iterator<Item = &DocumentKind> {
    let wanted = checked.wanted.iter().filter_map(|name| checked.kinds.get(name));
    wanted.filter(move |kind| kind.list.as_ref().is_some_and(|list| list.is_made_by(run)))
}

fn lists(
    config: &Config,
    options: &Options,
    checked: &Checked,
    kind: &DocumentKind,
    papers: &[Listed],
) -> (Vec<PlannedList>, Vec<Finding>) {
    plan::lists(&request(config, options, checked, &checked.wanted), kind, &checked.season, &checked.held, papers)
}

fn request<'a>(config: &'a Config, options: &'a Options, checked: &'a Checked, wanted: &'a [String]) -> plan::Request<'a> {
    plan::Request { config, kinds: &checked.kinds, wanted, students: &options.students, issue_date: checked.date }
}

/// The papers of a list that is asked for without them, as a run would plan them; `None` where this run makes some itself.
fn others(config: &Config, options: &Options, checked: &Checked, kind: &DocumentKind) -> Option<Vec<Listed>> {
    let list = kind.list.as_ref().filter(|list| list.of == ListOf::Documents)?;
    let configured = || config.pipeline.kinds.clone().unwrap_or_else(|| checked.kinds.keys().cloned().collect());
    let kinds = if list.kinds.is_empty() { configured() } else { list.kinds.clone() };
    let is_paper = |name: &String| checked.kinds.get(name).is_some_and(|kind| kind.list.is_none());
    let papers: Vec<String> = kinds.into_iter().filter(is_paper).collect();
    if papers.iter().any(|name| checked.wanted.contains(name)) {
        return None;
    }
    let (plan, _) = plan::make(&request(config, options, checked, &papers), &checked.season, &checked.held);
    Some(plan.documents.into_iter().map(|document| Listed { document, pages: None }).collect())
}
