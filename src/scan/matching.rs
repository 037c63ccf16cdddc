//! Which page is which: the code decides, else the file's name, else a person. Plain values in, plain values out.

use std::collections::BTreeMap;

use super::code::{PageCode, page_code};
use super::decisions::{Choice, Decisions, Told};
use super::gate;
use super::limits::Limits;
use super::name::{Said, says, stem, tokens};
use super::page::{ScanPage, Turn};
use super::placing::{By, Candidate, Doubt, PlacedPage, Twice};
use super::reason::Reason;

/// A paper of which scans are awaited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expected {
    /// Its key in the register.
    pub document: String,
    /// The kind of paper.
    pub kind: String,
    /// The kind's title, for the contact sheet.
    pub title: String,
    /// The registration number; empty where it has none.
    pub number: String,
    /// Series and number of the blank form, or empty.
    pub blank: String,
    /// The eight characters of its code.
    pub check: String,
    /// How many pages it has.
    pub pages: u32,
    /// The person's faculty number.
    pub person: String,
    /// The person's name, for the contact sheet.
    pub name: String,
    /// Whether its pages are wider than high.
    pub landscape: bool,
}

/// A paper and what was scanned of it.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchedPaper {
    /// Its key in the register.
    pub document: String,
    /// Its pages in order; where some are missing, those that are there.
    pub pages: Vec<PlacedPage>,
    /// The pages that are not there, from 1.
    pub missing: Vec<u32>,
}

/// All pages, each where it belongs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matched {
    /// Every awaited paper, in the order in which they were asked for.
    pub papers: Vec<MatchedPaper>,
    /// Pages a person must look at.
    pub doubts: Vec<Doubt>,
    /// Pages that belong to no awaited paper: blank, not ours, without a code.
    pub left_over: Vec<Doubt>,
    /// Pages that another one stands for.
    pub twice: Vec<Twice>,
    /// Pages a person said to pass over.
    pub skipped: Vec<ScanPage>,
    /// Files, and pages of files, that cannot be read.
    pub broken: Vec<ScanPage>,
    /// Decisions that do not fit.
    pub told: Vec<Told>,
}

/// Says of every page which page of which paper it is, or why that is not sure. Nothing is matched on a guess: a page with the code
/// of another paper, and one of two pages for the same place, is a doubt.
#[must_use]
pub fn match_pages(mut pages: Vec<ScanPage>, expected: &[Expected], limits: &Limits, decisions: &Decisions) -> Matched {
    pages.sort_by(|one, other| (&one.file, one.page).cmp(&(&other.file, other.page)));
    let awaited = Awaited::of(expected);
    let mut matched = Matched { told: decisions.check(&pages, &|document| awaited.pages_of(document)), ..Matched::default() };
    let mut places: BTreeMap<Candidate, Vec<PlacedPage>> = BTreeMap::new();
    let mut before: Option<Candidate> = None;
    for page in pages {
        if page.fault.is_some() {
            matched.broken.push(page);
            continue;
        }
        let claim = decided(&page, decisions, &awaited).unwrap_or_else(|| awaited.claim(&page, limits));
        let follows = before.take().and_then(|place| awaited.after(&place));
        match claim {
            Claim::Place(place, turn, by) => {
                before = Some(place.clone());
                places.entry(place.clone()).or_default().push(PlacedPage { place, page, turn, by, accepted: Vec::new() });
            }
            Claim::Doubt(reasons, candidates) => {
                let turn = turn_of(&page);
                matched.doubts.push(Doubt { page, turn, reasons, candidates });
            }
            Claim::Nobody(reason) => {
                before = follows.clone().filter(|_| reason == Reason::NoCode);
                let candidates = before.clone().into_iter().collect();
                matched.left_over.push(Doubt { turn: turn_of(&page), page, reasons: vec![reason], candidates });
            }
            Claim::Skip => matched.skipped.push(page),
        }
    }
    let placed = settle(places, &mut matched);
    let placed = gated(placed, &awaited, limits, &mut matched);
    matched.papers = expected.iter().map(|paper| awaited.paper(paper, &placed)).collect();
    matched.doubts.sort_by(|one, other| (&one.page.file, one.page.page).cmp(&(&other.page.file, other.page.page)));
    matched
}

