//! What follows from a record: means, overall result, credits.

use super::{Credits, Grade, Mean, OverallRule, Record, StateExam, overall};

/// The figures of a record that a diploma states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Results {
    /// Mean of the last results of all graded courses; facultative courses and state exams left out.
    pub mean_subjects: Option<Mean>,
    /// Mean of the state exams or of the thesis.
    pub mean_state_exams: Option<Mean>,
    /// Overall result; `None` until there is a state exam.
    pub overall: Option<Grade>,
    /// Credits of the passed courses that count in the total, and of the passed state exams or thesis.
    pub credits: Credits,
}

impl Results {
    /// The figures of a record under a rule for the overall result.
    #[must_use]
    pub fn of(record: &Record, rule: OverallRule) -> Self {
        let mean_subjects = Mean::of(record.courses.iter().filter_map(|result| {
            let course = record.course(result)?;
            if course.kind.counts_in_mean() { result.grade() } else { None }
        }));
        let mean_state_exams = Mean::of(last_of_each(&record.state_exams).filter_map(|exam| exam.grade));
        let overall = mean_subjects.zip(mean_state_exams).map(|(subjects, exams)| overall(subjects, exams, rule));
        Self { mean_subjects, mean_state_exams, overall, credits: course_credits(record) + exam_credits(record) }
    }
}

/// The last sitting of each state exam, told apart by its kind.
fn last_of_each(exams: &[StateExam]) -> impl Iterator<Item = &StateExam> {
    exams
        .iter()
        .enumerate()
        .filter(|(at, exam)| !exams[at + 1..].iter().any(|later| later.kind == exam.kind))
        .map(|(_, exam)| exam)
}

fn course_credits(record: &Record) -> Credits {
    let passed = record.courses.iter().filter(|result| result.is_passed());
    passed.filter_map(|result| record.course(result)).filter(|course| course.counts).map(|course| course.credits).sum()
}

fn exam_credits(record: &Record) -> Credits {
    let Some(curriculum) = &record.curriculum else { return Credits::default() };
    let passed = |line: usize| last_of_each(&record.state_exams).any(|exam| exam.course == Some(line) && exam.is_passed());
    curriculum.finals().filter(|(line, course)| course.counts && passed(*line)).map(|(_, course)| course.credits).sum()
}
