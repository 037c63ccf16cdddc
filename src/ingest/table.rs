//! A sheet with its columns found by header, and with what stands above, below and between its rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cell::Cell;
use super::facts::{self, Fact, Facts};
use super::header::{self, Block, Several};
use super::row::is_dash;
use super::workbook::{Sheet, batch};
use crate::config::{Institution, KEYS, Layout, PAPER_KEYS, Shape, TableKind, Words, fold};
use crate::diag::{Code, Finding, Origin};
use crate::model::{Columns, Elsewhere, Field, Place};

/// A table on a sheet. A book with a column a course is as many tables as it has courses.
pub struct Table {
    sheet: Arc<Sheet>,
    columns: Arc<Columns>,
    facts: Arc<Facts>,
    elsewhere: Arc<Elsewhere>,
    rows: Arc<Vec<u32>>,
    sections: Arc<Vec<Section>>,
    several: Arc<Several>,
    filled: Arc<BTreeMap<Field, Vec<u32>>>,
    /// The place of this course among those of a book.
    pub course: Option<BookCourse>,
}

/// A course of a book.
#[derive(Debug, Clone, Copy)]
pub struct BookCourse {
    /// Its place from 0 among the book's courses of the same header.
    pub occurrence: usize,
    /// Whether it is the first course of its sheet.
    pub is_first: bool,
}

/// A heading between the rows: what it says of the rows from this one on.
pub(super) struct Section {
    pub(super) from: u32,
    pub(super) facts: Arc<Facts>,
    pub(super) elsewhere: Arc<Elsewhere>,
}

impl Table {
    /// The tables of a kind on a sheet. What stops them from being read is a finding.
    pub fn on(
        sheet: &Arc<Sheet>,
        kind: TableKind,
        file: &str,
        institution: &Institution,
        findings: &mut Vec<Finding>,
    ) -> Vec<Self> {
        let layouts: Vec<&Layout> =
            institution.tables.of(kind).iter().filter(|layout| sheet.is_text || layout.is_for(file, &sheet.name)).collect();
        let Some(first) = layouts.first() else { return Vec::new() };
        if sheet.end() <= (1, 1) && sheet.cell(1, 1).is_empty() {
            findings.push(batch(Code::SheetEmpty, Origin::sheet(sheet.index)).found(&sheet.name));
            return Vec::new();
        }
        let Some((layout, blocks)) = layouts.iter().find_map(|layout| Some((*layout, header::find(sheet, layout)?))) else {
            // The layout that fits best says what is missing.
            let complaints = layouts.iter().map(|layout| header::missing(sheet, kind, layout)).min_by_key(Vec::len);
            findings.extend(complaints.unwrap_or_else(|| header::missing(sheet, kind, first)));
            return Vec::new();
        };
        let tables: Vec<Self> = blocks
            .iter()
            .enumerate()
            .flat_map(|(at, block)| {
                let until = blocks.get(at + 1).map_or(sheet.end().0, |next| next.first_row - 1);
                Reading { sheet, file, kind, layout, words: &institution.words, findings }.tables(block, until)
            })
            .collect();
        // A season may have no requests; it has students, curricula and grades.
        let may_be_empty = matches!(kind, TableKind::Requests | TableKind::EarlierRegister | TableKind::StateExams);
        if tables.iter().all(|table| table.rows.is_empty()) && !may_be_empty {
            findings.push(batch(Code::SheetEmpty, Origin::sheet(sheet.index)).found(&sheet.name));
        }
        tables
    }

