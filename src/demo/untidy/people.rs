//! Who the students are: one list with a section for each speciality and group, and their personal files by surname.

use std::collections::BTreeMap;

use super::{
    File, Office, Spot, Spots, full_title,
    hand::{Days, as_number, last_first, text},
    page::{Group, Page, one, over},
};
use crate::demo::{
    key::Book,
    sheet::{Cell, count},
    students::Status,
};

const LIST: &str = "Дипломанти 2025.xlsx";
const LIST_SHEET: &str = "Списък";
const FILES: &str = "Лични досиета.xlsx";
const FILES_SHEET: &str = "досиета";

const LIST_HEADER: [Group; 9] = [
    one("№"),
    one("Факултетен №"),
    over("Имена", &["Собствено", "Бащино", "Фамилно"]),
    over("Роден(а)", &["на", "в", "Община", "Област", "Държава"]),
    over("Записване", &["Уч. година", "Дата", "Заповед"]),
    one("Статус"),
    one("Промоция"),
    one("Алумни"),
    one("ключ"),
];

/// Columns of the list: those of the plain students sheet whose cells stand there, from the third column on.
const LIST_COLUMNS: [usize; 15] = [0, 3, 4, 5, 9, 11, 12, 13, 14, 21, 22, 23, 35, 33, 34];

const FILES_HEADER: [Group; 9] = [
    one("Студент (Фамилия, Име Презиме)"),
    one("Ф.№"),
    over("Идентификация", &["ЕГН", "ЛНЧ", "Пол", "Гражданство"]),
    one("Имена по паспорт (латиница)"),
    over("Документ за предходно образование", &["Вид", "№", "Издаден на", "Издаден от"]),
    one("Адрес"),
    one("ел. поща"),
    one("тел."),
    one("Файл на снимката"),
];

/// Columns of the personal files after name and number; `None` is the name in Latin letters.
const FILES_COLUMNS: [Option<usize>; 13] =
    [Some(1), Some(2), Some(16), Some(15), None, Some(25), Some(26), Some(27), Some(28), Some(29), Some(30), Some(31), Some(32)];

/// The list and the personal files.
pub(super) fn files(office: &Office, spots: &mut Spots) -> Vec<File> {
    let list = vec![directions(), list(office, spots), summary(office)];
    vec![File::book(LIST, list), File::book(FILES, vec![personal(office, spots), letters()])]
}

/// What the office tells itself.
fn directions() -> Page {
    let mut page = Page::new("Указания", 0);
    page.width(0, 110);
    for line in [
        "УКАЗАНИЯ за попълване на списъка на дипломантите",
        "1. Имената се изписват по лична карта, на кирилица.",
        "2. ЕГН не се въвежда тук: стои в „Лични досиета“, за да не обикаля по пощата.",
        "3. Дата на раждане – както е удобно, но изцяло с годината.",
        "4. Колоните „Промоция“ и „Алумни“ се попълват с „да“, ако студентът е съгласен.",
        "5. Магистрите имат буква М пред факултетния номер.",
        "6. Не трийте скритата колона – ползва я счетоводството.",
    ] {
        page.line(0, line);
    }
    page
}

fn list(office: &Office, spots: &mut Spots) -> Page {
    let mut page = Page::new(LIST_SHEET, 1);
    page.line(2, "ДУНАВСКИ УНИВЕРСИТЕТ – СИЛИСТРА");
    page.line(2, "Списък на студентите от випуск 2025 година");
    page.line(2, "към 30.09.2025 г.");
    page.skip(1);
    page.header(1, &LIST_HEADER);
    for (column, width) in [(2, 14), (3, 15), (4, 17), (5, 24), (6, 20), (7, 20), (13, 24), (14, 22)] {
        page.width(column, width);
    }
    page.hide(17);
    for (place, programme) in office.season.programmes.iter().enumerate() {
        let groups = groups(office, programme.speciality());
        let total: usize = groups.values().map(Vec::len).sum();
        if total == 0 {
            continue;
        }
        page.line(1, format!("Специалност {}", full_title(programme)));
        let mut number = 0_u32;
        for (group, rows) in groups {
            page.line(1, format!("{group} група"));
            for row in rows {
                number += 1;
                student(office, spots, &mut page, (row, number, Days::hand(place)));
            }
        }
        page.put(3, "Общо за специалността:");
        page.put(5, count(total as u32));
        page.skip(2);
    }
    page.skip(1);
    page.line(3, "Изготвил: ……………………… /инсп. И. Измислена/");
    page.line(3, "Проверил: ……………………… /зав. „Учебен отдел“/");
    page
}

