//! A text to be printed has characters that cannot be seen or that turn the line around: controls, line breaks, bidi marks.

use super::alphabet::{code_point, is_hidden, names, visible};
use super::case::Case;
use super::texts::texts;
use crate::diag::{Code, Finding};

pub(super) fn check(case: &Case, findings: &mut Vec<Finding>) {
    for name in names(&case.record.person) {
        if let Some(letters) = hidden(name.text) {
            let finding = case.finding(Code::NameControlCharacter, name.field).found(visible(name.text));
            findings.push(finding.arg("letters", letters).suggest(without_hidden(name.text)));
        }
    }
    for text in texts(case.record) {
        if let Some(letters) = hidden(&text.text) {
            let finding = case.finding_at(Code::TextControlCharacter, text.field, text.place).found(visible(&text.text));
            findings.push(finding.arg("letters", letters));
        }
    }
}

/// The hidden characters of a text, each once, as code points.
fn hidden(text: &str) -> Option<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in text.chars().filter(|letter| is_hidden(*letter)).map(code_point) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    (!codes.is_empty()).then(|| codes.join(", "))
}

/// The name without them; nothing where one of them may have stood for a space.
fn without_hidden(name: &str) -> String {
    let is_break = |letter: char| matches!(letter, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if name.contains(is_break) { String::new() } else { name.chars().filter(|letter| !is_hidden(*letter)).collect() }
}

#[cfg(test)]
mod tests {
    use crate::check::sample::World;
    use crate::diag::Code;

    #[test]
    fn in_a_name() {
        for (name, letters, suggestion) in [
            ("Ра\u{202e}достинова", "U+202E", "Радостинова"),
            ("Ибра\u{7}хим", "U+0007", "Ибрахим"),
            ("Анна\nМария", "U+000A", ""),
            ("Ива\u{200b}н\u{feff}", "U+200B, U+FEFF", "Иван"),
        ] {
            let mut world = World::of(1);
            world.foreigner(0);
            world.record(0).person.middle_name = name.to_owned();
            assert_eq!(world.codes(), [Code::NameControlCharacter], "{name:?}");
            let found = world.findings(Code::NameControlCharacter);
            assert_eq!(
                (found[0].placeholder("letters", crate::diag::Lang::En), found[0].suggestion.as_str()),
                (Some(letters), suggestion)
            );
        }
    }

    #[test]
    fn in_another_text() {
        let mut world = World::of(1);
        world.record(0).person.birth_place.settlement = "Ру\u{200b}се".to_owned();
        world.record(0).state_exams[0].members = vec!["проф. А".to_owned(), "доц.\u{7} Б".to_owned()];
        assert_eq!(world.codes(), [Code::TextControlCharacter, Code::TextControlCharacter]);
        let found = world.findings(Code::TextControlCharacter);
        assert_eq!(
            (found[0].field, found[1].field),
            (Some(crate::model::Field::BirthPlace.tag()), Some(crate::model::Field::Members.tag()))
        );
    }

    #[test]
    fn a_no_break_space_is_seen() {
        let mut world = World::of(1);
        world.record(0).person.birth_place.settlement = "Стара\u{a0}Загора".to_owned();
        assert!(world.codes().is_empty());
    }
}
