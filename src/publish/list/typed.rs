//! The code of a paper as somebody has it: read off the square, or typed from beside it by hand.
//!
//! `page.js` reads what is typed by the same rules; a test holds the two against each other.

/// What a code begins with.
const PREFIX: &str = "laurea:2:";

/// Characters of a check value.
const CHECK: usize = 8;

/// What a code says of the number where the paper had none.
pub(super) const NO_NUMBER: &str = "-";

/// The code of a paper, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaperCode {
    /// The institution's code; `None` where the short form was typed.
    pub institution: Option<String>,
    /// The kind of paper; `None` where the short form was typed.
    pub kind: Option<String>,
    /// The registration number, folded; `-` where the code says that there is none, `None` where nobody said.
    pub number: Option<String>,
    /// The check value.
    pub check: String,
}

impl PaperCode {
    /// The code in the form it is printed in, as far as it is known.
    #[must_use]
    pub fn shown(&self) -> String {
        match (&self.institution, &self.kind, &self.number) {
            (Some(institution), Some(kind), Some(number)) => format!("{PREFIX}{institution}:{kind}:{number}:{}", self.check),
            (_, _, Some(number)) => format!("{number} {}", self.check),
            _ => self.check.clone(),
        }
    }
}

/// Reads a code: the whole text of a square, or the eight characters beside it, before or after them the number of the paper. Blanks,
/// small letters and letters that look alike are forgiven. `None` for anything else.
#[must_use]
pub fn read_code(text: &str) -> Option<PaperCode> {
    let bare: String = text.chars().filter(|c| !is_blank(*c)).collect();
    match bare.to_ascii_lowercase().find(PREFIX) {
        Some(at) => whole(&bare[at + PREFIX.len()..]),
        None => short(text),
    }
}

fn whole(rest: &str) -> Option<PaperCode> {
    let (institution, rest) = rest.split_once(':')?;
    let (kind, rest) = rest.split_once(':')?;
    let rest = match rest.rsplit_once(':') {
        Some((before, page)) if is_page(page) => before,
        _ => rest,
    };
    let (number, check) = rest.rsplit_once(':')?;
    (!institution.is_empty() && !kind.is_empty()).then_some(())?;
    Some(PaperCode {
        institution: Some(institution.to_owned()),
        kind: Some(kind.to_lowercase()),
        number: Some(number_or_none(number)),
        check: check_of(check)?,
    })
}