/// Rows of the plain sheet that belong to a speciality, by group.
fn groups(office: &Office, speciality: &str) -> BTreeMap<u32, Vec<usize>> {
    let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (row, cells) in office.sheets.students.rows.iter().enumerate().filter(|(_, cells)| text(&cells[17]) == speciality) {
        let Cell::Number(group) = cells[20] else { continue };
        groups.entry(group as u32).or_default().push(row);
    }
    groups
}

fn student(office: &Office, spots: &mut Spots, page: &mut Page, (row, number, days): (usize, u32, Days)) {
    let cells = &office.sheets.students.rows[row];
    page.put(1, count(number));
    for (from, to) in LIST_COLUMNS.into_iter().zip(2_u16..) {
        let cell = match from {
            9 | 22 => days.write(&cells[from]),
            11 => format!("{} {}", text(&cells[10]), text(&cells[11])).into(),
            33 | 34 if text(&cells[from]) == "не" => Cell::Empty,
            _ => cells[from].clone(),
        };
        page.put(to, cell);
        spots.insert((Book::Students, row, from), Spot::new(LIST, Some(LIST_SHEET), page.row(), to));
    }
    page.put(17, format!("{}-{}", text(&cells[0]), text(&cells[3]).chars().take(3).collect::<String>()));
    page.skip(1);
}

/// A little table of numbers for the rector's report, which says nothing about anybody.
fn summary(office: &Office) -> Page {
    let mut page = Page::new("Справка", 2);
    page.line(1, "Справка за броя на студентите");
    for (name, column) in ["Специалност", "Всичко", "Завършили"].into_iter().zip(1_u16..) {
        page.head((column, column), 1, name);
    }
    page.skip(1);
    page.width(1, 50);
    for (place, programme) in office.season.programmes.iter().enumerate() {
        let students = || office.season.students.iter().filter(|student| student.programme == place);
        page.put(1, programme.speciality());
        page.put(2, count(students().count() as u32));
        page.put(3, count(students().filter(|student| student.status == Status::Graduate).count() as u32));
        page.skip(1);
    }
    page.put(1, "ВСИЧКО");
    page.put(2, count(office.season.students.len() as u32));
    page
}

fn personal(office: &Office, spots: &mut Spots) -> Page {
    let mut page = Page::new(FILES_SHEET, 2);
    page.line(0, "Лични данни – САМО за служебно ползване (ЗЗЛД)");
    page.skip(1);
    page.header(0, &FILES_HEADER);
    for (column, width) in [(0, 40), (2, 13), (6, 36), (7, 40), (8, 36), (10, 44), (11, 50), (12, 36)] {
        page.width(column, width);
    }
    let rows = &office.sheets.students.rows;
    let names = |row: usize| [3, 4, 5].map(|column| text(&rows[row][column]));
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|row| (last_first(names(*row)), text(&rows[*row][0])));
    for row in order {
        let cells = &rows[row];
        page.put(0, last_first(names(row)));
        page.put(1, faculty_number(&cells[0]));
        for (from, to) in FILES_COLUMNS.into_iter().zip(2_u16..) {
            let Some(from) = from else {
                let latin = [6, 7, 8].map(|column| text(&cells[column]));
                page.put(to, latin.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
                continue;
            };
            page.put(
                to,
                match from {
                    1 | 2 => as_number(&cells[from]),
                    27 => Days::Short.write(&cells[from]),
                    16 => sex(&cells[from]),
                    _ => cells[from].clone(),
                },
            );
            spots.insert((Book::Students, row, from), Spot::new(FILES, Some(FILES_SHEET), page.row(), to));
        }
        page.skip(1);
    }
    page.skip(2);
    page.line(0, "Дата: 29.09.2025 г.          Подпис: ………………");
    page
}

/// As the personal files have it: digits without their zeros, the masters' М from the other keyboard.
fn faculty_number(cell: &Cell) -> Cell {
    match text(cell).strip_prefix('М') {
        Some(rest) => format!("M{rest}").into(),
        None => as_number(cell),
    }
}

fn sex(cell: &Cell) -> Cell {
    match text(cell) {
        "м" => "мъж".into(),
        "ж" => "жена".into(),
        _ => cell.clone(),
    }
}

/// A hidden sheet that a forgotten form reads its choices from.
fn letters() -> Page {
    let mut page = Page::new("Списъци", 0);
    for word in ["мъж", "жена", "българско", "чуждо", "да", "не"] {
        page.line(0, word);
    }
    page.hidden()
}
