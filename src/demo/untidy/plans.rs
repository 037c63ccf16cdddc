//! The curricula: a sheet for each speciality, the semester and the kind of course in headings, hours in one cell.

use super::{
    File,
    hand::roman,
    page::{Group, Page, one, over},
};
use crate::demo::{
    Season,
    programmes::{Course, Programme, UNIVERSITY, UNIVERSITY_EN},
    sheet::count,
};

/// Kinds of course in the order of a plan, and the heading of each.
const KINDS: [(&str, &str); 6] = [
    ("задължителна", "А. Задължителни дисциплини"),
    ("избираема", "Б. Избираеми дисциплини"),
    ("факултативна", "В. Факултативни дисциплини"),
    ("практика", "Г. Практики"),
    ("държавен изпит", "Д. Държавен изпит"),
    ("дипломна работа", "Д. Дипломна работа"),
];

const HEADER: [Group; 6] = [
    one("№"),
    over("Наименование на дисциплината", &["на български", "на английски"]),
    over("Хорариум", &["Л/У/СП", "Общо"]),
    one("Кредити"),
    one("Контрол"),
    one("Забележка"),
];

/// The courses of a programme in the order in which its plan lists them.
pub(super) fn order(programme: &Programme) -> Vec<usize> {
    let mut order: Vec<usize> = (0..programme.courses.len()).collect();
    order.sort_by_key(|place| {
        let course = &programme.courses[*place];
        (course.semester, KINDS.iter().position(|(kind, _)| *kind == course.kind))
    });
    order
}

/// The workbook of the plans.
pub(super) fn files(season: &Season) -> Vec<File> {
    vec![File::book("Уч. планове утвърдени 2021-2024.xlsx", season.programmes.iter().map(plan).collect())]
}

fn plan(programme: &Programme) -> Page {
    let mut page = Page::new(format!("{} – {}", programme.prefix(), programme.form()), 1);
    banner(&mut page, programme);
    page.header(1, &HEADER);
    for (column, width) in [(2, 52), (3, 52), (4, 12), (8, 30)] {
        page.width(column, width);
    }
    let (mut semester, mut kind, mut number) = (0, "", 0_u32);
    for course in order(programme).into_iter().map(|place| &programme.courses[place]) {
        if course.semester != semester {
            total(&mut page, programme, semester);
            (semester, kind, number) = (course.semester, "", 0);
            page.head((1, 8), 1, format!("{} СЕМЕСТЪР", roman(semester)));
            page.skip(1);
        }
        if course.kind != kind {
            kind = course.kind;
            let heading = KINDS.iter().find(|(name, _)| *name == kind).map_or("", |(_, heading)| *heading);
            page.line(2, heading);
        }
        number += 1;
        row(&mut page, course, number);
    }
    total(&mut page, programme, semester);
    page.put(2, "Всичко кредити за целия курс на обучение:");
    page.put(6, credits(programme.credits()));
    page.skip(3);
    page.line(2, "Л – лекции; У – упражнения; СП – самостоятелна подготовка; И – изпит; ТО – текуща оценка");
    page.line(2, "Приет на заседание на Академичния съвет с протокол № 7 от 12.05.2021 г.");
    page.line(2, "Ръководител катедра: …………………          Декан: …………………");
    page
}

fn banner(page: &mut Page, programme: &Programme) {
    page.line(1, format!("{UNIVERSITY} / {UNIVERSITY_EN}"));
    page.line(1, "У Ч Е Б Е Н   П Л А Н");
    page.skip(1);
    let duration = format!("{} семестъра", programme.semesters());
    let field = format!("{} {}", programme.column(8), programme.column(9));
    for (label, value) in [
        ("Специалност:", programme.speciality()),
        ("Специалност на английски:", programme.column(5)),
        ("Образователно-квалификационна степен:", programme.degree()),
        ("Форма на обучение:", programme.form()),
        ("Срок на обучение:", &duration),
        ("Професионално направление:", &field),
        ("Професионално направление на английски:", programme.column(10)),
        ("Професионална квалификация:", programme.column(11)),
        ("Професионална квалификация на английски:", programme.column(12)),
        ("Факултет:", programme.column(13)),
        ("Факултет на английски:", programme.column(14)),
        ("Език на обучение:", programme.column(17)),
    ] {
        page.put(1, label);
        page.put(3, value);
        page.skip(1);
    }
    page.skip(1);
}

fn row(page: &mut Page, course: &Course, number: u32) {
    let alone = course.total_hours() - course.lectures - course.exercises;
    page.put(1, count(number));
    page.put(2, &course.name);
    page.put(3, course.english);
    page.put(4, format!("{}/{}/{alone}", course.lectures, course.exercises));
    page.put(5, count(course.total_hours()));
    page.put(6, credits(course.credits));
    page.put(7, if course.control == "изпит" { "И" } else { "ТО" });
    if !course.counted {
        page.put(8, "извън общия брой кредити");
    }
    page.skip(1);
}

/// „Всичко за I семестър“, and an empty row.
fn total(page: &mut Page, programme: &Programme, semester: u8) {
    let mine = || programme.courses.iter().filter(|course| course.semester == semester && course.counted);
    if semester == 0 {
        return;
    }
    page.put(2, format!("Всичко за {} семестър:", roman(semester)));
    page.put(5, count(mine().map(Course::total_hours).sum::<u16>()));
    page.put(6, credits(mine().map(|course| course.credits).sum()));
    page.skip(2);
}

/// „6,0“.
fn credits(number: u16) -> String {
    format!("{number},0")
}
