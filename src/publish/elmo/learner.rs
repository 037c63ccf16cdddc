//! The learner: names as the identity document has them, day and place of birth, and only those identifiers that may go out.

use jiff::civil::Date;

use super::known::Known;
use super::xml::one_line;
use crate::config::{Elmo, LearnerIdentifier};
use crate::model::{citizenship_code, country_in_english, transliterate};

/// Who studied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learner {
    /// Code of the country of citizenship.
    pub citizenship: Option<&'static str>,
    /// Identifiers, each with its type.
    pub identifiers: Vec<(&'static str, String)>,
    /// Given names in Latin letters; empty for those with a single name.
    pub given_names: String,
    /// Family name in Latin letters; a single name stands here.
    pub family_name: String,
    /// Day of birth.
    pub birth_date: Option<Date>,
    /// Place of birth with its country; empty where it is not known.
    pub birth_place: String,
    /// Sex as ISO/IEC 5218 has it.
    pub sex: Option<&'static str>,
}

impl Learner {
    /// As papers know the person.
    pub fn of(known: Known, elmo: &Elmo) -> Self {
        let (given_names, family_name) = names(known);
        Self {
            citizenship: citizenship_code(&known.line("citizenship")),
            identifiers: identifiers(known, elmo),
            given_names,
            family_name,
            birth_date: known.day("birth_date"),
            birth_place: birth_place(known),
            sex: match known.field("sex") {
                Some("м") => Some("1"),
                Some("ж") => Some("2"),
                _ => None,
            },
        }
    }
}

/// Given names and family name: of the identity document, else by the Transliteration Act; a full name that no paper parts is parted
/// before its last word. A single name is the family name, as in 1.1 of the supplement and on passports (ICAO 9303, primary identifier).
fn names(known: Known) -> (String, String) {
    let latin = |name: &str| {
        let own = known.line(&format!("{name}_latin"));
        if own.is_empty() { transliterate(&known.line(name)) } else { own }
    };
    let (first, middle, last) = (latin("first_name"), latin("middle_name"), latin("last_name"));
    if !first.is_empty() || !last.is_empty() {
        let given = one_line(&format!("{first} {middle}"));
        return if last.is_empty() { (last, given) } else { (given, last) };
    }
    let whole = latin("full_name");
    match whole.rsplit_once(' ') {
        Some((given, family)) => (given.to_owned(), family.to_owned()),
        None => (String::new(), whole),
    }
}

