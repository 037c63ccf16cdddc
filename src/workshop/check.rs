//! Is a kind sound: does every case set, within its pages, with every requisite, as it was accepted?

use serde_json::Value;

use super::paths::DataPath;
use super::requisites::{Missing, Requisite, Requisites};
use super::samples::{Sample, Samples, reword};
use super::words::Words;
use super::{Fault, Workshop, WorkshopError, accept};
use crate::config::Complaints;
use crate::diag::{Finding, Lang};
use crate::render::{self, Look, PageText, Templates, look, render, render_all};

/// What came of checking a kind.
#[derive(Debug)]
pub struct Checkup {
    /// The samples that were set.
    pub samples: Vec<String>,
    /// Number of requisites.
    pub requisites: usize,
    /// Whether the kind has pages that were accepted.
    pub is_accepted: bool,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Cases that nobody of the sample season fits, with what they lack.
    pub without: Vec<(String, String)>,
}

/// Checks a kind on all its cases.
///
/// # Errors
/// There is no such kind, or a file of it cannot be understood.
pub fn check(workshop: &mut Workshop, name: &str, lang: Lang) -> Result<Checkup, WorkshopError> {
    let mut complaints = Complaints::new();
    let samples = match workshop.samples(name, None) {
        Err(WorkshopError::Config(of_kind)) => {
            complaints.extend(of_kind);
            None
        }
        other => Some(other?),
    };
    let requisites = Requisites::load(&workshop.folder.join(name).join("requisites.toml"), &mut complaints);
    let Some(samples) = samples.filter(|_| complaints.is_empty()) else { return Err(WorkshopError::Config(complaints)) };
    let expected = accept::Expected::load(&workshop.folder.join(name));
    let mut faults = standing(&samples, lang);
    let kind = samples.kind();
    let (least, most) = kind.pages;
    let mut set = Vec::new();
    for_each(samples.papers.len(), &|at| pages_of(workshop.templates(), &samples, &samples.papers[at]), |at, result| {
        let sample = &samples.papers[at];
        let case = || sample.name.clone();
        let pages = match result {
            Ok(pages) => pages,
            Err(fault) => return faults.push(Fault::Unset { case: case(), fault }),
        };
        if !(least..=most).contains(&pages.len()) {
            faults.push(Fault::Pages { case: case(), found: pages.len(), limits: limits(least, most) });
        }
        faults.extend(requisites.all.iter().flat_map(|requisite| missing(requisite, sample, &pages)));
        faults.extend(without_code(sample, &pages));
        faults.extend(expected.compare(&sample.name, &pages));
        set.push(at);
    });
    faults.extend(expected.leftovers(&samples.papers.iter().map(|sample| sample.name.as_str()).collect::<Vec<_>>()));
    faults.extend(never_shown(&samples, &requisites));
    faults.extend(untied(workshop.templates(), &samples, &requisites, &set));
    Ok(Checkup {
        samples: samples.papers.iter().map(|sample| sample.name.clone()).collect(),
        requisites: requisites.all.len(),
        is_accepted: expected.is_there(),
        faults,
        without: samples.without.iter().map(|(case, findings)| (case.clone(), lacking(findings, lang))).collect(),
    })
}

/// Faults that are known before anything is set.
pub(super) fn standing(samples: &Samples, lang: Lang) -> Vec<Fault> {
    let unworded = samples.unworded.iter().map(|(case, error)| Fault::Unworded { case: case.clone(), error: error.clone() });
    let mut faults: Vec<Fault> = unworded.collect();
    if samples.papers.is_empty() && faults.is_empty() {
        let findings: Vec<Finding> = samples.without.iter().flat_map(|(_, findings)| findings.clone()).collect();
        faults.push(Fault::NoSample { lacking: lacking(&findings, lang) });
    }
    faults
}

/// The fields that somebody lacks, each once.
pub(super) fn lacking(findings: &[Finding], lang: Lang) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for tag in findings.iter().filter_map(|finding| finding.field) {
        let label = tag.label(lang);
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.join(", ")
}

/// The words on the pages of a sample, after it was written as a PDF: some faults only show there.
fn pages_of(templates: &Templates, samples: &Samples, sample: &Sample) -> Result<Vec<PageText>, render::Fault> {
    let paper = || sample.paper(samples.kind(), &sample.data);
    let pages = look(templates, &paper()).map(|look: Look| look.words())?;
    render(templates, &paper())?;
    Ok(pages)
}

fn missing(requisite: &Requisite, sample: &Sample, pages: &[PageText]) -> Vec<Fault> {
    let (case, name) = (|| sample.name.clone(), || requisite.name.clone());
    let fault = |missing: Missing| match missing {
        Missing::NoValue { path } => Fault::NoValue { case: case(), requisite: name(), path },
        Missing::NotFound { path, value } => {
            Fault::Missing { case: case(), requisite: name(), source: requisite.source.clone(), path, value }
        }
    };
    requisite.missing(&sample.data, pages).into_iter().map(fault).collect()
}

