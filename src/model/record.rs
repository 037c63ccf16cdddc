//! One student's whole academic record.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Course, Curriculum, Degree, Extras, Field, Grade, Person, Place};
use crate::diag::Origin;

/// One student's whole academic record: person, studies, results, and where it all came from.
#[derive(Debug, Clone)]
pub struct Record {
    /// The person.
    pub person: Person,
    /// The studies.
    pub study: Study,
    /// The curriculum that the speciality and degree name; `None` where there is no such curriculum.
    pub curriculum: Option<Arc<Curriculum>>,
    /// Results of the curriculum's courses, in the curriculum's order; courses without a result are absent.
    pub courses: Vec<CourseResult>,
    /// State exams and thesis, in order of date.
    pub state_exams: Vec<StateExam>,
    /// Cells that are kept for a result of the curriculum's course (its index) and are empty: books have a column a course.
    pub blanks: Vec<(usize, Origin)>,
    /// Cells of other sheets that repeat a field of the student's row.
    pub copies: Vec<(Field, Origin)>,
    /// The student's row.
    pub place: Place,
}

impl Record {
    /// The faculty number, as the sheet has it.
    #[must_use]
    pub fn faculty_number(&self) -> &str {
        &self.study.faculty_number
    }

    /// The curriculum's line of a result.
    #[must_use]
    pub fn course(&self, result: &CourseResult) -> Option<&Course> {
        self.curriculum.as_ref()?.courses.get(result.course)
    }

    /// The empty cell that is kept for the result of a course.
    #[must_use]
    pub fn blank(&self, course: usize) -> Option<Origin> {
        self.blanks.iter().find(|(blank, _)| *blank == course).map(|(_, origin)| *origin)
    }

    /// Date of the last state exam.
    #[must_use]
    pub fn graduation_date(&self) -> Option<Date> {
        self.state_exams.iter().filter_map(|exam| exam.date).max()
    }
}

/// The studies of a person at the institution.
#[derive(Debug, Clone, Default)]
pub struct Study {
    /// Faculty number; unique within the institution.
    pub faculty_number: String,
    /// Speciality.
    pub speciality: String,
    /// Degree studied for.
    pub degree: Option<Degree>,
    /// The degree as it is printed; where it has no known meaning, as the sheet has it.
    pub degree_text: String,
    /// Form of study.
    pub study_form: String,
    /// Group.
    pub group: String,
    /// Academic year of enrolment, e.g. `2021/2022`.
    pub enrolment_year: String,
    /// Date of enrolment.
    pub enrolment_date: Option<Date>,
    /// Order of enrolment.
    pub enrolment_order: String,
    /// Duration in semesters, as the student list has it.
    pub semesters: Option<u32>,
    /// Status.
    pub status: Option<Status>,
    /// The status as the sheet has it.
    pub status_text: String,
    /// The document the person was admitted with.
    pub prior_education: PriorEducation,
    /// What only some papers print.
    pub extras: Extras,
}

/// The document a person was admitted with.
#[derive(Debug, Clone, Default)]
pub struct PriorEducation {
    /// What it is.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Option<Date>,
    /// Who issued it.
    pub issuer: String,
}

/// How a student stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// „завършил“: everything passed, diploma due.
    Graduated,
    /// „семестриално завършил“: all semesters completed, state exam not yet.
    SemestersCompleted,
    /// „действащ“: studies go on.
    Active,
    /// „прекъснал“: studies interrupted.
    Interrupted,
    /// „отстранен“ or „отписан“: left without a diploma.
    Removed,
}

impl Status {
    /// All statuses.
    pub const ALL: [Self; 5] = [Self::Graduated, Self::SemestersCompleted, Self::Active, Self::Interrupted, Self::Removed];

    /// The word that is printed.
    #[must_use]
    pub fn bulgarian(self) -> &'static str {
        match self {
            Self::Graduated => "завършил",
            Self::SemestersCompleted => "семестриално завършил",
            Self::Active => "действащ",
            Self::Interrupted => "прекъснал",
            Self::Removed => "отстранен",
        }
    }

    /// The name used in configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Graduated => "graduated",
            Self::SemestersCompleted => "semesters-completed",
            Self::Active => "active",
            Self::Interrupted => "interrupted",
            Self::Removed => "removed",
        }
    }
}

