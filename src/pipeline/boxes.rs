//! Texts that must stay in their boxes: all of a run measured with the real fonts, before anything is numbered.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::Value;

use super::press::threads;
use super::{Checked, Error, Options};
use crate::config::Config;
use crate::diag::{Code, Finding, Origin, Subject, sort_findings};
use crate::kind::{DocumentKind, TextBox};
use crate::model::{Document, Field, Record};
use crate::plan::{Held, PaperMaker, Plan, text_at};
use crate::render::{Boxed, Measured, Templates, TemplatesError, measure};

/// A text in a box: kind, box, text. One that many papers share is measured once.
type Place = (String, String, String);

/// Measures the texts of all planned papers; one that shrinks is a note, one that does not fit holds its paper.
///
/// # Errors
/// The boxes cannot be measured: a font or a template is wrong.
pub(super) fn check(
    config: &Config,
    options: &Options,
    checked: &mut Checked,
    plan: &mut Plan,
    templates: &Templates,
) -> Result<(), Error> {
    let is_boxed =
        |document: &&Document| checked.kinds.get(&document.kind).is_some_and(|kind| !of_kind(kind, options).is_empty());
    let documents: Vec<&Document> = plan.documents.iter().filter(is_boxed).collect();
    if documents.is_empty() {
        return Ok(());
    }
    let maker = PaperMaker {
        season: &checked.season,
        institution: &config.institution,
        kinds: &checked.kinds,
        photos: None,
        // Nothing has a number yet, and the codes that would name one are not drawn.
        is_draft: true,
    };
    let texts = |document: &&Document| texts_of(&maker, &checked.kinds[&document.kind], document, options);
    let texts: Vec<Vec<Place>> = documents.par_iter().map(texts).collect();
    let texts: Vec<(&Document, Vec<Place>)> = documents.into_iter().zip(texts).collect();
    let findings = measured(config, options, checked, templates, &texts)?;
    let held = Held::by(&findings);
    let (kept, overflowing) = std::mem::take(&mut plan.documents).into_iter().partition(|paper| !held.document(&paper.key));
    plan.documents = kept;
    plan.held.extend::<Vec<Document>>(overflowing);
    checked.findings.extend(findings);
    sort_findings(&mut checked.findings);
    Ok(())
}

/// Measures the texts of papers whose data are known; the findings are weighed.
///
/// # Errors
/// The boxes cannot be measured: a font or a template is wrong.
pub(super) fn of_papers<'a>(
    config: &Config,
    options: &Options,
    checked: &Checked,
    templates: &Templates,
    papers: impl Iterator<Item = (&'a Document, &'a Value)>,
) -> Result<Vec<Finding>, Error> {
    let places = |(document, data): (&'a Document, &'a Value)| {
        checked.kinds.get(&document.kind).map(|kind| (document, texts_in(data, kind, options)))
    };
    let texts: Vec<(&Document, Vec<Place>)> = papers.filter_map(places).filter(|(_, places)| !places.is_empty()).collect();
    if texts.is_empty() { Ok(Vec::new()) } else { measured(config, options, checked, templates, &texts) }
}

fn measured(
    config: &Config,
    options: &Options,
    checked: &Checked,
    templates: &Templates,
    texts: &[(&Document, Vec<Place>)],
) -> Result<Vec<Finding>, Error> {
    let places = texts.iter().flat_map(|(_, places)| places);
    let mut sizes: BTreeMap<Place, Option<Measured>> = places.map(|place| (place.clone(), None)).collect();
    measure_all(checked, options, templates, &mut sizes, threads(config, options))?;
    let mut findings = Vec::new();
    for (document, places) in texts {
        for place in places {
            if let (Some(Some(measured)), Some(text_box)) = (sizes.get(place), text_box(checked, options, place)) {
                findings.extend(finding(checked, document, &place.1, text_box, *measured));
            }
        }
    }
    Ok(config.pipeline.strictness.apply(findings))
}

