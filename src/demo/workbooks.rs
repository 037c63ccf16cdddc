//! The season as sheets: which column holds what.

use jiff::civil::Date;

use super::{
    Season,
    columns::{
        COURSE_COLUMNS, FINAL_COLUMNS, GRADE_COLUMNS, PROGRAMME_COLUMNS, REGISTER_COLUMNS, REQUEST_COLUMNS, STUDENT_COLUMNS,
    },
    people::{Birthplace, PersonalNumber},
    programmes::{Course, Programme, UNIVERSITY, UNIVERSITY_EN},
    register::RegisterRow,
    requests::{About, Request},
    results::{CourseResult, Mark, Source},
    sheet::{Cell, Sheet, count, grade, yes_no},
    state,
    students::{Status, Student},
};

/// One sheet for each workbook a registrar keeps, curricula apart.
#[derive(Debug, Clone)]
pub(super) struct Sheets {
    pub students: Sheet,
    pub grades: Sheet,
    pub finals: Sheet,
    pub requests: Sheet,
    pub register: Sheet,
    pub curricula: Vec<Sheet>,
    /// What the state register asks besides.
    pub state: Sheet,
    /// The history of semesters, for the state register.
    pub semesters: Sheet,
}

/// Lays the whole season out.
pub(super) fn sheets(season: &Season, seed: u64) -> Sheets {
    let mut students = students_sheet(season);
    habits(season, &mut students);
    Sheets {
        students,
        grades: grades_sheet(season),
        finals: finals_sheet(season),
        requests: requests_sheet(season),
        register: register_sheet(season),
        curricula: curricula_sheets(season),
        state: state::persons_sheet(season, seed),
        semesters: state::semesters_sheet(season, seed),
    }
}

/// The two students whose rows carry a harmless habit: a number without its leading zero,
/// a birth date written as text. Both can be proved from the rest of the row.
pub(super) fn habit_rows(season: &Season) -> [Option<usize>; 2] {
    let mut graduates = season.students.iter().enumerate().filter(|(_, student)| {
        student.status == Status::Graduate && matches!(student.person.birthplace, Birthplace::Bulgaria(_))
    });
    let short = graduates
        .by_ref()
        .find(|(_, student)| {
            let digits = student.person.number.digits().as_bytes();
            digits[0] == b'0' && digits[1] != b'0'
        })
        .map(|(row, _)| row);
    [short, graduates.next().map(|(row, _)| row)]
}

fn habits(season: &Season, sheet: &mut Sheet) {
    let (egn, born) = (sheet.column("ЕГН"), sheet.column("Дата на раждане"));
    let [short, text] = habit_rows(season);
    if let Some(row) = short {
        let digits = season.students[row].person.number.digits();
        sheet.rows[row][egn] = Cell::Number(digits.parse().unwrap_or_default());
    }
    if let Some(row) = text {
        sheet.rows[row][born] = dotted(season.students[row].person.birth).into();
    }
}

/// „30.09.2025“.
pub(super) fn dotted(day: Date) -> String {
    day.strftime("%d.%m.%Y").to_string()
}

fn students_sheet(season: &Season) -> Sheet {
    let rows = season.students.iter();
    Sheet {
        name: "Студенти".into(),
        columns: STUDENT_COLUMNS,
        rows: rows.map(|student| student_row(student, &season.programmes[student.programme])).collect(),
    }
}

/// One row of the students sheet.
pub(super) fn student_row(student: &Student, programme: &Programme) -> Vec<Cell> {
    let mut row = vec![Cell::from(&student.faculty_number)];
    row.extend(person_cells(student));
    row.extend([
        programme.speciality().into(),
        programme.degree().into(),
        programme.form().into(),
        count(student.group),
        format!("{}/{}", student.autumn, student.autumn + 1).into(),
        student.enrolled.into(),
        student.order.clone().into(),
        count(programme.semesters()),
        student.prior.kind.into(),
        student.prior.number.clone().into(),
        student.prior.day.into(),
        student.prior.issuer.clone().into(),
        student.person.address.clone().into(),
        student.email.clone().into(),
        student.person.phone.clone().into(),
        student.photo().into(),
        yes_no(student.promotion),
        yes_no(student.alumni),
        student.status.bulgarian().into(),
    ]);
    row
}

