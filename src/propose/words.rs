//! The words of an office, by what they mean.

use std::collections::{BTreeMap, BTreeSet};

use super::guess::Guess;
use crate::config::{fits_folded, fold};
use crate::model::Field;

/// Meanings with the words known for them, folded; `*` stands for any letters.
pub type Meanings = &'static [(&'static str, &'static [&'static str])];

/// Status.
pub const STATUS: Meanings = &[
    (
        "semesters-completed",
        &[
            "семестриално завършил*",
            "сем. завършил*",
            "сем завършил*",
            "само сем*",
            "сем. зав*",
            "сем.зав*",
            "сз",
            "завършил* семестриално",
            "semestrialno*",
            "*семестриално*",
            "completed semesters",
        ],
    ),
    (
        "active",
        &[
            "действащ*",
            "активен",
            "активна",
            "учи*",
            "студент",
            "студентка",
            "продължава*",
            "записан",
            "записана",
            "д",
            "active",
            "enrolled",
            "не завършва*",
            "презавършва",
            "презаписан*",
            "в обучение*",
        ],
    ),
    (
        "graduated",
        &[
            "завършил*",
            "завърш.",
            "дипломиран*",
            "дипломант*",
            "абсолвент*",
            "з",
            "зав.",
            "зав",
            "graduated",
            "graduate",
            "завършва",
            "завършено",
        ],
    ),
    ("interrupted", &["прекъснал*", "прекъсване*", "прек.", "interrupted", "прекъснал"]),
    ("removed", &["отстранен*", "отписан*", "напуснал*", "отп.", "removed", "преместен*"]),
];

/// Degree.
pub const DEGREE: Meanings = &[
    (
        "professional-bachelor",
        &[
            "професионален бакалавър*",
            "проф. бакалавър*",
            "проф. бак*",
            "професионален бак*",
            "пб",
            "professional bachelor*",
            "pb",
            "проф бакалавър*",
            "*професионален бакалавър*",
            "проф.бак*",
        ],
    ),
    ("bachelor", &["бакалавър*", "бак.", "бак", "б", "bachelor*", "b", "*степен бакалавър*", "ба"]),
    ("master", &["магистър*", "маг.", "маг", "м", "master*", "m", "*степен магистър*", "ма"]),
    ("doctor", &["доктор*", "д-р", "phd", "doctor*"]),
];

/// Kind of a course.
pub const COURSE_KIND: Meanings = &[
    ("compulsory", &["задължителн*", "зад.", "зад", "з", "зд", "compulsory*", "mandatory", "c", "z", "задълж*"]),
    ("elective", &["избираем*", "изб.", "изб", "и", "ид", "elective*", "e", "i", "избир*", "optional"]),
    ("facultative", &["факултативн*", "фак.", "фак", "ф", "фд", "facultative*", "f", "факулт*"]),
    ("practice", &["практик*", "практ*", "пр.", "пр", "п", "practice*", "p", "internship", "практическ*", "стаж"]),
    (
        "state-exam",
        &[
            "дипломиране*",
            "държавен изпит*",
            "държавни изпити*",
            "ди",
            "държ. изпит*",
            "state exam*",
            "di",
            "държ.изп*",
            "д.и.",
            "se",
        ],
    ),
    (
        "thesis",
        &[
            "дипломна работа*",
            "др",
            "дипл. работа*",
            "thesis*",
            "защита на дипломна*",
            "дипломен проект*",
            "дп",
            "dr",
            "д.р.",
            "diploma thesis*",
        ],
    ),
];

/// Sex.
pub const SEX: Meanings = &[
    ("male", &["м", "мъж", "m", "male", "мъжки", "м.", "мъже"]),
    ("female", &["ж", "жена", "f", "female", "женски", "ж.", "жени"]),
];

/// Form of study as it is printed.
pub const STUDY_FORM: Meanings = &[
    (
        "редовна",
        &["редовна*", "редовно*", "ро", "р.о.", "р", "р.", "ред.", "full-time*", "full time*", "redovna", "редовно обучение"],
    ),
    ("задочна", &["задочна*", "задочно*", "зо", "з.о.", "з", "з.", "зад.", "part-time*", "part time*", "zadochna"]),
    (
        "дистанционна",
        &["дистанционна*", "дистанционно*", "до", "д.о.", "дист.", "дист", "distance*", "distantsionna", "distancionna"],
    ),
    ("вечерна", &["вечерна*", "вечерно*"]),
    ("самостоятелна", &["самостоятелна*", "самост.*"]),
];

/// Citizenship as it is printed.
pub const CITIZENSHIP: Meanings =
    &[("българско", &["бг", "българско", "българин", "българка", "bg", "bulgarian", "българия", "р. българия"])];

