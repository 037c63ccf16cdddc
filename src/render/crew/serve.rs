//! The other side: a process that has no other purpose than to set papers for the one that started it.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::super::workers::{STACK, guarded, in_own_pool};
use super::super::{Press, Templates};
use super::wire::{Order, answer, say};
use crate::config::PaperLimits;

/// Exit code of a worker whose paper took too much memory.
pub(super) const MEMORY: i32 = 86;
/// Exit code of a worker whose paper took too long.
pub(super) const LATE: i32 = 87;

/// How often a worker looks at itself.
const LOOK: Duration = Duration::from_millis(5);

/// When the paper began that is being set.
type Begun = Arc<Mutex<Option<Instant>>>;

/// What a worker says first: which program it is, and which templates it has.
pub(super) fn introduction(fingerprint: &str) -> String {
    format!("laurea {} {fingerprint}", env!("CARGO_PKG_VERSION"))
}

/// Sets papers for another process until it has no more: its orders come on standard input, the answers go to standard
/// output. Whether the words were understood.
#[must_use]
pub fn set_for_another(words: &[OsString]) -> bool {
    let [folder, limits @ ..] = words else { return false };
    let numbers: Option<Vec<u32>> = limits.iter().map(|word| word.to_str()?.parse().ok()).collect();
    let Some([seconds, memory_mib]) = numbers.as_deref() else { return false };
    let limits = PaperLimits { seconds: *seconds, memory_mib: *memory_mib };
    let begun = Begun::default();
    let watched = Arc::clone(&begun);
    thread::spawn(move || look_after_yourself(&watched, limits));
    let folder = folder.clone();
    let work = move || in_own_pool(|| work(Path::new(&folder), &begun));
    if let Ok(worker) = thread::Builder::new().stack_size(STACK).spawn(work) {
        // A panic outside a paper ends the worker; whoever asked sees that it says no more.
        let _ = worker.join();
    }
    true
}

fn work(folder: &Path, begun: &Begun) {
    // Where they cannot be read the run is told so by the silence.
    let Ok(templates) = Templates::load(folder) else { return };
    let mut out = io::stdout().lock();
    if say(&mut out, introduction(templates.fingerprint()).as_bytes()).and_then(|()| out.flush()).is_err() {
        return;
    }
    let (hearing, orders) = channel();
    thread::spawn(move || listen(&hearing));
    serve(&templates, &orders, &mut out, begun);
}

fn serve(templates: &Templates, orders: &Receiver<Order>, out: &mut impl Write, begun: &Begun) {
    let mark = |moment| *begun.lock().unwrap_or_else(PoisonError::into_inner) = moment;
    let done = AtomicUsize::new(0);
    for order in orders {
        mark(Some(Instant::now()));
        let made = order.into_paper(|paper| guarded(&|_| templates.set(paper), 0, &done));
        mark(None);
        if answer(out, &made).is_err() {
            return;
        }
    }
}

/// Hears orders, also while a paper is being set: when whoever gives them is gone, so is this process, whatever it is at.
fn listen(hearing: &Sender<Order>) {
    let mut orders = io::stdin().lock();
    while let Ok(order) = Order::read(&mut orders) {
        if hearing.send(order).is_err() {
            return;
        }
    }
    std::process::exit(0);
}

/// Ends this process when it takes too much memory, or too long for a paper.
fn look_after_yourself(begun: &Begun, limits: PaperLimits) {
    let most = (limits.memory_mib as usize) << 20;
    // The run ends a worker in time; this is for one whose run no longer can.
    let longest = Duration::from_secs(limits.seconds.into()) + Duration::from_secs(1);
    loop {
        thread::sleep(LOOK);
        if memory_stats::memory_stats().is_some_and(|stats| stats.physical_mem > most) {
            std::process::exit(MEMORY);
        }
        let begun = *begun.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.is_some_and(|begun| begun.elapsed() > longest) {
            std::process::exit(LATE);
        }
    }
}