fn person_cells(student: &Student) -> Vec<Cell> {
    let person = &student.person;
    let name = &person.name;
    let (egn, lnch) = match &person.number {
        PersonalNumber::Egn(digits) => (digits.as_str().into(), Cell::Empty),
        PersonalNumber::Lnch(digits) => (Cell::Empty, digits.as_str().into()),
    };
    let [kind, place, municipality, province, country, citizenship] = birth_cells(person.birthplace);
    vec![
        egn,
        lnch,
        name.given.as_str().into(),
        name.patronymic.as_deref().into(),
        name.family.as_deref().into(),
        name.given_latin.as_str().into(),
        name.patronymic_latin.as_deref().into(),
        name.family_latin.as_deref().into(),
        person.birth.into(),
        kind,
        place,
        municipality,
        province,
        country,
        citizenship,
        person.sex.letter().into(),
    ]
}

fn birth_cells(birthplace: Birthplace) -> [Cell; 6] {
    match birthplace {
        Birthplace::Bulgaria(place) => [
            place.kind.into(),
            place.name.into(),
            place.municipality.into(),
            place.province.into(),
            "България".into(),
            "българско".into(),
        ],
        Birthplace::Abroad(origin) => {
            ["гр.".into(), origin.city.into(), Cell::Empty, Cell::Empty, origin.country.into(), origin.citizenship.into()]
        }
    }
}

fn grades_sheet(season: &Season) -> Sheet {
    let rows = season.results.iter().map(|result| grade_row(season, result)).collect();
    Sheet { name: "Оценки".into(), columns: GRADE_COLUMNS, rows }
}

fn grade_row(season: &Season, result: &CourseResult) -> Vec<Cell> {
    let student = &season.students[result.student];
    let course = &season.programmes[student.programme].courses[result.course];
    let mark = match result.mark {
        Mark::Points(points) => grade(points),
        Mark::Counted => "зачита се".into(),
        Mark::Exempt => "освободен".into(),
    };
    let (protocol, kind, remark) = match &result.source {
        Source::Exam(sheet) => (season.protocols.get(sheet).into(), result_kind(result), Cell::Empty),
        Source::Recognised { order, remark } => (order.into(), "признат (Еразъм+)", remark.into()),
    };
    vec![
        Cell::from(&student.faculty_number),
        Cell::from(&course.code),
        Cell::from(&course.name),
        count(course.semester),
        mark,
        result.day.into(),
        protocol,
        Cell::from(&course.lecturer),
        kind.into(),
        remark,
    ]
}

fn result_kind(result: &CourseResult) -> &'static str {
    match &result.source {
        Source::Exam(sheet) => sheet.sitting.bulgarian(),
        Source::Recognised { .. } => "признат (Еразъм+)",
    }
}

fn finals_sheet(season: &Season) -> Sheet {
    let rows = season.finals.iter().map(|row| {
        vec![
            Cell::from(&season.students[row.student].faculty_number),
            row.kind.into(),
            row.topic.as_deref().into(),
            grade(row.points),
            row.day.into(),
            row.protocol.clone().into(),
            Cell::from(&row.chair),
            Cell::from(&row.members),
        ]
    });
    Sheet { name: "Държавни изпити".into(), columns: FINAL_COLUMNS, rows: rows.collect() }
}

fn requests_sheet(season: &Season) -> Sheet {
    let rows = season.requests.iter().zip(4001_u32..).map(|(request, number)| request_row(season, request, number));
    Sheet { name: "Заявления".into(), columns: REQUEST_COLUMNS, rows: rows.collect() }
}

