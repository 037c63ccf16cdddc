//! `laurea export elmo`: the papers of the register that hold, each study as a machine-readable file with the papers themselves.

mod sets;
mod supplement;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde_json::Value;

use super::submit::issued_pdfs;
use super::{Error, hold_register};
use crate::config::{Config, Elmo, LearnerIdentifier};
use crate::kind::{self, Kinds};
use crate::model::{Degree, sha256};
use crate::output::RunFolder;
use crate::plan::legal_file_name;
use crate::publish::elmo::{Attachment, AttachmentKind, Both, Finished, Twin, write};
use crate::register::{Access, Entry, Paper, Register, State};
use sets::{Set, sets};

/// What an export is asked to do.
#[derive(Debug, Clone)]
pub struct ElmoOptions {
    /// Only these kinds.
    pub kinds: Vec<String>,
    /// Only these faculty numbers.
    pub students: Vec<String>,
    /// The folder to write to, if not `elmo` in the folder of the outputs.
    pub out: Option<PathBuf>,
    /// The day the files say they were made; without one, each that of its newest paper.
    pub generated: Option<Date>,
    /// Whether the issued papers go along.
    pub pdfs: Pdfs,
    /// The day of the register's entry about the export.
    pub date: Date,
    /// In whose name it is entered.
    pub by: Option<String>,
    /// Why it is needed.
    pub purpose: Option<String>,
}

/// Whether the issued papers go along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pdfs {
    /// They do, as the configuration allows.
    Attached,
    /// None does.
    LeftOut,
}

/// What came of an export.
#[derive(Debug, Default)]
pub struct ElmoExport {
    /// The folder of the files.
    pub folder: PathBuf,
    /// The files, in the order of the register.
    pub files: Vec<ElmoFile>,
    /// What cannot go out.
    pub held: Vec<(Entry, ElmoBar)>,
    /// Papers that print an identifier that may not go out, and are therefore not attached.
    pub withheld: usize,
    /// Files of earlier exports whose paper no longer holds; they were removed.
    pub removed: Vec<String>,
}

/// A file.
#[derive(Debug)]
pub struct ElmoFile {
    /// The diploma's or transcript's last entry.
    pub entry: Entry,
    /// Name in the folder.
    pub name: String,
    /// SHA-256.
    pub sha256: String,
    /// Papers attached to it.
    pub attached: usize,
}

/// Why something cannot go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElmoBar {
    /// The register has no longer the data it was made from.
    NoData,
    /// The issued PDF of this kind is not in the folder of the outputs.
    NoPdf(String),
    /// It waits for the number it gets after signature.
    NoNumber,
}

/// Writes the files.
///
/// # Errors
/// Nothing says how files name the institution; a kind or student nobody knows; the register or the folder cannot be written.
pub fn export_elmo(config: &Config, options: &ElmoOptions) -> Result<ElmoExport, Error> {
    let Some(elmo) = &config.institution.elmo else { return Err(Error::NoElmo(config.pipeline.paths.institution.clone())) };
    let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[]).map_err(Error::Config)?;
    are_known(&kinds, options.kinds.iter().chain(elmo.attach.iter().flatten()))?;
    let (_lock, mut register) = hold_register(config, options.by.as_deref())?;
    let lives = register.lives()?;
    if let Some(unknown) =
        options.students.iter().find(|number| !lives.iter().any(|paper| paper.last().faculty_number == **number))
    {
        return Err(Error::UnknownStudent(unknown.clone()));
    }
    let sets = sets(&lives, &kinds);
    let is_asked_for = |set: &&Set| {
        let last = set.principal.last();
        let is_one = |all: &[String], own: &str| all.is_empty() || all.iter().any(|one| one == own);
        is_one(&options.kinds, &last.kind) && is_one(&options.students, &last.faculty_number)
    };
    let asked: Vec<&Set> = sets.iter().filter(is_asked_for).collect();
    let folder = options.out.clone().unwrap_or_else(|| config.pipeline.paths.output.join("elmo"));
    if asked.is_empty() {
        return Ok(ElmoExport { folder, ..ElmoExport::default() });
    }
    enter(&mut register, options, &asked)?;
    let pdfs = issued_pdfs(&config.pipeline.paths.output);
    let export = Export { elmo, options, kinds: &kinds, register: &register, pdfs: &pdfs };
    let known: BTreeSet<String> = sets.iter().map(|set| file_name(set.principal)).collect();
    export.write(&asked, &known, &folder)
}

