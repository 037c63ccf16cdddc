//! Reading the kinds' folders: from as written to as meant.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::list::List;
use super::raw::{RawAudience, RawKind, RawPhoto, RawTexts};
use super::{Audience, DocumentKind, Kinds, Texts, boxes, form};
use crate::config::{Complaint, Complaints, Institution, Reader, Role, SourceFile};
use crate::diag::Lang;
use crate::model::{Degree, Field, Numbering, Status, Step};

/// Loads every kind under a folder; those that are wanted must have a register book the institution keeps.
///
/// # Errors
/// Every complaint about every kind at once.
pub fn load_all(templates: &Path, institution: &Institution, wanted: &[String]) -> Result<Kinds, Complaints> {
    let mut complaints = Complaints::new();
    let entries = match fs::read_dir(templates) {
        Ok(entries) => entries,
        Err(error) => {
            return Err(vec![Complaint::file(templates, "config-unreadable", &[("error", &error.to_string())])]);
        }
    };
    let mut kinds = Kinds::new();
    for folder in entries.flatten().map(|entry| entry.path()).filter(|path| path.join("kind.toml").is_file()) {
        let kind = load(&folder, institution, &|name| wanted.iter().any(|one| one == name), &mut complaints);
        kinds.insert(kind.name.clone(), kind);
    }
    for kind in kinds.values() {
        if let Some(principal) = kind.companion_of.as_ref().filter(|name| !kinds.contains_key(*name)) {
            let path = kind.folder.join("kind.toml");
            complaints.push(Complaint::file(&path, "config-kind-companion", &[("found", principal)]));
        }
        let listed = kind.list.iter().flat_map(|list| &list.kinds);
        for found in listed.filter(|name| kinds.get(*name).is_none_or(|kind| kind.list.is_some())) {
            complaints.push(Complaint::file(&kind.folder.join("kind.toml"), "config-kind-listed", &[("found", found)]));
        }
    }
    if complaints.is_empty() { Ok(kinds) } else { Err(complaints) }
}

/// Loads one kind by its folder, whatever may be wrong with the others.
///
/// # Errors
/// Every complaint about it at once.
pub fn load_one(folder: &Path, institution: &Institution) -> Result<DocumentKind, Complaints> {
    let mut complaints = Complaints::new();
    let kind = load(folder, institution, &|_| true, &mut complaints);
    if complaints.is_empty() { Ok(kind) } else { Err(complaints) }
}

/// The JSON schema of `kind.toml`.
#[must_use]
pub fn schema() -> Option<String> {
    serde_json::to_string_pretty(&schemars::schema_for!(RawKind)).ok().map(|text| text + "\n")
}

fn load(folder: &Path, institution: &Institution, is_wanted: &dyn Fn(&str) -> bool, complaints: &mut Complaints) -> DocumentKind {
    let name = folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (source, mut raw): (SourceFile, RawKind) = SourceFile::read(&folder.join("kind.toml"), complaints);
    let mut reader = Reader { source: &source, complaints };
    let (needs, optional) = (fields(&mut reader, "needs", &raw.needs), fields(&mut reader, "optional", &raw.optional));
    let numbering = numbering_of(&mut reader, &raw, institution.numbering.get(&name).copied());
    let statuses = raw.statuses.clone().unwrap_or_else(|| vec!["graduated".to_owned()]);
    let mut kind = DocumentKind {
        folder: folder.to_owned(),
        title: reader.required("title.bg", raw.title.bg.as_ref()),
        title_en: raw.title.en.clone().unwrap_or_default(),
        audience: match raw.audience {
            Some(RawAudience::Graduates) => Audience::Graduates,
            Some(RawAudience::List) => Audience::List,
            Some(RawAudience::Duplicate) => Audience::Duplicate,
            Some(RawAudience::Request) | None => Audience::Request,
        },
        statuses: reader.words("statuses", &statuses, &Status::ALL, Status::name),
        file_name: raw.file_name.clone().unwrap_or_else(|| "{{ fields.faculty_number }}.pdf".to_owned()),
        degrees: reader.words("degrees", &raw.degrees.clone().unwrap_or_default(), &Degree::ALL, Degree::name),
        has_photo: matches!(raw.photo, Some(RawPhoto::Required | RawPhoto::Optional)),
        needs_photo: raw.photo == Some(RawPhoto::Required),
        has_qr: raw.qr.unwrap_or(false),
        pages: (raw.pages.min.unwrap_or(1), raw.pages.max.unwrap_or(usize::MAX)),
        pdf: pdf(&mut reader, &raw),
        numbering,
        book: book(&mut reader, &raw, numbering, institution, is_wanted(&name)),
        companion_of: raw.numbering.companion_of.clone(),
        steps: steps(&mut reader, &raw, numbering, institution.steps.get(&name)),
        roles: reader.words("signatories.roles", &raw.signatories.roles, &Role::ALL, Role::name),
        list: list(&mut reader, &raw),
        languages: languages(&mut reader, &raw),
        is_bilingual: raw.bilingual.unwrap_or(false),
        texts: BTreeMap::new(),
        needs,
        optional,
        boxes: BTreeMap::new(),
        form: None,
        name,
    };
    let fields = kind.fields();
    kind.boxes = boxes::meant(&mut reader, "boxes", std::mem::take(&mut raw.boxes), &fields);
    kind.form = raw.form.take().map(|raw| form::meant(&mut reader, &kind.name, raw, &fields));
    for lang in Lang::ALL.into_iter().filter(|lang| kind.languages.contains(lang) || kind.is_bilingual) {
        let path = folder.join(format!("texts.{}.toml", lang.code()));
        let (source, raw): (SourceFile, RawTexts) = SourceFile::read(&path, complaints);
        let own = institution.texts.get(&lang).and_then(|kinds| kinds.get(&kind.name));
        let texts = Texts::meant(&raw, lang, own, &|field| fields.contains(&field), &source, complaints);
        kind.texts.insert(lang, texts);
    }
    kind
}

