//! Where each field stands in the institution's sheets.

use std::collections::BTreeMap;

use super::paper_lists;
use super::pattern::Pattern;
use super::raw::{RawShape, RawTable, RawTables};
use super::state_tables;
use super::{Complaints, Reader, SourceFile};
use crate::model::Field;

/// A table an office keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableKind {
    /// The student list.
    Students,
    /// More about the students of the list, in other sheets.
    PersonalData,
    /// The list of programmes.
    Programmes,
    /// The courses of a programme; a sheet each.
    Courses,
    /// The grades: a row each, or a book with a column a course.
    Grades,
    /// State exams and theses.
    StateExams,
    /// Requests for papers.
    Requests,
    /// The register kept before laurea.
    EarlierRegister,
    /// A list of papers after printing, as it is given to a command.
    Papers,
    /// What only the state register of students asks of a person.
    State,
    /// The semesters of the students.
    Semesters,
}

impl TableKind {
    /// All tables.
    pub const ALL: [Self; 11] = [
        Self::Students,
        Self::PersonalData,
        Self::Programmes,
        Self::Courses,
        Self::Grades,
        Self::StateExams,
        Self::Requests,
        Self::EarlierRegister,
        Self::Papers,
        Self::State,
        Self::Semesters,
    ];

    /// The name used in configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Students => "students",
            Self::PersonalData => "personal_data",
            Self::Programmes => "programmes",
            Self::Courses => "courses",
            Self::Grades => "grades",
            Self::StateExams => "state_exams",
            Self::Requests => "requests",
            Self::EarlierRegister => "earlier_register",
            Self::Papers => "papers",
            Self::State => "state",
            Self::Semesters => "semesters",
        }
    }

    /// Fields without which the table cannot be read; of each group one is enough.
    #[must_use]
    pub fn required(self) -> &'static [&'static [Field]] {
        use Field as F;
        match self {
            Self::Students => &[&[F::FacultyNumber, F::Egn, F::PersonId], &[F::FirstName, F::FullName, F::FullNameLastFirst]],
            Self::PersonalData => &[KEYS],
            Self::Programmes => &[&[F::Speciality], &[F::Degree], &[F::ProgrammeCredits]],
            Self::Courses => &[&[F::CourseName], &[F::Credits]],
            Self::Grades => &[KEYS, &[F::CourseCode, F::CourseName], &[F::Grade]],
            Self::StateExams => &[KEYS, &[F::Grade]],
            Self::Requests => &[&[F::RequestedPaper]],
            Self::EarlierRegister => &[&[F::RegisterNumber]],
            Self::Papers => &[PAPER_KEYS],
            Self::State => &[&[F::FacultyNumber]],
            Self::Semesters => &[&[F::FacultyNumber], &[F::StateEvent]],
        }
    }
}

/// By what a row is joined to a student, the surest first.
pub const KEYS: &[Field] = &[Field::FacultyNumber, Field::Egn, Field::PersonId, Field::FullName, Field::FullNameLastFirst];

/// By what a list of papers names a paper.
pub const PAPER_KEYS: &[Field] = &[Field::RegisterNumber, Field::FacultyNumber, Field::Uin];

/// Fields that may stand in several columns: members one by one, kinds of exercises, credits in the column of their semester,
/// a grade in figures and in words.
pub const SEVERAL: &[Field] = &[Field::Members, Field::HoursExercises, Field::Credits, Field::Grade];

/// Values by patterns, as they stand in banners, headings and names of sheets.
pub type Patterns = BTreeMap<Field, Vec<Pattern>>;

/// How the results of a sheet lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// A row each.
    #[default]
    Long,
    /// A row a student, a column a course.
    Wide,
}

