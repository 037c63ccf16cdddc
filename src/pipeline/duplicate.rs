//! Requests for duplicates: each is granted, refused with its reasons, or left for a person to look at.

use std::collections::BTreeMap;

use super::shelf::Shelf;
use super::{Checked, open_register_to_read};
use crate::check;
use crate::config::{Config, Role};
use crate::diag::{Code, Finding, Lang, Level, Subject};
use crate::kind::{Audience, DocumentKind, Kinds};
use crate::model::{EarlierEntry, Field, Request, bulgarian_date};
use crate::plan::{Original, key_about, lacking};
use crate::register::{EARLIER_KIND, Entry, RegisterError, State, earlier_id};

/// What findings of an error mean a refusal; every other one leaves the request undecided.
const REFUSING: [Code; 7] = [
    Code::OriginalUnknown,
    Code::OriginalOfAnother,
    Code::OriginalAnnulled,
    Code::OriginalDuplicated,
    Code::DuplicateReasonMissing,
    Code::AnnouncementMissing,
    Code::RequestUnpaid,
];

/// What every diploma says; a line of an earlier register may know less.
const EXPECTED: [Field; 11] = [
    Field::BirthDate,
    Field::BirthPlace,
    Field::BirthCountry,
    Field::Citizenship,
    Field::ProfessionalField,
    Field::Qualification,
    Field::StudyForm,
    Field::DurationSemesters,
    Field::CreditsTotal,
    Field::Overall,
    Field::GraduationDate,
];

/// What is done about a request.
#[derive(Debug)]
pub(super) enum Decision {
    /// A duplicate is issued.
    Grant(Box<Grant>),
    /// It was issued by an earlier run, under this number.
    Granted(Box<Entry>),
    /// It is refused; the original, where there is one.
    Refuse(Option<Box<Original>>),
    /// A person has to look first: findings say at what.
    Undecided,
}

/// What a duplicate is issued from.
#[derive(Debug)]
pub(super) struct Grant {
    /// The original as the register names it.
    pub id: String,
    /// The original.
    pub original: Original,
    /// The papers of laurea's register that no longer hold then.
    pub standing: Vec<Entry>,
    /// Kinds that go with the duplicate and can be made from what is known.
    pub companions: Vec<String>,
    /// Whether the original is there and is marked.
    pub is_unusable: bool,
}

/// Decides requests one by one.
pub(super) struct Desk<'a> {
    pub config: &'a Config,
    pub checked: &'a mut Checked,
    /// The papers of the register.
    pub shelf: Shelf<'a>,
    /// Originals that get a duplicate in this run, with the number of the request.
    pub taken: BTreeMap<String, String>,
}

/// The original as it was found.
enum Found {
    /// In laurea's register.
    Own(Box<Entry>),
    /// In the register before laurea.
    Earlier(Box<EarlierEntry>),
    /// Its number stands there for somebody else.
    Another,
    /// Nowhere.
    No,
}

