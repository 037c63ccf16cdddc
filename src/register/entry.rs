//! A line of the register, and what it records.

use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::Type;
use serde::Serialize;

use crate::model::{Blank, Registration, Step};

/// What an entry records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A number was given to a paper that is to be made.
    #[default]
    Reserved,
    /// The paper was made; its PDF has the hash of the entry.
    Issued,
    /// The paper was made again on another form, because its own was spoiled; the number stays.
    Reissued,
    /// A paper that was numbered before laurea, taken over from the book of that time.
    Imported,
    /// Everybody who signs has signed.
    Signed,
    /// The paper got its number after signature.
    Numbered,
    /// The seals are on it.
    Sealed,
    /// The ministry's sticker is on it.
    Stickered,
    /// It was scanned.
    Scanned,
    /// Its scan was sent to the ministry.
    Submitted,
    /// It was handed over to somebody.
    HandedOver,
    /// It was posted.
    Posted,
    /// The paper, or a reserved number, no longer holds.
    Annulled,
    /// A number of a book that nobody has, and why.
    Gap,
    /// Numbered forms came into stock.
    FormsReceived,
    /// A form was spoiled.
    FormSpoiled,
    /// A form was annulled.
    FormAnnulled,
    /// A form was destroyed.
    FormDestroyed,
    /// A form was lost.
    FormLost,
    /// Stickers came into stock.
    StickersReceived,
    /// Somebody asked for a paper.
    RequestAdded,
    /// Something happened to a request.
    RequestChanged,
    /// Entries were handed out.
    Exported,
    /// The data a paper was made from was removed when its time was over; its hash stays.
    Expired,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 24] = [
        Self::Reserved,
        Self::Issued,
        Self::Reissued,
        Self::Imported,
        Self::Signed,
        Self::Numbered,
        Self::Sealed,
        Self::Stickered,
        Self::Scanned,
        Self::Submitted,
        Self::HandedOver,
        Self::Posted,
        Self::Annulled,
        Self::Gap,
        Self::FormsReceived,
        Self::FormSpoiled,
        Self::FormAnnulled,
        Self::FormDestroyed,
        Self::FormLost,
        Self::StickersReceived,
        Self::RequestAdded,
        Self::RequestChanged,
        Self::Exported,
        Self::Expired,
    ];

    /// The name in the register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Issued => "issued",
            Self::Reissued => "reissued",
            Self::Imported => "imported",
            Self::Signed => "signed",
            Self::Numbered => "numbered",
            Self::Sealed => "sealed",
            Self::Stickered => "stickered",
            Self::Scanned => "scanned",
            Self::Submitted => "submitted",
            Self::HandedOver => "handed-over",
            Self::Posted => "posted",
            Self::Annulled => "annulled",
            Self::Gap => "gap",
            Self::FormsReceived => "forms-received",
            Self::FormSpoiled => "form-spoiled",
            Self::FormAnnulled => "form-annulled",
            Self::FormDestroyed => "form-destroyed",
            Self::FormLost => "form-lost",
            Self::StickersReceived => "stickers-received",
            Self::RequestAdded => "request-added",
            Self::RequestChanged => "request-changed",
            Self::Exported => "exported",
            Self::Expired => "expired",
        }
    }

    /// Whether it is about a paper.
    #[must_use]
    pub fn is_of_paper(self) -> bool {
        self <= Self::Annulled || self == Self::Expired
    }

    /// The step after printing that it records.
    #[must_use]
    pub fn step(self) -> Option<Step> {
        match self {
            Self::Signed => Some(Step::Signed),
            Self::Numbered => Some(Step::Numbered),
            Self::Sealed => Some(Step::Sealed),
            Self::Stickered => Some(Step::Stickered),
            Self::Scanned => Some(Step::Scanned),
            Self::Submitted => Some(Step::Submitted),
            Self::HandedOver | Self::Posted => Some(Step::Delivered),
            _ => None,
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// How a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It has a number and is not made yet.
    Reserved,
    /// It is made and waits for the number it gets after signature.
    AwaitingNumber,
    /// It is made and holds.
    Issued,
    /// It no longer holds.
    Annulled,
}

/// A line of the register. What is said of a paper is said again in each of its later entries, so its last one tells how it
/// stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Entry {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// What it records.
    pub action: Action,
    /// What it is about: the paper's key; of other things `form/SERIES/NUMBER`, `request/NUMBER`, `gap/BOOK/TOTAL` and the like.
    pub document: String,
    /// The kind of paper; of other things empty.
    pub kind: String,
    /// Faculty number of the person.
    pub faculty_number: String,
    /// The person's name, as it was printed.
    pub person_name: String,
    /// The register book; `None` for papers without a number.
    pub book: Option<String>,
    /// Year of the number.
    pub year: Option<i64>,
    /// Running number of the book.
    pub total: Option<i64>,
    /// Running number within the year.
    pub in_year: Option<i64>,
    /// The number as printed.
    pub number: Option<String>,
    /// Date of the number, of issue, or of the step, `YYYY-MM-DD`.
    pub date: String,
    /// Pages of the PDF.
    pub pages: Option<i64>,
    /// SHA-256 of the PDF.
    pub pdf_sha256: Option<String>,
    /// SHA-256 of the data and photo it was made from.
    pub data_sha256: Option<String>,
    /// The paper it is a duplicate of, or speaks of: its key, or `earlier/` and its number in the register before laurea.
    pub original: Option<String>,
    /// Of an annulled paper: the number of the one that holds in its place.
    pub replaced_by: Option<String>,
    /// When it was entered, UTC, `YYYY-MM-DDTHH:MM:SSZ`; `None` in entries of the first two versions.
    pub at: Option<String>,
    /// Who entered it; `None` in entries of the first two versions.
    pub by: Option<String>,
    /// Series of the numbered form.
    pub series: Option<String>,
    /// Number of the form, with its leading zeros.
    pub blank: Option<String>,
    /// Check value of the machine-readable code.
    pub check_value: Option<String>,
    /// What only this action has to say, as a JSON object.
    pub details: Option<String>,
    /// SHA-256 of `data`; `None` in entries of the first two versions, whose hash covers the data itself.
    pub frozen: Option<String>,
    /// Hash of the entry before.
    pub previous: String,
    /// Hash of this entry.
    pub hash: String,
    /// The data it was made from, frozen: a duplicate prints from here. Listings leave it out.
    #[serde(skip)]
    pub data: Option<String>,
}

