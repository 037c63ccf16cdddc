//! Cyrillic names are in Cyrillic letters and Latin names in Latin letters, no look-alike among them (РДПЗСД, rules.md 3.7).

use unicode_normalization::UnicodeNormalization;

use super::alphabet::{Name, Script, is_hidden, look_alike, names};
use super::case::Case;
use crate::diag::{Code, Finding, Repair};
use crate::model::looks_like_formula;

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    for name in names(&case.record.person) {
        if looks_like_formula(name.text) {
            continue;
        }
        let letters: Vec<char> = name.text.nfc().collect();
        let strangers = strangers(&letters, name.script);
        findings.extend(mixed(case, &name, &letters, &strangers));
        findings.extend(unexpected(case, &name, &letters, &strangers));
    }
}

/// Positions of the letters of another alphabet in words that also have letters of the name's own.
fn strangers(letters: &[char], home: Script) -> Vec<usize> {
    let mut strangers = Vec::new();
    let mut start = 0;
    for word in letters.chunk_by(|a, b| a.is_alphabetic() == b.is_alphabetic()) {
        if word.iter().any(|letter| Script::of(*letter) == Some(home)) {
            let foreign = |letter: char| Script::of(letter).is_some_and(|script| script != home);
            strangers.extend(word.iter().enumerate().filter(|(_, letter)| foreign(**letter)).map(|(at, _)| start + at));
        }
        start += word.len();
    }
    strangers
}

fn mixed(case: &Case, name: &Name, letters: &[char], strangers: &[usize]) -> Option<Finding> {
    let mut repaired = letters.to_vec();
    let mut is_repaired = true;
    let mut listed = Vec::new();
    for at in strangers {
        listed.push(format!("{} @{}", letters[*at], at + 1));
        match look_alike(letters[*at], name.script) {
            Some(letter) => repaired[*at] = letter,
            None => is_repaired = false,
        }
    }
    if strangers.is_empty() {
        return None;
    }
    let finding = case.finding(Code::NameMixedAlphabet, name.field).found(name.text).arg("letters", listed.join(", "));
    if !is_repaired {
        return Some(finding);
    }
    let repaired: String = repaired.into_iter().collect();
    let finding = finding.suggest(&repaired);
    // In a sheet with one column for the whole name, the cell holds more than this part of it.
    let has_cell = case.record.place.cell(name.field).column > 0;
    Some(if has_cell { finding.repair(Repair::Text(repaired)) } else { finding })
}

fn unexpected(case: &Case, name: &Name, letters: &[char], strangers: &[usize]) -> Option<Finding> {
    let is_wrong = |at: usize, letter: char| !name.script.allows(letter) && !is_hidden(letter) && !strangers.contains(&at);
    let mut wrong: Vec<char> = Vec::new();
    for (at, letter) in letters.iter().copied().enumerate() {
        if is_wrong(at, letter) && !wrong.contains(&letter) {
            wrong.push(letter);
        }
    }
    let listed = wrong.iter().map(char::to_string).collect::<Vec<_>>().join(" ");
    (!wrong.is_empty()).then(|| case.finding(Code::NameUnexpectedLetter, name.field).found(name.text).arg("letters", listed))
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::{Code, Level, Repair};

    #[test]
    fn look_alikes_are_found_and_repaired() {
        for (name, letters, repaired) in [
            ("Илиaна", "a @4", "Илиана"),
            ("Ивaн", "a @3", "Иван"),
            ("Bалентин", "B @1", "Валентин"),
            ("Петрοв", "ο @5", "Петров"),
            ("Пeтрoв-Cтоев", "e @2, o @5, C @8", "Петров-Стоев"),
            ("Иваnов", "n @4", ""),
        ] {
            let mut world = World::of(1);
            world.foreigner(0);
            world.record(0).person.last_name = name.to_owned();
            assert_eq!(world.codes(), [Code::NameMixedAlphabet], "{name}");
            let found = world.findings(Code::NameMixedAlphabet);
            assert_eq!(
                (found[0].placeholder("letters", crate::diag::Lang::En), found[0].suggestion.as_str()),
                (Some(letters), repaired)
            );
            let repair = (!repaired.is_empty()).then(|| Repair::Text(repaired.to_owned()));
            assert_eq!((found[0].level, &found[0].repair), (Level::Error, &repair), "{name}");
        }
    }

    #[test]
    fn a_latin_name_has_no_cyrillic() {
        let mut world = World::of(1);
        world.foreigner(0);
        world.record(0).person.last_name_latin = "Pеtrov".to_owned();
        assert_eq!(world.findings(Code::NameMixedAlphabet)[0].suggestion, "Petrov");
    }

    #[test]
    fn other_characters_are_unexpected() {
        for (name, letters) in [("Иванов2", "2"), ("Ivanov", "I v a n o"), ("Петров_Ст", "_"), ("Петров (Стоев)", "( )")]
        {
            let mut world = World::of(1);
            world.foreigner(0);
            world.record(0).person.last_name = name.to_owned();
            assert_eq!(world.codes(), [Code::NameUnexpectedLetter], "{name}");
            assert_eq!(
                world.findings(Code::NameUnexpectedLetter)[0].placeholder("letters", crate::diag::Lang::En),
                Some(letters)
            );
        }
    }

    #[test]
    fn proper_names_pass() {
        for (name, latin) in [
            ("Бояджиева-Стефанова", "Boyadzhieva-Stefanova"),
            ("О’Конър", "O’Connor"),
            ("Д'Арк", "D'Arc"),
            ("Ѝва", "Iva"),
            ("И\u{300}ва", "Iva"),
            ("ван дер Берг", "van der Berg"),
            ("д-р Иванов", "Dr. Ivanov"),
            ("Йылдъръм", "Yıldırım"),
            ("Шевченко-Їжак", "Ševčenko"),
            ("", ""),
        ] {
            let mut world = World::of(1);
            world.foreigner(0);
            world.record(0).person.last_name = name.to_owned();
            world.record(0).person.last_name_latin = latin.to_owned();
            assert!(world.codes().is_empty(), "{name}: {:?}", world.all());
        }
    }
}
