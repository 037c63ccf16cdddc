//! A paper's life after printing: what is entered of it, in which order, and what it waits for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use jiff::civil::Date;

use super::chosen::{Line, Target, Unfound};
use super::storeroom::Storeroom;
use super::{Error, numbers};
use crate::config::{Config, Institution, fold};
use crate::kind::{self, DocumentKind, Kinds};
use crate::model::Step;
use crate::register::{Action, Annulment, Bar, Deed, Entered, Entry, Gap, Paper, Register, Unnumbered};

/// The register, open for entering what happens to papers; held for this process alone.
pub struct Life<'a> {
    config: &'a Config,
    kinds: Kinds,
    register: Register,
    _lock: File,
}

/// What came of a line.
#[derive(Debug, Clone)]
pub struct Done {
    /// The line.
    pub line: Line,
    /// The paper as it stands now; `None` where none was found.
    pub paper: Option<Paper>,
    /// Whether it went along with its principal.
    pub is_companion: bool,
    /// What was entered, or why nothing was.
    pub result: Result<Entry, Why>,
}

/// Why nothing was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// No paper was found.
    Unfound(Unfound),
    /// The register does not allow it.
    Bar(Bar),
    /// Somebody other than the person receives it, and nothing says with which authority.
    NoAuthority(String),
    /// Something must be said and is not: an address, a number of posting.
    Unsaid(&'static str),
}

/// The steps of a paper, in order: its kind's, without the sticker where its day needs none. A paper that was numbered before
/// laurea has none.
#[must_use]
pub fn steps_of(kinds: &Kinds, institution: &Institution, paper: &Paper) -> Vec<Step> {
    let Some(kind) = kinds.get(&paper.last().kind) else { return Vec::new() };
    let needs_sticker = paper.issued().is_none_or(|day| institution.stickers.are_needed(day));
    kind.steps.iter().copied().filter(|step| *step != Step::Stickered || needs_sticker).collect()
}