    /// Rows that hold a record, by their number.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().copied()
    }

    /// The cell of a field in a row: its column's, else what a heading or the banner says; an empty one otherwise.
    pub fn cell(&self, row: u32, field: Field) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        if let Some(column) = self.column(row, field) {
            let cell = self.sheet.cell(row, column);
            if !cell.is_empty() {
                return cell;
            }
            if let Some(above) = self.filled.get(&field) {
                let at = above.partition_point(|other| *other <= row);
                return at.checked_sub(1).map_or(EMPTY, |at| self.sheet.cell(above[at], column));
            }
        }
        let section = self.section(row).and_then(|section| section.facts.get(&field));
        section.or_else(|| self.facts.get(&field)).map_or(EMPTY, |fact| &fact.cell)
    }

    /// The column of a field in a row: of several, the first in which anything but a stroke stands.
    fn column(&self, row: u32, field: Field) -> Option<u32> {
        let several = self.several.get(&field).into_iter().flatten().map(|(column, _)| *column);
        let is_filled = |column: &u32| match self.sheet.cell(row, *column) {
            Cell::Text(text) => !is_dash(text.trim()),
            cell => !cell.is_empty(),
        };
        several.into_iter().find(is_filled).or_else(|| self.columns.get(&field).copied())
    }

    /// The texts of a field in all of its columns, with the header of each (of a field that may stand in several).
    pub fn texts(&self, row: u32, field: Field) -> Vec<(String, &str)> {
        match self.several.get(&field) {
            Some(columns) => {
                let texts = columns.iter().map(|(column, header)| (self.sheet.cell(row, *column).text(), header.as_str()));
                texts.filter(|(text, _)| !text.is_empty()).collect()
            }
            None => Some((self.cell(row, field).text(), "")).filter(|(text, _)| !text.is_empty()).into_iter().collect(),
        }
    }

    /// Whether a field has a column here.
    pub fn has_column(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
    }

    /// The sheet.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// The place of a row.
    pub fn place(&self, row: u32) -> Place {
        let mut columns = Arc::clone(&self.columns);
        for field in self.several.keys() {
            let own = self.column(row, *field);
            if own != columns.get(field).copied() {
                Arc::make_mut(&mut columns).extend(own.map(|column| (*field, column)));
            }
        }
        let place = Place::new(Origin::row(self.sheet.index, row), columns);
        let section = self.section(row).map(|section| section.elsewhere.clone());
        place.with_elsewhere(section.unwrap_or_else(|| self.elsewhere.clone()))
    }

    fn section(&self, row: u32) -> Option<&Section> {
        self.sections.iter().rev().find(|section| section.from <= row)
    }
}

/// One table being found on a sheet.
struct Reading<'a> {
    sheet: &'a Arc<Sheet>,
    file: &'a str,
    kind: TableKind,
    layout: &'a Layout,
    words: &'a Words,
    findings: &'a mut Vec<Finding>,
}

