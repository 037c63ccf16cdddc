//! What a sheet is: which table, where its header stands, which column means what.

use std::collections::BTreeMap;

use super::page::{Known, Page};
use super::values::Values;
use super::vocabulary::plain;
use super::words::status_of;
use crate::config::{KEYS, SEVERAL, Shape, TableKind, fold};
use crate::ingest::{Cell, header_text, ordinal};
use crate::model::Field;

/// What is proposed for a sheet.
#[derive(Debug, Clone)]
pub struct Guess {
    /// The table.
    pub kind: TableKind,
    /// How results lie.
    pub shape: Shape,
    /// The last row of the header.
    pub header_row: u32,
    /// Rows of the header.
    pub header_rows: u32,
    /// Columns with a meaning.
    pub columns: Vec<Column>,
    /// Headers that mean nothing known: column and text.
    pub unplaced: Vec<(u32, String)>,
    /// Patterns by field, each with the value found.
    pub banner: Vec<(Field, String, String)>,
    /// The same for the sheet's or file's name.
    pub sheet_name: Vec<(Field, String, String)>,
    /// The same for headings between rows.
    pub sections: Vec<(Field, String, String)>,
    /// Values where nothing stands, with the reason.
    pub fixed: Vec<(Field, String, String)>,
    /// Rows of what is said of a course, from the header's row.
    pub heads: BTreeMap<Field, i64>,
    /// How rows below the students begin that say something of the courses.
    pub feet: BTreeMap<Field, String>,
    /// Headers of a book that are no courses.
    pub ignore: Vec<String>,
    /// Fields whose empty cells mean what stands above them.
    pub fill_down: Vec<Field>,
    score: i32,
}

/// A column with its meaning and why.
#[derive(Debug, Clone)]
pub struct Column {
    /// The field.
    pub field: Field,
    /// The column, from 1.
    pub column: u32,
    /// Its header as it stands there.
    pub header: String,
    /// How many values it has, and how many look like the field.
    pub values: Values,
}

impl Guess {
    /// Whether a field has a column, or is said in another way.
    pub fn has(&self, field: Field) -> bool {
        let said = |facts: &[(Field, String, String)]| facts.iter().any(|(own, ..)| *own == field);
        self.columns.iter().any(|column| column.field == field)
            || self.heads.contains_key(&field)
            || said(&self.banner)
            || said(&self.sheet_name)
            || said(&self.sections)
            || said(&self.fixed)
    }

    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    fn new(kind: TableKind, header_row: u32, header_rows: u32) -> Self {
        Self {
            kind,
            shape: Shape::Long,
            header_row,
            header_rows,
            columns: Vec::new(),
            unplaced: Vec::new(),
            banner: Vec::new(),
            sheet_name: Vec::new(),
            sections: Vec::new(),
            fixed: Vec::new(),
            heads: BTreeMap::new(),
            feet: BTreeMap::new(),
            ignore: Vec::new(),
            fill_down: Vec::new(),
            score: 0,
        }
    }
}

/// Rows in which a header is looked for.
const DEPTH: u32 = 40;

/// What a sheet is; `None` where it is nothing known.
pub fn guess(page: &Page, known: &Known, kinds: &[TableKind]) -> Option<Guess> {
    let last = page.sheet.end().0.min(DEPTH);
    let counts: Vec<usize> = (1..=last).map(|row| known_cells(page, known, row)).collect();
    let mut best: Option<Guess> = None;
    for row in 1..=last {
        for header_rows in 1..=row.min(5) {
            let own = counts[row as usize - 1];
            let above = row.checked_sub(2).map_or(0, |above| counts[above as usize]);
            let is_book = header_rows > 1 && own >= 4 && super::book::has_sub_columns(page, known, row);
            let is_header = match header_rows {
                1 => own >= 2,
                2 => own >= 1 && above >= 1 && own + above >= 3 && is_below_group(page, row),
                _ => is_book,
            };
            if !is_header {
                continue;
            }
            let headers = if is_book { super::book::headers(page, row, header_rows) } else { headers(page, row, header_rows) };
            let values: BTreeMap<u32, Values> =
                headers.iter().map(|(column, _)| (*column, Values::of(page.below(row, *column)))).collect();
            for kind in kinds.iter().filter(|kind| !is_book || **kind == TableKind::Grades) {
                let mut guess = assigned(*kind, row, header_rows, &headers, &values, known);
                if *kind == TableKind::Grades
                    && let Some(book) = super::book::book(page, known, &guess, &headers, &values)
                {
                    guess = book;
                }
                // What stands around the table adds a little; it does not turn a poor guess into the best.
                if best.as_ref().is_some_and(|best| score(&guess, header_rows) + 100 < best.score) {
                    continue;
                }
                super::banner::add(page, known, &mut guess);
                guess.score = score(&guess, header_rows);
                // The first of equals: a header in one row, further up.
                if is_possible(&guess) && best.as_ref().is_none_or(|best| guess.score > best.score) {
                    best = Some(guess);
                }
            }
        }
    }
    best
}

