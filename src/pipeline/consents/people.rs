//! Who somebody is: from the sheets, else from the register, else from the log alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::ConsentLine;
use crate::config::Config;
use crate::consent::{Consents, Line, Standing};
use crate::ingest::Isolation;
use crate::model::{Extra, Field, Purpose, Record, Whose};
use crate::pipeline::{Error, RequestsError, open_register_to_read, requests};

/// Somebody, by what they are known and called.
#[derive(Debug, Clone, Default)]
pub struct Somebody {
    pub egn: String,
    pub lnch: String,
    pub idn: String,
    pub faculty_number: String,
    pub name: String,
    pub email: String,
}

impl Somebody {
    /// By what the log knows them.
    pub fn whose(&self) -> Whose<'_> {
        Whose::of(&self.egn, &self.lnch, &self.idn, &self.faculty_number)
    }

    pub fn of_record(record: &Record) -> Self {
        let person = &record.person;
        let email = match record.study.extras.get(&Field::Email) {
            Some(Extra::Text(text)) => text.trim().to_owned(),
            _ => String::new(),
        };
        Self {
            egn: person.egn_text.clone(),
            lnch: person.lnch_text.clone(),
            idn: person.idn.clone(),
            faculty_number: record.faculty_number().to_owned(),
            name: person.full_name(),
            email,
        }
    }

    /// The person of a paper, by its frozen data.
    pub fn of_data(data: &Value, faculty_number: &str, name: &str) -> Self {
        let field = |name: &str| {
            let found = data["fields"][name].as_str().or_else(|| data[name].as_str());
            found.unwrap_or_default().to_owned()
        };
        Self {
            egn: field("egn"),
            lnch: field("lnch"),
            idn: field("idn"),
            faculty_number: faculty_number.to_owned(),
            name: name.to_owned(),
            email: String::new(),
        }
    }
}

/// Everybody in the sheets, in their order.
pub fn of_sheets(config: &Config, isolation: &Isolation) -> Result<Vec<Somebody>, Error> {
    let season = requests::read(config, &requests::of_people(&config.pipeline.inputs), isolation)?;
    Ok(season.records.iter().map(Somebody::of_record).collect())
}

/// The person of a faculty number, in the sheets or in the register. Sheets that cannot be read stand in the way only of
/// whoever is not in the register.
pub fn find(config: &Config, isolation: &Isolation, number: &str) -> Result<Option<Somebody>, Error> {
    let unread = match of_sheets(config, isolation) {
        Ok(people) => match people.into_iter().find(|person| person.faculty_number == number) {
            Some(person) => return Ok(Some(person)),
            None => None,
        },
        Err(error @ Error::Requests(RequestsError::Unread(_))) => Some(error),
        Err(error) => return Err(error),
    };
    match (in_register(config, number)?, unread) {
        (Some(person), _) => Ok(Some(person)),
        (None, Some(error)) => Err(error),
        (None, None) => Ok(None),
    }
}

fn in_register(config: &Config, number: &str) -> Result<Option<Somebody>, Error> {
    let Some(register) = open_register_to_read(config)? else { return Ok(None) };
    let mut found: Option<Somebody> = None;
    for paper in register.papers_of(number)? {
        let last = paper.last();
        // Data whose key is not here, or whose time is over, leaves the number.
        let data = register.data_of(&last.document).ok().flatten().and_then(|data| serde_json::from_str(&data).ok());
        let person = Somebody::of_data(&data.unwrap_or(Value::Null), number, &last.person_name);
        if found.as_ref().is_none_or(|known| known.whose().identifier.is_empty()) {
            found = Some(person);
        }
    }
    Ok(found)
}

/// The person of a number that only the log knows.
pub fn known_to(consents: &Consents, number: &str) -> Option<Somebody> {
    let somebody = Somebody { faculty_number: number.to_owned(), ..Somebody::default() };
    let is_known = !number.is_empty() && !consents.lines_of(&somebody.whose()).is_empty();
    is_known.then_some(somebody)
}

/// How somebody stands.
pub fn stands(consents: &Consents, person: &Somebody) -> ConsentLine {
    let whose = person.whose();
    let [hash, _] = consents.known_as(&whose);
    ConsentLine {
        faculty_number: person.faculty_number.clone(),
        name: person.name.clone(),
        person: hash,
        granted: consents.granted(&whose),
        withdrawn: withdrawn(|purpose| consents.standing(&whose, purpose)),
        lines: consents.lines_of(&whose).into_iter().cloned().collect(),
    }
}

fn withdrawn(standing: impl Fn(Purpose) -> Standing) -> Vec<Purpose> {
    Purpose::ALL.into_iter().filter(|purpose| matches!(standing(*purpose), Standing::Withdrawn { .. })).collect()
}

/// Places in the chain of the lines that are told already.
pub fn seen(lines: &[ConsentLine]) -> BTreeSet<i64> {
    lines.iter().flat_map(|line| &line.lines).map(|line| line.seq).collect()
}

/// Those whom no sheet names, by their hashes.
pub fn others(consents: &Consents, known: &BTreeSet<i64>) -> Vec<ConsentLine> {
    let mut by_person: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for line in consents.lines().iter().filter(|line| !known.contains(&line.seq)) {
        if !by_person.contains_key(line.person.as_str()) {
            order.push(&line.person);
        }
        by_person.entry(&line.person).or_default().push(line.clone());
    }
    let told = |person: &str| {
        let lines = by_person.get(person).cloned().unwrap_or_default();
        let [granted, withdrawn] = consents.stands_as(&lines);
        ConsentLine {
            faculty_number: String::new(),
            name: String::new(),
            person: person.to_owned(),
            granted: granted_of(&granted),
            withdrawn,
            lines,
        }
    };
    order.into_iter().map(told).collect()
}

fn granted_of(purposes: &[Purpose]) -> crate::model::Granted {
    crate::model::Granted {
        book: purposes.contains(&Purpose::Book),
        photo: purposes.contains(&Purpose::Photo),
        mail: purposes.contains(&Purpose::Mail),
    }
}

/// Whether a text can be an e-mail address; whether anybody reads it, only a mail tells.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"@,;:<>()[]\"\\".contains(c);
    let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    !name.is_empty()
        && text.chars().count() <= 254
        && name.chars().all(is_plain)
        && domain.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-')
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn addresses() {
        for text in ["a@b.bg", "elitsa.valcheva+alumni@uni.example.com", "елица@пример.бг"] {
            assert!(is_email(text), "{text}");
        }
        for text in
            ["", "a", "a@b", "@b.bg", "a@b..bg", "a b@c.bg", "a@b.bg, c@d.bg", "a@b.bg\n", "<a@b.bg>", "a@-b.bg", "a@b@c.bg"]
        {
            assert!(!is_email(text), "{text}");
        }
    }
}