/// What is said of a page, before it is compared with the others.
enum Claim {
    Place(Candidate, Turn, By),
    Doubt(Vec<Reason>, Vec<Candidate>),
    Nobody(Reason),
    Skip,
}

/// The papers awaited, to be looked up.
struct Awaited<'a> {
    by_document: BTreeMap<&'a str, &'a Expected>,
    by_check: BTreeMap<&'a str, Vec<&'a Expected>>,
    by_number: BTreeMap<(&'a str, &'a str), &'a Expected>,
    /// By number and by blank form, in tokens, under their first.
    by_token: BTreeMap<String, Vec<(Vec<String>, &'a Expected)>>,
}

impl<'a> Awaited<'a> {
    fn of(expected: &'a [Expected]) -> Self {
        let mut by_check: BTreeMap<&str, Vec<&Expected>> = BTreeMap::new();
        let mut by_token: BTreeMap<String, Vec<(Vec<String>, &Expected)>> = BTreeMap::new();
        for paper in expected {
            by_check.entry(&paper.check).or_default().push(paper);
            for number in [tokens(&paper.number), tokens(&paper.blank)] {
                if let Some(first) = number.first().cloned() {
                    by_token.entry(first).or_default().push((number, paper));
                }
            }
        }
        Self {
            by_document: expected.iter().map(|paper| (paper.document.as_str(), paper)).collect(),
            by_check,
            by_number: expected.iter().map(|paper| ((paper.kind.as_str(), paper.number.as_str()), paper)).collect(),
            by_token,
        }
    }

    fn pages_of(&self, document: &str) -> Option<u32> {
        self.by_document.get(document).map(|paper| paper.pages)
    }

    /// The page after a page, if the paper has one.
    fn after(&self, place: &Candidate) -> Option<Candidate> {
        let next = Candidate { document: place.document.clone(), page: place.page + 1 };
        (next.page <= self.pages_of(&next.document)?).then_some(next)
    }

    fn claim(&self, page: &ScanPage, limits: &Limits) -> Claim {
        let mut codes: Vec<PageCode> = page.codes.iter().filter_map(|code| page_code(&code.payload)).collect();
        codes.sort();
        codes.dedup();
        match codes.as_slice() {
            [] => self.by_name(page, limits),
            [code] => self.by_code(page, code),
            _ => Claim::Doubt(vec![Reason::TwoCodes], codes.iter().flat_map(|code| self.candidates(code)).collect()),
        }
    }

    /// The check value decides; number and kind may not contradict it.
    fn by_code(&self, page: &ScanPage, code: &PageCode) -> Claim {
        let papers = self.by_check.get(code.check.as_str()).map_or(&[][..], Vec::as_slice);
        let agrees = |paper: &&&Expected| {
            let same_number = code.number.is_empty() || paper.number.is_empty() || code.number == paper.number;
            paper.kind == code.kind && same_number
        };
        let agreeing: Vec<&&Expected> = papers.iter().filter(agrees).collect();
        match agreeing.as_slice() {
            [paper] if code.page <= paper.pages => {
                let place = Candidate { document: paper.document.clone(), page: code.page };
                Claim::Place(place, turn_of(page), By::Code)
            }
            [paper] => Claim::Doubt(vec![Reason::PageBeyond], vec![Candidate { document: paper.document.clone(), page: 0 }]),
            [] if !papers.is_empty() || self.same_number(code).is_some() => {
                Claim::Doubt(vec![Reason::OtherCheck], self.candidates(code))
            }
            [] => Claim::Nobody(Reason::NotAwaited),
            _ => Claim::Doubt(vec![Reason::Candidates], self.candidates(code)),
        }
    }

