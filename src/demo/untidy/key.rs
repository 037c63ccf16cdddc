//! The answer: what the office's files say about every student, and where each planted defect stands.
//!
//! Results of the semester books have no protocols, because the books have none; plans have no codes, and the code
//! given here is that of the books.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Office, Spot, Spots, books::Blanks, hand, plans};
use crate::demo::{
    Season,
    finals::FinalResult,
    key::{Defect, Planted},
    people::PersonalNumber,
    programmes::Course,
    results::{CourseResult, Mark, Source},
    students::{Status, Student},
};

/// `truth.json`.
pub(super) fn truth(season: &Season, planted: &Planted) -> Vec<u8> {
    let students = season.students.iter().enumerate().map(|(place, one)| student(season, planted, (place, one)));
    let rules = json!({
        "mean_subjects": "mean of the last result of every graded course, facultative ones left out; half-up to 0.01",
        "mean_state_exam": "mean of the state exams or of the thesis; half-up to 0.01",
        "overall": "mean of the two rounded means, half-up to 0.01; overall_exact: of the unrounded means",
        "words": "Наредба № 21, чл. 9: 5.50 Отличен, 4.50 Много добър, 3.50 Добър, 3.00 Среден, below Слаб",
        "total_ects": "credits of the passed courses that count in the total, and of the state exam or thesis",
        "protocols": "empty where no file says them: the semester books do not",
        "codes": "those of the semester books; the plans have none",
    });
    let columns = [
        "code",
        "name",
        "semester",
        "kind",
        "ects",
        "counts_in_total",
        "result",
        "word",
        "ects_letter",
        "date",
        "protocol",
        "lecturer",
        "earlier: [date, protocol]",
        "recognised",
    ];
    text(&json!({ "rules": rules, "grade_columns": columns, "students": students.collect::<Vec<_>>() }))
}

fn text(value: &Value) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}

fn student(season: &Season, planted: &Planted, (place, student): (usize, &Student)) -> Value {
    let person = &student.person;
    let programme = &season.programmes[student.programme];
    let (egn, lnch) = match &person.number {
        PersonalNumber::Egn(digits) => (digits.as_str(), ""),
        PersonalNumber::Lnch(digits) => ("", digits.as_str()),
    };
    let name = |part: &Option<String>| part.clone().unwrap_or_default();
    let finals: Vec<&FinalResult> = season.finals.iter().filter(|row| row.student == place).collect();
    let results: Vec<&CourseResult> = season.results.iter().filter(|row| row.student == place).collect();
    let sittings = sittings(&results, &plans::order(programme));
    let of = |rows: &[&CourseResult]| &programme.courses[rows[0].course];
    let graded: Vec<u32> = sittings
        .iter()
        .filter(|rows| !of(rows).is_facultative())
        .filter_map(|rows| if let Mark::Points(points) = rows[rows.len() - 1].mark { Some(u32::from(points)) } else { None })
        .collect();
    let exams: Vec<u32> = finals.iter().map(|row| u32::from(row.points)).collect();
    let (studies, finish) = (Mean::of(&graded), Mean::of(&exams));
    let both = studies.zip(finish);
    let overall = both.map(|(one, other)| Mean { sum: one.rounded() + other.rounded(), number: 2 }.rounded());
    let exact = both.map(|(one, other)| {
        Mean { sum: one.sum * other.number + other.sum * one.number, number: 2 * one.number * other.number }.rounded()
    });
    let passed = |rows: &&Vec<&CourseResult>| !matches!(rows[rows.len() - 1].mark, Mark::Points(..300));
    let counted = |course: &&Course| course.counted;
    let taken = sittings.iter().filter(passed).map(|rows| of(rows)).filter(counted).map(|course| course.credits).sum::<u16>();
    let last: u16 = programme.courses.iter().filter(|course| course.is_final()).map(|course| course.credits).sum();
    json!({
        "fac_no": &*student.faculty_number,
        "egn": egn,
        "lnch": lnch,
        "first": person.name.given,
        "middle": name(&person.name.patronymic),
        "last": name(&person.name.family),
        "birth_date": person.birth.to_string(),
        "speciality": programme.speciality(),
        "okc": programme.degree(),
        "form": programme.form(),
        "status": student.status.bulgarian(),
        "eligible_for_diploma": student.status == Status::Graduate,
        "mean_subjects": studies.map(|mean| decimal(mean.rounded())),
        "graded_subjects": graded.len(),
        "mean_state_exam": finish.map(|mean| decimal(mean.rounded())),
        "overall": overall.map(decimal),
        "overall_word": overall.map(|points| hand::word(points as u16).0),
        "overall_exact": exact.map(decimal),
        "total_ects": if finals.is_empty() { taken } else { taken + last },
        "state_exams": finals.iter().map(|row| exam(row)).collect::<Vec<_>>(),
        "grades": sittings.iter().map(|rows| grade(season, of(rows), rows)).collect::<Vec<_>>(),
        "defects": touching(planted, &student.faculty_number),
    })
}

/// A student's results by course, in the order of the plan; of one course in the order of time.
fn sittings<'a>(results: &[&'a CourseResult], order: &[usize]) -> Vec<Vec<&'a CourseResult>> {
    let of = |course: usize| results.iter().copied().filter(|row| row.course == course).collect::<Vec<_>>();
    order.iter().map(|course| of(*course)).filter(|rows| !rows.is_empty()).collect()
}

