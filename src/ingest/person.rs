//! A person from the row of a student list.

use super::name_text::{is_in_capitals, split, split_last_first, without_capitals};
use super::place_text;
use super::row::Row;
use crate::config::{Words, fold};
use crate::diag::{Code, Repair};
use crate::model::{BirthPlace, Egn, Field, Lnch, Person};

/// Reads the person.
pub fn person(row: &mut Row) -> Person {
    let [first_name, middle_name, last_name] = names(row);
    let [first_name_latin, middle_name_latin, last_name_latin] = latin_names(row);
    let birth_date = row.date(Field::BirthDate);
    let birth_place = birth_place(row);
    let citizenship = row.text(Field::Citizenship);
    let (egn_text, lnch_text) = identifiers(row, &citizenship, birth_date);
    Person {
        egn_text,
        lnch_text,
        idn: row.text(Field::Idn),
        first_name,
        middle_name,
        last_name,
        first_name_latin,
        middle_name_latin,
        last_name_latin,
        sex: row.word(Field::Sex, Words::sex),
        birth_date,
        birth_place,
        citizenship,
        photo: row.text(Field::Photo),
    }
}

/// ЕГН and ЛНЧ. Where one column holds both, a Bulgarian citizen's number is an ЕГН, a foreigner's is one only where it is
/// valid and agrees with the date of birth.
fn identifiers(row: &mut Row, citizenship: &str, birth_date: Option<jiff::civil::Date>) -> (String, String) {
    let (egn, lnch) = (row.identifier(Field::Egn), row.identifier(Field::Lnch));
    if !lnch.is_empty() || row.has_column(Field::Lnch) {
        return (egn, lnch);
    }
    let number = if egn.is_empty() { row.identifier(Field::PersonId) } else { egn };
    let is_bulgarian = citizenship.is_empty() || fold(citizenship).starts_with("българ") || fold(citizenship) == "бг";
    let is_egn = Egn::parse(&number).is_ok_and(|egn| birth_date.is_none_or(|date| date == egn.birth_date()));
    let is_lnch = Lnch::parse(&number).is_ok();
    let reads_as_egn = if citizenship.is_empty() { is_egn || !is_lnch } else { is_bulgarian || is_egn };
    if reads_as_egn { (number, String::new()) } else { (String::new(), number) }
}

/// The three names, from three columns or from one.
fn names(row: &mut Row) -> [String; 3] {
    let known: Vec<String> = [Field::FullName, Field::FullNameLastFirst]
        .into_iter()
        .flat_map(|field| row.every_text(field))
        .map(|(text, _)| text)
        .collect();
    let mut written = [Field::FirstName, Field::MiddleName, Field::LastName].map(|field| row.text(field));
    let mut fields = [Field::FirstName, Field::MiddleName, Field::LastName];
    if written.iter().all(String::is_empty) {
        let (field, names) = match row.text(Field::FullName) {
            full if !full.is_empty() => (Field::FullName, split(&full)),
            _ => (Field::FullNameLastFirst, split_last_first(&row.text(Field::FullNameLastFirst))),
        };
        if names.is_doubtful {
            let parts = format!("{} | {} | {}", names.first, names.middle, names.last);
            let finding = row.finding(Code::NameSplitUnclear, field).found(parts);
            row.report(finding);
        }
        written = [names.first, names.middle, names.last];
        fields = [field; 3];
    }
    capitals(row, written, fields, &known)
}

fn latin_names(row: &mut Row) -> [String; 3] {
    let fields = [Field::FirstNameLatin, Field::MiddleNameLatin, Field::LastNameLatin];
    let written = fields.map(|field| row.text(field));
    if written.iter().any(|name| !name.is_empty()) {
        return capitals(row, written, fields, &[]);
    }
    let names = split(&row.text(Field::FullNameLatin));
    capitals(row, [names.first, names.middle, names.last], [Field::FullNameLatin; 3], &[])
}

/// Names without the capitals an office writes them in; each such name is a note.
pub(super) fn capitals(row: &mut Row, written: [String; 3], fields: [Field; 3], known: &[String]) -> [String; 3] {
    let mut at = 0;
    written.map(|name| {
        let field = fields[at];
        at += 1;
        if !is_in_capitals(&name) {
            return name;
        }
        let plain = without_capitals(&name, known);
        let mut finding = row.finding(Code::NameWasCapitals, field).found(&name).suggest(&plain);
        // A part of a cell cannot be put right by itself.
        if !matches!(field, Field::FullName | Field::FullNameLastFirst | Field::FullNameLatin) {
            finding = finding.repair(Repair::Text(plain.clone()));
        }
        row.report(finding);
        plain
    })
}

/// The place of birth, from columns of its own or from one text.
fn birth_place(row: &mut Row) -> BirthPlace {
    let whole = row.text(Field::BirthPlace);
    let mut place = BirthPlace {
        settlement_type: row.text(Field::BirthPlaceType),
        settlement: whole.clone(),
        municipality: row.text(Field::BirthMunicipality),
        province: row.text(Field::BirthProvince),
        country: row.text(Field::BirthCountry),
    };
    if place.settlement_type.is_empty() && place.municipality.is_empty() && place.province.is_empty() {
        let parsed = place_text::parse(&whole);
        let country = if place.country.is_empty() { parsed.country } else { place.country };
        place = BirthPlace { country, ..parsed };
    }
    place
}
