//! The data of a paper, and the details of an entry, told of somebody else.
//!
//! Whatever is not known to say nothing of a person is told anew: a key that nobody has thought of cannot give anybody away.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::invented::{Inventor, words};
use crate::diag::Lang;
use crate::model::{Egn, date_in_words, plain_date, read_date, transliterate};

/// Keys whose texts say nothing of a person, or how they begin.
const PLAIN: [&str; 46] = [
    "academic_year",
    "action",
    "admission_requirements",
    "annulled",
    "birth_country",
    "blank_number",
    "book",
    "citizenship",
    "credits",
    "degree",
    "duration",
    "enrolment_date",
    "faculty_name",
    "format",
    "graduation",
    "group",
    "is_valid",
    "issue_date",
    "kind",
    "language",
    "lines",
    "mean_",
    "number",
    "overall",
    "paper",
    "prior_country",
    "prior_degree",
    "professional_field",
    "qualification",
    "register_date",
    "register_number",
    "request_date",
    "request_number",
    "second_",
    "semesters",
    "series",
    "service",
    "sex",
    "speciali",
    "state",
    "status",
    "sticker",
    "study_",
    "texts_version",
    "uin",
    "what",
];

/// Keys of numbers by which a person is known.
const NUMBERS: [&str; 6] = ["faculty_number", "egn", "lnch", "idn", "person_id", "identifier"];

/// Keys of courses and exams whose texts say nothing of a person, or how they begin.
const OF_COURSES: [&str; 9] = ["code", "date", "ects", "hours_", "name", "protocol", "result", "recognised", "word"];

/// Parts of the data of a paper that are of the institution.
const OF_INSTITUTION: [&str; 9] = ["institution", "faculty", "signatories", "print", "kind", "lang", "draft", "group", "count"];

/// Collects names and identifiers.
pub(super) fn collect(value: &Value, people: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if NUMBERS.contains(&key.as_str()) => drop(people.insert(text.to_lowercase())),
                    Value::String(text) if is_name(key) => {
                        people.extend(words(text).map(|(word, _)| word.to_lowercase()).filter(|word| word.chars().count() > 1));
                    }
                    other => collect(other, people),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, people)),
        _ => {}
    }
}

/// Keys of names of the person the paper is about.
fn is_name(key: &str) -> bool {
    ["full_name", "first_name", "middle_name", "last_name", "person_name"].iter().any(|name| key.starts_with(name))
}

/// Something told anew.
pub(super) struct Retold<'a> {
    inventor: &'a mut Inventor,
    /// Whole texts, as they were and as they are.
    texts: BTreeMap<String, String>,
    /// Words of the person, small letters.
    words: BTreeSet<String>,
    /// Latin words of the person's names, by what they are of.
    latin: BTreeMap<String, String>,
    /// The ЕГН as it was.
    egn: Option<String>,
}

impl<'a> Retold<'a> {
    /// Of an entry about somebody.
    pub fn new(inventor: &'a mut Inventor, person_name: &str) -> Self {
        let mut retold = Self { inventor, texts: BTreeMap::new(), words: BTreeSet::new(), latin: BTreeMap::new(), egn: None };
        retold.learn(person_name);
        retold
    }

    /// The data of a paper.
    pub fn data(mut self, value: Value) -> Value {
        let Value::Object(mut map) = value else { return self.denied(value) };
        if !map.get("fields").is_some_and(Value::is_object) {
            return self.denied(Value::Object(map));
        }
        self.egn = map["fields"]["egn"].as_str().map(str::to_owned);
        for name in ["full_name", "first_name", "middle_name", "last_name"] {
            let name = map["fields"][name].as_str().unwrap_or_default().to_owned();
            self.learn(&name);
        }
        let sentences = ["texts", "texts_en", "original", "refusal", "document"];
        for (_, person) in map.get_mut("signatories").and_then(Value::as_object_mut).into_iter().flatten() {
            for name in ["name", "name_en"] {
                person[name] = self.retell("signatory", person[name].take());
            }
        }
        for (key, value) in &mut map {
            let key = key.as_str();
            if !OF_INSTITUTION.contains(&key) && !sentences.contains(&key) {
                *value = self.retell(key, value.take());
            }
        }
        if let Some(Value::Object(document)) = map.get_mut("document") {
            self.document(document);
        }
        for key in sentences {
            if let Some(value) = map.get_mut(key) {
                *value = self.reword(value.take());
            }
        }
        Value::Object(map)
    }

    /// What nothing is known of: everything is told anew.
    pub fn denied(mut self, value: Value) -> Value {
        self.egn = value["person_id"].as_str().or(value["egn"].as_str()).map(str::to_owned);
        self.retell("", value)
    }

    fn document(&mut self, document: &mut Map<String, Value>) {
        document.insert("qr".to_owned(), Value::Null);
        document.shift_remove("page_codes");
        if let Some(check) = document.get("check").and_then(Value::as_str).filter(|check| !check.is_empty()) {
            self.texts.insert(check.to_owned(), self.inventor.check_value(check));
        }
    }

    fn retell(&mut self, key: &str, value: Value) -> Value {
        match value {
            Value::Object(map) => map
                .into_iter()
                .map(|(key, value)| {
                    let value = self.retell(&key, value);
                    (key, value)
                })
                .collect(),
            Value::Array(values) => values.into_iter().map(|value| self.retell(key, value)).collect(),
            Value::String(text) if key == "photo" && !text.is_empty() => Value::Null,
            Value::String(text) => Value::String(self.text(key, text)),
            other => other,
        }
    }

