//! Small packages made by hand, each with something that a program may write.

mod first_sheet;
mod notes;
mod refusals;
mod values;

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::super::{Amendment, Change, Note, SheetAmendment};
use super::xlsx;
use crate::diag::{Level, Repair};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A package by its parts, in order.
#[derive(Debug, Clone)]
struct Book(Vec<(String, String)>);

impl Book {
    /// One sheet „Лист“ in `xl/worksheets/sheet1.xml` with some rows.
    fn with_rows(rows: &str) -> Self {
        Self::with_sheet(&format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"))
    }

    /// One sheet „Лист“ with the whole of its part.
    fn with_sheet(sheet: &str) -> Self {
        let workbook = format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Лист\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
        );
        let styles = format!(
            "<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"1\"><numFmt numFmtId=\"165\" formatCode=\"d/m/yy;@\"/></numFmts>\
             <fonts count=\"1\"><font><sz val=\"10\"/><name val=\"Arial\"/></font></fonts><fills count=\"2\"><fill/><fill/></fills>\
             <borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"4\"><xf numFmtId=\"0\"/>\
             <xf numFmtId=\"165\" fontId=\"0\"><alignment wrapText=\"1\"/></xf><xf numFmtId=\"49\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
        );
        Self(Vec::new())
            .with("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"></Types>")
            .with("_rels/.rels", &relations(&[("rId1", "officeDocument", "xl/workbook.xml")]))
            .with("xl/workbook.xml", &workbook)
            .with(
                "xl/_rels/workbook.xml.rels",
                &relations(&[("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")]),
            )
            .with("xl/worksheets/sheet1.xml", sheet)
            .with("xl/styles.xml", &styles)
            .with("xl/vbaProject.bin", "\u{1}\u{2}")
    }

    /// With a part, in place of one of that name if there is one.
    fn with(mut self, name: &str, text: &str) -> Self {
        match self.0.iter_mut().find(|(other, _)| other == name) {
            Some(part) => text.clone_into(&mut part.1),
            None => self.0.push((name.to_owned(), text.to_owned())),
        }
        self
    }

    /// With some text of a part replaced.
    fn edited(self, name: &str, from: &str, to: &str) -> Self {
        let text = self.part(name);
        assert!(text.contains(from), "{name} has no {from}");
        self.with(name, &text.replace(from, to))
    }

    fn without(mut self, name: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self
    }

    fn part(&self, name: &str) -> String {
        self.0.iter().find(|(other, _)| other == name).unwrap_or_else(|| panic!("there is no {name}")).1.clone()
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other == name)
    }

    fn bytes(&self) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in &self.0 {
            writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let parts = (0..archive.len()).map(|place| {
            let mut part = archive.by_index(place).unwrap();
            let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
            part.read_to_string(&mut text).unwrap();
            (name, text)
        });
        Self(parts.collect())
    }

    #[track_caller]
    fn amended(&self, amendment: &Amendment) -> Self {
        Self::read(&xlsx(&self.bytes(), amendment).unwrap())
    }

    /// The rows of the only sheet after some changes.
    #[track_caller]
    fn rows_after(&self, changes: &[(u32, u32, Repair)]) -> String {
        inside(&self.amended(&changed(changes)).part("xl/worksheets/sheet1.xml"), "sheetData")
    }
}

fn relations(relations: &[(&str, &str, &str)]) -> String {
    let each = relations.iter().map(|(id, kind, target)| {
        let kind = if kind.starts_with("http") { (*kind).to_owned() } else { format!("{OFFICE}/{kind}") };
        format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>")
    });
    let each: String = each.collect();
    format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{each}</Relationships>")
}

/// What stands between the tags of an element.
#[track_caller]
fn inside(text: &str, name: &str) -> String {
    let (_, rest) = text.split_once(&format!("<{name}")).unwrap_or_else(|| panic!("no {name} in {text}"));
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split_once(&format!("</{name}>")).unwrap_or_else(|| panic!("no end of {name} in {text}")).0.to_owned()
}

fn changed(changes: &[(u32, u32, Repair)]) -> Amendment {
    let changes = changes.iter().map(|(row, column, value)| Change { row: *row, column: *column, value: value.clone() });
    let sheet = SheetAmendment { name: "Лист".to_owned(), changes: changes.collect(), ..SheetAmendment::default() };
    Amendment { sheets: vec![sheet], overview: None }
}

fn noted(notes: &[(u32, u32, Level, &str)]) -> Amendment {
    let notes = notes.iter().map(|(row, column, level, text)| Note {
        row: *row,
        column: *column,
        level: *level,
        text: (*text).to_owned(),
    });
    let sheet = SheetAmendment { name: "Лист".to_owned(), notes: notes.collect(), ..SheetAmendment::default() };
    Amendment { sheets: vec![sheet], overview: None }
}

fn number(text: &str) -> Repair {
    Repair::Number(text.to_owned())
}

fn words(text: &str) -> Repair {
    Repair::Text(text.to_owned())
}
