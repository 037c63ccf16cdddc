//! The papers of a kind's cases: planned and worded by the stages that issue papers, on the sample season.

use serde_json::Value;

use super::duplicates::ORIGINALS;
use super::{Case, Workshop, WorkshopError, suffix};
use crate::config::{Book, Service, fold};
use crate::diag::{Finding, Lang};
use crate::kind::{self, Audience, DocumentKind, Kinds, RunOf};
use crate::model::{Blank, Document, Numbering, Record, Registration, Request, Season};
use crate::plan::{self, Held, PaperData, PaperMaker, PhotoFile};
use crate::render::Paper;

/// A paper of a case, with everything it says.
#[derive(Debug)]
pub struct Sample {
    /// Name of its files: the case's, with its language or number where a case has several papers.
    pub name: String,
    /// What its template reads.
    pub data: Value,
    /// The photo as the template finds it.
    pub photo: Option<PhotoFile>,
    /// The photo's file in the folder of the sample season.
    pub photo_file: String,
    /// The paper as planned.
    pub document: Document,
}

/// The first number of the forms of the samples.
const FIRST_BLANK: u64 = 4512;

/// What came of a kind's cases.
#[derive(Debug)]
pub struct Samples {
    /// The kind's name.
    name: String,
    /// The kind; of a list, also the kinds of the papers on it.
    pub kinds: Kinds,
    /// The papers, in the order of the cases.
    pub papers: Vec<Sample>,
    /// Cases that nobody of the sample season fits, with what they lack.
    pub without: Vec<(String, Vec<Finding>)>,
    /// Cases whose sentences cannot be worded, with the error.
    pub unworded: Vec<(String, String)>,
}

impl Samples {
    /// The kind.
    ///
    /// # Panics
    /// Never: there is always one.
    #[must_use]
    pub fn kind(&self) -> &DocumentKind {
        self.kinds.get(&self.name).unwrap_or_else(|| unreachable!("samples are of a kind"))
    }
}

impl Sample {
    /// The paper, ready to be set.
    #[must_use]
    pub fn paper<'a>(&'a self, kind: &'a DocumentKind, data: &Value) -> Paper<'a> {
        Paper {
            key: &self.document.key,
            kind: &self.document.kind,
            json: data.to_string(),
            photo: self.photo.as_ref().map(|photo| (photo.name, photo.bytes.clone())),
            standards: &kind.pdf,
            date: self.document.date,
        }
    }
}

impl Workshop {
    /// The samples of a kind: of every case, or of one.
    ///
    /// # Errors
    /// There is no such kind or case, or its configuration is wrong.
    pub fn samples(&mut self, name: &str, only: Option<&str>) -> Result<Samples, WorkshopError> {
        self.known(name, only)?;
        self.provide(name);
        let kind = kind::load_one(&self.folder.join(name), &self.config.institution).map_err(WorkshopError::Config)?;
        let others = match &kind.list {
            Some(list) => self.listed_kinds(list),
            None if kind.audience == Audience::Duplicate => self.sound_kinds(&ORIGINALS),
            None => Kinds::new(),
        };
        let mut samples = Samples {
            name: name.to_owned(),
            kinds: others.into_iter().chain([(name.to_owned(), kind)]).collect(),
            papers: Vec::new(),
            without: Vec::new(),
            unworded: Vec::new(),
        };
        let cases = self.cases.iter().enumerate();
        for (at, case) in cases.filter(|(_, case)| only.is_none_or(|only| case.name == only)) {
            match &samples.kind().list {
                Some(list) if case.is_everybody && list.is_made_by(if case.is_draft { RunOf::Draft } else { RunOf::Issue }) => {
                    self.add_lists(case, &mut samples);
                }
                Some(_) => {}
                None if case.is_everybody || !case.is_for(name) || (case.is_of_photo && !samples.kind().has_photo) => {}
                None if samples.kind().audience == Audience::Duplicate => self.add_about(at, case, &mut samples),
                None => self.add(case, &mut samples),
            }
        }
        Ok(samples)
    }

    /// The first case that a kind is shown on.
    ///
    /// # Errors
    /// There is no such kind, or its configuration is wrong.
    pub fn first_case(&mut self, name: &str) -> Result<Option<String>, WorkshopError> {
        let cases: Vec<String> = self.cases.iter().filter(|case| case.is_for(name)).map(|case| case.name.clone()).collect();
        for case in cases {
            if !self.samples(name, Some(&case))?.papers.is_empty() {
                return Ok(Some(case));
            }
        }
        Ok(None)
    }

