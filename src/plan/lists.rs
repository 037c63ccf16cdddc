//! Lists of people, papers and requests: their rows, in groups and in order.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::Printed;
use super::select::records_in_order;
use super::{Held, Request, file_name};
use crate::diag::{Code, Finding, Lang, Subject};
use crate::kind::{DocumentKind, List, ListOf};
use crate::model::{Alphabet, Document, Field, Results, Season};

/// Letters of a file's name before its ending; Cyrillic ones take two bytes, and file systems take 255.
const NAME_LETTERS: usize = 100;

/// A row of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The paper it is about; in a list of people or requests, whom and what it is about.
    pub document: Document,
    /// Pages of that paper; `None` where there is no paper.
    pub pages: Option<usize>,
}

/// A list to be made: one group of a kind's rows.
#[derive(Debug, Clone)]
pub struct PlannedList {
    /// The list itself, as the run's other files are told: its file, its key, its group in place of a person's name.
    pub document: Document,
    /// Its rows in order; never empty.
    pub rows: Vec<Listed>,
}

/// The lists of a kind: one for each group that has a row.
///
/// A row without a field that the kind needs is a finding and stands in no list. What is held stands in none either.
#[must_use]
pub fn lists(
    request: &Request,
    kind: &DocumentKind,
    season: &Season,
    held: &Held,
    papers: &[Listed],
) -> (Vec<PlannedList>, Vec<Finding>) {
    let Some(list) = &kind.list else { return (Vec::new(), Vec::new()) };
    let lister = Lister { request, kind, list, season, held };
    let mut findings = Vec::new();
    let mut rows = lister.rows(papers);
    rows.retain(|row| !lister.says_no(row));
    rows.retain(|row| lister.has_what_it_needs(row, &mut findings));
    (lister.grouped(rows), findings)
}

struct Lister<'a> {
    request: &'a Request<'a>,
    kind: &'a DocumentKind,
    list: &'a List,
    season: &'a Season,
    held: &'a Held,
}

