//! `laurea register extract`: everything the register holds of one person.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::super::args_of_register::{ExtractArgs, ExtractFormat};
use super::super::{Exit, Failure};
use super::rows::{json as json_of, write_out};
use super::words::{act, day as written_day, moment};
use super::{day, empty, writing};
use crate::config::Config;
use crate::diag::{Lang, ui};
use crate::model::Field;
use crate::register::{Access, Entry, Extract};

/// Enters that the extract is handed out, and writes it.
pub fn extract(config: &Config, args: &ExtractArgs, lang: Lang) -> Result<Exit, Failure> {
    let date = day(&args.act)?;
    let Some((_lock, mut register)) = writing(config, &args.act)? else { return Ok(empty(lang)) };
    let extract = register.extract(args.person.trim())?;
    if !extract.several.is_empty() {
        return Err(Failure::SeveralPeople(extract.several.join(", ")));
    }
    if extract.entries.is_empty() {
        return Err(Failure::UnknownPerson);
    }
    let access = Access {
        what: "extract",
        format: if args.format == ExtractFormat::Json { "json" } else { "text" },
        purpose: args.purpose.clone(),
        faculty_number: extract.faculty_numbers.first().cloned().unwrap_or_default(),
        lines: u64::try_from(extract.entries.len()).ok(),
        has_data: true,
        ..Access::default()
    };
    register.enter_access(&access, date)?;
    let text = match args.format {
        ExtractFormat::Json => in_json(&extract),
        ExtractFormat::Text => in_words(config, &extract, date, lang),
    };
    write_out(text.as_bytes(), args.out.as_deref())
}

fn in_json(extract: &Extract) -> String {
    let entries: Vec<Value> = extract.entries.iter().filter_map(|entry| serde_json::from_str(&json_of(entry)).ok()).collect();
    let all = json!({
        "faculty_numbers": extract.faculty_numbers,
        "names": extract.names,
        "identifiers": extract.identifiers,
        "entries": entries,
    });
    serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
}

fn in_words(config: &Config, extract: &Extract, date: Date, lang: Lang) -> String {
    let said = |key: &str, found: &str| ui(lang, key, &[("found", found)]) + "\n";
    let institution = if lang == Lang::Bg { &config.institution.name } else { &config.institution.name_en };
    let mut out = format!("{institution}\n{}\n", ui(lang, "extract-title", &[("date", &written_day(Some(date), lang))]));
    out += &said("extract-names", &extract.names.join("; "));
    out += &said("extract-faculty-numbers", &extract.faculty_numbers.join("; "));
    out += &said("extract-identifiers", &extract.identifiers.join("; "));
    out += &said("extract-entries", &extract.entries.len().to_string());
    for entry in &extract.entries {
        out += &format!("\n{}\n", head(entry, lang));
        for (name, value) in facts(entry, lang) {
            out += &format!("    {name}: {value}\n");
        }
        let data: Value = entry.data.as_deref().and_then(|data| serde_json::from_str(data).ok()).unwrap_or_default();
        if !data.is_null() {
            out += &format!("    {}\n", ui(lang, "extract-data", &[]));
            told(&mut out, "", &data, 2, lang);
        }
    }
    out
}

fn head(entry: &Entry, lang: Lang) -> String {
    let parts = [format!("#{}", entry.seq), written_day(entry.day(), lang), act(entry, lang), entry.kind.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

/// What an entry says in its columns; hashes are no information about anybody.
fn facts(entry: &Entry, lang: Lang) -> Vec<(String, String)> {
    const OMITTED: [&str; 9] = ["seq", "action", "kind", "date", "pdf_sha256", "data_sha256", "frozen", "previous", "hash"];
    let columns = serde_json::to_value(entry).unwrap_or_default();
    let told =
        columns.as_object().into_iter().flatten().filter(|(name, value)| !OMITTED.contains(&name.as_str()) && !value.is_null());
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let shown = |name: &str, value: &Value| if name == "at" { moment(&plain(value), lang) } else { plain(value) };
    told.map(|(name, value)| (name.clone(), shown(name, value))).filter(|(_, value)| !value.is_empty()).collect()
}

/// The data of a paper, a line for each value; what is the institution's is left to the JSON form.
fn told(out: &mut String, name: &str, value: &Value, depth: usize, lang: Lang) {
    const OF_INSTITUTION: [&str; 10] =
        ["institution", "faculty", "signatories", "print", "texts", "texts_en", "qr", "page_codes", "group", "rows"];
    let indent = "    ".repeat(depth);
    let label = || Field::parse(name).map_or_else(|| name.to_owned(), |field| field.label(lang).to_owned());
    match value {
        Value::Null => {}
        Value::Object(map) => {
            if !name.is_empty() {
                *out += &format!("{indent}{}:\n", label());
            }
            let inner = if name.is_empty() { depth } else { depth + 1 };
            for (key, value) in map.iter().filter(|(key, _)| !OF_INSTITUTION.contains(&key.as_str())) {
                told(out, key, value, inner, lang);
            }
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                told(out, &format!("{name} {}", at + 1), value, depth, lang);
            }
        }
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => *out += &format!("{indent}{}: {text}\n", label()),
        other => *out += &format!("{indent}{}: {other}\n", label()),
    }
}
