//! The columns of consent in the sheets, entered into the log.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::clock::Clock;
use super::people::{Somebody, is_email};
use super::{hold, not_future};
use crate::config::{Config, Consent};
use crate::consent::{Act, AgreedText, Channel, Consents, Contact, Deed, Fate, Log, Standing};
use crate::diag::{Code, Finding, Origin, Subject, sort_findings};
use crate::ingest::read_consent;
use crate::model::{Answer, Extra, Field, Moment, Purpose, Record, Said};
use crate::pipeline::{Checked, Error, Options, requests, run_name};
use crate::plan::Held;

/// What came of reading the sheets.
#[derive(Debug)]
pub struct ConsentImport {
    /// The people and the findings, in the guise of checked inputs.
    pub checked: Checked,
    /// People in the sheets.
    pub people: usize,
    /// Those of whom the sheets say something of consent.
    pub answered: usize,
    /// Consents entered, by purpose.
    pub given: BTreeMap<Purpose, usize>,
    /// Withdrawals entered, by purpose.
    pub withdrawn: BTreeMap<Purpose, usize>,
    /// Answers the log had already, or that need no line.
    pub known: usize,
    /// Answers that do not bring back who has withdrawn.
    pub suppressed: usize,
}

/// The columns, and what each is about.
const COLUMNS: [(Field, Option<Purpose>); 3] =
    [(Field::AlumniConsent, None), (Field::PhotoConsent, Some(Purpose::Photo)), (Field::MailConsent, Some(Purpose::Mail))];

/// By which field a purpose is called in findings.
fn field_of(purpose: Purpose) -> Field {
    match purpose {
        Purpose::Book => Field::AlumniConsent,
        Purpose::Photo => Field::PhotoConsent,
        Purpose::Mail => Field::MailConsent,
    }
}

/// An answer of a person about a purpose.
#[derive(Debug, Clone, Copy)]
struct Word {
    answer: Answer,
    on: Moment,
    origin: Origin,
}

/// Somebody with everything the sheets say.
struct Answers {
    record: usize,
    person: Somebody,
    words: BTreeMap<Purpose, Word>,
}

/// Enters what the sheets say of consent. Nobody who has withdrawn is brought back.
///
/// # Errors
/// The sheets or the log cannot be read; the log cannot be written: nothing is entered then.
pub fn import_consents(config: &Config, options: &Options, on: Option<Moment>, by: Option<&str>) -> Result<ConsentImport, Error> {
    let clock = Clock::of_environment();
    let on = not_future(on, &clock)?;
    let season = requests::read(config, &requests::of_people(&config.pipeline.inputs), &options.isolation)?;
    let (_lock, mut log) = hold(config)?;
    let consents = log.consents()?;
    let mut findings = Vec::new();
    let answers = answers(config, &consents, &season.records, [on, clock.now()], &mut findings);
    let mut entering = Entering {
        consent: &config.institution.consent,
        consents,
        acts: Vec::new(),
        contacts: Vec::new(),
        findings,
        counts: Counts::default(),
    };
    for person in &answers {
        entering.person(person, &log, &|origin| season.sources.describe(origin))?;
    }
    let Entering { acts, contacts, findings, counts, .. } = entering;
    log.enter(&acts, &contacts, &clock.signed(by))?;
    drop((acts, contacts));
    let mut findings = config.pipeline.strictness.apply(findings);
    sort_findings(&mut findings);
    let date = config.pipeline.date.unwrap_or(on.day);
    let (people, answered) = (season.records.len(), answers.iter().filter(|answers| !answers.words.is_empty()).count());
    let run = run_name(config, options, date);
    let held = Held::by(&findings);
    let checked = Checked { season, findings, held, kinds: BTreeMap::new(), wanted: Vec::new(), date, run };
    let Counts { given, withdrawn, known, suppressed } = counts;
    Ok(ConsentImport { checked, people, answered, given, withdrawn, known, suppressed })
}

/// What the sheets say, by person: who stands in them twice is one person, and a no of theirs counts.
fn answers(
    config: &Config,
    consents: &Consents,
    records: &[Record],
    [on, now]: [Moment; 2],
    findings: &mut Vec<Finding>,
) -> Vec<Answers> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut all: Vec<Answers> = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let person = Somebody::of_record(record);
        let words = words_of(config, at, record, on, now.day, findings);
        let [key, _] = consents.known_as(&person.whose());
        if key.is_empty() {
            // Nobody whom the log could know again.
            continue;
        }
        match places.get(&key) {
            Some(place) => {
                let known = &mut all[*place];
                for (purpose, word) in words {
                    merge(&mut known.words, purpose, word, at, record, findings);
                }
            }
            None => {
                places.insert(key, all.len());
                all.push(Answers { record: at, person, words });
            }
        }
    }
    all
}

/// What one row says.
fn words_of(
    config: &Config,
    at: usize,
    record: &Record,
    on: Moment,
    today: Date,
    findings: &mut Vec<Finding>,
) -> BTreeMap<Purpose, Word> {
    let mut words = BTreeMap::new();
    for (field, about) in COLUMNS {
        let Some(Extra::Text(text)) = record.study.extras.get(&field) else { continue };
        let origin = record.place.cell(field);
        let said = read_consent(text, &config.institution.words).filter(|said| fits(said, about));
        let Some(said) = said.filter(|said| said.date.is_none_or(|day| day <= today)) else {
            let finding = Finding::new(Code::ConsentUnreadable, Subject::Record(at)).of(record.faculty_number());
            findings.push(finding.at(origin).field(field.tag()).found(text));
            continue;
        };
        let on = said.date.map_or(on, Moment::on);
        for (purpose, answer) in meant(&said, about, &config.institution.consent) {
            merge(&mut words, purpose, Word { answer, on, origin }, at, record, findings);
        }
    }
    words
}