impl<'a> Life<'a> {
    /// Opens the register for writing; who enters is the account's person where nobody is named.
    ///
    /// # Errors
    /// The kinds cannot be loaded, or the register cannot be used.
    pub fn open(config: &'a Config, by: Option<&str>) -> Result<Self, Error> {
        let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[]).map_err(Error::Config)?;
        let (lock, register) = super::hold_register(config, by)?;
        Ok(Self { config, kinds, register, _lock: lock })
    }

    /// The register to write other things into, still held for this process alone.
    #[must_use]
    pub fn into_storeroom(self) -> Storeroom<'a> {
        Storeroom { config: self.config, kinds: self.kinds, register: self.register, _lock: self._lock }
    }

    /// The register.
    #[must_use]
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// The kinds of paper.
    #[must_use]
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    pub(super) fn institution(&self) -> &Institution {
        &self.config.institution
    }

    pub(super) fn steps(&self, paper: &Paper) -> Vec<Step> {
        steps_of(&self.kinds, &self.config.institution, paper)
    }

    /// The papers that lines name, or all of a kind or a book that wait for a step.
    ///
    /// # Errors
    /// The register cannot be read; a kind or book nobody knows.
    pub fn chosen(
        &self,
        lines: Vec<Line>,
        step: Option<Step>,
        all_of: Option<&str>,
        book: Option<&str>,
    ) -> Result<Vec<Target>, Error> {
        if let Some(found) = all_of.filter(|kind| !self.kinds.contains_key(*kind)) {
            let known = self.kinds.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(Error::UnknownKind { found: found.to_owned(), known });
        }
        if let Some(book) = book {
            known_book(self.config, book)?;
        }
        let mut targets = self.targets(lines, step)?;
        if let Some(step) = step.filter(|_| all_of.is_some() || book.is_some() && targets.is_empty()) {
            targets.extend(self.waiting_for(step, all_of, book)?);
        }
        Ok(targets)
    }

    /// Enters a step of papers, and of their companions that are due with them.
    ///
    /// # Errors
    /// The register cannot be written.
    pub fn advance(
        &mut self,
        targets: Vec<Target>,
        action: Action,
        date: Date,
        with_companions: Companions,
    ) -> Result<Vec<Done>, Error> {
        let (mut deeds, mut said): (Vec<Deed>, Vec<(Line, bool)>) = (Vec::new(), Vec::new());
        let mut done = Vec::new();
        let mut named: BTreeSet<String> = targets.iter().filter_map(|target| target.document.clone().ok()).collect();
        for target in targets {
            let document = match target.document {
                Ok(document) => document,
                Err(unfound) => {
                    done.push(Done::not(target.line, None, Why::Unfound(unfound)));
                    continue;
                }
            };
            let Some(paper) = self.register.paper(&document)? else { continue };
            let day = target.line.date.clone().and_then(Result::ok).unwrap_or(date);
            let details = match facts(&target.line, action, &paper) {
                Ok(details) => details,
                Err(why) => {
                    done.push(Done::not(target.line, Some(paper), why));
                    continue;
                }
            };
            let principal = deeds.len();
            deeds.push(Deed { document, action, date: day, details: details.clone(), with: None });
            said.push((target.line.clone(), false));
            if with_companions == Companions::Alone {
                continue;
            }
            for companion in self.companions(&paper)? {
                let is_due = action.step().is_some_and(|step| !companion.has(step) && self.steps(&companion).contains(&step));
                let document = companion.last().document.clone();
                if is_due && named.insert(document.clone()) {
                    let mut details = details.clone();
                    details.remove("sticker");
                    deeds.push(Deed { document, action, date: day, details, with: Some(principal) });
                    said.push((target.line.clone(), true));
                }
            }
        }
        let (kinds, institution) = (&self.kinds, &self.config.institution);
        let entered = self.register.advance(&deeds, &|paper| steps_of(kinds, institution, paper))?;
        let documents = deeds.into_iter().map(|deed| deed.document);
        done.extend(self.told(said.into_iter().zip(documents), entered)?);
        Ok(done)
    }

    /// Gives papers their numbers after signature.
    ///
    /// # Errors
    /// The register cannot be written.
    pub fn number(&mut self, targets: Vec<Target>, date: Date) -> Result<Vec<Done>, Error> {
        let (mut papers, mut said, mut done) = (Vec::new(), Vec::new(), Vec::new());
        for target in targets {
            match target.document {
                Err(unfound) => done.push(Done::not(target.line, None, Why::Unfound(unfound))),
                Ok(document) => {
                    let companions = match self.register.paper(&document)? {
                        Some(paper) => self.companions(&paper)?,
                        None => Vec::new(),
                    };
                    let companions = companions.iter().map(|paper| paper.last().document.clone()).collect();
                    let written = Some(target.line.name.number.clone()).filter(|number| !number.is_empty());
                    let date = target.line.date.clone().and_then(Result::ok).unwrap_or(date);
                    papers.push(Unnumbered { document, date, written, companions });
                    said.push((target.line, false));
                }
            }
        }
        let (kinds, institution) = (&self.kinds, &self.config.institution);
        let books = numbers::books(self.config);
        let entered = self.register.number(&papers, &books, &|paper| steps_of(kinds, institution, paper))?;
        done.extend(self.told(said.into_iter().zip(papers.into_iter().map(|paper| paper.document)), entered)?);
        Ok(done)
    }

    /// Annuls papers and reserved numbers, each with its companions.
    ///
    /// # Errors
    /// The register cannot be written.
    pub fn annul(&mut self, targets: Vec<Target>, date: Date, reason: &str, decision: Option<&str>) -> Result<Vec<Done>, Error> {
        let (mut annulments, mut said, mut done) = (Vec::new(), Vec::new(), Vec::new());
        for target in targets {
            match target.document {
                Err(unfound) => done.push(Done::not(target.line, None, Why::Unfound(unfound))),
                Ok(document) => {
                    let paper = self.register.paper(&document)?;
                    let companions = paper.as_ref().map(|paper| self.companions(paper)).transpose()?.unwrap_or_default();
                    annulments.push(Annulment {
                        document,
                        companions: companions.iter().map(|paper| paper.last().document.clone()).collect(),
                        date: target.line.date.clone().and_then(Result::ok).unwrap_or(date),
                        reason: reason.to_owned(),
                        decision: decision.map(str::to_owned),
                    });
                    said.push((target.line, false));
                }
            }
        }
        let entered = self.register.annul(&annulments)?;
        let documents = annulments.into_iter().map(|annulment| annulment.document);
        done.extend(self.told(said.into_iter().zip(documents), entered)?);
        Ok(done)
    }

    /// Explains numbers of a book that nobody has.
    ///
    /// # Errors
    /// The register cannot be written; a book the institution does not keep.
    pub fn explain(&mut self, gap: &Gap) -> Result<Entered, Error> {
        known_book(self.config, &gap.book)?;
        Ok(self.register.explain(gap, &numbers::books(self.config))?)
    }

    /// The papers that carry a paper's number and go with it.
    fn companions(&self, paper: &Paper) -> Result<Vec<Paper>, Error> {
        let last = paper.last();
        let Some((_, about)) = last.document.split_once('/') else { return Ok(Vec::new()) };
        let goes_along = |kind: &&DocumentKind| kind.companion_of.as_deref() == Some(last.kind.as_str());
        let mut companions = Vec::new();
        for kind in self.kinds.values().filter(goes_along) {
            for key in self.register.keys_under(&format!("{}/{about}", kind.name))? {
                companions.extend(self.register.paper(&key)?.filter(|paper| paper.last().kind == kind.name));
            }
        }
        companions.retain(|companion| companion.state() != crate::register::State::Annulled);
        Ok(companions)
    }

    fn told(&self, said: impl Iterator<Item = ((Line, bool), String)>, entered: Entered) -> Result<Vec<Done>, Error> {
        let mut done = Vec::new();
        for (((line, is_companion), document), result) in said.zip(entered) {
            // Of a principal that did not go enough is said.
            if result != Err(Bar::Principal) {
                let paper = self.register.paper(&document)?;
                done.push(Done { line, paper, is_companion, result: result.map_err(Why::Bar) });
            }
        }
        Ok(done)
    }
}

