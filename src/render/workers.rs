//! Many papers at once: a few threads, an index queue, bounded memory, results in order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use super::Fault;

/// Makes the paper of an index; called on a worker thread.
pub type Job<'a, T> = dyn Fn(usize) -> Result<T, Fault> + Sync + 'a;

/// Papers a thread may be ahead of the one that is waited for.
const AHEAD: usize = 8;

/// Pages after which Typst's memory of unused layouts is cleared: flat memory at the price of about one per cent.
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
        for _ in 0..threads.max(1).min(count.max(1)) {
            let (sender, next, done) = (sender.clone(), &next, &done);
            let worker = std::thread::Builder::new().stack_size(32 << 20);
            let spawned = worker.spawn_scoped(scope, move || in_own_pool(|| work(count, next, done, job, &sender)));
            debug_assert!(spawned.is_ok(), "the system gives a thread");
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut expected = 0;
        for (index, result) in &receiver {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&expected) {
                if let Err(error) = deliver(expected, result) {
                    // Workers stop at their next paper: the queue is empty for them.
                    next.store(count, Ordering::Relaxed);
                    drop(receiver);
                    return Err(error);
                }
                expected += 1;
            }
        }
        Ok(())
    })
}

type Sender<T> = std::sync::mpsc::SyncSender<(usize, Result<T, Fault>)>;

fn work<T>(count: usize, next: &AtomicUsize, done: &AtomicUsize, job: &Job<'_, T>, sender: &Sender<T>) {
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if index >= count {
            return;
        }
        let result = catch_unwind(AssertUnwindSafe(|| job(index))).unwrap_or_else(|panic| Err(fault_of(&*panic)));
        if done.fetch_add(1, Ordering::Relaxed) % EVICT_EVERY == EVICT_EVERY - 1 {
            comemo::evict(2);
        }
        if sender.send((index, result)).is_err() {
            return;
        }
    }
}

/// Typst hands parts of an export to rayon; in a pool of its own a worker cannot be given another worker's paper.
fn in_own_pool(work: impl FnOnce() + Send) {
    match rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(32 << 20).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

fn fault_of(panic: &(dyn std::any::Any + Send)) -> Fault {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Fault::plain(words.unwrap_or("panic"))
}