/// Whether a row continues the header above it: somewhere a header stands below a group, or below nothing; and no cell
/// repeats the one above it in another column's words.
fn is_below_group(page: &Page, row: u32) -> bool {
    let filled = page.sheet.filled(row);
    let above = page.sheet.filled(row - 1);
    // Under a header in one row stands the first record, which fills nearly every column of it.
    let both = filled.iter().filter(|column| above.contains(column)).count();
    both * 3 < above.len() * 2
}

/// Cells of a row that are headers of anything.
fn known_cells(page: &Page, known: &Known, row: u32) -> usize {
    let texts = page.sheet.filled(row).into_iter().filter_map(|column| match page.sheet.cell(row, column) {
        Cell::Text(text) if text.len() < 120 => Some(text),
        _ => None,
    });
    let is_semester =
        |text: &str| text.chars().count() <= 4 && ordinal(text).is_some() && !text.chars().any(|c| c.is_ascii_digit());
    let row_numbers =
        page.sheet.filled(row).iter().filter(|column| !matches!(page.sheet.cell(row, **column), Cell::Text(_))).count();
    // A header is made of words.
    if row_numbers * 3 > page.sheet.filled(row).len() {
        return 0;
    }
    texts.filter(|text| known.vocabulary.knows(text) || is_semester(text)).count()
}

fn headers(page: &Page, row: u32, header_rows: u32) -> Vec<(u32, String)> {
    let rows: Vec<u32> = (row + 1 - header_rows..=row).collect();
    let columns = 1..=page.sheet.end().1;
    columns.map(|column| (column, header_text(&page.sheet, &rows, column))).filter(|(_, header)| !header.is_empty()).collect()
}

/// The columns of a table under a header: each field the column that fits best by its words and its values.
fn assigned(
    kind: TableKind,
    row: u32,
    header_rows: u32,
    headers: &[(u32, String)],
    values: &BTreeMap<u32, Values>,
    known: &Known,
) -> Guess {
    let mut candidates: Vec<(i32, u32, Field, &String)> = Vec::new();
    for (column, header) in headers {
        let values = &values[column];
        for (field, fit) in known.vocabulary.meanings(kind, &plain(header)) {
            let sum = i32::try_from(fit).unwrap_or(0) * 2 + agreement(field, values, known);
            candidates.push((sum, *column, field, header));
        }
        let is_people = matches!(kind, TableKind::Students | TableKind::PersonalData);
        if kind == TableKind::Requests && paper_share(values) > 0.5 {
            candidates.push((9, *column, Field::RequestedPaper, header));
        }
        if is_people && status_share(values) > 0.5 {
            candidates.push((6, *column, Field::Status, header));
        }
        // Numbers under a header that says no more than „№“, but are no running numbers.
        let is_numbered = plain(header).contains('№') || plain(header).contains("номер") || plain(header).contains("number");
        if kind != TableKind::Requests && is_numbered && values.numbers > 0.8 && values.identifiers < 0.4 {
            candidates.push((3, *column, Field::FacultyNumber, header));
        }
        if is_people && values.identifiers > 0.6 {
            candidates.push((3, *column, Field::PersonId, header));
        }
    }
    candidates.sort_by_key(|(sum, column, ..)| (std::cmp::Reverse(*sum), *column));
    let mut guess = Guess::new(kind, row, header_rows);
    for (_, column, field, header) in candidates.into_iter().filter(|(sum, ..)| *sum > 0) {
        // One header twice cannot be told apart by its words.
        let is_double = headers.iter().filter(|(_, other)| fold(other) == fold(header)).count() > 1;
        let is_taken = guess.columns.iter().any(|taken| {
            taken.column == column
                || (taken.field == field && !(SEVERAL.contains(&field) && is_alike(field, &taken.header, header)))
        });
        if !is_taken && !is_double {
            guess.columns.push(Column { field, column, header: header.clone(), values: values[&column].clone() });
        }
    }
    guess.columns.sort_by_key(|column| column.column);
    fill_down(&mut guess);
    let is_placed = |column: u32| guess.columns.iter().any(|placed| placed.column == column);
    guess.unplaced = headers.iter().filter(|(column, _)| !is_placed(*column)).cloned().collect();
    guess
}

