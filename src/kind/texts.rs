//! A kind's sentences: Tera strings, parsed when the kind is loaded, rendered to plain text for each paper.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;
use tera::{Context, Tera};

use super::filters;
use super::raw::{RawText, RawTexts};
use crate::config::{Complaints, SourceFile};
use crate::diag::Lang;
use crate::model::Field;

/// The sentences of a kind in one language.
#[derive(Debug, Default)]
pub struct Texts {
    tera: Tera,
    sentences: BTreeMap<String, Vec<Version>>,
}

/// A sentence as it was worded for some time.
#[derive(Debug)]
pub struct Version {
    /// The sentence, a Tera string.
    pub text: String,
    /// Its legal or institutional source.
    pub source: String,
    /// First day in force.
    pub from: Option<Date>,
    /// Last day in force.
    pub until: Option<Date>,
    /// Whether it is the institution's own, in place of the kind's.
    pub is_own: bool,
    /// Name of the parsed string; `None` where nothing in it depends on the paper.
    template: Option<String>,
}

impl Version {
    fn is_in_force(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Names a sentence may use besides `fields`.
const NAMES: [&str; 15] = [
    "draft",
    "lang",
    "kind",
    "document",
    "institution",
    "faculty",
    "signatories",
    "fields",
    "courses",
    "state_exams",
    "original",
    "refusal",
    "group",
    "rows",
    "count",
];

impl Texts {
    /// Parses the sentences, with the institution's own in place of the kind's.
    pub fn meant(
        raw: &RawTexts,
        lang: Lang,
        own: Option<&BTreeMap<String, String>>,
        fields: &dyn Fn(Field) -> bool,
        source: &SourceFile,
        complaints: &mut Complaints,
    ) -> Self {
        let mut texts = Self { tera: filters::tera(lang), sentences: BTreeMap::new() };
        for (name, sentence) in raw {
            let own = own.and_then(|own| own.get(name));
            // The institution's own sentence stands for all of the kind's wordings of it.
            let versions = if own.is_some() { &sentence.versions()[..1] } else { sentence.versions() };
            for (at, version) in versions.iter().enumerate() {
                let key = if sentence.is_one() { name.clone() } else { format!("{name}[{at}]") };
                let Some(text) = own.or(version.text.as_ref()) else {
                    complaints.push(source.complaint(&key, "config-missing", &[("key", &format!("{key}.text"))]));
                    continue;
                };
                if let Err(error) = texts.add(name, text, version, own.is_some(), fields) {
                    let key = format!("{key}.text");
                    complaints.push(source.complaint(&key, "config-kind-text", &[("found", name), ("error", &error)]));
                }
            }
        }
        for name in own.into_iter().flatten().map(|(name, _)| name).filter(|name| !raw.contains_key(*name)) {
            complaints.push(source.complaint(name, "config-text-unknown", &[("found", name)]));
        }
        texts
    }

    /// Names of the sentences.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sentences.keys().map(String::as_str)
    }

    /// The wordings of a sentence, in the order of the file.
    #[must_use]
    pub fn versions(&self, name: &str) -> &[Version] {
        self.sentences.get(name).map_or(&[], Vec::as_slice)
    }

    /// The wording of a sentence in force on a day: of several, the last one of the file.
    #[must_use]
    pub fn in_force(&self, name: &str, day: Date) -> Option<&Version> {
        self.versions(name).iter().rev().find(|version| version.is_in_force(day))
    }

    /// Every sentence in force on a day, in the words of one paper; one not in force is null.
    ///
    /// # Errors
    /// What Tera says of a sentence that cannot be rendered with this data.
    pub fn render(&self, data: &Value, day: Date) -> Result<Value, String> {
        let context = Context::from_serialize(data).map_err(|error| error.to_string())?;
        let mut rendered = serde_json::Map::new();
        for name in self.sentences.keys() {
            let text = match self.in_force(name, day) {
                None => Value::Null,
                Some(Version { template: None, text, .. }) => Value::from(text.as_str()),
                Some(Version { template: Some(template), .. }) => {
                    Value::from(self.tera.render(template, &context).map_err(|error| format!("{name}: {error}"))?)
                }
            };
            rendered.insert(name.clone(), text);
        }
        Ok(Value::Object(rendered))
    }

    fn add(&mut self, name: &str, text: &str, raw: &RawText, is_own: bool, fields: &dyn Fn(Field) -> bool) -> Result<(), String> {
        let template = format!("{name}#{}", self.versions(name).len());
        self.tera.add_raw_template(&template, text).map_err(|error| error.to_string())?;
        let names = self.tera.get_template_variables(&template).map_err(|error| error.to_string())?;
        if let Some(unknown) = names.iter().find(|variable| !NAMES.contains(variable)) {
            return Err(format!("`{unknown}`?"));
        }
        if let Some(unknown) = used_fields(text).find(|field| !Field::parse(field).is_some_and(fields)) {
            return Err(format!("`fields.{unknown}`?"));
        }
        let date = |text: &Option<String>| text.as_deref().map(str::parse).transpose().map_err(|_| "YYYY-MM-DD?".to_owned());
        let (from, until) = if is_own { (None, None) } else { (date(&raw.from)?, date(&raw.until)?) };
        let source = raw.source.clone().unwrap_or_default();
        let template = text.contains(['{', '}']).then_some(template);
        let version = Version { text: text.to_owned(), source, from, until, is_own, template };
        self.sentences.entry(name.to_owned()).or_default().push(version);
        Ok(())
    }
}

/// Names after `fields.` in a Tera string.
fn used_fields(text: &str) -> impl Iterator<Item = &str> {
    text.split("fields.").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}
