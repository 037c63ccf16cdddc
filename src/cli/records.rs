//! `laurea records`: what the program understood.
//!
//! The JSON form is stable; its schema is `laurea records --schema` and `data/schemas/records.schema.json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::args::{RecordsArgs, RecordsFormat};
use super::issue::{options_of, today};
use super::register::{workbook, write_out};
use super::{Exit, Failure};
use crate::config::{Config, Institution};
use crate::diag::Lang;
use crate::model::{Attempt, CourseResult, Mean, Outcome, Record, Results, StateExam};
use crate::pipeline::{self, Options};
use crate::report::Bars;

/// One student as understood. Absent texts are empty, absent figures null; grades have two decimals and a point.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordLine {
    /// Faculty number.
    pub faculty_number: String,
    /// ЕГН.
    pub egn: String,
    /// ЛНЧ.
    pub lnch: String,
    /// Given name.
    pub first_name: String,
    /// Father's name.
    pub middle_name: String,
    /// Family name.
    pub last_name: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// Speciality.
    pub speciality: String,
    /// Degree.
    pub degree: String,
    /// Form of study.
    pub study_form: String,
    /// Status, as the sheet has it.
    pub status: String,
    /// Whether nothing holds the record.
    pub eligible: bool,
    /// Mean of the courses.
    pub mean_subjects: Option<String>,
    /// How many courses are in that mean.
    pub graded_subjects: u64,
    /// Mean of the state exams.
    pub mean_state_exams: Option<String>,
    /// Overall result under the institution's rule.
    pub overall: Option<String>,
    /// Its word.
    pub overall_word: Option<String>,
    /// Its ECTS letter.
    pub overall_ects: Option<String>,
    /// Credits of everything passed that counts.
    pub credits_total: f64,
    /// Results of the courses.
    pub courses: Vec<CourseLine>,
    /// State exams and thesis.
    pub state_exams: Vec<ExamLine>,
}

/// A result of a course.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CourseLine {
    /// Code of the course.
    pub code: String,
    /// Name of the course.
    pub name: String,
    /// Semester.
    pub semester: u32,
    /// `compulsory`, `elective`, `practice` or `facultative`.
    pub kind: String,
    /// Credits.
    pub credits: f64,
    /// Whether they count in the total.
    pub counts_in_total: bool,
    /// Grade with two decimals, or the institution's word for a result without one; null where the cell is unreadable.
    pub result: Option<String>,
    /// Word of the grade.
    pub word: Option<String>,
    /// ECTS letter of the grade.
    pub ects: Option<String>,
    /// Date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Protocol.
    pub protocol: String,
    /// Lecturer.
    pub lecturer: String,
    /// Sittings before the one that counts.
    pub earlier: Vec<EarlierLine>,
    /// Where the result was reached, if elsewhere.
    pub recognised: Option<RecognisedLine>,
}

/// A sitting before the one that counts.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EarlierLine {
    /// Date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Protocol.
    pub protocol: String,
    /// Result.
    pub result: Option<String>,
}

/// Where a result was reached, if elsewhere.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecognisedLine {
    /// Institution.
    pub institution: String,
    /// Country.
    pub country: String,
    /// Grade there.
    pub original: String,
}

/// A state exam or thesis.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExamLine {
    /// What it is.
    pub kind: String,
    /// Topic; empty for none.
    pub topic: String,
    /// Grade.
    pub grade: Option<String>,
    /// Its word.
    pub word: Option<String>,
    /// Its ECTS letter.
    pub ects: Option<String>,
    /// Date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Protocol.
    pub protocol: String,
    /// Chair of the committee.
    pub chair: String,
    /// Members of the committee.
    pub members: Vec<String>,
}

/// The JSON schema of a line, ending in a line break.
#[must_use]
pub fn schema() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(RecordLine)).unwrap_or_default() + "\n"
}

/// Prints the schema; needs no configuration.
pub fn print_schema(args: &RecordsArgs) -> Result<Exit, Failure> {
    write_out(schema().as_bytes(), args.out.as_deref())
}

/// Runs the command.
pub fn run(config: &Config, args: &RecordsArgs, lang: Lang) -> Result<Exit, Failure> {
    let date = config.pipeline.date.or_else(today);
    let options = Options { date, students: args.student.clone(), ..options_of(&Default::default(), lang) };
    let checked = pipeline::check(config, &options, &Bars::new(lang))?;
    let is_asked =
        |record: &Record| args.student.is_empty() || args.student.iter().any(|number| number == record.faculty_number());
    let lines: Vec<RecordLine> = checked
        .season
        .records
        .iter()
        .enumerate()
        .filter(|(_, record)| is_asked(record))
        .map(|(at, record)| line(record, !checked.held.record(at), &config.institution))
        .collect();
    let bytes = match args.format {
        RecordsFormat::Jsonl => {
            lines.iter().map(|line| serde_json::to_string(line).unwrap_or_default() + "\n").collect::<String>().into_bytes()
        }
        RecordsFormat::Table => table(&lines).into_bytes(),
        RecordsFormat::Xlsx => workbook("records", &HEADER, lines.iter().map(cells))?,
    };
    write_out(&bytes, args.out.as_deref())?;
    Ok(if checked.held.is_batch() { Exit::Usage } else { Exit::Done })
}