/// What a list is of; said of a paper, it is a complaint.
fn list(reader: &mut Reader, raw: &RawKind) -> Option<List> {
    let is_list = raw.audience == Some(RawAudience::List);
    if !is_list && raw.list.is_some() {
        reader.complain("list", "config-kind-list", &[]);
    }
    is_list.then(|| List::meant(reader, &raw.list.clone().unwrap_or_default()))
}

fn languages(reader: &mut Reader, raw: &RawKind) -> Vec<Lang> {
    let words = raw.languages.clone().unwrap_or_else(|| vec!["bg".to_owned()]);
    let mut languages = reader.words("languages", &words, &Lang::ALL, Lang::code);
    if languages.is_empty() {
        languages.push(Lang::Bg);
    }
    languages
}

pub(super) fn fields(reader: &mut Reader, key: &str, names: &[String]) -> Vec<Field> {
    let mut fields = Vec::new();
    for (at, name) in names.iter().enumerate() {
        match Field::parse(name) {
            Some(field) => fields.push(field),
            None => reader.complain(&format!("{key}[{at}]"), "config-unknown-field", &[("found", name)]),
        }
    }
    fields
}

fn numbering_of(reader: &mut Reader, raw: &RawKind, own: Option<Numbering>) -> Numbering {
    let word = raw.numbering.when.clone().unwrap_or_else(|| "none".to_owned());
    let written = reader.words("numbering.when", &[word], &Numbering::ALL, Numbering::name);
    own.or(written.first().copied()).unwrap_or(Numbering::None)
}

/// What happens to it after printing: as the institution says, else its own file, else signature and delivery. A paper that is
/// numbered after signature is, whether or not its steps say so.
fn steps(reader: &mut Reader, raw: &RawKind, numbering: Numbering, own: Option<&Vec<Step>>) -> Vec<Step> {
    if raw.audience == Some(RawAudience::List) {
        return Vec::new();
    }
    let written = raw.steps.as_ref().map(|words| reader.words("steps", words, &Step::ALL, Step::name));
    let mut steps = own.cloned().or(written).unwrap_or_else(|| vec![Step::Signed, Step::Delivered]);
    let is_numbered_later = numbering == Numbering::AfterPrint && raw.numbering.companion_of.is_none();
    if !is_numbered_later {
        steps.retain(|step| *step != Step::Numbered);
    } else if !steps.contains(&Step::Numbered) {
        let after_signature = steps.iter().position(|step| *step == Step::Signed).map_or(0, |at| at + 1);
        steps.insert(after_signature, Step::Numbered);
    }
    steps
}

/// The register book; a paper of the run that is numbered on its own must have one the institution keeps.
fn book(reader: &mut Reader, raw: &RawKind, numbering: Numbering, institution: &Institution, is_wanted: bool) -> Option<String> {
    let book = raw.numbering.book.clone();
    let is_numbered = numbering != Numbering::None && raw.numbering.companion_of.is_none();
    if is_wanted && is_numbered && book.as_ref().is_none_or(|book| !institution.books.contains_key(book)) {
        let found = book.clone().unwrap_or_default();
        reader.complain("numbering.book", "config-kind-book", &[("found", &found)]);
    }
    book
}

/// PDF standards. Tagged ones cannot be mixed with untagged, and Typst writes one PDF/A at most.
fn pdf(reader: &mut Reader, raw: &RawKind) -> Vec<String> {
    const KNOWN: [&str; 13] =
        ["1.7", "2.0", "a-1b", "a-1a", "a-2b", "a-2u", "a-2a", "a-3b", "a-3u", "a-3a", "a-4", "a-4f", "ua-1"];
    let names = raw.pdf.clone().unwrap_or_else(|| vec!["a-2a".to_owned(), "ua-1".to_owned()]);
    let archival = names.iter().filter(|name| name.starts_with("a-")).count();
    let clash = names.iter().any(|name| name.starts_with("a-4")) && names.iter().any(|name| name == "ua-1");
    if archival > 1 || clash || names.iter().any(|name| !KNOWN.contains(&name.as_str())) {
        reader.complain("pdf", "config-kind-pdf", &[("found", &names.join(", "))]);
    }
    names
}
