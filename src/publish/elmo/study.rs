//! What was studied: the programme, its courses and state exams, with their results.

use jiff::civil::Date;
use serde_json::Value;

use super::known::{Known, day, text};
use super::{Both, words};
use crate::model::{Degree, Status, language_code};

/// A programme as somebody studied it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Study {
    /// The speciality.
    pub title: Both,
    /// The degree; `None` for one whose word is not known.
    pub degree: Option<Degree>,
    /// What else is said of the programme.
    pub description: Both,
    /// Day of enrolment.
    pub start: Option<Date>,
    /// Day of the last state exam, or on which the degree was awarded, for those who have finished.
    pub end: Option<Date>,
    /// How it stands.
    pub standing: Standing,
    /// The overall result as printed.
    pub overall: String,
    /// Code of the language of instruction, where it is a single one.
    pub language: Option<&'static str>,
    /// Courses in the order of the paper, then state exams.
    pub parts: Vec<Part>,
}

/// How a study, a course or an exam stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Passed, for good.
    Passed,
    /// Not passed, and nothing follows.
    Failed,
    /// Not passed yet.
    InProgress,
}

impl Standing {
    /// The word in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::InProgress => "in-progress",
        }
    }
}

/// A course or a state exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Code in the curriculum; empty where there is none.
    pub code: String,
    /// Name.
    pub title: Both,
    /// What else is said of it.
    pub description: Both,
    /// Day of the exam.
    pub date: Option<Date>,
    /// How it stands.
    pub standing: Standing,
    /// The result as printed: figures, or a word.
    pub result: String,
    /// Whether the result is a grade of the six-point scale.
    pub is_grade: bool,
    /// Credits with a decimal point; `None` where none were earned.
    pub credits: Option<String>,
    /// Whether they count in the programme's total.
    pub counts: bool,
    /// Hours in class; `None` where they are not known.
    pub hours: Option<u32>,
}

impl Study {
    /// As papers know it; `degree` is that of a kind of paper which is of one alone.
    pub fn of(known: Known, finished: Finished, degree: Option<Degree>) -> Self {
        let named = known.line("degree");
        let standing = standing(known, finished);
        // Who studies on may sit an exam again; for everybody else a failed one has failed.
        let of_failed = if standing == Standing::InProgress { Standing::InProgress } else { Standing::Failed };
        let has_finished = standing == Standing::Passed;
        let courses = known.rows("courses").iter().map(|row| course(row, of_failed));
        let exams = known.rows("state_exams").iter().map(|row| exam(row, of_failed));
        Self {
            title: known.both("speciality"),
            degree: Degree::ALL.into_iter().find(|own| own.bulgarian() == named).or(degree),
            description: words::programme(known, standing),
            start: known.day("enrolment_date"),
            end: known
                .day("graduation_date")
                .or_else(|| known.day("award_date"))
                .or_else(|| last_exam(known))
                .filter(|_| has_finished),
            standing,
            overall: if has_finished { known.line("overall") } else { String::new() },
            language: language_code(&known.line("language")),
            parts: courses.chain(exams).collect(),
        }
    }
}

/// Whether the diploma of a study was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    /// It was.
    ByDiploma,
    /// Nobody says so but the status that the paper prints.
    AsThePaperSays,
}

fn standing(known: Known, finished: Finished) -> Standing {
    let status = || Status::ALL.into_iter().find(|status| status.bulgarian() == known.line("status"));
    match finished {
        Finished::ByDiploma => Standing::Passed,
        Finished::AsThePaperSays => match status() {
            Some(Status::Graduated) => Standing::Passed,
            Some(Status::Removed) => Standing::Failed,
            _ => Standing::InProgress,
        },
    }
}

fn last_exam(known: Known) -> Option<Date> {
    known.rows("state_exams").iter().filter_map(|row| day(row["date"].as_str()?)).max()
}

fn course(row: &Value, of_failed: Standing) -> Part {
    let title = Both { bg: text(row, "name"), en: text(row, "name_en") };
    Part { code: text(row, "code"), hours: hours(row), ..part(row, title, of_failed) }
}

fn exam(row: &Value, of_failed: Standing) -> Part {
    let title = Both { bg: text(row, "kind"), en: text(row, "kind_en") };
    part(row, title, of_failed)
}

fn part(row: &Value, title: Both, of_failed: Standing) -> Part {
    let result = text(row, "result");
    let hundredths = hundredths(&result);
    let standing = if hundredths.is_none_or(|grade| grade >= 300) { Standing::Passed } else { of_failed };
    Part {
        code: String::new(),
        title,
        description: words::part(row),
        date: row["date"].as_str().and_then(day),
        standing,
        is_grade: hundredths.is_some(),
        result,
        credits: credits(row).filter(|_| standing == Standing::Passed),
        counts: row["counts"].as_bool().unwrap_or(true),
        hours: None,
    }
}