/// `p2`, `P13`: what tells a further page from the first.
fn is_page(text: &str) -> bool {
    let digits = text.strip_prefix(['p', 'P']).unwrap_or_default();
    (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn short(text: &str) -> Option<PaperCode> {
    let words: Vec<&str> = text.split(|c| is_blank(c) || ":;,".contains(c)).filter(|word| !fold(word).is_empty()).collect();
    let code = |check: &[&str], number: &[&str]| {
        let number = fold(&number.concat());
        let check = check_of(&check.concat())?;
        Some(PaperCode { institution: None, kind: None, number: (!number.is_empty()).then_some(number), check })
    };
    let from_end = (0..words.len()).rev().find_map(|at| code(&words[at..], &words[..at]));
    from_end.or_else(|| (1..=words.len()).find_map(|at| code(&words[..at], &words[at..])))
}

/// The eight characters of a check value; hyphens between them are forgiven.
fn check_of(text: &str) -> Option<String> {
    let check: String = fold(text).chars().filter(|c| *c != '-').collect();
    let is_whole = check.chars().count() == CHECK && check.chars().all(is_of_check);
    is_whole.then_some(check)
}

fn is_of_check(c: char) -> bool {
    c.is_ascii_digit() || (c.is_ascii_uppercase() && !"ILOU".contains(c))
}

/// A number as codes are compared by it; `-` for none.
pub(super) fn number_or_none(number: &str) -> String {
    let folded = fold(number);
    if folded.is_empty() { NO_NUMBER.to_owned() } else { folded }
}

/// A text by which what was typed is compared with what was printed: large letters, without blanks, one letter or digit for all that
/// look like it.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).filter(|c| !is_blank(*c) && *c != '№').map(look).collect()
}

/// What a letter, digit or sign looks like.
fn look(c: char) -> char {
    match c {
        'О' | 'O' => '0',
        'I' | 'L' | 'І' => '1',
        'З' => '3',
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'Ј' => 'J',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'Р' => 'P',
        'С' => 'C',
        'Ѕ' => 'S',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\\' | '\u{2044}' | '\u{2215}' => '/',
        other => other,
    }
}

/// Blanks, and what is not seen at all.
fn is_blank(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{2000}'..='\u{200f}'
        | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{2064}' | '\u{3000}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is typed, and what of it is read;
    const TYPED: [(&str, Option<&str>); 24] = [
        ("laurea:2:DUS:diploma:6001-1/2025:7KXM20QA", Some("laurea:2:DUS:diploma:6001-1/2025:7KXM20QA")),
        (" laurea:2:DUS:appendix:6001-1/2025:7KXM20QA:p12\n", Some("laurea:2:DUS:appendix:6001-1/2025:7KXM20QA")),
        ("LAUREA:2:DUS:Diploma:6001-1/2025:7kxm20qa", Some("laurea:2:DUS:diploma:6001-1/2025:7KXM20QA")),
        ("https://example.org/#laurea:2:DUS:transcript:-:7KXM20QA", Some("laurea:2:DUS:transcript:-:7KXM20QA")),
        ("laurea:2:DUS:diploma:Д:12:7KXM20QA", Some("laurea:2:DUS:diploma:Д:12:7KXM20QA")),
        ("7KXM20QA", Some("7KXM20QA")),
        ("7kxm 20qa", Some("7KXM20QA")),
        ("7KXM-20QA", Some("7KXM20QA")),
        ("7КХМ2OQА", Some("7KXM20QA")),
        ("7kхm2oqa", Some("7KXM20QA")),
        ("\u{a0}7KXM\u{200b}20QA ", Some("7KXM20QA")),
        ("6001-1/2025 7KXM20QA", Some("6001-1/2025 7KXM20QA")),
        ("№ 6001–1 / 2025: 7KXM 20QA", Some("6001-1/2025 7KXM20QA")),
        ("7KXM20QA 6001-1/2025", Some("6001-1/2025 7KXM20QA")),
        ("д-4512, 7kxm20qa", Some("Д-4512 7KXM20QA")),
        ("І2З4567l", Some("12345671")),
        ("", None),
        ("   ", None),
        ("7KXM20Q", None),
        ("7KXM20QAA", None),
        ("7KXM20QU", None),
        ("laurea:2:DUS:diploma:6001-1/2025:7KXM20Q", None),
        ("laurea:2:DUS::6001-1/2025:7KXM20QA", None),
        ("laurea:2:DUS:diploma", None),
    ];

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        for (typed, expected) in TYPED {
            let read = read_code(typed).map(|code| code.shown());
            assert_eq!(read.as_deref(), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_code_without_a_number_says_so_and_a_typed_one_does_not() {
        assert_eq!(read_code("laurea:2:DUS:transcript:-:7KXM20QA").and_then(|code| code.number).as_deref(), Some("-"));
        assert_eq!(read_code("laurea:2:DUS:transcript::7KXM20QA").and_then(|code| code.number).as_deref(), Some("-"));
        assert_eq!(read_code("7KXM20QA").and_then(|code| code.number), None);
    }

    #[test]
    fn a_number_is_the_same_however_its_letters_are_set() {
        assert_eq!(fold("О-15 / 2025"), fold("o–15/2025"));
        assert_eq!(fold("№ Д-7"), "Д-7");
        assert_ne!(fold("1-11/2025"), fold("11-1/2025"), "signs between figures count");
    }
}
