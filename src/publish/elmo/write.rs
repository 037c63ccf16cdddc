//! The file itself, in the order that the schema of ELMO 1.7 asks for.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;

use super::known::Known;
use super::supplement::{Content, Section, StudentNumber, Supplement};
use super::xml::Xml;
use super::{Attachment, Both, Finished, Learner, Part, Study, Twin, words};
use crate::config::LearnerIdentifier;
use crate::model::{Degree, plain_date};

/// Namespace of ELMO 1.
const ELMO: &str = "https://github.com/emrex-eu/elmo-schemas/tree/v1";

/// Namespace of what ELMO has no room for: the Diploma Supplement in a second language.
const OWN: &str = "urn:x-laurea:elmo:1";

/// The six-point scale, and results in words.
const SIX_POINTS: &str = "bg-six-point";
const IN_WORDS: &str = "bg-words";

/// Writes a file.
///
/// # Errors
/// None but those of memory.
pub fn write(twin: &Twin) -> io::Result<Vec<u8>> {
    let known = Known::of(twin.data);
    let file = File { twin, known, study: Study::of(known, twin.finished, twin.degree), learner: Learner::of(known, twin.elmo) };
    let mut xml = Xml::document()?;
    xml.element("elmo", &[("xmlns", ELMO)], |xml| {
        xml.text("generatedDate", &[], &moment(twin.generated))?;
        file.learner(xml)?;
        file.report(xml)
    })?;
    let mut bytes = xml.into_bytes();
    bytes.push(b'\n');
    Ok(bytes)
}

/// Noon in Greenwich: the same day wherever the file is read.
fn moment(day: Date) -> String {
    format!("{day}T12:00:00Z")
}

struct File<'a> {
    twin: &'a Twin<'a>,
    known: Known<'a>,
    study: Study,
    learner: Learner,
}

impl File<'_> {
    fn learner(&self, xml: &mut Xml) -> io::Result<()> {
        let learner = &self.learner;
        xml.element("learner", &[], |xml| {
            xml.token("citizenship", &[], learner.citizenship.unwrap_or_default())?;
            for (kind, value) in &learner.identifiers {
                xml.token("identifier", &[("type", *kind)], value)?;
            }
            // Both must be there, even if somebody has a single name.
            xml.text("givenNames", &[], &learner.given_names)?;
            xml.text("familyName", &[], &learner.family_name)?;
            xml.token("bday", &[], &learner.birth_date.map(|day| day.to_string()).unwrap_or_default())?;
            xml.token("placeOfBirth", &[], &learner.birth_place)?;
            xml.token("gender", &[], learner.sex.unwrap_or_default())
        })
    }

    fn report(&self, xml: &mut Xml) -> io::Result<()> {
        xml.element("report", &[], |xml| {
            self.issuer(xml)?;
            self.programme(xml)?;
            xml.text("issueDate", &[], &moment(self.twin.issued))?;
            self.grading_schemes(xml)?;
            self.twin.attachments.iter().try_for_each(|attachment| attached(xml, attachment))
        })
    }

    fn issuer(&self, xml: &mut Xml) -> io::Result<()> {
        let elmo = self.twin.elmo;
        let name = Both { bg: self.known.at("/institution/name"), en: self.known.at("/institution/name_en") };
        xml.element("issuer", &[], |xml| {
            xml.token("country", &[], &elmo.country)?;
            for (kind, value) in &elmo.issuer {
                xml.token("identifier", &[("type", kind.as_str())], value)?;
            }
            titles(xml, &name)?;
            xml.text("url", &[], &elmo.url)
        })
    }

    fn programme(&self, xml: &mut Xml) -> io::Result<()> {
        xml.element("learningOpportunitySpecification", &[], |xml| {
            titles(xml, &self.study.title)?;
            xml.text("type", &[], "Degree Programme")?;
            descriptions(xml, &self.study.description)?;
            xml.element("specifies", &[], |xml| xml.element("learningOpportunityInstance", &[], |xml| self.studied(xml)))?;
            self.study.parts.iter().try_for_each(|part| {
                xml.element("hasPart", &[], |xml| xml.element("learningOpportunitySpecification", &[], |xml| course(xml, part)))
            })
        })
    }

    /// The programme as this person studied it. It has no credits of its own: its courses have them.
    fn studied(&self, xml: &mut Xml) -> io::Result<()> {
        let (study, twin) = (&self.study, self.twin);
        if twin.finished == Finished::ByDiploma {
            xml.token("identifier", &[("type", "diplomaNumber")], &twin.number)?;
        }
        dates(xml, study.start, study.end)?;
        xml.text("status", &[], study.standing.name())?;
        if !study.overall.is_empty() {
            xml.text("gradingSchemeLocalId", &[], SIX_POINTS)?;
            xml.token("resultLabel", &[], &study.overall)?;
        }
        if let Some(level) = study.degree.map(level) {
            xml.element("level", &[], |xml| {
                xml.text("type", &[], "EQF")?;
                xml.text("description", &[("xml:lang", "en")], "European Qualifications Framework")?;
                xml.text("value", &[], level)
            })?;
        }
        xml.token("languageOfInstruction", &[], study.language.unwrap_or_default())?;
        if !twin.attachments.is_empty() {
            xml.element("attachments", &[], |xml| {
                twin.attachments.iter().try_for_each(|attachment| xml.text("ref", &[], &attachment.id))
            })?;
        }
        let Some((first, others)) = twin.supplements.split_first() else { return Ok(()) };
        if !others.is_empty() {
            xml.element("extension", &[], |xml| {
                others.iter().try_for_each(|other| self.supplement(xml, other, &[("xmlns", OWN)]))
            })?;
        }
        self.supplement(xml, first, &[])
    }

    fn supplement(&self, xml: &mut Xml, supplement: &Supplement, namespace: &[(&str, &str)]) -> io::Result<()> {
        let elmo = self.twin.elmo;
        let is_told = elmo.allows(LearnerIdentifier::FacultyNumber);
        let sections = supplement.sections(if is_told { StudentNumber::Told } else { StudentNumber::Withheld })?;
        let attributes = [namespace, &[("xml:lang", supplement.lang.code())]].concat();
        xml.element("diplomaSupplement", &attributes, |xml| {
            xml.text("version", &[], &elmo.supplement_version.to_string())?;
            xml.text("issueDate", &[], &supplement.source.day().to_string())?;
            xml.text("introduction", &[], &supplement.introduction())?;
            sections.iter().try_for_each(|inner| section(xml, inner))
        })
    }

    /// The scales that results of the file are on.
    fn grading_schemes(&self, xml: &mut Xml) -> io::Result<()> {
        let parts = &self.study.parts;
        if !self.study.overall.is_empty() || parts.iter().any(|part| part.is_grade) {
            scheme(xml, SIX_POINTS, &words::six_point_scale(self.known))?;
        }
        let mut results: Vec<&str> = parts.iter().filter(|part| is_in_words(part)).map(|part| part.result.as_str()).collect();
        results.sort_unstable();
        results.dedup();
        if results.is_empty() { Ok(()) } else { scheme(xml, IN_WORDS, &words::results_in_words(&results)) }
    }
}