/// The boxes of a kind in this run; the places on its form count where one is printed.
fn of_kind<'a>(kind: &'a DocumentKind, options: &Options) -> BTreeMap<String, &'a TextBox> {
    let on_form = kind.form.iter().filter(|_| options.forms.on_form).flat_map(|form| &form.texts);
    let on_form = on_form.map(|(name, text_box)| (format!("form.fields.{name}"), text_box));
    kind.boxes.iter().map(|(name, text_box)| (format!("boxes.{name}"), text_box)).chain(on_form).collect()
}

fn text_box<'a>(checked: &'a Checked, options: &Options, (kind, name, _): &Place) -> Option<&'a TextBox> {
    of_kind(checked.kinds.get(kind)?, options).remove(name)
}

/// The texts of a paper. A paper that cannot be made says so when it is set.
fn texts_of(maker: &PaperMaker, kind: &DocumentKind, document: &Document, options: &Options) -> Vec<Place> {
    let says_texts = of_kind(kind, options).values().any(|text_box| text_box.path.starts_with("texts"));
    let data = if says_texts { maker.value(document, None) } else { maker.facts(document) };
    data.map(|data| texts_in(&data, kind, options)).unwrap_or_default()
}

fn texts_in(data: &Value, kind: &DocumentKind, options: &Options) -> Vec<Place> {
    let boxes = of_kind(kind, options).into_iter();
    let place = |(name, text_box): (String, &TextBox)| Some((kind.name.clone(), name, text_at(data, &text_box.path)?.to_owned()));
    boxes.filter_map(place).collect()
}

fn measure_all(
    checked: &Checked,
    options: &Options,
    templates: &Templates,
    sizes: &mut BTreeMap<Place, Option<Measured>>,
    threads: usize,
) -> Result<(), Error> {
    let mut rules: BTreeMap<(&str, &str), Value> = BTreeMap::new();
    for place in sizes.keys() {
        let rule = || text_box(checked, options, place).and_then(|text_box| serde_json::to_value(text_box).ok());
        rules.entry((&place.0, &place.1)).or_insert_with(|| rule().unwrap_or_default());
    }
    let boxed: Vec<Boxed> =
        sizes.keys().map(|place| Boxed { rule: &rules[&(place.0.as_str(), place.1.as_str())], text: &place.2 }).collect();
    let measured = measure(templates, &boxed, threads).map_err(|fault| {
        let path = std::path::PathBuf::from("shared/measure.typ");
        TemplatesError { path, error: format!("{} {}", fault.message, fault.place) }
    })?;
    for (size, measured) in sizes.values_mut().zip(measured) {
        *size = Some(measured);
    }
    Ok(())
}

fn finding(checked: &Checked, document: &Document, name: &str, text_box: &TextBox, measured: Measured) -> Option<Finding> {
    let code = match measured.fits {
        true if measured.size >= text_box.size => return None,
        true => Code::TextShrunk,
        false => Code::TextOverflows,
    };
    let finding = Finding::new(code, Subject::Document(document.key.clone()))
        .of(&document.faculty_number)
        .field(text_box.tag())
        .found(measured.size.to_string())
        .expected(text_box.size.to_string())
        .arg("name", document.person_name.clone())
        .arg("box", format!("{}: {name}", document.kind));
    let record = checked.season.record_of(document);
    Some(match text_box.field().zip(record) {
        Some((field, record)) => finding.at(cell(record, field)),
        None => finding,
    })
}

/// The cell of a field; a full name that stands in three columns is told at the family name.
fn cell(record: &Record, field: Field) -> Origin {
    let names = [Field::FullName, Field::FullNameLastFirst, Field::LastName, Field::FirstName];
    let columns: &[Field] = if field == Field::FullName { &names } else { &[field] };
    let cells = columns.iter().map(|field| record.place.cell(*field));
    cells.into_iter().find(|origin| origin.column > 0).unwrap_or_else(|| record.place.cell(field))
}
