//! A sheet of a folder, and what is known from elsewhere while it is looked at.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::vocabulary::{Vocabulary, plain};
use crate::config::{CELL_END, fold};
use crate::ingest::{Cell, Sheet};
use crate::model::Curriculum;

/// A sheet of a file.
pub struct Page {
    /// The file.
    pub path: PathBuf,
    /// Its name within the folder, with `/` between folders.
    pub file: String,
    /// The sheet.
    pub sheet: Arc<Sheet>,
}

impl Page {
    /// Where it stands, for people.
    pub fn title(&self) -> String {
        if self.sheet.is_text { self.file.clone() } else { format!("{} › {}", self.file, self.sheet.name) }
    }

    /// Whether nothing stands on it.
    pub fn is_empty(&self) -> bool {
        (1..=self.sheet.end().0).all(|row| self.sheet.filled(row).is_empty())
    }

    /// A row as one text, its cells divided as banners are matched.
    pub fn line(&self, row: u32) -> String {
        let texts: Vec<String> = self.sheet.filled(row).iter().map(|column| self.sheet.cell(row, *column).text()).collect();
        texts.join(&CELL_END.to_string())
    }

    /// The cells of a column below a row.
    pub fn below(&self, row: u32, column: u32) -> impl Iterator<Item = &Cell> {
        (row + 1..=self.sheet.end().0).map(move |row| self.sheet.cell(row, column))
    }
}

/// What is known while sheets are looked at.
pub struct Known {
    /// Headers.
    pub vocabulary: Vocabulary,
    /// Names and codes of the courses of all curricula, folded.
    pub courses: BTreeSet<String>,
    /// Specialities of the curricula, as written.
    pub specialities: BTreeSet<String>,
}

impl Known {
    /// What the curricula say.
    pub fn of(curricula: &[Arc<Curriculum>]) -> Self {
        let mut known = Self { vocabulary: Vocabulary::new(), courses: BTreeSet::new(), specialities: BTreeSet::new() };
        for curriculum in curricula {
            known.specialities.insert(curriculum.speciality.clone());
            for course in &curriculum.courses {
                known.courses.extend(
                    [&course.name, &course.code, &course.name_en]
                        .into_iter()
                        .map(|text| fold(text))
                        .filter(|text| text.chars().count() > 1),
                );
            }
        }
        known
    }

    /// Whether a header names a course: by name, by code, or beginning with a code.
    pub fn is_course(&self, header: &str) -> bool {
        let folded = fold(header);
        let first = folded.split(' ').next().unwrap_or_default();
        self.courses.contains(&folded)
            || (first.len() < folded.len() && first.chars().any(|c| c.is_ascii_digit()) && self.courses.contains(first))
    }

    /// Whether a header of a book is no course, whatever stands below it.
    pub fn is_no_course(header: &str) -> bool {
        let plain = plain(header);
        let words = [
            "точки",
            "успех",
            "ср успех",
            "среден успех",
            "среден",
            "бал",
            "отсъствия",
            "подпис",
            "забележка",
            "общо",
            "кредити",
            "№",
            "№ по ред",
            "no",
            "група",
            "курс",
        ];
        words.contains(&plain.as_str()) || plain.contains("успех") || plain.starts_with("брой ") || plain.starts_with("average")
    }
}
