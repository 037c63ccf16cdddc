//! The key of a season with planted defects: what, where, whose.

use std::fmt::Write as _;

use super::sheet::Sheet;

/// What became of a student's photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shot {
    Good,
    Missing,
    CutOff,
    TooSmall,
}

/// One planted defect and where it is; a missing row has no cell.
#[derive(Debug, Clone)]
pub(super) struct Defect {
    pub kind: &'static str,
    /// Workbook, row and column of the plain sheets.
    pub at: Option<(Book, usize, usize)>,
    workbook: &'static str,
    sheet: String,
    cell: Option<String>,
    pub faculty_number: Option<String>,
}

/// All planted defects, and the photos that are not good.
#[derive(Debug, Default)]
pub(super) struct Planted {
    pub defects: Vec<Defect>,
    pub shots: Vec<(u64, Shot)>,
}

impl Planted {
    /// What to write for the student of that index.
    pub(super) fn shot(&self, student: u64) -> Shot {
        self.shots.iter().find(|(index, _)| *index == student).map_or(Shot::Good, |(_, shot)| *shot)
    }

    /// The key, one object a defect.
    pub(super) fn json(&self) -> String {
        let mut json = String::from("[\n");
        for (place, defect) in self.defects.iter().enumerate() {
            let comma = if place + 1 < self.defects.len() { "," } else { "" };
            // Writing to a String cannot fail.
            let _ = writeln!(json, "  {}{comma}", defect.json());
        }
        json + "]\n"
    }

    /// Adds a defect; `number` may be empty.
    pub(super) fn note(&mut self, kind: &'static str, book: Book, sheet: &Sheet, cell: Option<(usize, usize)>, number: &str) {
        self.defects.push(Defect {
            kind,
            at: cell.map(|(row, column)| (book, row, column)),
            workbook: book.file(),
            sheet: sheet.name.clone(),
            cell: cell.map(|(row, column)| sheet.cell_name(row, column)),
            faculty_number: (!number.is_empty()).then(|| number.to_owned()),
        });
    }
}

impl Defect {
    fn json(&self) -> String {
        let text = |value: Option<&str>| value.map_or_else(|| "null".to_owned(), quoted);
        format!(
            r#"{{ "kind": {}, "workbook": {}, "sheet": {}, "cell": {}, "faculty_number": {} }}"#,
            quoted(self.kind),
            quoted(self.workbook),
            quoted(&self.sheet),
            text(self.cell.as_deref()),
            text(self.faculty_number.as_deref())
        )
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A workbook with defects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Book {
    Students,
    Grades,
    Finals,
    Requests,
}

impl Book {
    fn file(self) -> &'static str {
        match self {
            Self::Students => "students.xlsx",
            Self::Grades => "grades.xlsx",
            Self::Finals => "state_exams.xlsx",
            Self::Requests => "requests.xlsx",
        }
    }
}