fn birth_place(known: Known) -> String {
    let (place, country) = (known.line("birth_place"), known.line("birth_country"));
    let in_english = known.line("birth_country_en");
    let country_en = if in_english.is_empty() { country_in_english(&country).unwrap_or_default() } else { in_english.as_str() };
    let latin = known.line("birth_place_latin");
    let place = match (latin.is_empty(), country_en) {
        (false, _) => latin,
        // The Act is of Bulgarian names; how a foreign town is written only a sheet can say.
        (true, "Bulgaria") => transliterate(without_type(&place)),
        _ => without_type(&place).to_owned(),
    };
    let country = if country_en.is_empty() { country.as_str() } else { country_en };
    [place.as_str(), country].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// „гр. Русе“ without „гр.“.
fn without_type(place: &str) -> &str {
    place.split_once(". ").filter(|(kind, _)| kind.chars().count() <= 3).map_or(place, |(_, name)| name)
}

fn identifiers(known: Known, elmo: &Elmo) -> Vec<(&'static str, String)> {
    let faculty_number = known.line("faculty_number");
    let national = || ["egn", "lnch", "idn"].iter().map(|name| known.line(name)).find(|text| !text.is_empty());
    let of = |identifier: LearnerIdentifier| match identifier {
        LearnerIdentifier::FacultyNumber => Some(("studentNumber", faculty_number.clone())),
        LearnerIdentifier::Esi => Some(("esi", esi(elmo, &faculty_number)?)),
        LearnerIdentifier::National => Some(("nationalIdentifier", national()?)),
    };
    let allowed = LearnerIdentifier::ALL.into_iter().filter(|identifier| elmo.allows(*identifier));
    allowed.filter_map(of).filter(|(_, value)| !value.is_empty()).collect()
}

/// The European Student Identifier of a number that the institution gives; `None` where the number cannot stand in one.
fn esi(elmo: &Elmo, faculty_number: &str) -> Option<String> {
    let schac = elmo.issuer.get("schac")?;
    let fits =
        !faculty_number.is_empty() && faculty_number.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    fits.then(|| format!("urn:schac:personalUniqueCode:int:esi:{schac}:{faculty_number}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;
    use crate::config::SupplementOf;

    fn elmo(identifiers: &[LearnerIdentifier]) -> Elmo {
        Elmo {
            url: "https://uni.example".to_owned(),
            country: "BG".to_owned(),
            issuer: BTreeMap::from([("schac".to_owned(), "uni.example".to_owned())]),
            identifiers: identifiers.to_vec(),
            attach: None,
            supplement: SupplementOf::Always,
            supplement_version: 2007,
        }
    }

    fn learner(fields: Value, identifiers: &[LearnerIdentifier]) -> Learner {
        Learner::of(Known::of(&[json!({ "fields": fields })]), &elmo(identifiers))
    }

    #[test]
    fn names_are_of_the_identity_document_then_by_the_act() {
        let of = |fields: Value| {
            let learner = learner(fields, &[]);
            (learner.given_names, learner.family_name)
        };
        let both = |given: &str, family: &str| (given.to_owned(), family.to_owned());
        let passport = json!({"first_name": "Джон", "last_name": "Смит", "first_name_latin": "John", "last_name_latin": "Smith"});
        assert_eq!(of(passport), both("John", "Smith"));
        let act = json!({"first_name": "Ана", "middle_name": "Илиева", "last_name": "Петрова-Йорданова"});
        assert_eq!(of(act), both("Ana Ilieva", "Petrova-Yordanova"));
        assert_eq!(of(json!({"full_name": "Ана Илиева Петрова"})), both("Ana Ilieva", "Petrova"));
        assert_eq!(of(json!({"full_name": "Ана", "full_name_latin": "Anna Petrova"})), both("Anna", "Petrova"));
        assert_eq!(of(json!({"first_name": "Сухарто", "first_name_latin": "Suharto"})), both("", "Suharto"));
    }

    #[test]
    fn no_identifier_goes_out_unless_it_may() {
        let fields = || json!({"faculty_number": "11210001", "egn": "0243176390", "citizenship": "българско", "sex": "ж"});
        let silent = learner(fields(), &[]);
        assert_eq!((silent.identifiers.len(), silent.citizenship, silent.sex), (0, Some("BG"), Some("2")));
        let all = learner(fields(), &LearnerIdentifier::ALL);
        let expected = [
            ("studentNumber", "11210001"),
            ("esi", "urn:schac:personalUniqueCode:int:esi:uni.example:11210001"),
            ("nationalIdentifier", "0243176390"),
        ];
        assert_eq!(all.identifiers, expected.map(|(kind, value)| (kind, value.to_owned())));
        let odd = learner(json!({"faculty_number": "ИНФ 1"}), &[LearnerIdentifier::Esi]);
        assert!(odd.identifiers.is_empty(), "a number that cannot stand in a URN");
    }

    #[test]
    fn a_foreign_town_is_not_transliterated_by_the_act() {
        let place = |fields: Value| learner(fields, &[]).birth_place;
        assert_eq!(place(json!({"birth_place": "гр.\u{a0}Русе", "birth_country": "България"})), "Ruse, Bulgaria");
        assert_eq!(place(json!({"birth_place": "гр. Одеса", "birth_country": "Украйна"})), "Одеса, Ukraine");
        assert_eq!(
            place(json!({"birth_place": "Одеса", "birth_place_latin": "Odesa", "birth_country": "Украйна"})),
            "Odesa, Ukraine"
        );
        assert_eq!(place(json!({})), "");
    }
}
