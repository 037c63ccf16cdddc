//! What a programme asks of its students.

use super::{Credits, Extras, Place};

/// Educational degree (образователно-квалификационна степен).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Degree {
    /// „професионален бакалавър“, at least 180 credits.
    ProfessionalBachelor,
    /// „бакалавър“, at least 240 credits.
    Bachelor,
    /// „магистър“.
    Master,
    /// „доктор“.
    Doctor,
}

impl Degree {
    /// All degrees, from the lowest.
    pub const ALL: [Self; 4] = [Self::ProfessionalBachelor, Self::Bachelor, Self::Master, Self::Doctor];

    /// The word the law uses.
    #[must_use]
    pub fn bulgarian(self) -> &'static str {
        match self {
            Self::ProfessionalBachelor => "професионален бакалавър",
            Self::Bachelor => "бакалавър",
            Self::Master => "магистър",
            Self::Doctor => "доктор",
        }
    }

    /// The name used in configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ProfessionalBachelor => "professional-bachelor",
            Self::Bachelor => "bachelor",
            Self::Master => "master",
            Self::Doctor => "doctor",
        }
    }
}

/// A programme's plan: what is studied, for how many credits, towards which qualification.
#[derive(Debug, Clone)]
pub struct Curriculum {
    /// Speciality in Bulgarian.
    pub speciality: String,
    /// Speciality in English.
    pub speciality_en: String,
    /// Degree.
    pub degree: Degree,
    /// Degree in English, as the institution writes it.
    pub degree_en: String,
    /// Form of study („редовна“).
    pub study_form: String,
    /// Form of study in English.
    pub study_form_en: String,
    /// Code of the professional field, e.g. `3.8`.
    pub field_code: String,
    /// Professional field in Bulgarian.
    pub field: String,
    /// Professional field in English.
    pub field_en: String,
    /// Professional qualification in Bulgarian.
    pub qualification: String,
    /// Professional qualification in English.
    pub qualification_en: String,
    /// Faculty or college.
    pub faculty: String,
    /// Duration in semesters.
    pub semesters: u32,
    /// Credits the programme asks for in all.
    pub credits: Credits,
    /// Language of instruction.
    pub language: String,
    /// What only some papers print.
    pub extras: Extras,
    /// Name of the sheet with the courses, where the list of programmes gives one.
    pub sheet: String,
    /// The courses, in the order of the plan.
    pub courses: Vec<Course>,
    /// The line of the list of programmes.
    pub place: Place,
}

impl Curriculum {
    /// Courses that end the studies: state exams and theses.
    pub fn finals(&self) -> impl Iterator<Item = (usize, &Course)> {
        self.courses.iter().enumerate().filter(|(_, course)| course.kind.is_final())
    }
}

/// One line of a curriculum.
#[derive(Debug, Clone)]
pub struct Course {
    /// Code; unique within the curriculum.
    pub code: String,
    /// Name in Bulgarian.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// Semester, from 1.
    pub semester: u32,
    /// Credits.
    pub credits: Credits,
    /// Hours of lectures.
    pub hours_lectures: Option<u32>,
    /// Hours of exercises and seminars.
    pub hours_exercises: Option<u32>,
    /// Hours of self-study.
    pub hours_self_study: Option<u32>,
    /// Hours in all.
    pub hours_total: Option<u32>,
    /// Kind of the course.
    pub kind: CourseKind,
    /// The institution's word for the kind, as the sheet has it.
    pub kind_text: String,
    /// How it is assessed, as the sheet has it.
    pub assessment: String,
    /// The lecturer whose course it is by the plan (титуляр); empty where the plan does not say.
    pub titular: String,
    /// Whether its credits count in the programme's total.
    pub counts: bool,
    /// The line of the curriculum.
    pub place: Place,
}

/// What a course is to the programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CourseKind {
    /// Everybody must pass it.
    Compulsory,
    /// Chosen within the plan; its credits count.
    Elective,
    /// Practical training; everybody must pass it.
    Practice,
    /// Beyond the plan; neither its credits nor its grade count.
    Facultative,
    /// State exam.
    StateExam,
    /// Diploma thesis and its defence.
    Thesis,
}

impl CourseKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Compulsory, Self::Elective, Self::Practice, Self::Facultative, Self::StateExam, Self::Thesis];

    /// The name used in configuration and in `records`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Compulsory => "compulsory",
            Self::Elective => "elective",
            Self::Practice => "practice",
            Self::Facultative => "facultative",
            Self::StateExam => "state-exam",
            Self::Thesis => "thesis",
        }
    }

    /// The word in English papers.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::Compulsory => "compulsory",
            Self::Elective => "elective",
            Self::Practice => "practical training",
            Self::Facultative => "optional",
            Self::StateExam => "state examination",
            Self::Thesis => "defence of a diploma thesis",
        }
    }

    /// Whether it ends the studies; its result stands among the state exams, not among the courses.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::StateExam | Self::Thesis)
    }

    /// Whether every student of the programme must pass it.
    #[must_use]
    pub fn is_required(self) -> bool {
        matches!(self, Self::Compulsory | Self::Practice)
    }

    /// Whether its grade is part of the mean of the courses.
    #[must_use]
    pub fn counts_in_mean(self) -> bool {
        matches!(self, Self::Compulsory | Self::Elective | Self::Practice)
    }
}
