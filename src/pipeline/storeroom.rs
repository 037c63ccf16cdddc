//! Where numbered forms and stickers are kept: received, used up, spoiled; a paper on a spoiled form is made again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::made_with::MadeWith;
use super::papers::set;
use super::press::press;
use super::{Error, Forms, forms};
use crate::config::Config;
use crate::ingest::Isolation;
use crate::kind::{self, DocumentKind, Kinds};
use crate::model::{Blank, Document, Rendered, Step};
use crate::output::RunFolder;
use crate::plan::{self, OnForm, Thawed};
use crate::register::{Action, Again, Entry, Fate, FormBar, Paper, Range, Register, State};
use crate::render::{Fault, Templates};

/// The register, open for entering what becomes of forms; held for this process alone.
pub struct Storeroom<'a> {
    pub(super) config: &'a Config,
    pub(super) kinds: Kinds,
    pub(super) register: Register,
    pub(super) _lock: File,
}

/// What is asked about a spoiled form.
#[derive(Debug, Clone)]
pub struct SpoilOptions {
    /// Why it is spoiled.
    pub reason: String,
    /// The day.
    pub date: Date,
    /// Where the new papers go; `None` for the run's folder for such papers.
    pub out: Option<PathBuf>,
    /// How a file for the printer is made.
    pub forms: Forms,
    /// Where the new papers are set.
    pub isolation: Isolation,
}

/// What came of a spoiled form.
#[derive(Debug)]
pub enum Spoiled {
    /// No paper was on it.
    Marked,
    /// The papers on it were made again.
    Again(Box<Remade>),
}

/// Papers that were made again.
#[derive(Debug)]
pub struct Remade {
    /// The paper as it stands now.
    pub paper: Entry,
    /// The form it is on.
    pub form: Blank,
    /// The new files.
    pub files: Vec<PathBuf>,
    /// Keys of papers whose kind looks other than when they were issued.
    pub other_templates: Vec<String>,
}

/// Why a form was not entered as spoiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpoilBar {
    /// The stock does not allow it.
    Form(FormBar),
    /// The paper on it was handed over or posted.
    Delivered(String),
    /// What the paper said is no longer kept, or was never.
    NoData(String),
    /// The photo that it was issued with is not in the folder of photos.
    NoPhoto(String),
    /// The next form of the series is for another kind of paper.
    OtherKind(Blank, String),
    /// The kind of the paper is not installed.
    NoKind(String),
    /// The paper cannot be set.
    Fault(String),
}

