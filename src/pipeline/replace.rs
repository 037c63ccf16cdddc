//! A paper issued anew because it was wrong: the old one no longer holds and its form is destroyed; the new one says what the
//! records say today, under the next number and on the next form, and each names the other.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::made_with::MadeWith;
use super::papers::set;
use super::press::press;
use super::storeroom::{close, file_of_key, folder_of, on_form, words_of};
use super::{Checked, Error, Forms, Life, Line, Options, Storeroom, Unfound, check, forms, numbers, planned, signatories_hold};
use crate::config::Config;
use crate::diag::{Code, Finding, Level};
use crate::event::Listener;
use crate::kind::Audience;
use crate::model::{Blank, Document, Numbering, Registration, Rendered};
use crate::output::RunFolder;
use crate::plan::{self, PaperData, PaperMaker};
use crate::register::{Entry, Fate, Issued, Paper, State, Stock, Superseding, Wanted};
use crate::render::{Fault, Press};

/// What is asked about a wrong paper.
#[derive(Debug, Clone)]
pub struct ReplaceOptions {
    /// The paper: its number, faculty number, form or key.
    pub number: String,
    /// Its kind, where the number alone does not say which.
    pub kind: Option<String>,
    /// Why.
    pub reason: String,
    /// The act by which it was decided, as of a court about a name.
    pub decision: Option<String>,
    /// In whose name it is entered.
    pub by: Option<String>,
    /// Where the new papers go; `None` for the run's folder for such papers.
    pub out: Option<PathBuf>,
    /// How a file for the printer is made.
    pub forms: Forms,
}

/// A paper that holds in the place of another.
#[derive(Debug)]
pub struct Replaced {
    /// The old paper as it stands now.
    pub old: Entry,
    /// The new one.
    pub new: Entry,
    /// Forms that were destroyed.
    pub destroyed: Vec<Blank>,
    /// The new files.
    pub files: Vec<PathBuf>,
}

/// Why a paper was not issued anew.
#[derive(Debug)]
pub enum ReplaceBar {
    /// No paper was found.
    Unfound(Unfound),
    /// It is only reserved.
    Reserved,
    /// It no longer holds; the number of the one that does.
    Annulled(Option<String>),
    /// It goes along with another paper, is no paper of a graduate, or was issued before laurea.
    NotOfRecords,
    /// Findings hold the person's papers.
    Held(Vec<Finding>),
    /// No free form of a series is left.
    NoForm(String),
    /// A paper cannot be set.
    Fault(String),
}

/// Issues a paper anew, with what goes along with it.
///
/// # Errors
/// As `issue`.
pub fn replace(
    config: &Config,
    options: &Options,
    asked: &ReplaceOptions,
    listener: &dyn Listener,
) -> Result<Result<Replaced, ReplaceBar>, Error> {
    let life = Life::open(config, asked.by.as_deref())?;
    let line = Line::named(&asked.number, asked.kind.as_deref());
    let found = life.chosen(vec![line], None, None, None)?.into_iter().next();
    let key = match found.map(|target| target.document) {
        Some(Ok(key)) => key,
        Some(Err(unfound)) => return Ok(Err(ReplaceBar::Unfound(unfound))),
        None => return Ok(Err(ReplaceBar::Unfound(Unfound::Unknown))),
    };
    let mut room = life.into_storeroom();
    let Some(old) = room.register.paper(&key)? else { return Ok(Err(ReplaceBar::Unfound(Unfound::Unknown))) };
    if let Some(bar) = room.bar(&old) {
        return Ok(Err(bar));
    }
    let old = std::iter::once(old.clone()).chain(room.companions(&old)?).collect::<Vec<_>>();
    let kinds: Vec<String> = old.iter().map(|paper| paper.last().kind.clone()).collect();
    let students = vec![old[0].last().faculty_number.clone()];
    let options = Options { kinds, students, ..options.clone() };
    let mut checked = check(config, &options, listener)?;
    let (mut plan, templates) = planned(config, &options, &mut checked)?;
    if checked.held.is_batch() || !old.iter().all(|old| plan.documents.iter().any(|new| is_of(new, old))) {
        return Ok(Err(ReplaceBar::Held(holding(checked.findings, &students_of(&options)))));
    }
    plan.documents.retain(|new| old.iter().any(|old| is_of(new, old)));
    signatories_hold(config, &checked, &plan)?;
    if let Err(bar) = room.number(&checked, &old, &mut plan.documents)? {
        return Ok(Err(bar));
    }
    let press = press(config, &options.isolation, &templates, 1);
    room.issue_anew(&checked, &*press, asked, &old, plan.documents)
}

fn students_of(options: &Options) -> BTreeSet<String> {
    options.students.iter().cloned().collect()
}

