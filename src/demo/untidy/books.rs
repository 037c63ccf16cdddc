//! The grades: a book for each semester with two columns a course, and what does not fit into it on lists of its own.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use super::{
    Body, File, Office, Spot, Spots, csv_text, full_title,
    hand::{Days, Marks, as_number, last_first, roman, short, text},
    is_active,
    page::{Group, Page, one, over},
};
use crate::demo::{
    key::Book,
    programmes::{Course, Programme},
    results::semesters_studied,
    sheet::{Cell, count},
};

const RESITS: &str = "Поправителни и ликвидационни.csv";
const RECOGNISED: &str = "Признати изпити.xlsx";
const RECOGNISED_SHEET: &str = "Еразъм+";

/// Where a result would stand that is not there, by student and course.
pub(super) type Blanks = BTreeMap<(usize, usize), Spot>;

/// The rows of the plain grades sheet, by where they stand in this office.
#[derive(Default)]
struct Sorted {
    /// First sittings, by student and course.
    book: BTreeMap<(usize, usize), usize>,
    /// Recognised results, by student and course.
    recognised: BTreeMap<(usize, usize), usize>,
    /// Everything else.
    later: Vec<usize>,
}

impl Sorted {
    fn of(office: &Office) -> Self {
        let mut sorted = Self::default();
        for (row, cells) in office.sheets.grades.rows.iter().enumerate() {
            let Some(key) = result(office, cells) else {
                sorted.later.push(row);
                continue;
            };
            if text(&cells[8]).starts_with("признат") {
                sorted.recognised.insert(key, row);
                continue;
            }
            match sorted.book.entry(key) {
                Entry::Occupied(_) => sorted.later.push(row),
                Entry::Vacant(free) => {
                    free.insert(row);
                }
            }
        }
        sorted
    }
}

/// The student and course of a row, if there are such.
fn result(office: &Office, cells: &[Cell]) -> Option<(usize, usize)> {
    let student = *office.by_number.get(text(&cells[0]))?;
    let courses = &office.season.programmes[office.season.students[student].programme].courses;
    Some((student, courses.iter().position(|course| *course.code == *text(&cells[1]))?))
}

/// The books and lists, and the empty cells of the books.
pub(super) fn files(office: &Office, spots: &mut Spots) -> (Vec<File>, Blanks) {
    let sorted = Sorted::of(office);
    let mut blanks = Blanks::new();
    let mut files = Vec::new();
    for semester in 1..=8 {
        let mut pages = Vec::new();
        for place in 0..office.season.programmes.len() {
            let mut writer = Writer { office, sorted: &sorted, spots: &mut *spots, blanks: &mut blanks, semester, place };
            pages.extend(writer.page());
        }
        if !pages.is_empty() {
            files.push(File::book(book_name(semester), pages));
        }
    }
    files.push(resits(office, &sorted, spots));
    if !sorted.recognised.is_empty() {
        files.push(recognised(office, &sorted, spots));
    }
    (files, blanks)
}

fn book_name(semester: u8) -> String {
    format!("Главна книга {} семестър.xlsx", roman(semester))
}

/// One sheet of a book: a semester of a speciality.
struct Writer<'a> {
    office: &'a Office<'a>,
    sorted: &'a Sorted,
    spots: &'a mut Spots,
    blanks: &'a mut Blanks,
    semester: u8,
    place: usize,
}