    fn text(&mut self, key: &str, text: String) -> String {
        let other = if NUMBERS.contains(&key) {
            self.inventor.number(&text)
        } else if key.starts_with("birth_date") {
            self.birthday(key, &text)
        } else if ["lecturer", "titular", "signatory"].contains(&key) {
            // Titles stand before the names, in small letters.
            return self.inventor.each_word(&text, is_of_person);
        } else if PLAIN.iter().chain(&OF_COURSES).any(|plain| key.starts_with(plain)) || is_plain(&text) {
            return text;
        } else {
            self.words.extend(words(&text).map(|(word, _)| word.to_lowercase()).filter(|word| word.chars().count() > 2));
            self.scrubbed(&text)
        };
        if text.chars().count() > 2 {
            self.texts.insert(text, other.clone());
        }
        other
    }

    /// Every word and every long number another.
    fn scrubbed(&mut self, text: &str) -> String {
        let text = self.inventor.each_word(text, |word| !self.latin.contains_key(&word.to_lowercase()) && is_of_person(word));
        let mut out = String::new();
        for part in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
            let rest = &part[word.len()..];
            match self.latin.get(&word.to_lowercase()) {
                Some(other) => out.push_str(&with_capitals(word, other)),
                None if word.len() >= 5 && word.bytes().all(|byte| byte.is_ascii_digit()) => {
                    out.push_str(&self.inventor.number(word));
                }
                None => out.push_str(word),
            }
            out.push_str(rest);
        }
        out
    }

    fn birthday(&mut self, key: &str, text: &str) -> String {
        // In English the month is a word; the Bulgarian text beside it has told the day.
        let Some(day) = read_date(text).or_else(|| text.parse().ok()) else {
            return if key.ends_with("_en") { self.said(text) } else { self.scrubbed(text) };
        };
        let egn = self.egn.clone().filter(|egn| Egn::parse(egn).is_ok());
        let other = self.inventor.birthday(day, egn.as_deref());
        let forms: [fn(Date) -> String; 4] =
            [plain_date, |day| day.to_string(), |day| date_in_words(day, Lang::Bg), |day| date_in_words(day, Lang::En)];
        for form in forms {
            self.texts.insert(form(day), form(other));
        }
        self.texts.insert(in_english(day), in_english(other));
        self.said(text)
    }

    /// Takes in what somebody is called.
    fn learn(&mut self, name: &str) {
        for (word, _) in words(name) {
            self.words.insert(word.to_lowercase());
            self.latin.insert(transliterate(word).to_lowercase(), transliterate(&self.inventor.word(word)).to_lowercase());
        }
        self.latin.retain(|word, other| word.is_ascii() && word != other);
    }

    fn reword(&mut self, value: Value) -> Value {
        match value {
            Value::Object(map) => map.into_iter().map(|(key, value)| (key, self.reword(value))).collect(),
            Value::Array(values) => values.into_iter().map(|value| self.reword(value)).collect(),
            Value::String(text) => Value::String(self.said(&text)),
            other => other,
        }
    }

    /// A sentence with what the person is called, born and known by in it.
    fn said(&self, text: &str) -> String {
        let mut parts = vec![(text.to_owned(), false)];
        let mut known: Vec<(&String, &String)> = self.texts.iter().collect();
        known.sort_by_key(|(was, _)| std::cmp::Reverse(was.len()));
        for (was, is) in known {
            let mut next = Vec::new();
            for (part, is_done) in parts {
                if is_done {
                    next.push((part, true));
                    continue;
                }
                for (at, piece) in part.split(was.as_str()).enumerate() {
                    next.extend((at > 0).then(|| (is.clone(), true)));
                    next.push((piece.to_owned(), false));
                }
            }
            parts = next;
        }
        let word = |word: &str| self.words.contains(&word.to_lowercase());
        let told = parts
            .into_iter()
            .map(|(part, is_done)| if is_done { part } else { self.named(&self.inventor.each_word(&part, word)) });
        told.collect()
    }

    /// Latin words of the person's name in a sentence.
    fn named(&self, text: &str) -> String {
        let mut out = String::new();
        let mut end = 0;
        for (word, at) in words(text) {
            out.push_str(&text[end..at]);
            let other = self.latin.get(&word.to_lowercase());
            out.push_str(&other.map_or_else(|| word.to_owned(), |other| with_capitals(word, other)));
            end = at + word.len();
        }
        out.push_str(&text[end..]);
        out
    }
}

/// A word that may be of a person: no particle, no title, no abbreviation.
fn is_of_person(word: &str) -> bool {
    word.chars().count() > 1 && (word.chars().next().is_some_and(char::is_uppercase) || word.is_ascii())
}

/// A text that is no text: a day, an amount, or a word of the program.
fn is_plain(text: &str) -> bool {
    let is_day = text.parse::<Date>().is_ok();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_amount =
        digits > 0 && digits < 7 && text.len() == digits + 1 && text.contains(['.', ',']) || digits < 5 && digits == text.len();
    let is_word = text.contains('-') && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    is_day || is_amount || is_word
}

fn in_english(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn with_capitals(like: &str, word: &str) -> String {
    let is_all = like.chars().count() > 1 && like.chars().all(|c| !c.is_lowercase());
    if is_all {
        return word.to_uppercase();
    }
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if like.chars().next().is_some_and(char::is_uppercase) => first.to_uppercase().chain(letters).collect(),
        _ => word.to_owned(),
    }
}