impl Entry {
    /// The number of the entry, where it has one.
    #[must_use]
    pub fn registration(&self) -> Option<Registration> {
        Some(Registration {
            book: self.book.clone()?,
            year: i16::try_from(self.year?).ok()?,
            total: self.total?.unsigned_abs(),
            in_year: self.in_year?.unsigned_abs(),
            number: self.number.clone()?,
            date: self.day()?,
        })
    }

    /// The date of the entry.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.date.parse().ok()
    }

    /// The numbered form of the entry.
    #[must_use]
    pub fn form(&self) -> Option<Blank> {
        Some(Blank { series: self.series.clone().unwrap_or_default(), number: self.blank.clone()? })
    }

    /// What only this action says, by name.
    #[must_use]
    pub fn detail(&self, name: &str) -> Option<String> {
        let details: serde_json::Value = serde_json::from_str(self.details.as_ref()?).ok()?;
        match details.get(name)? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    /// How the paper stands if this is its last entry.
    #[must_use]
    pub fn state(&self) -> State {
        match self.action {
            Action::Reserved => State::Reserved,
            Action::Annulled => State::Annulled,
            // What was annulled before its data was removed stays so.
            Action::Expired if self.detail(WAS_ANNULLED).is_some() => State::Annulled,
            _ if self.book.is_some() && self.number.is_none() => State::AwaitingNumber,
            _ => State::Issued,
        }
    }

    /// The next entry of the same paper: all that is said of it again, but for what only the last action had to say.
    #[must_use]
    pub(super) fn then(&self, action: Action, date: Date) -> Self {
        Self { action, date: date.to_string(), data: None, frozen: None, data_sha256: None, details: None, ..self.clone() }
    }
}

/// What an entry of removed data says of a paper that no longer held.
pub(super) const WAS_ANNULLED: &str = "annulled";

/// Columns of `entry`, in the order [`entry_of`] reads them.
pub(super) const COLUMNS: [&str; 27] = [
    "seq",
    "action",
    "document",
    "kind",
    "faculty_number",
    "person_name",
    "book",
    "year",
    "total",
    "in_year",
    "number",
    "date",
    "pages",
    "pdf_sha256",
    "data_sha256",
    "original",
    "replaced_by",
    "at",
    "by",
    "series",
    "blank",
    "check_value",
    "details",
    "frozen",
    "previous",
    "hash",
    "data",
];

pub(super) fn entry_of(row: &Row) -> rusqlite::Result<Entry> {
    let action: String = row.get(1)?;
    let action = Action::parse(&action)
        .ok_or_else(|| rusqlite::Error::FromSqlConversionFailure(1, Type::Text, format!("action {action}").into()))?;
    Ok(Entry {
        seq: row.get(0)?,
        action,
        document: row.get(2)?,
        kind: row.get(3)?,
        faculty_number: row.get(4)?,
        person_name: row.get(5)?,
        book: row.get(6)?,
        year: row.get(7)?,
        total: row.get(8)?,
        in_year: row.get(9)?,
        number: row.get(10)?,
        date: row.get(11)?,
        pages: row.get(12)?,
        pdf_sha256: row.get(13)?,
        data_sha256: row.get(14)?,
        original: row.get(15)?,
        replaced_by: row.get(16)?,
        at: row.get(17)?,
        by: row.get(18)?,
        series: row.get(19)?,
        blank: row.get(20)?,
        check_value: row.get(21)?,
        details: row.get(22)?,
        frozen: row.get(23)?,
        previous: row.get(24)?,
        hash: row.get(25)?,
        data: row.get(26)?,
    })
}
