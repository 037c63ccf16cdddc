//! `[submission]`, as written and as meant: which papers go to the ministry, under which names, in archives of which size.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Reader;

/// `[submission]`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSubmission {
    /// Code of the institution in names of files and archives. Default: `code`.
    pub institution: Option<String>,
    /// Name of a scanned page without its ending, a Tera string over `institution`, `kind`, `language`, `year`, `number`, `total`,
    /// `in_year`, `page`, `pages`, `faculty_number`. The default names no person.
    pub file_name: Option<String>,
    /// Name of an issued PDF without its ending, over the same but `page`.
    pub pdf_name: Option<String>,
    /// Largest archive in MB. Default: 50.
    pub archive_mb: Option<u64>,
    /// What an archive holds at most: `none` (everything), `faculty` or `class` (a faculty, speciality, degree and form of study).
    /// Default: none.
    pub split: Option<String>,
    /// Whether the issued PDFs go along with the scans. Default: false.
    pub with_pdfs: Option<bool>,
    /// The kinds that go. Default: those with the step `submitted`, and what goes with them.
    pub kinds: Option<Vec<String>>,
    /// Days after scanning within which papers are to be sent. Default: 3.
    pub days: Option<u32>,
    /// Least length of the long side of a scan, in pixels. Default: 1024.
    pub long_side: Option<u32>,
    /// Least resolution of a scan, in dots per inch. Default: 150.
    pub dpi: Option<u32>,
    /// Least share of pixels that are not grey, in per cent, as a text: `"0.5"`, the default.
    pub colour: Option<String>,
}

/// What goes to the ministry.
///
/// Source: diplomas are scanned once the sticker is on them, the images are packed and sent within three days, and the files are kept
/// (workflow of the diploma, steps 15 and 16).
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// Code of the institution in names of files and archives.
    pub institution: String,
    /// Name of a scanned page, a Tera string.
    pub file_name: String,
    /// Name of an issued PDF, a Tera string.
    pub pdf_name: String,
    /// Largest archive in bytes.
    pub archive_bytes: u64,
    /// What an archive holds at most.
    pub split: Split,
    /// Whether the issued PDFs go along.
    pub with_pdfs: bool,
    /// The kinds that go; `None` for those with the step and their companions.
    pub kinds: Option<Vec<String>>,
    /// Days after scanning within which papers are to be sent.
    pub days: u32,
    /// What a scan must be like.
    pub gate: Gate,
}

/// What a scan must be like.
///
/// Source: the rules of the register of secondary-school diplomas, the nearest that are public.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// Least length of the long side in pixels.
    pub long_side: u32,
    /// Least resolution in dots per inch.
    pub dpi: u32,
    /// Least share of pixels that are not grey, from 0 to 1.
    pub colour_share: f64,
}

/// What an archive holds at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Everything.
    None,
    /// One faculty.
    Faculty,
    /// One class: faculty, speciality, degree and form of study.
    Class,
}

impl Split {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::None, Self::Faculty, Self::Class];

    /// The word in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Faculty => "faculty",
            Self::Class => "class",
        }
    }
}

/// What a name of a file may say.
pub const NAME_VARIABLES: [&str; 10] =
    ["institution", "kind", "language", "year", "number", "total", "in_year", "page", "pages", "faculty_number"];

/// What names of files are made of.
#[derive(Debug, Clone, Default)]
pub struct NameFacts {
    /// The kind of paper.
    pub kind: String,
    /// Its language, where the kind has several; else empty.
    pub language: String,
    /// Year of its number; empty where it has none.
    pub year: String,
    /// Its registration number.
    pub number: String,
    /// Running number of the book; empty where it has none.
    pub total: String,
    /// Running number within the year; empty where it has none.
    pub in_year: String,
    /// Pages it has.
    pub pages: u32,
    /// Faculty number of the person.
    pub faculty_number: String,
}

impl Submission {
    /// The name of a page of a paper, from 1, or of its PDF, as the pattern has it.
    ///
    /// # Errors
    /// What Tera says against the pattern.
    pub fn name_of(&self, facts: &NameFacts, page: Option<u32>) -> Result<String, String> {
        let mut context = tera::Context::new();
        let texts = [
            ("institution", &self.institution),
            ("kind", &facts.kind),
            ("language", &facts.language),
            ("year", &facts.year),
            ("number", &facts.number),
            ("total", &facts.total),
            ("in_year", &facts.in_year),
            ("faculty_number", &facts.faculty_number),
        ];
        for (name, text) in texts {
            context.insert(name, text);
        }
        context.insert("pages", &facts.pages);
        if let Some(page) = page {
            context.insert("page", &page);
        }
        let pattern = if page.is_some() { &self.file_name } else { &self.pdf_name };
        tera::Tera::one_off(pattern, &context, false).map_err(|error| error.to_string())
    }
}

/// Bytes of a MB, as limits of mail and of portals count them.
const MB: u64 = 1_000_000;

impl Default for Submission {
    fn default() -> Self {
        let name = "{{ institution }}_{{ kind }}{% if language %}-{{ language }}{% endif %}_{{ year }}_{{ number }}";
        Self {
            institution: String::new(),
            file_name: format!("{name}_{{{{ page }}}}"),
            pdf_name: name.to_owned(),
            archive_bytes: 50 * MB,
            split: Split::None,
            with_pdfs: false,
            kinds: None,
            days: 3,
            gate: Gate { long_side: 1024, dpi: 150, colour_share: 0.005 },
        }
    }
}