/// The findings of level error about some people or the inputs as a whole.
fn holding(findings: Vec<Finding>, students: &BTreeSet<String>) -> Vec<Finding> {
    let is_own = |finding: &Finding| finding.faculty_number.is_empty() || students.contains(&finding.faculty_number);
    findings.into_iter().filter(|finding| finding.level == Level::Error && is_own(finding)).collect()
}

/// Whether a planned paper is the one that an old one was: the same key, but for how often it was issued anew.
fn is_of(new: &Document, old: &Paper) -> bool {
    new.key == base(&old.last().document)
}

/// The key of a paper as it was issued for the first time: `diploma/130001/2` → `diploma/130001`.
fn base(key: &str) -> &str {
    match key.rsplit_once('/') {
        Some((rest, last)) if rest.contains('/') && last.len() < 4 && last.parse::<u32>().is_ok() => rest,
        _ => key,
    }
}

/// How often a paper was issued, itself among them.
fn turn(key: &str) -> u32 {
    let last = key.rsplit('/').next().unwrap_or_default();
    if base(key) == key { 1 } else { last.parse().unwrap_or(1) }
}

impl Storeroom<'_> {
    fn bar(&self, old: &Paper) -> Option<ReplaceBar> {
        match old.state() {
            State::Reserved => return Some(ReplaceBar::Reserved),
            State::Annulled => return Some(ReplaceBar::Annulled(old.last().replaced_by.clone())),
            State::Issued | State::AwaitingNumber => {}
        }
        let kind = self.kinds.get(&old.last().kind);
        let is_of_records = kind.is_some_and(|kind| kind.audience == Audience::Graduates && kind.companion_of.is_none());
        (!is_of_records).then_some(ReplaceBar::NotOfRecords)
    }

    /// The papers that were issued with one and hold.
    fn companions(&self, old: &Paper) -> Result<Vec<Paper>, Error> {
        let (own, kind) = (old.last(), &old.last().kind);
        let rest = |key: &str| key.split_once('/').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
        let about = rest(base(&own.document));
        let goes_with = |paper: &Paper| {
            let key = &paper.last().document;
            let is_companion = self.kinds.get(&paper.last().kind).is_some_and(|with| with.companion_of.as_ref() == Some(kind));
            let is_same = turn(key) == turn(&own.document) && rest(base(key)).starts_with(&about);
            is_companion && is_same && matches!(paper.state(), State::Issued | State::AwaitingNumber)
        };
        Ok(self.register.papers_of(&own.faculty_number)?.into_iter().filter(goes_with).collect())
    }

    /// Gives the new papers their keys, numbers, days and forms.
    fn number(&mut self, checked: &Checked, old: &[Paper], documents: &mut [Document]) -> Result<Result<(), ReplaceBar>, Error> {
        let own = old[0].last();
        let mut turn = turn(&own.document) + 1;
        // A number that an interrupted call reserved is used.
        let is_ours = |paper: &Paper| paper.state() == State::Reserved && paper.last().original.as_ref() == Some(&own.document);
        while self.register.paper(&format!("{}/{turn}", base(&own.document)))?.is_some_and(|paper| !is_ours(&paper)) {
            turn += 1;
        }
        let mut stocks: Vec<Stock> = Vec::new();
        for document in documents.iter_mut() {
            document.key = format!("{}/{turn}", document.key);
            document.file = file_of_key(&document.key);
            let before = old.iter().find(|paper| base(&paper.last().document) == base(&document.key));
            let Some(form) = before.and_then(|paper| self.form_of(paper).transpose()).transpose()? else { continue };
            if !stocks.iter().any(|stock| stock.series == form.series) {
                stocks.push(self.register.stock(&form.series)?);
            }
            let Some(stock) = stocks.iter_mut().find(|stock| stock.series == form.series) else { continue };
            let number: u64 = form.number.parse().unwrap_or_default();
            let next = stock.next(number + 1, form.number.len()).or_else(|| stock.next(0, form.number.len()));
            let Some(next) = next else { return Ok(Err(ReplaceBar::NoForm(form.series))) };
            stock.fates.extend(next.number.parse().ok().zip(Some(Fate::Spoiled)));
            document.blank = Some(next);
        }
        let registration = self.reserve(checked, old, documents)?;
        for document in documents.iter_mut() {
            document.date = registration.as_ref().map_or(checked.date, |number| number.date);
            document.registration.clone_from(&registration);
        }
        Ok(Ok(()))
    }

    /// The form a paper stands on.
    fn form_of(&self, paper: &Paper) -> Result<Option<Blank>, Error> {
        match paper.form() {
            Some(form) => Ok(Some(form)),
            None => Ok(self.register.form_of(&paper.last().document)?),
        }
    }

    /// The number of the new paper; none where its kind gets one after signature, or never.
    fn reserve(&mut self, checked: &Checked, old: &[Paper], documents: &[Document]) -> Result<Option<Registration>, Error> {
        let own = old[0].last();
        let principal = documents.iter().find(|document| document.kind == own.kind);
        let Some(document) = principal
            .filter(|document| checked.kinds.get(&document.kind).is_some_and(|kind| kind.numbering == Numbering::BeforePrint))
        else {
            return Ok(None);
        };
        let wanted = Wanted {
            document: document.key.clone(),
            kind: document.kind.clone(),
            faculty_number: document.faculty_number.clone(),
            person_name: document.person_name.clone(),
            book: checked.kinds[&document.kind].book.clone().unwrap_or_default(),
            original: Some(own.document.clone()),
        };
        Ok(self.register.reserve(&[wanted], &numbers::books(self.config), checked.date)?.into_iter().next())
    }

    /// Sets and writes the new papers, then enters both sides.
    fn issue_anew(
        &mut self,
        checked: &Checked,
        press: &dyn Press,
        asked: &ReplaceOptions,
        old: &[Paper],
        documents: Vec<Document>,
    ) -> Result<Result<Replaced, ReplaceBar>, Error> {
        let maker = PaperMaker {
            season: &checked.season,
            institution: &self.config.institution,
            kinds: &checked.kinds,
            photos: self.config.pipeline.inputs.photos.as_deref(),
            is_draft: false,
        };
        let mut made: Vec<(Document, Rendered, Option<Rendered>, PaperData)> = Vec::new();
        for document in documents {
            let kind = &checked.kinds[&document.kind];
            let printing = on_form(self.config, &asked.forms, kind)?;
            let set = || -> Result<_, Fault> {
                let data = maker.make(&document).map_err(|error| Fault::plain(&error))?;
                let rendered = set(press, kind, &document, &data)?;
                let printer = printing.map(|on_form| forms::set(press, &checked.kinds, &document, &data, &on_form));
                Ok((rendered, printer.transpose()?, data))
            };
            match set() {
                Ok((rendered, printer, data)) => made.push((document.clone(), rendered, printer, data)),
                Err(fault) => return Ok(Err(ReplaceBar::Fault(words_of(&fault)))),
            }
        }
        let path = asked.out.clone().unwrap_or_else(|| folder_of(self.config, checked.date));
        let mut folder = RunFolder::open(&path)?;
        let made_with =
            MadeWith::of(&self.config.pipeline.paths.templates, made.iter().map(|(document, ..)| document.kind.as_str()));
        let (mut issued, mut files, mut replaced_by) = (Vec::new(), Vec::new(), None);
        for (document, rendered, printer, data) in made {
            folder.write(&document.file, &rendered.pdf)?;
            if let Some(printer) = printer {
                folder.write(&forms::file_of(&document), &printer.pdf)?;
            }
            files.push(path.join(&document.file));
            let is_principal = document.kind == old[0].last().kind;
            let before = old.iter().find(|paper| base(&paper.last().document) == base(&document.key));
            let paper = Issued {
                book: checked.kinds[&document.kind].book.clone(),
                original: before.map(|paper| paper.last().document.clone()),
                details: made_with.details(&document.kind),
                ..Issued::of(&document, &rendered, plan::freeze(&data.json), data.sha256)
            };
            if is_principal {
                replaced_by = document.registration.map(|number| number.number);
                issued.insert(0, paper);
            } else {
                issued.push(paper);
            }
        }
        let mut destroyed = Vec::new();
        for paper in old {
            destroyed.extend(self.form_of(paper)?);
        }
        destroyed.sort();
        destroyed.dedup();
        let new = issued.first().map(|paper| paper.document.clone()).unwrap_or_default();
        self.register.supersede(Superseding {
            issued,
            annulled: old.iter().map(|paper| paper.last().document.clone()).collect(),
            replaced_by,
            destroyed: destroyed.clone(),
            reason: asked.reason.clone(),
            decision: asked.decision.clone(),
            date: checked.date,
        })?;
        close(folder, &checked.kinds, &self.register)?;
        let last = |key: &str| self.register.last_of(key).map(Option::unwrap_or_default);
        Ok(Ok(Replaced { old: last(&old[0].last().document)?, new: last(&new)?, destroyed, files }))
    }
}

impl ReplaceBar {
    /// Codes of the findings that hold the papers, in their order, each once.
    #[must_use]
    pub fn codes(&self) -> Vec<Code> {
        let Self::Held(findings) = self else { return Vec::new() };
        let codes: BTreeSet<Code> = findings.iter().map(|finding| finding.code).collect();
        codes.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_how_often_its_paper_was_issued() {
        let of = |key| (base(key), turn(key));
        assert_eq!(of("diploma/130001"), ("diploma/130001", 1));
        assert_eq!(of("diploma/130001/2"), ("diploma/130001", 2));
        assert_eq!(of("supplement/130001/en"), ("supplement/130001/en", 1));
        assert_eq!(of("supplement/130001/en/3"), ("supplement/130001/en", 3));
    }
}
