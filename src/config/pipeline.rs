//! `pipeline.toml` as meant: paths resolved, dates read, levels bound to codes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::printer::{Printer, printers};
use super::raw::{RawInputs, RawLevel, RawPaperLimits, RawPipeline};
use super::{Complaints, SourceFile};
use crate::diag::{Code, Finding, Level};

/// What run.
#[derive(Debug)]
pub struct Pipeline {
    /// Where everything lies.
    pub paths: Paths,
    /// Name of the run, if it has one of its own.
    pub name: Option<String>,
    /// Date of issue, if it is fixed.
    pub date: Option<Date>,
    /// The kinds to issue; `None` for all.
    pub kinds: Option<Vec<String>>,
    /// Threads that set pages; `None` for one per core.
    pub threads: Option<usize>,
    /// What setting a paper may take.
    pub limits: PaperLimits,
    /// The workbooks.
    pub inputs: Inputs,
    /// Levels that differ from the codes' own.
    pub strictness: Strictness,
    /// Printers of forms, with their offsets.
    pub printers: Vec<Printer>,
}

/// What setting one paper may take; more is that paper's finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperLimits {
    /// Time in seconds.
    pub seconds: u32,
    /// Memory in MiB of the process that sets it.
    pub memory_mib: u32,
}

impl Default for PaperLimits {
    fn default() -> Self {
        Self { seconds: 60, memory_mib: 1024 }
    }
}

impl PaperLimits {
    fn meant(raw: &RawPaperLimits) -> Self {
        let default = Self::default();
        Self {
            seconds: raw.paper_seconds.unwrap_or(default.seconds).max(1),
            memory_mib: raw.paper_memory_mib.unwrap_or(default.memory_mib),
        }
    }
}

/// Resolved paths of a run.
#[derive(Debug, Clone)]
pub struct Paths {
    /// `institution.toml`.
    pub institution: PathBuf,
    /// Folder of the document kinds.
    pub templates: PathBuf,
    /// Folder of the outputs.
    pub output: PathBuf,
    /// The register's database.
    pub register: PathBuf,
    /// The key that enciphers the data in it.
    pub register_key: Option<PathBuf>,
    /// Folder of the archives for the ministry; what was sent is kept.
    pub submissions: PathBuf,
    /// The log of consents.
    pub consents: PathBuf,
    /// Its key.
    pub consents_key: PathBuf,
    /// The academic numbers (ЕАН) by faculty number.
    pub people: PathBuf,
}

/// The workbooks of a run, resolved, by what they hold.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// Student lists.
    pub students: Vec<PathBuf>,
    /// More about the students.
    pub personal_data: Vec<PathBuf>,
    /// Curricula.
    pub curricula: Vec<PathBuf>,
    /// Grades.
    pub grades: Vec<PathBuf>,
    /// State exams.
    pub state_exams: Vec<PathBuf>,
    /// Requests.
    pub requests: Vec<PathBuf>,
    /// Earlier registers.
    pub earlier_register: Vec<PathBuf>,
    /// What only the state register of students asks of a person; read by nobody else.
    pub state: Vec<PathBuf>,
    /// The semesters of the students; read for the state register only.
    pub semesters: Vec<PathBuf>,
    /// Folder of the photos.
    pub photos: Option<PathBuf>,
}

/// The profile of a run: which facts are errors here.
#[derive(Debug, Clone, Default)]
pub struct Strictness(BTreeMap<Code, Option<Level>>);

impl Strictness {
    /// Gives each finding its level in this run and drops those switched off.
    #[must_use]
    pub fn apply(&self, findings: Vec<Finding>) -> Vec<Finding> {
        findings.into_iter().filter_map(|finding| self.weigh(finding)).collect()
    }

    fn weigh(&self, mut finding: Finding) -> Option<Finding> {
        finding.level = match self.0.get(&finding.code) {
            Some(level) => (*level)?,
            None => finding.code.default_level(),
        };
        Some(finding)
    }
}

impl Inputs {
    /// Every file once, in the order in which they are read.
    pub fn all(&self) -> Vec<&Path> {
        let parts = [
            &self.curricula,
            &self.students,
            &self.personal_data,
            &self.grades,
            &self.state_exams,
            &self.requests,
            &self.earlier_register,
        ];
        let mut all: Vec<&Path> = Vec::new();
        for path in parts.into_iter().flatten() {
            if !all.contains(&path.as_path()) {
                all.push(path);
            }
        }
        all
    }
}

