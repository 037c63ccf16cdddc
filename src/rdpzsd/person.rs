//! A record as a row of the persons file.

use std::collections::BTreeMap;

use super::line::{Line, Sort, Value, cell_of};
use super::person_rules::{SeenPersons, judge_person};
use super::places::{Resolved, Written};
use super::text::written_day;
use super::{Extra, Judged, World};
use crate::diag::{Code, Level};
use crate::model::{Extra as Said, Field, Person, Record, Sex};

/// The rows of the persons file, each judged; a row with an error is left out.
#[must_use]
pub fn persons(world: &World) -> Judged {
    let mut judged = Judged::default();
    let mut seen = SeenPersons::default();
    let mut sent: BTreeMap<String, String> = BTreeMap::new();
    for (at, record) in world.records.iter().enumerate() {
        if !world.has_known && !world.people.ean(record.faculty_number()).is_empty() {
            continue;
        }
        let line = person_line(world, at, record);
        // Somebody with two faculty numbers is one person, as long as both rows say the same.
        let (key, text) = (identity(&record.person), line.text());
        if !key.is_empty() && sent.get(&key) == Some(&text) {
            continue;
        }
        let faults = judge_person(&line.cells(), world.known, world.today, &mut seen);
        let findings = (world.weigh)(line.findings(&faults));
        if findings.iter().any(|finding| finding.level == Level::Error) {
            judged.refused += 1;
            seen.forget(&line.cells(), &faults);
        } else {
            sent.insert(key, text);
            judged.lines.push(line);
        }
        judged.findings.extend(findings);
    }
    judged
}

/// By what two records are of the same person; empty where nothing says so.
pub(super) fn identity(person: &Person) -> String {
    let identifiers = [&person.egn_text, &person.lnch_text, &person.idn];
    identifiers.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default()
}

/// What a record and the office's own row say of a person.
struct Told<'a> {
    record: &'a Record,
    extra: Option<Extra<'a>>,
}

impl Told<'_> {
    /// A field: the office's own row goes before the list.
    fn value(&self, field: Field, listed: &str) -> Value {
        let own = self.extra.and_then(|extra| extra.texts.get(&field));
        let places = match (self.extra, own) {
            (Some(extra), Some(_)) => vec![extra.place],
            (Some(extra), None) => vec![&self.record.place, extra.place],
            (None, _) => vec![&self.record.place],
        };
        Value::new(own.map_or(listed, String::as_str), field, cell_of(field, &places))
    }

    /// A field that only the office's own row or the further columns of the list may have.
    fn extra(&self, field: Field) -> Value {
        let listed = match self.record.study.extras.get(&field) {
            Some(Said::Text(text)) => text.as_str(),
            _ => "",
        };
        self.value(field, listed)
    }
}

/// A record as a row of 30 fields.
pub(super) fn person_line(world: &World, at: usize, record: &Record) -> Line {
    let told = Told { record, extra: world.persons.get(&at).copied() };
    let person = &record.person;
    let sex = person.sex.map_or("", |sex| if sex == Sex::Male { "1" } else { "2" });
    let ean = world.people.ean(record.faculty_number());
    let mut values = vec![Value::new(&ean, Field::Ean, cell_of(Field::FacultyNumber, &[&record.place]))];
    values.extend([
        told.value(Field::Egn, &person.egn_text),
        told.value(Field::Lnch, &person.lnch_text),
        told.value(Field::Idn, &person.idn),
        told.value(Field::BirthDate, &person.birth_date.map(written_day).unwrap_or_default()),
        told.value(Field::FirstName, &person.first_name),
        told.value(Field::MiddleName, &person.middle_name),
        told.value(Field::LastName, &person.last_name),
        told.extra(Field::OtherNames),
        told.value(Field::FirstNameLatin, &person.first_name_latin),
        told.value(Field::MiddleNameLatin, &person.middle_name_latin),
        told.value(Field::LastNameLatin, &person.last_name_latin),
        told.extra(Field::OtherNamesLatin),
        told.value(Field::Sex, sex),
        told.extra(Field::Email),
        told.extra(Field::Phone),
    ]);
    let mut line = Line::new(at, record.faculty_number(), Sort::Person, values);
    birth(world, &told, &mut line);
    residence(world, &told, &mut line);
    let citizenship = told.value(Field::Citizenship, &person.citizenship);
    let second = told.extra(Field::SecondCitizenship);
    line.values.extend([citizenship, second].map(|value| coded(world, value)));
    line
}