/// Further pages of a paper with a code that have none: their scans would not be found again.
fn without_code(sample: &Sample, pages: &[PageText]) -> Vec<Fault> {
    let code = DataPath::parse("document.qr");
    if code.values(&sample.data).is_empty() {
        return Vec::new();
    }
    let is_without = |page: &PageText| !page.pictures.iter().any(|size| code.is_drawn_as(*size));
    let further = pages.iter().enumerate().skip(1).filter(|(_, page)| is_without(page));
    further.map(|(at, _)| Fault::NoPageCode { case: sample.name.clone(), page: at + 1 }).collect()
}

/// Requisites that no sample has; those that a draft lacks, or that a person writes, are none.
fn never_shown(samples: &Samples, requisites: &Requisites) -> Vec<Fault> {
    let is_shown = |requisite: &Requisite, path: &DataPath| {
        let shows = |sample: &Sample| requisite.applies(&sample.data) && !path.values(&sample.data).is_empty();
        samples.papers.iter().any(shows)
    };
    let fault = |requisite: &Requisite, path: &DataPath| Fault::NeverShown {
        requisite: requisite.name.clone(),
        path: path.written.clone(),
    };
    if samples.papers.is_empty() {
        return Vec::new();
    }
    let all = requisites.all.iter().flat_map(|requisite| requisite.data.iter().map(move |path| (requisite, path)));
    all.filter(|(requisite, path)| !is_shown(requisite, path)).map(|(requisite, path)| fault(requisite, path)).collect()
}

/// Requisites whose words stand on the page whatever the data says: on the first sample that has them, another value is
/// given, and must be printed. So a requisite that left the template is missed even where the same words stand elsewhere.
fn untied(templates: &Templates, samples: &Samples, requisites: &Requisites, set: &[usize]) -> Vec<Fault> {
    let first = |requisite: &Requisite| {
        let mut papers = set.iter().map(|at| &samples.papers[*at]);
        papers.find(|sample| requisite.applies(&sample.data))
    };
    let pairs: Vec<(&Requisite, &DataPath, &Sample)> = requisites
        .all
        .iter()
        .filter_map(|requisite| Some((requisite, first(requisite)?)))
        .flat_map(|(requisite, sample)| requisite.data.iter().map(move |path| (requisite, path, sample)))
        .filter(|(_, path, sample)| !path.is_picture() && !path.texts(&sample.data).is_empty())
        .collect();
    let mut faults = Vec::new();
    for_each(pairs.len(), &|at| Ok(is_tied(templates, samples, pairs[at].2, pairs[at].1)), |at, result| {
        let (requisite, path, sample) = pairs[at];
        if !result.unwrap_or(false) {
            let (case, requisite, path) = (sample.name.clone(), requisite.name.clone(), path.written.clone());
            faults.push(Fault::Untied { case, requisite, path });
        }
    });
    faults
}

/// Whether another value at a path is printed.
fn is_tied(templates: &Templates, samples: &Samples, sample: &Sample, path: &DataPath) -> bool {
    [marker as fn(usize, &str) -> String, neighbour].into_iter().any(|other| {
        let (mut data, mut values) = (sample.data.clone(), Vec::new());
        path.change(&mut data, &mut |text| {
            values.push(other(values.len(), text));
            Value::from(values[values.len() - 1].as_str())
        });
        if !path.is_text() && reword(samples.kind(), sample, &mut data).is_err() {
            return false;
        }
        let Ok(look) = look(templates, &sample.paper(samples.kind(), &data)) else { return false };
        let words = Words::of(&look.words());
        values.iter().all(|value| words.say(value))
    })
}

/// A word that stands nowhere else.
fn marker(at: usize, _: &str) -> String {
    format!("Щръклево{}", at + 7)
}

/// Another value of the same form, for what a sentence must understand: a date, a grade, a number.
fn neighbour(at: usize, text: &str) -> String {
    let (value, unit) = text.split_once(|c: char| c.is_whitespace()).unwrap_or((text, ""));
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let other = match value.split(['.', ',']).map(str::len).collect::<Vec<_>>().as_slice() {
        [2, 2, 4] if digits == 8 => format!("{:02}.03.1931", at % 28 + 1),
        [1, 2] if digits == 3 => format!("4{}{:02}", &value[1..2], at % 90 + 7),
        _ if digits == value.len() => value.parse::<u64>().map_or_else(|_| value.to_owned(), |number| (number + 7).to_string()),
        _ => return format!("{text} {}", marker(at, text)),
    };
    if unit.is_empty() { other } else { format!("{other}\u{a0}{unit}") }
}

pub(super) fn limits(least: usize, most: usize) -> String {
    match most {
        usize::MAX => format!("{least}–∞"),
        most if most == least => least.to_string(),
        most => format!("{least}–{most}"),
    }
}

/// Does something for each of some papers on the workers of the pipeline, and takes the results in order.
pub(super) fn for_each<T: Send>(count: usize, job: &render::Job<'_, T>, mut take: impl FnMut(usize, Result<T, render::Fault>)) {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let taken: Result<(), std::convert::Infallible> = render_all(count, threads, job, |at, result| {
        take(at, result);
        Ok(())
    });
    match taken {
        Ok(()) => {}
    }
}