fn line(record: &Record, eligible: bool, institution: &Institution) -> RecordLine {
    let (person, study) = (&record.person, &record.study);
    let results = Results::of(record, institution.overall_rule);
    RecordLine {
        faculty_number: study.faculty_number.clone(),
        egn: person.egn_text.clone(),
        lnch: person.lnch_text.clone(),
        first_name: person.first_name.clone(),
        middle_name: person.middle_name.clone(),
        last_name: person.last_name.clone(),
        birth_date: person.birth_date.map(|date| date.to_string()),
        speciality: study.speciality.clone(),
        degree: study.degree_text.clone(),
        study_form: study.study_form.clone(),
        status: study.status.map_or_else(|| study.status_text.clone(), |status| status.bulgarian().to_owned()),
        eligible,
        mean_subjects: results.mean_subjects.map(|mean| mean.rounded().to_string()),
        graded_subjects: results.mean_subjects.map_or(0, Mean::count),
        mean_state_exams: results.mean_state_exams.map(|mean| mean.rounded().to_string()),
        overall: results.overall.map(|grade| grade.to_string()),
        overall_word: results.overall.map(|grade| grade.word().bulgarian().to_owned()),
        overall_ects: results.overall.map(|grade| institution.ects.letter(grade).to_string()),
        credits_total: f64::from(results.credits.tenths()) / 10.0,
        courses: record.courses.iter().filter_map(|result| course(record, result, institution)).collect(),
        state_exams: record.state_exams.iter().map(|exam| state_exam(exam, institution)).collect(),
    }
}

fn course(record: &Record, result: &CourseResult, institution: &Institution) -> Option<CourseLine> {
    let (course, last) = (record.course(result)?, result.last()?);
    let earlier = &result.attempts[..result.attempts.len() - 1];
    let grade = last.outcome.as_ref().and_then(Outcome::grade);
    Some(CourseLine {
        code: course.code.clone(),
        name: course.name.clone(),
        semester: course.semester,
        kind: course.kind.name().to_owned(),
        credits: f64::from(course.credits.tenths()) / 10.0,
        counts_in_total: course.counts,
        result: last.outcome.as_ref().map(Outcome::text),
        word: grade.map(|grade| grade.word().bulgarian().to_owned()),
        ects: grade.map(|grade| institution.ects.letter(grade).to_string()),
        date: last.date.map(|date| date.to_string()),
        protocol: last.protocol.clone(),
        lecturer: last.lecturer.clone(),
        earlier: earlier.iter().map(earlier_line).collect(),
        recognised: last.recognised.as_ref().map(|from| RecognisedLine {
            institution: from.institution.clone(),
            country: from.country.clone(),
            original: from.original_grade.clone(),
        }),
    })
}

fn earlier_line(attempt: &Attempt) -> EarlierLine {
    EarlierLine {
        date: attempt.date.map(|date| date.to_string()),
        protocol: attempt.protocol.clone(),
        result: attempt.outcome.as_ref().map(Outcome::text),
    }
}

fn state_exam(exam: &StateExam, institution: &Institution) -> ExamLine {
    ExamLine {
        kind: exam.kind.clone(),
        topic: exam.topic.clone(),
        grade: exam.grade.map(|grade| grade.to_string()),
        word: exam.grade.map(|grade| grade.word().bulgarian().to_owned()),
        ects: exam.grade.map(|grade| institution.ects.letter(grade).to_string()),
        date: exam.date.map(|date| date.to_string()),
        protocol: exam.protocol.clone(),
        chair: exam.chair.clone(),
        members: exam.members.clone(),
    }
}

/// Columns of the table and the workbook.
const HEADER: [&str; 13] = [
    "faculty_number",
    "first_name",
    "middle_name",
    "last_name",
    "status",
    "eligible",
    "mean_subjects",
    "mean_state_exams",
    "overall",
    "overall_word",
    "overall_ects",
    "credits_total",
    "courses",
];

fn cells(line: &RecordLine) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        line.faculty_number.clone(),
        line.first_name.clone(),
        line.middle_name.clone(),
        line.last_name.clone(),
        line.status.clone(),
        if line.eligible { "yes" } else { "no" }.to_owned(),
        text(&line.mean_subjects),
        text(&line.mean_state_exams),
        text(&line.overall),
        text(&line.overall_word),
        text(&line.overall_ects),
        line.credits_total.to_string(),
        line.courses.len().to_string(),
    ]
}

/// A table whose columns are as wide as their widest cell, up to a limit.
fn table(lines: &[RecordLine]) -> String {
    use unicode_width::UnicodeWidthStr;
    const WIDEST: usize = 28;
    let rows: Vec<Vec<String>> = std::iter::once(HEADER.map(str::to_owned).to_vec()).chain(lines.iter().map(cells)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0).min(WIDEST);
    let widths: Vec<usize> = (0..HEADER.len()).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| pad(cell, *width));
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}

fn pad(cell: &str, width: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    let clean: String = cell.chars().filter(|c| !c.is_control()).collect();
    if clean.width() <= width {
        return format!("{clean}{}", " ".repeat(width - clean.width()));
    }
    let mut short: String = clean.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}
