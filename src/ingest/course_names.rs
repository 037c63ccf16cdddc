//! Which course of a curriculum a sheet means by a code, a name, or both in one cell.

use super::keys::alike;
use crate::config::fold;
use crate::model::{Course, Curriculum};

/// A course as a sheet names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct CourseRef {
    /// Code; empty where there is none.
    pub code: String,
    /// Name, perhaps with the code in it.
    pub name: String,
    /// Semester from 1.
    pub semester: Option<u32>,
    /// Year of study from 1.
    pub year: Option<u32>,
    /// In a book: its place from 0 among the columns of the same header.
    pub occurrence: Option<usize>,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// The course at this index of the curriculum.
    One(usize),
    /// No course of the curriculum.
    None,
    /// Several courses of this name, and nothing tells which.
    Several,
}

/// Finds a course in a curriculum.
pub fn find_course(curriculum: &Curriculum, wanted: &CourseRef) -> Match {
    let code = key(&wanted.code);
    if !code.is_empty() {
        let by_code: Vec<usize> = positions(curriculum, |course| key(&course.code) == code);
        if !by_code.is_empty() {
            return narrowed(curriculum, by_code, wanted);
        }
        if wanted.name.is_empty() {
            return narrowed(curriculum, by_name(curriculum, &wanted.code), wanted);
        }
        // A code that the plan does not have speaks against a name that it has, unless the plan has no codes.
        if curriculum.courses.iter().any(|course| !course.code.is_empty()) {
            return Match::None;
        }
    }
    narrowed(curriculum, by_name(curriculum, &wanted.name), wanted)
}

/// Courses that a text names: by name, by code, or by both: „СБ301 Маркетинг“, „Маркетинг (СБ301)“, „3. Маркетинг“.
fn by_name(curriculum: &Curriculum, text: &str) -> Vec<usize> {
    let text = key(text);
    if text.is_empty() {
        return Vec::new();
    }
    let whole =
        positions(curriculum, |course| key(&course.name) == text || key(&course.name_en) == text || key(&course.code) == text);
    if !whole.is_empty() {
        return whole;
    }
    let with_code = positions(curriculum, |course| {
        let code = key(&course.code);
        !code.is_empty()
            && (starts_with_word(&text, &code) || text.ends_with(&format!("({code})")) || text.ends_with(&format!(" {code}")))
    });
    if !with_code.is_empty() {
        return with_code;
    }
    let unnumbered = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '));
    let named = positions(curriculum, |course| key(&course.name) == unnumbered);
    if !named.is_empty() {
        return named;
    }
    // The longest name that the text begins with: hours, credits or the kind of exam may follow it.
    let begins: Vec<usize> = positions(curriculum, |course| {
        let name = key(&course.name);
        name.chars().count() > 4 && starts_with_word(unnumbered, &name)
    });
    let length = |at: &usize| key(&curriculum.courses[*at].name).len();
    let longest = begins.iter().map(length).max();
    let rest_is_a_remark = |at: &usize| {
        let rest = unnumbered[length(at)..].trim_start();
        rest.starts_with(['(', '/', ',', '-', '[', ';']) || rest.starts_with(|c: char| c.is_ascii_digit())
    };
    begins.into_iter().filter(|at| Some(length(at)) == longest && rest_is_a_remark(at)).collect()
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || !rest.starts_with(char::is_alphanumeric))
}

fn positions(curriculum: &Curriculum, fits: impl Fn(&Course) -> bool) -> Vec<usize> {
    curriculum.courses.iter().enumerate().filter(|(_, course)| fits(course)).map(|(at, _)| at).collect()
}

/// Of courses of the same name, the one of the semester, of the year, or in the same place of the order.
fn narrowed(curriculum: &Curriculum, found: Vec<usize>, wanted: &CourseRef) -> Match {
    let semester = |at: &usize| curriculum.courses[*at].semester;
    match (found.as_slice(), wanted.semester) {
        ([], _) => return Match::None,
        ([one], _) => return Match::One(*one),
        (_, Some(number)) => {
            let same: Vec<usize> = found.iter().copied().filter(|at| semester(at) == number).collect();
            if let [one] = same.as_slice() {
                return Match::One(*one);
            }
        }
        _ => {}
    }
    let of_year: Vec<usize> = match wanted.year {
        Some(year) => found.into_iter().filter(|at| semester(at).div_ceil(2) == year).collect(),
        None => found,
    };
    match (of_year.as_slice(), wanted.occurrence) {
        ([], _) => Match::None,
        ([one], _) => Match::One(*one),
        (several, Some(place)) => several.get(place).map_or(Match::Several, |at| Match::One(*at)),
        _ => Match::Several,
    }
}

/// A code or name as it is compared.
fn key(text: &str) -> String {
    alike(&fold(text)).replace(['„', '“', '”', '«', '»'], "\"")
}
