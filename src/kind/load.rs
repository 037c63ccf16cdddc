//! Reading the kinds' folders: from as written to as meant.

use std::fs;
use std::path::Path;

use super::raw::{RawAudience, RawKind, RawPhoto, RawTexts};
use super::{Audience, DocumentKind, Kinds, Texts};
use crate::config::{Complaint, Complaints, Institution, Reader, Role, SourceFile};
use crate::model::{Field, Numbering, Status};

/// Loads every kind under a folder.
///
/// # Errors
/// Every complaint about every kind at once.
pub fn load_all(templates: &Path, institution: &Institution) -> Result<Kinds, Complaints> {
    let mut complaints = Complaints::new();
    let entries = match fs::read_dir(templates) {
        Ok(entries) => entries,
        Err(error) => {
            return Err(vec![Complaint::file(templates, "config-unreadable", &[("error", &error.to_string())])]);
        }
    };
    let mut kinds = Kinds::new();
    for folder in entries.flatten().map(|entry| entry.path()).filter(|path| path.join("kind.toml").is_file()) {
        let kind = load(&folder, institution, &mut complaints);
        kinds.insert(kind.name.clone(), kind);
    }
    for kind in kinds.values() {
        if let Some(principal) = kind.companion_of.as_ref().filter(|name| !kinds.contains_key(*name)) {
            let path = kind.folder.join("kind.toml");
            complaints.push(Complaint::file(&path, "config-kind-companion", &[("found", principal)]));
        }
    }
    if complaints.is_empty() { Ok(kinds) } else { Err(complaints) }
}

/// The JSON schema of `kind.toml`.
#[must_use]
pub fn schema() -> Option<String> {
    serde_json::to_string_pretty(&schemars::schema_for!(RawKind)).ok().map(|text| text + "\n")
}

fn load(folder: &Path, institution: &Institution, complaints: &mut Complaints) -> DocumentKind {
    let name = folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (source, raw): (SourceFile, RawKind) = SourceFile::read(&folder.join("kind.toml"), complaints);
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
            Some(RawAudience::Duplicate) => Audience::Duplicate,
            Some(RawAudience::Request) | None => Audience::Request,
        },
        statuses: reader.words("statuses", &statuses, &Status::ALL, Status::name),
        file_name: raw.file_name.clone().unwrap_or_else(|| "{{ fields.faculty_number }}.pdf".to_owned()),
        has_photo: raw.photo == Some(RawPhoto::Required),
        has_qr: raw.qr.unwrap_or(false),
        pages: (raw.pages.min.unwrap_or(1), raw.pages.max.unwrap_or(usize::MAX)),
        pdf: pdf(&mut reader, &raw),
        numbering,
        book: book(&mut reader, &raw, numbering, institution),
        companion_of: raw.numbering.companion_of.clone(),
        roles: reader.words("signatories.roles", &raw.signatories.roles, &Role::ALL, Role::name),
        texts: Texts::default(),
        needs,
        optional,
        name,
    };
    let (texts_source, raw_texts): (SourceFile, RawTexts) = SourceFile::read(&folder.join("texts.bg.toml"), complaints);
    let fields = kind.fields();
    let own = institution.texts.get(&kind.name);
    kind.texts = Texts::meant(&raw_texts, own, &|field| fields.contains(&field), &texts_source, complaints);
    kind
}

fn fields(reader: &mut Reader, key: &str, names: &[String]) -> Vec<Field> {
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

/// The register book; a paper that is numbered on its own must have one the institution keeps.
fn book(reader: &mut Reader, raw: &RawKind, numbering: Numbering, institution: &Institution) -> Option<String> {
    let book = raw.numbering.book.clone();
    let is_numbered = numbering != Numbering::None && raw.numbering.companion_of.is_none();
    if is_numbered && book.as_ref().is_none_or(|book| !institution.books.contains_key(book)) {
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
