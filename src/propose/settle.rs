//! Which part each sheet plays among the others, and which sheets are laid out alike.

use std::collections::{BTreeMap, BTreeSet};

use super::guess::Guess;
use super::page::Page;
use crate::config::{SEVERAL, Shape, TableKind, fold};
use crate::model::Field;

/// A page with what it is.
pub struct Placed<'a> {
    /// The page.
    pub page: &'a Page,
    /// What it is.
    pub guess: Guess,
}

/// Of sheets that list the same people, the one that says most about who they are is the student list; the others say more
/// about them.
pub fn parts(placed: &mut [Placed]) {
    let mut people: Vec<usize> = (0..placed.len()).filter(|at| is_people(placed[*at].guess.kind)).collect();
    people.sort_by_key(|at| (std::cmp::Reverse(rank(&placed[*at].guess)), *at));
    let mut listed: BTreeSet<String> = BTreeSet::new();
    for at in people {
        let keys = keys(&placed[at]);
        let share = |prefix: char| {
            let own: Vec<&String> = keys.iter().filter(|key| key.starts_with(prefix)).collect();
            let known = own.iter().filter(|key| listed.contains(**key)).count();
            if own.is_empty() { 0.0 } else { known as f64 / own.len() as f64 }
        };
        let is_more = ['n', 'i', 'p'].into_iter().any(|prefix| share(prefix) > 0.5);
        placed[at].guess.kind = if is_more { TableKind::PersonalData } else { TableKind::Students };
        if is_more {
            // Joined by a key: what the banner says of all is the list's to say.
            placed[at].guess.banner.clear();
            placed[at].guess.sheet_name.clear();
            placed[at].guess.fixed.clear();
        } else {
            listed.extend(keys);
        }
    }
}

fn is_people(kind: TableKind) -> bool {
    matches!(kind, TableKind::Students | TableKind::PersonalData)
}

/// How much a sheet says about who its people are.
fn rank(guess: &Guess) -> u32 {
    let weights = [
        (Field::FacultyNumber, 6),
        (Field::Egn, 6),
        (Field::PersonId, 6),
        (Field::Status, 4),
        (Field::Speciality, 4),
        (Field::Citizenship, 2),
        (Field::Sex, 2),
        (Field::Degree, 2),
        (Field::Photo, 1),
        (Field::LastName, 1),
        (Field::FullName, 1),
    ];
    weights.iter().filter(|(field, _)| guess.has(*field)).map(|(_, weight)| weight).sum()
}

/// What identifies the people of a sheet: numbers, identifiers, names.
fn keys(placed: &Placed) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let Placed { page, guess } = placed;
    let compact = |text: String| fold(&text).replace(' ', "").trim_start_matches('0').to_owned();
    for (prefix, fields) in [('n', &[Field::FacultyNumber][..]), ('i', &[Field::Egn, Field::PersonId]), ('p', &[Field::FullName])]
    {
        for column in guess.columns.iter().filter(|column| fields.contains(&column.field)) {
            let texts = page.below(guess.header_row, column.column).map(|cell| cell.text()).filter(|text| !text.is_empty());
            keys.extend(
                texts.map(|text| if prefix == 'p' { format!("p{}", fold(&text)) } else { format!("{prefix}{}", compact(text)) }),
            );
        }
    }
    let names =
        [Field::FirstName, Field::MiddleName, Field::LastName].map(|field| guess.column(field).map(|column| column.column));
    if let [Some(first), middle, Some(last)] = names {
        for row in guess.header_row + 1..=page.sheet.end().0 {
            let parts = [Some(first), middle, Some(last)]
                .map(|column| column.map_or_else(String::new, |column| page.sheet.cell(row, column).text()));
            if !parts[0].is_empty() {
                keys.insert(format!("p{}", fold(&parts.join(" "))));
            }
        }
    }
    keys
}

/// Sheets that are laid out alike.
pub struct Layouts<'a> {
    /// The table.
    pub kind: TableKind,
    /// What they share.
    pub guess: Guess,
    /// Headers by field.
    pub columns: BTreeMap<Field, Vec<String>>,
    /// The sheets.
    pub pages: Vec<&'a Page>,
    /// Every header of every sheet, for telling whether a word may be added.
    headers: Vec<Vec<String>>,
}

