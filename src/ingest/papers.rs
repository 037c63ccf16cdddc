//! Lists of papers that are given to a command: what was signed, sealed, handed over.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::isolation::Isolation;
use super::row::Row;
use super::table::Table;
use super::workbook::{Workbooks, batch};
use crate::config::{Institution, PAPER_KEYS, TableKind};
use crate::diag::{Code, Finding, Origin, Sources, Subject};
use crate::model::Field;

/// A list of papers as it was read.
#[derive(Debug, Default)]
pub struct PaperList {
    /// Its lines.
    pub lines: Vec<PaperLine>,
    /// Whether it has a column of days.
    pub is_dated: bool,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// The file and its sheets.
    pub sources: Sources,
}

/// A line of a list of papers.
#[derive(Debug, Clone)]
pub struct PaperLine {
    /// Its row, from 1.
    pub row: u32,
    /// What it says, by field; nothing is empty.
    pub texts: BTreeMap<Field, String>,
    /// The day it names; what stands there instead where that is no day.
    pub date: Result<Option<Date>, String>,
}

/// What a line may say.
const TEXTS: [Field; 9] = [
    Field::RegisterNumber,
    Field::FacultyNumber,
    Field::Uin,
    Field::RequestedPaper,
    Field::Sticker,
    Field::Recipient,
    Field::Authority,
    Field::RecipientAddress,
    Field::Tracking,
];

/// Reads a list of papers from every sheet that has one.
#[must_use]
pub fn read_papers(path: &Path, institution: &Institution, isolation: &Isolation) -> PaperList {
    let workbooks = Workbooks::read([path], isolation, institution.limits.workbook);
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut list = PaperList::default();
    list.sources.open(path);
    let sheets = workbooks.sheets(path, &mut list.sources, &mut list.findings);
    let mut missing = Vec::new();
    let mut is_there = false;
    for sheet in sheets.into_iter().map(Arc::new) {
        let mut findings = Vec::new();
        let tables = Table::on(&sheet, TableKind::Papers, &name, institution, &mut findings);
        let tables: Vec<Table> = tables.into_iter().filter(|table| PAPER_KEYS.iter().any(|key| table.has_column(*key))).collect();
        if tables.is_empty() {
            missing.extend(findings);
            continue;
        }
        is_there = true;
        list.findings.extend(findings);
        list.is_dated |= tables.iter().any(|table| table.has_column(Field::StepDate));
        for table in &tables {
            list.lines.extend(table.rows().map(|row| line(table, row, institution, &mut list.findings)));
        }
    }
    if !is_there && list.findings.is_empty() {
        missing.truncate(1);
        let none = || batch(Code::SheetEmpty, Origin::sheet(0)).found(&name);
        list.findings.extend(if missing.is_empty() { vec![none()] } else { missing });
    }
    list
}

fn line(table: &Table, at: u32, institution: &Institution, findings: &mut Vec<Finding>) -> PaperLine {
    let written = table.cell(at, Field::StepDate).text();
    let mut row = Row::new(table, at, Subject::Row, "", &institution.words, findings);
    let said = TEXTS.iter().filter(|field| table.has_column(**field)).map(|field| (*field, row.text(*field)));
    let texts = said.filter(|(_, text)| !text.is_empty()).collect();
    let date = match row.date(Field::StepDate) {
        None if !written.is_empty() && !super::row::is_dash(&written) => Err(written),
        date => Ok(date),
    };
    PaperLine { row: at, texts, date }
}
