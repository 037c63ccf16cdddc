//! A Bulgarian citizen's name in Latin letters differs from the Transliteration Act; the identity document may say so (rules.md 4.3).

use super::alphabet::{Name, names};
use super::case::Case;
use crate::config::fold;
use crate::diag::{Code, Finding};
use crate::model::{Person, transliterate};

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    let person = &case.record.person;
    if !is_bulgarian(person) {
        return;
    }
    let names = names(person);
    let (cyrillic, latin) = names.split_at(3);
    for (cyrillic, latin) in cyrillic.iter().zip(latin) {
        if !is_sound(cyrillic) || !is_sound(latin) {
            continue;
        }
        let by_the_act = transliterate(cyrillic.text);
        if fold(&by_the_act) != fold(latin.text) {
            findings.push(case.finding(Code::NameLatinDiffers, latin.field).found(latin.text).expected(by_the_act));
        }
    }
}

/// The citizenship says so, or the country of birth where no citizenship is given.
fn is_bulgarian(person: &Person) -> bool {
    let country = &person.birth_place.country;
    let word = if person.citizenship.is_empty() { country } else { &person.citizenship };
    fold(word).starts_with("българ")
}

/// Written in its own letters; whatever else is wrong with it, another rule has said.
fn is_sound(name: &Name) -> bool {
    !name.text.is_empty() && name.text.chars().all(|letter| name.script.allows(letter))
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;

    #[test]
    fn another_spelling_is_noted() {
        let mut world = World::of(1);
        world.record(0).person.last_name_latin = "Stoianova".to_owned();
        world.record(0).person.last_name = "Стоянова".to_owned();
        assert_eq!(world.codes(), [Code::NameLatinDiffers]);
        assert_eq!(world.findings(Code::NameLatinDiffers)[0].expected, "Stoyanova");
    }

    #[test]
    fn foreigners_and_capitals_and_absent_names_are_not() {
        let mut world = World::of(2);
        world.foreigner(0);
        world.record(0).person.last_name_latin = "Mueller".to_owned();
        world.record(1).person.last_name_latin = "IVANOV".to_owned();
        world.record(1).person.middle_name_latin.clear();
        assert!(world.codes().is_empty(), "{:?}", world.all());
    }
}
