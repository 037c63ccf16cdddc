//! Protocols of forms: which were spoiled or destroyed between two days, as a paper to be signed.

use std::path::PathBuf;

use jiff::civil::Date;

use super::papers::set;
use super::storeroom::words_of;
use super::{Error, Storeroom};
use crate::diag::Lang;
use crate::kind::DocumentKind;
use crate::model::{Blank, Document, Season};
use crate::output::RunFolder;
use crate::plan::{self, FormRow, PaperMaker};
use crate::register::{Action, Entry};
use crate::render::{Fault, Templates};

/// Which forms a protocol is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtocolOf {
    /// Spoiled ones.
    Spoiled,
    /// Destroyed ones.
    Destroyed,
}

impl ProtocolOf {
    /// The kind of the list.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Spoiled => "spoiled-forms-protocol",
            Self::Destroyed => "destroyed-forms-protocol",
        }
    }

    fn action(self) -> Action {
        match self {
            Self::Spoiled => Action::FormSpoiled,
            Self::Destroyed => Action::FormDestroyed,
        }
    }
}

/// A protocol that was made.
#[derive(Debug)]
pub struct Protocol {
    /// Its forms.
    pub count: usize,
    /// Its file; `None` where there was nothing to put into it.
    pub file: Option<PathBuf>,
}

impl Storeroom<'_> {
    /// Makes the protocol of forms that were spoiled or destroyed between two days.
    ///
    /// # Errors
    /// The kind is not installed, or the register or the folder cannot be used.
    pub fn protocol(
        &self,
        of: ProtocolOf,
        (from, until): (Option<Date>, Option<Date>),
        date: Date,
        out: Option<PathBuf>,
    ) -> Result<Protocol, Error> {
        let Some(kind) = self.kinds.get(of.kind()) else {
            let known = self.kinds.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(Error::UnknownKind { found: of.kind().to_owned(), known });
        };
        let rows = self.rows(of, from, until)?;
        if rows.is_empty() {
            return Ok(Protocol { count: 0, file: None });
        }
        let document = document(kind, date);
        let maker = PaperMaker {
            season: &Season::default(),
            institution: &self.config.institution,
            kinds: &self.kinds,
            photos: None,
            is_draft: false,
        };
        let templates = Templates::load(&self.config.pipeline.paths.templates)?;
        let made = maker.make_forms(&document, &rows).map_err(|error| Fault::plain(&error));
        let rendered = made.and_then(|data| set(&templates, kind, &document, &data));
        let rendered = rendered.map_err(|fault| Error::Other(words_of(&fault)))?;
        let path = out.unwrap_or_else(|| self.folder(of, date));
        let mut folder = RunFolder::open(&path)?;
        folder.write(&document.file, &rendered.pdf)?;
        let file = folder.path().join(&document.file);
        folder.close(std::slice::from_ref(&kind.name), &|_| true)?;
        Ok(Protocol { count: rows.len(), file: Some(file) })
    }

    fn folder(&self, of: ProtocolOf, date: Date) -> PathBuf {
        self.config.pipeline.paths.output.join(plan::legal_file_name(&format!("{date}-{}", of.kind())))
    }

    /// The forms of a protocol, by series and number.
    fn rows(&self, of: ProtocolOf, from: Option<Date>, until: Option<Date>) -> Result<Vec<FormRow>, Error> {
        let is_between = |day: &Date| from.is_none_or(|from| from <= *day) && until.is_none_or(|until| *day <= until);
        let mut rows = Vec::new();
        for entry in self.register.forms_marked(of.action())? {
            let (Some(form), Some(day)) = (entry.form(), entry.day().filter(is_between)) else { continue };
            let paper = entry.detail("paper").map(|key| self.register.last_of(&key)).transpose()?.flatten();
            let known = paper.as_ref();
            rows.push(FormRow {
                date: day,
                reason: entry.detail("reason").unwrap_or_default(),
                register_number: known.and_then(|paper| paper.number.clone()),
                person_name: known.map(|paper| paper.person_name.clone()),
                replaced_by: match of {
                    ProtocolOf::Spoiled => known.map(|paper| self.onto(paper, &form)).transpose()?.flatten(),
                    ProtocolOf::Destroyed => None,
                },
                form,
            });
        }
        rows.sort_by_key(|row| (row.form.series.clone(), row.form.number.parse::<u64>().unwrap_or(0)));
        Ok(rows)
    }

    /// The form on which a paper was set again when another was spoiled.
    fn onto(&self, paper: &Entry, spoiled: &Blank) -> Result<Option<Blank>, Error> {
        let said = format!("{} {}", spoiled.series, spoiled.number);
        let life = self.register.paper(&paper.document)?;
        let again = life.iter().flat_map(|life| life.entries()).find(|entry| entry.detail("spoiled").as_ref() == Some(&said));
        Ok(again.and_then(Entry::form))
    }
}

fn document(kind: &DocumentKind, date: Date) -> Document {
    Document {
        key: format!("{}/{date}", kind.name),
        kind: kind.name.clone(),
        record: None,
        request: None,
        faculty_number: String::new(),
        person_name: kind.title.clone(),
        file: format!("{}/{date}.pdf", kind.name),
        lang: Lang::Bg,
        date,
        registration: None,
        blank: None,
    }
}
