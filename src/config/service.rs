//! `[services]` as meant: what may be requested, what it costs, how long it takes, what whoever asks must bring.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::raw_desk::{RawRequests, RawService};
use super::{Reader, fold};
use crate::model::{Asker, EURO_FROM, Euro, Leva, Status, Term};

/// What a request brings.
#[derive(Debug, Clone, Default)]
pub struct Service {
    /// The service in the office's words, as configured.
    pub name: String,
    /// The kind of paper; [`Service::NO_PAPER`] for a service without one.
    pub kind: String,
    /// The kind's variant.
    pub variant: Option<String>,
    /// Whose request is well-founded; empty for everybody's.
    pub statuses: Vec<Status>,
    /// Whether the original is looked up in the register (a duplicate).
    pub needs_original: bool,
    /// The fee in leva; `None` for a free service.
    pub fee: Option<Leva>,
    /// The fee in euro, where it was set anew.
    pub fee_euro: Option<Euro>,
    /// Statuses for which the first one in a semester is free.
    pub first_free: Vec<Status>,
    /// How long an answer may take.
    pub term: Option<Term>,
    /// The same where the paper needs the ministry's sticker.
    pub term_with_sticker: Option<Term>,
    /// By how much the term may be extended, once.
    pub extension: Option<Term>,
    /// Whether the term begins anew with the results of a check.
    pub term_restarts: bool,
    /// What every request waits for before its term begins to run; empty for nothing.
    pub waits_for: String,
    /// Papers that whoever asks must bring.
    pub needs: Vec<String>,
    /// What somebody else must show.
    pub authorities: BTreeMap<Asker, String>,
}

impl Service {
    /// The kind of a service that brings no paper of its own.
    pub const NO_PAPER: &str = "none";

    /// Whether a paper of an installed kind is made for it.
    #[must_use]
    pub fn brings_paper(&self) -> bool {
        self.kind != Self::NO_PAPER
    }

    /// The fee in leva and euro on a day; both 0 for a free service. A tariff set anew in euro holds from the first day of the euro.
    #[must_use]
    pub fn price(&self, day: Date) -> (Leva, Euro) {
        let leva = self.fee.unwrap_or_default();
        let set_anew = self.fee_euro.filter(|_| day >= EURO_FROM);
        (leva, set_anew.unwrap_or_else(|| leva.in_euro()))
    }
}

impl Reader<'_> {
    pub(super) fn services(
        &mut self,
        raw: &BTreeMap<String, RawService>,
        authorities: &BTreeMap<String, String>,
    ) -> BTreeMap<String, Service> {
        let general = self.authorities("authorities", authorities);
        raw.iter().map(|(name, service)| (fold(name), self.service(name, service, &general))).collect()
    }

    fn service(&mut self, name: &str, raw: &RawService, general: &BTreeMap<Asker, String>) -> Service {
        let key = |field: &str| format!("services.{name}.{field}");
        let words = raw.statuses.clone().unwrap_or_default();
        let mut authorities = general.clone();
        authorities.extend(self.authorities(&key("authorities"), &raw.authorities));
        Service {
            name: name.to_owned(),
            kind: self.required(&key("kind"), raw.kind.as_ref()),
            variant: raw.variant.clone(),
            statuses: self.words(&key("statuses"), &words, &Status::ALL, Status::name),
            needs_original: raw.original.unwrap_or(false),
            fee: self.parsed(&key("fee_leva"), raw.fee_leva.as_ref(), "config-sum", Leva::parse),
            fee_euro: self.parsed(&key("fee_euro"), raw.fee_euro.as_ref(), "config-sum", Euro::parse),
            first_free: self.words(&key("first_free"), &raw.first_free, &Status::ALL, Status::name),
            term: self.parsed(&key("term"), raw.term.as_ref(), "config-term", Term::parse),
            term_with_sticker: self.parsed(&key("term_with_sticker"), raw.term_with_sticker.as_ref(), "config-term", Term::parse),
            extension: self.parsed(&key("extension"), raw.extension.as_ref(), "config-term", Term::parse),
            term_restarts: raw.term_restarts.unwrap_or(false),
            waits_for: raw.waits_for.clone().unwrap_or_default(),
            needs: raw.needs.clone(),
            authorities,
        }
    }

    fn authorities(&mut self, table: &str, raw: &BTreeMap<String, String>) -> BTreeMap<Asker, String> {
        let others = &Asker::ALL[1..];
        let meant = |(who, what): (&String, &String)| {
            Some((self.word(&format!("{table}.{who}"), who, others, Asker::name)?, what.clone()))
        };
        raw.iter().filter_map(meant).collect()
    }

    fn parsed<T>(&mut self, key: &str, text: Option<&String>, message: &'static str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let text = text?;
        let meant = parse(text);
        if meant.is_none() {
            self.complain(key, message, &[("found", text)]);
        }
        meant
    }

    /// The format of incoming numbers.
    pub(super) fn request_number(&mut self, raw: &RawRequests) -> String {
        let number = raw.number.clone().unwrap_or_else(|| "{{ in_year }}/{{ date }}".to_owned());
        self.number_format("requests.number", &number, &["in_year", "year", "date"]);
        number
    }

    /// A format that Tera can read and that asks for nothing unknown.
    pub(super) fn number_format(&mut self, key: &str, number: &str, known: &[&str]) {
        let mut tera = tera::Tera::default();
        if let Err(error) = tera.add_raw_template("number", number) {
            self.complain(key, "config-number-format", &[("error", &error.to_string())]);
            return;
        }
        let used = tera.get_template_variables("number").into_iter().flatten();
        if let Some(unknown) = used.into_iter().find(|variable| !known.contains(variable)) {
            self.complain(key, "config-number-variable", &[("found", unknown), ("known", &known.join(", "))]);
        }
    }
}
