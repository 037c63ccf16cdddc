//! What one reading may still take: cells, memory, unpacked bytes, time.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::fault::Fault;
use crate::config::WorkbookLimits;

/// Memory that a cell takes besides its text.
pub const CELL: u64 = 40;

/// Counts down the limits of one reading; shared by everything that takes part in it.
#[derive(Debug)]
pub struct Meter {
    limits: WorkbookLimits,
    cells: Cell<u64>,
    memory: Cell<u64>,
    unpacked: Cell<u64>,
    ticks: Cell<u32>,
    deadline: Instant,
}

impl Meter {
    /// A full meter.
    pub fn new(limits: WorkbookLimits) -> Self {
        let memory = u64::from(limits.memory_mib) << 20;
        Self {
            limits,
            cells: Cell::new(limits.cells.into()),
            memory: Cell::new(memory),
            unpacked: Cell::new(memory),
            ticks: Cell::new(0),
            deadline: Instant::now() + Duration::from_secs(limits.seconds.into()),
        }
    }

    /// The limits it was filled with.
    pub fn limits(&self) -> WorkbookLimits {
        self.limits
    }

    /// A filled cell with some bytes of text.
    pub fn cell(&self, text: usize) -> Result<(), Fault> {
        let left = self.cells.get().checked_sub(1).ok_or(Fault::TooManyCells)?;
        self.cells.set(left);
        self.memory(CELL + text as u64)?;
        self.tick()
    }

    /// Anything else that is kept.
    pub fn thing(&self) -> Result<(), Fault> {
        self.memory(CELL)?;
        self.tick()
    }

    /// Some bytes that are kept until the reading is over.
    pub fn memory(&self, bytes: u64) -> Result<(), Fault> {
        let left = self.memory.get().checked_sub(bytes).ok_or(Fault::TooMuchMemory)?;
        self.memory.set(left);
        Ok(())
    }

    /// Some bytes unpacked; `false` when there are more than there may be.
    pub fn unpack(&self, bytes: usize) -> bool {
        let left = self.unpacked.get().checked_sub(bytes as u64);
        self.unpacked.set(left.unwrap_or(0));
        left.is_some()
    }

    /// A step of work: the clock is looked at now and then.
    pub fn tick(&self) -> Result<(), Fault> {
        let ticks = self.ticks.get().wrapping_add(1);
        self.ticks.set(ticks);
        if ticks.is_multiple_of(4096) && Instant::now() > self.deadline { Err(Fault::TooSlow) } else { Ok(()) }
    }
}
