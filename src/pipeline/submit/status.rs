//! What was sent in which archive, and what waits.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::super::{Error, open_register_to_read};
use super::awaited::{Standing, sets};
use super::unfinished::Unfinished;
use crate::config::Config;
use crate::kind;
use crate::model::Step;
use crate::register::{Entry, Register};

/// How submission stands.
#[derive(Debug, Default, Serialize)]
pub struct Status {
    /// What was sent, in order.
    pub archives: Vec<SentArchive>,
    /// Papers that were entered as sent without an archive.
    pub without_archive: usize,
    /// What waits to be scanned or sent, longest first.
    pub waiting: Vec<Waiting>,
    /// A batch that was packed, or begun, and is not entered yet.
    pub unfinished: Option<String>,
}

/// An archive that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentArchive {
    /// Its batch.
    pub batch: String,
    /// Its file.
    pub archive: String,
    /// Its SHA-256.
    pub sha256: String,
    /// When.
    pub date: String,
    /// Papers whose sending is entered with it; what goes along with them is not counted.
    pub papers: usize,
    /// Of them those that no longer hold.
    pub annulled: usize,
}

/// A paper that waits.
#[derive(Debug, Clone, Serialize)]
pub struct Waiting {
    /// The paper's last entry.
    pub entry: Entry,
    /// What it waits for.
    pub step: Step,
    /// Since when.
    pub since: Option<Date>,
    /// The last day on which it may be sent, once it is scanned.
    pub due: Option<Date>,
    /// Whether that is over.
    pub is_overdue: bool,
}

/// How submission stands on a day.
///
/// # Errors
/// The kinds or the register cannot be read.
pub fn status(config: &Config, today: Date) -> Result<Status, Error> {
    let kinds = kind::load_all(&config.pipeline.paths.templates, &config.institution, &[]).map_err(Error::Config)?;
    let Some(register) = open_register_to_read(config)? else { return Ok(Status::default()) };
    let mut status = Status {
        unfinished: Unfinished::read(&config.pipeline.paths.submissions)?.map(|batch| batch.name),
        ..archives(&register)?
    };
    for set in sets(config, &kinds, &register)? {
        let Standing::Due { step, since } = set.standing else { continue };
        let days = i64::from(config.institution.submission.days);
        let due = since.filter(|_| step == Step::Submitted).and_then(|since| since.checked_add(days.days()).ok());
        let entry = set.principal.last().clone();
        status.waiting.push(Waiting { entry, step, since, due, is_overdue: due.is_some_and(|due| due < today) });
    }
    status.waiting.sort_by_key(|waiting| (waiting.step != Step::Submitted, waiting.since));
    Ok(status)
}

fn archives(register: &Register) -> Result<Status, Error> {
    let mut status = Status::default();
    for entry in register.sent()? {
        let said = |name: &str| entry.detail(name).unwrap_or_default();
        let archive = said("archive");
        if archive.is_empty() {
            status.without_archive += 1;
            continue;
        }
        let is_annulled = register.paper(&entry.document)?.is_some_and(|paper| paper.state() == crate::register::State::Annulled);
        let at = status.archives.iter().rposition(|known| known.archive == archive).unwrap_or_else(|| {
            let (batch, sha256, date) = (said("batch"), said("archive_sha256"), entry.date.clone());
            status.archives.push(SentArchive { batch, archive, sha256, date, papers: 0, annulled: 0 });
            status.archives.len() - 1
        });
        status.archives[at].papers += 1;
        status.archives[at].annulled += usize::from(is_annulled);
    }
    Ok(status)
}