fn request_row(season: &Season, request: &Request, number: u32) -> Vec<Cell> {
    let (faculty_number, person, diploma) = match request.about {
        About::Student(place) => {
            let student = &season.students[place];
            (Cell::from(&student.faculty_number), &student.person, None)
        }
        About::Diploma(row) => (Cell::Empty, &season.register[row].person, Some(&season.register[row])),
    };
    let text = |part: fn(&RegisterRow) -> &String| Cell::from(diploma.map(|row| part(row).as_str()));
    vec![
        format!("{number}/{}", dotted(request.day)).into(),
        request.day.into(),
        request.kind.into(),
        faculty_number,
        person.number.digits().into(),
        person.name.full().into(),
        request.reason.into(),
        request.announcement.map(|(newspaper, _)| newspaper).into(),
        request.announcement.map(|(_, day)| day).into(),
        text(|row| &row.series),
        text(|row| &row.blank),
        text(|row| &row.registration),
        text(|row| &row.unique),
        count(request.copies),
        request.language.into(),
        request.fee.into(),
        yes_no(true),
        yes_no(request.express),
    ]
}

fn register_sheet(season: &Season) -> Sheet {
    let rows = season.register.iter().map(|row| register_row(row, &season.programmes[row.programme]));
    Sheet { name: "Регистър".into(), columns: REGISTER_COLUMNS, rows: rows.collect() }
}

fn register_row(row: &RegisterRow, programme: &Programme) -> Vec<Cell> {
    let name = &row.person.name;
    vec![
        count(row.place),
        row.series.as_str().into(),
        row.blank.as_str().into(),
        row.registration.as_str().into(),
        row.unique.as_str().into(),
        row.day.into(),
        row.person.number.digits().into(),
        name.given.as_str().into(),
        name.patronymic.as_deref().into(),
        name.family.as_deref().into(),
        programme.speciality().into(),
        programme.degree().into(),
        programme.form().into(),
        grade(row.studies),
        grade(row.finals),
        grade(row.overall()),
        if row.annulled.is_some() { "анулирана".into() } else { "валидна".into() },
        row.annulled.as_deref().into(),
    ]
}

fn curricula_sheets(season: &Season) -> Vec<Sheet> {
    let list = Sheet {
        name: "Специалности".into(),
        columns: PROGRAMME_COLUMNS,
        rows: season.programmes.iter().map(programme_row).collect(),
    };
    let plans = season.programmes.iter().map(|programme| Sheet {
        name: programme.sheet_name(),
        columns: COURSE_COLUMNS,
        rows: programme.courses.iter().map(course_row).collect(),
    });
    std::iter::once(list).chain(plans).collect()
}

fn programme_row(programme: &Programme) -> Vec<Cell> {
    let english_degree = match programme.degree() {
        "бакалавър" => "Bachelor",
        "магистър" => "Master",
        _ => "Professional Bachelor",
    };
    let english_form = if programme.form() == "редовна" { "full-time" } else { "part-time" };
    let column = |index| Cell::from(programme.column(index));
    vec![
        column(4),
        column(5),
        column(6),
        english_degree.into(),
        column(7),
        english_form.into(),
        column(8),
        column(9),
        column(10),
        column(11),
        column(12),
        column(13),
        column(14),
        UNIVERSITY.into(),
        UNIVERSITY_EN.into(),
        count(programme.semesters()),
        count(programme.credits()),
        column(17),
        column(18),
        programme.sheet_name().into(),
    ]
}

fn course_row(course: &Course) -> Vec<Cell> {
    let alone = course.total_hours() - course.lectures - course.exercises;
    vec![
        Cell::from(&course.code),
        Cell::from(&course.name),
        course.english.into(),
        count(course.semester),
        count(course.credits),
        count(course.lectures),
        count(course.exercises),
        count(alone),
        count(course.total_hours()),
        course.kind.into(),
        course.control.into(),
        yes_no(course.counted),
    ]
}
