//! A register book of the sample season, with everything that may happen to a number.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::lists::document_of_list;
use super::samples::{Papers, Samples};
use super::{Case, Workshop};
use crate::model::{Document, Field, Registration, bulgarian_date};
use crate::plan::{BookRow, Listed, Receipt, Remark};

/// After so many papers comes a number that nobody has.
const UNTIL_GAP: usize = 5;

/// So many papers are of the year before, where there are enough.
const BEFORE: usize = 3;

impl Workshop {
    /// Adds the book of a case: papers of the season, delivered, annulled, replaced, and numbers that nobody has.
    pub(super) fn add_book(&self, case: &Case, papers: &[Listed], samples: &mut Samples) {
        let kind = samples.kind();
        let numbered: Vec<&Listed> = papers.iter().filter(|row| row.document.registration.is_some()).collect();
        let mut rows: Vec<BookRow> = Vec::new();
        for (at, row) in numbered.iter().enumerate() {
            let gaps = at / UNTIL_GAP;
            if at > 0 && at % UNTIL_GAP == 0 {
                rows.push(free(&rows, gaps));
            }
            let is_before = at < BEFORE && numbered.len() > UNTIL_GAP;
            let title = &samples.kinds[&row.document.kind].title;
            let mut line = self.line(at, gaps as u64, is_before, &row.document, title);
            // Only a book that shows identifiers has them.
            line.fields.retain(|field, _| numbered.len() == 1 || !matches!(field, Field::Egn | Field::Lnch));
            rows.push(line);
        }
        if rows.is_empty() {
            return samples.without.push((case.name.clone(), Vec::new()));
        }
        let document = document_of_list(kind, case, &case.name);
        let maker = self.maker(&self.season, &samples.kinds, case.is_draft);
        let title = "Книга за регистриране на издадените дипломи";
        let mut made = Papers::default();
        made.add(case, kind, &self.season, &document, maker.make_book(&document, title, &rows));
        made.give(samples);
    }

    fn line(&self, at: usize, gaps: u64, is_before: bool, document: &Document, title: &str) -> BookRow {
        let mut registration = document.registration.clone();
        if let Some(given) = &mut registration {
            given.total += gaps;
            given.in_year = if is_before { given.in_year } else { (at - BEFORE.min(at)) as u64 + gaps + 1 };
            if is_before {
                given.date = given.date.checked_sub(1.year()).unwrap_or(given.date);
                given.year = given.date.year();
            }
            given.number = format!("{}-{}/{}", given.total, given.in_year, given.year);
        }
        let given: Option<&Registration> = registration.as_ref();
        let total = given.map_or(0, |given| given.total);
        let day = |after: i64| given.map(|given| shifted(given.date, after)).unwrap_or_default();
        let remark = |what, after, number: String, text: &str| Remark { what, date: day(after), number, text: text.to_owned() };
        let (receipt, remarks) = match at % 8 {
            0 => (received("handed-over", day(28), "", ""), Vec::new()),
            1 => (received("handed-over", day(28), "Дарина Цветанова Езерска", "пълномощно рег. № 4471/2025"), Vec::new()),
            2 => (received("posted", day(35), "гр. Русе 7000, ул. „Плиска“ № 8", ""), Vec::new()),
            3 => {
                let of = format!("{}/{}", total + 40, document.date.year());
                let annulled = remark("annulled", 14, String::new(), "техническа грешка в изписването на името");
                (None, vec![annulled, remark("replaced", 14, of, "")])
            }
            4 => (None, vec![Remark { date: String::new(), ..remark("duplicate", 0, "811-17/2014".to_owned(), "") }]),
            5 => (None, vec![remark("reissued", 2, String::new(), "бланката е зацапана при печат")]),
            6 => (None, vec![Remark { date: String::new(), ..remark("imported", 0, String::new(), "по книгата от 2014 г.") }]),
            _ => (None, Vec::new()),
        };
        let holds = !remarks.iter().any(|remark| remark.what == "annulled");
        BookRow {
            year: given.map_or(0, |given| given.year),
            total: total.to_string(),
            title: title.to_owned(),
            fields: self.told(document),
            blank: document.blank.clone(),
            registration,
            receipt,
            remarks,
            holds,
        }
    }

    fn told(&self, document: &Document) -> std::collections::BTreeMap<Field, String> {
        let Some(record) = self.season.record_of(document) else { return Default::default() };
        let degree = record.study.degree.map(|degree| degree.bulgarian().to_owned());
        let egn = Some(record.person.egn_text.clone()).filter(|text| !text.is_empty());
        let lnch = Some(record.person.lnch_text.clone()).filter(|text| !text.is_empty());
        let told = [
            (Field::FullName, Some(record.person.full_name())),
            (Field::FacultyNumber, Some(document.faculty_number.clone())),
            (Field::Degree, degree),
            (Field::Speciality, Some(record.study.speciality.clone())),
            (Field::Egn, egn),
            (Field::Lnch, lnch),
        ];
        told.into_iter().filter_map(|(field, text)| Some((field, text?))).collect()
    }
}

/// A number after the last one that nobody has: explained, or not.
fn free(rows: &[BookRow], gaps: usize) -> BookRow {
    let last = rows.iter().rev().find_map(|row| row.registration.as_ref());
    let total = last.map_or(0, |last| last.total) + 1;
    let remark = if gaps % 2 == 1 {
        let date = last.map(|last| bulgarian_date(last.date)).unwrap_or_default();
        Remark {
            what: "gap", date, text: "номерът е изпуснат при вписването".to_owned(), number: String::new()
        }
    } else {
        Remark { what: "missing", ..Remark::default() }
    };
    let year = last.map_or(0, |last| last.year);
    BookRow { year, total: total.to_string(), remarks: vec![remark], ..BookRow::default() }
}

fn received(how: &'static str, date: String, to: &str, authority: &str) -> Option<Receipt> {
    Some(Receipt { how, date, to: to.to_owned(), authority: authority.to_owned() })
}

fn shifted(day: Date, days: i64) -> String {
    let span: Span = days.days();
    bulgarian_date(day.checked_add(span).unwrap_or(day))
}
