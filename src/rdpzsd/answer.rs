//! What the state register answers: rows with errors, or the persons it has entered; each traced back to the registrar's cells.

use super::codes::{FileKind, code};
use super::line::shown;
use super::sent::Sent;
use super::text::{is_ean, number};
use crate::config::fold;
use crate::diag::{Code, Finding, Origin, Sources, Subject};

/// A sheet of the answer as plain texts.
#[derive(Debug, Clone, Default)]
pub struct AnswerSheet {
    /// Its index in the sources.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// Its rows, from 1, with their filled cells by column, from 1.
    pub rows: Vec<(u32, Vec<(u32, String)>)>,
}

/// What a workbook of the register says.
#[derive(Debug)]
pub enum Answer {
    /// Rows with errors of a file that was sent.
    Errors(FileKind, Vec<ErrorRow>),
    /// Persons that were entered.
    People(People),
    /// Nothing that is known.
    Nothing,
}

/// A row with errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRow {
    /// Its place in the answer.
    pub origin: Origin,
    /// Row of the file, from 1; what stands there instead where it is none.
    pub row: Result<usize, String>,
    /// Numbers of the rules; what stands there instead where one is none.
    pub numbers: Vec<Result<u16, String>>,
    /// What the answer repeats of the row, by field from 0.
    pub repeated: Vec<(usize, String)>,
}

/// Persons that were entered.
pub type People = Vec<Person>;

/// A person that was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Its place in the answer.
    pub origin: Origin,
    /// The academic number; what stands there instead where it is none.
    pub ean: Result<String, String>,
    /// ЕГН, ЛНЧ and ИДН; empty where there is none.
    pub identifiers: [String; 3],
}

/// Headers of the answer about persons, in the order of the file's fields.
const PERSONS: [&str; 30] = [
    "ЕАН",
    "ЕГН",
    "ЛНЧ",
    "ИДН",
    "Дата на раждане",
    "Първо име",
    "Бащино име",
    "Фамилия",
    "Други имена",
    "Първо име на английски",
    "Бащино име на английски",
    "Фамилия на английски",
    "Други имена на английски",
    "Пол",
    "Лична електронна поща",
    "Телефон",
    "Месторождение - държава",
    "Месторождение - населено място",
    "Месторождение - област",
    "Месторождение - община",
    "Месторождение - населено място в чужбина",
    "Постоянно местоживеене - държава",
    "Постоянно местоживеене - населено място",
    "Постоянно местоживеене - област",
    "Постоянно местоживеене - община",
    "Постоянно местоживеене - п.к.",
    "Постоянно местоживеене - адрес",
    "Постоянно местоживеене - адрес в чужбина",
    "Гражданство",
    "Второ гражданство",
];

/// Headers of the answer about semesters, by field; the sheet of doctoral students has its own words for some.
const SEMESTERS: [&[&str]; 23] = [
    &["ЕАН"],
    &["Дата на раждане"],
    &["ID на специалност", "ID на докторска програма"],
    &["СИ - Учебна година", "ИО - Номер на протокол/заповед"],
    &["СИ - Учебен семестър", "ИО - Дата на протокол/заповед"],
    &["СИ - Семестриално събитие", "ИО - Събитие"],
    &["СИ - Курс на студента", "ИО - Година на обучение"],
    &["СИ - Семестър на студента", "ИО - Оценка от атестация"],
    &["СИ - Вид на таксата", "ИО - Вид на таксата"],
    &["Основание за прием"],
    &["Факултетен номер", "Дата на зачисляване"],
    &["ПО - Вид", "Очаквана дата на отчисляване"],
    &["ПО - В България/В чужбина"],
    &["ПО (висше) - Професионално направление"],
    &["СИ - Бележка", "ИО - Бележка"],
    &["СИ - Преместен от", "ИО - Преместен от"],
    &["СИ - Номер на документ за признаване", "ИО - Номер на документ за признаване"],
    &["СИ - Дата на документ за признаване", "ИО - Дата на документ за признаване"],
    &["Стипендия"],
    &["Общежитие"],
    &["Почивни бази"],
    &["Межд. програми"],
    &["Действие"],
];