impl Desk<'_> {
    /// Decides a request of the season.
    pub fn decide(&mut self, at: usize) -> Result<Decision, RegisterError> {
        let request = self.checked.season.requests[at].clone();
        let Some(kind) = self.config.institution.service(&request.paper).map(|service| service.kind.clone()) else {
            return Ok(Decision::Undecided);
        };
        let key = key_about(&kind, &request);
        if let Some(entry) = self.shelf.last_of(&key)?.filter(|entry| entry.state() != State::Reserved) {
            let entry = Box::new(entry);
            self.forget(at, |_| true);
            let found = self.find(&kind, &request)?;
            if let Some((original, _)) = self.original(&found, &kind, &request)? {
                self.tell_gaps(at, &kind, &original);
            }
            return Ok(Decision::Granted(entry));
        }
        let found = self.find(&kind, &request)?;
        self.settle(at, &request, &found)?;
        let id = match &found {
            Found::Own(entry) => Some(entry.document.clone()),
            Found::Earlier(line) => {
                let taken_over = self.taken_over(line)?;
                Some(taken_over.map_or_else(|| earlier_id(&line.register_number), |entry| entry.document))
            }
            Found::Another | Found::No => None,
        };
        if let Some(id) = &id {
            self.refuse_second(at, &request, &kind, &key, id)?;
        }
        let original = self.original(&found, &kind, &request)?;
        if let (Found::Own(entry), None) = (&found, &original)
            && self.shelf.is_expired(&entry.document)?
        {
            let finding = self.finding(Code::OriginalExpired, at, Field::RegisterNumber);
            self.report(finding.found(&request.register_number));
            return Ok(Decision::Undecided);
        }
        let codes = self.errors_of(at);
        let is_named = !request.number.is_empty() && !request.register_number.is_empty();
        if !is_named || codes.iter().any(|code| !REFUSING.contains(code)) {
            for (field, text) in [(Field::RequestNumber, &request.number), (Field::RegisterNumber, &request.register_number)] {
                if text.is_empty() {
                    self.incomplete(at, field, &request.register_number);
                }
            }
            return Ok(Decision::Undecided);
        }
        if !codes.is_empty() {
            return Ok(Decision::Refuse(original.map(|(original, _)| Box::new(original))));
        }
        let Some((id, original)) = id.zip(original) else {
            // A profile may make less of a missing original than it is; without one there is no duplicate.
            self.incomplete(at, Field::RegisterNumber, &request.register_number);
            return Ok(Decision::Undecided);
        };
        Ok(self.grant(at, &request, &kind, id, original))
    }

    /// Grants a request whose original has all that the duplicate needs.
    fn grant(
        &mut self,
        at: usize,
        request: &Request,
        kind: &str,
        id: String,
        (original, standing): (Original, Vec<Entry>),
    ) -> Decision {
        let kinds = &self.checked.kinds;
        let mut missing: Vec<Field> = [Field::FullName, Field::Degree, Field::Speciality].to_vec();
        missing.retain(|field| !original.fields.contains_key(field));
        if let Some(kind) = kinds.get(kind) {
            missing.extend(lacking(kind, &original));
            let head_signs = kind.roles.contains(&Role::Head);
            missing.extend((head_signs && original.faculty.is_empty()).then_some(Field::Faculty));
        }
        missing.sort_unstable();
        missing.dedup();
        let companions = companions(kinds, kind, &original, &standing, id.starts_with(crate::register::EARLIER));
        if !missing.is_empty() {
            for field in missing {
                self.incomplete(at, field, &original.register_number);
            }
            return Decision::Undecided;
        }
        self.tell_gaps(at, kind, &original);
        self.taken.insert(id.clone(), request.number.clone());
        // What was issued with the original no longer holds where its duplicate is made, too.
        let is_replaced = |entry: &Entry| {
            entry.document == id || companions.iter().any(|kind| kind.strip_prefix(DUPLICATE) == Some(&entry.kind))
        };
        let standing = standing.into_iter().filter(is_replaced).collect();
        let is_unusable = self.config.institution.words.is_unusable(&request.reason);
        Decision::Grant(Box::new(Grant { id, original, standing, companions, is_unusable }))
    }

    /// What of the original is known from elsewhere, and what nobody knows any more: a stroke stands in its place.
    fn tell_gaps(&mut self, at: usize, kind: &str, original: &Original) {
        let printed = self.checked.kinds.get(kind).map(DocumentKind::fields).unwrap_or_default();
        let is_struck = |field: &&Field| printed.contains(*field) && !original.fields.contains_key(*field);
        let struck: Vec<&str> = EXPECTED.iter().filter(is_struck).map(|field| field.label(Lang::Bg)).collect();
        if !struck.is_empty() {
            let finding = self.finding(Code::DuplicateStruck, at, Field::RegisterNumber);
            self.report(finding.found(&original.register_number).arg("fields", struck.join(", ")));
        }
        if original.is_faculty_of_today {
            let finding = self.finding(Code::DuplicateFacultyToday, at, Field::Faculty);
            self.report(finding.found(&original.register_number).expected(&original.faculty));
        }
    }

    /// The original in laurea's register, else in the one before it.
    fn find(&self, kind: &str, request: &Request) -> Result<Found, RegisterError> {
        let mut is_of_another = false;
        for entry in self.shelf.of_number(&request.register_number)? {
            if !is_principal(&self.checked.kinds, kind, &entry) {
                continue;
            }
            if self.is_holder(&entry, request)? {
                return Ok(Found::Own(Box::new(entry)));
            }
            is_of_another = true;
        }
        let earlier = &self.checked.season.earlier;
        let lines = check::originals(earlier, request);
        let line = lines.iter().find(|line| !line.is_valid).or(lines.first());
        Ok(match line {
            Some(line) => Found::Earlier(Box::new((*line).clone())),
            None if is_of_another => Found::Another,
            None => Found::No,
        })
    }

    /// By number, or by name where one of the two has no number.
    fn is_holder(&self, entry: &Entry, request: &Request) -> Result<bool, RegisterError> {
        let data = self.data(&entry.document)?.unwrap_or_default();
        let numbers: Vec<&str> = ["egn", "lnch", "idn"].iter().filter_map(|name| data["fields"][*name].as_str()).collect();
        if numbers.is_empty() || request.person_id.is_empty() {
            return Ok(check::is_named(request, &entry.person_name));
        }
        Ok(numbers.contains(&request.person_id.as_str()))
    }

    /// What the rules could not know, who see no register of papers: where the original is, and how it stands.
    fn settle(&mut self, at: usize, request: &Request, found: &Found) -> Result<(), RegisterError> {
        match found {
            Found::Own(entry) => {
                self.forget(at, |code| matches!(code, Code::OriginalUnknown | Code::OriginalOfAnother | Code::OriginalAnnulled));
                let has_no_duplicate = entry.replaced_by.is_none() || self.is_superseded(entry)?;
                if entry.state() == State::Annulled && has_no_duplicate {
                    let finding = self.finding(Code::OriginalAnnulled, at, Field::RegisterNumber);
                    self.report(finding.found(&request.register_number));
                }
            }
            Found::Another => {
                self.forget(at, |code| code == Code::OriginalUnknown);
                if !self.errors_of(at).contains(&Code::OriginalOfAnother) {
                    let finding = self.finding(Code::OriginalOfAnother, at, Field::RegisterNumber);
                    self.report(finding.found(&request.register_number));
                }
            }
            Found::Earlier(_) | Found::No => {}
        }
        Ok(())
    }

    /// Whether a paper was issued anew, because it was wrong: then a duplicate is of the new one.
    fn is_superseded(&self, old: &Entry) -> Result<bool, RegisterError> {
        Ok(self.shelf.duplicates_of(&old.document)?.iter().any(|entry| entry.kind == old.kind))
    }

    /// No second valid duplicate: neither beside one of the register nor beside one of this run.
    fn refuse_second(&mut self, at: usize, request: &Request, kind: &str, key: &str, id: &str) -> Result<(), RegisterError> {
        let others = self.shelf.duplicates_of(id)?;
        let holds = |entry: &&Entry| entry.kind == kind && entry.document != key && entry.state() != State::Annulled;
        let by_register = others.iter().find(holds).and_then(|entry| entry.number.clone());
        let own = self.shelf.last_of(id)?.filter(|old| !others.iter().any(|entry| entry.kind == old.kind));
        let own = own.and_then(|entry| entry.replaced_by);
        let Some(number) = by_register.or(own).or_else(|| self.taken.get(id).cloned()) else { return Ok(()) };
        // The office marks the original in its own book, too: that is the same reason.
        self.forget(at, |code| code == Code::OriginalAnnulled);
        let finding = self.finding(Code::OriginalDuplicated, at, Field::RegisterNumber);
        self.report(finding.found(&request.register_number).expected(number));
        Ok(())
    }

    /// The original as papers print it, and the entries of laurea's register that a duplicate annuls.
    fn original(&self, found: &Found, kind: &str, request: &Request) -> Result<Option<(Original, Vec<Entry>)>, RegisterError> {
        let kinds = &self.checked.kinds;
        let title = |name: &str| kinds.get(name).map(|kind| kind.title.clone()).unwrap_or_default();
        Ok(match found {
            Found::Own(entry) => {
                let Some(data) = self.data(&entry.document)? else { return Ok(None) };
                let companions = kinds.values().filter(|kind| kind.companion_of.as_ref() == Some(&entry.kind));
                let keys = companions.map(|kind| format!("{}/{}", kind.name, key_of(&entry.document)));
                let found = keys.map(|key| self.shelf.last_of(&key)).collect::<Result<Vec<_>, _>>()?;
                let companion = found.into_iter().flatten().next();
                let companion_data = companion.as_ref().map(|with| self.data(&with.document)).transpose()?.flatten();
                let mut original = Original::frozen(&data, companion_data.as_ref(), &title(&entry.kind));
                original.register_number = entry.number.clone().unwrap_or_default();
                // Numbered after signature, it does not say itself on which day.
                if original.register_date.is_empty() {
                    let number = self.shelf.registration(&entry.document)?;
                    original.register_date = number.map(|number| bulgarian_date(number.date)).unwrap_or_default();
                }
                let standing = std::iter::once((**entry).clone()).chain(companion).collect();
                Some((original, standing))
            }
            Found::Earlier(line) => {
                let paper = title(kind.strip_prefix(DUPLICATE).unwrap_or(kind));
                let (season, institution) = (&self.checked.season, &self.config.institution);
                let standing = self.taken_over(line)?.into_iter().collect();
                Some((Original::of_line(line, request, season, institution, &paper), standing))
            }
            Found::Another | Found::No => None,
        })
    }

    /// The entry of a line that was taken over into the register.
    fn taken_over(&self, line: &EarlierEntry) -> Result<Option<Entry>, RegisterError> {
        let is_it = |entry: &Entry| entry.kind == EARLIER_KIND && entry.person_name == line.person_name;
        Ok(self.shelf.of_number(&line.register_number)?.into_iter().find(is_it))
    }

    fn data(&self, document: &str) -> Result<Option<serde_json::Value>, RegisterError> {
        let text = self.shelf.data_of(document)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn errors_of(&self, at: usize) -> Vec<Code> {
        let own = self.checked.findings.iter().filter(|finding| finding.subject == Subject::Request(at));
        let mut codes: Vec<Code> = own.filter(|finding| finding.level == Level::Error).map(|finding| finding.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    fn forget(&mut self, at: usize, is_settled: impl Fn(Code) -> bool) {
        self.checked.findings.retain(|finding| {
            finding.subject != Subject::Request(at) || finding.level != Level::Error || !is_settled(finding.code)
        });
    }

    fn finding(&self, code: Code, at: usize, field: Field) -> Finding {
        let request = &self.checked.season.requests[at];
        let finding = Finding::new(code, Subject::Request(at)).of(&request.faculty_number).field(field.tag());
        finding.at(request.place.cell(field)).arg("request", &request.number)
    }

    fn incomplete(&mut self, at: usize, field: Field, number: &str) {
        let finding = self.finding(Code::DuplicateIncomplete, at, field).found(number);
        self.report(finding);
    }

    fn report(&mut self, finding: Finding) {
        self.checked.findings.extend(self.config.pipeline.strictness.apply(vec![finding]));
    }
}

/// How the kinds of duplicates are called: this and the kind of the original.
pub(super) const DUPLICATE: &str = "duplicate-";

/// A paper with a number of its own, of the book the duplicate is numbered in.
fn is_principal(kinds: &Kinds, duplicate: &str, entry: &Entry) -> bool {
    let book = kinds.get(duplicate).and_then(|kind| kind.book.as_ref());
    let has_own_number = kinds.get(&entry.kind).is_some_and(|kind| kind.companion_of.is_none());
    has_own_number && book.is_some() && entry.book.as_ref() == book && entry.state() != State::Reserved
}

/// What of a key says whose paper it is.
fn key_of(document: &str) -> &str {
    document.split_once('/').map_or(document, |(_, rest)| rest)
}

/// Kinds that go with a duplicate: of those whose original was issued with its principal, or whose data are known.
fn companions(kinds: &Kinds, principal: &str, original: &Original, standing: &[Entry], is_earlier: bool) -> Vec<String> {
    let goes_with = |kind: &&DocumentKind| {
        kind.audience == Audience::Duplicate
            && kind.companion_of.as_deref() == Some(principal)
            && lacking(kind, original).is_empty()
    };
    let was_issued = |kind: &&DocumentKind| {
        is_earlier
            || standing
                .iter()
                .any(|entry| entry.kind == kind.name || Some(entry.kind.as_str()) == kind.name.strip_prefix(DUPLICATE))
    };
    kinds.values().filter(goes_with).filter(was_issued).map(|kind| kind.name.clone()).collect()
}

/// Takes back what the rules said of originals that stand in laurea's own register.
pub(super) fn forget_known(config: &Config, checked: &mut Checked) {
    let is_unknown = |finding: &Finding| finding.code == Code::OriginalUnknown;
    if !checked.findings.iter().any(is_unknown) {
        return;
    }
    // A register that cannot be read stops whoever needs it, with its own words.
    let Ok(Some(register)) = open_register_to_read(config) else { return };
    let shelf = Shelf::of(Some(&register));
    let requests = &checked.season.requests;
    checked.findings.retain(|finding| match finding.subject {
        Subject::Request(at) if is_unknown(finding) => {
            shelf.of_number(&requests[at].register_number).is_ok_and(|papers| papers.is_empty())
        }
        _ => true,
    });
}