/// A sum of hundredths and of how many numbers.
#[derive(Clone, Copy)]
struct Mean {
    sum: u32,
    number: u32,
}

impl Mean {
    fn of(numbers: &[u32]) -> Option<Self> {
        (!numbers.is_empty()).then(|| Self { sum: numbers.iter().sum(), number: numbers.len() as u32 })
    }

    /// Half-up to a hundredth.
    fn rounded(self) -> u32 {
        (2 * self.sum + self.number) / (2 * self.number)
    }
}

/// „4.50“.
fn decimal(points: u32) -> String {
    format!("{}.{:02}", points / 100, points % 100)
}

fn letter(points: u16) -> &'static str {
    match points {
        550.. => "A",
        450.. => "B",
        350.. => "C",
        300.. => "D",
        _ => "F",
    }
}

fn exam(row: &FinalResult) -> Value {
    json!({
        "kind": row.kind,
        "topic": row.topic,
        "grade": decimal(u32::from(row.points)),
        "word": hand::word(row.points).0,
        "ects_letter": letter(row.points),
        "date": row.day.to_string(),
        "protocol": row.protocol,
        "chair": &*row.chair,
        "members": row.members.split("; ").collect::<Vec<_>>(),
    })
}

fn grade(season: &Season, course: &Course, rows: &[&CourseResult]) -> Value {
    let last = rows[rows.len() - 1];
    let (result, word, ects) = match last.mark {
        Mark::Points(points) => (decimal(u32::from(points)), Some(hand::word(points).0), Some(letter(points))),
        Mark::Counted => ("зачита се".to_owned(), None, None),
        Mark::Exempt => ("освободен".to_owned(), None, None),
    };
    let kind = match course.kind {
        "задължителна" => "compulsory",
        "избираема" => "elective",
        "факултативна" => "facultative",
        _ => "practice",
    };
    // The first sitting stands in a book, which says no protocol; the others on lists that do.
    let protocol = |at: usize| match &rows[at].source {
        Source::Recognised { order, .. } => order.to_string(),
        Source::Exam(_) if at == 0 => String::new(),
        Source::Exam(sheet) => season.protocols.get(sheet).map(ToString::to_string).unwrap_or_default(),
    };
    let recognised = match &last.source {
        Source::Exam(_) => Value::Null,
        Source::Recognised { remark, .. } => {
            let (partner, original) = remark.split_once("; оригинална оценка ").unwrap_or_default();
            let (institution, country) = partner.rsplit_once(", ").unwrap_or_default();
            json!({ "institution": institution, "country": country, "original": original })
        }
    };
    let earlier: Vec<Value> = (0..rows.len() - 1).map(|at| json!([rows[at].day.to_string(), protocol(at)])).collect();
    json!([
        &*course.code,
        &*course.name,
        course.semester,
        kind,
        course.credits,
        if course.counted { "yes" } else { "no" },
        result,
        word,
        ects,
        last.day.to_string(),
        protocol(rows.len() - 1),
        &*course.lecturer,
        earlier,
        recognised,
    ])
}

/// The defects that touch a student.
fn touching(planted: &Planted, number: &str) -> Vec<String> {
    let mine = planted.defects.iter().zip(1..).filter(|(defect, _)| defect.faculty_number.as_deref() == Some(number));
    mine.map(|(_, at)| name(at)).collect()
}

fn name(at: usize) -> String {
    format!("D{at:02}")
}

/// `errors.json`.
pub(super) fn errors(office: &Office, planted: &Planted, spots: &Spots, blanks: &Blanks) -> Vec<u8> {
    let errors = planted.defects.iter().zip(1..).map(|(defect, at)| {
        let place = match defect.at {
            Some(key) => spots.get(&key),
            None => blank(office, defect, blanks),
        };
        json!({
            "id": name(at),
            "kind": defect.kind,
            "expect": expected(defect.kind),
            "fac_no": defect.faculty_number,
            "locations": [location(place)],
        })
    });
    text(&Value::from(errors.collect::<Vec<_>>()))
}

fn location(place: Option<&Spot>) -> Value {
    json!({
        "workbook": place.map(|spot| &spot.workbook),
        "sheet": place.and_then(|spot| spot.sheet.as_ref()),
        "cell": place.map(|spot| &spot.cell),
    })
}

fn expected(kind: &str) -> &'static str {
    match kind {
        "unknown_course_code" | "grade_for_unknown_student" => "reject_row",
        "photo_wrong_size" | "very_long_name" => "warn",
        _ if kind.starts_with("duplicate_") && !["duplicate_student", "duplicate_faculty_number"].contains(&kind) => {
            "refuse_request"
        }
        _ => "block_student",
    }
}

/// The empty cell of the result that was taken away.
fn blank<'a>(office: &Office, defect: &Defect, blanks: &'a Blanks) -> Option<&'a Spot> {
    let student = *office.by_number.get(defect.faculty_number.as_deref()?)?;
    let number = office.number(student);
    let rows = office.sheets.grades.rows.iter().filter(|row| hand::text(&row[0]) == number);
    let there: BTreeSet<&str> = rows.map(|row| hand::text(&row[1])).collect();
    let season = office.season;
    let courses = &season.programmes[season.students[student].programme].courses;
    let gone = season.results.iter().find(|row| row.student == student && !there.contains(&*courses[row.course].code))?;
    blanks.get(&(student, gone.course))
}
