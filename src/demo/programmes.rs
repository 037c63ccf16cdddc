//! The six invented programmes, their courses, lecturers and thesis topics.

use std::sync::Arc;

use fastrand::Rng;

use super::{
    dice::{Purpose, dice, pick},
    names,
    table::{number, rows},
};

/// The university's name in Bulgarian.
pub(super) const UNIVERSITY: &str = "Дунавски университет – Силистра";
/// The university's name in English.
pub(super) const UNIVERSITY_EN: &str = "Danubian University - Silistra";

/// One course (or state exam) of a curriculum.
#[derive(Debug, Clone)]
pub(super) struct Course {
    pub code: Arc<str>,
    pub name: Arc<str>,
    pub english: &'static str,
    pub semester: u8,
    pub credits: u16,
    pub lectures: u16,
    pub exercises: u16,
    pub kind: &'static str,
    pub control: &'static str,
    pub counted: bool,
    pub lecturer: Arc<str>,
    /// How much harder (positive) or easier than the average it is, in grade points.
    pub difficulty: f64,
}

impl Course {
    /// One credit is thirty hours of work.
    pub(super) fn total_hours(&self) -> u16 {
        self.credits * 30
    }

    /// „зачита се“ instead of a grade.
    pub(super) fn is_sport(&self) -> bool {
        matches!(&*self.name, "Физическо възпитание" | "Спорт")
    }

    /// A state exam or thesis: its result is in another workbook.
    pub(super) fn is_final(&self) -> bool {
        matches!(self.kind, "държавен изпит" | "дипломна работа")
    }

    /// Nobody must take it.
    pub(super) fn is_facultative(&self) -> bool {
        self.kind == "факултативна"
    }
}

/// A programme as the curricula workbook has it; `row` is the whole line of its table.
#[derive(Debug, Clone)]
pub(super) struct Programme {
    row: Vec<&'static str>,
    pub courses: Vec<Course>,
    pub lecturers: Vec<Arc<str>>,
}

impl Programme {
    /// Two digits at the head of its faculty numbers.
    pub(super) fn number(&self) -> &'static str {
        self.row[1]
    }

    /// Letters at the head of its course codes.
    pub(super) fn prefix(&self) -> &'static str {
        self.row[2]
    }

    /// Share of the students, in percent.
    pub(super) fn weight(&self) -> u32 {
        number(self.row[3])
    }

    /// „Специалност“.
    pub(super) fn speciality(&self) -> &'static str {
        self.row[4]
    }

    /// „ОКС“.
    pub(super) fn degree(&self) -> &'static str {
        self.row[6]
    }

    /// „Форма на обучение“.
    pub(super) fn form(&self) -> &'static str {
        self.row[7]
    }

    /// Its columns between speciality and faculty, in the order of the curricula workbook.
    pub(super) fn column(&self, index: usize) -> &'static str {
        self.row[index]
    }

    /// Length of study.
    pub(super) fn semesters(&self) -> u8 {
        number(self.row[15])
    }

    /// Credits of the whole programme.
    pub(super) fn credits(&self) -> u16 {
        number(self.row[16])
    }

    /// A master's programme, entered with a diploma of higher education.
    pub(super) fn is_master(&self) -> bool {
        self.degree() == "магистър"
    }

    /// A state exam in two parts, theory and practice.
    pub(super) fn has_two_part_exam(&self) -> bool {
        self.courses.iter().filter(|course| course.is_final()).count() == 2
    }

    /// A thesis is the only way to finish.
    pub(super) fn needs_thesis(&self) -> bool {
        self.row[18] == "дипломна работа"
    }

    /// The name its sheet bears: at most 31 letters, as Excel demands.
    pub(super) fn sheet_name(&self) -> String {
        self.speciality().chars().take(31).collect::<String>().trim_end().to_owned()
    }

    /// A thesis topic, in the language of the programme.
    pub(super) fn topic(&self, rng: &mut Rng) -> String {
        let part = |name: &str| -> Vec<&'static str> {
            rows(include_str!("data/topics.csv"))
                .filter(|row| row[0] == self.row[0] && row[1] == name)
                .map(|row| row[2])
                .collect()
        };
        let parts = ["lead", "object", "place"].map(|name| *pick(rng, &part(name)));
        parts.join(" ")
    }
}

/// All programmes, with lecturers drawn from the seed.
pub(super) fn programmes(seed: u64) -> Vec<Programme> {
    rows(include_str!("data/programmes.csv"))
        .enumerate()
        .map(|(index, row)| {
            let lecturers = staff(seed, index as u64);
            let courses = courses(seed, &row, &lecturers);
            Programme { row, courses, lecturers }
        })
        .collect()
}

fn courses(seed: u64, programme: &[&'static str], lecturers: &[Arc<str>]) -> Vec<Course> {
    let mut place = 0;
    let mut semester = 0;
    rows(course_table(programme[0]))
        .enumerate()
        .map(|(index, row)| {
            let mut rng = dice(seed, Purpose::Course, number::<u64>(programme[1]) * 1000 + index as u64);
            let this: u8 = number(row[0]);
            place = if this == semester { place + 1 } else { 1 };
            semester = this;
            Course {
                code: format!("{}{semester}{place:02}", programme[2]).into(),
                name: row[7].into(),
                english: row[8],
                semester,
                credits: number(row[1]),
                lectures: number(row[2]),
                exercises: number(row[3]),
                kind: row[4],
                control: row[5],
                counted: row[6] == "да",
                lecturer: pick(&mut rng, lecturers).clone(),
                difficulty: rng.f64() * 0.9 - 0.45 + if row[5] == "изпит" { 0.15 } else { -0.2 },
            }
        })
        .collect()
}

fn course_table(key: &str) -> &'static str {
    match key {
        "accounting" => include_str!("courses/accounting.csv"),
        "river" => include_str!("courses/river.csv"),
        "wetlands" => include_str!("courses/wetlands.csv"),
        "public" => include_str!("courses/public.csv"),
        "data" => include_str!("courses/data.csv"),
        _ => include_str!("courses/wine.csv"),
    }
}

/// Fourteen lecturers, professors first; no name twice.
fn staff(seed: u64, programme: u64) -> Vec<Arc<str>> {
    const TITLES: [(&str, usize); 4] = [("проф. д-р", 3), ("доц. д-р", 5), ("гл. ас. д-р", 4), ("ас.", 2)];
    let mut rng = dice(seed, Purpose::Staff, programme);
    let mut names: Vec<String> = Vec::new();
    while names.len() < 14 {
        let name = names::short_name(&mut rng);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let titles = TITLES.iter().flat_map(|(title, count)| std::iter::repeat_n(*title, *count));
    titles.zip(names).map(|(title, name)| format!("{title} {name}").into()).collect()
}

/// A chair with a professor's rank and two other members, all different.
pub(super) fn committee(rng: &mut Rng, programme: &Programme) -> (Arc<str>, Arc<str>) {
    let mut pool: Vec<&Arc<str>> = programme.lecturers.iter().collect();
    let chair = pool.remove(rng.usize(..8));
    let first = pool.remove(rng.usize(..pool.len()));
    let second = pool.remove(rng.usize(..pool.len()));
    (chair.clone(), format!("{first}; {second}").into())
}