/// A column about one purpose speaks of no other.
fn fits(said: &Said, about: Option<Purpose>) -> bool {
    about.is_none_or(|about| said.named.keys().all(|purpose| *purpose == about))
}

/// What a cell says of each purpose: a plain yes or no of those the column is about, a named one of its own.
fn meant(said: &Said, about: Option<Purpose>, consent: &Consent) -> BTreeMap<Purpose, Answer> {
    let plain: Vec<Purpose> = about.map_or_else(|| consent.yes.clone(), |about| vec![about]);
    let mut meant: BTreeMap<Purpose, Answer> =
        said.general.into_iter().flat_map(|answer| plain.iter().map(move |purpose| (*purpose, answer))).collect();
    meant.extend(&said.named);
    meant
}

/// Two cells about one purpose: the no counts, and that they differ is told.
fn merge(
    words: &mut BTreeMap<Purpose, Word>,
    purpose: Purpose,
    word: Word,
    at: usize,
    record: &Record,
    findings: &mut Vec<Finding>,
) {
    let Some(known) = words.get(&purpose).copied() else {
        words.insert(purpose, word);
        return;
    };
    if known.answer == word.answer {
        return;
    }
    let finding = Finding::new(Code::ConsentContradicted, Subject::Record(at)).of(record.faculty_number());
    findings.push(finding.at(word.origin).and_at(known.origin).field(field_of(purpose).tag()));
    if word.answer == Answer::No {
        words.insert(purpose, word);
    }
}

#[derive(Default)]
struct Counts {
    given: BTreeMap<Purpose, usize>,
    withdrawn: BTreeMap<Purpose, usize>,
    known: usize,
    suppressed: usize,
}

/// What is to be entered, while the people are looked at one by one.
struct Entering<'a> {
    consent: &'a Consent,
    consents: Consents,
    acts: Vec<Act<'a>>,
    contacts: Vec<(crate::model::Whose<'a>, Contact)>,
    findings: Vec<Finding>,
    counts: Counts,
}

impl<'a> Entering<'a> {
    fn person(&mut self, answers: &'a Answers, log: &Log, place: &dyn Fn(Origin) -> String) -> Result<(), Error> {
        let whose = answers.person.whose();
        for (purpose, word) in &answers.words {
            let finding = |code: Code| {
                let finding = Finding::new(code, Subject::Record(answers.record)).of(&answers.person.faculty_number);
                finding.at(word.origin).field(field_of(*purpose).tag())
            };
            match self.consents.fate(&whose, *purpose, word.answer) {
                Fate::Known => self.counts.known += 1,
                Fate::Suppressed(since) => {
                    self.counts.suppressed += 1;
                    self.findings.push(finding(Code::ConsentSuppressed).expected(since.to_string()));
                }
                Fate::Kept(since, channel) => {
                    let channel = channel.map_or("", Channel::name);
                    self.findings.push(finding(Code::ConsentKept).expected(since.to_string()).arg("channel", channel));
                }
                Fate::Entered(deed) => {
                    let text = self.consent.text(*purpose, word.on.day);
                    let text = text.map(|text| AgreedText::of(&text.version, &text.from.to_string(), &text.bg, &text.en));
                    if deed == Deed::Given && text.is_none() {
                        self.findings.push(finding(Code::ConsentTextMissing).expected(word.on.day.to_string()));
                        continue;
                    }
                    let text = text.filter(|_| deed == Deed::Given);
                    let counts = if deed == Deed::Given { &mut self.counts.given } else { &mut self.counts.withdrawn };
                    *counts.entry(*purpose).or_default() += 1;
                    let (channel, source) = (Channel::Workbook, place(word.origin));
                    self.acts.push(Act { whose, deed, purpose: *purpose, on: word.on, text, channel, source });
                }
            }
        }
        self.contact(answers, log)
    }

    /// Whom notices go to, where the person agrees to them and nobody is known yet.
    fn contact(&mut self, answers: &'a Answers, log: &Log) -> Result<(), Error> {
        let whose = answers.person.whose();
        let is_given = match self
            .acts
            .iter()
            .rev()
            .take(Purpose::ALL.len())
            .find(|act| act.whose == whose && act.purpose == Purpose::Mail)
        {
            Some(act) => act.deed == Deed::Given,
            None => matches!(self.consents.standing(&whose, Purpose::Mail), Standing::Given { .. }),
        };
        if !is_given || log.contact(&whose)?.is_some() {
            return Ok(());
        }
        let (name, email) = (answers.person.name.clone(), answers.person.email.clone());
        if is_email(&email) {
            self.contacts.push((whose, Contact { name, email }));
        } else if let Some(word) = answers.words.get(&Purpose::Mail) {
            let finding = Finding::new(Code::ConsentNoEmail, Subject::Record(answers.record)).of(&answers.person.faculty_number);
            self.findings.push(finding.at(word.origin).field(Field::Email.tag()).found(email));
        }
        Ok(())
    }
}
