//! The lists of a kind: of everybody of the sample season, or of some.

use super::samples::{Papers, Samples, blank};
use super::{Case, Workshop};
use crate::diag::Lang;
use crate::kind::{self, DocumentKind, Kinds, List, ListOf};
use crate::model::{Blank, Document, Numbering, Record, Registration};
use crate::plan::{self, FormRow, Held, Listed};

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
        if kind.list.as_ref().is_some_and(|list| list.of == ListOf::Forms) {
            return self.add_forms(case, samples);
        }
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
        let maker = self.maker(&self.season, &samples.kinds, case.is_draft);
        let mut made = Papers::default();
        for list in &lists {
            made.add(case, kind, &self.season, &list.document, maker.make_list(list));
        }
        made.give(samples);
    }
}

impl Workshop {
    /// Adds the list of forms of a case: as many as it has people.
    fn add_forms(&self, case: &Case, samples: &mut Samples) {
        let kind = samples.kind();
        let people =
            self.season.records.iter().filter(|record| {
                case.students.is_empty() || case.students.iter().any(|number| number == record.faculty_number())
            });
        let rows: Vec<FormRow> = people.enumerate().map(|(at, record)| form_row(case, at, record)).collect();
        let document = document_of_list(kind, case, &case.date.to_string());
        let maker = self.maker(&self.season, &samples.kinds, case.is_draft);
        let mut made = Papers::default();
        made.add(case, kind, &self.season, &document, maker.make_forms(&document, &rows));
        made.give(samples);
    }
}

/// A list as a document: it is of nobody, and has neither number nor form.
pub(super) fn document_of_list(kind: &DocumentKind, case: &Case, stem: &str) -> Document {
    Document {
        key: format!("{}/{stem}", kind.name),
        kind: kind.name.clone(),
        record: None,
        request: None,
        faculty_number: String::new(),
        person_name: kind.title.clone(),
        file: format!("{}/{stem}.pdf", kind.name),
        lang: Lang::Bg,
        date: case.date,
        registration: None,
        blank: None,
    }
}

/// Why forms of the samples are of no use.
const REASONS: [&str; 4] = [
    "скъсана от принтера",
    "зацапана с мастило при подписването",
    "отпечатана накриво, текстът излиза извън полетата",
    "техническа грешка в името по латиница, издаден е нов документ по молба на притежателя",
];

/// Why an empty form is of no use.
const DEFECT: &str = "фабричен дефект: номерът не се чете";

/// A form of the samples; every third was empty.
fn form_row(case: &Case, at: usize, record: &Record) -> FormRow {
    let of = |number: u64| Blank { series: format!("ДУС-{}", case.date.year()), number: format!("{number:06}") };
    let (place, has_paper) = (at as u64, at % 3 != 2);
    FormRow {
        form: of(4512 + 7 * place),
        date: case.date,
        reason: if has_paper { REASONS[at % REASONS.len()] } else { DEFECT }.to_owned(),
        register_number: has_paper.then(|| number(case, place).number),
        person_name: has_paper.then(|| record.person.full_name()),
        replaced_by: has_paper.then(|| of(4513 + 7 * place)),
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