impl<'a> Storeroom<'a> {
    /// Opens the register for writing; who enters is the account's person where nobody is named.
    ///
    /// # Errors
    /// The kinds cannot be loaded, or the register cannot be used.
    pub fn open(config: &'a Config, by: Option<&str>) -> Result<Self, Error> {
        let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[]).map_err(Error::Config)?;
        let (lock, register) = super::hold_register(config, by)?;
        Ok(Self { config, kinds, register, _lock: lock })
    }

    /// The kinds of paper.
    #[must_use]
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// Enters that forms were received, for a kind of paper or for any.
    ///
    /// # Errors
    /// The kind is not installed, or the register cannot be written.
    pub fn receive(&mut self, range: &Range, kind: Option<&str>, date: Date) -> Result<Result<Entry, FormBar>, Error> {
        if let Some(found) = kind.filter(|kind| !self.kinds.contains_key(*kind)) {
            let known = self.kinds.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(Error::UnknownKind { found: found.to_owned(), known });
        }
        Ok(self.register.receive_forms(range, kind, date)?)
    }

    /// Enters that stickers were received.
    ///
    /// # Errors
    /// The register cannot be written.
    pub fn receive_stickers(&mut self, range: &Range, date: Date) -> Result<Result<Entry, FormBar>, Error> {
        Ok(self.register.receive_stickers(range, date)?)
    }

    /// Enters what became of forms.
    ///
    /// # Errors
    /// The register cannot be written.
    pub fn mark(
        &mut self,
        action: Action,
        forms: &[Blank],
        reason: &str,
        date: Date,
    ) -> Result<Vec<Result<Entry, FormBar>>, Error> {
        Ok(self.register.mark_forms(action, forms, reason, date)?)
    }

    /// Enters that a form was spoiled. The paper on it, and what shares its form, is made again on the next free one of the
    /// series: from what the register keeps of it, with another form and code and nothing else changed.
    ///
    /// # Errors
    /// The register or the folder cannot be used.
    pub fn spoil(&mut self, form: &Blank, options: &SpoilOptions) -> Result<Result<Spoiled, SpoilBar>, Error> {
        let papers = self.standing_on(form)?;
        if papers.is_empty() {
            let done =
                self.register.mark_forms(Action::FormSpoiled, std::slice::from_ref(form), &options.reason, options.date)?;
            let bar = done.into_iter().find_map(Result::err).map(SpoilBar::Form);
            return Ok(bar.map_or(Ok(Spoiled::Marked), Err));
        }
        if let Some(paper) = papers.iter().find(|paper| paper.has(Step::Delivered)) {
            return Ok(Err(SpoilBar::Delivered(named(paper))));
        }
        let next = match self.next_form(form, &papers)? {
            Ok(next) => next,
            Err(bar) => return Ok(Err(bar)),
        };
        let mut again = Vec::new();
        for paper in &papers {
            match self.set_again(paper, &next, options)? {
                Ok(set) => again.push(set),
                Err(bar) => return Ok(Err(bar)),
            }
        }
        Ok(Ok(Spoiled::Again(Box::new(self.hand_over(&papers, form, next, again, options)?))))
    }

    /// The papers that hold and stand on a form; what has its own number comes first.
    fn standing_on(&self, form: &Blank) -> Result<Vec<Paper>, Error> {
        let Ok(number) = form.number.parse::<u64>() else { return Ok(Vec::new()) };
        let Some(Fate::Printed(document)) = self.register.stock(&form.series)?.fates.remove(&number) else {
            return Ok(Vec::new());
        };
        let holds = |paper: &Paper| matches!(paper.state(), State::Issued | State::AwaitingNumber) && paper.made().is_some();
        let Some(first) = self.register.paper(&document)? else { return Ok(Vec::new()) };
        let mut papers = match first.last().faculty_number.as_str() {
            "" => vec![first],
            own => self.register.papers_of(own)?,
        };
        let mut forms = BTreeMap::new();
        for paper in &papers {
            let own = self.register.form_of(&paper.last().document)?;
            let is_this = own.is_some_and(|own| own.series == form.series && own.number.parse() == Ok(number));
            forms.insert(paper.last().document.clone(), is_this);
        }
        papers.retain(|paper| holds(paper) && forms.get(&paper.last().document).is_some_and(|is_this| *is_this));
        papers.sort_by_key(|paper| self.kinds.get(&paper.last().kind).is_none_or(|kind| kind.companion_of.is_some()));
        Ok(papers)
    }

    /// The form that papers go onto: the next free one after the spoiled one, else the first.
    fn next_form(&self, form: &Blank, papers: &[Paper]) -> Result<Result<Blank, SpoilBar>, Error> {
        let stock = self.register.stock(&form.series)?;
        let number: u64 = form.number.parse().unwrap_or_default();
        let Some(next) = stock.next(number + 1, form.number.len()).or_else(|| stock.next(0, form.number.len())) else {
            return Ok(Err(SpoilBar::Form(FormBar::NoneLeft)));
        };
        let own = next.number.parse().ok().and_then(|number| stock.kind_of(number)).map(str::to_owned);
        let is_for = |kind: &String| papers.iter().any(|paper| paper.last().kind == *kind);
        Ok(match own.filter(|kind| !is_for(kind)) {
            Some(kind) => Err(SpoilBar::OtherKind(next, kind)),
            None => Ok(next),
        })
    }

    /// Sets a paper again on another form.
    fn set_again(&self, paper: &Paper, form: &Blank, options: &SpoilOptions) -> Result<Result<Set, SpoilBar>, Error> {
        let (last, made) = (paper.last(), paper.made().unwrap_or(paper.last()));
        let Some(kind) = self.kinds.get(&last.kind) else { return Ok(Err(SpoilBar::NoKind(last.kind.clone()))) };
        let Some(json) = self.register.data_of(&last.document)?.and_then(|frozen| plan::thaw(&frozen).ok()) else {
            return Ok(Err(SpoilBar::NoData(named(paper))));
        };
        let hash = made.data_sha256.as_deref().unwrap_or_default();
        let photos = self.config.pipeline.inputs.photos.as_deref();
        let Ok(photo) = plan::kept_photo(photos, &json, hash, &last.faculty_number) else {
            return Ok(Err(SpoilBar::NoPhoto(named(paper))));
        };
        let fault = |error: String| SpoilBar::Fault(error);
        let thawed = match plan::on_form(&json, form, photo) {
            Ok(thawed) => thawed,
            Err(error) => return Ok(Err(fault(error))),
        };
        let document = document(paper, form, options.date);
        let templates = Templates::load(&self.config.pipeline.paths.templates)?;
        let press = press(self.config, &options.isolation, &templates, 1);
        let on_form = on_form(self.config, &options.forms, kind)?;
        let set = || -> Result<Set, Fault> {
            let rendered = set(&*press, kind, &document, &thawed.data)?;
            let printer = on_form.map(|on_form| forms::set(&*press, &self.kinds, &document, &thawed.data, &on_form));
            Ok(Set { rendered, printer: printer.transpose()?, document: document.clone(), thawed })
        };
        Ok(set().map_err(|error| fault(words_of(&error))))
    }

    /// Writes the new papers, then enters them.
    fn hand_over(
        &mut self,
        papers: &[Paper],
        spoiled: &Blank,
        form: Blank,
        again: Vec<Set>,
        options: &SpoilOptions,
    ) -> Result<Remade, Error> {
        let path = options.out.clone().unwrap_or_else(|| folder_of(self.config, options.date));
        let mut folder = RunFolder::open(&path)?;
        let kinds = again.iter().map(|set| set.document.kind.as_str());
        let made_with = MadeWith::of(&self.config.pipeline.paths.templates, kinds);
        let (mut entries, mut files, mut other_templates) = (Vec::new(), Vec::new(), Vec::new());
        for (set, paper) in again.into_iter().zip(papers) {
            files.push(path.join(&set.document.file));
            set.write(&mut folder)?;
            let facts = made_with.facts(&set.document.kind);
            let before = paper.made().and_then(|made| made.detail("kind_sha256"));
            if before.is_some_and(|before| facts.get("kind_sha256") != Some(&before)) {
                other_templates.push(set.document.key.clone());
            }
            entries.push(Again {
                document: set.document.key,
                form: form.clone(),
                pages: set.rendered.pages,
                pdf_sha256: set.rendered.sha256,
                data_sha256: set.thawed.data.sha256,
                data: set.thawed.frozen,
                made_with: facts,
            });
        }
        self.register.reissue(entries, spoiled, &options.reason, options.date)?;
        close(folder, &self.kinds, &self.register)?;
        let paper = match papers.first() {
            Some(paper) => self.register.last_of(&paper.last().document)?.unwrap_or_else(|| paper.last().clone()),
            None => Entry::default(),
        };
        Ok(Remade { paper, form, files, other_templates })
    }
}

