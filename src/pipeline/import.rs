//! Taking over the books kept before laurea: each line is looked at, the order of numbers and days too, holes are explained.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::civil::Date;

use super::Error;
use super::earlier::to_json;
use super::life::known_book;
use crate::config::{Config, Inputs, fold};
use crate::diag::{Finding, Level, Origin, Sources, Subject};
use crate::ingest::{self, Isolation};
use crate::model::{Blank, EarlierEntry, Egn, Field, Lnch};
use crate::register::{Bar, Earlier, Hole, MAX_NUMBER, Register};

/// What is to be taken over, and how.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Workbooks; empty for those of the configuration.
    pub files: Vec<PathBuf>,
    /// The book; needed where the institution keeps more than one.
    pub book: Option<String>,
    /// Why numbers are missing from the book.
    pub gaps_reason: Option<String>,
    /// Whether lines are taken over as they stand whose day or identifier cannot be right.
    pub as_it_stands: bool,
    /// Whether nothing is written.
    pub is_dry_run: bool,
    /// Who enters.
    pub by: Option<String>,
    /// Where workbooks are read.
    pub isolation: Isolation,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Imported {
    /// The book.
    pub book: String,
    /// The lines, in the order of the workbooks.
    pub lines: Vec<BookLine>,
    /// Ranges of numbers that the book leaves out.
    pub holes: Vec<(u64, u64)>,
    /// Whether nothing was taken over because of them, or because the workbooks cannot be read.
    pub is_stopped: bool,
    /// What is wrong with the workbooks as a whole.
    pub findings: Vec<Finding>,
    /// The files and sheets.
    pub sources: Sources,
}

/// A line and what came of it.
#[derive(Debug, Clone)]
pub struct BookLine {
    /// Its cell with the number.
    pub origin: Origin,
    /// Its number.
    pub number: String,
    /// The holder.
    pub person_name: String,
    /// Why it was not taken over.
    pub result: Result<(), Wrong>,
}

/// Why a line was not taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It has no number.
    NoNumber,
    /// The number stands above already.
    Twice,
    /// The number is longer than the state register takes.
    Long,
    /// It has no day, or one that cannot be read.
    NoDay,
    /// Its day does not fit the numbers around it.
    Order,
    /// Its identifier is none.
    Identifier,
    /// It names nobody.
    Nobody,
    /// The register does not take it.
    Bar(Bar),
}

/// Lines of a book with what their numbers say.
struct Reading {
    entry: EarlierEntry,
    total: Option<u64>,
    in_year: Option<u64>,
    year: Option<i16>,
}

/// Takes over the lines of earlier books.
///
/// # Errors
/// The register cannot be used; a book nobody knows.
pub fn import(config: &Config, wanted: &Import) -> Result<Imported, Error> {
    let book = match &wanted.book {
        Some(book) => book.clone(),
        None if config.institution.books.len() == 1 => config.institution.books.keys().next().cloned().unwrap_or_default(),
        None => String::new(),
    };
    known_book(config, &book)?;
    let files = if wanted.files.is_empty() { &config.pipeline.inputs.earlier_register } else { &wanted.files };
    let inputs = Inputs { earlier_register: files.clone(), ..Inputs::default() };
    let (season, findings) =
        ingest::ingest(&inputs, &config.institution, &wanted.isolation).map_err(|error| Error::Other(error.to_string()))?;
    let mut findings = config.pipeline.strictness.apply(findings);
    findings.retain(|finding| finding.subject == Subject::Batch && finding.level == Level::Error);
    let mut done = Imported { book: book.clone(), sources: season.sources, ..Imported::default() };
    if !findings.is_empty() {
        return Ok(Imported { findings, is_stopped: true, ..done });
    }
    let format = config.institution.books.get(&book).map(|book| Format::of(&book.number)).unwrap_or_default();
    let lines: Vec<Reading> = season.earlier.into_iter().map(|entry| format.read(entry)).collect();
    let wrong = looked_at(&lines, wanted.as_it_stands);
    let (_lock, mut register) = super::hold_register(config, wanted.by.as_deref())?;
    let holes = holes(&lines, &book, &register)?;
    done.holes = holes.iter().map(|(first, last, _)| (*first, *last)).collect();
    done.is_stopped = !holes.is_empty() && wanted.gaps_reason.is_none();
    let results = if done.is_stopped || wanted.is_dry_run {
        wrong.iter().map(|wrong| wrong.clone().map_or(Ok(()), Err)).collect()
    } else {
        let reason = wanted.gaps_reason.clone().unwrap_or_default();
        entered(&mut register, &book, &lines, &wrong, &holes, &reason, wanted.as_it_stands)?
    };
    done.lines = lines.into_iter().zip(results).map(|(line, result)| told(line, result)).collect();
    Ok(done)
}