/// What a student reached in one course.
#[derive(Debug, Clone)]
pub struct CourseResult {
    /// Index of the course in the curriculum.
    pub course: usize,
    /// Every sitting, in order of date; never empty.
    pub attempts: Vec<Attempt>,
}

impl CourseResult {
    /// The result that counts: the last sitting.
    #[must_use]
    pub fn last(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// Whether the last sitting passed.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.last().and_then(|attempt| attempt.outcome.as_ref()).is_some_and(Outcome::passes)
    }

    /// The grade that counts, where it is a number.
    #[must_use]
    pub fn grade(&self) -> Option<Grade> {
        self.last()?.outcome.as_ref()?.grade()
    }
}

/// One sitting of an exam.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// What came of it; `None` where the cell could not be read (a finding says so).
    pub outcome: Option<Outcome>,
    /// Date.
    pub date: Option<Date>,
    /// Number of the protocol.
    pub protocol: String,
    /// Who examined.
    pub lecturer: String,
    /// Kind of sitting, as the sheet has it.
    pub sitting: String,
    /// Topic of the course paper or project; empty where there is none.
    pub topic: String,
    /// Where the result was reached, if it is recognised from another institution.
    pub recognised: Option<Recognition>,
    /// The row.
    pub place: Place,
}

/// A result recognised from another institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognition {
    /// The institution.
    pub institution: String,
    /// Its country; empty where the remark does not say.
    pub country: String,
    /// The grade there; empty where the remark does not say.
    pub original_grade: String,
}

impl Recognition {
    /// Reads a remark such as „Университет на Авейро, Португалия; оригинална оценка C“ or „Университет на Авейро
    /// (Португалия), ориг. оценка C“.
    #[must_use]
    pub fn parse(remark: &str) -> Self {
        let (place, original) = remark.split_once(';').or_else(|| remark.split_once("),")).unwrap_or((remark, ""));
        let (institution, country) = place.rsplit_once('(').or_else(|| place.rsplit_once(',')).unwrap_or((place, ""));
        let grade = original.trim().rsplit(' ').next().unwrap_or("");
        let country = country.trim().trim_end_matches(')').trim();
        // „Erasmus+: Университет …“
        let institution = institution.split_once(": ").map_or(institution, |(_, name)| name);
        Self { institution: institution.trim().to_owned(), country: country.to_owned(), original_grade: grade.to_owned() }
    }
}

/// What a sitting brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A grade.
    Grade(Grade),
    /// Passed without a grade („зачита се“); the institution's word.
    Credited(String),
    /// Exempt („освободен“); the institution's word.
    Exempt(String),
}

impl Outcome {
    /// Whether the course is done.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.grade().is_none_or(Grade::passes)
    }

    /// The grade, where there is one.
    #[must_use]
    pub fn grade(&self) -> Option<Grade> {
        match self {
            Self::Grade(grade) => Some(*grade),
            Self::Credited(_) | Self::Exempt(_) => None,
        }
    }

    /// The result in figures, or the institution's word for one without.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Grade(grade) => grade.to_string(),
            Self::Credited(word) | Self::Exempt(word) => word.clone(),
        }
    }
}

/// A state exam or the defence of a thesis.
#[derive(Debug, Clone)]
pub struct StateExam {
    /// What it is, as the sheet has it.
    pub kind: String,
    /// Topic; empty where there is none.
    pub topic: String,
    /// Grade; `None` where the cell could not be read (a finding says so).
    pub grade: Option<Grade>,
    /// Date.
    pub date: Option<Date>,
    /// Number of the protocol.
    pub protocol: String,
    /// Chair of the committee.
    pub chair: String,
    /// Members of the committee.
    pub members: Vec<String>,
    /// The curriculum's line it fulfils.
    pub course: Option<usize>,
    /// The row.
    pub place: Place,
}

impl StateExam {
    /// Whether it is passed.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.grade.is_some_and(Grade::passes)
    }
}
