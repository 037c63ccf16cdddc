//! One run of `submit`: look, show doubts, pack, enter.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::{Error, steps_of};
use super::awaited::{Set, Standing, expected, sets};
use super::packing::{Sources, issued_pdfs};
use super::unfinished::Unfinished;
use super::{Fate, Lack, Pages, Sent, SentBatch, SetLine, SubmitError, SubmitOptions, excerpt, names};
use crate::config::{Config, Split as By};
use crate::disk::write_whole;
use crate::event::{Event, Listener, Stage};
use crate::kind::Kinds;
use crate::model::sha256;
use crate::output::OutputError;
use crate::register::{Paper, Register, Sending};
use crate::scan::{self, Decisions, Delivery, Expected, Matched, MatchedPaper};
use crate::submit::{self, Archive, Batch, BatchRecord, Item, Packing, Split};

/// One run.
pub struct Run<'a> {
    pub config: &'a Config,
    pub kinds: &'a Kinds,
    pub options: &'a SubmitOptions,
    /// The folder of the archives.
    pub folder: &'a Path,
    pub listener: &'a dyn Listener,
}

/// The scans beside the papers that are awaited.
pub struct Found {
    sets: Vec<Set>,
    expected: Vec<Expected>,
    matched: Matched,
    decisions: Decisions,
    pages: usize,
}

