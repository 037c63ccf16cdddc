//! The office's rows of semesters as rows of the semester file, each judged against those before it.

use std::collections::BTreeMap;

use super::codes::FileKind;
use super::history::{Past, last};
use super::line::{Line, Sort, Value, cell_of};
use super::nomenclature::Speciality;
use super::person::{identity, person_line};
use super::rules_of_semesters::{About, SeenSemesters, judge_semester};
use super::text::{number, written_day};
use super::{Extra, World};
use crate::config::fold;
use crate::diag::{Code, Finding, Level};
use crate::model::{Field, Record};

/// The rows of the semester files.
#[derive(Debug, Default)]
pub struct Semesters {
    /// The rows by file: a file may say one thing only of a student in a speciality, so what comes after it comes in the next.
    pub files: Vec<Vec<Line>>,
    /// The findings, weighed.
    pub findings: Vec<Finding>,
    /// Rows that were left out because of an error, or because one before them was.
    pub refused: usize,
    /// Rows that are sound and wait for the ЕАН of their person.
    pub waiting: usize,
}

/// The rows that the register does not have yet, by file.
#[must_use]
pub fn semesters(world: &World) -> Semesters {
    let mut rows: BTreeMap<usize, Vec<Extra>> = BTreeMap::new();
    for (record, row) in &world.semesters {
        rows.entry(*record).or_default().push(*row);
    }
    let left = left(world, &rows);
    let mut all = Semesters::default();
    let mut seen: Vec<SeenSemesters> = Vec::new();
    for (at, rows) in rows {
        let Some(record) = world.records.get(at) else { continue };
        let left = left.get(&identity(&record.person)).map_or(&[][..], Vec::as_slice);
        let mut student = Student::new(world, at, record, left);
        for row in rows {
            student.take(row, &mut seen, &mut all);
        }
    }
    all
}

/// Numbers of the specialities that persons have left by relocation.
fn left(world: &World, rows: &BTreeMap<usize, Vec<Extra>>) -> BTreeMap<String, Vec<String>> {
    let mut left: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (at, rows) in rows {
        let Some(record) = world.records.get(*at) else { continue };
        for row in rows.iter().filter(|row| row.texts.get(&Field::StateEvent).is_some_and(|event| event == "304")) {
            let speciality = speciality_of(world, &own_specialities(world, record), *row).map(|found| found.id.clone());
            left.entry(identity(&record.person)).or_default().extend(speciality);
        }
    }
    left
}

/// One student, row by row.
struct Student<'a> {
    world: &'a World<'a>,
    at: usize,
    record: &'a Record,
    left: &'a [String],
    /// The specialities that the record's own speciality, degree and form may mean.
    own: Vec<&'a Speciality>,
    citizenships: [String; 2],
    history: BTreeMap<String, Vec<Past>>,
    waves: BTreeMap<String, usize>,
    is_stopped: bool,
    is_awaited: bool,
}

impl<'a> Student<'a> {
    fn new(world: &'a World<'a>, at: usize, record: &'a Record, left: &'a [String]) -> Self {
        let person = person_line(world, at, record);
        Self {
            world,
            at,
            record,
            left,
            own: own_specialities(world, record),
            citizenships: [28, 29].map(|column| person.values[column].text.clone()),
            history: BTreeMap::new(),
            waves: BTreeMap::new(),
            is_stopped: false,
            is_awaited: false,
        }
    }