    fn same_number(&self, code: &PageCode) -> Option<&'a Expected> {
        let key = (code.kind.as_str(), code.number.as_str());
        if code.number.is_empty() { None } else { self.by_number.get(&key).copied() }
    }

    /// The papers a code may mean.
    fn candidates(&self, code: &PageCode) -> Vec<Candidate> {
        let by_check = self.by_check.get(code.check.as_str()).into_iter().flatten().copied();
        let mut papers: Vec<&Expected> = by_check.chain(self.same_number(code)).collect();
        papers.dedup_by_key(|paper| &paper.document);
        papers.iter().map(|paper| Candidate { document: paper.document.clone(), page: code.page.min(paper.pages) }).collect()
    }

    fn by_name(&self, page: &ScanPage, limits: &Limits) -> Claim {
        let is_blank = page.ink_share < limits.ink_share;
        let name = tokens(stem(&page.file));
        let numbers = name.iter().flat_map(|token| self.by_token.get(token).into_iter().flatten());
        let mut found: Vec<(&Expected, Said)> =
            numbers.filter_map(|(number, paper)| says(&name, number).map(|said| (*paper, said))).collect();
        found.sort_by_key(|(paper, _)| &paper.document);
        found.dedup_by_key(|(paper, _)| &paper.document);
        // The diploma and its appendix may carry one number; then the kind in the name tells them apart.
        if found.len() > 1 && found.iter().any(|(paper, _)| names_kind(&name, paper)) {
            found.retain(|(paper, _)| names_kind(&name, paper));
        }
        let candidates =
            || found.iter().map(|(paper, said)| Candidate { document: paper.document.clone(), page: said_page(*said) });
        match found.as_slice() {
            [] if is_blank => Claim::Nobody(Reason::Blank),
            [] => Claim::Nobody(Reason::NoCode),
            _ if is_blank => Claim::Doubt(vec![Reason::Blank], candidates().collect()),
            [(_, Said::Bare { .. })] => Claim::Doubt(vec![Reason::BareNumber], candidates().collect()),
            [(paper, Said::Number { page: said })] => named(page, paper, *said),
            _ => Claim::Doubt(vec![Reason::Candidates], candidates().collect()),
        }
    }

    /// A paper with what was placed of it.
    fn paper(&self, paper: &Expected, placed: &BTreeMap<Candidate, PlacedPage>) -> MatchedPaper {
        let place = |page| Candidate { document: paper.document.clone(), page };
        let (mut pages, mut missing) = (Vec::new(), Vec::new());
        for number in 1..=paper.pages {
            match placed.get(&place(number)) {
                Some(page) => pages.push(page.clone()),
                None => missing.push(number),
            }
        }
        MatchedPaper { document: paper.document.clone(), pages, missing }
    }
}

fn names_kind(name: &[String], paper: &Expected) -> bool {
    let kind = tokens(&paper.kind);
    name.windows(kind.len().max(1)).any(|window| window == kind)
}

fn said_page(said: Said) -> u32 {
    match said {
        Said::Number { page } | Said::Bare { page } => page.unwrap_or(0),
    }
}

/// A page whose file carries a paper's number: which of its pages it is, the name says or the file has as many.
fn named(page: &ScanPage, paper: &Expected, said: Option<u32>) -> Claim {
    let number = match said {
        Some(said) if said > paper.pages || page.of == 1 => Some(said),
        Some(said) => Some(page.page).filter(|page| *page == said),
        None => Some(page.page).filter(|_| page.of == paper.pages),
    };
    let candidate = |page| Candidate { document: paper.document.clone(), page };
    match number {
        Some(number) if number > paper.pages => Claim::Doubt(vec![Reason::PageBeyond], vec![candidate(0)]),
        Some(number) => Claim::Place(candidate(number), page.said_turn, By::Name),
        None => Claim::Doubt(vec![Reason::WhichPage], vec![candidate(0)]),
    }
}

