//! A kind's sentences: Tera strings, parsed when the kind is loaded, rendered to plain text for each paper.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;
use tera::{Context, Tera};

use super::raw::{RawText, RawTexts};
use crate::config::{Complaints, SourceFile};
use crate::model::Field;

/// The sentences of a kind in one language.
#[derive(Debug, Default)]
pub struct Texts {
    tera: Tera,
    sentences: BTreeMap<String, Sentence>,
}

#[derive(Debug)]
struct Sentence {
    /// Set where nothing in it depends on the paper.
    fixed: Option<String>,
    from: Option<Date>,
    until: Option<Date>,
}

/// Names a sentence may use besides `fields`.
const NAMES: [&str; 11] = [
    "lang",
    "document",
    "institution",
    "faculty",
    "signatories",
    "fields",
    "courses",
    "state_exams",
    "draft",
    "original",
    "refusal",
];

impl Texts {
    /// Parses the sentences, with the institution's own in place of the kind's.
    pub fn meant(
        raw: &RawTexts,
        own: Option<&BTreeMap<String, String>>,
        fields: &dyn Fn(Field) -> bool,
        source: &SourceFile,
        complaints: &mut Complaints,
    ) -> Self {
        let mut texts = Self::default();
        for (name, sentence) in raw {
            let text = own.and_then(|own| own.get(name)).or(sentence.text.as_ref());
            let Some(text) = text else {
                complaints.push(source.complaint(name, "config-missing", &[("key", &format!("{name}.text"))]));
                continue;
            };
            if let Err(error) = texts.add(name, text, sentence, fields) {
                complaints.push(source.complaint(
                    &format!("{name}.text"),
                    "config-kind-text",
                    &[("found", name), ("error", &error)],
                ));
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

    /// Every sentence in force on a day, in the words of one paper; one not in force is null.
    ///
    /// # Errors
    /// What Tera says of a sentence that cannot be rendered with this data.
    pub fn render(&self, data: &Value, day: Date) -> Result<Value, String> {
        let context = Context::from_serialize(data).map_err(|error| error.to_string())?;
        let mut rendered = serde_json::Map::new();
        for (name, sentence) in &self.sentences {
            let in_force = sentence.from.is_none_or(|from| from <= day) && sentence.until.is_none_or(|until| day <= until);
            let text = match &sentence.fixed {
                _ if !in_force => Value::Null,
                Some(text) => Value::from(text.as_str()),
                None => Value::from(self.tera.render(name, &context).map_err(|error| format!("{name}: {error}"))?),
            };
            rendered.insert(name.clone(), text);
        }
        Ok(Value::Object(rendered))
    }

    fn add(&mut self, name: &str, text: &str, raw: &RawText, fields: &dyn Fn(Field) -> bool) -> Result<(), String> {
        self.tera.add_raw_template(name, text).map_err(|error| error.to_string())?;
        let names = self.tera.get_template_variables(name).map_err(|error| error.to_string())?;
        if let Some(unknown) = names.iter().find(|variable| !NAMES.contains(variable)) {
            return Err(format!("`{unknown}`?"));
        }
        if let Some(unknown) = used_fields(text).find(|field| !Field::parse(field).is_some_and(fields)) {
            return Err(format!("`fields.{unknown}`?"));
        }
        let date = |text: &Option<String>| text.as_deref().map(str::parse).transpose().map_err(|_| "YYYY-MM-DD?".to_owned());
        let fixed = (!text.contains(['{', '}'])).then(|| text.to_owned());
        self.sentences.insert(name.to_owned(), Sentence { fixed, from: date(&raw.from)?, until: date(&raw.until)? });
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