/// Sheets laid out alike, put together, in the order in which they were found.
pub fn grouped<'a>(placed: &[Placed<'a>]) -> Vec<Layouts<'a>> {
    let mut groups: Vec<Layouts> = Vec::new();
    for Placed { page, guess } in placed {
        let at = groups.iter().position(|group| may_join(group, guess));
        match at {
            Some(at) => groups[at].add(page, guess),
            None => {
                let mut columns: BTreeMap<Field, Vec<String>> = BTreeMap::new();
                for column in &guess.columns {
                    columns.entry(column.field).or_default().push(column.header.clone());
                }
                let headers = vec![headers(guess)];
                groups.push(Layouts { kind: guess.kind, guess: guess.clone(), columns, pages: vec![page], headers });
            }
        }
    }
    groups
}

impl<'a> Layouts<'a> {
    fn add(&mut self, page: &'a Page, guess: &Guess) {
        for column in &guess.columns {
            let known = self.columns.entry(column.field).or_default();
            if !known.iter().any(|header| fold(header) == fold(&column.header)) {
                known.push(column.header.clone());
            }
            // What the columns hold is counted over all sheets.
            if let Some(own) = self.guess.columns.iter_mut().find(|own| own.field == column.field) {
                own.values.count += column.values.count;
                for text in &column.values.distinct {
                    if own.values.distinct.len() < 200 && !own.values.distinct.contains(text) {
                        own.values.distinct.push(text.clone());
                    }
                }
            }
        }
        let add = |mine: &mut Vec<(Field, String, String)>, theirs: &[(Field, String, String)]| {
            for fact in theirs {
                if !mine.iter().any(|(field, pattern, value)| *field == fact.0 && *pattern == fact.1 && *value == fact.2) {
                    mine.push(fact.clone());
                }
            }
        };
        add(&mut self.guess.banner, &guess.banner);
        add(&mut self.guess.sections, &guess.sections);
        add(&mut self.guess.sheet_name, &guess.sheet_name);
        for header in &guess.ignore {
            if !self.guess.ignore.contains(header) {
                self.guess.ignore.push(header.clone());
            }
        }
        for (column, header) in &guess.unplaced {
            if !self.guess.unplaced.iter().any(|(_, known)| fold(known) == fold(header)) {
                self.guess.unplaced.push((*column, header.clone()));
            }
        }
        self.pages.push(page);
        self.headers.push(headers(guess));
    }
}

fn headers(guess: &Guess) -> Vec<String> {
    guess
        .columns
        .iter()
        .map(|column| &column.header)
        .chain(guess.unplaced.iter().map(|(_, header)| header))
        .chain(&guess.ignore)
        .map(|header| fold(header))
        .collect()
}

/// Whether a sheet fits the layout of others: the same fields in the same ways, and no header that means two things.
fn may_join(group: &Layouts, guess: &Guess) -> bool {
    let fields = |facts: &[(Field, String, String)]| facts.iter().map(|(field, ..)| *field).collect::<BTreeSet<_>>();
    let own = &group.guess;
    let is_alike = group.kind == guess.kind
        && own.shape == guess.shape
        && own.header_rows == guess.header_rows
        && own.heads == guess.heads
        && own.fill_down == guess.fill_down
        && own.feet == guess.feet
        && own
            .fixed
            .iter()
            .map(|(field, value, _)| (field, value))
            .eq(guess.fixed.iter().map(|(field, value, _)| (field, value)))
        && fields(&own.banner) == fields(&guess.banner)
        && fields(&own.sheet_name) == fields(&guess.sheet_name)
        && group.columns.keys().copied().collect::<BTreeSet<_>>()
            == guess.columns.iter().map(|column| column.field).collect::<BTreeSet<_>>();
    if !is_alike {
        return false;
    }
    let accepts = |field: Field| -> Vec<String> {
        let theirs = guess.columns.iter().filter(|column| column.field == field).map(|column| fold(&column.header));
        group.columns.get(&field).into_iter().flatten().map(|header| fold(header)).chain(theirs).collect()
    };
    let mut sheets = group.headers.clone();
    sheets.push(headers(guess));
    group.columns.keys().filter(|field| !is_repeated(guess, **field) && !SEVERAL.contains(field)).all(|field| {
        let accepted = accepts(*field);
        sheets.iter().all(|headers| headers.iter().filter(|header| accepted.contains(header)).count() == 1)
    })
}

/// Fields that a book has for each course.
fn is_repeated(guess: &Guess, field: Field) -> bool {
    guess.shape == Shape::Wide && [Field::Grade, Field::ExamDate, Field::Protocol].contains(&field)
}