impl Lister<'_> {
    fn rows(&self, papers: &[Listed]) -> Vec<Listed> {
        let of_kind = |name: &String| self.list.kinds.is_empty() || self.list.kinds.contains(name);
        match self.list.of {
            ListOf::Documents => {
                let mut rows: Vec<Listed> = papers.iter().filter(|row| of_kind(&row.document.kind)).cloned().collect();
                // Somebody's papers stand in the order of the kinds: the diploma before its appendix.
                rows.sort_by_key(|row| self.list.kinds.iter().position(|kind| *kind == row.document.kind));
                rows
            }
            ListOf::Graduates => {
                let mut order = records_in_order(self.season);
                order.retain(|at| self.kind.serves(&self.season.records[*at]) && self.is_free(*at));
                order.into_iter().map(|at| self.row(at, None)).collect()
            }
            // Made by a command of its own, see `form_list`.
            ListOf::Forms => Vec::new(),
            ListOf::Register => Vec::new(),
            ListOf::Requests => {
                let service = |paper: &str| self.request.config.institution.service(paper).map(|service| &service.kind);
                let requests = self.season.requests.iter().enumerate();
                let wanted =
                    requests.filter(|(at, request)| !self.held.request(*at) && service(&request.paper).is_some_and(of_kind));
                wanted
                    .filter_map(|(at, request)| Some((at, request.record?)))
                    .filter(|(_, record)| self.is_free(*record))
                    .map(|(at, record)| self.row(record, Some(at)))
                    .collect()
            }
        }
    }

    /// Not held, and among those the command asks for.
    fn is_free(&self, record: usize) -> bool {
        let (students, number) = (self.request.students, self.season.records[record].faculty_number());
        !self.held.record(record) && (students.is_empty() || students.iter().any(|wanted| wanted == number))
    }

    fn row(&self, record: usize, request: Option<usize>) -> Listed {
        let who = &self.season.records[record];
        let number = who.faculty_number();
        Listed { document: self.document(number.to_owned(), who.person.full_name(), number, record, request), pages: None }
    }

    fn document(&self, about: String, name: String, number: &str, record: usize, request: Option<usize>) -> Document {
        Document {
            key: format!("{}/{about}", self.kind.name),
            kind: self.kind.name.clone(),
            record: Some(record),
            request,
            faculty_number: number.to_owned(),
            person_name: name,
            file: format!("{}/{about}.pdf", self.kind.name),
            lang: Lang::Bg,
            date: self.request.issue_date,
            registration: None,
            blank: None,
        }
    }

    fn says_no(&self, row: &Listed) -> bool {
        let words = &self.request.config.institution.words;
        let is_no = |field: &Field| self.text(row, *field).and_then(|text| words.yes_or_no(&text)) == Some(false);
        self.list.unless_no.iter().any(is_no)
    }

    fn has_what_it_needs(&self, row: &Listed, findings: &mut Vec<Finding>) -> bool {
        let lacking: Vec<&Field> = self.kind.needs.iter().filter(|field| self.text(row, **field).is_none()).collect();
        for field in &lacking {
            let subject = Subject::Document(format!("{}/{}", self.kind.name, row.document.key));
            let finding = Finding::new(Code::FieldMissing, subject).of(&row.document.faculty_number).field(field.tag());
            let finding = finding.arg("kind", self.kind.title.clone());
            findings.push(match self.season.record_of(&row.document) {
                Some(record) => finding.at(record.place.cell(**field)),
                None => finding,
            });
        }
        lacking.is_empty()
    }

    /// A field of a row, as groups and order see it.
    fn text(&self, row: &Listed, field: Field) -> Option<String> {
        let record = self.season.record_of(&row.document)?;
        let institution = &self.request.config.institution;
        match field {
            Field::RegisterNumber => row.document.registration.as_ref().map(|registration| registration.number.clone()),
            field => {
                let results = Results::of(record, institution.overall_rule);
                let request = row.document.request.map(|at| &self.season.requests[at]);
                let issue_date = self.request.issue_date;
                Printed { record, results, institution, issue_date, request, lang: Lang::Bg }.text(field)
            }
        }
    }

    /// What a row is ordered by; somebody with a single name stands under it as under a family name.
    fn key(&self, row: &Listed) -> Vec<String> {
        let text = |field: &Field| {
            let alone = (*field == Field::LastName).then_some(Field::FirstName);
            self.text(row, *field).or_else(|| self.text(row, alone?)).unwrap_or_default()
        };
        self.list.order.iter().map(text).collect()
    }

    fn grouped(&self, rows: Vec<Listed>) -> Vec<PlannedList> {
        let group = |row: &Listed| self.list.group_by.iter().map(|field| self.text(row, *field).unwrap_or_default()).collect();
        let rows = rows.into_iter().map(|row| (group(&row), self.key(&row), row)).collect();
        let mut names = BTreeSet::new();
        arranged(rows).into_iter().map(|(group, rows)| self.planned(&group, rows, &mut names)).collect()
    }

    fn planned(&self, group: &[String], rows: Vec<Listed>, names: &mut BTreeSet<String>) -> PlannedList {
        let words: Vec<&str> = group.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        // A list of no group goes by the name of its kind.
        let title = if words.is_empty() { self.kind.title.clone() } else { words.join(", ") };
        let stem = file_name::legal(&if words.is_empty() { self.kind.name.clone() } else { short(&words).join("-") });
        let (mut name, mut count) = (stem.clone(), 1);
        // Names that differ only in case are one file on Windows.
        while !names.insert(name.to_lowercase()) {
            count += 1;
            name = format!("{stem}-{count}");
        }
        let record = rows.first().and_then(|row| row.document.record).unwrap_or_default();
        PlannedList { document: self.document(name, title, "", record, None), rows }
    }
}

/// The words of a group, the longest of them cut where they are too long for a file's name together.
fn short(words: &[&str]) -> Vec<String> {
    let mut words: Vec<Vec<char>> = words.iter().map(|word| word.chars().collect()).collect();
    let over = words.iter().map(Vec::len).sum::<usize>().saturating_sub(NAME_LETTERS);
    if let Some(longest) = words.iter_mut().max_by_key(|word| word.len()) {
        longest.truncate(longest.len().saturating_sub(over).max(1));
    }
    words.into_iter().map(|word| word.into_iter().collect::<String>().trim().to_owned()).collect()
}