impl Reading<'_> {
    fn tables(&mut self, block: &Block, until: u32) -> Vec<Table> {
        let depth = self.layout.heads.values().copied().max().unwrap_or(0).max(0);
        let first = block.last_row + 1 + u32::try_from(depth).unwrap_or(0);
        let (rows, sections) = self.rows(block, first, until);
        let outside = |row: u32| row < block.first_row || (row >= first && !rows.contains(&row));
        let mut facts = facts::around(self.sheet, self.file, self.layout, block.first_row, until, outside);
        facts::settle_dates(&mut facts, self.sheet, self.findings);
        let sections = sections.into_iter().map(|(from, own)| {
            let mut all = facts.clone();
            all.extend(own);
            Section { from, elsewhere: Arc::new(facts::origins(&all, &block.columns)), facts: Arc::new(all) }
        });
        let sections = Arc::new(sections.collect::<Vec<_>>());
        let several = Arc::new(block.several.clone());
        let filled = self.layout.fill_down.iter().filter_map(|field| {
            let column = *block.columns.get(field)?;
            Some((*field, rows.iter().copied().filter(|row| !self.sheet.cell(*row, column).is_empty()).collect()))
        });
        let filled = Arc::new(filled.collect::<BTreeMap<Field, Vec<u32>>>());
        let table = |columns: Columns, facts: Facts, course| Table {
            sheet: Arc::clone(self.sheet),
            elsewhere: Arc::new(facts::origins(&facts, &columns)),
            columns: Arc::new(columns),
            facts: Arc::new(facts),
            rows: Arc::clone(&rows),
            sections: Arc::clone(&sections),
            several: Arc::clone(&several),
            filled: Arc::clone(&filled),
            course,
        };
        if self.layout.shape == Shape::Long {
            return vec![table(block.columns.clone(), facts, None)];
        }
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut tables = Vec::new();
        for mut book_column in header::book_columns(self.sheet, self.layout, block) {
            facts::settle_dates(&mut book_column.facts, self.sheet, self.findings);
            let name = [Field::CourseCode, Field::CourseName]
                .map(|f| book_column.facts.get(&f).map_or_else(String::new, |f| fold(&f.cell.text())));
            let occurrence = seen.entry(name.join(" ")).or_default();
            let course = BookCourse { occurrence: *occurrence, is_first: tables.is_empty() };
            *occurrence += 1;
            let mut columns = block.columns.clone();
            columns.extend(book_column.columns);
            let mut all = facts.clone();
            all.extend(book_column.facts);
            tables.push(table(columns, all, Some(course)));
        }
        tables
    }

    /// The rows that hold records, and what headings say of those below them.
    fn rows(&mut self, block: &Block, first: u32, until: u32) -> (Arc<Vec<u32>>, Vec<(u32, Facts)>) {
        let mapped: Vec<u32> = block.columns.values().copied().collect();
        let keys: Vec<u32> = self.key_fields().iter().filter_map(|field| block.columns.get(field)).copied().collect();
        let (mut rows, mut sections) = (Vec::new(), Vec::<(u32, Facts)>::new());
        for row in first..=until {
            let filled = self.sheet.filled(row);
            if filled.is_empty() {
                continue;
            }
            if let Some(own) = facts::of_section(self.sheet, self.layout, row, &filled) {
                let mut all = sections.last().map_or_else(Facts::new, |(_, facts)| facts.clone());
                all.extend(own);
                sections.push((row + 1, all));
                continue;
            }
            let is_mapped = filled.iter().any(|column| mapped.contains(column));
            let is_continued = !self.layout.fill_down.is_empty() && !rows.is_empty();
            let has_key = is_continued || keys.iter().any(|column| filled.contains(column));
            let is_caption = filled.len() == 1 && self.sheet.end().1 > 2 || (filled.len() == 2 && !has_key && !keys.is_empty());
            let is_foot = self.layout.feet.values().any(|words| header::is_foot(self.sheet, row, words));
            if is_foot {
                continue;
            }
            if is_caption || self.is_total(row, &filled, &keys) {
                if is_mapped {
                    self.skipped(row, filled[0]);
                }
            } else if is_mapped && (has_key || self.layout.shape == Shape::Long) {
                rows.push(row);
            }
        }
        (Arc::new(rows), sections)
    }

    fn key_fields(&self) -> &'static [Field] {
        match self.kind {
            TableKind::Courses => &[Field::CourseCode, Field::CourseName],
            TableKind::Programmes => &[Field::Speciality],
            TableKind::Requests => &[Field::RequestedPaper],
            TableKind::EarlierRegister => &[Field::RegisterNumber],
            TableKind::Papers => PAPER_KEYS,
            _ => KEYS,
        }
    }

    /// A row that sums up: one of its first cells says so, and where a key should be there is none.
    fn is_total(&self, row: u32, filled: &[u32], keys: &[u32]) -> bool {
        let says_so = |column: &u32| self.words.is_total(&self.sheet.cell(row, *column).text());
        let is_said = filled.iter().take(4).any(says_so);
        is_said && keys.first().is_none_or(|key| !filled.contains(key) || says_so(key))
    }

    fn skipped(&mut self, row: u32, column: u32) {
        let found = self.sheet.cell(row, column).text();
        self.findings.push(batch(Code::RowSkipped, Origin::row(self.sheet.index, row).at(column)).found(found));
    }
}

/// A fact from a text at a place.
pub(super) fn fact(text: &str, origin: Option<Origin>) -> Fact {
    Fact { cell: Cell::from_text(text), origin }
}
