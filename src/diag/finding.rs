//! A finding: one defect, its place, its person, what stood there and what should.

use jiff::civil::Date;

use super::{Code, Lang, Level, Origin};

/// What a cell should hold, where that is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// Text.
    Text(String),
    /// A number, written with a decimal point.
    Number(String),
    /// A date.
    Date(Date),
}

/// A field as messages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldTag {
    /// The stable name.
    pub name: &'static str,
    /// The Bulgarian label.
    pub bg: &'static str,
    /// The English label.
    pub en: &'static str,
}

impl FieldTag {
    /// The label in a language.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Bg => self.bg,
            Lang::En => self.en,
        }
    }
}

/// Whom or what a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The inputs as a whole.
    Batch,
    /// The record that stands at this index of the season.
    Record(usize),
    /// The request that stands at this index of the season.
    Request(usize),
    /// The paper with this key (see the plan).
    Document(String),
    /// A row that belongs to nobody known.
    Row,
}

/// One defect in the data. A finding is a value, never an `Err`: stages report everything and go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which defect.
    pub code: Code,
    /// Its weight; set by the profile of the run (`[strictness]`), at first the code's default.
    pub level: Level,
    /// Whom it is about.
    pub subject: Subject,
    /// Faculty number of the person, as the sheet has it; empty where none is known.
    pub faculty_number: String,
    /// Where the value stands.
    pub origin: Option<Origin>,
    /// Another place that belongs to it (the other of two duplicates, the curriculum's line).
    pub also: Option<Origin>,
    /// The field.
    pub field: Option<FieldTag>,
    /// Another field that belongs to it (the event a date should come before).
    pub other_field: Option<FieldTag>,
    /// What stood there; identifiers of persons are masked.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// A value that would do, where one can be proven or strongly guessed.
    pub suggestion: String,
    /// What the cell should hold, where that is proven; unlike the texts above it is never masked.
    pub repair: Option<Repair>,
    /// Further words for the message, by the placeholder's name.
    pub args: Vec<(&'static str, String)>,
}

impl Finding {
    /// A finding of a code about a subject, with nothing further said yet.
    #[must_use]
    pub fn new(code: Code, subject: Subject) -> Self {
        Self {
            code,
            level: code.default_level(),
            subject,
            faculty_number: String::new(),
            origin: None,
            also: None,
            field: None,
            other_field: None,
            found: String::new(),
            expected: String::new(),
            suggestion: String::new(),
            repair: None,
            args: Vec::new(),
        }
    }

    /// With its place.
    #[must_use]
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// With a second place.
    #[must_use]
    pub fn and_at(mut self, origin: Origin) -> Self {
        self.also = Some(origin);
        self
    }

    /// With the person's faculty number.
    #[must_use]
    pub fn of(mut self, faculty_number: &str) -> Self {
        faculty_number.clone_into(&mut self.faculty_number);
        self
    }

    /// With its field.
    #[must_use]
    pub fn field(mut self, field: FieldTag) -> Self {
        self.field = Some(field);
        self
    }

    /// With another field that belongs to it.
    #[must_use]
    pub fn other_field(mut self, field: FieldTag) -> Self {
        self.other_field = Some(field);
        self
    }

    /// With what stood there.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = found.into();
        self
    }

    /// With what should have.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }

    /// With a value that would do.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = suggestion.into();
        self
    }

    /// With the nearest known word, so many letters apart: a guess, and the message says so.
    #[must_use]
    pub fn near(self, word: &str, distance: usize) -> Self {
        self.suggest(word).arg("distance", distance.to_string())
    }

    /// With what the cell should hold, as the run has read it.
    #[must_use]
    pub fn repair(mut self, repair: Repair) -> Self {
        self.repair = Some(repair);
        self
    }

    /// With one more word for the message.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// The value of a message placeholder, in a language.
    #[must_use]
    pub fn placeholder(&self, name: &str, lang: Lang) -> Option<&str> {
        match name {
            "field_label" => self.field.map(|field| field.label(lang)),
            "other_label" => self.other_field.map(|field| field.label(lang)),
            "found" => Some(&self.found),
            "expected" => Some(&self.expected),
            "suggestion" => Some(&self.suggestion),
            "faculty_number" => Some(&self.faculty_number),
            _ => self.args.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()),
        }
    }
}

/// An ЕГН or ЛНЧ as it may be shown: the first and last two characters, the rest covered.
#[must_use]
pub fn mask_identifier(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() < 6 {
        return "•".repeat(letters.len());
    }
    let covered = "•".repeat(letters.len() - 4);
    let (head, tail): (String, String) = (letters[..2].iter().collect(), letters[letters.len() - 2..].iter().collect());
    format!("{head}{covered}{tail}")
}

/// A text with its control and direction characters made visible, so that a terminal, a page or a cell shows what is there.
#[must_use]
pub fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().map(|c| if hidden(c) { format!("⟨U+{:04X}⟩", c as u32) } else { c.to_string() }).collect()
}