/// A country by its code.
fn coded(world: &World, mut value: Value) -> Value {
    if !value.text.is_empty() {
        value.text = world.known.country_code(&value.text);
    }
    value
}

/// Fields 16–20.
fn birth(world: &World, told: &Told, line: &mut Line) {
    let place = &told.record.person.birth_place;
    let country = coded(world, told.value(Field::BirthCountry, &place.country));
    let is_home = country.text == "BG";
    let town = told.value(Field::BirthPlace, &place.settlement);
    let fields = [Field::BirthPlace, Field::BirthProvince, Field::BirthMunicipality];
    let written = Written {
        kind: &place.settlement_type,
        name: &place.settlement,
        municipality: &place.municipality,
        province: &place.province,
    };
    line.values.push(country);
    let cells = fields.map(|field| told.value(field, ""));
    settle(world, line, cells, &written, is_home, 17);
    line.values.push(if is_home { Value { text: String::new(), ..town } } else { town });
}

/// Fields 21–27.
fn residence(world: &World, told: &Told, line: &mut Line) {
    let country = coded(world, told.extra(Field::ResidenceCountry));
    let is_home = country.text == "BG";
    line.values.push(country);
    let fields = [Field::ResidencePlace, Field::ResidenceProvince, Field::ResidenceMunicipality];
    let [town, province, municipality] = fields.map(|field| told.extra(field));
    let kind = told.extra(Field::ResidencePlaceType);
    let texts = [&kind, &town, &municipality, &province].map(|value| value.text.clone());
    let written = Written { kind: &texts[0], name: &texts[1], municipality: &texts[2], province: &texts[3] };
    settle(world, line, [town, province, municipality], &written, is_home, 22);
    line.values
        .extend([Field::PostalCode, Field::ResidenceAddress, Field::ResidenceAddressAbroad].map(|field| told.extra(field)));
}

/// The codes of a settlement in Bulgaria, with its province and municipality; one that is not found is told.
fn settle(world: &World, line: &mut Line, cells: [Value; 3], written: &Written, is_home: bool, first: usize) {
    let resolved =
        if is_home && !written.name.is_empty() { world.known.settlement(written) } else { Resolved::One(Default::default()) };
    let at = line.values.len();
    let codes = match &resolved {
        Resolved::One(codes) => codes.clone(),
        Resolved::Several(_) | Resolved::Unknown(_) => Default::default(),
    };
    line.values.extend(cells.into_iter().zip(codes).map(|(value, text)| Value { text, ..value }));
    let (code, candidates) = match resolved {
        Resolved::One(_) => return,
        Resolved::Several(candidates) => (Code::StatePlaceAmbiguous, candidates),
        Resolved::Unknown(candidates) => (Code::StatePlaceUnknown, candidates),
    };
    let parts = [written.kind, written.name, written.municipality, written.province];
    let words = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ");
    let finding = line.finding(code, Some(at)).found(words);
    line.doubt(finding.arg("candidates", candidates.join("; ")), &[first, first + 1, first + 2]);
}

impl SeenPersons {
    /// Takes back what a row left, but for what it repeated.
    fn forget(&mut self, cells: &[&str], faults: &[u16]) {
        let is_own = |number: u16| !faults.contains(&number);
        if is_own(11) {
            self.eans.remove(&cells[0].to_uppercase());
        }
        if is_own(12) {
            self.egns.remove(cells[1]);
        }
        if is_own(13) {
            self.lnchs.remove(cells[2]);
        }
        if is_own(43) {
            self.emails.remove(&cells[14].to_lowercase());
        }
    }
}
