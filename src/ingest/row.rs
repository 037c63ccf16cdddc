//! One row, read into typed values; whatever cannot be read is a finding at its cell, whatever was repaired is a note.

use std::sync::Arc;

use jiff::civil::Date;

use super::cell::Cell;
use super::date_text::text_date;
use super::grade_text::{self, GradeText};
use super::number_text::{ordinal, uncounted};
use super::table::Table;
use crate::config::Words;
use crate::diag::{Code, Finding, Origin, Repair, Subject, mask_identifier};
use crate::model::{Credits, Egn, Elsewhere, Extra, Extras, Field, Grade, Lnch, Outcome, Place, Sort, plain_date};

/// A row being read on behalf of somebody; perhaps continued by rows of other sheets, which fill what it lacks.
pub struct Row<'a> {
    parts: Vec<(&'a Table, u32)>,
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
        Self { parts: vec![(table, row)], subject, faculty_number: faculty_number.to_owned(), words, findings }
    }

    /// The same, continued by further rows.
    pub fn continued(mut self, parts: impl IntoIterator<Item = (&'a Table, u32)>) -> Self {
        self.parts.extend(parts);
        self
    }

    /// The place of the row, with the cells that stand in its continuations.
    pub fn place(&self) -> Place {
        let (table, row) = self.parts[0];
        let place = table.place(row);
        if self.parts.len() == 1 {
            return place;
        }
        let elsewhere: Elsewhere = Field::ALL.iter().filter_map(|field| Some((*field, self.stands_elsewhere(*field)?))).collect();
        place.with_elsewhere(Arc::new(elsewhere))
    }

    /// Cells of the continuations that repeat what stands in the row itself.
    pub fn copies(&self) -> Vec<(Field, Origin)> {
        let mut copies = Vec::new();
        for (table, row) in &self.parts[1..] {
            let place = table.place(*row);
            let there = Field::ALL.iter().filter(|field| table.has_column(**field) && !table.cell(*row, **field).is_empty());
            copies.extend(there.map(|field| (*field, place.cell(*field))));
        }
        copies
    }

    fn stands_elsewhere(&self, field: Field) -> Option<Origin> {
        let at = self.parts.iter().position(|(table, row)| !table.cell(*row, field).is_empty());
        // Where nothing stands, the cell that is kept for it.
        let at = at.or_else(|| self.parts.iter().position(|(table, _)| table.has_column(field)))?;
        let (table, row) = self.parts[at];
        let origin = table.place(row).cell(field);
        (at > 0 || !table.has_column(field)).then_some(origin).filter(|origin| origin.column > 0)
    }

    /// The institution's vocabulary.
    pub fn words(&self) -> &'a Words {
        self.words
    }

    /// Whether some sheet of this row has a column of a field.
    pub fn has_column(&self, field: Field) -> bool {
        self.parts.iter().any(|(table, _)| table.has_column(field))
    }

    /// The texts of a field in all of its columns, with the header of each.
    pub fn texts(&self, field: Field) -> Vec<(String, &'a str)> {
        let (table, row) = self.part(field);
        let table: &'a Table = table;
        table.texts(row, field)
    }

    /// The texts of a field in each of the rows, without findings.
    pub fn every_text(&self, field: Field) -> Vec<(String, Origin)> {
        let there = self.parts.iter().map(|(table, row)| (table.cell(*row, field).text(), table.place(*row).cell(field)));
        there.filter(|(text, _)| !text.is_empty()).collect()
    }

    /// A finding at a field of this row.
    pub fn finding(&self, code: Code, field: Field) -> Finding {
        let (table, row) = self.part(field);
        let origin = table.place(row).cell(field);
        Finding::new(code, self.subject.clone()).of(&self.faculty_number).at(origin).field(field.tag())
    }

    /// Reports a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A text, in the institution's spelling; an error cell is a finding and reads as nothing.
    pub fn text(&mut self, field: Field) -> String {
        let Some(cell) = self.cell(field) else { return String::new() };
        let text = cell.text();
        if is_dash(&text) {
            return String::new();
        }
        if let Cell::Text(raw) = cell
            && *raw != text
            && !is_of_many(self.part(field).0, field)
        {
            let finding = self.finding(Code::SpacesRemoved, field).found(shown(raw)).suggest(&text);
            self.report(finding.repair(Repair::Text(text.clone())));
        }
        self.words.spelled(field, text)
    }

    /// A date: a date cell, a day number of either date system, or text as people write it.
    pub fn date(&mut self, field: Field) -> Option<Date> {
        let cell = self.cell(field)?;
        let dates = self.part(field).0.sheet().dates;
        let (date, code) = match cell {
            Cell::Empty => return None,
            Cell::Text(text) if is_dash(text.trim()) => return None,
            Cell::Date(date) => return Some(*date),
            Cell::Number(serial) => (dates.date(*serial), Code::DateWasNumber),
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

    /// What stands in some of the fields that only some papers print.
    pub fn extras(&mut self, fields: &[Field]) -> Extras {
        let mut extras = Extras::new();
        for field in fields {
            if self.every_text(*field).is_empty() {
                continue;
            }
            let value = match Sort::of(*field) {
                Sort::Text => Some(self.text(*field)).filter(|text| !text.is_empty()).map(Extra::Text),
                Sort::Date => self.date(*field).map(Extra::Date),
                Sort::Grade => self.grade(*field).map(Extra::Grade),
            };
            extras.extend(value.map(|value| (*field, value)));
        }
        extras
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

    /// A semester or year of study: a whole number, also in Roman figures or as „2 семестър“.
    pub fn ordinal(&mut self, field: Field) -> Option<u32> {
        match self.cell(field)? {
            Cell::Text(text) => {
                let number = ordinal(text);
                if number.is_none() {
                    self.unreadable(Code::NumberUnreadable, field);
                }
                number
            }
            _ => self.whole(field),
        }
    }

    /// Credits, whole or with one decimal, and whether they count in the programme's total: those in brackets do not.
    pub fn credits(&mut self, field: Field) -> Option<(Credits, bool)> {
        if let Cell::Text(text) = self.cell(field)?
            && let Some(tenths) = uncounted(text).and_then(decimal).and_then(|number| exact(number, 10.0))
        {
            return Some((Credits::from_tenths(tenths), false));
        }
        self.tenths(field).map(|tenths| (Credits::from_tenths(tenths), true))
    }

    /// A word of the vocabulary; an unknown one is a finding, an empty cell reads as nothing.
    pub fn word<T>(&mut self, field: Field, meaning: fn(&Words, &str) -> Option<T>) -> Option<T> {
        let text = self.cell(field)?.text();
        if text.is_empty() {
            return None;
        }
        let meant = meaning(self.words, &text);
        if meant.is_none() {
            let finding = self.finding(Code::WordUnknown, field).found(&text).arg("known", self.words.spellings(field));
            self.report(match self.words.nearest(field, &text) {
                Some((word, distance)) => finding.near(word, distance),
                None => finding,
            });
        }
        meant
    }

    /// ЕГН or ЛНЧ, always as text. Zeros that a number lost are restored only where the check digit proves it.
    pub fn identifier(&mut self, field: Field) -> String {
        let Some(cell) = self.cell(field) else { return String::new() };
        let text: String = cell.text().split_whitespace().collect();
        let is_short = (7..10).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
        let is_number = matches!(cell, Cell::Number(_));
        if !is_short && !is_number {
            return text;
        }
        let padded = format!("{text:0>10}");
        let is_proven = Egn::parse(&padded).is_ok() || Lnch::parse(&padded).is_ok();
        if !is_proven {
            return text;
        }
        let code = if is_short { Code::EgnZeroRestored } else { Code::IdentifierWasNumber };
        let finding = self.finding(code, field).found(mask_identifier(&text)).suggest(mask_identifier(&padded));
        self.report(finding.repair(Repair::Text(padded.clone())));
        padded
    }

    /// What a sitting brought: a grade, or one of the institution's words for a result without one. `None` also where
    /// nobody sat the exam.
    pub fn outcome(&mut self, field: Field) -> Option<Outcome> {
        let cell = self.cell(field)?;
        if let Cell::Text(_) = cell {
            let text = cell.text();
            if let Some(printed) = self.words.credited(&text) {
                return Some(Outcome::Credited(printed.to_owned()));
            }
            if let Some(printed) = self.words.exempt(&text) {
                return Some(Outcome::Exempt(printed.to_owned()));
            }
        }
        self.grade_of(cell, field).map(Outcome::Grade)
    }

    /// A grade.
    pub fn grade(&mut self, field: Field) -> Option<Grade> {
        let cell = self.cell(field)?;
        self.grade_of(cell, field)
    }

    fn grade_of(&mut self, cell: &Cell, field: Field) -> Option<Grade> {
        let read = match cell {
            Cell::Empty => {
                self.unreadable(Code::ValueMissing, field);
                return None;
            }
            Cell::Number(number) => match exact(*number, 100.0) {
                Some(hundredths) => Grade::from_hundredths(hundredths).map_or(GradeText::OutOfRange, GradeText::Grade),
                None => GradeText::Unreadable,
            },
            Cell::Text(text) => grade_text::read(text),
            Cell::Date(date) => {
                let finding = self.finding(Code::GradeWasDate, field).found(plain_date(*date));
                self.report(finding.expected(grade_of_date(*date)));
                return None;
            }
            Cell::Bool(_) | Cell::Error(_) => GradeText::Unreadable,
        };
        match read {
            GradeText::Grade(grade) => {
                if let Cell::Text(text) = cell {
                    let finding = self.finding(Code::GradeWasText, field).found(shown(text)).suggest(grade.to_string());
                    self.report(finding.repair(Repair::Number(grade.to_string())));
                }
                return Some(grade);
            }
            GradeText::OutOfRange => self.unreadable(Code::GradeOutOfRange, field),
            GradeText::Contradiction => self.unreadable(Code::GradeWordDiffers, field),
            GradeText::WordAlone(_) => self.unreadable(Code::GradeWordAlone, field),
            GradeText::Unreadable => self.unreadable(Code::GradeUnreadable, field),
        }
        None
    }

    fn tenths(&mut self, field: Field) -> Option<u32> {
        let number: Option<f64> = match self.cell(field)? {
            Cell::Empty => return None,
            Cell::Text(text) if is_dash(text.trim()) => return None,
            Cell::Number(number) => Some(*number),
            Cell::Text(text) => decimal(text),
            _ => None,
        };
        let tenths = number.and_then(|number| exact(number, 10.0));
        if tenths.is_none() {
            self.unreadable(Code::NumberUnreadable, field);
        }
        tenths
    }

    fn unreadable(&mut self, code: Code, field: Field) {
        let (table, row) = self.part(field);
        let found = table.cell(row, field).text();
        let finding = self.finding(code, field).found(found);
        self.report(finding);
    }

    /// The row that says something of a field: the first in which anything stands, else the first with such a column.
    fn part(&self, field: Field) -> (&'a Table, u32) {
        let says = |(table, row): &&(&'a Table, u32)| !table.cell(*row, field).is_empty();
        let has = |(table, _): &&(&'a Table, u32)| table.has_column(field);
        *self.parts.iter().find(says).or_else(|| self.parts.iter().find(has)).unwrap_or(&self.parts[0])
    }

    /// The cell, unless it holds a formula's error: then a finding, and nothing is read.
    pub fn cell(&mut self, field: Field) -> Option<&'a Cell> {
        let (table, row) = self.part(field);
        let cell = table.cell(row, field);
        if let Cell::Error(error) = cell {
            let finding = self.finding(Code::CellError, field).found(error);
            self.report(finding);
            return None;
        }
        Some(cell)
    }
}

/// Whether the value of a field holds for many rows: what was repaired in it would be said for each.
fn is_of_many(table: &Table, field: Field) -> bool {
    !table.has_column(field)
}

/// A text with its outer and no-break spaces made visible.
pub fn shown(raw: &str) -> String {
    let inner = raw.replace(['\u{a0}', '\u{202f}'], "␣");
    let trimmed = inner.trim();
    let start = inner.len() - inner.trim_start().len();
    let end = inner.len() - inner.trim_end().len();
    if trimmed.is_empty() { inner } else { format!("{}{trimmed}{}", "␣".repeat(start), "␣".repeat(end)) }
}

/// A stroke, which says that there is nothing to say.
pub fn is_dash(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '-' | '–' | '—' | '−' | '―'))
}

/// What a date may have been before the spreadsheet made a date of it: the 5th of May of 5.5.
fn grade_of_date(date: Date) -> String {
    let day = u32::try_from(date.day()).unwrap_or(0);
    let month = u32::try_from(date.month()).unwrap_or(0);
    let candidates = [(day, month), (month, day)].into_iter().filter_map(|(whole, part)| {
        let hundredths = whole * 100 + if part < 10 { part * 10 } else { part };
        Grade::from_hundredths(hundredths).map(|grade| grade.to_string())
    });
    let mut candidates: Vec<String> = candidates.collect();
    candidates.dedup();
    candidates.join(" / ")
}

fn decimal(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok()
}

/// A number times a scale where that is whole (up to the noise of floating point) and not negative.
fn exact(number: f64, scale: f64) -> Option<u32> {
    let scaled = number * scale;
    let whole = scaled.round();
    ((scaled - whole).abs() < 1e-6 && (0.0..4e9).contains(&whole)).then_some(whole as u32)
}

#[cfg(test)]
mod tests {
    use super::{exact, grade_of_date, shown};
    use jiff::civil::date;

    #[test]
    fn only_whole_hundredths_are_grades() {
        assert_eq!(exact(4.35, 100.0), Some(435));
        assert_eq!(exact(5.555, 100.0), None);
        assert_eq!(exact(-2.0, 100.0), None);
    }

    #[test]
    fn what_the_spreadsheet_made_a_date_of() {
        assert_eq!(grade_of_date(date(2025, 5, 5)), "5.50");
        assert_eq!(grade_of_date(date(2025, 4, 5)), "5.40 / 4.50");
        assert_eq!(grade_of_date(date(2025, 12, 31)), "");
    }

    #[test]
    fn spaces_are_seen() {
        assert_eq!(shown(" 130\u{a0}030 "), "␣130␣030␣");
    }
}
