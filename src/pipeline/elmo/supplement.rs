//! The Diploma Supplement of a graduate, in each language: as it was issued, else from the data of diploma and appendix.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Export, Held, SUPPLEMENT, base, by_knowledge, day_of};
use crate::config::SupplementOf;
use crate::diag::Lang;
use crate::kind::DocumentKind;
use crate::model::{Field, GradeWord, language_in_english};
use crate::pipeline::Error;
use crate::publish::elmo::{Known, Source, Supplement};

/// The languages, in the order of those who read ELMO.
const LANGUAGES: [Lang; 2] = [Lang::En, Lang::Bg];

impl Export<'_> {
    /// The supplement in English and in Bulgarian, as far as there is one.
    pub(super) fn supplements(
        &self,
        principal: &Held,
        companions: &[Held],
        older: &[Held],
        generated: Date,
    ) -> Result<Vec<Supplement>, Error> {
        let mut found = Vec::new();
        for lang in LANGUAGES {
            let is_it = |held: &&Held| base(&held.paper.last().kind) == SUPPLEMENT && language_of(&held.data) == lang;
            match companions.iter().find(is_it) {
                Some(issued) => found.push(Supplement {
                    lang,
                    texts: issued.data["texts"].clone(),
                    source: Source::Issued(day_of(issued.paper)),
                    data: issued.data.clone(),
                }),
                None => found.extend(self.made(lang, principal, &by_knowledge(principal, companions, older), generated)?),
            }
        }
        Ok(found)
    }

    /// One that was not issued, in the words of the kind as it is installed.
    fn made(&self, lang: Lang, principal: &Held, data: &[Value], generated: Date) -> Result<Option<Supplement>, Error> {
        let is_wanted = self.elmo.supplement == SupplementOf::Always;
        let own = base(&principal.paper.last().kind);
        let goes = |kind: &&DocumentKind| is_wanted && kind.companion_of.as_deref() == Some(own);
        let Some(kind) = self.kinds.get(SUPPLEMENT).filter(goes) else { return Ok(None) };
        let known = Known::of(data);
        let Some(texts) = kind.texts.get(&lang).filter(|_| is_complete(kind, known)) else { return Ok(None) };
        let lists = [Field::Courses, Field::StateExams];
        let mut data = known.as_paper(&kind.name, kind.fields().into_iter().filter(|field| !lists.contains(field)));
        data["lang"] = json!(lang.code());
        complete(&mut data["fields"], known);
        let day = day_of(principal.paper);
        let texts = texts.render(&data, day).map_err(Error::Other)?;
        let number = principal.paper.last().number.clone().unwrap_or_default();
        Ok(Some(Supplement { lang, data, texts, source: Source::Made { on: generated, number, of: day } }))
    }
}

/// Whether the papers say everything that a supplement needs.
fn is_complete(kind: &DocumentKind, known: Known) -> bool {
    kind.needs.iter().all(|field| match field {
        Field::Courses => !known.rows("courses").is_empty(),
        Field::StateExams => !known.rows("state_exams").is_empty(),
        field => known.field(field.name()).is_some(),
    })
}

/// Fields that diploma and appendix do not print, and that follow from those they do.
fn complete(fields: &mut Value, known: Known) {
    let language = language_in_english(&known.line("language")).map(str::to_owned);
    let word = GradeWord::ALL.into_iter().find(|word| word.bulgarian() == known.line("overall_word"));
    let letter = word.map(|word| known.at(&format!("/institution/ects/{}", word.name().replace('-', "_"))));
    for (field, value) in [(Field::LanguageEn, language), (Field::OverallEcts, letter.filter(|letter| !letter.is_empty()))] {
        if fields[field.name()].is_null() {
            fields[field.name()] = json!(value);
        }
    }
}

/// The language of a paper.
pub fn language_of(data: &Value) -> Lang {
    if data["lang"] == Lang::En.code() { Lang::En } else { Lang::Bg }
}