/// How a page must be turned: its code says so, else its file.
fn turn_of(page: &ScanPage) -> Turn {
    let ours = page.codes.iter().find(|code| page_code(&code.payload).is_some());
    ours.or(page.codes.first()).map_or(page.said_turn, |code| code.turn)
}

/// What a person has said of a page, if it fits.
fn decided(page: &ScanPage, decisions: &Decisions, awaited: &Awaited) -> Option<Claim> {
    let decision = decisions.of(page)?;
    match &decision.choice {
        Choice::Skip => Some(Claim::Skip),
        Choice::Place { document, page: number, turn } => {
            let is_there = awaited.pages_of(document).is_some_and(|pages| (1..=pages).contains(number));
            let place = Candidate { document: document.clone(), page: *number };
            is_there.then(|| Claim::Place(place, turn.unwrap_or_else(|| turn_of(page)), By::Person))
        }
        Choice::Open => None,
    }
}

/// One page for each place: what a person chose, the same picture once; anything else is a doubt.
fn settle(places: BTreeMap<Candidate, Vec<PlacedPage>>, matched: &mut Matched) -> BTreeMap<Candidate, PlacedPage> {
    let mut settled = BTreeMap::new();
    for (place, pages) in places {
        let chosen = pages.iter().filter(|page| page.by == By::Person).count();
        let same = pages.iter().all(|page| is_same_picture(&page.page, &pages[0].page));
        let first = match chosen {
            1 => pages.iter().position(|page| page.by == By::Person),
            _ if same => Some(0),
            _ => None,
        };
        let Some(first) = first else {
            let doubt = |page: PlacedPage| Doubt {
                page: page.page,
                turn: page.turn,
                reasons: vec![Reason::Candidates],
                candidates: vec![place.clone()],
            };
            matched.doubts.extend(pages.into_iter().map(doubt));
            continue;
        };
        let (file, of_page) = (pages[first].page.file.clone(), pages[first].page.page);
        for (at, page) in pages.into_iter().enumerate() {
            if at == first {
                settled.insert(place.clone(), page);
            } else {
                matched.twice.push(Twice { page: page.page, place: place.clone(), file: file.clone(), of_page });
            }
        }
    }
    settled
}

fn is_same_picture(one: &ScanPage, other: &ScanPage) -> bool {
    one.sha256 == other.sha256 || one.picture_sha256 == other.picture_sha256
}

/// The pages that pass the gate, or that a person let pass; the others become doubts.
fn gated(
    placed: BTreeMap<Candidate, PlacedPage>,
    awaited: &Awaited,
    limits: &Limits,
    matched: &mut Matched,
) -> BTreeMap<Candidate, PlacedPage> {
    let mut pictures: BTreeMap<String, u32> = BTreeMap::new();
    for page in placed.values() {
        *pictures.entry(page.page.picture_sha256.clone()).or_default() += 1;
    }
    let mut passed = BTreeMap::new();
    for (place, mut page) in placed {
        let mut reasons = gate::faults(&page.page, limits);
        let landscape = awaited.by_document.get(place.document.as_str()).is_some_and(|paper| paper.landscape);
        if page.by != By::Code && page.page.codes.is_empty() && gate::is_on_its_side(&page.page, page.turn, landscape) {
            reasons.push(Reason::Orientation(page.turn));
        }
        if pictures.get(&page.page.picture_sha256).is_some_and(|count| *count > 1) {
            reasons.push(Reason::SamePicture);
        }
        if reasons.is_empty() || page.by == By::Person {
            page.accepted = reasons;
            passed.insert(place, page);
        } else {
            matched.doubts.push(Doubt { page: page.page, turn: page.turn, reasons, candidates: vec![place] });
        }
    }
    passed
}