/// Kind of a state exam as it is printed.
pub const EXAM_KIND: Meanings = &[
    (
        "Държавен изпит – теория",
        &[
            "изпит - теория",
            "държавен изпит - теория",
            "ди теория",
            "теория",
            "ди - теория",
            "държ. изпит теория",
            "държ. изпит - теория",
        ],
    ),
    (
        "Държавен изпит – практика",
        &[
            "изпит - практика",
            "държавен изпит - практика",
            "ди практика",
            "практика",
            "ди - практика",
            "държ. изпит практика",
            "държ. изпит - практика",
        ],
    ),
    (
        "Държавен изпит",
        &[
            "изпит",
            "изпити",
            "държавен изпит",
            "ди",
            "държ. изпит",
            "държ.изпит",
            "state exam*",
            "държавен изп*",
            "държавен",
            "комплексен държавен изпит",
            "ди.",
        ],
    ),
    (
        "Защита на дипломна работа",
        &[
            "дипломна работа*",
            "дипломни работи*",
            "защита на дипломна работа",
            "др",
            "дипл. работа",
            "дипломна работа",
            "защита на др",
            "thesis*",
            "защита",
            "diploma thesis*",
            "дипломни*",
            "защита на диплом*",
            "дипломна защита",
            "дипл.работа",
            "defence of*",
        ],
    ),
];

/// Results without a grade, and none.
pub const CREDITED: &[&str] =
    &["зачита се", "зачетено", "зачетен*", "зач.", "зач", "зачет", "passed", "za", "да се зачете", "зачита се.*"];
/// Exempt.
pub const EXEMPT: &[&str] = &["освободен", "освободена", "осв.", "осв", "exempt*", "os", "освободен*"];
/// Nobody sat the exam.
pub const ABSENT: &[&str] = &["н.я.", "не се явил*", "неявил*", "н.я", "ня", "не се е явил*", "nq", "absent", "-", "–", "—", "x"];
/// Yes.
pub const YES: &[&str] = &["да", "yes", "1", "+", "x", "х", "✓", "√", "v", "y"];
/// No.
pub const NO: &[&str] = &["не", "извън*", "не се брои*", "не влиза*", "no", "0", "-", "n"];
/// Rows that sum up.
pub const TOTAL: &[&str] =
    &["общо*", "всичко*", "сума*", "total*", "среден успех*", "ср. успех*", "средно*", "обща сума*", "average*"];

/// The status a word means.
pub fn status_of(word: &str) -> Option<&'static str> {
    meaning(STATUS, word)
}

/// The degree a word means.
pub fn degree_of(word: &str) -> Option<&'static str> {
    meaning(DEGREE, word.trim_matches(|c: char| "„“”\"«» ".contains(c)))
}

/// The kind of course a word means.
pub fn course_kind_of(word: &str) -> Option<&'static str> {
    meaning(COURSE_KIND, word)
}

/// The form of study a word means.
pub fn form_of(word: &str) -> Option<&'static str> {
    meaning(STUDY_FORM, word.trim_matches(|c: char| "„“”\"«» .".contains(c)))
}

fn meaning(meanings: Meanings, word: &str) -> Option<&'static str> {
    let word = fold(word);
    let exact = meanings.iter().find(|(_, words)| words.contains(&word.as_str()));
    let open = || meanings.iter().find(|(_, words)| words.iter().any(|pattern| fits_folded(pattern, &word)));
    exact.or_else(open).map(|(meaning, _)| *meaning)
}

/// Words of some fields in the order of their meanings, and those nobody knows.
#[derive(Debug, Default)]
pub struct Found {
    /// Words by meaning.
    pub meant: BTreeMap<&'static str, BTreeSet<String>>,
    /// Words without one.
    pub unknown: BTreeSet<String>,
}

/// What the sheets write in a field.
pub fn found(guesses: &[&Guess], fields: &[Field], meanings: Meanings) -> Found {
    let mut found = Found::default();
    for word in guesses.iter().flat_map(|guess| words_of(guess, fields)) {
        match meaning(meanings, &word) {
            Some(meant) => {
                found.meant.entry(meant).or_default().insert(fold(&word));
            }
            None => {
                found.unknown.insert(word);
            }
        }
    }
    found
}

/// Distinct texts of some fields, wherever a sheet says them.
pub fn words_of(guess: &Guess, fields: &[Field]) -> Vec<String> {
    let columns =
        guess.columns.iter().filter(|column| fields.contains(&column.field)).flat_map(|column| column.values.distinct.clone());
    let facts = [&guess.banner, &guess.sections, &guess.sheet_name].into_iter().flatten();
    let said = facts.filter(|(field, ..)| fields.contains(field)).map(|(_, _, value)| value.clone());
    let fixed = guess.fixed.iter().filter(|(field, ..)| fields.contains(field)).map(|(_, value, _)| value.clone());
    columns.chain(said).chain(fixed).collect()
}