fn entered(
    register: &mut Register,
    book: &str,
    lines: &[Reading],
    wrong: &[Option<Wrong>],
    holes: &[(u64, u64, Date)],
    reason: &str,
    as_it_stands: bool,
) -> Result<Vec<Result<(), Wrong>>, Error> {
    let mut order: Vec<usize> = (0..lines.len()).filter(|at| wrong[*at].is_none()).collect();
    order.sort_by_key(|at| (lines[*at].total, lines[*at].entry.issue_date));
    let earlier: Vec<Earlier> = order.iter().filter_map(|at| taken(&lines[*at], as_it_stands)).collect();
    let holes: Vec<Hole> =
        holes.iter().flat_map(|(first, last, date)| (*first..=*last).map(|total| Hole { total, date: *date })).collect();
    let entered = register.import(book, &earlier, &holes, reason)?;
    let mut results: Vec<Result<(), Wrong>> = wrong.iter().map(|wrong| wrong.clone().map_or(Ok(()), Err)).collect();
    for (at, result) in order.into_iter().zip(entered) {
        results[at] = result.map(drop).map_err(Wrong::Bar);
    }
    Ok(results)
}

fn told(line: Reading, result: Result<(), Wrong>) -> BookLine {
    BookLine {
        origin: line.entry.place.cell(Field::RegisterNumber),
        number: line.entry.register_number,
        person_name: line.entry.person_name,
        result,
    }
}

/// A line as the register takes it over.
fn taken(line: &Reading, as_it_stands: bool) -> Option<Earlier> {
    let entry = &line.entry;
    let date = entry.issue_date?;
    let says = &entry.says;
    let blank = if says.blank_number.is_empty() { &entry.uin } else { &says.blank_number };
    let form = (!blank.is_empty()).then(|| Blank { series: says.series.clone(), number: blank.clone() });
    let remark = if says.remark.is_empty() { "–".to_owned() } else { says.remark.clone() };
    Some(Earlier {
        number: entry.register_number.clone(),
        total: line.total,
        in_year: line.in_year,
        year: line.year.unwrap_or(date.year()),
        date,
        faculty_number: says.texts.get(&Field::FacultyNumber).cloned().unwrap_or_default(),
        person_name: entry.person_name.clone(),
        form,
        data: to_json(entry),
        annulled: (!entry.is_valid).then_some(remark),
        remark: Some(says.remark.clone()).filter(|remark| !remark.is_empty()),
        has_order: !as_it_stands,
    })
}

/// What is wrong with each line.
fn looked_at(lines: &[Reading], as_it_stands: bool) -> Vec<Option<Wrong>> {
    let mut seen = BTreeSet::new();
    let mut wrong: Vec<Option<Wrong>> = lines.iter().map(|line| fault(line, as_it_stands, &mut seen)).collect();
    if !as_it_stands {
        let mut order: Vec<(u64, Date, usize)> = (0..lines.len())
            .filter(|at| wrong[*at].is_none())
            .filter_map(|at| Some((lines[at].total?, lines[at].entry.issue_date?, at)))
            .collect();
        order.sort_unstable();
        for at in out_of_order(&order) {
            wrong[at] = Some(Wrong::Order);
        }
    }
    wrong
}

fn fault(line: &Reading, as_it_stands: bool, seen: &mut BTreeSet<String>) -> Option<Wrong> {
    let entry = &line.entry;
    let number = &entry.register_number;
    if number.is_empty() {
        return Some(Wrong::NoNumber);
    }
    if !seen.insert(fold(number)) {
        return Some(Wrong::Twice);
    }
    let is_long = number.chars().count() > MAX_NUMBER;
    let is_odd = !entry.person_id.is_empty() && !is_identifier(&entry.person_id) && !as_it_stands;
    let faults = [
        (is_long, Wrong::Long),
        (entry.issue_date.is_none(), Wrong::NoDay),
        (entry.person_name.is_empty(), Wrong::Nobody),
        (is_odd, Wrong::Identifier),
    ];
    faults.into_iter().find(|(is_so, _)| *is_so).map(|(_, wrong)| wrong)
}

/// A number of ten figures is an ЕГН or a ЛНЧ; other figures are none, and what has letters is a document of another country.
fn is_identifier(text: &str) -> bool {
    let is_number = text.chars().all(|c| c.is_ascii_digit());
    !is_number || Egn::parse(text).is_ok() || Lnch::parse(text).is_ok()
}