impl<'a> Writer<'a> {
    fn programme(&self) -> &'a Programme {
        &self.office.season.programmes[self.place]
    }

    fn courses(&self) -> Vec<(usize, &'a Course)> {
        let all = self.programme().courses.iter().enumerate();
        all.filter(|(_, course)| course.semester == self.semester && !course.is_final()).collect()
    }

    /// Whoever studied this semester, and the active ones who are in it now, by group and name.
    fn students(&self) -> Vec<usize> {
        let season = self.office.season;
        let mut mine: Vec<usize> = (0..season.students.len())
            .filter(|place| season.students[*place].programme == self.place)
            .filter(|place| {
                let studied = semesters_studied(&season.students[*place], self.programme());
                self.semester <= studied || is_active(season, *place) && self.semester == studied + 1
            })
            .collect();
        mine.sort_by_key(|place| (season.students[*place].group, self.office.name(*place), *place));
        mine
    }

    fn page(&mut self) -> Option<Page> {
        let (courses, students) = (self.courses(), self.students());
        if courses.is_empty() || students.is_empty() {
            return None;
        }
        let mut page = Page::new(format!("{} {}", self.programme().prefix(), self.programme().form()), 1);
        page.line(1, format!("ГЛАВНА КНИГА – {} СЕМЕСТЪР", roman(self.semester)));
        page.line(1, format!("Специалност {}", full_title(self.programme())));
        page.skip(1);
        self.header(&mut page, &courses);
        let mut group = 0;
        let mut sums = vec![(0.0, 0_u32); courses.len()];
        for (student, number) in students.iter().copied().zip(1_u32..) {
            let next = self.office.season.students[student].group;
            if next != group {
                group = next;
                page.line(3, format!("{group} група"));
            }
            page.put(1, count(number));
            page.put(2, self.office.number(student));
            page.put(3, self.office.name(student));
            self.results(&mut page, student, &courses, &mut sums);
            page.skip(1);
        }
        self.footer(&mut page, &courses, &sums);
        Some(page)
    }

    /// Three rows: codes, names, and what stands in each of the two columns.
    fn header(&self, page: &mut Page, courses: &[(usize, &Course)]) {
        for ((_, course), column) in courses.iter().zip((4_u16..).step_by(2)) {
            page.head((column, column + 1), 1, &course.code);
        }
        page.skip(1);
        for (name, column) in ["№ по ред", "Фак. номер", "Име, презиме и фамилия"].into_iter().zip(1_u16..)
        {
            page.head((column, column), 2, name);
        }
        for ((_, course), column) in courses.iter().zip((4_u16..).step_by(2)) {
            page.head((column, column + 1), 1, &course.name);
        }
        page.skip(1);
        for (_, column) in courses.iter().zip((4_u16..).step_by(2)) {
            page.head((column, column), 1, "Оценка");
            page.head((column + 1, column + 1), 1, "Дата");
            page.width(column, 14);
            page.width(column + 1, 20);
        }
        page.skip(1);
        page.width(2, 12);
        page.width(3, 36);
    }

    fn results(&mut self, page: &mut Page, student: usize, courses: &[(usize, &Course)], sums: &mut [(f64, u32)]) {
        let studied = semesters_studied(&self.office.season.students[student], self.programme());
        let first = courses.iter().position(|(_, course)| !course.is_facultative());
        for (at, (index, course)) in courses.iter().enumerate() {
            let column = 4 + 2 * at as u16;
            let spot = |column| Spot::new(&book_name(self.semester), Some(&page.name), page.row(), column);
            let key = (student, *index);
            if self.sorted.recognised.contains_key(&key) {
                page.put(column, "призн.");
                continue;
            }
            let Some(row) = self.sorted.book.get(&key).copied() else {
                self.blanks.insert(key, spot(column));
                if course.is_facultative() {
                    page.put(column, "–");
                } else if self.semester > studied && first == Some(at) {
                    // Still to come, but the list of the exam is already in the book.
                    page.put(column, "н.я.");
                }
                continue;
            };
            for (from, to) in [(4, column), (1, column), (5, column + 1)] {
                self.spots.insert((Book::Grades, row, from), spot(to));
            }
            let cells = &self.office.sheets.grades.rows[row];
            if let Cell::Number(number) = cells[4] {
                sums[at] = (sums[at].0 + number, sums[at].1 + 1);
            }
            let hand = self.place + usize::from(self.semester);
            page.put(column, Marks::hand(hand).write(&cells[4]));
            page.put(column + 1, Days::hand(hand / 2).write(&cells[5]));
        }
    }

    /// The means of the columns, the lecturers, and who signs.
    fn footer(&self, page: &mut Page, courses: &[(usize, &Course)], sums: &[(f64, u32)]) {
        page.put(3, "Среден успех:");
        for ((sum, number), column) in sums.iter().zip((4_u16..).step_by(2)).filter(|((_, number), _)| *number > 0) {
            page.put(column, Cell::Number((sum / f64::from(*number) * 100.0).round() / 100.0));
        }
        page.skip(1);
        page.put(3, "Преподавател:");
        for ((_, course), column) in courses.iter().zip((4_u16..).step_by(2)) {
            page.head((column, column + 1), 1, &course.lecturer);
        }
        page.skip(3);
        page.line(3, "Зав. „Учебен отдел“: ………………………");
        page.line(3, "н.я. – не се явил; зач. – зачита се; осв. – освободен; призн. – призната, вж. „Признати изпити“");
    }
}