const ROW: &str = "Ред в .txt файл";
const NUMBERS: &str = "Номер на грешка";

/// Reads a workbook of the register: sheets are known by their columns, whatever they are called.
#[must_use]
pub fn read_answer(sheets: &[AnswerSheet]) -> Answer {
    let (mut kinds, mut rows, mut people) = (Vec::new(), Vec::new(), None);
    for sheet in sheets {
        if let Some(header) = Header::find(sheet, &[ROW, NUMBERS]) {
            let kind = if header.has("ЕГН") || header.has("ЛНЧ") { FileKind::Persons } else { FileKind::Semesters };
            // Without a repeated field the name of the sheet is all there is.
            let is_bare = header.columns.len() == 2;
            let kind = if is_bare && fold(&sheet.name) == fold("Открити грешки") { FileKind::Persons } else { kind };
            kinds.push(kind);
            rows.extend(header.below(sheet).map(|(row, cells)| error_row(sheet, &header, kind, *row, cells)));
        } else if let Some(header) =
            Header::find(sheet, &["ЕАН"]).filter(|h| ["ЕГН", "ЛНЧ", "ИДН"].iter().any(|name| h.has(name)))
        {
            let people = people.get_or_insert_with(People::new);
            people.extend(header.below(sheet).map(|(row, cells)| person(sheet, &header, *row, cells)));
        }
    }
    match (kinds.first(), people) {
        (Some(kind), _) => Answer::Errors(*kind, rows),
        (None, Some(people)) => Answer::People(people),
        (None, None) => Answer::Nothing,
    }
}

/// The header of a sheet: columns by their folded names.
struct Header {
    row: u32,
    columns: Vec<(u32, String)>,
}

impl Header {
    /// The first row that has all of some columns.
    fn find(sheet: &AnswerSheet, wanted: &[&str]) -> Option<Self> {
        sheet.rows.iter().take(20).find_map(|(row, cells)| {
            let columns: Vec<(u32, String)> = cells.iter().map(|(column, text)| (*column, fold(text))).collect();
            let header = Self { row: *row, columns };
            wanted.iter().all(|name| header.has(name)).then_some(header)
        })
    }

    fn has(&self, name: &str) -> bool {
        self.column(name).is_some()
    }

    fn column(&self, name: &str) -> Option<u32> {
        self.columns.iter().find(|(_, header)| *header == fold(name)).map(|(column, _)| *column)
    }

    fn below<'a>(&self, sheet: &'a AnswerSheet) -> impl Iterator<Item = &'a (u32, Vec<(u32, String)>)> {
        let header = self.row;
        sheet.rows.iter().filter(move |(row, _)| *row > header)
    }

    fn text(&self, cells: &[(u32, String)], name: &str) -> String {
        let column = self.column(name);
        cells.iter().find(|(at, _)| Some(*at) == column).map_or_else(String::new, |(_, text)| text.trim().to_owned())
    }
}

fn error_row(sheet: &AnswerSheet, header: &Header, kind: FileKind, row: u32, cells: &[(u32, String)]) -> ErrorRow {
    let written = header.text(cells, ROW);
    let at = number(&written).filter(|at| *at > 0).and_then(|at| usize::try_from(at).ok()).ok_or(written);
    let numbers = header.text(cells, NUMBERS);
    let numbers = numbers.split([';', ',']).map(str::trim).filter(|part| !part.is_empty());
    let numbers = numbers.map(|part| part.parse().map_err(|_| part.to_owned())).collect();
    let repeated = (0..kind.width()).filter_map(|column| {
        let names: &[&str] = match kind {
            FileKind::Persons => std::slice::from_ref(&PERSONS[column]),
            FileKind::Semesters => SEMESTERS[column],
        };
        let name = names.iter().find(|name| header.has(name))?;
        Some((column, header.text(cells, name)))
    });
    ErrorRow { origin: Origin::row(sheet.index, row), row: at, numbers, repeated: repeated.collect() }
}

