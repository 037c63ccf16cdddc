//! What the values of a column look like.

use crate::config::fold;
use crate::ingest::{Cell, GradeText, read_grade, text_date};
use crate::model::{Egn, Lnch};

/// Shares of a column's values that look like something, from 0 to 1.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// How many cells hold anything.
    pub count: usize,
    /// Distinct texts, at most a few dozen, in order.
    pub distinct: Vec<String>,
    /// ЕГН or ЛНЧ with a right check digit.
    pub identifiers: f64,
    /// Dates, as cells or as text.
    pub dates: f64,
    /// Grades from 2 to 6, or words for a result.
    pub grades: f64,
    /// Two to four words with capitals, in Cyrillic.
    pub full_names: f64,
    /// Single words with a capital, in Cyrillic.
    pub single_names: f64,
    /// Texts in Latin letters only.
    pub latin: f64,
    /// Numbers or texts of four to twelve digits, perhaps with letters before them.
    pub numbers: f64,
}

impl Values {
    /// Looks at some cells of a column.
    pub fn of<'a>(cells: impl Iterator<Item = &'a Cell>) -> Self {
        let mut texts: Vec<(&Cell, String)> = cells.filter(|cell| !cell.is_empty()).map(|cell| (cell, cell.text())).collect();
        let all = texts.len();
        if all == 0 {
            return Self::default();
        }
        let mut distinct: Vec<String> = Vec::new();
        for (_, text) in &texts {
            if distinct.len() < 60 && !distinct.contains(text) {
                distinct.push(text.clone());
            }
        }
        // What most look like shows in the first of them.
        texts.truncate(150);
        let count = texts.len();
        let share = |test: &dyn Fn(&Cell, &str) -> bool| {
            texts.iter().filter(|(cell, text)| test(cell, text)).count() as f64 / count as f64
        };
        Self {
            count: all,
            identifiers: share(&|_, text| is_identifier(text)),
            dates: share(&|cell, text| matches!(cell, Cell::Date(_)) || text_date(text).is_some()),
            grades: share(&is_grade),
            full_names: share(&|_, text| words(text, is_cyrillic_name).is_some_and(|count| (2..=4).contains(&count))),
            single_names: share(&|_, text| words(text, is_cyrillic_name) == Some(1)),
            latin: share(&|_, text| text.chars().any(|c| c.is_ascii_alphabetic()) && !text.chars().any(is_cyrillic)),
            numbers: share(&|_, text| is_number(text)),
            distinct,
        }
    }
}

fn is_identifier(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let padded = format!("{digits:0>10}");
    (8..=10).contains(&digits.len()) && (Egn::parse(&padded).is_ok() || Lnch::parse(&padded).is_ok())
}

fn is_grade(cell: &Cell, text: &str) -> bool {
    match cell {
        Cell::Number(number) => (2.0..=6.0).contains(number) && (number * 100.0).fract().abs() < 1e-6,
        Cell::Text(_) => {
            let is_word = ["зач", "осв", "признат", "н.я", "не се явил"].iter().any(|word| fold(text).starts_with(word));
            is_word || matches!(read_grade(text), GradeText::Grade(_) | GradeText::WordAlone(_) | GradeText::Contradiction)
        }
        _ => false,
    }
}

fn is_number(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && !"-/.".contains(*c)).collect();
    let digits = compact.chars().filter(char::is_ascii_digit).count();
    (4..=12).contains(&digits) && compact.chars().count() <= digits + 4
}

/// Number of words, if each of them passes.
fn words(text: &str, test: fn(&str) -> bool) -> Option<usize> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    words.iter().all(|word| test(word)).then_some(words.len())
}

fn is_cyrillic_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|c| is_cyrillic(c) && c.is_uppercase())
        && letters.all(|c| is_cyrillic(c) || "-'’".contains(c) || c.is_ascii_alphabetic())
}

fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{4ff}').contains(&c)
}
