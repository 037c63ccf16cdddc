//! A row being judged: its fields by place, and the numbers of the rules it breaks.

/// A row and what is wrong with it.
pub(super) struct Row<'a> {
    cells: &'a [&'a str],
    faults: Vec<u16>,
}

impl<'a> Row<'a> {
    pub fn new(cells: &'a [&'a str]) -> Self {
        Self { cells, faults: Vec::new() }
    }

    /// The field at a place from 0; empty where the row is too short.
    pub fn cell(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// A rule is broken.
    pub fn fault(&mut self, number: u16) {
        self.faults.push(number);
    }

    /// A rule is broken, if so.
    pub fn fault_if(&mut self, is_broken: bool, number: u16) {
        if is_broken {
            self.fault(number);
        }
    }

    /// Whether one of some rules is broken.
    pub fn has(&self, numbers: &[u16]) -> bool {
        self.faults.iter().any(|fault| numbers.contains(fault))
    }

    /// Whether no rule is broken so far.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// Whether the row would come apart: a field holds the separator or a line break, or there are not as many fields as there
    /// should be.
    pub fn is_torn(&self, width: usize) -> bool {
        self.cells.len() != width || self.cells.iter().any(|cell| cell.contains(['|', '\n', '\r']))
    }

    /// What was broken, in the order in which the register says it.
    pub fn into_faults(self) -> Vec<u16> {
        self.faults
    }
}