/// Rows in groups, both in alphabetical order: each row comes with the words of its group and the words it stands under.
/// Rows that stand under the same words keep their order.
fn arranged<T>(rows: Vec<(Vec<String>, Vec<String>, T)>) -> Vec<(Vec<String>, Vec<T>)> {
    let order = Alphabet::new();
    let mut groups: BTreeMap<Vec<String>, Vec<(Vec<String>, T)>> = BTreeMap::new();
    for (group, key, row) in rows {
        groups.entry(group).or_default().push((key, row));
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|(one, _), (other, _)| order.compare(one, other));
    let in_order = |mut rows: Vec<(Vec<String>, T)>| {
        rows.sort_by(|(one, _), (other, _)| order.compare(one, other));
        rows.into_iter().map(|(_, row)| row).collect()
    };
    groups.into_iter().map(|(group, rows)| (group, in_order(rows))).collect()
}

#[cfg(test)]
mod tests {
    use super::{arranged, short};

    fn words(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn sorted(texts: &[&str]) -> Vec<String> {
        let rows = texts.iter().map(|text| (Vec::new(), words(&[text]), (*text).to_owned())).collect();
        arranged(rows).into_iter().flat_map(|(_, rows)| rows).collect()
    }

    #[test]
    fn names_stand_in_the_order_of_the_bulgarian_alphabet() {
        let expected = [
            "Абаджиева",
            "Абаджиева-Янкова",
            "Абаджиевска",
            "еленова",
            "Еленова-Иванова",
            "Жекова",
            "Ивайлова",
            "Иванова",
            "Йовева",
            "Йорданова",
            "Калъчева",
            "Кальчева",
            "Кальчук",
            "Щерева",
            "Ъглова",
            "Юнакова",
            "Янева",
            "Åkesson",
            "Kowalska",
            "Łukasz",
            "Zöllner",
        ];
        let mut mixed = expected;
        mixed.reverse();
        mixed.swap(3, 12);
        assert_eq!(sorted(&mixed), expected);
    }

    #[test]
    fn only_the_longest_word_of_a_group_is_cut_for_a_files_name() {
        let speciality = "Опазване на влажните зони и устойчиво управление на природните ресурси в Долнодунавския регион";
        assert_eq!(short(&["бакалавър", "Финанси", "редовна"]), ["бакалавър", "Финанси", "редовна"]);
        let cut = short(&["бакалавър", speciality, "редовна", "31"]);
        assert_eq!([&cut[0], &cut[2], &cut[3]], ["бакалавър", "редовна", "31"]);
        assert!(speciality.starts_with(&cut[1]) && cut.join("-").chars().count() <= super::NAME_LETTERS + 3, "{cut:?}");
    }

    #[test]
    fn numbers_stand_by_their_size() {
        assert_eq!(sorted(&["6010-10/2025", "130001", "6009-9/2025", "99"]), ["99", "6009-9/2025", "6010-10/2025", "130001"]);
    }

    #[test]
    fn further_words_decide_between_the_same_first_ones_and_equal_rows_keep_their_order() {
        let row = |name: &[&str], at: usize| (Vec::new(), words(name), at);
        let rows = vec![
            row(&["Петрова", "Яна"], 0),
            row(&["Петрова", "Ана"], 1),
            row(&["Ангелова", "Яна"], 2),
            row(&["Петрова", "Ана"], 3),
        ];
        assert_eq!(arranged(rows), [(Vec::new(), vec![2, 1, 3, 0])]);
    }

    #[test]
    fn rows_of_one_group_stand_together_and_there_is_no_group_without_rows() {
        let row = |group: &[&str], name: &str| (words(group), words(&[name]), name.to_owned());
        let rows = vec![
            row(&["Туризъм", "редовна"], "Янева"),
            row(&["Икономика", "редовна"], "Петрова"),
            row(&["Туризъм", "задочна"], "Борисов"),
            row(&["Туризъм", "редовна"], "Ангелова"),
        ];
        let found: Vec<(String, String)> =
            arranged(rows).into_iter().map(|(group, rows)| (group.join(" "), rows.join(" "))).collect();
        let expected = [("Икономика редовна", "Петрова"), ("Туризъм задочна", "Борисов"), ("Туризъм редовна", "Ангелова Янева")];
        assert_eq!(found, expected.map(|(group, rows)| (group.to_owned(), rows.to_owned())));
        assert!(arranged::<()>(Vec::new()).is_empty());
    }
}