    fn take(&mut self, row: Extra, seen: &mut Vec<SeenSemesters>, all: &mut Semesters) {
        let world = self.world;
        let speciality = speciality_of(world, &self.own, row);
        let sort = if speciality.is_some_and(Speciality::is_doctoral) { Sort::Doctor } else { Sort::Student };
        let id = speciality.map_or_else(String::new, |speciality| speciality.id.clone());
        let mut line = self.line(row, sort, &id);
        if row.texts.get(&Field::StateRecorded).and_then(|word| (world.yes_or_no)(word)) == Some(true) {
            self.keep(&id, &line);
            return;
        }
        if self.is_stopped {
            all.refused += 1;
            return;
        }
        let wave = self.waves.get(&id).copied().unwrap_or_default();
        if seen.len() <= wave {
            seen.resize_with(wave + 1, SeenSemesters::new);
            all.files.resize_with(wave + 1, Vec::new);
        }
        let ean = line.values[0].text.clone();
        if ean.is_empty() {
            // Judged all the same, so that everything is told at once; the number stands in for what is not there yet.
            line.values[0].text = format!("?{}", self.record.faculty_number());
        }
        let about = About {
            known: world.known,
            today: world.today,
            citizenships: self.citizenships.clone(),
            history: self.history.get(&id).map_or(&[], Vec::as_slice),
            left: self.left,
        };
        let faults = judge_semester(&line.cells(), &about, &mut seen[wave]);
        line.values[0].text.clone_from(&ean);
        let findings = (world.weigh)(line.findings(&faults));
        if findings.iter().any(|finding| finding.level == Level::Error) {
            self.is_stopped = true;
            all.refused += 1;
        } else {
            self.waves.insert(id.clone(), wave + 1);
            self.keep(&id, &line);
            if !ean.is_empty() {
                all.files[wave].push(line);
            } else {
                if !std::mem::replace(&mut self.is_awaited, true) {
                    all.findings.extend((world.weigh)(vec![line.finding(Code::StateEanAwaited, Some(0))]));
                }
                all.waiting += 1;
            }
        }
        all.findings.extend(findings);
    }

    /// What the register has, or will have when it reads the next row.
    fn keep(&mut self, id: &str, line: &Line) {
        let history = self.history.entry(id.to_owned()).or_default();
        let is_doctor = line.sort == Sort::Doctor;
        if line.values[22].text == "3" {
            let last = last(history, is_doctor).cloned();
            if let Some(at) = history.iter().rposition(|past| Some(past) == last.as_ref()) {
                history.remove(at);
            }
        } else {
            history.push(Past::of(&line.cells(), is_doctor, history));
        }
    }

    /// The row of 23 fields.
    fn line(&self, row: Extra, sort: Sort, id: &str) -> Line {
        let world = self.world;
        let (place, record) = (row.place, &self.record.place);
        let text = |field: Field| row.texts.get(&field).map_or("", String::as_str);
        let value = |field: Field, text: &str| Value::new(text, field, cell_of(field, &[place]));
        let listed = |field: Field, text: &str| Value::new(text, field, cell_of(field, &[record]));
        let is_first =
            self.history.get(id).is_none_or(Vec::is_empty) && !matches!(meant(ACTIONS, text(Field::StateAction)).as_str(), "3");
        let birth = self.record.person.birth_date.map(written_day).unwrap_or_default();
        let own_number = if is_first { self.record.faculty_number() } else { "" };
        let mut values = vec![
            Value { field: Field::Ean, ..listed(Field::FacultyNumber, &world.people.ean(self.record.faculty_number())) },
            listed(Field::BirthDate, &birth),
            Value { text: id.to_owned(), ..speciality_cell(row, self.record) },
        ];
        let fee = value(Field::FeeKind, &world.known.fee_id(text(Field::FeeKind)));
        let reason = value(Field::AdmissionReason, &world.known.reason_id(text(Field::AdmissionReason)));
        let event = value(Field::StateEvent, text(Field::StateEvent));
        let course = value(Field::StudyYear, text(Field::StudyYear));
        values.extend(match sort {
            Sort::Doctor => [
                value(Field::StateOrder, text(Field::StateOrder)),
                value(Field::StateOrderDate, text(Field::StateOrderDate)),
                event,
                course,
                value(Field::Attestation, &meant(MARKS, text(Field::Attestation))),
                fee,
                reason,
                value(Field::DoctoralFrom, text(Field::DoctoralFrom)),
                value(Field::DoctoralTo, text(Field::DoctoralTo)),
            ],
            _ => [
                value(Field::AcademicYear, &first_year(text(Field::AcademicYear))),
                value(Field::Semester, &meant(HALVES, text(Field::Semester))),
                event,
                course,
                value(Field::StudentSemester, &meant(HALVES, text(Field::StudentSemester))),
                fee,
                reason,
                listed(Field::FacultyNumber, own_number),
                value(Field::PriorLevel, &meant(LEVELS, text(Field::PriorLevel))),
            ],
        });
        let field_code = text(Field::PriorFieldCode);
        values.extend([
            value(Field::PriorWhere, &meant(WHERE, text(Field::PriorWhere))),
            value(Field::PriorFieldCode, &if field_code.is_empty() { String::new() } else { world.known.field_code(field_code) }),
            value(Field::Remark, text(Field::Remark)),
            value(Field::RelocatedFrom, text(Field::RelocatedFrom)),
            value(Field::RelocationDocument, text(Field::RelocationDocument)),
            value(Field::RelocationDate, text(Field::RelocationDate)),
        ]);
        for field in [Field::Scholarship, Field::Dormitory, Field::HolidayBase, Field::InternationalProgramme] {
            let word = (world.yes_or_no)(text(field)).map(|is_so| if is_so { "1" } else { "0" });
            values.push(value(field, word.unwrap_or(text(field))));
        }
        let action = meant(ACTIONS, text(Field::StateAction));
        values.push(value(Field::StateAction, if action.is_empty() { "1" } else { &action }));
        debug_assert_eq!(values.len(), FileKind::Semesters.width());
        let mut line = Line::new(self.at, self.record.faculty_number(), sort, values);
        if id.is_empty() && text(Field::StateSpeciality).is_empty() {
            let study = &self.record.study;
            let candidates: Vec<&str> = self.own.iter().map(|speciality| speciality.id.as_str()).collect();
            let words = [study.speciality.as_str(), &study.degree_text, &study.study_form].join(", ");
            let finding = line.finding(Code::StateSpecialityUnknown, Some(2)).found(words);
            line.doubt(finding.arg("candidates", candidates.join(", ")), &[2]);
        } else if id.is_empty() {
            line.values[2].text = text(Field::StateSpeciality).to_owned();
        }
        line
    }
}

