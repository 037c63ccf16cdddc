//! What the state register of students asks for: permanent addresses, and the semesters of every student.

use fastrand::Rng;

use super::{
    Season,
    calendar::Term,
    columns::{SEMESTER_COLUMNS, STATE_COLUMNS},
    dice::{Purpose, chance, dice},
    people::{Birthplace, Person},
    places,
    programmes::Programme,
    results::semesters_studied,
    sheet::{Cell, Sheet, count, yes_no},
    students::{Status, Student},
};

/// An event of the register.
const ENROLLED: u32 = 100;
const GOES_ON: u32 = 101;
const COMES_BACK: u32 = 103;
const UNPAID: u32 = 201;
const STILL_AWAY: u32 = 202;
const SEMESTERS_DONE: u32 = 401;

/// The sheet of what the register asks besides the student list.
pub(super) fn persons_sheet(season: &Season, seed: u64) -> Sheet {
    let rows = season.students.iter().map(|student| {
        let mut row = vec![Cell::from(&student.faculty_number)];
        row.extend(residence(&mut dice(seed, Purpose::State, student.index), &student.person));
        row
    });
    Sheet { name: "Данни за РДПЗСД".into(), columns: STATE_COLUMNS, rows: rows.collect() }
}

fn residence(rng: &mut Rng, person: &Person) -> Vec<Cell> {
    let name = &person.name;
    let plain = |text: &str| -> Cell {
        // The register takes Latin letters without marks only: as they stand in the machine-readable zone of a passport.
        let is_marked = !text.is_ascii();
        if is_marked { unmarked(text).into() } else { Cell::Empty }
    };
    let latin = [plain(&name.given_latin), name.family_latin.as_deref().map_or(Cell::Empty, plain)];
    let place = match person.birthplace {
        Birthplace::Bulgaria(_) => {
            let (place, street) = places::home(rng);
            let own = |text: &'static str| Cell::from(text);
            vec![
                "България".into(),
                own(place.kind),
                own(place.name),
                own(place.municipality),
                own(place.province),
                count(place.post_code()),
                street.into(),
                Cell::Empty,
            ]
        }
        Birthplace::Abroad(origin) => {
            let mut cells = vec![origin.country.into()];
            cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
            let (number, flat) = (rng.u32(1..200), rng.u32(1..60));
            cells.push(format!("Riverside Street {number}, flat {flat}").into());
            cells
        }
    };
    latin.into_iter().chain(place).collect()
}

/// Letters without their marks.
fn unmarked(text: &str) -> String {
    let letter = |c: char| match c {
        'ă' | 'â' => "a",
        'î' | 'ı' => "i",
        'ș' | 'ş' => "s",
        'Ș' | 'Ş' => "S",
        'ț' | 'ţ' => "t",
        'ç' => "c",
        'Ç' => "C",
        'ğ' => "g",
        'ü' => "u",
        'Ü' => "U",
        'ö' => "o",
        'Ö' => "O",
        'ß' => "ss",
        'ł' => "l",
        'Ł' => "L",
        'ń' => "n",
        'ó' => "o",
        'ś' => "s",
        'ż' | 'ź' => "z",
        _ => "",
    };
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { letter(c).to_owned() }).collect()
}

/// The sheet of semesters, a row each.
pub(super) fn semesters_sheet(season: &Season, seed: u64) -> Sheet {
    let rows = season.students.iter().flat_map(|student| {
        let programme = &season.programmes[student.programme];
        let mut rng = dice(seed, Purpose::Semesters, student.index);
        semesters(student, programme).into_iter().map(move |row| cells(&mut rng, student, programme, row)).collect::<Vec<_>>()
    });
    Sheet { name: "Семестри".into(), columns: SEMESTER_COLUMNS, rows: rows.collect() }
}

/// A row of the history: autumn of the academic year, semester of the student from 1, event.
struct Row {
    autumn: i16,
    half: u32,
    semester: u8,
    event: u32,
}

fn semesters(student: &Student, programme: &Programme) -> Vec<Row> {
    let last = semesters_studied(student, programme);
    let mut rows: Vec<Row> = Vec::new();
    for semester in 1..=last {
        let autumn = student.autumn_of(semester);
        let half = if student.term(semester, programme.semesters()) == Term::Winter { 1 } else { 2 };
        let is_back = rows.last().is_some_and(|before| autumn > before.autumn + 1);
        if is_back {
            // Left out the fee in autumn, stayed away for the year, came back to the same semester.
            rows.push(Row { autumn: autumn - 1, half: 1, semester, event: UNPAID });
            rows.push(Row { autumn: autumn - 1, half: 2, semester, event: STILL_AWAY });
        }
        let event = match (semester, is_back) {
            (1, _) => ENROLLED,
            (_, true) => COMES_BACK,
            (_, false) => GOES_ON,
        };
        rows.push(Row { autumn, half, semester, event });
    }
    if student.status != Status::Active
        && let Some(end) = rows.last()
    {
        let (autumn, half, semester) = (end.autumn, end.half, end.semester);
        rows.push(Row { autumn, half, semester, event: SEMESTERS_DONE });
    }
    rows
}

fn cells(rng: &mut Rng, student: &Student, programme: &Programme, row: Row) -> Vec<Cell> {
    let is_active = [ENROLLED, GOES_ON, COMES_BACK].contains(&row.event);
    // Citizens of the union study as Bulgarians do.
    let is_foreign = match student.person.birthplace {
        Birthplace::Bulgaria(_) => false,
        Birthplace::Abroad(origin) => !["Румъния", "Германия", "Полша"].contains(&origin.country),
    };
    let fee: u32 = if is_foreign { 4 } else { 1 };
    let mut cells = vec![
        Cell::from(&student.faculty_number),
        format!("{}/{}", row.autumn, row.autumn + 1).into(),
        if row.half == 1 { "зимен".into() } else { "летен".into() },
        count(row.event),
        count(u32::from(row.semester.div_ceil(2))),
        count(if row.semester % 2 == 1 { 1_u32 } else { 2 }),
        if is_active { count(fee) } else { Cell::Empty },
    ];
    cells.extend(if row.event == ENROLLED {
        let reason: u32 = if is_foreign { 2 } else { 1 };
        match programme.is_master() {
            true => [count(reason), "висше".into(), "България".into(), programme.column(8).into()],
            false => [count(reason), "средно".into(), Cell::Empty, Cell::Empty],
        }
    } else {
        [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]
    });
    let may = |rng: &mut Rng, percent: f64| yes_no(is_active && chance(rng, percent));
    cells.extend([may(rng, 22.0), may(rng, 18.0), may(rng, 3.0), may(rng, 4.0)]);
    cells
}