/// How one table is laid out on some sheets.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Names or patterns of the files; empty for every file.
    pub files: Vec<String>,
    /// Names or patterns of the sheets; empty for every sheet.
    pub sheets: Vec<String>,
    /// How the results lie.
    pub shape: Shape,
    /// The last row of the header, from 1; `None` to find it by its words.
    pub header_row: Option<u32>,
    /// Rows of the header.
    pub header_rows: u32,
    /// Accepted headers by field, folded (see [`fold`]).
    pub columns: BTreeMap<Field, Vec<String>>,
    /// Fields of `columns` that a sheet may lack.
    pub optional: Vec<Field>,
    /// Fields whose empty cells mean what stands above them.
    pub fill_down: Vec<Field>,
    /// Values that stand above or below the table.
    pub banner: Patterns,
    /// Values that stand in the name of the sheet or of its file.
    pub sheet_name: Patterns,
    /// Values that stand in headings between the rows, for the rows below them.
    pub sections: Patterns,
    /// Values where the sheet says nothing.
    pub fixed: BTreeMap<Field, String>,
    /// In a book: the row of a field of the course, counted from the row of the header.
    pub heads: BTreeMap<Field, i64>,
    /// In a book: how the row below the students begins that says something of the courses, folded.
    pub feet: BTreeMap<Field, Vec<String>>,
    /// In a book: headers of columns that are no courses, folded.
    pub ignore: Vec<String>,
}

impl Layout {
    /// Whether the layout speaks of a sheet of a file.
    #[must_use]
    pub fn is_for(&self, file: &str, sheet: &str) -> bool {
        let fits = |patterns: &[String], name: &str| patterns.is_empty() || patterns.iter().any(|p| matches_pattern(p, name));
        fits(&self.files, file) && fits(&self.sheets, sheet)
    }

    /// Whether some value of a field can come from this layout.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
            || self.banner.contains_key(&field)
            || self.sheet_name.contains_key(&field)
            || self.sections.contains_key(&field)
            || self.fixed.contains_key(&field)
            || self.heads.contains_key(&field)
    }
}

/// How all tables are laid out.
#[derive(Debug, Clone, Default)]
pub struct Tables(BTreeMap<TableKind, Vec<Layout>>);

impl Tables {
    /// The layouts of a table, in the order in which they are tried.
    #[must_use]
    pub fn of(&self, kind: TableKind) -> &[Layout] {
        self.0.get(&kind).map_or(&[], Vec::as_slice)
    }

    pub(super) fn meant(raw: &BTreeMap<String, RawTables>, source: &SourceFile, complaints: &mut Complaints) -> Self {
        let mut tables = BTreeMap::new();
        for (name, layouts) in raw {
            let key = format!("tables.{name}");
            let mut reader = Reader { source, complaints: &mut *complaints };
            let Some(kind) = reader.word(&key, name, &TableKind::ALL, TableKind::name) else { continue };
            let layouts = layouts.iter().enumerate().map(|(at, table)| {
                let key = if layouts.is_one() { key.clone() } else { format!("{key}[{at}]") };
                let layout = LayoutReader { source, complaints, key }.layout(table);
                require(
                    kind,
                    &layout,
                    if layouts.is_one() { format!("tables.{name}") } else { format!("tables.{name}[{at}]") },
                    source,
                    complaints,
                );
                layout
            });
            let layouts: Vec<Layout> = layouts.collect();
            tables.insert(kind, layouts);
        }
        tables.entry(TableKind::Papers).or_insert_with(paper_lists::layouts);
        for kind in [TableKind::State, TableKind::Semesters] {
            tables.entry(kind).or_insert_with(|| state_tables::layouts(kind));
        }
        for kind in [TableKind::Students, TableKind::Courses, TableKind::Grades] {
            if !tables.contains_key(&kind) {
                let key = format!("tables.{}", kind.name());
                if !source.has(&key) {
                    complaints.push(source.complaint(&key, "config-missing", &[("key", &key)]));
                }
            }
        }
        Self(tables)
    }
}

struct LayoutReader<'a> {
    source: &'a SourceFile,
    complaints: &'a mut Complaints,
    key: String,
}

