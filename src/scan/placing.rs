//! Where a page belongs: a place in a paper, a doubt, or nowhere.

use super::page::{ScanPage, Turn};
use super::reason::Reason;

/// A page of a paper.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The paper: its key in the register.
    pub document: String,
    /// Which page of it, from 1; 0 where that is not known.
    pub page: u32,
}

/// What says that a page belongs to a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The code printed on it.
    Code,
    /// The name of its file.
    Name,
    /// A person, in the list of decisions.
    Person,
}

/// A page in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedPage {
    /// The paper and the page of it.
    pub place: Candidate,
    /// The page as it was scanned.
    pub page: ScanPage,
    /// How it must be turned, clockwise, to stand upright.
    pub turn: Turn,
    /// What says so.
    pub by: By,
    /// What the gate found and a person let pass.
    pub accepted: Vec<Reason>,
}

/// A page that a person must look at, or that belongs to no paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// The page.
    pub page: ScanPage,
    /// How it must be turned, as far as that is known.
    pub turn: Turn,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Whose page it may be.
    pub candidates: Vec<Candidate>,
}

/// A page that another one stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Twice {
    /// The page that is left out.
    pub page: ScanPage,
    /// The place it would have had.
    pub place: Candidate,
    /// The file of the page that stands there.
    pub file: String,
    /// Which page of that file.
    pub of_page: u32,
}