/// Whether companions go along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Companions {
    /// They do.
    Along,
    /// Only what is named goes.
    Alone,
}

impl Done {
    fn not(line: Line, paper: Option<Paper>, why: Why) -> Self {
        Self { line, paper, is_companion: false, result: Err(why) }
    }
}

/// What a step has to say besides its day.
fn facts(line: &Line, action: Action, paper: &Paper) -> Result<BTreeMap<&'static str, String>, Why> {
    let mut facts = BTreeMap::new();
    let mut say = |name: &'static str, text: &String| drop((!text.is_empty()).then(|| facts.insert(name, text.clone())));
    match action {
        Action::Stickered => say("sticker", &line.sticker),
        Action::HandedOver => {
            let own = &paper.last().person_name;
            let is_own = line.to.is_empty() || fold(&line.to) == fold(own);
            if !is_own && line.authority.is_empty() {
                return Err(Why::NoAuthority(line.to.clone()));
            }
            say("to", if line.to.is_empty() { own } else { &line.to });
            say("authority", &line.authority);
        }
        Action::Posted => {
            if line.address.is_empty() {
                return Err(Why::Unsaid("address"));
            }
            if line.tracking.is_empty() {
                return Err(Why::Unsaid("tracking"));
            }
            say("address", &line.address);
            say("tracking", &line.tracking);
        }
        _ => {}
    }
    Ok(facts)
}

/// A book that the institution keeps.
pub(super) fn known_book(config: &Config, book: &str) -> Result<(), Error> {
    if config.institution.books.contains_key(book) {
        return Ok(());
    }
    let known = config.institution.books.keys().cloned().collect::<Vec<_>>().join(", ");
    Err(Error::UnknownBook { found: book.to_owned(), known })
}