    fn known(&self, name: &str, only: Option<&str>) -> Result<(), WorkshopError> {
        let kinds = self.kinds();
        if !kinds.iter().any(|known| known == name) {
            return Err(WorkshopError::UnknownKind { found: name.to_owned(), known: kinds.join(", ") });
        }
        match only.filter(|only| !self.cases.iter().any(|case| case.name == *only)) {
            None => Ok(()),
            Some(found) => {
                let known = self.cases.iter().map(|case| case.name.as_str()).collect::<Vec<_>>().join(", ");
                Err(WorkshopError::UnknownCase { found: found.to_owned(), known })
            }
        }
    }

    /// A sample is numbered without any book and asked for without any list of services, so the institution has what the
    /// kind names.
    pub(super) fn provide(&mut self, name: &str) {
        let written = std::fs::read_to_string(self.folder.join(name).join("kind.toml")).unwrap_or_default();
        let table: toml::Table = written.parse().unwrap_or_default();
        let institution = &mut self.config.institution;
        if let Some(book) = table.get("numbering").and_then(|numbering| numbering.get("book")).and_then(toml::Value::as_str) {
            institution.books.entry(book.to_owned()).or_insert_with(|| Book {
                title: book.to_owned(),
                title_en: book.to_owned(),
                number: "{{ total }}".to_owned(),
                first_total: 1,
                first_in_year: 1,
                has_identifiers: false,
            });
        }
        if !institution.services.values().any(|service| service.kind == name) {
            // A copy of a kind with variants has one of them until the office says which words ask for it.
            let variant = institution.services.values().find_map(|service| service.variant.clone());
            let service = Service { kind: name.to_owned(), variant, ..Service::default() };
            institution.services.insert(fold(name), service);
        }
    }

    fn add(&self, case: &Case, samples: &mut Samples) {
        let mut lacking = Vec::new();
        for (record, request) in self.candidates(case, samples.kind()) {
            let mut season = Season { records: vec![record], ..Season::default() };
            season.requests.extend(request);
            let (documents, findings) = self.planned(case, samples, &season);
            if documents.is_empty() {
                lacking.extend(findings);
                continue;
            }
            return self.word(case, &season, documents, samples);
        }
        samples.without.push((case.name.clone(), lacking));
    }

    /// Who may be taken for a case, as if they had the status that the kind serves and had asked for it.
    fn candidates(&self, case: &Case, kind: &DocumentKind) -> Vec<(Record, Option<Request>)> {
        let asked = case.request.as_ref().and_then(|number| self.season.requests.iter().find(|one| one.number == *number));
        let by_number = |number: &String| self.season.records.iter().position(|record| record.faculty_number() == number);
        let people: Vec<usize> = match asked {
            Some(request) => request.record.into_iter().collect(),
            None => case.students.iter().filter_map(by_number).collect(),
        };
        let candidates = |at: usize| {
            let record = as_if_served(kind, &self.season.records[at]);
            let requests = match kind.audience {
                Audience::Request => self.as_if_asked(kind, at, asked).into_iter().map(Some).collect(),
                _ => vec![None],
            };
            requests.into_iter().map(move |request| (record.clone(), request))
        };
        people.into_iter().flat_map(candidates).collect()
    }

    /// The request of somebody for a kind; else anybody's, as if it were theirs; else each of all, as if it asked for this kind:
    /// the first that says what the kind needs is taken.
    fn as_if_asked(&self, kind: &DocumentKind, at: usize, asked: Option<&Request>) -> Vec<Request> {
        let institution = &self.config.institution;
        let is_for = |request: &&Request| institution.service(&request.paper).is_some_and(|service| service.kind == kind.name);
        let all = &self.season.requests;
        let own = |request: &&Request| request.record == Some(at);
        let found = asked.or_else(|| all.iter().filter(own).find(is_for)).or_else(|| all.iter().find(is_for));
        let Some((words, _)) = institution.services.iter().find(|(_, service)| service.kind == kind.name) else {
            return Vec::new();
        };
        let candidates = match found {
            Some(request) => vec![request],
            None => all.iter().filter(own).chain(all.iter().filter(|request| !own(request))).collect(),
        };
        let as_if = |found: &Request| {
            let mut request = found.clone();
            if !is_for(&found) {
                request.paper.clone_from(words);
            }
            if found.record != Some(at) {
                let (record, person) = (&self.season.records[at], &self.season.records[at].person);
                request.faculty_number = record.faculty_number().to_owned();
                request.person_name = person.full_name();
                let identifiers = [&person.egn_text, &person.lnch_text, &person.idn];
                request.person_id = identifiers.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
            }
            request.record = Some(0);
            request
        };
        candidates.into_iter().map(as_if).collect()
    }