/// Hours of lectures and exercises; where a curriculum has only their sum, that without the independent work.
fn hours(row: &Value) -> Option<u32> {
    let of = |name: &str| row[name].as_str()?.parse::<u32>().ok();
    let (lectures, exercises) = (of("hours_lectures"), of("hours_exercises"));
    match (lectures, exercises) {
        (None, None) => of("hours_total")?.checked_sub(of("hours_self_study").unwrap_or(0)),
        (lectures, exercises) => Some(lectures.unwrap_or(0) + exercises.unwrap_or(0)),
    }
}

/// Credits with a decimal point.
fn credits(row: &Value) -> Option<String> {
    let credits = text(row, "credits").replace(',', ".");
    let is_number = credits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && credits.parse::<f64>().is_ok();
    is_number.then_some(credits)
}

/// A grade in hundredths; `None` for a result in words.
fn hundredths(result: &str) -> Option<u32> {
    let (whole, rest) = result.split_once(['.', ',']).unwrap_or((result, "00"));
    let is_figures = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_figures(whole) || !is_figures(rest) || rest.len() > 2 {
        return None;
    }
    let scale = if rest.len() == 1 { 10 } else { 1 };
    Some(whole.parse::<u32>().ok()? * 100 + rest.parse::<u32>().ok()? * scale)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn study(status: &str, finished: Finished) -> Study {
        let course = |name: &str, result: &str| {
            json!({"name": name, "name_en": "", "code": "К1", "result": result, "credits": "5,5", "date": "22.01.2022", "counts": true,
                   "hours_lectures": "30", "hours_exercises": null, "hours_self_study": "90", "hours_total": "120"})
        };
        let data = [json!({
            "fields": {"status": status, "degree": "бакалавър", "overall": "5.26", "language": "български"},
            "courses": [course("Право", "5,50"), course("Спорт", "зачита се"), course("Данъци", "2.00")],
            "state_exams": [{"kind": "държавен изпит", "kind_en": "state examination", "result": "6.00", "date": "05.07.2025", "credits": "10"}],
        })];
        Study::of(Known::of(&data), finished, Some(Degree::Doctor))
    }

    #[test]
    fn a_diploma_ends_a_study_and_only_what_is_passed_earns_credits() {
        let study = study("", Finished::ByDiploma);
        assert_eq!(
            (study.standing, study.end, study.overall.as_str()),
            (Standing::Passed, Some(Date::constant(2025, 7, 5)), "5.26")
        );
        assert_eq!((study.degree, study.language), (Some(Degree::Bachelor), Some("bg")));
        let credits: Vec<Option<&str>> = study.parts.iter().map(|part| part.credits.as_deref()).collect();
        assert_eq!(credits, [Some("5.5"), Some("5.5"), None, Some("10")]);
        let grades: Vec<bool> = study.parts.iter().map(|part| part.is_grade).collect();
        assert_eq!(grades, [true, false, true, true]);
        assert_eq!((study.parts[0].hours, study.parts[3].hours), (Some(30), None));
        assert_eq!(study.parts[2].standing, Standing::Failed);
    }

    #[test]
    fn who_studies_on_has_not_failed_for_good() {
        let active = study("действащ", Finished::AsThePaperSays);
        assert_eq!((active.standing, active.end, active.overall.as_str()), (Standing::InProgress, None, ""));
        assert_eq!(active.parts[2].standing, Standing::InProgress);
        assert_eq!(study("отстранен", Finished::AsThePaperSays).parts[2].standing, Standing::Failed);
        assert_eq!(study("завършил", Finished::AsThePaperSays).standing, Standing::Passed);
    }

    #[test]
    fn hours_in_class_are_never_those_of_independent_work() {
        let of = |row: Value| hours(&row);
        assert_eq!(of(json!({"hours_lectures": "30", "hours_exercises": "15", "hours_total": "180"})), Some(45));
        assert_eq!(of(json!({"hours_total": "180", "hours_self_study": "120"})), Some(60));
        assert_eq!((of(json!({"hours_total": "30"})), of(json!({}))), (Some(30), None));
    }

    #[test]
    fn figures_are_grades_and_words_are_not() {
        for (text, expected) in
            [("5.50", Some(550)), ("3,00", Some(300)), ("6", Some(600)), ("5,5", Some(550)), ("зачита се", None), ("", None)]
        {
            assert_eq!(hundredths(text), expected, "{text}");
        }
    }
}
