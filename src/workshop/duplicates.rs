//! Papers about another paper: the duplicate of a sample, its overprint, its letters.

use jiff::Span;
use jiff::civil::Date;
use serde_json::Value;

use super::samples::{Papers, Samples, as_if_served, blank, registration};
use super::{Case, Workshop};
use crate::diag::{Code, Lang};
use crate::kind::{DocumentKind, Kinds};
use crate::model::{Blank, Document, Record, Registration, Request, Season};
use crate::plan::{self, About, Held, Original, PaperMaker};

/// The kinds of an original and of what was issued with it.
pub(super) const ORIGINALS: [&str; 2] = ["diploma", "appendix"];

/// How sentences begin that give a reason of a refusal.
const REASON: &str = "reason_";

/// Days from the graduation to the issue of an original.
const DAYS: i64 = 14;

impl Workshop {
    /// Adds the papers of a case about an original that was issued to its person.
    pub(super) fn add_about(&self, at: usize, case: &Case, samples: &mut Samples) {
        let kind = samples.kind();
        let number = |number: &String| self.season.records.iter().find(|record| record.faculty_number() == number);
        for record in case.students.iter().filter_map(number) {
            let season = Season { records: vec![record.clone()], ..Season::default() };
            let Some((original, day)) = self.original(case, &samples.kinds, &season) else { continue };
            if !plan::lacking(kind, &original).is_empty() || !kind.serves(&as_if_served(kind, record)) {
                continue;
            }
            let Some(request) = self.as_if_lost(record, &original) else { continue };
            let mut season = season;
            season.requests.push(request);
            let reasons = reasons(kind, at);
            let document = self.document(kind, case, &season);
            let replaced = registration_of(case);
            let about = About {
                request: &season.requests[0],
                original: Some(&original).filter(|_| !reasons.contains(&Code::OriginalUnknown.name())),
                replaced_by: Some((replaced.number.as_str(), replaced.date.max(day))),
                is_returned: self.config.institution.words.is_unusable(&season.requests[0].reason),
                reasons: &reasons,
            };
            let mut papers = Papers::default();
            papers.add(
                case,
                kind,
                &season,
                &document,
                self.maker(&season, &samples.kinds, case.is_draft).make_about(&document, &about),
            );
            return papers.give(samples);
        }
        samples.without.push((case.name.clone(), Vec::new()));
    }

    /// What makes the papers of a season of samples.
    pub(super) fn maker<'a>(&'a self, season: &'a Season, kinds: &'a Kinds, is_draft: bool) -> PaperMaker<'a> {
        PaperMaker {
            season,
            institution: &self.config.institution,
            kinds,
            photos: self.config.pipeline.inputs.photos.as_deref(),
            is_draft,
        }
    }

    /// What was issued to the only person of a season, and when.
    fn original(&self, case: &Case, kinds: &Kinds, season: &Season) -> Option<(Original, Date)> {
        let graduated = season.records[0].graduation_date()?;
        let day = graduated.checked_add(Span::new().days(DAYS)).ok()?.min(case.date);
        let wanted: Vec<String> = ORIGINALS.iter().map(|name| (*name).to_owned()).collect();
        let request = plan::Request { config: &self.config, kinds, wanted: &wanted, students: &[], issue_date: day };
        let (plan, _) = plan::make(&request, season, &Held::default());
        let maker = self.maker(season, kinds, false);
        let said = |name: &str| {
            let mut document = plan.documents.iter().find(|document| document.kind == name)?.clone();
            document.registration =
                Some(Registration { number: format!("812-14/{}", day.year()), date: day, ..registration_of(case) });
            document.blank = Some(Blank { series: format!("ДУС-{}", day.year()), number: "003117".to_owned() });
            serde_json::from_str::<Value>(&maker.make(&document).ok()?.json).ok()
        };
        let title = kinds.get(ORIGINALS[0])?.title.clone();
        Some((Original::frozen(&said(ORIGINALS[0])?, said(ORIGINALS[1]).as_ref(), &title), day))
    }

    /// A request of the season for a duplicate, as if this person had made it.
    fn as_if_lost(&self, record: &Record, original: &Original) -> Option<Request> {
        let all = &self.season.requests;
        let is_for =
            |request: &&Request| self.config.institution.service(&request.paper).is_some_and(|service| service.needs_original);
        let own = all.iter().filter(is_for).find(|request| request.faculty_number == record.faculty_number());
        let mut request = own.or_else(|| all.iter().find(is_for))?.clone();
        let person = &record.person;
        let identifiers = [&person.egn_text, &person.lnch_text, &person.idn];
        request.faculty_number = record.faculty_number().to_owned();
        request.person_name = person.full_name();
        request.person_id = identifiers.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
        request.register_number.clone_from(&original.register_number);
        request.series.clone_from(&original.series);
        request.blank_number.clone_from(&original.uin);
        request.record = Some(0);
        Some(request)
    }

    fn document(&self, kind: &DocumentKind, case: &Case, season: &Season) -> Document {
        let (record, request) = (&season.records[0], &season.requests[0]);
        Document {
            key: plan::key_about(&kind.name, request),
            kind: kind.name.clone(),
            record: Some(0),
            request: Some(0),
            faculty_number: record.faculty_number().to_owned(),
            person_name: record.person.full_name(),
            file: plan::file_about(kind, request, record.faculty_number()),
            lang: Lang::Bg,
            date: case.date,
            registration: registration(kind, case),
            blank: blank(case, 0),
        }
    }
}

/// Of a kind that refuses, the reason of a case: each case has the next of those the kind has a sentence for, the first all.
fn reasons(kind: &DocumentKind, at: usize) -> Vec<&'static str> {
    let Some(texts) = kind.texts.get(&Lang::Bg) else { return Vec::new() };
    let has_sentence = |name: &&str| texts.names().any(|text| text.strip_prefix(REASON) == Some(name.replace('-', "_").as_str()));
    let all: Vec<&'static str> = Code::ALL.iter().map(|code| code.name()).filter(has_sentence).collect();
    match all.len() {
        0 => Vec::new(),
        count if at % (count + 1) < count => vec![all[at % (count + 1)]],
        _ => all,
    }
}

/// The number of a duplicate.
fn registration_of(case: &Case) -> Registration {
    let number = format!("1234-56/{}", case.date.year());
    Registration { book: String::new(), year: case.date.year(), total: 1234, in_year: 56, number, date: case.date }
}