impl Reader<'_> {
    /// What goes to the ministry; `code` is the institution's.
    pub(super) fn submission(&mut self, raw: &RawSubmission, code: Option<&String>) -> Submission {
        let default = Submission::default();
        let split = raw.split.as_ref().and_then(|word| self.word("submission.split", word, &Split::ALL, Split::name));
        Submission {
            institution: raw.institution.as_ref().or(code).cloned().unwrap_or_else(|| "LAUREA".to_owned()),
            file_name: self.file_name("submission.file_name", raw.file_name.as_ref(), default.file_name, true),
            pdf_name: self.file_name("submission.pdf_name", raw.pdf_name.as_ref(), default.pdf_name, false),
            archive_bytes: self.archive_bytes(raw.archive_mb).unwrap_or(default.archive_bytes),
            split: split.unwrap_or(default.split),
            with_pdfs: raw.with_pdfs.unwrap_or(default.with_pdfs),
            kinds: raw.kinds.clone(),
            days: raw.days.unwrap_or(default.days),
            gate: Gate {
                long_side: raw.long_side.unwrap_or(default.gate.long_side),
                dpi: raw.dpi.unwrap_or(default.gate.dpi),
                colour_share: self.share(raw.colour.as_ref()).unwrap_or(default.gate.colour_share),
            },
        }
    }

    /// A name that Tera can read, that asks for nothing unknown and, of a page, says which.
    fn file_name(&mut self, key: &str, written: Option<&String>, default: String, is_of_page: bool) -> String {
        let Some(written) = written else { return default };
        let known: Vec<&str> = NAME_VARIABLES.into_iter().filter(|name| is_of_page || *name != "page").collect();
        self.number_format(key, written, &known);
        let mut tera = tera::Tera::default();
        let is_read = tera.add_raw_template("name", written).is_ok();
        let says_page = || tera.get_template_variables("name").into_iter().flatten().any(|variable| variable == "page");
        if is_of_page && is_read && !says_page() {
            self.complain(key, "config-name-page", &[]);
        }
        written.clone()
    }

    fn archive_bytes(&mut self, mb: Option<u64>) -> Option<u64> {
        let mb = mb?;
        if !(1..=4_000).contains(&mb) {
            self.complain("submission.archive_mb", "config-archive-mb", &[("found", &mb.to_string())]);
        }
        Some(mb.clamp(1, 4_000) * MB)
    }

    fn share(&mut self, percent: Option<&String>) -> Option<f64> {
        let text = percent?;
        let share = text.replace(',', ".").parse::<f64>().ok().filter(|share| (0.0..=100.0).contains(share));
        if share.is_none() {
            self.complain("submission.colour", "config-per-cent", &[("found", text)]);
        }
        share.map(|share| share / 100.0)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::{Complaints, Institution};

    use super::*;

    fn read(lines: &str) -> (Submission, Vec<String>) {
        let mut complaints = Complaints::new();
        let text = format!("name = {{ bg = \"У\" }}\nseat = {{ bg = \"гр. Русе\" }}\ncode = \"DUS\"\n[submission]\n{lines}\n");
        let institution = Institution::parse(Path::new("institution.toml"), text, &mut complaints);
        // Of the sheets it says nothing, which is complained of too.
        let own = complaints.iter().filter(|complaint| complaint.message != "config-missing");
        (institution.submission, own.map(|complaint| complaint.message.to_owned()).collect())
    }

    #[test]
    fn without_a_word_the_default_holds_and_names_no_person() {
        let (meant, complaints) = read("");
        assert_eq!(meant, Submission { institution: "DUS".to_owned(), ..Submission::default() });
        assert!(complaints.is_empty(), "{complaints:?}");
        assert!(!meant.file_name.contains("faculty_number") && meant.archive_bytes == 50_000_000);
    }

    #[test]
    fn names_say_the_paper_and_its_page() {
        let (meant, _) = read("");
        let facts = NameFacts {
            kind: "diploma".to_owned(),
            year: "2025".to_owned(),
            number: "6001-1/2025".to_owned(),
            pages: 2,
            ..NameFacts::default()
        };
        assert_eq!(meant.name_of(&facts, Some(2)).as_deref(), Ok("DUS_diploma_2025_6001-1/2025_2"));
        let facts = NameFacts { language: "en".to_owned(), kind: "supplement".to_owned(), ..facts };
        assert_eq!(meant.name_of(&facts, None).as_deref(), Ok("DUS_supplement-en_2025_6001-1/2025"));
    }

    #[test]
    fn what_cannot_be_meant_is_complained_of() {
        let wrong = [
            ("file_name = \"{{ number }}\"", "config-name-page"),
            ("file_name = \"{{ egn }}_{{ page }}\"", "config-number-variable"),
            ("pdf_name = \"{{ number }}_{{ page }}\"", "config-number-variable"),
            ("file_name = \"{{ page\"", "config-number-format"),
            ("split = \"student\"", "config-unknown-word"),
            ("archive_mb = 0", "config-archive-mb"),
            ("colour = \"much\"", "config-per-cent"),
        ];
        for (line, message) in wrong {
            let (_, complaints) = read(line);
            assert!(complaints.len() == 1 && complaints[0].contains(message), "{line}: {complaints:?}");
        }
        let (meant, complaints) = read("colour = \"1,5\"\nsplit = \"class\"\nfile_name = \"{{ faculty_number }}_{{ page }}\"");
        assert!(complaints.is_empty() && meant.split == Split::Class && (meant.gate.colour_share - 0.015).abs() < 1e-9);
    }
}