fn are_known<'k>(kinds: &Kinds, mut named: impl Iterator<Item = &'k String>) -> Result<(), Error> {
    match named.find(|kind| !kinds.contains_key(*kind)) {
        Some(found) => {
            Err(Error::UnknownKind { found: found.clone(), known: kinds.keys().cloned().collect::<Vec<_>>().join(", ") })
        }
        None => Ok(()),
    }
}

/// Enters that papers are handed out, before they are.
fn enter(register: &mut Register, options: &ElmoOptions, asked: &[&Set]) -> Result<(), Error> {
    let people: BTreeSet<&str> = asked.iter().map(|set| set.principal.last().faculty_number.as_str()).collect();
    let access = Access {
        what: "elmo",
        format: "xml",
        purpose: options.purpose.clone(),
        faculty_number: people.first().filter(|_| people.len() == 1).map(|number| (*number).to_owned()).unwrap_or_default(),
        lines: u64::try_from(asked.len()).ok(),
        has_data: true,
        ..Access::default()
    };
    register.enter_access(&access, options.date)?;
    Ok(())
}

/// The name of a paper's file: `diploma-130001.xml`.
fn file_name(paper: &Paper) -> String {
    format!("{}.xml", legal_file_name(&paper.last().document))
}

struct Export<'a> {
    elmo: &'a Elmo,
    options: &'a ElmoOptions,
    kinds: &'a Kinds,
    register: &'a Register,
    pdfs: &'a BTreeMap<String, PathBuf>,
}

/// A paper that holds, with the data it was made from.
struct Held<'a> {
    paper: &'a Paper,
    data: Value,
}

impl Export<'_> {
    /// Writes the files asked for; of those of earlier exports, what no longer holds goes away and the rest stays.
    fn write(&self, asked: &[&Set], known: &BTreeSet<String>, path: &Path) -> Result<ElmoExport, Error> {
        let mut export = ElmoExport { folder: path.to_owned(), ..ElmoExport::default() };
        let mut folder = RunFolder::open(path)?;
        let earlier = folder.manifest();
        for (name, hash) in &earlier {
            let Some(there) = folder.hash_on_disk(name) else { continue };
            // What somebody has changed since is no longer ours to remove.
            if known.contains(name) || !name.ends_with(".xml") || there != *hash {
                folder.note(name, there);
            } else {
                export.removed.push(name.clone());
            }
        }
        for set in asked {
            let entry = set.principal.last().clone();
            match self.bytes(set, &mut export.withheld)? {
                Ok((bytes, attached)) => {
                    let name = file_name(set.principal);
                    folder.write(&name, &bytes)?;
                    export.files.push(ElmoFile { entry, name, sha256: sha256(&bytes), attached });
                }
                Err(bar) => export.held.push((entry, bar)),
            }
        }
        folder.close(&[], &|_| false)?;
        Ok(export)
    }

    /// The file of a set and how many papers are attached, or why there can be none.
    fn bytes(&self, set: &Set, withheld: &mut usize) -> Result<Result<(Vec<u8>, usize), ElmoBar>, Error> {
        if set.principal.state() == State::AwaitingNumber {
            return Ok(Err(ElmoBar::NoNumber));
        }
        let Some(principal) = self.held(set.principal)? else { return Ok(Err(ElmoBar::NoData)) };
        let companions = set.companions.iter().filter_map(|paper| self.held(paper).transpose()).collect::<Result<Vec<_>, _>>()?;
        let older = set.older.iter().filter_map(|paper| self.held(paper).transpose()).collect::<Result<Vec<_>, _>>()?;
        let mut attachments = Vec::new();
        for held in std::iter::once(&principal).chain(&companions) {
            match self.attachment(held, withheld) {
                Ok(attachment) => attachments.extend(attachment),
                Err(bar) => return Ok(Err(bar)),
            }
        }
        attachments.sort_by_key(|attachment: &Attachment| importance(attachment));
        let attached = attachments.len();
        let issued = day_of(set.principal);
        let newest = std::iter::once(&principal).chain(&companions).map(|held| day_of(held.paper)).max().unwrap_or(issued);
        let generated = self.options.generated.unwrap_or(newest);
        let supplements = match set.finished {
            Finished::ByDiploma => self.supplements(&principal, &companions, &older, generated)?,
            Finished::AsThePaperSays => Vec::new(),
        };
        let data = by_knowledge(&principal, &companions, &older);
        let twin = Twin {
            elmo: self.elmo,
            data: &data,
            finished: set.finished,
            degree: self.kinds.get(base(&set.principal.last().kind)).and_then(|kind| only(&kind.degrees)),
            number: set.principal.last().number.clone().unwrap_or_default(),
            issued,
            generated,
            supplements,
            attachments,
        };
        let bytes = write(&twin).map_err(|error| Error::Other(error.to_string()))?;
        Ok(Ok((bytes, attached)))
    }

    fn held<'p>(&self, paper: &'p Paper) -> Result<Option<Held<'p>>, Error> {
        let data = self.register.data_of(&paper.last().document)?;
        Ok(data.and_then(|data| serde_json::from_str(&data).ok()).map(|data| Held { paper, data }))
    }

    /// A paper to attach; `None` where it does not go along.
    fn attachment(&self, held: &Held, withheld: &mut usize) -> Result<Option<Attachment>, ElmoBar> {
        let last = held.paper.last();
        if self.options.pdfs == Pdfs::LeftOut {
            return Ok(None);
        }
        let goes = match &self.elmo.attach {
            Some(kinds) => kinds.contains(&last.kind),
            None => {
                let is_withheld = prints_identifier(&held.data) && !self.elmo.allows(LearnerIdentifier::National);
                *withheld += usize::from(is_withheld);
                !is_withheld
            }
        };
        if !goes {
            return Ok(None);
        }
        let hash = held.paper.made().and_then(|made| made.pdf_sha256.clone()).unwrap_or_default();
        let bytes = self.pdfs.get(&hash).and_then(|file| std::fs::read(file).ok()).filter(|bytes| sha256(bytes) == hash);
        let Some(pdf) = bytes else { return Err(ElmoBar::NoPdf(last.kind.clone())) };
        let kind = self.kinds.get(&last.kind);
        Ok(Some(Attachment {
            id: legal_file_name(&last.document),
            kind: attachment_kind(&last.kind, self.kinds),
            title: kind.map(|kind| Both { bg: kind.title.clone(), en: kind.title_en.clone() }).unwrap_or_default(),
            number: last.number.clone().unwrap_or_default(),
            date: day_of(held.paper),
            lang: supplement::language_of(&held.data),
            pdf,
        }))
    }
}

