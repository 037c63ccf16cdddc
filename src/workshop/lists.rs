//! The lists of a kind: of everybody of the sample season, or of some.

use super::samples::{Papers, Samples, blank};
use super::{Case, Workshop};
use crate::kind::{self, Kinds, List, ListOf};
use crate::model::{Document, Numbering, Registration};
use crate::plan::{self, Held, Listed, PaperMaker};

/// Papers that lists show where their kind names none.
const PAPERS: [&str; 2] = ["diploma", "appendix"];

/// The first number in the register of the papers on a list.
const FIRST: u64 = 1234;

impl Workshop {
    /// The kinds of the papers on a list, those that can be understood.
    pub(super) fn listed_kinds(&mut self, list: &List) -> Kinds {
        if !matches!(list.of, ListOf::Documents | ListOf::Register) {
            return Kinds::new();
        }
        let named: Vec<&str> = list.kinds.iter().map(String::as_str).collect();
        match list.of {
            _ if !named.is_empty() => self.sound_kinds(&named),
            // What goes with a paper has no number of its own.
            ListOf::Register => self.sound_kinds(&PAPERS[..1]),
            _ => self.sound_kinds(&PAPERS),
        }
    }

    /// Those of some kinds that are installed and can be understood.
    pub(super) fn sound_kinds(&mut self, names: &[&str]) -> Kinds {
        let mut kinds = Kinds::new();
        for name in names {
            if !self.folder.join(name).join("kind.toml").is_file() {
                continue;
            }
            self.provide(name);
            let kind = kind::load_one(&self.folder.join(name), &self.config.institution).ok();
            kinds.extend(kind.map(|kind| ((*name).to_owned(), kind)));
        }
        kinds
    }

    /// Adds the lists of a case.
    pub(super) fn add_lists(&self, case: &Case, samples: &mut Samples) {
        let kind = samples.kind();
        let wanted: Vec<String> = samples.kinds.keys().filter(|name| **name != kind.name).cloned().collect();
        let request = plan::Request {
            config: &self.config,
            kinds: &samples.kinds,
            wanted: &wanted,
            students: &case.students,
            issue_date: case.date,
        };
        let (plan, _) = plan::make(&request, &self.season, &Held::default());
        let papers = listed(plan.documents, &samples.kinds, case);
        if kind.list.as_ref().is_some_and(|list| list.of == ListOf::Register) {
            return self.add_book(case, &papers, samples);
        }
        let (lists, findings) = plan::lists(&request, kind, &self.season, &Held::default(), &papers);
        if lists.is_empty() {
            return samples.without.push((case.name.clone(), findings));
        }
        let maker = PaperMaker {
            season: &self.season,
            institution: &self.config.institution,
            kinds: &samples.kinds,
            photos: None,
            is_draft: case.is_draft,
        };
        let mut made = Papers::default();
        for list in &lists {
            made.add(case, kind, &self.season, &list.document, maker.make_list(list));
        }
        made.give(samples);
    }
}

/// The papers on a list, with numbers that stand in no register; a companion carries its principal's.
fn listed(documents: Vec<Document>, kinds: &Kinds, case: &Case) -> Vec<Listed> {
    let (mut people, mut count): (Vec<String>, u64) = (Vec::new(), 0);
    let numbered = |mut document: Document| {
        let kind = kinds.get(&document.kind);
        document.blank = blank(case, count);
        count += u64::from(document.blank.is_some());
        let is_numbered =
            kind.is_some_and(|kind| kind.numbering == Numbering::BeforePrint || kind.companion_of.is_some()) && !case.is_draft;
        if is_numbered {
            let known = people.iter().position(|number| *number == document.faculty_number);
            let at = known.unwrap_or(people.len()) as u64;
            if known.is_none() {
                people.push(document.faculty_number.clone());
            }
            document.registration = Some(number(case, at));
        }
        Listed { pages: Some(kind.map_or(1, |kind| kind.pages.0)), document }
    };
    documents.into_iter().map(numbered).collect()
}

fn number(case: &Case, at: u64) -> Registration {
    let (total, in_year, year) = (FIRST + at, 56 + at, case.date.year());
    let number = format!("{total}-{in_year}/{year}");
    Registration { book: String::new(), year, total, in_year, number, date: case.date }
}
