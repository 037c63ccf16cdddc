//! What a banner, a heading or a sheet's name says: `специалност „{}“` finds the text that stands for `{}`.

use std::ops::Range;

/// A pattern that is looked for anywhere in a text: `{}` is the value that is taken, `*` stands for any letters.
///
/// Case, kinds of dashes and quotation marks, and repeated spaces do not matter. A value ends where the next letters of the
/// pattern begin, or with its cell; at the very beginning of a pattern it is a single word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(Vec<char>),
    Any,
    Value,
}

/// Ends a cell in a text that was joined from several.
pub const CELL_END: char = '\t';

impl Pattern {
    /// A pattern; `None` unless it has exactly one `{}`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (before, after) = text.split_once("{}")?;
        if after.contains("{}") {
            return None;
        }
        let mut parts = literals(before);
        parts.push(Part::Value);
        parts.extend(literals(after));
        Some(Self { parts, text: text.to_owned() })
    }

    /// The pattern as written.
    #[must_use]
    pub fn as_written(&self) -> &str {
        &self.text
    }

    /// Where in the text (in bytes) the value stands; cells of a row are joined by [`CELL_END`].
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let letters: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, folded(c))).collect();
        let is_single_word = self.parts.len() > 1 && self.parts.first() == Some(&Part::Value);
        let range = (0..letters.len()).find_map(|start| {
            let mut value = None;
            let is_word_start = start == 0 || letters[start - 1].1.is_whitespace();
            let fits = (!is_single_word || is_word_start) && matches(&self.parts, &letters, start, is_single_word, &mut value);
            value.filter(|_| fits)
        })?;
        let end = letters.get(range.end).map_or(text.len(), |(at, _)| *at);
        Some(letters[range.start].0..end)
    }
}

fn literals(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for (at, literal) in text.split('*').enumerate() {
        if at > 0 {
            parts.push(Part::Any);
        }
        let letters: Vec<char> = literal.chars().map(folded).collect();
        if !letters.is_empty() {
            parts.push(Part::Literal(letters));
        }
    }
    parts
}

fn folded(c: char) -> char {
    match c {
        CELL_END => CELL_END,
        '–' | '—' | '−' | '‑' => '-',
        '„' | '“' | '”' | '«' | '»' => '"',
        c if c.is_whitespace() => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Whether the parts stand at a letter; the value's letters go into `value`.
fn matches(parts: &[Part], letters: &[(usize, char)], at: usize, is_single_word: bool, value: &mut Option<Range<usize>>) -> bool {
    let Some((part, rest)) = parts.split_first() else { return true };
    match part {
        Part::Literal(literal) => {
            literal_end(literal, letters, at).is_some_and(|end| matches(rest, letters, end, is_single_word, value))
        }
        Part::Any => (at..=letters.len()).any(|next| matches(rest, letters, next, is_single_word, value)),
        Part::Value => {
            let start = (at..letters.len()).find(|at| !letters[*at].1.is_whitespace()).unwrap_or(letters.len());
            let stops = |c: char| c == CELL_END || (is_single_word && c == ' ');
            let limit = (start..letters.len()).find(|at| stops(letters[*at].1)).unwrap_or(letters.len());
            let first_end = if rest.is_empty() { limit } else { start + 1 };
            (first_end..=limit).filter(|end| *end > start).any(|end| {
                let fits = matches(rest, letters, end, is_single_word, value);
                if fits {
                    let trimmed = (start..end).rev().find(|at| !letters[*at].1.is_whitespace()).map_or(start, |at| at + 1);
                    *value = Some(start..trimmed);
                }
                fits
            })
        }
    }
}

/// Where a literal that begins at a letter ends. A space stands for any spaces and for the end of a cell; beside a sign such
/// as a colon or a bracket there may be none.
fn literal_end(literal: &[char], letters: &[(usize, char)], mut at: usize) -> Option<usize> {
    let is_sign = |at: Option<usize>| at.and_then(|at| literal.get(at)).is_some_and(|c| !c.is_alphanumeric() && *c != ' ');
    for (place, letter) in literal.iter().enumerate() {
        if *letter == ' ' {
            let spaces = letters[at.min(letters.len())..].iter().take_while(|(_, c)| c.is_whitespace()).count();
            let may_lack = is_sign(place.checked_sub(1)) || is_sign(Some(place + 1)) || at >= letters.len();
            if spaces == 0 && !may_lack {
                return None;
            }
            at += spaces;
        } else if letters.get(at).is_some_and(|(_, c)| c == letter) {
            at += 1;
        } else {
            return None;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_banners() {
        let list = "СПИСЪК на студентите от 31 група, специалност „Строителен бизнес“, ОКС „бакалавър“";
        let plan = "ОКС: магистър (Master); Проф. направление: 4.6 Информатика (Informatics); Форма:редовна";
        for (pattern, text, value) in [
            ("от {} група", list, Some("31")),
            ("специалност \"{}\"", list, Some("Строителен бизнес")),
            ("окс „{}”", list, Some("бакалавър")),
            ("ОКС: {} (", plan, Some("магистър")),
            ("ОКС: * ({})", plan, Some("Master")),
            ("Проф. направление: {} ", plan, Some("4.6")),
            ("Проф. направление: * {} (", plan, Some("Информатика")),
            ("Форма: {}", plan, Some("редовна")),
            ("{} семестър", "I СЕМЕСТЪР", Some("I")),
            ("{} гр.", "СБП 31 гр.", Some("31")),
            ("{}", "  Признати Еразъм ", Some("Признати Еразъм")),
            ("Дисциплина: {}", "Дисциплина:\tМикроикономика\tКурс:\t2", Some("Микроикономика")),
            ("Курс: {}", "Дисциплина:\tМикроикономика\tКурс:\t2", Some("2")),
            ("Факултет: {}", list, None),
            ("Срок: {} ", "Срок:", None),
        ] {
            let pattern = Pattern::parse(pattern).expect("a pattern");
            assert_eq!(pattern.find(text).map(|range| &text[range]), value, "{}", pattern.as_written());
        }
    }

    #[test]
    fn one_value_each() {
        assert_eq!(Pattern::parse("от група"), None);
        assert_eq!(Pattern::parse("{} {}"), None);
    }
}