impl LayoutReader<'_> {
    fn layout(&mut self, raw: &RawTable) -> Layout {
        let folded = |headers: &Vec<String>| headers.iter().map(|header| fold(header)).collect::<Vec<_>>();
        Layout {
            files: raw.files.clone().unwrap_or_default(),
            sheets: raw.sheets.clone().unwrap_or_default(),
            shape: match raw.shape {
                Some(RawShape::Wide) => Shape::Wide,
                Some(RawShape::Long) | None => Shape::Long,
            },
            header_row: raw.header_row.map(|row| row.max(1)),
            header_rows: raw.header_rows.unwrap_or(1).clamp(1, 5),
            columns: self.fields("columns", &raw.columns).map(|(field, headers)| (field, folded(headers))).collect(),
            optional: raw.optional.iter().filter_map(|name| self.field("optional", name)).collect(),
            fill_down: raw.fill_down.iter().filter_map(|name| self.field("fill_down", name)).collect(),
            banner: self.patterns("banner", &raw.banner),
            sheet_name: self.patterns("sheet_name", &raw.sheet_name),
            sections: self.patterns("sections", &raw.sections),
            fixed: self.fields("fixed", &raw.fixed).map(|(field, text)| (field, text.clone())).collect(),
            heads: self.fields("heads", &raw.heads).map(|(field, row)| (field, i64::from(*row))).collect(),
            feet: self.fields("feet", &raw.feet).map(|(field, words)| (field, folded(words))).collect(),
            ignore: folded(&raw.ignore),
        }
    }

    fn fields<'r, T>(&mut self, table: &str, raw: &'r BTreeMap<String, T>) -> std::vec::IntoIter<(Field, &'r T)> {
        let named = raw.iter().filter_map(|(name, value)| Some((self.field(&format!("{table}.{name}"), name)?, value)));
        named.collect::<Vec<_>>().into_iter()
    }

    fn field(&mut self, key: &str, name: &str) -> Option<Field> {
        let field = Field::parse(name);
        if field.is_none() {
            let key = format!("{}.{key}", self.key);
            self.complaints.push(self.source.complaint(&key, "config-unknown-field", &[("found", name)]));
        }
        field
    }

    fn patterns(&mut self, table: &str, raw: &BTreeMap<String, Vec<String>>) -> Patterns {
        let mut patterns = Patterns::new();
        for (field, texts) in self.fields(table, raw) {
            for text in texts {
                match Pattern::parse(text) {
                    Some(pattern) => patterns.entry(field).or_default().push(pattern),
                    None => {
                        let key = format!("{}.{table}.{}", self.key, field.name());
                        self.complaints.push(self.source.complaint(&key, "config-pattern", &[("found", text)]));
                    }
                }
            }
        }
        patterns
    }
}

fn require(kind: TableKind, layout: &Layout, key: String, source: &SourceFile, complaints: &mut Complaints) {
    for group in kind.required() {
        // The columns of a book are its courses.
        let is_wide = layout.shape == Shape::Wide && group.iter().any(|f| [Field::CourseName, Field::Grade].contains(f));
        if is_wide || group.iter().any(|field| layout.has(*field)) {
            continue;
        }
        if let Some(first) = group.first() {
            let key = format!("{key}.columns.{}", first.name());
            if !source.has(&key) {
                complaints.push(source.complaint(&key, "config-missing", &[("key", &key)]));
            }
        }
    }
}

/// A header or word as it is compared: lower case, single spaces, every dash the same, no no-break spaces.
#[must_use]
pub fn fold(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if matches!(c, '–' | '—' | '−' | '‑') { '-' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a name fits a pattern in which `*` stands for any letters; case and spaces as in [`fold`].
#[must_use]
pub fn matches_pattern(pattern: &str, name: &str) -> bool {
    fits_folded(&fold(pattern), &fold(name))
}

/// [`matches_pattern`] for a pattern and a name that are folded already.
#[must_use]
pub fn fits_folded(pattern: &str, name: &str) -> bool {
    if !pattern.contains('*') {
        return pattern == name;
    }
    let parts: Vec<&str> = pattern.split('*').collect();
    let [first, middle @ .., last] = parts.as_slice() else { return pattern == name };
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name, fits) in [
            ("Студенти", "студенти ", true),
            ("Гр. *", "Гр. 31", true),
            ("* 2025", "Главна книга ФИН 2025", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b", "a-c", false),
            ("ab", "a", false),
        ] {
            assert_eq!(matches_pattern(pattern, name), fits, "{pattern} {name}");
        }
    }
}
