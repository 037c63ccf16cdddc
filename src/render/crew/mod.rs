//! Papers set by processes that work for this one: a paper that goes mad takes its worker with it, and nothing else.
//!
//! Workers are started as they are needed, as many as are wanted at most. Each sets one paper at a time, within bounds of
//! time and memory; whichever is lost is replaced. Where none can be started, papers are set here.

mod serve;
mod wire;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::fault::End;
use super::{Fault, Paper, Press, Templates};
use crate::config::PaperLimits;
use crate::model::Rendered;
pub use serve::set_for_another;
use worker::{Lost, Worker};

/// The command of the program that sets papers for another process.
pub const SET_PAPERS: &str = "set-papers";

/// A worker that reads the templates while it is not yet known which papers there are: the first of them is waited for less.
pub struct Recruit(Worker);

impl std::fmt::Debug for Recruit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recruit").finish_non_exhaustive()
    }
}

impl Recruit {
    /// Starts one; `None` where that cannot be.
    #[must_use]
    pub fn start(program: &Path, folder: &Path, limits: PaperLimits) -> Option<Self> {
        Worker::start(program, folder, limits).map(Self)
    }
}

/// Workers that set papers.
pub struct Crew<'a> {
    program: PathBuf,
    folder: PathBuf,
    templates: &'a Templates,
    most: usize,
    limits: PaperLimits,
    pool: Mutex<Pool>,
    changed: Condvar,
}

/// Failures to start a worker after which no other is tried.
const FAILURES: usize = 3;

/// The workers there are.
#[derive(Default)]
struct Pool {
    idle: Vec<Worker>,
    /// Those that set a paper and those that are being started.
    busy: usize,
    /// How many could not be started, one after the other.
    failures: usize,
}

impl std::fmt::Debug for Crew<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Crew").field("program", &self.program).field("most", &self.most).finish_non_exhaustive()
    }
}

impl<'a> Crew<'a> {
    /// A crew of at most some workers. Each is `program`, called with [`SET_PAPERS`], and reads the templates' folder itself;
    /// one that finds other templates there than these is not used.
    #[must_use]
    pub fn of(program: PathBuf, folder: &Path, templates: &'a Templates, workers: usize, limits: PaperLimits) -> Self {
        let (pool, changed) = (Mutex::default(), Condvar::new());
        Self { program, folder: folder.to_owned(), templates, most: workers.max(1), limits, pool, changed }
    }

    /// The same with a worker that was started before; papers come to it first.
    #[must_use]
    pub fn with(self, recruit: Option<Recruit>) -> Self {
        self.pool().idle.extend(recruit.map(|recruit| recruit.0));
        self
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A worker that has nothing to do, or a new one; waits while all are at work. `None` where none can be started.
    fn take(&self) -> Option<Worker> {
        let mut pool = self.pool();
        loop {
            if let Some(mut worker) = pool.idle.pop() {
                pool.busy += 1;
                drop(pool);
                if worker.is_of(self.templates.fingerprint()) {
                    return Some(worker);
                }
                self.give_back(None);
                pool = self.pool();
                continue;
            }
            let is_hopeless = pool.failures >= FAILURES;
            if is_hopeless && pool.busy == 0 {
                return None;
            }
            if is_hopeless || pool.busy >= self.most {
                pool = self.changed.wait(pool).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            pool.busy += 1;
            drop(pool);
            let worker = self.start();
            if worker.is_some() {
                return worker;
            }
            self.give_back(None);
            pool = self.pool();
        }
    }

    fn start(&self) -> Option<Worker> {
        let worker = Worker::start(&self.program, &self.folder, self.limits);
        let worker = worker.and_then(|mut worker| worker.is_of(self.templates.fingerprint()).then_some(worker));
        let mut pool = self.pool();
        pool.failures = if worker.is_some() { 0 } else { pool.failures + 1 };
        worker
    }

    /// A worker comes back, or is lost.
    fn give_back(&self, worker: Option<Worker>) {
        let mut pool = self.pool();
        pool.busy -= 1;
        pool.idle.extend(worker);
        self.changed.notify_all();
    }

    /// Has a paper set by a worker, and by a fresh one where that worker is lost: somebody may have ended it, or it may have
    /// remembered too much of the papers before. One that took too long is not tried again.
    fn made_by(&self, mut worker: Worker, order: &Arc<Vec<u8>>) -> (Option<Worker>, Result<Rendered, Fault>) {
        let lost = match worker.set(order, self.limits) {
            Ok(made) => return (Some(worker), made),
            Err(Lost::Late) => return (None, Err(self.fault(Lost::Late))),
            Err(lost) => lost,
        };
        drop(worker);
        // What has ended a process is not set in this one.
        let Some(mut fresh) = self.start() else { return (None, Err(self.fault(lost))) };
        match fresh.set(order, self.limits) {
            Ok(made) => (Some(fresh), made),
            Err(lost) => (None, Err(self.fault(lost))),
        }
    }
}

impl Press for Crew<'_> {
    fn set(&self, paper: &Paper<'_>) -> Result<Rendered, Fault> {
        let Some(worker) = self.take() else { return self.templates.set(paper) };
        let (worker, made) = match wire::order(paper) {
            Ok(order) => self.made_by(worker, &Arc::new(order)),
            Err(error) => (Some(worker), Err(Fault::plain(&error.to_string()))),
        };
        self.give_back(worker);
        made
    }
}

impl Crew<'_> {
    fn fault(&self, lost: Lost) -> Fault {
        let PaperLimits { seconds, memory_mib } = self.limits;
        match lost {
            Lost::Late => Fault::ended(End::Late(seconds), &format!("> {seconds} s")),
            Lost::Memory => Fault::ended(End::Memory(memory_mib), &format!("> {memory_mib} MiB")),
            Lost::Crash(words) => Fault::ended(End::Crash, &words),
        }
    }
}
