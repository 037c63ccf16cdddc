//! Requests for papers, and the register kept before laurea.

use super::keys::Keys;
use super::person::capitals;
use super::row::Row;
use super::table::Table;
use crate::config::{Institution, Words};
use crate::diag::{Finding, Subject};
use crate::model::{EarlierEntry, EarlierPaper, Field, OF_REQUESTS, Record, Request};

/// Reads requests and finds their records by faculty number; requests are numbered from `first`.
pub fn read_requests(
    table: &Table,
    first: usize,
    records: &[Record],
    institution: &Institution,
    findings: &mut Vec<Finding>,
) -> Vec<Request> {
    let keys = Keys::of(records);
    let mut requests = Vec::new();
    for row in table.rows() {
        let faculty_number = table.cell(row, Field::FacultyNumber).text();
        let subject = Subject::Request(first + requests.len());
        let mut row = Row::new(table, row, subject, &faculty_number, &institution.words, findings);
        let record = keys.by_number(&faculty_number).record();
        requests.push(request(&mut row, faculty_number, record));
    }
    requests
}

fn request(row: &mut Row, faculty_number: String, record: Option<usize>) -> Request {
    Request {
        number: row.text(Field::RequestNumber),
        date: row.date(Field::RequestDate),
        paper: row.text(Field::RequestedPaper),
        faculty_number,
        person_id: row.identifier(Field::PersonId),
        person_name: row.text(Field::FullName),
        reason: row.text(Field::RequestReason),
        announcement: row.text(Field::Announcement),
        announcement_date: row.date(Field::AnnouncementDate),
        register_number: row.text(Field::RegisterNumber),
        series: row.text(Field::DiplomaSeries),
        blank_number: row.text(Field::BlankNumber),
        copies: row.whole(Field::Copies),
        paid: row.word(Field::Paid, Words::yes_or_no),
        extras: row.extras(OF_REQUESTS),
        record,
        place: row.place(),
    }
}

/// Reads the earlier register.
pub fn read_earlier(table: &Table, institution: &Institution, findings: &mut Vec<Finding>) -> Vec<EarlierEntry> {
    let mut entries = Vec::new();
    for row in table.rows() {
        let mut row = Row::new(table, row, Subject::Row, "", &institution.words, findings);
        entries.push(earlier(&mut row));
    }
    entries
}

fn earlier(row: &mut Row) -> EarlierEntry {
    let parts = [Field::FirstName, Field::MiddleName, Field::LastName];
    // A duplicate prints the name.
    let written = parts.map(|field| row.text(field));
    let names = capitals(row, written, parts, &[]);
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let status = row.text(Field::RegisterStatus);
    EarlierEntry {
        register_number: row.text(Field::RegisterNumber),
        uin: row.text(Field::Uin),
        issue_date: row.date(Field::IssueDate),
        person_id: row.identifier(Field::Egn),
        person_name: if names.is_empty() { row.text(Field::FullName) } else { names.join(" ") },
        is_valid: !row.words().is_annulled(&status),
        says: says(row),
        place: row.place(),
    }
}

/// What the line says of the paper itself; an empty cell says nothing.
fn says(row: &mut Row) -> EarlierPaper {
    let said = |fields: &[Field]| fields.iter().copied().filter(|field| !row.every_text(*field).is_empty()).collect::<Vec<_>>();
    let (texts, dates, grades) = (said(EarlierPaper::TEXTS), said(EarlierPaper::DATES), said(EarlierPaper::GRADES));
    EarlierPaper {
        series: row.text(Field::DiplomaSeries),
        blank_number: row.text(Field::BlankNumber),
        remark: row.text(Field::Remark),
        degree: row.word(Field::Degree, Words::degree),
        texts: texts.into_iter().map(|field| (field, row.text(field))).filter(|(_, text)| !text.is_empty()).collect(),
        dates: dates.into_iter().filter_map(|field| Some((field, row.date(field)?))).collect(),
        grades: grades.into_iter().filter_map(|field| Some((field, row.grade(field)?))).collect(),
    }
}
