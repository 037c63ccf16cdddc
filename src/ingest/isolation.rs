//! One file must not end the program: it is read by a process of its own, with a bound on its memory and its time.

use std::io::{self, BufWriter, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::fault::Fault;
use super::kept::{Book, Kept};
use super::meter::Meter;
use super::read_file::read_path;
use super::told::{Listener, Teller, Told};
use super::wire::{Writer, replay};
use crate::config::WorkbookLimits;

/// Where workbooks are read, and papers set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Isolation {
    /// In this process: workbooks within the same limits and looks, but what goes mad takes the process with it.
    #[default]
    Here,
    /// In processes of their own: the program at this path, called with [`READ_WORKBOOK`] and the words of
    /// [`reader_words`] for each workbook.
    Process(PathBuf),
}

/// The command of the program that reads one workbook for another process.
pub const READ_WORKBOOK: &str = "read-workbook";

/// Exit code of a reader that took too much memory.
const MEMORY: i32 = 86;
/// Exit code of a reader that took too long.
const TIME: i32 = 87;
/// How often a reader looks at its own memory.
const LOOK: Duration = Duration::from_millis(5);

impl Isolation {
    /// Reads a file.
    pub fn read(&self, path: &Path, limits: WorkbookLimits) -> Result<Book, Fault> {
        match self {
            Self::Here => read_here(|listener| read_path(path, limits, listener)),
            Self::Process(program) => read_there(program, path, limits),
        }
    }
}

/// Reads something in this process; a panic is its fault.
pub fn read_here(read: impl FnOnce(&mut dyn Listener) -> Result<(), Fault>) -> Result<Book, Fault> {
    let guarded = catch_unwind(AssertUnwindSafe(|| {
        let mut kept = Kept::default();
        read(&mut kept)?;
        kept.finish()
    }));
    guarded.unwrap_or_else(|panic| {
        let words =
            panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(Fault::Crashed(words.unwrap_or_else(|| "panic".to_owned())))
    })
}

/// The words behind [`READ_WORKBOOK`]: a path and the limits.
fn reader_words(command: &mut Command, path: &Path, limits: WorkbookLimits) {
    let limits = [limits.mib, limits.cells, limits.memory_mib, limits.seconds];
    command.arg(READ_WORKBOOK).arg(path).args(limits.map(|limit| limit.to_string()));
}

fn read_there(program: &Path, path: &Path, limits: WorkbookLimits) -> Result<Book, Fault> {
    let mut command = Command::new(program);
    reader_words(&mut command, path, limits);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| Fault::Crashed(error.to_string()))?;
    let (Some(mut stdout), Some(mut stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(Fault::Crashed("no pipe".to_owned()));
    };
    // Its last words, of which the beginning is enough; the rest must not fill the pipe.
    let last_words = thread::spawn(move || {
        let mut words = Vec::new();
        let read = (&mut stderr).take(8 << 10).read_to_end(&mut words).and_then(|_| io::copy(&mut stderr, &mut io::sink()));
        drop(read);
        String::from_utf8_lossy(&words).into_owned()
    });
    let watched = watch(child, limits);
    let mut kept = Kept::default();
    let told = {
        let meter = Meter::new(limits);
        let mut metered = Metered { kept: &mut kept, meter: &meter };
        replay(&mut stdout, &mut metered)
    };
    let status = watched.end();
    let last_words = last_words.join().unwrap_or_default();
    match (told, status) {
        (Some(told), _) => told.and_then(|()| kept.finish()),
        (None, Err(fault)) => Err(fault),
        (None, Ok(status)) => Err(fault_of(status, &last_words)),
    }
}

/// What the kept cells of a child may take is counted here too: its word is not taken for it.
struct Metered<'a> {
    kept: &'a mut Kept,
    meter: &'a Meter,
}

