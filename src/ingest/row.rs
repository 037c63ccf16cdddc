//! One row, read into typed values; whatever cannot be read is a finding at its cell.

use jiff::civil::Date;

use super::cell::{Cell, text_date};
use super::table::Table;
use crate::config::Words;
use crate::diag::{Code, Finding, Repair, Subject, mask_identifier};
use crate::model::{Credits, Egn, Field, Grade, Lnch, Outcome, Place, plain_date};

/// A row being read on behalf of somebody.
pub struct Row<'a> {
    table: &'a Table,
    row: u32,
    subject: Subject,
    faculty_number: String,
    words: &'a Words,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Row<'a> {
    /// A row of a table; its findings are about `subject`.
    pub fn new(
        table: &'a Table,
        row: u32,
        subject: Subject,
        faculty_number: &str,
        words: &'a Words,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        Self { table, row, subject, faculty_number: faculty_number.to_owned(), words, findings }
    }

    /// The row's place.
    pub fn place(&self) -> Place {
        self.table.place(self.row)
    }

    /// The institution's vocabulary.
    pub fn words(&self) -> &'a Words {
        self.words
    }

    /// A finding at a field of this row.
    pub fn finding(&self, code: Code, field: Field) -> Finding {
        Finding::new(code, self.subject.clone()).of(&self.faculty_number).at(self.place().cell(field)).field(field.tag())
    }

    /// Reports a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A text; an error cell is a finding and reads as nothing.
    pub fn text(&mut self, field: Field) -> String {
        match self.cell(field) {
            Some(cell) => cell.text(),
            None => String::new(),
        }
    }

    /// A date: a date cell, a day number of either date system, or text as people write it.
    pub fn date(&mut self, field: Field) -> Option<Date> {
        let cell = self.cell(field)?;
        let (date, code) = match cell {
            Cell::Empty => return None,
            Cell::Date(date) => return Some(*date),
            Cell::Number(serial) => (self.table.sheet().dates.date(*serial), Code::DateWasNumber),
            Cell::Text(text) => (text_date(text), Code::DateWasText),
            Cell::Bool(_) | Cell::Error(_) => (None, Code::DateUnreadable),
        };
        let found = cell.text();
        let finding = match date {
            Some(date) => self.finding(code, field).found(found).suggest(plain_date(date)).repair(Repair::Date(date)),
            None => self.finding(Code::DateUnreadable, field).found(found),
        };
        self.report(finding);
        date
    }

    /// A whole number.
    pub fn whole(&mut self, field: Field) -> Option<u32> {
        let tenths = self.tenths(field)?;
        if tenths.is_multiple_of(10) {
            return Some(tenths / 10);
        }
        self.unreadable(Code::NumberUnreadable, field);
        None
    }

    /// Credits, whole or with one decimal.
    pub fn credits(&mut self, field: Field) -> Option<Credits> {
        self.tenths(field).map(Credits::from_tenths)
    }

    /// A word of the vocabulary; an unknown one is a finding, an empty cell reads as nothing.
    pub fn word<T>(&mut self, field: Field, meaning: fn(&Words, &str) -> Option<T>) -> Option<T> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let meant = meaning(self.words, &text);
        if meant.is_none() {
            let finding = self.finding(Code::WordUnknown, field).found(text).arg("known", self.words.spellings(field));
            self.report(finding);
        }
        meant
    }

    /// ЕГН or ЛНЧ, always as text. A zero that a number cell lost is restored only where the check digit proves it.
    pub fn identifier(&mut self, field: Field) -> String {
        let Some(cell) = self.cell(field) else { return String::new() };
        let text = cell.text();
        if !matches!(cell, Cell::Number(_)) {
            return text;
        }
        let padded = format!("{text:0>10}");
        let proven = match field {
            Field::Lnch => Lnch::parse(&padded).is_ok(),
            _ => Egn::parse(&padded).is_ok(),
        };
        let code = if text.len() < 10 { Code::EgnZeroRestored } else { Code::IdentifierWasNumber };
        if !proven {
            return text;
        }
        let finding = self.finding(code, field).found(mask_identifier(&text)).suggest(mask_identifier(&padded));
        let finding = finding.repair(Repair::Text(padded.clone()));
        self.report(finding);
        padded
    }

    /// What a sitting brought: a grade, or one of the institution's words for a result without one.
    pub fn outcome(&mut self, field: Field) -> Option<Outcome> {
        let cell = self.cell(field)?.clone();
        let text = cell.text();
        if self.words.is_credited(&text) {
            return Some(Outcome::Credited(text));
        }
        if self.words.is_exempt(&text) {
            return Some(Outcome::Exempt(text));
        }
        self.grade_of(&cell, field).map(Outcome::Grade)
    }

    /// A grade in figures.
    pub fn grade(&mut self, field: Field) -> Option<Grade> {
        let cell = self.cell(field)?.clone();
        self.grade_of(&cell, field)
    }

    fn grade_of(&mut self, cell: &Cell, field: Field) -> Option<Grade> {
        let number = match cell {
            Cell::Empty => {
                self.unreadable(Code::ValueMissing, field);
                return None;
            }
            Cell::Number(number) => Some(*number),
            Cell::Text(text) => text.trim().replace(',', ".").parse().ok(),
            _ => None,
        };
        let Some(hundredths) = number.and_then(|number| exact(number, 100.0)) else {
            self.unreadable(Code::GradeUnreadable, field);
            return None;
        };
        let grade = Grade::from_hundredths(hundredths);
        if grade.is_none() {
            self.unreadable(Code::GradeOutOfRange, field);
        }
        grade
    }

    fn tenths(&mut self, field: Field) -> Option<u32> {
        let number: Option<f64> = match self.cell(field)? {
            Cell::Empty => return None,
            Cell::Number(number) => Some(*number),
            Cell::Text(text) => text.trim().replace(',', ".").parse().ok(),
            _ => None,
        };
        let tenths = number.and_then(|number| exact(number, 10.0));
        if tenths.is_none() {
            self.unreadable(Code::NumberUnreadable, field);
        }
        tenths
    }

    fn unreadable(&mut self, code: Code, field: Field) {
        let found = self.table.cell(self.row, field).text();
        let finding = self.finding(code, field).found(found);
        self.report(finding);
    }

    /// The cell, unless it holds a formula's error: then a finding, and nothing is read.
    fn cell(&mut self, field: Field) -> Option<&'a Cell> {
        let table: &'a Table = self.table;
        let cell = table.cell(self.row, field);
        if let Cell::Error(error) = cell {
            let finding = self.finding(Code::CellError, field).found(error);
            self.report(finding);
            return None;
        }
        Some(cell)
    }
}

/// A number times a scale where that is whole (up to the noise of floating point) and not negative.
fn exact(number: f64, scale: f64) -> Option<u32> {
    let scaled = number * scale;
    let whole = scaled.round();
    ((scaled - whole).abs() < 1e-6 && (0.0..4e9).contains(&whole)).then_some(whole as u32)
}

#[cfg(test)]
mod tests {
    use super::exact;

    #[test]
    fn only_whole_hundredths_are_grades() {
        assert_eq!(exact(4.35, 100.0), Some(435));
        assert_eq!(exact(5.555, 100.0), None);
        assert_eq!(exact(-2.0, 100.0), None);
    }
}