/// The lines whose day does not fit the order of the numbers: the fewest without which it does.
fn out_of_order(lines: &[(u64, Date, usize)]) -> Vec<usize> {
    // The longest run of days that never go back: the last line of the best run of each length, and who came before whom.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; lines.len()];
    for (place, (_, day, _)) in lines.iter().enumerate() {
        let length = ends.partition_point(|end| lines[*end].1 <= *day);
        before[place] = length.checked_sub(1).map(|shorter| ends[shorter]);
        match ends.get_mut(length) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    let mut fitting = BTreeSet::new();
    let mut next = ends.last().copied();
    while let Some(place) = next {
        fitting.insert(place);
        next = before[place];
    }
    (0..lines.len()).filter(|place| !fitting.contains(place)).map(|place| lines[place].2).collect()
}

/// Ranges of running numbers between the lines, and between them and the register, that nobody has; with the day of the number
/// that follows.
fn holes(lines: &[Reading], book: &str, register: &Register) -> Result<Vec<(u64, u64, Date)>, Error> {
    let mut days: BTreeMap<u64, Date> = BTreeMap::new();
    for line in lines {
        days.extend(line.total.zip(line.entry.issue_date));
    }
    let mut totals: BTreeSet<u64> = lines.iter().filter_map(|line| line.total).collect();
    let (Some(first), Some(last)) = (totals.first().copied(), totals.last().copied()) else { return Ok(Vec::new()) };
    for entry in [register.around(book, first)?.0, register.around(book, last)?.1].into_iter().flatten() {
        if let (Some(total), Some(day)) = (entry.total, entry.day()) {
            days.insert(total.unsigned_abs(), day);
            totals.insert(total.unsigned_abs());
        }
    }
    let mut holes: Vec<(u64, u64, Date)> = Vec::new();
    let pairs = totals.iter().zip(totals.iter().skip(1));
    for (below, above) in pairs.filter(|(below, above)| *above - *below > 1) {
        // What the register has or explains between two lines is no hole.
        let mut from = below + 1;
        while from < *above {
            let next = register.around(book, from - 1)?.1.and_then(|entry| entry.total).map(i64::unsigned_abs);
            let until = next.filter(|next| next < above).unwrap_or(*above);
            let day = days.range(until..).next().map(|(_, day)| *day).or_else(|| days.values().last().copied());
            holes.extend(day.filter(|_| until > from).map(|day| (from, until - 1, day)));
            from = until + 1;
        }
    }
    Ok(holes)
}

/// The number format of a book, turned round: from a number to what it says. Only what is made of plain values and fixed text
/// can be.
#[derive(Debug, Default)]
struct Format(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Total,
    InYear,
    Year,
}

impl Format {
    /// The format, where it can be turned round; else one that nothing fits.
    fn of(template: &str) -> Self {
        Self(parts(template).unwrap_or_default())
    }

    fn read(&self, entry: EarlierEntry) -> Reading {
        let (mut total, mut in_year, mut year) = (None, None, None);
        let number = fold(&entry.register_number).replace(' ', "");
        let mut rest = number.as_str();
        let mut fits = !self.0.is_empty();
        for part in &self.0 {
            if let Part::Text(text) = part {
                match rest.strip_prefix(text.as_str()) {
                    Some(after) => rest = after,
                    None => fits = false,
                }
                continue;
            }
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let value: Option<u64> = rest[..end].parse().ok();
            rest = &rest[end..];
            fits &= value.is_some();
            match part {
                Part::Total => total = value,
                Part::InYear => in_year = value,
                Part::Year => year = value.and_then(|year| i16::try_from(year).ok()),
                Part::Text(_) => {}
            }
        }
        if fits && rest.is_empty() {
            Reading { entry, total, in_year, year }
        } else {
            Reading { entry, total: None, in_year: None, year: None }
        }
    }
}

/// The parts of a format; `None` where it has more than plain values, or two of them side by side.
fn parts(template: &str) -> Option<Vec<Part>> {
    if template.contains("{%") || template.contains("{#") {
        return None;
    }
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((text, after)) = rest.split_once("{{") {
        let is_apart = parts.is_empty() || !text.is_empty();
        if !text.is_empty() {
            parts.push(Part::Text(fold(text).replace(' ', "")));
        }
        let (name, after) = after.split_once("}}")?;
        parts.push(match name.trim() {
            "total" => Part::Total,
            "in_year" => Part::InYear,
            "year" => Part::Year,
            _ => return None,
        });
        if !is_apart {
            return None;
        }
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(fold(rest).replace(' ', "")));
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_format_is_turned_round_where_that_can_be() {
        assert_eq!(parts("{{ total }}/{{year}}"), Some(vec![Part::Total, Part::Text("/".to_owned()), Part::Year]));
        assert_eq!(parts("АС-{{ in_year }}"), Some(vec![Part::Text("ас-".to_owned()), Part::InYear]));
        for other in ["{{ total }}{{ year }}", "{{ total + 1 }}", "{% if total %}{% endif %}", "{{ total"] {
            assert_eq!(parts(other), None, "{other}");
        }
    }

    #[test]
    fn the_fewest_lines_are_out_of_order() {
        let days = [date(2013, 1, 5), date(2031, 1, 6), date(2013, 1, 7), date(2013, 1, 7), date(2012, 12, 31), date(2013, 2, 1)];
        let lines: Vec<(u64, Date, usize)> = days.into_iter().enumerate().map(|(at, day)| (at as u64, day, at)).collect();
        assert_eq!(out_of_order(&lines), [1, 4]);
    }

    #[test]
    fn what_is_an_identifier() {
        assert!(is_identifier("8512218115") && is_identifier("P1234567"));
        assert!(!is_identifier("8512218116") && !is_identifier("123"));
    }
}