/// A paper that was set again.
struct Set {
    document: Document,
    rendered: Rendered,
    printer: Option<Rendered>,
    thawed: Thawed,
}

impl Set {
    fn write(&self, folder: &mut RunFolder) -> Result<(), Error> {
        folder.write(&self.document.file, &self.rendered.pdf)?;
        if let Some(printer) = &self.printer {
            folder.write(&forms::file_of(&self.document), &printer.pdf)?;
        }
        Ok(())
    }
}

/// Where papers go that are made again: beside the run.
pub(super) fn folder_of(config: &Config, date: Date) -> PathBuf {
    let name = config.pipeline.name.clone().unwrap_or_else(|| date.to_string());
    config.pipeline.paths.output.join(plan::legal_file_name(&format!("{name}-reissued")))
}

/// Writes the manifest; what is out in the world stays in the folder, and so does what an earlier call made for the printer.
pub(super) fn close(folder: RunFolder, kinds: &Kinds, register: &Register) -> Result<PathBuf, Error> {
    let there: BTreeSet<String> = folder.manifest().into_values().collect();
    let names: Vec<String> = kinds.keys().cloned().collect();
    Ok(folder.close(&names, &|hash| there.contains(hash) || register.knows_pdf(hash).unwrap_or(true))?)
}

/// How a file for the printer is made, where one is.
pub(super) fn on_form(config: &Config, asked: &Forms, kind: &DocumentKind) -> Result<Option<OnForm>, Error> {
    if !asked.on_form || kind.form.is_none() {
        return Ok(None);
    }
    Ok(Some(forms::shift(&config.pipeline.printers, asked.printer.as_deref(), asked.tray.as_deref())?))
}

/// What Typst said, with its place.
pub(super) fn words_of(fault: &Fault) -> String {
    match &fault.pages {
        Some((found, limits)) => format!("{found} ≠ {limits}"),
        None => [fault.place.as_str(), fault.message.as_str()].join(" ").trim().to_owned(),
    }
}

/// The number of a paper, or its key.
fn named(paper: &Paper) -> String {
    paper.last().number.clone().unwrap_or_else(|| paper.last().document.clone())
}

/// A paper as it is set, by its entries.
fn document(paper: &Paper, form: &Blank, today: Date) -> Document {
    let last = paper.last();
    Document {
        key: last.document.clone(),
        kind: last.kind.clone(),
        record: None,
        request: None,
        faculty_number: last.faculty_number.clone(),
        person_name: last.person_name.clone(),
        file: file_of_key(&last.document),
        lang: crate::diag::Lang::Bg,
        date: paper.issued().unwrap_or(today),
        registration: paper.registration(),
        blank: Some(form.clone()),
    }
}

/// The file of a paper that is made again: `diploma/130001.pdf`.
pub(super) fn file_of_key(key: &str) -> String {
    let (kind, rest) = key.split_once('/').unwrap_or(("", key));
    Path::new(kind).join(plan::legal_file_name(&rest.replace('/', "-")) + ".pdf").to_string_lossy().replace('\\', "/")
}