    fn planned(&self, case: &Case, samples: &Samples, season: &Season) -> (Vec<Document>, Vec<Finding>) {
        let (kinds, wanted) = (&samples.kinds, [samples.name.clone()]);
        let request = plan::Request { config: &self.config, kinds, wanted: &wanted, students: &[], issue_date: case.date };
        let (plan, findings) = plan::make(&request, season, &Held::default());
        (plan.documents, findings)
    }

    fn word(&self, case: &Case, season: &Season, documents: Vec<Document>, samples: &mut Samples) {
        let maker = PaperMaker {
            season,
            institution: &self.config.institution,
            kinds: &samples.kinds,
            photos: self.config.pipeline.inputs.photos.as_deref(),
            is_draft: case.is_draft,
        };
        let mut papers = Papers::default();
        for mut document in documents {
            document.registration = registration(samples.kind(), case);
            document.blank = blank(case, 0);
            papers.add(case, samples.kind(), season, &document, maker.make(&document));
        }
        papers.give(samples);
    }
}

/// The papers of one case.
#[derive(Default)]
pub(super) struct Papers {
    papers: Vec<Sample>,
    unworded: Vec<(String, String)>,
}

impl Papers {
    /// A paper as it was made, under a name of its own.
    pub(super) fn add(
        &mut self,
        case: &Case,
        kind: &DocumentKind,
        season: &Season,
        document: &Document,
        made: Result<PaperData, String>,
    ) {
        let parsed = made.and_then(|made| {
            let data: Value = serde_json::from_str(&made.json).map_err(|error| error.to_string())?;
            Ok((data, made.photo))
        });
        match parsed {
            Ok((data, photo)) => {
                let stem = format!("{}{}", case.name, suffix(kind, document.lang));
                let count = self.papers.iter().filter(|paper| paper.document.lang == document.lang).count();
                let name = if count == 0 { stem } else { format!("{stem}-{}", count + 1) };
                let photo_file = season.record_of(document).map(|record| record.person.photo.clone());
                let photo_file = photo_file.unwrap_or_default();
                self.papers.push(Sample { name, data, photo, photo_file, document: document.clone() });
            }
            Err(error) => self.unworded.push((case.name.clone(), error)),
        }
    }

    /// Hands the papers over.
    pub(super) fn give(self, samples: &mut Samples) {
        samples.papers.extend(self.papers);
        samples.unworded.extend(self.unworded);
    }
}

/// A record with the first status that the kind serves, where its own is not served.
pub(super) fn as_if_served(kind: &DocumentKind, record: &Record) -> Record {
    let mut record = record.clone();
    if !record.study.status.is_some_and(|status| kind.statuses.contains(&status))
        && let Some(status) = kind.statuses.first()
    {
        record.study.status = Some(*status);
        status.bulgarian().clone_into(&mut record.study.status_text);
    }
    record
}

/// The number of a sample, which is entered nowhere; a draft has none.
pub(super) fn registration(kind: &DocumentKind, case: &Case) -> Option<Registration> {
    let is_numbered = kind.numbering == Numbering::BeforePrint || kind.companion_of.is_some();
    (is_numbered && !case.is_draft).then(|| Registration {
        book: kind.book.clone().unwrap_or_default(),
        year: case.date.year(),
        total: 1234,
        in_year: 56,
        number: format!("1234-56/{}", case.date.year()),
        date: case.date,
    })
}

/// The number of the form of a sample, where its case has one.
pub(super) fn blank(case: &Case, at: u64) -> Option<Blank> {
    let number = format!("{:06}", FIRST_BLANK + at);
    (case.has_blank && !case.is_draft).then(|| Blank { series: format!("ДУС-{}", case.date.year()), number })
}

/// Words the sentences of a sample anew, after its data was changed.
///
/// # Errors
/// What Tera says of a sentence that cannot be rendered with this data.
pub(super) fn reword(kind: &DocumentKind, sample: &Sample, data: &mut Value) -> Result<(), String> {
    let day = sample.document.date;
    let own = sample.document.lang;
    let words = |lang: Lang, data: &Value| kind.texts.get(&lang).map(|texts| texts.render(data, day)).transpose();
    if !data["texts_en"].is_null() {
        data["lang"] = Value::from(Lang::En.code());
        data["texts_en"] = words(Lang::En, data)?.unwrap_or_default();
    }
    data["lang"] = Value::from(own.code());
    data["texts"] = words(own, data)?.unwrap_or_default();
    Ok(())
}