/// The specialities of the register that a record's speciality, degree and form may mean.
fn own_specialities<'a>(world: &World<'a>, record: &Record) -> Vec<&'a Speciality> {
    let study = &record.study;
    world.known.specialities_of(&study.speciality, &study.degree_text, &study.study_form)
}

/// The speciality a row is of: the one it names, else the only one of the record.
fn speciality_of<'a>(world: &World<'a>, own: &[&'a Speciality], row: Extra) -> Option<&'a Speciality> {
    match (row.texts.get(&Field::StateSpeciality), own) {
        (Some(id), _) => world.known.speciality(id),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

fn speciality_cell(row: Extra, record: &Record) -> Value {
    match row.texts.get(&Field::StateSpeciality) {
        Some(_) => Value::new("", Field::StateSpeciality, cell_of(Field::StateSpeciality, &[row.place])),
        None => Value::new("", Field::Speciality, cell_of(Field::Speciality, &[&record.place])),
    }
}

/// Words and the digit they stand for.
type Words = &'static [(&'static str, &'static [&'static str])];

const HALVES: Words =
    &[("1", &["i", "1-ви", "първи", "зимен", "зимен семестър"]), ("2", &["ii", "2-ри", "втори", "летен", "летен семестър"])];
const LEVELS: Words = &[("1", &["средно", "средно образование"]), ("2", &["висше", "висше образование"]), ("3", &["липсва"])];
const WHERE: Words = &[("1", &["българия", "в българия"]), ("2", &["чужбина", "в чужбина"])];
const MARKS: Words = &[("1", &["положителна"]), ("2", &["отрицателна"])];
const ACTIONS: Words = &[("1", &["добавяне"]), ("2", &["редакция"]), ("3", &["изтриване"])];

/// The digit of a word; the text itself where it has none.
fn meant(words: Words, text: &str) -> String {
    let folded = fold(text);
    let found = words.iter().find(|(_, spellings)| spellings.contains(&folded.as_str()));
    found.map_or_else(|| text.to_owned(), |(digit, _)| (*digit).to_owned())
}

/// The year in which an academic year begins: `2024/2025`, `2024/25`, `2024-2025`.
fn first_year(text: &str) -> String {
    let (first, rest) = text.split_once(['/', '-', '–']).unwrap_or((text, ""));
    let (Some(year), first) = (number(first.trim()), first.trim()) else { return text.to_owned() };
    let ends = [(year + 1).to_string(), format!("{:02}", (year + 1) % 100)];
    let is_whole = first.len() == 4 && (rest.is_empty() || ends.contains(&rest.trim().to_owned()));
    if is_whole { first.to_owned() } else { text.to_owned() }
}