impl Listener for Metered<'_> {
    fn tell(&mut self, told: Told<'_>) -> Result<(), Fault> {
        let mut teller = Teller::new(self.kept, self.meter);
        match told {
            Told::Cell(row, column, value) => teller.cell(row, column, value),
            told => teller.tell(told),
        }
    }
}

fn fault_of(status: ExitStatus, last_words: &str) -> Fault {
    match status.code() {
        Some(MEMORY) => Fault::TooMuchMemory,
        Some(TIME) => Fault::TooSlow,
        // What Rust says when the system gives it no memory.
        _ if last_words.contains("memory allocation of") || last_words.contains("capacity overflow") => Fault::TooMuchMemory,
        _ => {
            let panic = last_words.lines().find(|line| line.contains("panicked at")).unwrap_or_default();
            Fault::Crashed(format!("{status} {panic}").trim().to_owned())
        }
    }
}

/// A child with somebody who ends it when its time is over.
struct Watched {
    done: mpsc::Sender<()>,
    watcher: thread::JoinHandle<Result<ExitStatus, Fault>>,
}

fn watch(mut child: Child, limits: WorkbookLimits) -> Watched {
    let (done, is_done) = mpsc::channel::<()>();
    // The reader ends itself in time; this is for one that no longer can.
    let deadline = Instant::now() + Duration::from_secs(u64::from(limits.seconds) + 2);
    let watcher = thread::spawn(move || {
        let is_late = is_done.recv_timeout(deadline - Instant::now()) == Err(RecvTimeoutError::Timeout);
        if is_late {
            // One that has just ended cannot be killed, and need not be.
            let _ = child.kill();
        }
        let status = wait(&mut child, deadline).map_err(|error| Fault::Crashed(error.to_string()))?;
        if is_late { Err(Fault::TooSlow) } else { status.ok_or(Fault::TooSlow) }
    });
    Watched { done, watcher }
}

/// Waits for a child that has nothing more to say; one that does not end is ended.
fn wait(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    let mut pause = Duration::from_micros(100);
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
    let _ = child.kill();
    child.wait().map(|_| None)
}

impl Watched {
    /// The child has said all it will: how it ended.
    fn end(self) -> Result<ExitStatus, Fault> {
        // A watcher that is no longer there has ended the child.
        let _ = self.done.send(());
        self.watcher.join().unwrap_or_else(|_| Err(Fault::Crashed("watcher".to_owned())))
    }
}

/// The other side: reads a workbook in this process, which has no other purpose, and writes it to standard output.
/// Whether the words were understood.
#[must_use]
pub fn read_for_another(words: &[std::ffi::OsString]) -> bool {
    let [path, limits @ ..] = words else { return false };
    let numbers: Option<Vec<u32>> = limits.iter().map(|word| word.to_str()?.parse().ok()).collect();
    let Some([mib, cells, memory_mib, seconds]) = numbers.as_deref() else { return false };
    let limits = WorkbookLimits { mib: *mib, cells: *cells, memory_mib: *memory_mib, seconds: *seconds };
    thread::spawn(move || look_after_yourself(limits));
    let mut writer = Writer::new(BufWriter::with_capacity(128 << 10, io::stdout().lock()));
    let result = read_path(Path::new(path), limits, &mut writer);
    // Whoever asked is gone; nothing is left to do.
    let _ = writer.end(&result);
    true
}

/// Ends this process when it takes too much memory or too long.
fn look_after_yourself(limits: WorkbookLimits) {
    let deadline = Instant::now() + Duration::from_secs(limits.seconds.into()) + Duration::from_secs(1);
    let own = memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem);
    let most = own + ((limits.memory_mib as usize) << 20);
    loop {
        thread::sleep(LOOK);
        if memory_stats::memory_stats().is_some_and(|stats| stats.physical_mem > most) {
            std::process::exit(MEMORY);
        }
        if Instant::now() > deadline {
            std::process::exit(TIME);
        }
    }
}