fn is_in_words(part: &Part) -> bool {
    !part.is_grade && !part.result.is_empty()
}

/// Level of a degree in the European Qualifications Framework.
///
/// Source: ЗВО, чл. 42; National Qualifications Framework, levels 6 to 8.
fn level(degree: Degree) -> &'static str {
    match degree {
        Degree::ProfessionalBachelor | Degree::Bachelor => "6",
        Degree::Master => "7",
        Degree::Doctor => "8",
    }
}

/// A course or a state exam with its result.
fn course(xml: &mut Xml, part: &Part) -> io::Result<()> {
    xml.token("identifier", &[("type", "courseCode")], &part.code)?;
    titles(xml, &part.title)?;
    xml.text("type", &[], "Course")?;
    descriptions(xml, &part.description)?;
    xml.element("specifies", &[], |xml| {
        xml.element("learningOpportunityInstance", &[], |xml| {
            dates(xml, None, part.date)?;
            xml.text("status", &[], part.standing.name())?;
            if part.is_grade || is_in_words(part) {
                xml.text("gradingSchemeLocalId", &[], if part.is_grade { SIX_POINTS } else { IN_WORDS })?;
                xml.token("resultLabel", &[], &part.result)?;
            }
            if let Some(credits) = &part.credits {
                xml.element("credit", &[], |xml| {
                    xml.text("scheme", &[], if part.counts { "ects" } else { "ects-beyond-programme" })?;
                    xml.text("value", &[], credits)
                })?;
            }
            xml.token("engagementHours", &[], &part.hours.map(|hours| hours.to_string()).unwrap_or_default())
        })
    })
}

fn dates(xml: &mut Xml, start: Option<Date>, end: Option<Date>) -> io::Result<()> {
    let written = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    xml.token("start", &[], &written(start))?;
    xml.token("date", &[], &written(end))
}

/// A name in each language; where there is none at all, an empty one, for there must be one.
fn titles(xml: &mut Xml, name: &Both) -> io::Result<()> {
    let all = name.by_language();
    if all.is_empty() {
        return xml.text("title", &[], "");
    }
    all.iter().try_for_each(|(lang, text)| xml.token("title", &[("xml:lang", *lang)], text))
}

fn descriptions(xml: &mut Xml, said: &Both) -> io::Result<()> {
    let mut all = [("en", &said.en), ("bg", &said.bg)].into_iter().filter(|(_, text)| !text.is_empty());
    all.try_for_each(|(lang, text)| xml.text("description", &[("xml:lang", lang)], text))
}

fn scheme(xml: &mut Xml, id: &str, said: &Both) -> io::Result<()> {
    xml.element("gradingScheme", &[("localId", id)], |xml| descriptions(xml, said))
}

fn section(xml: &mut Xml, of: &Section) -> io::Result<()> {
    xml.element("section", &[("number", of.number.as_str())], |xml| {
        xml.text("title", &[], &of.title)?;
        match &of.content {
            Content::None => {}
            Content::Plain(text) => xml.text("content", &[("type", "text/plain")], text)?,
            Content::Html(html) => xml.markup("content", &[("type", "text/html")], html)?,
        }
        of.additional.iter().try_for_each(|text| xml.text("additionalInformation", &[], text))?;
        of.sections.iter().try_for_each(|inner| section(xml, inner))
    })
}

fn attached(xml: &mut Xml, attachment: &Attachment) -> io::Result<()> {
    let day = plain_date(attachment.date);
    let number = &attachment.number;
    let described = if number.is_empty() {
        Both { bg: format!("от {day} г."), en: format!("of {day}") }
    } else {
        Both { bg: format!("№ {number} от {day} г."), en: format!("No. {number} of {day}") }
    };
    xml.element("attachment", &[], |xml| {
        xml.text("identifier", &[("type", "internal")], &attachment.id)?;
        titles(xml, &attachment.title)?;
        xml.text("type", &[], attachment.kind.name())?;
        descriptions(xml, &described)?;
        let content = format!("data:application/pdf;base64,{}", STANDARD.encode(&attachment.pdf));
        xml.text("content", &[("xml:lang", attachment.lang.code())], &content)
    })
}