/// The list of further sittings and of everything somebody wrote down too late.
fn resits(office: &Office, sorted: &Sorted, spots: &mut Spots) -> File {
    let mut rows: Vec<Vec<String>> = vec![
        vec!["Явявания на поправителни и ликвидационни сесии".to_owned()],
        vec!["учебни години 2020/2021 – 2024/2025".to_owned()],
    ];
    rows.push(
        ["Ф.н.", "Студент", "Изпит по", "Сем.", "Резултат", "Положен на", "Прот. №", "Изпитвал", "Сесия"]
            .map(str::to_owned)
            .to_vec(),
    );
    for row in rows.iter_mut() {
        row.resize(9, String::new());
    }
    for row in &sorted.later {
        let cells = &office.sheets.grades.rows[*row];
        let student = office.by_number.get(text(&cells[0]));
        let is_known = office.season.programmes.iter().flat_map(|one| &one.courses).any(|one| *one.code == *text(&cells[1]));
        let name = student.map_or_else(|| "Стоян Измислен Неизвестен".to_owned(), |student| office.name(*student));
        let semester = if let Cell::Number(number) = cells[3] { roman(number as u8) } else { "" };
        let day = if let Cell::Date(day) = cells[5] { short(day) } else { String::new() };
        let line = rows.len() as u32;
        for (from, to) in [(0, 0), (1, 2), (4, 4), (5, 5)] {
            spots.insert((Book::Grades, *row, from), Spot::new(RESITS, None, line, to));
        }
        rows.push(vec![
            shown(&as_number(&cells[0])),
            name,
            // Whoever does not know the course writes its code, for want of a name.
            text(&cells[if is_known { 2 } else { 1 }]).to_owned(),
            semester.to_owned(),
            shown(&Marks::Named.write(&cells[4])),
            day,
            text(&cells[6]).to_owned(),
            text(&cells[7]).to_owned(),
            text(&cells[8]).to_owned(),
        ]);
    }
    let text = format!("\u{feff}{}", csv_text(b';', &rows));
    File { name: RESITS.to_owned(), body: Body::Bytes(text.into_bytes()) }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.to_string(),
        Cell::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

const RECOGNISED_HEADER: [Group; 8] = [
    one("№"),
    over("Студент", &["Фамилия, Име Презиме", "Ф. №"]),
    over("Дисциплина по учебен план", &["Наименование", "семестър"]),
    over("Оценка", &["призната", "оригинална"]),
    one("Приемащо висше училище"),
    one("Преподавател"),
    one("Заповед за признаване"),
    one("Дата"),
];

fn recognised(office: &Office, sorted: &Sorted, spots: &mut Spots) -> File {
    let mut page = Page::new(RECOGNISED_SHEET, 1);
    page.line(1, "Признати изпити по програма „Еразъм+“");
    page.skip(1);
    page.header(1, &RECOGNISED_HEADER);
    for (column, width) in [(2, 36), (3, 12), (4, 44), (8, 46), (9, 34), (10, 28)] {
        page.width(column, width);
    }
    let mut abroad = BTreeSet::new();
    for (((student, _), row), number) in sorted.recognised.iter().zip(1_u32..) {
        abroad.insert(*student);
        let cells = &office.sheets.grades.rows[*row];
        let person = &office.season.students[*student].person.name;
        let (partner, original) = text(&cells[9]).split_once("; оригинална оценка ").unwrap_or_default();
        let names = [person.given.as_str(), person.patronymic.as_deref().unwrap_or(""), person.family.as_deref().unwrap_or("")];
        let line: [Cell; 11] = [
            count(number),
            last_first(names).into(),
            cells[0].clone(),
            cells[2].clone(),
            if let Cell::Number(semester) = cells[3] { roman(semester as u8).into() } else { Cell::Empty },
            Marks::Abbreviated.write(&cells[4]),
            original.into(),
            partner.into(),
            cells[7].clone(),
            cells[6].clone(),
            Days::Words.write(&cells[5]),
        ];
        for (cell, column) in line.into_iter().zip(1_u16..) {
            page.put(column, cell);
        }
        for (from, to) in [(0, 3), (1, 4), (4, 6), (5, 11)] {
            spots.insert((Book::Grades, *row, from), Spot::new(RECOGNISED, Some(RECOGNISED_SHEET), page.row(), to));
        }
        page.skip(1);
    }
    page.put(2, "Всичко студенти:");
    page.put(3, count(abroad.len() as u32));
    File::book(RECOGNISED, vec![page])
}
