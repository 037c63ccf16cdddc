//! The folder of a plan, as a shard and a merge read it.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::ShardError;
use super::part::{Shard, parts};
use super::task::{PhotoRef, Task};
use crate::model::{hex, sha256};

/// Version of the format of plans and shards.
pub const FORMAT: u32 = 1;

/// Name of the sheet that completes a plan.
pub(super) const SHEET: &str = "plan.json";
/// Name of the list of papers.
pub(super) const PAPERS: &str = "papers.jsonl";
/// Name of the folder of templates.
pub(super) const TEMPLATES: &str = "templates";
/// Name of the folder of the shards.
pub(super) const SHARDS: &str = "shards";

/// What a paper costs beside the letters it says, in the same measure: a page, a file, a hash.
const COST_OF_A_PAPER: u64 = 4000;

/// The program and its version: another version may set the same paper in other bytes.
#[must_use]
pub fn program() -> String {
    format!("laurea {}", env!("CARGO_PKG_VERSION"))
}

/// `plan.json`: what plan this is. Its SHA-256 names the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Version of the format.
    pub format: u32,
    /// The program that made it.
    pub program: String,
    /// Name of the run.
    pub run: String,
    /// Date of issue.
    pub date: Date,
    /// The kinds that were asked for; all of the configuration where none is.
    pub kinds: Vec<String>,
    /// The faculty numbers that were asked for; all where none is.
    pub students: Vec<String>,
    /// Time in seconds and memory in MiB that setting a paper may take.
    pub limits: (u32, u32),
    /// Number of papers.
    pub papers: usize,
    /// SHA-256 of `papers.jsonl`.
    pub papers_sha256: String,
    /// SHA-256 over names and hashes of the templates.
    pub templates_sha256: String,
}

impl Sheet {
    /// As it stands in the file.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// A plan that was read: whole, and of this program.
#[derive(Debug)]
pub struct Plan {
    /// What plan it is.
    pub sheet: Sheet,
    /// SHA-256 of its sheet.
    pub id: String,
    folder: PathBuf,
    lines: Vec<Range<u64>>,
    papers: Mutex<File>,
}

impl Plan {
    /// Opens a plan and looks at the hash of its papers. Of the papers only their places are kept in memory.
    ///
    /// # Errors
    /// There is none, it is of another program or was altered, or a file cannot be read.
    pub fn open(folder: &Path) -> Result<Self, ShardError> {
        let path = folder.join(SHEET);
        let bytes = match fs::read(&path) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Err(ShardError::NoPlan(folder.to_owned()));
            }
            read => read.map_err(ShardError::io(&path))?,
        };
        let sheet = sheet_of(&bytes, &path)?;
        let path = folder.join(PAPERS);
        let file = File::open(&path).map_err(ShardError::io(&path))?;
        let (lines, hash) = lines_of(&file).map_err(ShardError::io(&path))?;
        if hash != sheet.papers_sha256 || lines.len() != sheet.papers {
            return Err(ShardError::Altered(path));
        }
        Ok(Self { sheet, id: sha256(&bytes), folder: folder.to_owned(), lines, papers: Mutex::new(file) })
    }

    /// Number of papers.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// The folder of its templates.
    #[must_use]
    pub fn templates(&self) -> PathBuf {
        self.folder.join(TEMPLATES)
    }

    /// The list of its papers.
    #[must_use]
    pub fn papers(&self) -> PathBuf {
        self.folder.join(PAPERS)
    }

    /// Where its shards lie, unless they are told to lie elsewhere.
    #[must_use]
    pub fn shards(&self) -> PathBuf {
        self.folder.join(SHARDS)
    }

    /// The papers of a shard.
    #[must_use]
    pub fn part(&self, shard: Shard) -> Range<usize> {
        let costs: Vec<u64> = self.lines.iter().map(|line| COST_OF_A_PAPER + (line.end - line.start)).collect();
        parts(&costs, shard.of).into_iter().nth(shard.number as usize - 1).unwrap_or_default()
    }

    /// A paper, by its place in the plan.
    ///
    /// # Errors
    /// The list of papers cannot be read, or was altered since it was opened.
    pub fn task(&self, at: usize) -> Result<Task, ShardError> {
        let path = self.papers();
        let line = self.lines.get(at).cloned().unwrap_or_default();
        let mut bytes = vec![0; usize::try_from(line.end - line.start).unwrap_or_default()];
        {
            // A thread that panicked while it read has left the file as it is.
            let mut file = self.papers.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(line.start)).and_then(|_| file.read_exact(&mut bytes)).map_err(ShardError::io(&path))?;
        }
        let task: Option<Task> = serde_json::from_slice(&bytes).ok();
        task.filter(|task| is_within(&task.file)).ok_or(ShardError::Altered(path))
    }

    /// The bytes of a photo.
    ///
    /// # Errors
    /// It cannot be read, or is another one.
    pub fn photo(&self, photo: &PhotoRef) -> Result<Vec<u8>, ShardError> {
        let path = self.folder.join(photo.file());
        let bytes = fs::read(&path).map_err(ShardError::io(&path))?;
        if sha256(&bytes) == photo.sha256 { Ok(bytes) } else { Err(ShardError::Altered(path)) }
    }
}

/// Whether a file stays in the folder it is named in.
fn is_within(file: &str) -> bool {
    !file.is_empty() && Path::new(file).components().all(|part| matches!(part, Component::Normal(_)))
}

/// The sheet of a plan; its format is looked at before anything else, since another may have other members.
fn sheet_of(bytes: &[u8], path: &Path) -> Result<Sheet, ShardError> {
    #[derive(Deserialize)]
    struct Maker {
        format: u32,
        program: String,
    }
    let altered = |_| ShardError::Altered(path.to_owned());
    let maker: Maker = serde_json::from_slice(bytes).map_err(altered)?;
    if maker.format != FORMAT || maker.program != program() {
        let found =
            if maker.program == program() { format!("{} (format {})", maker.program, maker.format) } else { maker.program };
        return Err(ShardError::Version { path: path.to_owned(), found, own: program() });
    }
    serde_json::from_slice(bytes).map_err(altered)
}

/// The places of the lines of a file, and its hash.
fn lines_of(file: &File) -> io::Result<(Vec<Range<u64>>, String)> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let (mut lines, mut hash, mut at, mut line) = (Vec::new(), Sha256::new(), 0, Vec::new());
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)? as u64;
        if length == 0 {
            return Ok((lines, hex(&hash.finalize())));
        }
        hash.update(&line);
        lines.push(at..at + length);
        at += length;
    }
}