impl Pipeline {
    /// Reads the file; `None` where it says too little to go on.
    pub fn load(path: &Path, complaints: &mut Complaints) -> Option<Self> {
        let (source, raw): (SourceFile, RawPipeline) = SourceFile::read(path, complaints);
        if source.text.is_empty() && !complaints.is_empty() {
            return None;
        }
        let base = path.parent().unwrap_or(Path::new(""));
        if raw.institution.is_none() && !source.has("institution") {
            complaints.push(source.complaint("institution", "config-missing", &[("key", "institution")]));
        }
        let paths = Paths {
            institution: base.join(raw.institution.as_deref().unwrap_or("institution.toml")),
            templates: base.join(raw.templates.as_deref().unwrap_or("templates")),
            output: base.join(raw.output.as_deref().unwrap_or("output")),
            register: base.join(raw.register.as_deref().unwrap_or("data/register.sqlite")),
            register_key: raw.register_key.as_ref().map(|name| base.join(name)),
            submissions: base.join(raw.submissions.as_deref().unwrap_or("submissions")),
            consents: base.join(raw.consents.as_deref().unwrap_or("data/consents.sqlite")),
            consents_key: base.join(raw.consents_key.as_deref().unwrap_or("data/consents.key")),
            people: base.join(raw.rdpzsd.people.as_deref().unwrap_or("data/people-ean.csv")),
        };
        Some(Self {
            paths,
            name: raw.run.name.clone().filter(|name| check_name(name, &source, complaints)),
            date: raw.run.date.as_deref().and_then(|text| date(text, "run.date", &source, complaints)),
            kinds: raw.run.kinds.clone(),
            threads: raw.run.threads.map(|threads| threads.max(1) as usize),
            limits: PaperLimits::meant(&raw.limits),
            inputs: inputs(base, &raw.inputs, &source, complaints),
            strictness: strictness(&raw, &source, complaints),
            printers: printers(&raw.printers, &source, complaints),
        })
    }
}

/// A date of the configuration, `YYYY-MM-DD`.
pub(super) fn date(text: &str, key: &str, source: &SourceFile, complaints: &mut Complaints) -> Option<Date> {
    let date = text.parse().ok();
    if date.is_none() {
        complaints.push(source.complaint(key, "config-date", &[("found", text)]));
    }
    date
}

fn check_name(name: &str, source: &SourceFile, complaints: &mut Complaints) -> bool {
    let legal = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_. ".contains(c)) && !name.starts_with('.');
    if !legal {
        complaints.push(source.complaint("run.name", "config-run-name", &[("found", name)]));
    }
    legal
}

fn inputs(base: &Path, raw: &RawInputs, source: &SourceFile, complaints: &mut Complaints) -> Inputs {
    let folder = base.join(raw.folder.as_deref().unwrap_or(""));
    let files = |names: &Option<Vec<String>>| names.iter().flatten().map(|name| folder.join(name)).collect::<Vec<_>>();
    for (key, names) in [("students", &raw.students), ("curricula", &raw.curricula), ("grades", &raw.grades)] {
        let key = format!("inputs.{key}");
        // A value of the wrong kind has its own complaint.
        let is_missing = names.as_ref().map_or(!source.has(&key), Vec::is_empty);
        if is_missing {
            complaints.push(source.complaint(&key, "config-missing", &[("key", &key)]));
        }
    }
    Inputs {
        students: files(&raw.students),
        personal_data: files(&raw.personal_data),
        curricula: files(&raw.curricula),
        grades: files(&raw.grades),
        state_exams: files(&raw.state_exams),
        requests: files(&raw.requests),
        earlier_register: files(&raw.earlier_register),
        state: files(&raw.state),
        semesters: files(&raw.semesters),
        photos: raw.photos.as_ref().map(|name| folder.join(name)),
    }
}

fn strictness(raw: &RawPipeline, source: &SourceFile, complaints: &mut Complaints) -> Strictness {
    let mut levels = BTreeMap::new();
    for (name, level) in &raw.strictness {
        let key = format!("strictness.{name}");
        let Some(code) = Code::parse(name) else {
            complaints.push(source.complaint(&key, "config-unknown-code", &[("found", name)]));
            continue;
        };
        let level = match level {
            RawLevel::Error => Some(Level::Error),
            RawLevel::Warning => Some(Level::Warning),
            RawLevel::Note => Some(Level::Note),
            RawLevel::Off => None,
        };
        if code.is_locked() && level != Some(code.default_level()) {
            complaints.push(source.complaint(&key, "config-locked-code", &[("found", name)]));
            continue;
        }
        levels.insert(code, level);
    }
    Strictness(levels)
}