/// The data of a study, that which says most first: supplements know the names in Latin letters and the English ones.
fn by_knowledge(principal: &Held, companions: &[Held], older: &[Held]) -> Vec<Value> {
    let all = companions.iter().chain([principal]).chain(older);
    let mut all: Vec<&Held> = all.collect();
    all.sort_by_key(|held| base(&held.paper.last().kind) != SUPPLEMENT);
    all.into_iter().map(|held| held.data.clone()).collect()
}

/// The only one, where there is one alone.
fn only(degrees: &[Degree]) -> Option<Degree> {
    if let [one] = degrees { Some(*one) } else { None }
}

/// Whether a paper prints ЕГН, ЛНЧ or what stands in their place.
fn prints_identifier(data: &Value) -> bool {
    ["egn", "lnch", "idn"].iter().any(|name| data["fields"][*name].as_str().is_some_and(|text| !text.is_empty()))
}

/// The kind of the Diploma Supplement.
const SUPPLEMENT: &str = "supplement";

/// The kind that a duplicate is one of: `duplicate-diploma` → `diploma`.
fn base(kind: &str) -> &str {
    kind.strip_prefix("duplicate-").unwrap_or(kind)
}

fn attachment_kind(kind: &str, kinds: &Kinds) -> AttachmentKind {
    let own = base(kind);
    match kinds.get(own) {
        _ if own == SUPPLEMENT => AttachmentKind::Supplement,
        Some(known) if sets::is_diploma(known) => AttachmentKind::Diploma,
        Some(known) if sets::has_courses(known) => AttachmentKind::Transcript,
        _ => AttachmentKind::Other,
    }
}

/// Diploma, then the supplement in English, the supplement in Bulgarian, the rest.
fn importance(attachment: &Attachment) -> (u8, bool) {
    let rank = match attachment.kind {
        AttachmentKind::Diploma => 0,
        AttachmentKind::Supplement => 1,
        AttachmentKind::Transcript => 2,
        AttachmentKind::Other => 3,
    };
    (rank, attachment.lang != crate::diag::Lang::En)
}

/// The day of a paper: of its number, else of its issue.
fn day_of(paper: &Paper) -> Date {
    let of_number = paper.registration().map(|registration| registration.date);
    of_number.or_else(|| paper.issued()).or_else(|| paper.last().day()).unwrap_or_default()
}