fn person(sheet: &AnswerSheet, header: &Header, row: u32, cells: &[(u32, String)]) -> Person {
    let ean = header.text(cells, "ЕАН");
    let ean = if is_ean(&ean) { Ok(ean) } else { Err(ean) };
    let identifiers = ["ЕГН", "ЛНЧ", "ИДН"].map(|name| header.text(cells, name));
    Person { origin: Origin::row(sheet.index, row), ean, identifiers }
}

impl ErrorRow {
    /// Whether the row is that of a file: what the answer repeats stands there.
    fn is_of(&self, sent: &Sent) -> bool {
        let Some(row) = self.row.as_ref().ok().and_then(|row| sent.rows.get(row - 1)) else { return false };
        self.repeated.iter().all(|(column, text)| row.get(*column).is_some_and(|sent| same(sent, text)))
    }
}

/// A field as the answer repeats it: a number may have lost its zeros on the way through a spreadsheet.
fn same(sent: &str, repeated: &str) -> bool {
    let bare = |text: &str| text.trim().trim_start_matches('0').to_owned();
    sent.trim() == repeated.trim() || (number(sent).is_some() && bare(sent) == bare(repeated))
}

/// Findings of rows with errors at the registrar's cells, by the file they are of; `None` where they are of none of the files.
pub(crate) fn findings_of<'a>(
    kind: FileKind,
    rows: &[ErrorRow],
    files: &'a [Sent],
    sources: &mut Sources,
) -> Option<(&'a Sent, Vec<Finding>)> {
    let fitting = |sent: &Sent| rows.iter().filter(|row| row.is_of(sent)).count();
    let of_kind = files.iter().filter(|sent| sent.kind == kind);
    // Of files that fit equally well the last by name: the one that was written last where names are dated.
    let sent = of_kind.max_by_key(|sent| fitting(sent)).filter(|sent| rows.is_empty() || fitting(sent) > 0)?;
    let sheets = sent.open(sources);
    let mut findings = Vec::new();
    for row in rows {
        let whole = |code: Code, found: &str| Finding::new(code, Subject::Batch).at(row.origin).found(found);
        let Some(at) = row.row.as_ref().ok().filter(|_| row.is_of(sent)).map(|row| row - 1) else {
            let found = match &row.row {
                Ok(number) => number.to_string(),
                Err(text) => text.clone(),
            };
            findings.push(whole(Code::StateAnswerRow, &found).arg("file", sent.name.clone()));
            continue;
        };
        for number in &row.numbers {
            let known = number.as_ref().ok().and_then(|number| code(kind, *number));
            let Some(rule) = known else {
                let found = number.as_ref().map_or_else(Clone::clone, u16::to_string);
                findings.push(whole(Code::StateAnswerCode, &found));
                continue;
            };
            let trace = &sent.traces[at];
            let finding = Finding::new(Code::StateAnswerError, Subject::Row).of(&trace.faculty_number).and_at(row.origin);
            let finding = finding.arg("number", rule.number.to_string()).arg("text", rule.text.clone());
            let cell = trace.cells.get(rule.column.unwrap_or(0));
            findings.push(match cell.and_then(|cell| Some((cell, cell.origin(&sheets)?))) {
                Some((_, origin)) if rule.column.is_none() => finding.at(Origin::row(origin.sheet, origin.row)),
                Some((cell, origin)) => {
                    let text = rule.column.and_then(|column| sent.rows[at].get(column)).map_or("", String::as_str);
                    let finding = finding.at(origin);
                    match cell.field {
                        Some(field) => finding.field(field.tag()).found(shown(field, text)),
                        None => finding.found(text),
                    }
                }
                None => finding,
            });
        }
    }
    Some((sent, findings))
}