impl Run<'_> {
    /// Reads the scans and finds their papers.
    pub fn look(&self, register: &Register) -> Result<Found, Error> {
        let sets = sets(self.config, self.kinds, register)?;
        let expected = expected(register, self.kinds, &sets)?;
        let limits = self.limits();
        self.listener.on(Event::Started(Stage::Scans, 0));
        let tell = |at: scan::Progress| self.listener.on(Event::Reached(Stage::Scans, at.files_done as u64, at.files as u64));
        let pages = scan::read_folder(&self.options.scans, &limits, &tell).map_err(SubmitError::Scan)?;
        self.listener.on(Event::Finished(Stage::Scans));
        let (count, decisions) = (pages.len(), self.decisions()?);
        let matched = scan::match_pages(pages, &expected, &limits, &decisions);
        Ok(Found { sets, expected, matched, decisions, pages: count })
    }

    fn limits(&self) -> scan::Limits {
        let gate = self.config.institution.submission.gate;
        scan::Limits { long_side: gate.long_side, dpi: gate.dpi, colour_share: gate.colour_share, ..scan::Limits::default() }
    }

    fn decisions(&self) -> Result<Decisions, Error> {
        let own = self.options.scans.join(DECISIONS);
        let path = self.options.decisions.clone().or_else(|| own.is_file().then_some(own));
        Ok(path.map_or_else(|| Ok(Decisions::default()), |path| Decisions::read(&path)).map_err(SubmitError::Scan)?)
    }

    /// Writes the contact sheet and the list to fill in beside the scans, where a person must look at a page; else an earlier sheet
    /// goes.
    pub fn sheet(&self, found: &Found) -> Result<Option<(PathBuf, PathBuf)>, Error> {
        let (sheet, list) = (self.options.scans.join(SHEET), self.options.scans.join(DECISIONS));
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| Error::from(OutputError { path, error })
        };
        let matched = &found.matched;
        if matched.doubts.is_empty() && matched.left_over.is_empty() {
            return match std::fs::remove_file(&sheet) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(&sheet)(error)),
                _ => Ok(None),
            };
        }
        let shown = scan::contact_sheet(
            &self.options.scans,
            matched,
            &found.expected,
            &found.decisions,
            &self.limits(),
            self.options.lang,
        );
        let shown = shown.map_err(SubmitError::Scan)?;
        write_whole(&list, &shown.decisions).map_err(failed(&list))?;
        write_whole(&sheet, shown.html.as_bytes()).map_err(failed(&sheet))?;
        Ok(Some((sheet, list)))
    }

    /// What would be sent, without sending it.
    pub fn told(&self, register: &Register, found: &Found) -> Result<Sent, Error> {
        let chosen = self.chosen(register, found)?;
        Ok(self.sent(found, &chosen, &[]))
    }

    /// Packs what is whole, and enters it.
    pub fn send(&self, register: &mut Register, found: &Found) -> Result<Sent, Error> {
        let chosen = self.chosen(register, found)?;
        if chosen.whole.is_empty() {
            return Ok(self.sent(found, &chosen, &[]));
        }
        let batch = match Unfinished::read(self.folder)? {
            Some(batch) => batch,
            None => self.begin(register)?,
        };
        let by_key = by_key(&found.matched);
        let archives = self.pack(register, &batch, &chosen, &by_key)?;
        self.enter(register, &batch, archives.iter().map(|archive| (&archive.name, &archive.sha256, &archive.documents)))?;
        Unfinished::forget(self.folder)?;
        let mut sent = self.sent(found, &chosen, &archives);
        sent.batch = Some(SentBatch { name: batch.name, folder: self.folder.to_owned(), archives });
        Ok(sent)
    }

    /// Notes a new batch.
    fn begin(&self, register: &Register) -> Result<Unfinished, Error> {
        let date = self.options.date;
        let name = names::batch_name(&self.config.institution.submission, register, date)?;
        let batch = Unfinished { name, date, again: self.options.again.clone(), by: self.options.by.clone() };
        crate::output::RunFolder::open(self.folder)?;
        batch.write(self.folder)?;
        Ok(batch)
    }

    fn pack(
        &self,
        register: &Register,
        unfinished: &Unfinished,
        chosen: &Chosen,
        matched: &BTreeMap<&str, &MatchedPaper>,
    ) -> Result<Vec<Archive>, Error> {
        let sources = self.sources(register, matched);
        let mut items: Vec<Item> = Vec::new();
        for set in &chosen.whole {
            // What a set lacks was seen when it was chosen.
            items.extend(sources.items(set)?.unwrap_or_default());
        }
        let submission = &self.config.institution.submission;
        let info = vec![("External-Description".to_owned(), "Scanned diplomas of higher education".to_owned())];
        let batch = Batch {
            name: unfinished.name.clone(),
            date: unfinished.date,
            institution: self.config.institution.name.clone(),
            info,
            excerpt: vec![(submit::EXCERPT_CSV.to_owned(), excerpt::head()), (submit::EXCERPT_JSONL.to_owned(), Vec::new())],
        };
        let packing = Packing {
            max_bytes: submission.archive_bytes,
            split: if submission.split == By::None { Split::None } else { Split::Group },
            passphrase: self.options.passphrase.clone(),
        };
        let volumes = submit::plan(items, &batch, &packing).map_err(SubmitError::Plan)?;
        self.listener.on(Event::Started(Stage::Pack, 0));
        let tell = |at: submit::Progress| self.listener.on(Event::Reached(Stage::Pack, at.files, at.of_files));
        let archives = submit::pack(self.folder, &batch, &volumes, &packing, &tell).map_err(SubmitError::Pack)?;
        self.listener.on(Event::Finished(Stage::Pack));
        Ok(archives)
    }

    /// Completes a batch whose archives an earlier run has written and not entered.
    pub fn complete(&self, register: &mut Register) -> Result<Option<SentBatch>, Error> {
        let Some(batch) = Unfinished::read(self.folder)? else { return Ok(None) };
        let Some(record) = self.complete_record(&batch) else { return Ok(None) };
        for archive in &record.archives {
            let path = self.folder.join(&archive.file);
            let is_whole = std::fs::read(&path).is_ok_and(|bytes| sha256(&bytes) == archive.sha256);
            if !is_whole {
                return Err(SubmitError::Spoiled(path).into());
            }
        }
        let known = register.sent()?.iter().any(|entry| entry.detail("batch").as_ref() == Some(&batch.name));
        if !known {
            let archives = record.archives.iter().map(|archive| (&archive.file, &archive.sha256, &archive.documents));
            self.enter(register, &batch, archives)?;
        }
        Unfinished::forget(self.folder)?;
        let archives = record.archives.into_iter().map(|archive| Archive {
            name: archive.file,
            sha256: archive.sha256,
            size: archive.bytes,
            group: archive.group,
            documents: archive.documents,
        });
        Ok(Some(SentBatch { name: batch.name, folder: self.folder.to_owned(), archives: archives.collect() }))
    }

    /// The record of a batch whose list, which is written last, is there and is the record's.
    fn complete_record(&self, batch: &Unfinished) -> Option<BatchRecord> {
        let record = BatchRecord::read(&self.folder.join(format!("{}-batch.json", batch.name))).ok()?;
        let list = std::fs::read(self.folder.join(&record.manifest.file)).ok()?;
        (sha256(&list) == record.manifest.sha256).then_some(record)
    }

    /// Enters the papers of archives as sent, all in one transaction.
    fn enter<'r>(
        &self,
        register: &mut Register,
        batch: &Unfinished,
        archives: impl Iterator<Item = (&'r String, &'r String, &'r Vec<String>)>,
    ) -> Result<(), Error> {
        let mut sendings = Vec::new();
        for (name, hash, documents) in archives {
            for document in documents {
                let Some(paper) = register.paper(document)? else { continue };
                if !self.is_principal(&paper) {
                    continue;
                }
                sendings.push(Sending {
                    document: document.clone(),
                    date: batch.date,
                    batch: batch.name.clone(),
                    archive: name.clone(),
                    archive_sha256: hash.clone(),
                    again: batch.again.clone().filter(|_| paper.has(crate::model::Step::Submitted)),
                });
            }
        }
        let (kinds, institution) = (self.kinds, &self.config.institution);
        match register.send(&sendings, &|paper| steps_of(kinds, institution, paper))? {
            Ok(()) => Ok(()),
            Err((document, bar)) => Err(SubmitError::Stranded { batch: batch.name.clone(), document, bar }.into()),
        }
    }

    fn is_principal(&self, paper: &Paper) -> bool {
        steps_of(self.kinds, &self.config.institution, paper).contains(&crate::model::Step::Submitted)
    }

    fn sources<'s>(&'s self, register: &'s Register, matched: &'s BTreeMap<&'s str, &'s MatchedPaper>) -> Sources<'s> {
        let pdfs = if self.config.institution.submission.with_pdfs {
            issued_pdfs(&self.config.pipeline.paths.output)
        } else {
            BTreeMap::new()
        };
        let delivery = Delivery::new(&self.options.scans, &self.limits());
        Sources { config: self.config, kinds: self.kinds, register, delivery, matched, pdfs }
    }

    /// What is whole and may be sent, and what every other scanned paper lacks.
    fn chosen(&self, register: &Register, found: &Found) -> Result<Chosen, Error> {
        let by_key = by_key(&found.matched);
        let sources = self.sources(register, &by_key);
        let mut chosen = Chosen::default();
        for set in &found.sets {
            let is_seen = set.papers().any(|paper| has_pages(&by_key, paper));
            if !is_seen {
                chosen.unscanned += usize::from(matches!(set.standing, Standing::Due { .. }));
                continue;
            }
            let fate = match self.lacks(set, &by_key) {
                Err(fate) => fate,
                Ok(()) => match sources.items(set)? {
                    Ok(_) => {
                        chosen.whole.push(set.clone());
                        Fate::Packed(String::new())
                    }
                    Err(lacks) => Fate::Held(lacks),
                },
            };
            chosen.lines.push(SetLine { entry: set.principal.last().clone(), fate });
        }
        Ok(chosen)
    }

    /// Why a set is not sent, as far as the register and its pages say.
    fn lacks(&self, set: &Set, matched: &BTreeMap<&str, &MatchedPaper>) -> Result<(), Fate> {
        match &set.standing {
            Standing::Sent { archive, date } if self.options.again.is_none() => {
                return Err(Fate::SentBefore { archive: archive.clone(), date: *date });
            }
            Standing::First(step) => return Err(Fate::Held(vec![Lack::First(*step)])),
            Standing::Annulled => return Err(Fate::Held(vec![Lack::Annulled])),
            Standing::Not => return Err(Fate::Held(vec![Lack::Not])),
            Standing::Due { .. } | Standing::Sent { .. } => {}
        }
        let mut lacks: Vec<Lack> = set.papers().filter_map(|paper| missing_pages(matched, paper)).collect();
        lacks.extend(set.principal.since().filter(|last| self.options.date < *last).map(Lack::Before));
        if lacks.is_empty() { Ok(()) } else { Err(Fate::Held(lacks)) }
    }

    fn sent(&self, found: &Found, chosen: &Chosen, archives: &[Archive]) -> Sent {
        let matched = &found.matched;
        let mut papers = chosen.lines.clone();
        for line in &mut papers {
            if let Fate::Packed(name) = &mut line.fate {
                let own = archives.iter().find(|archive| archive.documents.contains(&line.entry.document));
                *name = own.map(|archive| archive.name.clone()).unwrap_or_default();
            }
        }
        Sent {
            pages: Pages {
                read: found.pages,
                placed: matched.papers.iter().map(|paper| paper.pages.len()).sum(),
                doubtful: matched.doubts.len(),
                left_over: matched.left_over.len(),
                twice: matched.twice.len(),
                skipped: matched.skipped.len(),
                broken: matched.broken.len(),
            },
            told: matched.told.clone(),
            papers,
            unscanned: chosen.unscanned,
            ..Sent::default()
        }
    }
}

/// What is sent, and what is not.
#[derive(Default)]
struct Chosen {
    whole: Vec<Set>,
    lines: Vec<SetLine>,
    unscanned: usize,
}

/// The contact sheet, beside the scans.
const SHEET: &str = "contact-sheet.html";

/// The list of decisions, beside the scans.
const DECISIONS: &str = "decisions.csv";

fn by_key(matched: &Matched) -> BTreeMap<&str, &MatchedPaper> {
    matched.papers.iter().map(|paper| (paper.document.as_str(), paper)).collect()
}

fn has_pages(matched: &BTreeMap<&str, &MatchedPaper>, paper: &Paper) -> bool {
    matched.get(paper.last().document.as_str()).is_some_and(|found| !found.pages.is_empty())
}

fn missing_pages(matched: &BTreeMap<&str, &MatchedPaper>, paper: &Paper) -> Option<Lack> {
    let pages = paper.made().and_then(|made| u32::try_from(made.pages?).ok()).unwrap_or(1);
    let missing = match matched.get(paper.last().document.as_str()) {
        Some(found) => found.missing.clone(),
        None => (1..=pages).collect(),
    };
    (!missing.is_empty()).then(|| Lack::Pages { kind: paper.last().kind.clone(), missing, of: pages })
}
