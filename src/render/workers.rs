//! Many papers at once: a few threads, an index queue, bounded memory, results in order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::Fault;
use super::fault::End;

/// Makes the paper of an index; called on a worker thread.
pub type Job<'a, T> = dyn Fn(usize) -> Result<T, Fault> + Sync + 'a;

/// Papers a thread may be ahead of the one that is waited for.
const AHEAD: usize = 8;

/// Stack of a thread that lays pages out, in bytes: deep templates need more than the system's default.
pub(super) const STACK: usize = 32 << 20;

/// Papers after which Typst's memory of unused layouts is cleared: flat memory at the price of about one per cent.
const EVICT_EVERY: usize = 10;

/// Sets `count` papers on some threads and hands the results over in order, on the calling thread.
///
/// A fault, even a panic, is that paper's result; the others go on. `deliver` ends the run early by an error.
///
/// # Errors
/// The first error of `deliver`.
pub fn render_all<T: Send, E>(
    count: usize,
    threads: usize,
    job: &Job<'_, T>,
    mut deliver: impl FnMut(usize, Result<T, Fault>) -> Result<(), E>,
) -> Result<(), E> {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let (sender, receiver) = sync_channel(threads * AHEAD);
    std::thread::scope(|scope| {
        let mut workers = 0;
        for _ in 0..threads.clamp(1, count.max(1)) {
            let (sender, next, done) = (sender.clone(), &next, &done);
            let worker = std::thread::Builder::new().stack_size(STACK);
            let spawned = worker.spawn_scoped(scope, move || in_own_pool(|| work(count, next, done, job, &sender)));
            workers += usize::from(spawned.is_ok());
        }
        drop(sender);
        if workers == 0 {
            // The system gives no thread: the work is done here.
            return (0..count).try_for_each(|index| deliver(index, guarded(job, index, &done)));
        }
        let delivered = in_order(&receiver, &mut deliver);
        // After an error the queue is empty for the workers, and nobody takes what they still send.
        next.store(count, Ordering::Relaxed);
        drop(receiver);
        delivered
    })
}

/// Hands results over in the order of their indexes.
fn in_order<T, E>(
    receiver: &Receiver<Sent<T>>,
    deliver: &mut impl FnMut(usize, Result<T, Fault>) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting = BTreeMap::new();
    let mut expected = 0;
    for (index, result) in receiver {
        waiting.insert(index, result);
        while let Some(result) = waiting.remove(&expected) {
            deliver(expected, result)?;
            expected += 1;
        }
    }
    Ok(())
}

type Sent<T> = (usize, Result<T, Fault>);

fn work<T>(count: usize, next: &AtomicUsize, done: &AtomicUsize, job: &Job<'_, T>, sender: &SyncSender<Sent<T>>) {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if index >= count || sender.send((index, guarded(job, index, done))).is_err() {
            return;
        }
    }
}

/// Makes one paper; a panic is its fault, and every so many papers Typst's memory is cleared.
pub(super) fn guarded<T>(job: &Job<'_, T>, index: usize, done: &AtomicUsize) -> Result<T, Fault> {
    let result = catch_unwind(AssertUnwindSafe(|| job(index))).unwrap_or_else(|panic| Err(fault_of(&*panic)));
    if done.fetch_add(1, Ordering::Relaxed) % EVICT_EVERY == EVICT_EVERY - 1 {
        comemo::evict(2);
    }
    result
}

/// Typst hands parts of an export to rayon; in a pool of its own a worker cannot be given another worker's paper.
pub(super) fn in_own_pool(work: impl FnOnce() + Send) {
    match rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

fn fault_of(panic: &(dyn std::any::Any + Send)) -> Fault {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Fault::ended(End::Crash, words.unwrap_or("panic"))
}