/// Headers of one group: „Член 1“ and „Член 2“, „Хорариум / СУ“ and „Хорариум / ЛУ“.
fn is_alike(field: Field, one: &str, two: &str) -> bool {
    let is_words = |header: &str| ["дум", "слов"].iter().any(|word| fold(header).contains(word));
    if is_words(one) != is_words(two) && fold(one).contains("цифр") | fold(two).contains("цифр") {
        return true;
    }
    if field == Field::Grade {
        return false;
    }
    let stem = |header: &str| {
        let plain = plain(header);
        plain
            .rsplit_once(" / ")
            .map_or_else(|| plain.trim_end_matches(|c: char| c.is_ascii_digit()).trim().to_owned(), |(group, _)| group.to_owned())
    };
    stem(one) == stem(two)
}

/// Keys that stand once for the block of rows of a student.
fn fill_down(guess: &mut Guess) {
    let Some(grades) = guess.column(Field::Grade).map(|grade| grade.values.count) else { return };
    let is_sparse =
        |column: &&Column| KEYS.contains(&column.field) && column.values.count * 2 < grades && column.values.count > 0;
    guess.fill_down = guess.columns.iter().filter(is_sparse).map(|column| column.field).collect();
}

/// How much the values of a column speak for a field, or against it.
fn agreement(field: Field, values: &Values, known: &Known) -> i32 {
    use Field as F;
    if values.count == 0 {
        return 0;
    }
    let for_and_against = |share: f64| {
        if share >= 0.5 {
            2
        } else if share < 0.1 {
            -5
        } else {
            0
        }
    };
    match field {
        F::FacultyNumber if values.full_names > 0.5 || values.dates > 0.5 => -9,
        F::FacultyNumber => for_and_against(values.numbers.max(0.1)) - if values.identifiers > 0.6 { 3 } else { 0 },
        F::Egn | F::PersonId | F::Lnch => {
            if values.identifiers >= 0.4 {
                3
            } else {
                -9
            }
        }
        F::FirstName | F::MiddleName | F::LastName if values.full_names > 0.5 => -9,
        F::FullName | F::FullNameLastFirst if values.single_names > 0.7 || values.numbers > 0.5 => -9,
        F::FullName | F::FullNameLastFirst => for_and_against(values.full_names.max(0.1)),
        F::FirstNameLatin | F::MiddleNameLatin | F::LastNameLatin | F::FullNameLatin => for_and_against(values.latin),
        F::BirthDate
        | F::ExamDate
        | F::EnrolmentDate
        | F::IssueDate
        | F::AnnouncementDate
        | F::RequestDate
        | F::PriorEducationDate => for_and_against(values.dates.max(values.numbers)),
        F::Grade => for_and_against(values.grades),
        F::CourseName => {
            let names = values.distinct.iter().filter(|text| known.is_course(text)).count();
            if names > 0 { 2 } else { 0 }
        }
        F::CountsInTotal if values.distinct.iter().any(|text| fold(text).contains("извън") || fold(text).contains("брой")) => {
            3
        }
        F::RequestedPaper => {
            if paper_share(values) > 0.0 {
                3
            } else {
                -9
            }
        }
        F::Status if status_share(values) > 0.3 => 2,
        _ => 0,
    }
}

