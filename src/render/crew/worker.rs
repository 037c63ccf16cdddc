//! A worker as the run sees it: a process that gets one order at a time, and is ended when it does not answer in time.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::super::Fault;
use super::serve::{LATE, MEMORY, introduction};
use super::{SET_PAPERS, wire};
use crate::config::PaperLimits;
use crate::model::Rendered;

/// How long a worker may take to read the templates.
const START: Duration = Duration::from_secs(60);

/// How long a worker that says no more may take to be gone.
const GOING: Duration = Duration::from_secs(5);

/// Bytes of a worker's last words that are kept.
const WORDS: u64 = 8 << 10;

/// A process that sets papers.
pub(super) struct Worker {
    child: Child,
    /// Closed, it tells the worker that there is no more to do.
    orders: Option<Sender<Arc<Vec<u8>>>>,
    said: Receiver<io::Result<Said>>,
    /// Whether it has said what it is, and is what it should be.
    is_known: bool,
    last_words: Option<JoinHandle<String>>,
}

/// What a worker says.
enum Said {
    /// What it is, and which templates it has.
    Introduction(Vec<u8>),
    /// How a paper came out.
    Answer(Result<Rendered, Fault>),
}

/// How a worker ended before it had answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lost {
    /// The paper took too long.
    Late,
    /// It took too much memory.
    Memory,
    /// Any other end, in the words of the system.
    Crash(String),
}

impl Worker {
    /// Starts a process, which begins to read the templates; nobody waits for it yet.
    pub(super) fn start(program: &Path, folder: &Path, limits: PaperLimits) -> Option<Self> {
        let mut command = Command::new(program);
        command.arg(SET_PAPERS).arg(folder).args([limits.seconds, limits.memory_mib].map(|limit| limit.to_string()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let (stdin, stdout, stderr) = (child.stdin.take()?, child.stdout.take()?, child.stderr.take()?);
        let (orders, to_do) = channel();
        let (saying, said) = channel();
        thread::spawn(move || mind(stdin, stdout, &to_do, &saying));
        let last_words = Some(thread::spawn(move || words(stderr)));
        Some(Self { child, orders: Some(orders), said, is_known: false, last_words })
    }

    /// Whether it is a worker of this program with the templates of this run; waits until it has read them.
    pub(super) fn is_of(&mut self, fingerprint: &str) -> bool {
        if !self.is_known {
            let said = self.said.recv_timeout(START);
            let introduction = introduction(fingerprint);
            self.is_known = matches!(said, Ok(Ok(Said::Introduction(name))) if name == introduction.as_bytes());
        }
        self.is_known
    }

    /// Has a paper set. A worker that is lost has ended.
    pub(super) fn set(&mut self, order: &Arc<Vec<u8>>, limits: PaperLimits) -> Result<Result<Rendered, Fault>, Lost> {
        let is_taken = self.orders.as_ref().is_some_and(|orders| orders.send(Arc::clone(order)).is_ok());
        if !is_taken {
            return Err(self.end());
        }
        match self.said.recv_timeout(Duration::from_secs(limits.seconds.into())) {
            Ok(Ok(Said::Answer(made))) => Ok(made),
            Ok(_) | Err(RecvTimeoutError::Disconnected) => Err(self.end()),
            Err(RecvTimeoutError::Timeout) => {
                self.kill();
                Err(Lost::Late)
            }
        }
    }

    /// How a worker ended that says no more.
    fn end(&mut self) -> Lost {
        self.orders = None;
        let gone = Instant::now() + GOING;
        let mut pause = Duration::from_micros(100);
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break Some(status),
                Ok(None) if Instant::now() < gone => thread::sleep(pause),
                _ => break None,
            }
            pause = (pause * 2).min(Duration::from_millis(20));
        };
        let Some(status) = status else {
            self.kill();
            return Lost::Crash("no answer".to_owned());
        };
        let last_words = self.last_words.take().and_then(|words| words.join().ok()).unwrap_or_default();
        match status.code() {
            Some(MEMORY) => Lost::Memory,
            Some(LATE) => Lost::Late,
            // What Rust says when the system gives it no memory.
            _ if last_words.contains("memory allocation of") => Lost::Memory,
            _ if last_words.contains("overflowed its stack") => Lost::Crash("stack overflow".to_owned()),
            // Whether the system keeps a picture of the dead is not the paper's affair.
            _ => Lost::Crash(status.to_string().replace(" (core dumped)", "")),
        }
    }

    fn kill(&mut self) {
        self.orders = None;
        // One that has just ended cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Carries orders and answers, on a thread of its own: whoever waits for an answer can always stop waiting.
fn mind(mut stdin: ChildStdin, mut stdout: ChildStdout, to_do: &Receiver<Arc<Vec<u8>>>, saying: &Sender<io::Result<Said>>) {
    let introduction = wire::hear(&mut stdout).map(Said::Introduction);
    if introduction.is_err() || saying.send(introduction).is_err() {
        return;
    }
    for order in to_do {
        let answer = stdin.write_all(&order).and_then(|()| stdin.flush()).and_then(|()| wire::read_answer(&mut stdout));
        let is_over = answer.is_err();
        if saying.send(answer.map(Said::Answer)).is_err() || is_over {
            return;
        }
    }
}

/// The beginning of what a worker says on its standard error; the rest must not fill the pipe.
fn words(mut stderr: impl Read) -> String {
    let mut words = Vec::new();
    let read = (&mut stderr).take(WORDS).read_to_end(&mut words).and_then(|_| io::copy(&mut stderr, &mut io::sink()));
    drop(read);
    String::from_utf8_lossy(&words).into_owned()
}