/// Share of the distinct values that name a paper one may ask for.
fn paper_share(values: &Values) -> f64 {
    const PAPERS: [&str; 7] = ["уверени", "справк", "дубликат", "диплом", "свидетелств", "transcript", "certificate"];
    let papers = values.distinct.iter().filter(|text| PAPERS.iter().any(|word| fold(text).contains(word))).count();
    if values.distinct.is_empty() { 0.0 } else { papers as f64 / values.distinct.len() as f64 }
}

/// Share of the distinct values that mean a status.
fn status_share(values: &Values) -> f64 {
    let known = values.distinct.iter().filter(|text| status_of(text).is_some()).count();
    if values.distinct.is_empty() { 0.0 } else { known as f64 / values.distinct.len() as f64 }
}

fn is_possible(guess: &Guess) -> bool {
    let has_course =
        |group: &[Field]| guess.shape == Shape::Wide && group.iter().any(|f| [Field::CourseName, Field::Grade].contains(f));
    guess.kind.required().iter().all(|group| has_course(group) || group.iter().any(|field| guess.has(*field)))
}

/// How well a table explains a sheet.
fn score(guess: &Guess, header_rows: u32) -> i32 {
    let fields: i32 = guess.columns.iter().map(|column| weight(guess.kind, column.field)).sum();
    let facts = i32::try_from(guess.banner.iter().filter(|(field, ..)| weight(guess.kind, *field) > 1).count()).unwrap_or(0);
    let book = i32::try_from(guess.heads.len()).unwrap_or(0) + if guess.shape == Shape::Wide { 12 } else { 0 };
    // Headers that this table has no word for speak against it.
    let strange = i32::try_from(guess.unplaced.len()).unwrap_or(0);
    10 * (fields + facts + book)
        - if guess.shape == Shape::Wide { 0 } else { 4 * strange }
        - i32::try_from(header_rows).unwrap_or(0)
}

/// How much a field says about the table it stands in.
fn weight(kind: TableKind, field: Field) -> i32 {
    use Field as F;
    match (kind, field) {
        (
            TableKind::Students | TableKind::PersonalData,
            F::Egn | F::PersonId | F::Citizenship | F::BirthPlace | F::BirthDate | F::EnrolmentDate | F::Photo,
        ) => 3,
        (
            TableKind::Students | TableKind::PersonalData,
            F::Sex | F::PriorEducationNumber | F::PriorEducationIssuer | F::FullNameLatin | F::Address,
        ) => 2,
        (TableKind::Grades, F::Grade) => 3,
        (TableKind::Grades, F::CourseCode | F::CourseName) => 4,
        (TableKind::StateExams, F::Grade) => 3,
        (TableKind::StateExams, F::Topic | F::Chair) => 5,
        (TableKind::StateExams, F::Members) => 3,
        (TableKind::Requests, F::RequestedPaper) => 7,
        (TableKind::Requests, F::RequestNumber | F::RequestReason | F::Announcement) => 3,
        (TableKind::EarlierRegister, F::RegisterNumber) => 4,
        (TableKind::EarlierRegister, F::DiplomaSeries | F::BlankNumber | F::Uin | F::RegisterStatus) => 3,
        (TableKind::EarlierRegister, F::Overall | F::MeanSubjects | F::MeanStateExams) => 2,
        (TableKind::Courses, F::CourseName) => 3,
        (TableKind::Courses, F::Credits) => 4,
        (
            TableKind::Courses,
            F::HoursLectures | F::HoursSelfStudy | F::HoursTotal | F::HoursSplit | F::Assessment | F::CourseKind,
        ) => 2,
        (TableKind::Programmes, F::Speciality | F::Degree | F::ProgrammeCredits | F::Qualification) => 3,
        (TableKind::Programmes, F::ProfessionalField | F::DurationSemesters) => 2,
        _ => 1,
    }
}

/// Whether the table is joined to students by a column.
pub fn key_of(guess: &Guess) -> Option<&Column> {
    KEYS.iter().find_map(|field| guess.column(*field))
}
